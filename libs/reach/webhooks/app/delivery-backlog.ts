import { Injectable } from '@nestjs/common';
import { Backlog, COUNTED_MAX } from '#platform/metrics/backlog';

/**
 * Game by game and endpoint by endpoint along the index of what is due, so that it costs what is due and not what is pending: deliveries of disabled webhooks, and those that wait for their next attempt, are pending
 * for days. What is for an endpoint that is left alone is not to leave, however long it is due.
 */
const DUE = `WITH RECURSIVE game AS (
    (SELECT game_id FROM webhooks.delivery WHERE state = 'pending' ORDER BY game_id LIMIT 1)
    UNION ALL SELECT (SELECT d.game_id FROM webhooks.delivery d WHERE d.state = 'pending' AND d.game_id > game.game_id ORDER BY d.game_id LIMIT 1) FROM game WHERE game.game_id IS NOT NULL
  ), endpoint AS (
    SELECT game.game_id, each.id FROM game CROSS JOIN LATERAL (
      WITH RECURSIVE endpoint(id) AS (
        (SELECT d.endpoint_id FROM webhooks.delivery d WHERE d.game_id = game.game_id AND d.state = 'pending' AND d.endpoint_id IS NOT NULL ORDER BY d.endpoint_id LIMIT 1)
        UNION ALL
        SELECT (SELECT d.endpoint_id FROM webhooks.delivery d WHERE d.game_id = game.game_id AND d.state = 'pending' AND d.endpoint_id > e.id ORDER BY d.endpoint_id LIMIT 1) FROM endpoint e WHERE e.id IS NOT NULL
      ) SELECT id FROM endpoint WHERE id IS NOT NULL) AS each
     WHERE NOT EXISTS (SELECT FROM webhooks.endpoint_health h WHERE h.game_id = game.game_id AND h.endpoint_id = each.id AND h.open_until > now())
  ), due AS (
    SELECT mine.next_at FROM endpoint CROSS JOIN LATERAL (
      SELECT next_at FROM webhooks.delivery d WHERE d.game_id = endpoint.game_id AND d.endpoint_id = endpoint.id AND d.state = 'pending' AND d.next_at <= now() ORDER BY next_at LIMIT ${COUNTED_MAX}) AS mine
    UNION ALL
    SELECT mine.next_at FROM game CROSS JOIN LATERAL (
      SELECT next_at FROM webhooks.delivery d WHERE d.game_id = game.game_id AND d.endpoint_id IS NULL AND d.state = 'pending' AND d.next_at <= now() ORDER BY endpoint_id, next_at LIMIT ${COUNTED_MAX}) AS mine
  )
  SELECT count(*)::int AS due, coalesce(extract(epoch FROM now() - min(next_at)), 0)::float8 AS oldest FROM due`;

/** What is due and has not left, for the operator. */
@Injectable()
export class DeliveryBacklog {
  constructor(backlog: Backlog) {
    backlog.add({ name: 'webhooks', what: 'deliveries of webhooks', sql: DUE, countsDead: false });
  }
}
