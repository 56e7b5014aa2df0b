import type { Book, HeldByContext, Invariant } from '#platform/invariants/invariants';
import { ofAnotherPlayer } from '#platform/personal-data/erased';

const books: readonly Book[] = [
  { name: 'refunds.of-another-player', of: (gameId, key) => ofAnotherPlayer('refunds.refund r', 'r', gameId, key) },
];

const invariants: readonly Invariant[] = [
  {
    id: 'refunds.succeeded-went-back', of: 'I12', says: 'A refund that we call succeeded is money that the provider has given back, to the minor unit.', book: 'payments.given-back',
    rows: (within) => `SELECT r.game_id, r.id AS key, r.amount_minor || ' ' || r.currency AS value, r.ended_at AS since FROM refunds.refund r WHERE r.state = 'succeeded' AND ${within.ids('r.id', 'ref')}`,
  },
  {
    id: 'refunds.parts-reached-their-order', of: 'I12', says: 'Every part that has gone back is known to its order as such.', book: 'orders.gone-in-parts',
    rows: (within) => `SELECT r.game_id, r.order_id AS key, sum(r.amount_minor)::text AS value, max(r.ended_at) AS since FROM refunds.refund r
      WHERE r.purpose = 'part' AND r.state = 'succeeded' AND ${within.ids('r.order_id', 'ord')} GROUP BY r.game_id, r.order_id`,
  },
  {
    id: 'refunds.end-when-they-are-over', of: 'I12', says: 'A refund has an end exactly when it has succeeded, failed or been dismissed.',
    sql: (within) => `SELECT r.game_id, r.id, r.state FROM refunds.refund r WHERE ${within.ids('r.id', 'ref')} AND (r.ended_at IS NOT NULL) <> (r.state IN ('succeeded', 'failed', 'dismissed'))`,
  },
];

export const HELD_BY_REFUNDS: HeldByContext = { invariants, books };
