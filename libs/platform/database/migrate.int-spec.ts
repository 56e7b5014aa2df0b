import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { migrate, migrationFiles } from './migrate.js';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../db/migrations');

describe('migrations', () => {
  let db: TestDatabase;
  let folder: string;
  beforeEach(async () => {
    db = await createTestDatabase();
    folder = mkdtempSync(path.join(os.tmpdir(), 'hubcraft-migrations-'));
    cpSync(MIGRATIONS, folder, { recursive: true });
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await db.drop();
  });

  const add = (name: string, sql: string) => writeFileSync(path.join(folder, name), sql);
  const there = async (schema: string): Promise<boolean> => {
    const client = new pg.Client({ connectionString: db.adminUrl });
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
    await client.end();
    return rowCount === 1;
  };

  it('run once, the new ones in the order of their numbers', async () => {
    expect(await migrate(db.ownerUrl, folder)).toEqual({ applied: [], partitionsMade: 0 });
    add('9001_second.sql', 'CREATE SCHEMA planted_inside; CREATE SCHEMA planted_second');
    add('9000_first.sql', 'CREATE SCHEMA planted_first');
    expect((await migrate(db.ownerUrl, folder)).applied).toEqual(['9000_first.sql', '9001_second.sql']);
    expect((await migrate(db.ownerUrl, folder)).applied).toEqual([]);
  });

  it('are refused when one was changed after it had run', async () => {
    add('9000_first.sql', 'CREATE SCHEMA planted_first');
    await migrate(db.ownerUrl, folder);
    add('9000_first.sql', 'CREATE SCHEMA planted_other');
    await expect(migrate(db.ownerUrl, folder)).rejects.toThrow(/9000_first\.sql was changed/);
  });

  // On an older database it would run after the others, on a new one before them: two installations of one version would differ.
  it.each([['0009_late.sql'], ['0001_a_twin.sql']])('are refused, all of them, when %s comes below one that has run', async (name) => {
    const last = migrationFiles(MIGRATIONS).at(-1)!.name;
    add(name, 'CREATE SCHEMA planted_late');
    add('9000_fine.sql', 'CREATE SCHEMA planted_fine');
    await expect(migrate(db.ownerUrl, folder)).rejects.toThrow(new RegExp(`${name.replace('.', '\\.')} comes before ${last.replace('.', '\\.')}.*give it a number above`));
    expect([await there('planted_late'), await there('planted_fine')]).toEqual([false, false]);
  });

  const asked = async <R extends object>(sql: string): Promise<R[]> => {
    const client = new pg.Client({ connectionString: db.ownerUrl });
    await client.connect();
    return client.query<R>(sql).then(({ rows }) => rows).finally(() => client.end());
  };

  it('are tried again where somebody who works beside them has locked in another order', async () => {
    add('9000_tables.sql', 'CREATE SCHEMA planted; CREATE TABLE planted.one (id int); CREATE TABLE planted.two (id int)');
    await migrate(db.ownerUrl, folder);
    add('9001_both.sql', 'ALTER TABLE planted.one ADD COLUMN more text; ALTER TABLE planted.two ADD COLUMN more text');
    const worker = new pg.Client({ connectionString: db.ownerUrl });
    await worker.connect();
    await worker.query('BEGIN; INSERT INTO planted.two VALUES (1)');
    const migrated = migrate(db.ownerUrl, folder);
    await eventually(async () => (await asked(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length === 1);
    // Each waits for the other; it is the migration that lets go.
    await worker.query('INSERT INTO planted.one VALUES (1); COMMIT');
    await worker.end();
    expect((await migrated).applied).toEqual(['9001_both.sql']);
    expect(await asked('SELECT o.more, t.more FROM planted.one o, planted.two t')).toHaveLength(1);
  });

  describe('outside a transaction', () => {
    const INDEX = `-- no transaction
CREATE UNIQUE INDEX IF NOT EXISTS thing_word ON ONLY planted.thing (word, id)
-- then
-- for each partition of planted.thing
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {partition}_word ON planted.{partition} (word, id)
-- then
-- for each partition of planted.thing
ALTER INDEX planted.thing_word ATTACH PARTITION planted.{partition}_word`;
    const PARTITIONS = 6;
    const indexes = () => asked<{ valid: boolean; n: number }>(`SELECT indisvalid AS valid, count(*)::int AS n FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname LIKE 'thing%word' GROUP BY 1 ORDER BY 1`);
    beforeEach(async () => {
      add('9000_table.sql', `CREATE SCHEMA planted; CREATE TABLE planted.thing (id text COLLATE "C", word text) PARTITION BY RANGE (id); COMMENT ON TABLE planted.thing IS 'partitioned by thg'; SELECT platform.ensure_partitions('planted.thing', 'thg', 3)`);
      await migrate(db.ownerUrl, folder);
    });

    it('build an index in all partitions of a table, also behind another process that migrates', async () => {
      add('9001_index.sql', INDEX);
      const both = await Promise.all([migrate(db.ownerUrl, folder), migrate(db.ownerUrl, folder)]);
      expect(both.flatMap(({ applied }) => applied)).toEqual(['9001_index.sql']);
      expect(await indexes()).toEqual([{ valid: true, n: PARTITIONS + 1 }]);
    });

    it('let nobody wait behind a statement that wants a table for itself, and wait for what holds up nobody', async () => {
      add('9001_tables.sql', `CREATE TABLE planted.one (id int); CREATE TABLE planted.two (id int); CREATE TABLE planted.three (id int); ALTER TABLE planted.two ADD CONSTRAINT two_id_check CHECK (id > 0) NOT VALID`);
      await migrate(db.ownerUrl, folder);
      add('9002_words.sql', `-- no transaction
-- Not to be taken for one that runs CONCURRENTLY.
ALTER TABLE planted.one ADD COLUMN IF NOT EXISTS word text
-- then
ALTER TABLE planted.two VALIDATE CONSTRAINT two_id_check
-- then
CREATE INDEX CONCURRENTLY IF NOT EXISTS three_id ON planted.three (id)`);
      const holder = async (sql: string) => {
        const client = new pg.Client({ connectionString: db.ownerUrl });
        await client.connect();
        await client.query(`BEGIN; ${sql}`);
        return client;
      };
      const waits = async (word: string) => (await asked(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%${word}%'`)).length === 1;
      const dump = await holder('SELECT FROM planted.one');
      const analysts = [['VALIDATE', await holder('LOCK TABLE planted.two IN SHARE UPDATE EXCLUSIVE MODE')], ['INDEX', await holder('LOCK TABLE planted.three IN SHARE UPDATE EXCLUSIVE MODE')]] as const;
      try {
        const migrated = migrate(db.ownerUrl, folder);
        await eventually(() => waits('ADD COLUMN'));
        // Twice, so that one of them comes while the migration waits again.
        for (let n = 1; n <= 2; n++) await asked(`SET lock_timeout = '3s'; INSERT INTO planted.one VALUES (${n})`);
        await dump.query('COMMIT');
        for (const [word, analyst] of analysts) {
          await eventually(() => waits(word));
          // Longer than a statement waits that is in the way of others.
          await pause(800);
          expect(await waits(word)).toBe(true);
          await analyst.query('COMMIT');
        }
        expect((await migrated).applied).toEqual(['9002_words.sql']);
      } finally {
        for (const client of [dump, ...analysts.map(([, analyst]) => analyst)]) await client.end();
      }
      expect(await asked(`SELECT word FROM planted.one`)).toHaveLength(2);
      expect(await asked(`SELECT c.convalidated AND i.indisvalid AS done FROM pg_constraint c, pg_index i WHERE c.conname = 'two_id_check' AND i.indexrelid = 'planted.three_id'::regclass`)).toEqual([{ done: true }]);
    });

    it('begin anew after one that broke off, and leave no broken index', async () => {
      await asked(`INSERT INTO planted.thing VALUES ('thg_1', 'twice'), ('thg_1', 'twice')`);
      add('9001_index.sql', INDEX);
      await expect(migrate(db.ownerUrl, folder)).rejects.toThrow(/9001_index\.sql failed: could not create unique index/);
      expect((await indexes()).find(({ valid }) => !valid)!.n).toBeGreaterThan(1);
      await asked(`DELETE FROM planted.thing`);
      expect((await migrate(db.ownerUrl, folder)).applied).toEqual(['9001_index.sql']);
      expect(await indexes()).toEqual([{ valid: true, n: PARTITIONS + 1 }]);
    });
  });
});
