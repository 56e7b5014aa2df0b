import { Redis } from 'ioredis';
import { LeasedLimits, type Ask, type Draw } from './leased-limits.js';
import type { Bucket } from './limits.js';

// The arithmetic of the PostgreSQL adapter, by the clock of Redis. A bucket that is full again needs no key, so each key lives until then.
const DRAW = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local capacity, per_second, cost, want = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local level = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local filled = capacity
if level[1] then
  filled = math.min(capacity, tonumber(level[1]) + math.max(0, now - tonumber(level[2])) / 1000 * per_second)
end
local granted = 0
if ARGV[5] == '1' then
  granted = cost
elseif filled >= cost then
  granted = math.max(cost, math.min(want, math.floor(filled / 4)))
end
local left = filled - granted
redis.call('HSET', KEYS[1], 'tokens', string.format('%.17g', left), 'at', now)
redis.call('PEXPIRE', KEYS[1], math.min(2147483647000, math.ceil((capacity - left) / per_second * 1000) + 1000))
return {string.format('%.17g', granted), string.format('%.17g', left)}
`;

interface BucketCommands {
  drawTokens(key: string, capacity: number, perSecond: number, cost: number, want: number, due: 0 | 1): Promise<[string, string]>;
}

const FIRST_CONNECTION_MS = 1_000;

/** Limits on Redis: one script per draw. */
export class RedisLimits extends LeasedLimits {
  private readonly redis: Redis;
  private connected: Promise<void> | undefined;

  constructor(redisUrl: string) {
    super();
    this.redis = new Redis(redisUrl, {
      connectionName: 'hubcraft-limits', connectTimeout: 1_000, commandTimeout: 500, maxRetriesPerRequest: 0, enableOfflineQueue: false,
      retryStrategy: (times) => Math.min(2_000, times * 100),
    });
    this.redis.on('error', () => undefined);
    this.redis.defineCommand('drawTokens', { numberOfKeys: 1, lua: DRAW });
    // Only the very first draws wait for the connection; later, a connection that is away means that the store is away.
    this.connected = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, FIRST_CONNECTION_MS).unref();
      this.redis.once('ready', () => {
        clearTimeout(timer);
        resolve();
      });
    }).then(() => void (this.connected = undefined));
  }

  protected async draw(key: string, bucket: Bucket, { cost, want, due }: Ask): Promise<Draw> {
    if (this.connected) await this.connected;
    const [granted, left] = await (this.redis as unknown as BucketCommands).drawTokens(`hubcraft:bucket:${key}`, bucket.capacity, bucket.perSecond, cost, want, due ? 1 : 0);
    return { granted: Number(granted), left: Number(left) };
  }

  async close(): Promise<void> {
    this.redis.disconnect();
  }
}
