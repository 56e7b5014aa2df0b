import { Logger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import pg from 'pg';
import { newId } from '../kernel/ids.js';
import { Metrics } from '../metrics/metrics.js';
import { PlatformModule } from '../platform.module.js';
import { openProbe, type Probe } from '../testing/probe.js';
import { InvariantChecks, spansOfTheDay } from './invariant-checks.js';
import { Holds, SLICE_MS, type HeldByContext } from './invariants.js';

const NOTES: HeldByContext = {
  games: 'probe.note',
  books: [{ name: 'notes.text', of: (gameId, key) => `SELECT n.text FROM probe.note n WHERE n.game_id = ${gameId} AND n.id = ${key}` }],
  invariants: [{ id: 'notes.are-said', of: 'I1', says: 'A note says something.', sql: (within) => `SELECT game_id, id FROM probe.note WHERE ${within.ids('id', 'not')} AND text = ''` }],
};
const HEARD: HeldByContext = {
  invariants: [{
    id: 'heard.as-it-was-said', of: 'I11', says: 'What was heard was said.', book: 'notes.text',
    rows: (within) => `SELECT game_id, event_id AS key, text AS value, heard_at AS since FROM probe.heard WHERE ${within.ids('event_id', 'not')}`,
  }],
};

@Holds(NOTES)
@Module({})
class NotesModule {}

@Holds(HEARD)
@Module({})
class HeardModule {}

describe('the check of the invariants', () => {
  let probe: Probe;
  const opened: { close(): Promise<void> }[] = [];
  let checks: InvariantChecks;
  let metrics: Metrics;
  const open = async (...modules: (new () => object)[]) => {
    const app = await Test.createTestingModule({ imports: [PlatformModule.forRoot({ config: probe.config, entities: [] }), ...modules] }).compile();
    app.useLogger(false);
    opened.push(await app.init());
    return app;
  };
  const said = async (work: () => Promise<unknown>): Promise<object[]> => {
    const lines: object[] = [];
    const spy = jest.spyOn(Logger.prototype, 'error').mockImplementation((entry: unknown) => void lines.push(entry as object));
    await work();
    spy.mockRestore();
    return lines;
  };
  /** A check of everything lies behind the game; the next one looks at what is new. */
  const checkedToday = async (gameId: string): Promise<void> => {
    await checks.checkGame(gameId);
    await probe.admin('UPDATE platform.invariant_check SET next_at = now() WHERE game_id = $1', [gameId]);
  };
  const note = (gameId: string, text: string, id: string = newId('not')) => probe.admin('INSERT INTO probe.note VALUES ($1, $2, $3)', [gameId, id, text]).then(() => id);
  const old = async (): Promise<string> => (await probe.admin<{ id: string }>(`SELECT platform.typeid_floor('not', now() - interval '2 hours') AS id`))[0]!.id;

  beforeAll(async () => {
    probe = await openProbe();
    const owner = new pg.Client({ connectionString: probe.database.ownerUrl });
    await owner.connect();
    await owner.query(`ALTER TABLE probe.heard ADD COLUMN heard_at timestamptz NOT NULL DEFAULT now(); GRANT USAGE ON SCHEMA probe TO hubcraft_dispatcher; GRANT SELECT (game_id) ON probe.note TO hubcraft_dispatcher; CREATE POLICY routing ON probe.note FOR SELECT TO hubcraft_dispatcher USING (true)`);
    await owner.end();
    const app = await open(NotesModule, HeardModule);
    checks = app.get(InvariantChecks);
    metrics = app.get(Metrics);
  });
  afterAll(async () => {
    for (const app of opened) await app.close();
    await probe.close();
  });

  it('takes each game that is due, once in five minutes, whoever asks', async () => {
    const [one, other] = [newId('gam'), newId('gam')].sort() as [string, string];
    await note(one, 'a');
    await note(other, 'b');
    expect(await checks.due('')).toEqual([one, other]);
    const second = (await open(NotesModule)).get(InvariantChecks);
    expect((await Promise.all([checks.checkGame(one), second.checkGame(one)])).sort()).toEqual([false, true]);
    expect(await checks.due('')).toEqual([other]);
    await probe.admin(`UPDATE platform.invariant_check SET next_at = now() - interval '1 second'`);
    expect(await checks.due('')).toEqual([one, other]);
  });

  it('finds what was broken within the hour at once, and what is older in the daily check', async () => {
    const gameId = newId('gam');
    await note(gameId, 'fine');
    await checkedToday(gameId);
    const fresh = await note(gameId, '');
    await note(gameId, '', await old());
    const alarm = { msg: 'ALARM: an invariant is broken', kind: 'notes.are-said', game_id: gameId };
    expect(await said(() => checks.checkGame(gameId))).toEqual([{ ...alarm, count: 1, error: JSON.stringify({ game_id: gameId, id: fresh }) }]);
    await probe.admin('UPDATE platform.invariant_check SET next_at = now(), whole_at = now() WHERE game_id = $1', [gameId]);
    expect(await said(() => checks.checkGame(gameId))).toEqual([{ ...alarm, count: 2, slice: expect.stringMatching(/^20/), error: expect.any(String) }]);
    expect(await metrics.text()).toContain('hubcraft_invariant_violations_total{invariant="notes.are-said"} 3');
  });

  it('looks at all of a day beside the rounds, and ends with its process', async () => {
    const gameId = newId('gam');
    await note(gameId, '', await old());
    const own = (await open(NotesModule)).get(InvariantChecks);
    const lines = await said(async () => {
      await own.round();
      await own.daysLookedAt();
    });
    expect(lines).toContainEqual(expect.objectContaining({ kind: 'notes.are-said', game_id: gameId, count: 1 }));
    await probe.admin(`UPDATE platform.invariant_check SET next_at = now(), whole_at = now() WHERE game_id = $1`, [gameId]);
    await own.beforeApplicationShutdown();
    expect(await said(() => own.checkGame(gameId))).toEqual([]);
  });

  it('sees one game only', async () => {
    const [broken, sound] = [newId('gam'), newId('gam')];
    await note(broken, '');
    await note(sound, 'fine');
    expect(await said(() => checks.checkGame(sound))).toEqual([]);
  });

  it('lets two contexts agree in their own time, and tells when they do not', async () => {
    const gameId = newId('gam');
    const id = await note(gameId, 'said');
    await checkedToday(gameId);
    await probe.admin('INSERT INTO probe.heard (game_id, event_id, text) VALUES ($1, $2, $3)', [gameId, id, 'misheard']);
    expect(await said(() => checks.checkGame(gameId))).toEqual([]);
    await probe.admin(`UPDATE probe.heard SET heard_at = now() - interval '16 minutes' WHERE game_id = $1`, [gameId]);
    await probe.admin('UPDATE platform.invariant_check SET next_at = now() WHERE game_id = $1', [gameId]);
    expect(await said(() => checks.checkGame(gameId))).toEqual([{ msg: 'ALARM: an invariant is broken', kind: 'heard.as-it-was-said', game_id: gameId, count: 1, error: JSON.stringify({ game_id: gameId, key: id, here: 'misheard', there: 'said' }) }]);
    // Where nobody keeps the other book there is nothing to compare.
    expect((await open(HeardModule)).get(InvariantChecks).book.invariants.map((each) => each.id)).not.toContain('heard.as-it-was-said');
  });

  it('names the statement that fails, and asks the others all the same', async () => {
    const gameId = newId('gam');
    await note(gameId, '');
    @Holds({ invariants: [{ id: 'probe.fails', of: 'I1', says: 'Nothing.', sql: (within) => `SELECT game_id, 1 / (length(text) - length(text)) FROM probe.note WHERE ${within.ids('id', 'not')}` }] })
    @Module({})
    class FailingModule {}
    const failing = (await open(NotesModule, FailingModule)).get(InvariantChecks);
    await checkedToday(gameId);
    const lines = await said(() => failing.checkGame(gameId));
    expect(lines).toEqual([{ msg: 'an invariant could not be checked', game_id: gameId, kind: 'probe.fails', error: expect.stringContaining('division by zero') }, expect.objectContaining({ kind: 'notes.are-said' })]);
  });

  it('holds the installation against its rights, without a game', async () => {
    expect(await said(() => checks.round())).not.toContainEqual(expect.objectContaining({ kind: expect.stringMatching(/^tenants\./) }));
    await probe.admin('ALTER TABLE probe.note NO FORCE ROW LEVEL SECURITY');
    expect(await said(() => checks.round())).toEqual([{ msg: 'ALARM: an invariant is broken', kind: 'tenants.tables-are-locked', count: 1, error: JSON.stringify({ table_name: 'probe.note' }) }]);
    await probe.admin('ALTER TABLE probe.note FORCE ROW LEVEL SECURITY');
  });
});

describe('the queues of the platform', () => {
  it('are looked at for all games together, as far back as ten minutes', async () => {
    const probe = await openProbe(['outbox.done-says-when']);
    const checks = (await probe.open()).get(InvariantChecks);
    const delivery = async (minutes: number): Promise<void> => {
      const gameId = newId('gam');
      const [event] = await probe.admin<{ id: string }>(`INSERT INTO platform.outbox_event (id, game_id, type, aggregate_type, aggregate_id, payload, actor_kind, actor_id) SELECT platform.typeid_floor('evt', now() - make_interval(mins => $2)), $1, 'probe.x.v1', 'x', 'x', '{}', 'system', 'test' RETURNING id`, [gameId, minutes]);
      await probe.admin(`INSERT INTO platform.outbox_delivery (event_id, subscriber, game_id, type, state, attempts) VALUES ($1, 'probe/none.0', $2, 'probe.x.v1', 'done', 1)`, [event!.id, gameId]);
    };
    const lines: object[] = [];
    const spy = jest.spyOn(Logger.prototype, 'error').mockImplementation((entry: unknown) => void lines.push(entry as object));
    await checks.round();
    for (const minutes of [1, 2, 20]) await delivery(minutes);
    await checks.round();
    spy.mockRestore();
    expect(lines).toEqual([{ msg: 'ALARM: an invariant is broken', kind: 'outbox.done-says-when', count: 2, error: expect.stringContaining('probe/none.0') }]);
    await probe.close();
  });
});

describe('the spans of a day', () => {
  const now = new Date('2026-11-26T12:00:00Z');

  it('leave no moment of a young game out, nor what lies before and after it', () => {
    const spans = spansOfTheDay(new Date('2026-10-20T00:00:00Z'), now);
    expect(spans[0]!.from).toEqual(new Date(0));
    expect(spans.at(-1)!.until.getUTCFullYear()).toBe(9999);
    for (const [at, span] of spans.slice(1).entries()) expect(span.from).toEqual(spans[at]!.until);
    expect(spans.some(({ from, until }) => from <= now && now < until)).toBe(true);
  });

  it('are six slices of an old one, and two ends', () => {
    const spans = spansOfTheDay(new Date('2020-01-01T00:00:00Z'), now);
    expect(spans).toHaveLength(8);
    for (const { from, until } of spans.slice(1, -1)) expect(until.getTime() - from.getTime()).toBe(SLICE_MS);
  });
});
