import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DURABLE_SETTINGS } from '../../scripts/lib/durable.mjs';
import { startPostgres } from '../../scripts/lib/postgres.mjs';
import { SmallDisk } from './small-disk.js';

/** The PostgreSQL of a chaos run, which nobody else uses (`CHAOS_POSTGRES_DIR` and its port): it can be killed and frozen as a whole. */
export class ChaosPostgres {
  private constructor(private readonly dir: string, private readonly data: string, private readonly port: number) {}

  static async ofThisRun(): Promise<ChaosPostgres> {
    const dir = process.env.CHAOS_POSTGRES_DIR;
    if (!dir) throw new Error('This goal needs a PostgreSQL of its own: run it by npm run chaos, without TEST_DATABASE_ADMIN_URL');
    const { data, port } = await startPostgres({ dir, settings: DURABLE_SETTINGS });
    return new ChaosPostgres(dir, data, port);
  }

  /** SIGKILL for every process of it: nothing is flushed, nothing is told. */
  async kill(): Promise<void> {
    const pids = this.pids();
    for (const pid of pids) signal(pid, 'SIGKILL');
    for (const pid of pids) while (isThere(pid)) await pause(5);
  }

  /** Starts it again where it was; answers once it takes connections. */
  async start(): Promise<void> {
    const { port } = await startPostgres({ dir: this.dir, port: this.port, settings: DURABLE_SETTINGS });
    if (port !== this.port) throw new Error(`PostgreSQL came back on port ${port}, not on ${this.port}`);
  }

  /** Puts its files on a disk with so many megabytes to spare; `leave` puts them back as they were before. */
  async onSmallDisk(spare: number): Promise<{ disk: SmallDisk; leave(): Promise<void> }> {
    await this.stop();
    const disk = SmallDisk.over(this.data, spare);
    await this.start();
    const leave = async (): Promise<void> => {
      disk.free();
      await this.kill();
      disk.remove();
      await this.start();
    };
    return { disk, leave };
  }

  /** Whether it takes connections. */
  async isUp(): Promise<boolean> {
    const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_ADMIN_URL!, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    return client.connect().then(() => true, () => false).finally(() => client.end().catch(() => undefined));
  }

  private async stop(): Promise<void> {
    const running = await startPostgres({ dir: this.dir, port: this.port, settings: DURABLE_SETTINGS });
    await running.stop();
  }

  freeze(): void {
    for (const pid of this.pids()) signal(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.pids()) signal(pid, 'SIGCONT');
  }

  /** The postmaster and its children; nobody when it has ended by itself. */
  private pids(): number[] {
    if (!existsSync(path.join(this.data, 'postmaster.pid'))) return [];
    const postmaster = Number(readFileSync(path.join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return [postmaster, ...readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => parentOf(pid) === postmaster)];
  }
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A process that has ended and is not taken note of by its parent is no longer there. */
function isThere(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
