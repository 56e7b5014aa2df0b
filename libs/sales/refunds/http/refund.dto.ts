import { PageOf } from '#platform/http/answers';
import { Instant, Int, ListOf, Obj, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt, QueryList } from '#platform/http/query-fields';
import type { RefundReason } from '#sales/orders/queries';

const STATES = ['waiting', 'requested', 'succeeded', 'failed', 'held', 'dismissed'] as const;

export class OrderRefund {
  @Str({ min: 1, max: 500, what: 'Why the money goes back; kept and shown to the studio' }) reason: string;
}

const REASONS = ['duplicate', 'fraudulent', 'customer_request', 'service_disruption', 'minor', 'withdrawal', 'dispute_prevention', 'other'] as const satisfies readonly RefundReason[];
const MINOR_MAX = Number.MAX_SAFE_INTEGER;

export class PartRefundLine {
  @Str({ min: 1, max: 9, what: '`line_id` of the line, as the order has it' }) line_id: string;
  @Int({ min: 1, max: 1_000_000, optional: true, what: 'How many units of it; all that are left when this is left out' }) quantity?: number;
}

export class PartRefund {
  @ListOf(() => PartRefundLine, { optional: true, min: 1, max: 100, what: 'What goes back, and is taken from the player; either this or `amount`' }) lines?: PartRefundLine[];
  @Int({ min: 1, max: MINOR_MAX, optional: true, what: 'So much goes back, tax included, in minor units, spread over what is left of all lines; the items stay' }) amount?: number;
  @OneOf(REASONS, { name: 'RefundReason', what: 'Why the money goes back' }) reason: (typeof REASONS)[number];
  @Str({ min: 1, max: 500, optional: true, what: 'The same in your words; kept and shown to the studio' }) note?: string;
}

export class RefundDecision {
  @Str({ min: 1, max: 500, what: 'Why; kept' }) reason: string;
}

export class RefundTaxRead {
  @Str() name: string;
  @Str({ what: 'Percent' }) rate: string;
  @Int({ what: 'Minor units' }) tax_minor: number;
  @Str() jurisdiction: string;
}

export class RefundLineRead {
  @Str() line_id: string;
  @Str() item_id: string;
  @Str() sku: string;
  @Int({ what: 'How many units go back; 0 where an amount was asked for' }) quantity: number;
  @Int({ what: 'What goes back of the line, tax included, in minor units' }) amount_minor: number;
  @Int({ what: 'The tax in it' }) tax_minor: number;
}

export class RefundPartRead {
  @Int({ what: 'What the player gets back, in minor units' }) amount_minor: number;
  @Int() net_minor: number;
  @Int() tax_minor: number;
  @Int({ what: 'How much of the platform fee is given back' }) platform_fee_minor: number;
  @ListOf(() => RefundTaxRead) tax_components: RefundTaxRead[];
  @ListOf(() => RefundLineRead) lines: RefundLineRead[];
}

export class RefundRead {
  @Str() id: string;
  @Str() order_id: string;
  @Str() payment_id: string;
  @Str() player_id: string;
  @OneOf(['order', 'part', 'overpaid'], { name: 'RefundPurpose', what: '`order`: all that was left of it; `part`: see `part`; `overpaid`: a payment that its order did not need' }) purpose: string;
  @Int({ what: 'Minor units' }) amount_minor: number;
  @Int({ nullable: true, what: 'The tax in it; null where no order stands behind it, and for refunds of an older build' }) tax_minor: number | null;
  @Obj(() => RefundPartRead, { nullable: true, what: 'What a part takes from its sale: all parts and what is left add up to the sale exactly' }) part: RefundPartRead | null;
  @Str() currency: string;
  @Str({ what: 'In words; empty where none were said' }) reason: string;
  @OneOf(REASONS, { name: 'RefundReason', nullable: true, what: 'In a word; null where none was said' }) reason_code: string | null;
  @OneOf(['studio', 'player', 'automatic', 'operator'], { name: 'RefundSource' }) source: string;
  @OneOf(['pending', 'succeeded', 'failed', 'canceled'], { name: 'RefundStatus', what: '`state` in four words: `pending` until it has an end, `canceled` where somebody dismissed it' }) status: string;
  @OneOf(STATES, { name: 'RefundState', what: '`held`: a person decides, see `held_for`; `waiting`: the game declined while a dispute or another refund was open, and it goes once the order is paid again' }) state: string;
  @OneOf(['breaker', 'four_eyes'], { nullable: true, name: 'RefundHeldFor', what: 'Why it was held. `breaker`: too many automatic refunds in an hour; `four_eyes`: it is above `four_eyes_above_usd_minor` of the game, a member decides who did not ask for it' }) held_for: string | null;
  @Str({ nullable: true, what: 'Who asked for it, a member (`mem_…`) or a key (`key_…`)' }) asked_by: string | null;
  @Str({ nullable: true, what: 'Why it failed, a word for programs' }) failure: string | null;
  @Int({ nullable: true, what: 'Automatic refunds of the last hour when it was decided whether this one may pass' }) refunds_last_hour: number | null;
  @Int({ nullable: true, what: 'Orders paid in the hour before' }) paid_last_hour: number | null;
  @Str({ nullable: true }) decided_by: string | null;
  @Instant({ nullable: true }) decided_at: number | null;
  @Str({ nullable: true }) decision_reason: string | null;
  @Instant() requested_at: number;
  @Instant({ nullable: true }) ended_at: number | null;
}

export class RefundPage extends PageOf(RefundRead, 'RefundPageOf') {}

export class RefundsQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('ref') starting_after?: string;
  @Str({ optional: true, max: 100 }) order_id?: string;
  @QueryList({ of: STATES, max: 6, what: 'Comma-separated' }) state?: string[];
}
