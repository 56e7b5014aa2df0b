import type { Say } from './messages.js';

/** The tax refusals that say: perhaps later. All others say: not there. */
const NOT_YET: ReadonlySet<string> = new Set(['tax.rate_unverified', 'tax.local_rate_missing', 'tax.registration_missing']);

export const isNotYet = (refusalCode: string): boolean => NOT_YET.has(refusalCode);

/** Why nothing can be sold to a place, by its name. */
export function placeRefused(refusalCode: string, place: string, say: Say): string {
  return isNotYet(refusalCode) ? say('place_not_yet', { place }) : say('place_never', { place });
}
