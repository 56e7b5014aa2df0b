import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Failure } from './failure.mjs';
import { ROOT } from './place.mjs';
import { endProcess } from './processes.mjs';

/** How long a program that is told to stop in the middle of its work may take. */
const STOP_MS = 3_000;
const LOG_BYTES_MAX = 20_000_000;
const FOLLOW_PARENT = pathToFileURL(path.join(import.meta.dirname, 'follow-parent.mjs')).href;

/** The log file of one process; the one of last time is kept as `<name>.log.1` when it has grown. */
function logOf(folder, name) {
  const logs = path.join(folder, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const file = path.join(logs, `${name}.log`);
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
  return file;
}

/** The last lines of a log from byte `from` on, for the sentence that says why a process ended. Stacks stay in the log. */
export function tail(file, from = 0, count = 8) {
  const text = readFileSync(file).subarray(from).toString('utf8');
  return text.split('\n').filter((line) => line.trim() && !/^\s+at /.test(line)).slice(-count).join('\n');
}

/** Runs a program of dist/ to its end, its output in its log. Fails with the log's last lines, and at once when `signal` aborts; it ends by itself when this script is killed. */
export async function runOnce({ folder, name, script, args = [], env, signal }) {
  const log = logOf(folder, name);
  const output = openSync(log, 'a', 0o600);
  const from = statSync(log).size;
  const child = spawn(process.execPath, ['--import', FOLLOW_PARENT, path.join(ROOT, script), ...args], { cwd: ROOT, env, detached: true, stdio: ['ignore', output, output, 'ipc'] });
  closeSync(output);
  const stop = () => void endProcess(child.pid, STOP_MS);
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exit, by) => resolve(exit ?? by));
  });
  signal?.removeEventListener('abort', stop);
  if (code !== 0) throw new Failure(`${name} failed (exit ${code}), see ${log}:\n${tail(log, from)}`);
}

/**
 * Starts one of our processes in a session of its own (Ctrl-C reaches this script only, which ends the others in order). Output goes to
 * `logs/<name>.log`; lines on stderr also to the console. It ends by itself when this script is killed.
 */
export function startChild({ folder, name, script, args = [], env }) {
  const log = logOf(folder, name);
  const output = openSync(log, 'a', 0o600);
  const from = statSync(log).size;
  const child = spawn(process.execPath, ['--import', FOLLOW_PARENT, path.join(ROOT, script), ...args], {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', output, 'pipe', 'ipc'],
  });
  child.stderr.on('data', (chunk) => {
    writeSync(output, chunk);
    process.stderr.write(chunk.toString('utf8').trimEnd().replaceAll(/^/gm, `${name}: `) + '\n');
  });
  child.stderr.once('close', () => closeSync(output));
  const handle = { name, log, from, pid: child.pid, isStopping: false, exit: undefined, gone: undefined };
  handle.gone = new Promise((resolve) => {
    child.once('error', (error) => resolve((handle.exit = error.code)));
    child.once('exit', (code, signal) => resolve((handle.exit = signal ?? code ?? 0)));
  });
  handle.stop = async (patience_ms = 8_000) => {
    handle.isStopping = true;
    if (handle.exit === undefined) await Promise.race([endProcess(handle.pid, patience_ms), handle.gone]);
  };
  return handle;
}

/** The failure of a process that ended by itself. */
export function ended(handle) {
  return new Failure(`${handle.name} ended unexpectedly (${typeof handle.exit === 'number' ? `exit ${handle.exit}` : handle.exit}), see ${handle.log}:\n${tail(handle.log, handle.from)}`);
}

/** Waits until one of `paths` answers 200, or `signal` aborts; fails when the process ends or `patience_ms` pass. */
export async function untilReady(handle, origin, paths, signal, patience_ms = 60_000) {
  for (const deadline = performance.now() + patience_ms; ; await pause(40)) {
    if (handle.isStopping || signal?.aborted) return;
    if (handle.exit !== undefined) throw ended(handle);
    for (const each of paths) if ((await status(origin + each)) === 200) return;
    if (performance.now() > deadline) throw new Failure(`${handle.name} did not get ready within ${patience_ms / 1_000} s, see ${handle.log}:\n${tail(handle.log, handle.from)}`);
  }
}

function status(url) {
  return new Promise((resolve) => {
    const request = http.get(url, { timeout: 2_000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(undefined));
  });
}
