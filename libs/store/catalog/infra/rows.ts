import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { Category } from '../domain/category.js';
import type { Item } from '../domain/item.js';

export interface ItemRow extends Item {
  game_id: string;
}

const key: EntitySchemaColumnOptions = { type: 'text', primary: true };
const text: EntitySchemaColumnOptions = { type: 'text' };
const maybe: EntitySchemaColumnOptions = { type: 'text', nullable: true };
const json: EntitySchemaColumnOptions = { type: 'jsonb', nullable: true };
const truth: EntitySchemaColumnOptions = { type: 'boolean' };
const instant: EntitySchemaColumnOptions = { type: 'timestamptz' };
const maybeInstant: EntitySchemaColumnOptions = { type: 'timestamptz', nullable: true };

export const ItemRows = new EntitySchema<ItemRow>({
  name: 'ItemRow', schema: 'catalog', tableName: 'item',
  columns: {
    game_id: key, id: key, sku: text, type: text, name: text, description: maybe, highlights: json, price_minor: { type: 'bigint', nullable: true }, currency: text, price_template_id: maybe,
    image_url: maybe, image_url_apple: maybe, icon_url: maybe, icon_url_apple: maybe, image_url_featured: maybe, image_url_featured_apple: maybe,
    background_image_url: maybe, background_image_url_apple: maybe, featured_card_background_image_url: maybe, featured_card_background_image_url_apple: maybe,
    background_image_color: maybe, view_option: text, quantity: { type: 'bigint' }, is_stackable: truth, is_currency: truth, position: { type: 'int', nullable: true },
    duration_seconds: { type: 'bigint', nullable: true }, fallback_item_id: maybe, fallback_item_quantity: { type: 'bigint', nullable: true }, comment: maybe,
    is_system: { type: 'boolean', nullable: true }, meta: json, translations: { type: 'jsonb' }, created_at: instant, modified_at: maybeInstant, archived_at: maybeInstant,
  },
});

export interface NestedItemRow {
  game_id: string;
  bundle_id: string;
  position: number;
  item_id: string;
  count: bigint;
  is_featured: boolean;
  image_url: string | null;
  view_type: 'separated' | null;
  meta: Record<string, unknown> | null;
}

export const NestedItemRows = new EntitySchema<NestedItemRow>({
  name: 'NestedItemRow', schema: 'catalog', tableName: 'nested_item',
  columns: {
    game_id: key, bundle_id: key, position: { type: 'int', primary: true }, item_id: text, count: { type: 'bigint' }, is_featured: truth, image_url: maybe, view_type: maybe, meta: json,
  },
});

export interface CategoryRow extends Category {
  game_id: string;
}

export const CategoryRows = new EntitySchema<CategoryRow>({
  name: 'CategoryRow', schema: 'catalog', tableName: 'category',
  columns: {
    game_id: key, id: key, name: text, description: maybe, position: { type: 'int' }, parent_id: maybe, slug: maybe, item_template_id: maybe, pinned_expression: json, icon: maybe,
    image_url: maybe, divider_image_url: maybe, divider_position: text, divider_type: text, background_color: maybe, background_image_url: maybe, background_size: maybe,
    render_type: maybe, render_options: json, created_at: instant, modified_at: maybeInstant,
  },
});

export interface ItemCategoryRow {
  game_id: string;
  item_id: string;
  category_id: string;
  position: number;
}

export const ItemCategoryRows = new EntitySchema<ItemCategoryRow>({
  name: 'ItemCategoryRow', schema: 'catalog', tableName: 'item_category',
  columns: { game_id: key, item_id: key, category_id: key, position: { type: 'int' } },
});

export interface CatalogVersionRow {
  game_id: string;
  version: bigint;
}

export const CatalogVersionRows = new EntitySchema<CatalogVersionRow>({
  name: 'CatalogVersionRow', schema: 'catalog', tableName: 'version',
  columns: { game_id: key, version: { type: 'bigint' } },
});
