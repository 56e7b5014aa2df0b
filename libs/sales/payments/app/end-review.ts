import { Injectable, Logger } from '@nestjs/common';
import { Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, Jobs, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import type { RecordedEvent } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { PaymentReviewDecided } from '#sales/risk/events';
import type { Resolution } from '../contracts/queries.js';
import { nextLookUpSeconds } from '../domain/look-up-schedule.js';
import { AccountGateways } from './account-gateways.js';
import { ChargeKeys } from './charge-keys.js';
import { GetAttempt } from './get-payment.js';
import { ResolveMismatch } from './held-payments.js';
import { PatientRuns, type RunOutcome } from './patient-runs.js';

const END_JOB = 'payments.end-review';
const LOOK_MS = 10_000;
const ALARM_SECONDS = 15 * 60;

interface Decision { payment_id: string; resolution: Resolution; by: string; decided_at: number }

/** `sales/risk` has decided about a payment that is held: it is carried out outside of this transaction, for the provider is asked first. */
@Injectable()
@Subscribes(PaymentReviewDecided, 'sales/payments.end-reviews')
export class EndReviews implements Subscriber<PaymentReviewDecided> {
  constructor(private readonly jobs: Jobs, private readonly clock: Clock) {}

  async handle(events: RecordedEvent<PaymentReviewDecided['payload']>[]): Promise<void> {
    for (const { payload: { payment_id, resolution, by }, requestId } of events) {
      await this.jobs.schedule({ type: END_JOB, key: payment_id, payload: { payment_id, resolution, by, decided_at: this.clock.nowSeconds() } satisfies Decision, requestId });
    }
  }
}

/** Pays the order by the held payment or gives the money back, as soon as the provider says that it still has it. */
@Injectable()
@HandlesJob(END_JOB)
export class EndReviewJob implements JobHandler<Decision> {
  private readonly logger = new Logger('Payments');

  constructor(private readonly runs: PatientRuns, private readonly commands: Commands, private readonly queries: Queries, private readonly gateways: AccountGateways, private readonly keys: ChargeKeys, private readonly clock: Clock) {}

  run(job: Job<Decision>, scope: Scope): Promise<void | Again> {
    return this.runs.run(job, scope, nextLookUpSeconds(job.attempts), () => this.end(job.payload, scope));
  }

  private async end({ payment_id, resolution, by, decided_at }: Decision, scope: Scope): Promise<RunOutcome> {
    const attempt = await this.queries.ask(new GetAttempt(payment_id), scope);
    if (!attempt?.is_mismatched) return 'over';
    const found = await (await this.gateways.of(attempt.provider, scope)).lookUp(this.keys.of(attempt, scope), LOOK_MS);
    if (found.outcome !== 'answered' || found.value?.state !== 'captured') return this.waits(payment_id, decided_at, 'the provider does not confirm it');
    if (found.value.dispute?.stage === 'opened') return this.waits(payment_id, decided_at, 'the bank has disputed it');
    if (found.value.dispute?.stage === 'lost') {
      this.logger.error({ msg: 'ALARM: the bank has taken a payment that waited for a decision; its order stays held', payment_id });
      return 'over';
    }
    // Where a person has found out what was taken, that counts.
    const seen = attempt.is_amount_confirmed ? { ...found.value, captured_minor: attempt.amount_minor, currency: attempt.currency } : found.value;
    if (seen.captured_minor !== attempt.amount_minor || seen.currency !== attempt.currency) return this.waits(payment_id, decided_at, 'the provider reports another amount now');
    await this.commands.execute(new ResolveMismatch({ payment_id, resolution, seen, held_for: 'review', by }), scope);
    return 'over';
  }

  private waits(payment_id: string, decidedAt: number, why: string): RunOutcome {
    if (this.clock.nowSeconds() - decidedAt > ALARM_SECONDS) this.logger.error({ msg: 'ALARM: a payment was looked at, and what was decided cannot be done', payment_id, reason: why });
    return 'no_answer';
  }
}
