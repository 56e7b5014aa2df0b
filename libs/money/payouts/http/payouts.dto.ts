import { Bool, Day, Instant, Int, ListOf, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import { HOLD_REASONS, KYB_STATUSES, RUN_OUTCOMES, SCHEDULES, SPREAD_PPM_MAX, WAIT_DAYS_MAX } from '../contracts/words.js';

const MINOR = 'Minor units';

export class PayoutRelease {
  @Str({ what: 'The day (UTC) from whose beginning on it is available' }) date: string;
  @Int({ what: MINOR }) amount: number;
}

export class BalanceOfCurrency {
  @Str({ what: 'ISO 4217' }) currency: string;
  @Int({ what: 'What the operator owes to the studio, minor units: the sum of the four that follow. Below zero the studio owes it, and sales to come are set off' }) owed: number;
  @Int({ what: 'Sales younger than `delay_days`, minor units' }) pending: number;
  @Int({ what: 'Kept back for refunds and disputes, minor units' }) reserved: number;
  @Int({ what: 'Kept by `holds`, minor units' }) held: number;
  @Int({ what: 'What the next payout can be of, minor units' }) available: number;
  @ListOf(() => PayoutRelease, { max: 1_000, what: 'When how much of `pending` and `reserved` becomes available, if nothing happens any more' }) releases: PayoutRelease[];
}

export class PayoutTermsRead {
  @Str({ what: '`default`: what holds before anything was agreed' }) id: string;
  @Str({ what: 'The first day (UTC) whose sales go by them' }) valid_from: string;
  @Int({ what: 'Whole days that a sale waits before it is available' }) delay_days: number;
  @Int({ what: 'The part of the sales of a day that is kept back, in parts per million' }) reserve_ppm: number;
  @Int({ what: 'For how many whole days' }) reserve_days: number;
  @Int({ what: 'US cents below which nothing is paid out' }) minimum_usd_minor: number;
  @OneOf(SCHEDULES, { name: 'PayoutSchedule', what: '`weekly`: Mondays. `twice_monthly`: the 1st and the 16th' }) schedule: string;
  @Int({ what: 'What the operator keeps of a payout that is exchanged for another currency, in parts per million' }) exchange_spread_ppm: number;
  @Str({ nullable: true, what: 'Who of the operator set them' }) set_by: string | null;
  @Instant({ nullable: true }) set_at: number | null;
}

export class PayoutTermsList {
  @ListOf(() => PayoutTermsRead, { max: 1_001, what: 'Newest first, the default last' }) data: PayoutTermsRead[];
}

export class PayoutHoldRead {
  @Str({ what: 'Of a hold that stands for a missing paper its `reason_code`: it ends with the reason' }) id: string;
  @OneOf(['sandbox', 'live'], { name: 'PayoutEnvironment' }) environment: string;
  @Str({ nullable: true, what: 'Null: all currencies' }) currency: string | null;
  @Int({ nullable: true, what: 'Minor units; null: everything' }) amount_minor: number | null;
  @OneOf(HOLD_REASONS, { name: 'PayoutHoldReason' }) reason_code: string;
  @Str({ max: 2_000, what: 'Why, in words' }) explanation: string;
  @Strs({ max: 20, length: 500, what: 'What is needed to end it' }) evidence_asked: string[];
  @Instant({ nullable: true, what: 'When it ends by itself; null: when the operator has what is asked for' }) release_at: number | null;
  @Instant() placed_at: number;
  @Instant({ nullable: true }) released_at: number | null;
  @Bool() is_in_force: boolean;
}

export class PayoutHoldList {
  @ListOf(() => PayoutHoldRead, { max: 200, what: 'Newest first' }) data: PayoutHoldRead[];
}

export class PayoutRunRead {
  @Str() currency: string;
  @Str({ what: 'The day (UTC) of the run' }) period: string;
  @OneOf(RUN_OUTCOMES, { name: 'PayoutRunOutcome', what: '`not_enabled`, `no_account`, `no_provider`, `no_rate`, `held` and `payout_open` are looked at again every day until the next run' }) outcome: string;
  @Int({ what: 'What was available then, minor units' }) available: number;
  @Str({ nullable: true }) payout_id: string | null;
  @Instant() looked_at: number;
}

export class BalanceRead {
  @OneOf(['sandbox', 'live'], { name: 'PayoutEnvironment', what: 'All environments of the studio of this kind, together' }) environment: string;
  @ListOf(() => BalanceOfCurrency, { max: 200 }) data: BalanceOfCurrency[];
  @Obj(() => PayoutTermsRead, { what: 'What sales of today go by' }) terms: PayoutTermsRead;
  @Str({ what: 'The day (UTC) of the next payout' }) next_payout_on: string;
  @OneOf(KYB_STATUSES, { name: 'KybStatus', what: 'Live environments are paid out once it is `approved` and `payouts_enabled`' }) kyb_status: string;
  @Bool() payouts_enabled: boolean;
  @ListOf(() => PayoutHoldRead, { max: 200, what: 'Those in force' }) holds: PayoutHoldRead[];
  @ListOf(() => PayoutRunRead, { max: 200, what: 'What became of the last day on which money could go out, per currency' }) last_runs: PayoutRunRead[];
}

export class PayoutTermsSet {
  @Day({ what: 'Tomorrow (UTC) or later' }) valid_from: string;
  @Int({ min: 0, max: WAIT_DAYS_MAX, what: 'Whole days that a sale waits before it is available' }) delay_days: number;
  @Int({ min: 0, max: 1_000_000, what: 'The part of the sales of a day that is kept back, in parts per million' }) reserve_ppm: number;
  @Int({ min: 0, max: WAIT_DAYS_MAX, what: 'For how many whole days it is kept' }) reserve_days: number;
  @Int({ min: 0, max: 100_000_000, what: 'US cents below which nothing is paid out' }) minimum_usd_minor: number;
  @OneOf(SCHEDULES, { name: 'PayoutSchedule', what: 'On which days money goes out' }) schedule: string;
  @Int({ optional: true, min: 0, max: SPREAD_PPM_MAX, default: 0, what: 'What the operator keeps of a payout that is exchanged for another currency, in parts per million' }) exchange_spread_ppm?: number;
}

export class PayoutStandingSet {
  @Bool({ what: 'Whether it is paid from its live environments, once its verification is `approved`' }) payouts_enabled: boolean;
  @Str({ min: 1, max: 1_000, what: 'Why; kept, and shown to the studio' }) reason: string;
}

export class PayoutStandingRead {
  @OneOf(KYB_STATUSES, { name: 'KybStatus' }) kyb_status: string;
  @Bool() payouts_enabled: boolean;
  @Str({ nullable: true }) reason: string | null;
  @Str({ nullable: true }) set_by: string | null;
  @Instant({ nullable: true }) set_at: number | null;
}

export class PayoutHoldPlace {
  @OneOf(['sandbox', 'live'], { name: 'PayoutEnvironment', what: 'Of which kind of environments the money is' }) environment: string;
  @Str({ optional: true, nullable: true, pattern: /^[A-Z]{3}$/, max: 3, what: 'ISO 4217; left out: all currencies' }) currency?: string | null;
  @Int({ optional: true, nullable: true, min: 1, what: 'Minor units of `currency`; left out: everything' }) amount_minor?: number | null;
  @OneOf(HOLD_REASONS, { name: 'PayoutHoldReason', what: 'Why, for programs' }) reason_code: string;
  @Str({ min: 1, max: 2_000, what: 'Why, in words for the studio' }) explanation: string;
  @Strs({ optional: true, max: 20, length: 500, what: 'What the studio has to send to end it' }) evidence_asked?: string[];
  @Instant({ optional: true, nullable: true, what: 'When it ends by itself; left out: when it is released' }) release_at?: number | null;
}
