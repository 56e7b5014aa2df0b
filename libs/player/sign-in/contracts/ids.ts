import type { Id } from '#platform/kernel/ids';

export type SessionId = Id<'ses'>;
/** A user of a hub; she plays as a player once one is linked. */
export type HubUserId = Id<'usr'>;
