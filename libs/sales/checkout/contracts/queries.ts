import { Call, Query } from '#platform/kernel/messages';
import type { WaiverWords } from '#sales/orders/queries';
import type { MethodRefund, OfferedMethod, PayInstructions, SavedMethod, WalletSheet } from '#sales/payments/queries';

/**
 * What a checkout page shows. `processing`: an attempt runs (it may wait for the player: `payment.action_url`). `paid_waiting`: paid, the game has not
 * acknowledged yet. `claimable`: paid, and the player collects it in the game. `refund_requested`: the money is on its way back, asked for by the studio or because the game declined. `failed`: a person has to look (another
 * amount came, or the game declined and refunds are paused or came to nothing).
 */
export type CheckoutState = 'open' | 'processing' | 'paid_waiting' | 'claimable' | 'granted' | 'refund_requested' | 'refunded' | 'expired' | 'canceled' | 'failed';

/** States that do not change any more, as far as a waiting page is concerned. */
export const ENDED_STATES: ReadonlySet<CheckoutState> = new Set(['granted', 'refunded', 'expired', 'canceled']);

export interface ShownAmount {
  minor: number;
  /** As a person reads it in the page's locale. */
  display: string;
}

export interface CheckoutLine {
  sku: string;
  name: string;
  description: string | null;
  image_url: string | null;
  quantity: number;
  discount_percent: number;
  unit: ShownAmount | null;
  total_before_discount: ShownAmount | null;
  total: ShownAmount | null;
  grants: { sku: string; name: string; quantity: number; image_url: string | null; is_bonus: boolean }[];
}

export interface CheckoutAmounts {
  currency: string;
  exponent: number;
  /** As listed, before discount. */
  before_discount: ShownAmount;
  /** As listed, after discount. */
  subtotal: ShownAmount;
  discount: ShownAmount;
  /** Null until the place is known well enough. */
  tax: ShownAmount | null;
  /** What is paid; while `tax` is null the price as listed. */
  total: ShownAmount;
  /** Whether listed prices contain the tax; null while that is not known. */
  price_display: 'inclusive' | 'exclusive' | null;
  tax_lines: { name: string; rate: string; amount: ShownAmount }[];
  /** Whether the business that buys owes the tax itself, so that none is charged. */
  is_reverse_charge: boolean;
}

/** "Buying for a business?": what the order knows of one, and how the tax id of its place looks. */
export interface CheckoutBusiness {
  told: { tax_id: string; name: string; address_lines: string[] } | null;
  /** Null where no tax ids are known here: there nobody buys as a business. */
  tax_id_form: { label: string; shape: string } | null;
}

export interface CheckoutPlace {
  country: string | null;
  country_name: string | null;
  country_locked: boolean;
  region: string | null;
  postcode: string | null;
  needs: { region: boolean; postcode: boolean };
  regions: { code: string; name: string }[];
  postcode_pattern: string | null;
  /** What still has to be told before the total is known. */
  missing: ('country' | 'region' | 'postcode')[];
  /** Why nothing can be sold there; no price is shown then. */
  refusal_code: string | null;
}

/** A wallet of her device that the order can be paid by, where the device has it: that is for the page to find out. `position`: among `methods` and `wallets` together, from 0; `phone_position`: the same on a phone. */
export interface WalletOffer extends WalletSheet {
  label: string;
  refund: MethodRefund;
  position: number;
  phone_position: number;
}

export interface CheckoutView {
  order_id: string;
  state: CheckoutState;
  /** The studio, where it sells itself; null: the operator. */
  seller: string | null;
  game: { name: string; slug: string; environment: 'sandbox' | 'live' };
  player_id: string;
  locale: string;
  email: string | null;
  lines: CheckoutLine[];
  amounts: CheckoutAmounts | null;
  place: CheckoutPlace;
  business: CheckoutBusiness;
  /** By which it can be paid now, the best first; without the wallets of devices. */
  methods: OfferedMethod[];
  wallets: WalletOffer[];
  /** What the player has saved and could pay by now, the default first: only where the page is opened with her session. */
  saved_methods: SavedMethod[];
  /** By which methods what she pays with can be saved, and the words for that; null where she is not known. */
  saving: { methods: string[]; consent: { version: string; locale: string; words: string } } | null;
  card_frame: { provider: string; frame_url: string; origin: string } | null;
  /** The attempt that runs, or the last one that failed. */
  payment: { payment_id: string; method: string; action_url: string | null; instructions: PayInstructions | null; decline: { code: string } | null } | null;
  grants: { state: string; items: { sku: string; name: string; quantity: number; image_url: string | null }[] }[];
  /** With the order's id in place of `{order_id}`. */
  links: { back_to_game_url: string | null; back_to_store_url: string | null };
  redirect_settings: Record<string, unknown> | null;
  ui_settings: Record<string, unknown> | null;
  /** What a buyer there has to agree to, to be delivered at once and lose her right to withdraw by it; null where she has no such right. */
  waiver: WaiverWords | null;
  receipt_number: string | null;
  expires_at: number;
  paid_at: number | null;
  refunded_at: number | null;
}

/** The checkout of an order as it is. Throws `orders.not_found`, `checkout.closed` (404: ended more than 30 days ago). */
export class GetCheckout extends Query<CheckoutView> {
  /** `verified_player`: whose session the page is opened with, as the game calls her. */
  constructor(readonly input: { order_id: string; locale?: string; verified_player?: string | null }) { super(); }
}

/**
 * As `GetCheckout`, for a page that opens: a place that was never told is guessed first (player, address, hub), and a quote of another day is made anew. What was
 * guessed can be changed. `place` in the answer carries the guess also where nothing can be sold there. `returned`: the query by which the player came back from a page of her bank or wallet; the
 * provider is told of it first.
 */
export class OpenCheckout extends Call<CheckoutView> {
  constructor(readonly input: { order_id: string; locale?: string; ip_address: string | null; verified_player?: string | null; returned?: Readonly<Record<string, string>> }) { super(); }
}

/** How a payment without the buyer went. `recovery`: her bank wants to ask her; whoever she is told of this link by, she can pay the same order by it, once, until it ends (Unix seconds). */
export interface OffSessionAnswer {
  payment_id: string;
  state: 'paid' | 'processing' | 'declined' | 'failed';
  decline: { code: string; retryable: boolean } | null;
  recovery: { url: string; ends_at: number } | null;
}

/**
 * Pays an order by a saved method while its player is not there (renewals). `payment_id` is the caller's, and makes it repeatable. Throws `order.requote`, `orders.not_payable`, `payments.saved_method_not_found`,
 * `payments.not_agreed_off_session`.
 */
export class PayOffSession extends Call<OffSessionAnswer> {
  constructor(readonly input: { order_id: string; payment_id: string; saved_method_id: string; expected_total_minor: number; expected_currency: string }) { super(); }
}

/** What a recovery link is for, as of today: a quote of another day is made anew. `total`: null where it does not wait to be paid by what the link is for. Throws `checkout.recovery_link_over` (404). */
export interface Recovery {
  order_id: string;
  game: string;
  locale: string;
  total: ShownAmount | null;
  /** ISO 4217. */
  currency: string;
  card: { brand: string; last4: string } | null;
  checkout_url: string;
}

export class OpenRecovery extends Call<Recovery> {
  constructor(readonly input: { token: string; ip_address: string | null }) { super(); }
}

/** The player is there now, and pays the total that she was shown by the method of the link: where to send her. Throws `checkout.recovery_link_over` and the errors of paying. */
export class BeginRecovery extends Call<{ to: string }> {
  constructor(readonly input: { token: string; expected_total_minor: number; expected_currency: string; locale: string | null; ip_address: string | null; user_agent: string | null }) { super(); }
}

/** Only how far it is. Throws `orders.not_found`. */
export class GetCheckoutState extends Query<{ state: CheckoutState }> {
  constructor(readonly orderId: string) { super(); }
}
