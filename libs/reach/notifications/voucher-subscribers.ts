import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { PaymentInstructed } from '#sales/payments/events';
import { MailNotes } from './order-subscribers.js';

/** Who has to go somewhere with a number has it in her mailbox. A code for an app lives for minutes, and what she confirms in an app has no number: the page of the checkout shows those. */
@Injectable()
@Subscribes(PaymentInstructed, 'reach/notifications.note-voucher')
export class NoteVouchers implements Subscriber<PaymentInstructed> {
  constructor(private readonly notes: MailNotes) {}

  async handle(events: RecordedEvent<PaymentInstructed['payload']>[]): Promise<void> {
    const vouchers = events.map(({ payload }) => payload).filter(({ kind }) => kind === 'voucher');
    if (vouchers.length > 0) await this.notes.note('voucher', vouchers.map(({ order_id, payment_id }) => ({ order_id, payment_id })));
  }
}
