import { fromUnixSeconds } from '#platform/kernel/clock';
import { endedOn, isCurrency } from '#platform/kernel/currency';
import { looksLikeId } from '#platform/kernel/ids';
import type { ItemChanges, NewItem } from '../contracts/commands.js';
import { ItemRefused, PriceAmbiguous } from '../contracts/errors.js';
import type { CatalogItemType } from '../contracts/queries.js';
import { storableJson } from './storable-json.js';

/** An item as it is kept. */
export interface Item {
  id: string;
  sku: string;
  type: CatalogItemType;
  name: string;
  description: string | null;
  highlights: Record<string, unknown> | null;
  price_minor: bigint | null;
  currency: string;
  price_template_id: string | null;
  image_url: string | null;
  image_url_apple: string | null;
  icon_url: string | null;
  icon_url_apple: string | null;
  image_url_featured: string | null;
  image_url_featured_apple: string | null;
  background_image_url: string | null;
  background_image_url_apple: string | null;
  featured_card_background_image_url: string | null;
  featured_card_background_image_url_apple: string | null;
  background_image_color: string | null;
  view_option: 'default' | 'skeleton';
  quantity: bigint;
  is_stackable: boolean;
  is_currency: boolean;
  position: number | null;
  duration_seconds: bigint | null;
  fallback_item_id: string | null;
  fallback_item_quantity: bigint | null;
  comment: string | null;
  is_system: boolean | null;
  meta: Record<string, unknown> | null;
  translations: { name?: Record<string, string>; description?: Record<string, string> };
  created_at: Date;
  modified_at: Date | null;
  archived_at: Date | null;
}

/** Where in a request a fault is: the path to the item, `['body']` or `['body', 3]`. */
export type Place = (string | number)[];

const TEXTS = ['description', 'comment', 'background_image_color'] as const;
const IMAGES = [
  'image_url', 'image_url_apple', 'icon_url', 'icon_url_apple', 'image_url_featured', 'image_url_featured_apple', 'background_image_url', 'background_image_url_apple',
  'featured_card_background_image_url', 'featured_card_background_image_url_apple',
] as const;

export function freshItem(id: string, item: NewItem, now: Date): Item {
  return {
    id, sku: item.sku, type: item.type, name: item.name, currency: item.currency, is_stackable: item.is_stackable, is_currency: item.is_currency,
    description: null, highlights: null, price_minor: null, price_template_id: null,
    image_url: null, image_url_apple: null, icon_url: null, icon_url_apple: null, image_url_featured: null, image_url_featured_apple: null,
    background_image_url: null, background_image_url_apple: null, featured_card_background_image_url: null, featured_card_background_image_url_apple: null,
    background_image_color: null, view_option: 'default', quantity: 1n, position: null, duration_seconds: null, fallback_item_id: null, fallback_item_quantity: null,
    comment: null, is_system: null, meta: null, translations: {}, created_at: now, modified_at: null, archived_at: null,
  };
}

/** The item with what is told; what is not told stays. Throws `catalog.item_refused`, `catalog.price_ambiguous`. The price is still raw: the caller moves it to a price point. */
export function changedItem(before: Item, told: ItemChanges, place: Place, today: string): Item {
  const item: Item = { ...before };
  if (told.name !== undefined) item.name = told.name;
  if (told.type !== undefined) item.type = told.type;
  if (told.is_stackable !== undefined) item.is_stackable = told.is_stackable;
  if (told.is_currency !== undefined) item.is_currency = told.is_currency;
  for (const field of TEXTS) if (told[field] !== undefined) item[field] = told[field];
  for (const field of IMAGES) if (told[field] !== undefined) item[field] = told[field] || null;
  if (told.sku !== undefined) item.sku = checkedSku(told.sku, place);
  if (told.highlights !== undefined) item.highlights = told.highlights as Record<string, unknown> | null;
  if (told.meta !== undefined) item.meta = checkedJson(told.meta, [...place, 'meta']);
  if (told.is_system !== undefined) item.is_system = told.is_system;
  if (told.position !== undefined) item.position = told.position;
  if (told.view_option !== undefined) item.view_option = told.view_option ?? 'default';
  if (told.quantity !== undefined) item.quantity = BigInt(told.quantity ?? 1);
  if (told.duration !== undefined) item.duration_seconds = told.duration === null ? null : BigInt(told.duration);
  if (told.archived_at !== undefined) item.archived_at = told.archived_at === null ? null : fromUnixSeconds(Math.floor(told.archived_at));
  applyPrice(item, told, place, today);
  applyFallback(item, told, place);
  return item;
}

function checkedSku(sku: string, place: Place): string {
  if (looksLikeId(sku)) throw new ItemRefused([...place, 'sku'], 'A sku may not look like one of our ids.', 'sku');
  return sku;
}

export function checkedJson<T extends object>(value: T | null, loc: Place): T | null {
  const fault = value && storableJson(value);
  if (fault) throw new ItemRefused(loc, fault.msg, fault.type);
  return value;
}

/** A raw price and a template take each other's place; both at once contradict each other. */
function applyPrice(item: Item, told: ItemChanges, place: Place, today: string): void {
  if (told.currency !== undefined) item.currency = told.currency;
  const isTold = told.price !== undefined || told.price_point !== undefined;
  if (told.price != null && told.price_point != null && told.price !== told.price_point) {
    throw new ItemRefused([...place, 'price_point'], 'price and price_point name two prices; price is enough.', 'exclusive');
  }
  if (told.price_point != null && item.currency !== 'USD') throw new ItemRefused([...place, 'price_point'], 'price_point is in US cents; use price for another currency.', 'currency');
  const raw = told.price ?? told.price_point ?? null;
  if (raw !== null && told.price_template_id != null) throw new PriceAmbiguous(place);
  if (told.price_template_id !== undefined) item.price_template_id = told.price_template_id;
  else if (raw !== null) item.price_template_id = null;
  if (item.price_template_id !== null) item.price_minor = null;
  else if (isTold) item.price_minor = raw === null ? null : BigInt(raw);
  const ended = isCurrency(item.currency) ? endedOn(item.currency) : null;
  if (ended !== null && ended < today && (told.currency !== undefined || raw !== null)) {
    throw new ItemRefused([...place, 'currency'], `${item.currency} ended on ${ended}: no new price can be in it.`, 'currency');
  }
}

function applyFallback(item: Item, told: ItemChanges, place: Place): void {
  if (told.fallback_item_id !== undefined) {
    item.fallback_item_id = told.fallback_item_id;
    item.fallback_item_quantity = told.fallback_item_id === null ? null : item.fallback_item_quantity ?? 1n;
  }
  if (told.fallback_item_quantity !== undefined) {
    if (told.fallback_item_quantity !== null && item.fallback_item_id === null) {
      throw new ItemRefused([...place, 'fallback_item_quantity'], 'Needs fallback_item_id.', 'dependency');
    }
    item.fallback_item_quantity = item.fallback_item_id === null ? null : BigInt(told.fallback_item_quantity ?? 1);
  }
  if (item.fallback_item_id === item.id) throw new ItemRefused([...place, 'fallback_item_id'], 'An item cannot fall back to itself.', 'self');
}
