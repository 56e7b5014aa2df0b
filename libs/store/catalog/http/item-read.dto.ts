import { Anything, Bool, Int, Json, ListOf, Num, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import { CURRENCIES_AND_POINTS, Highlights, ITEM_TYPES, LocaleMapping, NestedItem, VIEW_OPTIONS } from './item.dto.js';

const SOURCES = ['order', 'bonus', 'bundle', 'coupon', 'lootbox', 'free_item', 'liveops', 'daily_reward', 'loyalty_reward', 'progression_program', 'rolling_offer', 'pick_one_offer'] as const;

export class ItemPropertyRelationData {
  @Anything({ optional: true, what: 'A number or a text' }) value?: unknown;
}

export class ItemPropertyRead {
  @Str({ max: 255 }) name: string;
  @Str({ optional: true, max: 512 }) description?: string;
  @Str({ optional: true, max: 65_536 }) icon_url?: string;
  @Json({ what: '`property_type` is number, string or range; a range has min and max' }) config: Record<string, unknown>;
  @Str() id: string;
}

export class ItemPropertyRelationRead {
  @Str() property_id: string;
  @Obj(() => ItemPropertyRelationData, { optional: true }) data?: ItemPropertyRelationData;
  @Int() position: number;
  @Str() id: string;
  @Str() item_id: string;
  @Obj(() => ItemPropertyRead) item_property: ItemPropertyRead;
}

export class ItemRarityRead {
  @Str({ max: 255 }) name: string;
  @Str({ optional: true }) color_background_badge?: string;
  @Str() id: string;
}

export class ItemTexts {
  @Obj(() => LocaleMapping, { optional: true }) name?: LocaleMapping;
  @Obj(() => LocaleMapping, { optional: true }) description?: LocaleMapping;
}

/** What every answer about an item has. What is not there is left out. */
class ItemReadFields {
  @Str() id: string;
  @Str({ max: 255 }) name: string;
  @Str({ optional: true, nullable: true, max: 512 }) description?: string | null;
  @Obj(() => Highlights, { optional: true, nullable: true }) highlights?: Highlights | null;
  @Int({ optional: true, what: 'Minor units of `currency`; of a template its base price, where `currency` is USD' }) price?: number;
  @Int({ optional: true, min: 1, max: 5_000_000, deprecated: true, what: 'The price, where it is in US dollars' }) price_point?: number;
  @Str({ optional: true }) price_template_id?: string;
  @Int({ optional: true }) reward_points_price?: number;
  @OneOf(CURRENCIES_AND_POINTS, { name: 'Currency' }) currency: string;
  @Str({ max: 255 }) sku: string;
  @Str({ optional: true, max: 65_536 }) image_url?: string;
  @Str({ optional: true, max: 65_536, deprecated: true }) image_url_apple?: string;
  @Str({ optional: true, max: 65_536 }) icon_url?: string;
  @Str({ optional: true, max: 65_536, deprecated: true }) icon_url_apple?: string;
  @Str({ optional: true, max: 65_536 }) image_url_featured?: string;
  @Str({ optional: true, max: 65_536, deprecated: true }) image_url_featured_apple?: string;
  @Str({ optional: true, max: 65_536 }) background_image_url?: string;
  @Str({ optional: true, max: 65_536, deprecated: true }) background_image_url_apple?: string;
  @Str({ optional: true }) background_image_color?: string;
  @Str({ optional: true, max: 65_536 }) featured_card_background_image_url?: string;
  @Str({ optional: true, max: 65_536, deprecated: true }) featured_card_background_image_url_apple?: string;
  @OneOf(ITEM_TYPES, { name: 'ItemType' }) type: string;
  @OneOf(VIEW_OPTIONS, { optional: true, default: 'default', name: 'ItemViewOption' }) view_option?: string;
  @Int({ optional: true, min: 1, default: 1 }) quantity?: number;
  @Bool() is_stackable: boolean;
  @Bool() is_currency: boolean;
  @Int({ optional: true }) position?: number;
  @Strs({ optional: true, what: 'Ids of categories' }) categories?: string[];
  @Int({ optional: true, what: 'Seconds' }) duration?: number;
  @Bool({ optional: true }) enable_reward_points_redemption?: boolean;
  @Num({ optional: true }) archived_at?: number;
}

export class ItemRead extends ItemReadFields {
  @OneOf(['ItemRead'], { optional: true, default: 'ItemRead' }) model_type?: 'ItemRead';
  @ListOf(() => NestedItem, { optional: true }) nested_items?: NestedItem[];
  @ListOf(() => ItemPropertyRelationRead, { optional: true }) properties?: ItemPropertyRelationRead[];
  @OneOf(SOURCES, { optional: true, default: 'order', name: 'ItemSource' }) source?: string;
  @Str({ optional: true }) rarity_id?: string;
  @Obj(() => ItemRarityRead, { optional: true }) item_rarity?: ItemRarityRead;
  @Int({ optional: true, min: 0, max: 100 }) discount_percent?: number;
  @Int({ optional: true, min: 0 }) bonus_percent?: number;
  @Bool({ optional: true, default: false }) is_custom?: boolean;
  @Num() created_at: number;
  @Num({ optional: true }) modified_at?: number;
  @Int({ optional: true, what: 'Digits after the point of `currency`' }) price_minor_unit?: number;
  @Num({ optional: true, what: 'The price in major units, for reading' }) price_decimal?: number;
  @Str({ optional: true }) fallback_item_id?: string;
  @Int({ optional: true }) fallback_item_quantity?: number;
  @Json({ optional: true }) meta?: Record<string, unknown>;
  @ListOf(() => ItemRead, { optional: true, what: 'The items of `nested_items`, in the same order, without what they hold in turn' }) nested_items_read?: ItemRead[];
  @Obj(() => ItemRead, { optional: true }) fallback_item?: ItemRead;
  @Str({ optional: true }) comment?: string;
  @Bool({ optional: true, nullable: true }) is_system?: boolean | null;
  @Obj(() => ItemTexts, { optional: true, what: 'Beyond the contract: what translate_item has set' }) translations?: ItemTexts;
}

export class PityStep {
  @Int({ min: 1 }) threshold: number;
  @ListOf(() => LootboxGroup) guaranteed_groups: LootboxGroup[];
}

export class PitySettings {
  @ListOf(() => PityStep) steps: PityStep[];
  @Bool({ optional: true, default: true }) repeat_last?: boolean;
}

export class LootboxGroup {
  @Str({ optional: true }) name?: string;
  @Num({ optional: true, min: 0, max: 1_000_000 }) weight?: number;
  @Anything({ optional: true, what: 'Groups or items' }) items?: unknown;
}

export class LootboxSettings {
  @ListOf(() => LootboxGroup) groups: LootboxGroup[];
  @Str({ optional: true }) claim_video_url?: string;
  @Str({ optional: true }) claimed_video_url?: string;
  @Str({ optional: true }) claim_video_url_mov?: string;
  @Str({ optional: true }) claimed_video_url_mov?: string;
  @OneOf(['default', 'roulette'], { optional: true, default: 'default', name: 'LootboxViewType' }) view_type?: 'default' | 'roulette';
  @Obj(() => PitySettings, { optional: true }) pity?: PitySettings;
}

export class LootboxRead extends ItemReadFields {
  @OneOf(['LootboxRead'], { optional: true, default: 'LootboxRead' }) model_type?: 'LootboxRead';
  @Obj(() => LootboxSettings) lootbox_settings: LootboxSettings;
  @ListOf(() => LootboxGroup, { optional: true }) groups?: LootboxGroup[];
  @Str({ optional: true }) comment?: string;
}

export class SubscriptionSettings {
  @Anything({ optional: true, what: 'A list of plans' }) plans?: unknown;
}

export class SubscriptionItemRead extends ItemReadFields {
  @OneOf(['SubscriptionRead'], { optional: true, default: 'SubscriptionRead' }) model_type?: 'SubscriptionRead';
  @ListOf(() => NestedItem, { optional: true }) nested_items?: NestedItem[];
  @Json({ optional: true }) meta?: Record<string, unknown>;
  @Num() created_at: number;
  @Num({ optional: true }) modified_at?: number;
  @Str({ optional: true }) comment?: string;
  @Obj(() => SubscriptionSettings) subscription_settings: SubscriptionSettings;
}

export class VirtualCurrencySettings {
  @Num({ optional: true, default: 1 }) rate?: number;
  @Bool({ optional: true, default: false }) enabled_for_checkout?: boolean;
  @Bool({ optional: true, default: false }) reward_active?: boolean;
  @Num({ optional: true, default: 0, min: 0 }) reward_percentage?: number;
  @Strs({ optional: true, of: ['s2s', 'hub', 'sdk', 'checkout_link'], name: 'OrderSourceType' }) excluded_sales_channels?: string[];
  @OneOf(['local_price', 'base_price'], { optional: true, default: 'local_price', name: 'VCPriceSource' }) price_source?: 'local_price' | 'base_price';
  @Bool({ optional: true, default: false }) allow_non_secure_auth?: boolean;
}

export class VirtualCurrencyRead extends ItemReadFields {
  @OneOf(['VirtualCurrencyRead'], { optional: true, default: 'VirtualCurrencyRead' }) model_type?: 'VirtualCurrencyRead';
  @Obj(() => VirtualCurrencySettings) vc_settings: VirtualCurrencySettings;
  @Int({ optional: true }) start_at?: number;
  @Int({ optional: true }) end_at?: number;
}
