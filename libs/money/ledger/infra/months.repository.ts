import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Month } from '#platform/kernel/calendar-month';
import { firstDay } from '#platform/kernel/calendar-month';
import type { ClearingExplanation, EntityOfBooks, MonthBalance } from '../contracts/queries.js';

export interface MonthRow {
  legal_entity: string;
  month: Month;
  state: 'closing' | 'closed';
  asked_by: string;
  asked_at: Date;
  closed_by: string | null;
  closed_at: Date | null;
  explanations: ClearingExplanation[];
}

const COLUMNS = `legal_entity, to_char(month, 'YYYY-MM') AS month, state, asked_by, asked_at, closed_by, closed_at, explanations`;

@Injectable()
export class MonthsRepository {
  constructor(private readonly database: Database) {}

  /** Those that keep books, by id; not those that have ended. */
  entities(): Promise<EntityOfBooks[]> {
    return this.database.query<EntityOfBooks>(
      `SELECT l.id, l.is_rest, to_char(l.begins, 'YYYY-MM') AS begins, (SELECT to_char(max(m.month), 'YYYY-MM') FROM ledger.month m WHERE m.legal_entity = l.id AND m.state = 'closed') AS last_closed FROM ledger.legal_entity l WHERE NOT l.is_ended ORDER BY l.id LIMIT 1000`, []);
  }

  /** Who sells to the buyers of a country. */
  async sellerTo(country: string): Promise<string | null> {
    const row = await this.database.one<{ id: string }>('SELECT l.id FROM ledger.legal_entity l WHERE NOT l.is_ended AND ($1 = ANY (l.buyer_countries) OR l.is_rest) ORDER BY l.is_rest AND NOT $1 = ANY (l.buyer_countries), l.id LIMIT 1', [country]);
    return row?.id ?? null;
  }

  /** Those that are not open from one month to another, both included. */
  async between(legalEntity: string, from: Month, until: Month): Promise<MonthRow[]> {
    return this.database.query<MonthRow>(`SELECT ${COLUMNS} FROM ledger.month m WHERE m.legal_entity = $1 AND m.month BETWEEN $2::date AND $3::date ORDER BY m.month LIMIT 2000`, [legalEntity, firstDay(from), firstDay(until)]);
  }

  find(legalEntity: string, month: Month): Promise<MonthRow | undefined> {
    return this.database.one<MonthRow>(`SELECT ${COLUMNS} FROM ledger.month m WHERE m.legal_entity = $1 AND m.month = $2::date`, [legalEntity, firstDay(month)]);
  }

  /** Nobody posts from here to the end of the transaction, and whoever was at it has committed. */
  async alone(): Promise<void> {
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('ledger.months', 0))`, []);
  }

  async ask(legalEntity: string, month: Month, { by, at, explanations }: { by: string; at: Date; explanations: readonly ClearingExplanation[] }): Promise<void> {
    await this.database.execute(`INSERT INTO ledger.month (legal_entity, month, state, asked_by, asked_at, explanations) VALUES ($1, $2, 'closing', $3, $4, $5)`, [legalEntity, firstDay(month), by, at, JSON.stringify(explanations)]);
  }

  async close(legalEntity: string, month: Month, by: string, at: Date): Promise<void> {
    await this.database.execute(`UPDATE ledger.month SET state = 'closed', closed_by = $3, closed_at = $4 WHERE legal_entity = $1 AND month = $2`, [legalEntity, firstDay(month), by, at]);
  }

  async reopen(legalEntity: string, month: Month): Promise<void> {
    await this.database.execute(`DELETE FROM ledger.month WHERE legal_entity = $1 AND month = $2 AND state = 'closing'`, [legalEntity, firstDay(month)]);
  }

  /** Over all games: the operator's scope sees them. */
  async bookedMeanwhile(legalEntity: string, month: Month): Promise<number> {
    const row = await this.database.one<{ count: number }>('SELECT count(*)::int AS count FROM ledger.booked_meanwhile WHERE legal_entity = $1 AND month = $2', [legalEntity, firstDay(month)]);
    return row!.count;
  }

  async keep(legalEntity: string, month: Month, balances: readonly MonthBalance[]): Promise<void> {
    await this.database.execute(
      `INSERT INTO ledger.month_balance (legal_entity, month, account, currency, opening_minor, debits_minor, credits_minor)
       SELECT $1, $2, b.* FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[]) AS b`,
      [legalEntity, firstDay(month), balances.map((b) => b.account), balances.map((b) => b.currency), balances.map((b) => b.opening_minor), balances.map((b) => b.debits_minor), balances.map((b) => b.credits_minor)]);
  }

  balances(legalEntity: string, month: Month): Promise<MonthBalance[]> {
    return this.database.query('SELECT account, currency, opening_minor, debits_minor, credits_minor FROM ledger.month_balance WHERE legal_entity = $1 AND month = $2 ORDER BY account, currency', [legalEntity, firstDay(month)]);
  }
}
