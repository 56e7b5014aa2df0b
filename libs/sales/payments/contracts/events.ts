import { DomainEvent } from '#platform/kernel/messages';
import type { DisputeSeen, PayInstructions, Resolution } from './queries.js';

export interface PaymentFact {
  payment_id: string;
  order_id: string;
  player_id: string;
  provider: string;
  status: string;
  amount_minor: number;
  currency: string;
  /** ISO 3166-1, of the buyer: whoever sells there has the money in the books. Null or absent where nobody knew, and in events of earlier builds. */
  buyer_country?: string | null;
}

/** Why money goes back: the order is refunded; the charge came after its attempt had ended; the order had been paid by another attempt. */
export type RefundPurpose = 'order' | 'late' | 'overpaid';

export interface CaptureFact extends PaymentFact {
  /** What the provider keeps, in the payment's currency; 0 where it has not told. */
  psp_fee_minor: number;
  /** `estimated`: the settlement report will say what it is. Processes of earlier builds do not say. */
  fees_status?: 'estimated' | 'final';
  provider_reference: string;
  captured_at: number;
  /** By which method it was paid (`card`, …); processes of earlier builds do not say. */
  method?: string;
  /** Where the card is from, as the provider says; null or absent where it says nothing, or there is no card. */
  card_country?: string | null;
}

/** An attempt begins: the webhook `payment.pending`. */
export class PaymentCreated extends DomainEvent<PaymentFact> {
  static readonly type = 'payments.payment.created.v1';
}

/** It became known how the buyer pays an attempt elsewhere, once. What she names there is asked for (`GetPayInstructions`): no announcement carries it. */
export class PaymentInstructed extends DomainEvent<PaymentFact & { kind: PayInstructions['kind'] }> {
  static readonly type = 'payments.payment.instructed.v1';
}

/** The money is ours; the webhook `payment.succeeded` is told with the order that it pays. Amount and currency were compared with what we asked for. */
export class PaymentCaptured extends DomainEvent<CaptureFact> {
  static readonly type = 'payments.payment.captured.v1';
}

/** The provider took the money after we had ended the attempt. It is not the order's, and goes back by itself (`PaymentRefunded`, purpose `late`). */
export class PaymentCapturedLate extends DomainEvent<CaptureFact> {
  static readonly type = 'payments.payment.captured_late.v1';
}

/** The attempt is over without money; `status` says how (failed → `payment.declined`, rejected, canceled, abandoned, expired, voided). */
export class PaymentEnded extends DomainEvent<PaymentFact & { fail_reason: string | null; fail_code: string | null }> {
  static readonly type = 'payments.payment.ended.v1';
}

/** The provider has given the money back (`payment.refunded`). `has_gone_back`: the bank had taken it before, so it is the second time. */
export class PaymentRefunded extends DomainEvent<PaymentFact & {
  refund_id: string; refunded_minor: number; provider_refund_reference: string; purpose: RefundPurpose; has_gone_back?: boolean;
}> {
  static readonly type = 'payments.payment.refunded.v1';
}

/** The provider refused to give the money back. */
export class PaymentRefundFailed extends DomainEvent<PaymentFact & { refund_id: string; reason: string; purpose: RefundPurpose }> {
  static readonly type = 'payments.payment.refund_failed.v1';
}

/** Whose the disputed money was: a sale's (what becomes of it is the order's), owed to the player (it came late, or was not needed), or kept apart because its amount was wrong. */
export type TakenFrom = 'sale' | 'owed_to_player' | 'suspense';

/**
 * The bank has taken the money back: opened (frozen), lost (gone) or won (ours again). Announced as a chain: `opened` always comes before the other two. It happens to
 * refunded payments too: `has_gone_back` says that all of the money was back with the player before, by refunds or an earlier dispute. Events of earlier builds lack the last two.
 * `amount_minor` is what the bank took: of a payment that is refunded in part usually what was left.
 */
export class PaymentDisputed extends DomainEvent<PaymentFact & {
  dispute_id: string; stage: 'opened' | 'won' | 'lost'; reason: string | null; taken_from?: TakenFrom; has_gone_back?: boolean;
}> {
  static readonly type = 'payments.payment.disputed.v1';
}

/**
 * Captured and held: nobody is granted anything until it is decided. Either another amount or currency was captured than we asked for, or (`held_for: review`) exactly what was asked for, and `sales/risk` wants a person to look. Of one whose amount was found to be right both are told, one after the other, with the same `reported_*`. Events
 * of earlier builds do not say what it is held for.
 */
export class PaymentMismatched extends DomainEvent<PaymentFact & { reported_minor: number; reported_currency: string; held_for?: HeldFor }> {
  static readonly type = 'payments.payment.mismatched.v1';
}

/** What a provider says of all disputes of a payment, inquiries among them: at each look, also where nothing is new. What the bank does with the money is told by `PaymentDisputed`. */
export class PaymentDisputesSeen extends DomainEvent<PaymentFact & { disputes: DisputeSeen[] }> {
  static readonly type = 'payments.payment.disputes_seen.v1';
}

export type HeldFor = 'amount' | 'review';

/** The issuer says that a charge was fraud (TC40, SAFE, an early fraud warning); the money stays. Once for a payment. */
export class PaymentFraudReported extends DomainEvent<PaymentFact & { reported_at: number }> {
  static readonly type = 'payments.payment.fraud_reported.v1';
}

/** Decided, by a person who has seen that exactly what was asked for was taken, or by `sales/risk`: `PaymentCaptured` follows (`pay_order`), or `PaymentEnded` and `PaymentCapturedLate` (`give_back`). */
export class PaymentMismatchResolved extends DomainEvent<PaymentFact & { reported_minor: number; reported_currency: string; resolution: Resolution; psp_fee_minor: number; fees_status?: 'estimated' | 'final'; held_for?: HeldFor }> {
  static readonly type = 'payments.payment.mismatch_resolved.v1';
}
