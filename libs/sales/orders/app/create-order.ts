import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { Jobs } from '#platform/jobs/jobs';
import { Clock, fromUnixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Outbox } from '#platform/outbox/outbox';
import { GetPlayer } from '#player/players/queries';
import { GetFulfillment, type FulfillmentMode } from '#studio/game-servers/queries';
import { NotLiveReady } from '#studio/onboarding/errors';
import { MayTakeMoney } from '#studio/onboarding/queries';
import { CreateOrder, type NewOrder, type OrderPlaced } from '../contracts/commands.js';
import { ExpiryOutOfRange, NoGrantEndpoint, PlaceRefused, PlayerBanned } from '../contracts/errors.js';
import { OrderCreated } from '../contracts/events.js';
import type { OrderPricing } from '../contracts/queries.js';
import { withBusiness } from '../domain/business-buyer.js';
import { CheckoutSecrets } from '../infra/checkout-secrets.js';
import { OrdersRepository } from '../infra/orders.repository.js';
import type { OrderRow } from '../infra/rows.js';
import { EXPIRY_JOB } from './expiry.job.js';
import { refuseUnknownNumber } from './business-told.js';
import { isBlock, OrderQuotes } from './order-quotes.js';

const HOUR = 3_600;
/** How long a checkout stays open when the order does not say. */
export const LIFE_SECONDS = { hub: 24 * HOUR, s2s: 72 * HOUR, sdk: 72 * HOUR, checkout_link: 24 * HOUR } as const;
const LIFE_SECONDS_MAX = 365 * 24 * HOUR;

@CommandHandler(CreateOrder)
export class CreateOrderHandler implements ICommandHandler<CreateOrder> {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly quotes: OrderQuotes,
    private readonly secrets: CheckoutSecrets,
    private readonly queries: Queries,
    private readonly outbox: Outbox,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  async execute({ input }: CreateOrder): Promise<OrderPlaced> {
    const now = this.clock.now();
    const expiresAt = this.expiryOf(input);
    if (!(await this.queries.ask(new MayTakeMoney()))) throw new NotLiveReady();
    const { mode, is_ready } = await this.queries.ask(new GetFulfillment());
    if (!is_ready) throw new NoGrantEndpoint();
    const player = await this.queries.ask(new GetPlayer(input.player_id));
    if (player?.banned) throw new PlayerBanned();
    const row = await this.rowOf(input, mode, now, expiresAt);
    const scope = currentScope();
    await this.orders.insert(row, scope.requestId ?? `${scope.actor.kind}:${scope.actor.id}`);
    await this.jobs.schedule({ type: EXPIRY_JOB, key: row.id, payload: { order_id: row.id }, inSeconds: Math.ceil((expiresAt.getTime() - now.getTime()) / 1_000) });
    this.outbox.record(new OrderCreated('order', row.id, { order_id: row.id, player_id: row.player_id, status: row.status }));
    return { order_id: row.id, checkout_url: this.secrets.urlOf(row), checkout_secret: this.secrets.of(row), is_player_known: player !== null };
  }

  private expiryOf({ expires_at, source }: NewOrder): Date {
    const now = this.clock.nowSeconds();
    const at = expires_at ?? now + LIFE_SECONDS[source];
    if (at <= now || at > now + LIFE_SECONDS_MAX) throw new ExpiryOutOfRange();
    return fromUnixSeconds(at);
  }

  private async rowOf(input: NewOrder, mode: FulfillmentMode, now: Date, expiresAt: Date): Promise<OrderRow> {
    const pricing = pricingOf(input);
    const place = { country: input.country ?? null, country_source: input.country ? (input.country_source ?? 'studio') : null, region: null, postcode: null };
    const price = await this.quotes.price(pricing, place.country);
    const business = input.business ? await this.quotes.business(input.business, place) : null;
    const taxed = await this.quotes.tax(price, place, business?.tax_id ?? null);
    refuseUnknownNumber(taxed, place.country);
    // Where the buyer can still choose another country, the refusal is said when she sees the checkout; an embargo or a block is never anybody's to choose.
    if (taxed.tax_refusal_code && (input.country_locked || isBlock(taxed.tax_refusal_code))) throw new PlaceRefused(taxed.tax_refusal_code);
    return {
      game_id: currentScope().gameId, id: newId('ord'), status: 'created', version: 0, source: input.source, player_id: input.player_id, email: input.email ?? null,
      ...place, country_locked: input.country_locked ?? false, locale: input.locale ?? null,
      platform: input.platform ?? null, ...price, ...taxed, pricing, receipt_number: null, payment_id: null, locked_at: null, confirmed_payment_id: null, facts: withBusiness([], business), sale: null,
      metadata: input.metadata ?? null, player_info: input.player_info ?? null, redirect_settings: input.redirect_settings ?? null, ui_settings: input.ui_settings ?? null,
      ip_address: input.ip_address ?? null, user_agent: input.user_agent ?? null, return_url: input.return_url ?? null, back_to_game_url: input.back_to_game_url ?? null,
      back_to_store_url: input.back_to_store_url ?? null, payment_methods_enabled: input.payment_methods_enabled ?? null, handled_by_client: false,
      coupons_enabled: input.coupons_enabled ?? null, eligible_for_reward_points: input.eligible_for_reward_points ?? null,
      eligible_for_loyalty_points: input.eligible_for_loyalty_points ?? null, immediate_delivery_requested_at: null, created_at: now, modified_at: now,
      expires_at: expiresAt, expired_at: null, paid_at: null, refunded_at: null, fulfillment_mode: mode, checkout_key: this.secrets.rootId, seal: null,
    };
  }
}

function pricingOf(input: NewOrder): OrderPricing {
  return {
    lines: input.lines, platform: input.platform ?? 'any', locale: input.locale ?? null, price_decimal: input.price_decimal ?? null, currency: input.currency ?? null,
    currency_preferred: input.currency_preferred ?? false, discount_percent: input.discount_percent ?? null, price_template_id: input.price_template_id ?? null,
  };
}
