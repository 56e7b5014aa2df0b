import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { parseCurrency } from '#platform/kernel/currency';
import { GetCatalogItems, type CatalogItem } from '#store/catalog/queries';
import { PriceInCountry, PriceTemplateExists, type LocalPrice, type PriceSource } from '#store/pricing/queries';
import { MixedCurrencies, NoPrice, NotForSale, PriceOverrideRefused, UnknownPriceTemplate, UnknownSku, UnknownStoreItem } from '../contracts/errors.js';
import { PriceLines, type LineRequest, type PriceLinesInput } from '../contracts/queries.js';
import { canBeSold, isOpen, priceSourceOf, type Offer } from '../domain/offer.js';
import { listOfTotal, minorOfDecimal, priceOrder, type FoundLine, type ListPrices, type PricedOrder } from '../domain/order-lines.js';
import { StoreItemsRepository } from '../infra/store-items.repository.js';

@QueryHandler(PriceLines)
export class PriceLinesHandler implements IQueryHandler<PriceLines> {
  constructor(private readonly queries: Queries, private readonly storeItems: StoreItemsRepository) {}

  async execute({ input }: PriceLines): Promise<PricedOrder> {
    if (input.price_decimal != null && input.price_template_id != null) throw new PriceOverrideRefused('price_template_id', 'Give price_decimal or price_template_id, not both.');
    const found = await this.find(input.lines, input.now);
    const prices = await this.listPrices(found, input);
    if (input.price_template_id != null && prices.includes(null)) await this.refuseUnknownTemplate(input.price_template_id);
    const list = input.price_decimal == null ? unitsOf(prices) : overridden(found, prices, input.price_decimal, input.currency ?? null);
    // What the studio's server says of the price is the price: no store takes anything off it.
    const lines = input.price_decimal == null && input.price_template_id == null ? found : found.map(withoutDiscount);
    return priceOrder(lines, list, input.discount_percent ?? 0, input.locale);
  }

  private async refuseUnknownTemplate(id: string): Promise<void> {
    if (!(await this.queries.ask(new PriceTemplateExists(id)))) throw new UnknownPriceTemplate();
  }

  private async find(lines: LineRequest[], now: number): Promise<FoundLine[]> {
    const items = await this.itemsBySku(lines);
    const ids = lines.flatMap((line) => line.store_item_id ?? []);
    const keys = lines.flatMap((line) => line.store_key ?? []);
    const offers = ids.length + keys.length > 0 ? await this.storeItems.named(ids, keys, [...items.keys()]) : [];
    const others = [...new Set(offers.map(({ itemId }) => itemId).filter((id) => !items.has(id)))];
    for (const item of others.length > 0 ? await this.queries.ask(new GetCatalogItems({ ids: others })) : []) items.set(item.id, item);
    return lines.map((request, index) => foundLine(request, index, items, offers, now));
  }

  private async itemsBySku(lines: LineRequest[]): Promise<Map<string, CatalogItem>> {
    const skus = [...new Set(lines.map(({ sku }) => sku).filter((sku) => sku !== ''))];
    const items = skus.length > 0 ? await this.queries.ask(new GetCatalogItems({ skus })) : [];
    return new Map(items.map((item) => [item.id, item]));
  }

  /** `currency_preferred` leaves the country's pricing aside; `currency` asks for one currency in either case. */
  private async listPrices(found: FoundLine[], input: PriceLinesInput): Promise<(LocalPrice | null)[]> {
    const override = input.price_template_id;
    const sources = found.map(({ item, offer }): PriceSource => (override ? { price_template_id: override, price_minor: null, currency: item.currency } : priceSourceOf(item, offer)));
    const wanted = input.price_decimal == null ? (input.currency ?? null) : null;
    return this.queries.ask(new PriceInCountry({ sources, country: input.currency_preferred ? null : input.country, platform: input.platform, currency: wanted }));
  }
}

function foundLine(request: LineRequest, index: number, items: Map<string, CatalogItem>, offers: Offer[], now: number): FoundLine {
  const offer = offerOf(request, index, items, offers);
  const item = offer ? items.get(offer.itemId) : [...items.values()].find(({ sku }) => sku === request.sku);
  if (!item) throw offer ? new NotForSale(index, 'The item is gone.') : new UnknownSku(index);
  if (!canBeSold(item)) throw new NotForSale(index, item.archived ? 'The item is archived.' : `Items of type ${item.type} cannot be ordered.`);
  if (offer && !isOpen(offer.store.window, now)) throw new NotForSale(index, 'The store is not open now.');
  if (offer && !isOpen(offer.window, now)) throw new NotForSale(index, 'The offer does not hold now.');
  return { request, item, offer };
}

/** The offer that a line names by its id, or the first one of its item in the store that it names. */
function offerOf(request: LineRequest, index: number, items: Map<string, CatalogItem>, offers: Offer[]): Offer | null {
  if (request.store_item_id != null) {
    const offer = offers.find(({ id }) => id === request.store_item_id);
    const sku = offer && items.get(offer.itemId)?.sku;
    const contradicted = (request.sku !== '' && sku !== request.sku) || (request.store_key != null && offer?.store.key !== request.store_key);
    if (!offer || contradicted) throw new UnknownStoreItem(index);
    return offer;
  }
  if (request.store_key == null) return null;
  const item = [...items.values()].find(({ sku }) => sku === request.sku);
  if (!item) throw new UnknownSku(index);
  const offer = offers.find(({ itemId, store }) => itemId === item.id && store.key === request.store_key);
  if (!offer) throw new NotForSale(index, `The store "${request.store_key}" does not offer this item.`);
  return offer;
}

function withoutDiscount(line: FoundLine): FoundLine {
  return { ...line, offer: line.offer && { ...line.offer, discountPercent: null } };
}

function unitsOf(prices: (LocalPrice | null)[]): ListPrices {
  const first = prices[0]?.currency ?? '';
  const units = prices.map((price, index) => {
    if (!price) throw new NoPrice(index);
    if (price.currency !== first) throw new MixedCurrencies(index, price.currency, first);
    return BigInt(price.amount_minor);
  });
  return { units, currency: parseCurrency(first) };
}

function overridden(found: FoundLine[], prices: (LocalPrice | null)[], decimal: string, told: string | null): ListPrices {
  const currency = parseCurrency(told ?? found[0]!.item.currency);
  const known = prices.map((price) => (price ? BigInt(price.amount_minor) : null));
  const mixed = prices.findIndex((price) => price && prices[0] && price.currency !== prices[0].currency);
  if (mixed >= 0 && found.length > 1) throw new MixedCurrencies(mixed, prices[mixed]!.currency, prices[0]!.currency);
  return { ...listOfTotal(minorOfDecimal(decimal, currency), found.map(({ request }) => request.quantity), known), currency };
}
