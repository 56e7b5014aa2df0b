import { Injectable } from '@nestjs/common';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import type { SavedMethodRow } from './rows.js';

/** What is sealed of one. */
interface Sealed { token: string; customer: string | null }

const placeOf = (id: string): string => `payments.saved_method|token_sealed|${id}`;

export const SAVED_TOKENS_SEALED: SealedColumn = { table: 'payments.saved_method', column: 'token_sealed', tenant: 'game_id', key: 'id', place: placeOf, form: 'bytes' };

type Display = 'brand' | 'last4' | 'exp_month' | 'exp_year' | 'card_country' | 'fingerprint' | 'network_reference';
export type NewSavedMethod = Pick<SavedMethodRow, 'id' | 'player_id' | 'provider' | 'method' | 'payment_id' | 'usage' | 'consent_version' | 'consent_locale' | 'consented_at' | 'state' | 'left_because' | Display> & Sealed;

/** Saved methods as rows. Each statement names the player: what is another's is not there. */
@Injectable()
export class SavedMethodRepository {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}

  /** Until the end of the transaction nobody else chooses among hers. */
  async lock(playerId: string): Promise<void> {
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`payments.saved_method:${currentScope().gameId}:${playerId}`]);
  }

  ofPlayer(playerId: string): Promise<SavedMethodRow[]> {
    return this.database.query<SavedMethodRow>(`SELECT * FROM payments.saved_method WHERE game_id = $1 AND player_id = $2 AND state = 'active' ORDER BY is_default DESC, id DESC LIMIT 50`, [currentScope().gameId, playerId]);
  }

  activeOf(playerId: string, id: string): Promise<SavedMethodRow | undefined> {
    return this.database.one<SavedMethodRow>(`SELECT * FROM payments.saved_method WHERE game_id = $1 AND id = $2 AND player_id = $3 AND state = 'active'`, [currentScope().gameId, id, playerId]);
  }

  /** For an attempt that is paid by it; undefined: it is not hers, not of this method, or was removed. */
  use(playerId: string, id: string, method: string, now: Date): Promise<SavedMethodRow | undefined> {
    return this.database.one<SavedMethodRow>(`UPDATE payments.saved_method SET last_used_at = $5 WHERE game_id = $1 AND id = $2 AND player_id = $3 AND method = $4 AND state = 'active' RETURNING *`, [currentScope().gameId, id, playerId, method, now]);
  }

  find(id: string): Promise<SavedMethodRow | undefined> {
    return this.database.one<SavedMethodRow>('SELECT * FROM payments.saved_method WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
  }

  /** Null: removed at the provider. */
  opened(row: Pick<SavedMethodRow, 'game_id' | 'id' | 'token_sealed'>): Sealed | null {
    return row.token_sealed && (JSON.parse(this.envelope.open(row.token_sealed, row.game_id, placeOf(row.id))) as Sealed);
  }

  /** The first of a player is chosen beforehand. False when one was kept of this payment before. */
  async insert({ token, customer, ...row }: NewSavedMethod, now: Date): Promise<boolean> {
    const { gameId } = currentScope();
    const sealed = this.envelope.seal(JSON.stringify({ token, customer } satisfies Sealed), gameId, placeOf(row.id));
    // Two of her payments at once: the second finds what the first has kept.
    await this.lock(row.player_id);
    return (await this.database.execute(
      `INSERT INTO payments.saved_method (game_id, id, player_id, provider, method, payment_id, token_sealed, brand, last4, exp_month, exp_year, card_country, fingerprint, network_reference, usage, consent_version, consent_locale, consented_at,
              is_default, state, left_because, created_at, left_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
              $19::text = 'active' AND NOT EXISTS (SELECT 1 FROM payments.saved_method WHERE game_id = $1 AND player_id = $3 AND is_default), $19, $20, $21, CASE WHEN $19 <> 'active' THEN $21::timestamptz END)
       ON CONFLICT ON CONSTRAINT saved_method_payment_key DO NOTHING`,
      [
        gameId, row.id, row.player_id, row.provider, row.method, row.payment_id, sealed, row.brand, row.last4, row.exp_month, row.exp_year, row.card_country, row.fingerprint, row.network_reference, row.usage, row.consent_version, row.consent_locale,
        row.consented_at, row.state, row.left_because, now,
      ],
    )) > 0;
  }

  /** Nobody can pay by these from now on. Answers which they were. */
  async leave(where: 'id' | 'player', values: { playerId: string; ids: readonly string[] }, because: NonNullable<SavedMethodRow['left_because']>, now: Date): Promise<{ id: string; was_default: boolean }[]> {
    const { gameId } = currentScope();
    return this.database.query<{ id: string; was_default: boolean }>(
      `WITH going AS (SELECT id, is_default FROM payments.saved_method WHERE game_id = $1 AND player_id = $2 AND state = 'active' AND ($3 = 'player' OR id = ANY($4::text[])) ORDER BY id FOR UPDATE)
       UPDATE payments.saved_method m SET state = 'leaving', left_because = $5, left_at = $6, is_default = false FROM going WHERE m.game_id = $1 AND m.id = going.id RETURNING m.id, going.is_default AS was_default`,
      [gameId, values.playerId, where, values.ids, because, now]);
  }

  /** The one that was used last takes the place of a default that went. */
  async chooseAnother(playerId: string): Promise<void> {
    await this.database.execute(
      `UPDATE payments.saved_method SET is_default = true WHERE game_id = $1 AND id = (SELECT id FROM payments.saved_method WHERE game_id = $1 AND player_id = $2 AND state = 'active' ORDER BY coalesce(last_used_at, created_at) DESC, id DESC LIMIT 1)
          AND NOT EXISTS (SELECT 1 FROM payments.saved_method WHERE game_id = $1 AND player_id = $2 AND is_default)`, [currentScope().gameId, playerId]);
  }

  async makeDefault(playerId: string, id: string): Promise<boolean> {
    const { gameId } = currentScope();
    await this.lock(playerId);
    await this.database.execute('UPDATE payments.saved_method SET is_default = false WHERE game_id = $1 AND player_id = $2 AND is_default AND id <> $3', [gameId, playerId, id]);
    return (await this.database.execute(`UPDATE payments.saved_method SET is_default = true WHERE game_id = $1 AND player_id = $2 AND id = $3 AND state = 'active'`, [gameId, playerId, id])) > 0;
  }

  /** The provider has it no more. Of an erased player nothing stays; else that she agreed to it, and when it went. */
  async gone(id: string): Promise<void> {
    const { gameId } = currentScope();
    await this.database.execute(`DELETE FROM payments.saved_method WHERE game_id = $1 AND id = $2 AND state = 'leaving' AND left_because = 'erased'`, [gameId, id]);
    await this.database.execute(
      `UPDATE payments.saved_method SET state = 'gone', token_sealed = NULL, brand = NULL, last4 = NULL, exp_month = NULL, exp_year = NULL, card_country = NULL, fingerprint = NULL, network_reference = NULL
        WHERE game_id = $1 AND id = $2 AND state = 'leaving'`, [gameId, id]);
  }

  /** Of all games, in the order of game and id, for whoever moves to another provider. */
  activeAnywhere(provider: string, after: { game_id: string; id: string } | null, limit: number): Promise<SavedMethodRow[]> {
    return this.database.acrossGames<SavedMethodRow & Record<string, unknown>>(
      `SELECT * FROM payments.saved_method WHERE provider = $1 AND state = 'active' AND ($2::text IS NULL OR (game_id, id) > ($2, $3)) ORDER BY game_id, id LIMIT $4`, [provider, after?.game_id ?? null, after?.id ?? null, limit]);
  }
}
