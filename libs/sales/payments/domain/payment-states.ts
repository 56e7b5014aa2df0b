import type { PaymentStatus } from '../contracts/queries.js';

/** Every way from one state of an attempt to another, with its cause. What is not here cannot happen. */
export const TRANSITIONS = [
  { from: 'created', to: 'done', cause: 'captured' },
  { from: 'created', to: 'failed', cause: 'declined' },
  { from: 'created', to: 'rejected', cause: 'too_many_attempts' },
  { from: 'created', to: 'canceled', cause: 'canceled_by_player' },
  { from: 'created', to: 'abandoned', cause: 'left_unfinished' },
  { from: 'created', to: 'expired', cause: 'expired_at_provider' },
  { from: 'created', to: 'voided', cause: 'voided_at_provider' },
  { from: 'done', to: 'refund_requested', cause: 'refund_booked' },
  { from: 'done', to: 'dispute', cause: 'dispute_opened' },
  { from: 'refund_requested', to: 'refunded', cause: 'refund_succeeded' },
  { from: 'refund_requested', to: 'done', cause: 'refund_failed_or_partial' },
  { from: 'refund_requested', to: 'dispute', cause: 'dispute_opened' },
  { from: 'dispute', to: 'done', cause: 'dispute_won' },
  // A refund was under way when the bank asked, and still is.
  { from: 'dispute', to: 'refund_requested', cause: 'dispute_won' },
  { from: 'dispute', to: 'chargeback', cause: 'dispute_lost' },
  { from: 'dispute', to: 'refunded', cause: 'refund_succeeded' },
  // A charge that succeeds after the attempt was ended goes back at once.
  { from: 'failed', to: 'refund_requested', cause: 'captured_late' },
  { from: 'rejected', to: 'refund_requested', cause: 'captured_late' },
  { from: 'canceled', to: 'refund_requested', cause: 'captured_late' },
  { from: 'abandoned', to: 'refund_requested', cause: 'captured_late' },
  { from: 'expired', to: 'refund_requested', cause: 'captured_late' },
  { from: 'voided', to: 'refund_requested', cause: 'captured_late' },
] as const satisfies readonly { from: PaymentStatus; to: PaymentStatus; cause: string }[];

export type TransitionCause = (typeof TRANSITIONS)[number]['cause'];

/** Ended without money. */
export const ENDED: readonly PaymentStatus[] = ['failed', 'rejected', 'canceled', 'abandoned', 'expired', 'voided'];

export function mayBecome(from: PaymentStatus, to: PaymentStatus): boolean {
  return TRANSITIONS.some((each) => each.from === from && each.to === to);
}
