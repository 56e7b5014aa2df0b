import { Command } from '#platform/kernel/messages';
import type { RefundReason } from '#sales/orders/queries';

/**
 * Gives the money of an order back, all that is left of it, because we have seen a reason ourselves: as an automatic refund, which the breaker counts and may hold, and which waits while the order is not `paid`. An order has one of
 * those, however often this is said; one whose money has gone back gets none.
 */
export class RefundAutomatically extends Command<void> {
  static readonly context = 'sales/refunds';
  constructor(readonly input: { order_id: string; reason: string; reason_code: RefundReason }) { super(); }
}

/**
 * Lets a held refund go on, or ends it without one, for a reason that is kept. Throws `refunds.not_found`, `refunds.not_held` (409); of one that is held for a second person also
 * `refunds.own_request` and `refunds.person_needed` (403), to whoever asked for it and to keys.
 */
export class DecideRefund extends Command<void> {
  static readonly context = 'sales/refunds';
  constructor(readonly input: { refund_id: string; decision: 'approve' | 'dismiss'; reason: string }) { super(); }
}
