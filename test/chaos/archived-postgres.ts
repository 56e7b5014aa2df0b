import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { serverAccount } from '../../scripts/lib/binaries.mjs';
import { startPostgres } from '../../scripts/lib/postgres.mjs';
import { eventually } from '../support/eventually.js';

type Cluster = Awaited<ReturnType<typeof startPostgres>>;

const SETTINGS = { max_connections: 200, wal_level: 'replica', max_wal_senders: 5, shared_buffers: '256MB' };
const RECOVERY_MS = 120_000;

/**
 * A PostgreSQL of Debian with the backups that docs/guides/backup.md describes: a base backup, and a `pg_receivewal --synchronous` that has a commit on its own disk before it is acknowledged.
 */
export class ArchivedPostgres {
  private constructor(private readonly folder: string, private readonly binaries: string, private cluster: Cluster, private readonly receiver: ChildProcess) {}

  static async start(binaries: string): Promise<ArchivedPostgres> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'hubcraft-archived-'));
    chmodSync(folder, 0o755);
    const cluster = await startPostgres({ dir: path.join(folder, 'pg'), binaries, settings: SETTINGS });
    mkdirSync(path.join(folder, 'wal'));
    const tool = (name: string): string => path.join(binaries, 'bin', name);
    execFileSync(tool('pg_receivewal'), ['-d', cluster.adminUrl, '--create-slot', '-S', 'hubcraft']);
    const receiver = spawn(tool('pg_receivewal'), ['-d', cluster.adminUrl, '-D', path.join(folder, 'wal'), '-S', 'hubcraft', '--synchronous', '--no-loop'], { stdio: 'ignore' });
    const archived = new ArchivedPostgres(folder, binaries, cluster, receiver);
    await query(cluster.adminUrl, `ALTER SYSTEM SET synchronous_standby_names = 'pg_receivewal'`);
    await query(cluster.adminUrl, 'SELECT pg_reload_conf()');
    await eventually(async () => (await query(cluster.adminUrl, `SELECT FROM pg_stat_replication WHERE sync_state = 'sync'`)).length === 1, 30_000);
    return archived;
  }

  get adminUrl(): string {
    return this.cluster.adminUrl;
  }

  baseBackup(): void {
    execFileSync(path.join(this.binaries, 'bin/pg_basebackup'), ['-d', this.adminUrl, '-D', path.join(this.folder, 'base'), '-X', 'none', '-c', 'fast', '--no-sync'], { stdio: 'pipe' });
  }

  /** Names this moment. What was committed before is before it. */
  async mark(name: string): Promise<void> {
    await query(this.adminUrl, 'SELECT pg_create_restore_point($1)', [name]);
  }

  /** The machine is gone, and its disk with it: what is left are base backup and received log. */
  async lose(): Promise<void> {
    await this.cluster.stop('immediate');
    const over = new Promise((resolve) => this.receiver.once('close', resolve));
    if (this.receiver.exitCode === null) await over;
    rmSync(this.cluster.data, { recursive: true, force: true });
    // What the receiver was writing when the server went.
    for (const name of readdirSync(this.wal)) if (name.endsWith('.partial')) renameSync(path.join(this.wal, name), path.join(this.wal, name.slice(0, -'.partial'.length)));
  }

  /** Recovers into a cluster of its own as of a moment that was named. */
  async restoredAt(name: string): Promise<Cluster> {
    return this.recover(path.join(this.folder, 'restored'), [`recovery_target_name = '${name}'`, `recovery_target_action = 'promote'`]);
  }

  /** Recovers all there is, in the place and on the port of the cluster that was lost. */
  async restore(): Promise<void> {
    this.cluster = await this.recover(this.cluster.dir, [], this.cluster.port);
  }

  async destroy(): Promise<void> {
    await this.cluster.destroy().catch(() => undefined);
    this.receiver.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async recover(dir: string, target: string[], port?: number): Promise<Cluster> {
    cpSync(path.join(this.folder, 'base'), dir, { recursive: true, preserveTimestamps: true });
    if (dir !== this.cluster.dir) copyFileSync(path.join(this.folder, 'pg.password'), `${dir}.password`);
    writeFileSync(path.join(dir, 'recovery.signal'), '');
    appendFileSync(path.join(dir, 'postgresql.auto.conf'), ["synchronous_standby_names = ''", `restore_command = 'cp "${this.wal}/%f" "%p"'`, ...target, ''].join('\n'));
    chmodSync(dir, 0o700);
    const account = serverAccount();
    if (account) execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, dir, this.wal]);
    const cluster = await startPostgres({ dir, binaries: this.binaries, settings: SETTINGS, ...(port ? { port } : {}) });
    await eventually(async () => (await query<{ busy: boolean }>(cluster.adminUrl, 'SELECT pg_is_in_recovery() AS busy'))[0]!.busy === false, RECOVERY_MS);
    return cluster;
  }

  private get wal(): string {
    return path.join(this.folder, 'wal');
  }
}

async function query<R extends object>(adminUrl: string, text: string, values: unknown[] = []): Promise<R[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  return client.query<R>(text, values).then(({ rows }) => rows).finally(() => client.end());
}
