export interface Invariant {
  name: string;
  /** Answers the rows that break it. */
  sql: string;
}

/** Ids of twelve days share so many characters: `jrn_` and the four that hold the upper 18 of 48 bits of milliseconds. As in the trigger `note_sums`. */
const SLICE_CHARACTERS = 8;

/**
 * The ledger's invariants (I1, I2, I3 of the reliability catalogue). `within` limits them: it is given a column and answers a condition on `game_id` and it, where a
 * slice and the ids in it sort alike.
 */
export function ledgerInvariants(within: (column: 'id' | 'entry_id' | 'slice') => string): readonly Invariant[] {
  return [
    {
      name: 'I1 every entry balances per currency and has at least two postings',
      sql: `SELECT game_id, entry_id, currency, sum(amount_minor)::text AS sum_minor FROM ledger.posting WHERE ${within('entry_id')} GROUP BY game_id, entry_id, currency HAVING sum(amount_minor) <> 0 OR count(*) < 2`,
    },
    {
      name: 'I1 every entry has postings, and every posting an entry',
      sql: `SELECT coalesce(e.game_id, p.game_id) AS game_id, coalesce(e.id, p.entry_id) AS entry_id
              FROM (SELECT game_id, id FROM ledger.journal_entry WHERE ${within('id')}) AS e
              FULL JOIN (SELECT DISTINCT game_id, entry_id FROM ledger.posting WHERE ${within('entry_id')}) AS p ON p.game_id = e.game_id AND p.entry_id = e.id WHERE e.id IS NULL OR p.entry_id IS NULL`,
    },
    {
      name: 'I2 all postings sum to zero per currency',
      sql: `SELECT game_id, currency, sum(amount_minor)::text AS sum_minor FROM ledger.posting WHERE ${within('entry_id')} GROUP BY game_id, currency HAVING sum(amount_minor) <> 0`,
    },
    {
      name: 'I3 the rollup and the notes that are not in it yet equal the fold of the postings',
      sql: `SELECT game_id, slice, account, currency, noted.debits::text AS noted_debits, folded.debits::text AS debits, noted.credits::text AS noted_credits, folded.credits::text AS credits FROM (
              SELECT game_id, slice, account, currency, sum(debits) AS debits, sum(credits) AS credits FROM (
                SELECT game_id, slice, account, currency, debits_minor AS debits, credits_minor AS credits FROM ledger.balance_rollup WHERE ${within('slice')}
                UNION ALL
                SELECT f.game_id, f.slice, s.account, s.currency, s.debits, s.credits
                  FROM ledger.fresh_sum f CROSS JOIN LATERAL unnest(f.accounts, f.currencies, f.debits_minor, f.credits_minor) AS s(account, currency, debits, credits) WHERE ${within('slice')}
              ) AS notes GROUP BY game_id, slice, account, currency
            ) AS noted FULL JOIN (
              SELECT game_id, left(entry_id, ${SLICE_CHARACTERS}) AS slice, account, currency,
                     coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0) AS debits, coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0) AS credits
                FROM ledger.posting WHERE ${within('entry_id')} GROUP BY 1, 2, 3, 4
            ) AS folded USING (game_id, slice, account, currency)
            WHERE noted.debits IS DISTINCT FROM folded.debits OR noted.credits IS DISTINCT FROM folded.credits`,
    },
  ];
}

/** The slices in which a game (`$1`) has entries or sums, oldest first: it walks from slice to slice, however many entries each has. */
export const SLICES = `
WITH RECURSIVE found(slice) AS (
  (SELECT left(id, ${SLICE_CHARACTERS}) FROM ledger.journal_entry WHERE game_id = $1 ORDER BY id LIMIT 1)
  UNION ALL
  SELECT (SELECT left(id, ${SLICE_CHARACTERS}) FROM ledger.journal_entry WHERE game_id = $1 AND id >= found.slice || '~' ORDER BY id LIMIT 1) FROM found WHERE found.slice IS NOT NULL
)
SELECT slice FROM (SELECT slice FROM found WHERE slice IS NOT NULL UNION SELECT slice FROM ledger.balance_rollup WHERE game_id = $1) AS slices ORDER BY slice`;
