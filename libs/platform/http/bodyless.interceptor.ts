import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/internal';
import { Reflector } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { POLICY, type HubcraftRequest, type Policy } from './policy.js';
import { refuseBody } from './validation.js';

/** Routes that take no body refuse members that somebody sends to them, as the others refuse members that they do not know. */
@Injectable()
export class BodylessRoutes implements NestInterceptor {
  private readonly known = new WeakMap<object, boolean>();

  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (!this.takesBody(context)) refuseBody(context.switchToHttp().getRequest<HubcraftRequest>().body);
    return next.handle();
  }

  private takesBody(context: ExecutionContext): boolean {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    const before = this.known.get(handler);
    if (before !== undefined) return before;
    const policy = this.reflector.getAllAndOverride<Policy | undefined>(POLICY, [handler, controller]);
    // What comes in from outside systems has a form of its own, which its controller reads from the raw bytes.
    const parameters = Object.keys((Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler.name) ?? {}) as object);
    const takes = policy?.audience === 'ingress' || parameters.some((key) => key.startsWith(`${RouteParamtypes.BODY}:`));
    this.known.set(handler, takes);
    return takes;
  }
}
