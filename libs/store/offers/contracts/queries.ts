import { Query } from '#platform/kernel/messages';
import type { PricePlatform } from '#store/pricing/queries';

/** What a purchase puts into the player's inventory. */
export interface Grantable {
  item_id: string;
  sku: string;
  name: string;
  description: string | null;
  image_url: string | null;
  type: string;
  quantity: number;
  is_system: boolean;
  /** `is_system` is not told in orders of an older build. */
  nested_items: { id: string; sku: string; name: string; type: string; count: number; quantity: number; image_url: string | null; is_system?: boolean }[] | null;
  source: string;
}

export interface PricedLine {
  item_id: string;
  sku: string;
  type: string;
  name: string;
  description: string | null;
  image_url: string | null;
  /** How many times the offer is bought. */
  quantity: number;
  store_id: string | null;
  store_item_id: string | null;
  discount_percent: number;
  unit_before_discount_minor: number;
  unit_minor: number;
  /** unit × quantity, before and after the discount; of an order whose price the studio set its share of that, and `unit_…` is the share of one, rounded. */
  total_before_discount_minor: number;
  total_minor: number;
  /** Everything that the line grants, bonuses included, quantities for the whole line. */
  grants: Grantable[];
}

export interface LineRequest {
  sku: string;
  quantity: number;
  /** Take the discount and texts of this store. */
  store_key?: string | null;
  store_item_id?: string | null;
  name?: string | null;
  description?: string | null;
  image_url?: string | null;
}

export interface PriceLinesInput {
  lines: LineRequest[];
  country: string | null;
  platform: PricePlatform;
  locale: string | null;
  /** Overrides of the whole order by the studio's server. A price or a template is the price: discounts of offers are not taken off it. */
  price_decimal?: string | null;
  currency?: string | null;
  currency_preferred?: boolean;
  discount_percent?: number | null;
  price_template_id?: string | null;
  /** Seconds; windows of stores and store items are looked at by it. */
  now: number;
}

/**
 * Prices the lines of an order, all in one currency. Throws `offers.unknown_sku`, `offers.not_for_sale`, `offers.no_price`, `offers.mixed_currencies`,
 * `offers.amount_too_large` (Invalid, with the line in `errors`), `offers.unknown_price_template`, `offers.price_override_refused`.
 */
export class PriceLines extends Query<{ currency: string; lines: PricedLine[]; total_before_discount_minor: number; total_minor: number }> {
  constructor(readonly input: PriceLinesInput) { super(); }
}

/** Which of these items nobody can buy any more: gone, archived, or of a kind that is not ordered. For orders that were made while they could be. */
export class ListNoLongerSold extends Query<string[]> {
  constructor(readonly itemIds: string[]) { super(); }
}

export interface StorefrontItem {
  store_item_id: string;
  item_id: string;
  sku: string;
  type: string;
  name: string;
  description: string | null;
  image_url: string | null;
  /** Where it stands in the catalog: the first of its categories by position. */
  category: { id: string; name: string; position: number } | null;
  position: number;
  badge: string | null;
  discount_percent: number;
  /** The price as the catalog has it, without tax knowledge: `amount_minor` is what the player pays in tax-inclusive countries. Null: not sold here. */
  price: { amount_minor: number; before_discount_minor: number; currency: string } | null;
  grants: Grantable[];
  ends_at: number | null;
}

export interface StorefrontStore {
  store_id: string;
  key: string | null;
  name: string;
  description: string | null;
  ends_at: number | null;
  items: StorefrontItem[];
}

export interface StorefrontView {
  /** Two answers for one game, country, locale and platform with the same version and the same `valid_until` are the same. */
  version: string;
  stores: StorefrontStore[];
  /** The second at which the next store or offer opens or closes; null when none will. */
  valid_until: number | null;
}

/** The stores that are open now with what they sell, priced for a country: compiled once per (game, version, locale, country) and kept in memory. */
export class GetStorefront extends Query<StorefrontView> {
  constructor(readonly input: { country: string; locale: string; platform: PricePlatform; now: number }) { super(); }
}
