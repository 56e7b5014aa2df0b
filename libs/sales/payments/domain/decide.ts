import type { PaymentStatus } from '../contracts/queries.js';
import type { SeenPayment } from './payment-gateway.js';
import { ENDED } from './payment-states.js';

/** What is known of an attempt when the provider is heard. */
export interface Attempt {
  status: PaymentStatus;
  amount_minor: number;
  currency: string;
  provider_state: string | null;
  action_url: string | null;
  dispute_id: string | null;
  is_mismatched: boolean;
}

/** One step that follows from what a provider says; null when nothing does. */
export type Step =
  | { step: 'waits' }
  | { step: 'captured' }
  | { step: 'captured_late' }
  | { step: 'mismatched' }
  | { step: 'ended'; status: Extract<PaymentStatus, 'failed' | 'canceled' | 'expired' | 'voided'>; fail_code: string }
  | { step: 'disputed'; stage: 'opened' | 'won' | 'lost' };

/**
 * Decides the next step of an attempt. Applying it and asking again until null follows a provider that is several states ahead of us, and the same
 * answers lead to the same end in whichever order they arrive: a state that was passed is never gone back to.
 */
export function nextStep(attempt: Attempt, seen: SeenPayment): Step | null {
  if (attempt.is_mismatched) return null;
  if (attempt.status === 'created') return whileOpen(attempt, seen);
  if (ENDED.includes(attempt.status)) return seen.state === 'captured' ? asAsked(attempt, seen, 'captured_late') : null;
  return seen.dispute ? dispute(attempt, seen.dispute) : null;
}

function whileOpen(attempt: Attempt, seen: SeenPayment): Step | null {
  switch (seen.state) {
    case 'captured': return asAsked(attempt, seen, 'captured');
    case 'declined': return { step: 'ended', status: 'failed', fail_code: seen.fail_code ?? 'declined' };
    case 'failed': return { step: 'ended', status: seen.fail_code === 'cancelled_by_payer' ? 'canceled' : 'failed', fail_code: seen.fail_code ?? 'failed' };
    case 'expired': return { step: 'ended', status: 'expired', fail_code: 'left_unfinished' };
    case 'voided': return { step: 'ended', status: 'voided', fail_code: 'called_off' };
    default: return attempt.provider_state === seen.state && attempt.action_url === seen.action_url ? null : { step: 'waits' };
  }
}

/** Money is believed only when it is exactly what we asked for. */
function asAsked(attempt: Attempt, seen: SeenPayment, step: 'captured' | 'captured_late'): Step {
  return seen.captured_minor === attempt.amount_minor && seen.currency === attempt.currency ? { step } : { step: 'mismatched' };
}

function dispute(attempt: Attempt, seen: NonNullable<SeenPayment['dispute']>): Step | null {
  if (attempt.status === 'dispute') return seen.id === attempt.dispute_id && seen.stage !== 'opened' ? { step: 'disputed', stage: seen.stage } : null;
  // A won dispute leaves its id behind, so that a late word of its opening does not open it again.
  const isNew = seen.id !== attempt.dispute_id && (attempt.status === 'done' || attempt.status === 'refund_requested');
  return isNew ? { step: 'disputed', stage: 'opened' } : null;
}
