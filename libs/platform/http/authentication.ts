import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Forbidden, Unauthorized } from '../kernel/errors.js';
import { annotate } from '../tracing/spans.js';
import { IMPORTANCE, importanceOf, LoadShedding, STREAMS, type Importance } from './load-shedding.js';
import { POLICY, type HubcraftRequest, type Policy, type Principal } from './policy.js';
import { RequestLimits } from './request-limits.js';

export type Audience = 'studio' | 'operator' | 'player' | 'checkout';

/** Turns the credential of a request into its caller; null when there is none or it is not valid here. */
export type Authenticator = (request: HubcraftRequest) => Promise<Principal | null>;

/** Where the contexts that know credentials (access, sign-in, checkout) leave their authenticators. */
@Injectable()
export class Authenticators {
  private readonly byAudience = new Map<Audience, Authenticator>();
  register(audience: Audience, authenticator: Authenticator): void {
    if (this.byAudience.has(audience)) throw new Error(`Two authenticators for ${audience}`);
    this.byAudience.set(audience, authenticator);
  }
  for(audience: Audience): Authenticator | undefined {
    return this.byAudience.get(audience);
  }
}

class NotAuthenticated extends Unauthorized {
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
const COVERED_VERBS = ['read', 'write', '*'];

/** What no environment has of its own: the wildcard of one does not stand for it. */
const OF_THE_STUDIO = ['members'];

export function grantsAllow(grants: readonly string[], scope: string): boolean {
  if (grants.includes(scope)) return true;
  const [resource, verb] = scope.split(':');
  if (scope === '*') return grants.includes(STUDIO_ADMIN);
  return COVERED_VERBS.includes(verb ?? '') && [STUDIO_ADMIN, `${resource}:*`, ...(OF_THE_STUDIO.includes(resource ?? '') ? [] : ['*'])].some((wildcard) => grants.includes(wildcard));
}

const STRENGTH = { none: 0, player_id: 1, verified: 2 } as const;

/** Deny by default: a route without a policy is a bug that boot finds; a credential that does not fit is refused here. */
@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(private readonly reflector: Reflector, private readonly authenticators: Authenticators, private readonly limits: RequestLimits, private readonly load: LoadShedding) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.getAllAndOverride<Policy | undefined>(POLICY, [context.getHandler(), context.getClass()]);
    if (!policy) throw new Error(`${context.getClass().name}.${context.getHandler().name} has no policy`);
    const request = context.switchToHttp().getRequest<HubcraftRequest>();
    this.load.admit(importanceOf(policy, request.method, request.routeOptions?.url ?? '', this.reflector.getAllAndOverride<Importance | undefined>(IMPORTANCE, [context.getHandler(), context.getClass()])));
    if (this.reflector.get<boolean | undefined>(STREAMS, context.getHandler())) this.load.ends(request.raw);
    if (policy.audience === 'public' || policy.audience === 'ingress') return true;
    const principal = await this.authenticators.for(policy.audience)?.(request);
    if (!principal) throw new NotAuthenticated();
    request.principal = principal;
    annotate({ 'hubcraft.game_id': principal.scope.gameId, ...(principal.orderId ? { 'hubcraft.order_id': principal.orderId } : {}) });
    await this.limits.admit(request, context.switchToHttp().getResponse());
    if ((policy.audience === 'studio' || policy.audience === 'operator') && !grantsAllow(principal.grants, policy.scope)) throw new ScopeMissing(policy.scope);
    if (policy.audience === 'player') this.requireAssurance(policy.assurance, principal);
    return true;
  }

  private requireAssurance(needed: 'none' | 'player_id' | 'verified', principal: Principal): void {
    const has = principal.assurance ?? 'none';
    if (STRENGTH[has] >= STRENGTH[needed]) return;
    if (has === 'none') throw new NotAuthenticated();
    throw new VerificationRequired();
  }
}
