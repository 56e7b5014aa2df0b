import type { Id } from '#platform/kernel/ids';

export type ApiKeyId = Id<'key'>;
export type MemberId = Id<'mem'>;
/** The session of a member in the console. */
export type MemberSessionId = Id<'mss'>;
