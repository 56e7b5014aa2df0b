import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { firstValueFrom, from, type Observable } from 'rxjs';
import { DerivedKeys } from '../crypto/derived-keys.js';
import { OPERATION } from '../http/answers.js';
import { POLICY, type HubcraftRequest, type Policy } from '../http/policy.js';
import { subjectKey } from '../personal-data/subject-key.js';
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

/** Every write of the Studio API leaves its entry in the audit trail, every call of the Operator API one in the operator's. A player is in it by a keyed hash: entries cannot be changed, and she may ask to be forgotten. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly trail: AuditTrail, private readonly keys: DerivedKeys, private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<HubcraftRequest>();
    const places = [context.getHandler(), context.getClass()];
    const scope = request.principal?.scope;
    const audience = this.reflector.getAllAndOverride<Policy | undefined>(POLICY, places)?.audience;
    // Staff see across studios: what they look at is kept too.
    if (!scope || !(audience === 'operator' || (audience === 'studio' && WRITES.has(request.method)))) return next.handle();
    const body = (typeof request.body === 'object' && request.body) || {};
    const exception = this.reflector.getAllAndOverride<Exception | undefined>(NOT_AUDITED, places);
    if (scope.actor.kind === 'api_key' && exception && !exception.unless.some((member) => member in body)) return next.handle();
    const operation = this.reflector.get<string | undefined>(OPERATION, context.getHandler()) ?? context.getHandler().name;
    const targets = Object.entries((request.params ?? {}) as Record<string, string>).map(([name, value]) => (name === 'player_id' ? subjectKey(this.keys, scope.gameId, value) : value));
    return from(this.trail.run({ scope, operation, targets, request: () => recordedRequest(request.body, request.query) }, () => firstValueFrom(next.handle(), { defaultValue: undefined })));
  }
}
