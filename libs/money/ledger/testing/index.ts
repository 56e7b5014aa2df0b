/** Clearing accounts that are not at zero: nothing may be left once everything is settled (I6). */
export const OPEN_CLEARING = `SELECT game_id, account, currency, sum(amount_minor)::text AS open_minor FROM ledger.posting WHERE account LIKE 'psp\\_clearing:%' GROUP BY game_id, account, currency HAVING sum(amount_minor) <> 0`;
