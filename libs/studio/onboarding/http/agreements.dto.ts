import { Instant, ListOf, OneOf, Str } from '#platform/http/fields';
import { AGREEMENTS } from '../contracts/words.js';

const kind = { name: 'AgreementKind', what: '`acceptable_use`: before live money is taken. `self_billing`: before the first payout' } as const;
const VERSION = /^[A-Za-z0-9._-]+$/;

export class AgreementRead {
  @Str({ what: 'Id (`agt_…`)' }) id: string;
  @OneOf(AGREEMENTS, kind) kind: string;
  @Str() version: string;
  @Str({ max: 200_000, what: 'The text' }) body: string;
  @Instant({ what: 'From then on an older version is not enough' }) required_from: number;
  @Instant() published_at: number;
  @Str({ nullable: true, what: 'Which member of the studio has agreed' }) accepted_by: string | null;
  @Instant({ nullable: true }) accepted_at: number | null;
}

export class AgreementList {
  @ListOf(() => AgreementRead, { max: 20, what: 'The newest versions, newest first' }) data: AgreementRead[];
}

export class AgreementAccept {
  @Str({ min: 1, max: 40, pattern: VERSION, what: 'The version that was read: the newest' }) version: string;
}

export class AgreementPublish {
  @OneOf(AGREEMENTS, kind) kind: (typeof AGREEMENTS)[number];
  @Str({ min: 1, max: 40, pattern: VERSION, what: 'Its name, such as `2026-11-28`' }) version: string;
  @Str({ min: 1, max: 200_000, what: 'The text. It is never changed' }) body: string;
  @Instant({ optional: true, nullable: true, what: 'Unix seconds from which on an older version is not enough. Unless told: at once for the first text of its kind, after thirty days for a later one, so that no live game closes at once' }) required_from?: number | null;
}
