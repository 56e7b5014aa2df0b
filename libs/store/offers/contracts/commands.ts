import { Command } from '#platform/kernel/messages';

export interface NewStore {
  /** The studio's own handle, unique in the game. */
  key?: string | null;
  name: string;
  description: string;
  type: 'default' | 'special';
  /** Unix seconds; open from, and open until. */
  start_at?: number | null;
  end_at?: number | null;
}

/** Throws `offers.key_taken`, `offers.key_reads_as_id`, `offers.window_inverted`. */
export class CreateStore extends Command<{ id: string }> {
  static readonly context = 'store/offers';
  constructor(readonly store: NewStore) { super(); }
}

/** Changes what is told. Throws what creating throws, and `offers.store_not_found`. */
export class UpdateStore extends Command<{ id: string }> {
  static readonly context = 'store/offers';
  constructor(readonly storeId: string, readonly changes: Partial<NewStore>) { super(); }
}

/** Deletes stores with what they offer, all or none. Throws `offers.store_not_found`. */
export class DeleteStores extends Command<{ deleted: number }> {
  static readonly context = 'store/offers';
  constructor(readonly storeIds: string[]) { super(); }
}

export type RequirementsMismatch = 'hide_from_store' | 'disable' | 'disable_and_show_description';

/** What an offer says on its own; null leaves it to the item. */
export interface StoreItemMembers {
  position: number;
  name: string | null;
  description: string | null;
  image_url: string | null;
  /** 0 to 99, off the price of one. */
  discount_percent: number | null;
  /** More of the same item: percent of all that is bought at once, cut to whole units. Not together with `bonus_fixed`. */
  bonus_percent: number | null;
  bonus_fixed: number | null;
  custom_badge: string | null;
  bonus_badge: string | null;
  start_at: number | null;
  end_at: number | null;
  /** Minor units of the item's currency, moved to the nearest price point. Not together with `price_template_id`. */
  price: number | null;
  price_template_id: string | null;
  /** How much one purchase grants, in place of the item's own quantity. */
  quantity: number | null;
  requirements_mismatch_behavior: RequirementsMismatch | null;
  card_type: 'default' | 'featured' | null;
  show_first_on_category_list: boolean | null;
  show_disabled_by_max_purchases: boolean | null;
}

export type NewStoreItem = { item_id: string; position: number } & Partial<StoreItemMembers>;
export type StoreItemChange = { id: string } & Partial<StoreItemMembers>;

/**
 * Offers items in a store, all or none. Throws `offers.store_not_found`, `offers.unknown_item`, `offers.unknown_price_template`, `offers.price_ambiguous`, `offers.bonus_ambiguous`,
 * `offers.window_inverted`, `offers.store_full`, `pricing.above_price_points`.
 */
export class CreateStoreItems extends Command<{ ids: string[] }> {
  static readonly context = 'store/offers';
  /** `isBatch`: errors name the place in a list of `items`. */
  constructor(readonly storeId: string, readonly items: NewStoreItem[], readonly isBatch = false) { super(); }
}

/** Changes offers of one store, all or none. A price takes the place of a template and the other way round; so with the two bonuses. Throws as creating, and `offers.store_item_not_found`. */
export class UpdateStoreItems extends Command<{ ids: string[] }> {
  static readonly context = 'store/offers';
  /** `isBatch`: errors name the place in a list. */
  constructor(readonly storeId: string, readonly changes: StoreItemChange[], readonly isBatch = false) { super(); }
}

/** Removes offers of one store, all or none. Throws `offers.store_item_not_found`. */
export class DeleteStoreItems extends Command<{ deleted: number }> {
  static readonly context = 'store/offers';
  constructor(readonly storeId: string, readonly storeItemIds: string[]) { super(); }
}
