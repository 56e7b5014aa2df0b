import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { violates } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { HandlesJob, Jobs, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { OPERATOR, systemScope } from '#platform/kernel/scope';
import { AppealDecided, AppealNotFound, AppealOpen, JudgedPaymentNotFound, NothingToAppeal, OperatorDecides, OwnEntry, PersonNeeded } from '../contracts/errors.js';
import type { AppealView, Page } from '../contracts/queries.js';
import { appealView, AppealRepository } from '../infra/appeal.repository.js';
import { AttemptRepository } from '../infra/attempt.repository.js';
import { ListRepository } from '../infra/list.repository.js';
import { EndListEntry } from './lists.js';
import { pageOf } from './pages.js';

const LIFT_JOB = 'risk.lift-entry';

/** Against what stopped a payment, in the words of the player. Throws `risk.payment_not_found`, `risk.nothing_to_appeal`, `risk.appeal_open`. */
export class FileAppeal extends Command<AppealView> {
  static readonly context = 'sales/risk';
  constructor(readonly input: { payment_id: string; words: string }) { super(); }
}

@CommandHandler(FileAppeal)
export class FileAppealHandler implements ICommandHandler<FileAppeal> {
  constructor(private readonly appeals: AppealRepository, private readonly lists: ListRepository, private readonly attempts: AttemptRepository, private readonly clock: Clock) {}

  async execute({ input: { payment_id, words } }: FileAppeal): Promise<AppealView> {
    const now = this.clock.now();
    const attempt = await this.attempts.find(payment_id);
    if (!attempt) throw new JudgedPaymentNotFound();
    const entry = attempt.entry_id ? await this.lists.find(attempt.entry_id, { orOfOperator: true }) : undefined;
    if (!entry || entry.list === 'allow' || entry.ended_at !== null || entry.expires_at <= now) throw new NothingToAppeal();
    const id: string = newId('rap');
    try {
      await this.appeals.insert({ id, entry_id: entry.id, is_of_operator: entry.game_id === OPERATOR, player_id: attempt.player_id, words, filed_by: currentScope().actor.id, filed_at: now });
    } catch (error) {
      if (violates(error, 'appeal_open_once')) throw new AppealOpen();
      throw error;
    }
    return appealView((await this.appeals.find(id))!);
  }
}

/** Decides an appeal, once. Lifted, the entry ends: a game's with the decision, the operator's a moment after it, by a job that the decision leaves. */
export class DecideAppeal extends Command<AppealView> {
  static readonly context = 'sales/risk';
  constructor(readonly input: { id: string; decision: 'uphold' | 'lift'; reason: string; memberId: string | null }) { super(); }
}

@CommandHandler(DecideAppeal)
export class DecideAppealHandler implements ICommandHandler<DecideAppeal> {
  constructor(private readonly appeals: AppealRepository, private readonly lists: ListRepository, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async execute({ input: { id, decision, reason, memberId } }: DecideAppeal): Promise<AppealView> {
    const now = this.clock.now();
    const { actor } = currentScope();
    const appeal = await this.appeals.find(id);
    if (!appeal) throw new AppealNotFound();
    if (actor.kind !== 'member' && actor.kind !== 'staff') throw new PersonNeeded();
    if (appeal.is_of_operator && actor.kind !== 'staff') throw new OperatorDecides();
    const entry = await this.lists.find(appeal.entry_id, { orOfOperator: true });
    if (entry && [entry.author, entry.author_member].some((author) => author !== null && (author === actor.id || author === memberId))) throw new OwnEntry();
    const decided = await this.appeals.decide(id, decision === 'lift' ? 'lifted' : 'upheld', { by: actor.id, reason, now });
    if (!decided) throw new AppealDecided();
    if (decision === 'lift' && entry) {
      if (appeal.is_of_operator) await this.jobs.schedule({ type: LIFT_JOB, key: entry.id, payload: { entry_id: entry.id, by: actor.id, appeal_id: id } });
      else await this.lists.end(entry.id, { by: actor.id, reason: `Appeal ${id} was lifted`, now });
    }
    return appealView(decided);
  }
}

/** Ends an entry of the operator: a game's own transaction may not. */
@Injectable()
@HandlesJob(LIFT_JOB)
export class LiftEntryJob implements JobHandler<{ entry_id: string; by: string; appeal_id: string }> {
  constructor(private readonly commands: Commands) {}

  async run({ payload: { entry_id, by, appeal_id } }: Job<{ entry_id: string; by: string; appeal_id: string }>): Promise<void> {
    await this.commands.execute(new EndListEntry({ id: entry_id, by, reason: `Appeal ${appeal_id} was lifted`, isRepeatable: true }), { ...systemScope(OPERATOR, LIFT_JOB), studioId: OPERATOR });
  }
}

export class ListAppeals extends Query<Page<AppealView>> {
  constructor(readonly filter: { state: AppealView['state'] | null; after: string | null; limit: number }) { super(); }
}

@QueryHandler(ListAppeals)
export class ListAppealsHandler implements IQueryHandler<ListAppeals> {
  constructor(private readonly appeals: AppealRepository) {}
  async execute({ filter: { state, after, limit } }: ListAppeals): Promise<Page<AppealView>> {
    return pageOf(await this.appeals.list(state, after, limit + 1), limit, appealView, ({ id }) => id);
  }
}

/** What waits in all games. */
@Injectable()
export class AppealDesk {
  constructor(private readonly appeals: AppealRepository) {}
  async list(after: string | null, limit: number): Promise<Page<AppealView>> {
    return pageOf(await this.appeals.openAnywhere(after, limit + 1), limit, appealView, ({ id }) => id);
  }
}
