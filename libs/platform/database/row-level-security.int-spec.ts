import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { Commands, Queries } from '../cqrs/doors.js';
import { GetNotes, WriteNote, gameScope, openProbe, type Probe } from '../testing/probe.js';
import { Database } from './database.js';

describe('row-level security', () => {
  let probe: Probe;
  let app: INestApplicationContext;
  let database: Database;
  const [mine, others] = [gameScope(), gameScope()];

  beforeAll(async () => {
    probe = await openProbe();
    app = await probe.open();
    database = app.get(Database);
    for (const scope of [mine, others]) await app.get(Commands).execute(new WriteNote(`of ${scope.gameId}`), scope);
  });
  afterAll(() => probe.close());

  const within = <T>(work: () => Promise<T>): Promise<T> => database.transaction(mine, { context: 'probe/notes' }, work);

  it('shows nothing where no game was set, also after a transaction that had set one', async () => {
    for (let i = 0; i < 15; i++) {
      expect(await database.unscoped('SELECT * FROM probe.note')).toEqual([]);
      expect(await database.unscoped('SELECT * FROM platform.outbox_event')).toEqual([]);
      await within(() => database.query('SELECT 1'));
    }
  });

  it('shows the rows of the game of the transaction only', async () => {
    expect(await app.get(Queries).ask(new GetNotes(), mine)).toEqual([`of ${mine.gameId}`]);
    expect(await within(() => database.query('SELECT game_id FROM platform.outbox_event'))).toEqual([{ game_id: mine.gameId }]);
    expect(await within(() => database.query('SELECT 1 FROM probe.note WHERE game_id = $1', [others.gameId]))).toEqual([]);
  });

  it('changes and removes no row of another game', async () => {
    expect(await within(() => database.execute(`UPDATE probe.note SET text = 'stolen' WHERE game_id = $1`, [others.gameId]))).toBe(0);
    expect(await within(() => database.execute('DELETE FROM probe.note WHERE game_id = $1', [others.gameId]))).toBe(0);
    expect(await app.get(Queries).ask(new GetNotes(), others)).toEqual([`of ${others.gameId}`]);
  });

  it('refuses to write a row of another game, or to give one away', async () => {
    await expect(within(() => database.query(`INSERT INTO probe.note (game_id, id, text) VALUES ($1, 'not_x', 'planted')`, [others.gameId]))).rejects.toMatchObject({ code: '42501' });
    await expect(within(() => database.execute('UPDATE probe.note SET game_id = $1', [others.gameId]))).rejects.toMatchObject({ code: '42501' });
    await expect(database.unscoped(`INSERT INTO probe.note (game_id, id, text) VALUES ('', 'not_x', 'planted')`)).rejects.toMatchObject({ code: '42501' });
  });

  it('lets the dispatcher see the routing columns of all games and nothing else', async () => {
    const games = (await database.asDispatcher<{ game_id: string }>('SELECT DISTINCT game_id FROM platform.outbox_delivery')).map((row) => row.game_id);
    expect(games).toEqual(expect.arrayContaining([mine.gameId, others.gameId]));
    for (const text of [
      'SELECT * FROM platform.outbox_delivery', 'SELECT event_id FROM platform.outbox_delivery', 'SELECT last_error FROM platform.outbox_delivery', 'SELECT payload FROM platform.outbox_event',
      'SELECT payload FROM platform.job', 'SELECT key FROM platform.job', 'SELECT * FROM platform.idempotency', 'SELECT * FROM probe.note',
    ]) {
      await expect(database.asDispatcher(text)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(database.asDispatcher('DELETE FROM platform.job')).rejects.toMatchObject({ code: '25006' });
  });

  it('gives the role of the processes none of the rights of the roles that it may become', async () => {
    const [row] = await database.unscoped<{ rolsuper: boolean; rolbypassrls: boolean; inherits: boolean }>(
      `SELECT rolsuper, rolbypassrls, pg_has_role('hubcraft_ops', 'USAGE') OR pg_has_role('hubcraft_dispatcher', 'USAGE') AS inherits FROM pg_roles WHERE rolname = current_user`);
    expect(row).toEqual({ rolsuper: false, rolbypassrls: false, inherits: false });
  });

  it('is forced on every table that has a game, whatever context it belongs to', async () => {
    const open = await probe.admin(
      `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'game_id' AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'bullmq') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
          AND n.nspname || '.' || c.relname <> 'platform.route'`);
    const [total] = await probe.admin<{ n: string }>(`SELECT count(*)::text AS n FROM pg_class c WHERE c.relforcerowsecurity AND c.relkind IN ('r', 'p')`);
    expect(Number(total!.n)).toBeGreaterThanOrEqual(6);
    expect(open).toEqual([]);
  });

  it('holds for partitions that are read by their own names', async () => {
    const [partition] = await probe.admin<{ name: string }>(`SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'platform.outbox_event'::regclass ORDER BY 1 LIMIT 1`);
    await expect(database.unscoped(`SELECT * FROM ${partition!.name}`)).rejects.toMatchObject({ code: '42501' });
  });

  it('cannot be switched off by the role of the processes', async () => {
    const client = new pg.Client({ connectionString: probe.database.appUrl });
    await client.connect();
    await expect(client.query(`ALTER TABLE probe.note DISABLE ROW LEVEL SECURITY`)).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('SET ROLE hubcraft_owner')).rejects.toMatchObject({ code: '42501' });
    await client.end();
  });
});
