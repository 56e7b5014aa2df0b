import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { sendPipelined, sendTogether, type RawAnswer } from '../support/raw-http.js';
import type { System } from '../support/system.js';

export const TECHNIQUES = ['the last byte of each', 'one write over one connection', 'a lock of PostgreSQL that lets go'] as const;
export type Technique = (typeof TECHNIQUES)[number];

/** Shorter than `lock_timeout` of the api: what stands behind the barrier is held up, not refused. */
const BARRIER_MAX_MS = 1_500;
/** A hundred passwords are hashed one after the other. */
const ANSWERS_MS = 90_000;

/** Sends requests so that they meet: all last bytes at once, all in one piece, or held before a table that nobody may read until they all wait for it. */
export class AtOnce {
  private constructor(private readonly system: System, private readonly admin: InstanceType<typeof pg.Client>) {}

  static async on(system: System): Promise<AtOnce> {
    const admin = new pg.Client({ connectionString: system.db.adminUrl });
    await admin.connect();
    return new AtOnce(system, admin);
  }

  /** `table`: what every one of these requests has to read. */
  send(technique: Technique, requests: Buffer[], table: string): Promise<RawAnswer[]> {
    if (technique === 'one write over one connection') return sendPipelined(this.system.urls.api, requests, ANSWERS_MS);
    if (technique === 'the last byte of each') return sendTogether(this.system.urls.api, requests, ANSWERS_MS);
    return this.behindBarrier(requests, table);
  }

  private async behindBarrier(requests: Buffer[], table: string): Promise<RawAnswer[]> {
    await this.admin.query('BEGIN');
    await this.admin.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    const answers = sendTogether(this.system.urls.api, requests, ANSWERS_MS);
    answers.catch(() => undefined);
    // The connections of the api bound how many can wait there; the rest stands right behind them.
    let before = -1;
    for (const deadline = performance.now() + BARRIER_MAX_MS; performance.now() < deadline; ) {
      await pause(150);
      const { rows: [row] } = await this.admin.query<{ n: number }>(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
      if (row!.n > 0 && row!.n === before) break;
      before = row!.n;
    }
    await this.admin.query('COMMIT');
    return answers;
  }

  close(): Promise<void> {
    return this.admin.end();
  }
}
