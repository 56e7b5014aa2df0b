import type { Principal } from '#platform/http/policy';
import { DisputeProofNeeded } from '../contracts/errors.js';

const PROVEN_MS = 600_000;

/** Staff have shown within ten minutes that it is them. Throws `disputes.proof_needed`. */
export function requireProof({ provenAt }: Principal, now: Date): void {
  if (!provenAt || now.getTime() - provenAt.getTime() > PROVEN_MS) throw new DisputeProofNeeded();
}
