import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Calls, Commands, Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { HandlesJob, Jobs, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { accountOf } from '#sales/payments/ids';
import { AcceptDisputeAtProvider, SubmitDisputeEvidence, type DisputeAnswered } from '#sales/payments/queries';
import { AnswerUnderWay, DisputeNotFound, NothingToAnswer } from '../contracts/errors.js';
import type { EvidencePack } from '../contracts/evidence-pack.js';
import { GetDispute, type DisputeView } from '../contracts/queries.js';
import { evidenceFields, evidenceText } from '../domain/compose-evidence.js';
import { WAITING } from '../domain/dispute-states.js';
import { DisputeRepository } from '../infra/dispute.repository.js';
import { EvidenceCollector, sealable } from './collect-evidence.js';
import { GetFrozenEvidence } from './dispute-queries.js';
import { ANSWER_JOB } from './follow-disputes.js';

/**
 * Begins an answer, once, whoever asks and however many at once; what the bank is to be shown is kept before anything leaves. `by_hand`: a person has answered in the provider's dashboard. Throws
 * `disputes.nothing_to_answer`, `disputes.answer_under_way` (409).
 */
export class BeginAnswer extends Command<void> {
  static readonly context = 'sales/disputes';
  constructor(readonly disputeId: string, readonly how: 'sending' | 'accepting' | 'by_hand', readonly evidence: { document: string; sha256: string; built_at: Date } | null) { super(); }
}

@CommandHandler(BeginAnswer)
export class BeginAnswerHandler implements ICommandHandler<BeginAnswer> {
  constructor(private readonly disputes: DisputeRepository, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async execute({ disputeId, how, evidence }: BeginAnswer): Promise<void> {
    const known = await this.disputes.find(disputeId);
    // Of a studio's own account the studio answers, at its provider.
    if (known && accountOf(known.provider) !== null) throw new NothingToAnswer(known.status, known.answer);
    const by = currentScope().actor.id;
    if (!(await this.disputes.begin(disputeId, how === 'accepting' ? 'accepting' : 'sending', by))) await this.refuse(disputeId);
    if (evidence) await this.disputes.freeze(disputeId, evidence);
    if (how === 'by_hand') {
      await this.disputes.answer(disputeId, 'sent', { by, failure: null, now: this.clock.now() });
      await this.jobs.cancel(ANSWER_JOB, disputeId);
    } else await this.jobs.schedule({ type: ANSWER_JOB, key: disputeId, payload: { dispute_id: disputeId } });
  }

  private async refuse(disputeId: string): Promise<never> {
    const row = await this.disputes.find(disputeId);
    if (!row) throw new DisputeNotFound();
    throw WAITING.includes(row.status) && (row.answer === 'sending' || row.answer === 'accepting') ? new AnswerUnderWay(row.answer) : new NothingToAnswer(row.status, row.answer);
  }
}

/** Writes down what became of an answer at the provider. */
class RecordAnswer extends Command<void> {
  static readonly context = 'sales/disputes';
  constructor(readonly disputeId: string, readonly to: 'sent' | 'accepted' | 'by_hand' | 'refused' | 'too_late', readonly failure: string | null) { super(); }
}

@CommandHandler(RecordAnswer)
export class RecordAnswerHandler implements ICommandHandler<RecordAnswer> {
  constructor(private readonly disputes: DisputeRepository, private readonly clock: Clock) {}
  async execute({ disputeId, to, failure }: RecordAnswer): Promise<void> {
    await this.disputes.answer(disputeId, to, { by: null, failure, now: this.clock.now() });
  }
}

const AGAIN_SECONDS = [5, 30, 60, 300, 900];
const ALARM_AFTER = 5;

/**
 * Answers a dispute: begun by staff, or by itself so many hours before the bank's time is over, with whatever the records hold then. What it was that is sent is kept first, the provider is asked how the dispute stands before
 * anything is sent, and no answer is never taken for one: so it is sent once, however often this runs or dies.
 */
@Injectable()
@HandlesJob(ANSWER_JOB)
export class AnswerDisputeJob implements JobHandler<{ dispute_id: string }> {
  private readonly logger = new Logger('Disputes');

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly calls: Calls, private readonly collector: EvidenceCollector) {}

  async run({ payload: { dispute_id }, attempts }: Job<{ dispute_id: string }>, scope: Scope): Promise<void | Again> {
    const dispute = await this.queries.ask(new GetDispute(dispute_id), scope);
    if (!WAITING.includes(dispute.status)) return;
    if (dispute.answer === 'none') {
      if (!(await this.begins(dispute, scope))) return;
    } else if (dispute.answer !== 'sending' && dispute.answer !== 'accepting') return;
    const isAccepting = dispute.answer === 'accepting';
    const answered = await this.calls.ask(isAccepting ? new AcceptDisputeAtProvider({ payment_id: dispute.payment_id, dispute_id: dispute.provider_dispute_id }) : await this.submission(dispute, scope), scope);
    return this.record(dispute, isAccepting, answered, attempts, scope);
  }

  /** False: a person has begun another answer meanwhile, which has a run of its own. */
  private async begins(dispute: DisputeView, scope: Scope): Promise<boolean> {
    const { pack, built_at } = await this.collector.collect(dispute, null, scope);
    try {
      await this.commands.execute(new BeginAnswer(dispute.id, 'sending', { ...sealable(pack), built_at }), scope);
      return true;
    } catch (error) {
      if (error instanceof AnswerUnderWay || error instanceof NothingToAnswer) return false;
      throw error;
    }
  }

  private async submission(dispute: DisputeView, scope: Scope): Promise<SubmitDisputeEvidence> {
    const frozen = await this.queries.ask(new GetFrozenEvidence(dispute.id), scope);
    if (!frozen?.document) throw new Error(`There is no evidence to send for ${dispute.id}`);
    const pack = JSON.parse(frozen.document) as EvidencePack;
    return new SubmitDisputeEvidence({ payment_id: dispute.payment_id, dispute_id: dispute.provider_dispute_id, evidence: { fingerprint: frozen.sha256, text: evidenceText(pack), fields: evidenceFields(pack) } });
  }

  private async record(dispute: DisputeView, isAccepting: boolean, answered: DisputeAnswered, attempts: number, scope: Scope): Promise<void | Again> {
    const about = { dispute_id: dispute.id, payment_id: dispute.payment_id, order_id: dispute.order_id, provider: dispute.provider };
    const end = (to: RecordAnswer['to'], failure: string | null = null): Promise<void> => this.commands.execute(new RecordAnswer(dispute.id, to, failure), scope);
    switch (answered.outcome) {
      case 'done': return end(isAccepting ? 'accepted' : 'sent');
      case 'over': return end('too_late');
      case 'not_supported':
        this.logger.error({ msg: 'ALARM: a dispute has to be answered by hand, in the dashboard of the provider', ...about });
        return end('by_hand');
      case 'refused':
        this.logger.error({ msg: 'ALARM: the provider refused the answer to a dispute', ...about, code: answered.code });
        return end('refused', answered.code.slice(0, 100));
      case 'unknown':
        if (attempts === ALARM_AFTER) this.logger.error({ msg: 'ALARM: nobody knows whether the answer to a dispute has arrived, and it is asked on', ...about, reason: answered.reason });
        return { againInSeconds: AGAIN_SECONDS[Math.min(attempts, AGAIN_SECONDS.length) - 1]! };
    }
  }
}
