import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** What a worker can be woken for: an outbox subscriber, a type of job, or a context's own pump (`pump:webhooks`), with the game that it concerns behind `@`. */
export type Chime = `outbox:${string}` | `job:${string}` | `pump:${string}`;

/** How a chime travels between processes. Two adapters: BullMQ on PostgreSQL and BullMQ on Redis. */
export abstract class BellWire {
  /** Never throws, never waits: a lost chime costs latency, not facts. */
  abstract send(chimes: readonly Chime[]): void;
  /** Starts hearing; called once, by the worker process. Of all processes that hear, one is woken per sending. */
  abstract listen(wake: (chimes: readonly Chime[]) => void): void;
  /** Ends within a few seconds, whatever state the store is in. May be called twice. */
  abstract close(): Promise<void>;
}

const GATHER_MS = 20;
/** Between two sendings over the wire: where work keeps coming, a chime more often would only make the worker's batches smaller, and each is a job of BullMQ. */
const APART_MS = 100;

/** Rings after a commit. Chimes of 20 ms travel together, of 100 ms where they keep coming, each once. */
@Injectable()
export class Bell implements OnApplicationShutdown {
  private readonly gathered = new Set<Chime>();
  private timer: NodeJS.Timeout | undefined;
  private sentAt = -APART_MS;
  private near: ((chimes: readonly Chime[]) => void) | undefined;

  constructor(private readonly wire: BellWire) {}

  /**
   * Has chimes of this process heard in this process, without the way over the wire: a worker wakes itself. What another worker could have taken, its sweep
   * finds within a second.
   */
  hearNear(wake: (chimes: readonly Chime[]) => void): void {
    this.near = wake;
  }

  ring(...chimes: Chime[]): void {
    for (const chime of chimes) this.gathered.add(chime);
    this.timer ??= setTimeout(() => this.send(), this.near ? GATHER_MS : Math.max(GATHER_MS, this.sentAt + APART_MS - performance.now()));
  }

  private send(): void {
    this.timer = undefined;
    const chimes = [...this.gathered];
    this.gathered.clear();
    if (this.near) return this.near(chimes);
    this.sentAt = performance.now();
    this.wire.send(chimes);
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
    if (this.gathered.size > 0) this.send();
  }
}
