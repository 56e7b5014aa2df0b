import { PageOf } from '#platform/http/answers';
import { Bool, Instant, Int, OneOf, Str } from '#platform/http/fields';
import { QueryInt } from '#platform/http/query-fields';

const KINDS = ['outbox', 'job'] as const;
const kind = { name: 'DeadWorkKind', what: '`outbox`: an event inside Hubcraft that a subscriber did not take; `job`: work for later or outside' } as const;
const ID = /^(job_[0-9a-z]{26}|evt_[0-9a-z]{26}~[a-z-]+~[\w.-]{1,100})$/;

export class DeadWorkQuery {
  @QueryInt({ min: 1, max: 100, default: 50, what: 'How many at most' }) limit?: number;
  @Str({ optional: true, max: 200, pattern: ID, what: 'Where the page before ended: its last id, which need not be dead any more' }) starting_after?: string;
  @OneOf(KINDS, { ...kind, optional: true }) kind?: 'outbox' | 'job';
  @Str({ optional: true, min: 1, max: 120, what: 'Of this subscriber, or jobs of this type' }) name?: string;
  @Str({ optional: true, min: 1, max: 64, what: 'Of this environment' }) game_id?: string;
}
export class DeadWorkRead {
  @Str({ what: 'Id: of the job (`job_…`), or of the event and its subscriber (`evt_…~sales~orders.finish-refund`)' }) id: string;
  @OneOf(KINDS, kind) kind: string;
  @Str({ what: 'The subscriber, or the type of the job' }) name: string;
  @Str({ nullable: true, what: 'The type of the event; null for jobs' }) event_type: string | null;
  @Str({ what: 'The environment that it belongs to' }) game_id: string;
  @Int({ what: 'How often it was tried' }) attempts: number;
  @Str({ nullable: true, what: 'The first line of the last error' }) error: string | null;
  @Instant({ what: 'Unix seconds of the last try' }) since: number;
}
export class DeadWorkPage extends PageOf(DeadWorkRead, 'DeadWorkPageOf') {}

export class DeadWorkRetry {
  @OneOf(KINDS, kind) kind: 'outbox' | 'job';
  @Str({ min: 1, max: 120, what: 'The subscriber, or the type of the job' }) name: string;
  @Str({ optional: true, min: 1, max: 64, what: 'In this environment alone' }) game_id?: string;
}
export class DeadWorkRetried {
  @Int({ what: 'How many will run again; what is not dead any more, or has its like waiting already, is not among them' }) retried: number;
  @Bool({ what: 'Whether more may be left: a call takes up a thousand' }) has_more: boolean;
}
