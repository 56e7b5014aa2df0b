import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { accountFor, embeddedBinaries, executable, giveTo, reachableData, serverAccount } from './binaries.mjs';
import { Failure } from './failure.mjs';
import { writeWhole } from './place.mjs';
import { freePort, isFree } from './ports.mjs';
import { commandLine } from './processes.mjs';

/** initdb's superuser. Only migrations' preparation (roles, databases) uses it. */
const ADMIN = 'postgres';
const RECOVERY_MS = 60_000;

/**
 * Starts (or takes over) the PostgreSQL whose data is in `dir`, on the loopback, with password authentication only.
 *
 * The superuser's password lies beside the data in `<dir>.password` (0600). As root the server runs as `postgres` or `nobody`; when that account cannot
 * reach `dir`, the data lies in a folder of /var/tmp that is named by user and clone (`data` in the answer says where).
 * @param {object} options
 * @param {string} options.dir folder of the data, made when missing
 * @param {number} [options.port] used when free; another one otherwise
 * @param {Record<string, string | number>} [options.settings] server settings, e.g. `{fsync: 'off'}` for tests
 * @param {string} [options.binaries] folder with bin/postgres of another PostgreSQL than the one from npm
 * @returns {Promise<{dir: string, data: string, port: number, isReused: boolean, adminUrl: string, url(db: string, user?: string, password?: string): string,
 *   stop(mode?: 'fast' | 'immediate'): Promise<void>, destroy(): Promise<void>}>}
 */
export async function startPostgres({ dir, port, settings = {}, binaries }) {
  const place = path.resolve(dir);
  const own = serverAccount();
  const data = reachableData(place, own);
  const account = accountFor(data, own);
  const server = { place, data, account, binaries: binaries ?? embeddedBinaries(account), passwordFile: `${place}.password`, log: path.join(data, 'server.log') };
  if (data !== place && !existsSync(server.passwordFile)) await setAside(server);
  if (!existsSync(path.join(data, 'PG_VERSION'))) await initialize(server);
  server.password = await passwordOf(server);
  const running = await findRunning(server);
  const isReused = running !== undefined;
  server.port = running ?? (await launch(server, port, settings));
  const url = (db, user = ADMIN, password = server.password) => `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${db}`;
  const stop = async (mode = 'fast') => {
    await run(server, 'pg_ctl', ['-D', data, '-m', mode, '-w', '-t', '30', 'stop']);
  };
  const destroy = async () => {
    await stop('immediate');
    for (const leftover of [data, server.passwordFile]) rmSync(leftover, { recursive: true, force: true });
  };
  return { dir: place, data, port: server.port, isReused, adminUrl: url(ADMIN), url, stop, destroy };
}

/** Runs one of the server's programs as its account; never throws for an exit code. */
function run(server, program, args, input) {
  const output = openSync(os.devNull, 'w');
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(server.binaries, 'bin', executable(program)), args, {
      ...server.account,
      cwd: os.tmpdir(),
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', LC_MESSAGES: 'C', TMPDIR: os.tmpdir() },
      // A server that inherits our pipe would hold it open for ever.
      stdio: [input === undefined ? 'ignore' : 'pipe', output, args.includes('start') ? output : 'pipe'],
    });
    closeSync(output);
    let errors = '';
    child.stderr?.on('data', (chunk) => (errors += chunk));
    child.stdin?.end(input);
    child.once('error', (error) => reject(new Failure(`${program} of PostgreSQL cannot be run: ${error.code}.`)));
    child.once('exit', (code, signal) => resolve({ code: code ?? signal, errors: errors.trim() }));
  });
}

/** initdb into a folder beside, renamed when complete: an interrupted first start leaves nothing that looks like a database. */
async function initialize(server) {
  const draft = `${server.data}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  giveTo(draft, server.account);
  const password = randomBytes(24).toString('base64url');
  const handover = path.join(path.dirname(draft), `.handover-${randomBytes(6).toString('hex')}`);
  writeFileSync(handover, `${password}\n`, { mode: 0o600 });
  giveTo(handover, server.account);
  const { code, errors } = await run(server, 'initdb', ['-D', draft, '-U', ADMIN, '-A', 'scram-sha-256', `--pwfile=${handover}`, '--encoding=UTF8', '--locale=C.UTF-8', '--no-instructions']);
  rmSync(handover, { force: true });
  if (code !== 0) throw new Failure(`The database could not be created in ${server.data}: ${lastLines(errors, 3)}`);
  writeWhole(server.passwordFile, password, 0o600);
  renameSync(draft, server.data);
}

/**
 * Data outside the clone whose password is gone belonged to a state folder (or a whole clone at this path) that was removed to begin anew: it is moved
 * aside, where one generation is kept, instead of being served under keys that are not its own.
 */
async function setAside(server) {
  const { data } = server;
  if (!existsSync(data)) return;
  if (isPostgres(postmaster(data)?.pid)) await run(server, 'pg_ctl', ['-D', data, '-m', 'immediate', '-w', '-t', '30', 'stop']);
  rmSync(`${data}.abandoned`, { recursive: true, force: true });
  renameSync(data, `${data}.abandoned`);
}

/** The kept password; when its file is lost, PostgreSQL's single-user mode (which needs no password, only the files) sets a new one. */
async function passwordOf(server) {
  if (existsSync(server.passwordFile)) return readFileSync(server.passwordFile, 'utf8').trim();
  const pid = postmaster(server.data)?.pid;
  if (isPostgres(pid)) throw new Failure(`${server.passwordFile} is missing while its PostgreSQL runs (process ${pid}): stop that process first.`);
  rmSync(path.join(server.data, 'postmaster.pid'), { force: true });
  const password = randomBytes(24).toString('base64url');
  const { code, errors } = await run(server, 'postgres', ['--single', '-D', server.data, 'postgres'], `ALTER ROLE ${ADMIN} PASSWORD '${password}'\n`);
  if (code !== 0) throw new Failure(`The password of the database in ${server.data} is lost and could not be set anew: ${lastLines(errors, 3)}`);
  writeWhole(server.passwordFile, password, 0o600);
  return password;
}

/** What the running (or killed) server wrote about itself: its process and its port. */
function postmaster(data) {
  try {
    const lines = readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  } catch {
    return undefined;
  }
}

const isPostgres = (pid) => pid !== undefined && /postgres/.test(commandLine(pid));

/** The port of a server that already serves this data, after a kill -9 of whoever started it; undefined when none does. */
async function findRunning(server) {
  const found = postmaster(server.data);
  if (!found) return undefined;
  if (!isPostgres(found.pid)) {
    // After a reboot the number belongs to somebody else, and PostgreSQL would refuse to start because of it.
    rmSync(path.join(server.data, 'postmaster.pid'), { force: true });
    return undefined;
  }
  if (!found.port) return undefined;
  return (await isOurs(server, found.port)) ? found.port : undefined;
}

async function isOurs(server, port) {
  const deadline = performance.now() + RECOVERY_MS;
  for (;;) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: ADMIN, password: server.password, database: ADMIN, connectionTimeoutMillis: 5_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query('SHOW data_directory');
      return path.resolve(rows[0].data_directory) === server.data;
    } catch (error) {
      // 57P03: it is still replaying its log after a crash.
      if (error.code !== '57P03' || performance.now() > deadline) return false;
      await pause(100);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

async function launch(server, wanted, settings) {
  // A chmod over the whole clone must not end with a database that refuses to start.
  chmodSync(server.data, 0o700);
  const port = wanted && (await isFree(wanted)) ? wanted : await freePort();
  const all = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 200, ...settings };
  const options = Object.entries(all).map(([name, value]) => `-c ${name}=${quoted(String(value))}`).join(' ');
  for (let attempt = 1; ; attempt++) {
    const { code } = await run(server, 'pg_ctl', ['-D', server.data, '-w', '-t', String(RECOVERY_MS / 1_000), '-l', server.log, '-o', options, 'start']);
    if (code === 0) return port;
    // The children of a killed server need a moment to notice; until then the new one finds their shared memory.
    if (attempt === 5) throw new Failure(`PostgreSQL did not start: ${lastLines(readLog(server.log), 3)} (${server.log})`);
    await pause(attempt * 300);
  }
}

/** pg_ctl hands the options to a shell. */
const quoted = (text) => (process.platform === 'win32' ? `"${text.replaceAll('"', '')}"` : `'${text.replaceAll("'", `'\\''`)}'`);

function readLog(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function lastLines(text, count) {
  return text.trim().split('\n').slice(-count).join(' · ') || 'no message';
}
