import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import type { Scheme } from '../contracts/queries.js';
import type { MonthFigures } from '../domain/programmes.js';

/** What is added to the count of a month (its first day, `YYYY-MM-01`). */
export interface Counted {
  scheme: Scheme;
  month: string;
  sales?: number;
  authenticated_sales?: number;
  disputes?: number;
  fraud_disputes?: number;
  fraud_disputes_usd_minor?: bigint;
  fraud_reports?: number;
}

export type CountedMonth = Omit<MonthFigures, 'sales_before'> & { scheme: Scheme; month: string };

export interface Alarm {
  subject: string;
  programme: string;
  scheme: Scheme;
  month: string;
  step: number;
  cases: number;
  base: number;
}

const SUMS = `scheme, month::text AS month, sum(sales)::int AS sales, sum(authenticated_sales)::int AS authenticated_sales, sum(disputes)::int AS disputes, sum(fraud_disputes)::int AS fraud_disputes,
  sum(fraud_disputes_usd_minor)::bigint AS fraud_disputes_usd_minor, sum(fraud_reports)::int AS fraud_reports`;

/** How many sales, disputes and reports of fraud there were in a month. */
@Injectable()
export class MonthCountsRepository {
  constructor(private readonly database: Database) {}

  /** Adds to the scope's game. One row after the other in a fixed order, so that two who add at once wait for each other and for nothing else. */
  async add(of: { studio_id: string; environment: string }, counted: readonly Counted[], now: Date): Promise<void> {
    for (const each of [...counted].sort((a, b) => `${a.scheme}${a.month}`.localeCompare(`${b.scheme}${b.month}`))) {
      await this.database.execute(
        `INSERT INTO disputes.month_count AS c (game_id, studio_id, environment, scheme, month, sales, authenticated_sales, disputes, fraud_disputes, fraud_disputes_usd_minor, fraud_reports, changed_at)
         VALUES ($1, $2, $3, $4, $5::date, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT ON CONSTRAINT month_count_pkey DO UPDATE SET sales = c.sales + excluded.sales, authenticated_sales = c.authenticated_sales + excluded.authenticated_sales, disputes = c.disputes + excluded.disputes,
           fraud_disputes = c.fraud_disputes + excluded.fraud_disputes, fraud_disputes_usd_minor = c.fraud_disputes_usd_minor + excluded.fraud_disputes_usd_minor, fraud_reports = c.fraud_reports + excluded.fraud_reports,
           changed_at = excluded.changed_at`,
        [currentScope().gameId, of.studio_id, of.environment, each.scheme, each.month, each.sales ?? 0, each.authenticated_sales ?? 0, each.disputes ?? 0, each.fraud_disputes ?? 0, each.fraud_disputes_usd_minor ?? 0n, each.fraud_reports ?? 0, now]);
    }
  }

  /** Over all games of a kind of environment, by scheme, from one month to another. */
  bySchemes(environment: string, from: string, to: string): Promise<CountedMonth[]> {
    return this.database.acrossGames<CountedMonth>(`SELECT ${SUMS} FROM disputes.month_count WHERE environment = $1 AND month BETWEEN $2::date AND $3::date GROUP BY scheme, month ORDER BY month, scheme`, [environment, from, to]);
  }

  /** The same by studio, those with at least so many disputes, most first; at most 500. */
  byStudios(environment: string, month: string, disputesMin: number): Promise<(CountedMonth & { studio_id: string })[]> {
    return this.database.acrossGames<CountedMonth & { studio_id: string }>(
      `SELECT studio_id, ${SUMS} FROM disputes.month_count WHERE environment = $1 AND month = $2::date GROUP BY studio_id, scheme, month HAVING sum(disputes) >= $3 ORDER BY sum(disputes) DESC, studio_id, scheme LIMIT 500`,
      [environment, month, disputesMin]);
  }

  /** Those that nobody was told of yet. */
  async raise(alarms: readonly Alarm[], now: Date): Promise<Alarm[]> {
    const raised: Alarm[] = [];
    for (const alarm of alarms) {
      const isNew = await this.database.execute(
        'INSERT INTO disputes.alarm (subject, programme, scheme, month, step, cases, base, raised_at) VALUES ($1, $2, $3, $4::date, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT alarm_pkey DO NOTHING',
        [alarm.subject, alarm.programme, alarm.scheme, alarm.month, alarm.step, alarm.cases, alarm.base, now]);
      if (isNew > 0) raised.push(alarm);
    }
    return raised;
  }
}
