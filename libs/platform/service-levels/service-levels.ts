import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Again } from '../housekeeping/again.js';

/** What is measured. Each counts how many of what was asked ended well. */
export const SIGNALS = ['store.answered', 'checkout.answered', 'checkout.fast', 'providers.heard', 'studio.answered', 'buyers.admitted', 'webhooks.fast', 'webhooks.kept_up', 'books.hold', 'work.alive'] as const;
export type Signal = (typeof SIGNALS)[number];

/** Who measures what. Nothing asked is measured too: a process that is there says so. */
export const MEASURED_BY = {
  api: ['store.answered', 'checkout.answered', 'checkout.fast', 'providers.heard', 'studio.answered', 'buyers.admitted'],
  worker: ['webhooks.fast', 'webhooks.kept_up', 'books.hold', 'work.alive'],
} as const satisfies Record<string, readonly Signal[]>;

export const SLOT_MINUTES = 5;
export const SLOTS_PER_DAY = 288;
const FLUSH_MS = 60_000;
const CLEAN_MS = 3_600_000;
const SLOTS_KEPT_HOURS = 48;
const DAYS_KEPT = 400;
const FAST_MS = 2_500;

export interface Figure {
  signal: Signal;
  good: bigint;
  total: bigint;
}
export interface DayFigure extends Figure {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  slots: number;
  since: Date;
}

/** Which signals an answered request counts for: of a route by its template. */
export function signalsOf(route: string | undefined): Signal[] {
  if (!route) return [];
  if (/^\/store\/v1\/(?:checkout(?:\/|$)|orders$)/.test(route)) return ['checkout.answered', 'buyers.admitted', ...(route.startsWith('/store/v1/checkout') && !route.endsWith('/events') ? ['checkout.fast' as const] : [])];
  if (/^\/(?:store\/v1|h|checkout)\//.test(route)) return ['store.answered', 'buyers.admitted'];
  if (route.startsWith('/ingress/')) return ['providers.heard'];
  return route.startsWith('/v1/') ? ['studio.answered'] : [];
}

/**
 * What this process measured since it told the database last. It adds up in memory and is written once a minute, all signals in one statement, into the slot of five minutes and the day: however many ask, the
 * rows are as many. What could not be written is kept for the next time.
 */
@Injectable()
export class ServiceLevels implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ServiceLevels.name);
  private readonly again = new Again(this.logger);
  private counts = new Map<Signal, { good: number; total: number }>();
  private measured: readonly Signal[] = [];
  private sample: () => Promise<void> = async () => undefined;

  constructor(private readonly database: Database) {}

  add(signal: Signal, good: number, total = 1): void {
    const count = this.counts.get(signal) ?? { good: 0, total: 0 };
    this.counts.set(signal, { good: count.good + good, total: count.total + total });
  }

  answered(route: string | undefined, status: number, milliseconds: number): void {
    for (const signal of signalsOf(route)) this.add(signal, Number(signal === 'checkout.fast' ? milliseconds <= FAST_MS : signal === 'buyers.admitted' || status < 500));
  }

  /** A request that was refused because of overload; it is answered with 503 too. Refusing reports and lists is meant, and counts against nobody. */
  shed(importance: string): void {
    if (importance === 'bulk' || importance === 'studio') this.add('studio.answered', 1, 0);
    else this.add('buyers.admitted', -1, 0);
  }

  /** Begins to tell the database, from now on every minute. `sample`: what else is looked at then. */
  start(measured: readonly Signal[], sample: () => Promise<void> = async () => undefined): void {
    this.measured = measured;
    this.sample = sample;
    this.again.every(FLUSH_MS, 'what was measured could not be written', () => this.flush());
    this.again.every(CLEAN_MS, 'old measurements could not be removed', () => this.removeOld());
  }

  async flush(measured = this.measured): Promise<void> {
    await this.sample();
    const counts = this.counts;
    this.counts = new Map();
    const rows = [...new Set([...measured, ...counts.keys()])].sort().map((signal) => ({ signal, ...(counts.get(signal) ?? { good: 0, total: 0 }) }));
    try {
      if (rows.length > 0) await this.write(rows);
    } catch (error) {
      for (const [signal, { good, total }] of counts) this.add(signal, good, total);
      throw error;
    }
  }

  private async write(rows: readonly { signal: Signal; good: number; total: number }[]): Promise<void> {
    // In the order of their signals, so that two processes cannot wait for each other. A shed request may be told of a minute before its answer.
    await this.database.unscoped(
      `WITH told AS (SELECT signal, greatest(0, least(good, total)) AS good, total FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS t(signal, good, total)), slot AS (
         INSERT INTO platform.service_slot AS s (slot, signal, good, total) SELECT date_bin('${SLOT_MINUTES} minutes', now(), 'epoch'), signal, good, total FROM told ORDER BY signal
         ON CONFLICT (slot, signal) DO UPDATE SET good = s.good + excluded.good, total = s.total + excluded.total RETURNING signal, xmax = 0 AS is_new)
       INSERT INTO platform.service_day AS d (day, signal, good, total, slots) SELECT (now() AT TIME ZONE 'UTC')::date, signal, good, total, is_new::int FROM told JOIN slot USING (signal) ORDER BY signal
       ON CONFLICT (day, signal) DO UPDATE SET good = d.good + excluded.good, total = d.total + excluded.total, slots = d.slots + excluded.slots`,
      [rows.map((row) => row.signal), rows.map((row) => row.good), rows.map((row) => row.total)],
    );
  }

  private async removeOld(): Promise<void> {
    await this.database.unscoped(`DELETE FROM platform.service_slot WHERE slot < now() - interval '${SLOTS_KEPT_HOURS} hours'`);
    await this.database.unscoped(`DELETE FROM platform.service_day WHERE day < (now() AT TIME ZONE 'UTC')::date - ${DAYS_KEPT}`);
  }

  /** Of the slots that have begun within the last minutes. */
  recent(minutes: number): Promise<Figure[]> {
    return this.database.unscoped<Figure>('SELECT signal, sum(good)::bigint AS good, sum(total)::bigint AS total FROM platform.service_slot WHERE slot > now() - make_interval(mins => $1) GROUP BY signal', [minutes]);
  }

  /** From one day to another, both included: at most 400 days. */
  days(from: string, to: string): Promise<DayFigure[]> {
    return this.database.unscoped<DayFigure>(`SELECT to_char(day, 'YYYY-MM-DD') AS day, signal, good, total, slots, since FROM platform.service_day WHERE day BETWEEN $1::date AND $2::date ORDER BY day, signal LIMIT ${SIGNALS.length * DAYS_KEPT}`, [from, to]);
  }

  /** The last that was counted is written before the process ends. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.again.stop();
    if (this.measured.length > 0) await this.flush().catch((error: unknown) => this.logger.warn({ msg: 'what was measured could not be written', error: String(error) }));
  }
}
