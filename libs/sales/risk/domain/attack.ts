import type { AttackFigures } from '../contracts/events.js';

/** Figures are of so long. */
export const FIGURES_MINUTES = 10;
/** Different cards of strangers that were declined, and at least half of what was tried. */
const BEGINS_AT_CARDS = 20;
/** Cards that were declined and players who were told to wait: while there are as many, it goes on. Who presses again is one player all the same. */
const GOES_ON_AT = 10;
/** So long after the last of that it ends by itself. */
export const CALM_SECONDS = 600;
/** Turned on by hand it stays for an hour unless told otherwise; turned off by hand it does not come back by itself for as long. */
export const BY_HAND_SECONDS = 3_600;

export interface AttackMode {
  is_on: boolean;
  /** Unix seconds; null: nobody holds it. */
  holds_until: number | null;
  hot_at: number | null;
}

/** What becomes of the mode; null: nothing. `hot` is remembered, so that calm can be measured from it. */
export function nextMode(mode: AttackMode | null, figures: AttackFigures, now: number): 'begin' | 'end' | 'hot' | null {
  const isHeld = mode?.holds_until !== null && mode?.holds_until !== undefined && mode.holds_until > now;
  if (!mode?.is_on) return !isHeld && isAttack(figures) ? 'begin' : null;
  if (figures.declined_cards + figures.stopped >= GOES_ON_AT) return 'hot';
  return !isHeld && now - (mode.hot_at ?? 0) >= CALM_SECONDS ? 'end' : null;
}

export function isAttack({ declined_cards, approved }: AttackFigures): boolean {
  return declined_cards >= BEGINS_AT_CARDS && declined_cards >= approved;
}
