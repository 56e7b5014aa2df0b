/** The events that are sent today, in the order of the documentation. Those that are asked (`ASKED_EVENTS`) are studio/game-servers' and documented with them. */
export const SENT_EVENTS = [
  'order.created', 'order.paid', 'order.refunded', 'order.partially_refunded', 'refund.failed', 'refund.clawback', 'order.canceled', 'order.release', 'payment.pending', 'payment.succeeded', 'payment.declined', 'payment.rejected', 'payment.canceled',
  'payment.abandoned', 'payment.expired', 'payment.voided', 'payment.refunded', 'payment.dispute', 'payment.chargeback', 'fraud.reported', 'review.opened', 'review.closed', 'item.add', 'item.remove', 'webhook.disabled', 'player.erased', 'batch.ready',
] as const;

export type SentEvent = (typeof SENT_EVENTS)[number];

/** Asked, once, and answered at once: never delivered, never replayed. */
export const ASKED_EVENTS = ['player.verify', 'order.reserve', 'refund.consumption', 'webhook.challenge'] as const;
export type AskedEvent = (typeof ASKED_EVENTS)[number];

export function isAsked(type: string): type is AskedEvent {
  return (ASKED_EVENTS as readonly string[]).includes(type);
}

/** Which event tells of the end of a payment attempt. */
export const ENDED_EVENTS: Readonly<Record<string, SentEvent>> = {
  failed: 'payment.declined', rejected: 'payment.rejected', canceled: 'payment.canceled', abandoned: 'payment.abandoned', expired: 'payment.expired', voided: 'payment.voided',
};

/** Events that grant or take back: they wait for an endpoint where there is none, and their acknowledgement is announced. */
export const GRANT_TYPES = ['item.add', 'item.remove'] as const;

export function isGranting(type: string): boolean {
  return (GRANT_TYPES as readonly string[]).includes(type);
}
