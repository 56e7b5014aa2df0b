import { invariant } from './errors.js';

/**
 * How a fraction of a minor unit becomes a whole one. All but `floor` and `ceil` treat a negative amount as the mirror of the
 * positive one, so that a refund takes back exactly what its sale gave.
 *
 * `sst_third_decimal` is the rule of the US streamlined sales tax agreement: carry to the third decimal of the major unit (one
 * digit below the cent), then up when that digit is greater than four.
 */
export type Rounding = 'half_away_from_zero' | 'half_even' | 'floor' | 'ceil' | 'sst_third_decimal';

const DECIMAL = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/;

/** `numerator / denominator` as a whole number under a named rounding. The only division near money. */
export function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  invariant(denominator !== 0n, 'A division by zero');
  if (denominator < 0n) return divideRounded(-numerator, -denominator, rounding);
  const negative = numerator < 0n;
  const n = negative ? -numerator : numerator;
  const whole = n / denominator;
  const magnitude = whole + (roundsUp(whole, n % denominator, denominator, negative, rounding) ? 1n : 0n);
  return negative ? -magnitude : magnitude;
}

function roundsUp(whole: bigint, rest: bigint, d: bigint, negative: boolean, rounding: Rounding): boolean {
  if (rest === 0n) return false;
  switch (rounding) {
    case 'floor':
      return negative;
    case 'ceil':
      return !negative;
    case 'half_away_from_zero':
      return rest * 2n >= d;
    case 'half_even':
      return rest * 2n > d || (rest * 2n === d && whole % 2n === 1n);
    case 'sst_third_decimal':
      return (rest * 10n) / d > 4n;
  }
}

/** An exact ratio of two whole numbers: a tax rate, a share, an exchange rate. Never a float. */
export class Rate {
  static readonly ZERO = new Rate(0n, 1n);

  /** In lowest terms; the sign is the numerator's. */
  private constructor(
    readonly numerator: bigint,
    readonly denominator: bigint,
  ) {}

  static of(numerator: bigint, denominator: bigint): Rate {
    invariant(denominator !== 0n, 'A rate over zero');
    if (denominator < 0n) return Rate.of(-numerator, -denominator);
    const divisor = greatestCommonDivisor(numerator, denominator);
    return new Rate(numerator / divisor, denominator / divisor);
  }

  /** `'0.029'` → 29/1000. Throws `InvariantBroken` for anything that is not a plain decimal. */
  static decimal(text: string): Rate {
    const match = DECIMAL.exec(text);
    invariant(match, `Not a decimal: ${JSON.stringify(text)}`);
    const fraction = match[3] ?? '';
    const digits = BigInt(`${match[2]}${fraction}`);
    return Rate.of(match[1] === '-' ? -digits : digits, 10n ** BigInt(fraction.length));
  }

  /** `'9.975'` → 9.975 %. */
  static percent(text: string): Rate {
    return Rate.decimal(text).times(Rate.of(1n, 100n));
  }

  plus(other: Rate): Rate {
    return Rate.of(this.numerator * other.denominator + other.numerator * this.denominator, this.denominator * other.denominator);
  }

  times(other: Rate): Rate {
    return Rate.of(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  over(other: Rate): Rate {
    invariant(other.numerator !== 0n, 'A rate over zero');
    return Rate.of(this.numerator * other.denominator, this.denominator * other.numerator);
  }

  isZero(): boolean {
    return this.numerator === 0n;
  }

  compare(other: Rate): -1 | 0 | 1 {
    const left = this.numerator * other.denominator;
    const right = other.numerator * this.denominator;
    return left < right ? -1 : left > right ? 1 : 0;
  }

  equals(other: Rate): boolean {
    return this.compare(other) === 0;
  }

  /** `rate × amount`, rounded to a whole unit. */
  applyTo(amount: bigint, rounding: Rounding): bigint {
    return divideRounded(amount * this.numerator, this.denominator, rounding);
  }

  /** A plain decimal without trailing zeros, cut (half away from zero) after `digits` places when it has more. */
  toDecimal(digits = 12): string {
    const scaled = divideRounded(this.numerator * 10n ** BigInt(digits), this.denominator, 'half_away_from_zero');
    const text = decimalOf(scaled, digits);
    return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  }

  /** As `toDecimal`, in percent: `1/5` → `'20'`. */
  toPercent(digits = 12): string {
    return this.times(Rate.of(100n, 1n)).toDecimal(digits);
  }

  toJSON(): string {
    return this.toDecimal();
  }
}

/** A whole number of 10^-`exponent` units as an exact decimal: `(-5n, 2)` → `'-0.05'`. */
export function decimalOf(units: bigint, exponent: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(exponent + 1, '0');
  const text = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  return units < 0n ? `-${text}` : text;
}

/** Of any whole number and one that is not zero; positive. */
function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x < 0n ? -x : x;
}
