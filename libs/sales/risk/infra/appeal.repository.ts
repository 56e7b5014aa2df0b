import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import type { AppealView } from '../contracts/queries.js';

export interface AppealRow {
  game_id: string; id: string; entry_id: string; is_of_operator: boolean; player_id: string; words: string; filed_by: string; filed_at: Date; state: AppealView['state'];
  decided_by: string | null; decided_at: Date | null; decision_reason: string | null;
}

/** Appeals of players against entries of lists. */
@Injectable()
export class AppealRepository {
  constructor(private readonly database: Database) {}

  async insert(appeal: Pick<AppealRow, 'id' | 'entry_id' | 'is_of_operator' | 'player_id' | 'words' | 'filed_by' | 'filed_at'>): Promise<void> {
    await this.database.execute(
      `INSERT INTO risk.appeal (game_id, id, entry_id, is_of_operator, player_id, words, filed_by, filed_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open')`,
      [currentScope().gameId, appeal.id, appeal.entry_id, appeal.is_of_operator, appeal.player_id, appeal.words, appeal.filed_by, appeal.filed_at]);
  }

  find(id: string): Promise<AppealRow | undefined> {
    return this.database.one<AppealRow>('SELECT * FROM risk.appeal WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
  }

  /** Undefined: it was decided before. */
  decide(id: string, to: 'upheld' | 'lifted', { by, reason, now }: { by: string; reason: string; now: Date }): Promise<AppealRow | undefined> {
    return this.database.one<AppealRow>(
      `UPDATE risk.appeal SET state = $3, decided_by = $4, decided_at = $5, decision_reason = $6 WHERE game_id = $1 AND id = $2 AND state = 'open' RETURNING *`, [currentScope().gameId, id, to, by, now, reason]);
  }

  /** The newest first. */
  list(state: AppealView['state'] | null, after: string | null, limit: number): Promise<AppealRow[]> {
    return this.database.query<AppealRow & Record<string, unknown>>('SELECT * FROM risk.appeal WHERE game_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR id < $3) ORDER BY id DESC LIMIT $4', [currentScope().gameId, state, after, limit]);
  }

  /** What waits in all games, the oldest first. */
  openAnywhere(after: string | null, limit: number): Promise<AppealRow[]> {
    return this.database.acrossGames<AppealRow & Record<string, unknown>>(`SELECT * FROM risk.appeal WHERE state = 'open' AND ($1::text IS NULL OR id > $1) ORDER BY id LIMIT $2`, [after, limit]);
  }

  ofPlayers(playerIds: readonly string[], max: number): Promise<object[]> {
    return this.database.query(
      'SELECT id, entry_id, words, filed_at, state, decided_at, decision_reason FROM risk.appeal WHERE game_id = $1 AND player_id = ANY($2::text[]) ORDER BY id DESC LIMIT $3', [currentScope().gameId, playerIds, max]);
  }

  erase(playerIds: readonly string[]): Promise<number> {
    return this.database.execute('DELETE FROM risk.appeal WHERE game_id = $1 AND player_id = ANY($2::text[])', [currentScope().gameId, playerIds]);
  }

  /** Those whose entry is gone. */
  forgetWithout(max: number): Promise<number> {
    return this.database.execute(
      `DELETE FROM risk.appeal WHERE game_id = $1 AND id IN (SELECT a.id FROM risk.appeal a WHERE a.game_id = $1 AND NOT EXISTS (SELECT FROM risk.list_entry e WHERE e.game_id = CASE WHEN a.is_of_operator THEN 'operator' ELSE a.game_id END AND e.id = a.entry_id) LIMIT $2)`,
      [currentScope().gameId, max]);
  }
}

export function appealView(row: AppealRow): AppealView {
  const { decided_by, decision_reason, entry_id, filed_by, game_id, id, is_of_operator, player_id, state, words } = row;
  return { id, game_id, entry_id, is_of_operator, player_id, text: words, filed_by, filed_at: unixSeconds(row.filed_at), state, decided_by, decided_at: unixSecondsOrNull(row.decided_at), decision_reason };
}
