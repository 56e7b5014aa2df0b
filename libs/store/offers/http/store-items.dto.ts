import { ApiProperty } from '@nestjs/swagger';
import { Anything, Bool, Instant, Int, ListOf, Num, OneOf, Str, Strs } from '#platform/http/fields';

const MAYBE = { optional: true, nullable: true } as const;
const LATER = { ...MAYBE, what: 'Not yet: refused unless null' } as const;
const PERIODS = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const;
const LIMIT_PERIODS = ['global', 'personal'] as const;
const MISMATCHES = ['hide_from_store', 'disable', 'disable_and_show_description'] as const;
const CARDS = ['default', 'featured'] as const;
const BENEFITS = ['base', 'promotion', 'user_promotion', 'virtual_sku', 'extra_promotion'] as const;
const URL = { min: 1, max: 65_536, pattern: /^https?:\/\/[^\s"'<>\\]+$/, format: 'uri' } as const;
const INT4_MAX = 2_147_483_647;

/** The members that a request may set and an answer tells, under the same rule. */
export class StoreItemMembersDto {
  @Int({ ...MAYBE, min: 0, max: 99, what: 'Percent off the price of one' }) discount_percent?: number | null;
  @Int({ ...MAYBE, min: 0, max: 100_000, what: 'More of the same item, in percent of all that is bought at once, cut to whole units. Takes the place of bonus_fixed' }) bonus_percent?: number | null;
  @Int({ ...MAYBE, min: 0, what: 'More of the same item, in units per purchase. Takes the place of bonus_percent' }) bonus_fixed?: number | null;
  @Str({ ...MAYBE, min: 1, max: 255, what: 'In place of the item’s name' }) name?: string | null;
  @Str({ ...MAYBE, max: 5_000, what: 'In place of the item’s description' }) description?: string | null;
  @Str({ ...MAYBE, ...URL, what: 'In place of the item’s picture' }) image_url?: string | null;
  @Int(LATER) max_purchases?: number | null;
  @Int(LATER) global_max_purchases?: number | null;
  @Anything(LATER) requirements_expression?: unknown;
  @OneOf(MISMATCHES, { ...MAYBE, name: 'RequirementsMismatchBehavior', what: 'Kept for when offers have requirements' }) requirements_mismatch_behavior?: (typeof MISMATCHES)[number] | null;
  @Str({ ...MAYBE, max: 100, what: 'A word on the card' }) custom_badge?: string | null;
  @Instant({ ...MAYBE, what: 'Unix seconds; on sale from then on' }) start_at?: number | null;
  @Instant({ ...MAYBE, what: 'Unix seconds; off sale from then on' }) end_at?: number | null;
  @Int(LATER) min_amount?: number | null;
  @Int(LATER) max_reward_points_percent?: number | null;
  @Num(LATER) reward_points_percent?: number | null;
  @Int(LATER) reward_points_fixed?: number | null;
  @Int(LATER) loyalty_points_percent?: number | null;
  @Int(LATER) loyalty_points_fixed?: number | null;
  @Anything(LATER) reward_settings?: unknown;
  @Anything(LATER) payment_bound?: unknown;
  @Bool({ optional: true, default: false, what: 'Not yet: refused unless false' }) is_free_item?: boolean;
  @Int({ ...LATER, min: 0, max: 1_000 }) rotation_weight?: number | null;
  @OneOf(PERIODS, { ...LATER, name: 'PeriodType' }) max_purchases_period_type?: (typeof PERIODS)[number] | null;
  @Int({ ...LATER, min: 0 }) max_purchases_period_value?: number | null;
  @OneOf(LIMIT_PERIODS, { ...LATER, name: 'MaxPurchaseLimitPeriodType' }) max_purchases_limit_type?: (typeof LIMIT_PERIODS)[number] | null;
  @Bool({ ...MAYBE, what: 'Kept for when purchases are limited' }) show_disabled_by_max_purchases?: boolean | null;
  @OneOf(CARDS, { ...MAYBE, name: 'StoreCardType', what: 'How large its card is; kept and answered' }) card_type?: (typeof CARDS)[number] | null;
  @Bool({ ...MAYBE, what: 'Before the other offers of its category; kept and answered' }) show_first_on_category_list?: boolean | null;
  @Str({ ...LATER, deprecated: true }) bonus_item_id?: string | null;
  @Int({ ...LATER, deprecated: true }) bonus_item_quantity?: number | null;
  @Int({ ...LATER, min: 0, deprecated: true }) bonus_item_percent?: number | null;
  @Anything(LATER) bonus_items_settings?: unknown;
  @Anything(LATER) subscription_settings?: unknown;
  @Str({ ...MAYBE, max: 255, what: 'A word beside the bonus' }) bonus_badge?: string | null;
  @Int({ ...MAYBE, min: 1, what: 'Minor units of the item’s currency, moved to the nearest price point; in place of the item’s price' }) price?: number | null;
  @Int({ ...MAYBE, min: 1, max: 5_000_000, deprecated: true, what: 'The older name of `price`' }) price_point?: number | null;
  @Str({ ...MAYBE, max: 64, what: 'In place of the item’s price, exactly. Takes the place of `price`' }) price_template_id?: string | null;
  @Int({ ...MAYBE, min: 1, what: 'How much one purchase grants, in place of the item’s quantity' }) quantity?: number | null;
}

export class StoreItemCreate extends StoreItemMembersDto {
  @Int({ min: -INT4_MAX, max: INT4_MAX, what: 'Order in the store, ascending' }) position: number;
  @Str({ max: 64, what: 'What is offered' }) item_id: string;
  @Str(LATER) campaign_id?: string | null;
  @Str(LATER) user_campaign_id?: string | null;
  @Str(LATER) bond_user_id?: string | null;
}

export class StoreItemUpdate extends StoreItemMembersDto {
  @Int({ ...MAYBE, min: -INT4_MAX, max: INT4_MAX, what: 'Null leaves it' }) position?: number | null;
}

export class StoreItemBulkUpdate extends StoreItemUpdate {
  @Str({ max: 64, what: 'Which store item' }) id: string;
}

export class StoreItemBulkDelete {
  @Str({ max: 64, what: 'Which store item' }) id: string;
}

export class ItemsCreate {
  @ListOf(() => StoreItemCreate, { min: 1, max: 50, what: 'All of them or none' }) items: StoreItemCreate[];
}

export class StoreItemsQuery {
  @Str({ optional: true, max: 32_000, what: 'Up to 500 ids with commas between; without them the first 1,000 store items of the game' }) ids?: string;
}

/** What makes up the advantage of an offer, by where it comes from. `base` is the offer's own. */
export class StoreItemBenefit {
  @OneOf(BENEFITS, { name: 'StoreItemBenefitType' }) type: (typeof BENEFITS)[number];
  @Int({ optional: true }) discount_percent?: number;
  @Int({ optional: true }) bonus_percent?: number;
  @Int({ optional: true }) reward_points_percent?: number;
  @Int({ optional: true }) reward_points_fixed?: number;
  @Int({ optional: true }) bonus_item_percent?: number;
  @Str({ optional: true, what: 'The item that is given on top' }) bonus_item_id?: string;
  @Int({ optional: true }) bonus_item_quantity?: number;
  @Str({ optional: true }) store_promotion_id?: string;
  @Int({ optional: true }) loyalty_points_percent?: number;
  @Int({ optional: true }) loyalty_points_fixed?: number;
  @Anything({ optional: true }) reward_settings?: unknown;
  @Strs({ optional: true }) requires_payment_methods?: string[];
  @Bool({ optional: true }) requires_payment_method_save?: boolean;
}

// The catalog's own answers, by the names under which OpenAPI has them: one context does not import another's DTOs.
const ITEM = { oneOf: ['ItemRead', 'LootboxRead', 'SubscriptionItemRead', 'VirtualCurrencyRead'].map((name) => ({ $ref: `#/components/schemas/${name}` })) };
const ITEMS = { type: 'array', items: { $ref: '#/components/schemas/ItemRead' } } as const;

export class StoreItemRead extends StoreItemMembersDto {
  @Str() id: string;
  @Str() store_id: string;
  @Str() item_id: string;
  @Int() position: number;
  @Instant() created_at: number;
  @ApiProperty(ITEM) item: Record<string, unknown>;
  @Str({ nullable: true }) campaign_id: string | null;
  @Str({ nullable: true }) user_campaign_id: string | null;
  @Str({ nullable: true }) bond_user_id: string | null;
  @Str({ nullable: true }) created_from_campaign_node_id: string | null;
  @Str({ nullable: true }) created_from_campaign_version: string | null;
  @Bool({ what: 'Outside its own window' }) disabled: boolean;
  @Int({ optional: true, what: 'Left out while purchases are not limited' }) purchases_left?: number;
  @Instant({ optional: true, what: 'Left out while purchases are not limited' }) next_purchase_at?: number;
  @Instant({ optional: true, what: 'Left out while purchases are not limited' }) next_reset_at?: number;
  @ListOf(() => StoreItemBenefit) benefits: StoreItemBenefit[];
  @ApiProperty({ ...ITEMS, description: 'Other items that are given on top' }) bonus_items: Record<string, unknown>[];
  @Int({ optional: true, what: 'Left out while purchases are not limited' }) current_purchase_count?: number;
  @Str({ ...URL, optional: true, what: 'The item’s' }) background_image_url?: string;
  @Str({ optional: true }) applied_store_promotion_id?: string;
  @Strs({ what: 'Promotions that hold for it' }) applied_store_promotion_ids: string[];
  @ApiProperty({ ...ITEMS, description: 'Items of a bundle whose content is made for a player' }) dynamic_nested_items_read: Record<string, unknown>[];
}
