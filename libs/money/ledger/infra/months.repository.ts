import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Month } from '#platform/kernel/calendar-month';
import { firstDay } from '#platform/kernel/calendar-month';

export interface MonthRow {
  month: Month;
  state: 'closing' | 'closed';
  asked_by: string;
  asked_at: Date;
  closed_by: string | null;
  closed_at: Date | null;
}

const COLUMNS = `to_char(month, 'YYYY-MM') AS month, state, asked_by, asked_at, closed_by, closed_at`;

@Injectable()
export class MonthsRepository {
  constructor(private readonly database: Database) {}

  /** Those that are not open from one month to another, both included. */
  async between(from: Month, until: Month): Promise<MonthRow[]> {
    return this.database.query<MonthRow>(`SELECT ${COLUMNS} FROM ledger.month m WHERE m.month BETWEEN $1::date AND $2::date ORDER BY m.month LIMIT 2000`, [firstDay(from), firstDay(until)]);
  }

  find(month: Month): Promise<MonthRow | undefined> {
    return this.database.one<MonthRow>(`SELECT ${COLUMNS} FROM ledger.month m WHERE m.month = $1::date`, [firstDay(month)]);
  }

  /** The last one that is closed. */
  async lastClosed(): Promise<Month | null> {
    const row = await this.database.one<{ month: Month | null }>(`SELECT to_char(max(m.month), 'YYYY-MM') AS month FROM ledger.month m WHERE m.state = 'closed'`, []);
    return row!.month;
  }

  /** Nobody posts from here to the end of the transaction, and whoever was at it has committed. */
  async alone(): Promise<void> {
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('ledger.months', 0))`, []);
  }

  async ask(month: Month, by: string, at: Date): Promise<void> {
    await this.database.execute(`INSERT INTO ledger.month (month, state, asked_by, asked_at) VALUES ($1, 'closing', $2, $3)`, [firstDay(month), by, at]);
  }

  async close(month: Month, by: string, at: Date): Promise<void> {
    await this.database.execute(`UPDATE ledger.month SET state = 'closed', closed_by = $2, closed_at = $3 WHERE month = $1`, [firstDay(month), by, at]);
  }

  async reopen(month: Month): Promise<void> {
    await this.database.execute(`DELETE FROM ledger.month WHERE month = $1 AND state = 'closing'`, [firstDay(month)]);
  }
}
