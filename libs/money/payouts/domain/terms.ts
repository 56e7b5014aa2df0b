import type { Schedule } from '../contracts/words.js';

/** What a studio has agreed to, from a day on. A set of terms is never edited: the next one follows it. */
export interface Terms {
  id: string;
  /** `YYYY-MM-DD` of the first day (UTC). */
  valid_from: string;
  /** Whole days that a sale waits before it is available. */
  delay_days: number;
  /** The part of a day's sales that is kept back, in parts per million, and for how many whole days. */
  reserve_ppm: number;
  reserve_days: number;
  /** US cents below which nothing is paid out. */
  minimum_usd_minor: bigint;
  schedule: Schedule;
  /** What the operator keeps of a payout that is exchanged, in parts per million. */
  exchange_spread_ppm: number;
}

/** Seven days, a tenth for 120 days, 50 USD, weekly, nothing kept for an exchange: what holds for a studio before anything else was agreed. */
export const DEFAULT_TERMS: Terms = { id: 'default', valid_from: '0001-01-01', delay_days: 7, reserve_ppm: 100_000, reserve_days: 120, minimum_usd_minor: 5_000n, schedule: 'weekly', exchange_spread_ppm: 0 };

/** The terms that hold on a day: the newest whose first day is not after it. */
export function termsOn(all: readonly Terms[], day: string): Terms {
  let found = DEFAULT_TERMS;
  for (const terms of all) if (terms.valid_from <= day && terms.valid_from > found.valid_from) found = terms;
  return found;
}
