import { Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';
import { CompanyNotSubmitted, CompanyOutdated, DecisionNotFound, DecisionNotPossible, DecisionOver, HitsSinceProposal, OwnDecision, ScreeningNoteNeeded } from '../contracts/errors.js';
import type { DecisionKind, KybStatus } from '../contracts/words.js';
import { afterDecision, isShutOut, needsNote } from '../domain/verification.js';
import { DecisionsRepository } from '../infra/decisions.repository.js';
import { GatesRepository } from '../infra/gates.repository.js';
import type { DecisionRow, StandingRow } from '../infra/rows.js';
import { StandingRepository } from '../infra/standing.repository.js';
import { Looks } from './look-again.js';
import { standingTold } from './standing-told.js';

export interface NewDecision {
  kind: DecisionKind;
  /** The company data that were looked at; an approval names them. */
  company_id: string | null;
  reason: string;
  screening_note: string | null;
}

/**
 * By staff, in the operator's scope. An approval is proposed by it and counts once another of them agrees; everything else counts at once. Throws `onboarding.decision_not_possible`, `company_not_submitted`, `company_outdated`,
 * `screening_note_needed`, `decision_there`.
 */
export class DecideVerification extends Command<{ decision_id: string }> {
  static readonly context = 'studio/onboarding';
  constructor(readonly studioId: string, readonly decision: NewDecision) { super(); }
}

@CommandHandler(DecideVerification)
export class DecideVerificationHandler implements ICommandHandler<DecideVerification> {
  private readonly logger = new Logger('Onboarding');

  constructor(
    private readonly standings: StandingRepository,
    private readonly decisions: DecisionsRepository,
    private readonly gates: GatesRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute({ studioId, decision }: DecideVerification) {
    const now = this.clock.now();
    const by = currentScope().actor.id;
    const standing = await this.standings.hold(studioId, by, now);
    const next = afterDecision(decision.kind, standing.kyb_status);
    if (next === null) throw new DecisionNotPossible(standing.kyb_status);
    const row: DecisionRow = { studio_id: studioId, id: newId('kyd'), ...decision, state: 'open', proposed_by: by, proposed_at: now, decided_by: null, decided_at: null };
    if (decision.kind === 'approve') {
      await mayBeApproved(this.standings, standing, row);
      await this.decisions.add(row);
    } else {
      // An approval that was proposed before rests on what was known then.
      await this.decisions.outdate(studioId, by, now);
      await this.decisions.add({ ...row, state: 'applied', decided_by: by, decided_at: now });
      await this.apply(standing, next, decision.reason, by, now);
    }
    return { decision_id: row.id };
  }

  private async apply(standing: StandingRow, kyb_status: KybStatus, reason: string, by: string, now: Date): Promise<void> {
    const { studio_id } = standing;
    this.outbox.record(standingTold(await this.standings.change(standing, { kyb_status, reason, changed_by: by, changed_at: now })));
    if (!isShutOut(kyb_status)) return;
    // In this transaction: no look at the games is needed to stop taking money, and none that is under way opens them again.
    const closed = await this.gates.closeAll(studio_id, now);
    if (kyb_status === 'rejected') await this.gates.endWaivers(studio_id, 'The verification of the studio was rejected.', by, now);
    this.logger.warn({ msg: 'a studio takes no live money from now on', studio_id, outcome: kyb_status, count: closed.length });
  }
}

/** By staff who did not propose it: the approval counts. Throws `onboarding.decision_not_found`, `decision_over`, `second_person_needed`, `hits_since_proposal`, and what a proposal throws. */
export class ApproveDecision extends Command<{ decision_id: string }> {
  static readonly context = 'studio/onboarding';
  constructor(readonly studioId: string, readonly id: string) { super(); }
}

@CommandHandler(ApproveDecision)
export class ApproveDecisionHandler implements ICommandHandler<ApproveDecision> {
  constructor(private readonly standings: StandingRepository, private readonly decisions: DecisionsRepository, private readonly looks: Looks, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ studioId, id }: ApproveDecision) {
    const now = this.clock.now();
    const by = currentScope().actor.id;
    const standing = await this.standings.hold(studioId, by, now);
    const row = await openDecision(this.decisions, studioId, id);
    if (row.proposed_by === by) throw new OwnDecision();
    const kyb_status = afterDecision(row.kind, standing.kyb_status);
    if (kyb_status === null) throw new DecisionNotPossible(standing.kyb_status);
    await mayBeApproved(this.standings, standing, row);
    await refuseLaterHits(this.standings, standing, row);
    await this.decisions.end(row, 'applied', by, now);
    await this.standings.clear(studioId, row.company_id!);
    this.outbox.record(standingTold(await this.standings.change(standing, { kyb_status, reason: row.reason, changed_by: by, changed_at: now, approved_company_id: row.company_id, is_listed: false })));
    await this.looks.at(studioId);
    return { decision_id: id };
  }
}

/** By staff: the proposed approval is refused, or taken back by who proposed it. Throws `onboarding.decision_not_found`, `decision_over`. */
export class RejectDecision extends Command<{ decision_id: string }> {
  static readonly context = 'studio/onboarding';
  constructor(readonly studioId: string, readonly id: string) { super(); }
}

@CommandHandler(RejectDecision)
export class RejectDecisionHandler implements ICommandHandler<RejectDecision> {
  constructor(private readonly standings: StandingRepository, private readonly decisions: DecisionsRepository, private readonly clock: Clock) {}

  async execute({ studioId, id }: RejectDecision) {
    const now = this.clock.now();
    const by = currentScope().actor.id;
    await this.standings.hold(studioId, by, now);
    const row = await openDecision(this.decisions, studioId, id);
    await this.decisions.end(row, row.proposed_by === by ? 'withdrawn' : 'rejected', by, now);
    return { decision_id: id };
  }
}

async function openDecision(decisions: DecisionsRepository, studioId: string, id: string): Promise<DecisionRow> {
  const row = await decisions.find(studioId, id);
  if (!row) throw new DecisionNotFound();
  if (row.state !== 'open') throw new DecisionOver(row.state);
  return row;
}

/** Whether these company data may be approved: they are the last that were submitted, and their names were looked up, or somebody says where they were. */
async function mayBeApproved(standings: StandingRepository, standing: StandingRow, { company_id, screening_note }: DecisionRow): Promise<void> {
  const submitted = standing.submitted_company_id;
  const company = submitted ? await standings.company(standing.studio_id, submitted) : undefined;
  if (!company) throw new CompanyNotSubmitted();
  if (company.id !== company_id) throw new CompanyOutdated(company.id);
  if (screening_note === null && needsNote(company.screening)) throw new ScreeningNoteNeeded(company.screening);
}

/** What a list says of the names since the approval was proposed nobody has looked at: another proposal says so. */
async function refuseLaterHits(standings: StandingRepository, { studio_id }: StandingRow, { company_id, proposed_at }: DecisionRow): Promise<void> {
  const company = (await standings.company(studio_id, company_id!))!;
  if (company.screening === 'hit' && company.screened_at !== null && company.screened_at > proposed_at) throw new HitsSinceProposal();
}

export interface DecisionView { id: string; kind: string; company_id: string | null; reason: string; screening_note: string | null; state: string; proposed_by: string; proposed_at: number; decided_by: string | null; decided_at: number | null }

/** Of a studio, newest first, at most 200. In the operator's scope. */
export class ListDecisions extends Query<DecisionView[]> {
  constructor(readonly studioId: string) { super(); }
}

@QueryHandler(ListDecisions)
export class ListDecisionsHandler implements IQueryHandler<ListDecisions> {
  constructor(private readonly decisions: DecisionsRepository) {}
  async execute({ studioId }: ListDecisions): Promise<DecisionView[]> {
    return (await this.decisions.list(studioId)).map(({ studio_id: _studio, ...row }) => ({ ...row, proposed_at: unixSeconds(row.proposed_at), decided_at: unixSecondsOrNull(row.decided_at) }));
  }
}
