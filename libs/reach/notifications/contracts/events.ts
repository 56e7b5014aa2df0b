import { DomainEvent } from '#platform/kernel/messages';

/** The mail server has taken the receipt of an order, with everything that the buyer agreed to in it. `mailed_at` is Unix seconds. */
export class ReceiptMailed extends DomainEvent<{ order_id: string; mailed_at: number }> {
  static readonly type = 'notifications.receipt.mailed.v1';
}
