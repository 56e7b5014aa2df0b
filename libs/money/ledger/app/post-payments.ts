import { Injectable } from '@nestjs/common';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import type { RecordedEvent } from '#platform/kernel/messages';
import { OrderOverpaid, OrderPaidBackAgain } from '#sales/orders/events';
import { atOperator } from '#sales/payments/ids';
import { PaymentCapturedLate, PaymentDisputed, PaymentMismatched, PaymentMismatchResolved, PaymentRefunded } from '#sales/payments/events';
import { disputeStageEntry, lossEntry, mismatchEntry, mismatchResolvedEntry, overpaymentEntries, overpaymentRefundEntry, type JournalEntry } from '../domain/entries.js';
import { isFeeEstimated, type EstimatedFee, type FeesStatus } from '../domain/psp-fees.js';
import { JournalRepository } from '../infra/journal.repository.js';
import { PspFees } from './psp-fees.js';

/** Entries in the books of whoever sells to the buyer, also where they come before the sale itself. Events of earlier builds do not say where that is. */
function of({ buyer_country }: { buyer_country?: string | null }, ...entries: (JournalEntry | null)[]): JournalEntry[] {
  return entries.filter((entry) => entry !== null).map((entry) => (buyer_country ? { ...entry, buyer_country } : entry));
}

interface OwedMoney { payment_id: string; order_id: string; provider: string; currency: string; psp_fee_minor: number; fees_status?: FeesStatus }

/** Fees of money that was no sale's and whose provider did not tell them: the operator's. */
const ofOperator = (payments: readonly OwedMoney[]): EstimatedFee[] => payments.filter(isFeeEstimated).map(({ payment_id, order_id, provider, currency, psp_fee_minor }) => ({
  payment_id, order_id, provider, currency, is_of_sale: false, bearer: 'operator', estimated_minor: BigInt(psp_fee_minor), occurred_on: null,
}));

/** Money that came after its attempt had ended: owed to the player from the moment it is known. */
@Injectable()
@Subscribes(PaymentCapturedLate, 'money/ledger.post-late-capture')
export class PostLateCaptures implements Subscriber<PaymentCapturedLate> {
  constructor(private readonly journal: JournalRepository, private readonly fees: PspFees) {}
  async handle(events: RecordedEvent<PaymentCapturedLate['payload']>[]): Promise<void> {
    await this.journal.append(null, atOperator(events).flatMap(({ payload }) => of(payload, ...overpaymentEntries(payload))));
    await this.fees.estimated(null, ofOperator(atOperator(events).map(({ payload }) => payload)));
  }
}

/** An order that was paid twice: the second payment is owed to the player. */
@Injectable()
@Subscribes(OrderOverpaid, 'money/ledger.post-overpayment')
export class PostOverpayments implements Subscriber<OrderOverpaid> {
  constructor(private readonly journal: JournalRepository, private readonly fees: PspFees) {}
  async handle(events: RecordedEvent<OrderOverpaid['payload']>[]): Promise<void> {
    await this.journal.append(null, atOperator(events).flatMap(({ payload }) => of(payload, ...overpaymentEntries(payload))));
    await this.fees.estimated(null, ofOperator(atOperator(events).map(({ payload }) => payload)));
  }
}

/** Refunds of money that was never a sale's. The refund of an order is posted from the order's own event. */
@Injectable()
@Subscribes(PaymentRefunded, 'money/ledger.post-overpayment-refund')
export class PostOverpaymentRefunds implements Subscriber<PaymentRefunded> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<PaymentRefunded['payload']>[]): Promise<void> {
    const own = atOperator(events).map((event) => event.payload).filter((refund) => refund.purpose !== 'order');
    await this.journal.append(null, own.flatMap((refund) => of(refund, overpaymentRefundEntry({ ...refund, amount_minor: refund.refunded_minor }, refund.has_gone_back))));
  }
}

@Injectable()
@Subscribes(PaymentMismatched, 'money/ledger.post-mismatch')
export class PostMismatches implements Subscriber<PaymentMismatched> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<PaymentMismatched['payload']>[]): Promise<void> {
    await this.journal.append(null, atOperator(events).flatMap(({ payload }) => of(payload, mismatchEntry(payload))));
  }
}

/** What was reported was not what was taken. */
@Injectable()
@Subscribes(PaymentMismatchResolved, 'money/ledger.post-mismatch-resolved')
export class PostResolvedMismatches implements Subscriber<PaymentMismatchResolved> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<PaymentMismatchResolved['payload']>[]): Promise<void> {
    await this.journal.append(null, atOperator(events).flatMap(({ payload }) => of(payload, mismatchResolvedEntry(payload))));
  }
}

@Injectable()
@Subscribes(PaymentDisputed, 'money/ledger.post-dispute')
export class PostDisputes implements Subscriber<PaymentDisputed> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<PaymentDisputed['payload']>[]): Promise<void> {
    await this.journal.append(null, atOperator(events).flatMap(({ payload }) => of(payload, disputeStageEntry(payload))));
  }
}

/** The second time that the money of one sale has gone back. */
@Injectable()
@Subscribes(OrderPaidBackAgain, 'money/ledger.post-loss')
export class PostLosses implements Subscriber<OrderPaidBackAgain> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<OrderPaidBackAgain['payload']>[]): Promise<void> {
    await this.journal.append(null, atOperator(events).flatMap(({ payload }) => of(payload, lossEntry(payload))));
  }
}
