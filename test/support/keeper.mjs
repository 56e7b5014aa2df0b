// The keeper of the servers of one test run: a process of its own, so that they end with the run however the run ends (Ctrl-C, kill -9, a crash of Jest).
// Started by the first test that wants a server: node test/support/keeper.mjs <folder of the run> <process of the run>
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from '../../scripts/lib/compile.mjs';
import { Failure } from '../../scripts/lib/failure.mjs';
import { ROOT, stateFolder, writeWhole } from '../../scripts/lib/place.mjs';
import { startPostgres } from '../../scripts/lib/postgres.mjs';
import { isAlive } from '../../scripts/lib/processes.mjs';
import { answers, startRedis } from '../../scripts/lib/redis.mjs';
import { APP_ROLE, OWNER_ROLE, asUser, dropDatabase, ensureDatabase, ensureRoles } from '../../scripts/lib/roles.mjs';

const folder = process.argv[2];
const run = Number(process.argv[3]);
const POSTGRES_15 = '/usr/lib/postgresql/15';

let isEnding = false;
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => (isEnding = true));

/** A cluster of this run, or the one of TEST_DATABASE_ADMIN_URL (whose hubcraft roles get this run's passwords). */
async function database() {
  const given = process.env.TEST_DATABASE_ADMIN_URL;
  if (given) return { adminUrl: given, destroy: async () => {} };
  // Nobody needs the data after the run, so it need not survive a power cut; the chaos suite starts a cluster of its own that does.
  return startPostgres({ dir: path.join(folder, 'pg'), settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '128MB', max_connections: 300 } });
}

async function redis() {
  const own = await startRedis({ dir: path.join(folder, 'redis'), databases: 4096 });
  if (own) return { url: own.url, databases: 4096, destroy: own.destroy };
  const url = process.env.REDIS_URL;
  if (url && (await answers(url))) return { url, databases: 16, destroy: async () => {} };
  return { url: null, databases: 0, destroy: async () => {} };
}

function migrate(ownerUrl, appUrl) {
  const env = { ...process.env, DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl, MASTER_KEY: randomBytes(32).toString('base64') };
  delete env.REDIS_URL;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(ROOT, 'dist/apps/cli/main.js'), 'migrate'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output = (output + chunk).slice(-4_000)));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Failure(`The migrations of the test database failed:\n${output}`))));
  });
}

/** What an earlier run left behind when even its keeper was killed: its servers still run, its folder is still there. */
async function clearLeftovers() {
  for (const name of readdirSync(stateFolder())) {
    const pid = Number(/^test-(\d+)$/.exec(name)?.[1]);
    const left = path.join(stateFolder(), name);
    if (!pid || isAlive(pid) || left === folder) continue;
    if (existsSync(path.join(left, 'pg.password'))) await (await startPostgres({ dir: path.join(left, 'pg') })).destroy();
    rmSync(left, { recursive: true, force: true });
  }
}

async function start(opened) {
  await build();
  await clearLeftovers();
  const cluster = await database();
  opened.push(cluster.destroy);
  const queue = await redis();
  opened.push(queue.destroy);
  const template = `hubcraft_template_${randomBytes(4).toString('hex')}`;
  const appPassword = randomBytes(18).toString('base64url');
  const ownerPassword = randomBytes(18).toString('base64url');
  await ensureRoles({ adminUrl: cluster.adminUrl, appPassword, ownerPassword, variable: 'TEST_DATABASE_ADMIN_URL' });
  await ensureDatabase({ adminUrl: cluster.adminUrl, database: template });
  opened.unshift(() => dropDatabase({ adminUrl: cluster.adminUrl, database: template }));
  const of = (user, password) => {
    const url = new URL(asUser(cluster.adminUrl, user, password));
    url.pathname = `/${template}`;
    return url.toString();
  };
  await migrate(of(OWNER_ROLE, ownerPassword), of(APP_ROLE, appPassword));
  return {
    keeper: process.pid, adminUrl: cluster.adminUrl, template, appPassword, ownerPassword,
    redisUrl: queue.url, redisDatabases: queue.databases, postgres15: existsSync(path.join(POSTGRES_15, 'bin/initdb')) ? POSTGRES_15 : null,
  };
}

const opened = [];
try {
  const servers = await start(opened);
  writeWhole(path.join(folder, 'servers.json'), JSON.stringify(servers), 0o600);
  while (!isEnding && isAlive(run)) await pause(200);
} catch (error) {
  writeWhole(path.join(folder, 'servers.json'), JSON.stringify({ keeper: process.pid, failure: error instanceof Failure ? error.message : String(error?.stack ?? error) }), 0o600);
  while (!isEnding && isAlive(run)) await pause(200);
} finally {
  // The database first, then the servers; one that fails to end must not keep the others.
  for (const close of opened) await close().catch((error) => process.stderr.write(`${error?.stack ?? error}\n`));
  rmSync(folder, { recursive: true, force: true });
}
