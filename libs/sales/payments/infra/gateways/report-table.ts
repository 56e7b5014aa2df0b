import { parse } from 'csv-parse/sync';
import { exponentOf, isCurrency, parseCurrency } from '#platform/kernel/currency';
import { divideRounded } from '#platform/kernel/rational';
import type { SettledLine } from './settlement-csv.js';
import { Unreadable } from './unreadable.js';

/** The rows of a report, cell by cell. @throws Unreadable */
export function cellsOf(text: string): string[][] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true, relax_column_count: true }) as string[][];
  } catch (cause) {
    throw new Unreadable((cause as Error).message);
  }
}

/** One row by the names of its columns; where it stands is told with whatever is wrong with it. */
export class ReportRow {
  constructor(private readonly cells: Readonly<Record<string, string>>, readonly number: number) {}

  /** Empty where nothing stands there. */
  text(column: string): string {
    return (this.cells[column] ?? '').trim();
  }

  /** @throws Unreadable where nothing stands there. */
  needed(column: string): string {
    return this.text(column) || this.refuse(`has no ${column}`);
  }

  currency(column: string): string {
    const code = this.needed(column);
    return isCurrency(code) ? code : this.refuse(`has the currency ${code}`);
  }

  /** In the smallest parts that reports write: 10⁻⁸ of the major unit. Nothing is zero. */
  amount(column: string): bigint {
    const parts = /^(-?)(\d{1,12})(?:\.(\d{1,8}))?$/.exec(this.text(column) || '0');
    if (!parts) return this.refuse(`has the ${column} ${this.text(column)}`);
    const parsed = BigInt(parts[2]! + (parts[3] ?? '').padEnd(PLACES, '0'));
    return parts[1] ? -parsed : parsed;
  }

  /** A whole number of minor units. @throws Unreadable */
  minor(column: string, currency: string): bigint {
    const value = minorOf(this.amount(column), currency);
    return value ?? this.refuse(`has the ${column} ${this.text(column)} of ${currency}`);
  }

  /** A rate as it is printed. @throws Unreadable where it is none */
  rate(column: string): string {
    const text = this.needed(column);
    return /^\d{1,9}(?:\.\d{1,12})?$/.test(text) && Number(text) > 0 ? text : this.refuse(`has the ${column} ${text}`);
  }

  /** Unix seconds. What names no zone is taken for UTC: it decides nothing. */
  instant(column: string): number {
    const [, day, time = '00:00:00', zone = 'Z'] = /^(\d{4}[-/]\d\d[-/]\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?$/.exec(this.needed(column)) ?? [];
    const at = Date.parse(`${day?.replaceAll('/', '-')}T${time}${zone}`);
    return Number.isNaN(at) ? this.refuse(`has the ${column} ${this.text(column)}`) : Math.floor(at / 1_000);
  }

  refuse(why: string): never {
    throw new Unreadable(`line ${this.number} ${why}`);
  }
}

const PLACES = 8;

const partsPerMinor = (currency: string): bigint => 10n ** BigInt(PLACES - exponentOf(parseCurrency(currency)));

/** Null: not a whole number of minor units. */
export function minorOf(amount: bigint, currency: string): bigint | null {
  const part = partsPerMinor(currency);
  return amount % part === 0n ? amount / part : null;
}

export function roundedMinor(amount: bigint, currency: string): bigint {
  return divideRounded(amount, partsPerMinor(currency), 'half_away_from_zero');
}

/** The rows of a report with one heading. @throws Unreadable where one of `columns` is not there, or a row has another number of cells */
export function tableOf(text: string, columns: readonly string[]): ReportRow[] {
  const [heading, ...rows] = cellsOf(text);
  const names = (heading ?? []).map((name) => name.trim());
  const missing = columns.find((name) => !names.includes(name));
  if (missing) throw new Unreadable(`it has no column ${missing}`);
  return rows.map((cells, index) => {
    const row = new ReportRow(Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])), index + 2);
    return cells.length === names.length ? row : row.refuse(`has ${cells.length} columns of ${names.length}`);
  });
}

/** Added up by what tells them apart. */
export function sumsBy<T>(items: readonly T[], key: (item: T) => string, value: (item: T) => bigint): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const item of items) sums.set(key(item), (sums.get(key(item)) ?? 0n) + value(item));
  return sums;
}

/** The line of a payment; a fee that comes with money that goes back, or that a bank takes, stands alone: the books expect the money without it. */
export function linesOf(line: Omit<SettledLine, 'net_minor' | 'fee_minor' | 'gross_minor'>, gross: bigint, fee: bigint): SettledLine[] {
  const [gross_minor, fee_minor, net_minor] = [Number(gross), Number(fee), Number(gross - fee)];
  if (line.type === 'capture' || fee === 0n) return [{ ...line, gross_minor, fee_minor, net_minor }];
  const { presentment: _ofTheMoney, ...apart } = line;
  return [{ ...line, gross_minor, fee_minor: 0, net_minor: gross_minor }, { ...apart, line_id: `${line.line_id}:fee`, type: 'fee', gross_minor: 0, fee_minor, net_minor: -fee_minor }];
}

/** What moves in the operator's account for no payment; `what` says it in the provider's words. */
export function accountLine(line: Pick<SettledLine, 'line_id' | 'currency' | 'settled_at' | 'batch_id'> & { type: 'account_fee' | 'transfer' | 'reserve' | 'correction'; what: string; about?: string }, amount: bigint): SettledLine {
  const { what, about, ...rest } = line;
  return { ...rest, psp_payment_id: about || line.line_id, psp_refund_id: '', reference: what, gross_minor: Number(amount), fee_minor: 0, net_minor: Number(amount) };
}

/**
 * What a bank gave back and took again of the same payment, in one report: of that nothing is left, and the books know of neither. Answers those of `rows` that cancel each other out.
 */
export function takenAgain<T>(rows: readonly T[], of: (row: T) => { payment: string; amount: bigint; is: 'back' | 'again' } | null): Set<T> {
  const open = new Map<string, T[]>();
  const cancelled = new Set<T>();
  for (const row of rows) {
    const told = of(row);
    if (told?.is !== 'back') continue;
    const key = `${told.payment} ${told.amount}`;
    open.set(key, [...(open.get(key) ?? []), row]);
  }
  for (const row of rows) {
    const told = of(row);
    const pair = told?.is === 'again' ? open.get(`${told.payment} ${-told.amount}`)?.shift() : undefined;
    if (pair !== undefined) for (const each of [pair, row]) cancelled.add(each);
  }
  return cancelled;
}
