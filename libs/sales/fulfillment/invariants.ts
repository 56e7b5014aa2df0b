import type { Book, HeldByContext, Invariant } from '#platform/invariants/invariants';
import { ofAnotherPlayer } from '#platform/personal-data/erased';

const count = (gameId: string, key: string, and = ''): string => `SELECT count(*)::text FROM fulfillment.grant_entry g WHERE g.game_id = ${gameId} AND g.order_id = ${key}${and}`;

const books: readonly Book[] = [
  { name: 'fulfillment.grants-of-order', of: (gameId, key) => count(gameId, key) },
  { name: 'fulfillment.standing-grants', of: (gameId, key) => count(gameId, key, ` AND g.state IN ('requested', 'claimable', 'acknowledged')`) },
  { name: 'grants.of-another-player', of: (gameId, key) => ofAnotherPlayer('fulfillment.grant_entry g', 'g', gameId, key) },
];

const invariants: readonly Invariant[] = [
  {
    id: 'fulfillment.granted-was-paid', of: 'I11', says: 'What was given to a player, or is on its way, was paid.', book: 'orders.paid-or-not',
    rows: (within) => `SELECT g.game_id, g.order_id AS key, 'paid' AS value, g.requested_at AS since FROM fulfillment.grant_entry g WHERE g.state <> 'voided' AND ${within.ids('g.id', 'grt')}`,
  },
  {
    id: 'fulfillment.states-have-their-moments', of: 'I11', says: 'A grant that was acknowledged says when, and so does one that has ended; one that was declined says why.',
    sql: (within) => `SELECT g.game_id, g.id, g.state FROM fulfillment.grant_entry g WHERE ${within.ids('g.id', 'grt')} AND (
      (g.state IN ('acknowledged', 'revoking') AND g.acknowledged_at IS NULL) OR (g.state IN ('requested', 'claimable') AND g.acknowledged_at IS NOT NULL)
      OR (g.ended_at IS NOT NULL) <> (g.state IN ('declined', 'revoked', 'voided')) OR (g.state = 'declined') <> (g.decline_message IS NOT NULL))`,
  },
  {
    id: 'fulfillment.claimed-once', of: 'I12', says: 'What was collected says by whom and was to be collected; what is voided or still waits was collected by nobody, and nothing else waits for a claim.',
    sql: (within) => `SELECT g.game_id, g.id, g.state FROM fulfillment.grant_entry g WHERE ${within.ids('g.id', 'grt')} AND (
      (g.claimed_by IS NOT NULL) <> (g.mode = 'claim' AND g.state IN ('acknowledged', 'revoked')) OR (g.claimed_by IS NOT NULL AND g.acknowledged_at IS NULL)
      OR (g.state = 'claimable' AND g.mode <> 'claim') OR (g.mode = 'claim' AND g.state IN ('requested', 'declined', 'revoking')))`,
  },
  {
    id: 'fulfillment.reservations-are-used-once', of: 'I11', says: 'Of the reservations of an order at most one is used up, by the grant that names it; one that is over says when.',
    sql: (within) => `SELECT r.game_id, r.id, r.state FROM fulfillment.reservation r WHERE ${within.ids('r.id', 'rsv')} AND (
      (r.state = 'used') <> EXISTS (SELECT FROM fulfillment.grant_entry g WHERE g.game_id = r.game_id AND g.order_id = r.order_id AND g.reservation_id = r.id)
      OR (r.ended_at IS NOT NULL) <> (r.state IN ('refused', 'used', 'released')))`,
  },
];

export const HELD_BY_FULFILLMENT: HeldByContext = { invariants, books };
