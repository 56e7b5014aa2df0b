import type { HeldByContext, Invariant } from '#platform/invariants/invariants';

const invariants: readonly Invariant[] = [
  {
    id: 'payouts.paid-is-in-the-books', of: 'I6', says: 'What a payout that has succeeded took out of the books of a game is what the ledger of that game says was paid, to the minor unit.', book: 'ledger.paid-out',
    rows: (within) => `SELECT s.game_id, s.id AS key, s.value, s.since FROM (
        SELECT h.of_game AS game_id, p.id, h.amount_minor || ' ' || p.currency AS value, p.ended_at AS since FROM payouts.payout p JOIN payouts.payout_share h ON h.studio_id = p.studio_id AND h.payout_id = p.id WHERE p.state = 'succeeded') AS s
      WHERE ${within.ids('s.id', 'pyo')}`,
  },
  {
    id: 'payouts.shares-add-up', of: 'I13', says: 'What a payout takes out of the books of games adds up to its amount.',
    sql: (within) => `SELECT p.game_id, p.id FROM (SELECT runs_at AS game_id, studio_id, id, amount_minor FROM payouts.payout) AS p WHERE ${within.ids('p.id', 'pyo')}
        AND p.amount_minor IS DISTINCT FROM (SELECT sum(h.amount_minor) FROM payouts.payout_share h WHERE h.studio_id = p.studio_id AND h.payout_id = p.id)`,
  },
];

export const HELD_BY_PAYOUTS: HeldByContext = { invariants };
