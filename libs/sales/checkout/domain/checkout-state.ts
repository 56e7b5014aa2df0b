import type { CheckoutState } from '../contracts/queries.js';

export interface StateOfOrder {
  status: 'created' | 'captured' | 'paid' | 'canceled' | 'refunded' | 'refund_requested' | 'reattempted' | 'disputed';
  is_expired: boolean;
  is_held: boolean;
}

/** What a page shows of an order and its grants. */
export function checkoutState(order: StateOfOrder, grants: readonly { state: string }[]): CheckoutState {
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
      return ofPaid(grants);
  }
}

function ofPaid(grants: readonly { state: string }[]): CheckoutState {
  if (grants.some((grant) => grant.state === 'declined')) return 'failed';
  return grants.length > 0 && grants.every((grant) => grant.state === 'acknowledged') ? 'granted' : 'paid_waiting';
}
