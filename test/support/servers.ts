import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The servers of this test run. Passwords live as long as the run. */
export interface TestServers {
  /** Superuser of the run's cluster, for making and dropping databases only. */
  adminUrl: string;
  /** The migrated database that every test database is a copy of. */
  template: string;
  appPassword: string;
  ownerPassword: string;
  /** Null on a machine without Redis. */
  redisUrl: string | null;
  redisDatabases: number;
  /** Folder of Debian's PostgreSQL 15 (`binaries` of startPostgres), for the migration suite; null when it is not installed. */
  postgres15: string | null;
}

const START_MS = 120_000;
let known: TestServers | undefined;

/** The servers of this run; the first caller of all workers starts them (PostgreSQL about two seconds), the others wait. */
export async function testServers(): Promise<TestServers> {
  if (known) return known;
  const run = process.env.HUBCRAFT_TEST_RUN;
  if (!run) throw new Error('HUBCRAFT_TEST_RUN is not set: Jest was started without the globalSetup of jest.config.mjs');
  if (isFirst(run)) startKeeper(run);
  const deadline = performance.now() + START_MS;
  for (;;) {
    const servers = read(path.join(run, 'servers.json'));
    if (servers?.failure) throw new Error(servers.failure);
    if (servers) return (known = servers);
    if (performance.now() > deadline) throw new Error(`The servers of the tests did not start within ${START_MS / 1_000} s, see ${path.join(run, 'keeper.log')}`);
    await pause(50);
  }
}

function isFirst(run: string): boolean {
  try {
    mkdirSync(path.join(run, 'starting'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function startKeeper(run: string): void {
  const log = openSync(path.join(run, 'keeper.log'), 'a');
  const keeper = path.join(import.meta.dirname, 'keeper.mjs');
  spawn(process.execPath, [keeper, run, process.env.HUBCRAFT_TEST_RUN_PID!], { detached: true, stdio: ['ignore', log, log] }).unref();
}

function read(file: string): (TestServers & { failure?: string }) | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TestServers & { failure?: string };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
