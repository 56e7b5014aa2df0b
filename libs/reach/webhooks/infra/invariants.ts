import type { HeldByContext, Invariant } from '#platform/invariants/invariants';

/** A batch whose message was answered with 2xx. */
const ANSWERED_BATCH = 'SELECT FROM webhooks.batch b JOIN webhooks.attempt t ON t.game_id = b.game_id AND t.delivery_id = b.ready_delivery_id WHERE d.is_batched AND b.game_id = d.game_id AND t.status BETWEEN 200 AND 299';

const invariants: readonly Invariant[] = [
  {
    id: 'webhooks.deliveries-have-their-event', of: 'I22', says: 'A delivery is of an event of its own game, and of that type.',
    sql: (within) => `SELECT d.game_id, d.id, d.event_id FROM webhooks.delivery d LEFT JOIN webhooks.event e ON e.game_id = d.game_id AND e.id = d.event_id
      WHERE ${within.ids('d.id', 'whd')} AND e.type IS DISTINCT FROM d.event_type`,
  },
  {
    id: 'webhooks.attempts-are-numbered', of: 'I23', says: 'The attempts of a delivery are numbered from one without gaps, and as many as it counts.',
    sql: (within) => `SELECT d.game_id, d.id, d.attempts, a.numbers, a.last FROM webhooks.delivery d
      CROSS JOIN LATERAL (SELECT count(DISTINCT number) AS numbers, coalesce(max(number), 0) AS last, coalesce(min(number), 1) AS first FROM webhooks.attempt t WHERE t.game_id = d.game_id AND t.delivery_id = d.id) AS a
      WHERE ${within.ids('d.id', 'whd')} AND (a.numbers <> a.last OR a.first <> 1 OR a.last < d.attempts)`,
  },
  {
    id: 'webhooks.success-was-answered', of: 'I23', says: 'What counts as delivered was answered with 2xx, by itself or by the message that told of its batch, and stays delivered whatever a replay brings.',
    sql: (within) => `SELECT d.game_id, d.id, d.state, d.has_succeeded FROM webhooks.delivery d
      WHERE ${within.ids('d.id', 'whd')} AND ((d.state = 'succeeded' OR d.has_succeeded) AND NOT EXISTS (SELECT FROM webhooks.attempt t WHERE t.game_id = d.game_id AND t.delivery_id = d.id AND t.status BETWEEN 200 AND 299)
          AND NOT EXISTS (${ANSWERED_BATCH} AND b.id = d.batch_id) AND (NOT d.has_succeeded OR NOT EXISTS (${ANSWERED_BATCH} AND b.endpoint_id = d.endpoint_id AND d.id = ANY(b.delivery_ids)))
        OR d.state = 'dead' AND d.has_succeeded)`,
  },
  {
    id: 'webhooks.ended-or-due', of: 'I23', says: 'A delivery that is over has an end and no lease; one that is not has neither ended nor been given up.',
    sql: (within) => `SELECT d.game_id, d.id, d.state FROM webhooks.delivery d WHERE ${within.ids('d.id', 'whd')} AND (
      (d.state <> 'pending' AND (d.ended_at IS NULL OR d.lease_token IS NOT NULL)) OR (d.state = 'pending' AND d.ended_at IS NOT NULL AND NOT d.has_succeeded))`,
  },
  {
    id: 'webhooks.sequence-has-no-gaps', of: 'I24', says: 'The events of an order, payment or grant are numbered without gaps, none twice, up to the last number that was given.',
    sql: (within) => `SELECT n.game_id, n.aggregate_id, n.sequence, a.last_sequence FROM (
        SELECT e.game_id, e.aggregate_id, e.sequence, lag(e.sequence) OVER mine AS before FROM webhooks.event e WHERE ${within.ids('e.id', 'evt')} WINDOW mine AS (PARTITION BY e.game_id, e.aggregate_id ORDER BY e.sequence)
      ) AS n LEFT JOIN webhooks.aggregate a ON a.game_id = n.game_id AND a.aggregate_id = n.aggregate_id
      WHERE a.last_sequence IS NULL OR n.sequence > a.last_sequence OR n.sequence = n.before
         OR (n.before IS NOT NULL AND n.sequence <> n.before + 1 AND NOT EXISTS (SELECT FROM webhooks.event o WHERE o.game_id = n.game_id AND o.aggregate_id = n.aggregate_id AND o.sequence = n.sequence - 1))`,
  },
];

export const HELD_BY_WEBHOOKS: HeldByContext = { invariants, games: 'webhooks.event' };
