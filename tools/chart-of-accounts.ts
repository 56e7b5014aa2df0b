import { decimalString, parseCurrency } from '#platform/kernel/currency';
import type { StudioMove } from '../libs/money/ledger/contracts/commands.js';
import { CHART, type AccountClass } from '../libs/money/ledger/domain/chart-of-accounts.js';
import {
  disputeEntry, disputeLostEntry, lossEntry, mismatchEntry, overpaymentEntries, overpaymentRefundEntry, reversalEntry, saleEntries, settlementEntry, studioMoveEntries, type JournalEntry, type SaleFigures,
} from '../libs/money/ledger/domain/entries.js';
import { explain } from '../libs/money/ledger/domain/explain.js';
import { feeTrueUpEntry } from '../libs/money/ledger/domain/psp-fees.js';
import { exchangedSettlementEntries, NO_POSITION, passedOnEntries, type ExchangedLine } from '../libs/money/ledger/domain/settlement-exchange.js';

/** 19.99 EUR with German VAT in it, a platform fee of 5 % of the net amount, and the provider's fee borne by the studio. */
const SALE: SaleFigures = {
  order_id: 'ord_…', payment_id: 'pmt_…', provider: 'sandbox', currency: 'EUR', total_minor: 1_999, net_minor: 1_680, tax_minor: 319, tax: { components: [{ tax_minor: 319, jurisdiction: 'DE' }] },
  platform_fee_minor: 84, psp_fee_minor: 88, psp_fee_bearer: 'studio',
};
const PAYMENT = { order_id: SALE.order_id, payment_id: SALE.payment_id, provider: SALE.provider, currency: SALE.currency, amount_minor: SALE.total_minor, psp_fee_minor: SALE.psp_fee_minor };
const DISPUTE = { ...PAYMENT, dispute_id: 'dsp_…' };
const move = (kind: StudioMove['kind'], amount_minor: number, exchange?: StudioMove['exchange']) =>
  studioMoveEntries({ kind, about: '…', currency: SALE.currency, amount_minor, provider: SALE.provider, ...(exchange ? { exchange } : {}) });
/** 13.48 EUR for 14.68 USD at 1.10, one percent of it for the operator; the bank takes 13.40 EUR. */
const EXCHANGE = { currency: 'USD', amount_minor: 1_468, spread_minor: 13, debited_minor: 1_340 };
const LINE = { provider: SALE.provider, payment_id: SALE.payment_id, currency: SALE.currency, batch_id: 'psb_…' };

/** 19.99 EUR for 21.79 USD at 1.09, less 0.68, which are 0.62 EUR by the rate of the day, 1.10; later 5.00 EUR go back for 5.70 USD, and are worth 5.60. */
const EXCHANGED: ExchangedLine = {
  ...LINE, line_id: 'psl_4', kind: 'capture', currency: 'USD', gross_minor: 2_179, fee_minor: 68, net_minor: 2_111, fees_status: 'estimated',
  exchange: { currency: SALE.currency, gross_minor: 1_999, booked_fee_minor: 0, provider_rate: '1.09', rate: '1.1', rate_date: '2026-11-27', rate_source: '…', worth_minor: 2_199, fee_minor: 62, order_id: SALE.order_id },
};
const SETTLED = exchangedSettlementEntries(EXCHANGED, NO_POSITION);
const PASSED_ON = passedOnEntries({ ...LINE, order_id: SALE.order_id, is_of_sale: true, bearer: 'studio', estimated_minor: 0n, settled_minor: 62n, occurred_on: null, line_id: 'psl_4', exchanged: { settled_currency: 'USD', settled_fee_minor: 68n } }, SETTLED.after);
const WENT_BACK = exchangedSettlementEntries({ ...EXCHANGED, line_id: 'psl_5', kind: 'refund', gross_minor: -570, fee_minor: 0, net_minor: -570, fees_status: 'final', exchange: { ...EXCHANGED.exchange, gross_minor: -500, provider_rate: '1.14', rate: '1.12', worth_minor: -560, fee_minor: 0 } }, PASSED_ON.after);

/** What happens to money, with the entries that the ledger itself makes of it. */
const EXAMPLES: { title: string; entries: (JournalEntry | null)[] }[] = [
  { title: 'A sale of 19.99 EUR to Germany', entries: saleEntries(SALE) },
  { title: 'The same when the operator bears the fee of the provider', entries: saleEntries({ ...SALE, psp_fee_bearer: 'operator' }).slice(1) },
  { title: 'Its refund: tax, platform fee and studio payable reverse, the fee of the provider stays', entries: [reversalEntry(SALE, 'refund', 'ref_…')] },
  { title: 'A dispute is opened', entries: [disputeEntry(DISPUTE, 'opened')] },
  { title: '… and won', entries: [disputeEntry(DISPUTE, 'won')] },
  { title: '… or lost', entries: [reversalEntry(SALE, 'chargeback', 'ord_…')] },
  { title: '… or lost after the sale had been refunded: the money went back twice', entries: [lossEntry({ ...DISPUTE, by: 'dispute', cause_id: DISPUTE.dispute_id })] },
  { title: '… or the refund goes through after it was lost', entries: [lossEntry({ ...PAYMENT, by: 'refund', cause_id: 'ref_…' })] },
  { title: 'Money that no sale stands behind (paid twice, paid too late)', entries: overpaymentEntries(PAYMENT) },
  { title: '… goes back', entries: [overpaymentRefundEntry({ ...PAYMENT, refund_id: 'ref_…' })] },
  { title: '… or the bank takes it', entries: [disputeLostEntry(DISPUTE, 'player_payable')] },
  { title: '… or both: by the bank after the refund, by the refund after the bank', entries: [disputeLostEntry(DISPUTE, 'chargeback_loss'), overpaymentRefundEntry({ ...PAYMENT, refund_id: 'ref_…' }, true)] },
  { title: 'The provider reports another amount than was asked for', entries: [mismatchEntry({ ...PAYMENT, reported_minor: 2_000, reported_currency: 'EUR' })] },
  { title: '… and the bank takes that', entries: [disputeLostEntry({ ...DISPUTE, amount_minor: 2_000 }, 'suspense')] },
  {
    title: 'The provider settles the sale, and the fee of a dispute',
    entries: [settlementEntry({ ...LINE, line_id: 'psl_1', kind: 'capture', gross_minor: 1_999, fee_minor: 88, net_minor: 1_911 }), settlementEntry({ ...LINE, line_id: 'psl_2', kind: 'fee', gross_minor: 0, fee_minor: 1_500, net_minor: -1_500 })],
  },
  {
    title: 'The report of a provider that had not told its fee says 0.62 EUR',
    entries: [
      settlementEntry({ ...LINE, line_id: 'psl_3', kind: 'capture', gross_minor: 1_999, fee_minor: 62, net_minor: 1_937 }),
      feeTrueUpEntry({ ...LINE, order_id: SALE.order_id, is_of_sale: true, bearer: 'studio', estimated_minor: 0n, settled_minor: 62n, occurred_on: null, line_id: 'psl_3' }),
    ],
  },
  { title: 'The provider settles the sale in dollars, at 1.09 where the rate of the day is 1.10: EUR and USD are two legs of it', entries: [...SETTLED.entries, ...PASSED_ON.entries] },
  { title: '… and 5.00 EUR of it go back at 1.14, on a day whose rate is 1.12', entries: WENT_BACK.entries },
  { title: 'A tenth of a day of sales is kept back, and let go 120 days later', entries: [...move('reserve_held', 160), ...move('reserve_released', 160)] },
  { title: 'The rest is paid out to the studio', entries: [...move('payout_sent', 1_348), ...move('payout_paid', 1_348)] },
  { title: '… or does not leave', entries: move('payout_failed', 1_348) },
  { title: '… or comes back from the bank of the studio', entries: move('payout_returned', 1_348) },
  { title: 'The rest is paid out to an account in dollars: EUR and USD are two legs of it', entries: [...move('payout_sent', 1_348, EXCHANGE), ...move('payout_paid', 1_348, EXCHANGE)] },
  { title: "… at a bank whose rate was better", entries: move('payout_paid', 1_348, { ...EXCHANGE, debited_minor: 1_330 }).slice(1) },
  { title: '… or does not leave', entries: move('payout_failed', 1_348, EXCHANGE) },
];

function example({ title, entries }: (typeof EXAMPLES)[number]): string {
  const rows = entries.filter((entry) => entry !== null).flatMap((entry) => entry.postings.map(({ account, amount_minor }) => {
    const amount = `${decimalString(amount_minor < 0n ? -amount_minor : amount_minor, parseCurrency(entry.currency))}${entry.currency === SALE.currency ? '' : ` ${entry.currency}`}`;
    return `| \`${entry.kind}\` | \`${account}\` | ${amount_minor > 0n ? amount : ''} | ${amount_minor < 0n ? amount : ''} | ${explain(entry.kind, account)} |`;
  }));
  return [`### ${title}`, '', '| Entry | Account | Debit | Credit | Why |', '|---|---|---:|---:|---|', ...rows, ''].join('\n');
}

/** `docs/reference/chart-of-accounts.md`, from the chart and the entries of the code. */
export function chartOfAccountsPage(chart: readonly AccountClass[] = CHART): string {
  const rows = chart.map(({ code, qualifier, kind, what }) => `| \`${code}${qualifier ? `:<${qualifier}>` : ''}\` | ${kind} | ${kind === 'asset' || kind === 'expense' ? 'debit' : 'credit'} | ${what} |`);
  return `<!-- Made by tools/chart-of-accounts.ts; \`UPDATE_DOCS=1 npx jest test/contract/reference-docs\` writes it anew. -->
# Chart of accounts

The accounts of the ledger, per game and currency. What stands behind the colon is told by the sale: the payment provider, or the tax jurisdiction (\`tax_payable:US-CT\`).
A balance grows on the side of its kind.

| Account | Kind | Grows by | What it holds |
|---|---|---|---|
${rows.join('\n')}

\`GET /v1/ledger/trial-balance\` answers all of them for the game of the key, \`GET /v1/ledger/journal_entries?order_id=\` the entries of one sale, each posting with its reason.

## What is posted when

Made by the ledger's own code, for one and the same sale.

${EXAMPLES.map(example).join('\n')}`;
}
