import { Injectable } from '@nestjs/common';
import { Calls, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Authenticators } from '#platform/http/authentication';
import type { HubcraftRequest } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { GetPlayer } from '#player/players/queries';
import { OpenCheckout, type CheckoutView } from '#sales/checkout/queries';
import { GetOrder } from '#sales/orders/queries';
import { ListCardFrameOrigins, ListSheetKinds } from '#sales/payments/queries';
import { GetHub, type HubView } from '#store/storefront/queries';
import type { CheckoutSession } from './checkout/session.js';
import type { Locale } from './messages/messages.js';
import { Selling } from './selling.js';
import { themeOf } from './theme.js';
import { Visits, localeOf } from './visits.js';

/** What the page's script is told, but for what the installation says of itself. */
type OpenSession = Omit<CheckoutSession, 'operator' | 'termsUrl'>;

/** What the browser is let do on the page. */
interface PagePolicy {
  /** The origins that the page may frame. */
  frameOrigins: string[];
  /** The sheets of wallets that it may open. */
  sheets: string[];
}

/** What the page of a checkout is drawn from, and what of it its script is told. */
export interface CheckoutOnPage extends PagePolicy {
  hub: HubView | null;
  session: OpenSession;
  theme: ReturnType<typeof themeOf>;
}

/** Reads what the page of a checkout shows. */
@Injectable()
export class CheckoutSessions {
  constructor(
    private readonly visits: Visits,
    private readonly selling: Selling,
    private readonly queries: Queries,
    private readonly calls: Calls,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly authenticators: Authenticators,
  ) {}

  async open(order: { id: string; secret: string; hasReturned: boolean; returned?: Readonly<Record<string, string>> }, request: HubcraftRequest, scope: Scope): Promise<CheckoutOnPage> {
    const { hub, orderLocale } = await this.surroundings(order.id, request, scope);
    const locale = localeOf(undefined, undefined, { locales: ['en', 'de'], default_locale: orderLocale });
    const view = await this.calls.ask(new OpenCheckout({ order_id: order.id, locale, ip_address: request.ip, verified_player: await this.authenticators.playerBeside(request, scope.gameId), ...(order.returned ? { returned: order.returned } : {}) }), scope);
    const settings = themeSettings(hub, view);
    const theme = themeOf(settings);
    const session: OpenSession = {
      view, secret: order.secret, locale, ...(await this.known(view, locale, scope)), accent: theme.accentText, scheme: settings.scheme, storeUrl: hub ? `/h/${hub.slug}` : null,
      hasReturned: order.hasReturned, now: this.clock.nowSeconds(),
    };
    return { hub, session, theme, ...(await this.policyOf(view, scope)) };
  }

  /** Another place, or an attempt that fails, brings the card fields and wallets of this or another provider without a new page: its policy has to know all that there may be. */
  private policyOf(view: CheckoutView, scope: Scope): Promise<PagePolicy> {
    if (view.state !== 'processing' && view.state !== 'open') return Promise.resolve({ frameOrigins: [], sheets: [] });
    return this.database.transaction(scope, { readOnly: true }, async () => {
      const origins = [...(view.card_frame ? [view.card_frame.origin] : []), ...view.wallets.flatMap(({ origin }) => origin ?? []), ...(await this.queries.ask(new ListCardFrameOrigins()))];
      // A frame is none of the browser's sheets.
      const sheets = (await this.queries.ask(new ListSheetKinds())).filter((kind) => kind !== 'frame');
      return { frameOrigins: [...new Set(origins)], sheets };
    });
  }

  private surroundings(orderId: string, request: HubcraftRequest, scope: Scope): Promise<{ hub: HubView | null; orderLocale: string }> {
    return this.database.transaction(scope, { readOnly: true }, async () => {
      const hub = await this.queries.ask(new GetHub());
      const { locale } = await this.queries.ask(new GetOrder(orderId));
      return { hub, orderLocale: locale ?? this.visits.locale(request, hub) };
    });
  }

  private known(view: CheckoutView, locale: Locale, scope: Scope): Promise<Pick<CheckoutSession, 'playerName' | 'countries'>> {
    return this.database.transaction(scope, { readOnly: true }, async () => {
      const player = await this.queries.ask(new GetPlayer(view.player_id));
      const mayBeOpen = view.state === 'open' || view.state === 'processing';
      return { playerName: player?.name ?? null, countries: mayBeOpen && !view.place.country_locked ? await this.selling.countries(scope.gameId, locale, view.place.country ?? '') : [] };
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
