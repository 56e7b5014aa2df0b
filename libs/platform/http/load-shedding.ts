import { randomInt } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, SetMetadata, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { Unavailable } from '../kernel/errors.js';
import { Metrics } from '../metrics/metrics.js';
import { ServiceLevels } from '../service-levels/service-levels.js';
import type { Policy } from './policy.js';

/**
 * What a call is worth when not all can be served, the least first: `bulk` (lists and reports of the Studio API), `studio` (its other calls), `player` (browsing), `critical` (what is
 * needed to order and to pay, and what providers tell us), `always` (health).
 */
export type Importance = 'bulk' | 'studio' | 'player' | 'critical' | 'always';

const IMPORTANCE = 'hubcraft:importance';
/** Says that a route matters more or less than its policy tells. */
export const Matters = (importance: Importance) => SetMetadata(IMPORTANCE, importance);

export const STREAMS = 'hubcraft:streams';
/** Its answer stays open for long and costs nothing meanwhile: it is not counted among the requests in flight. */
export const Streams = () => SetMetadata(STREAMS, true);

export { IMPORTANCE };

/** What the policy of a route says, unless `Matters` says another thing. `path` is its template: a GET that names no one thing is a list or a report. */
export function importanceOf(policy: Policy, method: string, path: string, told?: Importance): Importance {
  if (told) return told;
  if (policy.audience === 'checkout' || policy.audience === 'ingress') return 'critical';
  // Whoever keeps the installation running needs it most when there is too much to do, and they are few.
  if (policy.audience === 'operator') return 'critical';
  if (policy.audience === 'studio') return method.toUpperCase() === 'GET' && !/[:{]/.test(path) ? 'bulk' : 'studio';
  return 'player';
}

/** How far over the bounds the process may be before calls of an importance are refused. */
const REFUSED_FROM: Record<Importance, number> = { bulk: 1, studio: 1.5, player: 2, critical: 4, always: Number.POSITIVE_INFINITY };
/** A slow event loop with fewer requests than this is somebody's garbage or somebody else's machine, and no overload. */
const WAITING_AT_LEAST = 32;
const LOOKED_AT_MS = 500;
const RESOLUTION_MS = 20;

/** 503 `service.overloaded`: nothing of the request was done. */
class Overloaded extends Unavailable {
  // Not all at once again.
  constructor() { super('service.overloaded', 'There is more to do than can be done now, and this call can wait. Repeat it later.', { retryAfterSeconds: randomInt(1, 6) }); }
}

/** What the process has to do at this moment. */
export interface Load {
  inFlight: number;
  poolWaiting: number;
  /** How late timers are, on average over the last half second. */
  eventLoopDelayMs: number;
}

export type LoadBounds = Load;

/** How many times its bounds the process is loaded; 1 is where the least important calls are refused. */
export function loadOf(now: Load, bounds: LoadBounds): number {
  const late = now.inFlight >= WAITING_AT_LEAST ? now.eventLoopDelayMs / bounds.eventLoopDelayMs : 0;
  return Math.max(now.inFlight / bounds.inFlight, now.poolWaiting / bounds.poolWaiting, late);
}

export const isRefused = (importance: Importance, load: number): boolean => load >= REFUSED_FROM[importance];

/**
 * Refuses calls by importance before the process drowns, at the door and before anything is asked: what is admitted is answered in time, and paying goes on while reports wait.
 */
@Injectable()
export class LoadShedding implements OnModuleInit, OnApplicationShutdown {
  private readonly delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly shed = this.metrics.counter('hubcraft_requests_shed_total', 'Requests refused because of overload, by importance.', ['importance']);
  private readonly bounds: LoadBounds;
  private readonly counted = new WeakSet<object>();
  private timer: NodeJS.Timeout | undefined;
  private inFlight = 0;
  private eventLoopDelayMs = 0;

  constructor(config: Config, private readonly database: Database, private readonly metrics: Metrics, private readonly levels: ServiceLevels) {
    this.bounds = { inFlight: config.integer('SHED_IN_FLIGHT', 10, 100_000), poolWaiting: config.integer('SHED_POOL_WAITING', 10, 100_000), eventLoopDelayMs: config.integer('SHED_EVENT_LOOP_MS', 50, 60_000) };
    metrics.gauge('hubcraft_requests_in_flight', 'Requests that have begun and are not answered.', [], (gauge) => gauge.set(this.inFlight));
    metrics.gauge('hubcraft_load', 'The load as a multiple of the bounds of SHED_…: from 1 on reports and lists are refused.', [], (gauge) => gauge.set(loadOf(this.now(), this.bounds)));
  }

  onModuleInit(): void {
    this.delays.enable();
    this.timer = setInterval(() => {
      this.eventLoopDelayMs = Number.isNaN(this.delays.mean) ? 0 : Math.max(0, this.delays.mean / 1e6 - RESOLUTION_MS);
      this.delays.reset();
    }, LOOKED_AT_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.delays.disable();
  }

  now(): Load {
    return { inFlight: this.inFlight, poolWaiting: this.database.pool.waitingCount, eventLoopDelayMs: this.eventLoopDelayMs };
  }

  begins(request: object): void {
    this.counted.add(request);
    this.inFlight++;
  }

  /** Repeatable: a stream ends twice. */
  ends(request: object): void {
    if (this.counted.delete(request)) this.inFlight--;
  }

  /** @throws Overloaded */
  admit(importance: Importance): void {
    if (!isRefused(importance, loadOf(this.now(), this.bounds))) return;
    this.shed.inc({ importance });
    this.levels.shed(importance);
    throw new Overloaded();
  }
}
