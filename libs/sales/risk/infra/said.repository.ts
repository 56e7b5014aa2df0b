import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds } from '#platform/kernel/clock';
import { OPERATOR } from '#platform/kernel/scope';
import type { ListName, ListSubject, SignalKind } from '../contracts/queries.js';

export interface SaidRow {
  entries: { id: string; game_id: string; list: ListName; subject: ListSubject }[];
  signals: { kind: SignalKind; value: number | null }[];
  review_above_usd_minor: bigint | null;
}

export interface SignalRow { player_id: string; kind: SignalKind; value: bigint | null; told_by: string; told_at: Date; expires_at: Date }
export interface NewSignal { player_id: string; kind: SignalKind; value: number | null; expires_at: Date }
export interface ReviewRules { review_above_usd_minor: number | null; hold_hours: number; set_by: string | null; set_at: number | null }

/** A day: longer than somebody who looks once in the working day needs. */
const HOLD_HOURS = 24;

/** What people and games have said that holds for an attempt, and what is set for a game. */
@Injectable()
export class SaidRepository {
  constructor(private readonly database: Database) {}

  /** In one statement, before each card that is sent. Of several entries of a list the operator's comes first, then the oldest. */
  async of(playerId: string, keys: readonly [ListSubject, string][], now: Date): Promise<SaidRow> {
    return (await this.database.one<SaidRow & Record<string, unknown>>(
      `SELECT (SELECT coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'game_id', e.game_id, 'list', e.list, 'subject', e.subject) ORDER BY (e.game_id = $2) DESC, e.id), '[]')
                 FROM risk.list_entry e JOIN unnest($4::text[], $5::text[]) AS k(subject, value_key) ON e.subject = k.subject AND e.value_key = k.value_key
                WHERE e.game_id IN ($1, $2) AND e.ended_at IS NULL AND e.expires_at > $6) AS entries,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', s.kind, 'value', s.value)), '[]') FROM risk.signal s WHERE s.game_id = $1 AND s.player_id = $3 AND s.expires_at > $6) AS signals,
              (SELECT r.review_above_usd_minor FROM risk.review_rules r WHERE r.game_id = $1) AS review_above_usd_minor`,
      [currentScope().gameId, OPERATOR, playerId, keys.map(([subject]) => subject), keys.map(([, key]) => key), now]))!;
  }

  /** The last word of each kind stands. */
  async tell(signals: readonly NewSignal[], by: string, now: Date): Promise<void> {
    const rows = [...new Map(signals.map((each) => [`${each.player_id}\n${each.kind}`, each])).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
    await this.database.execute(
      `INSERT INTO risk.signal (game_id, player_id, kind, value, told_by, told_at, expires_at) SELECT $1, t.player_id, t.kind, t.value, $2, $3, t.expires_at FROM unnest($4::text[], $5::text[], $6::bigint[], $7::timestamptz[]) AS t(player_id, kind, value, expires_at)
       ON CONFLICT ON CONSTRAINT signal_pkey DO UPDATE SET value = excluded.value, told_by = excluded.told_by, told_at = excluded.told_at, expires_at = excluded.expires_at`,
      [currentScope().gameId, by, now, rows.map((each) => each.player_id), rows.map((each) => each.kind), rows.map((each) => each.value), rows.map((each) => each.expires_at)]);
  }

  signalsOf(playerIds: readonly string[]): Promise<SignalRow[]> {
    return this.database.query<SignalRow & Record<string, unknown>>('SELECT player_id, kind, value, told_by, told_at, expires_at FROM risk.signal WHERE game_id = $1 AND player_id = ANY($2::text[]) ORDER BY player_id, kind', [currentScope().gameId, playerIds]);
  }

  async takeBack(playerId: string, kind: SignalKind): Promise<void> {
    await this.database.execute('DELETE FROM risk.signal WHERE game_id = $1 AND player_id = $2 AND kind = $3', [currentScope().gameId, playerId, kind]);
  }

  erase(playerIds: readonly string[]): Promise<number> {
    return this.database.execute('DELETE FROM risk.signal WHERE game_id = $1 AND player_id = ANY($2::text[])', [currentScope().gameId, playerIds]);
  }

  forgetSignals(now: Date, max: number): Promise<number> {
    return this.database.execute(
      `DELETE FROM risk.signal s USING (SELECT player_id, kind FROM risk.signal WHERE game_id = $1 AND expires_at < $2 ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP LOCKED) old WHERE s.game_id = $1 AND (s.player_id, s.kind) = (old.player_id, old.kind)`,
      [currentScope().gameId, now, max]);
  }

  async rules(): Promise<ReviewRules> {
    const row = await this.database.one<{ review_above_usd_minor: bigint | null; hold_hours: number; set_by: string; set_at: Date }>('SELECT * FROM risk.review_rules WHERE game_id = $1', [currentScope().gameId]);
    if (!row) return { review_above_usd_minor: null, hold_hours: HOLD_HOURS, set_by: null, set_at: null };
    return { review_above_usd_minor: row.review_above_usd_minor === null ? null : Number(row.review_above_usd_minor), hold_hours: row.hold_hours, set_by: row.set_by, set_at: unixSeconds(row.set_at) };
  }

  async setRules({ review_above_usd_minor, hold_hours }: Pick<ReviewRules, 'review_above_usd_minor' | 'hold_hours'>, by: string, now: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO risk.review_rules (game_id, review_above_usd_minor, hold_hours, set_by, set_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT review_rules_pkey DO UPDATE SET review_above_usd_minor = excluded.review_above_usd_minor, hold_hours = excluded.hold_hours, set_by = excluded.set_by, set_at = excluded.set_at`,
      [currentScope().gameId, review_above_usd_minor, hold_hours, by, now]);
  }
}
