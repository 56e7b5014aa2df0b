import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import type { DeliveryRow } from './rows.js';

/** Which deliveries are sent again together: `missed` are those that have not succeeded, however they stand. */
export interface Replayable {
  status: 'dead' | 'failed' | 'succeeded' | 'missed';
  endpoint_id: string | null;
  event_type: string | null;
  /** By when they were made: from `since` on, before `until`. */
  since: Date | null;
  until: Date | null;
  starting_after: string | null;
  limit: number;
}

/** Deliveries that are sent again because somebody asked for it. */
@Injectable()
export class ReplaysRepository {
  constructor(private readonly database: Database) {}

  /** Sends again, from the beginning of the schedule, what was in a batch in the next one. A delivery that is due or under way stays as it is, and one that has succeeded remembers it. */
  async replay(id: string): Promise<void> {
    await this.database.execute(
      `UPDATE webhooks.delivery SET state = 'pending', round = 0, next_at = now(), lease_token = NULL, has_succeeded = has_succeeded OR state = 'succeeded', is_held = false, batch_id = NULL,
              ended_at = CASE WHEN has_succeeded OR state = 'succeeded' THEN ended_at END
        WHERE game_id = $1 AND id = $2 AND closed_reason IS NULL AND lease_token IS NULL AND (state <> 'pending' OR batch_id IS NULL)`,
      [currentScope().gameId, id],
    );
  }

  /**
   * The same for up to `limit` deliveries, by id; the messages that told of batches only where they are asked for by their type, because their events come again by themselves. One that somebody else has locked at this moment is being dealt with.
   */
  async replayMany(which: Replayable): Promise<{ replayed: number; has_more: boolean; next_cursor: string | null; endpointIds: string[] }> {
    const rows = await this.database.query<{ id: string; endpoint_id: string | null; has_more: boolean }>(
      `WITH found AS (
         SELECT id FROM webhooks.delivery
          WHERE game_id = $1 AND closed_reason IS NULL AND lease_token IS NULL AND (state <> 'pending' OR batch_id IS NULL) AND ($3::text IS NULL OR endpoint_id = $3) AND ($4::text IS NULL OR event_type = $4) AND ($7::text IS NULL OR id > $7)
            AND ($5::timestamptz IS NULL OR (created_at >= $5 AND id >= platform.typeid_floor('whd', $5 - interval '1 hour'))) AND ($6::timestamptz IS NULL OR created_at < $6)
            AND CASE $2 WHEN 'missed' THEN NOT has_succeeded AND state <> 'succeeded' WHEN 'succeeded' THEN has_succeeded OR state = 'succeeded' WHEN 'dead' THEN state = 'dead' AND NOT has_succeeded
                        ELSE state = 'pending' AND round > 0 AND NOT has_succeeded END
            AND (event_type <> 'batch.ready' OR state = 'pending' OR $4 = 'batch.ready')
          ORDER BY id LIMIT $8 + 1 FOR UPDATE SKIP LOCKED
       ), picked AS (SELECT id FROM found ORDER BY id LIMIT $8)
       UPDATE webhooks.delivery d SET state = 'pending', round = 0, next_at = now(), is_held = false, batch_id = NULL, has_succeeded = has_succeeded OR state = 'succeeded',
              ended_at = CASE WHEN has_succeeded OR state = 'succeeded' THEN ended_at END
        WHERE d.game_id = $1 AND d.id = ANY(ARRAY(SELECT id FROM picked))
       RETURNING d.id, d.endpoint_id, (SELECT count(*) > $8 FROM found) AS has_more`,
      [currentScope().gameId, which.status, which.endpoint_id, which.event_type, which.since, which.until, which.starting_after, which.limit],
    );
    const has_more = rows[0]?.has_more ?? false;
    const last = rows.map((row) => row.id).sort().at(-1) ?? null;
    return { replayed: rows.length, has_more, next_cursor: has_more ? last : null, endpointIds: [...new Set(rows.flatMap((row) => row.endpoint_id ?? []))] };
  }

  /** Locked until the transaction ends. */
  lock(id: string): Promise<Pick<DeliveryRow, 'id' | 'state' | 'closed_reason' | 'endpoint_id'> | undefined> {
    return this.database.one('SELECT id, state, closed_reason, endpoint_id FROM webhooks.delivery WHERE game_id = $1 AND id = $2 FOR UPDATE', [currentScope().gameId, id]);
  }
}
