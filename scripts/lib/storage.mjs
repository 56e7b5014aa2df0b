import path from 'node:path';
import { Failure } from './failure.mjs';
import { startPostgres } from './postgres.mjs';
import { requireRedis } from './redis.mjs';
import { APP_ROLE, OWNER_ROLE, admitApp, asUser, connect, ensureDatabase, ensureRoles } from './roles.mjs';

const DATABASE = 'hubcraft';

/**
 * The database of this start, prepared: the one of the environment, else the embedded one.
 *
 * - DATABASE_URL and DATABASE_OWNER_URL: used as they are.
 * - DATABASE_URL alone: an administrator's or owner's connection; the roles are made and the application connects as hubcraft_app with a password of
 *   this installation.
 * - neither: PostgreSQL of npm, data in `pg` of the state folder.
 * @returns {Promise<{appUrl: string, ownerUrl: string, port?: number, data?: string, what: string, stop(): Promise<void>}>}
 */
export async function openDatabase({ folder, secrets, port }) {
  const { DATABASE_URL: given, DATABASE_OWNER_URL: owner } = process.env;
  if (owner && !given) throw new Failure('DATABASE_OWNER_URL is set without DATABASE_URL: give both, or DATABASE_URL alone.');
  if (given && owner) {
    for (const [url, variable] of [[given, 'DATABASE_URL'], [owner, 'DATABASE_OWNER_URL']]) await whoIs(url, variable);
    return { appUrl: given, ownerUrl: owner, what: 'PostgreSQL of DATABASE_URL', stop: async () => {} };
  }
  if (given) return adopted(given, secrets);
  const server = await startPostgres({ dir: path.join(folder, 'pg'), port });
  try {
    await ensureRoles({ adminUrl: server.adminUrl, appPassword: secrets.app_password, ownerPassword: secrets.owner_password });
    await ensureDatabase({ adminUrl: server.adminUrl, database: DATABASE });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    appUrl: server.url(DATABASE, APP_ROLE, secrets.app_password),
    ownerUrl: server.url(DATABASE, OWNER_ROLE, secrets.owner_password),
    port: server.port,
    data: server.data,
    what: `PostgreSQL ${server.isReused ? 'was still running' : 'started'} (data in ${server.data})`,
    stop: () => server.stop(),
  };
}

async function adopted(given, secrets) {
  if ((await whoIs(given, 'DATABASE_URL')) === APP_ROLE) throw new Failure(`DATABASE_URL connects as ${APP_ROLE}: give DATABASE_OWNER_URL too, the same database as ${OWNER_ROLE}.`);
  await ensureRoles({ adminUrl: given, appPassword: secrets.app_password, variable: 'DATABASE_URL' });
  await admitApp({ ownerUrl: given, variable: 'DATABASE_URL' });
  return { appUrl: asUser(given, APP_ROLE, secrets.app_password), ownerUrl: given, what: 'PostgreSQL of DATABASE_URL', stop: async () => {} };
}

/** The user of a connection, whose server must be new enough. */
async function whoIs(url, variable) {
  const client = await connect(url, variable);
  const { rows } = await client.query(`SELECT session_user AS name, current_setting('server_version') AS version, current_setting('server_version_num')::int AS number`).finally(() => client.end());
  if (rows[0].number < 150_000) throw new Failure(`The database of ${variable} is PostgreSQL ${rows[0].version}; Hubcraft needs 15 or newer.`);
  return rows[0].name;
}

export async function checkRedis() {
  if (process.env.REDIS_URL) await requireRedis(process.env.REDIS_URL);
}
