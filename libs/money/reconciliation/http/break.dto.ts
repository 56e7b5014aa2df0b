import { PageOf } from '#platform/http/answers';
import { Instant, Int, Obj, OneOf, Str } from '#platform/http/fields';
import { QueryInt } from '#platform/http/query-fields';
import { LINE_KINDS } from '../contracts/commands.js';
import { BREAK_REASONS } from '../contracts/queries.js';


export class SettlementBreakQuery {
  @OneOf(['open', 'resolved'], { optional: true, default: 'open', what: '`resolved`: somebody has explained it' }) status?: 'open' | 'resolved';
  @Str({ optional: true, max: 40, what: 'Payment provider' }) provider?: string;
  @QueryInt({ min: 1, max: 100, default: 50, what: 'How many at most' }) limit?: number;
  @Str({ optional: true, max: 400, what: 'The last id of the page before' }) starting_after?: string;
}

export class SettlementPresentmentRead {
  @Str() currency: string;
  @Int({ what: 'What was paid, or went back, in minor units' }) gross_minor: number;
  @Str({ what: "The provider's: major units of the line's currency for one major unit of this, a decimal" }) rate: string;
}

export class SettlementBreakRead {
  @Str() id: string;
  @Str({ what: '`unrouted`: about no payment of ours' }) game_id: string;
  @Str() provider: string;
  @Str({ what: "The provider's own id of the line" }) line_id: string;
  @Str({ what: "The provider's batch or payout" }) batch_id: string;
  @OneOf(LINE_KINDS) kind: string;
  @OneOf(BREAK_REASONS, { what: 'Why it matches nothing' }) reason: string;
  @Str({ what: 'What the provider says that it is about: our id of the payment, or of the refund' }) reference: string;
  @Str({ nullable: true }) payment_id: string | null;
  @Str() provider_payment_id: string;
  @Str() currency: string;
  @Int({ what: 'Minor units, as the two after it; what goes out is negative' }) gross_minor: number;
  @Int() fee_minor: number;
  @Int() net_minor: number;
  @Obj(() => SettlementPresentmentRead, { optional: true, what: 'Only of what was settled in another currency than it was paid in: `currency` and the amounts above are those of the settlement' }) presentment?: SettlementPresentmentRead;
  @Instant() settled_at: number;
  @Instant() imported_at: number;
  @Int({ what: 'Since it was imported first' }) age_seconds: number;
  @Str({ nullable: true, what: 'Who looks after it' }) owner: string | null;
  @Str({ nullable: true, what: 'How it was explained' }) resolution: string | null;
  @Str({ nullable: true, what: 'Who of the staff has' }) resolved_by: string | null;
  @Instant({ nullable: true }) resolved_at: number | null;
}

export const SettlementBreakPage = PageOf(SettlementBreakRead, 'SettlementBreakPage');

export class SettlementBreakUpdate {
  @Str({ optional: true, nullable: true, min: 1, max: 100, what: 'Who looks after it, as your staff are called; null: nobody' }) owner?: string | null;
  @Str({ optional: true, nullable: true, min: 3, max: 1_000, what: 'How it was explained; null: it is open again. Books nothing: what was wrong is put right at the provider, or by what really happened' }) resolution?: string | null;
}
