import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { PaymentDisputed } from '#sales/payments/events';
import type { MailKind } from './contracts/queries.js';
import { MailNotes } from './order-subscribers.js';

type Disputed = PaymentDisputed['payload'];

const KINDS = { opened: 'dispute_opened', won: 'dispute_won', lost: 'dispute_lost' } as const satisfies Record<Disputed['stage'], MailKind>;

/**
 * The player is told when her bank takes the money of a purchase, and when it has decided. Not where the money is back with her already: the mail about the refund has said so, and what a report of fraud refunded was no dispute. Nor of
 * money that was no purchase. A bank that asks without taking anything (an inquiry) is announced by nobody.
 */
@Injectable()
@Subscribes(PaymentDisputed, 'reach/notifications.note-dispute')
export class NoteDisputes implements Subscriber<PaymentDisputed> {
  constructor(private readonly notes: MailNotes) {}

  async handle(events: RecordedEvent<Disputed>[]): Promise<void> {
    const told = events.map(({ payload }) => payload).filter(({ taken_from = 'sale', has_gone_back = false }) => taken_from === 'sale' && !has_gone_back);
    for (const stage of Object.keys(KINDS) as Disputed['stage'][]) {
      const of = told.filter((payload) => payload.stage === stage);
      if (of.length > 0) await this.notes.note(KINDS[stage], of.map(({ order_id, dispute_id, amount_minor }) => ({ order_id, dispute_id, disputed_minor: amount_minor })));
    }
  }
}
