import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { tokenHash } from '#platform/crypto/envelope';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Authenticators } from '#platform/http/authentication';
import { VERSION_HEADER, type HubcraftRequest, type Principal } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { systemScope } from '#platform/kernel/scope';
import { Versions } from '#platform/versions/versions';
import { GetApiVersion } from '#studio/games/queries';
import { TouchApiKey } from './api-keys.js';
import { environmentOfKey, keyOf } from './key-format.js';
import { MemberAuthenticator } from './member-authenticator.js';
import type { ApiKeyRow } from './rows.js';

const KNOWN_FOR_MS = 2_000;
const TOUCH_EVERY_MS = 60_000;
const KNOWN_MAX = 10_000;

interface Known {
  row: Pick<ApiKeyRow, 'id' | 'game_id' | 'studio_id' | 'environment' | 'scopes' | 'expires_at' | 'made_by_member'>;
  /** Its own pin, else that of its game. */
  version: NonNullable<Principal['apiVersion']>;
  until: number;
  /** By version: when its use was last noted. */
  touchedAt: Map<string, number>;
}

/**
 * API keys: `Authorization: Bearer KEY`, or Basic with the key as user name and no password. A key that was checked is trusted for 2 s without
 * asking again, so a revocation takes at most that long. A caller that names its environment (`Hubcraft-Environment`) gets 401 with a key of the other.
 */
@Injectable()
export class StudioAuthenticator implements OnModuleInit {
  private readonly logger = new Logger(StudioAuthenticator.name);
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly authenticators: Authenticators,
    private readonly members: MemberAuthenticator,
    private readonly database: Database,
    private readonly commands: Commands,
    private readonly queries: Queries,
    private readonly versions: Versions,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.authenticators.register('studio', async (request) => (await this.authenticate(request)) ?? this.members.authenticate(request));
  }

  private async authenticate(request: HubcraftRequest): Promise<Principal | null> {
    const key = keyOf(request.headers.authorization);
    const environment = key ? environmentOfKey(key) : null;
    if (!key || !environment) return null;
    const wanted = request.headers['hubcraft-environment'];
    if (wanted !== undefined && wanted !== environment) return null;
    const known = await this.look(tokenHash(key));
    if (!known || known.row.environment !== environment) return null;
    const now = this.clock.now().getTime();
    if (known.row.expires_at && known.row.expires_at.getTime() <= now) return null;
    const version = this.versionOf(request, known);
    if (now - (known.touchedAt.get(version) ?? 0) > TOUCH_EVERY_MS) {
      known.touchedAt.set(version, now);
      void this.commands.execute(new TouchApiKey(known.row.id, version), systemScope(known.row.game_id, 'studio/access.touch'))
        .catch((error) => this.logger.warn({ msg: 'last use of a key was not written', error: String(error) }));
    }
    return {
      scope: { gameId: known.row.game_id, studioId: known.row.studio_id, actor: { kind: 'api_key', id: known.row.id }, requestId: request.requestId },
      environment, grants: known.row.scopes, memberId: known.row.made_by_member, apiVersion: known.version,
    };
  }

  /** Of those that there are: what a caller sends becomes no key of anything. */
  private versionOf({ headers }: HubcraftRequest, { version }: Known): string {
    return [headers[VERSION_HEADER], version.version].find((each): each is string => typeof each === 'string' && this.versions.isKnown(each)) ?? this.versions.newest;
  }

  private async look(hash: string): Promise<Known | null> {
    const now = this.clock.now().getTime();
    const cached = this.known.get(hash);
    if (cached && cached.until > now) return cached;
    const [route] = await this.database.unscoped<{ game_id: string; target_id: string }>(`SELECT game_id, target_id FROM platform.route WHERE kind = 'api_key' AND handle = $1`, [hash]);
    if (!route) {
      this.known.delete(hash);
      return null;
    }
    const found = await this.database.transaction(systemScope(route.game_id, 'studio/access'), { readOnly: true }, async () => {
      const row = await this.database.one<ApiKeyRow>(
        `SELECT id, game_id, studio_id, environment, scopes, expires_at, made_by_member, api_version FROM access.api_key WHERE game_id = $1 AND id = $2 AND revoked_at IS NULL`, [route.game_id, route.target_id]);
      return row && { row, version: row.api_version === null ? { version: await this.queries.ask(new GetApiVersion()), by: 'game' as const } : { version: row.api_version, by: 'key' as const } };
    });
    if (!found) return null;
    if (this.known.size >= KNOWN_MAX) this.known.delete(this.known.keys().next().value!);
    const fresh: Known = { ...found, until: now + KNOWN_FOR_MS, touchedAt: cached?.touchedAt ?? new Map() };
    this.known.set(hash, fresh);
    return fresh;
  }
}
