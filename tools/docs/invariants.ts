import { ROWS_MAX, type HeldByContext } from '#platform/invariants/invariants';

/** `what` it says in a few words; what holds it in place of a statement, or why it does not apply. */
export const CATALOGUE: readonly { of: string; what: string; held?: string; notYet?: string }[] = [
  { of: 'I1', what: 'Each journal entry balances', held: 'Also by the trigger `balance` of `ledger.posting` and the check `posting_amount_check`.' },
  { of: 'I2', what: 'Everything sums to zero per currency', notYet: 'The half about virtual currency: there is none.' },
  { of: 'I3', what: 'Balances are the fold of the postings' },
  { of: 'I4', what: 'The journal is append-only', held: 'By grants and by the trigger `append_only`; the statement looks whether they stand. What gets past them is found by the [seals](../../libs/money/ledger/README.md#seals).' },
  { of: 'I5', what: 'Accounts with a limit never cross it', notYet: 'No account has a limit: wallets, which will, do not exist.' },
  { of: 'I6', what: 'Clearing accounts return to zero', held: '`psp_clearing` by reconciliation: what a report has not settled stays an open movement, what it settles otherwise a break. The suite of chaos holds it at zero after settlement.' },
  { of: 'I7', what: 'Pending is posted, voided, expired or open', held: 'The two phases that exist are those of a refund: `payments.refunds-add-up` and the check `payment_refund_check`.' },
  { of: 'I8', what: 'Hash chains verify', held: 'Every entry of a studio from the first on by `GET /v1/audit_log/verification`; the journal and orders, which are written side by side and have no chain, by [seals](../../libs/money/ledger/README.md#seals) and sealed sums.' },
  { of: 'I9', what: 'Orders follow their state machine' },
  { of: 'I10', what: 'One charge per order, of its total', held: 'Uniqueness of references by `payment_provider_reference_key`.' },
  { of: 'I11', what: 'Paid means one sale, one grant, one announcement', held: 'One grant per order also by the index `grant_entry_once_per_order`, one sale by `journal_entry_fact_key`; the one announcement by the transition that it is written with (I9, I22).' },
  { of: 'I12', what: 'Refunds stay within what was captured and undo the sale', held: 'Also by the check `payment_refund_check` and the index `refund_order_key`.' },
  { of: 'I13', what: 'Amounts add up to the minor unit', held: 'Rounding by property tests of `money/tax` and `store/offers`.' },
  { of: 'I14', what: 'Price and tax are copied at purchase', held: 'Prices: lines are written with the order and no statement of the code changes them once it is paid.' },
  { of: 'I15', what: 'Settlement lines match or are breaks', held: 'Each line is one or the other by the checks `settlement_line_state_check` and `settlement_line_reason_check`.' },
  { of: 'I16', what: 'Nothing stays unknown' },
  { of: 'I17', what: 'Wallets are never negative', notYet: 'There are no wallets.' },
  { of: 'I18', what: 'Coupons are not over-redeemed', notYet: 'There are no coupons.' },
  { of: 'I19', what: 'Stock and limits per player hold', notYet: 'There are neither.' },
  { of: 'I20', what: 'One invoice per subscription and period', notYet: 'There are no subscriptions.' },
  { of: 'I21', what: 'An idempotency key has one answer', held: 'One row per key by `idempotency_pkey`; the fingerprint is never updated; an open key past its lease is taken over by the next repetition.' },
  { of: 'I22', what: 'Events are committed with their change', held: 'Event and deliveries leave in one statement with the commit of the change (`platform/outbox`).' },
  { of: 'I23', what: 'Deliveries are numbered and end once', held: 'One lease by the one column that holds it.' },
  { of: 'I24', what: 'Sequences have no gaps', held: 'The same id and bytes on every attempt: they are stored once, before the first (`test/deliveries.int-spec.ts` of `reach/webhooks`).' },
  { of: 'I25', what: 'Receivers have what we call delivered', held: 'By the end-to-end suites and chaos, which compare the books of the receiver; a foreign endpoint by row-level security (I28).' },
  { of: 'I26', what: 'Notifications are processed once, in any order', held: 'Once by `psp_notification_pkey`; any order by the property tests of `sales/orders` and `sales/payments`.' },
  { of: 'I27', what: 'References stay within the tenant', held: 'By composite keys: every foreign key between tables of games begins with `game_id` (`db/schema.sql`), and agreements compare within one game.' },
  { of: 'I28', what: 'Row-level security is forced' },
  { of: 'I29', what: 'Every privileged change is audited', held: 'Each write of the Studio API leaves one entry in its own transaction: `test/e2e/audit.e2e-spec.ts` tries every operation.', notYet: 'What the operator does with the command line.' },
  { of: 'I30', what: 'Secrets are sealed', held: 'By tests: `secrets-at-rest` of `studio/game-servers`, `envelope.spec` of the platform. A statement cannot decrypt.' },
  { of: 'I31', what: 'Personal data stands in listed columns', held: 'By the list of [personal data](personal-data.md), which every column has to stand in (`test/contract/personal-data.spec.ts`), and by `test/e2e/erasure.e2e-spec.ts`.' },
  { of: 'I32', what: 'Transactions are short', held: 'By the settings of every connection: `statement_timeout` 6 s, `idle_in_transaction_session_timeout` 10 s; a call to the outside has no open transaction by construction (`Calls`, jobs).' },
  { of: 'I33', what: 'Outside calls have deadlines and size caps', held: 'By `platform/egress`, through which every one of them goes (test/arch).' },
  { of: 'I34', what: 'Everything has a bound', held: 'By the fields of every body (`platform/http/fields`), limits of pages and batches in the code, and test/contract.' },
];

const cell = (text: string): string => text.replaceAll('|', '\\|');
const number = ({ of }: { of: string }): number => Number(of.slice(1));

/** docs/reference/invariants.md: what is checked, and what of I1 to I34 is held otherwise or does not apply yet. */
export function invariantsPage(held: readonly HeldByContext[], catalogue: typeof CATALOGUE = CATALOGUE): string {
  const all = held.flatMap(({ invariants }) => invariants);
  const kind = (each: (typeof all)[number]): string => ('installation' in each ? 'the installation' : 'book' in each ? `agreement with \`${each.book}\`` : 'acrossGames' in each ? 'rows of the last ten minutes' : 'rows');
  return [
    '# Invariants', '', '<!-- Generated; `UPDATE_DOCS=1 npm test -- test/invariants` writes it. -->', '',
    `What holds at every moment, as SQL that answers the rows which break it (at most ${ROWS_MAX}). It is checked over the whole database when a test suite closes, and by the worker as`,
    '[operations](../guides/operations.md#what-the-worker-does-by-itself) says; what is broken is an alarm and a metric. Each stands with the context that owns the tables (`invariants.ts`), and each has a planted violation in',
    '`test/invariants` that it names. An agreement compares two contexts: in a running installation once a fact is 15 minutes old, in a test when nothing is under way any more.', '',
    '| Id | Of | Holds for | What holds |', '|---|---|---|---|',
    ...[...all].sort((a, b) => number(a) - number(b)).map((each) => `| \`${each.id}\` | ${each.of} | ${kind(each)} | ${cell(each.says)} |`), '',
    '## The catalogue', '', 'I1 to I34 and what holds each.', '', '| | | Statements | Held otherwise | Not yet |', '|---|---|---|---|---|',
    ...catalogue.map(({ of, what, held: otherwise, notYet }) => `| ${of} | ${cell(what)} | ${all.filter((each) => each.of === of).map(({ id }) => `\`${id}\``).join(', ') || '–'} | ${cell(otherwise ?? '–')} | ${cell(notYet ?? '–')} |`), '',
  ].join('\n');
}
