import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { parseCurrency } from '#platform/kernel/currency';
import { newId } from '#platform/kernel/ids';
import { minorToNumber } from '#platform/kernel/money';
import { divideRounded } from '#platform/kernel/rational';
import type { TaxRefusalCode } from '#money/tax/errors';
import { GetPlaceBlock, GetPlaceRequirements, QuoteTax, type TaxQuote } from '#money/tax/queries';
import { PriceLines } from '#store/offers/queries';
import { COUNTRY_BLOCKED } from '#studio/games/errors';
import { GetCountryMode } from '#studio/games/queries';
import { NothingToGrant, NothingToPay } from '../contracts/errors.js';
import { sellerOf, type BusinessBuyer, type OrderPricing, type OrderTax, type Seller } from '../contracts/queries.js';
import type { OrderRow } from '../infra/rows.js';
import { readBusiness } from './business-told.js';

export type PriceOfOrder = Pick<OrderRow, 'currency' | 'lines' | 'amount_before_discount_minor' | 'listed_minor'>;
export type TaxOfOrder = Pick<OrderRow, 'tax' | 'tax_refusal_code' | 'quoted_on' | 'amount_minor' | 'undiscounted_minor'>;

type Place = Pick<OrderRow, 'country' | 'country_source' | 'region' | 'postcode'>;
type Where = Place & { country: string; tax_id: string | null };

/** Refusals of a place that no tax and no registration changes: nobody buys there, and no order is made for one. */
const BLOCKS: ReadonlySet<string | null> = new Set<TaxRefusalCode | typeof COUNTRY_BLOCKED | null>(['tax.place_embargoed', 'tax.place_blocked', COUNTRY_BLOCKED]);

/** A region of the place is blocked, and nothing rules it out: what is told of it is missing, and no refusal. */
export const INCOMPLETE = 'tax.place_incomplete' satisfies TaxRefusalCode;

const ENGINE_SILENT = 'tax.engine_unavailable' satisfies TaxRefusalCode;

export const isBlock = (refusalCode: string | null): boolean => BLOCKS.has(refusalCode);

/** Prices and taxes of an order, by the price list and the tax engine. Runs inside the order's transaction. */
@Injectable()
export class OrderQuotes {
  constructor(private readonly queries: Queries, private readonly clock: Clock) {}

  /** `YYYY-MM-DD` in UTC: rates change at midnight of a place, and hours around it do not matter to the day that is written on a return. */
  today(): string {
    return this.clock.now().toISOString().slice(0, 10);
  }

  async price(pricing: OrderPricing, country: string | null): Promise<PriceOfOrder> {
    const priced = await this.queries.ask(new PriceLines({ ...pricing, country, now: this.clock.nowSeconds() }));
    if (priced.total_minor <= 0) throw new NothingToPay();
    if (priced.lines.every((line) => line.grants.every((grant) => grant.is_system))) throw new NothingToGrant();
    return {
      currency: priced.currency, lines: priced.lines, amount_before_discount_minor: BigInt(priced.total_before_discount_minor), listed_minor: BigInt(priced.total_minor),
    };
  }

  /** Tax by today's rates; `taxId` is the number of the business that buys. Without a country, or while the place is not told finely enough, the price stays as listed and no tax is known. */
  async tax(price: PriceOfOrder, place: Place, taxId: string | null): Promise<TaxOfOrder> {
    const untaxed: TaxOfOrder = {
      tax: null, tax_refusal_code: null, quoted_on: this.today(), amount_minor: price.listed_minor, undiscounted_minor: price.amount_before_discount_minor,
    };
    if (place.country === null) return { ...untaxed, quoted_on: null };
    const mode = await this.queries.ask(new GetCountryMode(place.country));
    if (mode === 'blocked') return { ...untaxed, tax_refusal_code: COUNTRY_BLOCKED };
    if (mode === 'own_psp') return this.ofStudio(price, untaxed, { ...place, country: place.country });
    const where = { ...place, country: place.country, tax_id: taxId };
    const quote = await this.quote(price, where, 'total_minor');
    const refusal = refusalOf(quote);
    if (refusal || quote.missing.length > 0 || (await this.untoldOf(where)).length > 0) return { ...untaxed, tax_refusal_code: refusal };
    const tax = taxOf(quote);
    return { tax, tax_refusal_code: null, quoted_on: this.today(), amount_minor: BigInt(tax.total_minor), undiscounted_minor: await this.undiscounted(price, where, tax) };
  }

  /** Where the studio sells itself its price stands, and the tax in it is its own. Nobody sells to a place that the operator sells to nobody in: it is a party to it all the same. */
  private async ofStudio(price: PriceOfOrder, untaxed: TaxOfOrder, place: Place & { country: string }): Promise<TaxOfOrder> {
    const block = await this.queries.ask(new GetPlaceBlock({ country: place.country, region: place.region, postcode: place.postcode }, this.today()));
    if (block !== null) return { ...untaxed, tax_refusal_code: block === INCOMPLETE ? null : block };
    return { ...untaxed, tax: taxOfStudio(price, place.country) };
  }

  /**
   * Who sells in a place now, and why nobody does, by its studio or its operator: also while it is told too coarsely to rule out a region that is blocked (`tax.place_incomplete`); `block` is null where neither says so.
   */
  async saleNow({ country, region, postcode }: Pick<Place, 'country' | 'region' | 'postcode'>): Promise<{ block: string | null; seller: Seller }> {
    if (country === null) return { block: null, seller: 'operator' };
    const mode = await this.queries.ask(new GetCountryMode(country));
    if (mode === 'blocked') return { block: COUNTRY_BLOCKED, seller: 'operator' };
    return { block: await this.queries.ask(new GetPlaceBlock({ country, region, postcode }, this.today())), seller: mode === 'own_psp' ? 'studio' : 'operator' };
  }

  /** True where an order's quote is of another day, waits for an engine, or its place was blocked or opened since, has another seller, or has to be told more finely. */
  async isOutdated(row: Pick<OrderRow, 'country' | 'region' | 'postcode' | 'quoted_on' | 'tax' | 'tax_refusal_code'>): Promise<boolean> {
    // An engine that did not answer is asked again.
    if (row.quoted_on !== this.today() || row.tax_refusal_code === ENGINE_SILENT) return true;
    const known = isBlock(row.tax_refusal_code) ? row.tax_refusal_code : null;
    const { block, seller } = await this.saleNow(row);
    // Of a place that is not told finely enough no tax stands.
    if (block === INCOMPLETE) return row.tax !== null || known !== null;
    // Where nothing stands yet, by whom it is sold shows only by what is asked of the place.
    return block !== known || (row.tax === null ? seller === 'studio' && known === null : sellerOf(row.tax) !== seller);
  }

  /** What would be paid without discounts: to be held against what is paid, so with the tax that is added. */
  private async undiscounted(price: PriceOfOrder, place: Where, tax: OrderTax): Promise<bigint> {
    if (price.amount_before_discount_minor === price.listed_minor) return BigInt(tax.total_minor);
    // Of a price that contains the tax nothing is taken out but for who is freed of it.
    if (tax.price_display === 'inclusive' && BigInt(tax.total_minor) === price.listed_minor) return price.amount_before_discount_minor;
    // An engine is asked about what is paid alone; what would be without discounts bears as much of its price.
    if (tax.engine?.basis === 'engine') return divideRounded(price.amount_before_discount_minor * BigInt(tax.total_minor), price.listed_minor, 'half_away_from_zero');
    return (await this.quote(price, place, 'total_before_discount_minor')).total!;
  }

  /**
   * What has to be told of a place before its tax is known. A studio that names the country alone vouches that it is the country's own tax; a buyer may
   * live in a part of it that has another (Büsingen, the Canaries), and is asked.
   */
  async missingOfPlace({ country, ...place }: Place): Promise<('country' | 'region' | 'postcode')[]> {
    if (country === null) return ['country'];
    // Of its own sales the studio owes the tax: nothing is asked for it.
    const isOfStudio = (await this.queries.ask(new GetCountryMode(country))) === 'own_psp';
    const untold = isOfStudio ? [] : await this.untoldOf({ ...place, country });
    if (untold.length > 0) return untold;
    // Nobody vouches that a buyer does not live in a region that is blocked.
    return (await this.queries.ask(new GetPlaceBlock({ country, region: place.region, postcode: place.postcode }, this.today()))) === INCOMPLETE ? ['postcode'] : [];
  }

  private async untoldOf(place: Place & { country: string }): Promise<('region' | 'postcode')[]> {
    const needs = await this.queries.ask(new GetPlaceRequirements(place.country, this.today()));
    const isVouched = place.country_source === 'studio' && needs.region === 'not_needed';
    return isVouched ? [] : (['region', 'postcode'] as const).filter((field) => needs[field] === 'required' && place[field] === null);
  }

  /** A business that was told for a place, as its invoice names it. Throws the errors of `ChangeOrderPlace` about a business. */
  business(told: BusinessBuyer, place: Place): Promise<BusinessBuyer> {
    return readBusiness(told, place, this.queries);
  }

  private quote(price: PriceOfOrder, place: Where, amount: 'total_minor' | 'total_before_discount_minor'): Promise<TaxQuote> {
    return this.queries.ask(new QuoteTax({
      country: place.country, region: place.region, postcode: place.postcode, customer_type: place.tax_id === null ? 'consumer' : 'business', tax_id: place.tax_id, date: this.today(), currency: parseCurrency(price.currency), is_binding: true,
      price_mode: 'listed', lines: price.lines.map((line) => ({ amount: BigInt(line[amount]) })),
    }));
  }
}

/** Why nothing can be sold there, once what is merely not told yet is left out. */
function refusalOf(quote: TaxQuote): string | null {
  if (quote.sellable) return null;
  const open = new Set<string>(quote.missing.length > 0 ? ['tax.place_incomplete', 'tax.local_rate_missing'] : []);
  return quote.reasons.find((reason) => !open.has(reason)) ?? (quote.missing.length > 0 ? null : (quote.refusal_code ?? 'tax.rate_unverified'));
}

function taxOf(quote: TaxQuote): OrderTax {
  return {
    quote_id: newId('txq'), outcome: quote.treatment!, jurisdiction: quote.jurisdiction, rate_row_id: quote.rate_row_id ?? '', rate: quote.rate,
    price_display: quote.price_display ?? 'inclusive', net_minor: minorToNumber(quote.net!), tax_minor: minorToNumber(quote.tax!), total_minor: minorToNumber(quote.total!),
    components: quote.components.map((part) => ({ name: part.name, rate: part.rate, tax_minor: minorToNumber(part.tax), jurisdiction: part.jurisdiction })),
    ...(quote.tax_id ? { tax_id_existence: quote.tax_id.existence } : {}),
    ...(quote.engine ? { engine: quote.engine } : {}),
  };
}

/** What the studio sells itself is quoted by its price alone. */
function taxOfStudio({ listed_minor }: PriceOfOrder, country: string): OrderTax {
  const total = minorToNumber(listed_minor);
  return { quote_id: newId('txq'), outcome: 'studio_is_seller', jurisdiction: country, rate_row_id: '', rate: null, price_display: 'inclusive', net_minor: total, tax_minor: 0, total_minor: total, components: [] };
}

/** Prices that the studio fixed for the order do not follow the buyer's country. */
export function followsCountry(pricing: OrderPricing): boolean {
  return !pricing.currency_preferred && pricing.currency == null && pricing.price_decimal == null;
}

