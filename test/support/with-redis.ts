import { findRedis } from '../../scripts/lib/redis.mjs';

/** A suite that needs a Redis: there is one in CI, always. On a machine without one the suite is not part of the run, and one line says so. */
export function describeWithRedis(name: string, body: () => void): void {
  if (findRedis() !== undefined || process.env.REDIS_URL) describe(name, body);
  else console.log(`There is no Redis here: "${name}" is not run.`);
}
