import { PageOf } from '#platform/http/answers';
import { Instant, Int, ListOf, Obj, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { CheckoutGrantedItem, ShownAmountRead } from './checkout.dto.js';

export class StoreOrderItem {
  @Str({ max: 64, what: 'The offer that is bought' }) store_item_id: string;
  @Int({ optional: true, min: 1, max: 1_000, default: 1, what: 'How many times it is bought' }) quantity?: number;
}

export class StoreOrderCreate {
  @ListOf(() => StoreOrderItem, { min: 1, max: 20, what: 'What is bought' }) items: StoreOrderItem[];
  @Str({ optional: true, pattern: /^[a-z]{2}(-[A-Za-z]{2,4})?$/, max: 8, what: "Of the checkout and the mails; the hub's default without it" }) locale?: string;
  @Str({ optional: true, pattern: /^[A-Z]{2}$/, max: 2, what: 'ISO 3166-1; decides price and tax, can be changed at the checkout' }) country?: string;
}

export class StoreOrderPlaced {
  @Str() order_id: string;
  @Str({ max: 2_083, format: 'uri' }) checkout_url: string;
  @Str({ what: 'Opens the checkout of this order: `Authorization: Bearer cs_…`' }) checkout_secret: string;
}

export class StoreOrderRead {
  @Str() order_id: string;
  @OneOf(['created', 'captured', 'paid', 'canceled', 'refunded', 'refund_requested', 'reattempted', 'disputed']) status: string;
  @Str() currency: string;
  @Obj(() => ShownAmountRead) total: ShownAmountRead;
  @ListOf(() => CheckoutGrantedItem) items: CheckoutGrantedItem[];
  @Str({ nullable: true }) receipt_number: string | null;
  @Instant() created_at: number;
  @Instant({ nullable: true }) paid_at: number | null;
  @Instant({ nullable: true }) refunded_at: number | null;
}

export const StoreOrderPage = PageOf(StoreOrderRead, 'StoreOrderPage');

export class StoreOrderListQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('ord') starting_after?: string;
  @Str({ optional: true, max: 8, pattern: /^[a-z]{2}(-[A-Za-z]{2,4})?$/ }) locale?: string;
}

export class LocaleQuery {
  @Str({ optional: true, max: 8, pattern: /^[a-z]{2}(-[A-Za-z]{2,4})?$/ }) locale?: string;
}

export class StoreCountry {
  @Str() country: string;
  @Str() name: string;
  @Str({ nullable: true }) currency: string | null;
  @OneOf(['inclusive', 'exclusive'], { nullable: true }) price_display: string | null;
}

export class StoreCountries {
  @ListOf(() => StoreCountry, { max: 300 }) data: StoreCountry[];
}
