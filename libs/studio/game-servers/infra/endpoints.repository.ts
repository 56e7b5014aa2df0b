import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { newSigningKey } from '#platform/crypto/webhook-signature';
import { Database, violates } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { newId } from '#platform/kernel/ids';
import { EventAlreadyBound } from '../contracts/errors.js';
import type { FulfillmentMode } from '../contracts/queries.js';
import { exclusiveAmong } from '../domain/event-types.js';
import type { EndpointRow, FulfillmentRow, SecretRow } from './rows.js';

export const OLD_SECRETS_MAX = 3;

export type EndpointWithHint = EndpointRow & { secret_hint: string; public_key: string | null };
type EndpointWithKey = EndpointWithHint & { sealed_key: Buffer | null };

const COLUMNS = 'e.game_id, e.id, e.environment, e.url, e.method, e.description, e.events, e.enabled, e.disabled_reason, e.disabled_at, e.enabled_logs, e.player_context_enabled, e.ordered, e.max_per_second, e.max_concurrency, e.batch_mode, e.batch_max_seconds, e.batch_max_events, e.api_version, e.unverified_since, e.challenge_error, e.signature_scheme, e.signature_header, e.timestamp_header, e.created_at, e.modified_at';
const FROM_ENDPOINTS = `FROM game_servers.endpoint e JOIN game_servers.secret s ON s.game_id = e.game_id AND s.endpoint_id = e.id AND s.expires_at IS NULL
  LEFT JOIN game_servers.signing_key k ON k.game_id = e.game_id AND k.endpoint_id = e.id WHERE e.game_id = $1`;
const WITH_HINT = `SELECT ${COLUMNS}, s.hint AS secret_hint, k.public_key ${FROM_ENDPOINTS}`;

const placeOfKey = (endpointId: string) => `game_servers.signing_key|sealed|${endpointId}`;
const place = (secretId: string) => `game_servers.secret|sealed|${secretId}`;

export const ENDPOINTS_SEALED: readonly SealedColumn[] = [
  { table: 'game_servers.secret', column: 'sealed', tenant: 'game_id', key: 'id', place, form: 'bytes' },
  { table: 'game_servers.signing_key', column: 'sealed', tenant: 'game_id', key: 'endpoint_id', place: placeOfKey, form: 'bytes' },
];

/** Endpoints, their sealed secrets and their bindings, in the open transaction. */
@Injectable()
export class EndpointsRepository {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}

  list(limit: number, offset: number, startingAfter: string | null): Promise<EndpointWithHint[]> {
    return this.database.query<EndpointWithHint>(`${WITH_HINT} AND ($4::text IS NULL OR e.id > $4) ORDER BY e.id LIMIT $2 OFFSET $3`, [currentScope().gameId, limit, offset, startingAfter]);
  }

  find(id: string): Promise<EndpointWithHint | undefined> {
    return this.database.one<EndpointWithHint>(`${WITH_HINT} AND e.id = $2`, [currentScope().gameId, id]);
  }

  /** The endpoints that have registered any of `events`, by id, enabled where they are called: one statement, and nothing is opened. */
  wanting(events: readonly string[]): Promise<Pick<EndpointRow, 'id' | 'enabled' | 'player_context_enabled' | 'batch_mode' | 'batch_max_seconds' | 'batch_max_events' | 'api_version'>[]> {
    return this.database.query('SELECT id, enabled AND unverified_since IS NULL AS enabled, player_context_enabled, batch_mode, batch_max_seconds, batch_max_events, api_version FROM game_servers.endpoint WHERE game_id = $1 AND events && $2::text[] ORDER BY id', [currentScope().gameId, events]);
  }

  /** The row, locked until the transaction ends: two changes of one endpoint take turns. */
  lock(id: string): Promise<EndpointRow | undefined> {
    return this.database.one<EndpointRow>(`SELECT ${COLUMNS} FROM game_servers.endpoint e WHERE e.game_id = $1 AND e.id = $2 FOR UPDATE`, [currentScope().gameId, id]);
  }

  async count(): Promise<number> {
    return Number((await this.database.one<{ n: bigint }>('SELECT count(*) AS n FROM game_servers.endpoint WHERE game_id = $1', [currentScope().gameId]))!.n);
  }

  async insert(row: Omit<EndpointRow, 'created_at' | 'modified_at'>): Promise<void> {
    await this.database.execute(
      `INSERT INTO game_servers.endpoint (game_id, id, environment, url, method, description, events, enabled, enabled_logs, player_context_enabled, signature_scheme, signature_header, timestamp_header, disabled_reason, disabled_at, ordered, max_per_second, max_concurrency, unverified_since, challenge_error, batch_mode, batch_max_seconds, batch_max_events, api_version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
      [row.game_id, row.id, row.environment, row.url, row.method, row.description, row.events, row.enabled, row.enabled_logs, row.player_context_enabled, row.signature_scheme, row.signature_header, row.timestamp_header, row.disabled_reason, row.disabled_at, row.ordered, row.max_per_second, row.max_concurrency, row.unverified_since, row.challenge_error, row.batch_mode, row.batch_max_seconds, row.batch_max_events, row.api_version],
    );
    await this.bind(row);
  }

  async update(row: EndpointRow, now: Date): Promise<void> {
    await this.database.execute(
      `UPDATE game_servers.endpoint SET url = $3, method = $4, description = $5, events = $6, enabled = $7, enabled_logs = $8, player_context_enabled = $9,
              signature_scheme = $10, signature_header = $11, timestamp_header = $12, modified_at = $13, disabled_reason = $14, disabled_at = $15, ordered = $16, max_per_second = $17, max_concurrency = $18, unverified_since = $19, challenge_error = $20,
              batch_mode = $21, batch_max_seconds = $22, batch_max_events = $23, api_version = $24 WHERE game_id = $1 AND id = $2`,
      [row.game_id, row.id, row.url, row.method, row.description, row.events, row.enabled, row.enabled_logs, row.player_context_enabled, row.signature_scheme, row.signature_header, row.timestamp_header, now, row.disabled_reason, row.disabled_at, row.ordered, row.max_per_second, row.max_concurrency, row.unverified_since, row.challenge_error, row.batch_mode, row.batch_max_seconds, row.batch_max_events, row.api_version],
    );
    await this.database.execute('DELETE FROM game_servers.binding WHERE game_id = $1 AND endpoint_id = $2', [row.game_id, row.id]);
    await this.bind(row);
  }

  async delete(id: string): Promise<boolean> {
    return (await this.database.execute('DELETE FROM game_servers.endpoint WHERE game_id = $1 AND id = $2', [currentScope().gameId, id])) > 0;
  }

  /** Whether the game has said yes to a player since then, as far as that is still kept. */
  async hasVerifiedSince(since: Date): Promise<boolean> {
    return (await this.database.one('SELECT 1 AS one FROM game_servers.player_verification WHERE game_id = $1 AND verified_at > $2 LIMIT 1', [currentScope().gameId, since])) !== undefined;
  }

  private async bind(row: Pick<EndpointRow, 'game_id' | 'id' | 'events' | 'enabled'>): Promise<void> {
    const types = exclusiveAmong(row.events);
    if (types.length === 0) return;
    try {
      await this.database.execute('INSERT INTO game_servers.binding (game_id, event_type, endpoint_id, enabled) SELECT $1, t, $2, $3 FROM unnest($4::text[]) AS t', [row.game_id, row.id, row.enabled, types]);
    } catch (error) {
      if (violates(error, 'binding_one_enabled')) throw new EventAlreadyBound();
      throw error;
    }
  }

  /** Puts a secret in place, a fresh one of 32 random bytes unless one is brought; the present one verifies until `overlapUntil`, or ends now. */
  async rotateSecret(endpointId: string, now: Date, overlapUntil: Date | null, brought?: string): Promise<void> {
    const { gameId } = currentScope();
    if (overlapUntil) {
      await this.database.execute('UPDATE game_servers.secret SET expires_at = $3 WHERE game_id = $1 AND endpoint_id = $2 AND expires_at IS NULL', [gameId, endpointId, overlapUntil]);
    }
    // A cut ends every older secret too: it is what one does after a leak.
    await this.database.execute(
      `DELETE FROM game_servers.secret s WHERE s.game_id = $1 AND s.endpoint_id = $2 AND (s.expires_at IS NULL OR s.expires_at <= $3 OR $5
          OR s.id NOT IN (SELECT id FROM game_servers.secret WHERE game_id = $1 AND endpoint_id = $2 AND expires_at > $3 ORDER BY id DESC LIMIT $4))`,
      [gameId, endpointId, now, OLD_SECRETS_MAX, overlapUntil === null],
    );
    const id = newId('whs');
    const secret = brought ?? `whsec_${randomBytes(32).toString('base64')}`;
    await this.database.execute('INSERT INTO game_servers.secret (game_id, id, endpoint_id, sealed, hint) VALUES ($1, $2, $3, $4, $5)',
      [gameId, id, endpointId, this.envelope.seal(secret, gameId, place(id)), secret.slice(-4)]);
  }

  /** Every endpoint with its opened signing key, where it has one. */
  async withKeys(limit: number): Promise<(EndpointWithHint & { signing_key: string | null })[]> {
    const { gameId } = currentScope();
    const rows = await this.database.query<EndpointWithKey>(`SELECT ${COLUMNS}, s.hint AS secret_hint, k.public_key, k.sealed AS sealed_key ${FROM_ENDPOINTS} ORDER BY e.id LIMIT $2`, [gameId, limit]);
    return rows.map(({ sealed_key, ...row }) => ({ ...row, signing_key: sealed_key ? this.envelope.open(sealed_key, gameId, placeOfKey(row.id)) : null }));
  }

  /** Gives an endpoint a fresh ed25519 key, unless it has one; or takes it away. */
  async setSigningKey(endpointId: string, enabled: boolean): Promise<void> {
    const { gameId } = currentScope();
    if (!enabled) return void (await this.database.execute('DELETE FROM game_servers.signing_key WHERE game_id = $1 AND endpoint_id = $2', [gameId, endpointId]));
    const key = newSigningKey();
    await this.database.execute('INSERT INTO game_servers.signing_key (game_id, endpoint_id, sealed, public_key) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [gameId, endpointId, this.envelope.seal(key.private, gameId, placeOfKey(endpointId)), key.public]);
  }

  /** The events that go to one enabled endpoint and have one. */
  async bound(): Promise<Set<string>> {
    const rows = await this.database.query<{ event_type: string }>('SELECT event_type FROM game_servers.binding WHERE game_id = $1 AND enabled', [currentScope().gameId]);
    return new Set(rows.map((row) => row.event_type));
  }

  async fulfillment(): Promise<FulfillmentRow | undefined> {
    return this.database.one<FulfillmentRow>('SELECT mode, modified_at FROM game_servers.fulfillment WHERE game_id = $1', [currentScope().gameId]);
  }

  async setFulfillment(mode: FulfillmentMode, now: Date): Promise<void> {
    await this.database.execute('INSERT INTO game_servers.fulfillment (game_id, mode, modified_at) VALUES ($1, $2, $3) ON CONFLICT (game_id) DO UPDATE SET mode = excluded.mode, modified_at = excluded.modified_at',
      [currentScope().gameId, mode, now]);
  }

  async hasSigningKey(endpointId: string): Promise<boolean> {
    return (await this.database.one('SELECT 1 AS one FROM game_servers.signing_key WHERE game_id = $1 AND endpoint_id = $2', [currentScope().gameId, endpointId])) !== undefined;
  }

  /** Live secrets per endpoint, newest first, opened. All endpoints of the game unless one is named. */
  async secrets(now: Date, endpointId: string | null = null): Promise<Map<string, string[]>> {
    const { gameId } = currentScope();
    const rows = await this.database.query<Pick<SecretRow, 'id' | 'endpoint_id' | 'sealed'>>(
      'SELECT id, endpoint_id, sealed FROM game_servers.secret WHERE game_id = $1 AND ($3::text IS NULL OR endpoint_id = $3) AND (expires_at IS NULL OR expires_at > $2) ORDER BY expires_at DESC NULLS FIRST, id DESC',
      [gameId, now, endpointId],
    );
    const byEndpoint = new Map<string, string[]>();
    for (const row of rows) byEndpoint.set(row.endpoint_id, [...(byEndpoint.get(row.endpoint_id) ?? []), this.envelope.open(row.sealed, gameId, place(row.id))]);
    return byEndpoint;
  }
}
