import { CURRENCIES } from '#platform/kernel/currency';
import { Bool, Instant, Int, Json, ListOf, Num, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import { OrderPlayerInfo } from './player-info.dto.js';

export const LOCALES = [
  'cs', 'de', 'en', 'es', 'fr', 'fr-CA', 'hi', 'id', 'it', 'ja', 'ko', 'ms', 'nl', 'no', 'pl', 'pt', 'pt-BR', 'ru', 'sv', 'th', 'tr', 'uk', 'vi', 'zh', 'zh-Hant',
] as const;
const METHODS = ['card', 'paypal', 'apple_pay', 'google_pay', 'cashapp', 'klarna', 'venmo'] as const;

export class OrderRedirectSettings {
  @OneOf(['no_redirect', 'immediate', 'delayed'], { optional: true, default: 'no_redirect', what: 'Whether the page of a paid order leads on by itself, at once or after `delay_seconds`' }) mode?: string;
  @Num({ optional: true, min: 0.001, max: 300, what: 'Seconds to wait before a delayed redirect' }) delay_seconds?: number;
  @OneOf(['game', 'store'], { optional: true, what: '`store`: to `back_to_store_url`; otherwise to `back_to_game_url`' }) target?: string;
}

export class OrderUISettings {
  @OneOf(['dark', 'light', 'auto'], { optional: true, what: "Colours of the checkout; `auto` and nothing: the hub's own" }) mode?: string;
  @Bool({ optional: true, what: 'Whether the checkout names the player; default true' }) show_player_info?: boolean;
}

export class OrderItemCreate {
  @Str({ min: 1, max: 255, what: 'What is bought, by its sku' }) sku: string;
  @Str({ optional: true, nullable: true, max: 255, what: "Shown instead of the item's own name" }) name?: string | null;
  @Str({ optional: true, nullable: true, max: 512, what: "Shown instead of the item's own description" }) description?: string | null;
  @Str({ optional: true, nullable: true, max: 65_536, pattern: /^(https?:\/\/\S+)?$/, what: "Shown instead of the item's own picture; http or https" }) image_url?: string | null;
  @Int({ optional: true, nullable: true, min: 1, max: 1_000_000, default: 1, what: 'How many times it is bought' }) quantity?: number | null;
  @Str({ optional: true, nullable: true, max: 255, what: 'Take discount and texts of this store' }) store_key?: string | null;
  @Str({ optional: true, nullable: true, max: 255, what: 'Not supported yet' }) selected_plan_key?: string | null;
}

/** A business that buys: what its invoice needs (Directive 2006/112/EC, Art. 226(4) and (5)). */
export class OrderBusiness {
  @Str({ min: 2, max: 40, what: 'Its number for the tax on sales in the country of the order, as it writes it' }) tax_id: string;
  @Str({ min: 1, max: 200, pattern: /\S/, what: 'Its full name' }) name: string;
  @Strs({ min: 1, max: 5, length: 200, what: 'Street, postcode and city, without the country' }) address_lines: string[];
}

export class OrderCreate {
  @ListOf(() => OrderItemCreate, { min: 1, max: 100, what: 'What is bought, in this order' }) items: OrderItemCreate[];
  @Str({ min: 1, max: 255, what: "The game's own id of the player" }) player_id: string;
  @Str({ optional: true, email: true, max: 320, what: 'Where the receipt goes; asked for at the checkout without it' }) email?: string;
  @Obj(() => OrderPlayerInfo, { optional: true, what: 'What the game knows of the player; kept with the order and with the player' }) player_info?: OrderPlayerInfo;
  @Int({ optional: true, min: 0, max: 100, what: 'Off every line, after the discount of its store item' }) discount_percent?: number;
  @Int({ optional: true, what: 'Not supported yet: only 0' }) eligible_for_reward_points?: number;
  @Int({ optional: true, what: 'Not supported yet: only 0' }) eligible_for_loyalty_points?: number;
  @Str({ optional: true, pattern: /^[A-Z]{2}$/, max: 2, what: "ISO 3166-1; decides price and tax. Without it the player's own, then that of `ip_address`; it can be changed at the checkout" }) country?: string;
  @Bool({ optional: true, what: 'The buyer cannot choose another country; without `country` the one that is guessed first is fixed' }) country_locked?: boolean;
  @Obj(() => OrderRedirectSettings, { optional: true, what: 'Where the page of the paid order leads' }) redirect_settings?: OrderRedirectSettings;
  @Obj(() => OrderUISettings, { optional: true, what: 'How the checkout looks' }) ui_settings?: OrderUISettings;
  @Str({ optional: true, max: 45, format: 'ipvanyaddress', what: "The player's address: tells the country when nothing else does" }) ip_address?: string;
  @Str({ optional: true, max: 1_024, what: "The player's browser or client, for the provider's risk checks" }) user_agent?: string;
  @OneOf(LOCALES, { optional: true, what: "Of the checkout and the mails; the browser's without it" }) locale?: string;
  @Str({ optional: true, max: 2_048, deprecated: true, what: 'Use back_to_game_url' }) return_url?: string;
  @Str({ optional: true, max: 2_048, what: 'https, or a scheme of the game (`mygame://`); `{order_id}` in it is filled in' }) back_to_game_url?: string;
  @Str({ optional: true, min: 1, max: 65_536, format: 'uri', what: 'http or https; where the checkout leads back to; `{order_id}` in it is filled in' }) back_to_store_url?: string;
  @Strs({ optional: true, of: METHODS, min: 1, max: 7, what: 'Which methods the checkout offers, as far as the operator has them; only `card`, `paypal` and `cashapp` work yet' }) payment_methods_enabled?: string[];
  @Bool({ optional: true, what: 'Not supported yet: only false' }) coupons_enabled?: boolean;
  @Json({ optional: true, what: 'Up to 50 strings of your own' }) metadata?: Record<string, string>;
  @Num({ optional: true, nullable: true, min: 0, max: 1_000_000_000, what: 'Price of the whole order in major units of `currency`; discounts of stores are not taken off it' }) price_decimal?: number | null;
  @OneOf([...CURRENCIES, 'RP', 'VC'], { optional: true, nullable: true, what: "ISO 4217; what the order is priced in. Without it the country's own; `RP` and `VC` are refused" }) currency?: string | null;
  @Bool({ optional: true, default: false, what: "Use `currency` instead of the country's" }) currency_preferred?: boolean;
  @Str({ optional: true, nullable: true, max: 64, what: 'Takes the place of the price of every item; not together with `price_decimal`' }) price_template_id?: string | null;
  @OneOf(['ios', 'android', 'other'], { optional: true, nullable: true, what: 'Prices of one platform come before those for any' }) platform?: 'ios' | 'android' | 'other' | null;
  @Instant({ optional: true, nullable: true, what: 'Unix seconds; 72 hours from now when left out' }) expires_at?: number | null;
  @Obj(() => OrderBusiness, { optional: true, nullable: true, what: 'A business buys and gets an invoice; where the law has it owe the tax itself, none is charged. Needs `country`' }) business?: OrderBusiness | null;
  @Str({ optional: true, nullable: true, min: 1, max: 255, what: 'Not supported yet' }) coupon_code?: string | null;
}

export class OrderCreateResponse {
  @Str() order_id: string;
  @Str({ min: 1, max: 2_083, format: 'uri', what: 'Opens the checkout of this order; hand it to its player only' }) checkout_url: string;
}

export class OrderUpdate {
  @Bool({ optional: true, what: "The game's client has shown the result itself" }) handled_by_client?: boolean;
}
