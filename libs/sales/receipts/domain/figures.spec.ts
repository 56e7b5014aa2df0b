import fc from 'fast-check';
import { allocateMinor } from '#platform/kernel/money';
import { fits, leftOf, type Figures } from './figures.js';

const figures = (net: number, taxes: [name: string, tax: number][]): Figures => {
  const tax_minor = taxes.reduce((sum, [, tax]) => sum + tax, 0);
  return { net_minor: net, tax_minor, total_minor: net + tax_minor, taxes: taxes.map(([name, tax]) => ({ name, rate: '5', jurisdiction: 'CA', tax_minor: tax })) };
};
const sale = figures(1_000, [['GST', 50], ['QST', 100]]);

describe('what is left of a sale', () => {
  it('is all of it before anything was credited', () => expect(leftOf(sale, [])).toEqual(sale));

  it('is less by each credit, in net and in each tax', () => {
    expect(leftOf(sale, [figures(300, [['GST', 15], ['QST', 30]]), figures(100, [['GST', 5], ['QST', 10]])])).toEqual(figures(600, [['GST', 30], ['QST', 60]]));
  });

  it('is nothing once the last refund took the remainder, however the parts were rounded', () => {
    fc.assert(fc.property(fc.nat(100_000), fc.nat(20_000), fc.nat(20_000), fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 }), (net, first, second, weights) => {
      const whole = figures(net, [['GST', first], ['QST', second]]);
      const shares = [net, first, second].map((amount) => allocateMinor(BigInt(amount), weights.map(BigInt)).map(Number));
      const parts = weights.map((_, at) => figures(shares[0]![at]!, [['GST', shares[1]![at]!], ['QST', shares[2]![at]!]]));
      const last = leftOf(whole, parts.slice(0, -1));
      expect(last).toEqual(parts.at(-1));
      expect(leftOf(whole, [...parts.slice(0, -1), last])).toEqual(figures(0, [['GST', 0], ['QST', 0]]));
    }));
  });
});

describe('a part', () => {
  it.each([
    ['of less', figures(100, [['GST', 5], ['QST', 10]]), true],
    ['of all that is left', sale, true],
    ['of more net', figures(1_001, [['GST', 5], ['QST', 10]]), false],
    ['of more of one tax than is left of it', figures(100, [['GST', 51], ['QST', 0]]), false],
    ['of a tax that the sale did not bear', figures(100, [['PST', 5]]), false],
    ['of less than nothing', figures(-1, [['GST', 0]]), false],
    ['whose tax is taken and whose net is given', figures(100, [['GST', -5], ['QST', 5]]), false],
    ['that does not add up', { ...figures(100, [['GST', 5]]), total_minor: 106 }, false],
    ['whose taxes are not its tax', { ...figures(100, [['GST', 5]]), tax_minor: 6, total_minor: 106 }, false],
  ])('%s fits or does not', (_, part, does) => expect(fits(part, sale)).toBe(does));
});
