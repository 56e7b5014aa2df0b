import { accountLine, linesOf, minorOf, type ReportRow, roundedMinor, sumsBy, tableOf, takenAgain } from '../report-table.js';
import { settlementCsv, type SettledLine } from '../settlement-csv.js';
import { Unreadable } from '../unreadable.js';

const FEES = ['Commission (NC)', 'Markup (NC)', 'Scheme Fees (NC)', 'Interchange (NC)'] as const;
const COLUMNS = ['Psp Reference', 'Merchant Reference', 'Creation Date', 'Type', 'Modification Reference', 'Gross Currency', 'Gross Debit (GC)', 'Gross Credit (GC)', 'Net Currency', 'Net Debit (NC)', 'Net Credit (NC)', 'Batch Number'] as const;

const OF_PAYMENT: Record<string, 'capture' | 'refund' | 'chargeback'> = { Settled: 'capture', Refunded: 'refund', RefundedReversed: 'refund', Chargeback: 'chargeback', ChargebackReversed: 'chargeback', SecondChargeback: 'chargeback' };
const OF_ACCOUNT: Record<string, 'account_fee' | 'transfer' | 'reserve' | 'correction'> = {
  Fee: 'account_fee', InvoiceDeduction: 'account_fee', MerchantPayout: 'transfer', InternalCompanyPayout: 'transfer', BankInstructionReturned: 'transfer', DepositCorrection: 'reserve', ReserveAdjustment: 'reserve', Balancetransfer: 'correction',
  ManualCorrected: 'correction', AuthorisationSchemeFee: 'account_fee', BookingTypeSchemeFee: 'account_fee',
};
/** What a lone cost is about. */
const COST = 'PaymentCost';

/**
 * A settlement details report of Adyen: one row per movement of a batch, in decimals; gross in the currency that was paid, net in that which is paid out. A batch with its payout, and what it carries to the next, is nothing.
 * Where the two currencies differ, the line is told in that of the payout, with what was paid and Adyen's exchange rate beside it.
 * @throws Unreadable: also for a type that is not known here
 */
export function adyenSettlement(text: string): string {
  const rows = tableOf(text, COLUMNS);
  const net = (row: ReportRow): bigint => row.amount('Net Credit (NC)') - row.amount('Net Debit (NC)');
  for (const [batch, rest] of sumsBy(rows, (row) => `${row.needed('Batch Number')} in ${row.currency('Net Currency')}`, net)) if (rest !== 0n) throw new Unreadable(`the batch ${batch} does not close: its rows and its payout leave ${rest} of 10⁻⁸`);
  const cancelled = takenAgain(rows, (row) => {
    const is = row.text('Type') === 'ChargebackReversed' ? 'back' : row.text('Type') === 'SecondChargeback' ? 'again' : null;
    return is && { payment: row.text('Psp Reference'), amount: row.amount('Gross Credit (GC)') - row.amount('Gross Debit (GC)'), is };
  });
  const counts = new Map<string, number>();
  return settlementCsv(rows.flatMap((row) => linesOfRow(row, net(row), cancelled.has(row), counts)));
}

function linesOfRow(row: ReportRow, net: bigint, isCancelled: boolean, counts: Map<string, number>): SettledLine[] {
  const [word, currency, batch_id, psp] = [row.needed('Type'), row.currency('Net Currency'), row.needed('Batch Number'), row.text('Psp Reference')];
  const at = { currency, batch_id, settled_at: row.instant('Creation Date') };
  const whole = minorOf(net, currency) ?? row.refuse('has a net amount that is no whole number of minor units');
  const type: SettledLine['type'] | undefined = isCancelled ? 'correction' : OF_PAYMENT[word];
  if (type) {
    const own = type === 'capture' ? '' : row.text('Modification Reference');
    const reference = type === 'refund' ? row.text('Modification Merchant Reference') || own : row.text('Merchant Reference');
    const line = { ...at, type, line_id: [row.needed('Psp Reference'), word, own].filter(Boolean).join(':'), psp_payment_id: psp, psp_refund_id: type === 'refund' ? own : '', reference: reference || psp };
    const fee = feeOf(row, whole, currency);
    return linesOf({ ...line, ...paidIn(row, currency) }, whole + fee, fee);
  }
  const nth = (counts.get(`${batch_id} ${word} ${psp}`) ?? 0) + 1;
  counts.set(`${batch_id} ${word} ${psp}`, nth);
  const line_id = [batch_id, word, psp, nth].filter(Boolean).join(':');
  if (word === COST && psp) return [{ ...at, line_id, type: 'fee', psp_payment_id: psp, psp_refund_id: '', reference: row.text('Merchant Reference') || psp, gross_minor: 0, fee_minor: Number(-whole), net_minor: Number(whole) }];
  const kind = OF_ACCOUNT[word];
  return kind ? [accountLine({ ...at, line_id, type: kind, what: word }, whole)] : row.refuse(`is of the unknown type ${word}`);
}

/** What was paid, and by which rate it became the gross amount of the payout; nothing where there is one currency. */
function paidIn(row: ReportRow, settled: string): Pick<SettledLine, 'presentment'> {
  const currency = row.currency('Gross Currency');
  return currency === settled ? {} : { presentment: { currency, gross_minor: Number(row.minor('Gross Credit (GC)', currency) - row.minor('Gross Debit (GC)', currency)), rate: row.rate('Exchange Rate') } };
}

/** What Adyen, the schemes and the issuer have kept: what is between gross and net, and, where these are in two currencies, the sum of its parts. */
function feeOf(row: ReportRow, net: bigint, currency: string): bigint {
  const parts = roundedMinor(FEES.reduce((sum, name) => sum + row.amount(name), 0n), currency);
  if (row.currency('Gross Currency') !== currency) return parts;
  const fee = row.minor('Gross Credit (GC)', currency) - row.minor('Gross Debit (GC)', currency) - net;
  const difference = fee - parts;
  return FEES.some((name) => row.text(name)) && (difference > 1n || difference < -1n) ? row.refuse(`keeps ${fee} where its fees are ${parts}`) : fee;
}
