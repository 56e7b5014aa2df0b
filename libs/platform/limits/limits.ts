import { createHash } from 'node:crypto';

/** The part of a key that is of a person (an address, a player id) as no store of limits holds it in clear: buckets outlive an erasure by some minutes. */
export function masked(gameId: string, text: string): string {
  return createHash('sha256').update(`${gameId} ${text}`).digest('base64url');
}

/** A token bucket: `capacity` tokens at most, filled by `perSecond` tokens. */
export interface Bucket {
  capacity: number;
  perSecond: number;
}

export interface Verdict {
  allowed: boolean;
  /** Whole tokens left. */
  remaining: number;
  /** Seconds until the bucket is full again. */
  resetSeconds: number;
  /** Seconds until one more try can succeed; 0 when allowed. */
  retryAfterSeconds: number;
}

/** Rate limits shared by all processes. Two adapters, PostgreSQL and Redis, one conformance suite. */
export abstract class Limits {
  /** Takes `cost` tokens (default 1) from the bucket of `key`. Never throws: where the store is down, a bucket of this process decides. */
  abstract take(key: string, bucket: Bucket, cost?: number): Promise<Verdict>;
  /**
   * Takes `cost` tokens whether they are there or not, down into debt: what somebody has done is paid for afterwards, however little is left. Never
   * throws, as `take`.
   */
  abstract charge(key: string, bucket: Bucket, cost: number): Promise<void>;
  abstract close(): Promise<void>;
}

interface Level {
  tokens: number;
  at: number;
}

/** What a bucket holds after `nowMs − level.at` of filling; full when it was never used. */
export function filledTo(level: Level | undefined, bucket: Bucket, nowMs: number): number {
  if (!level) return bucket.capacity;
  return Math.min(bucket.capacity, level.tokens + (Math.max(0, nowMs - level.at) / 1000) * bucket.perSecond);
}

/** What the caller is told when the bucket holds `tokens` after the decision. */
export function verdictOf(allowed: boolean, tokens: number, bucket: Bucket, cost: number): Verdict {
  return {
    allowed,
    remaining: Math.max(0, Math.floor(tokens)),
    resetSeconds: Math.max(0, Math.ceil((bucket.capacity - tokens) / bucket.perSecond)),
    retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil((cost - tokens) / bucket.perSecond)),
  };
}

const KEYS_MAX = 50_000;

/** A map of at most 50,000 keys that forgets the one that was used longest ago. */
export class RecentKeys<V> {
  private readonly entries = new Map<string, V>();
  get(key: string): V | undefined {
    return this.entries.get(key);
  }
  set(key: string, value: V): void {
    this.entries.delete(key);
    if (this.entries.size >= KEYS_MAX) this.entries.delete(this.entries.keys().next().value!);
    this.entries.set(key, value);
  }
  delete(key: string): void {
    this.entries.delete(key);
  }
}

/** The bucket of this process alone: the answer while the shared store is away, so that no limit ever becomes unlimited. */
export class ProcessBuckets {
  private readonly levels = new RecentKeys<Level>();
  take(key: string, bucket: Bucket, cost: number, nowMs: number): Verdict {
    const filled = filledTo(this.levels.get(key), bucket, nowMs);
    const allowed = filled >= cost;
    const tokens = allowed ? filled - cost : filled;
    this.levels.set(key, { tokens, at: nowMs });
    return verdictOf(allowed, tokens, bucket, cost);
  }
  charge(key: string, bucket: Bucket, cost: number, nowMs: number): void {
    this.levels.set(key, { tokens: filledTo(this.levels.get(key), bucket, nowMs) - cost, at: nowMs });
  }
}
