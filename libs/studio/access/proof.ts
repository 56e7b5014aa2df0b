import type { Principal } from '#platform/http/policy';
import { ProofNeeded } from './contracts/errors.js';
import { PROOF_SECONDS } from './member-sessions.js';

/** Whoever finds a session that was left open does not decide who belongs to the studio, nor how she signs in. A key has proven what it is. */
export function requireProof({ provenAt }: Principal, now: Date): void {
  if (provenAt && now.getTime() - provenAt.getTime() > PROOF_SECONDS * 1000) throw new ProofNeeded();
}
