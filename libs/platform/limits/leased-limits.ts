import { performance } from 'node:perf_hooks';
import { Logger } from '@nestjs/common';
import { Limits, ProcessBuckets, RecentKeys, filledTo, verdictOf, type Bucket, type Verdict } from './limits.js';

/** What is asked of a shared bucket: `want` tokens if they are there in plenty, `cost` if they are there, else none; what is `due` is taken in any case. */
export interface Ask {
  cost: number;
  want: number;
  due: boolean;
}

/** What a shared bucket gave: 0 or at least the cost that was asked for, and what it holds afterwards; less than nothing when it is in debt. */
export interface Draw {
  granted: number;
  left: number;
}

interface Purse {
  /** Tokens that were drawn from the shared bucket and not spent yet. */
  leased: number;
  /** Then the lease ends, and what it still holds is forfeit. */
  leaseEnds: number;
  /** What the shared bucket can hold at most: others may have taken from it since, but nothing fills it faster. */
  ceiling: { tokens: number; at: number } | undefined;
  drawing: Promise<Draw> | undefined;
}

/** Buckets at least this large are spent in leases. Smaller ones (sign-in, payment attempts) are exact, token by token. */
export const LEASED_FROM = 50;
const LEASE_SHARE = 0.1;
const LEASE_MS = 1_000;
const RETRY_STORE_MS = 1_000;

/**
 * The policy of both adapters over one shared bucket per key.
 *
 * Small buckets are exact: every token is taken from the store, one atomic step each. For large ones a process draws up to a tenth of the capacity at
 * once and spends it by itself within a second. Drawn tokens are gone from the bucket, so a burst can exceed `capacity` by what all processes hold
 * at that moment, at most a tenth of it per process; over time no more than `perSecond` is ever given. A bucket that is known to be empty
 * is not asked again before it can have been filled, so that a flood of refused requests costs the store nothing.
 */
export abstract class LeasedLimits extends Limits {
  private readonly logger = new Logger('Limits');
  private readonly own = new ProcessBuckets();
  private readonly purses = new RecentKeys<Purse>();
  private storeAwayUntil = 0;

  /** One atomic step on the shared bucket. Throws when the store is away. */
  protected abstract draw(key: string, bucket: Bucket, ask: Ask): Promise<Draw>;

  take(key: string, bucket: Bucket, cost = 1): Promise<Verdict> {
    return this.together(
      () => (bucket.capacity < LEASED_FROM ? this.takeExactly(key, bucket, cost) : this.takeFromLease(key, bucket, cost)),
      (now) => this.own.take(key, bucket, cost, now));
  }

  charge(key: string, bucket: Bucket, cost: number): Promise<void> {
    return this.together(() => this.chargeTogether(key, bucket, cost), (now) => this.own.charge(key, bucket, cost, now));
  }

  /** Decides with the store, or alone while it is away. */
  private async together<T>(shared: () => Promise<T>, alone: (nowMs: number) => T): Promise<T> {
    if (performance.now() < this.storeAwayUntil) return alone(performance.now());
    try {
      return await shared();
    } catch (error) {
      const now = performance.now();
      if (now >= this.storeAwayUntil) this.logger.warn({ msg: 'the store of limits is away, this process limits alone', error: String(error) });
      this.storeAwayUntil = now + RETRY_STORE_MS;
      return alone(now);
    }
  }

  private purse(key: string): Purse {
    const purse = this.purses.get(key) ?? { leased: 0, leaseEnds: 0, ceiling: undefined, drawing: undefined };
    this.purses.set(key, purse);
    return purse;
  }

  private async takeExactly(key: string, bucket: Bucket, cost: number): Promise<Verdict> {
    const purse = this.purse(key);
    const refused = this.knownEmpty(purse, bucket, cost);
    if (refused) return refused;
    const draw = await this.drawInto(purse, key, bucket, { cost, want: cost, due: false });
    return verdictOf(draw.granted >= cost, draw.left, bucket, cost);
  }

  private async takeFromLease(key: string, bucket: Bucket, cost: number): Promise<Verdict> {
    const purse = this.purse(key);
    for (;;) {
      const now = performance.now();
      if (now >= purse.leaseEnds) purse.leased = 0;
      if (purse.leased >= cost) {
        purse.leased -= cost;
        return verdictOf(true, Math.min(bucket.capacity, purse.leased + filledTo(purse.ceiling, bucket, now)), bucket, cost);
      }
      // One draw per key at a time: those who wait spend what it brings. They await the very promise that is awaited below: one derived from it would
      // reject with nobody to handle it when nobody waits, and end the process.
      if (purse.drawing) {
        await purse.drawing;
        continue;
      }
      const refused = this.knownEmpty(purse, bucket, cost);
      if (refused) return refused;
      const drawing = this.drawInto(purse, key, bucket, { cost, want: Math.max(cost, Math.floor(bucket.capacity * LEASE_SHARE)), due: false });
      purse.drawing = drawing;
      try {
        const draw = await drawing;
        if (draw.granted < cost) return verdictOf(false, draw.left, bucket, cost);
        purse.leased = (performance.now() < purse.leaseEnds ? purse.leased : 0) + draw.granted - cost;
        purse.leaseEnds = performance.now() + LEASE_MS;
        return verdictOf(true, Math.min(bucket.capacity, purse.leased + draw.left), bucket, cost);
      } finally {
        purse.drawing = undefined;
      }
    }
  }

  /** What this process holds already pays first, so that it cannot be spent after the charge. */
  private async chargeTogether(key: string, bucket: Bucket, cost: number): Promise<void> {
    const purse = this.purse(key);
    if (performance.now() >= purse.leaseEnds) purse.leased = 0;
    const held = Math.min(purse.leased, cost);
    purse.leased -= held;
    const rest = cost - held;
    if (rest > 0) await this.drawInto(purse, key, bucket, { cost: rest, want: rest, due: true });
  }

  private async drawInto(purse: Purse, key: string, bucket: Bucket, ask: Ask): Promise<Draw> {
    // Measured before the question: the ceiling may be too high by the way there and back, never too low.
    const at = performance.now();
    const draw = await this.draw(key, bucket, ask);
    purse.ceiling = { tokens: draw.left, at };
    return draw;
  }

  private knownEmpty(purse: Purse, bucket: Bucket, cost: number): Verdict | undefined {
    const most = filledTo(purse.ceiling, bucket, performance.now());
    return purse.ceiling && most < cost ? verdictOf(false, most, bucket, cost) : undefined;
  }
}
