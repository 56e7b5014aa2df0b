import { Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { Jobs } from '#platform/jobs/jobs';
import { Clock, fromUnixSeconds, unixSeconds } from '#platform/kernel/clock';
import { invariant } from '#platform/kernel/errors';
import { Command } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import { Outbox } from '#platform/outbox/outbox';
import { PaymentNotFound } from '../contracts/errors.js';
import { PaymentCaptured, PaymentCapturedLate, PaymentDisputed, PaymentDisputesSeen, PaymentEnded, PaymentInstructed, PaymentFraudReported, PaymentMismatched, type CaptureFact } from '../contracts/events.js';
import { AUTHENTICATION_REQUIRED, declineOf } from '../domain/declines.js';
import { isOtherDispute, nextStep, statusAfterDispute, type DisputeStage, type Step } from '../domain/decide.js';
import { GONE_BACK_TWICE, hasGoneBack, isGoneTwice } from '../domain/gone-back.js';
import { CHARGE_GONE_SECONDS } from '../domain/look-up-schedule.js';
import { disputesOf, type SeenPayment } from '../domain/payment-gateway.js';
import { announcedFee, attemptForCharge, attemptOf, paymentFact, type AttemptForCharge } from '../infra/payment-views.js';
import { PaymentRepository } from '../infra/payment.repository.js';
import { RefundRepository } from '../infra/refund.repository.js';
import type { PaymentRow } from '../infra/rows.js';
import { KEEP_JOB } from './saved-methods.js';

/** Records what a provider says of an attempt: every step that follows from it, each with its fact. Told twice or late, it changes nothing more. */
export class RecordPayment extends Command<AttemptForCharge> {
  static readonly context = 'sales/payments';
  /** `is_answer`: of the charge itself, not of a look at it. */
  constructor(readonly input: { payment_id: string; seen: SeenPayment; is_answer?: boolean }) { super(); }
}

export const NOTIFICATION_JOB = 'payments.notification';
export const notificationKey = (psp: string, eventId: string): string => `${psp}:${eventId}`;

/** No provider is further ahead of us than captured, disputed, decided. */
const STEPS_MAX = 6;

/** The refund of a late capture carries the payment's own id under another prefix: however often it is found, it is one refund. */
export function lateRefundId(paymentId: string): string {
  return paymentId.replace(/^pmt_/, 'ref_');
}

@CommandHandler(RecordPayment)
export class RecordPaymentHandler implements ICommandHandler<RecordPayment> {
  private readonly logger = new Logger('Payments');

  constructor(
    private readonly payments: PaymentRepository,
    private readonly refunds: RefundRepository,
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { payment_id, seen, is_answer } }: RecordPayment): Promise<AttemptForCharge> {
    // Nearly every attempt ends here: paid as asked, in one statement that decides and changes.
    const paid = seen.state === 'captured' ? await this.capture(payment_id, seen) : undefined;
    let row = paid ?? (await this.payments.hold(payment_id));
    if (!row) throw new PaymentNotFound();
    if (!is_answer && this.isAskedAgain(row, seen)) return attemptForCharge(row);
    const was = paid ? 'created' : row.status;
    for (let i = 0; i < STEPS_MAX; i++) {
      const step = nextStep(attemptOf(row), seen);
      if (!step) break;
      row = await this.apply(row, step, seen);
    }
    if (isOtherDispute(attemptOf(row), seen)) this.logger.error({ msg: 'ALARM: the provider tells of another dispute while the first one has no end', payment_id: row.id, order_id: row.order_id, first: row.dispute_id, other: seen.dispute!.id });
    if (was === 'created' && (row.status !== 'created' || row.mismatched_at)) await this.jobs.cancel('payments.look-up', row.id);
    const disputes = disputesOf(seen);
    if (disputes.length > 0) this.outbox.record(new PaymentDisputesSeen('payment', row.id, { ...paymentFact(row), disputes }));
    if (seen.fraud_reported_at !== null) await this.reportFraud(row, seen.fraud_reported_at);
    return attemptForCharge(row);
  }

  /** It was declined for want of the bank's question, and is being sent again with it: what is told of the first time is no end. */
  private isAskedAgain({ is_sca_retried, charging_at }: PaymentRow, { fail_code }: SeenPayment): boolean {
    return is_sca_retried === true && fail_code === AUTHENTICATION_REQUIRED && charging_at !== null && this.clock.now().getTime() - charging_at.getTime() < CHARGE_GONE_SECONDS * 1_000;
  }

  /** What its payer has agreed to have kept is asked for by a job: the money does not wait for it. */
  private async keep({ id, save_consent_version }: PaymentRow): Promise<void> {
    if (save_consent_version !== null) await this.jobs.schedule({ type: KEEP_JOB, key: id, payload: { payment_id: id } });
  }

  private async capture(paymentId: string, seen: SeenPayment): Promise<PaymentRow | undefined> {
    const now = this.clock.now();
    const done = await this.payments.captured({ id: paymentId, status: 'created' }, seen, now, null);
    if (!done) return undefined;
    this.outbox.record(new PaymentCaptured('payment', done.id, this.captureFact(done, seen, now)));
    await this.keep(done);
    // The provider's notification that came before its answer has nothing more to tell.
    for (const { psp, event_id } of await this.payments.captureIsKnown(done.id, now)) await this.jobs.cancel(NOTIFICATION_JOB, notificationKey(psp, event_id));
    return done;
  }

  private async apply(row: PaymentRow, step: Step, seen: SeenPayment): Promise<PaymentRow> {
    const now = this.clock.now();
    switch (step.step) {
      case 'waits':
        if (seen.instructions && row.instructions_sealed === null) this.outbox.record(new PaymentInstructed('payment', row.id, { ...paymentFact(row), kind: seen.instructions.kind }));
        return this.payments.waits(row, seen, now);
      case 'captured': {
        const done = await this.capture(row.id, seen);
        invariant(done, 'A payment changed while its row was held');
        return done;
      }
      case 'captured_late':
        return this.giveBack(row, seen, now);
      case 'mismatched': {
        const held = await this.payments.mismatched(row, seen, now);
        this.logger.error({ msg: 'ALARM: another amount was captured than asked for; the order is held', payment_id: row.id, order_id: row.order_id, asked: `${row.amount_minor} ${row.currency}`, reported: `${seen.captured_minor} ${seen.currency}` });
        this.outbox.record(new PaymentMismatched('payment', row.id, { ...paymentFact(held), reported_minor: seen.captured_minor, reported_currency: seen.currency, held_for: 'amount' }));
        return held;
      }
      case 'held_for_review': {
        const held = await this.payments.mismatched(row, seen, now);
        this.outbox.record(new PaymentMismatched('payment', row.id, { ...paymentFact(held), reported_minor: seen.captured_minor, reported_currency: seen.currency, held_for: 'review' }));
        return held;
      }
      case 'ended': {
        const ended = (await this.payments.end(row.id, step.status, { reason: declineOf(step.fail_code, row.provider).code, code: step.fail_code }, now, { seen }))!;
        this.outbox.record(new PaymentEnded('payment', row.id, { ...paymentFact(ended), fail_reason: ended.fail_reason, fail_code: ended.fail_code }));
        return ended;
      }
      case 'disputed':
        return this.followDispute(row, step.stage, seen.dispute!, now);
    }
  }

  /** Each stage is told, whatever has become of the payment meanwhile: the bank moves money at each of them. */
  private async followDispute(row: PaymentRow, stage: DisputeStage, dispute: NonNullable<SeenPayment['dispute']>, now: Date): Promise<PaymentRow> {
    const isSecond = hasGoneBack(row);
    const isOwed = await this.refunds.isOwedToPlayer(row.id);
    // What was taken when it was opened comes back or is lost, whatever the provider says later.
    const minor = stage === 'opened' ? BigInt(dispute.amount_minor ?? minorToNumber(row.amount_minor)) : (row.dispute_minor ?? row.amount_minor);
    const disputed = await this.payments.disputed(row, statusAfterDispute(attemptOf(row), stage), { id: dispute.id, stage, minor }, now);
    if (isSecond && stage === 'opened') this.logger.error({ msg: 'ALARM: the bank has taken money that was refunded before: show it the refund', payment_id: row.id, order_id: row.order_id, dispute_id: dispute.id });
    if (stage === 'lost' && (isSecond || isGoneTwice(row, minor))) this.logger.error({ msg: GONE_BACK_TWICE, payment_id: row.id, order_id: row.order_id, dispute_id: dispute.id });
    const taken = row.mismatched_at
      ? { taken_from: 'suspense' as const, amount_minor: minorToNumber(row.reported_minor!), currency: row.reported_currency! }
      : { taken_from: isOwed ? ('owed_to_player' as const) : ('sale' as const), amount_minor: minorToNumber(minor) };
    this.outbox.record(new PaymentDisputed('payment', row.id, { ...paymentFact(disputed), ...taken, dispute_id: dispute.id, stage, reason: dispute.reason, has_gone_back: isSecond }));
    return disputed;
  }

  /** The player was told that this attempt is over: what it took is not kept. */
  private async giveBack(row: PaymentRow, seen: SeenPayment, now: Date): Promise<PaymentRow> {
    const refundId = lateRefundId(row.id);
    const late = await this.payments.captured(row, seen, now, { refundId });
    invariant(late, 'A payment changed while its row was held');
    await this.database.execute(
      `INSERT INTO payments.refund (game_id, id, payment_id, purpose, amount_minor, currency, reason, requested_at) VALUES ($1, $2, $3, 'late', $4, $5, $6, $7)`,
      [row.game_id, refundId, row.id, late.captured_minor, row.currency, `Charged after the attempt was ${row.status}`, now],
    );
    await this.jobs.schedule({ type: 'payments.refund', key: refundId, payload: { refund_id: refundId } });
    await this.keep(late);
    this.logger.warn({ msg: 'a charge succeeded after its attempt had ended and goes back', payment_id: row.id, order_id: row.order_id, was: row.status });
    this.outbox.record(new PaymentCapturedLate('payment', row.id, this.captureFact(late, seen, now)));
    return late;
  }

  private captureFact(row: PaymentRow, seen: SeenPayment, now: Date): CaptureFact {
    return { ...paymentFact(row), ...announcedFee(row.psp_fee_minor), provider_reference: seen.provider_reference, captured_at: unixSeconds(now), method: row.method, ...(row.card_country ? { card_country: row.card_country } : {}) };
  }

  private async reportFraud(row: PaymentRow, reportedAt: number): Promise<void> {
    const isNew = await this.database.execute(
      `INSERT INTO payments.fraud_report (game_id, payment_id, reported_at) VALUES ($1, $2, $3) ON CONFLICT ON CONSTRAINT fraud_report_pkey DO NOTHING`,
      [row.game_id, row.id, fromUnixSeconds(reportedAt)],
    );
    if (isNew > 0) this.outbox.record(new PaymentFraudReported('payment', row.id, { ...paymentFact(row), reported_at: reportedAt }));
  }
}
