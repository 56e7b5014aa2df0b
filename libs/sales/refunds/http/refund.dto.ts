import { PageOf } from '#platform/http/answers';
import { Instant, Int, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt, QueryList } from '#platform/http/query-fields';

const STATES = ['waiting', 'requested', 'succeeded', 'failed', 'held', 'dismissed'] as const;

export class OrderRefund {
  @Str({ min: 1, max: 500, what: 'Why the money goes back; kept and shown to the studio' }) reason: string;
}

export class RefundDecision {
  @Str({ min: 1, max: 500, what: 'Why; kept' }) reason: string;
}

export class RefundRead {
  @Str() id: string;
  @Str() order_id: string;
  @Str() payment_id: string;
  @Str() player_id: string;
  @OneOf(['order', 'overpaid'], { name: 'RefundPurpose', what: '`overpaid`: a payment that its order did not need' }) purpose: string;
  @Int({ what: 'Minor units' }) amount_minor: number;
  @Str() currency: string;
  @Str() reason: string;
  @OneOf(['studio', 'player', 'automatic', 'operator'], { name: 'RefundSource' }) source: string;
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
