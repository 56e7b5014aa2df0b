import type { RefundState } from '../contracts/queries.js';

/** Every way of a refund, with its cause. */
export const REFUND_TRANSITIONS = [
  { from: 'waiting', to: 'requested', cause: 'order_is_paid' },
  { from: 'waiting', to: 'held', cause: 'breaker' },
  { from: 'waiting', to: 'dismissed', cause: 'money_went_back_otherwise' },
  { from: 'requested', to: 'waiting', cause: 'order_is_not_paid' },
  { from: 'requested', to: 'succeeded', cause: 'provider_gave_back' },
  { from: 'requested', to: 'failed', cause: 'refused' },
  { from: 'failed', to: 'succeeded', cause: 'provider_gave_back' },
  // One that waits for a second person begins as held; for both kinds:
  { from: 'held', to: 'requested', cause: 'approved' },
  { from: 'held', to: 'dismissed', cause: 'dismissed' },
] as const satisfies readonly { from: RefundState; to: RefundState; cause: string }[];
