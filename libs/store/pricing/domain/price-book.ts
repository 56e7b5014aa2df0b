import { type CurrencyCode, exponentOf, parseCurrency } from '#platform/kernel/currency';
import { invariant } from '#platform/kernel/errors';
import { Rate } from '#platform/kernel/rational';
import { type CharmBand, nearestCharm } from './charm.js';

/** `data/price-tiers.json`. Amounts are decimal strings in minor units. */
export interface PriceTiers {
  as_of: string;
  base_tiers_usd_minor: string[];
  usd_grid_minor: { from: string; to: string; step: string }[];
  /** Territories without prices of their own that pay in the currency of one that has them. */
  priced_as: Record<string, string[]>;
  territories: {
    territory: string;
    currency: string;
    units_per_usd: string;
    factor: string;
    charm: { below_minor: string | null; step_minor: string; ending_minor: string }[];
    prices_minor: Record<PricingMode, Record<string, string>>;
  }[];
}

/** `fx_only`: at the exchange rate. `ppp`: also weighed by what money buys there. */
export type PricingMode = 'fx_only' | 'ppp';

interface Territory {
  currency: CurrencyCode;
  rate: Record<PricingMode, Rate>;
  charm: CharmBand[];
}

/** What a base price in US cents is elsewhere. All exact: the rates are ratios, the result is rounded once and then moved to a charm price. */
export class PriceBook {
  /** The price points in US dollars, ascending. */
  readonly usdPoints: readonly bigint[];
  private readonly byCountry = new Map<string, Territory>();
  private readonly byCurrency = new Map<CurrencyCode, Territory>();

  constructor(tiers: PriceTiers, private readonly mode: PricingMode = 'ppp') {
    for (const row of tiers.territories) this.add(row, tiers.priced_as[row.territory] ?? []);
    this.usdPoints = tiers.usd_grid_minor.flatMap(({ from, to, step }) => pointsOf(BigInt(from), BigInt(to), BigInt(step)));
  }

  private add(row: PriceTiers['territories'][number], others: string[]): void {
    const currency = parseCurrency(row.currency);
    // Dollars to minor units of the currency, from cents.
    const units = Rate.decimal(row.units_per_usd).times(Rate.of(10n ** BigInt(exponentOf(currency)), 100n));
    const territory: Territory = {
      currency,
      rate: { fx_only: units, ppp: units.times(Rate.decimal(row.factor)) },
      charm: row.charm.map((band) => ({ below: band.below_minor === null ? null : BigInt(band.below_minor), step: BigInt(band.step_minor), ending: BigInt(band.ending_minor) })),
    };
    for (const country of [row.territory, ...others]) this.byCountry.set(country, territory);
    if (!this.byCurrency.has(currency)) this.byCurrency.set(currency, territory);
  }

  /** The currency that prices have in a country: its own where there is a tier for it, else US dollars. */
  currencyOf(country: string): CurrencyCode {
    return this.byCountry.get(country)?.currency ?? 'USD';
  }

  /** A base price as it is shown in `country`; in US dollars, unchanged, where the country has no tier. */
  inCountry(usdMinor: bigint, country: string): { minor: bigint; currency: CurrencyCode } {
    const territory = this.byCountry.get(country);
    return territory ? { minor: this.derive(usdMinor, territory), currency: territory.currency } : { minor: usdMinor, currency: 'USD' };
  }

  /** A base price in a currency, as in the territory that the currency is first listed for; null for a currency without a tier. */
  inCurrency(usdMinor: bigint, currency: CurrencyCode): bigint | null {
    const territory = this.byCurrency.get(currency);
    return territory ? this.derive(usdMinor, territory) : null;
  }

  /** The first currency in which a base price comes to more than `max`; null where it does nowhere. */
  currencyAbove(usdMinor: bigint, max: bigint): CurrencyCode | null {
    return [...this.byCountry.values()].find((territory) => this.derive(usdMinor, territory) > max)?.currency ?? null;
  }

  /** Nothing derived is ever free: only a base price of zero is zero. US dollars are the base price itself. */
  private derive(usdMinor: bigint, { currency, rate, charm }: Territory): bigint {
    invariant(usdMinor >= 0n, 'A base price below zero');
    if (currency === 'USD' || usdMinor === 0n) return usdMinor;
    return nearestCharm(rate[this.mode].applyTo(usdMinor, 'half_away_from_zero'), charm);
  }

  /** The price point nearest to a raw price, the lower of two equally near; null above the grid. */
  snap(minor: bigint, currency: CurrencyCode): bigint | null {
    if (minor === 0n) return 0n;
    if (currency === 'USD') return this.nearestUsdPoint(minor);
    const territory = this.byCurrency.get(currency);
    return territory ? nearestCharm(minor, territory.charm) : minor;
  }

  private nearestUsdPoint(minor: bigint): bigint | null {
    const points = this.usdPoints;
    if (minor > points.at(-1)!) return null;
    let [low, high] = [0, points.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points[middle]! < minor) low = middle + 1;
      else high = middle;
    }
    const upper = points[low]!;
    const lower = points[low - 1];
    return lower !== undefined && minor - lower <= upper - minor ? lower : upper;
  }
}

function pointsOf(from: bigint, to: bigint, step: bigint): bigint[] {
  const points: bigint[] = [];
  for (let point = from; point <= to; point += step) points.push(point);
  return points;
}
