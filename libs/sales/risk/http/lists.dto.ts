import { PageOf } from '#platform/http/answers';
import { Bool, Instant, Int, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryBool, QueryInt } from '#platform/http/query-fields';
import { APPEAL_STATES, ENTRY_STATES, LISTS, SUBJECTS, type ListName, type ListSubject } from '../contracts/queries.js';

const LIST = { name: 'RiskList', what: '`block`: payments by card are declined; `allow`: nothing is asked; `review`: the money is taken and the order waits for a person. A block outweighs everything, allowing outweighs what the rules guess' } as const;
const SUBJECT = { name: 'RiskSubject', what: '`card`: the fingerprint of the provider; `bin`: an issuer, the first six to eight digits; `address`: a network address (of IPv6 its /64); `player`: your own id; `email`' } as const;

export class ListEntryRead {
  @Str() id: string;
  @OneOf(LISTS, LIST) list: string;
  @OneOf(SUBJECTS, SUBJECT) subject: string;
  @Str({ nullable: true, what: 'Of an issuer; everything else stands as a keyed hash and is told to nobody' }) value: string | null;
  @Bool({ what: 'It holds in all games' }) is_of_operator: boolean;
  @Str({ max: 500 }) reason: string;
  @Str({ what: 'The member, key or member of staff that wrote it' }) author: string;
  @Instant() made_at: number;
  @Instant() expires_at: number;
  @OneOf(ENTRY_STATES, { name: 'RiskEntryState' }) state: string;
  @Instant({ nullable: true }) ended_at: number | null;
  @Str({ nullable: true }) ended_by: string | null;
  @Str({ nullable: true, max: 500 }) end_reason: string | null;
}

export class ListEntryPage extends PageOf(ListEntryRead, 'RiskListEntryPageOf') {}

export class ListEntriesQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('rle') starting_after?: string;
  @OneOf(LISTS, { optional: true, name: 'RiskList', what: 'Of this list alone' }) list?: ListName;
  @OneOf(SUBJECTS, { optional: true, name: 'RiskSubject', what: 'Of this kind alone' }) subject?: ListSubject;
  @Str({ optional: true, max: 320, what: 'Those of this value; subject has to be said too' }) value?: string;
  @QueryBool({ default: true, what: 'Those alone that hold now' }) is_open?: boolean;
}

export class ListEntryCreate {
  @OneOf(LISTS, LIST) list: ListName;
  @OneOf(SUBJECTS, SUBJECT) subject: ListSubject;
  @Str({ optional: true, min: 1, max: 320, what: 'What is listed; or payment_id' }) value?: string;
  @Str({ optional: true, max: 64, what: 'A payment of the last 30 days: what it was made with is listed' }) payment_id?: string;
  @Str({ min: 1, max: 500, pattern: /\S/, what: 'Why. Not who: write no name' }) reason: string;
  @Int({ optional: true, min: 1, max: 730, default: 90, what: 'It ends by itself after so many days' }) expires_in_days?: number;
}

export class ListEntryEnd {
  @Str({ min: 1, max: 500, pattern: /\S/, what: 'Why' }) reason: string;
}

export class AppealRead {
  @Str() id: string;
  @Str() game_id: string;
  @Str({ what: 'The entry that it is against' }) entry_id: string;
  @Bool({ what: 'The operator has listed it, and decides' }) is_of_operator: boolean;
  @Str() player_id: string;
  @Str({ max: 5_000 }) text: string;
  @Str() filed_by: string;
  @Instant() filed_at: number;
  @OneOf(APPEAL_STATES, { name: 'RiskAppealState', what: '`upheld`: the entry stays; `lifted`: it has ended' }) state: string;
  @Str({ nullable: true }) decided_by: string | null;
  @Instant({ nullable: true }) decided_at: number | null;
  @Str({ nullable: true, max: 500 }) decision_reason: string | null;
}

export class AppealPage extends PageOf(AppealRead, 'RiskAppealPageOf') {}

export class AppealsQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('rap') starting_after?: string;
  @OneOf(APPEAL_STATES, { optional: true, name: 'RiskAppealState', what: 'Those in this state alone' }) state?: (typeof APPEAL_STATES)[number];
}

export class OpenAppealsQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('rap') starting_after?: string;
}

export class AppealFile {
  @Str({ max: 64, what: 'The payment that was stopped or held' }) payment_id: string;
  @Str({ min: 1, max: 5_000, pattern: /\S/, what: 'What the player says' }) text: string;
}

export class AppealDecide {
  @OneOf(['uphold', 'lift'], { name: 'RiskAppealDecision', what: '`uphold`: the entry stays; `lift`: it ends' }) decision: 'uphold' | 'lift';
  @Str({ min: 1, max: 500, pattern: /\S/, what: 'Why' }) reason: string;
}
