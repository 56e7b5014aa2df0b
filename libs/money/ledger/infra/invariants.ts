import { type Book, type HeldByContext, type Invariant, SLICE_CHARACTERS } from '#platform/invariants/invariants';
import { BOOKED_WITHIN } from './tax-lines.repository.js';

const PREFIX_CHARACTERS = 'jrn_'.length;
/** What ids of one slice share. As in the trigger `note_sums`. */
const SLICE = PREFIX_CHARACTERS + SLICE_CHARACTERS;

/** Whose books an entry is in; those of before name nobody. */
const ENTITY_OF = (entry: string): string => `coalesce(${entry}.legal_entity, (SELECT u.id FROM ledger.legal_entity u WHERE u.has_unnamed))`;

/** What sells, by us or by a studio itself, and what takes a sale back. */
const SALES = `'sale', 'own_sale_fee'`;
const SALES_AND_MIRRORS = `${SALES}, 'refund', 'chargeback', 'own_refund_fee', 'own_chargeback_fee'`;

/** The accounts that divide a sale among them. */
const SHARES = `('tax_payable', 'platform_fee_revenue', 'studio_payable')`;

/** What the operator, the studio and the tax offices have of an order's sale and of what mirrored it, account by account: the largest that is left. */
const LEFT_OF_SALE = (gameId: string, key: string): string => `
  SELECT max(abs(of_account.sum_minor))::text FROM (
    SELECT sum(p.amount_minor) AS sum_minor FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
     WHERE e.game_id = ${gameId} AND e.order_id = ${key} AND e.kind IN (${SALES_AND_MIRRORS}) AND split_part(p.account, ':', 1) IN ${SHARES}
     GROUP BY p.account, p.currency) AS of_account`;

const books: readonly Book[] = [
  {
    name: 'ledger.sales-of-order',
    of: (gameId, key) => `SELECT string_agg(p.amount_minor || ' ' || p.currency, ' + ') FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
      WHERE e.game_id = ${gameId} AND e.order_id = ${key} AND e.kind = 'sale' AND p.account LIKE 'psp\\_clearing:%'`,
  },
  { name: 'ledger.left-of-sale', of: LEFT_OF_SALE },
  {
    // What the studio owes of a sale of its own; that of the operator beside it would show.
    name: 'ledger.claims-of-order',
    of: (gameId, key) => `SELECT string_agg(p.amount_minor || ' ' || p.currency, ' + ') FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
      WHERE e.game_id = ${gameId} AND e.order_id = ${key} AND e.kind IN (${SALES}) AND p.account = 'studio_payable'`,
  },
  {
    name: 'ledger.refunds-of-order',
    of: (gameId, key) => `SELECT (-sum(p.amount_minor))::text FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
      WHERE e.game_id = ${gameId} AND e.order_id = ${key} AND e.kind = 'refund' AND p.account LIKE 'psp\\_clearing:%'`,
  },
  {
    name: 'ledger.paid-out',
    of: (gameId, key) => `SELECT string_agg(p.amount_minor || ' ' || p.currency, ' + ') FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
      WHERE e.game_id = ${gameId} AND e.fact = 'payout_paid:' || ${key} AND p.account LIKE 'payouts\\_in\\_transit:%'`,
  },
  {
    // The key: jurisdiction, currency, first and last day.
    name: 'ledger.tax-payable-of-period',
    of: (gameId, key) => `SELECT coalesce(-sum(p.amount_minor), 0)::text FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
      WHERE e.game_id = ${gameId} AND p.account = 'tax_payable:' || split_part(${key}, ' ', 1) AND p.currency = split_part(${key}, ' ', 2) AND ${BOOKED_WITHIN('e', `split_part(${key}, ' ', 3)::date`, `split_part(${key}, ' ', 4)::date`)}`,
  },
  {
    name: 'ledger.in-exchange',
    of: (gameId, key) => `SELECT coalesce(max(abs(open.sum_minor)), 0)::text FROM (
      SELECT sum(p.amount_minor) AS sum_minor FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id AND p.account = 'fx_clearing'
       WHERE e.game_id = ${gameId} AND e.fact IN (${['payout_sent', 'payout_paid', 'payout_failed', 'payout_exchanged', 'exchange_settled', 'exchange_undone'].map((kind) => `'${kind}:' || ${key}`).join(', ')}) GROUP BY p.currency) AS open`,
  },
];

const invariants: readonly Invariant[] = [
  {
    id: 'ledger.entries-balance', of: 'I1', says: 'Every entry sums to zero in each currency and has at least two postings, none of them zero.',
    sql: (within) => `SELECT game_id, entry_id, currency, sum(amount_minor)::text AS sum_minor, count(*) AS postings FROM ledger.posting WHERE ${within.ids('entry_id', 'jrn')}
      GROUP BY game_id, entry_id, currency HAVING sum(amount_minor) <> 0 OR count(*) < 2 OR bool_or(amount_minor = 0)`,
  },
  {
    id: 'ledger.entries-have-postings', of: 'I1', says: 'Every entry has postings, and every posting an entry.',
    sql: (within) => `SELECT coalesce(e.game_id, p.game_id) AS game_id, coalesce(e.id, p.entry_id) AS entry_id
      FROM (SELECT game_id, id FROM ledger.journal_entry WHERE ${within.ids('id', 'jrn')}) AS e
      FULL JOIN (SELECT DISTINCT game_id, entry_id FROM ledger.posting WHERE ${within.ids('entry_id', 'jrn')}) AS p ON p.game_id = e.game_id AND p.entry_id = e.id WHERE e.id IS NULL OR p.entry_id IS NULL`,
  },
  {
    id: 'ledger.everything-sums-to-zero', of: 'I2', says: 'All postings of a game sum to zero per currency.',
    sql: (within) => `SELECT game_id, currency, sum(amount_minor)::text AS sum_minor FROM ledger.posting WHERE ${within.ids('entry_id', 'jrn')} GROUP BY game_id, currency HAVING sum(amount_minor) <> 0`,
  },
  {
    id: 'ledger.balances-are-the-fold', of: 'I3', says: 'The rollup and the notes that are not in it yet equal the fold of the postings.', wholeSlices: true,
    sql: (within) => `SELECT game_id, slice, account, currency, noted.debits::text AS noted_debits, folded.debits::text AS debits, noted.credits::text AS noted_credits, folded.credits::text AS credits FROM (
        SELECT game_id, slice, account, currency, sum(debits) AS debits, sum(credits) AS credits FROM (
          SELECT game_id, slice, account, currency, debits_minor AS debits, credits_minor AS credits FROM ledger.balance_rollup WHERE ${within.slices('slice', 'jrn')}
          UNION ALL
          SELECT f.game_id, f.slice, s.account, s.currency, s.debits, s.credits
            FROM ledger.fresh_sum f CROSS JOIN LATERAL unnest(f.accounts, f.currencies, f.debits_minor, f.credits_minor) AS s(account, currency, debits, credits) WHERE ${within.slices('f.slice', 'jrn')}
        ) AS notes GROUP BY game_id, slice, account, currency
      ) AS noted FULL JOIN (
        SELECT game_id, left(entry_id, ${SLICE}) AS slice, account, currency,
               coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0) AS debits, coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0) AS credits
          FROM ledger.posting WHERE ${within.ids('entry_id', 'jrn')} GROUP BY 1, 2, 3, 4
      ) AS folded USING (game_id, slice, account, currency)
      WHERE noted.debits IS DISTINCT FROM folded.debits OR noted.credits IS DISTINCT FROM folded.credits`,
  },
  {
    id: 'ledger.append-only', of: 'I4', says: 'Nobody who runs Hubcraft may change or remove an entry, a posting or a tax line, and the trigger that refuses even the owner is on.',
    installation: `SELECT t.name AS table_name, t.name IS NOT NULL AND (has_table_privilege('hubcraft_app', t.name, 'UPDATE') OR has_table_privilege('hubcraft_app', t.name, 'DELETE') OR has_table_privilege('hubcraft_app', t.name, 'TRUNCATE')) AS may_change
      FROM (VALUES ('ledger.journal_entry'), ('ledger.posting'), ('ledger.tax_line'), ('ledger.settlement_exchange')) AS t(name)
     WHERE has_table_privilege('hubcraft_app', t.name, 'UPDATE') OR has_table_privilege('hubcraft_app', t.name, 'DELETE') OR has_table_privilege('hubcraft_app', t.name, 'TRUNCATE')
        OR NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = t.name::regclass AND g.tgname = 'append_only' AND g.tgenabled IN ('O', 'A'))`,
  },
  {
    id: 'ledger.disputes-return-to-zero', of: 'I6', says: 'What waits in transit for the end of a dispute is never less than nothing, never more than was taken, and nothing once the dispute has ended.',
    sql: (within) => `SELECT e.game_id, e.payment_id, sum(p.amount_minor)::text AS in_transit_minor FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
      WHERE e.payment_id IS NOT NULL AND ${within.ids('e.payment_id', 'pmt')} AND p.account LIKE 'disputes\\_in\\_transit:%'
      GROUP BY e.game_id, e.payment_id, p.currency
     HAVING max(e.posted_at) < now() - interval '15 minutes' AND sum(p.amount_minor) <> CASE WHEN bool_or(p.amount_minor < 0) THEN 0 ELSE max(p.amount_minor) END`,
  },
  {
    id: 'ledger.refunds-within-their-sale', of: 'I12', says: 'All refunds of an order and the lost dispute that ends it take no more from its sale than it has, account by account, and nothing that it does not have.',
    sql: (within) => `SELECT e.game_id, e.order_id, p.account, sum(p.amount_minor)::text AS left_minor, coalesce(sum(p.amount_minor) FILTER (WHERE e.kind IN (${SALES})), 0)::text AS sold_minor
      FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
      WHERE e.order_id IS NOT NULL AND ${within.ids('e.order_id', 'ord')} AND e.kind IN (${SALES_AND_MIRRORS}) AND split_part(p.account, ':', 1) IN ${SHARES}
      GROUP BY e.game_id, e.order_id, p.account, p.currency
     HAVING (bool_or(e.kind IN (${SALES})) OR max(e.posted_at) < now() - interval '15 minutes')
        AND sum(p.amount_minor) NOT BETWEEN least(0, coalesce(sum(p.amount_minor) FILTER (WHERE e.kind IN (${SALES})), 0)) AND greatest(0, coalesce(sum(p.amount_minor) FILTER (WHERE e.kind IN (${SALES})), 0))`,
  },
  {
    id: 'ledger.settled-fees-are-booked', of: 'I6', says: "A provider's fee that its settlement report told is what the books have of it, neither more nor less: with the provider, or exchanged where it was kept in another currency and the studio bears it.",
    sql: (within) => `SELECT w.game_id, w.payment_id, w.settled_minor, coalesce(sum(p.amount_minor), 0)::text AS booked_minor FROM ledger.psp_fee w
      LEFT JOIN ledger.journal_entry e ON e.game_id = w.game_id AND e.payment_id = w.payment_id AND e.kind IN ('psp_fee', 'psp_fee_true_up')
      LEFT JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id AND (p.account LIKE 'psp\\_clearing:%' OR p.account LIKE 'fx\\_position:%')
      WHERE w.bearer IS NOT NULL AND w.settled_minor IS NOT NULL AND ${within.ids('w.payment_id', 'pmt')}
      GROUP BY w.game_id, w.payment_id, w.settled_minor, w.bearer, w.provider, w.line_id
     HAVING coalesce(sum(p.amount_minor), 0) <> CASE WHEN w.bearer = 'operator' AND EXISTS (SELECT FROM ledger.settlement_exchange x WHERE x.game_id = w.game_id AND x.provider = w.provider AND x.line_id = w.line_id) THEN 0 ELSE -w.settled_minor END`,
  },
  {
    id: 'ledger.exchanged-lines-are-booked', of: 'I6', says: 'What was settled in another currency has left clearing in the currency of the payment, to the cent, and has come to the bank in that of the settlement.',
    sql: (within) => `SELECT x.game_id, x.provider, x.line_id, x.gross_minor - x.booked_fee_minor AS paid_minor, x.settled_net_minor, booked.cleared_minor::text, booked.banked_minor::text FROM ledger.settlement_exchange x
      CROSS JOIN LATERAL (
        SELECT coalesce(-sum(p.amount_minor) FILTER (WHERE p.account = 'psp_clearing:' || x.provider AND p.currency = x.currency), 0) AS cleared_minor,
               coalesce(sum(p.amount_minor) FILTER (WHERE p.account = 'bank:' || x.provider AND p.currency = x.settled_currency), 0) AS banked_minor
          FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
         WHERE e.game_id = x.game_id AND e.fact IN ('settlement:' || x.provider || ':' || x.line_id, 'settlement_exchanged:' || x.provider || ':' || x.line_id)) AS booked
      WHERE ${within.ids('x.payment_id', 'pmt')} AND (booked.cleared_minor, booked.banked_minor) IS DISTINCT FROM (x.gross_minor - x.booked_fee_minor, x.settled_net_minor)`,
  },
  {
    id: 'ledger.positions-end-together', of: 'I6', says: 'Where nothing is left of what was exchanged of a payment in its own currency, nothing is left of what that was worth in the other.',
    sql: (within) => `SELECT e.game_id, e.payment_id, p.account, sum(p.amount_minor) FILTER (WHERE p.currency = split_part(p.account, '-', 2))::text AS left_minor FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
      WHERE e.payment_id IS NOT NULL AND ${within.ids('e.payment_id', 'pmt')} AND p.account LIKE 'fx\\_position:%' GROUP BY e.game_id, e.payment_id, p.account
     HAVING coalesce(sum(p.amount_minor) FILTER (WHERE p.currency = split_part(split_part(p.account, ':', 2), '-', 1)), 0) = 0 AND coalesce(sum(p.amount_minor) FILTER (WHERE p.currency = split_part(p.account, '-', 2)), 0) <> 0`,
  },
  {
    id: 'ledger.reserve-goes-back-once', of: 'I6', says: 'What leaves the reserve of a studio is what went into it, part by part.',
    sql: (within) => `SELECT e.game_id, e.id, e.fact FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id AND p.account = 'studio_reserve'
      WHERE e.kind = 'reserve_released' AND ${within.ids('e.id', 'jrn')} AND p.amount_minor IS DISTINCT FROM (
        SELECT -h.amount_minor FROM ledger.journal_entry held JOIN ledger.posting h ON h.game_id = held.game_id AND h.entry_id = held.id AND h.account = 'studio_reserve'
         WHERE held.game_id = e.game_id AND held.fact = 'reserve_held:' || substr(e.fact, ${'reserve_released:'.length + 1}))`,
  },
  {
    id: 'ledger.payouts-leave-transit-once', of: 'I6', says: 'A payout that has ended leaves nothing on its way: it was paid or it failed, once, with what was sent.',
    sql: (within) => `SELECT e.game_id, e.id, e.fact FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id AND p.account LIKE 'payouts\\_in\\_transit:%'
      WHERE e.kind IN ('payout_paid', 'payout_failed') AND ${within.ids('e.id', 'jrn')} AND (
        p.amount_minor IS DISTINCT FROM (SELECT -s.amount_minor FROM ledger.journal_entry sent JOIN ledger.posting s ON s.game_id = sent.game_id AND s.entry_id = sent.id AND s.account = p.account
         WHERE sent.game_id = e.game_id AND sent.fact = 'payout_sent:' || split_part(e.fact, ':', 2))
        OR EXISTS (SELECT FROM ledger.journal_entry other WHERE other.game_id = e.game_id AND other.id <> e.id AND other.fact IN ('payout_paid:' || split_part(e.fact, ':', 2), 'payout_failed:' || split_part(e.fact, ':', 2))))`,
  },
  {
    id: 'ledger.tax-lines-are-the-account', of: 'I13', says: 'What an entry says to tax offices is what it posts to their accounts, jurisdiction by jurisdiction: so the lines of any period are the movement of `tax_payable` in it.',
    sql: (within) => `SELECT game_id, entry_id, jurisdiction, told.tax_minor::text AS told_minor, posted.tax_minor::text AS posted_minor
      FROM (SELECT game_id, entry_id, jurisdiction, currency, sum(tax_minor) AS tax_minor FROM ledger.tax_line WHERE ${within.ids('entry_id', 'jrn')} GROUP BY 1, 2, 3, 4) AS told
      FULL JOIN (SELECT game_id, entry_id, substr(account, ${'tax_payable:'.length + 1}) AS jurisdiction, currency, -sum(amount_minor) AS tax_minor FROM ledger.posting WHERE ${within.ids('entry_id', 'jrn')} AND account LIKE 'tax\\_payable:%' GROUP BY 1, 2, 3, 4) AS posted
        USING (game_id, entry_id, jurisdiction, currency)
      WHERE coalesce(told.tax_minor, 0) <> coalesce(posted.tax_minor, 0) AND NOT EXISTS (SELECT FROM ledger.untold_entry u WHERE u.game_id = coalesce(told.game_id, posted.game_id) AND u.entry_id = coalesce(told.entry_id, posted.entry_id))`,
  },
  {
    id: 'ledger.sales-are-told', of: 'I13', says: 'A sale, and what takes it back, says what it means to a tax office; of one that does not the orders are asked, within a day.',
    sql: (within) => `SELECT e.game_id, e.id FROM ledger.journal_entry e LEFT JOIN ledger.untold_entry u ON u.game_id = e.game_id AND u.entry_id = e.id
      WHERE e.kind IN ('sale', 'refund', 'chargeback') AND e.order_id IS NOT NULL AND ${within.ids('e.id', 'jrn')}
        AND CASE WHEN u.entry_id IS NULL THEN NOT EXISTS (SELECT FROM ledger.tax_line l WHERE l.game_id = e.game_id AND l.entry_id = e.id) ELSE u.noted_at < now() - interval '1 day' END`,
  },
  {
    id: 'ledger.entries-are-booked-on-their-day', of: 'I13', says: 'An entry is booked on the day of its fact, or, where the books of that month were closed or had not begun, on the first day of a later month.',
    sql: (within) => `SELECT e.game_id, e.id, e.occurred_on, e.booked_on FROM ledger.journal_entry e
      WHERE e.booked_on IS NOT NULL AND ${within.ids('e.id', 'jrn')} AND e.booked_on <> coalesce(e.occurred_on, (e.posted_at AT TIME ZONE 'UTC')::date)
        AND NOT (extract(day FROM e.booked_on) = 1 AND e.booked_on > coalesce(e.occurred_on, (e.posted_at AT TIME ZONE 'UTC')::date) AND (
          EXISTS (SELECT FROM ledger.month m WHERE m.legal_entity = ${ENTITY_OF('e')} AND m.month = e.booked_on - interval '1 month' AND m.state = 'closed') OR EXISTS (SELECT FROM ledger.legal_entity l WHERE l.id = e.legal_entity AND l.begins = e.booked_on)))`,
  },
  {
    id: 'ledger.closed-months-stay', of: 'I13', says: 'No entry is booked in a month of its legal entity after that was closed.',
    sql: (within) => `SELECT e.game_id, e.id, e.booked_on, m.closed_at FROM ledger.journal_entry e JOIN ledger.month m ON m.legal_entity = ${ENTITY_OF('e')} AND m.month = date_trunc('month', e.booked_on)::date
      WHERE m.state = 'closed' AND ${within.ids('e.id', 'jrn')} AND e.posted_at > m.closed_at`,
  },
  {
    id: 'ledger.an-order-is-in-one-set-of-books', of: 'I13', says: 'All entries of an order are in the books of one legal entity, and every entry is in those of one that there is.',
    sql: (within) => `SELECT e.game_id, e.id, e.legal_entity FROM ledger.journal_entry e
      WHERE ${within.ids('e.id', 'jrn')} AND (NOT EXISTS (SELECT FROM ledger.legal_entity l WHERE l.id = ${ENTITY_OF('e')})
         OR (e.order_id IS NOT NULL AND EXISTS (SELECT FROM ledger.journal_entry o WHERE o.game_id = e.game_id AND o.order_id = e.order_id AND ${ENTITY_OF('o')} <> ${ENTITY_OF('e')})))`,
  },
  {
    id: 'ledger.sales-have-a-paid-order', of: 'I11', says: 'Every sale in the books is that of a paid order, with exactly its total.', book: 'orders.paid-total',
    rows: (within) => `SELECT e.game_id, e.order_id AS key, p.amount_minor || ' ' || p.currency AS value, e.posted_at AS since FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
      WHERE e.kind = 'sale' AND p.account LIKE 'psp\\_clearing:%' AND ${within.ids('e.id', 'jrn')} AND ${within.ids('p.entry_id', 'jrn')}`,
  },
  {
    id: 'ledger.claims-have-a-paid-order', of: 'I11', says: 'Every claim to the fee of a sale that a studio made itself is that of a paid order.', book: 'orders.paid-or-not',
    rows: (within) => `SELECT e.game_id, e.order_id AS key, 'paid' AS value, e.posted_at AS since FROM ledger.journal_entry e WHERE e.kind = 'own_sale_fee' AND ${within.ids('e.id', 'jrn')}`,
  },
  {
    id: 'ledger.own-sales-move-no-money', of: 'I11', says: 'Of an order that its studio has sold itself the books have the fee alone: nothing at a provider, no tax, nothing owed to a player.',
    sql: (within) => `SELECT e.game_id, e.id, e.order_id, p.account FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
      WHERE e.kind IN ('own_sale_fee', 'own_refund_fee', 'own_chargeback_fee') AND ${within.ids('e.id', 'jrn')} AND p.account NOT IN ('studio_payable', 'platform_fee_revenue')`,
  },
];

export const HELD_BY_LEDGER: HeldByContext = { invariants, books, games: 'ledger.balance_rollup' };
