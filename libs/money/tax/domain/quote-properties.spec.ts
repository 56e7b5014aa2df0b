import fc from 'fast-check';
import { Rate } from '#platform/kernel/rational';
import { type TaxQuoteRequest } from '../contracts/queries.js';
import { demoTaxBooks, quoteForTest } from '../testing/index.js';
import { spread } from './computation.js';

const books = demoTaxBooks();
const places = [
  ...books.places.all('2026-11-22').filter((each) => each.sale !== 'embargoed').map((each) => ({ country: each.territory })),
  ...books.rates.regionsOf('CA').map(({ code }) => ({ country: 'CA', region: code })),
  ...books.rates.regionsOf('US').map(({ code }) => ({ country: 'US', region: code })),
];
const amounts = fc.array(fc.bigInt({ min: -1_000_000n, max: 10_000_000n }), { minLength: 1, maxLength: 8 });
const request = fc.record({
  place: fc.constantFrom(...places),
  amounts,
  price_mode: fc.constantFrom('net' as const, 'gross' as const),
  rounding_level: fc.constantFrom('line' as const, 'invoice' as const),
});
type Drawn = { place: { country: string; region?: string }; amounts: bigint[]; price_mode: 'net' | 'gross'; rounding_level: 'line' | 'invoice' };
const asked = (drawn: Drawn, sign = 1n): Partial<TaxQuoteRequest> & { country: string } => ({
  ...drawn.place, price_mode: drawn.price_mode, rounding_level: drawn.rounding_level, lines: drawn.amounts.map((amount) => ({ amount: amount * sign })),
});
const sum = (values: bigint[]) => values.reduce((a, b) => a + b, 0n);

describe('every quote, anywhere', () => {
  test('net and tax make the total, lines and components make the whole', () => {
    fc.assert(
      fc.property(request, (drawn) => {
        const quote = quoteForTest(asked(drawn));
        expect(quote.sellable).toBe(quote.outcome !== 'refused');
        expect(quote.refusal_code === null).toBe(quote.sellable);
        if (quote.total === null) return;
        expect(quote.net! + quote.tax!).toBe(quote.total);
        expect(sum(quote.lines.map((line) => line.tax))).toBe(quote.tax);
        expect(sum(quote.components.map((each) => each.tax))).toBe(quote.tax);
        for (const [i, line] of quote.lines.entries()) {
          expect(line.net + line.tax).toBe(line.total);
          expect(drawn.price_mode === 'gross' ? line.total : line.net).toBe(drawn.amounts[i]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a refund is the mirror of its sale', () => {
    fc.assert(
      fc.property(request, (drawn) => {
        const sale = quoteForTest(asked(drawn));
        const refund = quoteForTest(asked(drawn, -1n));
        if (sale.tax === null) return;
        expect([refund.net, refund.tax, refund.total]).toEqual([-sale.net!, -sale.tax, -sale.total!]);
        expect(refund.lines.map((line) => -line.tax)).toEqual(sale.lines.map((line) => line.tax));
        expect(refund.components.map((each) => -each.tax)).toEqual(sale.components.map((each) => each.tax));
      }),
      { numRuns: 500 },
    );
  });

  test('no tax is off by a whole unit for each tax and line, and none for a price of nothing', () => {
    fc.assert(
      fc.property(request, (drawn) => {
        const quote = quoteForTest(asked({ ...drawn, price_mode: 'net' }));
        if (quote.treatment !== 'charge' || quote.rate === null || drawn.place.country === 'BO') return;
        const exact = Rate.percent(quote.rate).applyTo(sum(drawn.amounts), 'half_away_from_zero');
        const off = quote.tax! - exact;
        const allowed = BigInt(quote.components.length * drawn.amounts.length + 1);
        expect(off <= allowed && off >= -allowed).toBe(true);
        expect(quoteForTest(asked({ ...drawn, amounts: [0n] })).tax).toBe(0n);
      }),
      { numRuns: 300 },
    );
  });
});

test('what was rounded once is handed back whole, each line within a unit of its share', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 12 }), fc.bigInt({ min: 1n, max: 999n }), (all, permille) => {
      const rate = Rate.of(permille, 1000n);
      const total = rate.applyTo(sum(all), 'half_away_from_zero');
      const parts = spread(total, all, rate);
      expect(sum(parts)).toBe(total);
      parts.forEach((part, i) => {
        const off = part * 1000n - all[i]! * permille;
        expect(off <= 1000n && off >= -1000n).toBe(true);
      });
    }),
  );
});
