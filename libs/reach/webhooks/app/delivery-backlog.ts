import { Injectable } from '@nestjs/common';
import { Backlog, COUNTED_MAX } from '#platform/metrics/backlog';
import { PENDING_ENDPOINTS } from '../infra/due-endpoints.js';

/** What is due of each endpoint that is not left alone (what is for one that is, is not to leave, however long it is due), and what waits for any. */
const DUE = `${PENDING_ENDPOINTS}, due AS (
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
