import { PageOf } from '#platform/http/answers';
import { Bool, Instant, Int, ListOf, Obj, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt, QueryList } from '#platform/http/query-fields';
import type { RefundReason } from '#sales/orders/queries';

const STATES = ['waiting', 'requested', 'succeeded', 'failed', 'held', 'dismissed'] as const;

export class OrderRefund {
  @Str({ min: 1, max: 500, what: 'Why the money goes back; kept and shown to the studio' }) reason: string;
}

const REASONS = ['duplicate', 'fraudulent', 'customer_request', 'service_disruption', 'minor', 'withdrawal', 'dispute_prevention', 'other'] as const satisfies readonly RefundReason[];
const CLAWBACK_STATES = ['open', 'recovered', 'waived'] as const;
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

const STATE = { name: 'ConsumptionState', nullable: true, what: 'What the game says of it; null where it said nothing' } as const;

export class ConsumptionItemRead {
  @Str() line_id: string;
  @Str() item_id: string;
  @Str() sku: string;
  @Int({ what: 'How many of it' }) quantity: number;
  @OneOf(['unused', 'used', 'transferred'], STATE) state: string | null;
}

export class ConsumptionRead {
  @OneOf(['unused', 'used', 'transferred', 'unanswered'], { name: 'ConsumptionOutcome', what: 'The gravest word about any of the items' }) outcome: string;
  @OneOf(['refund', 'ask', 'refuse'], { name: 'ConsumptionVerdict', what: 'What followed: by `refund_if_…` of the game at that moment, always `refund` where `is_right`' }) verdict: string;
  @Bool({ what: 'The law gives it back (withdrawal, a minor), it was never owed (duplicate, fraud), or it goes by itself' }) is_right: boolean;
  @Str({ nullable: true, what: 'Why there was no answer, a word for programs' }) because: string | null;
  @ListOf(() => ConsumptionItemRead) items: ConsumptionItemRead[];
  @Instant({ what: 'Unix seconds' }) asked_at: number;
}

export class ClawbackRead {
  @Str() id: string;
  @Str() refund_id: string;
  @Str() order_id: string;
  @Str() player_id: string;
  @Int({ what: 'The share of the refund that the gone items bear, tax included, in minor units' }) amount_minor: number;
  @Str() currency: string;
  @ListOf(() => ConsumptionItemRead) items: ConsumptionItemRead[];
  @OneOf(CLAWBACK_STATES, { name: 'ClawbackState', what: '`open`: the player owes it. Nothing sets it off by itself' }) state: string;
  @Instant() recorded_at: number;
  @Str({ nullable: true }) closed_by: string | null;
  @Instant({ nullable: true }) closed_at: number | null;
  @Str({ nullable: true }) close_reason: string | null;
}
export class ClawbackPage extends PageOf(ClawbackRead, 'ClawbackPageOf') {}

export class ClawbackClose {
  @OneOf(['recovered', 'waived'], { name: 'ClawbackOutcome', what: '`recovered`: the player has given it back, by a way of yours; `waived`: she need not' }) outcome: 'recovered' | 'waived';
  @Str({ min: 1, max: 500, what: 'Why; kept' }) reason: string;
}

export class ClawbacksQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('clw') starting_after?: string;
  @Str({ optional: true, max: 100, what: 'Of this player' }) player_id?: string;
  @Str({ optional: true, max: 100, what: 'Of this order' }) order_id?: string;
  @OneOf(CLAWBACK_STATES, { name: 'ClawbackState', optional: true, what: 'Those in this state' }) state?: (typeof CLAWBACK_STATES)[number];
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
  @OneOf(['breaker', 'four_eyes', 'consumption'], { nullable: true, name: 'RefundHeldFor', what: 'Why it was held. `breaker`: too many automatic refunds in an hour; `four_eyes`: it is above `four_eyes_above_usd_minor` of the game, a member decides who did not ask for it; `consumption`: the game says that items are gone, or nothing, and a member decides' }) held_for: string | null;
  @Obj(() => ConsumptionRead, { nullable: true, what: 'What the game has said of the items before the money went (`refund.consumption`); null where it was not asked, or not yet' }) consumption: ConsumptionRead | null;
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
