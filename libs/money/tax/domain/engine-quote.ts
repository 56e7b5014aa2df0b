import type { TaxRefusalCode } from '../contracts/errors.js';
import type { EngineBasis, EngineQuestion, TaxComponent, TaxQuote, TaxQuoteRequest } from '../contracts/queries.js';
import { hasPostcodes, type EngineUse } from './engine-uses.js';
import type { Places } from './places.js';
import { isRegistered, type Registration } from './registrations.js';
import type { EngineSays } from './tax-engine.js';

/** An answer that was believed. Minor units. */
export interface EngineAnswer {
  reference: string;
  treatment: 'charge' | 'no_tax' | 'reverse_charge';
  rate: string | null;
  net: number;
  tax: number;
  total: number;
  lines: { net: number; tax: number; total: number }[];
  components: { name: string; rate: string; jurisdiction: string; base: number; tax: number }[];
}

/** What is kept of a question: the answer that was believed, or why there is none. */
export interface EngineQuoteKept {
  id: string;
  outcome: 'answered' | 'refused' | 'unknown';
  answer: EngineAnswer | null;
}

/** Nowhere is a sale of this kind taxed by more than half of its price. */
const TAX_PERCENT_MAX = 50;
const COMPONENTS_MAX = 20;
const RATE = /^\d{1,2}(\.\d{1,6})?$/;
/** Reasons that no tax changes: of such a place nobody is asked. */
const NOT_OF_TAX: ReadonlySet<TaxRefusalCode> = new Set(['tax.place_embargoed', 'tax.place_blocked', 'tax.place_incomplete', 'tax.place_not_served']);

const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isText = (value: unknown, max: number): value is string => typeof value === 'string' && value.trim() !== '' && value.length <= max;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Where the tax may belong: to the territory, the region of the sale, or a place in it (`US-NY:New York City`). */
function isOfPlace(jurisdiction: string, territory: string, region: string | null): boolean {
  if (jurisdiction === territory) return true;
  if (region === null) return false;
  return jurisdiction === region || (jurisdiction.startsWith(`${region}:`) && jurisdiction.length <= 80 && jurisdiction.length > region.length + 1);
}

/**
 * The answer, if it can be one: its currency and lines are those of the question, nothing is negative, everything adds up, each part of the tax is of the place, and the tax is not more than anybody takes. Otherwise what is
 * wrong with it, in a word.
 */
export function believed(says: EngineSays, question: EngineQuestion, territory: string): EngineAnswer | { unbelievable: string } {
  const no = (unbelievable: string) => ({ unbelievable });
  const { reference, treatment, currency, rate, net, tax, total, lines, components } = says;
  if (!isText(reference, 200)) return no('reference');
  if (treatment !== 'charge' && treatment !== 'no_tax' && treatment !== 'reverse_charge') return no('treatment');
  if (currency !== question.currency) return no('currency');
  if (rate !== null && !(isText(rate, 10) && RATE.test(rate))) return no('rate');
  if (!isAmount(net) || !isAmount(tax) || !isAmount(total)) return no('amounts');
  const readLines = linesOf(lines, question);
  if (readLines === null) return no('lines');
  const parts = componentsOf(components);
  if (parts === null) return no('components');
  if (net + tax !== total || net !== sum(readLines.map((line) => line.net)) || tax !== sum(readLines.map((line) => line.tax)) || tax !== sum(parts.map((part) => part.tax))) return no('sums');
  if (!parts.every((part) => isOfPlace(part.jurisdiction, territory, question.place.region))) return no('jurisdiction');
  if (BigInt(tax) * 100n > BigInt(net) * BigInt(TAX_PERCENT_MAX)) return no('too_much');
  if ((treatment !== 'charge' && tax > 0) || (treatment === 'reverse_charge' && question.customer.type !== 'business')) return no('treatment');
  return { reference, treatment, rate, net, tax, total, lines: readLines, components: parts };
}

/** Line by line in the order of the question. A price is what it was asked as: before tax, or with it. */
function linesOf(told: unknown, question: EngineQuestion): EngineAnswer['lines'] | null {
  if (!Array.isArray(told) || told.length !== question.lines.length) return null;
  const lines: EngineAnswer['lines'] = [];
  for (const asked of question.lines) {
    const line: unknown = told.find((each) => isObject(each) && each['line_id'] === asked.line_id);
    if (!isObject(line)) return null;
    const { net, tax, total } = line;
    if (!isAmount(net) || !isAmount(tax) || !isAmount(total) || net + tax !== total) return null;
    // What a business is freed of is in the listed price, and comes out of it.
    if (question.prices_include_tax ? total > asked.amount : net !== asked.amount) return null;
    if (question.prices_include_tax && question.customer.type === 'consumer' && total !== asked.amount) return null;
    lines.push({ net, tax, total });
  }
  return lines;
}

function componentsOf(told: unknown): EngineAnswer['components'] | null {
  if (!Array.isArray(told) || told.length > COMPONENTS_MAX) return null;
  const parts: EngineAnswer['components'] = [];
  for (const each of told as unknown[]) {
    if (!isObject(each)) return null;
    const { name, rate, jurisdiction, base, tax } = each;
    if (!isText(name, 80) || !isText(rate, 10) || !RATE.test(rate) || !isText(jurisdiction, 80) || !isAmount(base) || !isAmount(tax)) return null;
    parts.push({ name, rate, jurisdiction, base, tax });
  }
  return parts;
}

/**
 * What the engine is to be asked about a sale; null where it is not asked, since no tax changes what our own rules say of the place. A place that is told too coarsely for an address is `place_incomplete`.
 */
export function questionOf(request: TaxQuoteRequest, own: TaxQuote, use: EngineUse, environment: EngineQuestion['environment'], places: Places): EngineQuestion | 'place_incomplete' | null {
  if (own.missing.length > 0 || own.reasons.some((reason) => NOT_OF_TAX.has(reason))) return null;
  const postcode = request.postcode?.replace(/\s/g, '').toUpperCase() || null;
  if (postcode === null && hasPostcodes(places, own.territory)) return 'place_incomplete';
  return {
    environment, legal_entity: use.entity, date: request.date, currency: request.currency, prices_include_tax: own.price_mode === 'gross',
    customer: { type: request.customer_type, tax_id: own.tax_id?.status === 'valid' ? own.tax_id.value : null }, place: { country: own.territory, region: own.region, postcode },
    lines: request.lines.map(({ amount }, index) => ({ line_id: String(index + 1), amount: Number(amount), category: request.item_type ?? 'in_game_content' })),
  };
}

/** The same sale while the place is told too coarsely for the engine. */
export function untold(own: TaxQuote): TaxQuote {
  return refused(own, 'tax.place_incomplete', { missing: ['postcode'] });
}

function refused(own: TaxQuote, code: TaxRefusalCode, more: Partial<TaxQuote> = {}): TaxQuote {
  return { ...own, outcome: 'refused', treatment: null, sellable: false, refusal_code: code, reasons: [code], net: null, tax: null, total: null, components: [], lines: [], ...more };
}

/**
 * The quote of a sale by what the engine has said. What it charges may be collected only where the operator is registered, as by our own rates. Where it has no answer the sale is refused, or bears our own rates and says so,
 * as the operator has chosen; what the engine itself refuses is refused.
 */
export function quotedBy(kept: EngineQuoteKept, own: TaxQuote, use: EngineUse, request: Pick<TaxQuoteRequest, 'date'>, registrations: readonly Registration[]): TaxQuote {
  const basis = (by: EngineBasis['basis'], filed_by: EngineBasis['filed_by']): EngineBasis => ({ basis: by, quote_id: kept.id, legal_entity: use.entity, filed_by });
  if (kept.outcome === 'refused') return refused(own, 'tax.engine_refused');
  if (kept.answer === null) {
    if (use.when_silent === 'refuse') return refused(own, 'tax.engine_unavailable');
    return { ...own, notes: [...own.notes, 'own_rates_without_engine'], engine: basis('own_rates', 'operator') };
  }
  const { answer } = kept;
  const isCollected = answer.components.every(({ tax, jurisdiction }) => tax === 0 || isRegistered(registrations, own.territory, regionOf(jurisdiction, own.territory), request.date));
  const component = (each: EngineAnswer['components'][number]): TaxComponent => ({ ...each, base: BigInt(each.base), tax: BigInt(each.tax) });
  const quote: TaxQuote = {
    ...own, outcome: answer.treatment, treatment: answer.treatment, sellable: true, refusal_code: null, reasons: [], notes: [...own.notes, 'computed_by_engine'], rate: answer.rate,
    net: BigInt(answer.net), tax: BigInt(answer.tax), total: BigInt(answer.total), components: answer.components.map(component),
    lines: answer.lines.map(({ net, tax, total }) => ({ net: BigInt(net), tax: BigInt(tax), total: BigInt(total) })),
    rate_row_id: kept.id, rate_row_ids: [kept.id], engine: basis('engine', use.filed_by),
  };
  return isCollected ? quote : { ...quote, outcome: 'refused', sellable: false, refusal_code: 'tax.registration_missing', reasons: ['tax.registration_missing'] };
}

function regionOf(jurisdiction: string, territory: string): string | null {
  return jurisdiction === territory ? null : jurisdiction.split(':', 1)[0]!;
}
