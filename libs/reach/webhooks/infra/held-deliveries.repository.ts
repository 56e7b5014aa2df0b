import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import type { ClaimedDelivery } from './deliveries.repository.js';

/** More that wait for the same endpoint, by one claim: it does not take long, and others have their turn before the next. */
const HELD_AT_ONCE = 500;
/** How often a delivery without an enabled endpoint is looked at, should the endpoint have been enabled at the very moment at which the delivery was put off. */
const LOOK_AGAIN_SECONDS = 60;
/** The same for those that were put off with it: what is found then brings them too. */
const MORE_LOOK_AGAIN_SECONDS = 3_600;

/** Deliveries that are kept back for a while without using up attempts: their endpoint is disabled or left alone, or an earlier event of theirs is still on its way. */
@Injectable()
export class HeldDeliveriesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Lets deliveries (`ids`) wait for an endpoint that takes them, and up to 500 more that are due at the same ones, so that a long backlog of a disabled endpoint is not looked through by each claim. No attempt is
   * counted. What carries a grant waits only by its id: another endpoint may take it.
   */
  async wait(ids: readonly string[], endpointIds: readonly string[], grantTypes: readonly string[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhooks.delivery SET is_waiting = true, lease_token = NULL, next_at = now() + make_interval(secs => CASE WHEN id = ANY($2::text[]) THEN $6::int ELSE $7::int END)
        WHERE game_id = $1 AND id = ANY($2::text[] || ARRAY(
          SELECT d.id FROM unnest($3::text[]) AS e(id) CROSS JOIN LATERAL (
            SELECT id FROM webhooks.delivery WHERE game_id = $1 AND endpoint_id = e.id AND state = 'pending' AND next_at <= now() AND lease_token IS NULL AND event_type <> ALL($4::text[]) ORDER BY next_at LIMIT $5 FOR UPDATE SKIP LOCKED) AS d))`,
      [currentScope().gameId, ids, endpointIds, grantTypes, HELD_AT_ONCE, LOOK_AGAIN_SECONDS, MORE_LOOK_AGAIN_SECONDS],
    );
  }

  /** These endpoints are enabled, and some of what waited for them was found by looking again: as many more are due as were put off together. */
  async waitNoLonger(endpointIds: readonly string[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhooks.delivery SET is_waiting = false, next_at = now() WHERE game_id = $1 AND id = ANY(ARRAY(
         SELECT more.id FROM unnest($2::text[]) AS e(id) CROSS JOIN LATERAL (
           SELECT id FROM webhooks.delivery WHERE game_id = $1 AND endpoint_id = e.id AND state = 'pending' AND next_at > now() AND is_waiting ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED) AS more))`,
      [currentScope().gameId, endpointIds, HELD_AT_ONCE],
    );
  }

  /** Gives deliveries back as they were: nothing is to be sent to their endpoints now. */
  async giveBack(deliveries: readonly Pick<ClaimedDelivery, 'id' | 'was_due'>[]): Promise<void> {
    await this.database.execute(
      'UPDATE webhooks.delivery d SET lease_token = NULL, next_at = b.at FROM unnest($2::text[], $3::timestamptz[]) AS b(id, at) WHERE d.game_id = $1 AND d.id = b.id',
      [currentScope().gameId, deliveries.map((each) => each.id), deliveries.map((each) => each.was_due)],
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
}
