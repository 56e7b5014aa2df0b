import { Command } from '#platform/kernel/messages';
import type { CatalogItemType } from './queries.js';

export interface NestedItemInput {
  /** The item by id or by sku; with both, they have to name the same item. */
  id?: string | null;
  sku?: string | null;
  /** How many of it one bundle holds; 1 when not told. */
  count?: number | null;
  is_featured?: boolean | null;
  image_url?: string | null;
  view_type?: 'separated' | null;
  meta?: Record<string, unknown> | null;
}

/** What can be told about an item. What is not told stays as it is (or takes its default in a new item), null clears. */
export interface ItemChanges {
  name?: string;
  description?: string | null;
  highlights?: { title?: string | null; description?: string | null; items: { image_url?: string | null; name?: string | null; description?: string | null }[] } | null;
  /** Minor units of `currency`; moved to the nearest price point. Takes the place of a template, and does not go together with one. */
  price?: number | null;
  /** US cents; an older name for `price` in US dollars. */
  price_point?: number | null;
  /** Exact; takes the place of a raw price. */
  price_template_id?: string | null;
  currency?: string;
  /** Unique in the game; may not read as one of our ids. */
  sku?: string;
  image_url?: string | null;
  image_url_apple?: string | null;
  icon_url?: string | null;
  icon_url_apple?: string | null;
  image_url_featured?: string | null;
  image_url_featured_apple?: string | null;
  background_image_url?: string | null;
  background_image_url_apple?: string | null;
  featured_card_background_image_url?: string | null;
  featured_card_background_image_url_apple?: string | null;
  background_image_color?: string | null;
  type?: CatalogItemType;
  view_option?: 'default' | 'skeleton' | null;
  quantity?: number | null;
  is_stackable?: boolean;
  is_currency?: boolean;
  position?: number | null;
  /** Ids of categories; replaces the list. */
  categories?: string[] | null;
  /** Seconds. */
  duration?: number | null;
  /** Replaces what the bundle holds. */
  nested_items?: NestedItemInput[] | null;
  fallback_item_id?: string | null;
  fallback_item_quantity?: number | null;
  comment?: string | null;
  is_system?: boolean | null;
  meta?: Record<string, unknown> | null;
  /** Unix seconds; null brings the item back. */
  archived_at?: number | null;
}

export type NewItem = ItemChanges & Required<Pick<ItemChanges, 'name' | 'currency' | 'sku' | 'type' | 'is_stackable' | 'is_currency'>>;

/** Makes one item. Throws `catalog.sku_taken` and what changing throws. */
export class CreateItem extends Command<{ id: string }> {
  static readonly context = 'store/catalog';
  constructor(readonly item: NewItem) { super(); }
}

/** Makes or changes items by sku, all or none; 500 at most. They may name each other as contents by sku. Answers their ids in order. */
export class UpsertItems extends Command<{ ids: string[] }> {
  static readonly context = 'store/catalog';
  constructor(readonly items: NewItem[]) { super(); }
}

/** Changes items by id, all or none. Throws `catalog.item_not_found` with the place; `isOne`: the request is the item itself, not a list. */
export class UpdateItems extends Command<{ ids: string[] }> {
  static readonly context = 'store/catalog';
  constructor(readonly items: (ItemChanges & { id: string })[], readonly isOne = false) { super(); }
}

/** Deletes items, all or none. Throws `catalog.item_not_found`, and `catalog.item_in_use` while another item holds one of them or falls back to it. */
export class DeleteItems extends Command<{ ids: string[] }> {
  static readonly context = 'store/catalog';
  constructor(readonly ids: string[]) { super(); }
}

/** Sets texts per locale; null or an empty text removes one, what is not told stays. */
export class TranslateItem extends Command<{ id: string }> {
  static readonly context = 'store/catalog';
  constructor(readonly itemId: string, readonly texts: { name?: Record<string, string | null>; description?: Record<string, string | null> }) { super(); }
}

export interface CategoryChanges {
  name?: string;
  description?: string | null;
  position?: number;
  parent_id?: string | null;
  item_template_id?: string | null;
  pinned_expression?: Record<string, unknown> | null;
  slug?: string | null;
  icon?: string | null;
  image_url?: string | null;
  divider_image_url?: string | null;
  divider_position?: 'top' | 'bottom' | null;
  divider_type?: 'image' | 'mask' | null;
  background_color?: string | null;
  background_image_url?: string | null;
  background_size?: 'contain' | 'repeat' | 'cover' | null;
  render_type?: 'default' | 'carousel' | null;
  render_options?: Record<string, unknown> | null;
}

export class CreateCategory extends Command<{ id: string }> {
  static readonly context = 'store/catalog';
  constructor(readonly category: CategoryChanges & { name: string; position: number }) { super(); }
}

/** All or none. Throws `catalog.category_not_found`, `catalog.category_cycle`. */
export class UpdateCategories extends Command<{ ids: string[] }> {
  static readonly context = 'store/catalog';
  constructor(readonly categories: (CategoryChanges & { id: string })[], readonly isOne = false) { super(); }
}

/** All or none; items stay, outside of the category. Throws `catalog.category_not_found`, `catalog.category_has_children`. */
export class DeleteCategories extends Command<{ ids: string[] }> {
  static readonly context = 'store/catalog';
  constructor(readonly ids: string[]) { super(); }
}
