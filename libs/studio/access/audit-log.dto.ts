import { PageOf } from '#platform/http/answers';
import { Bool, Instant, Int, Json, Obj, Str, Strs } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';

export class AuditLogQuery {
  @QueryInt({ min: 1, max: 100, default: 50, what: 'How many at most' }) limit?: number;
  @Cursor('aud') starting_after?: string;
  @Str({ optional: true, min: 1, max: 64, what: 'What one environment has seen; default the one of the caller, `all` for everything of the studio. Another one than the own needs the scope `studio:admin`' }) game_id?: string;
  @Str({ optional: true, min: 1, max: 64, what: 'What this one did (`key_…`, `mem_…`)' }) actor_id?: string;
  @Str({ optional: true, min: 1, max: 80, what: 'What was done by this operation of this document' }) operation?: string;
  @Str({ optional: true, min: 1, max: 300, what: 'What was done to this id. A player by the game\'s own id, within one environment' }) target?: string;
}

export class AuditEntryRead {
  @Str({ what: 'Id of the entry (`aud_…`)' }) id: string;
  @Int({ what: 'Its place in the chain of the studio; without gaps' }) sequence: number;
  @Str({ nullable: true, what: 'The environment that was changed; null where it concerns the studio as a whole' }) game_id: string | null;
  @Str({ what: '`api_key` or `member`' }) actor_kind: string;
  @Str({ what: 'Who did it (`key_…`, `mem_…`)' }) actor_id: string;
  @Str({ what: 'The operation of this document' }) operation: string;
  @Strs({ what: 'The ids in its address, and of what it made. A player is a keyed hash' }) targets: string[];
  @Json({ what: 'What was asked (`body`, `query`). Secrets, personal data and free text are `[hidden]`; what was too long is there by its length and SHA-256' }) request: Record<string, unknown>;
  @Str({ nullable: true, what: 'The request in our logs' }) request_id: string | null;
  @Instant({ what: 'Unix seconds' }) recorded_at: number;
  @Str({ what: 'SHA-256 over the entry and the hash of the one before it' }) hash: string;
}

export class AuditPage extends PageOf(AuditEntryRead, 'AuditPageOf') {}

export class ChainQuery {
  @Cursor('aud', { what: 'Begin after this entry, which is taken for right; default the first of the studio' }) starting_after?: string;
}

class ChainEnd {
  @Str({ what: 'The last entry that was looked at' }) id: string;
  @Int({ what: 'Its place in the chain' }) sequence: number;
  @Str({ what: 'Its hash. Whoever keeps it elsewhere can tell later whether anything up to it was written anew' }) hash: string;
}
class BrokenLink {
  @Int({ what: 'The place in the chain' }) sequence: number;
  @Str({ what: 'What is wrong there' }) what: string;
}
export class ChainRead {
  @Int({ what: 'How many entries were looked at and follow from each other' }) checked: number;
  @Obj(() => ChainEnd, { nullable: true, what: 'The last of them' }) last: ChainEnd | null;
  @Obj(() => BrokenLink, { nullable: true, what: 'The first that does not; null when all do' }) broken: BrokenLink | null;
  @Bool({ what: 'Whether there are more to look at, after `last`' }) has_more: boolean;
}
