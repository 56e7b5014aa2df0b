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
  {
    id: 'payouts.are-invoiced', of: 'I13', says: 'Every payout that has succeeded has one invoice or waits for it, and one that came back a credit note of it; nothing else has either.',
    sql: (within) => `SELECT p.game_id, p.id, p.kind, n.documents FROM (SELECT y.runs_at AS game_id, y.studio_id, y.id, k.kind, y.amount_minor + coalesce(y.set_off_minor, 0) > 0 AND CASE k.kind WHEN 'invoice' THEN y.state = 'succeeded' ELSE y.returned_at IS NOT NULL END AS is_wanted
        FROM payouts.payout y CROSS JOIN (VALUES ('invoice'), ('credit_note')) AS k(kind)) AS p
       CROSS JOIN LATERAL (SELECT (SELECT count(*) FROM payouts.invoice i WHERE i.studio_id = p.studio_id AND i.payout_id = p.id AND i.kind = p.kind)
         + (SELECT count(*) FROM payouts.invoice_wanted w WHERE w.studio_id = p.studio_id AND w.payout_id = p.id AND w.kind = p.kind) AS documents) AS n
      WHERE ${within.ids('p.id', 'pyo')} AND n.documents <> CASE WHEN p.is_wanted THEN 1 ELSE 0 END
        AND NOT (p.is_wanted AND n.documents = 0 AND p.id < platform.typeid_floor('pyo', (SELECT b.at FROM payouts.invoices_begin b)))`,
  },
  {
    id: 'payouts.invoices-are-what-was-paid', of: 'I13', says: 'An invoice is of exactly what its payout took out of the books, in that currency, and a credit note of exactly what its invoice says.',
    sql: (within) => `SELECT i.game_id, i.id, i.payout_id FROM (SELECT runs_at AS game_id, * FROM payouts.invoice) AS i JOIN payouts.payout p ON p.studio_id = i.studio_id AND p.id = i.payout_id
       LEFT JOIN payouts.invoice o ON o.studio_id = i.studio_id AND o.id = i.original_id
      WHERE ${within.ids('i.id', 'pin')} AND ((i.total_minor, i.currency, i.environment) IS DISTINCT FROM (p.amount_minor + coalesce(p.set_off_minor, 0), p.currency, p.environment)
        OR (i.kind = 'credit_note' AND (i.net_minor, i.tax_minor, i.payout_id, i.legal_entity_id, 'invoice') IS DISTINCT FROM (o.net_minor, o.tax_minor, o.payout_id, o.legal_entity_id, o.kind)))`,
  },
  {
    id: 'payouts.invoice-numbers-follow-each-other', of: 'I24', says: 'The numbers of a series of self-billed invoices are 1 to n without a gap, n is what the series says, and their dates never go back.',
    installation: `SELECT s.studio_id, s.legal_entity_id, s.environment, s.year, s.last_number FROM payouts.invoice_series s
      CROSS JOIN LATERAL (SELECT count(*) AS documents, coalesce(max(series_number), 0) AS highest, coalesce(bool_or(is_back), false) AS goes_back FROM (SELECT i.series_number, i.issued_at < lag(i.issued_at) OVER (ORDER BY i.series_number) AS is_back FROM payouts.invoice i
        WHERE i.studio_id = s.studio_id AND i.legal_entity_id = s.legal_entity_id AND i.environment = s.environment AND i.series_year = s.year) AS d) AS of_series
      WHERE of_series.documents <> s.last_number OR of_series.highest <> s.last_number OR of_series.goes_back`,
  },
  {
    id: 'payouts.invoices-stay', of: 'I4', says: 'Nobody who runs Hubcraft may remove an invoice or its file, and the triggers that refuse a change, even by the owner, are on.',
    installation: `SELECT t.name AS table_name FROM (VALUES ('payouts.invoice', 'keep_invoices'), ('payouts.invoice', 'keep_all_invoices'), ('payouts.invoice_file', 'keep_files')) AS t(name, guard)
      WHERE has_table_privilege('hubcraft_app', t.name, 'DELETE') OR has_table_privilege('hubcraft_app', t.name, 'TRUNCATE')
        OR NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = t.name::regclass AND g.tgname = t.guard AND g.tgenabled IN ('O', 'A'))`,
  },
];

export const HELD_BY_PAYOUTS: HeldByContext = { invariants };
