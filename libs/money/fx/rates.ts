import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CurrencyCode, exponentOf } from '#platform/kernel/currency';
import { Rate } from '#platform/kernel/rational';
import { type Conversion } from './contracts/queries.js';

/** `data/fx.json`: what one US dollar was worth, by day, as printed by the source. */
export interface RateDays {
  source: string;
  days: { date: string; units_per_usd: Partial<Record<string, string>> }[];
}

/**
 * Converts through the dollar with exact ratios and rounds once, half away from zero. Uses the latest day that is not after `date` and
 * knows both currencies; null when there is none. A currency converts to itself without a rate.
 */
export function convert(minor: bigint, from: CurrencyCode, to: CurrencyCode, date: string, book: RateDays): Conversion | null {
  if (from === to) return { minor, rate: '1', rate_date: date, source: 'same currency' };
  let used: { date: string; rate: Rate } | null = null;
  for (const day of book.days) {
    const source = day.units_per_usd[from];
    const target = day.units_per_usd[to];
    if (day.date > date || source === undefined || target === undefined || (used && used.date >= day.date)) continue;
    used = { date: day.date, rate: Rate.decimal(target).over(Rate.decimal(source)) };
  }
  if (!used) return null;
  const units = Rate.of(10n ** BigInt(exponentOf(to)), 10n ** BigInt(exponentOf(from)));
  return { minor: used.rate.times(units).applyTo(minor, 'half_away_from_zero'), rate: used.rate.toDecimal(), rate_date: used.date, source: book.source };
}

let shipped: RateDays | undefined;

/** The rates that this build ships: a sample of one day, until rates are loaded daily. */
export function shippedRates(): RateDays {
  return (shipped ??= JSON.parse(readFileSync(path.join(import.meta.dirname, 'data', 'fx.json'), 'utf8')) as RateDays);
}
