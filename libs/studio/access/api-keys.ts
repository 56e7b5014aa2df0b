import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { tokenHash } from '#platform/crypto/envelope';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, fromUnixSeconds, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { Versions } from '#platform/versions/versions';
import { CreateApiKey } from './contracts/commands.js';
import { ApiKeyNotFound, ScopeUnknown, TooManyLiveKeys } from './contracts/errors.js';
import { newApiKey } from './key-format.js';
import { ApiKeyRows, type ApiKeyRow } from './rows.js';
import { isScope } from './scopes.js';

const LIVE_KEYS_OF_ONE_NAME_MAX = 2;

export interface ApiKeyView {
  id: string;
  name: string;
  environment: 'sandbox' | 'live';
  scopes: string[];
  key_hint: string;
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
  revoked_at: number | null;
  api_version: string | null;
  used_versions: { api_version: string; last_used_at: number }[];
}

/** All of the environment, or the one of this id. */
export class ListApiKeys extends Query<ApiKeyView[]> {
  constructor(readonly keyId: string | null = null) { super(); }
}

/** Pins a key that is not revoked to a version; null: it follows its game. Throws `access.api_key_not_found`, `version.refused`. */
export class PinApiKey extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly keyId: string, readonly version: string | null) { super(); }
}

export class RevokeApiKey extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly keyId: string) { super(); }
}

/** Remembers that a key was used with a version, at most once a minute each. */
export class TouchApiKey extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly keyId: string, readonly version: string) { super(); }
}

@CommandHandler(CreateApiKey)
export class CreateApiKeyHandler implements ICommandHandler<CreateApiKey> {
  constructor(private readonly database: Database, private readonly versions: Versions, private readonly clock: Clock) {}
  async execute({ input }: CreateApiKey) {
    for (const scope of input.scopes) if (!isScope(scope)) throw new ScopeUnknown(scope);
    if (input.api_version) this.versions.pinnable(input.api_version, this.clock.now());
    const { gameId } = currentScope();
    const key = newApiKey(input.environment);
    const id = newId('key');
    // The lock makes the count exact when two rotations run at once.
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`api_key:${gameId}:${input.name}`]);
    const live = await this.database.one<{ n: bigint }>(
      `SELECT count(*) AS n FROM access.api_key WHERE game_id = $1 AND name = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`, [gameId, input.name]);
    if (live!.n >= BigInt(LIVE_KEYS_OF_ONE_NAME_MAX)) throw new TooManyLiveKeys();
    const key_hash = tokenHash(key);
    await this.database.rows(ApiKeyRows).insert({
      game_id: gameId, id, studio_id: input.studio_id, name: input.name, environment: input.environment, scopes: input.scopes, key_hash, key_hint: key.slice(-4), made_by_member: input.made_by_member ?? null,
      api_version: input.api_version ?? null, expires_at: input.expires_at ? fromUnixSeconds(input.expires_at) : null,
    });
    await this.database.execute(`INSERT INTO platform.route (kind, handle, game_id, target_id) VALUES ('api_key', $1, $2, $3)`, [key_hash, gameId, id]);
    return { id, key };
  }
}

@CommandHandler(RevokeApiKey)
export class RevokeApiKeyHandler implements ICommandHandler<RevokeApiKey> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ keyId }: RevokeApiKey) {
    const row = await this.database.one<{ key_hash: string }>(
      `UPDATE access.api_key SET revoked_at = coalesce(revoked_at, $3) WHERE game_id = $1 AND id = $2 RETURNING key_hash`, [currentScope().gameId, keyId, this.clock.now()]);
    if (!row) throw new ApiKeyNotFound();
    await this.database.execute(`DELETE FROM platform.route WHERE kind = 'api_key' AND handle = $1`, [row.key_hash]);
  }
}

@CommandHandler(PinApiKey)
export class PinApiKeyHandler implements ICommandHandler<PinApiKey> {
  constructor(private readonly database: Database, private readonly versions: Versions, private readonly clock: Clock) {}
  async execute({ keyId, version }: PinApiKey) {
    if (version !== null) this.versions.pinnable(version, this.clock.now());
    if ((await this.database.execute('UPDATE access.api_key SET api_version = $3 WHERE game_id = $1 AND id = $2 AND revoked_at IS NULL', [currentScope().gameId, keyId, version])) === 0) throw new ApiKeyNotFound();
  }
}

@CommandHandler(TouchApiKey)
export class TouchApiKeyHandler implements ICommandHandler<TouchApiKey> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ keyId, version }: TouchApiKey) {
    const now = this.clock.now();
    await this.database.execute(
      `UPDATE access.api_key SET last_used_at = greatest(last_used_at, $3::timestamptz), used_versions = used_versions || jsonb_build_object($4::text, $5::bigint)
        WHERE game_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < $3::timestamptz - interval '55 seconds' OR coalesce((used_versions ->> $4)::bigint, 0) < $5::bigint - 55)`,
      [currentScope().gameId, keyId, now, version, unixSeconds(now)]);
  }
}

@QueryHandler(ListApiKeys)
export class ListApiKeysHandler implements IQueryHandler<ListApiKeys> {
  constructor(private readonly database: Database) {}
  async execute({ keyId }: ListApiKeys): Promise<ApiKeyView[]> {
    const rows = await this.database.query<ApiKeyRow>('SELECT * FROM access.api_key WHERE game_id = $1 AND ($2::text IS NULL OR id = $2) ORDER BY id DESC LIMIT 1000', [currentScope().gameId, keyId]);
    return rows.map((row) => ({
      id: row.id, name: row.name, environment: row.environment, scopes: row.scopes, key_hint: row.key_hint, created_at: unixSeconds(row.created_at),
      last_used_at: unixSecondsOrNull(row.last_used_at), expires_at: unixSecondsOrNull(row.expires_at), revoked_at: unixSecondsOrNull(row.revoked_at),
      api_version: row.api_version, used_versions: Object.entries(row.used_versions).sort(([a], [b]) => (a < b ? 1 : -1)).map(([api_version, last_used_at]) => ({ api_version, last_used_at })),
    }));
  }
}
