import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { freePort } from '../scripts/lib/ports.mjs';

export interface FloorOptions {
  databaseUrl: string;
  /** What it answers to GET. */
  catalog: string;
  /** Kinds and sizes of the rows that a POST writes. */
  rows?: unknown[][];
}

async function answers(floor: Pool): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      return await (await floor.request({ method: 'GET', path: '/' })).body.dump();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(50);
    }
  }
}

/** Runs `work` beside a process of `floor.mjs`, the bare minimum that we compare with. */
export async function withFloor<T>({ databaseUrl, catalog, rows }: FloorOptions, work: (floor: Pool) => Promise<T>): Promise<T> {
  const port = await freePort();
  const env = { PATH: process.env.PATH ?? '', PORT: String(port), DATABASE_URL: databaseUrl, CATALOG: catalog, ...(rows ? { ROWS: JSON.stringify(rows) } : {}) };
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'floor.mjs')], { env, stdio: 'inherit' });
  const floor = new Pool(`http://127.0.0.1:${port}`, { connections: 64 });
  try {
    await answers(floor);
    return await work(floor);
  } finally {
    child.kill('SIGKILL');
    await floor.destroy();
  }
}
