import type { OrderStatus } from '../contracts/queries.js';

/** What can move an order. Each row of `orders.order_transition` names one of these and the id of the thing that did it. */
export type CauseKind =
  | 'order.created' | 'payment.locked' | 'payment.ended' | 'payment.captured'
  | 'refund.requested' | 'refund.succeeded' | 'refund.failed'
  | 'dispute.opened' | 'dispute.won' | 'dispute.lost';

interface Edge {
  from: OrderStatus;
  to: OrderStatus;
  by: CauseKind;
}

/** The state machine. What is not listed does not happen. */
export const TRANSITIONS: readonly Edge[] = [
  { from: 'created', to: 'captured', by: 'payment.locked' },
  { from: 'reattempted', to: 'captured', by: 'payment.locked' },
  { from: 'captured', to: 'reattempted', by: 'payment.ended' },
  { from: 'captured', to: 'paid', by: 'payment.captured' },
  // An attempt that was taken for dead has brought the money after all, and no other has.
  { from: 'reattempted', to: 'paid', by: 'payment.captured' },
  { from: 'paid', to: 'refund_requested', by: 'refund.requested' },
  { from: 'refund_requested', to: 'refunded', by: 'refund.succeeded' },
  // Money that has gone back has gone back, whether the order was asked or not.
  { from: 'paid', to: 'refunded', by: 'refund.succeeded' },
  { from: 'refund_requested', to: 'paid', by: 'refund.failed' },
  { from: 'paid', to: 'disputed', by: 'dispute.opened' },
  { from: 'refund_requested', to: 'disputed', by: 'dispute.opened' },
  { from: 'disputed', to: 'paid', by: 'dispute.won' },
  { from: 'disputed', to: 'refund_requested', by: 'dispute.won' },
  // A refund that was under way when the bank asked.
  { from: 'disputed', to: 'refunded', by: 'refund.succeeded' },
  { from: 'disputed', to: 'canceled', by: 'dispute.lost' },
  { from: 'paid', to: 'canceled', by: 'dispute.lost' },
  { from: 'refund_requested', to: 'canceled', by: 'dispute.lost' },
];

export const FINAL: ReadonlySet<OrderStatus> = new Set(['refunded', 'canceled']);
/** Nobody has paid and no attempt runs. */
export const OPEN: ReadonlySet<OrderStatus> = new Set(['created', 'reattempted']);

export function isAllowed(from: OrderStatus, to: OrderStatus, by: CauseKind): boolean {
  return TRANSITIONS.some((edge) => edge.from === from && edge.to === to && edge.by === by);
}
