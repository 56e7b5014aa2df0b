import { Bool, Instant, Int, ListOf, Num, Obj, OneOf, Str } from '#platform/http/fields';
import { QueryInt } from '#platform/http/query-fields';
import { CURRENCIES, type CurrencyCode } from '#platform/kernel/currency';
import { COUNTRIES, PLATFORMS, PRICE_MAX, type PricePlatform as Platform } from '../contracts/queries.js';

const CATEGORIES = ['none', 'platform'] as const;
const LOCALES = ['cs', 'de', 'en', 'es', 'fr', 'fr-CA', 'hi', 'id', 'it', 'ja', 'ko', 'ms', 'nl', 'no', 'pl', 'pt', 'pt-BR', 'ru', 'sv', 'th', 'tr', 'uk', 'vi', 'zh', 'zh-Hant'] as const;
const COUNTRY = { max: 2, pattern: /^[A-Z]{2}$/ } as const;
/** 104 countries on four platforms. */
const CUSTOMS_MAX = 416;

type Category = (typeof CATEGORIES)[number];

export class Price {
  @OneOf(COUNTRIES, { name: 'Country', what: 'ISO 3166-1; one of the 104 countries that templates know' }) country: (typeof COUNTRIES)[number];
  @OneOf(CURRENCIES, { name: 'MoneyCurrency', what: 'The price holds in this currency; it need not be the one that the country pays in' }) currency: CurrencyCode;
  @OneOf(PLATFORMS, { name: 'Platform', what: 'A price for one platform comes before one for `any`' }) platform: Platform;
  @Int({ min: 0, max: PRICE_MAX, what: 'Minor units of `currency`' }) price: number;
}

export class PriceTemplateCreate {
  @Str({ optional: true, nullable: true, min: 1, max: 255, what: 'The studio’s own handle; unique in the game' }) key?: string | null;
  @Str({ min: 1, max: 255, what: 'For the studio’s own eyes' }) name: string;
  @Int({ min: 1, max: PRICE_MAX, what: 'US cents; the price of every country without one of its own is derived from it' }) price: number;
  @OneOf(CATEGORIES, { name: 'PriceCategory', what: '`platform`: the reading lists every platform on its own' }) category: Category;
  @ListOf(() => Price, { max: CUSTOMS_MAX, what: 'Prices set by hand; one per country and platform' }) customs: Price[];
}

export class PriceTemplateUpdate {
  @Str({ optional: true, nullable: true, min: 1, max: 255, what: 'The studio’s own handle; null takes it away' }) key?: string | null;
  @Str({ optional: true, min: 1, max: 255 }) name?: string;
  @Int({ optional: true, min: 1, max: PRICE_MAX, what: 'US cents' }) price?: number;
  @OneOf(CATEGORIES, { optional: true, name: 'PriceCategory' }) category?: Category;
  @ListOf(() => Price, { optional: true, max: CUSTOMS_MAX, what: 'Replaces the list' }) customs?: Price[];
}

export class TemplatePrice {
  @OneOf(COUNTRIES, { name: 'Country' }) country: string;
  @OneOf(CURRENCIES, { name: 'MoneyCurrency' }) currency: string;
  @OneOf(PLATFORMS, { name: 'Platform' }) platform: Platform;
  @Int({ min: 0, max: PRICE_MAX, what: 'Minor units of `currency`' }) price: number;
  @Bool({ what: 'Set by hand; otherwise derived from the base price' }) is_custom: boolean;
}

export class PriceTemplateShort {
  @Str({ max: 32 }) id: string;
  @Str({ optional: true, what: 'Left out where there is none' }) key?: string;
  @Str() name: string;
  @Int({ what: 'US cents' }) price: number;
  @OneOf(CATEGORIES, { name: 'PriceCategory' }) category: Category;
  @Int({ default: 0, what: 'Items that name this template' }) items_count: number;
  @Instant() created_at: number;
  @Instant({ optional: true }) modified_at?: number;
}

export class PriceTemplateRead extends PriceTemplateShort {
  @ListOf(() => TemplatePrice, { max: CUSTOMS_MAX }) prices: TemplatePrice[];
}

export class PriceTemplatesQuery {
  @Str({ optional: true, min: 1, max: 255, what: 'Part of the name or key' }) q?: string;
  @QueryInt({ min: 1, max: 1_000, default: 10, what: 'How many at most' }) limit?: number;
  @Str({ optional: true, max: 64, what: 'The id of a template: the page after it' }) starting_after?: string;
  @Str({ optional: true, max: 64, what: 'The id of a template: the page that ends before it' }) ending_before?: string;
}

export class PriceTemplatePage {
  @ListOf(() => PriceTemplateShort) data: PriceTemplateShort[];
  @Bool() has_more: boolean;
  @Str({ optional: true, what: 'Where the next page begins, in the direction that was asked for; left out on the last one' }) next_cursor?: string;
}

export class PricePointsQuery {
  @Str({ ...COUNTRY, what: 'ISO 3166-1; whose currency and prices are shown' }) country: string;
  @OneOf(LOCALES, { optional: true, name: 'Locale', default: 'en', what: 'For `display`' }) locale?: string;
  @OneOf(PLATFORMS, { optional: true, name: 'Platform', default: 'any', what: 'Points are the same on every platform' }) platform?: Platform;
}

export class PricePointsContext {
  @Str({ ...COUNTRY }) country: string;
  @OneOf(CURRENCIES, { name: 'MoneyCurrency' }) base_currency: CurrencyCode;
  @OneOf(CURRENCIES, { name: 'MoneyCurrency' }) local_currency: CurrencyCode;
}

export class PriceAmount {
  @Int({ what: 'Minor units' }) amount: number;
  @Num({ what: 'Major units, for reading only' }) amount_decimal: number;
}

export class LocalPriceAmount extends PriceAmount {
  @Str({ what: 'As a person reads it in the locale' }) display: string;
}

export class PricePoint {
  @Str({ example: 'usd-499' }) id: string;
  @Obj(() => PriceAmount) base_price: PriceAmount;
  @Obj(() => LocalPriceAmount) local_price: LocalPriceAmount;
}

export class PricePointsResponse {
  @Obj(() => PricePointsContext) context: PricePointsContext;
  @ListOf(() => PricePoint, { max: 528 }) price_points: PricePoint[];
}
