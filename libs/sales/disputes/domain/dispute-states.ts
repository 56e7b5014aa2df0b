import type { DisputeStatus } from '../contracts/queries.js';

/** Every way from one status to another. What is not here is a word that was overtaken, and changes nothing. An inquiry becomes a dispute, also after it was closed; what the bank has decided stays. */
export const TRANSITIONS: Readonly<Record<DisputeStatus, readonly DisputeStatus[]>> = {
  warning_needs_response: ['needs_response', 'under_review', 'won', 'lost', 'warning_closed'],
  needs_response: ['under_review', 'won', 'lost'],
  under_review: ['won', 'lost', 'warning_closed'],
  warning_closed: ['needs_response', 'under_review', 'won', 'lost'],
  won: [],
  lost: [],
};

export const ENDED: readonly DisputeStatus[] = ['won', 'lost', 'warning_closed'];
export const WAITING: readonly DisputeStatus[] = ['warning_needs_response', 'needs_response'];

interface Standing { status: DisputeStatus; is_inquiry: boolean }

/** How a dispute stands after it is told of once more; null where that is nothing new. An inquiry that is looked into (`under_review`) may still become a dispute that waits for an answer. */
export function following(was: Standing, told: Standing): Standing | null {
  const isRaised = was.is_inquiry && !told.is_inquiry;
  // What takes money never becomes a mere question again.
  if (told.is_inquiry && !was.is_inquiry) return null;
  if (isRaised) return told;
  return TRANSITIONS[was.status].includes(told.status) ? told : null;
}
