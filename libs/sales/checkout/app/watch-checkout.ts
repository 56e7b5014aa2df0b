import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import type { Scope } from '#platform/kernel/scope';
import { Signals } from '#platform/signals/signals';
import { ENDED_STATES, GetCheckoutState, type CheckoutState } from '../contracts/queries.js';

export interface WatchTimes {
  lifeMs: number;
  heartbeatMs: number;
}

export const WATCH_TIMES: WatchTimes = { lifeMs: 60_000, heartbeatMs: 15_000 };

/** Follows one checkout. Signals are hints and may be lost, so each heartbeat looks as well. */
@Injectable()
export class WatchCheckout {
  constructor(private readonly queries: Queries, private readonly signals: Signals) {}

  /** The present state first, then each other one, until a final state, the end of its life or `gone`; `null` is a heartbeat. @throws what `GetCheckoutState` throws */
  async *states(orderId: string, scope: Scope, gone: AbortSignal, times = WATCH_TIMES): AsyncGenerator<CheckoutState | null, void, undefined> {
    const bell = new DoorBell();
    const deaf = await this.signals.subscribe(`order:${orderId}`, () => bell.ring());
    const onGone = (): void => bell.ring();
    gone.addEventListener('abort', onGone);
    try {
      const until = performance.now() + times.lifeMs;
      let shown: CheckoutState | undefined;
      for (;;) {
        const { state } = await this.queries.ask(new GetCheckoutState(orderId), scope);
        if (state !== shown) yield (shown = state);
        else yield null;
        const left = until - performance.now();
        if (ENDED_STATES.has(state) || gone.aborted || left <= 0) return;
        await bell.wait(Math.min(times.heartbeatMs, left));
        if (gone.aborted) return;
      }
    } finally {
      gone.removeEventListener('abort', onGone);
      await deaf();
    }
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
