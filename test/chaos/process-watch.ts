import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { System } from '../support/system.js';
import { now } from './receiver-apart.js';

/** How one process stood at a moment. */
export interface Sample {
  minutes: number;
  rssMb: number;
  heapMb: number;
  /** Of the event loop since the sample before, p99 in ms. */
  loopMs: number;
}

export interface Moment {
  minutes: number;
  /** Rows of the outbox that vacuum has not yet cleared. */
  dead: number;
  connections: number;
}

const EVERY_MS = 5_000;
const OURS = ['api', 'worker'] as const;

/** Looks at api, worker and PostgreSQL every five seconds until it is ended. */
export class ProcessWatch {
  readonly samples: Record<(typeof OURS)[number], Sample[]> = { api: [], worker: [] };
  readonly moments: Moment[] = [];
  private readonly admin: InstanceType<typeof pg.Client>;
  private readonly began = now();
  private isOver = false;
  private running: Promise<void> = Promise.resolve();

  private constructor(private readonly system: System) {
    this.admin = new pg.Client({ connectionString: system.db.adminUrl });
  }

  static async on(system: System): Promise<ProcessWatch> {
    const watch = new ProcessWatch(system);
    await watch.admin.connect();
    // What came before is no part of it.
    await watch.admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await watch.admin.query('SELECT pg_stat_statements_reset()');
    watch.running = watch.look();
    return watch;
  }

  private async look(): Promise<void> {
    while (!this.isOver) {
      const minutes = (now() - this.began) / 60_000;
      for (const name of OURS) this.samples[name].push({ minutes, ...(await figuresOf(this.system.metrics[name])) });
      const { rows: [row] } = await this.admin.query<{ dead: string; connections: string }>(
        `SELECT (SELECT coalesce(sum(n_dead_tup), 0) FROM pg_stat_user_tables WHERE schemaname = 'platform' AND relname LIKE 'outbox%')::text AS dead,
                (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid())::text AS connections`);
      this.moments.push({ minutes, dead: Number(row!.dead), connections: Number(row!.connections) });
      await pause(EVERY_MS);
    }
  }

  /** The statements that claim work, as PostgreSQL has timed them: mean and standard deviation of all their runs, ms. */
  async claims(): Promise<{ calls: number; mean: number; p99: number; slowest: number }> {
    const { rows: [row] } = await this.admin.query<{ calls: string | null; mean: number; p99: number; slowest: number }>(
      `SELECT sum(calls)::text AS calls, max(mean_exec_time) AS mean, max(mean_exec_time + 2.33 * stddev_exec_time) AS p99, max(max_exec_time) AS slowest
         FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
        WHERE d.datname = current_database() AND query LIKE '%SKIP LOCKED%' AND (query LIKE '%platform.outbox_delivery%' OR query LIKE '%platform.job%' OR query LIKE '%lease_token = $%') AND calls > 20`);
    return { calls: Number(row!.calls ?? 0), mean: row!.mean ?? 0, p99: row!.p99 ?? 0, slowest: row!.slowest ?? 0 };
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.running.finally(() => this.admin.end());
  }
}

async function figuresOf(url: string): Promise<Omit<Sample, 'minutes'>> {
  const text = await (await fetch(url)).text();
  const of = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  return { rssMb: of('process_resident_memory_bytes') / 1_048_576, heapMb: of('nodejs_heap_size_used_bytes') / 1_048_576, loopMs: of('nodejs_eventloop_lag_p99_seconds') * 1_000 };
}

/** By how much it grows a minute: the line of least squares through the points. */
export function slope(points: readonly (readonly [minutes: number, value: number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number): number => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([minutes]) => minutes), mean(([, value]) => value)];
  const spread = points.reduce((sum, [minutes]) => sum + (minutes - x) ** 2, 0);
  return spread === 0 ? Number.NaN : points.reduce((sum, [minutes, value]) => sum + (minutes - x) * (value - y), 0) / spread;
}
