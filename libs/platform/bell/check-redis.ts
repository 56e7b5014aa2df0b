import { Redis } from 'ioredis';

/** A setting of Redis under which it would lose chimes that wait, or a Redis that cannot be used. One sentence for the operator. */
export class RedisRefused extends Error {}

const VERSION_MIN = 7;

/** Refuses a Redis that would lose jobs: `maxmemory-policy` must be `noeviction`; in production the append-only file must be on. Called at boot. */
export async function checkRedis(url: string, isProduction: boolean): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: 2_000, commandTimeout: 2_000, maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const server = await redis.info('server');
    const version = /redis_version:(\S+)/.exec(server)?.[1] ?? '';
    // Valkey answers 7.2.4 here whatever its own version is.
    if (Number.parseInt(version, 10) < VERSION_MIN) throw new RedisRefused(`Redis ${version} is too old: version ${VERSION_MIN} or newer is needed.`);
    const memory = await redis.info('memory');
    const policy = /maxmemory_policy:(\S+)/.exec(memory)?.[1] ?? 'unknown';
    if (policy !== 'noeviction') throw new RedisRefused(`Redis has maxmemory-policy ${policy}, under which it throws waiting jobs away: set it to noeviction.`);
    const persistence = await redis.info('persistence');
    if (isProduction && !/aof_enabled:1/.test(persistence)) throw new RedisRefused('Redis runs without its append-only file and would lose jobs with a restart: set appendonly to yes.');
  } catch (error) {
    if (error instanceof RedisRefused) throw error;
    throw new RedisRefused(`Redis of REDIS_URL cannot be used: ${(error as Error).message}`);
  } finally {
    redis.disconnect();
  }
}
