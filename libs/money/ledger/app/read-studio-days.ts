import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { gamesHaving } from '#platform/housekeeping/chores';
import { ListGamesWithBooks, ListStudioDays, type StudioDay } from '../contracts/queries.js';

@QueryHandler(ListStudioDays)
export class ListStudioDaysHandler implements IQueryHandler<ListStudioDays> {
  constructor(private readonly database: Database) {}

  /** Entries are found by the time of their posting: a block index, since they are written in that order. */
  async execute({ from }: ListStudioDays): Promise<StudioDay[]> {
    const rows = await this.database.query<Omit<StudioDay, 'payable_minor' | 'reserve_minor'> & { payable_minor: string; reserve_minor: string }>(
      `SELECT e.currency, to_char(e.posted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, e.kind, count(DISTINCT e.id)::int AS entries,
              coalesce(-sum(p.amount_minor) FILTER (WHERE p.account = 'studio_payable'), 0)::text AS payable_minor, coalesce(-sum(p.amount_minor) FILTER (WHERE p.account = 'studio_reserve'), 0)::text AS reserve_minor
         FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
        WHERE e.game_id = $1 AND e.posted_at >= ($2::date)::timestamp AT TIME ZONE 'UTC' AND p.account IN ('studio_payable', 'studio_reserve')
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      [currentScope().gameId, from],
    );
    return rows.map((row) => ({ ...row, payable_minor: BigInt(row.payable_minor), reserve_minor: BigInt(row.reserve_minor) }));
  }
}

@QueryHandler(ListGamesWithBooks)
export class ListGamesWithBooksHandler implements IQueryHandler<ListGamesWithBooks> {
  constructor(private readonly database: Database) {}
  execute({ after }: ListGamesWithBooks): Promise<string[]> {
    return gamesHaving(this.database, 'ledger.journal_entry', after);
  }
}
