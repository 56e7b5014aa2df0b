import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { ListGrossSales, type GrossSales } from '../contracts/queries.js';

@QueryHandler(ListGrossSales)
export class ListGrossSalesHandler implements IQueryHandler<ListGrossSales> {
  constructor(private readonly database: Database) {}

  /** Nothing is posted before it has happened, so the time of posting narrows it down by its block index. */
  async execute({ legalEntity, from, until }: ListGrossSales): Promise<GrossSales[]> {
    const rows = await this.database.query<{ currency: string; day: string; sales: number; gross_minor: string; tax_minor: string }>(
      `SELECT e.currency, to_char(e.day, 'YYYY-MM-DD') AS day, count(DISTINCT e.id)::int AS sales, coalesce(sum(p.amount_minor) FILTER (WHERE p.account LIKE 'psp\\_clearing:%'), 0)::text AS gross_minor,
              coalesce(-sum(p.amount_minor) FILTER (WHERE p.account LIKE 'tax\\_payable:%'), 0)::text AS tax_minor
         FROM (SELECT game_id, id, currency, coalesce(occurred_on, (posted_at AT TIME ZONE 'UTC')::date) AS day FROM ledger.journal_entry
                WHERE game_id = $1 AND kind = 'sale' AND posted_at >= ($3::date)::timestamp AT TIME ZONE 'UTC' AND ledger.entity_of(legal_entity) = $2) AS e
         JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
        WHERE e.day >= $3::date AND e.day < $4::date GROUP BY 1, 2 ORDER BY 1, 2`,
      [currentScope().gameId, legalEntity, from, until]);
    return rows.map((row) => ({ ...row, gross_minor: BigInt(row.gross_minor), tax_minor: BigInt(row.tax_minor) }));
  }
}
