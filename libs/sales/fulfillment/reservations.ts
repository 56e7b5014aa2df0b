import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Outbox } from '#platform/outbox/outbox';
import { ReservationReleased } from './contracts/events.js';
import type { ReservationRow } from './rows.js';

interface Attempt {
  order_id: string;
  payment_id: string;
}

type Released = Pick<ReservationRow, 'id' | 'order_id' | 'player_id' | 'payment_id'> & { was: ReservationRow['state'] };

/** States in which the game keeps something, or may. */
const STANDING = `('asking', 'held', 'unknown')`;

/** Every change of a reservation: one conditional statement, and a release announced for each row that it touched. */
@Injectable()
export class Reservations {
  constructor(private readonly database: Database, private readonly outbox: Outbox, private readonly clock: Clock) {}

  /** The reservation of this attempt: a fresh one that is `asking`, or the one that it has. */
  async begin(attempt: Attempt & { player_id: string }): Promise<ReservationRow> {
    const { gameId } = currentScope();
    await this.database.execute(
      `INSERT INTO fulfillment.reservation (game_id, payment_id, id, order_id, player_id, state, asked_at) VALUES ($1, $2, $3, $4, $5, 'asking', $6) ON CONFLICT (game_id, payment_id) DO NOTHING`,
      [gameId, attempt.payment_id, newId('rsv'), attempt.order_id, attempt.player_id, this.clock.now()],
    );
    return (await this.of(attempt.payment_id))!;
  }

  async of(paymentId: string): Promise<ReservationRow | undefined> {
    return this.database.one<ReservationRow>('SELECT * FROM fulfillment.reservation WHERE game_id = $1 AND payment_id = $2', [currentScope().gameId, paymentId]);
  }

  /** What came of asking; what was released meanwhile stays so. */
  async answered(paymentId: string, state: 'held' | 'refused' | 'unknown', refusal: { code: string; message: string } | null): Promise<void> {
    await this.database.execute(
      `UPDATE fulfillment.reservation SET state = $3, refusal_code = $4, refusal_message = $5, ended_at = CASE WHEN $3 = 'refused' THEN $6::timestamptz END WHERE game_id = $1 AND payment_id = $2 AND state = 'asking'`,
      [currentScope().gameId, paymentId, state, refusal?.code ?? null, refusal?.message ?? null, this.clock.now()],
    );
  }

  /** These attempts are over: what the game keeps for them, or may keep, it is told to let go. */
  async release(paymentIds: readonly string[]): Promise<void> {
    this.announce(await this.database.query<Released>(
      `UPDATE fulfillment.reservation r SET state = 'released', ended_at = $3 FROM (SELECT payment_id, state AS was FROM fulfillment.reservation WHERE game_id = $1 AND payment_id = ANY($2::text[]) ORDER BY payment_id FOR UPDATE) b
        WHERE r.game_id = $1 AND r.payment_id = b.payment_id AND r.state IN ${STANDING} RETURNING r.id, r.order_id, r.player_id, r.payment_id, b.was`,
      [currentScope().gameId, paymentIds, this.clock.now()],
    ));
  }

  /** What is kept for attempts that have paid, by order; nobody else changes it until the transaction ends. */
  async heldFor(paid: readonly Attempt[]): Promise<Map<string, string>> {
    const rows = await this.database.query<{ id: string; order_id: string }>(
      `SELECT id, order_id FROM fulfillment.reservation WHERE game_id = $1 AND payment_id = ANY($2::text[]) AND state = 'held' ORDER BY payment_id FOR UPDATE`,
      [currentScope().gameId, paid.map((each) => each.payment_id)],
    );
    return new Map(rows.map((row) => [row.order_id, row.id]));
  }

  /** Orders have paid: the reservations that their grants name are used up, and whatever else stands for these orders is let go. */
  async settle(paid: readonly Attempt[], used: readonly string[]): Promise<void> {
    const { gameId } = currentScope();
    await this.database.execute(`UPDATE fulfillment.reservation SET state = 'used', ended_at = $3 WHERE game_id = $1 AND id = ANY($2::text[]) AND state = 'held'`, [gameId, used, this.clock.now()]);
    const others = await this.database.query<{ payment_id: string }>(
      `SELECT payment_id FROM fulfillment.reservation WHERE game_id = $1 AND order_id = ANY($2::text[]) AND state IN ${STANDING}`, [gameId, paid.map((each) => each.order_id)]);
    if (others.length > 0) await this.release(others.map((each) => each.payment_id));
  }

  private announce(released: readonly Released[]): void {
    this.outbox.record(...released.map(({ id, order_id, player_id, payment_id, was }) => new ReservationReleased('reservation', id, { reservation_id: id, order_id, player_id, payment_id, is_unsure: was !== 'held' })));
  }
}
