import type { DecisionKind, KybStatus, Screening } from '../contracts/words.js';

/** Where company data that are submitted lead: who was approved stays so until staff have looked at the new ones, and who was suspended stays that. */
export function afterSubmission(status: KybStatus): KybStatus {
  return status === 'approved' || status === 'suspended' ? status : 'submitted';
}

const FROM: Readonly<Record<DecisionKind, readonly KybStatus[]>> = {
  start_review: ['submitted'],
  request_information: ['submitted', 'in_review'],
  approve: ['submitted', 'in_review', 'approved', 'suspended'],
  reject: ['submitted', 'in_review', 'needs_information', 'suspended'],
  suspend: ['not_started', 'submitted', 'in_review', 'needs_information', 'approved', 'rejected'],
};

const TO: Readonly<Record<DecisionKind, KybStatus>> = { start_review: 'in_review', request_information: 'needs_information', approve: 'approved', reject: 'rejected', suspend: 'suspended' };

/** What a decision makes of a verification; null where it cannot be decided. */
export function afterDecision(kind: DecisionKind, status: KybStatus): KybStatus | null {
  return FROM[kind].includes(status) ? TO[kind] : null;
}

/** Whoever approves what nobody has screened, or what was found on a list, says where she looked. */
export function needsNote(screening: Screening): boolean {
  return screening !== 'clear';
}

/** A decision against the studio: no requirement and no waiver opens its games. */
export function isShutOut(status: KybStatus): boolean {
  return status === 'rejected' || status === 'suspended';
}
