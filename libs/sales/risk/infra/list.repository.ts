import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { OPERATOR } from '#platform/kernel/scope';
import type { ListEntryView, ListName, ListSubject } from '../contracts/queries.js';

export interface ListEntryRow {
  game_id: string; id: string; list: ListName; subject: ListSubject; value_key: string; reason: string; author: string; author_member: string | null; made_at: Date; expires_at: Date;
  ended_at: Date | null; ended_by: string | null; end_reason: string | null;
}

export interface EntryFilter { list?: ListName | undefined; subject?: ListSubject | undefined; value_keys?: readonly string[] | undefined; open_at?: Date | undefined; after?: string | null; limit: number }

/** Entries of the lists of the scope's game or, under the operator's scope, of all games. A game reads the operator's too. */
@Injectable()
export class ListRepository {
  constructor(private readonly database: Database) {}

  /** Throws `list_entry_once` where it stands there already; what has expired makes room. */
  async insert(entry: Omit<ListEntryRow, 'game_id' | 'ended_at' | 'ended_by' | 'end_reason'>): Promise<void> {
    const { gameId } = currentScope();
    await this.database.execute(
      `UPDATE risk.list_entry SET ended_at = expires_at, ended_by = 'expiry', end_reason = 'expired' WHERE game_id = $1 AND subject = $2 AND value_key = $3 AND list = $4 AND ended_at IS NULL AND expires_at <= $5`,
      [gameId, entry.subject, entry.value_key, entry.list, entry.made_at]);
    await this.database.execute(
      `INSERT INTO risk.list_entry (game_id, id, list, subject, value_key, reason, author, author_member, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [gameId, entry.id, entry.list, entry.subject, entry.value_key, entry.reason, entry.author, entry.author_member, entry.made_at, entry.expires_at]);
  }

  /** How many hold, counted up to `max`. */
  async count(now: Date, max: number): Promise<number> {
    const row = await this.database.one<{ count: number }>('SELECT count(*)::int AS count FROM (SELECT FROM risk.list_entry WHERE game_id = $1 AND ended_at IS NULL AND expires_at > $2 LIMIT $3) e', [currentScope().gameId, now, max]);
    return row!.count;
  }

  /** One of the game's own, or of the operator's where `orOfOperator`. */
  find(id: string, { orOfOperator = false, lock = false } = {}): Promise<ListEntryRow | undefined> {
    return this.database.one<ListEntryRow>(`SELECT * FROM risk.list_entry WHERE game_id = ANY($1::text[]) AND id = $2 ${lock ? 'FOR UPDATE' : ''}`, [orOfOperator ? [currentScope().gameId, OPERATOR] : [currentScope().gameId], id]);
  }

  /** False: it has ended, or is not of this scope. */
  async end(id: string, { by, reason, now }: { by: string; reason: string; now: Date }): Promise<boolean> {
    return (await this.database.execute(
      'UPDATE risk.list_entry SET ended_at = $3, ended_by = $4, end_reason = $5 WHERE game_id = $1 AND id = $2 AND ended_at IS NULL AND expires_at > $3', [currentScope().gameId, id, now, by, reason])) > 0;
  }

  /** The newest first. */
  list({ list, subject, value_keys, open_at, after, limit }: EntryFilter): Promise<ListEntryRow[]> {
    return this.database.query<ListEntryRow & Record<string, unknown>>(
      `SELECT * FROM risk.list_entry WHERE game_id = $1 AND ($2::text IS NULL OR list = $2) AND ($3::text IS NULL OR subject = $3) AND ($4::text[] IS NULL OR value_key = ANY($4))
          AND ($5::timestamptz IS NULL OR (ended_at IS NULL AND expires_at > $5)) AND ($6::text IS NULL OR id < $6) ORDER BY id DESC LIMIT $7`,
      [currentScope().gameId, list ?? null, subject ?? null, value_keys ?? null, open_at ?? null, after ?? null, limit]);
  }

  /** The entries that name a player, or what her attempts were of. */
  ofPlayers(playerKeys: readonly string[], playerIds: readonly string[], max: number): Promise<object[]> {
    return this.database.query(
      `SELECT e.id, e.list, e.subject, e.reason, e.made_at, e.expires_at, e.ended_at FROM risk.list_entry e WHERE e.game_id = $1 AND (e.subject = 'player' AND e.value_key = ANY($2::text[])
          OR EXISTS (SELECT FROM risk.attempt a WHERE a.game_id = $1 AND a.player_id = ANY($3::text[]) AND (e.subject, e.value_key) IN (('card', a.card_key), ('address', a.address_key), ('email', a.email_key)))) ORDER BY e.id DESC LIMIT $4`,
      [currentScope().gameId, playerKeys, playerIds, max]);
  }

  erasePlayers(playerKeys: readonly string[]): Promise<number> {
    return this.database.execute(`DELETE FROM risk.list_entry WHERE game_id = $1 AND subject = 'player' AND value_key = ANY($2::text[])`, [currentScope().gameId, playerKeys]);
  }

  forget(before: Date, max: number): Promise<number> {
    return this.database.execute(
      `DELETE FROM risk.list_entry e USING (SELECT id FROM risk.list_entry WHERE game_id = $1 AND expires_at < $2 ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP LOCKED) old WHERE e.game_id = $1 AND e.id = old.id`,
      [currentScope().gameId, before, max]);
  }
}

export function entryView(row: ListEntryRow, now: Date): ListEntryView {
  return {
    id: row.id, list: row.list, subject: row.subject, value: row.subject === 'bin' ? row.value_key : null, is_of_operator: row.game_id === OPERATOR, reason: row.reason, author: row.author, made_at: unixSeconds(row.made_at),
    expires_at: unixSeconds(row.expires_at), state: row.ended_at ? (row.ended_by === 'expiry' ? 'expired' : 'ended') : row.expires_at <= now ? 'expired' : 'open', ended_at: unixSecondsOrNull(row.ended_at), ended_by: row.ended_by, end_reason: row.end_reason,
  };
}
