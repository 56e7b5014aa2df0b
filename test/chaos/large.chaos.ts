import { Redis } from 'ioredis';
import { createTestRedis } from '../support/redis.js';
import { startSystem } from '../support/system.js';
import { buyUnderFire, judge, table } from './purchases.js';

const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
const plan = { purchases: number('CHAOS_PURCHASES', 2_000), buyers: number('CHAOS_BUYERS', 16), kills: number('CHAOS_KILLS', 50), seed: number('CHAOS_SEED', 20_261_122) };

async function shoot(title: string, redisUrl: string | undefined): Promise<void> {
  const system = await startSystem({ without: ['mailbox'], ...(redisUrl ? { redisUrl } : {}) });
  try {
    const inTheMiddle = redisUrl
      ? async () => {
          const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1 });
          await redis.flushall();
          redis.disconnect();
        }
      : undefined;
    const report = await buyUnderFire(system, { ...plan, ...(inTheMiddle ? { inTheMiddle } : {}) });
    const verdicts = await judge(system, report, plan.purchases);
    process.stdout.write(`${table(`${title}: ${plan.purchases} purchases by ${plan.buyers} buyers, seed ${plan.seed}, ${report.seconds.toFixed(1)} s, ${report.repeated} requests repeated`, verdicts)}\n`);
    expect(verdicts.filter(({ isGood }) => !isGood)).toEqual([]);
  } finally {
    await system.close();
  }
}

describe('purchases under fire, large', () => {
  it('on PostgreSQL alone', () => shoot('PostgreSQL alone', undefined), 1_200_000);

  it('on Redis, with FLUSHALL in the middle', async () => {
    const redis = await createTestRedis();
    if (!redis) throw new Error('There is no Redis: install redis-server or set REDIS_URL');
    await shoot('Redis with FLUSHALL in the middle', redis.url);
    await redis.drop();
  }, 1_200_000);
});
