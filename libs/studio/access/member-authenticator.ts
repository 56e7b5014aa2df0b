import { Injectable, Logger } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { tokenHash } from '#platform/crypto/envelope';
import { Commands, Queries } from '#platform/cqrs/doors';
import { isOfOwnPages, readCookie } from '#platform/http/cookies';
import type { HubcraftRequest, Principal } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import { systemScope } from '#platform/kernel/scope';
import { RecentKeys } from '#platform/limits/limits';
import { GetApiVersion, GetGameOfStudio } from '#studio/games/queries';
import { OtherOrigin } from './contracts/errors.js';
import { studioScope } from './member-sign-in.flow.js';
import { FindLiveSession, TouchMemberSession } from './member-sessions.js';
import { scopesOf } from './roles.js';

export const CONSOLE_COOKIE = '__Host-hc_console';
const TOKEN = /^(stu_[0-7][0-9a-hjkmnp-tv-z]{25})\.[A-Za-z0-9_-]{43}$/;
const TOUCH_EVERY_MS = 60_000;
const VERSION_KNOWN_FOR_MS = 2_000;

/**
 * Members of a studio: the cookie of the console, whose writes come from its own origin, or the same token as `Authorization: Bearer`. Looked up each time: a role that is taken
 * away, a removed member and an ended session open nothing from the next request on. `Hubcraft-Game` names the environment of the studio that is meant.
 */
@Injectable()
export class MemberAuthenticator {
  private readonly logger = new Logger(MemberAuthenticator.name);
  /** Of which kind an environment is, and that it is the studio's: neither ever changes. */
  private readonly environments = new RecentKeys<'sandbox' | 'live'>();
  private readonly versions = new RecentKeys<{ version: string; until: number }>();

  constructor(private readonly queries: Queries, private readonly commands: Commands, private readonly clock: Clock, private readonly config: Config) {}

  async authenticate(request: HubcraftRequest): Promise<Principal | null> {
    const { authorization } = request.headers;
    const token = authorization === undefined ? readCookie(request, CONSOLE_COOKIE) : /^Bearer (\S+)$/i.exec(authorization)?.[1];
    const studioId = TOKEN.exec(token ?? '')?.[1];
    if (!token || !studioId) return null;
    const scope = studioScope(studioId, request.requestId);
    const session = await this.queries.ask(new FindLiveSession(tokenHash(token)), scope);
    if (!session) return null;
    if (authorization === undefined && !isOfOwnPages(request, this.config.publicUrl)) throw new OtherOrigin();
    const wanted = request.headers['hubcraft-game'];
    const gameId = wanted === undefined ? session.acts_on : parseId('gam', wanted);
    const environment = await this.environmentOf(gameId, studioId);
    if (![undefined, environment].includes(request.headers['hubcraft-environment'] as 'live' | undefined)) return null;
    if (this.clock.now().getTime() - session.last_used_at.getTime() > TOUCH_EVERY_MS) {
      void this.commands.execute(new TouchMemberSession(session.id), scope).catch((error) => this.logger.warn({ msg: 'last use of a session was not written', error: String(error) }));
    }
    return {
      scope: { gameId, studioId, actor: { kind: 'member', id: session.member_id }, requestId: request.requestId }, environment, apiVersion: { version: await this.versionOf(gameId), by: 'game' }, grants: scopesOf(session.role), sessionId: session.id, memberId: session.member_id, provenAt: session.proven_at,
    };
  }

  private async versionOf(gameId: string): Promise<string> {
    const now = this.clock.now().getTime();
    const known = this.versions.get(gameId);
    if (known && now < known.until) return known.version;
    const until = now + VERSION_KNOWN_FOR_MS;
    const version = await this.queries.ask(new GetApiVersion(), systemScope(gameId, 'studio/access'));
    this.versions.set(gameId, { version, until });
    return version;
  }

  private async environmentOf(gameId: string, studioId: string): Promise<'sandbox' | 'live'> {
    const known = this.environments.get(`${studioId} ${gameId}`);
    if (known) return known;
    const { environment } = await this.queries.ask(new GetGameOfStudio(gameId), studioScope(studioId, null));
    this.environments.set(`${studioId} ${gameId}`, environment);
    return environment;
  }
}
