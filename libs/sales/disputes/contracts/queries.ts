import { Query } from '#platform/kernel/messages';
import type { EvidencePack } from './evidence-pack.js';

/** How far a dispute is, in the words of the field (Stripe's). `warning_…`: an inquiry, a question of the bank that has taken no money. */
export const DISPUTE_STATUSES = ['warning_needs_response', 'needs_response', 'under_review', 'won', 'lost', 'warning_closed'] as const;
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];

/** Why, in a word that is the same for all providers. */
export const DISPUTE_REASONS = ['fraudulent', 'unrecognized', 'product_not_received', 'product_unacceptable', 'credit_not_processed', 'duplicate', 'subscription_canceled', 'processing_error', 'general'] as const;
export type DisputeReason = (typeof DISPUTE_REASONS)[number];

/** Who measures it: the card scheme. `none`: not paid by card. */
export const SCHEMES = ['visa', 'mastercard', 'maestro', 'amex', 'discover', 'jcb', 'unionpay', 'other', 'none'] as const;
export type Scheme = (typeof SCHEMES)[number];

/**
 * What becomes of our answer. `sending`, `accepting`: a job is at it, and goes on until the provider has said how it stands. `by_hand`: the provider takes none by its API, a person answers in its dashboard.
 * `refused`: the provider will not have it. `too_late`: it had an end before an answer was there.
 */
export const ANSWERS = ['none', 'sending', 'sent', 'by_hand', 'accepting', 'accepted', 'refused', 'too_late'] as const;
export type Answer = (typeof ANSWERS)[number];

/** Amounts in minor units of their currency, instants in Unix seconds. */
export interface DisputeView {
  id: string;
  game_id: string;
  studio_id: string;
  environment: 'sandbox' | 'live';
  payment_id: string;
  order_id: string;
  provider: string;
  provider_dispute_id: string;
  status: DisputeStatus;
  is_inquiry: boolean;
  reason: DisputeReason;
  /** As the provider has it. */
  provider_reason: string | null;
  network_code: string | null;
  scheme: Scheme;
  /** What the bank took, or asks about. */
  amount_minor: number;
  currency: string;
  opened_at: number;
  /** When the bank's time for an answer is over; null where the provider does not tell. */
  due_at: number | null;
  closed_at: number | null;
  answer: Answer;
  answer_failure: string | null;
  answered_at: number | null;
  answered_by: string | null;
}

export interface DisputeFilter {
  status?: DisputeStatus[];
  order_id?: string;
  payment_id?: string;
  limit: number;
  starting_after?: string;
}

/** Of the scope's game, newest first; `starting_after` is the last id of the page before. */
export class ListDisputes extends Query<{ data: DisputeView[]; has_more: boolean; next_cursor: string | null }> {
  constructor(readonly filter: DisputeFilter) { super(); }
}

/** Throws `disputes.not_found`. */
export class GetDispute extends Query<DisputeView> {
  constructor(readonly disputeId: string) { super(); }
}

/** What the bank was shown, or would be shown now: `is_sent` says which. `sha256` is of the canonical JSON (RFC 8785). Throws `disputes.not_found`, `disputes.evidence_erased`. */
export interface EvidenceView {
  is_frozen: boolean;
  sha256: string;
  built_at: number;
  document: EvidencePack;
  text: string;
}
