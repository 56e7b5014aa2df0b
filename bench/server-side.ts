import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

/** What PostgreSQL itself knows of a run: its statements, its processes, and when the work is over. */
export class ServerSide {
  constructor(private readonly admin: InstanceType<typeof pg.Client>) {}

  /** Statements of ours so far; null where the server does not count them. */
  async statements(): Promise<number | null> {
    const { rows } = await this.admin.query<{ there: boolean }>(`SELECT current_setting('shared_preload_libraries') LIKE '%pg_stat_statements%' AS there`);
    if (!rows[0]!.there) return null;
    await this.admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    const counted = await this.admin.query<{ calls: string }>(
      `SELECT coalesce(sum(calls), 0)::text AS calls FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = current_database() AND s.query NOT LIKE '%pg_stat_statements%'
         AND s.query NOT LIKE '%bullmq%' AND s.userid <> (SELECT usesysid FROM pg_user WHERE usename = current_user)`);
    return Number(counted.rows[0]!.calls);
  }

  async forgetStatements(): Promise<void> {
    await this.admin.query('SELECT pg_stat_statements_reset()');
  }

  /** What the statements are, per purchase: for finding the next one to save. */
  async listStatements(purchases: number): Promise<void> {
    const { rows } = await this.admin.query<{ query: string; calls: string; ms: number }>(
      `SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 170) AS query, calls::text, total_exec_time AS ms FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = current_database() ORDER BY s.total_exec_time DESC LIMIT 120`);
    for (const row of rows) process.stdout.write(`${(Number(row.calls) / purchases).toFixed(2).padStart(8)} ${(row.ms / Number(row.calls)).toFixed(2).padStart(7)} ms each ${(row.ms / purchases).toFixed(2).padStart(7)} ms  ${row.query}\n`);
  }

  async backendPid(): Promise<number> {
    return (await this.admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid;
  }

  /** Milliseconds until nothing is left to deliver. */
  async settledWithin(milliseconds: number): Promise<number> {
    const from = performance.now();
    for (;;) {
      const { rows: [row] } = await this.admin.query<{ left: string }>(`SELECT ((SELECT count(*) FROM platform.outbox_delivery WHERE state = 'pending') + (SELECT count(*) FROM webhooks.delivery WHERE state <> 'succeeded'))::text AS left`);
      if (row!.left === '0') return performance.now() - from;
      if (performance.now() - from > milliseconds) throw new Error(`${row!.left} deliveries are still open`);
      await pause(100);
    }
  }
}
