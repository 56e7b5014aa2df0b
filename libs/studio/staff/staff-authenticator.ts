import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { tokenHash } from '#platform/crypto/envelope';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Authenticators } from '#platform/http/authentication';
import { isOfOwnPages, readCookie } from '#platform/http/cookies';
import type { HubcraftRequest, Principal } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { StaffOriginRefused } from './contracts/errors.js';
import { operatorScope, scopesOf } from './staff-scope.js';
import { FindLiveStaffSession, TouchStaffSession } from './staff-sessions.js';

export const OPERATOR_COOKIE = '__Host-hc_operator';
const TOKEN = /^op_[A-Za-z0-9_-]{43}$/;
const TOUCH_EVERY_MS = 60_000;

/** The operator's staff: a cookie, whose writes come from our own origin, or the same token as `Authorization: Bearer`. Looked up each time: nothing is remembered. */
@Injectable()
export class StaffAuthenticator implements OnModuleInit {
  private readonly logger = new Logger(StaffAuthenticator.name);

  constructor(
    private readonly authenticators: Authenticators,
    private readonly queries: Queries,
    private readonly commands: Commands,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.authenticators.register('operator', (request) => this.authenticate(request));
  }

  private async authenticate(request: HubcraftRequest): Promise<Principal | null> {
    const { authorization } = request.headers;
    const token = authorization === undefined ? readCookie(request, OPERATOR_COOKIE) : /^Bearer (\S+)$/i.exec(authorization)?.[1];
    if (!token || !TOKEN.test(token)) return null;
    const session = await this.queries.ask(new FindLiveStaffSession(tokenHash(token)), operatorScope(request.requestId));
    if (!session) return null;
    if (authorization === undefined && !isOfOwnPages(request, this.config.publicUrl)) throw new StaffOriginRefused();
    if (this.clock.now().getTime() - session.last_used_at.getTime() > TOUCH_EVERY_MS) {
      void this.commands.execute(new TouchStaffSession(session.id), operatorScope(null)).catch((error) => this.logger.warn({ msg: 'last use of a session was not written', error: String(error) }));
    }
    return { scope: operatorScope(request.requestId, session.person_id), environment: 'live', grants: scopesOf(session.role), sessionId: session.id, provenAt: session.proven_at };
  }
}
