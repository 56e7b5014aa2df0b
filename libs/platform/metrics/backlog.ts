import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Metrics } from './metrics.js';

/** A figure that is asked for more often is answered from memory. */
export const SAMPLE_MS = 5_000;
/** More than this is not counted: `10000` means as many or more. */
export const COUNTED_MAX = 10_000;

export interface Sample {
  due: number;
  oldest: number;
  /** Only of queues whose dead are counted. */
  dead?: number;
}

/** Something that waits in PostgreSQL. `sql` answers one row for the dispatcher: `due`, `oldest` (seconds) and, where `countsDead`, `dead`. */
export interface WatchedQueue {
  name: string;
  what: string;
  sql: string;
  countsDead: boolean;
}

const of = (table: string, due: string, since: string): string => `SELECT
  (SELECT count(*) FROM (SELECT FROM ${table} WHERE ${due} LIMIT ${COUNTED_MAX}) AS counted)::int AS due,
  coalesce((SELECT extract(epoch FROM now() - min(since)) FROM (SELECT ${since} AS since FROM ${table} WHERE ${due} LIMIT ${COUNTED_MAX}) AS counted), 0)::float8 AS oldest,
  (SELECT count(*) FROM (SELECT FROM ${table} WHERE state = 'dead' LIMIT ${COUNTED_MAX}) AS counted)::int AS dead`;

const QUEUES: readonly WatchedQueue[] = [
  { name: 'outbox', what: 'deliveries of events inside Hubcraft', sql: of('platform.outbox_delivery', `state = 'pending' AND next_at <= now()`, 'next_at'), countsDead: true },
  { name: 'jobs', what: 'jobs', sql: of('platform.job', `state = 'pending' AND run_at <= now() AND (lease_until IS NULL OR lease_until < now())`, 'run_at'), countsDead: true },
];

/** What waits in the queues of PostgreSQL, over all games. The worker tells it: one statement per queue, at most every five seconds, by indexes of what is open or dead. */
@Injectable()
export class Backlog {
  private readonly logger = new Logger(Backlog.name);
  private readonly queues = [...QUEUES];
  private readonly samplers = new Map<string, () => Promise<Sample | undefined>>();

  constructor(private readonly database: Database, private readonly metrics: Metrics) {}

  /** A context's own queue, told beside ours: said by what is made with its module, before the worker watches. */
  add(queue: WatchedQueue): void {
    this.queues.push(queue);
  }

  watch(): void {
    for (const { name, what, sql, countsDead } of this.queues) {
      const sample = this.sampler(sql);
      this.samplers.set(name, sample);
      const figure = (key: keyof Sample, suffix: string, help: string): void => {
        this.metrics.gauge(`hubcraft_${name}_${suffix}`, help, [], async (gauge) => {
          const found = await sample();
          // What could not be read is not told, rather than told as of before.
          if (found?.[key] !== undefined) gauge.set(found[key]);
          else gauge.remove();
        });
      };
      figure('due', 'due', `Number of ${what} that are due, up to ${COUNTED_MAX}.`);
      figure('oldest', 'oldest_due_seconds', `How long the longest waiting of the ${what} that are due has been.`);
      if (countsDead) figure('dead', 'dead', `Number of ${what} that have used up their retries, up to ${COUNTED_MAX}.`);
    }
  }

  /** What waits in this queue, as the figures tell it; undefined where it could not be read, or is not watched here. */
  sample(name: string): Promise<Sample | undefined> {
    return this.samplers.get(name)?.() ?? Promise.resolve(undefined);
  }

  private sampler(sql: string): () => Promise<Sample | undefined> {
    let taken = -Infinity;
    let sample: Promise<Sample | undefined> = Promise.resolve(undefined);
    return () => {
      if (performance.now() - taken >= SAMPLE_MS) {
        taken = performance.now();
        sample = this.database.asDispatcher<Sample>(sql).then(([row]) => row, (error: unknown) => {
          this.logger.warn({ msg: 'the backlog could not be counted', error: String(error) });
          return undefined;
        });
      }
      return sample;
    };
  }
}
