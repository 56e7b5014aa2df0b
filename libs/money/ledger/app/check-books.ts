import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Housekeeps, gamesHaving, type Chore } from '#platform/housekeeping/chores';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { systemScope } from '#platform/kernel/scope';
import { slicesOfTheDay } from '../domain/slices-of-the-day.js';
import { SLICES, ledgerInvariants } from '../infra/invariants.js';

const DAY_SECONDS = 86_400;
/** A check that died is begun again after this. */
const CHECK_ENDS_SECONDS = 3_600;

/** Says when the books of the game are to be checked next; false when they are not due: somebody else checks them, or has today. */
export class PlanCheck extends Command<boolean> {
  static readonly context = 'money/ledger';
  constructor(readonly inSeconds: number, readonly isOver: boolean) { super(); }
}

@CommandHandler(PlanCheck)
export class PlanCheckHandler implements ICommandHandler<PlanCheck> {
  constructor(private readonly database: Database) {}
  async execute({ inSeconds, isOver }: PlanCheck): Promise<boolean> {
    return (await this.database.execute(
      `INSERT INTO ledger.books_check AS c (game_id, next_at) VALUES ($1, now() + make_interval(secs => $2))
       ON CONFLICT (game_id) DO UPDATE SET next_at = excluded.next_at WHERE $3 OR c.next_at <= now()`,
      [currentScope().gameId, inSeconds, isOver],
    )) === 1;
  }
}

export class ListSlices extends Query<string[]> {}

@QueryHandler(ListSlices)
export class ListSlicesHandler implements IQueryHandler<ListSlices> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<string[]> {
    return (await this.database.query<{ slice: string }>(SLICES, [currentScope().gameId])).map((row) => row.slice);
  }
}

export interface SliceVerdict {
  entries: number;
  /** The invariants that are broken, with the rows that break them: how many, and the first. */
  broken: { invariant: string; count: number; first: string }[];
}

/** Holds the entries of one slice against the invariants of the ledger. */
export class CheckSlice extends Query<SliceVerdict> {
  constructor(readonly slice: string) { super(); }
}

@QueryHandler(CheckSlice)
export class CheckSliceHandler implements IQueryHandler<CheckSlice> {
  constructor(private readonly database: Database) {}
  async execute({ slice }: CheckSlice): Promise<SliceVerdict> {
    const within = (column: string): string => `game_id = $1 AND ${column} >= $2 AND ${column} < $3`;
    const values = [currentScope().gameId, slice, `${slice}~`];
    const broken: SliceVerdict['broken'] = [];
    for (const { name, sql } of ledgerInvariants(within)) {
      const [found] = await this.database.query<{ count: bigint; first: string }>(`SELECT count(*) AS count, min(row_to_json(broken)::text) AS first FROM (${sql}) AS broken`, values);
      if (found!.count > 0n) broken.push({ invariant: name, count: Number(found!.count), first: found!.first });
    }
    const counted = await this.database.one<{ count: bigint }>(`SELECT count(*) AS count FROM ledger.journal_entry WHERE ${within('id')}`, values);
    return { entries: Number(counted!.count), broken };
  }
}

/** Checks the books of each game once a day. A broken invariant is an alarm every day until it holds again. */
@Injectable()
@Housekeeps('ledger.check-books')
export class CheckBooksChore implements Chore {
  private readonly logger = new Logger('Ledger');

  constructor(private readonly database: Database, private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  due(after: string): Promise<string[]> {
    return gamesHaving(this.database, 'ledger.balance_rollup', after, 'NOT EXISTS (SELECT FROM ledger.books_check c WHERE c.game_id = balance_rollup.game_id AND c.next_at > now())');
  }

  async step(gameId: string): Promise<number> {
    const scope = systemScope(gameId, 'ledger.check-books');
    if (!(await this.commands.execute(new PlanCheck(CHECK_ENDS_SECONDS, false), scope))) return 0;
    const today = slicesOfTheDay(await this.queries.ask(new ListSlices(), scope), Math.floor(this.clock.nowSeconds() / DAY_SECONDS));
    let entries = 0;
    let broken = 0;
    for (const slice of today) {
      const verdict = await this.queries.ask(new CheckSlice(slice), scope);
      entries += verdict.entries;
      broken += verdict.broken.length;
      for (const { invariant, count, first } of verdict.broken) this.logger.error({ msg: 'ALARM: the books of a game are broken', game_id: gameId, kind: invariant, slice, count, error: first });
    }
    this.logger.log({ msg: 'the books were checked', game_id: gameId, count: entries, broken });
    await this.commands.execute(new PlanCheck(DAY_SECONDS, true), scope);
    return 1;
  }
}
