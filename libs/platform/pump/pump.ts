import { Injectable, Logger, SetMetadata, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import type { Chime } from '../bell/bell.js';
import { OutboxDispatcher } from '../outbox/dispatcher.js';
import { JobRunner } from '../jobs/job-runner.js';
import { untraced } from '../tracing/spans.js';

/** A context's own queue with rows of its own (webhook deliveries): it is woken by `pump:<name>` and swept every second. */
export interface OwnPump {
  /** The games that have something due; over all games, routing columns only. */
  due(): Promise<string[]>;
  drain(gameId: string): Promise<number>;
  /** More has come while this game is being drained: a drain that waits for the outside world may look now. Never throws. */
  rung?(gameId: string): void;
}

const OWN_PUMP = 'hubcraft:pump';

export function PumpFor(name: string): ClassDecorator {
  return SetMetadata(OWN_PUMP, name);
}

const SWEEP_MS = 1_000;
/**
 * Lanes of this process by kind of work. What asks the outside world mostly waits, up to a deadline for every answer: it has lanes of its own and many, so that
 * games whose servers hang keep neither the work inside the database nor other games waiting.
 */
const LANES = { outbox: 8, job: 64, pump: 128 } as const;
type Kind = keyof typeof LANES;
/** Between the starts of two runs of one lane: under load, batches grow instead of transactions. */
const REST_MS = 100;
/** How long the backlog of one subscriber and game may keep a lane. */
const BUDGET_MS = 500;

/**
 * Keeps the worker busy with what is due. A chime wakes it within milliseconds, the sweep every second finds what no chime told of:
 * correctness never depends on a bell. One (kind, game) pair is drained by one lane of this process at a time.
 */
@Injectable()
export class Pump implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(Pump.name);
  private readonly own = new Map<string, OwnPump>();
  private readonly running = new Map<string, { again: boolean }>();
  private readonly lanes = new Map<Kind, { busy: number; readonly waiting: (() => Promise<void>)[] }>((Object.keys(LANES) as Kind[]).map((kind) => [kind, { busy: 0, waiting: [] }]));
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;
  private sweeping = false;

  constructor(
    private readonly outbox: OutboxDispatcher,
    private readonly jobs: JobRunner,
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      if (!wrapper.metatype || typeof wrapper.metatype !== 'function' || !wrapper.instance) continue;
      const name = this.reflector.get<string | undefined>(OWN_PUMP, wrapper.metatype as never);
      if (name) this.own.set(name, wrapper.instance as OwnPump);
    }
  }

  start(): void {
    this.timer = setInterval(() => void this.sweep(), SWEEP_MS);
    void this.sweep();
  }

  /** What came over the wire. Unknown chimes are ignored: another version may ring them. */
  wake(chimes: readonly Chime[]): void {
    for (const chime of chimes) void this.find(chime).catch((error) => this.logger.warn({ msg: 'looking for due work failed', chime, error: String(error) }));
  }

  /** Runs until nothing is due anywhere: for tests, in place of waiting. */
  async settle(): Promise<void> {
    for (let round = 0; round < 200; round++) {
      let handled = 0;
      for (const pair of await this.outbox.due()) handled += await this.outbox.drain(pair.subscriber, pair.gameId);
      for (const pair of await this.jobs.due()) handled += await this.jobs.drain(pair.type, pair.gameId);
      for (const pump of this.own.values()) for (const gameId of await pump.due()) handled += await pump.drain(gameId);
      if (handled === 0) return;
    }
    throw new Error('The system did not come to rest in 200 rounds');
  }

  private async sweep(): Promise<void> {
    if (this.sweeping || this.stopping) return;
    this.sweeping = true;
    try {
      for (const pair of await this.outbox.due()) this.lane('outbox', pair.subscriber, pair.gameId, () => this.outbox.drain(pair.subscriber, pair.gameId, BUDGET_MS));
      for (const pair of await this.jobs.due()) this.lane('job', pair.type, pair.gameId, () => this.jobs.drain(pair.type, pair.gameId));
      for (const [name, pump] of this.own) for (const gameId of await pump.due()) this.lane('pump', name, gameId, () => pump.drain(gameId));
    } catch (error) {
      this.logger.warn({ msg: 'sweep failed', error: String(error) });
    } finally {
      this.sweeping = false;
    }
  }

  /** `kind:name@game`: the game is named by who rang; a chime without one is looked up over all games. */
  private async find(chime: Chime): Promise<void> {
    if (this.stopping) return;
    const [, kind, name, game] = /^([a-z]+):([^@]*)(?:@(.*))?$/.exec(chime) ?? [];
    if (!kind || !name) return;
    if (kind === 'outbox') for (const gameId of game ? [game] : (await this.outbox.due(name)).map((pair) => pair.gameId)) this.lane(kind, name, gameId, () => this.outbox.drain(name, gameId, BUDGET_MS));
    if (kind === 'job') for (const gameId of game ? [game] : (await this.jobs.due(name)).map((pair) => pair.gameId)) this.lane(kind, name, gameId, () => this.jobs.drain(name, gameId));
    const pump = kind === 'pump' ? this.own.get(name) : undefined;
    if (kind === 'pump' && pump) for (const gameId of game ? [game] : await pump.due()) this.lane(kind, name, gameId, () => pump.drain(gameId), () => pump.rung?.(gameId));
  }

  /** `rung`: told where the pair is being drained already. */
  private lane(kind: Kind, name: string, gameId: string, work: () => Promise<number>, rung?: () => void): void {
    const id = `${kind}:${name}|${gameId}`;
    const present = this.running.get(id);
    if (present) {
      present.again = true;
      rung?.();
      return;
    }
    const state = { again: false };
    this.running.set(id, state);
    this.lanes.get(kind)!.waiting.push(async () => {
      const started = performance.now();
      const handled = await untraced(work).catch((error) => this.logger.warn({ msg: 'draining failed', kind: `${kind}:${name}`, game_id: gameId, error: String(error) }));
      // A drain that ran out of its budget goes on behind those who wait.
      if (handled && performance.now() - started >= BUDGET_MS) state.again = true;
      const rest = REST_MS - (performance.now() - started);
      // What came meanwhile waits for the end of the rest, without holding a lane: the next run takes it as one batch.
      if (state.again && !this.stopping && rest > 0) {
        setTimeout(() => {
          this.running.delete(id);
          if (!this.stopping) this.lane(kind, name, gameId, work);
        }, rest);
        return;
      }
      this.running.delete(id);
      if (state.again && !this.stopping) this.lane(kind, name, gameId, work);
    });
    this.next(kind);
  }

  private next(kind: Kind): void {
    const lanes = this.lanes.get(kind)!;
    while (lanes.busy < LANES[kind] && lanes.waiting.length > 0) {
      const task = lanes.waiting.shift()!;
      lanes.busy++;
      void task().finally(() => {
        lanes.busy--;
        this.next(kind);
      });
    }
  }

  /**
   * Stops taking work and waits up to 8 s for what runs; what does not end is found again by its lease or its rolled-back claim. It happens a phase
   * before the database and the other connections close, which the running work still needs.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    for (const { waiting } of this.lanes.values()) waiting.length = 0;
    const isBusy = (): boolean => [...this.lanes.values()].some(({ busy }) => busy > 0);
    const deadline = performance.now() + 8_000;
    while (isBusy() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
