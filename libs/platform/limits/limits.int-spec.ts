import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import pg from 'pg';
import { BreakableProxy } from '../../../test/support/breakable-proxy.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { createTestRedis, type TestRedis } from '../../../test/support/redis.js';
import { describeWithRedis } from '../../../test/support/with-redis.js';
import { limitsConformance, type LimitsHarness } from './limits.conformance.js';
import { PostgresLimits } from './postgres-limits.js';
import { RedisLimits } from './redis-limits.js';

Logger.overrideLogger(false);

describe('limits on PostgreSQL', () => {
  let database: TestDatabase;
  let harness: LimitsHarness;
  const sql = async (text: string): Promise<number> => {
    const client = new pg.Client({ connectionString: database.adminUrl });
    await client.connect();
    try {
      return (await client.query(text)).rowCount ?? 0;
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    const proxy = await BreakableProxy.before(database.appUrl);
    harness = { proxy, open: () => new PostgresLimits(proxy.url), adapter: { name: 'PostgresLimits', file: 'postgres-limits.js' }, forget: async () => void (await sql('TRUNCATE platform.bucket')) };
  });
  afterAll(async () => {
    await harness.proxy.close();
    await database.drop();
  });

  limitsConformance(() => harness);

  it('removes the rows of full buckets and keeps the others', async () => {
    const limits = new PostgresLimits(database.appUrl);
    await limits.take('test:soon-full', { capacity: 1, perSecond: 1_000 });
    await limits.take('test:long-empty', { capacity: 1, perSecond: 0.001 });
    await sql('SELECT pg_sleep(0.01)');
    expect(await limits.sweep()).toBeGreaterThanOrEqual(1);
    expect(await sql(`SELECT 1 FROM platform.bucket WHERE key = 'test:soon-full'`)).toBe(0);
    expect(await sql(`SELECT 1 FROM platform.bucket WHERE key = 'test:long-empty'`)).toBe(1);
    expect((await limits.take('test:long-empty', { capacity: 1, perSecond: 0.001 })).allowed).toBe(false);
    await limits.close();
  });
});

describeWithRedis('limits on Redis', () => {
  let redis: TestRedis;
  let harness: LimitsHarness;

  beforeAll(async () => {
    redis = (await createTestRedis())!;
    const { url } = redis;
    const proxy = await BreakableProxy.before(url);
    const forget = async (): Promise<void> => {
      const client = new Redis(url);
      await client.flushdb();
      client.disconnect();
    };
    harness = { proxy, open: () => new RedisLimits(proxy.url), adapter: { name: 'RedisLimits', file: 'redis-limits.js' }, forget };
  });
  afterAll(async () => {
    await harness.proxy.close();
    await redis.drop();
  });

  limitsConformance(() => harness);
});
