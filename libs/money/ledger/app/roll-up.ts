import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Housekeeps, gamesHaving, type Chore } from '#platform/housekeeping/chores';
import { Command } from '#platform/kernel/messages';
import { systemScope } from '#platform/kernel/scope';

/**
 * Moves up to `max` notes of what was posted into the rollup, and answers how many. A note is there from the commit of its postings until it is taken away here,
 * in the transaction that adds it: however late a transaction commits and whatever its clock says, it is counted once. Several at once take different notes.
 */
export class RollUp extends Command<number> {
  static readonly context = 'money/ledger';
  constructor(readonly max: number) { super(); }
}

@CommandHandler(RollUp)
export class RollUpHandler implements ICommandHandler<RollUp> {
  constructor(private readonly database: Database) {}
  async execute({ max }: RollUp): Promise<number> {
    const [{ taken } = { taken: 0n }] = await this.database.query<{ taken: bigint }>(
      `WITH oldest AS (
         SELECT number FROM ledger.fresh_sum WHERE game_id = $1 ORDER BY number LIMIT $2 FOR UPDATE SKIP LOCKED
       ), taken AS (
         DELETE FROM ledger.fresh_sum f USING oldest WHERE f.game_id = $1 AND f.number = oldest.number RETURNING f.slice, f.accounts, f.currencies, f.debits_minor, f.credits_minor
       ), sums AS (
         SELECT t.slice, s.account, s.currency, sum(s.debits) AS debits, sum(s.credits) AS credits
           FROM taken t CROSS JOIN LATERAL unnest(t.accounts, t.currencies, t.debits_minor, t.credits_minor) AS s(account, currency, debits, credits) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
       ), added AS (
         INSERT INTO ledger.balance_rollup AS b (game_id, slice, account, currency, debits_minor, credits_minor) SELECT $1, slice, account, currency, debits, credits FROM sums
         ON CONFLICT (game_id, slice, account, currency) DO UPDATE SET debits_minor = b.debits_minor + excluded.debits_minor, credits_minor = b.credits_minor + excluded.credits_minor
       )
       SELECT count(*) AS taken FROM taken`,
      [currentScope().gameId, max],
    );
    return Number(taken);
  }
}

@Injectable()
@Housekeeps('ledger.roll-up')
export class RollUpChore implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands) {}

  due(after: string): Promise<string[]> {
    return gamesHaving(this.database, 'ledger.fresh_sum', after);
  }

  step(gameId: string, max: number): Promise<number> {
    return this.commands.execute(new RollUp(max), systemScope(gameId, 'ledger.roll-up'));
  }
}
