import path from 'node:path';
import { Failure } from './failure.mjs';
import { readJson } from './place.mjs';
import { runningLauncher } from './single.mjs';

const NEEDED = ['DATABASE_URL', 'MASTER_KEY', 'SANDBOX_PSP_URL', 'SANDBOX_PSP_API_KEY', 'SANDBOX_PSP_WEBHOOK_SECRET'];

/**
 * What a command needs to work on the database and the sandbox PSP of the `npm start` that runs in this clone: the environment given, completed.
 * Whoever names another database by DATABASE_URL names everything. Throws a `Failure` when something is missing and nothing runs that could tell.
 * @param {{folder: string, env: Record<string, string | undefined>}} options
 * @returns {Promise<Record<string, string>>} the whole environment
 */
export async function environmentBeside({ folder, env }) {
  const missing = NEEDED.filter((name) => !env[name]);
  if (missing.length === 0) return env;
  const launcher = runningLauncher(folder);
  if (!launcher) throw new Failure(`Hubcraft of this clone is not running: start it with npm start, or give ${missing.join(', ')}.`);
  const secrets = readJson(path.join(folder, 'secrets.json'), {});
  const demo = readJson(path.join(folder, 'demo.json'), {});
  return {
    MASTER_KEY: secrets.master_key,
    SANDBOX_PSP_URL: demo.sandbox_psp_url,
    PUBLIC_URL: launcher.url,
    ...env,
    // As npm start has it: these two are always its own.
    SANDBOX_PSP_API_KEY: secrets.psp_api_key,
    SANDBOX_PSP_WEBHOOK_SECRET: secrets.psp_webhook_secret,
    DATABASE_URL: await applicationUrl({ folder, env, launcher, secrets }),
  };
}

/** The application's own connection: of the embedded server, else made from the administrator's as `npm start` makes it. */
async function applicationUrl({ folder, env, launcher, secrets }) {
  const { APP_ROLE, asUser } = await import('./roles.mjs');
  const given = env.DATABASE_URL;
  if (!given) {
    const port = readJson(path.join(folder, 'state.json'), {}).ports?.postgres;
    if (!launcher.data || !port) throw new Failure('npm start runs here on the database of DATABASE_URL: give this command the same DATABASE_URL.');
    return asUser(`postgres://127.0.0.1:${port}/hubcraft`, APP_ROLE, secrets.app_password);
  }
  if (env.DATABASE_OWNER_URL || !URL.canParse(given) || new URL(given).username === APP_ROLE) return given;
  return asUser(given, APP_ROLE, secrets.app_password);
}
