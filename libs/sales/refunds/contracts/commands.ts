import { Command } from '#platform/kernel/messages';

/**
 * Lets a held refund go on, or ends it without one, for a reason that is kept. Throws `refunds.not_found`, `refunds.not_held` (409); of one that is held for a second person also
 * `refunds.own_request` and `refunds.person_needed` (403), to whoever asked for it and to keys.
 */
export class DecideRefund extends Command<void> {
  static readonly context = 'sales/refunds';
  constructor(readonly input: { refund_id: string; decision: 'approve' | 'dismiss'; reason: string }) { super(); }
}
