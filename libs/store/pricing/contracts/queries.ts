import { Query } from '#platform/kernel/messages';

/** The countries of the API contract's price templates. */
export const COUNTRIES = [
  'VA', 'MM', 'PE', 'DK', 'PY', 'SV', 'US', 'SI', 'SG', 'CZ', 'KE', 'JP', 'KR', 'NZ', 'KZ', 'AE', 'IQ', 'AU', 'CL', 'QA', 'NL', 'IN', 'GE', 'EE', 'BM', 'AT',
  'VN', 'LI', 'KW', 'TC', 'BR', 'PL', 'MY', 'HK', 'MC', 'VG', 'GI', 'SE', 'EG', 'GH', 'CH', 'LK', 'SA', 'SM', 'PK', 'DE', 'TW', 'LU', 'BO', 'FM', 'CA', 'SK',
  'LT', 'FR', 'KY', 'LV', 'CY', 'MX', 'RO', 'TZ', 'HU', 'PH', 'MO', 'FI', 'RS', 'EC', 'IE', 'ID', 'OM', 'BD', 'PA', 'UA', 'ZA', 'ES', 'PT', 'NO', 'NG', 'TH',
  'IL', 'GB', 'JO', 'IT', 'BG', 'TR', 'BH', 'CR', 'MA', 'HR', 'GR', 'KH', 'CO', 'BE', 'DZ', 'CN', 'AD', 'AL', 'BA', 'IS', 'MD', 'ME', 'MK', 'MT', 'RU', 'AR',
] as const;

export const PLATFORMS = ['any', 'ios', 'android', 'other'] as const;
export type PricePlatform = (typeof PLATFORMS)[number];

/** No price is above it, in minor units of whatever currency: JSON numbers hold a thousand times as much exactly. */
export const PRICE_MAX = 1_000_000_000_000;

/** What an item says of its price. */
export interface PriceSource {
  price_template_id: string | null;
  price_minor: number | null;
  currency: string;
}

export interface LocalPrice {
  amount_minor: number;
  currency: string;
  /** True for a price that the studio set by hand for this country. */
  is_custom: boolean;
}

/**
 * The price of each source in a country, in the country's own currency where a tier or a custom price exists, else in USD (or the item's own
 * currency). `currency` asks for one currency instead of the country's: null where there is no price in it. Without a country: the base price.
 * Null too for a source that names no price, or a template that is gone.
 */
export class PriceInCountry extends Query<(LocalPrice | null)[]> {
  constructor(readonly input: { sources: PriceSource[]; country: string | null; platform: PricePlatform; currency?: string | null }) { super(); }
}

/** True when the price template exists in this game. */
export class PriceTemplateExists extends Query<boolean> {
  constructor(readonly priceTemplateId: string) { super(); }
}

/**
 * The price point nearest to a raw price, the lower of two equally near ones. US dollars: the grid of 528 points from 0.29 to 9,999.99. Other currencies:
 * the nearest charm price of the currency, or the price itself where no rule is known. 0 stays 0. Throws `pricing.above_price_points` beyond the grid.
 */
export class SnapToPricePoint extends Query<number> {
  constructor(readonly input: { price_minor: number; currency: string }) { super(); }
}

/** Grows with every committed change of the game's price templates: part of the key of compiled snapshots. */
export class GetPricingVersion extends Query<number> {}

/** The signal that a game's prices have changed; its text is the game id. */
export const PRICING_CHANGED = 'pricing.changed';

export interface CustomPrice {
  country: string;
  currency: string;
  platform: PricePlatform;
  /** Minor units of `currency`. */
  price: number;
}

export interface PriceTemplateView {
  id: string;
  key: string | null;
  name: string;
  /** US cents. */
  price: number;
  category: 'none' | 'platform';
  /** Items that name this template. */
  items_count: number;
  created_at: number;
  modified_at: number | null;
}

/** A template with the price of every country: those set by hand, and those derived from the base price. */
export class GetPriceTemplate extends Query<PriceTemplateView & { prices: (CustomPrice & { is_custom: boolean })[] }> {
  constructor(readonly priceTemplateId: string) { super(); }
}
