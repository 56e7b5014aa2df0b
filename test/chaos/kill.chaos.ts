import { Redis } from 'ioredis';
import { createTestRedis } from '../support/redis.js';
import { startSystem, type ProcessName, type System, type SystemOptions } from '../support/system.js';
import { goal } from './goals.js';
import { ChaosPostgres } from './postgres.js';
import { buyUnderFire, judge, killOne, type ChaosPlan, type Fault, type Verdict } from './purchases.js';
import { readyAgain } from './ready.js';

const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
const seed = number('CHAOS_SEED', 20_261_122);
const large = { purchases: number('CHAOS_PURCHASES', 2_000), buyers: number('CHAOS_BUYERS', 16), faults: number('CHAOS_KILLS', 50), seed };
const EVERYTHING: ProcessName[] = ['api', 'worker', 'psp', 'game'];
const COLD_START_MS = 15_000;
const FIRST_ANSWER_MS = 5_000;

async function under(options: SystemOptions, plan: ChaosPlan, more: (system: System) => Promise<Verdict[]> = async () => []): Promise<Verdict[]> {
  const system = await startSystem({ without: ['mailbox'], ...options });
  try {
    const report = await buyUnderFire(system, plan);
    return [...(await judge(system, report)), ...(await more(system))];
  } finally {
    await system.close();
  }
}

const slowest = (times: number[]): number => Math.round(Math.max(...times));

describe('crashes', () => {
  goal({ id: 'G1', promise: 'SIGKILL of api and worker at random moments, on PostgreSQL alone: nothing lost, nothing twice', scale: `${large.faults} kills in ${large.purchases} purchases for 1,000 in 20,000: a process of Nest takes two seconds to start` },
    () => under({}, { ...large, fault: killOne, what: 'SIGKILL of api or worker' }));

  goal({ id: 'G1', promise: 'the same on Redis, with FLUSHALL in the middle', scale: `${large.faults} kills in ${large.purchases} purchases` }, async () => {
    const redis = await createTestRedis();
    if (!redis) throw new Error('There is no Redis: install redis-server or set REDIS_URL');
    const fault: Fault = async (system, random, nth) => {
      if (nth === Math.floor(large.faults / 2)) {
        const client = new Redis(redis.url, { maxRetriesPerRequest: 1 });
        await client.flushall();
        client.disconnect();
      }
      await killOne(system, random, nth);
    };
    const verdicts = await under({ redisUrl: redis.url }, { ...large, fault, what: 'SIGKILL of api or worker' });
    await redis.drop();
    return verdicts;
  });

  goal({ id: 'G3', promise: 'SIGKILL of the whole PostgreSQL: no acknowledged order lost, answers again within 5 s, nobody has to help', scale: '8 kills for 50' }, async () => {
    const postgres = await ChaosPostgres.ofThisRun();
    const back: number[] = [];
    const fault: Fault = async (system) => {
      await postgres.kill();
      await postgres.start();
      back.push(await readyAgain(system));
    };
    const verdicts = await under({}, { purchases: 240, buyers: 8, faults: 8, seed, fault, what: 'SIGKILL of every process of PostgreSQL' });
    return [...verdicts, { goal: 'ms from the first connection until the api is ready, at most', figure: String(slowest(back)), isGood: slowest(back) <= FIRST_ANSWER_MS, isFigure: true }];
  });

  goal({ id: 'G10', promise: 'api, worker, provider and game killed together: nothing lost, nothing twice, ready within 15 s', scale: '10 blackouts for 50' }, async () => {
    const cold: number[] = [];
    const fault: Fault = async (system) => {
      await Promise.all(EVERYTHING.map((name) => system.kill(name)));
      const began = performance.now();
      await Promise.all(EVERYTHING.map((name) => system.start(name)));
      cold.push(performance.now() - began);
    };
    const verdicts = await under({}, { purchases: 200, buyers: 8, faults: 10, seed, fault, what: 'SIGKILL of api, worker, provider and game at once' });
    return [...verdicts, { goal: 'ms of a cold start of all four, at most', figure: String(slowest(cold)), isGood: slowest(cold) <= COLD_START_MS, isFigure: true }];
  });
});
