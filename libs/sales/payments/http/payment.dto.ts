import { Anything, Bool, Instant, Int, Json, ListOf, Num, OneOf, Str } from '#platform/http/fields';
import { Cursor, PageQuery, QueryInt, QueryList } from '#platform/http/query-fields';

export const PAYMENT_STATUSES = ['created', 'failed', 'expired', 'voided', 'rejected', 'done', 'refund_requested', 'refunded', 'dispute', 'chargeback', 'abandoned', 'canceled'] as const;
export const RANGE_FIELDS = ['created_at', 'modified_at', 'status_updated_at'] as const;
const ITEM_SOURCES = ['order', 'bonus', 'bundle', 'coupon', 'lootbox', 'free_item', 'liveops', 'daily_reward', 'loyalty_reward', 'progression_program', 'rolling_offer', 'pick_one_offer'] as const;
const COUPON_TYPES = ['bonus', 'discount', 'free_item', 'vc', 'non_benefit', 'discount_fixed', 'discount_reward_point'] as const;

export class PaymentsQuery extends PageQuery {
  @QueryInt({ min: 0, max: 253_402_300_799, what: 'Unix seconds, inclusive; goes with end_at' }) start_at?: number;
  @QueryInt({ min: 0, max: 253_402_300_799, what: 'Unix seconds, inclusive; goes with start_at' }) end_at?: number;
  @OneOf(RANGE_FIELDS, { optional: true, default: 'created_at', name: 'RangeField', what: 'What start_at and end_at are compared with' }) field?: (typeof RANGE_FIELDS)[number];
  @Str({ optional: true, max: 200, what: 'Part of a payment, order or player id, the last four digits of the card, a whole receipt number, or how the name of the player begins' }) search_string?: string;
  @Str({ optional: true, max: 255, what: "The player, by the game's own id" }) user_id?: string;
  @Str({ optional: true, max: 100 }) order_id?: string;
  @QueryList({ of: PAYMENT_STATUSES, max: 12, what: 'Comma-separated' }) status?: string[];
  @QueryList({ max: 250, what: 'ISO 3166-1 alpha-2, comma-separated' }) countries?: string[];
  @Cursor('pmt') starting_after?: string;
}

export class PaymentItem {
  @Str() id: string;
  @Str() sku: string;
  @Str() name: string;
  @OneOf(ITEM_SOURCES, { name: 'ItemSource' }) source: string;
  @Str({ optional: true, nullable: true, max: 10_000 }) description?: string | null;
  @Str({ optional: true, max: 2_083 }) image_url?: string;
  @Int({ min: 1 }) quantity: number;
  @ListOf(() => PaymentItem, { optional: true }) nested_items?: PaymentItem[];
}

export class PaymentFee {
  @OneOf(['payment_system_fee', 'platform_fee'], { name: 'PaymentFeeType' }) type: string;
  @Int({ what: "Minor units of the payment's currency" }) amount: number;
  @Str() currency: string;
  @Num({ nullable: true, what: 'US dollars, null while no rate is known' }) amount_usd: number | null;
}

export class PaymentTax {
  @Str() name: string;
  @Str({ what: 'Percent' }) rate: string;
  @Str() jurisdiction: string;
  @Int({ what: "Minor units of the payment's currency" }) amount: number;
  @Str() currency: string;
  @Num({ nullable: true, what: 'US dollars, null while no rate is known' }) amount_usd: number | null;
}

export class PaymentCoupon {
  @Str() id: string;
  @Str() code: string;
  @Str() name: string;
  @OneOf(COUPON_TYPES, { name: 'CouponType' }) type: string;
  @Int({ optional: true }) discount_percent?: number;
  @Int({ optional: true }) bonus_percent?: number;
  @Int({ optional: true }) bonus_fixed?: number;
}

/** What is not there is left out, as the contract has it. */
export class PaymentRead {
  @Str({ what: "The player, by the game's own id" }) user_id: string;
  @Str() player_id: string;
  @Instant() modified_at: number;
  @Str({ optional: true }) player_name?: string;
  @Str({ optional: true, deprecated: true }) item_id?: string;
  @Str({ optional: true, deprecated: true }) item_name?: string;
  @ListOf(() => PaymentItem) items: PaymentItem[];
  @Str() payment_method_name: string;
  @OneOf(PAYMENT_STATUSES, { name: 'PaymentStatus' }) status: string;
  @OneOf(['game_hub', 'checkout', 'android_sdk', 'checkout_link'], { optional: true, name: 'SalesChannel' }) sales_channel?: string;
  @Str() currency: string;
  @Str({ optional: true }) country?: string;
  @Str() payment_id: string;
  @Str({ deprecated: true, what: 'The same as payment_id' }) payment_number: string;
  @Str({ what: 'Empty until the order is paid' }) receipt_number: string;
  @Str({ optional: true }) checkout_profile_id?: string;
  @Str() order_id: string;
  @Str({ optional: true }) card_last_4_digits?: string;
  @Str({ optional: true }) card_scheme?: string;
  @Int({ what: 'What the player pays, in minor units' }) total: number;
  @Num({ optional: true, what: 'US dollars on the day of the payment, left out while no rate is known' }) total_usd?: number;
  @Num({ optional: true, what: "The studio's part in US dollars: without tax, platform fee and what it bears of the provider's fee; left out before the money is taken" }) total_usd_revenue?: number;
  @Int({ what: 'The price that the player saw, in minor units' }) user_local_price: number;
  @Int({ what: 'Decimal places of the currency' }) currency_minor_unit: number;
  @ListOf(() => PaymentFee) fees: PaymentFee[];
  @ListOf(() => PaymentTax) taxes: PaymentTax[];
  @Str({ optional: true, what: 'The player whom the money went back to' }) refund_customer_id?: string;
  @Str({ optional: true }) refund_reason?: string;
  @Anything({ optional: true, what: 'The address that the attempt came from' }) ip?: string;
  @Instant() created_at: number;
  @Str({ optional: true, what: 'A word that may be shown to the player' }) fail_reason?: string;
  @Str({ optional: true, what: "The provider's own code" }) fail_reason_code?: string;
  @Instant() status_updated_at: number;
  @Int({ what: 'The instant that `field` of the request names' }) order_field: number;
  @Json({ optional: true }) metadata?: Record<string, string>;
  @OneOf(['any', 'ios', 'android', 'other'], { optional: true, name: 'Platform' }) platform?: string;
  @OneOf(['none', 'challenge', 'frictionless'], { optional: true, name: 'ThreeDSFlow' }) three_d_secure_flow?: string;
  @OneOf(['not_attempted', 'authenticated', 'failed'], { optional: true, name: 'ThreeDSecureResult' }) three_d_secure_result?: string;
  @Int() applied_reward_points: number;
  @ListOf(() => PaymentCoupon) coupons: PaymentCoupon[];
}

export class NotificationAnswer {
  @Bool() received: boolean;
  @OneOf(['stored', 'processed', 'ignored', 'duplicate']) state: string;
}

