import fc from 'fast-check';
import { decimalOf, divideRounded, Rate, type Rounding } from './rational.js';

const MIRRORED: Rounding[] = ['half_away_from_zero', 'half_even', 'sst_third_decimal'];
const amount = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
const divisor = fc.bigInt({ min: 1n, max: 10n ** 12n });

describe('divideRounded', () => {
  test.each<[bigint, bigint, Rounding, bigint]>([
    [5n, 2n, 'half_away_from_zero', 3n],
    [-5n, 2n, 'half_away_from_zero', -3n],
    [5n, 2n, 'half_even', 2n],
    [7n, 2n, 'half_even', 4n],
    [-5n, 2n, 'half_even', -2n],
    [5n, 2n, 'floor', 2n],
    [-5n, 2n, 'floor', -3n],
    [5n, 2n, 'ceil', 3n],
    [-5n, 2n, 'ceil', -2n],
    [6n, 3n, 'ceil', 2n],
    [-6n, 3n, 'floor', -2n],
    [5n, -2n, 'half_away_from_zero', -3n],
    [0n, -7n, 'floor', 0n],
    [-5n, -2n, 'floor', 2n],
    [-5n, -2n, 'ceil', 3n],
    [4n, 3n, 'half_away_from_zero', 1n],
    [4n, 3n, 'half_even', 1n],
    [5n, 3n, 'half_even', 2n],
    [1n, 3n, 'ceil', 1n],
  ])('%s / %s by %s is %s', (n, d, rounding, expected) => {
    expect(divideRounded(n, d, rounding)).toBe(expected);
  });

  test('streamlined sales tax looks at the third decimal alone: 44.9 tenths of a cent stay, 45 go up', () => {
    expect(divideRounded(1449n, 1000n, 'sst_third_decimal')).toBe(1n);
    expect(divideRounded(1499n, 1000n, 'sst_third_decimal')).toBe(1n);
    expect(divideRounded(1500n, 1000n, 'sst_third_decimal')).toBe(2n);
    expect(divideRounded(-1500n, 1000n, 'sst_third_decimal')).toBe(-2n);
  });

  test('is never a whole unit away from the exact quotient', () => {
    fc.assert(
      fc.property(amount, divisor, fc.constantFrom<Rounding>('floor', 'ceil', ...MIRRORED), (n, d, rounding) => {
        const distance = divideRounded(n, d, rounding) * d - n;
        expect(distance < d && distance > -d).toBe(true);
      }),
    );
  });

  test('a negative amount is the mirror of the positive one', () => {
    fc.assert(
      fc.property(amount, divisor, fc.constantFrom(...MIRRORED), (n, d, rounding) => {
        expect(divideRounded(-n, d, rounding)).toBe(-divideRounded(n, d, rounding));
      }),
    );
  });

  test('refuses to divide by zero', () => {
    expect(() => divideRounded(1n, 0n, 'floor')).toThrow('division by zero');
  });
});

describe('Rate', () => {
  test('reads percent and decimals exactly', () => {
    expect(Rate.percent('9.975')).toMatchObject({ numerator: 399n, denominator: 4000n });
    expect(Rate.decimal('0.029')).toMatchObject({ numerator: 29n, denominator: 1000n });
    expect(Rate.percent('20').equals(Rate.of(1n, 5n))).toBe(true);
    expect(Rate.decimal('-0.5').equals(Rate.of(1n, -2n))).toBe(true);
  });

  test.each(['', '1,5', '1e3', '.5', '5.', ' 1', '1 ', '0x1', '--1', 'NaN', '1'.repeat(31), `0.${'1'.repeat(31)}`])('refuses %j', (text) => {
    expect(() => Rate.decimal(text)).toThrow(`Not a decimal: ${JSON.stringify(text)}`);
  });

  test('reads up to thirty digits before the point, and as many behind it', () => {
    const digits = '1'.repeat(30);
    expect(Rate.decimal(`${digits}.${digits}`)).toMatchObject({ numerator: BigInt(digits + digits), denominator: 10n ** 30n });
  });

  test('writes itself back', () => {
    expect(Rate.percent('14.975').toPercent()).toBe('14.975');
    expect(Rate.percent('20').toPercent()).toBe('20');
    expect(Rate.percent('100').toPercent()).toBe('100');
    expect(Rate.of(1n, 3n).toDecimal(4)).toBe('0.3333');
    expect(JSON.stringify({ rate: Rate.decimal('0.0290') })).toBe('{"rate":"0.029"}');
  });

  test('adds, multiplies and divides without loss', () => {
    expect(Rate.percent('5').plus(Rate.percent('9.975')).toPercent()).toBe('14.975');
    expect(Rate.of(11n, 12n).times(Rate.percent('12')).toPercent()).toBe('11');
    expect(Rate.of(1n, 3n).over(Rate.of(2n, 3n)).equals(Rate.of(1n, 2n))).toBe(true);
    expect(() => Rate.of(1n, 3n).over(Rate.ZERO)).toThrow('over zero');
  });

  test('is kept in lowest terms with the sign in front, and never over zero', () => {
    expect(Rate.of(6n, -4n)).toMatchObject({ numerator: -3n, denominator: 2n });
    expect(Rate.of(-6n, -4n)).toMatchObject({ numerator: 3n, denominator: 2n });
    expect(Rate.of(0n, -7n)).toMatchObject({ numerator: 0n, denominator: 1n });
    expect(() => Rate.of(1n, 0n)).toThrow('A rate over zero');
    expect([Rate.ZERO.isZero(), Rate.of(1n, 9n).isZero()]).toEqual([true, false]);
  });

  test('compares across denominators', () => {
    expect([Rate.of(1n, 3n).compare(Rate.of(1n, 2n)), Rate.of(1n, 2n).compare(Rate.of(1n, 3n)), Rate.of(2n, 4n).compare(Rate.of(1n, 2n))]).toEqual([-1, 1, 0]);
    expect([Rate.of(2n, 4n).equals(Rate.of(1n, 2n)), Rate.of(1n, 4n).equals(Rate.of(1n, 2n))]).toEqual([true, false]);
  });

  test('keeps the zeros of a whole number, and drops those of a fraction', () => {
    expect([Rate.of(100n, 1n).toDecimal(), Rate.of(100n, 1n).toDecimal(0), Rate.decimal('1.50').toDecimal(), Rate.of(2n, 3n).toDecimal()]).toEqual(['100', '100', '1.5', '0.666666666667']);
    expect(Rate.of(1n, 3n).toPercent(2)).toBe('33.33');
  });

  test('any decimal survives a round trip', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 10 }), (units, places) => {
        const text = decimalOf(units, places);
        expect(Rate.decimal(text).equals(Rate.of(units, 10n ** BigInt(places)))).toBe(true);
        expect(Rate.decimal(Rate.decimal(text).toDecimal()).equals(Rate.decimal(text))).toBe(true);
      }),
    );
  });
});

test('decimalOf places the point, with a leading zero and the sign in front', () => {
  expect(decimalOf(-5n, 2)).toBe('-0.05');
  expect(decimalOf(1234n, 3)).toBe('1.234');
  expect(decimalOf(7n, 0)).toBe('7');
  expect([decimalOf(0n, 2), decimalOf(0n, 0)]).toEqual(['0.00', '0']);
});
