import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { failpoint } from '../failpoints/failpoints.js';
import { systemScope } from '../kernel/scope.js';
import { reportBug } from '../log/bugs.js';
import { Metrics } from '../metrics/metrics.js';
import { inSpan } from '../tracing/spans.js';
import { Jobs, type JobRegistration } from './jobs.js';

/** Waiting times after the 1st, 2nd, … failed run; after the last one the job is `dead`. */
export const JOB_RETRY_SECONDS = [2, 5, 15, 60, 300, 900, 3_600, 10_800, 21_600, 43_200] as const;

interface LeasedRow {
  id: string;
  key: string;
  payload: object;
  attempts: number;
  request_id: string | null;
  traceparent: string | null;
}

@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);
  private readonly failures = this.metrics.counter('hubcraft_job_failures_total', 'Runs of jobs that failed and are repeated or given up.', ['type']);
  constructor(private readonly database: Database, private readonly jobs: Jobs, private readonly metrics: Metrics) {}

  /** Pairs of type and game with something to run: due and not leased, or with a lease that has run out. At most 1,000. */
  async due(type?: string): Promise<{ type: string; gameId: string }[]> {
    const rows = await this.database.asDispatcher<{ type: string; game_id: string }>(
      `SELECT type, game_id FROM platform.job
        WHERE state = 'pending' AND run_at <= now() AND (lease_until IS NULL OR lease_until < now()) AND ($1::text IS NULL OR type = $1)
        GROUP BY type, game_id LIMIT 1000`,
      [type ?? null],
    );
    return rows.map((row) => ({ type: row.type, gameId: row.game_id }));
  }

  /** Runs what is due of this type and game until nothing is left. Answers how many runs there were. */
  async drain(type: string, gameId: string): Promise<number> {
    const registration = this.jobs.registration(type);
    if (!registration) return 0;
    let runs = 0;
    for (;;) {
      const token = randomBytes(12).toString('base64url');
      const leased = await this.lease(registration, gameId, token);
      await Promise.all(leased.map((row) => this.run(registration, gameId, row, token)));
      runs += leased.length;
      if (leased.length < registration.concurrency) return runs;
    }
  }

  private lease(registration: JobRegistration, gameId: string, token: string): Promise<LeasedRow[]> {
    return this.database.alone<LeasedRow>(systemScope(gameId, registration.type),
      `UPDATE platform.job SET lease_token = $3, lease_until = now() + make_interval(secs => $4), attempts = attempts + 1
        WHERE id IN (SELECT id FROM platform.job
                      WHERE game_id = $1 AND type = $2 AND state = 'pending' AND run_at <= now() AND (lease_until IS NULL OR lease_until < now())
                      ORDER BY run_at LIMIT $5 FOR UPDATE SKIP LOCKED)
      RETURNING id, key, payload, attempts, request_id, traceparent`,
      [gameId, registration.type, token, registration.leaseSeconds, registration.concurrency],
    );
  }

  private async run(registration: JobRegistration, gameId: string, row: LeasedRow, token: string): Promise<void> {
    const scope = systemScope(gameId, `job:${registration.type}`, row.request_id);
    try {
      failpoint?.(`before run: ${registration.type}`);
      const again = await inSpan(`job ${registration.type}`, { kind: 'consumer', under: row.traceparent, attributes: { 'hubcraft.job_id': row.id, 'hubcraft.game_id': gameId, 'hubcraft.attempt': row.attempts } }, () =>
        registration.handler.run({ id: row.id, type: registration.type, key: row.key, gameId, payload: row.payload, attempts: row.attempts }, scope));
      failpoint?.(`after run: ${registration.type}`);
      await this.finish(gameId, row.id, token, again ? again.againInSeconds : null);
    } catch (error) {
      await this.fail(registration, gameId, row, token, error);
    }
  }

  /**
   * Writes the end of a run; a run whose lease was taken over meanwhile changes nothing. A `+` behind the token says that the job was scheduled anew
   * while it ran (Jobs.schedule): it stays pending then.
   */
  private async finish(gameId: string, id: string, token: string, againInSeconds: number | null): Promise<void> {
    await this.database.alone(systemScope(gameId, 'jobs'),
      `UPDATE platform.job SET failures = 0, lease_token = NULL, lease_until = NULL,
              state = CASE WHEN $3::float8 IS NULL AND lease_token = $2 THEN 'done' ELSE 'pending' END,
              done_at = CASE WHEN $3::float8 IS NULL AND lease_token = $2 THEN now() END,
              run_at = CASE WHEN $3::float8 IS NULL THEN run_at WHEN lease_token = $2 THEN now() + make_interval(secs => $3::float8)
                            ELSE least(run_at, now() + make_interval(secs => $3::float8)) END
        WHERE id = $1 AND state = 'pending' AND lease_token IN ($2, $2 || '+')`,
      [id, token, againInSeconds],
    );
  }

  private async fail(registration: JobRegistration, gameId: string, row: LeasedRow, token: string, error: unknown): Promise<void> {
    this.failures.inc({ type: registration.type });
    const text = (error instanceof Error ? (error.stack ?? error.message) : String(error)).replaceAll('\u0000', '').slice(0, 4_000);
    const [after] = await this.database.alone<{ state: string }>(systemScope(gameId, 'jobs'),
      `UPDATE platform.job SET failures = failures + 1, last_error = $3, lease_token = NULL, lease_until = NULL,
              state = CASE WHEN failures + 1 > cardinality($4::int[]) THEN 'dead' ELSE 'pending' END,
              run_at = now() + make_interval(secs => coalesce(($4::int[])[failures + 1], 0))
        WHERE id = $1 AND state = 'pending' AND lease_token IN ($2, $2 || '+') RETURNING state`,
      [row.id, token, text, [...JOB_RETRY_SECONDS]],
    );
    const isDead = after?.state === 'dead';
    if (isDead) reportBug(error);
    this.logger[isDead ? 'error' : 'warn']({ msg: isDead ? 'job is dead' : 'job run failed', type: registration.type, job_id: row.id, game_id: gameId, attempts: row.attempts, error: text });
  }
}
