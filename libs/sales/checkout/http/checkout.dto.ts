import { WalletOfferRead } from './wallet.dto.js';
import { FIELD_KINDS, INSTRUCTION_KINDS, METHOD_TYPES, OFFER_KINDS } from '#sales/payments/queries';
import { Bool, Int, Instant, Json, ListOf, Num, Obj, OneOf, Str, StrMap, Strs } from '#platform/http/fields';

export const CHECKOUT_STATES = ['open', 'processing', 'paid_waiting', 'claimable', 'granted', 'refund_requested', 'refunded', 'expired', 'canceled', 'failed'] as const;

export class ShownAmountRead {
  @Int({ what: 'Minor units' }) minor: number;
  @Str({ what: "As a person reads it in the page's locale" }) display: string;
}

export class CheckoutGrantedItem {
  @Str() sku: string;
  @Str() name: string;
  @Int() quantity: number;
  @Str({ nullable: true, max: 65_536 }) image_url: string | null;
}

export class CheckoutLineItem extends CheckoutGrantedItem {
  @Bool() is_bonus: boolean;
}

export class CheckoutLineRead {
  @Str() sku: string;
  @Str() name: string;
  @Str({ nullable: true }) description: string | null;
  @Str({ nullable: true, max: 65_536 }) image_url: string | null;
  @Int() quantity: number;
  @Num() discount_percent: number;
  @Obj(() => ShownAmountRead, { nullable: true }) unit: ShownAmountRead | null;
  @Obj(() => ShownAmountRead, { nullable: true }) total_before_discount: ShownAmountRead | null;
  @Obj(() => ShownAmountRead, { nullable: true }) total: ShownAmountRead | null;
  @ListOf(() => CheckoutLineItem) grants: CheckoutLineItem[];
}

export class CheckoutTaxLine {
  @Str() name: string;
  @Str({ what: 'Percent' }) rate: string;
  @Obj(() => ShownAmountRead) amount: ShownAmountRead;
}

export class CheckoutAmountsRead {
  @Str() currency: string;
  @Int({ what: 'Decimal places of the currency' }) exponent: number;
  @Obj(() => ShownAmountRead) before_discount: ShownAmountRead;
  @Obj(() => ShownAmountRead) subtotal: ShownAmountRead;
  @Obj(() => ShownAmountRead) discount: ShownAmountRead;
  @Obj(() => ShownAmountRead, { nullable: true, what: 'Null until the place is known well enough' }) tax: ShownAmountRead | null;
  @Obj(() => ShownAmountRead) total: ShownAmountRead;
  @OneOf(['inclusive', 'exclusive'], { nullable: true }) price_display: string | null;
  @ListOf(() => CheckoutTaxLine) tax_lines: CheckoutTaxLine[];
  @Bool({ what: 'The business that buys owes the tax itself: none is charged' }) is_reverse_charge: boolean;
}

export class CheckoutBusinessTold {
  @Str({ min: 2, max: 40, what: "Its number for the tax on sales in the order's country" }) tax_id: string;
  @Str({ min: 1, max: 200, pattern: /\S/, what: 'Its full name' }) name: string;
  @Strs({ min: 1, max: 5, length: 200, what: 'Street, postcode and city, without the country' }) address_lines: string[];
}

export class TaxIdFormRead {
  @Str({ what: 'How it is called there' }) label: string;
  @Str({ what: 'How it looks; of nobody' }) shape: string;
}

export class CheckoutBusinessRead {
  @Obj(() => CheckoutBusinessTold, { nullable: true, what: 'The business that buys; null: a consumer' }) told: CheckoutBusinessTold | null;
  @Obj(() => TaxIdFormRead, { nullable: true, what: 'Null where nobody buys as a business' }) tax_id_form: TaxIdFormRead | null;
}

export class PlaceNeeds {
  @Bool() region: boolean;
  @Bool() postcode: boolean;
}

export class RegionRead {
  @Str() code: string;
  @Str() name: string;
}

export class CheckoutPlaceRead {
  @Str({ nullable: true }) country: string | null;
  @Str({ nullable: true }) country_name: string | null;
  @Bool() country_locked: boolean;
  @Str({ nullable: true }) region: string | null;
  @Str({ nullable: true }) postcode: string | null;
  @Obj(() => PlaceNeeds) needs: PlaceNeeds;
  @ListOf(() => RegionRead) regions: RegionRead[];
  @Str({ nullable: true, what: 'A whole postcode, spaces taken out' }) postcode_pattern: string | null;
  @Strs({ of: ['country', 'region', 'postcode'], what: 'What still has to be told' }) missing: ('country' | 'region' | 'postcode')[];
  @Str({ nullable: true, what: 'Why nothing can be sold there' }) refusal_code: string | null;
}

export class MethodFieldRead {
  @Str({ what: 'As `method_fields` of `pay` takes it' }) name: string;
  @OneOf(FIELD_KINDS, { name: 'MethodFieldKind', what: 'How it is checked' }) kind: string;
  @Str({ nullable: true, what: 'How it looks; of nobody' }) format: string | null;
  @Bool() required: boolean;
}

export class PaymentMethodRead {
  @Str({ what: 'As `pay` takes it' }) method: string;
  @Str({ what: 'Its own name' }) label: string;
  @OneOf(OFFER_KINDS, { name: 'PaymentMethodKind', what: 'What a page has to do: show card fields, send the buyer to a page, tell her to confirm in her app, or say that the money takes a while' }) kind: string;
  @OneOf(METHOD_TYPES, { name: 'PaymentMethodType' }) type: string;
  @Bool({ what: "Of the buyer's country" }) is_local: boolean;
  @OneOf(['part', 'whole', 'none', 'depends'], { name: 'PaymentMethodRefund', what: 'What can go back the same way' }) refund: string;
  @ListOf(() => MethodFieldRead, { what: 'What the buyer has to be asked first' }) fields: readonly MethodFieldRead[];
}

export class CheckoutSavedCard {
  @Str() brand: string;
  @Str({ what: 'The end of its number' }) last4: string;
  @Int({ nullable: true }) exp_month: number | null;
  @Int({ nullable: true }) exp_year: number | null;
}

export class CheckoutSavedMethod {
  @Str({ what: 'As `pay` takes it' }) id: string;
  @Str() method: string;
  @Obj(() => CheckoutSavedCard, { nullable: true }) card: CheckoutSavedCard | null;
  @Bool() is_expired: boolean;
  @Bool({ what: 'Chosen beforehand' }) is_default: boolean;
  @Instant() created_at: number;
  @Instant({ nullable: true }) last_used_at: number | null;
}

export class SaveConsentTold {
  @Str({ min: 1, max: 20, what: 'Which words' }) version: string;
  @Str({ min: 1, max: 10, what: 'In which language' }) locale: string;
}

export class SaveConsentRead extends SaveConsentTold {
  @Str({ max: 2_000, what: 'To be shown beside a box that she ticks herself' }) words: string;
}

export class CheckoutSavingRead {
  @Strs({ what: 'By which methods what she pays with can be saved' }) methods: string[];
  @Obj(() => SaveConsentRead) consent: SaveConsentRead;
}

export class CardFrameRead {
  @Str() provider: string;
  @Str({ max: 4_096 }) frame_url: string;
  @Str() origin: string;
}

export class DeclineRead {
  @Str({ what: 'A word that may be shown: card_declined, insufficient_funds, …' }) code: string;
}

export class PayInstructionsRead {
  @OneOf(INSTRUCTION_KINDS, { name: 'PayInstructionsKind', what: 'She confirms it in her app, names a number where she pays, or has her bank\'s app read a code' }) kind: string;
  @Str({ nullable: true, max: 1_000, what: 'The number of the voucher, or the text of the code' }) reference: string | null;
  @Str({ nullable: true, max: 2_000, what: "The provider's page that shows it" }) url: string | null;
  @Instant({ nullable: true, what: 'Until when it can be paid, Unix seconds' }) due_at: number | null;
}

export class CheckoutPaymentRead {
  @Str() payment_id: string;
  @Str() method: string;
  @Str({ nullable: true, max: 4_096, what: 'Where the player has to go (3-D Secure, wallet)' }) action_url: string | null;
  @Obj(() => PayInstructionsRead, { nullable: true, what: 'How it is paid elsewhere, while it is open' }) instructions: PayInstructionsRead | null;
  @Obj(() => DeclineRead, { nullable: true }) decline: DeclineRead | null;
}

export class CheckoutGrantRead {
  @Str() state: string;
  @ListOf(() => CheckoutGrantedItem) items: CheckoutGrantedItem[];
}

export class CheckoutGame {
  @Str() name: string;
  @Str() slug: string;
  @OneOf(['sandbox', 'live']) environment: string;
}

export class CheckoutLinks {
  @Str({ nullable: true, max: 2_048 }) back_to_game_url: string | null;
  @Str({ nullable: true, max: 65_536 }) back_to_store_url: string | null;
}

export class CheckoutWaiver {
  @Str({ min: 1, max: 20, what: 'Which words' }) version: string;
  @Str({ min: 1, max: 10, what: 'In which language' }) locale: string;
}

export class CheckoutWaiverRead extends CheckoutWaiver {
  @Str({ max: 2_000, what: 'To be shown beside a box that she ticks herself' }) words: string;
}

export class CheckoutRead {
  @Str() order_id: string;
  @OneOf(CHECKOUT_STATES) state: string;
  @Str({ nullable: true, what: 'The studio, where it sells itself: it takes the payment, and the tax is its own; null: the operator sells' }) seller: string | null;
  @Obj(() => CheckoutGame) game: CheckoutGame;
  @Str() player_id: string;
  @Str() locale: string;
  @Str({ nullable: true }) email: string | null;
  @ListOf(() => CheckoutLineRead) lines: CheckoutLineRead[];
  @Obj(() => CheckoutAmountsRead, { nullable: true, what: 'Null where nothing can be sold' }) amounts: CheckoutAmountsRead | null;
  @Obj(() => CheckoutPlaceRead) place: CheckoutPlaceRead;
  @Obj(() => CheckoutBusinessRead) business: CheckoutBusinessRead;
  @ListOf(() => PaymentMethodRead, { what: 'By which it can be paid now, the best first; without `wallets`' }) methods: PaymentMethodRead[];
  @ListOf(() => WalletOfferRead, { what: 'By which it can be paid where her device has them' }) wallets: WalletOfferRead[];
  @ListOf(() => CheckoutSavedMethod, { what: 'What the player has saved and can pay by, the default first; empty without her session' }) saved_methods: CheckoutSavedMethod[];
  @Obj(() => CheckoutSavingRead, { nullable: true, what: 'Null without her session' }) saving: CheckoutSavingRead | null;
  @Obj(() => CardFrameRead, { nullable: true }) card_frame: CardFrameRead | null;
  @Obj(() => CheckoutPaymentRead, { nullable: true }) payment: CheckoutPaymentRead | null;
  @ListOf(() => CheckoutGrantRead) grants: CheckoutGrantRead[];
  @Obj(() => CheckoutLinks) links: CheckoutLinks;
  @Json({ nullable: true }) redirect_settings: Record<string, unknown> | null;
  @Json({ nullable: true }) ui_settings: Record<string, unknown> | null;
  @Obj(() => CheckoutWaiverRead, { nullable: true, what: 'What a buyer there has to agree to, to be delivered at once and lose her right to withdraw by it; null where she has no such right' }) waiver: CheckoutWaiverRead | null;
  @Str({ nullable: true }) receipt_number: string | null;
  @Instant() expires_at: number;
  @Instant({ nullable: true }) paid_at: number | null;
  @Instant({ nullable: true }) refunded_at: number | null;
}

export class CheckoutChange {
  @Str({ optional: true, email: true, max: 320, what: 'Where the receipt goes' }) email?: string;
  @Str({ optional: true, pattern: /^[A-Z]{2}$/, max: 2, what: 'ISO 3166-1; prices and tax follow it' }) country?: string;
  @Str({ optional: true, nullable: true, max: 10, what: 'ISO 3166-2' }) region?: string | null;
  @Str({ optional: true, nullable: true, max: 16, what: 'Where tax goes by postcode' }) postcode?: string | null;
  @Obj(() => CheckoutBusinessTold, { optional: true, nullable: true, what: 'A business buys and gets an invoice; null: a consumer after all' }) business?: CheckoutBusinessTold | null;
}

export class CheckoutPay {
  @Str({ min: 1, max: 40, what: 'One of `methods` of the checkout' }) method: string;
  @Str({ optional: true, nullable: true, min: 1, max: 20_000, what: "Made by the provider's own card fields; of a wallet `wallet_<provider>_` and, in Base64url, what its sheet has handed over ([wallets](../guides/wallets.md))" }) token?: string | null;
  @StrMap({ optional: true, nullable: true, what: 'What the method asks for (`fields`), by name. It goes to the provider and is kept nowhere' }) method_fields?: Record<string, string> | null;
  @Str({ optional: true, nullable: true, min: 1, max: 40, what: "One of `saved_methods`, in place of a token. Needs the player's own session beside the secret: the cookie of the hub, or `Hubcraft-Session`" }) saved_method_id?: string | null;
  @Obj(() => SaveConsentTold, { optional: true, nullable: true, what: 'The words of `saving.consent` that she has ticked: what she pays with is kept for her. Needs her session' }) save?: SaveConsentTold | null;
  @Int({ min: 1, what: 'The total that the player has seen' }) expected_total_minor: number;
  @Str({ pattern: /^[A-Z]{3}$/, max: 3, what: 'Its currency' }) expected_currency: string;
  @Bool({ what: 'The player asks for delivery before the time to withdraw is over; false is refused, for nothing is sold otherwise' }) immediate_delivery_requested: boolean;
  @Obj(() => CheckoutWaiver, { optional: true, what: 'The words of `waiver` of the checkout that she has ticked, by version and locale. Left out: she keeps her right to withdraw, whatever is delivered' }) waiver?: CheckoutWaiver;
}

export class AttemptDecline extends DeclineRead {
  @Bool({ what: 'Whether the same card or method can work at another try' }) retryable: boolean;
}

export class CheckoutAttempt {
  @Str() payment_id: string;
  @OneOf(['paid', 'processing', 'requires_action', 'declined', 'failed']) state: string;
  @Str({ nullable: true, max: 4_096 }) action_url: string | null;
  @Obj(() => AttemptDecline, { nullable: true }) decline: AttemptDecline | null;
  @Bool({ what: 'An earlier request made this attempt; this one charged nothing more' }) is_earlier: boolean;
}

export class CheckoutRefreshed {
  @OneOf(CHECKOUT_STATES) state: string;
  @Obj(() => CheckoutAttempt, { nullable: true, what: 'Null when no attempt runs' }) attempt: CheckoutAttempt | null;
}
