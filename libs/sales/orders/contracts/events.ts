import { DomainEvent } from '#platform/kernel/messages';
import type { OrderTax, OrderView } from '#sales/orders/queries';

export interface OrderFact {
  order_id: string;
  player_id: string;
  status: OrderView['status'];
}

/** An order exists and its checkout is open. */
export class OrderCreated extends DomainEvent<OrderFact> {
  static readonly type = 'orders.order.created.v1';
}

export interface OrderPaidFact extends OrderFact {
  studio_id: string;
  payment_id: string;
  /** The gateway that took the money (`sandbox`): its clearing account. */
  provider: string;
  currency: string;
  /** What the player paid. */
  total_minor: number;
  net_minor: number;
  tax_minor: number;
  tax: OrderTax;
  country: string;
  region: string | null;
  /** The provider's own fee of this charge, in the order's currency. */
  psp_fee_minor: number;
  psp_fee_bearer: 'studio' | 'operator';
  platform_fee_minor: number;
  locale: string | null;
  receipt_number: string;
  paid_at: number;
}

export class OrderPaid extends DomainEvent<OrderPaidFact> {
  static readonly type = 'orders.order.paid.v1';
}

/** `asked_by`: the member or key that asked, `asked_by_member` the member behind it; events of earlier builds do not say. */
export class OrderRefundRequested extends DomainEvent<OrderFact & { payment_id: string; reason: string; source: string; asked_by?: string | null; asked_by_member?: string | null }> {
  static readonly type = 'orders.order.refund_requested.v1';
}

/** The money is back. The same figures as the sale's, to be mirrored. */
export class OrderRefunded extends DomainEvent<OrderPaidFact & { refund_id: string; reason: string; refunded_at: number }> {
  static readonly type = 'orders.order.refunded.v1';
}

/** The refund was refused by the provider; the order is `paid` again. */
export class OrderRefundFailed extends DomainEvent<OrderFact & { refund_id: string; reason: string }> {
  static readonly type = 'orders.order.refund_failed.v1';
}

/** The bank has decided for us: the order is `paid` again, or a refund that was under way goes on. */
export class OrderDisputeWon extends DomainEvent<OrderFact> {
  static readonly type = 'orders.order.dispute_won.v1';
}

/** Reversed by the bank (a lost dispute). */
export class OrderCanceled extends DomainEvent<OrderPaidFact & { reason: string }> {
  static readonly type = 'orders.order.canceled.v1';
}

/**
 * The money of an order that had gone back already has gone back once more: refunded and lost to the bank, in whichever order. The first of them made the order what it
 * is and mirrored its sale; this one is a loss. `cause_id` is the refund or the dispute.
 */
export class OrderPaidBackAgain extends DomainEvent<OrderFact & { payment_id: string; provider: string; amount_minor: number; currency: string; by: 'refund' | 'dispute'; cause_id: string }> {
  static readonly type = 'orders.order.paid_back_again.v1';
}

/** `expires_at` has passed without a payment, or the studio ended the order. */
export class OrderExpired extends DomainEvent<OrderFact> {
  static readonly type = 'orders.order.expired.v1';
}

/** An attempt that held the order is over and brought no money. Announced where the game was asked to reserve (`fulfillment_mode`): nobody else waits for it. */
export class OrderReleased extends DomainEvent<OrderFact & { payment_id: string }> {
  static readonly type = 'orders.order.released.v1';
}

/** A payment was captured for an order that another one has paid, or that had ended: this money goes back, the order stays as it is. */
export class OrderOverpaid extends DomainEvent<{ order_id: string; player_id: string; payment_id: string; provider: string; amount_minor: number; psp_fee_minor: number; currency: string }> {
  static readonly type = 'orders.order.overpaid.v1';
}
