import type { Principal } from '#platform/http/policy';
import { ProofNeeded } from './contracts/errors.js';

/** How long somebody who has shown that it is her may change who may do what. */
const PROOF_SECONDS = 600;

/** Whoever finds a session that was left open does not decide who belongs to the studio, nor how she signs in. A key has proven what it is. */
export function requireProof({ provenAt }: Principal, now: Date): void {
  if (provenAt && now.getTime() - provenAt.getTime() > PROOF_SECONDS * 1000) throw new ProofNeeded();
}
