import { Injectable, SetMetadata, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import { Bell } from '../bell/bell.js';
import { Database } from '../database/database.js';
import { openTransaction, traceparentOf } from '../database/store.js';
import { newId } from '../kernel/ids.js';
import type { Scope } from '../kernel/scope.js';

export interface Job<P extends object = object> {
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly gameId: string;
  readonly payload: P;
  /** Runs that have begun, this one included. */
  readonly attempts: number;
}

/** What a run asks for when the work is not over: another run after so many seconds. */
export interface Again {
  againInSeconds: number;
}

/**
 * Work that outlives the request: calls to the outside world and timers. A run happens outside any transaction, under a lease; it may
 * happen twice, so its steps are repeatable (they use our stable keys and conditional updates). A run that throws is repeated with a growing delay.
 */
export interface JobHandler<P extends object = object> {
  run(job: Job<P>, scope: Scope): Promise<void | Again>;
}

export interface JobRegistration {
  readonly type: string;
  readonly leaseSeconds: number;
  readonly concurrency: number;
  readonly handler: JobHandler;
}

const HANDLES_JOB = 'hubcraft:handles-job';

/** Registers the provider class for a type of job: `@HandlesJob('payments.look-up', { leaseSeconds: 60 })`. */
export function HandlesJob(type: string, options: { leaseSeconds?: number; concurrency?: number } = {}): ClassDecorator {
  return SetMetadata(HANDLES_JOB, { type, leaseSeconds: options.leaseSeconds ?? 60, concurrency: options.concurrency ?? 8 });
}

/** Schedules jobs in the transaction that makes them necessary, and knows who runs them. */
@Injectable()
export class Jobs implements OnModuleInit {
  private readonly handlers = new Map<string, JobRegistration>();

  constructor(
    private readonly database: Database,
    private readonly bell: Bell,
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      if (!wrapper.metatype || typeof wrapper.metatype !== 'function' || !wrapper.instance) continue;
      const meta = this.reflector.get<Omit<JobRegistration, 'handler'> | undefined>(HANDLES_JOB, wrapper.metatype as never);
      if (!meta) continue;
      const known = this.handlers.get(meta.type);
      if (known && known.handler !== wrapper.instance) throw new Error(`Two handlers for jobs of type ${meta.type}`);
      this.handlers.set(meta.type, { ...meta, handler: wrapper.instance as JobHandler });
    }
  }

  registration(type: string): JobRegistration | undefined {
    return this.handlers.get(type);
  }

  types(): string[] {
    return [...this.handlers.keys()];
  }

  /**
   * Schedules a job in the open unit of work. One pending job per (game, type, key): a second call moves it to the earlier time
   * (`keep: 'earliest'`, the default) or to the given time (`keep: 'latest'`). A job that is running at that moment runs once more afterwards: what
   * made the second call necessary may have come too late for it. The run carries the id of the API request that led here: `requestId`, or the unit of work's.
   */
  async schedule(job: { type: string; key: string; payload: object; inSeconds?: number; keep?: 'earliest' | 'latest'; requestId?: string | null }): Promise<void> {
    const open = openTransaction();
    if (open.context === null) throw new Error('A query cannot schedule a job');
    await this.database.execute(
      `INSERT INTO platform.job AS j (id, game_id, type, key, payload, run_at, request_id, traceparent)
       VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6), $8, $9)
       ON CONFLICT (game_id, type, key) WHERE state = 'pending'
       DO UPDATE SET payload = excluded.payload, request_id = coalesce(excluded.request_id, j.request_id), traceparent = coalesce(excluded.traceparent, j.traceparent),
                     run_at = CASE WHEN $7 OR (j.lease_until > now() AND j.lease_token NOT LIKE '%+') THEN excluded.run_at ELSE least(j.run_at, excluded.run_at) END,
                     lease_token = rtrim(j.lease_token, '+') || '+'`,
      [newId('job'), open.scope.gameId, job.type, job.key, JSON.stringify(job.payload), job.inSeconds ?? 0, job.keep === 'latest', job.requestId ?? open.scope.requestId, traceparentOf(open, job.requestId)],
    );
    if (!job.inSeconds) open.afterCommit.push(() => this.bell.ring(`job:${job.type}@${open.scope.gameId}`));
  }

  /** Takes a pending job back, in the open unit of work. Answers whether there was one. */
  async cancel(type: string, key: string): Promise<boolean> {
    return (await this.database.execute(
      `UPDATE platform.job SET state = 'canceled', done_at = now() WHERE game_id = $1 AND type = $2 AND key = $3 AND state = 'pending'`,
      [openTransaction().scope.gameId, type, key],
    )) > 0;
  }
}
