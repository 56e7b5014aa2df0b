import { CURRENCIES, exponentOf, isCurrency, type CurrencyCode } from '#platform/kernel/currency';

/** Between our minor units (ISO 4217) and those in which a provider writes amounts. Null: the provider has no way to say it, so nothing is sent. */
export interface ProviderUnits {
  toProvider(minor: number, currency: string): number | null;
  /** Null also for an amount that is no whole number of our minor units: nothing is concluded from it. */
  fromProvider(amount: number, currency: string): number | null;
}

interface UnitTable {
  /** Decimal places of the provider's amounts where they differ from ISO 4217. */
  exponents?: Partial<Record<CurrencyCode, number>>;
  /** Amounts have to be a multiple of this, in the provider's units. */
  steps?: Partial<Record<CurrencyCode, number>>;
  /** All that the provider takes; every currency of ours unless told. */
  currencies?: readonly CurrencyCode[];
  /** The largest amount, in the provider's units. */
  max?: number;
}

/** Whole numbers all the way: an amount is multiplied, or divided where nothing is left over. */
export function unitsOf({ exponents = {}, steps = {}, currencies = CURRENCIES, max = Number.MAX_SAFE_INTEGER }: UnitTable): ProviderUnits {
  const taken: ReadonlySet<string> = new Set(currencies);
  const shift = (amount: number, places: number): number | null => {
    const factor = 10 ** Math.abs(places);
    const shifted = places >= 0 ? amount * factor : amount / factor;
    return Number.isSafeInteger(amount) && Number.isSafeInteger(shifted) ? shifted : null;
  };
  const placesOf = (currency: string): number | null => (isCurrency(currency) && taken.has(currency) ? (exponents[currency] ?? exponentOf(currency)) - exponentOf(currency) : null);
  return {
    toProvider(minor, currency) {
      const places = placesOf(currency);
      const amount = places === null ? null : shift(minor, places);
      return amount !== null && amount <= max && amount % (steps[currency as CurrencyCode] ?? 1) === 0 ? amount : null;
    },
    fromProvider(amount, currency) {
      const places = placesOf(currency);
      return places === null ? null : shift(amount, -places);
    },
  };
}
