import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { gamesHaving, Housekeeps, type Chore } from '#platform/housekeeping/chores';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { systemScope } from '#platform/kernel/scope';
import { RefundRepository } from '../infra/refund.repository.js';
import { RefundEnding } from './refund-ending.js';

/** Announces the ends of parts that nobody has announced, and answers how many: a process of the build before, beside which this one was started, ends them without a word. */
export class TellUntoldParts extends Command<number> {
  static readonly context = 'sales/refunds';
  constructor(readonly max: number) { super(); }
}

@CommandHandler(TellUntoldParts)
export class TellUntoldPartsHandler implements ICommandHandler<TellUntoldParts> {
  constructor(private readonly refunds: RefundRepository, private readonly ending: RefundEnding, private readonly clock: Clock) {}

  async execute({ max }: TellUntoldParts): Promise<number> {
    const rows = await this.refunds.untold(max, this.clock.now());
    for (const row of rows) this.ending.tell(row);
    return rows.length;
  }
}

@Injectable()
@Housekeeps('refunds.untold-parts')
export class UntoldPartsChore implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands) {}

  due(after: string): Promise<string[]> {
    return gamesHaving(this.database, 'refunds.refund', after, `purpose = 'part' AND state IN ('succeeded', 'failed', 'dismissed') AND told_at IS NULL`);
  }

  step(gameId: string, max: number): Promise<number> {
    return this.commands.execute(new TellUntoldParts(max), systemScope(gameId, 'refunds.untold-parts'));
  }
}
