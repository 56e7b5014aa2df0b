import { exponentOf, parseCurrency } from '#platform/kernel/currency';
import { Rate } from '#platform/kernel/rational';
import { PAYPAL_UNITS } from '../../../domain/paypal-units.js';
import { accountLine, cellsOf, linesOf, ReportRow, takenAgain } from '../report-table.js';
import { settlementCsv, type SettledLine } from '../settlement-csv.js';
import { Unreadable } from '../unreadable.js';

/** Transaction event codes by what they move. Of a payment: money that a bank or PayPal takes back and gives back, and fees; of the account: the groups. */
const BANKS: ReadonlySet<string> = new Set(['T1106', 'T1110', 'T1111', 'T1201', 'T1202']);
const HOLD_RELEASED: ReadonlySet<string> = new Set(['T1111']);
const TAKEN: ReadonlySet<string> = new Set(['T1106', 'T1201']);
const REFUND = 'T1107';
const FEE_GIVEN_BACK = 'T1108';
const CONVERSION = 'T0200';
const OF_ACCOUNT: Record<string, 'account_fee' | 'transfer' | 'reserve' | 'correction'> = {
  // Conversion, funding, withdrawals; holds and reserves; bonuses and adjustments.
  T02: 'transfer', T03: 'transfer', T04: 'transfer', T15: 'reserve', T21: 'reserve', T08: 'correction', T19: 'correction',
};

interface Section { batch: string; rows: ReportRow[] }
interface Told { code: string; id: string; original: string; gross: bigint; fee: bigint; currency: string }
type ToldRow = Told & { row: ReportRow };

/**
 * A settlement report (STL) of PayPal: rows that say what they are (RH FH SH CH SB SF SC …), amounts in PayPal's own units with their direction beside them. Each section's totals and count have to be those of its rows.
 * @throws Unreadable: also for a code that is not known here
 */
export function paypalSettlement(text: string): string {
  const lines: SettledLine[] = [];
  for (const { batch, rows } of sectionsOf(cellsOf(text))) {
    const told = rows.map((row) => ({ row, ...toldBy(row) }));
    const cancelled = takenAgain(told, ({ code, original, gross }) => (HOLD_RELEASED.has(code) ? { payment: original, amount: gross, is: 'back' } : TAKEN.has(code) ? { payment: original, amount: gross, is: 'again' } : null));
    const { rows: conversions, into } = conversionsOf(told);
    for (const each of told) if (!conversions.has(each)) lines.push(...linesOfRow(each.row, each, batch, cancelled.has(each), into.get(each) ?? null));
  }
  return settlementCsv(lines);
}

/**
 * What PayPal exchanges by itself when money of a payment moves: two rows that name that movement, of which one takes out of the balance in its currency exactly what the movement left there (or gives what it took), and the other is
 * what there is of it in the balance that PayPal keeps. Other conversions (of the account) stand as they are.
 */
function conversionsOf(told: readonly ToldRow[]): { rows: Set<ToldRow>; into: Map<ToldRow, ToldRow> } {
  const rows = new Set<ToldRow>();
  const into = new Map<ToldRow, ToldRow>();
  for (const moved of told) {
    if (moved.code === CONVERSION) continue;
    const pair = told.filter(({ code, id, original }) => code === CONVERSION && original === moved.id && original !== id);
    const [out, back] = [pair.find(({ currency }) => currency === moved.currency), pair.find(({ currency }) => currency !== moved.currency)];
    if (pair.length !== 2 || !out || !back || out.gross - out.fee !== moved.fee - moved.gross || out.gross < 0n === back.gross < 0n) continue;
    into.set(moved, back);
    for (const each of pair) rows.add(each);
  }
  return { rows, into };
}

/** Gross and fee in the currency of the balance: PayPal exchanges what is left of the two, so they are that by its rate. */
function exchanged({ gross, fee, currency }: Told, into: Told): { currency: string; gross: bigint; fee: bigint; presentment: SettledLine['presentment'] } {
  const [net, got] = [gross - fee, into.gross - into.fee];
  const minor = Rate.of(got, net);
  const scale = (code: string): bigint => 10n ** BigInt(exponentOf(parseCurrency(code)));
  const settled = minor.applyTo(gross, 'half_away_from_zero');
  return { currency: into.currency, gross: settled, fee: settled - got, presentment: { currency, gross_minor: Number(gross), rate: minor.times(Rate.of(scale(currency), scale(into.currency))).toDecimal() } };
}

function linesOfRow(row: ReportRow, told: Told, batch_id: string, isCancelled: boolean, into: Told | null): SettledLine[] {
  const { code, id, original } = told;
  const { gross, fee, currency, presentment } = into === null ? { ...told, presentment: undefined } : exchanged(told, into);
  const at = { settled_at: row.instant('Transaction Completion Date'), batch_id, currency, line_id: id };
  const ofPayment = (type: SettledLine['type'], psp_payment_id: string, reference: string): SettledLine[] =>
    linesOf({ ...at, type, psp_payment_id, psp_refund_id: type === 'refund' ? id : '', reference: reference || id, ...(presentment ? { presentment } : {}) }, gross, fee);
  if (code.startsWith('T00') && gross > 0n) return ofPayment('capture', id, row.text('Custom Field') || row.text('Invoice ID'));
  if (code === REFUND) return ofPayment('refund', original, row.text('Invoice ID'));
  if (BANKS.has(code)) return ofPayment(isCancelled ? 'correction' : 'chargeback', original, row.text('Custom Field'));
  if ((code === FEE_GIVEN_BACK || code.startsWith('T01')) && row.text('PayPal Reference ID')) return [{ ...at, type: 'fee', psp_payment_id: original, psp_refund_id: '', reference: row.text('Custom Field') || id, gross_minor: 0, fee_minor: Number(fee - gross), net_minor: Number(gross - fee) }];
  const type = code.startsWith('T01') ? 'account_fee' : code.startsWith('T00') ? 'transfer' : OF_ACCOUNT[code.slice(0, 3)];
  return type ? [accountLine({ ...at, type, what: code }, gross - fee)] : row.refuse(`is of the unknown code ${code}`);
}

function toldBy(row: ReportRow): Told {
  const currency = row.currency('Gross Transaction Currency');
  if (row.text('Fee Amount') && row.currency('Fee Currency') !== currency) return row.refuse('has a fee in another currency');
  // In the heading of PayPal two blanks stand between the first two words.
  const gross = signed(row, 'Transaction  Debit or Credit', 'Gross Transaction Amount', currency);
  const id = row.needed('Transaction ID');
  return { code: row.needed('Transaction Event Code'), id, original: row.text('PayPal Reference ID') || id, gross, fee: -signed(row, 'Fee Debit or Credit', 'Fee Amount', currency), currency };
}

/** In our minor units; what comes is positive. */
function signed(row: ReportRow, direction: string, column: string, currency: string): bigint {
  const digits = row.text(column) || '0';
  const minor = /^\d{1,15}$/.test(digits) ? PAYPAL_UNITS.fromProvider(Number(digits), currency) : null;
  if (minor === null) return row.refuse(`has the ${column} ${digits} of ${currency}`);
  if (minor === 0) return 0n;
  const way = row.needed(direction);
  return way === 'CR' ? BigInt(minor) : way === 'DR' ? BigInt(-minor) : row.refuse(`goes ${way}`);
}

/** The rows of each section, once its totals and its count have been held against them. */
function sectionsOf(cells: readonly string[][]): Section[] {
  const sections: Section[] = [];
  let [names, open, totals, isEnded]: [string[] | null, Section | null, string[][], boolean] = [null, null, [], false];
  cells.forEach(([kind, ...rest], index) => {
    const where = `line ${index + 1}`;
    switch (kind) {
      case 'SH':
        if (open) throw new Unreadable(`${where} begins a section in another`);
        [open, totals] = [{ batch: `${rest[2]}:${rest[0]}`, rows: [] }, []];
        break;
      case 'CH':
        names = rest;
        break;
      case 'SB':
        if (!open || !names || rest.length !== names.length) throw new Unreadable(`${where} stands in no section, or has ${rest.length} columns of ${names?.length}`);
        open.rows.push(new ReportRow(Object.fromEntries(names.map((name, at) => [name, rest[at] ?? ''])), index + 1));
        break;
      case 'SF':
        totals.push(rest);
        break;
      case 'SC':
        if (!open) throw new Unreadable(`${where} ends no section`);
        if (Number(rest[0]) !== open.rows.length) throw new Unreadable(`${where} counts ${rest[0]} rows where ${open.rows.length} are`);
        checkTotals(open, totals, where);
        sections.push(open);
        open = null;
        break;
      case 'FF':
        isEnded = true;
        break;
      case 'RH': case 'FH': case 'FC': case 'RF': case 'RC':
        break;
      default:
        throw new Unreadable(`${where} is of the unknown kind ${kind}`);
    }
  });
  if (open || !isEnded) throw new Unreadable('it breaks off');
  return sections;
}

/** Per currency: what came and went before fees, and the fees that came and went; in the report's own units. */
function checkTotals({ rows }: Section, totals: readonly string[][], where: string): void {
  const sums = new Map<string, bigint[]>();
  for (const row of rows) {
    const of = (direction: string, column: string, came: number): void => {
      const currency = row.currency('Gross Transaction Currency');
      const sum = sums.get(currency) ?? [0n, 0n, 0n, 0n];
      sums.set(currency, sum);
      if (/^\d+$/.test(row.text(column))) sum[came + (row.text(direction) === 'DR' ? 1 : 0)]! += BigInt(row.text(column));
    };
    of('Transaction  Debit or Credit', 'Gross Transaction Amount', 0);
    of('Fee Debit or Credit', 'Fee Amount', 2);
  }
  for (const [currency, ...told] of totals) {
    const sum = sums.get(currency ?? '') ?? [0n, 0n, 0n, 0n];
    if (sum.some((each, at) => String(each) !== told[at])) throw new Unreadable(`${where}: the totals of ${currency} are ${told.slice(0, 4).join(' ')} where the rows make ${sum.join(' ')}`);
    sums.delete(currency!);
  }
  if (sums.size > 0) throw new Unreadable(`${where}: ${[...sums.keys()].join(', ')} have no totals`);
}
