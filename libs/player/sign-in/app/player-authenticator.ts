import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { tokenHash } from '#platform/crypto/envelope';
import { Database } from '#platform/database/database';
import { Routes } from '#platform/database/routes';
import { Authenticators } from '#platform/http/authentication';
import { readCookie } from '#platform/http/cookies';
import type { HubcraftRequest, Principal } from '#platform/http/policy';
import { systemScope } from '#platform/kernel/scope';
import { GetPlayer } from '#player/players/queries';
import { GetEnvironment } from '#studio/games/queries';
import { OriginRefused } from '../contracts/errors.js';
import type { SessionRow } from '../infra/rows.js';
import { SessionsRepository } from '../infra/sessions.repository.js';

export const SESSION_COOKIE = 'hc_session';
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);
const SLUG = /^[a-z0-9-]{1,64}$/;

/** The hub that a request names: by header, or by its path under `/h/`. */
export function hubSlugOf(request: HubcraftRequest): string | null {
  const told = request.headers['x-hubcraft-hub'] ?? /^\/h\/([^/?#]+)/.exec(request.url)?.[1];
  return typeof told === 'string' && SLUG.test(told) ? told : null;
}

/**
 * Players: `Authorization: Bearer <session token>`, or the cookie of a hub page. A cookie travels by itself, so a write that relies on it must come
 * from our own origin. Whoever names a hub and has no session there browses anonymously.
 */
@Injectable()
export class PlayerAuthenticator implements OnModuleInit {
  constructor(
    private readonly authenticators: Authenticators,
    private readonly database: Database,
    private readonly routes: Routes,
    private readonly queries: Queries,
    private readonly sessions: SessionsRepository,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.authenticators.register('player', (request) => this.authenticate(request));
  }

  /** The game of a hub's slug, or null. */
  async gameOfHub(slug: string): Promise<string | null> {
    return (await this.routes.remembered('hub', slug))?.game_id ?? null;
  }

  private async authenticate(request: HubcraftRequest): Promise<Principal | null> {
    const slug = hubSlugOf(request);
    const hubGame = slug ? await this.gameOfHub(slug) : null;
    const [scheme, bearer] = (request.headers.authorization ?? '').split(' ', 2);
    const fromHeader = scheme?.toLowerCase() === 'bearer' && bearer ? bearer : null;
    const token = fromHeader ?? readCookie(request, SESSION_COOKIE);
    const signedIn = token ? await this.ofToken(token, request, hubGame) : null;
    if (signedIn) {
      if (!fromHeader && !READS.has(request.method)) this.requireOwnOrigin(request);
      return signedIn;
    }
    // A credential that was sent on purpose and is not valid is refused, not turned into an anonymous visit.
    if (fromHeader || !hubGame) return null;
    const visitor = createHash('sha256').update(`${hubGame} ${request.ip}`).digest('hex').slice(0, 16);
    return { scope: { gameId: hubGame, actor: { kind: 'player', id: `anonymous:${visitor}` }, requestId: request.requestId }, environment: await this.environmentOf(hubGame), grants: [], assurance: 'none' };
  }

  private async ofToken(token: string, request: HubcraftRequest, hubGame: string | null): Promise<Principal | null> {
    const hash = tokenHash(token);
    const gameId = (await this.routes.lasting('session', hash))?.game_id;
    if (!gameId || (hubGame && hubGame !== gameId)) return null;
    const row = await this.database.transaction(systemScope(gameId, 'player/sign-in'), { readOnly: true }, async (): Promise<SessionRow | null> => {
      const session = await this.sessions.find(hash);
      if (!session) return null;
      const player = await this.queries.ask(new GetPlayer(session.player_id));
      return player?.banned ? null : session;
    });
    if (!row) return null;
    return {
      scope: { gameId, actor: { kind: 'player', id: row.user_id }, requestId: request.requestId },
      environment: await this.environmentOf(gameId), grants: [], assurance: row.assurance, playerId: row.player_id, sessionId: row.id,
    };
  }

  private requireOwnOrigin(request: HubcraftRequest): void {
    const { origin, host } = request.headers;
    const own = [new URL(this.config.publicUrl).origin, ...(host ? [`${request.protocol}://${host}`] : [])];
    if (!origin || !own.includes(origin)) throw new OriginRefused();
  }

  private environmentOf(gameId: string): Promise<'sandbox' | 'live'> {
    return this.queries.ask(new GetEnvironment(), systemScope(gameId, 'player/sign-in'));
  }
}
