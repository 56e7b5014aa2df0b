import type { CheckoutState } from '../contracts/queries.js';

export interface StateOfOrder {
  status: 'created' | 'captured' | 'paid' | 'canceled' | 'refunded' | 'refund_requested' | 'reattempted' | 'disputed';
  is_expired: boolean;
  is_held: boolean;
}

type Grants = readonly { state: string }[];
/** How far the refund is that follows when the game declines; null while there is none. */
export type StateOfRefund = 'waiting' | 'requested' | 'succeeded' | 'failed' | 'held' | 'dismissed' | null;

/** Whether the game refused to credit what was paid. */
export const isDeclined = (grants: Grants): boolean => grants.some((grant) => grant.state === 'declined');

/** What a page shows of an order, its grants and, where the game declined them, the refund. */
export function checkoutState(order: StateOfOrder, grants: Grants, refund: StateOfRefund): CheckoutState {
  switch (order.status) {
    case 'created':
    case 'reattempted':
      return order.is_expired ? 'expired' : 'open';
    case 'captured':
      return order.is_held ? 'failed' : 'processing';
    case 'refund_requested':
    case 'refunded':
    case 'canceled':
      return order.status;
    case 'paid':
    case 'disputed':
      return isDeclined(grants) ? ofDeclined(order, refund) : ofPaid(grants);
  }
}

/** The money goes back by itself, unless automatic refunds are paused or this one came to nothing: then a person has to look. */
function ofDeclined(order: StateOfOrder, refund: StateOfRefund): CheckoutState {
  // One that waits for the end of a dispute goes back with it, or is what the bank takes.
  if (refund === 'waiting' || refund === 'requested' || refund === 'succeeded') return 'refund_requested';
  // Its refund is written a moment after the refusal, and only for orders that are paid.
  return refund === null && order.status === 'paid' ? 'paid_waiting' : 'failed';
}

function ofPaid(grants: Grants): CheckoutState {
  if (grants.some((grant) => grant.state === 'claimable')) return 'claimable';
  return grants.length > 0 && grants.every((grant) => grant.state === 'acknowledged') ? 'granted' : 'paid_waiting';
}
