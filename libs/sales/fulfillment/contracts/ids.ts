import type { Id } from '#platform/kernel/ids';

export type GrantId = Id<'grt'>;
/** A key that signs what clients are told of their grants. */
export type ClaimKeyId = Id<'gsk'>;
/** What a game was asked to keep for one payment attempt. */
export type ReservationId = Id<'rsv'>;
