import { readFileSync, readdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { migrateBullmq } from '../bell/bullmq-migrations.js';

const LOCK = 7_215_001;

export interface MigrationResult {
  applied: string[];
  partitionsMade: number;
}

/** The migration files in the order of their numbers; each once, never edited after it has landed. */
export function migrationFiles(folder: string): { name: string; sql: string; checksum: string }[] {
  return readdirSync(folder).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Brings the database to today's shape, as its owner, under one advisory lock: SQL files forward only, then BullMQ's own, then the
 * partitions of the months to come. Each file is one transaction with a short lock timeout. A file that was changed after it ran is refused, and so is one
 * that comes below what has run: here it would run after the others, on a new database before them.
 */
export async function migrate(ownerUrl: string, folder: string): Promise<MigrationResult> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000, statement_timeout: 120_000 });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(`SET lock_timeout = '5s'`);
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
      await client.query('BEGIN');
      try {
        await client.query(file.sql);
        await client.query('INSERT INTO hubcraft_migration.applied (name, checksum) VALUES ($1, $2)', [file.name, file.checksum]);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw new Error(`The migration ${file.name} failed: ${(error as Error).message}`);
      }
      applied.push(file.name);
    }
    await migrateBullmq(ownerUrl);
    const parents = (await client.query<{ parent: string; prefix: string }>(`SELECT n.nspname || '.' || c.relname AS parent, obj_description(c.oid) AS prefix FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'p'`)).rows;
    let partitionsMade = 0;
    for (const { parent, prefix } of parents) {
      const match = /^partitioned by (\w+)$/.exec(prefix ?? '');
      if (!match) throw new Error(`${parent} is partitioned, but its comment does not say by which id ("partitioned by evt")`);
      partitionsMade += (await client.query<{ made: number }>('SELECT platform.ensure_partitions($1, $2, 3) AS made', [parent, match[1]])).rows[0]!.made;
    }
    return { applied, partitionsMade };
  } finally {
    await client.end();
  }
}
