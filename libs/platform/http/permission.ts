import { Forbidden, Unauthorized } from '../kernel/errors.js';
import type { Policy, Principal } from './policy.js';

export class NotAuthenticated extends Unauthorized {
  constructor() {
    super('auth.not_authenticated', 'A valid credential for this environment is needed.');
  }
}

export class ScopeMissing extends Forbidden {
  constructor(scope: string) {
    super('auth.scope_missing', `This needs the scope ${scope}, which the API key or the role lacks.`);
  }
}

class VerificationRequired extends Forbidden {
  constructor() {
    super('session.verification_required', 'Open the store from inside the game to prove who you are.');
  }
}

/** Holds every scope that `*` holds, in every environment of its studio. */
export const STUDIO_ADMIN = 'studio:admin';

/** What concerns the person behind a session alone: everybody who signs in has it, and no key. */
export const OWN_SESSION = 'session:own';

/** What wildcards stand for. A scope with another verb (`webhooks:reveal`, `studio:admin`) stands alone: it is had by name or not at all. */
const COVERED_VERBS: readonly (string | undefined)[] = ['read', 'write', '*'];

/** What no environment has of its own: the wildcard of one does not stand for it. */
const OF_THE_STUDIO: readonly (string | undefined)[] = ['members', 'payouts'];

export function grantsAllow(grants: readonly string[], scope: string): boolean {
  if (grants.includes(scope)) return true;
  const [resource, verb] = scope.split(':');
  if (scope === '*') return grants.includes(STUDIO_ADMIN);
  if (!COVERED_VERBS.includes(verb)) return false;
  return grants.includes(STUDIO_ADMIN) || grants.includes(`${resource}:*`) || (grants.includes('*') && !OF_THE_STUDIO.includes(resource));
}

const STRENGTH = { none: 0, player_id: 1, verified: 2 } as const;

/** Whether a policy asks for a caller at all: of the others the route itself looks at what it is sent, or anybody may call. */
export function asksForCaller(policy: Policy): policy is Exclude<Policy, { audience: 'public' | 'ingress' }> {
  return policy.audience !== 'public' && policy.audience !== 'ingress';
}

/** Throws `auth.scope_missing`, `auth.not_authenticated` or `session.verification_required` when the caller, who is of the policy's audience, may not call its route. */
export function requirePermission(policy: Policy, { grants, assurance = 'none' }: Pick<Principal, 'grants' | 'assurance'>): void {
  if ((policy.audience === 'studio' || policy.audience === 'operator') && !grantsAllow(grants, policy.scope)) throw new ScopeMissing(policy.scope);
  if (policy.audience !== 'player' || STRENGTH[assurance] >= STRENGTH[policy.assurance]) return;
  throw assurance === 'none' ? new NotAuthenticated() : new VerificationRequired();
}
