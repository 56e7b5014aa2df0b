import { newId, type Work } from './books.js';
import { disputeFee, processingFee } from './fee.js';
import type { Faults } from './faults.js';
import { Refusal } from './refusal.js';
import type { DisputeRow, NotificationType, PaymentRow, RefundRow, SettlementLine, Task } from './rows.js';
import { reportedView } from './views.js';

/** What a booking may consult beside the books. */
export interface Desk {
  readonly faults: Faults;
  readonly publicUrl: () => string;
}

/** The steps every booking is made of. Each records; checks belong to the caller, before the first of them. */
export class Bookings {
  constructor(private readonly desk: Desk) {}

  get faults(): Faults {
    return this.desk.faults;
  }

  get publicUrl(): string {
    return this.desk.publicUrl();
  }

  change(work: Work, payment: PaymentRow, changes: Partial<PaymentRow>): PaymentRow {
    const row = { ...payment, ...changes, updated_at: work.now };
    work.record({ t: 'payment', row });
    return row;
  }

  notify(work: Work, type: NotificationType, payment: PaymentRow, extra: Record<string, unknown> = {}): void {
    const id = newId('psn');
    const body = JSON.stringify({ id, type, created_at: work.now, data: { payment: reportedView(payment, this.publicUrl), ...extra } });
    work.record({ t: 'notification', row: { id, type, created_at: work.now, body } });
  }

  later(work: Work, kind: Task['kind'], subject: string, delayMs: number): void {
    work.record({ t: 'task', row: { id: newId('pst'), due_ms: work.now_ms + delayMs, kind, subject } });
  }

  line(work: Work, type: SettlementLine['type'], payment: PaymentRow, amounts: { gross: number; fee: number }, refund?: RefundRow): void {
    work.record({
      t: 'line',
      row: {
        line_id: newId('psl'),
        type,
        psp_payment_id: payment.id,
        psp_refund_id: refund?.id ?? '',
        reference: refund?.reference ?? payment.reference,
        currency: payment.currency,
        gross_minor: amounts.gross,
        fee_minor: amounts.fee,
        net_minor: amounts.gross - amounts.fee,
      },
    });
  }

  /** Takes the money: fee, settlement line, notification, and what the card's issuer will do afterwards. */
  take(work: Work, payment: PaymentRow, amountMinor: number): PaymentRow {
    const fee_minor = processingFee(amountMinor, payment.currency);
    const captured = this.change(work, payment, {
      status: 'captured',
      captured_minor: amountMinor,
      fee_minor,
      is_misreported: this.desk.faults.strikes('wrong_amount') !== null,
    });
    const kept = captured.stores && captured.card && captured.outcome ? this.store(work, captured, captured.card, captured.outcome) : captured;
    this.line(work, 'capture', captured, { gross: amountMinor, fee: fee_minor });
    this.notify(work, 'payment.captured', kept);
    const { dispute_delay_ms } = this.desk.faults.delays;
    if (captured.outcome?.kind === 'succeeds_then_disputed') this.later(work, 'open_dispute', captured.id, dispute_delay_ms);
    if (captured.outcome?.kind === 'succeeds_then_fraud_reported') this.later(work, 'report_fraud', captured.id, dispute_delay_ms);
    return kept;
  }

  /** Keeps the card of a payment that was taken. One that asked its holder before does not ask her again by itself. */
  private store(work: Work, payment: PaymentRow, card: NonNullable<PaymentRow['card']>, outcome: NonNullable<PaymentRow['outcome']>): PaymentRow {
    const id = newId('psm');
    const network_reference = `ntr${id.slice(4, 16)}`;
    work.record({ t: 'stored', row: { id, payment_id: payment.id, card, outcome, network_reference, created_at: work.now } });
    return this.change(work, payment, { stored_method: id, network_reference });
  }

  end(work: Work, payment: PaymentRow, status: 'failed' | 'expired' | 'voided', changes: Partial<PaymentRow> = {}): PaymentRow {
    const ended = this.change(work, payment, { ...changes, status });
    this.notify(work, `payment.${status}`, ended);
    return ended;
  }

  finishRefund(work: Work, refund: RefundRow, failure: RefundRow['failure']): void {
    const payment = paymentOf(work, refund.payment_id);
    const finished: RefundRow = { ...refund, status: failure === null ? 'succeeded' : 'failed', failure, updated_at: work.now };
    work.record({ t: 'refund', row: finished });
    if (failure !== null) {
      this.notify(work, 'refund.failed', payment, { refund: finished });
      return;
    }
    const refunded_minor = payment.refunded_minor + refund.amount_minor;
    const status = refunded_minor === payment.captured_minor ? 'refunded' : 'partially_refunded';
    const after = this.change(work, payment, { refunded_minor, status });
    this.line(work, 'refund', after, { gross: -refund.amount_minor, fee: 0 }, finished);
    this.notify(work, 'refund.succeeded', after, { refund: finished });
  }

  openDispute(work: Work, payment: PaymentRow): void {
    const amount_minor = leftToRefund(work, payment);
    // What was given back already, or is on its way, cannot be charged back.
    if (payment.outcome?.kind !== 'succeeds_then_disputed' || payment.dispute !== null || amount_minor <= 0) return;
    const dispute: DisputeRow = {
      id: newId('psd'),
      payment_id: payment.id,
      reference: payment.reference,
      status: 'open',
      reason: payment.outcome.reason,
      amount_minor,
      currency: payment.currency,
      opened_at: work.now,
      due_at: work.now + Math.floor(this.desk.faults.delays.dispute_due_ms / 1_000),
      evidence: null,
      closed_at: null,
    };
    const disputed = this.change(work, payment, { dispute });
    this.line(work, 'chargeback', disputed, { gross: -amount_minor, fee: 0 });
    this.line(work, 'fee', disputed, { gross: 0, fee: disputeFee(payment.currency) });
    this.notify(work, 'dispute.opened', disputed, { dispute });
    this.later(work, 'close_dispute', payment.id, this.desk.faults.delays.dispute_close_ms ?? this.desk.faults.delays.dispute_delay_ms);
  }

  closeDispute(work: Work, payment: PaymentRow): void {
    if (payment.outcome?.kind !== 'succeeds_then_disputed' || payment.dispute?.status !== 'open') return;
    this.endDispute(work, payment, payment.outcome.result);
  }

  endDispute(work: Work, payment: PaymentRow, status: 'won' | 'lost'): DisputeRow {
    if (payment.dispute === null) throw new Refusal(404, 'not_found', 'This payment has no dispute.');
    const dispute: DisputeRow = { ...payment.dispute, status, closed_at: work.now };
    const closed = this.change(work, payment, { dispute });
    if (status === 'won') this.line(work, 'chargeback', closed, { gross: dispute.amount_minor, fee: 0 });
    this.notify(work, `dispute.${status}`, closed, { dispute });
    return dispute;
  }

  reportFraud(work: Work, payment: PaymentRow): void {
    if (payment.fraud_reported_at !== null) return;
    const reported = this.change(work, payment, { fraud_reported_at: work.now });
    const fraud = { payment_id: payment.id, reference: payment.reference, reported_at: work.now, reason: 'card_stolen' };
    this.notify(work, 'fraud.reported', reported, { fraud });
  }
}

export function paymentOf(work: Pick<Work, 'books'>, id: string): PaymentRow {
  const payment = work.books.payments.get(id);
  if (!payment) throw new Refusal(404, 'not_found', 'There is no such payment.');
  return payment;
}

/** Captured, less what was refunded, less the refunds under way. */
export function leftToRefund(work: Pick<Work, 'books'>, payment: PaymentRow): number {
  const pending = work.books
    .refundsOfPayment(payment.id)
    .filter((refund) => refund.status === 'pending')
    .reduce((sum, refund) => sum + refund.amount_minor, 0);
  return payment.captured_minor - payment.refunded_minor - pending;
}
