import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import type { Scope } from '#platform/kernel/scope';
import { Signals } from '#platform/signals/signals';
import { TooManyWatchers } from '../contracts/errors.js';
import { ENDED_STATES, GetCheckoutState, type CheckoutState } from '../contracts/queries.js';

export interface WatchTimes {
  lifeMs: number;
  heartbeatMs: number;
}

export const WATCH_TIMES: WatchTimes = { lifeMs: 60_000, heartbeatMs: 15_000 };

/** Pages that watch one order in one process: tabs, not crowds. */
const WATCHERS_MAX = 10;

/** Follows one checkout. Signals are hints and may be lost, so each heartbeat looks as well. */
@Injectable()
export class WatchCheckout implements BeforeApplicationShutdown {
  /** Who waits, by order. */
  private readonly waiting = new Map<string, Set<DoorBell>>();
  private stopping = false;

  constructor(private readonly queries: Queries, private readonly signals: Signals) {}

  /** The present state first, then each other one, until a final state, the end of its life or `gone`; `null` is a heartbeat. @throws TooManyWatchers, and what `GetCheckoutState` throws */
  async *states(orderId: string, scope: Scope, gone: AbortSignal, times = WATCH_TIMES): AsyncGenerator<CheckoutState | null, void, undefined> {
    const bell = this.enter(orderId);
    const onGone = (): void => bell.ring();
    gone.addEventListener('abort', onGone);
    let deaf: (() => Promise<void>) | undefined;
    try {
      deaf = await this.signals.subscribe(`order:${orderId}`, () => bell.ring());
      const until = performance.now() + times.lifeMs;
      let shown: CheckoutState | undefined;
      for (;;) {
        const { state } = await this.queries.ask(new GetCheckoutState(orderId), scope);
        if (state !== shown) yield (shown = state);
        else yield null;
        const left = until - performance.now();
        if (ENDED_STATES.has(state) || gone.aborted || this.stopping || left <= 0) return;
        await bell.wait(Math.min(times.heartbeatMs, left));
        if (gone.aborted || this.stopping) return;
      }
    } finally {
      gone.removeEventListener('abort', onGone);
      this.leave(orderId, bell);
      await deaf?.();
    }
  }

  private enter(orderId: string): DoorBell {
    const bells = this.waiting.get(orderId) ?? new Set<DoorBell>();
    if (bells.size >= WATCHERS_MAX) throw new TooManyWatchers();
    const bell = new DoorBell();
    this.waiting.set(orderId, bells.add(bell));
    return bell;
  }

  private leave(orderId: string, bell: DoorBell): void {
    const bells = this.waiting.get(orderId);
    bells?.delete(bell);
    if (bells?.size === 0) this.waiting.delete(orderId);
  }

  /** Open streams would keep the server from closing. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const bells of this.waiting.values()) for (const bell of bells) bell.ring();
  }
}

/** Remembers a ring that came while nobody waited. */
class DoorBell {
  private rung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wake = undefined;
    this.rung = false;
  }
}
