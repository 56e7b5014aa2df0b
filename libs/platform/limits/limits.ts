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
  abstract close(): Promise<void>;
}

interface Level {
  tokens: number;
  at: number;
}

/** The arithmetic of a bucket: what both adapters and the fallback of one process compute. */
export function takeFrom(level: Level | undefined, bucket: Bucket, cost: number, nowMs: number): { level: Level; verdict: Verdict } {
  const filled = level ? Math.min(bucket.capacity, level.tokens + ((nowMs - level.at) / 1000) * bucket.perSecond) : bucket.capacity;
  const allowed = filled >= cost;
  const tokens = allowed ? filled - cost : filled;
  return {
    level: { tokens, at: nowMs },
    verdict: {
      allowed,
      remaining: Math.max(0, Math.floor(tokens)),
      resetSeconds: Math.ceil((bucket.capacity - tokens) / bucket.perSecond),
      retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil((cost - tokens) / bucket.perSecond)),
    },
  };
}

const KEYS_MAX = 50_000;

/** The bucket of this process alone: the answer while the shared store is away, so that no limit ever becomes unlimited. */
export class ProcessBuckets {
  private readonly levels = new Map<string, Level>();
  take(key: string, bucket: Bucket, cost: number, nowMs: number): Verdict {
    if (this.levels.size >= KEYS_MAX) this.levels.delete(this.levels.keys().next().value!);
    const { level, verdict } = takeFrom(this.levels.get(key), bucket, cost, nowMs);
    this.levels.set(key, level);
    return verdict;
  }
}
