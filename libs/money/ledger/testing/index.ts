/**
 * The ledger's invariants as SQL over a connection that sees all games; each answers the rows that break it. They run after suites and
 * chaos runs; numbers are those of the reliability catalogue (I1, I2, I3, I6).
 */
export const LEDGER_INVARIANTS: readonly { name: string; sql: string }[] = [
  { name: 'I1 every entry balances per currency and has at least two postings', sql: `SELECT game_id, entry_id, currency, sum(amount_minor) FROM ledger.posting GROUP BY game_id, entry_id, currency HAVING sum(amount_minor) <> 0 OR count(*) < 2` },
  { name: 'I1 every entry has postings, and every posting an entry', sql: `SELECT coalesce(e.id, p.entry_id) AS id FROM ledger.journal_entry e FULL JOIN (SELECT DISTINCT game_id, entry_id FROM ledger.posting) p ON p.game_id = e.game_id AND p.entry_id = e.id WHERE e.id IS NULL OR p.entry_id IS NULL` },
  { name: 'I2 all postings sum to zero per currency', sql: `SELECT currency, sum(amount_minor) FROM ledger.posting GROUP BY currency HAVING sum(amount_minor) <> 0` },
  { name: 'I3 the rollup equals the fold of the postings below its mark', sql: `SELECT m.game_id FROM ledger.rollup_mark m WHERE (SELECT coalesce(sum(debits_minor), 0) FROM ledger.balance_rollup b WHERE b.game_id = m.game_id) <> (SELECT coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0) FROM ledger.posting p WHERE p.game_id = m.game_id AND p.entry_id < m.below_id)` },
];

/** Clearing accounts that are not at zero: nothing may be left once everything is settled (I6). */
export const OPEN_CLEARING = `SELECT game_id, account, currency, sum(amount_minor)::text AS open_minor FROM ledger.posting WHERE account LIKE 'psp\\_clearing:%' GROUP BY game_id, account, currency HAVING sum(amount_minor) <> 0`;
