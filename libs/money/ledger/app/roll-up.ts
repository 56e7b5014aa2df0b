import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { HandlesJob, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Command } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';

/**
 * Adds the postings that are older than five minutes and not yet in the rollup. No transaction lives that long, so no posting can still
 * appear below the mark: ids alone are not in the order of commits.
 */
export class RollUp extends Command<void> {
  static readonly context = 'money/ledger';
}

@CommandHandler(RollUp)
export class RollUpHandler implements ICommandHandler<RollUp> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<void> {
    const { gameId } = currentScope();
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`ledger.roll-up:${gameId}`]);
    await this.database.execute(
      `WITH mark AS (
         SELECT coalesce((SELECT below_id FROM ledger.rollup_mark WHERE game_id = $1), 'jrn_') AS low, platform.typeid_floor('jrn', now() - interval '5 minutes') AS high
       ), sums AS (
         SELECT p.account, p.currency, coalesce(sum(p.amount_minor) FILTER (WHERE p.amount_minor > 0), 0) AS debits, coalesce(-sum(p.amount_minor) FILTER (WHERE p.amount_minor < 0), 0) AS credits
           FROM ledger.posting p, mark WHERE p.game_id = $1 AND p.entry_id >= mark.low AND p.entry_id < mark.high GROUP BY p.account, p.currency
       ), added AS (
         INSERT INTO ledger.balance_rollup AS b (game_id, account, currency, debits_minor, credits_minor) SELECT $1, account, currency, debits, credits FROM sums
         ON CONFLICT (game_id, account, currency) DO UPDATE SET debits_minor = b.debits_minor + excluded.debits_minor, credits_minor = b.credits_minor + excluded.credits_minor
       )
       INSERT INTO ledger.rollup_mark (game_id, below_id) SELECT $1, high FROM mark
       ON CONFLICT (game_id) DO UPDATE SET below_id = excluded.below_id WHERE rollup_mark.below_id < excluded.below_id`,
      [gameId],
    );
  }
}

@Injectable()
@HandlesJob('ledger.roll-up')
export class RollUpJob implements JobHandler {
  constructor(private readonly commands: Commands) {}
  async run(_job: Job, scope: Scope): Promise<void> {
    await this.commands.execute(new RollUp(), scope);
  }
}
