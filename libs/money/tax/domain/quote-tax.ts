import { DateInvalid, LinesMissing, type TaxRefusalCode } from '../contracts/errors.js';
import { type PriceMode, type TaxComponent, type TaxLine, type TaxQuote, type TaxQuoteRequest } from '../contracts/queries.js';
import { isCalendarDate } from '#platform/kernel/calendar-date';
import { type ComputationRules, taxesOfLines } from './computation.js';
import { type Places, type ResolvedPlace } from './places.js';
import { type LocalRate, localRatesFor, localRatesIn, type RateChange, type RateRow, type RateTable, withChange } from './rate-table.js';
import { isRegistered, type Registration } from './registrations.js';
import { type PlaceVerdict, type SaleBlock, verdictOf } from './sale-blocks.js';
import { roundingOf } from './rounding-rules.js';
import { reliedOn, type TaxIdStanding } from './tax-id-existence.js';
import { checkTaxId } from './tax-ids.js';
import { combinedPercent, displayedBase, localPart, partsOf, type TaxPart } from './tax-parts.js';
import { type Treatment, treatmentOf, withLocal } from './treatment.js';

/** Everything that a quote rests on beside the request itself. */
export interface TaxBooks {
  rates: RateTable;
  places: Places;
  registrations: readonly Registration[];
  localRates: readonly LocalRate[];
  rateChanges: readonly RateChange[];
  /** Places that the operator has blocked. */
  saleBlocks: readonly SaleBlock[];
  /** What was found out of the number that the request tells; absent where no register is asked. */
  taxId?: TaxIdStanding | undefined;
}

/** What was found out about the case before anything is computed. */
interface Finding {
  place: ResolvedPlace;
  verdict: PlaceVerdict;
  row: RateRow | null;
  parts: TaxPart[];
  localIds: string[];
  isPartial: boolean;
  treatment: Treatment | null;
  /** Parts that the buyer owes us; the others are waived for a registered business. */
  charged: (part: TaxPart) => boolean;
  tax_id: TaxQuote['tax_id'];
  notes: string[];
}

/**
 * What tax the lines bear on that day in that place, and, apart from it, whether the sale may be made. Pure: the same request and
 * books give the same quote for ever.
 * @throws CountryUnknown, RegionUnknown, PostcodeMalformed, PlaceContradictory, DateInvalid, LinesMissing
 */
export function quoteTax(request: TaxQuoteRequest, books: TaxBooks): TaxQuote {
  if (!isCalendarDate(request.date)) throw new DateInvalid();
  if (request.lines.length === 0) throw new LinesMissing();
  const place = books.places.resolve(request);
  const finding = find(request, place, books);
  const reasons = refusals(request, finding, books);
  const { level, mode } = roundingOf(place.territory.territory, place.region, request.rounding_level);
  const grouping = place.territory.territory === 'US' ? 'together' : 'separate';
  const listed: PriceMode = finding.row?.price_display === 'exclusive' ? 'net' : 'gross';
  const price_mode = request.price_mode === 'listed' ? listed : request.price_mode;
  const figures = figuresOf(request, finding, { price_mode, level, rounding: mode, grouping });
  const sellable = reasons.length === 0 && finding.treatment !== null;
  return {
    outcome: sellable ? finding.treatment! : 'refused',
    treatment: finding.treatment,
    sellable,
    refusal_code: reasons[0] ?? null,
    reasons,
    missing: missingOf(request, finding, books),
    notes: finding.notes,
    rate: percentOf(finding),
    ...figures,
    currency: request.currency,
    territory: place.territory.territory,
    region: place.region,
    jurisdiction: place.region ?? place.territory.territory,
    rate_row_id: finding.row?.id ?? null,
    rate_row_ids: finding.row ? [finding.row.id, ...finding.localIds] : [],
    rate_version: books.rates.version,
    price_display: finding.row?.price_display ?? null,
    price_mode,
    rounding: { level, mode },
    tax_id: finding.tax_id,
    engine: null,
  };
}

/** A single tax keeps its published figure (Bolivia's 13 is not 14.94 on paper); several are added up, and so are local ones where the state takes nothing. */
function percentOf({ row, parts, treatment }: Finding): string | null {
  const isOfRow = parts.length < 2 && row?.rate != null;
  if (isOfRow) return row.rate;
  return parts.length > 0 && treatment !== 'no_tax' ? combinedPercent(parts) : null;
}

function find(request: TaxQuoteRequest, place: ResolvedPlace, books: TaxBooks): Finding {
  const verdict = verdictOf(place, books.saleBlocks, request.date);
  const nothing: Finding = { place, verdict, row: null, parts: [], localIds: [], isPartial: false, treatment: null, charged: () => true, tax_id: null, notes: [] };
  if (place.isEmbargoed || verdict.is_blocked || place.missing.includes('region')) return nothing;
  const { row: shipped, notes } = rowOf(request, place, books.rates);
  if (!shipped) return { ...nothing, notes };
  const row = withChange(shipped, books.rateChanges, request.date);
  const local = row.is_partial ? localParts(request, place, books) : { parts: [], ids: [] };
  const shown = request.customer_type === 'business' && request.tax_id ? { value: request.tax_id, status: checkTaxId(place.territory.territory, request.tax_id), existence: books.taxId?.existence ?? null } : null;
  const isPartial = row.is_partial === true && local.ids.length === 0;
  const treated = withLocal(treatmentOf(row, reliedOn(shown?.status === 'valid', books.taxId)), isPartial, local.parts);
  return {
    place,
    verdict,
    row,
    parts: [...partsOf(row), ...local.parts],
    localIds: local.ids,
    isPartial,
    treatment: treated.treatment,
    charged: treated.charged,
    tax_id: shown,
    notes: [...notes, ...treated.notes],
  };
}

function rowOf(request: TaxQuoteRequest, place: ResolvedPlace, rates: RateTable): { row: RateRow | null; notes: string[] } {
  const { territory } = place.territory;
  if (territory !== 'US') return { row: rates.rowFor(territory, place.region, 'digital_services_b2c', request.date), notes: [] };
  const inGame = rates.rowFor(territory, place.region, 'in_game_content', request.date);
  if (request.item_type !== 'downloaded_games') return { row: inGame, notes: [] };
  const own = rates.rowFor(territory, place.region, 'downloaded_games', request.date);
  if (own) return { row: own, notes: [] };
  // A state that does not tax what stays on a server may tax a download: there nothing is known, and nothing is not zero.
  return inGame?.status === 'not_taxable' ? { row: null, notes: ['category_unknown'] } : { row: inGame, notes: ['category_taken_from_in_game_content'] };
}

function localParts(request: TaxQuoteRequest, place: ResolvedPlace, books: TaxBooks): { parts: TaxPart[]; ids: string[] } {
  const ofTable = place.locality ? books.rates.localRowsFor(place.territory.territory, place.locality, request.date) : [];
  const loaded = place.region ? localRatesFor(books.localRates, place.region, place.postcode, request.date) : [];
  return {
    parts: [...ofTable.map((row) => localPart(row, row.region ?? '')), ...loaded.map((rate) => localPart(rate, `${rate.region}:${rate.name}`))],
    ids: [...ofTable, ...loaded].map((each) => each.id),
  };
}

/** What a place still has to tell; nothing of one that is refused whatever is told. */
function missingOf(request: TaxQuoteRequest, finding: Finding, books: TaxBooks): ('region' | 'postcode')[] {
  const { place, verdict } = finding;
  if (verdict.is_blocked) return [];
  const isPostcodeAsked = verdict.needs_postcode || needsPostcode(request, finding, books);
  return isPostcodeAsked && !place.missing.includes('postcode') ? [...place.missing, 'postcode'] : place.missing;
}

/** A postcode is asked for only where one could decide: a state with local rates of which some are loaded. */
function needsPostcode(request: TaxQuoteRequest, { place, isPartial }: Finding, { localRates }: TaxBooks): boolean {
  return isPartial && place.postcode === null && localRatesIn(localRates, place.region, request.date).length > 0;
}

function refusals(request: TaxQuoteRequest, finding: Finding, { registrations }: TaxBooks): TaxRefusalCode[] {
  const { place, verdict, row, treatment } = finding;
  if (place.isEmbargoed) return ['tax.place_embargoed'];
  if (verdict.is_blocked) return ['tax.place_blocked'];
  const isUninhabited = row?.v1_action === 'not_sold';
  const collects = row !== null && (row.v1_action === 'collect' || (treatment === 'charge' && finding.localIds.length > 0));
  const checks: [boolean, TaxRefusalCode][] = [
    [place.missing.length > 0 || verdict.needs_postcode, 'tax.place_incomplete'],
    [place.territory.sale === 'not_served' && !isUninhabited, 'tax.place_not_served'],
    [!place.missing.includes('region') && !isVerified(finding, request.date), 'tax.rate_unverified'],
    [place.territory.sale === 'review', 'tax.place_not_served'],
    [finding.isPartial && (treatment === 'charge' || treatment === null), 'tax.local_rate_missing'],
    [collects && !isRegistered(registrations, row.territory, row.region, request.date), 'tax.registration_missing'],
  ];
  return checks.filter(([applies]) => applies).map(([, code]) => code);
}

/** What a state says of itself can be verified while its cities' part is still missing: that is told apart. */
function isVerified({ row, treatment, isPartial }: Finding, date: string): boolean {
  if (!row || (treatment === null && !isPartial)) return false;
  if (row.v1_action === 'verify' || row.v1_action === 'not_sold') return false;
  return row.foreign_sellers_from === undefined || row.foreign_sellers_from <= date;
}

type Figures = Pick<TaxQuote, 'net' | 'tax' | 'total' | 'components' | 'lines'>;

function figuresOf(request: TaxQuoteRequest, finding: Finding, rules: ComputationRules): Figures {
  const { treatment, charged } = finding;
  if (treatment === null) return { net: null, tax: null, total: null, components: [], lines: [] };
  // Where we charge nothing by law the price holds none of our tax either; a waived tax is in the consumer's price and comes out.
  const parts = treatment === 'charge' || treatment === 'reverse_charge' ? finding.parts : [];
  const amounts = request.lines.map((line) => line.amount);
  const taxes = taxesOfLines(amounts, parts, rules);
  const lines = amounts.map((amount, i): TaxLine => {
    const all = sum(taxes[i]!);
    const tax = sum(taxes[i]!.filter((_, index) => charged(parts[index]!)));
    const net = rules.price_mode === 'gross' ? amount - all : amount;
    return { net, tax, total: net + tax };
  });
  const net = sum(lines.map((line) => line.net));
  const tax = sum(lines.map((line) => line.tax));
  const components = parts.flatMap((part, index): TaxComponent[] =>
    charged(part)
      ? [{ name: part.name, rate: part.printed, base: displayedBase(part, net), tax: sum(taxes.map((line) => line[index]!)), jurisdiction: part.jurisdiction }]
      : [],
  );
  return { net, tax, total: net + tax, components, lines };
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}
