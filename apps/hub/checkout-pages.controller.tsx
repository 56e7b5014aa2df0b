import { Controller, Get, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Config } from '#platform/config/config';
import { Calls } from '#platform/cqrs/doors';
import { tokenHash } from '#platform/crypto/envelope';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { NotFound } from '#platform/kernel/errors';
import type { Scope } from '#platform/kernel/scope';
import { OpenFileOfOrder } from '#sales/receipts/queries';
import { broughtBack } from './brought-back.js';
import { CheckoutApp } from './checkout/checkout-app.js';
import { safeLink } from './checkout/session.js';
import { CheckoutSessions } from './checkout-sessions.js';
import { sayIn, type Say } from './messages/messages.js';
import { PageErrors } from './page-errors.js';
import { Pages } from './pages.js';
import { Visits } from './visits.js';

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

/** What holds whoever sells. */
function Foot({ config, gameId, order, say }: { config: Config; gameId: string; order: string; say: Say }) {
  const privacy = safeLink(config.optional('PRIVACY_URL') ?? null);
  return (
    <div class="muted small-print centered">
      <p>{privacy ? <><a href={privacy}>{say('privacy')}</a> · </> : null}{say('order_number', { id: order })}</p>
      <p><a href={`/withdraw/${gameId}?order=${order}`}>{say('withdraw_link')}</a></p>
    </div>
  );
}

/** The checkout of one order, opened by its secret: with the hub or without it. */
@ApiExcludeController()
@UseFilters(PageErrors)
@Controller('checkout/:secret')
export class CheckoutPagesController {
  constructor(private readonly visits: Visits, private readonly pages: Pages, private readonly sessions: CheckoutSessions, private readonly config: Config, private readonly calls: Calls) {}

  @Get()
  @PublicRoute()
  open(@Param('secret') secret: string, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.show(secret, false, request, reply);
  }

  /** Where the page of a bank or wallet sends the player back to. */
  @Get('return')
  @PublicRoute()
  return(@Param('secret') secret: string, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.show(secret, true, request, reply, broughtBack(request.query as Record<string, unknown>));
  }

  /** A link of this page, which no script is needed for: the secret that it stands under opens the order's papers too. */
  @Get('receipt')
  @PublicRoute()
  async receipt(@Param('secret') secret: string, @Query('kind') kind: unknown, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    const scope = await this.scopeOf(secret, request);
    const { pdf, number } = await this.calls.ask(new OpenFileOfOrder({ order_id: scope.actor.id, kind: kind === 'credit_note' ? 'credit_note' : 'receipt' }), scope);
    void reply.headers({ 'content-type': 'application/pdf', 'content-disposition': `inline; filename="${number}.pdf"`, 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' }).send(pdf);
  }

  private async scopeOf(secret: string, request: HubcraftRequest): Promise<Scope> {
    const route = SECRET.test(secret) ? await this.visits.routeOf('checkout', tokenHash(secret)) : null;
    if (!route?.target_id) throw new CheckoutNotFound();
    return { gameId: route.game_id, actor: { kind: 'checkout', id: route.target_id }, requestId: request.requestId };
  }

  private async show(secret: string, hasReturned: boolean, request: HubcraftRequest, reply: FastifyReply, returned?: Readonly<Record<string, string>>): Promise<void> {
    const scope = await this.scopeOf(secret, request);
    const { hub, session: opened, theme, frameOrigins, sheets } = await this.sessions.open({ id: scope.actor.id, secret, hasReturned, ...(returned ? { returned } : {}) }, request, scope);
    const session = { ...opened, operator: this.config.sender.name, termsUrl: safeLink(this.config.optional('TERMS_URL') ?? null) };
    const { view, locale } = session;
    const say = sayIn(locale);
    this.pages.send(reply, 200, {
      locale, say, title: say('checkout_of', { name: view.game.name }), theme, scripts: ['checkout'], state: session, frameOrigins, sheets,
      body: (
        <>
          <CheckoutBar name={hub?.name ?? view.game.name} logo={hub?.logo_url ?? null} href={safeLink(view.links.back_to_store_url) ?? session.storeUrl} isSandbox={view.game.environment === 'sandbox'} say={say} />
          <main id="content" class="wrap" tabIndex={-1}>
            <div id="app"><CheckoutApp session={session} /></div>
            <Foot config={this.config} gameId={scope.gameId} order={view.order_id} say={say} />
          </main>
        </>
      ),
    });
  }
}
