import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** True while a process runs. One that has ended and was not fetched by its parent (in a container whose first process fetches nobody) does not. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^ [ZX]/.test(stat.slice(stat.lastIndexOf(')') + 1));
  } catch {
    return process.platform !== 'linux';
  }
}

/** The command line of a process, '' when it is gone. A process number is used again after a reboot, so "alive" alone says little. */
export function commandLine(pid) {
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return (spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout ?? '').trim();
  }
}

/** Asks a process to end, insists after `patience_ms`, and returns when it is gone. */
export async function endProcess(pid, patience_ms = 8_000) {
  const send = (signal) => {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  send('SIGTERM');
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited === patience_ms - (patience_ms % 50)) send('SIGKILL');
    await pause(50);
  }
}

/**
 * Runs `work` while holding a lock folder, so that two processes of one clone do not build or install into each other.
 * A lock whose owner has died is taken over.
 */
export async function withLock(folder, work) {
  mkdirSync(path.dirname(folder), { recursive: true });
  const owner = path.join(folder, 'pid');
  for (;;) {
    try {
      mkdirSync(folder);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isAbandoned(folder, owner)) rmSync(folder, { recursive: true, force: true });
      else await pause(100);
    }
  }
  writeFileSync(owner, String(process.pid));
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isAbandoned(folder, owner) {
  try {
    return !isAlive(Number(readFileSync(owner, 'utf8')));
  } catch {
    // Between making the folder and writing the number lies a moment; a minute later it is a leftover.
    try {
      return statSync(folder).mtimeMs < performance.timeOrigin + performance.now() - 60_000;
    } catch {
      return false;
    }
  }
}
