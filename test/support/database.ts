import { randomBytes } from 'node:crypto';
import path from 'node:path';
import pg, { type ClientBase } from 'pg';
import { migrate } from '#platform/database/migrate';
import { APP_ROLE, OWNER_ROLE, dropDatabase, ensureDatabase, ensureRoles } from '../../scripts/lib/roles.mjs';
import { testServers } from './servers.js';

export interface TestDatabase {
  name: string;
  /** As `hubcraft_app`: what api and worker use; row-level security holds. */
  appUrl: string;
  /** As `hubcraft_owner`, the owner of the tables: forced row-level security holds for it too. */
  ownerUrl: string;
  /** As superuser, on the same database: looks past row-level security, for assertions and invariant checks. */
  adminUrl: string;
  /** Drops the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** A fresh, migrated database for one test file: a copy of the run's template. Drop it in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { adminUrl, template, appPassword, ownerPassword } = await testServers();
  const name = `hubcraft_test_${process.env.JEST_WORKER_ID ?? '0'}_${randomBytes(5).toString('hex')}`;
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`CREATE DATABASE ${name} OWNER hubcraft_owner TEMPLATE ${template}`);
    // Rights on a database itself are not copied from its template.
    await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    await admin.query(`GRANT CONNECT ON DATABASE ${name} TO hubcraft_app`);
  });
  return {
    name,
    appUrl: address(adminUrl, name, 'hubcraft_app', appPassword),
    ownerUrl: address(adminUrl, name, 'hubcraft_owner', ownerPassword),
    adminUrl: address(adminUrl, name),
    drop: () => asAdmin(adminUrl, async (admin) => void (await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

/** As `createTestDatabase`, with nothing in it yet: for a build that migrates it itself. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const { adminUrl, appPassword, ownerPassword } = await testServers();
  const name = `hubcraft_test_empty_${randomBytes(5).toString('hex')}`;
  await ensureDatabase({ adminUrl, database: name });
  return {
    name, appUrl: address(adminUrl, name, APP_ROLE, appPassword), ownerUrl: address(adminUrl, name, OWNER_ROLE, ownerPassword), adminUrl: address(adminUrl, name), drop: () => dropDatabase({ adminUrl, database: name }),
  };
}

/** As `createTestDatabase`, on a cluster of the test's own: roles and tables are made for it. */
export async function createDatabaseOn(adminUrl: string): Promise<TestDatabase> {
  const [appPassword, ownerPassword] = [randomBytes(18).toString('base64url'), randomBytes(18).toString('base64url')];
  const name = 'hubcraft_own';
  await ensureRoles({ adminUrl, appPassword, ownerPassword });
  await ensureDatabase({ adminUrl, database: name });
  const database = {
    name, appUrl: address(adminUrl, name, APP_ROLE, appPassword), ownerUrl: address(adminUrl, name, OWNER_ROLE, ownerPassword), adminUrl: address(adminUrl, name),
    drop: () => dropDatabase({ adminUrl, database: name }),
  };
  await migrate(database.ownerUrl, path.join(import.meta.dirname, '../../db/migrations'));
  return database;
}

async function asAdmin<T>(adminUrl: string, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function address(url: string, database: string, user?: string, password?: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  if (user !== undefined) changed.username = user;
  if (password !== undefined) changed.password = encodeURIComponent(password);
  return changed.toString();
}
