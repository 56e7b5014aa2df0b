import { PageOf } from '#platform/http/answers';
import { Bool, Instant, Int, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { REVIEW_STATES, SIGNAL_KINDS, type SignalKind } from '../contracts/queries.js';

export class PaymentReviewRead {
  @Str() payment_id: string;
  @Str() game_id: string;
  @Str() order_id: string;
  @Str() player_id: string;
  @Int({ what: 'What was taken, minor units' }) amount_minor: number;
  @Str({ what: 'ISO 4217' }) currency: string;
  @Str({ what: 'What spoke for it, joined by `+`: `review_…` a list, `amount`, `banned`, `chargeback_elsewhere`, `cheating`, `country`, `velocity`, `young_account`, `little_play`' }) reason: string;
  @Bool({ what: 'The operator has listed what it was made with: its staff alone release it' }) is_of_operator: boolean;
  @OneOf(REVIEW_STATES, { name: 'PaymentReviewState', what: '`released`: the order goes on; `refused`: the player gets everything back' }) state: string;
  @Instant() opened_at: number;
  @Instant({ what: 'When its money goes back by itself' }) due_at: number;
  @Str({ nullable: true, what: 'Who, or `job:risk.review-due`: nobody in time' }) decided_by: string | null;
  @Instant({ nullable: true }) decided_at: number | null;
  @Str({ nullable: true, max: 500 }) decision_reason: string | null;
}

export class PaymentReviewPage extends PageOf(PaymentReviewRead, 'PaymentReviewPageOf') {}

export class PaymentReviewsQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('pmt') starting_after?: string;
  @OneOf(REVIEW_STATES, { optional: true, name: 'PaymentReviewState', what: 'Those in this state alone' }) state?: (typeof REVIEW_STATES)[number];
}

export class OpenPaymentReviewsQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('pmt') starting_after?: string;
}

export class PaymentReviewDecide {
  @OneOf(['release', 'refuse'], { name: 'PaymentReviewDecision', what: '`release`: the order is paid, which a person decides, not a key; `refuse`: the player gets everything back' }) decision: 'release' | 'refuse';
  @Str({ min: 1, max: 500, pattern: /\S/, what: 'Why' }) reason: string;
}

export class ReviewRulesRead {
  @Int({ nullable: true, what: 'Payments by card of more than that wait for a person; cents of US dollars. null: no amount does' }) review_above_usd_minor: number | null;
  @Int({ what: 'How long somebody has to decide; then the money goes back' }) hold_hours: number;
  @Str({ nullable: true }) set_by: string | null;
  @Instant({ nullable: true }) set_at: number | null;
}

export class ReviewRulesSet {
  @Int({ nullable: true, min: 0, max: 1_000_000_000, what: 'Cents of US dollars; null: no amount waits' }) review_above_usd_minor: number | null;
  @Int({ optional: true, min: 1, max: 168, default: 24, what: 'How long somebody has to decide, in hours; then the money goes back' }) hold_hours?: number;
}

export class RiskSignalRead {
  @Str() player_id: string;
  @OneOf(SIGNAL_KINDS, { name: 'RiskSignalKind' }) kind: string;
  @Int({ nullable: true }) value: number | null;
  @Str() told_by: string;
  @Instant() told_at: number;
  @Instant() expires_at: number;
}

export class RiskSignalsQuery {
  @Str({ min: 1, max: 255, what: 'Your own id of the account' }) player_id: string;
}

export class RiskSignalTell {
  @Str({ min: 1, max: 255, what: 'Your own id of the account' }) player_id: string;
  @OneOf(SIGNAL_KINDS, { name: 'RiskSignalKind', what: '`banned` is enough to hold an order; `chargeback_elsewhere` (80 of 100) and `cheating` (60) with something else; `account_age_days` below 1 (40) and `play_time_minutes` below 30 (20) of strangers' }) kind: SignalKind;
  @Int({ optional: true, min: 0, max: 10_000_000, what: 'Days or minutes; of the other kinds nothing' }) value?: number;
  @Int({ optional: true, min: 1, max: 365, default: 30, what: 'It counts for so long' }) expires_in_days?: number;
}

export class RiskSignalTakeBack {
  @Str({ min: 1, max: 255, what: 'Your own id of the account' }) player_id: string;
  @OneOf(SIGNAL_KINDS, { name: 'RiskSignalKind', what: 'What does not hold any more' }) kind: SignalKind;
}
