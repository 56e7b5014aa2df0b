import fc from 'fast-check';
import { CURRENCIES } from '#platform/kernel/currency';
import { convert, type RateDay, shippedRates } from './rates.js';

const book: RateDay[] = [
  { date: '2026-01-02', source: 'a test', units: { USD: '1', EUR: '0.8', JPY: '150' } },
  { date: '2026-01-01', source: 'a test', units: { USD: '1', EUR: '0.5', JPY: '100', KWD: '0.3' } },
];

describe('convert', () => {
  test('goes from cents to cents, to whole yen and to thousandths', () => {
    expect(convert(1000n, 'USD', 'EUR', '2026-01-02', book)).toEqual({ minor: 800n, rate: '0.8', rate_date: '2026-01-02', source: 'a test' });
    expect(convert(1000n, 'USD', 'JPY', '2026-01-02', book)).toMatchObject({ minor: 1500n, rate: '150' });
    expect(convert(1500n, 'JPY', 'USD', '2026-01-02', book)).toMatchObject({ minor: 1000n, rate: '0.006666666667' });
    expect(convert(1000n, 'USD', 'KWD', '2026-01-01', book)).toMatchObject({ minor: 3000n, rate: '0.3' });
    expect(convert(800n, 'EUR', 'JPY', '2026-01-02', book)).toMatchObject({ minor: 1500n, rate: '187.5' });
  });
  test('rounds once, half away from zero, in both directions alike', () => {
    expect(convert(1n, 'EUR', 'USD', '2026-01-02', book)?.minor).toBe(1n);
    expect(convert(2n, 'EUR', 'USD', '2026-01-02', book)?.minor).toBe(3n);
    expect(convert(-2n, 'EUR', 'USD', '2026-01-02', book)?.minor).toBe(-3n);
  });
  test('uses the latest day that is not after the one asked for and knows both currencies', () => {
    expect(convert(100n, 'USD', 'EUR', '2026-01-01', book)).toMatchObject({ minor: 50n, rate_date: '2026-01-01' });
    expect(convert(100n, 'USD', 'EUR', '2026-11-22', book)).toMatchObject({ minor: 80n, rate_date: '2026-01-02' });
    expect(convert(100n, 'USD', 'KWD', '2026-11-22', book)).toMatchObject({ rate_date: '2026-01-01' });
  });
  test('goes by any base, as the source printed it', () => {
    const euros: RateDay[] = [{ date: '2026-11-27', source: 'a test', units: { EUR: '1', USD: '1.25', JPY: '160' } }];
    expect(convert(1000n, 'EUR', 'USD', '2026-11-28', euros)).toMatchObject({ minor: 1250n, rate: '1.25' });
    expect(convert(1000n, 'USD', 'JPY', '2026-11-28', euros)).toMatchObject({ minor: 1280n, rate: '128' });
  });
  test('answers null, never a guess, before the first day and for a currency without a rate', () => {
    expect(convert(100n, 'USD', 'EUR', '2025-12-31', book)).toBeNull();
    expect(convert(100n, 'USD', 'XOF', '2026-01-02', book)).toBeNull();
    expect(convert(100n, 'XOF', 'XOF', '1999-01-01', book)).toMatchObject({ minor: 100n, rate: '1' });
  });
});

describe('the shipped sample', () => {
  test('has 54 currencies, all known here, and says where it is from', () => {
    const days = shippedRates();
    expect(days).toHaveLength(1);
    const [{ units, source }] = days as [RateDay];
    expect(Object.keys(units)).toHaveLength(54);
    for (const code of Object.keys(units)) expect(CURRENCIES).toContain(code);
    expect(source).toContain('CC BY 4.0');
  });
  test('10.00 dollars are 8.62 euros of January 2026, and 1,585 yen', () => {
    expect(convert(1000n, 'USD', 'EUR', '2026-11-22', shippedRates())).toMatchObject({ minor: 862n, rate_date: '2026-01-01' });
    expect(convert(1000n, 'USD', 'JPY', '2026-11-22', shippedRates())?.minor).toBe(1585n);
  });
  test('there and back loses less than the rounding of the coarser currency', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), (minor) => {
        const there = convert(minor, 'EUR', 'USD', '2026-11-22', shippedRates())!;
        const back = convert(there.minor, 'USD', 'EUR', '2026-11-22', shippedRates())!;
        expect(back.minor - minor >= -1n && back.minor - minor <= 1n).toBe(true);
      }),
    );
  });
});
