import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { firstValueFrom, from, type Observable } from 'rxjs';
import { OPERATION } from '../http/answers.js';
import { POLICY, type HubcraftRequest, type Policy } from '../http/policy.js';
import { AuditTrail } from './audit-trail.js';
import { recordedRequest } from './recorded-request.js';

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
export const NOT_AUDITED = 'hubcraft:not-audited';

interface Exception {
  why: string;
  /** Members of the body with which it leaves one all the same. */
  unless: readonly string[];
}

/** A write that leaves no entry when a game server does it, and why: what players do through it by the thousand stands elsewhere. A person's leaves one. */
export const NotAuditedForKeys = (why: string, ...unless: string[]) => SetMetadata(NOT_AUDITED, { why, unless } satisfies Exception);

/** Every write of the Studio API leaves its entry in the audit trail. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly trail: AuditTrail, private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<HubcraftRequest>();
    const places = [context.getHandler(), context.getClass()];
    const scope = request.principal?.scope;
    if (!scope || !WRITES.has(request.method) || this.reflector.getAllAndOverride<Policy | undefined>(POLICY, places)?.audience !== 'studio') return next.handle();
    const body = (typeof request.body === 'object' && request.body) || {};
    const exception = this.reflector.getAllAndOverride<Exception | undefined>(NOT_AUDITED, places);
    if (scope.actor.kind === 'api_key' && exception && !exception.unless.some((member) => member in body)) return next.handle();
    const operation = this.reflector.get<string | undefined>(OPERATION, context.getHandler()) ?? context.getHandler().name;
    const targets = Object.values((request.params ?? {}) as Record<string, string>);
    return from(this.trail.run({ scope, operation, targets, request: () => recordedRequest(request.body, request.query) }, () => firstValueFrom(next.handle(), { defaultValue: undefined })));
  }
}
