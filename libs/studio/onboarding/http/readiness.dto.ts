import { PageOf } from '#platform/http/answers';
import { Bool, Instant, ListOf, Obj, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { REQUIREMENTS } from '../contracts/words.js';

export class RequirementToDo {
  @OneOf(['studio', 'operator'], { name: 'ReadinessActor', what: 'Whose turn it is' }) by: string;
  @Str({ what: 'What has to be done, in words' }) what: string;
  @Str({ nullable: true, what: 'The operation that does it; null where there is none' }) operation: string | null;
}

export class RequirementRead {
  @OneOf(REQUIREMENTS, { name: 'ReadinessRequirement' }) id: string;
  @Bool({ what: 'Whether it is there, as of now' }) is_met: boolean;
  @Instant({ what: 'Unix seconds; since when that is known' }) since: number;
  @Obj(() => RequirementToDo, { nullable: true, what: 'Null where nothing has to be done' }) to_do: RequirementToDo | null;
}

export class ReadinessWaiverRead {
  @Str({ what: 'Why the game takes money without what is missing' }) reason: string;
  @Str({ what: 'Who placed it; `upgrade`: the build that brought the requirements' }) placed_by: string;
  @Instant() placed_at: number;
  @Str({ nullable: true, what: 'Why it was ended' }) end_reason: string | null;
  @Str({ nullable: true, what: 'Who of the operator ended it' }) ended_by: string | null;
  @Instant({ nullable: true, what: 'Unix seconds; null while it holds' }) ended_at: number | null;
}

export class ReadinessRead {
  @Str() game_id: string;
  @OneOf(['sandbox', 'live'], { name: 'GameEnvironment', what: 'A sandbox takes play money and needs nothing' }) environment: string;
  @Bool({ what: 'Whether money is taken at this moment: orders are made and payments begin' }) takes_money: boolean;
  @Bool({ what: 'Whether nothing is missing, as of now' }) is_ready: boolean;
  @ListOf(() => RequirementRead, { max: REQUIREMENTS.length, what: 'Empty for a sandbox' }) requirements: RequirementRead[];
  @Obj(() => ReadinessWaiverRead, { nullable: true, what: 'Of a game that sold before there were requirements' }) waiver: ReadinessWaiverRead | null;
  @Instant({ nullable: true, what: 'Unix seconds; when `takes_money` was decided last. It follows a change of verification, policy and webhooks within seconds, everything else within an hour, or at once by POST' }) looked_at: number | null;
}

export class ReadinessWaiverEnd {
  @Str({ min: 1, max: 1_000, what: 'Why; shown to the studio' }) reason: string;
}

export class ReadinessWaiverListed {
  @Str() game_id: string;
  @Str() studio_id: string;
  @Str() reason: string;
  @Str() placed_by: string;
  @Instant() placed_at: number;
}

export class ReadinessWaiverPage extends PageOf(ReadinessWaiverListed, 'ReadinessWaiverPageOf') {}

export class ReadinessWaiversQuery {
  @QueryInt({ min: 1, max: 100, default: 50, what: 'How many at most' }) limit?: number;
  @Cursor('gam') starting_after?: string;
}
