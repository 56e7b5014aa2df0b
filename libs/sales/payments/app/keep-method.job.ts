import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { HandlesJob, Jobs, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { saveConsentOf } from '../contracts/queries.js';
import type { KeptMethod, SavedToken } from '../domain/payment-gateway.js';
import { toMakeRoom } from '../domain/saved-cards.js';
import { nextLookUpSeconds } from '../domain/look-up-schedule.js';
import { PaymentRepository } from '../infra/payment.repository.js';
import type { SavedMethodRow } from '../infra/rows.js';
import { SavedMethodRepository } from '../infra/saved-method.repository.js';
import { AccountGateways } from './account-gateways.js';
import { ChargeKeys } from './charge-keys.js';
import { GetAttempt } from './get-payment.js';
import { PatientRuns, type RunOutcome } from './patient-runs.js';
import { FORGET_JOB, KEEP_JOB } from './saved-methods.js';

/** A provider that has stored nothing so long after it took the money never will. */
const GIVEN_UP_AFTER_SECONDS = 24 * 3_600;

/** Writes down what a provider has kept of a payment, once. */
class KeepMethod extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly paymentId: string, readonly kept: KeptMethod) { super(); }
}

@CommandHandler(KeepMethod)
export class KeepMethodHandler implements ICommandHandler<KeepMethod> {
  constructor(private readonly payments: PaymentRepository, private readonly saved: SavedMethodRepository, private readonly database: Database, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async execute({ paymentId, kept: { card, ...kept } }: KeepMethod): Promise<void> {
    // Held: who erases its player waits, or was before.
    const payment = await this.payments.hold(paymentId);
    const consent = payment && saveConsentOf(payment.save_consent_version ?? '', payment.save_consent_locale ?? '');
    if (!payment || !consent) return;
    const now = this.clock.now();
    const isErased = payment.player_id.startsWith('erased_');
    // What came too late pays for nothing, and what it kept is nobody's.
    const because: SavedMethodRow['left_because'] = isErased ? 'erased' : payment.late_captured_at ? 'replaced' : null;
    const shown = because ? null : card;
    const id = newId('spm');
    const isNew = await this.saved.insert({
      id, player_id: payment.player_id, provider: payment.provider, method: payment.method, payment_id: payment.id, usage: consent.usage, consent_version: consent.version, consent_locale: consent.locale, consented_at: payment.created_at,
      state: because ? 'leaving' : 'active', left_because: because, ...kept, network_reference: because ? null : kept.network_reference, brand: shown?.brand ?? null, last4: shown?.last4 ?? null, exp_month: shown?.exp_month ?? null, exp_year: shown?.exp_year ?? null,
      card_country: shown?.country ?? null, fingerprint: shown?.fingerprint ?? null,
    }, now);
    if (!isNew) return;
    if (because) return this.forget([{ id }]);
    await this.makeRoom({ id, player_id: payment.player_id }, now);
  }

  private async makeRoom({ id, player_id }: { id: string; player_id: string }, now: Date): Promise<void> {
    const others = await this.database.query<SavedMethodRow>(`SELECT * FROM payments.saved_method WHERE game_id = $1 AND player_id = $2 AND state = 'active' ORDER BY coalesce(last_used_at, created_at) DESC, id DESC LIMIT 50`, [currentScope().gameId, player_id]);
    const { replaced, too_many } = toMakeRoom(others.find((each) => each.id === id)!, others);
    for (const [ids, because] of [[replaced, 'replaced'], [too_many, 'too_many']] as const) if (ids.length > 0) await this.forget(await this.saved.leave('id', { playerId: player_id, ids }, because, now));
    await this.saved.chooseAnother(player_id);
  }

  private async forget(left: readonly { id: string }[]): Promise<void> {
    for (const { id } of left) await this.jobs.schedule({ type: FORGET_JOB, key: id, payload: { saved_method_id: id } });
  }
}

/** Asks the provider what it has kept of a payment whose payer agreed to that. The money is taken by then: whatever happens here, the order is paid. */
@Injectable()
@HandlesJob(KEEP_JOB)
export class KeepMethodJob implements JobHandler<{ payment_id: string }> {
  private readonly logger = new Logger('Payments');
  constructor(private readonly runs: PatientRuns, private readonly commands: Commands, private readonly queries: Queries, private readonly gateways: AccountGateways, private readonly keys: ChargeKeys, private readonly clock: Clock) {}

  run(job: Job<{ payment_id: string }>, scope: Scope): Promise<void | Again> {
    return this.runs.run(job, scope, nextLookUpSeconds(job.attempts), () => this.keep(job.payload.payment_id, scope));
  }

  private async keep(paymentId: string, scope: Scope): Promise<RunOutcome> {
    const attempt = await this.queries.ask(new GetAttempt(paymentId), scope);
    if (!attempt?.provider_reference || !attempt.save_consent_version) return 'over';
    const answer = await (await this.gateways.of(attempt.provider, scope)).keptOf({ ...this.keys.of(attempt, scope), provider_reference: attempt.provider_reference });
    const isLongAgo = this.clock.nowSeconds() - (attempt.captured_at ?? attempt.created_at) > GIVEN_UP_AFTER_SECONDS;
    if (answer.outcome === 'answered' && answer.value) {
      await this.commands.execute(new KeepMethod(paymentId, answer.value), scope);
      return 'over';
    }
    // What it has not said, it may have kept: that would stay there for good.
    if (answer.outcome !== 'answered') return 'no_answer';
    if (!isLongAgo) return 'open';
    this.logger.warn({ msg: 'a provider has kept nothing of a payment whose payer agreed to it', payment_id: paymentId, provider: attempt.provider });
    return 'over';
  }
}

interface ToForget { provider: string; token: SavedToken }

class GetMethodToForget extends Query<ToForget | null> {
  constructor(readonly savedMethodId: string) { super(); }
}

@QueryHandler(GetMethodToForget)
export class GetMethodToForgetHandler implements IQueryHandler<GetMethodToForget> {
  constructor(private readonly saved: SavedMethodRepository) {}
  async execute({ savedMethodId }: GetMethodToForget): Promise<ToForget | null> {
    const row = await this.saved.find(savedMethodId);
    const opened = row?.state === 'leaving' ? this.saved.opened(row) : null;
    return row && opened ? { provider: row.provider, token: { ...opened, reference: row.payment_id, network_reference: null } } : null;
  }
}

class RecordForgotten extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly savedMethodId: string) { super(); }
}

@CommandHandler(RecordForgotten)
export class RecordForgottenHandler implements ICommandHandler<RecordForgotten> {
  constructor(private readonly saved: SavedMethodRepository) {}
  execute({ savedMethodId }: RecordForgotten): Promise<void> {
    return this.saved.gone(savedMethodId);
  }
}

/** Removes at the provider what a player does not want to have kept any more, for as long as it takes. */
@Injectable()
@HandlesJob(FORGET_JOB)
export class ForgetMethodJob implements JobHandler<{ saved_method_id: string }> {
  private readonly logger = new Logger('Payments');
  constructor(private readonly runs: PatientRuns, private readonly commands: Commands, private readonly queries: Queries, private readonly gateways: AccountGateways) {}

  run(job: Job<{ saved_method_id: string }>, scope: Scope): Promise<void | Again> {
    return this.runs.run(job, scope, nextLookUpSeconds(job.attempts), () => this.forget(job, scope));
  }

  private async forget({ payload: { saved_method_id }, attempts }: Job<{ saved_method_id: string }>, scope: Scope): Promise<RunOutcome> {
    const going = await this.queries.ask(new GetMethodToForget(saved_method_id), scope);
    if (!going) return 'over';
    const answer = await (await this.gateways.of(going.provider, scope)).forget(going.token);
    if (answer.outcome === 'answered') {
      await this.commands.execute(new RecordForgotten(saved_method_id), scope);
      return 'over';
    }
    if (attempts === ALARM_AT) this.logger.error({ msg: 'ALARM: a provider does not remove what a player wants removed', saved_method_id, provider: going.provider, outcome: answer.outcome });
    return 'no_answer';
  }
}

/** Some hours of asking. */
const ALARM_AT = 20;
