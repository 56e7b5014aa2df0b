import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { startRedis } from '../../scripts/lib/redis.mjs';
import { startSystem } from '../support/system.js';
import { goal } from './goals.js';
import { buyUnderFire, judge, type Fault } from './purchases.js';

const seed = Number(process.env.CHAOS_SEED ?? 20_261_122);
const ABSENT_MS = 60_000;
const LAG_MS = 30_000;
const SUCCESS = 0.999;

/** Cuts the tail of the append-only file: what a power failure leaves of the last second. */
function cutTail(dir: string): void {
  const folder = path.join(dir, 'appendonlydir');
  for (const name of existsSync(folder) ? readdirSync(folder).filter((each) => each.endsWith('.aof')) : []) {
    const file = path.join(folder, name);
    truncateSync(file, Math.floor(statSync(file).size * 0.9));
  }
}

describe('Redis is lost', () => {
  goal({ id: 'G4', promise: 'Redis killed, emptied, cut short and away: nothing lost, checkout goes on, deliveries within 30 s of its return', scale: '8 losses for 20, away for 1 min for 10 min' }, async () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'hubcraft-chaos-redis-'));
    let redis = await startRedis({ dir });
    if (!redis) throw new Error('There is no Redis: install redis-server or set REDIS_URL');
    const { port, url } = redis;
    const again = async (): Promise<void> => {
      redis = await startRedis({ dir, port });
    };
    const ways: (() => Promise<void>)[] = [
      async () => {
        await redis!.kill();
        await again();
      },
      async () => {
        const client = new Redis(url, { maxRetriesPerRequest: 1 });
        await client.flushall();
        client.disconnect();
      },
      async () => {
        await redis!.kill();
        cutTail(dir);
        await again();
      },
      async () => {
        await redis!.kill();
        rmSync(path.join(dir, 'appendonlydir'), { recursive: true, force: true });
        await again();
      },
    ];
    const system = await startSystem({ without: ['mailbox'], redisUrl: url });
    const admin = new pg.Client({ connectionString: system.db.adminUrl });
    await admin.connect();
    const lag: number[] = [];
    const fault: Fault = async (_system, _random, nth) => {
      if (nth < 8) return ways[nth % ways.length]!();
      await redis!.kill();
      await pause(ABSENT_MS);
      await again();
      const back = performance.now();
      // What was written before it came back is delivered; purchases go on meanwhile.
      const { rows: [row] } = await admin.query<{ now: Date }>('SELECT now()');
      for (;;) {
        const { rows: [left] } = await admin.query<{ n: string }>(`SELECT count(*)::text AS n FROM webhooks.delivery WHERE state <> 'succeeded' AND created_at < $1`, [row!.now]);
        if (left!.n === '0') break;
        await pause(100);
      }
      lag.push(performance.now() - back);
    };
    try {
      const report = await buyUnderFire(system, { purchases: 360, buyers: 8, faults: 9, seed, fault, what: 'SIGKILL, FLUSHALL, tail cut, empty start, away' });
      const answered = 1 - report.repeated / report.requests;
      return [
        ...(await judge(system, report)),
        { goal: 'requests answered well at once', figure: `${(answered * 100).toFixed(2)} %`, isGood: answered >= SUCCESS, isFigure: true },
        { goal: 'ms until what had waited was delivered', figure: String(Math.round(Math.max(...lag))), isGood: Math.max(...lag) <= LAG_MS, isFigure: true },
      ];
    } finally {
      await admin.end();
      await system.close();
      await redis?.destroy();
    }
  });
});
