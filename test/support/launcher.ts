import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = path.join(import.meta.dirname, '..', '..');

export interface Launch {
  process: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  errors(): string;
  /** The exit code, when it has ended. */
  ended: Promise<number | null>;
  /** Resolves when it prints `ready`; rejects when it ends before. */
  ready(): Promise<void>;
}

/** `npm start` with a state folder of its own; `env` is added to a plain environment. Ports are looked for from the usual ones on. Its script alone, without npm and its shell around it, where `process` is to be the launcher itself. */
export function launch(stateDir: string, env: Record<string, string> = {}, by: 'script' | 'npm' = 'script'): Launch {
  const plain = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...(process.env.LD_LIBRARY_PATH ? { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH } : {}) };
  const [command, ...args] = by === 'npm' ? ['npm', 'start'] as const : [process.execPath, path.join(ROOT, 'scripts', 'start.mjs')] as const;
  const child = spawn(command, args, { cwd: ROOT, env: { ...plain, HUBCRAFT_STATE_DIR: stateDir, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let isOver = false;
  void ended.then(() => (isOver = true));
  const ready = async () => {
    while (!/\] ready\n/.test(output)) {
      if (isOver) throw new Error(`npm start ended before it was ready:\n${output}\n${errors}`);
      await pause(20);
    }
  };
  return { process: child, output: () => output, errors: () => errors, ended, ready };
}

/** The processes of a running launch (its PostgreSQL is the last), and where the data of its PostgreSQL lies. */
export function runningOf(stateDir: string): { processes: number[]; data: string } {
  const { children, data } = JSON.parse(readFileSync(path.join(stateDir, 'launcher.json'), 'utf8')) as { children: number[]; data: string };
  const postmaster = Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return { processes: [...children, postmaster], data };
}
