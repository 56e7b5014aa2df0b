import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { firstGames, gamesHaving, Housekeeps, type Chore } from '#platform/housekeeping/chores';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { systemScope } from '#platform/kernel/scope';
import { AppealRepository } from '../infra/appeal.repository.js';
import { ListRepository } from '../infra/list.repository.js';
import { ReviewRepository } from '../infra/review.repository.js';
import { SaidRepository } from '../infra/said.repository.js';

/** Who was listed or looked at, and why, can be read for a year after it has ended. */
const KEPT_DAYS = 365;

const keptSince = (now: Date): Date => new Date(now.getTime() - KEPT_DAYS * 86_400_000);

class ForgetSaid extends Command<number> {
  static readonly context = 'sales/risk';
  constructor(readonly max: number) { super(); }
}

@CommandHandler(ForgetSaid)
export class ForgetSaidHandler implements ICommandHandler<ForgetSaid> {
  constructor(private readonly lists: ListRepository, private readonly appeals: AppealRepository, private readonly reviews: ReviewRepository, private readonly said: SaidRepository, private readonly clock: Clock) {}

  async execute({ max }: ForgetSaid): Promise<number> {
    const now = this.clock.now();
    const gone = Math.max(await this.lists.forget(keptSince(now), max), await this.reviews.forget(keptSince(now), max), await this.said.forgetSignals(now, max));
    await this.appeals.forgetWithout(max);
    return gone;
  }
}

/** Removes entries, with their appeals, and what was looked at, a year after their time, and signals that have expired. */
@Injectable()
@Housekeeps('risk.said')
export class ForgetSaidChore implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands, private readonly clock: Clock) {}

  async due(after: string): Promise<string[]> {
    const now = this.clock.now();
    return firstGames(await gamesHaving(this.database, 'risk.review', after, `due_at < $2 AND state <> 'open'`, [keptSince(now)]), await gamesHaving(this.database, 'risk.list_entry', after, 'expires_at < $2', [keptSince(now)]), await gamesHaving(this.database, 'risk.signal', after, 'expires_at < $2', [now]));
  }

  step(gameId: string, max: number): Promise<number> {
    return this.commands.execute(new ForgetSaid(max), systemScope(gameId, 'risk.said'));
  }
}
