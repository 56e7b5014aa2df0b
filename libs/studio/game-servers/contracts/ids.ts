import type { Id } from '#platform/kernel/ids';

/** A webhook endpoint of a game server. */
export type EndpointId = Id<'whk'>;
/** One signing secret of an endpoint. */
export type EndpointSecretId = Id<'whs'>;
