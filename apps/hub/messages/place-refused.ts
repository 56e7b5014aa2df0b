import type { Say } from './messages.js';

/** The tax refusals that say: perhaps later. All others say: not there. */
const NOT_YET: ReadonlySet<string> = new Set(['tax.rate_unverified', 'tax.local_rate_missing', 'tax.registration_missing']);

export const isNotYet = (refusalCode: string): boolean => NOT_YET.has(refusalCode);

/** Refusals of a place: the tax engine's, and that the studio has this game sold by nobody there. */
export const isPlaceRefusal = (code: string): boolean => code.startsWith('tax.') || code === 'games.country_blocked';

/** Why nothing can be sold to a place, by its name. */
export function placeRefused(refusalCode: string, place: string, say: Say): string {
  if (refusalCode === 'games.country_blocked') return say('place_blocked', { place });
  if (refusalCode === 'tax.engine_unavailable' || refusalCode === 'tax.engine_refused') return say('tax_not_computed');
  return isNotYet(refusalCode) ? say('place_not_yet', { place }) : say('place_never', { place });
}
