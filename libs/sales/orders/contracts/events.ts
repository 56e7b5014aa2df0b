import { DomainEvent } from '#platform/kernel/messages';
import type { FeesStatus, OrderTax, OrderView, RefundFigures, RefundReason, SaleSettlement } from '#sales/orders/queries';

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
  /** `estimated`: the provider has not told it, and its settlement report will. Events and sales of earlier builds do not say. */
  fees_status?: FeesStatus;
  /** Known once its provider has settled it in another currency: never when it is paid. */
  settlement?: SaleSettlement;
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

/** A part of the order has been asked for, with what it takes from the sale; the order stays `paid`. */
export class OrderPartRefundRequested extends DomainEvent<OrderFact & {
  payment_id: string; refund_id: string; currency: string; part: RefundFigures; reason_code: RefundReason; reason: string; source: string; asked_by: string | null; asked_by_member: string | null;
}> {
  static readonly type = 'orders.order.part_refund_requested.v1';
}

/**
 * A part of the order is back with the player, and something of its sale is left. Its figures are to be mirrored as they are: those of all parts and of the last refund (`OrderRefunded`) add up to the sale.
 * `refunded_total_minor` is what has gone back by now, this part included. `sale`: where, when and how the order was taxed; events of earlier builds do not say.
 */
export class OrderPartlyRefunded extends DomainEvent<OrderFact & RefundFigures & {
  studio_id: string; payment_id: string; provider: string; currency: string; refund_id: string; reason_code: RefundReason; reason: string; refunded_total_minor: number; refunded_at: number;
  sale?: { country: string; region: string | null; paid_at: number; tax: Pick<OrderTax, 'outcome' | 'jurisdiction' | 'rate' | 'tax_id_existence' | 'engine'> };
}> {
  static readonly type = 'orders.order.partly_refunded.v1';
}

/** All of the money is back. The figures of the sale, or of what was left of it after parts of it had gone back, to be mirrored. */
export class OrderRefunded extends DomainEvent<OrderPaidFact & { refund_id: string; reason: string; refunded_at: number }> {
  static readonly type = 'orders.order.refunded.v1';
}

/** A refund, of the order or of a part, was refused by the provider or dismissed; the order is `paid` again, or still. */
export class OrderRefundFailed extends DomainEvent<OrderFact & { refund_id: string; reason: string }> {
  static readonly type = 'orders.order.refund_failed.v1';
}

/** The bank has decided for us: the order is `paid` again, or a refund that was under way goes on. */
export class OrderDisputeWon extends DomainEvent<OrderFact> {
  static readonly type = 'orders.order.dispute_won.v1';
}

/** Reversed by the bank (a lost dispute). The figures of the sale, or of what was left of it after parts of it had gone back. */
export class OrderCanceled extends DomainEvent<OrderPaidFact & { reason: string }> {
  static readonly type = 'orders.order.canceled.v1';
}

/**
 * The money of an order that had gone back already has gone back once more: refunded and lost to the bank, in whichever order. The first of them made the order what it
 * is and mirrored its sale; this one is a loss, of `amount_minor`. A dispute that ends an order of which parts had gone back is both, where the bank took those parts once more. `cause_id` is the refund or the dispute.
 */
export class OrderPaidBackAgain extends DomainEvent<OrderFact & { payment_id: string; provider: string; amount_minor: number; currency: string; by: 'refund' | 'dispute'; cause_id: string; buyer_country?: string | null }> {
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
export class OrderOverpaid extends DomainEvent<{ order_id: string; player_id: string; payment_id: string; provider: string; amount_minor: number; psp_fee_minor: number; fees_status?: FeesStatus; currency: string; buyer_country?: string | null }> {
  static readonly type = 'orders.order.overpaid.v1';
}
