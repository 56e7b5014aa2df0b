import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { minorToNumber } from '#platform/kernel/money';
import { OPERATOR } from '#platform/kernel/scope';
import type { ReviewView } from '../contracts/queries.js';

export interface ReviewRow {
  game_id: string; payment_id: string; order_id: string; player_id: string; amount_minor: bigint; currency: string; reason: string; is_of_operator: boolean; state: ReviewView['state']; opened_at: Date; due_at: Date;
  decided_by: string | null; decided_at: Date | null; decision_reason: string | null;
}

/** Payments whose orders wait. */
@Injectable()
export class ReviewRepository {
  constructor(private readonly database: Database) {}

  /** False: it was opened before. The reason, and whose entry it was, are those that its attempt was judged by. */
  async open(payment: { payment_id: string; order_id: string; player_id: string; amount_minor: number; currency: string }, now: Date, due: Date): Promise<boolean> {
    return (await this.database.execute(
      `INSERT INTO risk.review (game_id, payment_id, order_id, player_id, amount_minor, currency, reason, is_of_operator, state, opened_at, due_at)
       SELECT $1, $2, $3, $4, $5, $6, coalesce(a.reason, 'unknown'), EXISTS (SELECT FROM risk.list_entry e WHERE e.game_id = $9 AND e.id = a.entry_id), 'open', $7, $8
         FROM (SELECT) one LEFT JOIN risk.attempt a ON a.game_id = $1 AND a.payment_id = $2 ON CONFLICT ON CONSTRAINT review_pkey DO NOTHING`,
      [currentScope().gameId, payment.payment_id, payment.order_id, payment.player_id, payment.amount_minor, payment.currency, now, due, OPERATOR])) > 0;
  }

  find(paymentId: string): Promise<ReviewRow | undefined> {
    return this.database.one<ReviewRow>('SELECT * FROM risk.review WHERE game_id = $1 AND payment_id = $2', [currentScope().gameId, paymentId]);
  }

  /** The one decision about it; undefined: there was one before. */
  decide(paymentId: string, to: 'released' | 'refused', { by, reason, now }: { by: string; reason: string; now: Date }): Promise<ReviewRow | undefined> {
    return this.database.one<ReviewRow>(
      `UPDATE risk.review SET state = $3, decided_by = $4, decided_at = $5, decision_reason = $6 WHERE game_id = $1 AND payment_id = $2 AND state = 'open' RETURNING *`, [currentScope().gameId, paymentId, to, by, now, reason]);
  }

  /** The newest first. */
  list(state: ReviewView['state'] | null, after: string | null, limit: number): Promise<ReviewRow[]> {
    return this.database.query<ReviewRow & Record<string, unknown>>('SELECT * FROM risk.review WHERE game_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR payment_id < $3) ORDER BY payment_id DESC LIMIT $4', [currentScope().gameId, state, after, limit]);
  }

  /** What waits in all games, the oldest first. */
  openAnywhere(after: string | null, limit: number): Promise<ReviewRow[]> {
    return this.database.acrossGames<ReviewRow & Record<string, unknown>>(`SELECT * FROM risk.review WHERE state = 'open' AND ($1::text IS NULL OR payment_id > $1) ORDER BY payment_id LIMIT $2`, [after, limit]);
  }

  ofPlayers(playerIds: readonly string[], max: number): Promise<object[]> {
    return this.database.query(
      `SELECT payment_id, order_id, amount_minor::float8 AS amount_minor, currency, state, opened_at, due_at, decided_at, decision_reason FROM risk.review WHERE game_id = $1 AND player_id = ANY($2::text[]) ORDER BY payment_id DESC LIMIT $3`,
      [currentScope().gameId, playerIds, max]);
  }

  /** What was decided goes; what waits stays under another name, and still ends. */
  async erase(playerIds: readonly string[], alias: string): Promise<number> {
    const values = [currentScope().gameId, playerIds];
    return (await this.database.execute(`DELETE FROM risk.review WHERE game_id = $1 AND player_id = ANY($2::text[]) AND state <> 'open'`, values))
      + (await this.database.execute('UPDATE risk.review SET player_id = $3 WHERE game_id = $1 AND player_id = ANY($2::text[]) AND player_id <> $3', [...values, alias]));
  }

  forget(before: Date, max: number): Promise<number> {
    return this.database.execute(
      `DELETE FROM risk.review r USING (SELECT payment_id FROM risk.review WHERE game_id = $1 AND state <> 'open' AND due_at < $2 LIMIT $3 FOR UPDATE SKIP LOCKED) old WHERE r.game_id = $1 AND r.payment_id = old.payment_id`, [currentScope().gameId, before, max]);
  }
}

export function reviewView(row: ReviewRow): ReviewView {
  return { ...row, amount_minor: minorToNumber(row.amount_minor), opened_at: unixSeconds(row.opened_at), due_at: unixSeconds(row.due_at), decided_at: unixSecondsOrNull(row.decided_at) };
}
