import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { ROOT, readJson, userName, writeWhole } from './place.mjs';
import { commandLine, endProcess } from './processes.mjs';

const isLauncher = (pid) => /\b(start|hubcraft)\.mjs\b/.test(commandLine(pid));

/** What the launcher of this state folder noted (`pid`, `url`, `data`), or undefined when none is running. */
export function runningLauncher(folder) {
  const noted = readJson(path.join(folder, 'launcher.json'), undefined);
  return noted?.url && isLauncher(noted.pid) ? noted : undefined;
}

/**
 * Makes sure that this clone runs once: takes `launcher.json` of the state folder. After a kill -9 of an earlier launcher its processes are ended first
 * (only those whose command line is still one of this clone's).
 * @returns {Promise<{note(facts: object): void, release(): void}>}
 */
export async function takeLauncher(folder) {
  const file = path.join(folder, 'launcher.json');
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify({ pid: process.pid }), { flag: 'wx', mode: 0o644 });
      break;
    } catch (error) {
      if (['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw new Failure(`${folder} cannot be written by ${userName()}: run Hubcraft as the owner of this clone, or set HUBCRAFT_STATE_DIR.`);
      if (error.code !== 'EEXIST') throw error;
    }
    const other = readJson(file, {});
    if (isLauncher(other.pid) && other.pid !== process.pid) {
      throw new Failure(`Hubcraft of this clone is already running (process ${other.pid}${other.url ? `, ${other.url}` : ''}).`);
    }
    for (const pid of other.children ?? []) {
      if (commandLine(pid).includes(path.join(ROOT, 'dist', 'apps'))) await endProcess(pid);
    }
    rmSync(file, { force: true });
  }
  const isOurs = () => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')).pid === process.pid;
    } catch {
      return false;
    }
  };
  return {
    note: (facts) => writeWhole(file, JSON.stringify({ pid: process.pid, ...facts })),
    release: () => {
      if (isOurs()) rmSync(file, { force: true });
    },
  };
}
