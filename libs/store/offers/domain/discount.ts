import { type Money } from '#platform/kernel/money';
import { Rate, divideRounded } from '#platform/kernel/rational';

/** The price of one after each discount in turn, every step rounded half away from zero. */
export function afterDiscounts(unit: Money, percents: readonly number[]): Money {
  return percents.reduce((price, percent) => (percent === 0 ? price : price.times(Rate.of(BigInt(100 - percent), 100n), 'half_away_from_zero')), unit);
}

/** What several discounts come to, in whole percent: for display only. */
export function togetherPercent(percents: readonly number[]): number {
  const kept = percents.reduce((share, percent) => share * BigInt(100 - percent), 1n);
  const whole = 100n ** BigInt(percents.length);
  return Number(divideRounded((whole - kept) * 100n, whole, 'half_away_from_zero'));
}
