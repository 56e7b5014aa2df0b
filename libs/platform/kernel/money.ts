import { Invalid, invariant } from './errors.js';
import { type CurrencyCode, decimalString } from './currency.js';
import { type Rate, type Rounding } from './rational.js';

/** The largest integer that every JSON reader keeps exact. */
export const WIRE_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** 422 `money.out_of_range`: an amount beyond ±(2^53−1) minor units. */
export class AmountOutOfRange extends Invalid {
  constructor() {
    super('money.out_of_range', `An amount lies beyond ±${WIRE_MAX} minor units.`);
  }
}

/** Minor units as a JSON number. @throws AmountOutOfRange */
export function minorToNumber(minor: bigint): number {
  if (minor > WIRE_MAX || minor < -WIRE_MAX) throw new AmountOutOfRange();
  return Number(minor);
}

/** A JSON number as minor units. @throws AmountOutOfRange also for a fraction, which has no meaning in minor units */
export function numberToMinor(amount: number): bigint {
  if (!Number.isSafeInteger(amount)) throw new AmountOutOfRange();
  return BigInt(amount);
}

/** A whole number of minor units of one currency. Immutable; two currencies never meet in one operation. */
export class Money {
  private constructor(
    readonly minor: bigint,
    readonly currency: CurrencyCode,
  ) {}

  static of(minor: bigint, currency: CurrencyCode): Money {
    return new Money(minor, currency);
  }

  static zero(currency: CurrencyCode): Money {
    return new Money(0n, currency);
  }

  /** The sum of any number of amounts, zero for none. */
  static sum(amounts: readonly Money[], currency: CurrencyCode): Money {
    return amounts.reduce((total, amount) => total.plus(amount), Money.zero(currency));
  }

  plus(other: Money): Money {
    return new Money(this.minor + this.sameCurrency(other).minor, this.currency);
  }

  minus(other: Money): Money {
    return new Money(this.minor - this.sameCurrency(other).minor, this.currency);
  }

  negated(): Money {
    return new Money(-this.minor, this.currency);
  }

  isZero(): boolean {
    return this.minor === 0n;
  }

  isNegative(): boolean {
    return this.minor < 0n;
  }

  compare(other: Money): -1 | 0 | 1 {
    const { minor } = this.sameCurrency(other);
    return this.minor < minor ? -1 : this.minor > minor ? 1 : 0;
  }

  /** False, not an error, for another currency. */
  equals(other: Money): boolean {
    return this.currency === other.currency && this.minor === other.minor;
  }

  times(rate: Rate, rounding: Rounding): Money {
    return new Money(rate.applyTo(this.minor, rounding), this.currency);
  }

  /**
   * Splits into parts in proportion to `weights` (none negative, not all zero); the parts add up to the whole. What is left after
   * cutting goes unit by unit to the largest remainders, the first of equals first. A negative amount splits as its mirror.
   */
  allocate(weights: readonly bigint[]): Money[] {
    return allocateMinor(this.minor, weights).map((minor) => new Money(minor, this.currency));
  }

  /** `'19.99 EUR'`: for messages and logs, not for people. */
  toString(): string {
    return `${decimalString(this.minor, this.currency)} ${this.currency}`;
  }

  toJSON(): { amount: number; currency: CurrencyCode } {
    return { amount: minorToNumber(this.minor), currency: this.currency };
  }

  private sameCurrency(other: Money): Money {
    invariant(other.currency === this.currency, `${this.currency} meets ${other.currency} in one operation`);
    return other;
  }
}

/** `Money.allocate` on bare units, for quantities and for code that holds one currency in a column. */
export function allocateMinor(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  invariant(total > 0n && weights.every((weight) => weight >= 0n), 'A split needs weights that are not negative and not all zero');
  if (amount < 0n) return allocateMinor(-amount, weights).map((part) => -part);
  const parts = weights.map((weight) => (amount * weight) / total);
  let left = amount - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (amount * weight) % total }))
    // The sign alone counts; equal ones stay in their order.
    .sort((a, b) => Number(b.remainder - a.remainder));
  for (const { index } of byRemainder) {
    if (left === 0n) break;
    parts[index]! += 1n;
    left -= 1n;
  }
  return parts;
}
