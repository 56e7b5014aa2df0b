import type { INestApplicationContext } from '@nestjs/common';
import { Database } from '../database/database.js';
import { openTransaction } from '../database/store.js';
import { Call } from '../kernel/messages.js';
import { Jobs } from '../jobs/jobs.js';
import { Outbox } from '../outbox/outbox.js';
import { GetNotes, NoteWritten, WriteElsewhere, WriteNote, gameScope, openProbe, type Probe } from '../testing/probe.js';
import { Calls, Commands, Queries } from './doors.js';

class AskOutside extends Call<string> {}

describe('the doors', () => {
  let probe: Probe;
  let app: INestApplicationContext;
  let commands: Commands;
  let queries: Queries;

  beforeAll(async () => {
    probe = await openProbe();
    app = await probe.open();
    [commands, queries] = [app.get(Commands), app.get(Queries)];
  });
  afterAll(() => probe.close());

  it('refuse a command inside a transaction of another context, and roll both back', async () => {
    const scope = gameScope();
    const inner = (): Promise<unknown> => commands.execute(new WriteElsewhere(async () => undefined), scope);
    await expect(commands.execute(new WriteNote('outer', inner), scope)).rejects.toThrow(/WriteElsewhere writes probe\/elsewhere inside a transaction of probe\/notes/);
    expect(await queries.ask(new GetNotes(), scope)).toEqual([]);
  });

  it('let a command of the same context join the open transaction', async () => {
    const scope = gameScope();
    const inner = (): Promise<unknown> => commands.execute(new WriteNote('inner'), scope);
    await commands.execute(new WriteNote('outer', inner), scope);
    expect((await queries.ask(new GetNotes(), scope)).sort()).toEqual(['inner', 'outer']);
    const failing = async (): Promise<unknown> => {
      await commands.execute(new WriteNote('lost'), scope);
      throw new Error('both');
    };
    await expect(commands.execute(new WriteNote('lost too', failing), scope)).rejects.toThrow('both');
    expect(await queries.ask(new GetNotes(), scope)).toHaveLength(2);
  });

  it.each(['40001', '40P01'])('repeat the whole transaction on SQLSTATE %s, with the events of the last run only', async (sqlstate) => {
    const scope = gameScope();
    let runs = 0;
    const meanwhile = async (): Promise<void> => {
      if (++runs < 3) await app.get(Database).query(`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '${sqlstate}'; END $$`);
    };
    await commands.execute(new WriteNote('third time', meanwhile), scope);
    expect(runs).toBe(3);
    expect(await queries.ask(new GetNotes(), scope)).toEqual(['third time']);
    expect(await probe.admin('SELECT 1 FROM platform.outbox_event WHERE game_id = $1', [scope.gameId])).toHaveLength(1);
  });

  it('do not repeat other failures, and give up on one that does not end', async () => {
    const scope = gameScope();
    let runs = 0;
    const failing = (sqlstate: string) => async (): Promise<void> => {
      runs++;
      await app.get(Database).query(`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${sqlstate}'; END $$`);
    };
    await expect(commands.execute(new WriteNote('x', failing('23505')), scope)).rejects.toMatchObject({ code: '23505' });
    expect(runs).toBe(1);
    await expect(commands.execute(new WriteNote('x', failing('40001')), scope)).rejects.toMatchObject({ code: '40001' });
    expect(runs).toBe(7);
  });

  it('settle two commands that deadlock', async () => {
    const scope = gameScope();
    const [a, b] = [await commands.execute(new WriteNote('a'), scope), await commands.execute(new WriteNote('b'), scope)];
    const touch = (id: string) => app.get(Database).execute(`UPDATE probe.note SET text = text || '!' WHERE id = $1`, [id]);
    let [first, second] = [() => undefined as void, () => undefined as void];
    const [firstIn, secondIn] = [new Promise<void>((resolve) => (first = resolve)), new Promise<void>((resolve) => (second = resolve))];
    await Promise.all([
      commands.execute(new WriteNote('1', async () => { await touch(a.id); first(); await secondIn; await touch(b.id); }), scope),
      commands.execute(new WriteNote('2', async () => { await touch(b.id); second(); await firstIn; await touch(a.id); }), scope),
    ]);
    expect((await queries.ask(new GetNotes(), scope)).sort()).toEqual(['1', '2', 'a!!', 'b!!']);
  });

  it('say so when a failure was swallowed and PostgreSQL kept nothing', async () => {
    const database = app.get(Database);
    const swallowed = database.transaction(gameScope(), { context: 'platform' }, async () => {
      await database.query('SELECT 1 / 0').catch(() => undefined);
      return 'done';
    });
    await expect(swallowed).rejects.toThrow(/a statement had failed/);
  });

  it('open a query read-only: it can neither write, announce nor schedule', async () => {
    const scope = gameScope();
    const write = (): Promise<unknown> => app.get(Database).query(`INSERT INTO probe.note (game_id, id, text) VALUES ($1, 'x', 'x')`, [scope.gameId]);
    await expect(queries.ask(new GetNotes(write), scope)).rejects.toMatchObject({ code: '25006' });
    const announce = async (): Promise<void> => app.get(Outbox).record(new NoteWritten('note', 'x', { text: 'x' }));
    await expect(queries.ask(new GetNotes(announce), scope)).rejects.toThrow('A query cannot announce');
    const schedule = (): Promise<void> => app.get(Jobs).schedule({ type: 'probe.work', key: 'k', payload: {} });
    await expect(queries.ask(new GetNotes(schedule), scope)).rejects.toThrow('A query cannot schedule');
    const command = (): Promise<unknown> => commands.execute(new WriteNote('x'), scope);
    await expect(queries.ask(new GetNotes(command), scope)).rejects.toThrow(/inside a transaction of a query/);
  });

  it('let a query inside a command see what the command has written', async () => {
    const scope = gameScope();
    let seen: string[] = [];
    await commands.execute(new WriteNote('mine', async () => (seen = await queries.ask(new GetNotes()))), scope);
    expect(seen).toEqual(['mine']);
    await expect(queries.ask(new GetNotes())).rejects.toThrow(/without a scope/);
  });

  it('refuse to ask the outside world while a transaction is open', async () => {
    const scope = gameScope();
    const call = (): Promise<unknown> => app.get(Calls).ask(new AskOutside(), scope);
    await expect(commands.execute(new WriteNote('x', call), scope)).rejects.toThrow(/AskOutside asks the outside world inside a transaction/);
    await expect(queries.ask(new GetNotes(call), scope)).rejects.toThrow(/inside a transaction/);
  });

  it('have no transaction for code that did not come through them', async () => {
    expect(() => openTransaction()).toThrow(/No transaction is open/);
    await expect(app.get(Database).query('SELECT 1')).rejects.toThrow(/No transaction is open/);
  });
});
