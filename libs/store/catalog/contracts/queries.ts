import { Query } from '#platform/kernel/messages';

export type CatalogItemType = 'item' | 'currency' | 'bundle' | 'lootbox' | 'subscription' | 'virtual_currency';

/** Texts per locale, where there are any. */
export type CatalogTexts = Record<string, { name?: string; description?: string }>;

/** An item as the selling contexts need it. */
export interface CatalogItem {
  id: string;
  sku: string;
  type: CatalogItemType;
  name: string;
  description: string | null;
  image_url: string | null;
  icon_url: string | null;
  background_image_url: string | null;
  background_color: string | null;
  /** How much one purchase grants (a pack of 500 gems has 500). */
  quantity: number;
  is_stackable: boolean;
  /** True keeps the item out of webhooks. */
  is_system: boolean;
  duration_seconds: number | null;
  price_template_id: string | null;
  /** Base price in minor units of `currency`; null when the item is sold by template only or not for money. */
  price_minor: number | null;
  currency: string;
  category_ids: string[];
  nested: { item_id: string; sku: string; name: string; type: CatalogItemType; count: number; quantity: number; image_url: string | null; is_featured: boolean; is_system: boolean; translations: CatalogTexts }[];
  translations: CatalogTexts;
  archived: boolean;
}

/**
 * Items by id or by sku, archived ones too; what does not exist is left out. At most 500. `nested` is everything that a bundle grants in the end: a bundle
 * within it stands as its contents, with the counts multiplied; what a system bundle holds is told as of the system too.
 */
export class GetCatalogItems extends Query<CatalogItem[]> {
  constructor(readonly by: { ids: string[] } | { skus: string[] }) { super(); }
}

/** What of these items can still be had: whether each is archived; what does not exist is left out. One statement, for who only has to look again. */
export class GetItemStates extends Query<Pick<CatalogItem, 'id' | 'sku' | 'type' | 'archived'>[]> {
  constructor(readonly ids: string[]) { super(); }
}

/** A place in the tree, as shelves are divided by it. */
export interface CatalogCategory {
  id: string;
  name: string;
  position: number;
}

/** The categories of the game by position, at most 1,000. */
export class GetCatalogCategories extends Query<CatalogCategory[]> {}

/** Grows with every committed change of the game's catalog: the key of compiled snapshots. */
export class GetCatalogVersion extends Query<number> {}

/** Items by id as the Studio API answers them (`ItemRead | LootboxRead | …`), for answers that carry an item; what does not exist is left out. */
export class GetItemReads extends Query<({ id: string } & Record<string, unknown>)[]> {
  constructor(readonly ids: string[]) { super(); }
}

/** The signal that a game's catalog has changed; its text is the game id. */
export const CATALOG_CHANGED = 'catalog.changed';
