import { Redis } from 'ioredis';
import { testServers } from './servers.js';

export interface TestRedis {
  /** A Redis database that no other test uses. Publish and subscribe are shared by all databases of a server: name channels by test. */
  url: string;
  /** Empties the database. */
  drop(): Promise<void>;
}

/** A database of the run's Redis for one test file, or null on a machine without Redis (the run has said so). Drop it in `afterAll`. */
export async function createTestRedis(): Promise<TestRedis | null> {
  const { redisUrl, redisDatabases } = await testServers();
  if (!redisUrl) return null;
  const taken = await using(redisUrl, (redis) => redis.incr('hubcraft:test-databases'));
  const url = new URL(redisUrl);
  url.pathname = `/${1 + (taken % (redisDatabases - 1))}`;
  const flush = () => using(url.toString(), async (redis) => void (await redis.flushdb()));
  await flush();
  return { url: url.toString(), drop: flush };
}

async function using<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, lazyConnect: true });
  redis.on('error', () => undefined);
  await redis.connect();
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
