import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Metrics } from './metrics.js';

/** A figure that is asked for more often is answered from memory. */
export const SAMPLE_MS = 5_000;
/** More than this is not counted: `10000` means as many or more. */
export const COUNTED_MAX = 10_000;

interface Sample {
  due: number;
  oldest: number;
  dead: number;
}

const of = (table: string, due: string, since: string): string => `SELECT
  (SELECT count(*) FROM (SELECT FROM ${table} WHERE ${due} LIMIT ${COUNTED_MAX}) AS counted)::int AS due,
  coalesce((SELECT extract(epoch FROM now() - min(since)) FROM (SELECT ${since} AS since FROM ${table} WHERE ${due} LIMIT ${COUNTED_MAX}) AS counted), 0)::float8 AS oldest,
  (SELECT count(*) FROM (SELECT FROM ${table} WHERE state = 'dead' LIMIT ${COUNTED_MAX}) AS counted)::int AS dead`;

const QUEUES = [
  { name: 'outbox', what: 'deliveries of events inside Hubcraft', sql: of('platform.outbox_delivery', `state = 'pending' AND next_at <= now()`, 'next_at') },
  { name: 'jobs', what: 'jobs', sql: of('platform.job', `state = 'pending' AND run_at <= now() AND (lease_until IS NULL OR lease_until < now())`, 'run_at') },
] as const;

/** What waits in the queues of PostgreSQL, over all games. The worker tells it: one statement per queue, at most every five seconds, by indexes of what is open or dead. */
@Injectable()
export class Backlog {
  private readonly logger = new Logger(Backlog.name);

  constructor(private readonly database: Database, private readonly metrics: Metrics) {}

  watch(): void {
    for (const { name, what, sql } of QUEUES) {
      const sample = this.sampler(sql);
      const figure = (key: keyof Sample, suffix: string, help: string): void => {
        this.metrics.gauge(`hubcraft_${name}_${suffix}`, help, [], async (gauge) => {
          const found = await sample();
          // What could not be read is not told, rather than told as of before.
          if (found) gauge.set(found[key]);
          else gauge.remove();
        });
      };
      figure('due', 'due', `Number of ${what} that are due, up to ${COUNTED_MAX}.`);
      figure('oldest', 'oldest_due_seconds', `How long the longest waiting of the ${what} that are due has been.`);
      figure('dead', 'dead', `Number of ${what} that have used up their retries, up to ${COUNTED_MAX}.`);
    }
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
