import type { Id } from '#platform/kernel/ids';

export type ApiKeyId = Id<'key'>;
export type MemberId = Id<'mem'>;
/** The session of a member in the console. */
export type MemberSessionId = Id<'mss'>;
/** Of a studio: where its members sign in by OpenID Connect. */
export type IdentityProviderId = Id<'idp'>;
