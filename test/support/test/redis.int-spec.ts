import { Redis } from 'ioredis';
import { findRedis } from '../../../scripts/lib/redis.mjs';
import { createTestRedis, type TestRedis } from '../redis.js';
import { testServers } from '../servers.js';

describe('the Redis of a test', () => {
  it('is there exactly when the machine has one', async () => {
    const { redisUrl } = await testServers();
    expect(redisUrl !== null).toBe(findRedis() !== undefined || process.env.REDIS_URL !== undefined);
  });

  it('is a database of its own, on a server that loses no job', async () => {
    const made: (TestRedis | null)[] = [await createTestRedis(), await createTestRedis()];
    const clients = made.filter((one) => one !== null).map(({ url }) => new Redis(url));
    const [one, two] = clients;
    if (one && two) {
      await one.set('mine', '1');
      expect(await two.get('mine')).toBeNull();
      expect(await one.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
      expect(await one.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
      await made[0]!.drop();
      expect(await one.dbsize()).toBe(0);
    }
    for (const client of clients) client.disconnect();
    for (const database of made) await database?.drop();
    expect(clients).toHaveLength((await testServers()).redisUrl ? 2 : 0);
  });
});
