import { unixSecondsOrNull } from '#platform/kernel/clock';
import { minorToNumber } from '#platform/kernel/money';
import type { GameRow } from './rows.js';

/** What a live environment begins with, in US cents. A sandbox begins without a limit: no money goes back there, and whoever tries it out sets one. */
export const LIMIT_OF_LIVE_USD_MINOR = 50_000n;

/** How long everybody can see that the limit will be raised before it is: whoever raises it has no use of it at once, and whoever disagrees lowers it again. */
export const RAISED_AFTER_SECONDS = 24 * 3_600;

type Limit = Pick<GameRow, 'four_eyes_above_usd_minor' | 'four_eyes_next_usd_minor' | 'four_eyes_next_at'>;

const usd = (minor: bigint | null): number | null => (minor === null ? null : minorToNumber(minor));

/** The limit that holds at that moment, and the one that is to come. */
export function asOf(row: Limit, now: Date) {
  const has_begun = row.four_eyes_next_at !== null && row.four_eyes_next_at.getTime() <= now.getTime();
  return {
    four_eyes_above_usd_minor: usd(has_begun ? row.four_eyes_next_usd_minor : row.four_eyes_above_usd_minor),
    four_eyes_next_usd_minor: has_begun ? null : usd(row.four_eyes_next_usd_minor), four_eyes_next_at: has_begun ? null : unixSecondsOrNull(row.four_eyes_next_at),
  };
}

/** What becomes of the limit when another is wished: lower counts at once, higher or none (null) later. The wish replaces one that is still to come. */
export function wished(row: Limit, limit: number | null, now: Date): Limit & { is_raised: boolean } {
  const { four_eyes_above_usd_minor: today } = asOf(row, now);
  const is_raised = today !== null && (limit === null || limit > today);
  const minor = (amount: number | null): bigint | null => (amount === null ? null : BigInt(amount));
  return is_raised
    ? { is_raised, four_eyes_above_usd_minor: minor(today), four_eyes_next_usd_minor: minor(limit), four_eyes_next_at: new Date(now.getTime() + RAISED_AFTER_SECONDS * 1000) }
    : { is_raised, four_eyes_above_usd_minor: minor(limit), four_eyes_next_usd_minor: null, four_eyes_next_at: null };
}
