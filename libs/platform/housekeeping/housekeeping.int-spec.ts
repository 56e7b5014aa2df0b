import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { Commands } from '../cqrs/doors.js';
import { Database } from '../database/database.js';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import { newId } from '../kernel/ids.js';
import { Script, gameScope, openProbe, WriteNote, type Probe } from '../testing/probe.js';
import { gamesHaving } from './chores.js';
import { Housekeeping } from './housekeeping.js';

let probe: Probe;
let app: INestApplicationContext;
let housekeeping: Housekeeping;

beforeEach(async () => {
  probe = await openProbe();
  app = await probe.open();
  housekeeping = app.get(Housekeeping);
});
afterEach(() => probe.close());

const ids = async (sql: string) => (await probe.admin<{ id: string }>(sql)).map((row) => row.id).sort();

/** An event of so many days ago, with deliveries in these states. */
async function event(days: number, nth: number, states: string[]): Promise<string> {
  const game = newId('gam');
  const [row] = await probe.admin<{ id: string }>(`SELECT overlay(platform.typeid_floor('evt', now() - make_interval(days => $1)) PLACING $2 FROM 26) AS id`, [days, String(nth).padStart(5, '0')]);
  await probe.admin(`INSERT INTO platform.outbox_event (id, game_id, type, aggregate_type, aggregate_id, payload, actor_kind, actor_id) VALUES ($1, $2, 'probe.x.v1', 'x', 'x', '{}', 'system', 'test')`, [row!.id, game]);
  for (const [i, state] of states.entries()) {
    await probe.admin(
      `INSERT INTO platform.outbox_delivery (event_id, subscriber, game_id, type, state, attempts, next_at, done_at)
       VALUES ($1, 'probe/none.' || $2, $3, 'probe.x.v1', $4, CASE WHEN $4 = 'pending' THEN 0 ELSE 1 END, now() - make_interval(days => $5), CASE WHEN $4 = 'done' THEN now() - make_interval(days => $5) END)`, [row!.id, i, game, state, days]);
  }
  return row!.id;
}

describe('what is over', () => {
  it('is removed 30 days later, in batches; what waits, is dead or is younger stays', async () => {
    const job = (id: string, state: string, days: number, done: boolean) => probe.admin(
      `INSERT INTO platform.job (id, game_id, type, key, payload, state, run_at, done_at) VALUES ($1, 'gam_1', 'probe.none', $1, '{}', $2, now(), CASE WHEN $4 THEN now() - make_interval(days => $3) END)`, [id, state, days, done]);
    await job('job_done_old', 'done', 31, true);
    await job('job_canceled_old', 'canceled', 31, true);
    await job('job_done_young', 'done', 29, true);
    await job('job_dead_old', 'dead', 31, false);
    await job('job_pending_old', 'pending', 31, false);
    const key = (name: string, state: string, days: number, lease: number) => probe.admin(
      `INSERT INTO platform.idempotency (game_id, key, fingerprint, state, lease_until, created_at, status, finished_at, sealed_body)
       SELECT 'gam_1', $1, 'f', $2, now() - make_interval(days => $4), now() - make_interval(days => $3), f.status, f.at, f.body FROM (SELECT) AS any_row LEFT JOIN (SELECT 200 AS status, now() AS at, ''::bytea AS body) AS f ON $2 = 'finished'`, [name, state, days, lease]);
    for (let i = 0; i < 7; i++) await key(`old_${i}`, i % 2 ? 'open' : 'finished', 31, 31);
    await key('young', 'finished', 29, 29);
    await key('taken_over_today', 'open', 31, 0);
    const [young, dead, waiting] = [await event(29, 2, ['done']), await event(31, 3, ['done', 'dead']), await event(31, 4, ['pending'])];
    await event(31, 1, ['done', 'done']);
    await event(31, 5, []);

    expect(await housekeeping.removeWhatIsOver(3)).toEqual({ idempotency: 7, job: 2, outbox_delivery: 3, outbox_event: 2 });
    expect(await ids('SELECT id FROM platform.job')).toEqual(['job_dead_old', 'job_done_young', 'job_pending_old']);
    expect(await ids('SELECT key AS id FROM platform.idempotency')).toEqual(['taken_over_today', 'young']);
    expect(await ids('SELECT id FROM platform.outbox_event')).toEqual([dead, waiting, young].sort());
    expect(await ids('SELECT event_id AS id FROM platform.outbox_delivery')).toEqual([dead, waiting, young].sort());
    expect(await housekeeping.removeWhatIsOver(3)).toEqual({ idempotency: 0, job: 0, outbox_delivery: 0, outbox_event: 0 });
  });

  it('is removed by one worker at a time, and by none that may not', async () => {
    const database = app.get(Database);
    const other = await database.pool.connect();
    try {
      await other.query('BEGIN; SELECT pg_advisory_xact_lock(7205591203319)');
      expect(await housekeeping.removeWhatIsOver()).toEqual({});
      expect(await housekeeping.extendPartitions()).toEqual([]);
    } finally {
      await other.query('ROLLBACK');
      other.release();
    }
    await expect(database.asDispatcher('SELECT * FROM platform.remove_what_is_over(1)')).rejects.toMatchObject({ code: '42501' });
    await expect(database.unscoped("DELETE FROM platform.idempotency WHERE created_at < now() - interval '30 days' RETURNING key")).resolves.toEqual([]);
  });
});

describe('the months to come', () => {
  const partitions = async () => (await probe.admin<{ count: bigint }>(`SELECT count(*) FROM pg_inherits WHERE inhparent = 'platform.outbox_event'::regclass`))[0]!.count;

  it('are made by a running worker when they are missing, and rows can be written into them', async () => {
    const before = await partitions();
    const [month] = await probe.admin<{ name: string }>(`SELECT to_char(now() AT TIME ZONE 'UTC' + interval '3 months', 'YYYYMM') AS name`);
    await probe.admin(`DROP TABLE platform.outbox_event_${month!.name}`);
    expect(await housekeeping.extendPartitions()).toEqual([]);
    expect(await partitions()).toBe(before);
    await app.get(Commands).execute(new WriteNote('still works'), gameScope());
  });

  it('raise an alarm when rows have fallen into the default partition, until the statements of docs/guides/operations.md have moved them', async () => {
    const before = await partitions();
    const [month] = await probe.admin<{ name: string; days: number }>(
      `SELECT to_char(start AT TIME ZONE 'UTC', 'YYYYMM') AS name, ceil(extract(epoch FROM start - now()) / 86400)::int + 1 AS days
         FROM (SELECT (date_trunc('month', now() AT TIME ZONE 'UTC') + interval '3 months') AT TIME ZONE 'UTC' AS start) AS s`);
    await probe.admin(`DROP TABLE platform.outbox_event_${month!.name}`);
    const stray = await event(-month!.days, 1, []);
    expect(await housekeeping.extendPartitions()).toEqual(['platform.outbox_event']);
    const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/guides/operations.md'), 'utf8');
    const owner = new pg.Client({ connectionString: probe.database.ownerUrl });
    await owner.connect();
    await owner.query(/```sql\n([\s\S]+?)```/.exec(page)![1]!).finally(() => owner.end());
    expect(await housekeeping.extendPartitions()).toEqual([]);
    expect(await partitions()).toBe(before);
    expect(await ids(`SELECT id FROM platform.outbox_event_${month!.name}`)).toEqual([stray]);
  });
});

describe('what contexts do again and again', () => {
  const said = async (work: () => Promise<unknown>): Promise<object[]> => {
    const logged: object[] = [];
    const spy = jest.spyOn(Logger.prototype, 'error').mockImplementation((entry: unknown) => void logged.push(entry as object));
    await work();
    spy.mockRestore();
    return logged;
  };

  it('is done game by game in batches, until nothing is left', async () => {
    const left = new Map([['gam_1', 7], ['gam_2', 0], ['gam_3', 2]]);
    const steps: string[] = [];
    app.get(Script).chore = {
      due: async (after) => [...left.keys()].filter((game) => game > after),
      step: async (game, max) => {
        const done = Math.min(max, left.get(game)!);
        left.set(game, left.get(game)! - done);
        steps.push(`${game} ${done}`);
        return done;
      },
    };
    expect(await housekeeping.doChores(3)).toEqual({ 'probe.sweep': 9 });
    expect(steps).toEqual(['gam_1 3', 'gam_1 3', 'gam_1 1', 'gam_2 0', 'gam_3 2']);
  });

  it('asks for more games where there are as many as an answer holds', async () => {
    const games = Array.from({ length: 1_500 }, (_, n) => `gam_${String(n).padStart(4, '0')}`);
    const seen: string[] = [];
    app.get(Script).chore = { due: async (after) => games.filter((game) => game > after).slice(0, 1_000), step: async (game) => (seen.push(game), 0) };
    await housekeeping.doChores();
    expect(seen.length).toBe(500);
  });

  it('goes on with the next game when one fails, and says which', async () => {
    const done: string[] = [];
    app.get(Script).chore = {
      due: async () => ['gam_1', 'gam_2', 'gam_3'],
      step: async (game) => {
        if (game === 'gam_2') throw new Error('no luck');
        done.push(game);
        return 1;
      },
    };
    expect(await said(() => housekeeping.doChores())).toEqual([{ msg: 'a chore failed', kind: 'probe.sweep', game_id: 'gam_2', error: 'Error: no luck' }]);
    expect(done).toEqual(['gam_1', 'gam_3']);
    app.get(Script).chore = { due: async () => Promise.reject(new Error('not now')), step: async () => 0 };
    expect(await said(() => housekeeping.doChores())).toEqual([{ msg: 'a chore failed', kind: 'probe.sweep', error: 'Error: not now' }]);
  });

  it('finds its games by walking the index, as the role that sees routing columns only', async () => {
    const database = app.get(Database);
    const client = new pg.Client({ connectionString: probe.database.ownerUrl });
    await client.connect();
    await client.query('GRANT USAGE ON SCHEMA probe TO hubcraft_dispatcher; GRANT SELECT (game_id, id) ON probe.note TO hubcraft_dispatcher; CREATE POLICY routing ON probe.note FOR SELECT TO hubcraft_dispatcher USING (true)');
    await client.end();
    await probe.admin(`INSERT INTO probe.note SELECT 'gam_' || g, 'not_' || n, 'x' FROM generate_series(1, 3) AS g, generate_series(1, 200 * g) AS n`);
    expect(await gamesHaving(database, 'probe.note', '')).toEqual(['gam_1', 'gam_2', 'gam_3']);
    expect(await gamesHaving(database, 'probe.note', 'gam_1', 'id = $2', ['not_500'])).toEqual(['gam_3']);
    await expect(gamesHaving(database, 'probe.note', '', `text = 'x'`)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('months that are past', () => {
  const partition = async (monthsAgo: number): Promise<string> => {
    const [month] = await probe.admin<{ name: string; start: string; end: string }>(
      `SELECT 'outbox_event_' || to_char(m, 'YYYYMM') AS name, platform.typeid_floor('evt', m AT TIME ZONE 'UTC') AS start, platform.typeid_floor('evt', (m + interval '1 month') AT TIME ZONE 'UTC') AS "end"
         FROM (SELECT date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => $1) AS m) AS s`, [monthsAgo]);
    const client = new pg.Client({ connectionString: probe.database.ownerUrl });
    await client.connect();
    await client.query(`CREATE TABLE IF NOT EXISTS platform.${month!.name} PARTITION OF platform.outbox_event FOR VALUES FROM ('${month!.start}') TO ('${month!.end}')`).finally(() => client.end());
    return `platform.${month!.name}`;
  };
  const there = async (name: string) => (await probe.admin<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [name]))[0]!.there;

  it('are dropped when they hold no row, the last one and the default never', async () => {
    const [empty, older, used, last] = [await partition(3), await partition(5), await partition(4), await partition(1)];
    const [floor] = await probe.admin<{ id: string }>(`SELECT overlay(platform.typeid_floor('evt', date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - interval '4 months' + interval '3 days') PLACING '00001' FROM 26) AS id`);
    await probe.admin(`INSERT INTO platform.outbox_event (id, game_id, type, aggregate_type, aggregate_id, payload, actor_kind, actor_id) VALUES ($1, 'gam_1', 'probe.x.v1', 'x', 'x', '{}', 'system', 'test')`, [floor!.id]);
    expect(await housekeeping.dropEmptied()).toBe(2);
    expect(await Promise.all([empty, older, used, last, 'platform.outbox_event_default'].map(there))).toEqual([false, false, true, true, true]);
    await probe.admin('DELETE FROM platform.outbox_event WHERE id = $1', [floor!.id]);
    expect(await housekeeping.dropEmptied()).toBe(1);
    expect(await there(used)).toBe(false);
  });

  it('stay for another hour while their table is busy', async () => {
    const empty = await partition(3);
    const database = app.get(Database);
    const reader = await database.pool.connect();
    try {
      await reader.query('BEGIN; SELECT count(*) FROM platform.outbox_event');
      expect(await housekeeping.dropEmptied()).toBe(0);
      expect(await there(empty)).toBe(true);
    } finally {
      await reader.query('ROLLBACK');
      reader.release();
    }
    expect(await housekeeping.dropEmptied()).toBe(1);
  });

  it('are dropped by nobody else', async () => {
    await expect(app.get(Database).asDispatcher('SELECT platform.drop_emptied_partition()')).rejects.toMatchObject({ code: '42501' });
  });
});

describe('dead work', () => {
  it('is counted over all games and logged by a running worker, and nothing is said when there is none', async () => {
    expect(await housekeeping.dead()).toEqual([]);
    await event(1, 1, ['dead', 'done']);
    await event(1, 2, ['dead']);
    await probe.admin(`INSERT INTO platform.job (id, game_id, type, key, payload, state, run_at) VALUES ('job_1', 'gam_1', 'probe.none', 'k', '{}', 'dead', now())`);
    const expected = [{ kind: 'outbox', name: 'probe/none.0', count: 2 }, { kind: 'job', name: 'probe.none', count: 1 }];
    expect(await housekeeping.dead()).toEqual(expected);
    const logged: unknown[] = [];
    const spy = jest.spyOn(Logger.prototype, 'error').mockImplementation((entry: unknown) => void logged.push(entry));
    housekeeping.start();
    await housekeeping.beforeApplicationShutdown();
    spy.mockRestore();
    expect(logged).toEqual([{ msg: 'dead work', kind: 'outbox', subscriber: 'probe/none.0', count: 2 }, { msg: 'dead work', kind: 'job', type: 'probe.none', count: 1 }]);
  });
});
