import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { firstDay, monthOf, monthsFrom } from '#platform/kernel/calendar-month';
import { Clock } from '#platform/kernel/clock';
import { ListGrossSales, type GrossSales } from '../contracts/queries.js';

@QueryHandler(ListGrossSales)
export class ListGrossSalesHandler implements IQueryHandler<ListGrossSales> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  /** Nothing is posted before it has happened: what was posted since the first day is read month by month, each by the block index of that time. A sale may be posted long after its day. */
  async execute({ legalEntity, from, until }: ListGrossSales): Promise<GrossSales[]> {
    const begins = [from, ...monthsFrom(from.slice(0, 7), monthOf(this.clock.now())).slice(1).map(firstDay)];
    const sums = new Map<string, GrossSales>();
    for (const [n, begin] of begins.entries()) {
      for (const each of await this.posted(legalEntity, { from, until }, begin, begins[n + 1] ?? 'infinity')) {
        const known = sums.get(`${each.currency} ${each.day}`);
        sums.set(`${each.currency} ${each.day}`, known ? { ...each, sales: known.sales + each.sales, gross_minor: known.gross_minor + each.gross_minor, tax_minor: known.tax_minor + each.tax_minor } : each);
      }
    }
    return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  }

  /** Of what was posted from one day on until before another (UTC). */
  private async posted(legalEntity: string, days: { from: string; until: string }, since: string, before: string): Promise<GrossSales[]> {
    const rows = await this.database.query<{ currency: string; day: string; sales: number; gross_minor: string; tax_minor: string }>(
      `SELECT e.currency, to_char(e.day, 'YYYY-MM-DD') AS day, count(DISTINCT e.id)::int AS sales, coalesce(sum(p.amount_minor) FILTER (WHERE p.account LIKE 'psp\\_clearing:%'), 0)::text AS gross_minor,
              coalesce(-sum(p.amount_minor) FILTER (WHERE p.account LIKE 'tax\\_payable:%'), 0)::text AS tax_minor
         FROM (SELECT game_id, id, currency, coalesce(occurred_on, (posted_at AT TIME ZONE 'UTC')::date) AS day FROM ledger.journal_entry
                WHERE game_id = $1 AND kind = 'sale' AND posted_at >= ($5::date)::timestamp AT TIME ZONE 'UTC' AND posted_at < ($6::date)::timestamp AT TIME ZONE 'UTC' AND ledger.entity_of(legal_entity) = $2) AS e
         JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
        WHERE e.day >= $3::date AND e.day < $4::date GROUP BY 1, 2`,
      [currentScope().gameId, legalEntity, days.from, days.until, since, before]);
    return rows.map((row) => ({ ...row, gross_minor: BigInt(row.gross_minor), tax_minor: BigInt(row.tax_minor) }));
  }
}
