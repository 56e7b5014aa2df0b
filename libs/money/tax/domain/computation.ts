import { allocateMinor } from '#platform/kernel/money';
import { Rate, type Rounding } from '#platform/kernel/rational';
import { type PriceMode, type RoundingLevel } from '../contracts/queries.js';
import { type TaxPart, totalShare } from './tax-parts.js';

export interface ComputationRules {
  price_mode: PriceMode;
  level: RoundingLevel;
  rounding: Rounding;
  /** Each tax is rounded on its own (Quebec, Ghana), or all of a place together and then divided (US state and local). */
  grouping: 'separate' | 'together';
}

/** The tax of each part on each line, `[line][part]`, in minor units. */
export function taxesOfLines(amounts: readonly bigint[], parts: readonly TaxPart[], rules: ComputationRules): bigint[][] {
  const table = amounts.map((): bigint[] => []);
  const whole = totalShare(parts);
  // An amount that contains tax holds `share / (1 + all shares)` of each: always taken from the gross, never from a rounded net.
  const containing = rules.price_mode === 'gross' ? Rate.of(whole.numerator + whole.denominator, whole.denominator) : Rate.of(1n, 1n);
  for (const group of groupsOf(parts, rules.grouping)) {
    const ofAmount = group.map((index) => parts[index]!.share.over(containing));
    const groupRate = ofAmount.reduce((sum, share) => sum.plus(share), Rate.ZERO);
    if (rules.level === 'line') {
      amounts.forEach((amount, line) => {
        const split = splitByShare(groupRate.applyTo(amount, rules.rounding), ofAmount);
        group.forEach((index, i) => (table[line]![index] = split[i]!));
      });
    } else {
      const sum = amounts.reduce((total, amount) => total + amount, 0n);
      const split = splitByShare(groupRate.applyTo(sum, rules.rounding), ofAmount);
      group.forEach((index, i) => spread(split[i]!, amounts, ofAmount[i]!).forEach((tax, line) => (table[line]![index] = tax)));
    }
  }
  return table;
}

function groupsOf(parts: readonly TaxPart[], grouping: ComputationRules['grouping']): number[][] {
  const indexes = parts.map((_, index) => index);
  return grouping === 'together' ? [indexes] : indexes.map((index) => [index]);
}

function splitByShare(total: bigint, shares: readonly Rate[]): bigint[] {
  const denominator = shares.reduce((product, share) => product * share.denominator, 1n);
  const weights = shares.map((share) => (share.numerator * denominator) / share.denominator);
  return weights.every((weight) => weight === 0n) ? weights : allocateMinor(total, weights);
}

/**
 * Hands a tax that was rounded once over all lines back to them: each gets its exact share cut to whole units, what is left goes to
 * the largest rests, the first of equal ones first. There is at least one line. Lines may have either sign; the negated lines get the negated taxes.
 */
export function spread(total: bigint, amounts: readonly bigint[], rate: Rate): bigint[] {
  const exact = amounts.map((amount) => amount * rate.numerator);
  const shares = exact.map((numerator) => numerator / rate.denominator);
  const left = total - shares.reduce((sum, share) => sum + share, 0n);
  // Too much was given: it is taken from the smallest rests, which are the largest of the mirror.
  if (left < 0n) return spread(-total, amounts.map((amount) => -amount), rate).map((share) => -share);
  const lines = BigInt(amounts.length);
  exact
    .map((numerator, index) => ({ index, rest: numerator % rate.denominator }))
    // The sign alone counts; equal ones stay in their order.
    .sort((a, b) => Number(b.rest - a.rest))
    .forEach(({ index }, rank) => (shares[index]! += left / lines + (BigInt(rank) < left % lines ? 1n : 0n)));
  return shares;
}
