import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from './failure.mjs';
import { freePort } from './ports.mjs';
import { endProcess } from './processes.mjs';

const START_MS = 10_000;

/** The Redis or Valkey program of this machine: REDIS_SERVER, else what PATH has; undefined when there is none. */
export function findRedis() {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin'];
  const candidates = [process.env.REDIS_SERVER, ...folders.flatMap((folder) => ['redis-server', 'valkey-server'].map((name) => path.join(folder, name)))];
  return candidates.find((file) => {
    if (!file) return false;
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Starts a Redis of our own on a free port of the loopback, with the settings that keep jobs (append-only file, no eviction).
 * @param {{dir: string, databases?: number, port?: number}} options folder of its files, made when missing; `port` to start again where it was
 * @returns {Promise<null | {url: string, port: number, pid: number, dir: string, stop(): Promise<void>, kill(): Promise<void>, destroy(): Promise<void>}>}
 *   null when the machine has none
 */
export async function startRedis({ dir, databases = 16, port: wanted }) {
  const program = findRedis();
  if (!program) return null;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const port = wanted ?? (await freePort());
  const args = ['--port', port, '--bind', '127.0.0.1', '--dir', dir, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction', '--save', '', '--databases', databases, '--daemonize', 'no', '--logfile', path.join(dir, 'redis.log')];
  const child = spawn(program, args.map(String), { stdio: 'ignore', detached: true });
  let failed;
  child.once('error', (error) => (failed = error.code));
  child.once('exit', (code, signal) => (failed = code ?? signal));
  child.unref();
  const url = `redis://127.0.0.1:${port}`;
  for (const deadline = performance.now() + START_MS; !(await answers(url)); await pause(30)) {
    if (failed !== undefined || performance.now() > deadline) throw new Failure(`${program} did not start (${failed ?? 'no answer'}), see ${path.join(dir, 'redis.log')}.`);
  }
  const end = async (patience_ms) => {
    if (failed === undefined) await endProcess(child.pid, patience_ms);
  };
  const stop = () => end(8_000);
  const destroy = async () => {
    await stop();
    rmSync(dir, { recursive: true, force: true });
  };
  const kill = async () => {
    process.kill(child.pid, 'SIGKILL');
    while (failed === undefined) await pause(10);
  };
  return { url, port, pid: child.pid, dir, stop, kill, destroy };
}

/** True when something that speaks Redis answers a PING (a demand for a password counts: it is there). */
export function answers(url, patience_ms = 2_000) {
  return new Promise((resolve) => {
    const { hostname, port, protocol } = new URL(url);
    const options = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
    const socket = protocol === 'rediss:' ? tls.connect({ ...options, servername: net.isIP(options.host) ? '' : options.host }) : net.connect(options);
    const settle = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(patience_ms, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
    socket.once('data', (chunk) => settle(/^(\+PONG|-NOAUTH|-NOPERM|-LOADING)/.test(chunk.toString('latin1'))));
    socket.write('PING\r\n');
  });
}

/** Refuses to start beside a Redis that is not there. */
export async function requireRedis(url) {
  let place;
  try {
    const parsed = new URL(url);
    if (!/^rediss?:$/.test(parsed.protocol)) throw new TypeError(parsed.protocol);
    place = `${parsed.hostname}:${parsed.port || 6379}`;
  } catch {
    throw new Failure('REDIS_URL is not a Redis address: redis://host:port is wanted.');
  }
  if (!(await answers(url, 5_000))) throw new Failure(`The Redis of REDIS_URL at ${place} cannot be reached.`);
}
