import { divideRounded, Rate } from '#platform/kernel/rational';
import { type LocalRate, type RateRow } from './rate-table.js';

/** One tax of a price: how it is printed, and which exact share of the price before tax it is. */
export interface TaxPart {
  name: string;
  /** Percent as the law prints it. */
  printed: string;
  /** The share of the price before tax that `printed` applies to. */
  base: Rate;
  /** The tax as a share of the price before tax. */
  share: Rate;
  jurisdiction: string;
}

const WHOLE = Rate.of(1n, 1n);

/** The taxes of one row, without local ones. Empty when the row has no rate. */
export function partsOf(row: RateRow): TaxPart[] {
  if (row.rate === null) return [];
  const jurisdiction = row.region ?? row.territory;
  if (!row.components) return [part(row.name ?? 'Tax', row.rate, row.is_inside_price ? insidePrice(row.rate) : WHOLE, jurisdiction)];
  return row.components.map((each) => part(each.name, each.rate, each.base ? ratio(each.base) : WHOLE, each.jurisdiction ?? jurisdiction));
}

export function localPart(rate: LocalRate | RateRow, jurisdiction: string): TaxPart {
  return part(rate.name ?? 'Local tax', rate.rate ?? '0', WHOLE, jurisdiction);
}

/** The rates of several parts together, in percent of the price before tax. */
export function combinedPercent(parts: readonly TaxPart[]): string {
  return totalShare(parts).toPercent();
}

export function totalShare(parts: readonly TaxPart[]): Rate {
  return parts.reduce((sum, each) => sum.plus(each.share), Rate.ZERO);
}

/** What a part was computed on, in minor units, for the invoice: Indonesia prints 11/12 of the price beside its 12 %. */
export function displayedBase(each: TaxPart, net: bigint): bigint {
  return divideRounded(net * each.base.numerator, each.base.denominator, 'half_away_from_zero');
}

function part(name: string, printed: string, base: Rate, jurisdiction: string): TaxPart {
  return { name, printed, base, share: base.times(Rate.percent(printed)), jurisdiction };
}

/** A tax that is r of the price *with* tax is r/(1−r) of the price before: 13 % becomes 13/87. */
function insidePrice(percent: string): Rate {
  const r = Rate.percent(percent);
  return WHOLE.over(Rate.of(r.denominator - r.numerator, r.denominator));
}

function ratio(text: string): Rate {
  const [numerator, denominator = '1'] = text.split('/');
  return Rate.decimal(numerator!).over(Rate.decimal(denominator));
}
