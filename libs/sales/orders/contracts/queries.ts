import { Query } from '#platform/kernel/messages';
import type { EngineBasis } from '#money/tax/queries';
import type { PricedLine, PriceLinesInput } from '#store/offers/queries';
import type { FulfillmentMode } from '#studio/game-servers/queries';
import type { OrderPaidFact } from './events.js';
import type { OrderFinance } from './finance.js';
import type { Seller } from './seller.js';

/** The contract's words. `expired` is not a status: an order past `expires_at` keeps its status and cannot be paid. */
export type OrderStatus = 'created' | 'captured' | 'paid' | 'canceled' | 'refunded' | 'refund_requested' | 'reattempted' | 'disputed';

/** The tax of an order as it was quoted, kept as it is for ever. `studio_is_seller`: the studio sells, the price is as it was set, and what is tax in it is the studio's to know: none of it is ours. */
export interface OrderTax {
  quote_id: string;
  outcome: 'charge' | 'no_tax' | 'reverse_charge' | 'psp_collects' | 'studio_is_seller';
  jurisdiction: string;
  rate_row_id: string;
  rate: string | null;
  price_display: 'inclusive' | 'exclusive';
  net_minor: number;
  tax_minor: number;
  total_minor: number;
  components: { name: string; rate: string; tax_minor: number; jurisdiction: string }[];
  /** There where a business buys: what the register said of its number on the day of the quote; null where none is asked. */
  tax_id_existence?: 'valid' | 'invalid' | 'unavailable' | 'unasked' | null;
  /** There where an outside engine is used for the seller and the place: by what the tax was computed, and who files it. */
  engine?: EngineBasis;
}

/** A business that buys, as its invoice names it. */
export interface BusinessBuyer {
  /** Its number, as an invoice prints it. */
  tax_id: string;
  name: string;
  /** Street, postcode, city: without the country, which is the order's. */
  address_lines: string[];
}

/** Why money goes back, in a word. */
export const REFUND_REASONS = ['duplicate', 'fraudulent', 'customer_request', 'service_disruption', 'minor', 'withdrawal', 'dispute_prevention', 'other'] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];

/** What a part of a sale is, or what is left of it: all parts and the rest add up to the sale exactly, each component of the tax by itself. */
export interface RefundFigures {
  /** What the player gets back. */
  amount_minor: number;
  net_minor: number;
  tax_minor: number;
  platform_fee_minor: number;
  tax_components: { name: string; rate: string; tax_minor: number; jurisdiction: string }[];
  /** `line_id` names the line within its order. `quantity` is 0 where an amount was asked for: no unit goes back. */
  lines: { line_id: string; item_id: string; sku: string; quantity: number; amount_minor: number; tax_minor: number }[];
}

/** What has gone back of an order by refunds. What a bank took is not in it. */
export interface RefundedSoFar {
  amount_minor: number;
  tax_minor: number;
  /** Lines of which something has. */
  lines: { line_id: string; quantity: number; amount_minor: number }[];
  /** A part is on its way back, or waits for a second person. */
  has_open_part: boolean;
}

/** The name of a line within its order, from 1: lines of an order that is paid never change. */
export const lineId = (index: number): string => String(index + 1);

/** A line as it was priced when the order was made, or when its country changed. */
export type OrderLine = PricedLine;

/** What was asked of the price list, without place and time: enough to price the order in another country. */
export type OrderPricing = Omit<PriceLinesInput, 'country' | 'now'>;

export interface OrderView {
  id: string;
  game_id: string;
  status: OrderStatus;
  source: 's2s' | 'hub' | 'sdk' | 'checkout_link';
  player_id: string;
  email: string | null;
  country: string | null;
  country_locked: boolean;
  region: string | null;
  postcode: string | null;
  locale: string | null;
  currency: string;
  /** What the player would pay without discounts: on the same basis as `amount_minor`. */
  amount_before_discount_minor: number;
  /** What the player pays: with tax. While the place is not known, the price as listed. */
  amount_minor: number;
  /** Null until the place is known well enough. */
  tax: OrderTax | null;
  /** By whose account it is paid, and whose the tax is. */
  seller: Seller;
  /** Null where a consumer buys. */
  business: BusinessBuyer | null;
  lines: OrderLine[];
  receipt_number: string | null;
  checkout_url: string;
  /** The attempt that holds the order while it is `captured`, or that paid it. */
  payment_id: string | null;
  metadata: Record<string, string> | null;
  redirect_settings: Record<string, unknown> | null;
  ui_settings: Record<string, unknown> | null;
  back_to_game_url: string | null;
  back_to_store_url: string | null;
  payment_methods_enabled: string[] | null;
  handled_by_client: boolean;
  /** How the game is given what was paid for: as it was chosen when the order was made. */
  fulfillment_mode: FulfillmentMode;
  immediate_delivery_requested_at: number | null;
  created_at: number;
  modified_at: number;
  expires_at: number;
  paid_at: number | null;
  refunded_at: number | null;
  refunded: RefundedSoFar;
  /** Null until it is paid. */
  finance: OrderFinance | null;
}

/** Throws `orders.not_found`. */
export class GetOrder extends Query<OrderView> {
  constructor(readonly orderId: string) { super(); }
}

/** Orders by id, in no promised order; what does not exist is left out. At most 500. */
export class GetOrders extends Query<OrderView[]> {
  constructor(readonly ids: string[]) { super(); }
}

/** The order that bears this receipt number, or null. */
export class FindOrderByReceipt extends Query<string | null> {
  constructor(readonly receiptNumber: string) { super(); }
}

/** The sales of orders, as `OrderPaid` told them; what nobody has paid is left out. At most 500. */
export class GetSales extends Query<OrderPaidFact[]> {
  constructor(readonly orderIds: string[]) { super(); }
}

/** How the country of an order came to be known. */
export type CountrySource = 'studio' | 'buyer' | 'player' | 'ip_address' | 'hub' | 'card';

/** What the checkout and the Studio API need beyond the view. */
export interface OrderDetails extends OrderView {
  country_source: CountrySource | null;
  /** Why nothing can be sold to the order's place (`tax.rate_unverified`, …); the order cannot be paid until the place changes. */
  tax_refusal_code: string | null;
  /** `YYYY-MM-DD` of the tax quote. Another day's quote is not paid: it is quoted anew. */
  quoted_on: string | null;
  /** Price of the lines after discount, as listed, before tax that is added. */
  listed_minor: number;
  /** The same before discount. */
  listed_before_discount_minor: number;
  /** Neither paid nor payable any more: `expires_at` has passed while no attempt was running. */
  is_expired: boolean;
  /** A payment of another amount was reported: nobody is granted anything until a person has looked. */
  is_held: boolean;
  /** What was reported where the order is held; null where it is not, and for what an earlier build held. */
  reported_minor: number | null;
  reported_currency: string | null;
  /** When the attempt that holds the order took it. */
  locked_at: number | null;
  player_info: Record<string, unknown> | null;
  platform: 'ios' | 'android' | 'other' | null;
  ip_address: string | null;
  user_agent: string | null;
  return_url: string | null;
  coupons_enabled: boolean | null;
  eligible_for_reward_points: number | null;
  eligible_for_loyalty_points: number | null;
}

/** Whether an order's quote is of another day, or its place was blocked or opened since: then `RequoteOrder` changes it. Throws `orders.not_found`. */
export class IsOrderOutdated extends Query<boolean> {
  constructor(readonly orderId: string) { super(); }
}

/** Throws `orders.not_found`. */
export class GetOrderDetails extends Query<OrderDetails> {
  constructor(readonly orderId: string) { super(); }
}

/**
 * Orders that an attempt has taken until `locked_before` (Unix seconds, included), however long ago, and of which nobody has confirmed yet that it is written
 * (`ConfirmAttempts`). At most 200, by id; `after` is the last id of the page before.
 */
export class ListUnconfirmedAttempts extends Query<{ order_id: string; payment_id: string }[]> {
  constructor(readonly page: { locked_before: number; after: string | null }) { super(); }
}

/** Orders of one player or of the game, newest first. */
export class ListOrders extends Query<{ data: OrderView[]; has_more: boolean; next_cursor: string | null }> {
  constructor(readonly filter: { player_id?: string; status?: OrderStatus[]; limit: number; starting_after?: string; created_from?: number; created_to?: number }) { super(); }
}

/** Orders that were paid in the last hour: the measure of the automatic-refund breaker. */
export class CountPaidLastHour extends Query<number> {}

/** Ids of all orders of these players behind `after`, in order; at most 500. */
export class ListOrderIdsOfPlayers extends Query<string[]> {
  constructor(readonly playerIds: readonly string[], readonly after: string) { super(); }
}

/** The e-mails of orders, by order id; without those that have none. At most 500. */
export class GetOrderEmails extends Query<Record<string, string>> {
  constructor(readonly orderIds: readonly string[]) { super(); }
}

export {
  countryOfContradictingCard, EVIDENCE_KINDS, EVIDENCE_TELLERS, GetPlaceEvidence, PLACE_DECISIONS, placeDecision, type EvidenceKind, type EvidenceTeller, type PlaceDecision, type PlaceEvidence, type PlaceItem,
} from './place-evidence.js';
export { sellerOf, type Seller } from './seller.js';
export { ListWaivers, type Waiver, type WaiverWords } from './waivers.js';
export { financeOf, financeTold, type FeesStatus, type OrderFinance, type SaleSettlement } from './finance.js';
