import { Injectable, Logger } from '@nestjs/common';
import { Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { CHARGE_GONE_SECONDS, nextLookUpSeconds, pendingSeconds } from '../domain/look-up-schedule.js';
import type { AttemptForCharge } from '../infra/payment-views.js';
import { AccountGateways } from './account-gateways.js';
import { ChargeKeys } from './charge-keys.js';
import { EndPayment } from './end-payment.js';
import { GetAttempt } from './get-payment.js';
import { PatientRuns, type RunOutcome } from './patient-runs.js';
import { RecordPayment } from './record-payment.js';

const ALARM_SECONDS = 15 * 60;

/**
 * Asks the provider about an attempt until it has an end: the answer of a charge may be lost, the notification may never come, this process may
 * have died between intent and charge.
 */
@Injectable()
@HandlesJob('payments.look-up')
export class LookUpJob implements JobHandler<{ payment_id: string }> {
  private readonly logger = new Logger('Payments');

  constructor(
    private readonly runs: PatientRuns,
    private readonly commands: Commands,
    private readonly queries: Queries,
    private readonly gateways: AccountGateways,
    private readonly keys: ChargeKeys,
    private readonly clock: Clock,
  ) {}

  run(job: Job<{ payment_id: string }>, scope: Scope): Promise<void | Again> {
    return this.runs.run(job, scope, nextLookUpSeconds(job.attempts), () => this.lookUp(job.payload.payment_id, scope));
  }

  private async lookUp(paymentId: string, scope: Scope): Promise<RunOutcome> {
    const attempt = await this.queries.ask(new GetAttempt(paymentId), scope);
    if (!attempt || attempt.status !== 'created' || attempt.is_mismatched) return 'over';
    const found = await (await this.gateways.of(attempt.provider, scope)).lookUp(this.keys.of(attempt, scope));
    const now = this.clock.nowSeconds();
    if (found.outcome !== 'answered') {
      if (now - attempt.created_at > ALARM_SECONDS) this.logger.error({ msg: 'ALARM: nobody knows how an attempt stands, the provider does not answer', payment_id: paymentId, order_id: attempt.order_id, ...found });
      return 'no_answer';
    }
    if (!found.value) return this.neverCharged(attempt, now, scope);
    const after = await this.commands.execute(new RecordPayment({ payment_id: paymentId, seen: found.value }), scope);
    if (after.status !== 'created' || after.is_mismatched) return 'over';
    if (now < (found.value.state === 'pending' ? Math.max(after.expires_at, attempt.created_at + pendingSeconds(attempt.method)) : after.expires_at)) return 'open';
    return this.end({ payment_id: paymentId, status: 'abandoned', fail_code: 'left_unfinished' }, scope);
  }

  /** The provider does not know the attempt: nobody charged it, or the charge got lost on its way. */
  private async neverCharged(attempt: AttemptForCharge, now: number, scope: Scope): Promise<RunOutcome> {
    if (now - (attempt.charging_at ?? attempt.created_at) <= CHARGE_GONE_SECONDS) return 'open';
    const end = attempt.charging_at === null ? { status: 'abandoned', fail_code: 'left_unfinished' } as const : { status: 'failed', fail_code: 'not_charged' } as const;
    return this.end({ payment_id: attempt.id, ...end, not_charging: true }, scope);
  }

  private async end(input: EndPayment['input'], scope: Scope): Promise<RunOutcome> {
    return (await this.commands.execute(new EndPayment(input), scope)).changed ? 'over' : 'open';
  }
}

/** Tells the provider that we have ended an attempt, and makes sure that no money comes of it: what came is found here and goes back. */
@Injectable()
@HandlesJob('payments.call-off')
export class CallOffJob implements JobHandler<{ payment_id: string }> {
  constructor(
    private readonly runs: PatientRuns,
    private readonly commands: Commands,
    private readonly queries: Queries,
    private readonly gateways: AccountGateways,
    private readonly keys: ChargeKeys,
    private readonly clock: Clock,
  ) {}

  run(job: Job<{ payment_id: string }>, scope: Scope): Promise<void | Again> {
    return this.runs.run(job, scope, nextLookUpSeconds(job.attempts), () => this.callOff(job.payload.payment_id, scope));
  }

  private async callOff(paymentId: string, scope: Scope): Promise<RunOutcome> {
    const attempt = await this.queries.ask(new GetAttempt(paymentId), scope);
    if (!attempt || attempt.is_mismatched || attempt.is_late) return 'over';
    const gateway = await this.gateways.of(attempt.provider, scope);
    const key = this.keys.of(attempt, scope);
    const found = await gateway.lookUp(key);
    if (found.outcome !== 'answered') return 'no_answer';
    const since = this.clock.nowSeconds() - Math.max(attempt.charging_at ?? 0, attempt.created_at);
    if (!found.value) return since > CHARGE_GONE_SECONDS ? 'over' : 'open';
    const { state, provider_reference } = found.value;
    if (state === 'captured') {
      await this.commands.execute(new RecordPayment({ payment_id: paymentId, seen: found.value }), scope);
      return 'over';
    }
    const isOpen = state === 'requires_action' || state === 'pending' || state === 'authorised';
    if (!isOpen) return 'over';
    const { outcome } = await gateway.void({ ...key, provider_reference }, `void_${paymentId}`);
    // Refused: it went on meanwhile, and the next look says how.
    return outcome === 'answered' ? 'over' : outcome === 'refused' ? 'open' : 'no_answer';
  }
}
