import { type Rounding } from '#platform/kernel/rational';
import { type RoundingLevel } from '../contracts/queries.js';

/** Full members of the streamlined sales tax agreement, and Tennessee, its associate: section 324 binds them. */
const STREAMLINED: ReadonlySet<string | null> = new Set(
  'AR GA IN IA KS KY MI MN NE NV NJ NC ND OH OK RI SD TN UT VT WA WV WI WY'.split(' ').map((state) => `US-${state}`),
);

/**
 * At which level and how tax is rounded. Japan's qualified invoice rounds once per rate and forbids rounding lines; elsewhere the
 * seller chooses and keeps to it. Cash rounding (0.05 CHF, 5 HUF) never applies to a card.
 */
export function roundingOf(territory: string, region: string | null, chosen: RoundingLevel = 'line'): { level: RoundingLevel; mode: Rounding } {
  return {
    level: territory === 'JP' ? 'invoice' : chosen,
    mode: STREAMLINED.has(region) ? 'sst_third_decimal' : 'half_away_from_zero',
  };
}
