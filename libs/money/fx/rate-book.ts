import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { shippedRates, type RateDay } from './rates.js';

export interface RecordedDay {
  /** `YYYY-MM-DD` */
  day: string;
  source: string;
  base: string;
  units: Record<string, string>;
  recorded_by: string;
  recorded_at: Date;
}

/** A year and a month of working days: what a document or a return of the last year may still ask for. */
const DAYS_MAX = 400;
const FRESH_MS = 60_000;
const COLUMNS = `to_char(day, 'YYYY-MM-DD') AS day, source, base, units, recorded_by, recorded_at`;

/** The rates that there are: what was recorded, and behind it what the build ships. */
@Injectable()
export class RateBook {
  private known: { days: readonly RateDay[]; readAt: number } | undefined;

  constructor(private readonly database: Database) {}

  /** Newest first. What another process has recorded is seen within a minute. */
  async days(): Promise<readonly RateDay[]> {
    const readAt = performance.now();
    if (this.known && readAt - this.known.readAt < FRESH_MS) return this.known.days;
    const recorded = await this.recorded(DAYS_MAX);
    const days = [...recorded.map(({ day, source, base, units }) => ({ date: day, source, units: { ...units, [base]: '1' } })), ...shippedRates()];
    this.known = { days, readAt };
    return days;
  }

  /** Newest first. */
  recorded(limit: number): Promise<RecordedDay[]> {
    return this.database.query<RecordedDay>(`SELECT ${COLUMNS} FROM fx.rate_day ORDER BY rate_day.day DESC LIMIT $1`, [limit]);
  }

  /** Answers whether it was new: a day is recorded once. */
  async record(told: RecordedDay): Promise<boolean> {
    const made = await this.database.execute(
      'INSERT INTO fx.rate_day (day, source, base, units, recorded_by, recorded_at) VALUES ($1::date, $2, $3, $4::jsonb, $5, $6) ON CONFLICT DO NOTHING',
      [told.day, told.source, told.base, JSON.stringify(told.units), told.recorded_by, told.recorded_at]);
    this.known = undefined;
    return made > 0;
  }
}
