import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { startRedis } from '../../scripts/lib/redis.mjs';
import { testServers } from '../support/servers.js';
import { startSystem, type System } from '../support/system.js';
import { goal } from './goals.js';
import { ChaosPostgres } from './postgres.js';
import { buyUnderFire, judge, type ChaosReport, type Verdict } from './purchases.js';
import { readyAgain } from './ready.js';
import { SmallDisk } from './small-disk.js';

const seed = Number(process.env.CHAOS_SEED ?? 20_261_122);
const FULL_MS = 8_000;
const NORMAL_MS = 10_000;
const TIMES = 5;
/** What the run itself writes, log included, fits several times. */
const SPARE_MB = { postgres: 400, redis: 8 };

describe('disks that are full', () => {
  goal({ id: 'G7', promise: 'the disk of PostgreSQL is full: nothing acknowledged is lost, requests are answered 503, all is normal 10 s after there is room', scale: `${TIMES} times for ${FULL_MS / 1_000} s` }, async () => {
    await testServers();
    const postgres = await ChaosPostgres.ofThisRun();
    const { disk, leave } = await postgres.onSmallDisk(SPARE_MB.postgres);
    const seen = { normal: [] as number[], starts: 0 };
    try {
      const system = await startSystem({ without: ['mailbox'] });
      try {
        const report = await buyUnderFire(system, {
          purchases: TIMES * 40, buyers: 8, faults: TIMES, seed, what: `disk full for ${FULL_MS / 1_000} s`,
          fault: async () => {
            await filled(disk);
            const freed = performance.now();
            await pause(1_000);
            // It gives up when it cannot even write its log; whoever looks after it starts it again, as systemd does.
            if (!(await postgres.isUp())) {
              seen.starts++;
              await postgres.start();
            }
            await readyAgain(system);
            while ((await writes(system)) >= 500) await pause(50);
            seen.normal.push(performance.now() - freed);
          },
        });
        const asked = [...verdicts(report, seen.normal), defects(system)];
        process.stdout.write(`${asked.map(({ goal: name, figure }) => `${name}: ${figure}`).join('\n')}\n`);
        return [...(await judge(system, report)), ...asked, { goal: 'times that PostgreSQL had to be started again', figure: String(seen.starts), isGood: true, isFigure: true }];
      } finally {
        await system.close();
      }
    } finally {
      await leave();
    }
  });

  goal({ id: 'G7', promise: 'the disk of Redis is full: nothing is lost, purchases go on', scale: `${TIMES} times for ${FULL_MS / 1_000} s` }, async () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'hubcraft-chaos-disk-'));
    const disk = SmallDisk.over(dir, SPARE_MB.redis);
    const redis = await startRedis({ dir });
    if (!redis) throw new Error('There is no Redis: install redis-server or set REDIS_URL');
    try {
      const system = await startSystem({ without: ['mailbox'], redisUrl: redis.url });
      try {
        const report = await buyUnderFire(system, {
          purchases: TIMES * 40, buyers: 8, faults: TIMES, seed, what: `disk of Redis full for ${FULL_MS / 1_000} s`,
          fault: async () => {
            await filled(disk);
          },
        });
        const answered = 1 - report.repeated / report.requests;
        return [
          ...(await judge(system, report)), { goal: 'requests answered well at once', figure: `${(answered * 100).toFixed(2)} %`, isGood: answered >= 0.999, isFigure: true },
        ];
      } finally {
        await system.close();
      }
    } finally {
      disk.free();
      await redis.stop();
      disk.remove();
    }
  });
});

/** Keeps the disk full for a while, whatever others give back. */
async function filled(disk: SmallDisk): Promise<void> {
  try {
    for (const until = performance.now() + FULL_MS; performance.now() < until; await pause(100)) disk.fill();
  } finally {
    disk.free();
  }
}

/** The status of a request that writes. */
async function writes(system: System): Promise<number> {
  return request(`${system.urls.api}/v1/players/Disk-1`, {
    method: 'POST', headers: { authorization: `Bearer ${system.demo.api_key}`, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'Disk' }), headersTimeout: 15_000, bodyTimeout: 15_000,
  }).then(async ({ statusCode, body }) => {
    await body.dump();
    return statusCode;
  }, () => 599);
}

/** What the api took for a mistake of its own. */
function defects(system: System): Verdict {
  const lines = system.log('api').split('\n').filter((text) => text.includes('"msg":"bug"'));
  return { goal: 'defects logged by the api', figure: lines.length > 0 ? `${lines.length}: ${lines[0]!.slice(0, 600)}` : '0', isGood: lines.length === 0 };
}

function verdicts({ troubles, requests }: ChaosReport, normal: number[]): Verdict[] {
  const slowest = Math.round(Math.max(...normal));
  return [
    // A page that is there already can still be written to: some requests succeed. None is answered with anything but what they should be.
    { goal: `answers of 5xx, of ${requests}`, figure: [...troubles].map(([status, count]) => `${count} × ${status}`).join(', '), isGood: [...troubles.keys()].join() === '503', isFigure: true },
    { goal: 'ms until requests are answered well after there is room, at most', figure: String(slowest), isGood: slowest <= NORMAL_MS, isFigure: true },
  ];
}
