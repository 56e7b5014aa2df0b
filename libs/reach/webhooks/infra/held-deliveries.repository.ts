import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';

const HELD_AT_ONCE = 5_000;
const HELD_SPREAD_SECONDS = 2;
/** How often a delivery without an enabled endpoint is looked at, should its announcement have been missed. */
const LOOK_AGAIN_SECONDS = 60;

/** Deliveries that are kept back for a while without using up attempts: their endpoint is silent or disabled, or an earlier event of theirs is still on its way. */
@Injectable()
export class HeldDeliveriesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Lets deliveries (`ids`) wait for an endpoint that takes them, and up to 5,000 more that are due at the same ones, so that a long backlog of a disabled endpoint is not looked through by each claim. No attempt is
   * counted. What carries a grant waits only by its id: another endpoint may take it.
   */
  async wait(ids: readonly string[], endpointIds: readonly string[], grantTypes: readonly string[]): Promise<void> {
    await this.database.execute(
      `WITH more AS (
         SELECT d.id FROM unnest($3::text[]) AS e(id) CROSS JOIN LATERAL (
           SELECT id FROM webhooks.delivery WHERE game_id = $1 AND endpoint_id = e.id AND state = 'pending' AND next_at <= now() AND lease_token IS NULL AND event_type <> ALL($4::text[]) LIMIT $5 FOR UPDATE SKIP LOCKED) AS d
       )
       UPDATE webhooks.delivery SET is_waiting = true, lease_token = NULL, next_at = now() + make_interval(secs => $6) WHERE game_id = $1 AND state = 'pending' AND (id = ANY($2::text[]) OR id IN (SELECT id FROM more))`,
      [currentScope().gameId, ids, endpointIds, grantTypes, HELD_AT_ONCE, LOOK_AGAIN_SECONDS],
    );
  }

  /**
   * Keeps back what is due at endpoints that are left alone, until just after they are to be tried: what this claim has taken (`ids`), and for each endpoint up to 5,000 more, so that
   * a long backlog of theirs is not looked through by each claim. No attempt is counted.
   */
  async hold(ids: readonly string[], endpointIds: readonly string[]): Promise<void> {
    await this.database.execute(
      `WITH more AS (
         SELECT d.id FROM unnest($3::text[]) AS e(id) CROSS JOIN LATERAL (
           SELECT id FROM webhooks.delivery WHERE game_id = $1 AND endpoint_id = e.id AND state = 'pending' AND next_at <= now() AND lease_token IS NULL LIMIT $4 FOR UPDATE SKIP LOCKED) AS d
       )
       UPDATE webhooks.delivery d SET lease_token = NULL, is_held = true, next_at = coalesce((SELECT h.open_until FROM webhooks.endpoint_health h WHERE h.game_id = $1 AND h.endpoint_id = d.endpoint_id), now()) + make_interval(secs => random() * $5)
        WHERE d.game_id = $1 AND d.state = 'pending' AND (d.id = ANY($2::text[]) OR d.id IN (SELECT id FROM more))`,
      [currentScope().gameId, ids, endpointIds, HELD_AT_ONCE, HELD_SPREAD_SECONDS],
    );
  }

  /**
   * Of these deliveries to ordered endpoints, those that have to wait: an earlier event of the same aggregate is still on its way to the same endpoint. They are kept back until that one's
   * turn, for a second where it is under way, or for ten where it is in a batch. One that had succeeded before waits for nobody, and nobody for it.
   */
  async waitForEarlier(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE webhooks.delivery d SET lease_token = NULL, is_held = true, next_at = greatest(earlier.until, now() + make_interval(secs => 0.2))
         FROM (SELECT m.id, max(CASE WHEN x.batch_id IS NOT NULL THEN now() + interval '10 seconds' WHEN x.lease_token IS NULL THEN x.next_at ELSE now() + interval '1 second' END) AS until
                 FROM webhooks.delivery m JOIN webhooks.event e ON e.game_id = $1 AND e.id = m.event_id
                 JOIN webhooks.delivery x ON x.game_id = $1 AND x.subject_id = m.subject_id AND x.endpoint_id = m.endpoint_id AND x.state = 'pending' AND NOT x.has_succeeded
                 JOIN webhooks.event b ON b.game_id = $1 AND b.id = x.event_id AND b.aggregate_id = e.aggregate_id AND b.sequence < e.sequence
                WHERE m.game_id = $1 AND m.id = ANY($2::text[]) AND NOT m.has_succeeded GROUP BY m.id) AS earlier
        WHERE d.game_id = $1 AND d.id = earlier.id RETURNING d.id`,
      [currentScope().gameId, ids],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** What these were waited for is over: the next of each has its turn. */
  async releaseBehind(ended: readonly { endpointId: string; subjectId: string }[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhooks.delivery d SET is_held = false, next_at = now() FROM unnest($2::text[], $3::text[]) AS o(endpoint_id, subject_id)
        WHERE d.game_id = $1 AND d.subject_id = o.subject_id AND d.endpoint_id = o.endpoint_id AND d.state = 'pending' AND d.is_held AND d.lease_token IS NULL`,
      [currentScope().gameId, ended.map((each) => each.endpointId), ended.map((each) => each.subjectId)],
    );
  }

  /** These endpoints answer again: what was kept back for them is due. */
  async release(endpointIds: readonly string[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhooks.delivery SET is_held = false, next_at = now() WHERE game_id = $1 AND endpoint_id = ANY($2::text[]) AND state = 'pending' AND is_held AND lease_token IS NULL`, [currentScope().gameId, endpointIds]);
  }
}
