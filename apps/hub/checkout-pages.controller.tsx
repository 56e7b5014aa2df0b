import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Calls, Queries } from '#platform/cqrs/doors';
import { tokenHash } from '#platform/crypto/envelope';
import { Database } from '#platform/database/database';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { NotFound } from '#platform/kernel/errors';
import type { Scope } from '#platform/kernel/scope';
import { GetPlayer } from '#player/players/queries';
import { OpenCheckout, type CheckoutView } from '#sales/checkout/queries';
import { GetOrder } from '#sales/orders/queries';
import { GetCardFrame } from '#sales/payments/queries';
import { GetHub, type HubView } from '#store/storefront/queries';
import { CheckoutApp } from './checkout/checkout-app.js';
import { safeLink, type CheckoutSession } from './checkout/session.js';
import { sayIn, type Say } from './messages/messages.js';
import { PageErrors } from './page-errors.js';
import { Pages } from './pages.js';
import { Selling } from './selling.js';
import { themeOf } from './theme.js';
import { Visits, localeOf } from './visits.js';

const SECRET = /^cs_[\w-]{43}$/;

class CheckoutNotFound extends NotFound {
  constructor() { super('request.not_found', 'Nothing is found at this address.'); }
}

function CheckoutBar({ name, logo, href, isSandbox, say }: { name: string; logo: string | null; href: string | null; isSandbox: boolean; say: Say }) {
  const brand = <>{logo ? <img src={logo} alt="" width="36" height="36" /> : <span class="brand-mark" aria-hidden="true">{[...name][0]}</span>}<span>{name}</span></>;
  return (
    <header class="top">
      {isSandbox ? <p class="sandbox">{say('sandbox_notice')}</p> : null}
      <div class="wrap top-row">
        {href ? <a class="brand" href={href}>{brand}</a> : <span class="brand">{brand}</span>}
        {href ? <nav class="nav" aria-label={say('store')}><a href={href}>{say('back_to_store')}</a></nav> : null}
      </div>
    </header>
  );
}

/** The checkout of one order, opened by its secret: with the hub or without it. */
@ApiExcludeController()
@UseFilters(PageErrors)
@Controller('checkout/:secret')
export class CheckoutPagesController {
  constructor(
    private readonly visits: Visits,
    private readonly pages: Pages,
    private readonly selling: Selling,
    private readonly queries: Queries,
    private readonly calls: Calls,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Get()
  @PublicRoute()
  open(@Param('secret') secret: string, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.show(secret, false, request, reply);
  }

  /** Where the page of a bank or wallet sends the player back to. */
  @Get('return')
  @PublicRoute()
  return(@Param('secret') secret: string, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.show(secret, true, request, reply);
  }

  private async show(secret: string, hasReturned: boolean, request: HubcraftRequest, reply: FastifyReply): Promise<void> {
    const route = SECRET.test(secret) ? await this.visits.routeOf('checkout', tokenHash(secret)) : null;
    if (!route?.target_id) throw new CheckoutNotFound();
    const scope: Scope = { gameId: route.game_id, actor: { kind: 'checkout', id: route.target_id }, requestId: request.requestId };
    const { hub, orderLocale } = await this.surroundings(scope, route.target_id, request);
    const locale = localeOf(undefined, undefined, { locales: ['en', 'de'], default_locale: orderLocale });
    const view = await this.calls.ask(new OpenCheckout({ order_id: route.target_id, locale, ip_address: request.ip }), scope);
    const session = await this.sessionOf(view, { secret, locale, hub, hasReturned }, scope);
    const say = sayIn(locale);
    this.pages.send(reply, 200, {
      locale, say, title: say('checkout_of', { name: view.game.name }), theme: themeOf(themeSettings(hub, view)), scripts: ['checkout'], state: session, frameOrigin: await this.frameOrigin(view, locale, scope),
      body: (
        <>
          <CheckoutBar name={hub?.name ?? view.game.name} logo={hub?.logo_url ?? null} href={safeLink(view.links.back_to_store_url) ?? session.storeUrl} isSandbox={view.game.environment === 'sandbox'} say={say} />
          <main id="content" class="wrap" tabIndex={-1}>
            <div id="app"><CheckoutApp session={session} /></div>
            <p class="muted small-print centered">{say('sold_by', { name: view.game.name })} {say('order_number', { id: view.order_id })}</p>
          </main>
        </>
      ),
    });
  }

  /** An attempt that fails brings the card fields back without a new page, so its policy has to know them already. */
  private async frameOrigin(view: CheckoutView, locale: string, scope: Scope): Promise<string | null> {
    if (view.card_frame) return view.card_frame.origin;
    return view.state === 'processing' ? (await this.queries.ask(new GetCardFrame({ locale }), scope)).origin : null;
  }

  private surroundings(scope: Scope, orderId: string, request: HubcraftRequest) {
    return this.database.transaction(scope, { readOnly: true }, async () => {
      const hub = await this.queries.ask(new GetHub());
      const { locale } = await this.queries.ask(new GetOrder(orderId));
      return { hub, orderLocale: locale ?? this.visits.locale(request, hub) };
    });
  }

  private sessionOf(view: CheckoutView, known: { secret: string; locale: CheckoutSession['locale']; hub: HubView | null; hasReturned: boolean }, scope: Scope): Promise<CheckoutSession> {
    const { secret, locale, hub, hasReturned } = known;
    return this.database.transaction(scope, { readOnly: true }, async () => {
      const player = await this.queries.ask(new GetPlayer(view.player_id));
      const mayBeOpen = view.state === 'open' || view.state === 'processing';
      const countries = mayBeOpen && !view.place.country_locked ? await this.selling.countries(locale, view.place.country ?? '') : [];
      const settings = themeSettings(hub, view);
      return {
        view, secret, locale, playerName: player?.name ?? null, countries, accent: themeOf(settings).accentText, scheme: settings.scheme, storeUrl: hub ? `/h/${hub.slug}` : null, hasReturned, now: this.clock.nowSeconds(),
      };
    });
  }
}

/** The hub's colours, in the mode that the order asks for. */
function themeSettings(hub: HubView | null, view: CheckoutView): { accent_color: string; background_color: string; scheme: 'dark' | 'light' } {
  const base = hub ?? { accent_color: '#7c5cff', background_color: '#0d1020', scheme: 'dark' as const };
  const wanted = (view.ui_settings as { mode?: string } | null)?.mode;
  if ((wanted !== 'dark' && wanted !== 'light') || wanted === base.scheme) return base;
  return { accent_color: base.accent_color, background_color: wanted === 'dark' ? '#0d1020' : '#f6f7fb', scheme: wanted };
}
