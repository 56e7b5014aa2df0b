import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { fromUnixSeconds, unixSeconds } from '#platform/kernel/clock';
import type { Wait } from '../domain/grant-wait.js';

export interface KnownWait extends Wait {
  isAlarmed: boolean;
  isTold: boolean;
}

interface WaitRow {
  grant_id: string;
  waited_seconds: number;
  counted_at: Date;
  is_counting: boolean;
  is_alarmed: boolean;
  is_told: boolean;
}

/** How long grants wait for the game. Rows are taken in the order of their ids, so that two looks cannot wait for each other. */
@Injectable()
export class GrantWaitsRepository {
  constructor(private readonly database: Database) {}

  /** The waits of these grants, held until the end of the transaction. */
  async take(grantIds: readonly string[]): Promise<Map<string, KnownWait>> {
    const rows = await this.database.query<WaitRow & Record<string, unknown>>(
      `SELECT grant_id, waited_seconds, counted_at, is_counting, alarmed_at IS NOT NULL AS is_alarmed, told_at IS NOT NULL AS is_told FROM webhooks.grant_wait
        WHERE game_id = $1 AND grant_id = ANY($2::text[]) ORDER BY grant_id FOR UPDATE`, [currentScope().gameId, grantIds]);
    return new Map(rows.map((row) => [row.grant_id, { waited_seconds: row.waited_seconds, counted_at: unixSeconds(row.counted_at), is_counting: row.is_counting, isAlarmed: row.is_alarmed, isTold: row.is_told }]));
  }

  async keep(waits: ReadonlyMap<string, KnownWait>, now: number): Promise<void> {
    const all = [...waits].sort(([one], [other]) => (one < other ? -1 : 1));
    await this.database.execute(
      `INSERT INTO webhooks.grant_wait AS w (game_id, grant_id, waited_seconds, counted_at, is_counting, alarmed_at, told_at)
       SELECT $1, g.id, g.waited, $7, g.counting, CASE WHEN g.alarmed THEN $7::timestamptz END, CASE WHEN g.told THEN $7::timestamptz END
         FROM unnest($2::text[], $3::int[], $4::boolean[], $5::boolean[], $6::boolean[]) AS g(id, waited, counting, alarmed, told)
       ON CONFLICT ON CONSTRAINT grant_wait_pkey DO UPDATE SET waited_seconds = excluded.waited_seconds, counted_at = excluded.counted_at, is_counting = excluded.is_counting,
              alarmed_at = coalesce(w.alarmed_at, excluded.alarmed_at), told_at = coalesce(w.told_at, excluded.told_at)`,
      [currentScope().gameId, all.map(([id]) => id), all.map(([, wait]) => wait.waited_seconds), all.map(([, wait]) => wait.is_counting), all.map(([, wait]) => wait.isAlarmed), all.map(([, wait]) => wait.isTold), fromUnixSeconds(now)],
    );
  }

  /** Grants that nobody has looked at for a day have been answered. */
  async forgetAnswered(now: number): Promise<void> {
    await this.database.execute('DELETE FROM webhooks.grant_wait WHERE game_id = $1 AND counted_at < $2', [currentScope().gameId, fromUnixSeconds(now - 86_400)]);
  }

  /** Where the events of these grants go, as they stand; `isHeld`: nobody changes them until the end of the transaction. */
  async events(grantIds: readonly string[], isHeld = false): Promise<Map<string, { endpoint_id: string | null; hasSucceeded: boolean; isOpen: boolean }>> {
    const rows = await this.database.query<{ subject_id: string; endpoint_id: string | null; has_succeeded: boolean; is_open: boolean }>(
      `SELECT d.subject_id, d.endpoint_id, d.state = 'succeeded' OR d.has_succeeded AS has_succeeded,
              EXISTS (SELECT FROM webhooks.endpoint_health h WHERE h.game_id = $1 AND h.endpoint_id = d.endpoint_id AND h.open_until IS NOT NULL) AS is_open
         FROM webhooks.delivery d WHERE d.game_id = $1 AND d.subject_id = ANY($2::text[]) AND d.event_type = 'item.add' ORDER BY d.id ${isHeld ? 'FOR UPDATE OF d' : ''}`,
      [currentScope().gameId, grantIds],
    );
    return new Map(rows.map((row) => [row.subject_id, { endpoint_id: row.endpoint_id, hasSucceeded: row.has_succeeded, isOpen: row.is_open }]));
  }
}
