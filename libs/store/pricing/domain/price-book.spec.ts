import fc from 'fast-check';
import { parseCurrency } from '#platform/kernel/currency';
import { readPriceTiers } from '../infra/price-tiers.js';
import { nearestCharm } from './charm.js';
import { PriceBook, type PricingMode } from './price-book.js';

const tiers = readPriceTiers();
const book = new PriceBook(tiers);

describe('The price book', () => {
  it.each<PricingMode>(['fx_only', 'ppp'])('derives every price of the table in mode %s', (mode) => {
    const inMode = new PriceBook(tiers, mode);
    const derived = tiers.territories.map((row) => [row.territory, Object.fromEntries(tiers.base_tiers_usd_minor.map((base) => [base, String(inMode.inCountry(BigInt(base), row.territory).minor)]))]);
    expect(derived).toEqual(tiers.territories.map((row) => [row.territory, row.prices_minor[mode]]));
    expect(derived).toHaveLength(54);
  });

  it.each<[string, bigint, string, bigint]>([
    ['DE', 499n, 'EUR', 399n], ['FR', 499n, 'EUR', 399n], ['BG', 499n, 'EUR', 399n], ['JP', 499n, 'JPY', 390n], ['IN', 99n, 'INR', 3900n], ['US', 512n, 'USD', 512n], ['LI', 999n, 'CHF', 790n], ['HU', 999n, 'HUF', 269_000n],
    ['KW', 499n, 'KWD', 990n], ['KE', 499n, 'USD', 499n], ['EC', 499n, 'USD', 499n], ['DE', 0n, 'EUR', 0n],
  ])('prices %s, base %s, in %s: %s', (country, base, currency, minor) => {
    expect(book.inCountry(base, country)).toEqual({ minor, currency });
    expect(book.currencyOf(country)).toBe(currency);
  });

  it('keeps a dearer base price at least as dear everywhere, and never free', () => {
    fc.assert(
      fc.property(fc.constantFrom(...tiers.territories.map((row) => row.territory)), fc.bigInt(1n, 10n ** 10n), fc.bigInt(0n, 10n ** 8n), (country, base, more) => {
        const [low, high] = [book.inCountry(base, country).minor, book.inCountry(base + more, country).minor];
        return low > 0n && high >= low;
      }),
      { numRuns: 1_000 },
    );
  });

  it('names a currency in which a base price comes to more than a bound, and none where it does nowhere', () => {
    const [most] = tiers.territories.map(({ territory }) => book.inCountry(1_000_000n, territory)).sort((a, b) => Number(b.minor - a.minor));
    expect(book.currencyAbove(1_000_000n, most!.minor)).toBeNull();
    expect(book.currencyAbove(1_000_000n, most!.minor - 1n)).toBe(most!.currency);
    expect(book.currencyAbove(0n, 0n)).toBeNull();
  });

  it('has a price in a currency where a territory pays in it', () => {
    expect(book.inCurrency(499n, 'EUR')).toBe(399n);
    expect(book.inCurrency(499n, 'USD')).toBe(499n);
    expect(book.inCurrency(499n, 'KES')).toBeNull();
  });
});

describe('A charm price', () => {
  it('is the nearest of its band, and the lower of two', () => {
    const cents = [{ below: null, step: 100n, ending: 99n }];
    expect([1n, 99n, 148n, 149n, 150n, 199n].map((raw) => nearestCharm(raw, cents))).toEqual([99n, 99n, 99n, 99n, 199n, 199n]);
    const whole = [{ below: null, step: 100n, ending: 0n }];
    expect([1n, 150n, 151n].map((raw) => nearestCharm(raw, whole))).toEqual([100n, 100n, 200n]);
  });
});

describe('Snapping', () => {
  it('has 528 points in US dollars, ascending, from 0.29 to 9,999.99', () => {
    const { usdPoints } = book;
    expect([usdPoints.length, usdPoints[0], usdPoints.at(-1)]).toEqual([528, 29n, 999_999n]);
    expect(usdPoints.every((point, index) => index === 0 || point > usdPoints[index - 1]!)).toBe(true);
  });

  it.each<[bigint, bigint | null]>([
    [0n, 0n], [1n, 29n], [29n, 29n], [34n, 29n], [35n, 39n], [499n, 499n], [500n, 499n], [504n, 499n], [505n, 509n], [1_024n, 999n], [1_025n, 1_049n], [999_999n, 999_999n], [1_000_000n, null],
  ])('moves %s to %s', (raw, point) => expect(book.snap(raw, 'USD')).toBe(point));

  it('finds what looking through all points finds', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 999_999n), (raw) => {
        const away = (point: bigint) => (point > raw ? point - raw : raw - point);
        const best = book.usdPoints.reduce((nearest, point) => (away(point) < away(nearest) ? point : nearest));
        return book.snap(raw, 'USD') === best;
      }),
    );
  });

  it('uses the charm rule of another currency, and leaves alone what has none', () => {
    expect(book.snap(512n, 'EUR')).toBe(499n);
    expect(book.snap(415n, parseCurrency('JPY'))).toBe(410n);
    expect(book.snap(512n, 'KES')).toBe(512n);
  });
});
