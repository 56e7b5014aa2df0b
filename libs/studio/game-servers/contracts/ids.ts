import type { Id } from '#platform/kernel/ids';

/** A webhook endpoint of a game server. */
export type EndpointId = Id<'whk'>;
/** One signing secret of an endpoint. */
export type EndpointSecretId = Id<'whs'>;

/** The version of the envelope and of the bodies of events, by date. It changes only where a member changes its meaning or goes. */
export const WEBHOOK_API_VERSION = '2026-11-01';
