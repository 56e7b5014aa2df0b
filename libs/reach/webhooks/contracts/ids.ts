import type { Id } from '#platform/kernel/ids';

/** One event on its way to one endpoint. */
export type DeliveryId = Id<'whd'>;
export type AttemptId = Id<'wha'>;
/** An event as games see it: the `webhook-id` of every attempt. */
export type EventId = Id<'evt'>;
