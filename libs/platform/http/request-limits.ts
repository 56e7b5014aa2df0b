import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { TooMany } from '../kernel/errors.js';
import { isPublicAddress } from '../egress/egress.js';
import { Limits, ProcessBuckets } from '../limits/limits.js';
import type { HubcraftRequest } from './policy.js';

class RateLimited extends TooMany {
  constructor(retryAfterSeconds: number) {
    super('request.rate_limited', 'Too many requests for this key.', { retryAfterSeconds });
  }
}

const RATE = { capacity: 200, perSecond: 100 } as const;

/** The request rate of one caller: 6,000 a minute with bursts of 200, told in `RateLimit-*`. */
@Injectable()
export class RequestLimits {
  private readonly checkouts = new ProcessBuckets();

  constructor(private readonly limits: Limits) {}

  async admit(request: HubcraftRequest, reply: FastifyReply): Promise<void> {
    const principal = request.principal!;
    // Visitors that are not signed in are told apart by address. A private one is a proxy that TRUSTED_PROXIES does not name: it stands for everybody.
    if (principal.assurance === 'none' && !isPublicAddress(request.ip)) return;
    const { actor, gameId } = principal.scope;
    const key = `request:${gameId}:${actor.kind}:${actor.id}`;
    // A checkout secret lives for one order: sharing its bucket between processes would cost a statement per purchase and protect nothing more.
    const verdict = actor.kind === 'checkout' ? this.checkouts.take(key, RATE, 1, performance.now()) : await this.limits.take(key, RATE);
    reply.header('RateLimit-Limit', '200').header('RateLimit-Remaining', String(verdict.remaining)).header('RateLimit-Reset', String(verdict.resetSeconds));
    if (!verdict.allowed) throw new RateLimited(verdict.retryAfterSeconds);
  }
}
