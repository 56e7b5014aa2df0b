import type { CatalogItem } from '#store/catalog/queries';
import type { PriceSource } from '#store/pricing/queries';
import type { Grantable } from '../contracts/queries.js';

/** From `starts` (included) until `ends` (excluded), in Unix seconds; null is open. */
export interface Window {
  starts: number | null;
  ends: number | null;
}

export function isOpen({ starts, ends }: Window, now: number): boolean {
  return (starts === null || now >= starts) && (ends === null || now < ends);
}

/** A store item as far as it changes what is bought. */
export interface Offer {
  id: string;
  storeId: string;
  itemId: string;
  position: number;
  name: string | null;
  description: string | null;
  imageUrl: string | null;
  badge: string | null;
  discountPercent: number | null;
  bonusPercent: number | null;
  bonusFixed: bigint | null;
  priceMinor: bigint | null;
  priceTemplateId: string | null;
  quantity: bigint | null;
  window: Window;
  store: { key: string | null; window: Window };
}

/** Types that are bought in another way than by an order, or not yet. */
const SOLD_BY_ORDER = new Set<CatalogItem['type']>(['item', 'currency', 'bundle']);

export function canBeSold(item: Pick<CatalogItem, 'type' | 'archived'>): boolean {
  return !item.archived && SOLD_BY_ORDER.has(item.type);
}

/** The offer's own price, else the item's. */
export function priceSourceOf(item: CatalogItem, offer: Offer | null): PriceSource {
  if (offer?.priceTemplateId) return { price_template_id: offer.priceTemplateId, price_minor: null, currency: item.currency };
  if (offer?.priceMinor != null) return { price_template_id: null, price_minor: Number(offer.priceMinor), currency: item.currency };
  return { price_template_id: item.price_template_id, price_minor: item.price_minor, currency: item.currency };
}

/** In the locale, else in its language, else as the item is called. What the offer says of itself is in no language and comes first. */
export function textsOf(item: CatalogItem, offer: Offer | null, locale: string | null): { name: string; description: string | null } {
  const own = ownTextsOf(item, locale);
  return { name: offer?.name ?? own.name, description: offer?.description ?? own.description };
}

function ownTextsOf(item: Pick<CatalogItem, 'name' | 'translations'> & { description?: string | null }, locale: string | null): { name: string; description: string | null } {
  const exact = locale === null ? undefined : item.translations[locale];
  const language = locale === null ? undefined : item.translations[locale.split('-')[0]!];
  return { name: exact?.name ?? language?.name ?? item.name, description: exact?.description ?? language?.description ?? item.description ?? null };
}

/**
 * What buying `times` times puts into the inventory: the quantity, and what the offer adds to it under the source `bonus`. A bonus in percent is of all that is bought
 * at once, and cut to whole units only then: half as much again of four single swords is two.
 */
export function grantsOf(item: CatalogItem, offer: Offer | null, times: bigint, locale: string | null): { grants: Grantable[]; most: bigint } {
  const each = offer?.quantity ?? BigInt(item.quantity);
  const { name, description } = ownTextsOf(item, locale);
  const grant = (quantity: bigint, source: string): Grantable => ({
    item_id: item.id, sku: item.sku, name, description, image_url: item.image_url, type: item.type, quantity: Number(quantity), is_system: item.is_system,
    nested_items: item.type === 'bundle' ? item.nested.map((nested) => ({ id: nested.item_id, sku: nested.sku, name: ownTextsOf(nested, locale).name, type: nested.type, count: nested.count, quantity: nested.quantity, image_url: nested.image_url, is_system: nested.is_system })) : null,
    source,
  });
  const ordered = each * times;
  const added = offer?.bonusFixed != null ? offer.bonusFixed * times : (ordered * BigInt(offer?.bonusPercent ?? 0)) / 100n;
  return { grants: [grant(ordered, 'order'), ...(added > 0n ? [grant(added, 'bonus')] : [])], most: ordered > added ? ordered : added };
}
