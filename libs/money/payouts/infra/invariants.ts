import type { HeldByContext, Invariant } from '#platform/invariants/invariants';

const invariants: readonly Invariant[] = [
  {
    id: 'payouts.paid-is-in-the-books', of: 'I6', says: 'What a payout that has succeeded took out of the books of a game is what the ledger of that game says was paid, to the minor unit.', book: 'ledger.paid-out',
    rows: (within) => `SELECT s.game_id, s.id AS key, s.value, s.since FROM (
        SELECT h.of_game AS game_id, p.id, coalesce(h.paid_minor, h.amount_minor) || ' ' || coalesce(p.paid_in, p.currency) AS value, p.ended_at AS since FROM payouts.payout p JOIN payouts.payout_share h ON h.studio_id = p.studio_id AND h.payout_id = p.id
         WHERE p.state = 'succeeded' AND coalesce(h.paid_minor, 1) > 0) AS s
      WHERE ${within.ids('s.id', 'pyo')}`,
  },
  {
    id: 'payouts.exchanges-are-over', of: 'I6', says: 'A payout in another currency that has ended leaves nothing in exchange in either of the two, in the books of any game.', book: 'ledger.in-exchange',
    rows: (within) => `SELECT s.game_id, s.id AS key, '0' AS value, s.since FROM (
        SELECT h.of_game AS game_id, p.id, p.ended_at AS since FROM payouts.payout p JOIN payouts.payout_share h ON h.studio_id = p.studio_id AND h.payout_id = p.id WHERE p.state IN ('succeeded', 'failed') AND p.paid_in IS NOT NULL) AS s
      WHERE ${within.ids('s.id', 'pyo')}`,
  },
  {
    id: 'payouts.shares-add-up', of: 'I13', says: 'What a payout takes out of the books of games adds up to its amount, and so do what is kept and what arrives of one that is exchanged.',
    sql: (within) => `SELECT p.game_id, p.id FROM (SELECT runs_at AS game_id, studio_id, id, amount_minor, spread_minor, paid_minor FROM payouts.payout) AS p
       CROSS JOIN LATERAL (SELECT sum(h.amount_minor) AS amount, sum(h.spread_minor) AS spread, sum(h.paid_minor) AS paid FROM payouts.payout_share h WHERE h.studio_id = p.studio_id AND h.payout_id = p.id) AS of_games
      WHERE ${within.ids('p.id', 'pyo')} AND (p.amount_minor IS DISTINCT FROM of_games.amount OR p.spread_minor IS DISTINCT FROM of_games.spread OR p.paid_minor IS DISTINCT FROM of_games.paid)`,
  },
  {
    id: 'payouts.files-are-their-transfers', of: 'I6', says: 'A file for a bank has as many transfers as say that they are in it, and no transfer is in a file that there is not.',
    installation: `SELECT coalesce(b.id, o.batch_id) AS batch_id, b.transactions, o.orders FROM payouts.bank_batch b
      FULL JOIN (SELECT batch_id, count(*) AS orders FROM payouts.bank_order WHERE batch_id IS NOT NULL GROUP BY batch_id) AS o ON o.batch_id = b.id WHERE b.transactions IS DISTINCT FROM o.orders`,
  },
];

export const HELD_BY_PAYOUTS: HeldByContext = { invariants };
