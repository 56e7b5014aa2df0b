import { unixSeconds } from '#platform/kernel/clock';
import { decimalString, exponentOf, isCurrency } from '#platform/kernel/currency';
import { minorToNumber } from '#platform/kernel/money';
import type { NestedLine } from '../infra/items.repository.js';
import type { ItemRow } from '../infra/rows.js';

/** An item as the contract answers it; what is not there is left out. */
export type ItemReadView = { id: string } & Record<string, unknown>;

export interface Surroundings {
  lines: ReadonlyMap<string, NestedLine[]>;
  /** Items that are held or fallen back to, by id. */
  items: ReadonlyMap<string, ItemRow>;
  categories: ReadonlyMap<string, string[]>;
  /** US cents by price template. */
  basePrices: ReadonlyMap<string, number>;
}

const IMAGES = [
  'image_url', 'image_url_apple', 'icon_url', 'icon_url_apple', 'image_url_featured', 'image_url_featured_apple', 'background_image_url', 'background_image_url_apple',
  'featured_card_background_image_url', 'featured_card_background_image_url_apple',
] as const;
const PRICE_POINT_MAX = 5_000_000;

export function itemRead(row: ItemRow, around: Surroundings, source: 'order' | 'bundle', isOutermost: boolean): ItemReadView {
  const lines = around.lines.get(row.id) ?? [];
  const fallback = row.fallback_item_id === null ? undefined : around.items.get(row.fallback_item_id);
  return {
    id: row.id, model_type: 'ItemRead', sku: row.sku, type: row.type, name: row.name, description: row.description, highlights: row.highlights,
    ...priceOf(row, around.basePrices),
    ...present(Object.fromEntries(IMAGES.map((field) => [field, row[field]]))),
    view_option: row.view_option, quantity: minorToNumber(row.quantity), is_stackable: row.is_stackable, is_currency: row.is_currency, is_system: row.is_system,
    enable_reward_points_redemption: false, is_custom: false, source, properties: [],
    categories: around.categories.get(row.id) ?? [],
    nested_items: lines.map(nestedRead),
    translations: row.translations,
    created_at: unixSeconds(row.created_at),
    ...present({
      background_image_color: row.background_image_color, position: row.position, duration: row.duration_seconds === null ? null : minorToNumber(row.duration_seconds),
      modified_at: row.modified_at && unixSeconds(row.modified_at), archived_at: row.archived_at && unixSeconds(row.archived_at),
      fallback_item_id: row.fallback_item_id, fallback_item_quantity: row.fallback_item_quantity === null ? null : minorToNumber(row.fallback_item_quantity),
      meta: row.meta, comment: row.comment,
    }),
    ...(isOutermost ? { nested_items_read: lines.map((line) => itemRead(around.items.get(line.item_id)!, around, 'bundle', false)) } : {}),
    ...(isOutermost && fallback ? { fallback_item: itemRead(fallback, around, 'order', false) } : {}),
  };
}

function priceOf(row: ItemRow, basePrices: ReadonlyMap<string, number>): Record<string, unknown> {
  const template = row.currency === 'USD' && row.price_template_id !== null ? basePrices.get(row.price_template_id) : undefined;
  const price = row.price_minor === null ? template : minorToNumber(row.price_minor);
  return {
    currency: row.currency,
    ...(isCurrency(row.currency) ? { price_minor_unit: exponentOf(row.currency) } : {}),
    ...(row.price_template_id === null ? {} : { price_template_id: row.price_template_id }),
    // The decimal stands beside the exact amount for people to read; nothing is computed with it.
    ...(price !== undefined && isCurrency(row.currency) ? { price, price_decimal: Number(decimalString(BigInt(price), row.currency)) } : {}),
    ...(price !== undefined && row.currency === 'USD' && price >= 1 && price <= PRICE_POINT_MAX ? { price_point: price } : {}),
  };
}

function nestedRead(line: NestedLine): Record<string, unknown> {
  return { id: line.item_id, sku: line.sku, count: minorToNumber(line.count), is_featured: line.is_featured, ...present({ image_url: line.image_url, view_type: line.view_type, meta: line.meta }) };
}

function present(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
