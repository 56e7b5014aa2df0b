import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import pg from 'pg';
import { BreakableProxy } from '../../../test/support/breakable-proxy.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { createTestRedis, type TestRedis } from '../../../test/support/redis.js';
import { describeWithRedis } from '../../../test/support/with-redis.js';
import { Config } from '../config/config.js';
import { bellConformance, type BellHarness } from './bell.conformance.js';
import { checkRedis } from './check-redis.js';

Logger.overrideLogger(false);

describe('the bell on PostgreSQL', () => {
  let database: TestDatabase;
  let harness: BellHarness;
  beforeAll(async () => {
    database = await createTestDatabase();
    const proxy = await BreakableProxy.before(database.appUrl);
    const forget = async (): Promise<void> => {
      const client = new pg.Client({ connectionString: database.adminUrl });
      await client.connect();
      await client.query('TRUNCATE bullmq.job CASCADE');
      await client.end();
    };
    harness = { proxy, config: new Config({ DATABASE_URL: proxy.url }), forget };
  });
  afterAll(async () => {
    await harness.proxy.close();
    await database.drop();
  });
  bellConformance(() => harness);
});

describeWithRedis('the bell on Redis', () => {
  let redis: TestRedis;
  let harness: BellHarness;
  let direct: Redis;
  beforeAll(async () => {
    redis = (await createTestRedis())!;
    direct = new Redis(redis.url);
    const proxy = await BreakableProxy.before(redis.url);
    harness = { proxy, config: new Config({ DATABASE_URL: 'postgresql://nowhere.invalid/none', REDIS_URL: proxy.url }), forget: async () => void (await direct.flushdb()) };
  });
  afterAll(async () => {
    direct.disconnect();
    await harness.proxy.close();
    await redis.drop();
  });
  bellConformance(() => harness);

  it('is refused at boot when the settings would lose chimes', async () => {
    await expect(checkRedis(redis.url, true)).resolves.toBeUndefined();
    const setting = async (name: string, value: string, isProduction: boolean): Promise<unknown> => {
      const [, before] = (await direct.config('GET', name)) as [string, string];
      await direct.config('SET', name, value);
      try {
        return await checkRedis(redis.url, isProduction).catch((error: unknown) => error);
      } finally {
        await direct.config('SET', name, before);
      }
    };
    expect(String(await setting('maxmemory-policy', 'allkeys-lru', false))).toMatch(/allkeys-lru.*noeviction/);
    expect(String(await setting('appendonly', 'no', true))).toMatch(/append-only/);
    expect(await setting('appendonly', 'no', false)).toBeUndefined();
    await expect(checkRedis('redis://127.0.0.1:1/0', false)).rejects.toThrow(/cannot be used/);
  });
});
