/** Waiting times in seconds between the attempts of `item.add` and `item.remove`, before the general ones: a player waits for them. */
export const GRANT_WAITS = [5, 30, 120] as const;

const MINUTE = 60;
const HOUR = 3_600;
/** Waiting times in seconds between the attempts of every event: 18 attempts over 9.8 days. */
export const GENERAL_WAITS = [
  MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, 16 * HOUR, ...Array.from({ length: 8 }, () => 24 * HOUR),
] as readonly number[];

/** Each wait is up to so much shorter or longer, so that what failed together does not return together. */
export const JITTER = 0.1;

/** Seconds until the next attempt after `failed` failed ones; null when there is none left. `random` is in [0, 1). */
export function waitAfter(type: string, failed: number, random: number): number | null {
  const waits = type === 'item.add' || type === 'item.remove' ? [...GRANT_WAITS, ...GENERAL_WAITS] : GENERAL_WAITS;
  const wait = waits[failed - 1];
  return wait === undefined ? null : wait * (1 - JITTER + 2 * JITTER * random);
}
