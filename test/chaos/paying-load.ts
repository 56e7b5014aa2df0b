import { setTimeout as pause } from 'node:timers/promises';
import { Storefront } from '../support/buyer.js';
import type { System } from '../support/system.js';
import { offersOf, purchase, type ChaosReport } from './purchases.js';
import { now } from './receiver-apart.js';

/** One order a second and player at most, so that nobody is taken for a machine. */
const PLAYERS = 32;
const HANDS = 16;
/** Purchases under way at a time; what would be more is late, which its latency shows. */
const OPEN_MAX = 400;

export interface Bought {
  perSecond: number;
  count: number;
  /** From when it was to be begun until it was acknowledged as paid. */
  purchases: number[];
  /** Of every request of them. */
  requests: number[];
  /** Of every request, by the minute of the run in which it was answered: what grows is seen by that. */
  minutes: number[][];
  /** Requests without an answer or with 5xx. */
  errors: number;
  slowest: string;
}

/** Players who buy, by as many hands as there are or so many a second, and remember what was acknowledged. */
export class PayingLoad {
  readonly acknowledged: ChaosReport['acknowledged'] = [];
  private number = 0;

  private constructor(readonly store: Storefront, private readonly offers: readonly string[], private readonly sessions: readonly string[]) {}

  static async on(system: System): Promise<PayingLoad> {
    const store = new Storefront(system, 120_000);
    const sessions: string[] = [];
    for (let n = 0; n < PLAYERS; n++) sessions.push(await store.signIn(`Load-${n}`));
    return new PayingLoad(store, await offersOf(store, system), sessions);
  }

  private async one(): Promise<void> {
    const nth = this.number++;
    const who = nth % PLAYERS;
    this.acknowledged.push({ orderId: await purchase(this.store, this.sessions[who]!, this.offers[nth % this.offers.length]!, `load-${nth}`), playerId: `Load-${who}` });
  }

  private async measured(work: (buy: (due: number) => Promise<void>) => Promise<void>): Promise<Bought> {
    const [purchases, requests]: [number[], number[]] = [[], []];
    const [began, before] = [now(), this.store.repeated];
    const minutes: number[][] = [];
    let slowest = { ms: 0, what: '' };
    this.store.onAnswered = (ms, what) => {
      requests.push(ms);
      (minutes[Math.floor((now() - began) / 60_000)] ??= []).push(ms);
      if (ms > slowest.ms) slowest = { ms, what };
    };
    await work(async (due) => {
      await this.one();
      purchases.push(now() - due);
    });
    this.store.onAnswered = () => undefined;
    return { perSecond: purchases.length / ((now() - began) / 1_000), count: purchases.length, purchases, requests, minutes, errors: this.store.repeated - before, slowest: `${Math.round(slowest.ms)} ms, ${slowest.what}` };
  }

  /** As many as are paid: each hand begins the next when it has its answer. */
  closed(seconds: number): Promise<Bought> {
    return this.measured(async (buy) => {
      const end = now() + seconds * 1_000;
      await Promise.all(Array.from({ length: HANDS }, async () => { while (now() < end) await buy(now()); }));
    });
  }

  /** So many a second, whether those before are paid or not; it ends once all of them are. */
  atRate(perSecond: number, seconds: number): Promise<Bought> {
    return this.measured(async (buy) => {
      const [began, running] = [now(), new Set<Promise<void>>()];
      let failure: unknown;
      for (let begun = 0; !failure; ) {
        const elapsed = (now() - began) / 1_000;
        if (elapsed >= seconds) break;
        for (; begun < elapsed * perSecond && running.size < OPEN_MAX; begun++) {
          const run = buy(began + (begun * 1_000) / perSecond).catch((error: unknown) => void (failure ??= error)).finally(() => running.delete(run));
          running.add(run);
        }
        await pause(5);
      }
      await Promise.all(running);
      if (failure) throw failure;
    });
  }

  /** What `judge` compares the books with. */
  report(what: string, times: number): ChaosReport {
    const { repeated, requests, troubles, slowest } = this.store;
    return { acknowledged: this.acknowledged, faults: times, what, repeated, requests, troubles, slowest, seconds: 0 };
  }

  close(): Promise<void> {
    return this.store.close();
  }
}
