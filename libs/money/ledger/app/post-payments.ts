import { Injectable } from '@nestjs/common';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import type { RecordedEvent } from '#platform/kernel/messages';
import { OrderOverpaid, OrderPaidBackAgain } from '#sales/orders/events';
import { PaymentCapturedLate, PaymentDisputed, PaymentMismatched, PaymentMismatchResolved, PaymentRefunded } from '#sales/payments/events';
import { disputeStageEntry, lossEntry, mismatchEntry, mismatchResolvedEntry, overpaymentEntries, overpaymentRefundEntry, type JournalEntry } from '../domain/entries.js';
import { JournalRepository } from '../infra/journal.repository.js';

/** Money that came after its attempt had ended: owed to the player from the moment it is known. */
@Injectable()
@Subscribes(PaymentCapturedLate, 'money/ledger.post-late-capture')
export class PostLateCaptures implements Subscriber<PaymentCapturedLate> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<PaymentCapturedLate['payload']>[]): Promise<void> {
    await this.journal.append(null, events.flatMap((event) => overpaymentEntries(event.payload)));
  }
}

/** An order that was paid twice: the second payment is owed to the player. */
@Injectable()
@Subscribes(OrderOverpaid, 'money/ledger.post-overpayment')
export class PostOverpayments implements Subscriber<OrderOverpaid> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<OrderOverpaid['payload']>[]): Promise<void> {
    await this.journal.append(null, events.flatMap((event) => overpaymentEntries(event.payload)));
  }
}

/** Refunds of money that was never a sale's. The refund of an order is posted from the order's own event. */
@Injectable()
@Subscribes(PaymentRefunded, 'money/ledger.post-overpayment-refund')
export class PostOverpaymentRefunds implements Subscriber<PaymentRefunded> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<PaymentRefunded['payload']>[]): Promise<void> {
    const own = events.map((event) => event.payload).filter((refund) => refund.purpose !== 'order');
    await this.journal.append(null, own.map((refund) => overpaymentRefundEntry({ ...refund, amount_minor: refund.refunded_minor }, refund.has_gone_back)));
  }
}

@Injectable()
@Subscribes(PaymentMismatched, 'money/ledger.post-mismatch')
export class PostMismatches implements Subscriber<PaymentMismatched> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<PaymentMismatched['payload']>[]): Promise<void> {
    await this.journal.append(null, events.map((event) => mismatchEntry(event.payload)).filter((entry): entry is JournalEntry => entry !== null));
  }
}

/** What was reported was not what was taken. */
@Injectable()
@Subscribes(PaymentMismatchResolved, 'money/ledger.post-mismatch-resolved')
export class PostResolvedMismatches implements Subscriber<PaymentMismatchResolved> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<PaymentMismatchResolved['payload']>[]): Promise<void> {
    await this.journal.append(null, events.map((event) => mismatchResolvedEntry(event.payload)).filter((entry): entry is JournalEntry => entry !== null));
  }
}

@Injectable()
@Subscribes(PaymentDisputed, 'money/ledger.post-dispute')
export class PostDisputes implements Subscriber<PaymentDisputed> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<PaymentDisputed['payload']>[]): Promise<void> {
    await this.journal.append(null, events.map(({ payload }) => disputeStageEntry(payload)).filter((entry): entry is JournalEntry => entry !== null));
  }
}

/** The second time that the money of one sale has gone back. */
@Injectable()
@Subscribes(OrderPaidBackAgain, 'money/ledger.post-loss')
export class PostLosses implements Subscriber<OrderPaidBackAgain> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<OrderPaidBackAgain['payload']>[]): Promise<void> {
    await this.journal.append(null, events.map((event) => lossEntry(event.payload)));
  }
}
