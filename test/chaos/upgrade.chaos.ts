import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { request } from 'undici';
import { createEmptyDatabase } from '../support/database.js';
import { runCli, startSystem, type System } from '../support/system.js';
import { earlierBuild, type EarlierBuild } from './earlier-build.js';
import { goal } from './goals.js';
import { buyUnderFire, judge, type Fault, type Verdict } from './purchases.js';

const TODAY = path.join(import.meta.dirname, '..', '..');
const seed = Number(process.env.CHAOS_SEED ?? 20_261_122);
const PURCHASES = 160;
const LOCK_WAIT_MAX_MS = 1_000;
const LOOK_EVERY_MS = 20;
const ASK_EVERY_MS = 40;

/** What others notice of the migrations while they run. */
class Watch {
  /** How long somebody has waited for a lock, at most. */
  waitedMs = 0;
  asked = 0;
  readonly refused: string[] = [];
  private isOver = false;

  constructor(private readonly system: System) {}

  async during(work: () => Promise<unknown>): Promise<void> {
    const admin = new pg.Client({ connectionString: this.system.db.adminUrl });
    await admin.connect();
    const watching = Promise.all([this.locks(admin), this.asks('/store/v1/storefront?country=DE', { 'x-hubcraft-hub': this.system.demo.hub_slug }), this.asks('/v1/orders?limit=5', { authorization: `Bearer ${this.system.demo.api_key}` })]);
    try {
      await work();
    } finally {
      this.isOver = true;
      await watching.finally(() => admin.end());
    }
  }

  private async locks(admin: InstanceType<typeof pg.Client>): Promise<void> {
    for (; !this.isOver; await pause(LOOK_EVERY_MS)) {
      const { rows: [row] } = await admin.query<{ ms: string }>(
        `SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waitstart)) * 1000, 0) AS ms FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
      this.waitedMs = Math.max(this.waitedMs, Number(row!.ms));
    }
  }

  private async asks(url: string, headers: Record<string, string>): Promise<void> {
    for (; !this.isOver; await pause(ASK_EVERY_MS)) {
      this.asked++;
      const status = await request(`${this.system.urls.api}${url}`, { headers, headersTimeout: 10_000, bodyTimeout: 10_000 }).then(async ({ statusCode, body }) => {
        await body.dump();
        return statusCode;
      }, () => 0);
      if (status !== 200) this.refused.push(`${url} ${status}`);
    }
  }
}

async function upgraded(build: EarlierBuild): Promise<Verdict[]> {
  const database = await createEmptyDatabase();
  await runCli('migrate', { PATH: process.env.PATH ?? '', DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl, MASTER_KEY: Buffer.alloc(32, 1).toString('base64') }, [], build.folder);
  const system = await startSystem({ without: ['mailbox'], database, build: build.folder });
  const watch = new Watch(system);
  // Spread over the purchases: each build sells on the tables of today for a while.
  const steps: (() => Promise<void>)[] = [
    () => watch.during(() => (system.use(TODAY), system.cli('migrate'))),
    () => system.stop('worker').then(() => system.start('worker')),
    () => system.stop('api').then(() => system.start('api')),
  ];
  const fault: Fault = (_system, _random, nth) => steps[nth]!();
  try {
    const report = await buyUnderFire(system, { purchases: PURCHASES, buyers: 8, faults: steps.length, seed, fault, what: 'migrations, worker and api of today in their turn' });
    return [
      ...(await judge(system, report)),
      { goal: `migrations of today after ${build.commit}`, figure: String(build.newer), isGood: build.newer > 0, isFigure: true },
      { goal: 'ms that somebody waited for a lock meanwhile, at most', figure: String(Math.round(watch.waitedMs)), isGood: watch.waitedMs <= LOCK_WAIT_MAX_MS, isFigure: true },
      { goal: 'requests meanwhile that were not answered well', figure: `${watch.refused.length} of ${watch.asked}${watch.refused.length > 0 ? `: ${watch.refused.slice(0, 3).join(', ')}` : ''}`, isGood: watch.asked > 0 && watch.refused.length === 0, isFigure: true },
    ];
  } finally {
    await system.close();
  }
}

describe('an upgrade', () => {
  goal({ id: 'G39', promise: 'migrations under load: no lock is waited for longer than 1 s, no request fails, the build of before goes on selling, then that of today: nothing lost, nothing twice', scale: null }, async () => {
    const build = earlierBuild();
    try {
      return await upgraded(build);
    } finally {
      build.remove();
    }
  });
});
