import { Instant, ListOf, OneOf, Str, Strs } from './fields.js';

/** What a member is that names a version. */
export const API_VERSION = { min: 10, max: 10, pattern: /^\d{4}-\d{2}-\d{2}$/ } as const;

export class VersionChangeRead {
  @Str({ what: 'What is different from the version before' }) what: string;
  @Strs({ what: 'The operations of this document that it concerns; `*` for all' }) operations: string[];
  @Strs({ what: 'The types of events that it concerns' }) events: string[];
}

export class VersionRead {
  @Str({ what: 'What `Hubcraft-Version` and `api_version` take: the date from which it counts', format: 'date' }) version: string;
  @OneOf(['current', 'supported', 'deprecated', 'retired'], { name: 'VersionStatus', what: '`current`: the newest. `supported`: there is a newer one. `deprecated`: leave it before `sunset_at`. `retired`: refused with 410' }) status: string;
  @Instant({ nullable: true, what: 'Unix seconds from which its answers carry `Deprecation` and `Sunset`; null where nobody has to leave it' }) deprecated_at: number | null;
  @Instant({ nullable: true, what: 'Unix seconds from which it is refused, 12 months after `deprecated_at` at the earliest' }) sunset_at: number | null;
  @ListOf(() => VersionChangeRead, { max: 1_000, what: 'What it changed; nothing in the first' }) changes: VersionChangeRead[];
}

export class VersionList {
  @ListOf(() => VersionRead, { max: 1_000, what: 'Newest first' }) data: VersionRead[];
}
