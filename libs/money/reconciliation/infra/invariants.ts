import type { Book, HeldByContext, Invariant } from '#platform/invariants/invariants';

const books: readonly Book[] = [
  {
    name: 'reconciliation.expected-captures',
    of: (gameId, key) => `SELECT string_agg(m.gross_minor || ' ' || m.currency, ' + ') FROM reconciliation.expected_movement m WHERE m.game_id = ${gameId} AND m.payment_id = ${key} AND m.kind = 'capture'`,
  },
];

const invariants: readonly Invariant[] = [
  {
    id: 'reconciliation.movements-match-their-lines', of: 'I15', says: 'A movement that counts as settled has its own line in a report, of the same kind, and of the same amount and currency, or of that exchanged by the rate of its provider; no two share one.',
    sql: (within) => `SELECT m.game_id, m.fact, m.line_id, m.gross_minor, coalesce(l.presentment_minor, l.gross_minor) AS line_gross_minor FROM reconciliation.expected_movement m
      LEFT JOIN reconciliation.settlement_line l ON l.game_id = m.game_id AND l.provider = m.provider AND l.line_id = m.line_id
      WHERE m.line_id IS NOT NULL AND ${within.ids('m.payment_id', 'pmt')} AND ((l.state, l.kind, coalesce(l.presentment_minor, l.gross_minor), coalesce(l.presentment_currency, l.currency)) IS DISTINCT FROM ('matched', m.kind, m.gross_minor, m.currency)
        OR EXISTS (SELECT FROM reconciliation.expected_movement o WHERE o.game_id = m.game_id AND o.provider = m.provider AND o.payment_id = m.payment_id AND o.line_id = m.line_id AND o.fact <> m.fact))`,
  },
];

export const HELD_BY_RECONCILIATION: HeldByContext = { invariants, books };
