import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../kernel/errors.js';
import { annotate } from '../tracing/spans.js';
import { IMPORTANCE, importanceOf, LoadShedding, STREAMS, type Importance } from './load-shedding.js';
import { asksForCaller, NotAuthenticated, requirePermission } from './permission.js';
import { POLICY, type HubcraftRequest, type Policy, type Principal } from './policy.js';
import { RequestLimits } from './request-limits.js';
import { OPERATION } from './answers.js';
import { VersionEdge } from './version-edge.js';

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

  /** The player, verified, whose session a request carries beside another credential: in `Hubcraft-Session`, or by the cookie of a hub page. Null: none of this game. */
  async playerBeside(request: HubcraftRequest, gameId: string): Promise<string | null> {
    const { authorization: _, 'hubcraft-session': session, ...headers } = request.headers;
    const beside = Object.create(request, { headers: { value: typeof session === 'string' ? { ...headers, authorization: `Bearer ${session}` } : headers } }) as HubcraftRequest;
    const caller = await this.for('player')?.(beside).catch(nobodyIfRefused);
    return caller?.playerId && caller.assurance === 'verified' && caller.scope.gameId === gameId ? caller.playerId : null;
  }
}

/** A session that another site sends along counts for nothing. */
function nobodyIfRefused(error: unknown): null {
  if (error instanceof DomainError) return null;
  throw error;
}

export { grantsAllow, OWN_SESSION, ScopeMissing, STUDIO_ADMIN } from './permission.js';

/** Deny by default: a route without a policy is a bug that boot finds; a credential that does not fit is refused here. */
@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(private readonly reflector: Reflector, private readonly authenticators: Authenticators, private readonly limits: RequestLimits, private readonly load: LoadShedding, private readonly edge: VersionEdge) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.getAllAndOverride<Policy | undefined>(POLICY, [context.getHandler(), context.getClass()]);
    if (!policy) throw new Error(`${context.getClass().name}.${context.getHandler().name} has no policy`);
    const request = context.switchToHttp().getRequest<HubcraftRequest>();
    this.load.admit(importanceOf(policy, request.method, request.routeOptions?.url ?? '', this.reflector.getAllAndOverride<Importance | undefined>(IMPORTANCE, [context.getHandler(), context.getClass()])));
    if (this.reflector.get<boolean | undefined>(STREAMS, context.getHandler())) this.load.ends(request.raw);
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    this.edge.checkHeader(request, reply, policy);
    if (!asksForCaller(policy)) return true;
    const principal = await this.authenticators.for(policy.audience)?.(request);
    if (!principal) throw new NotAuthenticated();
    request.principal = principal;
    annotate({ 'hubcraft.game_id': principal.scope.gameId, ...(principal.orderId ? { 'hubcraft.order_id': principal.orderId } : {}) });
    await this.limits.admit(request, reply);
    requirePermission(policy, principal);
    this.edge.admit(request, reply, policy, this.reflector.get<string | undefined>(OPERATION, context.getHandler()) ?? context.getHandler().name);
    return true;
  }
}
