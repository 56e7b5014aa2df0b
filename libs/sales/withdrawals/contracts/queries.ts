import { Query } from '#platform/kernel/messages';
import type { WithdrawalRule } from './waiver.js';

export const WITHDRAWAL_OUTCOMES = ['refund', 'no_right', 'nothing_to_give_back', 'unmatched'] as const;
/** `refund`: the right stands and the money goes back. `unmatched`: no order is known by what was told; a person has to look. */
export type WithdrawalOutcome = (typeof WITHDRAWAL_OUTCOMES)[number];

export const WITHDRAWAL_REASONS = ['no_waiver', 'not_granted', 'not_confirmed', 'performed', 'period_over', 'country', 'business', 'not_paid', 'given_back', 'order_unknown'] as const;
/**
 * Why. Of a refund, what the loss of the right lacks: `no_waiver` for a line at least, `not_granted`, `not_confirmed` on a durable medium. Of no right: `performed` with waiver and confirmation, `period_over`, bought in a
 * `country` without the right, bought by a `business`. Of nothing to give back: `not_paid`, `given_back` already.
 */
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number];

/** What an answer rests on, as it was when the statement came. Unix seconds; null where there was none of it. */
export interface WithdrawalBasis {
  country: string | null;
  rule: WithdrawalRule | null;
  /** When the contract was concluded, and the first second after the time to withdraw. */
  concluded_at: number | null;
  ends_at: number | null;
  /** Of the attempt that paid: which lines she agreed about, when and in which words. */
  waiver: { line_ids: string[]; version: string; locale: string; words: string; given_at: number } | null;
  /** When the game, or the player's client, had the items. */
  granted_at: number | null;
  /** When the mail server took the confirmation of the contract. */
  confirmed_at: number | null;
}

export interface WithdrawalView {
  id: string;
  order_id: string | null;
  locale: 'en' | 'de';
  stated_at: number;
  outcome: WithdrawalOutcome;
  because: WithdrawalReason;
  basis: WithdrawalBasis;
  /** As it was told. Null once the player is erased, and three years after the statement. */
  declarant: { name: string; email: string; order: string } | null;
}

/** Throws `withdrawals.not_found`. */
export class GetWithdrawal extends Query<WithdrawalView> {
  constructor(readonly withdrawalId: string) { super(); }
}

/** Newest first; `starting_after` is the last id of the page before. */
export class ListWithdrawals extends Query<{ data: WithdrawalView[]; has_more: boolean; next_cursor: string | null }> {
  constructor(readonly filter: { order_id?: string; outcome?: WithdrawalOutcome[]; limit: number; starting_after?: string }) { super(); }
}

export { WAIVER_LOCALES, WAIVER_VERSION, waiverIn, waiverOf, withdrawalRule, type WaiverLocale, type WithdrawalRule } from './waiver.js';
