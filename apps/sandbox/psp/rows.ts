/** What the journal holds. Every row is immutable: a change is a new row under the same id. Amounts are integer minor units, instants Unix seconds. */

export type PaymentStatus =
  | 'authorised'
  | 'captured'
  | 'requires_action'
  | 'pending'
  | 'declined'
  | 'failed'
  | 'voided'
  | 'refunded'
  | 'partially_refunded'
  | 'expired';

export type PaymentMethod = 'card' | 'bank_transfer' | 'voucher' | 'wallet' | 'code';
export type Locale = 'en' | 'de';

export interface CardRow {
  readonly brand: string;
  readonly last4: string;
  readonly country: string | null;
  readonly exp_month: number;
  readonly exp_year: number;
  /** Equal for equal numbers; the number cannot be had from it. */
  readonly fingerprint: string;
  /** The issuer's part of the number: eight digits, six where the number is shorter than 16. Cards of an older build have none. */
  readonly bin?: string;
}

/** What will happen to a charge of a card, decided when it is tokenized, because the number is forgotten then. */
export type CardOutcome =
  | { readonly kind: 'succeeds' }
  | { readonly kind: 'declined'; readonly response_code: string; readonly message: string }
  | { readonly kind: 'requires_3ds' }
  /** Declined unless its holder is asked: what banks of the EEA may do. */
  | { readonly kind: 'soft_declined' }
  | { readonly kind: 'succeeds_then_disputed'; readonly result: 'won' | 'lost'; readonly reason: string }
  | { readonly kind: 'succeeds_then_fraud_reported' };

/** Of a token that a wallet's sheet made. `by`: a card in the device, which has asked its holder itself, or one that is on file with the wallet. */
export interface WalletOfToken {
  readonly name: 'apple_pay' | 'google_pay';
  readonly by: 'device' | 'pan_only';
  readonly billing_country: string | null;
}

export interface TokenRow {
  readonly token: string;
  readonly session: string | null;
  readonly card: CardRow;
  readonly outcome: CardOutcome;
  readonly wallet?: WalletOfToken;
  /** A wallet's is good for one payment. */
  readonly is_used?: boolean;
  readonly created_at: number;
}

/** A card that is kept for later payments. */
export interface StoredMethodRow {
  readonly id: string;
  readonly payment_id: string;
  readonly card: CardRow;
  readonly outcome: CardOutcome;
  /** What the scheme calls the payment that its holder was there for. */
  readonly network_reference: string;
  readonly created_at: number;
}

export interface Decline {
  readonly response_code: string;
  readonly message: string;
}

export interface DisputeRow {
  readonly id: string;
  readonly payment_id: string;
  readonly reference: string;
  readonly status: 'open' | 'won' | 'lost';
  readonly reason: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly opened_at: number;
  /** When the bank's time for an answer is over; rows of an older build have none. */
  readonly due_at?: number;
  /** What we were sent as an answer: its fingerprint and how long it is. */
  readonly evidence?: { readonly fingerprint: string; readonly characters: number; readonly received_at: number } | null;
  readonly closed_at: number | null;
}

export interface PaymentRow {
  readonly id: string;
  readonly reference: string;
  readonly status: PaymentStatus;
  readonly amount_minor: number;
  readonly currency: string;
  readonly captured_minor: number;
  readonly refunded_minor: number;
  readonly fee_minor: number;
  readonly method: PaymentMethod;
  readonly capture: boolean;
  readonly card: CardRow | null;
  readonly outcome: CardOutcome | null;
  readonly decline: Decline | null;
  readonly three_ds: { readonly flow: 'none' | 'challenge' | 'frictionless'; readonly result: 'authenticated' | 'failed' | null };
  readonly dispute: DisputeRow | null;
  readonly fraud_reported_at: number | null;
  readonly return_url: string | null;
  readonly locale: Locale;
  readonly metadata: Readonly<Record<string, string>>;
  /** Set by the fault `wrong_amount`: everything but the books reports another captured amount. */
  readonly is_misreported: boolean;
  /** Its payer has agreed to have the card kept; rows of an older build have none of these three. */
  readonly stores?: boolean;
  readonly stored_method?: string | null;
  readonly network_reference?: string | null;
  /** The wallet that the card was in; left out of cards that were typed. */
  readonly wallet?: 'apple_pay' | 'google_pay';
  readonly created_at: number;
  readonly updated_at: number;
}

export interface RefundRow {
  readonly id: string;
  readonly payment_id: string;
  readonly reference: string;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly amount_minor: number;
  readonly currency: string;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface SettlementLine {
  readonly line_id: string;
  readonly type: 'capture' | 'refund' | 'chargeback' | 'fee';
  readonly psp_payment_id: string;
  readonly psp_refund_id: string;
  readonly reference: string;
  readonly currency: string;
  readonly gross_minor: number;
  readonly fee_minor: number;
  readonly net_minor: number;
}

export interface Batch {
  readonly batch_id: string;
  readonly settled_at: number;
  readonly line_ids: readonly string[];
}

export type NotificationType =
  | `payment.${'captured' | 'requires_action' | 'pending' | 'declined' | 'failed' | 'expired' | 'voided'}`
  | `refund.${'succeeded' | 'failed'}`
  | `dispute.${'opened' | 'won' | 'lost'}`
  | 'fraud.reported';

export interface NotificationRow {
  readonly id: string;
  readonly type: NotificationType;
  readonly created_at: number;
  /** The exact bytes of every attempt. */
  readonly body: string;
}

export interface StoredAnswer {
  readonly key: string;
  readonly digest: string;
  readonly status: number;
  readonly body: string;
}

/** Something that happens later, kept so that a restart does not forget it. `due_ms` is in milliseconds. */
export interface Task {
  readonly id: string;
  readonly due_ms: number;
  readonly kind: 'expire_payment' | 'settle_async' | 'finish_refund' | 'refuse_refund' | 'open_dispute' | 'close_dispute' | 'report_fraud';
  /** The payment or refund it is about. */
  readonly subject: string;
}

export type Entry =
  | { readonly t: 'token'; readonly row: TokenRow }
  | { readonly t: 'stored'; readonly row: StoredMethodRow }
  | { readonly t: 'forgotten'; readonly id: string }
  | { readonly t: 'payment'; readonly row: PaymentRow }
  | { readonly t: 'refund'; readonly row: RefundRow }
  | { readonly t: 'line'; readonly row: SettlementLine }
  | { readonly t: 'batch'; readonly row: Batch }
  | { readonly t: 'answer'; readonly row: StoredAnswer }
  | { readonly t: 'notification'; readonly row: NotificationRow }
  | { readonly t: 'delivered'; readonly id: string; readonly at: number; readonly attempts: number }
  | { readonly t: 'task'; readonly row: Task }
  | { readonly t: 'task_done'; readonly id: string };
