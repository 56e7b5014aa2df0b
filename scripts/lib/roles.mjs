import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { Failure } from './failure.mjs';
import { ROOT } from './place.mjs';

export const OWNER_ROLE = 'hubcraft_owner';
export const APP_ROLE = 'hubcraft_app';
const CONNECT_MS = 5_000;

/** Connects or fails with one sentence that names the place and never the password. The caller ends the client. */
export async function connect(url, variable = 'DATABASE_URL') {
  if (!/^postgres(ql)?:\/\/./.test(url) || !URL.canParse(url)) {
    throw new Failure(`${variable} is not a PostgreSQL address: postgres://user:password@host:port/database is wanted.`);
  }
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => {});
  const from = performance.now();
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw new Failure(`The database of ${variable} at ${where(url)} cannot be reached: ${performance.now() - from > CONNECT_MS - 100 ? `no answer within ${CONNECT_MS / 1_000} s` : reason(error)}.`);
  }
}

function where(url) {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'localhost'}:${port || 5432}${pathname}`;
}

function reason(error) {
  const first = error.errors?.[0] ?? error;
  return (first.message || first.code || 'no answer').replace(/\.$/, '');
}

async function using(url, variable, work) {
  const client = await connect(url, variable);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Makes the four roles of db/roles.sql when missing and sets the passwords given. Can be repeated.
 * @param {{adminUrl: string, appPassword: string, ownerPassword?: string, variable?: string}} options a connection that may create roles
 */
export async function ensureRoles({ adminUrl, appPassword, ownerPassword, variable }) {
  await using(adminUrl, variable, async (client) => {
    try {
      await client.query(readFileSync(path.join(ROOT, 'db', 'roles.sql'), 'utf8'));
      await client.query(`ALTER ROLE ${APP_ROLE} PASSWORD ${client.escapeLiteral(appPassword)}`);
      if (ownerPassword) await client.query(`ALTER ROLE ${OWNER_ROLE} PASSWORD ${client.escapeLiteral(ownerPassword)}`);
    } catch (error) {
      if (error.code !== '42501') throw error;
      throw new Failure(`The user of ${variable ?? 'the database connection'} may not create the roles of Hubcraft: run db/roles.sql as an administrator, then give DATABASE_URL (${APP_ROLE}) and DATABASE_OWNER_URL (${OWNER_ROLE}).`);
    }
  });
}

/**
 * Makes the database when missing, owned by hubcraft_owner, and lets only the two login roles in.
 * @param {{adminUrl: string, database: string, template?: string}} options
 */
export async function ensureDatabase({ adminUrl, database, template }) {
  await using(adminUrl, undefined, async (client) => {
    const name = client.escapeIdentifier(database);
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (!found.rowCount) await client.query(`CREATE DATABASE ${name} OWNER ${OWNER_ROLE}${template ? ` TEMPLATE ${client.escapeIdentifier(template)}` : ''}`);
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${APP_ROLE}`);
  });
}

/** Lets the application's role into a database that somebody else made and owns. */
export async function admitApp({ ownerUrl, variable }) {
  await using(ownerUrl, variable, async (client) => {
    const { rows } = await client.query('SELECT current_database() AS name');
    await client.query(`GRANT CONNECT ON DATABASE ${client.escapeIdentifier(rows[0].name)} TO ${APP_ROLE}`);
  });
}

/** Drops a database of the tests, whoever is still connected. */
export async function dropDatabase({ adminUrl, database }) {
  await using(adminUrl, undefined, (client) => client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(database)} WITH (FORCE)`));
}

/** The same address as another user. */
export function asUser(url, user, password) {
  const changed = new URL(url);
  changed.username = user;
  changed.password = encodeURIComponent(password);
  return changed.toString();
}
