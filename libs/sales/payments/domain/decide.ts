import type { PaymentStatus } from '../contracts/queries.js';
import type { SeenPayment } from './payment-gateway.js';
import { ENDED } from './payment-states.js';

export type DisputeStage = 'opened' | 'won' | 'lost';

/** What is known of an attempt when the provider is heard. */
export interface Attempt {
  status: PaymentStatus;
  amount_minor: number;
  currency: string;
  provider_state: string | null;
  action_url: string | null;
  /** It is known how she pays it elsewhere. */
  has_instructions: boolean;
  /** The last dispute that was heard of, and how far it is: beside `status`, since refunded money can be disputed too. */
  dispute_id: string | null;
  dispute_stage: DisputeStage | null;
  is_mismatched: boolean;
  /** `sales/risk` wants a person to look at it before its order is paid, and nobody has. */
  is_to_review: boolean;
  /** A refund is booked that has neither succeeded nor failed. */
  is_refunding: boolean;
}

/** One step that follows from what a provider says; null when nothing does. */
export type Step =
  | { step: 'waits' }
  | { step: 'captured' }
  | { step: 'captured_late' }
  | { step: 'mismatched' }
  | { step: 'held_for_review' }
  | { step: 'ended'; status: Extract<PaymentStatus, 'failed' | 'canceled' | 'expired' | 'voided'>; fail_code: string }
  | { step: 'disputed'; stage: DisputeStage };

/**
 * Decides the next step of an attempt. Applying it and asking again until null follows a provider that is several states ahead of us, and the same
 * answers lead to the same end in whichever order they arrive: a state that was passed is never gone back to.
 */
export function nextStep(attempt: Attempt, seen: SeenPayment): Step | null {
  if (!attempt.is_mismatched) {
    if (attempt.status === 'created') return whileOpen(attempt, seen);
    if (ENDED.includes(attempt.status)) return seen.state === 'captured' ? asAsked(attempt, seen, 'captured_late') : null;
  }
  return seen.dispute ? dispute(attempt, seen.dispute) : null;
}

/** What a dispute makes of the state of a payment. One that is refunded, lost or held for a person stays what it is: the dispute goes on beside it. */
export function statusAfterDispute(attempt: Pick<Attempt, 'status' | 'is_refunding'>, stage: DisputeStage): PaymentStatus {
  if (stage === 'opened') return attempt.status === 'done' || attempt.status === 'refund_requested' ? 'dispute' : attempt.status;
  if (attempt.status !== 'dispute') return attempt.status;
  if (stage === 'lost') return 'chargeback';
  return attempt.is_refunding ? 'refund_requested' : 'done';
}

/** Another dispute is told of while ours has no end: neither can be followed, a person has to look. */
export function isOtherDispute(attempt: Pick<Attempt, 'dispute_id' | 'dispute_stage'>, seen: SeenPayment): boolean {
  return seen.dispute !== null && attempt.dispute_stage === 'opened' && attempt.dispute_id !== seen.dispute.id;
}

function whileOpen(attempt: Attempt, seen: SeenPayment): Step | null {
  switch (seen.state) {
    case 'captured': return asAsked(attempt, seen, 'captured');
    case 'declined': return { step: 'ended', status: 'failed', fail_code: seen.fail_code ?? 'declined' };
    case 'failed': return { step: 'ended', status: seen.fail_code === 'cancelled_by_payer' ? 'canceled' : 'failed', fail_code: seen.fail_code ?? 'failed' };
    case 'expired': return { step: 'ended', status: 'expired', fail_code: 'left_unfinished' };
    case 'voided': return { step: 'ended', status: 'voided', fail_code: 'called_off' };
    default: return attempt.provider_state === seen.state && attempt.action_url === seen.action_url && (attempt.has_instructions || !seen.instructions) ? null : { step: 'waits' };
  }
}

/** Money is believed only when it is exactly what we asked for. */
function asAsked(attempt: Attempt, seen: SeenPayment, step: 'captured' | 'captured_late'): Step {
  if (seen.captured_minor !== attempt.amount_minor || seen.currency !== attempt.currency) return { step: 'mismatched' };
  return step === 'captured' && attempt.is_to_review ? { step: 'held_for_review' } : { step };
}

function dispute(attempt: Attempt, seen: NonNullable<SeenPayment['dispute']>): Step | null {
  // A dispute that has ended leaves its id behind, so that a late word of its opening does not open it again.
  if (seen.id === attempt.dispute_id && attempt.dispute_stage !== null) return attempt.dispute_stage === 'opened' && seen.stage !== 'opened' ? { step: 'disputed', stage: seen.stage } : null;
  return attempt.dispute_stage === 'opened' ? null : { step: 'disputed', stage: 'opened' };
}
