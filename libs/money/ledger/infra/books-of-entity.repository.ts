import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { firstDay, lastDay, type Month } from '#platform/kernel/calendar-month';
import type { BookedEntry, MonthBalance } from '../contracts/queries.js';
import { BOOKED, BOOKED_WITHIN } from './tax-lines.repository.js';

/** Whether an entry is in the books of the entity that the parameter names; entries of before name none. */
const OF_ENTITY = (entry: string, parameter: string): string => `coalesce(${entry}.legal_entity, (SELECT l.id FROM ledger.legal_entity l WHERE l.has_unnamed)) = ${parameter}`;

/** The books of a legal entity, as far as they are of the scope's game. */
@Injectable()
export class BooksOfEntityRepository {
  constructor(private readonly database: Database) {}

  async months(legalEntity: string): Promise<Month[]> {
    const rows = await this.database.query<{ month: string }>(`SELECT to_char(b.month, 'YYYY-MM') AS month FROM ledger.booked_month b WHERE b.game_id = $1 AND b.legal_entity = $2 ORDER BY b.month LIMIT 2000`, [currentScope().gameId, legalEntity]);
    return rows.map(({ month }) => month);
  }

  async firstMonth(): Promise<Month | null> {
    const row = await this.database.one<{ month: string | null }>(`SELECT to_char(min(b.month), 'YYYY-MM') AS month FROM ledger.booked_month b WHERE b.game_id = $1`, [currentScope().gameId]);
    return row!.month;
  }

  async movements(legalEntity: string, month: Month, withOpening: boolean): Promise<MonthBalance[]> {
    const within = BOOKED_WITHIN('e', '$3::date', '$4::date');
    const rows = await this.database.query<Record<'account' | 'currency' | 'opening' | 'debits' | 'credits', string>>(
      `SELECT p.account, p.currency, coalesce(sum(p.amount_minor) FILTER (WHERE NOT (${within})), 0)::text AS opening,
              coalesce(sum(p.amount_minor) FILTER (WHERE p.amount_minor > 0 AND ${within}), 0)::text AS debits, coalesce(-sum(p.amount_minor) FILTER (WHERE p.amount_minor < 0 AND ${within}), 0)::text AS credits
         FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
        WHERE e.game_id = $1 AND ${OF_ENTITY('e', '$2')} AND ${withOpening ? `${BOOKED('e')} <= $4::date` : within}
        GROUP BY 1, 2 ORDER BY 1, 2`,
      [currentScope().gameId, legalEntity, firstDay(month), lastDay(month)]);
    return rows.map(({ account, currency, opening, debits, credits }) => ({ account, currency, opening_minor: BigInt(opening), debits_minor: BigInt(debits), credits_minor: BigInt(credits) }));
  }

  async entries(legalEntity: string, day: string, after: string, max: number): Promise<BookedEntry[]> {
    const rows = await this.database.query<Omit<BookedEntry, 'postings'> & { postings: { line: number; account: string; amount: string }[] }>(
      `SELECT e.id, e.fact, e.kind, e.currency, ${BOOKED('e')}::text AS booked_on, coalesce(e.occurred_on, (e.posted_at AT TIME ZONE 'UTC')::date)::text AS occurred_on,
              (SELECT json_agg(json_build_object('line', p.line, 'account', p.account, 'amount', p.amount_minor::text) ORDER BY p.line) FROM ledger.posting p WHERE p.game_id = e.game_id AND p.entry_id = e.id) AS postings
         FROM ledger.journal_entry e WHERE e.game_id = $1 AND ${OF_ENTITY('e', '$2')} AND ${BOOKED_WITHIN('e', '$3::date', '$3::date')} AND e.id > $4 ORDER BY e.id LIMIT $5`,
      [currentScope().gameId, legalEntity, day, after, max]);
    return rows.map((row) => ({ ...row, postings: row.postings.map(({ line, account, amount }) => ({ line, account, amount_minor: BigInt(amount) })) }));
  }
}
