import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { newEngineStepId } from '../contracts/ids.js';
import type { EngineStep, StepTold } from '../domain/engine-steps.js';

export interface EngineStepRow extends EngineStep {
  last_error: string | null;
  noted_at: Date;
  answered_at: Date | null;
}

const COLUMNS = 'id, order_id, kind, ref, told, state, attempts, last_error, reference, noted_at, answered_at';

/** What the outside engine is told of sales. */
@Injectable()
export class EngineStepsRepository {
  constructor(private readonly database: Database) {}

  /** Each fact once, however often it is announced. */
  async note(steps: readonly { order_id: string; kind: EngineStep['kind']; ref: string; told: StepTold }[], now: Date): Promise<void> {
    const rows = steps.map((step) => ({ id: newEngineStepId(), ...step }));
    await this.database.execute(
      `INSERT INTO tax.engine_step (game_id, id, order_id, kind, ref, told, noted_at)
       SELECT $1, t.id, t.order_id, t.kind, t.ref, t.told, $3 FROM jsonb_to_recordset($2::jsonb) AS t(id text, order_id text, kind text, ref text, told jsonb) ON CONFLICT DO NOTHING`,
      [currentScope().gameId, JSON.stringify(rows), now],
    );
  }

  ofOrder(orderId: string): Promise<EngineStepRow[]> {
    return this.database.query<EngineStepRow>(`SELECT ${COLUMNS} FROM tax.engine_step WHERE game_id = $1 AND order_id = $2 ORDER BY id LIMIT 200`, [currentScope().gameId, orderId]);
  }

  hold(id: string): Promise<EngineStepRow | undefined> {
    return this.database.one<EngineStepRow>(`SELECT ${COLUMNS} FROM tax.engine_step WHERE game_id = $1 AND id = $2 FOR UPDATE`, [currentScope().gameId, id]);
  }

  /** Counts only while the step still waits: of two runs the later one changes nothing. False: it did not. */
  async answer(id: string, said: { state: EngineStep['state']; reference: string | null; last_error: string | null; answered_at: Date | null }): Promise<boolean> {
    return (await this.database.execute(
      `UPDATE tax.engine_step SET state = $3, reference = coalesce($4, reference), last_error = $5, answered_at = $6, attempts = attempts + 1 WHERE game_id = $1 AND id = $2 AND state = 'pending'`,
      [currentScope().gameId, id, said.state, said.reference, said.last_error, said.answered_at],
    )) > 0;
  }

  /** What went back of a sale that the engine was told to forget is not told any more. */
  async voidReversals(orderId: string, at: Date): Promise<void> {
    await this.database.execute(`UPDATE tax.engine_step SET state = 'voided', answered_at = $3 WHERE game_id = $1 AND order_id = $2 AND kind = 'reverse' AND state = 'pending'`, [currentScope().gameId, orderId, at]);
  }

  async replay(id: string): Promise<void> {
    await this.database.execute(`UPDATE tax.engine_step SET state = 'pending', answered_at = NULL, alarmed_at = NULL WHERE game_id = $1 AND id = $2`, [currentScope().gameId, id]);
  }

  /** Those that have waited since before an instant and were no alarm yet; from now on they were. */
  alarm(before: Date, now: Date, max: number): Promise<{ id: string; order_id: string; kind: string; state: string; last_error: string | null }[]> {
    return this.database.query(
      `UPDATE tax.engine_step s SET alarmed_at = $3 FROM (SELECT game_id, id FROM tax.engine_step WHERE game_id = $1 AND state = 'pending' AND alarmed_at IS NULL AND noted_at < $2 ORDER BY noted_at LIMIT $4 FOR UPDATE SKIP LOCKED) AS old
        WHERE s.game_id = old.game_id AND s.id = old.id RETURNING s.id, s.order_id, s.kind, s.state, s.last_error`,
      [currentScope().gameId, before, now, max],
    );
  }

  list({ state, order_id, starting_after, limit }: { state?: EngineStep['state']; order_id?: string; starting_after?: string; limit: number }): Promise<EngineStepRow[]> {
    return this.database.query<EngineStepRow>(
      `SELECT ${COLUMNS} FROM tax.engine_step WHERE game_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR order_id = $3) AND ($4::text IS NULL OR id < $4) ORDER BY id DESC LIMIT $5`,
      [currentScope().gameId, state ?? null, order_id ?? null, starting_after ?? null, limit],
    );
  }
}
