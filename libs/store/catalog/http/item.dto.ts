import { applyDecorators } from '@nestjs/common';
import { Bool, Int, Json, ListOf, Num, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import { PageQuery, QueryBool, QueryList } from '#platform/http/query-fields';
import { CURRENCIES } from '#platform/kernel/currency';

export const ITEM_TYPES = ['item', 'currency', 'bundle', 'lootbox', 'subscription', 'virtual_currency'] as const;
export const CURRENCIES_AND_POINTS = [...CURRENCIES, 'RP', 'VC'] as const;
export const VIEW_OPTIONS = ['default', 'skeleton'] as const;
const ORDERS = ['created_at', 'modified_at', 'name', 'position', 'price'] as const;

type ItemType = (typeof ITEM_TYPES)[number];
type Currency = (typeof CURRENCIES_AND_POINTS)[number];
type ViewOption = (typeof VIEW_OPTIONS)[number];

/** What the database keeps as `int`. */
const POSITION = { min: -2_147_483_648, max: 2_147_483_647 } as const;
const TIME_MAX = 253_402_300_799;
/** An address of a picture; an empty text takes it away. A script would be one too, if any scheme were allowed. */
const IMAGE = /^(?:https?:\/\/[^\s"'<>\\]+|data:image\/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=]+)?$/;

const Image = (): PropertyDecorator => Str({ optional: true, nullable: true, max: 65_536, pattern: IMAGE, format: 'uri', what: 'Empty takes it away' });
/** Where the contract knows no empty text: null takes it away. */
const FullImage = (o: { what: string; deprecated?: boolean }): PropertyDecorator => Str({ optional: true, nullable: true, min: 1, max: 65_536, pattern: IMAGE, format: 'uri', ...o });
const AppleImage = (): PropertyDecorator => FullImage({ what: 'Kept and answered; not shown anywhere', deprecated: true });
const Color = (): PropertyDecorator =>
  applyDecorators(Str({ optional: true, nullable: true, max: 64, pattern: /^[#A-Za-z0-9(),.%\s/-]*$/, what: 'A CSS colour' })) as PropertyDecorator;

export class HighlightItem {
  @Image() image_url?: string | null;
  @Str({ optional: true, nullable: true, max: 255, what: 'Shown under the picture' }) name?: string | null;
  @Str({ optional: true, nullable: true, max: 1_000, what: 'Shown under the name' }) description?: string | null;
}

export class Highlights {
  @Str({ optional: true, nullable: true, max: 255, what: 'Shown above the benefits' }) title?: string | null;
  @Str({ optional: true, nullable: true, max: 1_000, what: 'Shown under the title' }) description?: string | null;
  @ListOf(() => HighlightItem, { max: 50, what: 'One benefit each, in this order' }) items: HighlightItem[];
}

export class NestedItem {
  @Str({ optional: true, nullable: true, max: 255, what: 'The item by id, or by `sku`' }) id?: string | null;
  @Str({ optional: true, nullable: true, max: 255, what: 'The item by sku, or by `id`' }) sku?: string | null;
  @Int({ optional: true, nullable: true, min: 1, default: 1, what: 'How many of it one bundle holds' }) count?: number | null;
  @Bool({ optional: true, nullable: true, default: false, what: 'Shown first of what the bundle holds; default false' }) is_featured?: boolean | null;
  @FullImage({ what: 'In place of the item’s own picture' }) image_url?: string | null;
  @OneOf(['separated'], { optional: true, nullable: true, name: 'NestedItemViewType', what: '`separated`: shown apart from the others. Kept and answered; no page shows it yet' }) view_type?: 'separated' | null;
  @Json({ optional: true, nullable: true, what: 'Free JSON; kept and answered' }) meta?: Record<string, unknown> | null;
}

/** What can be told of every item. */
class ItemFields {
  @Str({ optional: true, nullable: true, max: 512, what: 'Shown to players; a translation comes before it' }) description?: string | null;
  @Obj(() => Highlights, { optional: true, nullable: true, what: 'Benefits shown with the item' }) highlights?: Highlights | null;
  @Int({ optional: true, nullable: true, min: 0, what: 'Minor units of `currency`; moved to the nearest price point. Takes the place of a template; not together with one' }) price?: number | null;
  @Str({ optional: true, nullable: true, max: 100, what: 'Exact; takes the place of a raw price' }) price_template_id?: string | null;
  @Int({ optional: true, nullable: true, min: 0, what: 'Has no effect yet: refused unless null' }) reward_points_price?: number | null;
  @Image() image_url?: string | null;
  @AppleImage() image_url_apple?: string | null;
  @Image() icon_url?: string | null;
  @AppleImage() icon_url_apple?: string | null;
  @Image() image_url_featured?: string | null;
  @AppleImage() image_url_featured_apple?: string | null;
  @Image() background_image_url?: string | null;
  @AppleImage() background_image_url_apple?: string | null;
  @Color() background_image_color?: string | null;
  @Image() featured_card_background_image_url?: string | null;
  @AppleImage() featured_card_background_image_url_apple?: string | null;
  @OneOf(VIEW_OPTIONS, { optional: true, nullable: true, default: 'default', name: 'ItemViewOption', what: 'How the card loads; kept and answered' }) view_option?: ViewOption | null;
  @Int({ optional: true, nullable: true, min: 1, default: 1, what: 'How much one purchase grants; at most 2^53 − 1' }) quantity?: number | null;
  @Int({ optional: true, nullable: true, ...POSITION, what: 'Order in lists by position, ascending; default none, which comes last' }) position?: number | null;
  @Strs({ optional: true, nullable: true, max: 100, what: 'Ids of categories; replaces the list' }) categories?: string[] | null;
  @Int({ optional: true, nullable: true, min: 0, what: 'Seconds' }) duration?: number | null;
  @Bool({ optional: true, nullable: true, default: false, what: 'Has no effect yet: refused unless false' }) enable_reward_points_redemption?: boolean | null;
  @ListOf(() => NestedItem, { optional: true, nullable: true, max: 100, what: 'What a bundle holds; replaces the list' }) nested_items?: NestedItem[] | null;
  @Str({ optional: true, nullable: true, max: 100, what: 'No rarities yet: refused unless null' }) rarity_id?: string | null;
  @Str({ optional: true, nullable: true, max: 100, what: 'What the player gets where this item cannot be granted' }) fallback_item_id?: string | null;
  @Int({ optional: true, nullable: true, min: 1, default: 1, what: 'How many of the fallback; default 1' }) fallback_item_quantity?: number | null;
  @Str({ optional: true, nullable: true, max: 1_000, what: 'For the studio’s own eyes' }) comment?: string | null;
  @Bool({ optional: true, nullable: true, what: 'True keeps the item out of webhooks' }) is_system?: boolean | null;
  @Json({ optional: true, nullable: true, what: 'Free JSON, at most 65,536 characters' }) meta?: Record<string, unknown> | null;
}

export class ItemCreate extends ItemFields {
  @Str({ min: 1, max: 255, what: 'Shown to players; a translation comes before it' }) name: string;
  @OneOf(CURRENCIES_AND_POINTS, { name: 'Currency', what: 'ISO 4217 of the raw price; `RP` and `VC` are points and virtual currency' }) currency: Currency;
  @Str({ min: 1, max: 255, what: 'Unique in the game; may not look like one of our ids' }) sku: string;
  @OneOf(ITEM_TYPES, { name: 'ItemType', what: '`item`, `currency` or `bundle`: the others cannot be made here' }) type: ItemType;
  @Bool({ what: 'A player can own more than one of it' }) is_stackable: boolean;
  @Bool({ what: 'Counts as a currency of the game' }) is_currency: boolean;
}

export class ItemBulkCreateOrUpdate extends ItemCreate {
  @Int({ optional: true, nullable: true, min: 1, max: 5_000_000, deprecated: true, what: 'US cents; use `price`' }) price_point?: number | null;
}

export class ItemUpdate extends ItemFields {
  @Str({ optional: true, min: 1, max: 255 }) name?: string;
  @OneOf(CURRENCIES_AND_POINTS, { optional: true, name: 'Currency' }) currency?: Currency;
  @Str({ optional: true, min: 1, max: 255 }) sku?: string;
  @OneOf(ITEM_TYPES, { optional: true, name: 'ItemType' }) type?: ItemType;
  @Bool({ optional: true }) is_stackable?: boolean;
  @Bool({ optional: true, deprecated: true }) is_currency?: boolean;
  @Int({ optional: true, nullable: true, min: 1, max: 5_000_000, deprecated: true, what: 'US cents; use `price`' }) price_point?: number | null;
  @Int({ optional: true, nullable: true, min: 1, max: 100, what: 'Discounts stand at store items: refused unless null' }) discount_percent?: number | null;
  @Int({ optional: true, nullable: true, min: 1, max: 1_000, what: 'Bonuses stand at store items: refused unless null' }) bonus_percent?: number | null;
  @Num({ optional: true, nullable: true, min: 0, max: TIME_MAX, what: 'Unix seconds; null brings the item back' }) archived_at?: number | null;
}

export class ItemBulkUpdate extends ItemUpdate {
  @Str({ max: 100, what: 'Which item' }) id: string;
}

export class ItemBulkDelete {
  @Str({ max: 100, what: 'Which item' }) id: string;
}

const Text = (): PropertyDecorator => Str({ optional: true, nullable: true, max: 512, what: 'The text in this locale; null or an empty one removes it' });

/** A text per locale. */
export class LocaleMapping {
  @Text() cs?: string | null;
  @Text() de?: string | null;
  @Text() en?: string | null;
  @Text() es?: string | null;
  @Text() fr?: string | null;
  @Text() 'fr-CA'?: string | null;
  @Text() hi?: string | null;
  @Text() id?: string | null;
  @Text() it?: string | null;
  @Text() ja?: string | null;
  @Text() ko?: string | null;
  @Text() ms?: string | null;
  @Text() nl?: string | null;
  @Text() no?: string | null;
  @Text() pl?: string | null;
  @Text() pt?: string | null;
  @Text() 'pt-BR'?: string | null;
  @Text() ru?: string | null;
  @Text() sv?: string | null;
  @Text() th?: string | null;
  @Text() tr?: string | null;
  @Text() uk?: string | null;
  @Text() vi?: string | null;
  @Text() zh?: string | null;
  @Text() 'zh-Hant'?: string | null;
}

export class ItemTranslate {
  @Obj(() => LocaleMapping, { optional: true, what: 'At most 255 characters each; null or an empty text removes one, what is not told stays' }) name?: LocaleMapping;
  @Obj(() => LocaleMapping, { optional: true, what: 'At most 512 characters each; null or an empty text removes one, what is not told stays' }) description?: LocaleMapping;
}

export class ItemsQuery extends PageQuery {
  @OneOf(['active', 'archived', 'all'], { optional: true, name: 'ItemState', default: 'all', what: 'Archived items are not sold' }) state?: 'active' | 'archived' | 'all';
  @Str({ optional: true, max: 255, what: 'Part of the name, the sku or the description; or the id' }) search_string?: string;
  @Str({ optional: true, max: 100, what: 'A category, or `unset` for items of none' }) category_id?: string;
  @OneOf(ORDERS, { optional: true, name: 'ItemOrderType', default: 'created_at', what: 'By price: of a template its base price; items without price come last' }) order_by?: (typeof ORDERS)[number];
  @Str({ optional: true, max: 100, what: 'No rarities yet: finds nothing' }) rarity_id?: string;
  @OneOf(['stackable', 'non_stackable'], { optional: true, name: 'ItemStackableType', what: 'Items of which a player can own more than one, or only one' }) item_stackable_type?: 'stackable' | 'non_stackable';
  @OneOf(['asc', 'desc'], { optional: true, name: 'SortOrder', default: 'desc', what: 'Direction of `order_by`' }) sort_order?: 'asc' | 'desc';
  @QueryBool({ what: '`true`: items that have a price; `false`: those that have none' }) with_price?: boolean;
  @OneOf(['fiat', 'reward_points', 'virtual_currency'], { optional: true, name: 'ItemPriceType', what: '`fiat`: sold for money; the others find nothing yet' }) item_price_type?: 'fiat' | 'reward_points' | 'virtual_currency';
  @QueryList({ of: ITEM_TYPES, max: 6, what: 'Comma-separated' }) types?: ItemType[];
  @QueryList({ max: 1_000, what: 'Comma-separated' }) ids?: string[];
  @Str({ optional: true, max: 100, what: 'The last id of the page before' }) starting_after?: string;
}
