import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { tokenHash } from '#platform/crypto/envelope';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Authenticators } from '#platform/http/authentication';
import type { HubcraftRequest, Principal } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { systemScope } from '#platform/kernel/scope';
import { TouchApiKey } from './api-keys.js';
import { environmentOfKey, keyOf } from './key-format.js';
import { MemberAuthenticator } from './member-authenticator.js';
import type { ApiKeyRow } from './rows.js';

const KNOWN_FOR_MS = 2_000;
const TOUCH_EVERY_MS = 60_000;
const KNOWN_MAX = 10_000;

interface Known {
  row: Pick<ApiKeyRow, 'id' | 'game_id' | 'studio_id' | 'environment' | 'scopes' | 'expires_at' | 'made_by_member'>;
  until: number;
  touchedAt: number;
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
    if (now - known.touchedAt > TOUCH_EVERY_MS) {
      known.touchedAt = now;
      void this.commands.execute(new TouchApiKey(known.row.id), systemScope(known.row.game_id, 'studio/access.touch'))
        .catch((error) => this.logger.warn({ msg: 'last use of a key was not written', error: String(error) }));
    }
    return {
      scope: { gameId: known.row.game_id, studioId: known.row.studio_id, actor: { kind: 'api_key', id: known.row.id }, requestId: request.requestId },
      environment, grants: known.row.scopes, memberId: known.row.made_by_member,
    };
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
    const row = await this.database.transaction(systemScope(route.game_id, 'studio/access'), { readOnly: true }, () =>
      this.database.one<ApiKeyRow>(
        `SELECT id, game_id, studio_id, environment, scopes, expires_at, made_by_member FROM access.api_key WHERE game_id = $1 AND id = $2 AND revoked_at IS NULL`, [route.game_id, route.target_id]));
    if (!row) return null;
    if (this.known.size >= KNOWN_MAX) this.known.delete(this.known.keys().next().value!);
    const fresh: Known = { row, until: now + KNOWN_FOR_MS, touchedAt: cached?.touchedAt ?? 0 };
    this.known.set(hash, fresh);
    return fresh;
  }
}
