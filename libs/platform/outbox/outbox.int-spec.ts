import type { INestApplicationContext } from '@nestjs/common';
import { Commands } from '../cqrs/doors.js';
import { Database } from '../database/database.js';
import { openTransaction } from '../database/store.js';
import type { RecordedEvent } from '../kernel/messages.js';
import { NoteHearer, NoteWritten, Script, WriteNote, gameScope, openProbe, type Probe } from '../testing/probe.js';
import { OutboxDispatcher, RETRY_SECONDS } from './dispatcher.js';
import { Outbox } from './outbox.js';

const HEARER = 'probe/notes.hear';

describe('the outbox', () => {
  let probe: Probe;
  let app: INestApplicationContext;
  let commands: Commands;
  let dispatcher: OutboxDispatcher;
  let script: Script;

  beforeAll(async () => {
    probe = await openProbe();
    app = await probe.open();
    [commands, dispatcher, script] = [app.get(Commands), app.get(OutboxDispatcher), app.get(Script)];
  });
  afterEach(() => (script.heard = async () => undefined));
  afterAll(() => probe.close());

  const write = async (gameId: string, ...texts: string[]): Promise<void> => {
    for (const text of texts) await commands.execute(new WriteNote(text), gameScope(gameId as never));
  };
  const deliveries = (gameId: string) => probe.admin<{ state: string; attempts: number; last_error: string | null; wait: number }>(
    `SELECT state, attempts, last_error, extract(epoch FROM next_at - now())::float AS wait FROM platform.outbox_delivery WHERE game_id = $1 ORDER BY event_id`, [gameId]);
  const heard = async (gameId: string) => (await probe.admin<{ text: string }>('SELECT text FROM probe.heard WHERE game_id = $1 ORDER BY event_id', [gameId])).map((row) => row.text);
  const dueNow = (gameId: string) => probe.admin(`UPDATE platform.outbox_delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending'`, [gameId]);
  const game = (): string => gameScope().gameId;

  it('writes the event and one delivery per subscriber with the commit, in one statement', async () => {
    const gameId = game();
    const before = app.get(Database).statements;
    await write(gameId, 'hello');
    // BEGIN and scope (2), the note, event with delivery, COMMIT.
    expect(app.get(Database).statements - before).toBe(5);
    expect(await deliveries(gameId)).toMatchObject([{ state: 'pending', attempts: 0 }]);
    expect(await probe.admin('SELECT type, aggregate_type, payload, actor_kind, actor_id FROM platform.outbox_event WHERE game_id = $1', [gameId])).toEqual([
      { type: 'probe.note.written.v1', aggregate_type: 'note', payload: { text: 'hello' }, actor_kind: 'system', actor_id: 'test' },
    ]);
  });

  it('names the request that led to an event, also what follows from a batch of many requests', async () => {
    const gameId = game();
    for (const requestId of ['req_1', 'req_2']) await commands.execute(new WriteNote(requestId), { ...gameScope(gameId as never), requestId });
    await write(gameId, 'nobody asked');
    script.heard = async (events) => {
      for (const event of events as RecordedEvent<{ text: string }>[]) {
        if (!event.payload.text.startsWith('after')) app.get(Outbox).record(new NoteWritten('note', 'not_after', { text: `after ${event.payload.text}` }).causedBy(event.requestId));
      }
    };
    expect(await dispatcher.drain(HEARER, gameId)).toBe(3);
    expect(await probe.admin(`SELECT payload ->> 'text' AS text, request_id FROM platform.outbox_event WHERE game_id = $1 ORDER BY id`, [gameId])).toEqual([
      { text: 'req_1', request_id: 'req_1' }, { text: 'req_2', request_id: 'req_2' }, { text: 'nobody asked', request_id: null },
      { text: 'after req_1', request_id: 'req_1' }, { text: 'after req_2', request_id: 'req_2' }, { text: 'after nobody asked', request_id: null },
    ]);
  });

  it('leaves nothing behind when the command fails', async () => {
    const gameId = game();
    const failing = new WriteNote('never', async () => Promise.reject(new Error('changed my mind')));
    await expect(commands.execute(failing, gameScope(gameId as never))).rejects.toThrow('changed my mind');
    expect(await probe.admin('SELECT 1 FROM platform.outbox_event WHERE game_id = $1 UNION ALL SELECT 1 FROM probe.note WHERE game_id = $1', [gameId])).toEqual([]);
  });

  it('hands a batch over in order and marks it done with its effect', async () => {
    const gameId = game();
    await write(gameId, '1', '2', '3');
    const batches: string[][] = [];
    script.heard = async (events) => void batches.push(events.map((event) => (event as RecordedEvent<{ text: string }>).payload.text));
    expect(await dispatcher.due(HEARER)).toContainEqual({ subscriber: HEARER, gameId });
    expect(await dispatcher.drain(HEARER, gameId)).toBe(3);
    expect(batches).toEqual([['1', '2', '3']]);
    expect(await heard(gameId)).toEqual(['1', '2', '3']);
    expect((await deliveries(gameId)).map((row) => row.state)).toEqual(['done', 'done', 'done']);
    expect(await dispatcher.drain(HEARER, gameId)).toBe(0);
  });

  it('keeps neither effect nor mark of a run that fails, and waits before the next', async () => {
    const gameId = game();
    await write(gameId, 'x');
    script.heard = async () => Promise.reject(new Error('not today'));
    await dispatcher.drain(HEARER, gameId);
    expect(await heard(gameId)).toEqual([]);
    const [row] = await deliveries(gameId);
    expect(row).toMatchObject({ state: 'pending', attempts: 1 });
    expect(row!.last_error).toContain('not today');
    expect(row!.wait).toBeGreaterThan(0);
    expect(row!.wait).toBeLessThanOrEqual(RETRY_SECONDS[0]);
    script.heard = async () => undefined;
    expect(await dispatcher.drain(HEARER, gameId)).toBe(0);
    await dueNow(gameId);
    expect(await dispatcher.drain(HEARER, gameId)).toBe(1);
    expect(await heard(gameId)).toEqual(['x']);
  });

  it('repeats a failed batch one by one, so that one event does not hold up the others', async () => {
    const gameId = game();
    await write(gameId, 'a', 'b', 'poison', 'c', 'd');
    script.heard = async (events) => {
      if (events.some((event) => (event as RecordedEvent<{ text: string }>).payload.text === 'poison')) throw new Error('poison');
    };
    expect(await dispatcher.drain(HEARER, gameId)).toBe(4);
    expect(await heard(gameId)).toEqual(['a', 'b', 'c', 'd']);
    expect((await deliveries(gameId)).map((row) => row.state)).toEqual(['done', 'done', 'pending', 'done', 'done']);
  });

  it('goes on with the events behind a batch that was repeated one by one', async () => {
    const gameId = game();
    await write(gameId, 'poison', ...Array.from({ length: 120 }, (_, i) => `n${i}`));
    script.heard = async (events) => {
      if (events.some((event) => (event as RecordedEvent<{ text: string }>).payload.text === 'poison')) throw new Error('poison');
    };
    expect(await dispatcher.drain(HEARER, gameId)).toBe(120);
    expect(await heard(gameId)).toHaveLength(120);
  });

  it('gives an event up after the last retry and keeps it visible', async () => {
    const gameId = game();
    await write(gameId, 'doomed');
    script.heard = async () => Promise.reject(new Error('never'));
    for (let run = 1; run <= RETRY_SECONDS.length + 1; run++) {
      expect(await deliveries(gameId)).toMatchObject([{ state: 'pending', attempts: run - 1 }]);
      await dueNow(gameId);
      await dispatcher.drain(HEARER, gameId);
    }
    expect(await deliveries(gameId)).toMatchObject([{ state: 'dead', attempts: RETRY_SECONDS.length + 1 }]);
    expect(await dispatcher.due(HEARER)).not.toContainEqual({ subscriber: HEARER, gameId });
  });

  it('runs every event once when two processes deliver at the same time', async () => {
    const gameId = game();
    await Promise.all(Array.from({ length: 8 }, (_, i) => write(gameId, ...Array.from({ length: 40 }, (_, j) => `${i}-${j}`))));
    const other = await probe.open();
    const seen: string[] = [];
    const note = async (events: RecordedEvent[]): Promise<void> => void seen.push(...events.map((event) => event.id));
    [script.heard, other.get(Script).heard] = [note, note];
    let drained = 0;
    while (drained < 320) {
      const counts = await Promise.all([dispatcher.drain(HEARER, gameId), other.get(OutboxDispatcher).drain(HEARER, gameId), dispatcher.drain(HEARER, gameId)]);
      drained += counts.reduce((sum, count) => sum + count, 0);
    }
    expect(drained).toBe(320);
    expect(new Set(seen).size).toBe(320);
    expect(seen).toHaveLength(320);
    expect(await heard(gameId)).toHaveLength(320);
  });

  it('delivers again what a killed connection was delivering, with one effect', async () => {
    const gameId = game();
    await write(gameId, 'k1', 'k2');
    let kills = 0;
    script.heard = async () => {
      if (kills++ > 0) return;
      const { pid } = (await app.get(Database).query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]!;
      await probe.admin('SELECT pg_terminate_backend($1)', [pid]);
      await app.get(Database).query('SELECT 1');
    };
    await dispatcher.drain(HEARER, gameId).catch(() => undefined);
    await dueNow(gameId);
    await dispatcher.drain(HEARER, gameId);
    expect(kills).toBeGreaterThanOrEqual(2);
    expect(await heard(gameId)).toEqual(['k1', 'k2']);
    expect((await deliveries(gameId)).map((row) => row.state)).toEqual(['done', 'done']);
  });

  it('lets a subscriber announce and command in its own context only', async () => {
    const gameId = game();
    await write(gameId, 'chain');
    script.heard = async (events) => {
      expect(openTransaction().context).toBe('probe/notes');
      if ((events[0] as RecordedEvent<{ text: string }>).payload.text === 'chain') await commands.execute(new WriteNote('link'), gameScope(gameId as never));
    };
    await dispatcher.drain(HEARER, gameId);
    await dispatcher.drain(HEARER, gameId);
    expect(await heard(gameId)).toEqual(['chain', 'link']);
    expect(app.get(NoteHearer)).toBeDefined();
  });
});
