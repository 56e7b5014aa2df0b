import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import type { TaxTotal } from '../contracts/queries.js';
import type { JournalEntry } from '../domain/entries.js';
import type { TaxLine } from '../domain/tax-lines.js';

const COLUMNS = 'line, jurisdiction, part, country, region, name, rate, treatment, is_business, filed_by, currency, taxable_minor, tax_minor, supplied_on';

/** Adds the lines that stand as JSON in the parameter; as `t`, so that whoever uses it can join. `$1` is the game. */
export const INSERT_TAX_LINES = (parameter: string): string =>
  `INSERT INTO ledger.tax_line (game_id, entry_id, ${COLUMNS})
   SELECT $1, t.entry_id, ${COLUMNS.split(', ').map((column) => `t.${column}`).join(', ')}
     FROM jsonb_to_recordset(${parameter}::jsonb) AS t(entry_id text, line int, jurisdiction text, part int, country text, region text, name text, rate text, treatment text, is_business boolean, filed_by text, currency text, taxable_minor bigint, tax_minor bigint, supplied_on date)`;

export function taxLinesJson(lines: readonly (TaxLine & { entry: string; line: number; currency: string })[]): string {
  return JSON.stringify(lines.map(({ entry, taxable_minor, tax_minor, ...line }) => ({ ...line, entry_id: entry, taxable_minor: String(taxable_minor), tax_minor: String(tax_minor) })));
}

export interface UntoldEntry extends Pick<JournalEntry, 'fact' | 'postings' | 'currency'> {
  id: string;
  order_id: string;
}

/** The day on which an entry is booked; of entries of before there were months it is the day of their posting. */
export const BOOKED = (entry: string): string => `coalesce(${entry}.booked_on, (${entry}.posted_at AT TIME ZONE 'UTC')::date)`;
/** Booked between two days, by the block indexes of both columns. */
export const BOOKED_WITHIN = (entry: string, from: string, until: string): string =>
  `(${entry}.booked_on BETWEEN ${from} AND ${until} OR (${entry}.booked_on IS NULL AND ${entry}.posted_at >= (${from})::timestamp AT TIME ZONE 'UTC' AND ${entry}.posted_at < ((${until}) + 1)::timestamp AT TIME ZONE 'UTC'))`;

@Injectable()
export class TaxLinesRepository {
  constructor(private readonly database: Database) {}

  /** Days, both included. */
  async totals(from: string, until: string): Promise<TaxTotal[]> {
    const rows = await this.database.query<Omit<TaxTotal, 'taxable_minor' | 'tax_minor'> & { taxable_minor: string; tax_minor: string }>(
      `SELECT l.jurisdiction, l.country, l.region, l.name, l.rate, l.treatment, l.is_business, coalesce(l.filed_by, 'operator') AS filed_by, l.currency, to_char(l.supplied_on, 'YYYY-MM') AS supplied_month,
              coalesce(sum(l.taxable_minor) FILTER (WHERE l.part = 1), 0)::text AS taxable_minor, sum(l.tax_minor)::text AS tax_minor,
              (count(DISTINCT l.entry_id) FILTER (WHERE e.kind = 'sale'))::int AS sales, (count(DISTINCT l.entry_id) FILTER (WHERE e.kind <> 'sale'))::int AS reversals
         FROM ledger.journal_entry e JOIN ledger.tax_line l ON l.game_id = e.game_id AND l.entry_id = e.id
        WHERE e.game_id = $1 AND ${BOOKED_WITHIN('e', '$2::date', '$3::date')}
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ORDER BY 1, 9, 10, 4, 5, 3, 6, 7, 8`,
      [currentScope().gameId, from, until],
    );
    return rows.map((row) => ({ ...row, taxable_minor: BigInt(row.taxable_minor), tax_minor: BigInt(row.tax_minor) }));
  }

  async countUntold(): Promise<number> {
    const row = await this.database.one<{ count: bigint }>('SELECT count(*) AS count FROM ledger.untold_entry WHERE game_id = $1', [currentScope().gameId]);
    return Number(row!.count);
  }

  async untoldOrders(max: number): Promise<string[]> {
    const rows = await this.database.query<{ order_id: string }>('SELECT DISTINCT order_id FROM (SELECT order_id FROM ledger.untold_entry WHERE game_id = $1 ORDER BY noted_at, entry_id LIMIT $2) AS first', [currentScope().gameId, max]);
    return rows.map((row) => row.order_id);
  }

  /** Entries of these orders that lack their lines, held until the end of the transaction; what another one holds is left to it. */
  async holdUntold(orderIds: readonly string[]): Promise<UntoldEntry[]> {
    const rows = await this.database.query<{ id: string; order_id: string; fact: string; currency: string; postings: { account: string; amount: string }[] }>(
      `WITH held AS (SELECT entry_id FROM ledger.untold_entry WHERE game_id = $1 AND order_id = ANY($2::text[]) FOR UPDATE SKIP LOCKED)
       SELECT e.id, e.order_id, e.fact, e.currency, (SELECT json_agg(json_build_object('account', p.account, 'amount', p.amount_minor::text) ORDER BY p.line) FROM ledger.posting p WHERE p.game_id = e.game_id AND p.entry_id = e.id) AS postings
         FROM held JOIN ledger.journal_entry e ON e.game_id = $1 AND e.id = held.entry_id`,
      [currentScope().gameId, orderIds],
    );
    return rows.map((row) => ({ ...row, postings: row.postings.map(({ account, amount }) => ({ account, amount_minor: BigInt(amount) })) }));
  }

  /** Gives held entries their lines and takes them from the list; one that has its lines keeps them. */
  async tell(entries: readonly { id: string; currency: string; lines: readonly TaxLine[] }[]): Promise<void> {
    const { gameId } = currentScope();
    const lines = entries.flatMap(({ id, currency, lines: own }) => own.map((line, at) => ({ ...line, entry: id, line: at + 1, currency })));
    await this.database.execute(`${INSERT_TAX_LINES('$2')} ON CONFLICT DO NOTHING`, [gameId, taxLinesJson(lines)]);
    await this.database.execute('DELETE FROM ledger.untold_entry WHERE game_id = $1 AND entry_id = ANY($2::text[])', [gameId, entries.map(({ id }) => id)]);
  }
}
