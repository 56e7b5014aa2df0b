import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { RequirementState } from '../domain/readiness.js';
import type { GateRow, WaiverRow } from './rows.js';

/** Whether live games take money, and their waivers. */
@Injectable()
export class GatesRepository {
  constructor(private readonly database: Database) {}

  /** The one row of the money path. */
  async isOpen(gameId: string): Promise<boolean> {
    return (await this.database.one<{ is_open: boolean }>('SELECT is_open FROM onboarding.gate WHERE game_id = $1', [gameId]))?.is_open ?? false;
  }

  find(gameId: string): Promise<GateRow | undefined> {
    return this.database.one<GateRow>('SELECT * FROM onboarding.gate WHERE game_id = $1', [gameId]);
  }

  /** Held until the end of the transaction; undefined where nobody has looked at the game. */
  hold(gameId: string): Promise<GateRow | undefined> {
    return this.database.one<GateRow>('SELECT * FROM onboarding.gate WHERE game_id = $1 FOR UPDATE', [gameId]);
  }

  async set(gate: { game_id: string; studio_id: string; is_open: boolean; requirements: readonly RequirementState[] }, now: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO onboarding.gate AS g (game_id, studio_id, is_open, changed_at, requirements, looked_at) VALUES ($1, $2, $3, $4, $5, $4)
       ON CONFLICT ON CONSTRAINT gate_pkey DO UPDATE SET is_open = excluded.is_open, requirements = excluded.requirements, looked_at = excluded.looked_at,
         changed_at = CASE WHEN g.is_open = excluded.is_open THEN g.changed_at ELSE excluded.changed_at END`,
      [gate.game_id, gate.studio_id, gate.is_open, now, JSON.stringify(gate.requirements)]);
  }

  /** All games of a studio, at once and in the operator's transaction: nothing has to be looked at for it. Answers those that were open. */
  closeAll(studioId: string, now: Date): Promise<{ game_id: string }[]> {
    return this.database.query<{ game_id: string }>('UPDATE onboarding.gate SET is_open = false, changed_at = $2 WHERE studio_id = $1 AND is_open RETURNING game_id', [studioId, now]);
  }

  waiver(gameId: string): Promise<WaiverRow | undefined> {
    return this.database.one<WaiverRow>('SELECT * FROM onboarding.waiver WHERE game_id = $1', [gameId]);
  }

  /** Those in force, over all games, by game. In the operator's scope. */
  waivers(after: string | null, limit: number): Promise<WaiverRow[]> {
    return this.database.query<WaiverRow>('SELECT * FROM onboarding.waiver WHERE ended_at IS NULL AND ($1::text IS NULL OR game_id > $1) ORDER BY game_id LIMIT $2', [after, limit]);
  }

  endWaiver(gameId: string, reason: string, by: string, now: Date): Promise<WaiverRow | undefined> {
    return this.database.one<WaiverRow>('UPDATE onboarding.waiver SET end_reason = $2, ended_by = $3, ended_at = $4 WHERE game_id = $1 AND ended_at IS NULL RETURNING *', [gameId, reason, by, now]);
  }

  /** Of all games of a studio. */
  async endWaivers(studioId: string, reason: string, by: string, now: Date): Promise<void> {
    await this.database.execute('UPDATE onboarding.waiver SET end_reason = $2, ended_by = $3, ended_at = $4 WHERE studio_id = $1 AND ended_at IS NULL', [studioId, reason, by, now]);
  }
}
