import { Command } from '#platform/kernel/messages';

/** What locking an order for one payment attempt answers. */
export interface PaymentLock {
  order_id: string;
  amount_minor: number;
  currency: string;
  country: string;
  player_id: string;
  email: string;
}

/**
 * Takes the order for one attempt: `created` or `reattempted` → `captured`, in one conditional update. Needs e-mail and place.
 * Throws `orders.not_payable` (409: expired, already paid, another attempt runs), `order.requote` (409, members `total_minor`, `currency`, `tax`) when
 * `expected_total_minor` is not today's total.
 */
export class LockOrderForPayment extends Command<PaymentLock> {
  static readonly context = 'sales/orders';
  constructor(readonly input: { order_id: string; payment_id: string; expected_total_minor: number; immediate_delivery_requested: boolean }) { super(); }
}

/** Asks for the refund of the whole order: `paid` → `refund_requested`. Answers `already` when it was requested or refunded before. Throws `orders.not_refundable` (409). */
export class RequestOrderRefund extends Command<{ order_id: string; payment_id: string; amount_minor: number; currency: string; already: boolean }> {
  static readonly context = 'sales/orders';
  constructor(readonly input: { order_id: string; reason: string; source: 'studio' | 'player' | 'automatic' | 'operator' }) { super(); }
}
