import { setTimeout as pause } from 'node:timers/promises';
import { createTestRedis } from '../support/redis.js';
import { startSystem, type EdgeName } from '../support/system.js';
import type { ProxyMode } from '../support/breakable-proxy.js';
import { goal } from './goals.js';
import { ChaosPostgres } from './postgres.js';
import { buyUnderFire, judge, type ChaosReport, type Fault, type Verdict } from './purchases.js';
import { readyAgain } from './ready.js';

const seed = Number(process.env.CHAOS_SEED ?? 20_261_122);
const OPEN_MS = 10_000;
const FROZEN_MS = 20_000;
const BROKEN_MS = 8_000;
const EDGES: EdgeName[] = ['api-postgres', 'worker-postgres', 'api-redis', 'worker-redis', 'api-psp', 'worker-game'];
const MODES: ProxyMode[] = ['cut', 'frozen', 'mute', 'slow', 'garbage'];

const openAtMost = ({ ms, what }: ChaosReport['slowest']): Verdict => ({ goal: `ms that one request was open, at most (${what})`, figure: String(Math.round(ms)), isGood: ms <= OPEN_MS, isFigure: true });

describe('what stands still', () => {
  goal({ id: 'G5', promise: 'worker, provider and PostgreSQL frozen by SIGSTOP: no request is open longer than 10 s, nothing happens twice once they go on', scale: 'each 20 s for 60 s' }, async () => {
    const postgres = await ChaosPostgres.ofThisRun();
    const system = await startSystem({ without: ['mailbox'] });
    const faults: Fault[] = [
      ...(['worker', 'psp'] as const).map((name): Fault => async () => {
        system.freeze(name);
        await pause(FROZEN_MS);
        system.thaw(name);
      }),
      async () => {
        postgres.freeze();
        await pause(FROZEN_MS);
        postgres.thaw();
        await readyAgain(system);
      },
    ];
    try {
      const report = await buyUnderFire(system, { purchases: 150, buyers: 8, faults: faults.length, seed, what: 'SIGSTOP for 20 s', fault: (on, random, nth) => faults[nth]!(on, random, nth) });
      return [...(await judge(system, report)), openAtMost(report.slowest)];
    } finally {
      postgres.thaw();
      for (const name of ['worker', 'psp'] as const) system.thaw(name);
      await system.close();
    }
  });

  goal({ id: 'G6', promise: 'every edge between our processes and what they need broken in every way: as G5', scale: `${EDGES.length} edges, ${MODES.length} faults, each 8 s for 60 s` }, async () => {
    const redis = await createTestRedis();
    if (!redis) throw new Error('There is no Redis: install redis-server or set REDIS_URL');
    const system = await startSystem({ without: ['mailbox'], redisUrl: redis.url, proxied: true });
    const matrix = EDGES.flatMap((edge) => MODES.map((mode) => ({ edge, mode })));
    const open = new Map<string, number>();
    try {
      const report = await buyUnderFire(system, {
        purchases: matrix.length * 8, buyers: 8, faults: matrix.length, seed, what: `${MODES.join(', ')} on ${EDGES.join(', ')}`,
        fault: async (_system, _random, nth) => {
          const { edge, mode } = matrix[nth]!;
          system.edges[edge]!.break(mode);
          await pause(BROKEN_MS);
          system.edges[edge]!.restore();
          await readyAgain(system);
          open.set(`${edge} ${mode}`, 0);
        },
      });
      return [...(await judge(system, report)), { goal: 'edges and faults', figure: String(open.size), isGood: open.size === matrix.length }, openAtMost(report.slowest)];
    } finally {
      await system.close();
      await redis.drop();
    }
  });
});
