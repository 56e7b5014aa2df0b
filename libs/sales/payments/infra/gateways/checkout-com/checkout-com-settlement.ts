import { accountLine, linesOf, minorOf, type ReportRow, roundedMinor, sumsBy, tableOf } from '../report-table.js';
import { settlementCsv, type SettledLine } from '../settlement-csv.js';
import { Unreadable } from '../unreadable.js';

const COLUMNS = ['Action Type', 'Action ID', 'Payment ID', 'Processed On', 'Processing Currency', 'Holding Currency', 'Payout ID', 'Reference', 'Breakdown Type', 'Holding Currency Amount'] as const;

/** What a row is by its breakdown type: money of a payment, or of the account. Everything that names a fee or a tax is a fee of its action. */
const OF_PAYMENT: Record<string, 'capture' | 'refund' | 'chargeback'> = { Capture: 'capture', Refund: 'refund', Chargeback: 'chargeback', 'Chargeback Reversal': 'chargeback', 'Arbitration Lost': 'chargeback', 'Arbitration Won': 'chargeback' };
const OF_ACCOUNT: Record<string, 'transfer' | 'reserve' | 'correction'> = {
  Payout: 'transfer', 'Top Up': 'transfer', 'Invoice Settlement': 'transfer', 'Rolling Reserve Reservation': 'reserve', 'Rolling Reserve Release': 'reserve', 'Security Deposit Reservation': 'reserve', 'Security Deposit Release': 'reserve',
  'Operational Funding Reservation': 'reserve', 'Operational Funding Release': 'reserve', 'Cover Negative Position': 'correction', 'Balance Transfer': 'correction',
};
const FEE = /\b(?:Fee|Tax|Interchange|Markup|Commission)\b/;
/** Whose fees are those of the capture, where the payment has one in the report. */
const TAKING: ReadonlySet<string> = new Set(['Authorization', 'Capture']);

/** `paid`: what the money was in the currency of the payment, in the row that tells it; null where that is the currency held. */
interface Action { first: ReportRow; currency: string; batch: string; kind: SettledLine['type'] | null; word: string; money: bigint; fees: bigint; paid: ReportRow | null }

/**
 * The financial actions of a payout of Checkout.com: one row per part of an action, in decimals of the currency that is held, with fees in fractions of its minor unit. The fee of a payment is rounded once; what the roundings
 * leave of the payout is a line of its own. A file with the payout itself has to come to nothing; one without has no total that it could be held against. What is in no payout yet is refused: more fees of the same action
 * may follow until it is paid out.
 * @throws Unreadable: also for a breakdown type that is not known here, and for a row without a Payout ID
 */
export function checkoutComSettlement(text: string): string {
  const rows = tableOf(text, COLUMNS);
  const actions = actionsOf(rows);
  const captures = new Map([...actions.values()].filter(({ kind }) => kind === 'capture').map((action) => [keyOf(action), action]));
  const lines: SettledLine[] = [];
  for (const action of actions.values()) {
    const capture = captures.get(keyOf(action));
    if (action.kind === null && capture && TAKING.has(action.first.text('Action Type'))) capture.fees += action.fees;
  }
  for (const action of actions.values()) if (!(action.kind === null && captures.has(keyOf(action)) && TAKING.has(action.first.text('Action Type')))) lines.push(...linesOfAction(action));
  return settlementCsv([...lines, ...roundings(rows, lines)]);
}

const isOfPayment = (word: string): boolean => OF_PAYMENT[word] !== undefined;
const keyOf = ({ first, currency, batch }: Action): string => `${first.text('Payment ID')} ${currency} ${batch}`;
const batchOf = (row: ReportRow): string => row.text('Payout ID') || row.refuse('has no Payout ID: it is not paid out yet, and its fees may not be all; take the report of the payout');

/** Rows by action, currency and payout; what an action moves is told by one breakdown type of its own. */
function actionsOf(rows: readonly ReportRow[]): Map<string, Action> {
  const actions = new Map<string, Action>();
  for (const row of rows) {
    const [word, currency, batch, amount] = [row.needed('Breakdown Type'), row.currency('Holding Currency'), batchOf(row), row.amount('Holding Currency Amount')];
    const key = `${row.needed('Action ID')} ${currency} ${batch}`;
    const action = actions.get(key) ?? { first: row, currency, batch, kind: null, word, money: 0n, fees: 0n, paid: null };
    actions.set(key, action);
    const kind = OF_PAYMENT[word] ?? OF_ACCOUNT[word];
    if (kind) {
      if (action.kind !== null && action.word !== word) return row.refuse(`is both ${action.word} and ${word}`);
      if (action.paid) return row.refuse('is a second part of what was exchanged');
      Object.assign(action, { kind, word, money: action.money + amount, paid: isOfPayment(word) && row.text('Processing Currency') !== currency ? row : null });
    } else if (FEE.test(word)) action.fees -= amount;
    else row.refuse(`is of the unknown breakdown type ${word}`);
  }
  return actions;
}

function linesOfAction({ first, currency, batch, kind, word, money, fees, paid }: Action): SettledLine[] {
  const line_id = first.needed('Action ID');
  const at = { currency, batch_id: batch, settled_at: first.instant('Processed On'), line_id };
  const [payment, fee] = [first.text('Payment ID'), roundedMinor(fees, currency)];
  // Authorisations that came to nothing, tokens, checks, adjustments: a cost of the account.
  if (kind === null) return [accountLine({ ...at, type: 'account_fee', what: first.needed('Action Type'), about: payment }, -fee)];
  const gross = first.text('Processing Currency') === currency ? (minorOf(money, currency) ?? first.refuse('moves no whole number of minor units')) : roundedMinor(money, currency);
  if (kind === 'transfer' || kind === 'reserve' || kind === 'correction') return [accountLine({ ...at, type: kind, what: word }, gross - fee)];
  // A refund is named by its action: the reference of the report is that of the payment.
  const reference = kind === 'refund' ? line_id : first.text('Reference');
  return linesOf({ ...at, type: kind as SettledLine['type'], psp_payment_id: first.needed('Payment ID'), psp_refund_id: kind === 'refund' ? line_id : '', reference: reference || payment, ...(paid ? paidIn(paid) : {}) }, gross, fee);
}

/** What was paid, and by which rate it became what is held. */
function paidIn(row: ReportRow): Pick<SettledLine, 'presentment'> {
  const currency = row.currency('Processing Currency');
  row.needed('Processing Currency Amount');
  return { presentment: { currency, gross_minor: Number(row.minor('Processing Currency Amount', currency)), rate: row.rate('FX Rate Applied') } };
}

/** What is left between the exact amounts of a payout and its lines. @throws Unreadable where a payout with its own payment out does not come to nothing */
function roundings(rows: readonly ReportRow[], lines: readonly SettledLine[]): SettledLine[] {
  const key = (batch: string, currency: string): string => `${batch} ${currency}`;
  const exact = sumsBy(rows, (row) => key(batchOf(row), row.currency('Holding Currency')), (row) => row.amount('Holding Currency Amount'));
  const told = sumsBy(lines, (line) => key(line.batch_id, line.currency), (line) => BigInt(line.net_minor));
  const paidOut = new Set(lines.filter((line) => line.type === 'transfer' && line.reference === 'Payout').map((line) => key(line.batch_id, line.currency)));
  return [...exact].flatMap(([of, amount]) => {
    const { batch_id, currency, settled_at } = lines.find((line) => key(line.batch_id, line.currency) === of)!;
    const whole = roundedMinor(amount, currency);
    if (paidOut.has(of) && whole !== 0n) throw new Unreadable(`the payout ${batch_id} does not come to nothing: ${whole} of ${currency} are left`);
    const rest = whole - (told.get(of) ?? 0n);
    return rest === 0n ? [] : [accountLine({ line_id: `${batch_id}:rounding:${currency}`, batch_id, currency, settled_at, type: 'correction', what: 'rounding' }, rest)];
  });
}
