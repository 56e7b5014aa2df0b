import { type CurrencyCode, decimalString } from '#platform/kernel/currency';
import { DomainEvent } from '#platform/kernel/messages';
import type { Grantable } from '#store/offers/queries';

/** What is credited, with what the player paid for it: minor units of one purchased unit, 0 for what came on top. */
export interface GrantedItem extends Grantable {
  price_minor: number;
  currency: string;
}

export interface GrantFact {
  grant_id: string;
  order_id: string;
  player_id: string;
  items: GrantedItem[];
  /** "Order paid ord_…", "Order refunded ord_…" */
  reason: string;
  /** What the game has kept for this; left out where nothing was. */
  reservation_id?: string;
}

/** The game has to be told to credit these: the webhook `item.add`. */
export class GrantRequested extends DomainEvent<GrantFact> {
  static readonly type = 'fulfillment.grant.requested.v1';
}

/** The game has it: 2xx to `item.add`, or the player's client collected it. */
export class GrantAcknowledged extends DomainEvent<GrantFact> {
  static readonly type = 'fulfillment.grant.acknowledged.v1';
}

/** The game answered 400 `declined`: nothing was credited, the order goes back. `because` is there where it said nothing at all for too long. */
export class GrantDeclined extends DomainEvent<GrantFact & { message: string; because?: 'unacknowledged' }> {
  static readonly type = 'fulfillment.grant.declined.v1';
}

/** The game has to take these back: the webhook `item.remove`. */
export class GrantRevocationRequested extends DomainEvent<GrantFact> {
  static readonly type = 'fulfillment.grant.revocation_requested.v1';
}

/** The game has to take a part of them back, of an order that was refunded in part: the webhook `item.remove`, which names these alone. `part_id` tells apart what is taken back of one grant. */
export class GrantPartRevocationRequested extends DomainEvent<GrantFact & { part_id: string }> {
  static readonly type = 'fulfillment.grant.part_revocation_requested.v1';
}

/** The order went back before the game acknowledged: no further `item.add` may leave, and `item.remove` follows where one has left. */
export class GrantVoided extends DomainEvent<GrantFact> {
  static readonly type = 'fulfillment.grant.voided.v1';
}

/** The order went back after the player's client had collected: nobody can be told to take the items back. The client finds the grant among the revoked ones. */
export class GrantClaimRevoked extends DomainEvent<GrantFact> {
  static readonly type = 'fulfillment.grant.claim_revoked.v1';
}

export interface ReservationFact {
  reservation_id: string;
  order_id: string;
  player_id: string;
  payment_id: string;
  /** Nobody knows whether the game keeps anything: the question may still be under way. */
  is_unsure: boolean;
}

/** What the game was asked to keep is not needed any more: the webhook `order.release`. */
export class ReservationReleased extends DomainEvent<ReservationFact> {
  static readonly type = 'fulfillment.reservation.released.v1';
}

/** Items in the words of `item.add`, `item.remove` and `order.reserve`. */
export function itemsAsTold(items: readonly Omit<GrantedItem, 'image_url' | 'is_system'>[]): object[] {
  return items.map((item) => ({
    id: item.item_id, sku: item.sku, name: item.name, description: item.description, quantity: item.quantity, price: item.price_minor,
    price_decimal: Number(decimalString(BigInt(item.price_minor), item.currency as CurrencyCode)), currency: item.currency, type: item.type,
    nested_items: item.nested_items?.map(({ id, sku, name, type, count, quantity }) => ({ id, sku, name, type, count, quantity })) ?? null, source: item.source,
  }));
}

/** `event_data` of `order.reserve`: what is about to be paid for. */
export function reservationData(wanted: { reservation_id: string; order_id: string; player_id: string; amount_minor: number; currency: string; items: readonly GrantedItem[] }): object {
  return { reservation_id: wanted.reservation_id, player_id: wanted.player_id, order_id: wanted.order_id, amount: wanted.amount_minor, currency: wanted.currency, items: itemsAsTold(wanted.items) };
}
