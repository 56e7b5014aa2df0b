import type { CardFacts } from '../contracts/commands.js';
import type { Seller } from '#sales/orders/queries';
import type { DeviceWallet } from '../contracts/method-table.js';
import type { DisputeSeen, EvidenceToSend, MethodField, OfferKind, PayInstructions, WalletSheet } from '../contracts/queries.js';
import type { Exemption } from './sca.js';

/** By what a provider is asked for a dispute: its own id of it, our payment id, and its id of the payment. */
export interface DisputeKey {
  dispute_id: string;
  reference: string;
  provider_reference: string;
}

/** What a provider says of one charge. Plain values: it travels through commands. Amounts in minor units of their currency. */
export interface SeenPayment {
  /** The provider's own id. */
  provider_reference: string;
  /** Ours: the payment id. */
  reference: string;
  state: 'authorised' | 'captured' | 'requires_action' | 'pending' | 'declined' | 'failed' | 'voided' | 'expired';
  asked_minor: number;
  /** What was taken; 0 before. */
  captured_minor: number;
  currency: string;
  /** What it keeps of it; null where it does not tell, or not yet: its settlement report does. */
  fee_minor: number | null;
  /** `bin`: the issuer's part of the number, left out where the provider does not tell. */
  card: { brand: string; last4: string; country: string | null; fingerprint: string | null; bin?: string | null } | null;
  three_ds: { flow: 'none' | 'challenge' | 'frictionless'; result: 'not_attempted' | 'authenticated' | 'failed' } | null;
  action_url: string | null;
  /** How she pays it elsewhere, while it is open; left out where there is nothing to show. */
  instructions?: PayInstructions | null;
  /** The provider's code of why it was declined or failed. */
  fail_code: string | null;
  /** `amount_minor`: what the bank took; left out where the provider does not tell, which is the whole payment. */
  dispute: { id: string; stage: 'opened' | 'won' | 'lost'; reason: string | null; amount_minor?: number } | null;
  /** All disputes that the provider tells of, inquiries among them; left out where it tells of one alone (`dispute`). */
  disputes?: DisputeSeen[];
  /** Unix seconds; null while the issuer says nothing of fraud. */
  fraud_reported_at: number | null;
}

export interface SeenRefund {
  provider_reference: string;
  /** Ours: the refund id. */
  reference: string;
  state: 'pending' | 'succeeded' | 'failed';
  amount_minor: number;
  currency: string;
  failure: string | null;
}

export interface ChargeOrder {
  /** Our payment id: also the provider's idempotency key. */
  reference: string;
  amount_minor: number;
  currency: string;
  /** A card token of the provider's own frame, what a wallet's sheet handed over (`wallet-token.ts`), or null for the other methods. */
  token: string | null;
  method: string;
  /** What the provider wants to be told of the buyer with this method, read (`readFields`). */
  fields?: Readonly<Record<string, string>>;
  return_url: string;
  /** Language of the pages that the provider shows the player (3-D Secure, wallet). */
  locale?: string | null;
  /** False: authorise only. */
  capture: boolean;
  /** The cardholder has to be asked by her bank (3-D Secure with a challenge), whatever the provider would do by itself. */
  is_challenge_wanted?: boolean;
  metadata: Record<string, string>;
  /** The payer has agreed to have the method kept: for payments that she makes herself, or for others too. What is kept is named by our reference there. */
  saves?: 'on_session' | 'off_session' | null;
  /** Paid by what was kept, in place of a token. `by`: she is there and may be asked by her bank, or the merchant charges and nobody can ask her. */
  saved?: SavedToken & { by: 'buyer' | 'merchant' };
  /** For what the bank is asked not to ask the cardholder, of providers that pass that on. It may ask all the same. */
  exemption?: Exemption | null;
  /** The same charge once more, with the bank asking, after it was declined for want of that: the provider's id of what was declined. */
  after?: string;
}

/** By what a provider knows a method that it keeps. `reference`: our id of the payment with which it was kept. `network_reference`: what the card scheme called that payment; null where it is not told. */
export interface SavedToken {
  token: string;
  customer: string | null;
  reference: string;
  network_reference: string | null;
}

/** What a provider has kept of a payment. */
export interface KeptMethod {
  token: string;
  customer: string | null;
  network_reference: string | null;
  card: { brand: string; last4: string; exp_month: number | null; exp_year: number | null; country: string | null; fingerprint: string | null } | null;
}

/** What we have of a charge ourselves, for providers that cannot be asked about one. */
export interface KnownCharge {
  /** By which method it is paid. */
  method: string;
  amount_minor: number;
  currency: string;
  /** Whether its money is to be taken: false where it was to be authorised only, or was called off. */
  captures: boolean;
  /** What the provider said last, and where the player was sent, while it is open. */
  state: string | null;
  action_url: string | null;
  /** Bodies of what the provider has notified of this payment, verified when they came, in no order. */
  heard(): Promise<readonly Buffer[]>;
  /** What else the charge was sent with, for a provider that answers again when the same question is put under its key. Null: of an attempt that is gone. */
  asked?(): Promise<{ return_url: string; saves?: ChargeOrder['saves']; saved?: ChargeOrder['saved'] } | null>;
}

/** By what a provider is asked for a charge. Those that cannot search by our reference need their own, or the time at which the charge was sent. */
export interface ChargeKey {
  /** Our payment id. */
  reference: string;
  /** The provider's own id; null while none of its answers came. */
  provider_reference: string | null;
  /** Unix seconds at which the last charge was sent; null when none was. */
  charged_at: number | null;
  known?: KnownCharge;
}

/** A charge that the provider has named. */
export type NamedCharge = ChargeKey & { provider_reference: string };

/** By what a provider is asked for a refund: our refund id, and the provider's id of the payment that it is of. */
export interface RefundKey {
  reference: string;
  payment_reference: string;
  /** Bodies of what the provider has notified of the payment. */
  heard?(): Promise<readonly Buffer[]>;
}

/** What is to be charged, before anybody is asked. Minor units of its currency. */
export interface Chargeable {
  country: string | null;
  currency: string;
  amount_minor: number;
  /** `studio`: it sells itself, and its own account is charged. Left out: the operator. */
  seller?: Seller;
}

/**
 * The answer of every question to a provider; a gateway never throws for what a provider does.
 * `refused` (business): it understood and will not, now or later. `unavailable` (transient): it surely did not act. `unknown` (ambiguous): it may have
 * acted; whoever gets this looks up, and never takes it for a failure.
 */
export type GatewayAnswer<T> =
  | { outcome: 'answered'; value: T }
  | { outcome: 'refused'; code: string; message: string }
  | { outcome: 'unavailable'; reason: string }
  | { outcome: 'unknown'; reason: string };

/** A notification whose signature was verified: a hint to look up, never a fact. */
export interface Notification {
  event_id: string;
  /** In our words, e.g. `payment.captured`, `refund.failed`, `dispute.opened`, `fraud.reported`; the provider's own word where it means nothing to us. */
  kind: string;
  /** Our payment id, as far as the notification names one. */
  reference: string | null;
  refund_reference: string | null;
  /** The provider's id of the payment: what is left where it does not name ours (disputes). */
  provider_reference: string | null;
}

export interface NotificationRequest {
  raw: Buffer;
  headers: Record<string, string | string[] | undefined>;
  /** Unix seconds. Where the signature covers a time, one more than 300 s away from it is refused. */
  now: number;
}

/** What a provider can be asked for; `label`: the method's own name. */
export interface ProviderMethod {
  method: string;
  label: string;
  kind: OfferKind;
  /** What of the buyer it wants to be told. */
  fields: readonly MethodField[];
}

/** A payment provider. Implementations pass `testing/payment-gateway.conformance.ts`. Every call ends within `deadline_ms` (10 s unless told). */
export interface PaymentGateway {
  readonly provider: string;
  /** Whether it has what it needs to be called. A provider that takes no new attempts keeps its configuration as long as there are payments of it. */
  readonly isConfigured: boolean;
  /** Its configuration moves real money; else it is the provider's test environment, or the sandbox. */
  readonly takesRealMoney: boolean;
  /** How the tokens of its card fields are written: a token goes to whom it belongs. */
  readonly tokenForm: RegExp;
  /** Whether it can charge this at all: its currencies, its units. */
  takes(what: Chargeable): boolean;
  charge(order: ChargeOrder, deadline_ms?: number): Promise<GatewayAnswer<SeenPayment>>;
  /** Null when the provider does not know it. */
  lookUp(charge: ChargeKey, deadline_ms?: number): Promise<GatewayAnswer<SeenPayment | null>>;
  /** Hands in what the player brought back from the page of an action, where the provider wants that; `returned`: the query of the address that she came back by. */
  complete?(charge: ChargeKey, returned: Readonly<Record<string, string>>, deadline_ms?: number): Promise<GatewayAnswer<SeenPayment>>;
  capture(charge: NamedCharge, key: string): Promise<GatewayAnswer<SeenPayment>>;
  void(charge: NamedCharge, key: string): Promise<GatewayAnswer<SeenPayment>>;
  /** `reference` is our refund id and the provider's idempotency key. */
  refund(refund: { provider_reference: string; reference: string; amount_minor: number; currency: string }): Promise<GatewayAnswer<SeenRefund>>;
  lookUpRefund(refund: RefundKey): Promise<GatewayAnswer<SeenRefund | null>>;
  /** How a dispute stands; null where the provider does not know it. This and the next two only of providers whose API takes answers to disputes. */
  lookUpDispute?(dispute: DisputeKey): Promise<GatewayAnswer<DisputeSeen | null>>;
  /** Sends our answer to the bank, for good: `evidence.fingerprint` is the provider's idempotency key. */
  submitEvidence?(dispute: DisputeKey, evidence: EvidenceToSend): Promise<GatewayAnswer<DisputeSeen>>;
  /** Gives the dispute up: it is lost at once. */
  acceptDispute?(dispute: DisputeKey, key: string): Promise<GatewayAnswer<DisputeSeen>>;
  /** Null: not signed as agreed. */
  verifyNotification(request: NotificationRequest): Promise<Notification | null> | Notification | null;
  /** What is kept of a notification of a provider that tells of the buyer in it, and can be asked for everything else. Left out: its exact bytes are kept. */
  noteOf?(raw: Buffer): Buffer;
  /** What a card token is of, before anything is charged; only of providers that tell. */
  describeCard?(token: string): Promise<GatewayAnswer<CardFacts>>;
  /** The address of the provider's card fields, for embedding in a page of `parent_origin`; of every provider that offers `card`. */
  cardFrame?(page: { parent_origin: string; locale: string }): { frame_url: string; origin: string };
  /** What a page opens the sheet of a wallet with; null where something of it is not set up: then `methods` does not name the wallet. */
  walletSheet?(method: DeviceWallet, page: { parent_origin: string; locale: string }): WalletSheet | null;
  /** Vouches for a page of ours to Apple, in our place. Left out, or null: we do that ourselves. */
  beginAppleSession?(page: { display_name: string; domain: string }): Promise<GatewayAnswer<Record<string, unknown>>> | null;
  /** What it keeps for later payments, of the methods that it can be asked for. */
  readonly keeps: readonly string[];
  /** What it has kept of a payment that was sent with `saves`; null while it has nothing. May be asked again. */
  keptOf(charge: NamedCharge): Promise<GatewayAnswer<KeptMethod | null>>;
  /** Removes what it has kept; also answered where it is not there any more. */
  forget(saved: SavedToken): Promise<GatewayAnswer<null>>;
  /** What it can be asked for; no attempt of another method goes to it. */
  methods(): readonly ProviderMethod[];
  /**
   * What the provider paid out, `from <= settled_at < to` in Unix seconds, as CSV in the columns that the reconciliation reads: line_id, type (capture, refund, chargeback, fee; of the account account_fee, transfer, reserve,
   * correction), psp_payment_id, psp_refund_id, reference, currency, gross_minor, fee_minor, net_minor, settled_at, batch_id.
   */
  fetchSettlement(from: number, to: number): Promise<GatewayAnswer<string>>;
  /** A report as its own file has it, in the same columns; of providers whose reports are fetched by a person. @throws Unreadable: it is read whole or not at all */
  readSettlement?(text: string): string;
}

/** All disputes that are told of; of a provider that tells of one alone, that one. */
export function disputesOf({ dispute, disputes }: SeenPayment): DisputeSeen[] {
  if (disputes) return disputes;
  if (!dispute) return [];
  const { id, stage, reason, amount_minor } = dispute;
  const status = stage === 'opened' ? 'needs_response' : stage;
  return [{ id, status, is_inquiry: false, reason, network_code: null, ...(amount_minor === undefined ? {} : { amount_minor }), opened_at: null, due_at: null, has_evidence: false }];
}
