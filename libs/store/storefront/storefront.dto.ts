import { Int, Instant, ListOf, Obj, OneOf, Str } from '#platform/http/fields';

export class StorefrontQuery {
  @Str({ optional: true, pattern: /^[A-Z]{2}$/, max: 2, what: "ISO 3166-1; the hub's default country without it" }) country?: string;
  @Str({ optional: true, pattern: /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/, max: 10, what: "The hub's default locale without it" }) locale?: string;
  @OneOf(['any', 'ios', 'android', 'other'], { optional: true, name: 'StorefrontPlatform', what: 'Whose prices; default `any`' }) platform?: 'any' | 'ios' | 'android' | 'other';
}

export class StorefrontPrice {
  @Int({ what: 'Minor units' }) amount: number;
  @Int({ what: 'Minor units, before the discount' }) amount_before_discount: number;
  @Str({ what: 'ISO 4217' }) currency: string;
  @Int({ what: 'Decimal places of the minor unit' }) exponent: number;
  @Str({ what: 'As a person of the locale reads it' }) display: string;
}

export class StorefrontGrant {
  @Str() sku: string;
  @Str() name: string;
  @Int() quantity: number;
}

export class StorefrontCategory {
  @Str() id: string;
  @Str() name: string;
  @Int({ what: 'Order of the categories, ascending' }) position: number;
}

export class StorefrontItemRead {
  @Str() store_item_id: string;
  @Str() item_id: string;
  @Str() sku: string;
  @Str() type: string;
  @Str() name: string;
  @Str({ nullable: true }) description: string | null;
  @Str({ nullable: true }) image_url: string | null;
  @Obj(() => StorefrontCategory, { nullable: true, what: 'The first of its categories' }) category: StorefrontCategory | null;
  @Int() position: number;
  @Str({ nullable: true }) badge: string | null;
  @Int() discount_percent: number;
  @Obj(() => StorefrontPrice, { nullable: true, what: 'Null: not sold in this country' }) price: StorefrontPrice | null;
  @ListOf(() => StorefrontGrant) grants: StorefrontGrant[];
  @Instant({ nullable: true }) ends_at: number | null;
}

export class StorefrontStoreRead {
  @Str() store_id: string;
  @Str({ nullable: true }) key: string | null;
  @Str() name: string;
  @Str({ nullable: true }) description: string | null;
  @Instant({ nullable: true }) ends_at: number | null;
  @ListOf(() => StorefrontItemRead, { max: 10_000 }) items: StorefrontItemRead[];
}

export class StorefrontRead {
  @Str() country: string;
  @Str({ nullable: true, what: 'Why nothing is sold in this country, in the words of tax quotes, or `games.country_blocked` where the studio has it sold by nobody; every price is null then' }) refusal_code: string | null;
  @OneOf(['inclusive', 'exclusive'], { nullable: true, name: 'PriceDisplay', what: 'Whether prices contain the tax here' }) price_display: 'inclusive' | 'exclusive' | null;
  @Str({ what: 'Changes with every committed change of the catalog' }) version: string;
  @ListOf(() => StorefrontStoreRead, { max: 1_000 }) stores: StorefrontStoreRead[];
}
