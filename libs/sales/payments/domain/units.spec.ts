import fc from 'fast-check';
import { CURRENCIES, type CurrencyCode } from '#platform/kernel/currency';
import { ADYEN_UNITS } from './adyen-units.js';
import { CHECKOUT_COM_UNITS } from './checkout-com-units.js';
import { minorOfPayPal, PAYPAL_UNITS, paypalMoney } from './paypal-units.js';
import { STRIPE_UNITS } from './stripe-units.js';
import type { ProviderUnits } from './units.js';

interface Told {
  units: ProviderUnits;
  /** Our minor units, and what the provider is told; null: refused. */
  cases: [string, number, number | null][];
  /** What the provider could say that is no amount of ours. */
  odd: [string, number][];
  /** More currencies than this are charged. */
  atLeast?: number;
}

const PROVIDERS: Record<string, Told> = {
  stripe: {
    units: STRIPE_UNITS,
    cases: [
      ['EUR', 1999, 1999], ['JPY', 500, 500], ['ISK', 1234, 123_400], ['UGX', 50_000, 5_000_000], ['MGA', 1_234_500, 12_345], ['MGA', 1_234_501, null], ['KWD', 12_340, 12_340], ['KWD', 12_345, null], ['TND', 10, 10],
      ['HUF', 99_900, 99_900], ['HUF', 99_950, 99_950], ['TWD', 3_000, 3_000], ['IQD', 1_000, null], ['LYD', 1_000, null], ['KPW', 100, null], ['IRR', 100, null], ['XXX', 100, null], ['RP', 100, null],
      ['ISK', Number.MAX_SAFE_INTEGER, null],
    ],
    odd: [['ISK', 12_345], ['EUR', 19.99], ['IQD', 1_000], ['eur', 100]],
  },
  adyen: {
    units: ADYEN_UNITS,
    cases: [
      ['EUR', 1999, 1999], ['JPY', 500, 500], ['ISK', 1234, 123_400], ['CLP', 4_990, 499_000], ['CVE', 10_000, 100], ['CVE', 10_050, null], ['IDR', 1_500_000, 15_000], ['IDR', 1_500_001, null], ['UGX', 50_000, 50_000], ['KWD', 12_345, 12_345],
      ['IQD', 1_001, 1_001], ['MGA', 100, null], ['KPW', 100, null], ['HUF', 99_950, 99_950],
    ],
    odd: [['ISK', 12_345], ['CLP', 50], ['EUR', 19.99], ['MGA', 100]],
  },
  checkout_com: {
    units: CHECKOUT_COM_UNITS,
    cases: [
      ['EUR', 1999, 1999], ['JPY', 500, 500], ['ISK', 1234, 1234], ['UGX', 50_000, 50_000], ['MGA', 1_234_501, 1_234_501], ['CLP', 4_990, 499_000], ['KWD', 12_340, 12_340], ['KWD', 12_345, null], ['IQD', 1_000, 1_000],
      ['HUF', 99_950, 99_950], ['KPW', 100, null], ['USD', 999_999_999, 999_999_999], ['USD', 1_000_000_000, null], ['CLP', 10_000_000, null],
    ],
    odd: [['CLP', 12_345], ['EUR', 19.99], ['KPW', 100]],
  },
  paypal: {
    units: PAYPAL_UNITS,
    cases: [
      ['EUR', 1999, 1999], ['JPY', 500, 500], ['HUF', 99_900, 999], ['HUF', 99_950, null], ['TWD', 30_000, 300], ['TWD', 30_001, null], ['USD', 999_999_999, 999_999_999], ['USD', 1_000_000_000, null], ['KWD', 12_340, null], ['BRL', 100, null],
      ['RUB', 100, null], ['CLP', 4_990, null],
    ],
    odd: [['EUR', 19.99], ['KWD', 100]],
    atLeast: 20,
  },
};

describe.each(Object.entries(PROVIDERS))('the units of %s', (_provider, { units, cases, odd, atLeast = 100 }) => {
  it.each(cases)('%s: %d of ours are %s', (currency, minor, amount) => {
    expect(units.toProvider(minor, currency)).toBe(amount);
    if (amount !== null) expect(units.fromProvider(amount, currency)).toBe(minor);
  });

  it.each(odd)('%s %d is no amount of ours', (currency, amount) => expect(units.fromProvider(amount, currency)).toBeNull());

  it('bring back what was sent in every currency of ours, or send nothing', () => {
    const chargeable = new Set<CurrencyCode>();
    fc.assert(fc.property(fc.constantFrom(...CURRENCIES), fc.oneof(fc.integer({ min: 1, max: 10_000_000 }), fc.maxSafeNat(), fc.integer({ min: 1, max: 100_000 }).map((n) => n * 1_000)), (currency, minor) => {
      const amount = units.toProvider(minor, currency);
      if (amount !== null) chargeable.add(currency);
      return amount === null || (Number.isSafeInteger(amount) && units.fromProvider(amount, currency) === minor);
    }), { numRuns: 5_000 });
    // Nothing that round-trips because nothing is ever sent.
    expect(CURRENCIES.filter((currency) => units.toProvider(1_000_000, currency) !== null && !chargeable.has(currency))).toEqual([]);
    expect(chargeable.size).toBeGreaterThan(atLeast);
  });
});

describe('the decimal texts of PayPal', () => {
  it.each([['EUR', 1999, '19.99'], ['EUR', 5, '0.05'], ['EUR', 100_000, '1000.00'], ['JPY', 500, '500'], ['HUF', 123_400, '1234'], ['TWD', 30_000, '300']] as const)('%s: %d of ours are %s', (currency, minor, value) => {
    expect(paypalMoney(minor, currency)).toEqual({ currency_code: currency, value });
    expect(minorOfPayPal(value, currency)).toBe(minor);
  });

  it('say nothing of what PayPal cannot be told', () => expect([paypalMoney(99_950, 'HUF'), paypalMoney(100, 'KWD'), paypalMoney(1_000_000_000, 'USD')]).toEqual([null, null, null]));

  it.each([['19.9', 'EUR', 1990], ['19', 'EUR', 1900], ['500.00', 'JPY', 500], ['500.50', 'JPY', null], ['19.990', 'EUR', 1999], ['19.991', 'EUR', null], ['1234.00', 'HUF', 123_400], ['-1.00', 'EUR', null], ['1e3', 'EUR', null], ['1,999.00', 'EUR', null], ['', 'EUR', null], ['.5', 'EUR', null],
    ['1.00', 'KWD', null], ['99999999999999', 'EUR', null]] as const)('%s %s is %s of ours', (value, currency, minor) => expect(minorOfPayPal(value, currency)).toBe(minor));
});
