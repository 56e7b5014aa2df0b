import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '../../../test/support/eventually.js';
import { BellWire } from '../bell/bell.js';
import { Commands } from '../cqrs/doors.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { OutboxDispatcher } from '../outbox/dispatcher.js';
import { Script, WriteNote, gameScope, openProbe, type Probe } from '../testing/probe.js';
import { Pump } from './pump.js';

describe('the pump', () => {
  let probe: Probe;
  let api: INestApplicationContext;

  beforeAll(async () => {
    probe = await openProbe();
    api = await probe.open();
  });
  afterAll(() => probe.close());

  const heard = async (gameId: string): Promise<number> => (await probe.admin('SELECT 1 FROM probe.heard WHERE game_id = $1', [gameId])).length;
  const worker = async (): Promise<INestApplicationContext> => {
    const app = await probe.open();
    app.get(BellWire).listen((chimes) => app.get(Pump).wake(chimes));
    app.get(Pump).start();
    return app;
  };

  it('brings the system to rest: events, what they cause, and jobs', async () => {
    const scope = gameScope();
    let jobs = 0;
    api.get(Script).job = async () => void jobs++;
    await api.get(Commands).execute(new WriteNote('1', () => api.get(Jobs).schedule({ type: 'probe.work', key: 'k', payload: {} })), scope);
    await api.get(Pump).settle();
    expect([await heard(scope.gameId), jobs]).toEqual([1, 1]);
  });

  it('delivers within moments what another process has committed, and finds by sweeping what no chime told of', async () => {
    const app = await worker();
    const scope = gameScope();
    const began = performance.now();
    await api.get(Commands).execute(new WriteNote('rung'), scope);
    await eventually(async () => (await heard(scope.gameId)) === 1);
    expect(performance.now() - began).toBeLessThan(3_000);
    const silent = gameScope();
    await probe.admin(
      `WITH e AS (INSERT INTO platform.outbox_event (id, game_id, type, aggregate_type, aggregate_id, payload, actor_kind, actor_id)
                  VALUES ('evt_' || substr(platform.typeid_floor('evt', now()), 5), $1, 'probe.note.written.v1', 'note', 'n', '{"text":"silent"}', 'system', 'test') RETURNING id)
       INSERT INTO platform.outbox_delivery (event_id, subscriber, game_id, type) SELECT id, 'probe/notes.hear', $1, 'probe.note.written.v1' FROM e`, [silent.gameId]);
    await eventually(async () => (await heard(silent.gameId)) === 1);
    await app.close();
  });

  it('goes on for everybody else while the servers of twenty games hang', async () => {
    const app = await worker();
    const ended: (() => void)[] = [];
    app.get(Script).job = () => new Promise<void>((resolve) => ended.push(resolve));
    for (let game = 0; game < 20; game++) await api.get(Commands).execute(new WriteNote('x', () => api.get(Jobs).schedule({ type: 'probe.work', key: 'k', payload: {} })), gameScope());
    await eventually(() => ended.length === 20);
    const scope = gameScope();
    await api.get(Commands).execute(new WriteNote('y', () => api.get(Jobs).schedule({ type: 'probe.work', key: 'k', payload: {} })), scope);
    await eventually(async () => (await heard(scope.gameId)) === 1 && ended.length === 21);
    for (const end of ended) end();
    await app.close();
  });

  it('lets a backlog give way to those who wait, and comes back to it', async () => {
    const scope = gameScope();
    const app = await probe.open();
    for (let i = 0; i < 250; i++) await api.get(Commands).execute(new WriteNote('x'), scope);
    expect(await app.get(OutboxDispatcher).drain('probe/notes.hear', scope.gameId, 0)).toBe(100);
    app.get(Pump).start();
    await eventually(async () => (await heard(scope.gameId)) === 250);
    await app.close();
  });

  it('finishes what runs before the process lets go of the database', async () => {
    const app = await worker();
    const scope = gameScope();
    let started = false;
    let release: () => void = () => undefined;
    app.get(Script).job = async () => {
      started = true;
      await new Promise<void>((resolve) => (release = resolve));
      await app.get(Commands).execute(new WriteNote('from the last run'), scope);
    };
    await api.get(Commands).execute(new WriteNote('x', () => api.get(Jobs).schedule({ type: 'probe.work', key: 'k', payload: {} })), scope);
    await eventually(() => started);
    const closing = app.close();
    // Long enough for the connections to be gone, if they did not wait.
    setTimeout(() => release(), 300);
    await closing;
    expect(await probe.admin(`SELECT state FROM platform.job WHERE game_id = $1`, [scope.gameId])).toEqual([{ state: 'done' }]);
    expect(await probe.admin(`SELECT 1 FROM probe.note WHERE game_id = $1 AND text = 'from the last run'`, [scope.gameId])).toHaveLength(1);
    await expect(app.get(Database).unscoped('SELECT 1')).rejects.toThrow();
  });
});
