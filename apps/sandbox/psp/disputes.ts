import { paymentOf, type Bookings } from './bookings.js';
import type { Work } from './books.js';
import { Refusal } from './refusal.js';
import type { DisputeRow, PaymentRow } from './rows.js';

export interface EvidenceInput {
  readonly fingerprint: string;
  readonly text: string;
}

/** An answer to a dispute goes to the bank once, and not after its time. */
export function takeEvidence(bookings: Bookings, work: Work, paymentId: string, { fingerprint, text }: EvidenceInput): DisputeRow {
  const { payment, dispute } = openDisputeOf(work, paymentId);
  if (dispute.evidence) throw new Refusal(409, 'evidence_already_submitted', 'An answer to this dispute has gone to the bank.', { dispute });
  if (dispute.due_at !== undefined && work.now > dispute.due_at) throw new Refusal(409, 'evidence_overdue', 'The time for an answer is over.', { dispute });
  const answered: DisputeRow = { ...dispute, evidence: { fingerprint, characters: text.length, received_at: work.now } };
  bookings.change(work, payment, { dispute: answered });
  return answered;
}

/** The merchant gives it up: it is lost at once. */
export function acceptDispute(bookings: Bookings, work: Work, paymentId: string): DisputeRow {
  const { payment } = openDisputeOf(work, paymentId);
  return bookings.endDispute(work, payment, 'lost');
}

function openDisputeOf(work: Work, paymentId: string): { payment: PaymentRow; dispute: DisputeRow } {
  const payment = paymentOf(work, paymentId);
  const { dispute } = payment;
  if (dispute === null) throw new Refusal(404, 'not_found', 'This payment has no dispute.');
  if (dispute.status !== 'open') throw new Refusal(409, 'dispute_closed', `This dispute is ${dispute.status}.`, { dispute });
  return { payment, dispute };
}
