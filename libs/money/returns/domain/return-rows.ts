import type { TaxTotal, TaxTreatment } from '#money/ledger/queries';
import { lastDay } from '#platform/kernel/calendar-month';
import { exponentOf, type CurrencyCode } from '#platform/kernel/currency';
import { Rate } from '#platform/kernel/rational';
import type { ReturnForm } from './forms.js';
import { periodOf, type Period } from './periods.js';

/** `supplies`: taxed sales, less what took sales of the same form back; `corrections`: what corrects an earlier period, where the form lists that apart; `untaxed`: sales that bore no tax, or of which the buyer owes it. */
export type Section = 'supplies' | 'corrections' | 'untaxed';

/** What was told of one unit of a currency in that of the form. */
export interface ToldRate {
  currency: string;
  /** The period whose amounts it turns over. */
  of_period: string;
  /** Major units of the form's currency for one major unit; a decimal. */
  rate: string;
  /** `YYYY-MM-DD` of the rate. */
  rate_date: string;
  source: string;
}

/** A row of a return: everything that is taxed alike. Minor units; what takes sales back is negative. */
export interface ReturnRow {
  section: Section;
  jurisdiction: string;
  /** As the form of the One Stop Shop calls the member state; null on other forms. */
  member_state: string | null;
  /** The period of the sales: earlier than that of the return where they are corrected or came late. */
  of_period: string;
  name: string | null;
  rate: string | null;
  treatment: TaxTreatment;
  is_business: boolean;
  /** `engine`: the outside tax engine files it; it stands here so that the return is the account. Not there in what was filed by an earlier build. */
  filed_by?: 'engine' | 'operator';
  currency: string;
  taxable_minor: bigint;
  tax_minor: bigint;
  sales: number;
  reversals: number;
  /** In the currency of the form; null until its rate is told. */
  filed_taxable_minor: bigint | null;
  filed_tax_minor: bigint | null;
}

export interface NeededRate {
  currency: string;
  of_period: string;
  /** The last day of that period. */
  on: string;
}

/** Places that belong to a member state for VAT, and Greece, which is EL there. */
const MEMBER_STATES: Readonly<Record<string, string>> = { GR: 'EL', MC: 'FR', GP: 'FR', MQ: 'FR', RE: 'FR' };
export const memberState = (jurisdiction: string): string => MEMBER_STATES[jurisdiction] ?? jurisdiction.slice(0, 2);

/** An amount in another currency, half away from zero. */
export function converted(minor: bigint, from: string, to: string, rate: string): bigint {
  const units = Rate.of(10n ** BigInt(exponentOf(to as CurrencyCode)), 10n ** BigInt(exponentOf(from as CurrencyCode)));
  return Rate.decimal(rate).times(units).applyTo(minor, 'half_away_from_zero');
}

/** Which period's rate an amount is turned over at: its own where the form lists corrections by period, so that a whole refund undoes what was declared. */
const ratePeriod = (form: ReturnForm, period: Period, of_period: string): string => (form.corrections === 'by_period' ? of_period : period.key);

/** The rows of a return out of what was booked in its period, alike rows added up, and the same in the currency of the form where rates are told. */
export function rowsOf(form: ReturnForm, period: Period, totals: readonly TaxTotal[], rates: readonly ToldRate[]): ReturnRow[] {
  const rows = new Map<string, ReturnRow>();
  for (const total of totals) {
    if (form.is_of_consumers && total.is_business && total.treatment === 'reverse_charge') continue;
    const of_period = periodOf(total.supplied_month, form.months).key;
    const section: Section = total.treatment !== 'charge' ? 'untaxed' : form.corrections === 'by_period' && total.supplied_month < period.from ? 'corrections' : 'supplies';
    const { jurisdiction, name, rate, treatment, is_business, filed_by, currency } = total;
    const key = JSON.stringify([section, jurisdiction, of_period, name, rate, treatment, is_business, currency, filed_by]);
    const row = rows.get(key) ?? { section, jurisdiction, member_state: form.is_of_consumers ? memberState(jurisdiction) : null, of_period, name, rate, treatment, is_business, filed_by, currency, taxable_minor: 0n, tax_minor: 0n, sales: 0, reversals: 0, filed_taxable_minor: null, filed_tax_minor: null };
    rows.set(key, { ...row, taxable_minor: row.taxable_minor + total.taxable_minor, tax_minor: row.tax_minor + total.tax_minor, sales: row.sales + total.sales, reversals: row.reversals + total.reversals });
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => withRate(form, period, row, rates));
}

function withRate(form: ReturnForm, period: Period, row: ReturnRow, rates: readonly ToldRate[]): ReturnRow {
  const rate = row.currency === form.currency ? '1' : rates.find((each) => each.currency === row.currency && each.of_period === ratePeriod(form, period, row.of_period))?.rate;
  if (rate === undefined) return row;
  return { ...row, filed_taxable_minor: converted(row.taxable_minor, row.currency, form.currency, rate), filed_tax_minor: converted(row.tax_minor, row.currency, form.currency, rate) };
}

/** The rates that a return needs, told or not. */
export function ratesNeeded(form: ReturnForm, period: Period, rows: readonly ReturnRow[]): NeededRate[] {
  const needed = new Map<string, NeededRate>();
  for (const { currency, of_period } of rows) {
    if (currency === form.currency) continue;
    const of = ratePeriod(form, period, of_period);
    needed.set(`${of} ${currency}`, { currency, of_period: of, on: lastDayOfPeriod(of) });
  }
  return [...needed.values()].sort((a, b) => (`${a.of_period} ${a.currency}` < `${b.of_period} ${b.currency}` ? -1 : 1));
}

/** The last day of a period by its key. */
export function lastDayOfPeriod(key: string): string {
  const [year, rest] = key.split('-') as [string, string | undefined];
  if (rest === undefined) return lastDay(`${year}-12`);
  if (/^\d/.test(rest)) return lastDay(key);
  return lastDay(`${year}-${String(Number(rest.slice(1)) * (rest.startsWith('Q') ? 3 : 6)).padStart(2, '0')}`);
}

export interface SectionTotal {
  section: Section;
  taxable_minor: bigint;
  tax_minor: bigint;
  /** In the currency of the form; null where a row of it has no rate yet. */
  filed_taxable_minor: bigint | null;
  filed_tax_minor: bigint | null;
}

/** What of a currency each section comes to. */
export function totalsOf(rows: readonly ReturnRow[]): (SectionTotal & { currency: string })[] {
  const sums = new Map<string, SectionTotal & { currency: string }>();
  const plus = (a: bigint | null, b: bigint | null): bigint | null => (a === null || b === null ? null : a + b);
  for (const row of rows) {
    const key = `${row.section} ${row.currency}`;
    const sum = sums.get(key) ?? { section: row.section, currency: row.currency, taxable_minor: 0n, tax_minor: 0n, filed_taxable_minor: 0n, filed_tax_minor: 0n };
    sums.set(key, {
      ...sum, taxable_minor: sum.taxable_minor + row.taxable_minor, tax_minor: sum.tax_minor + row.tax_minor, filed_taxable_minor: plus(sum.filed_taxable_minor, row.filed_taxable_minor), filed_tax_minor: plus(sum.filed_tax_minor, row.filed_tax_minor),
    });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

/** The tax of a return in the currency of its form; null while a rate is missing. */
export function taxToPay(rows: readonly ReturnRow[]): bigint | null {
  return rows.reduce<bigint | null>((sum, row) => (sum === null || row.filed_tax_minor === null ? null : sum + row.filed_tax_minor), 0n);
}
