import { SaleBlockInvalid } from '../contracts/errors.js';
import { type SaleBlockReason } from '../contracts/sale-block-reasons.js';
import { type CalendarDate, isCalendarDate, isWithin } from '#platform/kernel/calendar-date';
import { type PlaceBlock, type PlaceRequirements, type TerritoryView } from '../contracts/queries.js';
import { type Places, type ResolvedPlace } from './places.js';
import { hasPostcodes, holdingOn, type EngineUse } from './engine-uses.js';
import { type RateTable } from './rate-table.js';

/** That the operator sells to nobody of a territory, or of a region of it; both days belong to it. */
export interface SaleBlock {
  id: string;
  territory: string;
  /** ISO 3166-2; null for the whole territory. */
  region: string | null;
  /** What postcodes of the region begin with: upper case, no spaces. */
  postcode_prefixes: string[];
  reason_code: SaleBlockReason;
  valid_from: CalendarDate;
  valid_to: CalendarDate | null;
}

export interface ToldSaleBlock {
  territory: string;
  region?: string | null;
  postcode_prefixes?: readonly string[];
  reason_code: SaleBlockReason;
  valid_from?: CalendarDate | null;
}

export type PlaceVerdict = { is_blocked: true; block: SaleBlock } | { is_blocked: false; needs_postcode: boolean };

/** Whether a place is blocked on a day. A region that is blocked has to be ruled out: `needs_postcode` while neither region nor postcode do. */
export function verdictOf(place: ResolvedPlace, blocks: readonly SaleBlock[], date: CalendarDate): PlaceVerdict {
  const holding = blocks.filter((each) => each.territory === place.territory.territory && isWithin(date, each.valid_from, each.valid_to));
  const block = holding.find((each) => isWhole(each) || liesIn(each, place));
  if (block) return { is_blocked: true, block };
  const isTold = place.told_region !== null || place.postcode !== null;
  return { is_blocked: false, needs_postcode: holding.length > 0 && !isTold && !place.missing.includes('region') };
}

const isWhole = (block: SaleBlock): boolean => block.region === null;

/** Why nobody of the place is sold to or paid on a day. */
export function placeBlockOn(place: ResolvedPlace, date: CalendarDate, blocks: readonly SaleBlock[]): PlaceBlock | null {
  if (place.isEmbargoed) return 'tax.place_embargoed';
  const verdict = verdictOf(place, blocks, date);
  if (verdict.is_blocked) return 'tax.place_blocked';
  return verdict.needs_postcode ? 'tax.place_incomplete' : null;
}

/** Every territory as the files have it, but for what is blocked of it on a day. */
export function territoriesOn(date: CalendarDate, places: Places, blocks: readonly SaleBlock[]): TerritoryView[] {
  const holding = blocks.filter((each) => isWithin(date, each.valid_from, each.valid_to));
  if (holding.length === 0) return places.all(date);
  return places.all(date).map((view) => {
    const own = holding.filter(({ territory }) => territory === view.territory);
    if (own.some(isWhole) && view.sale !== 'embargoed') return { ...view, sale: 'blocked' };
    return own.length > 0 && view.sale === 'open' ? { ...view, sale: 'open_except_regions' } : view;
  });
}

/** What a checkout has to ask of a place: the postcode too where a region is blocked and no region is asked, and where an outside engine computes the tax. @throws CountryUnknown */
export function requirementsOn(country: string, date: CalendarDate, places: Places, blocks: readonly SaleBlock[], engineUses: readonly EngineUse[] = []): PlaceRequirements {
  const asked = places.requirements(country, date);
  const isRegionBlocked = blocks.some((each) => each.territory === asked.country && !isWhole(each) && isWithin(date, each.valid_from, each.valid_to));
  const wantsPostcode = (isRegionBlocked && asked.region !== 'required') || (holdingOn(engineUses, date).length > 0 && hasPostcodes(places, asked.country));
  if (!wantsPostcode || asked.postcode === 'required') return asked;
  return { ...asked, postcode: 'required', postcode_pattern: places.fact(asked.country).postcode_pattern ?? null };
}

function liesIn(block: SaleBlock, { told_region, postcode }: ResolvedPlace): boolean {
  if (told_region !== null && told_region.split(':', 1)[0] === block.region) return true;
  return postcode !== null && block.postcode_prefixes.some((prefix) => postcode.startsWith(prefix));
}

/** What was told, as it is stored. A region that no checkout asks for is known by its postcodes. @throws SaleBlockInvalid */
export function readSaleBlock(told: ToldSaleBlock, tables: { rates: RateTable; places: Places }, today: CalendarDate): Omit<SaleBlock, 'id' | 'valid_to'> {
  const territory = told.territory.trim().toUpperCase();
  if (!tables.places.has(territory)) throw new SaleBlockInvalid('territory', `${territory.slice(0, 8)} is not the code of a country or territory.`);
  const region = told.region?.trim().toUpperCase() || null;
  const postcode_prefixes = [...new Set((told.postcode_prefixes ?? []).map((prefix) => prefix.replace(/\s/g, '').toUpperCase()))];
  if (postcode_prefixes.some((prefix) => prefix === '')) throw new SaleBlockInvalid('postcode_prefixes', 'An empty prefix would be every postcode: leave the region out to block the whole territory.');
  if (region === null && postcode_prefixes.length > 0) throw new SaleBlockInvalid('postcode_prefixes', 'Postcodes are those of a region: name it too.');
  if (region !== null && !new RegExp(`^${territory}-[A-Z0-9]{1,3}$`).test(region)) throw new SaleBlockInvalid('region', `A region of ${territory} is written as ISO 3166-2 has it: ${territory}-….`);
  const isAsked = tables.rates.needsRegion(territory);
  if (region !== null && isAsked && !tables.rates.hasRegion(territory, region)) throw new SaleBlockInvalid('region', 'The table knows no such region there.');
  if (region !== null && !isAsked && postcode_prefixes.length === 0) throw new SaleBlockInvalid('postcode_prefixes', 'Buyers there tell no region: say what its postcodes begin with.');
  const valid_from = told.valid_from ?? today;
  if (!isCalendarDate(valid_from)) throw new SaleBlockInvalid('valid_from', 'A day of the calendar is needed, written YYYY-MM-DD.');
  if (valid_from < today) throw new SaleBlockInvalid('valid_from', 'The first day is today or later: what was sold before was sold.');
  return { territory, region, postcode_prefixes, reason_code: told.reason_code, valid_from };
}
