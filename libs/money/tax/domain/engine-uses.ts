import { type CalendarDate, isWithin } from '#platform/kernel/calendar-date';
import type { Filer, WhenSilent } from '../contracts/tax-change-kinds.js';
import { type Places } from './places.js';

/** That an outside engine computes the tax of what a legal entity sells in a territory; both days belong to it. */
export interface EngineUse {
  id: string;
  entity: string;
  territory: string;
  when_silent: WhenSilent;
  filed_by: Filer;
  valid_from: CalendarDate;
  valid_to: CalendarDate | null;
}

/** Those that hold on a day; of one entity the one that began last, so that a change of the terms is another row. */
export function holdingOn(uses: readonly EngineUse[], date: CalendarDate): EngineUse[] {
  const holding = uses.filter((each) => isWithin(date, each.valid_from, each.valid_to));
  return holding.filter((each) => !holding.some((other) => other.entity === each.entity && other.valid_from > each.valid_from));
}

/** Where people write postcodes an engine wants one: a region alone is no address. */
export function hasPostcodes(places: Places, territory: string): boolean {
  return places.fact(territory).postcode_pattern !== undefined;
}
