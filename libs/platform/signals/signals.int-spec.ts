import { Logger } from '@nestjs/common';
import { BreakableProxy } from '../../../test/support/breakable-proxy.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { createTestRedis, type TestRedis } from '../../../test/support/redis.js';
import { describeWithRedis } from '../../../test/support/with-redis.js';
import { PostgresSignals } from './postgres-signals.js';
import { RedisSignals } from './redis-signals.js';
import { signalsConformance, type SignalsHarness } from './signals.conformance.js';

Logger.overrideLogger(false);

describe('signals on PostgreSQL', () => {
  let database: TestDatabase;
  let harness: SignalsHarness;
  beforeAll(async () => {
    database = await createTestDatabase();
    const proxy = await BreakableProxy.before(database.appUrl);
    harness = { proxy, open: () => new PostgresSignals(proxy.url) };
  });
  afterAll(async () => {
    await harness.proxy.close();
    await database.drop();
  });
  signalsConformance(() => harness);
});

describeWithRedis('signals on Redis', () => {
  let redis: TestRedis;
  let harness: SignalsHarness;
  beforeAll(async () => {
    redis = (await createTestRedis())!;
    const proxy = await BreakableProxy.before(redis.url);
    harness = { proxy, open: () => new RedisSignals(proxy.url) };
  });
  afterAll(async () => {
    await harness.proxy.close();
    await redis.drop();
  });
  signalsConformance(() => harness);
});
