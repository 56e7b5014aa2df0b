import fc from 'fast-check';
import { AmountOutOfRange, Money, allocateMinor, minorToNumber, numberToMinor } from './money.js';
import { Rate } from './rational.js';

const minor = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 20 }).filter((all) => all.some((one) => one > 0n));

describe('Money', () => {
  test('adds, subtracts, negates and compares in one currency', () => {
    const a = Money.of(1050n, 'EUR');
    const b = Money.of(51n, 'EUR');
    expect(a.plus(b)).toEqual(Money.of(1101n, 'EUR'));
    expect(b.minus(a)).toEqual(Money.of(-999n, 'EUR'));
    expect(b.minus(a).isNegative()).toBe(true);
    expect(a.plus(a.negated()).isZero()).toBe(true);
    expect([a.compare(b), b.compare(a), a.compare(a)]).toEqual([1, -1, 0]);
    expect(Money.sum([a, b, b], 'EUR').minor).toBe(1152n);
  });

  test('refuses to mix currencies, but may ask whether they are equal', () => {
    expect(() => Money.of(1n, 'EUR').plus(Money.of(1n, 'USD'))).toThrow('EUR meets USD');
    expect(() => Money.of(1n, 'EUR').compare(Money.of(1n, 'USD'))).toThrow('EUR meets USD');
    expect(Money.of(1n, 'EUR').equals(Money.of(1n, 'USD'))).toBe(false);
    expect(Money.of(1n, 'EUR').equals(Money.of(2n, 'EUR'))).toBe(false);
    expect(Money.of(1n, 'EUR').equals(Money.of(1n, 'EUR'))).toBe(true);
  });

  test('zero is neither something nor negative, one is neither nothing nor negative', () => {
    expect([Money.zero('EUR').isZero(), Money.zero('EUR').isNegative()]).toEqual([true, false]);
    expect([Money.of(1n, 'EUR').isZero(), Money.of(1n, 'EUR').isNegative()]).toEqual([false, false]);
    expect([Money.of(-1n, 'EUR').isZero(), Money.of(-1n, 'EUR').isNegative()]).toEqual([false, true]);
  });

  test('times names its rounding: 2.9 % of 19.99 is 0.57971', () => {
    const price = Money.of(1999n, 'USD');
    expect(price.times(Rate.decimal('0.029'), 'half_away_from_zero').minor).toBe(58n);
    expect(price.times(Rate.decimal('0.029'), 'floor').minor).toBe(57n);
  });

  test('is written as a number and its currency, and refuses what JSON would bend', () => {
    expect(JSON.stringify(Money.of(-1999n, 'USD'))).toBe('{"amount":-1999,"currency":"USD"}');
    expect(() => JSON.stringify(Money.of(2n ** 53n, 'USD'))).toThrow(AmountOutOfRange);
    expect(String(Money.of(-5n, 'KWD'))).toBe('-0.005 KWD');
  });
});

describe('the wire', () => {
  test('takes whole numbers within ±(2^53−1) and nothing else', () => {
    expect(minorToNumber(2n ** 53n - 1n)).toBe(9007199254740991);
    expect(minorToNumber(-(2n ** 53n - 1n))).toBe(-9007199254740991);
    expect(() => minorToNumber(2n ** 53n)).toThrow(AmountOutOfRange);
    expect(() => minorToNumber(-(2n ** 53n))).toThrow(AmountOutOfRange);
    for (const bad of [0.5, 2 ** 53, NaN, Infinity]) expect(() => numberToMinor(bad)).toThrow(AmountOutOfRange);
    expect(numberToMinor(-3)).toBe(-3n);
    const { code, detail } = new AmountOutOfRange();
    expect({ code, detail }).toEqual({ code: 'money.out_of_range', detail: 'An amount lies beyond ±9007199254740991 minor units.' });
  });
});

describe('allocate', () => {
  test('hands what is left to the largest remainders, the first of equals first', () => {
    expect(allocateMinor(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(allocateMinor(5n, [3n, 7n])).toEqual([2n, 3n]);
    expect(allocateMinor(1n, [1n, 9n])).toEqual([0n, 1n]);
    expect(allocateMinor(0n, [1n, 9n])).toEqual([0n, 0n]);
    // Too large for a float to tell them apart.
    expect(allocateMinor(1n, [10n ** 30n, 10n ** 30n + 1n])).toEqual([0n, 1n]);
    expect(Money.of(-100n, 'USD').allocate([1n, 1n, 1n]).map((part) => part.minor)).toEqual([-34n, -33n, -33n]);
  });

  test('the parts add up to the whole, and none is a unit away from its exact share', () => {
    fc.assert(
      fc.property(minor, weights, (amount, shares) => {
        const parts = allocateMinor(amount, shares);
        const total = shares.reduce((a, b) => a + b, 0n);
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(amount);
        parts.forEach((part, i) => {
          const distance = part * total - amount * shares[i]!;
          expect(distance < total && distance > -total).toBe(true);
        });
      }),
    );
  });

  test('a negative amount splits as the mirror, and a weight of zero gets nothing', () => {
    fc.assert(
      fc.property(minor, weights, (amount, shares) => {
        const parts = allocateMinor(amount, shares);
        expect(allocateMinor(-amount, shares)).toEqual(parts.map((part) => -part));
        shares.forEach((share, i) => share === 0n && expect(parts[i]).toBe(0n));
      }),
    );
  });

  test('refuses weights that are negative, all zero or missing', () => {
    for (const bad of [[], [0n, 0n], [2n, -1n]]) expect(() => allocateMinor(10n, bad)).toThrow('weights');
  });
});
