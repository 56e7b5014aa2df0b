import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CurrencyCode, exponentOf } from '#platform/kernel/currency';
import { Rate } from '#platform/kernel/rational';
import { type Conversion } from './contracts/queries.js';

/** What one unit of one and the same currency was worth in others on a day, as printed by the source. */
export interface RateDay {
  /** `YYYY-MM-DD` */
  date: string;
  source: string;
  /** Decimals by currency; the base itself is there with `1`. */
  units: Partial<Record<string, string>>;
}

/**
 * Converts with exact ratios and rounds once, half away from zero. Uses the latest day that is not after `date` and knows both currencies; null when there is none. A currency converts
 * to itself without a rate.
 */
export function convert(minor: bigint, from: CurrencyCode, to: CurrencyCode, date: string, days: readonly RateDay[]): Conversion | null {
  if (from === to) return { minor, rate: '1', rate_date: date, source: 'same currency' };
  let used: RateDay | null = null;
  for (const day of days) if (day.date <= date && day.units[from] !== undefined && day.units[to] !== undefined && (!used || used.date < day.date)) used = day;
  if (!used) return null;
  const rate = Rate.decimal(used.units[to]!).over(Rate.decimal(used.units[from]!));
  const units = Rate.of(10n ** BigInt(exponentOf(to)), 10n ** BigInt(exponentOf(from)));
  return { minor: rate.times(units).applyTo(minor, 'half_away_from_zero'), rate: rate.toDecimal(), rate_date: used.date, source: used.source };
}

let shipped: readonly RateDay[] | undefined;

/** The rates that this build ships: a sample of one day, for whoever has recorded none. */
export function shippedRates(): readonly RateDay[] {
  if (shipped) return shipped;
  const { source, days } = JSON.parse(readFileSync(path.join(import.meta.dirname, 'data', 'fx.json'), 'utf8')) as { source: string; days: { date: string; units_per_usd: Record<string, string> }[] };
  return (shipped = days.map(({ date, units_per_usd }) => ({ date, source, units: units_per_usd })));
}
