import { readFileSync, readdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import path from 'node:path';
import pg from 'pg';
import { migrateBullmq } from '../bell/bullmq-migrations.js';

const LOCK = 7_215_001;
const LOCK_TRIES = 600;
const LOCK_AGAIN_MS = 200;

/** A lock could not be had: it waited too long, or whoever held it waited for one of ours. All of the file was rolled back, and those who work beside it have gone on meanwhile. */
const LOCKED_OUT = new Set(['40P01', '55P03']);
/** Whoever comes after one that waits for a table waits behind it: so it does not wait long, and comes again. */
const WAITS_FOR_LOCK = '500ms';
/** What holds up nobody while it waits: neither those who write nor whoever comes after it. */
const WAITS_BESIDE_WRITERS = '10min';
const BESIDE_WRITERS = /^\s*(?:(?:CREATE(?: UNIQUE)?|DROP) INDEX CONCURRENTLY\b|ALTER TABLE \S+ VALIDATE CONSTRAINT \w+\s*;?\s*$)/i;
const APPLY_TRIES = 60;
const APPLY_AGAIN_MS = 500;

/** The first line of a file that runs outside a transaction: it builds indexes on large tables, for which nobody who writes has to wait. */
const UNWRAPPED = '-- no transaction';
/** Between its statements. */
const THEN = /^-- then$/m;
/** Before a statement: it runs once for each partition of that table, with `{partition}` as its name (in that table's schema). A partitioned table takes no CREATE INDEX CONCURRENTLY itself. */
const EACH_PARTITION = /^-- for each partition of (\S+)$/m;

export interface MigrationResult {
  applied: string[];
  partitionsMade: number;
}

/** The migration files in the order of their numbers; each once, never edited after it has landed. */
export function migrationFiles(folder: string): MigrationFile[] {
  return readdirSync(folder).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

type Client = InstanceType<typeof pg.Client>;

interface MigrationFile {
  name: string;
  sql: string;
  checksum: string;
}

/** Asks again and again: a statement that waited for the lock would hold a snapshot, for whose end an index that is built beside writers waits in turn. */
async function locked(client: Client): Promise<void> {
  for (let tries = 0; tries < LOCK_TRIES; tries++) {
    if ((await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [LOCK])).rows[0]!.mine) return;
    await pause(LOCK_AGAIN_MS);
  }
  throw new Error('Another process has been migrating this database for two minutes');
}

const note = (client: Client, { name, checksum }: MigrationFile) => client.query('INSERT INTO hubcraft_migration.applied (name, checksum) VALUES ($1, $2)', [name, checksum]);

/** `work` is one transaction (or one statement outside of any), which is begun anew where locks are in its way. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === APPLY_TRIES || !LOCKED_OUT.has((error as { code?: string }).code ?? '')) throw error;
      await pause(APPLY_AGAIN_MS);
    }
  }
}

async function apply(client: Client, file: MigrationFile): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(file.sql);
    await note(client, file);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** A statement that wants a table for itself waits for it as briefly as a file in a transaction, and comes again: everybody who comes after it waits behind it. An index that broke off is not tried again, it would be left broken. */
async function runUnwrapped(client: Client, statement: string): Promise<void> {
  if (!BESIDE_WRITERS.test(statement.replaceAll(/^--.*$/gm, ''))) {
    await patiently(() => client.query(statement));
    return;
  }
  await client.query(`SET lock_timeout = '${WAITS_BESIDE_WRITERS}'`);
  try {
    await client.query(statement);
  } finally {
    await client.query(`SET lock_timeout = '${WAITS_FOR_LOCK}'`);
  }
}

/** What has failed halfway runs again from its beginning, so every statement has to bear that; an index whose building broke off is taken away first. */
async function applyUnwrapped(client: Client, file: MigrationFile): Promise<void> {
  await client.query('SET statement_timeout = 0');
  try {
    const broken = await client.query<{ index: string }>(`SELECT c.oid::regclass::text AS index FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relowner = current_user::regrole`);
    for (const { index } of broken.rows) await runUnwrapped(client, `DROP INDEX CONCURRENTLY ${index}`);
    for (const statement of file.sql.split(THEN)) {
      const parent = EACH_PARTITION.exec(statement)?.[1];
      const partitions = parent ? (await client.query<{ name: string }>('SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass ORDER BY 1', [parent])).rows.map((row) => row.name) : [''];
      for (const partition of partitions) await runUnwrapped(client, statement.replaceAll('{partition}', partition));
    }
    await note(client, file);
  } finally {
    await client.query(`SET statement_timeout = '120s'`);
  }
}

/**
 * Brings the database to today's shape, as its owner, under one advisory lock: SQL files forward only, then BullMQ's own, then the
 * partitions of the months to come. Each file is one transaction with a short lock timeout, tried again
 * where locks are in its way, or none at all (`UNWRAPPED`), whose statements wait as briefly but for those that hold up nobody. A file that was changed after it ran is refused, and so is one
 * that comes below what has run: here it would run after the others, on a new database before them.
 */
export async function migrate(ownerUrl: string, folder: string): Promise<MigrationResult> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000, statement_timeout: 120_000 });
  await client.connect();
  try {
    await locked(client);
    await client.query(`SET lock_timeout = '${WAITS_FOR_LOCK}'`);
    // A schema of its own: a role that does not inherit may not write into public.
    await client.query('CREATE SCHEMA IF NOT EXISTS hubcraft_migration');
    await client.query(`CREATE TABLE IF NOT EXISTS hubcraft_migration.applied (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const done = new Map((await client.query<{ name: string; checksum: string }>('SELECT name, checksum FROM hubcraft_migration.applied')).rows.map((row) => [row.name, row.checksum]));
    const files = migrationFiles(folder);
    const last = [...done.keys()].sort().at(-1) ?? '';
    for (const { name, checksum } of files) {
      const known = done.get(name);
      if (known && known !== checksum) throw new Error(`The migration ${name} was changed after it had run; write a new one instead`);
      if (!known && name < last) throw new Error(`The migration ${name} comes before ${last}, which has run already; give it a number above`);
    }
    const applied: string[] = [];
    for (const file of files.filter(({ name }) => !done.has(name))) {
      await (file.sql.startsWith(UNWRAPPED) ? applyUnwrapped(client, file) : patiently(() => apply(client, file))).catch((error: Error) => {
        throw new Error(`The migration ${file.name} failed: ${error.message}`);
      });
      applied.push(file.name);
    }
    await migrateBullmq(ownerUrl);
    const parents = (await client.query<{ parent: string; prefix: string }>(`SELECT n.nspname || '.' || c.relname AS parent, obj_description(c.oid) AS prefix FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'p'`)).rows;
    let partitionsMade = 0;
    for (const { parent, prefix } of parents) {
      const match = /^partitioned by (\w+)$/.exec(prefix ?? '');
      if (!match) throw new Error(`${parent} is partitioned, but its comment does not say by which id ("partitioned by evt")`);
      partitionsMade += (await patiently(() => client.query<{ made: number }>('SELECT platform.ensure_partitions($1, $2, 3) AS made', [parent, match[1]]))).rows[0]!.made;
    }
    return { applied, partitionsMade };
  } finally {
    await client.end();
  }
}
