import type { INestApplicationContext } from '@nestjs/common';
import { gameScope, openProbe, type Probe } from '../testing/probe.js';
import { Database } from './database.js';

/** Migrations of the next build run while this one works: what it has prepared before answers other columns then. */
describe('a table that gets a column while its statements are prepared on every connection', () => {
  let probe: Probe;
  let app: INestApplicationContext;
  let database: Database;
  const scope = gameScope();
  const MANY = 8;

  beforeAll(async () => {
    probe = await openProbe();
    app = await probe.open();
    database = app.get(Database);
    await probe.admin('CREATE TABLE probe.wide (id text PRIMARY KEY)');
    await probe.admin(`COMMENT ON TABLE probe.wide IS 'of no tenant'`);
    await probe.admin('GRANT SELECT, INSERT, UPDATE ON probe.wide TO hubcraft_app, hubcraft_dispatcher');
    await probe.admin('GRANT USAGE ON SCHEMA probe TO hubcraft_dispatcher');
    await probe.admin(`INSERT INTO probe.wide VALUES ('one')`);
  });
  afterAll(() => probe.close());

  const all = 'SELECT * FROM probe.wide';
  const rounds: Record<string, () => Promise<object[]>> = {
    'a transaction': () => database.transaction(scope, { context: 'probe/notes' }, async () => (await database.query('SELECT pg_sleep(0.05)'), database.query(all))),
    'a transaction that only reads': () => database.transaction(scope, { readOnly: true }, async () => (await database.query('SELECT pg_sleep(0.05)'), database.query(all))),
    'a statement that goes with the commit': () => database.alone(scope, `UPDATE probe.wide SET id = id WHERE pg_sleep(0.05) IS NOT NULL RETURNING *`, []),
    'a look outside any game': () => database.unscoped(`SELECT w.* FROM probe.wide w, pg_sleep(0.05)`),
    'a look of the dispatcher': () => database.asDispatcher(`SELECT w.* FROM probe.wide w, pg_sleep(0.05)`),
  };

  it.each(Object.keys(rounds))('is read and written on as if nothing had happened: %s', async (name) => {
    const together = (): Promise<object[][]> => Promise.all(Array.from({ length: MANY }, () => rounds[name]!()));
    await together();
    const column = `c${Object.keys(rounds).indexOf(name)}`;
    await probe.admin(`ALTER TABLE probe.wide ADD COLUMN ${column} int NOT NULL DEFAULT 7`);
    for (const rows of await together()) expect(rows).toMatchObject([{ id: 'one', [column]: 7 }]);
  });
});
