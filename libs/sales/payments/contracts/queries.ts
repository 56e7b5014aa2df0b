import { Call, Query } from '#platform/kernel/messages';
import type { Seller } from '#sales/orders/queries';
import type { CardFacts, NewPayment } from './commands.js';
import type { MethodField } from './method-fields.js';
import type { MethodRefund, MethodType } from './method-table.js';
import type { PayInstructions } from './pay-instructions.js';

export { FIELD_KINDS, readFields, type FieldKind, type FieldProblem, type MethodField } from './method-fields.js';
export { BeginWalletSession, GetWalletSheet, ListSheetKinds, SHEET_KINDS, type WalletSheet } from './wallet-queries.js';
export { ACCOUNT_CHECKS, ACCOUNT_PROVIDERS, type AccountCheck, type AccountProvider } from './accounts.js';
export { INSTRUCTION_KINDS, type PayInstructions } from './pay-instructions.js';
export { saveConsentIn, saveConsentOf, type SaveConsent } from './save-consent.js';
export { DEVICE_WALLETS, isByCard, isDeviceWallet, METHOD_TYPES, paymentMethod, PAYMENT_METHODS, type DeviceWallet, type MethodRefund, type MethodType, type PaymentMethod } from './method-table.js';

/** The contract's words for the states of one attempt. */
export type PaymentStatus =
  | 'created' | 'done' | 'failed' | 'rejected' | 'canceled' | 'abandoned' | 'expired' | 'voided' | 'refund_requested' | 'refunded' | 'dispute' | 'chargeback';

export interface PaymentView {
  id: string;
  order_id: string;
  player_id: string;
  provider: string;
  provider_reference: string | null;
  method: string;
  /** By what was kept of an earlier payment. */
  saved_method_id: string | null;
  status: PaymentStatus;
  amount_minor: number;
  currency: string;
  psp_fee_minor: number | null;
  country: string | null;
  ip_address: string | null;
  card: { brand: string; last4: string; country: string | null; fingerprint: string | null } | null;
  three_ds: { flow: 'none' | 'challenge' | 'frictionless'; result: 'not_attempted' | 'authenticated' | 'failed' } | null;
  /** Player-safe word of why it failed, and the provider's own code. */
  fail_reason: string | null;
  fail_code: string | null;
  /** Where the player has to go (3-D Secure, wallet), while the attempt waits for it. */
  action_url: string | null;
  refund_id: string | null;
  refund_reason: string | null;
  platform: string | null;
  /** When an attempt that is still `created` ends by itself. */
  expires_at: number;
  captured_at: number | null;
  created_at: number;
  modified_at: number;
  status_updated_at: number;
}

/** Throws `payments.not_found`. */
export class GetPayment extends Query<PaymentView> {
  constructor(readonly paymentId: string) { super(); }
}

export class ListPaymentsOfOrder extends Query<PaymentView[]> {
  constructor(readonly orderId: string) { super(); }
}

/** The player-safe words of `PaymentView.fail_reason` and of a decline. Which of them the issuer meant by "lost" or "stolen" is never told. */
export const DECLINE_WORDS = [
  'card_declined', 'insufficient_funds', 'limit_exceeded', 'expired_card', 'invalid_card_number', 'incorrect_security_code', 'card_not_supported', 'invalid_code', 'authentication_failed', 'canceled_by_player', 'not_paid', 'not_completed',
  'payment_failed', 'too_many_attempts', 'no_gateway',
] as const;
export type DeclineWord = (typeof DECLINE_WORDS)[number];

/** How an attempt stands after the provider was asked. `unknown`: no answer; the look-up job goes on. */
export interface PaymentStanding {
  payment_id: string;
  state: 'paid' | 'requires_action' | 'pending' | 'declined' | 'failed' | 'unknown';
  action_url: string | null;
  /** A player-safe word (`insufficient_funds`, `card_declined`, …) and whether the same card or method can work at another try. */
  decline: { code: DeclineWord; retryable: boolean } | null;
  /** The provider surely did not act on the charge, and another one can take this sale by this method: a new attempt may go there at once. Never beside `unknown`. */
  can_fail_over?: boolean;
}

/**
 * Charges a started attempt at its provider (8.5 s in all), and records what came of it. Safe to repeat: our payment id is the provider's key, and of
 * simultaneous calls one charges, the others are told `unknown`. `start`: the attempt, if it is not written yet; it is written as `StartPayment` writes it, in the transaction
 * that makes the caller the one that charges, with what `sales/risk` says of it. Throws `payments.not_found`, `payments.too_many_attempts` (429), `payments.no_gateway` (409).
 */
export class ChargePayment extends Call<PaymentStanding> {
  /**
   * `locale`: the language of the provider's own pages; it is asked for as far as the provider speaks it. `fields`: what the buyer was asked for the method (`OfferedMethod.fields`), by name. Like the token it goes to the
   * provider and is kept nowhere.
   */
  constructor(readonly input: { payment_id: string; token: string | null; locale?: string | null; fields?: Readonly<Record<string, string>> | null; start?: NewPayment }) { super(); }
}

/** As it stands after a charge without the buyer. `needs_buyer`: her bank wants to ask her; the attempt has ended, uncharged, and another one that she makes herself can succeed. */
export interface OffSessionStanding extends PaymentStanding {
  needs_buyer: boolean;
}

/**
 * Charges a saved method while its player is not there, as a payment that the merchant initiates: it names the payment that she authenticated when it was kept. Her consent has to be one that covers that. Repeatable as
 * `ChargePayment`, under `start.payment_id`. Throws what that throws, `payments.saved_method_not_found` (404) and `payments.not_agreed_off_session` (409).
 */
export class ChargeOffSession extends Call<OffSessionStanding> {
  constructor(readonly start: NewPayment & { saved_method_id: string }) { super(); }
}

/** A way to pay that was kept: what may be shown of it. `is_expired`: the card has run out. Instants in Unix seconds. */
export interface SavedMethod {
  id: string;
  method: string;
  /** Of a card; null where there is none. */
  card: { brand: string; last4: string; exp_month: number | null; exp_year: number | null } | null;
  is_expired: boolean;
  is_default: boolean;
  created_at: number;
  last_used_at: number | null;
}

/** Those of a player, the default first, then the newest. */
export class ListSavedMethods extends Query<SavedMethod[]> {
  constructor(readonly playerId: string) { super(); }
}

/** What a sale can be paid by of what the player has saved, and by which methods what she pays with can be saved. */
export class GetSavingOffer extends Query<{ saved: SavedMethod[]; can_save: string[] }> {
  constructor(readonly input: { player_id: string; country: string; currency: string; amount_minor: number; seller?: Seller }) { super(); }
}

/** One of a player, with what is known of the card. Throws `payments.saved_method_not_found` (404) also where it is somebody else's. */
export class GetSavedMethod extends Query<{ method: string; card: CardFacts | null }> {
  constructor(readonly input: { player_id: string; saved_method_id: string }) { super(); }
}

/** Asks the provider how an attempt stands, and records it: after a 3-D Secure page, or when an answer was lost. `returned`: the query of the address that the player came back by; some providers want it. */
export class RefreshPayment extends Call<PaymentStanding> {
  constructor(readonly input: { payment_id: string; returned?: Readonly<Record<string, string>> }) { super(); }
}

/** What a card is, before anything is charged: nulls where its provider does not tell, or does not answer. Refuses nothing. */
export class DescribeCard extends Call<CardFacts> {
  /** `seller`: whose card fields made it. */
  constructor(readonly token: string, readonly seller: Seller = 'operator') { super(); }
}

/**
 * What a provider says of one dispute. `status` in the words of the field (Stripe's); an inquiry (`is_inquiry`, `warning_…`) is a question of the bank that has taken no money. `reason`: the provider's word. `network_code`: the card
 * scheme's (`10.4`), where it is told. `amount_minor`: left out where it is not told, which is the whole payment. `due_at`: when the bank's time for an answer is over; instants in Unix seconds, null where they are not told.
 * `has_evidence`: an answer has reached the provider.
 */
export interface DisputeSeen {
  id: string;
  status: 'warning_needs_response' | 'needs_response' | 'under_review' | 'won' | 'lost' | 'warning_closed';
  is_inquiry: boolean;
  reason: string | null;
  network_code: string | null;
  amount_minor?: number;
  opened_at: number | null;
  due_at: number | null;
  has_evidence: boolean;
}

/** What the bank is shown; `fingerprint` is the SHA-256 of the document, in hex, under which it is sent once. */
export interface EvidenceToSend {
  fingerprint: string;
  text: string;
  fields: {
    product_description: string;
    customer_name: string | null;
    customer_email_address: string | null;
    customer_purchase_ip: string | null;
    service_date: string | null;
    access_activity_log: string | null;
  };
}

/**
 * `done`: the provider has it, from this call or an earlier one (`seen`: as it stands now). `over`: the dispute waits for no answer any more. `not_supported`: the provider takes none by its API, a person
 * answers in its dashboard. `refused`: it will not, `code` says why. `unknown`: no answer; ask again, it is looked up first.
 */
export type DisputeAnswered =
  | { outcome: 'done' | 'over'; seen: DisputeSeen }
  | { outcome: 'not_supported' }
  | { outcome: 'refused'; code: string }
  | { outcome: 'unknown'; reason: string };

/** Sends our answer to a dispute to the bank. Looks up first: what has been sent is not sent again. `dispute_id` is the provider's. Throws `payments.not_found`. */
export class SubmitDisputeEvidence extends Call<DisputeAnswered> {
  constructor(readonly input: { payment_id: string; dispute_id: string; evidence: EvidenceToSend }) { super(); }
}

/** Gives a dispute up at the provider, in the same way. */
export class AcceptDisputeAtProvider extends Call<DisputeAnswered> {
  constructor(readonly input: { payment_id: string; dispute_id: string }) { super(); }
}

/** Earlier purchases of the player that nobody has disputed, reported as fraud or had back: the newest first, at most 50. Throws `payments.not_found`. */
export class ListUndisputedBefore extends Query<PaymentView[]> {
  constructor(readonly paymentId: string) { super(); }
}

/** What the checkout page needs to show the provider's own card fields. */
export interface CardFrame {
  provider: string;
  frame_url: string;
  origin: string;
}

/** `what` is to be paid: which provider's fields these are may depend on it. Throws `payments.no_gateway` (409). */
export class GetCardFrame extends Query<CardFrame> {
  constructor(readonly input: { locale: string; what?: { country: string | null; currency: string; amount_minor: number; seller?: Seller } }) { super(); }
}

/** Where card fields that the game of the scope may be charged by can come from: each origin once. What a page may frame. */
export class ListCardFrameOrigins extends Query<string[]> {}

/** Of an attempt that is open; null where there is nothing to show. Throws `payments.not_found`. */
export class GetPayInstructions extends Query<PayInstructions | null> {
  constructor(readonly paymentId: string) { super(); }
}

/** What a page has to do: show card fields, open the sheet of a wallet (`WalletSheet`), send her to a page, tell her to confirm in her app, or say that the money takes a while. */
export const OFFER_KINDS = ['card', 'wallet', 'redirect', 'app', 'async'] as const;
export type OfferKind = (typeof OFFER_KINDS)[number];

/** A method as it is offered. `fields`: what the buyer has to be asked first. `is_local`: of this country. `refund`: what can go back the same way. */
export interface OfferedMethod {
  method: string;
  /** Its own name. */
  label: string;
  kind: OfferKind;
  type: MethodType;
  is_local: boolean;
  refund: MethodRefund;
  fields: readonly MethodField[];
  /** Of a device's wallet: where it comes on a phone, before all but what the studio puts first. */
  phone_position?: number;
}

/** Methods by which the game of the scope can be paid now, the best first: what a provider that is set up can charge, less what the studio's rules leave out. `skus`: what is bought. */
export class ListPaymentMethods extends Query<OfferedMethod[]> {
  constructor(readonly input: { country: string; currency: string; amount_minor: number; skus?: readonly string[]; seller?: Seller }) { super(); }
}

/** What a studio says of methods, for sales to a country (null: all) of a product (null: all). `allow`: no others (null: says nothing). `order`: these first. */
export interface MethodRule {
  country: string | null;
  sku: string | null;
  allow: string[] | null;
  deny: string[];
  order: string[];
}

/** Who charges sales of a game, by a method, to a country, in a currency; null in each: all. The best first. */
export interface ProviderRoute {
  game_id: string | null;
  method: string | null;
  country: string | null;
  currency: string | null;
  providers: string[];
}

/** Payments by id, in no order; what does not exist is left out. At most 500. */
export class GetPayments extends Query<PaymentView[]> {
  constructor(readonly ids: string[]) { super(); }
}

export type FetchedSettlement = { outcome: 'answered'; csv: string } | { outcome: 'not_answered'; reason: string };

/** What a provider paid out, `from <= settled_at < to` in Unix seconds, as CSV in the columns that the reconciliation reads. Of no game: the accounts are the operator's. */
export class FetchSettlement extends Call<FetchedSettlement> {
  constructor(readonly input: { provider: string; from: number; to: number }) { super(); }
}

/** A report of a provider as its own file has it, in the same columns. Read whole or not at all. */
export class ReadSettlement extends Query<FetchedSettlement> {
  constructor(readonly input: { provider: string; text: string }) { super(); }
}

/** What a person has decided of a held payment: the order is paid by it, or the money goes back. */
export const RESOLUTIONS = ['pay_order', 'give_back'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** A payment of which the provider reported another amount or currency than was asked for. */
export interface HeldPayment {
  id: string;
  game_id: string;
  order_id: string;
  provider: string;
  provider_reference: string | null;
  amount_minor: number;
  currency: string;
  reported_minor: number;
  reported_currency: string;
  /** Unix seconds. */
  held_since: number;
  has_dispute: boolean;
}
