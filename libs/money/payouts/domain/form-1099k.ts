import { csvLine } from '#platform/kernel/csv';
import { decimalString } from '#platform/kernel/currency';
import { minorToNumber } from '#platform/kernel/money';
import type { Filer, Taxpayer } from '../contracts/queries.js';
import type { FormChange, FormStatus } from '../contracts/words.js';

/** From which year on a settlement organisation has to file: more than both. */
export interface Threshold {
  from_year: number;
  /** US cents. */
  gross_minor: number;
  transactions: number;
  source: string;
}

/**
 * Of third-party settlement organisations: 26 U.S.C. § 6050W(e). Public Law 117-2 had made it 600 USD; Public Law 119-21 § 70432 has put the limits of before in its place, as if they had never been changed. Who acquires
 * payment cards for merchants has none: they file from the first cent, and every payee of the export is theirs.
 */
export const THRESHOLDS: readonly Threshold[] = [{ from_year: 2011, gross_minor: 2_000_000, transactions: 200, source: '26 U.S.C. § 6050W(e), Public Law 119-21 § 70432' }];

export function thresholdOf(year: number): Threshold | null {
  return THRESHOLDS.filter(({ from_year }) => from_year <= year).sort((a, b) => b.from_year - a.from_year)[0] ?? null;
}

/** What was sold of a studio's games on a day in one currency: before fees and refunds, without the tax that the operator owes. */
export interface SoldDay {
  studio_id: string;
  /** `YYYY-MM-DD` (UTC). */
  day: string;
  currency: string;
  sales: number;
  gross_minor: bigint;
  /** By the rate of that day; null where none is known. */
  usd_minor: bigint | null;
}

/** Amounts in US cents. */
export interface FormRow {
  studio_id: string;
  status: FormStatus;
  name: string;
  address_lines: string[];
  country: string | null;
  tin: string | null;
  gross_minor: number;
  transactions: number;
  /** January to December; they add up to `gross_minor`. */
  months_minor: number[];
  /** Currencies in which something was sold of which no rate is known: it is in no amount. */
  without_rate: string[];
  change: FormChange;
  /** Of the export before; null where the payee was not in it. */
  before: { gross_minor: number; transactions: number } | null;
}

export interface FormExport {
  filer: Filer;
  year: number;
  rows: FormRow[];
}

interface Sums {
  /** US cents, January to December. */
  months: bigint[];
  gross: bigint;
  transactions: number;
  without_rate: string[];
}

/**
 * A row per studio: those with a W-9, those of whom nobody knows what they are, and none of foreigners. The limits are of a participating payee (26 U.S.C. § 6050W(e)), not of a studio: those with one number are one.
 */
export function formRows(year: number, sold: readonly SoldDay[], taxpayers: ReadonlyMap<string, Taxpayer>, before: readonly FormRow[] | null): FormRow[] {
  const days = new Map<string, SoldDay[]>();
  for (const each of sold) {
    const known = days.get(each.studio_id);
    if (known) known.push(each);
    else days.set(each.studio_id, [each]);
  }
  const studios = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([studio_id, of]) => {
    const payee = taxpayers.get(studio_id) ?? null;
    return payee && payee.form !== null && payee.form !== 'w9' ? [] : [{ studio_id, payee, sums: sumsOf(of) }];
  });
  const ofPayees = new Map<string, Pick<Sums, 'gross' | 'transactions'>>();
  for (const { payee, sums } of studios) {
    const tin = tinOf(payee);
    if (tin === null) continue;
    const known = ofPayees.get(tin);
    ofPayees.set(tin, { gross: (known?.gross ?? 0n) + sums.gross, transactions: (known?.transactions ?? 0) + sums.transactions });
  }
  const rows = studios.map(({ studio_id, payee, sums }) => rowOf(studio_id, payee, sums, isAbove(year, ofPayees.get(tinOf(payee) ?? '') ?? sums)));
  if (!before) return rows;
  const known = new Map(before.filter(({ change }) => change !== 'gone').map((row) => [row.studio_id, row]));
  const compared = rows.map((row) => withBefore(row, known.get(row.studio_id) ?? null));
  const here = new Set(rows.map(({ studio_id }) => studio_id));
  const gone = [...known.values()].filter(({ studio_id }) => !here.has(studio_id)).map((row): FormRow => ({ ...row, gross_minor: 0, transactions: 0, months_minor: row.months_minor.map(() => 0), change: 'gone', before: { gross_minor: row.gross_minor, transactions: row.transactions } }));
  return [...compared, ...gone].sort((a, b) => (a.studio_id < b.studio_id ? -1 : 1));
}

const tinOf = (payee: Taxpayer | null): string | null => (payee?.form === 'w9' ? payee.tin : null);

function sumsOf(sold: readonly SoldDay[]): Sums {
  const months = Array.from({ length: 12 }, () => 0n);
  for (const { day, usd_minor } of sold) months[Number(day.slice(5, 7)) - 1]! += usd_minor ?? 0n;
  return {
    months, gross: months.reduce((sum, minor) => sum + minor, 0n), transactions: sold.reduce((sum, { sales }) => sum + sales, 0),
    without_rate: [...new Set(sold.filter(({ usd_minor }) => usd_minor === null).map(({ currency }) => currency))].sort(),
  };
}

function isAbove(year: number, { gross, transactions }: Pick<Sums, 'gross' | 'transactions'>): boolean {
  const threshold = thresholdOf(year);
  return threshold === null || (gross > BigInt(threshold.gross_minor) && transactions > threshold.transactions);
}

function rowOf(studio_id: string, payee: Taxpayer | null, { months, gross, transactions, without_rate }: Sums, isPayeeAbove: boolean): FormRow {
  const tin = tinOf(payee);
  const isKnown = tin !== null && payee?.company != null;
  return {
    studio_id, status: isKnown ? (isPayeeAbove ? 'reportable' : 'below_threshold') : 'missing', name: payee?.company?.legal_name ?? '', address_lines: payee?.company?.address_lines ?? [], country: payee?.company?.country ?? null,
    tin, gross_minor: minorToNumber(gross), transactions, months_minor: months.map(minorToNumber),
    without_rate, change: 'first', before: null,
  };
}

function withBefore(row: FormRow, before: FormRow | null): FormRow {
  if (!before) return { ...row, change: 'new' };
  const said = ({ change: _change, before: _before, ...rest }: FormRow): string => JSON.stringify(rest);
  return { ...row, change: said(row) === said(before) ? 'unchanged' : 'changed', before: { gross_minor: before.gross_minor, transactions: before.transactions } };
}

const MONTHS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];
const dollars = (minor: number): string => decimalString(BigInt(minor), 'USD');

/** The rows as a file (RFC 4180), amounts in dollars. Every sale is made at a distance, so box 1b is box 1a. */
export function formCsv({ filer, year, rows }: FormExport): string {
  const head = ['filer_name', 'filer_tin', 'filer_address', 'year', 'status', 'change', 'studio_id', 'payee_name', 'payee_tin', 'payee_address', 'payee_country', 'box_1a', 'box_1b', 'box_3', ...MONTHS.map((month) => `box_5${month}`), 'before_box_1a', 'before_box_3', 'without_rate'];
  const lines = rows.map((row) => [
    filer.name, filer.us_tin, filer.address_lines.join(', '), year, row.status, row.change, row.studio_id, row.name, row.tin, row.address_lines.join(', '), row.country, dollars(row.gross_minor), dollars(row.gross_minor), row.transactions,
    ...row.months_minor.map(dollars), row.before ? dollars(row.before.gross_minor) : null, row.before?.transactions ?? null, row.without_rate.join(' '),
  ]);
  return [head, ...lines].map(csvLine).join('');
}
