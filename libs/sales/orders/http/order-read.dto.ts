import { PageOf } from '#platform/http/answers';
import { Bool, Instant, Int, Json, ListOf, Num, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import { Cursor, QueryInt, QueryList } from '#platform/http/query-fields';
import { OrderRedirectSettings, OrderUISettings } from './order-create.dto.js';
import { OrderPlayerInfo } from './player-info.dto.js';

export const ORDER_STATUSES = ['created', 'captured', 'paid', 'canceled', 'refunded', 'refund_requested', 'reattempted', 'disputed'] as const;
export const ITEM_SOURCES = [
  'order', 'bonus', 'bundle', 'coupon', 'lootbox', 'free_item', 'liveops', 'daily_reward', 'loyalty_reward', 'progression_program', 'rolling_offer', 'pick_one_offer',
] as const;

export class OrderNestedItem {
  @Str() id: string;
  @Str() sku: string;
  @Str() name: string;
  @OneOf(ITEM_SOURCES) source: string;
  @Str({ optional: true, nullable: true }) description?: string | null;
  @Str({ optional: true }) image_url?: string;
  @Int({ min: 1 }) quantity: number;
  @ListOf(() => OrderNestedItem, { optional: true }) nested_items?: OrderNestedItem[];
}

export class OrderItemRead extends OrderNestedItem {
  @Str({ optional: true, what: 'Names the line within the order, to refund it; what comes with a line has its name' }) line_id?: string;
  @Int({ optional: true, what: 'How many of the line have been refunded' }) refunded_quantity?: number;
  @Int({ optional: true, what: 'What has gone back of the line, tax included, in minor units' }) refunded_amount?: number;
  @Str({ optional: true, nullable: true }) selected_plan_key?: string | null;
  @Str() currency: string;
  @Int({ optional: true, what: 'Of one unit, after discount, in minor units' }) price?: number;
  @Int({ optional: true, what: 'The same as `price`' }) price_point?: number;
  @Num({ optional: true, what: 'The same in major units' }) price_decimal?: number;
}

export class OrderCouponRead {
  @Str() id: string;
  @Str() code: string;
  @Str() name: string;
  @OneOf(['bonus', 'discount', 'free_item', 'vc', 'non_benefit', 'discount_fixed', 'discount_reward_point']) type: string;
  @Int({ optional: true }) discount_percent?: number;
  @Int({ optional: true }) bonus_percent?: number;
  @Int({ optional: true }) bonus_fixed?: number;
}

export class OrderVirtualCurrencyReward {
  @OneOf(['virtual_currency'], { optional: true, default: 'virtual_currency' }) type?: string;
  @Str({ optional: true }) name?: string;
  @Str() virtual_currency_id: string;
  @Int() amount: number;
  @OneOf(['issued', 'revoked', 'issue_failed', 'revoke_failed'], { optional: true }) issue_status?: string;
  @Str({ optional: true }) icon_url?: string;
  @Str({ optional: true }) sku?: string;
}

export class OrderRewards {
  @ListOf(() => OrderVirtualCurrencyReward) available: OrderVirtualCurrencyReward[];
}

export class OrderTaxComponentRead {
  @Str() name: string;
  @Str({ what: 'Percent' }) rate: string;
  @Int() tax_minor: number;
  @Str() jurisdiction: string;
}

export class OrderTaxEngineRead {
  @OneOf(['engine', 'own_rates'], { name: 'OrderTaxBasis', what: '`own_rates`: the engine did not answer, and our own rates were charged' }) basis: string;
  @Str({ what: 'The record of what the engine was asked and said (`teq_…`)' }) quote_id: string;
  @Str({ what: 'Who sells' }) legal_entity: string;
  @OneOf(['engine', 'operator'], { name: 'OrderTaxFiler', what: 'Who files the return of it' }) filed_by: string;
}

export class OrderTaxRead {
  @Str() quote_id: string;
  @OneOf(['charge', 'no_tax', 'reverse_charge', 'psp_collects', 'studio_is_seller'], { what: '`studio_is_seller`: you sell it yourself; what is tax in the price is yours to know and to pay' }) outcome: string;
  @Str() jurisdiction: string;
  @Str() rate_row_id: string;
  @Str({ nullable: true, what: 'Percent' }) rate: string | null;
  @OneOf(['inclusive', 'exclusive'], { what: 'Whether listed prices contain the tax' }) price_display: string;
  @Int() net_minor: number;
  @Int() tax_minor: number;
  @Int() total_minor: number;
  @ListOf(() => OrderTaxComponentRead) components: OrderTaxComponentRead[];
  @OneOf(['valid', 'invalid', 'unavailable', 'unasked'], { optional: true, nullable: true, name: 'TaxIdExistence', what: 'Where a business buys: what the register said of its tax id; null where none is asked' }) tax_id_existence?: string | null;
  @Obj(() => OrderTaxEngineRead, { optional: true, what: 'There where an outside tax engine is used for the seller and the place' }) engine?: OrderTaxEngineRead;
}

export class OrderBusinessRead {
  @Str({ what: 'As an invoice prints it' }) tax_id: string;
  @Str() name: string;
  @Strs() address_lines: string[];
}

export class SettlementFxRead {
  @Str({ what: "Major units of the settlement's currency for one major unit of the order's, a decimal" }) rate: string;
  @Str({ what: '`YYYY-MM-DD`' }) date: string;
  @Str({ what: 'Who printed it; the provider itself where no rate of the day was known' }) source: string;
}

export class OrderSettlementRead {
  @Str({ what: 'The settlement currency, of the amounts beside it' }) currency: string;
  @Int({ what: 'What the payment was exchanged to, in minor units as the two after it' }) gross: number;
  @Int() payment_system_fee: number;
  @Int({ what: 'What the provider pays out: gross less its fee' }) net: number;
  @Str({ what: "The provider's own rate, in the same direction as that of `fx`" }) provider_rate: string;
  @Obj(() => SettlementFxRead, { what: 'The rate of the day, by which the books took it' }) fx: SettlementFxRead;
}

export class OrderFinanceRead {
  @OneOf(['operator', 'studio'], { name: 'MerchantOfRecord', what: '`studio`: sold by your own payment account. The gross amount is with you, and so is what is tax in it; the operator has a claim to the platform fee, which is set off in the next payout' }) merchant_of_record: string;
  @Str() currency: string;
  @Int({ what: 'What the player paid, tax included, in minor units as all of these' }) gross: number;
  @Int({ what: 'By jurisdiction in `tax.components`' }) tax: number;
  @Int({ what: 'Without tax' }) net: number;
  @Int() platform_fee: number;
  @Int({ what: "The provider's own fee" }) payment_system_fee: number;
  @OneOf(['studio', 'operator'], { what: 'Who bears it' }) payment_system_fee_bearer: string;
  @Int({ what: 'Net, less the platform fee and the provider fee where the studio bears it; of your own sales before the tax in them. What has gone back is not taken off' }) studio_share: number;
  @OneOf(['estimated', 'final'], { name: 'FeesStatus', what: "`estimated` until the provider's settlement report has told its fee; what it is more or less is booked then, and all figures are final" }) fees_status: string;
  @Obj(() => OrderSettlementRead, { nullable: true, what: 'How the provider settled it, where that was in another currency; null until then, and where it was in the same' }) settlement: OrderSettlementRead | null;
}

export class OrderRead {
  @Str() id: string;
  @Str({ optional: true, what: '16 digits, from the payment on' }) receipt_number?: string;
  @Int({ what: 'What the player pays, tax included, in minor units' }) amount: number;
  @Int({ what: 'What the player would pay without discounts, tax included, in minor units' }) amount_before_discount: number;
  @Str() currency: string;
  @Str() player_id: string;
  @Str({ optional: true }) email?: string;
  @Obj(() => OrderPlayerInfo, { optional: true }) player_info?: OrderPlayerInfo;
  @ListOf(() => OrderItemRead) items: OrderItemRead[];
  @OneOf(ORDER_STATUSES) status: string;
  @Instant() created_at: number;
  @Instant({ optional: true }) paid_at?: number;
  @Json({ optional: true }) metadata?: Record<string, string>;
  @Instant({ optional: true }) expires_at?: number;
  @Str({ max: 2_083, format: 'uri' }) checkout_url: string;
  @Obj(() => OrderRedirectSettings, { optional: true }) redirect_settings?: OrderRedirectSettings;
  @Obj(() => OrderUISettings, { optional: true }) ui_settings?: OrderUISettings;
  @Bool({ optional: true }) coupons_enabled?: boolean;
  @Int({ optional: true }) applied_reward_points?: number;
  @ListOf(() => OrderCouponRead, { optional: true }) coupons?: OrderCouponRead[];
  @Int({ optional: true }) eligible_for_reward_points?: number;
  @Int({ optional: true }) eligible_for_loyalty_points?: number;
  @Obj(() => OrderRewards, { optional: true }) rewards?: OrderRewards;
  @OneOf(['s2s', 'hub', 'sdk', 'checkout_link'], { what: 'Where the order came from' }) source: string;
  @Str({ nullable: true }) country: string | null;
  @Bool() country_locked: boolean;
  @Str({ nullable: true, what: 'ISO 3166-2' }) region: string | null;
  @Str({ nullable: true }) postcode: string | null;
  @Str({ nullable: true }) locale: string | null;
  @Str({ nullable: true }) platform: string | null;
  @Obj(() => OrderTaxRead, { nullable: true, what: 'Null until the place of the buyer is known well enough' }) tax: OrderTaxRead | null;
  @Obj(() => OrderBusinessRead, { nullable: true, what: 'The business that buys; null: a consumer' }) business: OrderBusinessRead | null;
  @Str({ nullable: true, what: 'Why nothing can be sold to the place of the order' }) tax_refusal_code: string | null;
  @Str({ nullable: true, what: 'The attempt that holds the order or has paid it' }) payment_id: string | null;
  @Bool({ what: 'The time to pay has passed' }) is_expired: boolean;
  @Bool({ what: 'Its money was taken and waits for a person: another amount than asked for, or a review. Nothing is granted until then' }) is_held: boolean;
  @Int({ nullable: true, what: 'What was reported where the order is held, in minor units' }) reported_amount: number | null;
  @Str({ nullable: true }) reported_currency: string | null;
  @Bool() handled_by_client: boolean;
  @Str({ nullable: true }) ip_address: string | null;
  @Str({ nullable: true }) user_agent: string | null;
  @Str({ nullable: true }) return_url: string | null;
  @Str({ nullable: true }) back_to_game_url: string | null;
  @Str({ nullable: true, max: 65_536 }) back_to_store_url: string | null;
  @Strs({ nullable: true }) payment_methods_enabled: string[] | null;
  @Instant({ nullable: true, what: 'Unix seconds; when the buyer asked for delivery before the time to withdraw is over' }) immediate_delivery_requested_at: number | null;
  @Instant() modified_at: number;
  @Instant({ nullable: true }) refunded_at: number | null;
  @Int({ what: 'What has gone back by refunds, tax included, in minor units. An order is `refunded` when this is all of it' }) refunded_amount: number;
  @Obj(() => OrderFinanceRead, { nullable: true, what: 'Who has what of the money; null until it is paid' }) finance: OrderFinanceRead | null;
}

export const OrderPage = PageOf(OrderRead, 'OrderPage');

export class OrderListQuery {
  @Str({ optional: true, max: 255 }) player_id?: string;
  @QueryList({ of: ORDER_STATUSES, max: 8, what: 'Comma list' }) status?: (typeof ORDER_STATUSES)[number][];
  @QueryInt({ min: 0, max: 253_402_300_799, what: 'Unix seconds, inclusive' }) created_from?: number;
  @QueryInt({ min: 0, max: 253_402_300_799, what: 'Unix seconds, inclusive' }) created_to?: number;
  @QueryInt({ min: 1, max: 1_000, default: 50 }) limit?: number;
  @Cursor('ord') starting_after?: string;
}
