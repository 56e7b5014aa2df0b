import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import type { PaymentRefundRow, PaymentRow } from './rows.js';

export interface NewRefund { refund_id: string; payment_id: string; amount_minor: number; reason: string; purpose: 'order' | 'overpaid'; now: Date }

/** What goes back. The payment's row counts what is booked, so that refunds never exceed what was captured, however many race. */
@Injectable()
export class RefundRepository {
  constructor(private readonly database: Database) {}

  find(id: string): Promise<PaymentRefundRow | undefined> {
    return this.database.one<PaymentRefundRow>('SELECT * FROM payments.refund WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
  }

  hold(id: string): Promise<PaymentRefundRow | undefined> {
    return this.database.one<PaymentRefundRow>('SELECT * FROM payments.refund WHERE game_id = $1 AND id = $2 FOR UPDATE', [currentScope().gameId, id]);
  }

  /** Takes the amount from what can go back and writes the refund, in one statement; others may be under way beside it. False: not ours (any more), too much, or booked before. */
  async book(refund: NewRefund): Promise<boolean> {
    return (await this.database.execute(
      `WITH taken AS (
         UPDATE payments.payment SET status = 'refund_requested', refund_id = $3, refund_reason = $4, refunding_minor = refunding_minor + $5::bigint, modified_at = $6, status_updated_at = $6
          WHERE game_id = $1 AND id = $2 AND status IN ('done', 'refund_requested') AND captured_minor - refunding_minor >= $5::bigint
            AND NOT EXISTS (SELECT 1 FROM payments.refund r WHERE r.game_id = $1 AND r.id = $3)
         RETURNING currency)
       INSERT INTO payments.refund (game_id, id, payment_id, purpose, amount_minor, currency, reason, requested_at) SELECT $1, $3, $2, $7, $5::bigint, currency, $4, $6 FROM taken`,
      [currentScope().gameId, refund.payment_id, refund.refund_id, refund.reason, refund.amount_minor, refund.now, refund.purpose],
    )) > 0;
  }

  /** Whether the money was the player's from the moment it came: late, or not needed by its order. */
  async isOwedToPlayer(paymentId: string): Promise<boolean> {
    return (await this.database.one(`SELECT 1 AS one FROM payments.refund WHERE game_id = $1 AND payment_id = $2 AND purpose <> 'order' LIMIT 1`, [currentScope().gameId, paymentId])) !== undefined;
  }

  async pending(row: PaymentRefundRow, providerReference: string): Promise<void> {
    await this.database.execute(
      `UPDATE payments.refund SET state = 'pending', provider_reference = $3 WHERE game_id = $1 AND id = $2 AND state = 'requested'`, [row.game_id, row.id, providerReference]);
  }

  /** Ends the refund and moves its payment with it, which is `done` again once none of its refunds is under way and something is left. */
  async end(row: PaymentRefundRow, to: 'succeeded' | 'failed', o: { providerReference: string | null; failure: string | null; now: Date }): Promise<PaymentRow> {
    const changed = await this.database.one<PaymentRow>(
      `WITH ended AS (
         UPDATE payments.refund SET state = $3, provider_reference = coalesce($4, provider_reference), failure = $5, ended_at = $6
          WHERE game_id = $1 AND id = $2 AND state IN ('requested', 'pending') RETURNING payment_id, amount_minor)
       UPDATE payments.payment p SET
              refunded_minor = p.refunded_minor + CASE WHEN $3 = 'succeeded' THEN e.amount_minor ELSE 0 END,
              refunding_minor = p.refunding_minor - CASE WHEN $3 = 'failed' THEN e.amount_minor ELSE 0 END,
              status = CASE WHEN $3 = 'succeeded' AND p.status IN ('refund_requested', 'dispute') AND p.refunded_minor + e.amount_minor = p.captured_minor THEN 'refunded'
                            WHEN p.status = 'refund_requested' AND p.refunding_minor - p.refunded_minor = e.amount_minor THEN 'done' ELSE p.status END,
              modified_at = $6, status_updated_at = $6
         FROM ended e WHERE p.game_id = $1 AND p.id = e.payment_id RETURNING p.*`,
      [row.game_id, row.id, to, o.providerReference, o.failure, o.now],
    );
    return changed!;
  }
}
