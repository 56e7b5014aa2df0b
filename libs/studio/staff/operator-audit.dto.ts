import { PageOf } from '#platform/http/answers';
import { Bool, Instant, Int, Json, Obj, Str, Strs } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';

export class OperatorAuditQuery {
  @QueryInt({ min: 1, max: 100, default: 50, what: 'How many at most' }) limit?: number;
  @Cursor('aud') starting_after?: string;
  @Str({ optional: true, min: 1, max: 64, what: 'What this one did (`stf_…`)' }) actor_id?: string;
  @Str({ optional: true, min: 1, max: 80, what: 'What was done by this operation of this document' }) operation?: string;
  @Str({ optional: true, min: 1, max: 300, what: 'What was done to this id' }) target?: string;
}
export class OperatorAuditRead {
  @Str({ what: 'Id of the entry (`aud_…`)' }) id: string;
  @Int({ what: 'Its place in the chain of the operator; without gaps' }) sequence: number;
  @Str({ nullable: true, what: 'The environment of a game that was changed; `operator` where none was' }) game_id: string | null;
  @Str({ what: '`staff`, or `system` for the command line' }) actor_kind: string;
  @Str({ what: 'Who did it (`stf_…`)' }) actor_id: string;
  @Str({ what: 'The operation of this document' }) operation: string;
  @Strs({ what: 'The ids in its address, and of what it made' }) targets: string[];
  @Json({ what: 'What was asked (`body`, `query`). Secrets, personal data and free text are `[hidden]`' }) request: Record<string, unknown>;
  @Str({ nullable: true, what: 'The request in our logs' }) request_id: string | null;
  @Instant({ what: 'Unix seconds' }) recorded_at: number;
  @Str({ what: 'SHA-256 over the entry and the hash of the one before it' }) hash: string;
}
export class OperatorAuditPage extends PageOf(OperatorAuditRead, 'OperatorAuditPageOf') {}

export class OperatorChainQuery {
  @Cursor('aud', { what: 'Begin after this entry, which is taken for right; default the first' }) starting_after?: string;
}
class OperatorChainEnd {
  @Str({ what: 'The last entry that was looked at' }) id: string;
  @Int({ what: 'Its place in the chain' }) sequence: number;
  @Str({ what: 'Its hash. Whoever keeps it elsewhere can tell later whether anything up to it was written anew' }) hash: string;
}
class OperatorBrokenLink {
  @Int({ what: 'The place in the chain' }) sequence: number;
  @Str({ what: 'What is wrong there' }) what: string;
}
export class OperatorChainRead {
  @Int({ what: 'How many entries were looked at and follow from each other' }) checked: number;
  @Obj(() => OperatorChainEnd, { nullable: true, what: 'The last of them' }) last: OperatorChainEnd | null;
  @Obj(() => OperatorBrokenLink, { nullable: true, what: 'The first that does not; null when all do' }) broken: OperatorBrokenLink | null;
  @Bool({ what: 'Whether there are more to look at, after `last`' }) has_more: boolean;
}
