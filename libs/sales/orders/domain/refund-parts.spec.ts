import fc from 'fast-check';
import { figuresOf, leftOf, partByAmount, partByLines, shareOf, sharesOfSale, totalOf, type LineShares, type Sold } from './refund-parts.js';

const component = (jurisdiction: string, tax_minor: number) => ({ name: 'Tax', rate: '1', jurisdiction, tax_minor });

/** A sale of these lines (price, quantity) with these taxes on top, and a fee. */
function sold(lines: [price: number, quantity: number][], taxes: number[] = [], fee = 0): Sold {
  const net_minor = lines.reduce((sum, [price]) => sum + price, 0);
  const tax_minor = taxes.reduce((sum, tax) => sum + tax, 0);
  const tax = {
    quote_id: 'txq_1', outcome: 'charge' as const, jurisdiction: 'X', rate_row_id: 'X', rate: '1', price_display: 'exclusive' as const, net_minor, tax_minor, total_minor: net_minor + tax_minor,
    components: taxes.map((each, index) => component(`X-${index}`, each)),
  };
  return {
    sale: { total_minor: net_minor + tax_minor, net_minor, tax_minor, platform_fee_minor: fee, tax },
    lines: lines.map(([total_minor, quantity], index) => ({ item_id: `itm_${index}`, sku: `sku.${index}`, quantity, total_minor })),
  };
}

const anySale = fc.record({
  lines: fc.array(fc.tuple(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 2_000_000 })), fc.integer({ min: 1, max: 7 })), { minLength: 1, maxLength: 6 }).filter((lines) => lines.some(([price]) => price > 0)),
  taxes: fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 400_000 })), { maxLength: 4 }),
  feePercent: fc.integer({ min: 0, max: 100 }),
}).map(({ lines, taxes, feePercent }) => sold(lines, taxes, Math.round((lines.reduce((sum, [price]) => sum + price, 0) * feePercent) / 100)));

/** What somebody asks for: by lines or by amount, as a share of what is left at that moment. */
const anyAsking = fc.oneof(
  fc.record({ by: fc.constant('amount' as const), share: fc.double({ min: 0.0001, max: 1, noNaN: true }) }),
  fc.record({ by: fc.constant('lines' as const), picks: fc.array(fc.tuple(fc.nat(5), fc.nat(7)), { minLength: 1, maxLength: 3 }) }),
);
type Asking = typeof anyAsking extends fc.Arbitrary<infer A> ? A : never;

/** The part that is asked for; undefined where it is refused. */
function part(whole: LineShares[], left: LineShares[], asking: Asking): LineShares[] | undefined {
  if (asking.by === 'amount') return totalOf(left) === 0 ? undefined : partByAmount(whole, left, Math.max(1, Math.floor(totalOf(left) * asking.share)));
  const lines = new Map(asking.picks.map(([line, quantity]) => [String((line % whole.length) + 1), quantity]));
  try {
    return partByLines(whole, left, [...lines].map(([line_id, quantity]) => ({ line_id, quantity: quantity === 0 ? null : quantity })));
  } catch {
    return undefined;
  }
}

describe('the lines of a sale', () => {
  it('have what they cost, with their part of each tax and of the fee', () => {
    const whole = sharesOfSale(sold([[1_000, 2], [500, 1]], [150, 75], 75));
    expect(whole).toEqual([{ line_id: '1', quantity: 2, shares: [100, 50, 50, 950] }, { line_id: '2', quantity: 1, shares: [50, 25, 25, 475] }]);
  });

  it('add up to the sale exactly, share by share, none below zero', () => {
    fc.assert(fc.property(anySale, (of) => {
      const whole = sharesOfSale(of);
      expect(whole.flatMap(({ shares }) => shares).every((share) => share >= 0)).toBe(true);
      expect(figuresOf(of, whole)).toMatchObject({
        amount_minor: of.sale.total_minor, net_minor: of.sale.net_minor, tax_minor: of.sale.tax_minor, platform_fee_minor: of.sale.platform_fee_minor, tax_components: of.sale.tax.components,
      });
    }), { numRuns: 500 });
  });
});

describe('a part of a sale', () => {
  const of = sold([[1_000, 3], [0, 1], [501, 1]], [101, 7], 76);
  const whole = sharesOfSale(of);

  it('is so many units of a line; the last one takes the remainder', () => {
    const first = partByLines(whole, whole, [{ line_id: '1', quantity: 1 }]);
    const left = leftOf(whole, [first]);
    const second = partByLines(whole, left, [{ line_id: '1' }]);
    expect([first[0]!.quantity, totalOf(first), second[0]!.quantity, totalOf(first) + totalOf(second)]).toEqual([1, 357, 2, 1_072]);
    expect(leftOf(whole, [first, second])[0]).toEqual({ line_id: '1', quantity: 0, shares: [0, 0, 0, 0] });
    expect(figuresOf(of, first)).toMatchObject({ amount_minor: 357, lines: [{ line_id: '1', item_id: 'itm_0', sku: 'sku.0', quantity: 1, amount_minor: 357 }] });
  });

  it('is an amount over all lines by what is left of each, and takes no unit', () => {
    const byAmount = partByAmount(whole, whole, 160);
    expect(byAmount.map((line) => [line.line_id, line.quantity, totalOf([line])])).toEqual([['1', 0, 107], ['3', 0, 53]]);
    expect(leftOf(whole, [byAmount]).map(({ quantity }) => quantity)).toEqual([3, 1, 1]);
  });

  it('gives a unit of a line of which an amount has gone back what is left of it', () => {
    const left = leftOf(whole, [partByAmount(whole, whole, 1_000)]);
    const rest = partByLines(whole, left, [{ line_id: '1' }, { line_id: '2' }, { line_id: '3' }]);
    expect(totalOf(rest)).toBe(609);
    expect(leftOf(whole, [partByAmount(whole, whole, 1_000), rest]).flatMap(({ shares }) => shares)).toEqual(Array(12).fill(0));
  });

  it.each([
    ['a line that is not there', () => partByLines(whole, whole, [{ line_id: '4' }]), 'orders.unknown_line'],
    ['a line twice', () => partByLines(whole, whole, [{ line_id: '1', quantity: 1 }, { line_id: '1', quantity: 1 }]), 'orders.unknown_line'],
    ['more units than are left', () => partByLines(whole, whole, [{ line_id: '1', quantity: 4 }]), 'orders.refund_exceeds_line'],
    ['a line of which nothing is left', () => partByLines(whole, leftOf(whole, [[whole[0]!]]), [{ line_id: '1' }]), 'orders.refund_exceeds_line'],
    ['a line that was free', () => partByLines(whole, whole, [{ line_id: '2' }]), 'orders.nothing_to_refund'],
    ['more than is left', () => partByAmount(whole, whole, 1_610), 'orders.refund_exceeds_order'],
  ])('is refused: %s', (_, ask, code) => {
    expect(ask).toThrow(expect.objectContaining({ code }));
  });

  it('is at most what is left, and all parts together mirror the sale to the unit, whatever was asked for', () => {
    fc.assert(fc.property(anySale, fc.array(anyAsking, { maxLength: 12 }), (bought, askings) => {
      const all = sharesOfSale(bought);
      const parts: LineShares[][] = [];
      for (const asking of askings) {
        const asked = part(all, leftOf(all, parts), asking);
        if (!asked) continue;
        if (asking.by === 'amount') expect(asked.every(({ quantity }) => quantity === 0)).toBe(true);
        parts.push(asked);
        const left = leftOf(all, parts);
        expect(left.every(({ quantity, shares }) => quantity >= 0 && shares.every((share) => share >= 0))).toBe(true);
        expect(asked.flatMap(({ shares }) => shares).every((share) => share >= 0)).toBe(true);
      }
      const rest = leftOf(all, parts);
      const figures = [...parts, rest].map((each) => figuresOf(bought, each));
      const add = (pick: (of: (typeof figures)[number]) => number): number => figures.reduce((sum, each) => sum + pick(each), 0);
      expect([add((f) => f.amount_minor), add((f) => f.net_minor), add((f) => f.tax_minor), add((f) => f.platform_fee_minor)])
        .toEqual([bought.sale.total_minor, bought.sale.net_minor, bought.sale.tax_minor, bought.sale.platform_fee_minor]);
      bought.sale.tax.components.forEach(({ tax_minor }, index) => expect(add((f) => f.tax_components[index]!.tax_minor)).toBe(tax_minor));
    }), { numRuns: 500 });
  });

  it('never strays from its proportion by more than a unit of a line and share, however small the parts', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 2, maxLength: 6 }).filter((w) => w.some((each) => each > 0)), fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 200 }), (weights, amounts) => {
      const all = weights.map(BigInt);
      const total = all.reduce((sum, each) => sum + each, 0n);
      let given = all.map(() => 0n);
      let gone = 0n;
      for (const amount of amounts.map(BigInt)) {
        if (gone + amount > total) break;
        const shares = shareOf(all, given, amount);
        gone += amount;
        given = given.map((each, index) => each + shares[index]!);
        given.forEach((each, index) => {
          const off = all[index]! * gone - each * total;
          expect(off < total && off > -total).toBe(true);
        });
      }
    }), { numRuns: 300 });
  });
});
