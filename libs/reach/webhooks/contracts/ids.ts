import type { Id } from '#platform/kernel/ids';

/** One event on its way to one endpoint. */
export type DeliveryId = Id<'whd'>;
export type AttemptId = Id<'wha'>;
/** Events that a webhook is told of together. */
export type BatchId = Id<'wba'>;
/** An event as games see it: the `webhook-id` of every attempt. */
export type EventId = Id<'evt'>;
