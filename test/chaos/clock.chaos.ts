import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { madeAt } from '#platform/kernel/ids';
import { startSystem, type System } from '../support/system.js';
import { WrongClock } from './faketime.js';
import { goal } from './goals.js';
import { buyUnderFire, judge, type Verdict } from './purchases.js';

const seed = Number(process.env.CHAOS_SEED ?? 20_261_122);
/** What receivers allow between a signature and their own clock is five minutes; ours may be off by far less. */
const OFF_MAX_MS = 30_000;

/** Api and worker, each with the clock of its own machine. */
interface Clocks { api: WrongClock; worker: WrongClock }

/** What their machines do, in turn: start wrong, disagree, and be put right or wrong while they run. */
const WAYS: { what: string; start?: [string, string]; step?: [string, string] }[] = [
  { what: 'both ten minutes ahead', start: ['+10m', '+10m'] },
  { what: 'both ten minutes behind', start: ['-10m', '-10m'] },
  { what: 'one ahead, one behind', start: ['+10m', '-10m'] },
  { what: 'put back by seven minutes as they run', start: ['+0', '+0'], step: ['-7m', '-7m'] },
  { what: 'both 400 days ahead', start: ['+400d', '+400d'] },
  { what: 'put right as they run', step: ['+0', '+0'] },
];

describe('clocks that are wrong', () => {
  goal({ id: 'G8', promise: 'clocks of api and worker ten minutes ahead and behind, 400 days ahead, put back by seven minutes: nothing ends early or late, no receiver sees a time that is not now', scale: null }, async () => {
    const clocks: Clocks = { api: new WrongClock('+0'), worker: new WrongClock('+0') };
    const system = await startSystem({ without: ['mailbox'] });
    try {
      const report = await buyUnderFire(system, {
        purchases: WAYS.length * 25, buyers: 6, faults: WAYS.length, seed, what: WAYS.map(({ what }) => what).join(', '), fault: (_system, _random, nth) => change(system, clocks, WAYS[nth]!),
      });
      return [...(await judge(system, report)), ...(await times(system))];
    } finally {
      await system.close();
      for (const clock of Object.values(clocks)) clock.remove();
    }
  });
});

async function change(system: System, clocks: Clocks, { start, step }: (typeof WAYS)[number]): Promise<void> {
  const set = ([api, worker]: [string, string]): void => {
    clocks.api.set(api);
    clocks.worker.set(worker);
  };
  if (start) {
    await Promise.all([system.kill('api'), system.kill('worker')]);
    set(start);
    await Promise.all([system.start('api', clocks.api.env), system.start('worker', clocks.worker.env)]);
  }
  if (!step) return;
  await pause(2_000);
  set(step);
}

/** Everything that was dated, against the clock of the database, which is right. */
async function times(system: System): Promise<Verdict[]> {
  const admin = new pg.Client({ connectionString: system.db.adminUrl });
  await admin.connect();
  try {
    const figure = async (sql: string, values: unknown[] = []): Promise<number> => Number((await admin.query<{ n: string }>(sql, values)).rows[0]!.n);
    const refused = await figure(`SELECT count(*) AS n FROM webhooks.attempt WHERE status IS NOT NULL AND status NOT BETWEEN 200 AND 299`);
    const { rows: events } = await admin.query<{ id: string; recorded_at: Date }>('SELECT id, recorded_at FROM platform.outbox_event');
    const off = events.map(({ id, recorded_at }) => Math.abs(madeAt(id)!.getTime() - recorded_at.getTime()));
    const wrong = await figure(`SELECT (SELECT count(*) FROM orders.order WHERE expires_at NOT BETWEEN now() + interval '23 hours' AND now() + interval '24 hours') AS n`);
    const ended = await figure('SELECT count(*) AS n FROM sign_in.session WHERE expires_at < now()');
    return [
      { goal: 'webhooks refused by the game', figure: String(refused), isGood: refused === 0, isFigure: true },
      { goal: `ms between the time of an id and that of the database, at most, of ${off.length}`, figure: String(Math.round(Math.max(...off))), isGood: off.length > 0 && Math.max(...off) < OFF_MAX_MS, isFigure: true },
      { goal: 'orders that do not end after 24 h, sessions that ended', figure: `${wrong}, ${ended}`, isGood: wrong === 0 && ended === 0 },
    ];
  } finally {
    await admin.end();
  }
}
