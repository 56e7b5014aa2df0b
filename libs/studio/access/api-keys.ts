import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { tokenHash } from '#platform/crypto/envelope';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, fromUnixSeconds, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
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
}

export class ListApiKeys extends Query<ApiKeyView[]> {}

export class RevokeApiKey extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly keyId: string) { super(); }
}

/** Remembers that a key was used, at most once a minute. */
export class TouchApiKey extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly keyId: string) { super(); }
}

@CommandHandler(CreateApiKey)
export class CreateApiKeyHandler implements ICommandHandler<CreateApiKey> {
  constructor(private readonly database: Database) {}
  async execute({ input }: CreateApiKey) {
    for (const scope of input.scopes) if (!isScope(scope)) throw new ScopeUnknown(scope);
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
      expires_at: input.expires_at ? fromUnixSeconds(input.expires_at) : null,
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

@CommandHandler(TouchApiKey)
export class TouchApiKeyHandler implements ICommandHandler<TouchApiKey> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ keyId }: TouchApiKey) {
    await this.database.execute(`UPDATE access.api_key SET last_used_at = $3 WHERE game_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < $3::timestamptz - interval '55 seconds')`,
      [currentScope().gameId, keyId, this.clock.now()]);
  }
}

@QueryHandler(ListApiKeys)
export class ListApiKeysHandler implements IQueryHandler<ListApiKeys> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<ApiKeyView[]> {
    const rows = await this.database.query<ApiKeyRow>('SELECT * FROM access.api_key WHERE game_id = $1 ORDER BY id DESC LIMIT 1000', [currentScope().gameId]);
    return rows.map((row) => ({
      id: row.id, name: row.name, environment: row.environment, scopes: row.scopes, key_hint: row.key_hint, created_at: unixSeconds(row.created_at),
      last_used_at: unixSecondsOrNull(row.last_used_at), expires_at: unixSecondsOrNull(row.expires_at), revoked_at: unixSecondsOrNull(row.revoked_at),
    }));
  }
}
