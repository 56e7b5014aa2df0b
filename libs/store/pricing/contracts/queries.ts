import { Query } from '#platform/kernel/messages';

export type PricePlatform = 'any' | 'ios' | 'android' | 'other';

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
 */
export class PriceInCountry extends Query<(LocalPrice | null)[]> {
  constructor(readonly input: { sources: PriceSource[]; country: string | null; platform: PricePlatform; currency?: string | null }) { super(); }
}

/** True when the price template exists in this game. */
export class PriceTemplateExists extends Query<boolean> {
  constructor(readonly priceTemplateId: string) { super(); }
}
