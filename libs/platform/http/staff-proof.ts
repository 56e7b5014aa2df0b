import { Forbidden } from '../kernel/errors.js';
import type { Principal } from './policy.js';

/** For how long staff of the operator who have shown that it is them need not do so again. */
export const STAFF_PROOF_SECONDS = 600;

export class StaffProofNeeded extends Forbidden {
  constructor() { super('staff.proof_needed', 'Show once more that it is you: POST /operator/v1/session/proof.'); }
}

/** Whoever finds a session that was left open changes nothing that matters. Throws `staff.proof_needed`. */
export function requireStaffProof({ provenAt }: Principal, now: Date): void {
  if (!provenAt || now.getTime() - provenAt.getTime() > STAFF_PROOF_SECONDS * 1_000) throw new StaffProofNeeded();
}
