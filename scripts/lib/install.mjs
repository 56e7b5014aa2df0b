import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { ROOT, ensureStateFolder, userName, writeWhole } from './place.mjs';
import { withLock } from './processes.mjs';

const DEADLINE_MS = 15 * 60_000;

/** What node_modules has to match: the two files npm reads, and the platform that its binaries are for. */
function wanted(root) {
  const hash = createHash('sha256');
  for (const name of ['package.json', 'package-lock.json']) {
    const file = path.join(root, name);
    hash.update(name).update(existsSync(file) ? readFileSync(file) : '');
  }
  return `${hash.digest('hex')} ${process.platform}-${process.arch}\n`;
}

const stampOf = (root) => path.join(root, 'node_modules', '.hubcraft-lock');

export function isInstalled(root = ROOT) {
  const stamp = stampOf(root);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted(root);
}

/**
 * Runs `npm install` when node_modules is missing or was made for other versions of package.json or package-lock.json.
 * @returns {Promise<boolean>} whether anything was installed
 */
export async function ensureInstalled({ root = ROOT, say = () => {}, signal } = {}) {
  if (isInstalled(root)) return false;
  return withLock(path.join(ensureStateFolder(), 'installing'), async () => {
    if (isInstalled(root)) return false;
    say(existsSync(path.join(root, 'node_modules')) ? 'installing changed dependencies' : 'installing dependencies (a minute or two, once)');
    await npmInstall(root, signal);
    // npm may rewrite the lock file for this platform: what it left is what belongs to these modules.
    writeWhole(stampOf(root), wanted(root));
    return true;
  });
}

function npmInstall(root, signal) {
  // Under npm this names npm's own program; elsewhere the one on PATH.
  const own = process.env.npm_execpath;
  const [command, first] = own?.endsWith('.js') && path.basename(own).startsWith('npm') ? [process.execPath, [own]] : ['npm', []];
  // The optional and dev parts are needed: NODE_ENV=production from outside would leave the build tools out.
  const args = [...first, 'install', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' && command === 'npm' });
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-4_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const stop = () => child.kill('SIGTERM');
    const timer = setTimeout(stop, DEADLINE_MS);
    signal?.addEventListener('abort', stop, { once: true });
    child.once('error', () => reject(new Failure('npm was not found on PATH; it is needed to install the dependencies.')));
    child.once('close', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      if (code === 0) return resolve();
      if (/EACCES|EPERM/.test(output)) return reject(new Failure(`node_modules of ${root} cannot be written by ${userName()}: run Hubcraft as the owner of this clone.`));
      const lines = output.split('\n').filter((line) => /^npm (error|ERR!)/.test(line)).slice(0, 6).join('\n');
      reject(new Failure(`npm install failed${lines ? `:\n${lines}` : ` (exit ${code}).`}`));
    });
  });
}
