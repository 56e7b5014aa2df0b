import { Command } from '#platform/kernel/messages';
import type { LineRequest } from '#store/offers/queries';
import type { BusinessBuyer, CountrySource, OrderView, PlaceItem, RefundFigures, RefundReason, Seller, WaiverWords } from '#sales/orders/queries';

export interface OrderPlaced {
  order_id: string;
  checkout_url: string;
  /** Opens the checkout of this order, and nothing else. Never logged. */
  checkout_secret: string;
  /** False when nobody has told us of this player before. */
  is_player_known: boolean;
}

export interface NewOrder {
  source: OrderView['source'];
  player_id: string;
  lines: LineRequest[];
  email?: string | null;
  country?: string | null;
  country_source?: CountrySource;
  country_locked?: boolean;
  locale?: string | null;
  platform?: 'ios' | 'android' | 'other' | null;
  price_decimal?: string | null;
  currency?: string | null;
  currency_preferred?: boolean;
  discount_percent?: number | null;
  price_template_id?: string | null;
  /** Unix seconds; 24 h from now for the hub and 72 h for the API when left out. */
  expires_at?: number | null;
  player_info?: Record<string, unknown> | null;
  metadata?: Record<string, string> | null;
  redirect_settings?: Record<string, unknown> | null;
  ui_settings?: Record<string, unknown> | null;
  ip_address?: string | null;
  user_agent?: string | null;
  return_url?: string | null;
  back_to_game_url?: string | null;
  back_to_store_url?: string | null;
  payment_methods_enabled?: string[] | null;
  /** A business buys. Needs `country`, whose number it is. */
  business?: BusinessBuyer | null;
  coupons_enabled?: boolean | null;
  eligible_for_reward_points?: number | null;
  eligible_for_loyalty_points?: number | null;
}

/**
 * Makes an order: prices its lines, taxes them when the place is known, opens its checkout. Throws `fulfillment.no_endpoint` (409), `orders.player_banned`
 * (403), the errors of `ChangeOrderPlace` about a business, `orders.nothing_to_pay`, `orders.nothing_to_grant`, `orders.expiry_out_of_range`, a `tax.*` refusal or `games.country_blocked` (422) and the errors of `PriceLines` and `QuoteTax`.
 */
export class CreateOrder extends Command<OrderPlaced> {
  static readonly context = 'sales/orders';
  constructor(readonly input: NewOrder) { super(); }
}

/**
 * Writes what the buyer told about herself and her place, and quotes anew. Members left out stay. Throws `orders.not_changeable` (409: an attempt runs, paid,
 * expired), `orders.country_locked` (409; of a locked order without a country the first guess is taken), a `tax.*` refusal (422, `PlaceRefused`) and the errors of `QuoteTax`.
 *
 * `business`: a business buys, null: a consumer after all. Its number has to be one of the order's country: `orders.business_needs_country`, `orders.business_without_address`, `orders.tax_id_not_known_here`, `orders.tax_id_malformed`,
 * `orders.tax_id_does_not_exist` (422). Who tells it has named the country. An order that goes to another country loses its business, and is taxed as a consumer's until one of that country is told.
 */
export class ChangeOrderPlace extends Command<void> {
  static readonly context = 'sales/orders';
  constructor(readonly input: { order_id: string; email?: string; country?: string; country_source?: CountrySource; region?: string | null; postcode?: string | null; business?: BusinessBuyer | null }) { super(); }
}

/** Taxes an open order by today's rates when its quote is of another day, or its place was blocked or opened since. */
export class RequoteOrder extends Command<{ changed: boolean }> {
  static readonly context = 'sales/orders';
  constructor(readonly orderId: string) { super(); }
}

/** Lets an order go whose attempt has ended without money: `captured` → `reattempted`, if this payment holds it. Repeating it changes nothing. */
export class ReleaseOrder extends Command<{ changed: boolean }> {
  static readonly context = 'sales/orders';
  constructor(readonly input: { order_id: string; payment_id: string }) { super(); }
}

/** Notes that the attempts which hold these orders are written at payments. An order that another attempt holds meanwhile stays as it is. */
export class ConfirmAttempts extends Command<void> {
  static readonly context = 'sales/orders';
  constructor(readonly attempts: { order_id: string; payment_id: string }[]) { super(); }
}

/** What locking an order for one payment attempt answers. */
export interface PaymentLock {
  order_id: string;
  amount_minor: number;
  currency: string;
  country: string;
  player_id: string;
  email: string;
  /** Whose account is charged. */
  seller: Seller;
}

/**
 * Takes the order for one attempt: `created` or `reattempted` → `captured`, in one conditional update. Needs e-mail and place.
 * Throws `orders.not_payable` (409: expired, already paid, another attempt runs), `order.requote` (409, members `total_minor`, `currency`, `tax`) when
 * `expected_total_minor` of `expected_currency` is not today's total, `orders.buyer_incomplete` (422, member `missing`), also where a region of the place was blocked since the quote and nothing rules it out, `PlaceRefused` (422) where the place was blocked since the quote, `orders.player_banned` (403), `offer.no_longer_available` (409, member `skus`).
 */
export class LockOrderForPayment extends Command<PaymentLock> {
  static readonly context = 'sales/orders';
  /** `evidence`: what was known of where the buyer is, beside the country that somebody named; it is kept with the order. `waiver`: what she agreed to, kept with each line. */
  constructor(readonly input: { evidence?: readonly PlaceItem[]; waiver?: WaiverWords | null; order_id: string; payment_id: string; expected_total_minor: number; expected_currency: string; immediate_delivery_requested: boolean }) { super(); }
}

/**
 * Asks for the refund of the whole order, or of what is left of it: `paid` → `refund_requested`; `amount_minor` is what goes back. Answers `already` when it was requested or refunded before, also where
 * the bank has it disputed since. Throws `orders.not_refundable`, `orders.part_refunds_open` (409): the order then waits for no answer of a refund.
 */
export class RequestOrderRefund extends Command<{ order_id: string; payment_id: string; amount_minor: number; tax_minor: number; currency: string; already: boolean }> {
  static readonly context = 'sales/orders';
  constructor(readonly input: { order_id: string; reason: string; source: 'studio' | 'player' | 'automatic' | 'operator'; asked_by?: string | null; asked_by_member?: string | null }) { super(); }
}

export interface PartRefundAsked {
  /** That of the caller, or of the first of its calls under one Idempotency-Key. */
  refund_id: string;
  order_id: string;
  payment_id: string;
  player_id: string;
  currency: string;
  part: RefundFigures;
}

/**
 * Asks for the refund of a part of a paid order: of lines (`quantity` left out: all that are left of it), or of an amount over what is left of all lines. The part is taken from the order at once, under its
 * lock, so that all parts together never exceed it, however many ask; it comes back where the refund fails. Throws `orders.not_refundable` (409), `orders.refund_exceeds_line`, `orders.refund_exceeds_order`,
 * `orders.too_many_part_refunds` (409), `orders.unknown_line`, `orders.nothing_to_refund` (422).
 */
export class RequestPartRefund extends Command<PartRefundAsked> {
  static readonly context = 'sales/orders';
  constructor(readonly input: {
    order_id: string; refund_id: string; lines: { line_id: string; quantity?: number | null }[] | null; amount_minor: number | null; reason_code: RefundReason; reason: string;
    source: 'studio' | 'player' | 'operator'; asked_by: string | null; asked_by_member: string | null;
  }) { super(); }
}
