import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Query } from '#platform/kernel/messages';
import { PaymentNotFound } from '../contracts/errors.js';
import { GetPayInstructions, GetPayment, GetPayments, ListPaymentsOfOrder, ListUndisputedBefore, type PayInstructions, type PaymentView } from '../contracts/queries.js';
import { attemptForCharge, paymentView, type AttemptForCharge } from '../infra/payment-views.js';
import { PaymentRepository } from '../infra/payment.repository.js';
import type { PaymentRow } from '../infra/rows.js';

/** What our own jobs and calls need of an attempt; null when there is none. */
export class GetAttempt extends Query<AttemptForCharge | null> {
  constructor(readonly paymentId: string) { super(); }
}

@QueryHandler(GetAttempt)
export class GetAttemptHandler implements IQueryHandler<GetAttempt> {
  constructor(private readonly payments: PaymentRepository) {}
  async execute({ paymentId }: GetAttempt): Promise<AttemptForCharge | null> {
    const row = await this.payments.find(paymentId);
    return row ? attemptForCharge(row) : null;
  }
}

@QueryHandler(GetPayment)
export class GetPaymentHandler implements IQueryHandler<GetPayment> {
  constructor(private readonly payments: PaymentRepository) {}
  async execute({ paymentId }: GetPayment): Promise<PaymentView> {
    const row = await this.payments.find(paymentId);
    if (!row) throw new PaymentNotFound();
    return paymentView(row);
  }
}

@QueryHandler(GetPayInstructions)
export class GetPayInstructionsHandler implements IQueryHandler<GetPayInstructions> {
  constructor(private readonly payments: PaymentRepository) {}
  async execute({ paymentId }: GetPayInstructions): Promise<PayInstructions | null> {
    const row = await this.payments.find(paymentId);
    if (!row) throw new PaymentNotFound();
    return this.payments.instructionsOf(row);
  }
}

@QueryHandler(GetPayments)
export class GetPaymentsHandler implements IQueryHandler<GetPayments> {
  constructor(private readonly database: Database) {}
  async execute({ ids }: GetPayments): Promise<PaymentView[]> {
    const rows = await this.database.query<PaymentRow>('SELECT * FROM payments.payment WHERE game_id = $1 AND id = ANY($2::text[]) LIMIT 500', [currentScope().gameId, ids]);
    return rows.map(paymentView);
  }
}

@QueryHandler(ListPaymentsOfOrder)
export class ListPaymentsOfOrderHandler implements IQueryHandler<ListPaymentsOfOrder> {
  constructor(private readonly database: Database) {}
  async execute({ orderId }: ListPaymentsOfOrder): Promise<PaymentView[]> {
    const rows = await this.database.query<PaymentRow>('SELECT * FROM payments.payment WHERE game_id = $1 AND order_id = $2 ORDER BY id LIMIT 500', [currentScope().gameId, orderId]);
    return rows.map(paymentView);
  }
}

@QueryHandler(ListUndisputedBefore)
export class ListUndisputedBeforeHandler implements IQueryHandler<ListUndisputedBefore> {
  constructor(private readonly payments: PaymentRepository, private readonly database: Database) {}
  async execute({ paymentId }: ListUndisputedBefore): Promise<PaymentView[]> {
    const row = await this.payments.find(paymentId);
    if (!row) throw new PaymentNotFound();
    const rows = await this.database.query<PaymentRow>(
      `SELECT p.* FROM payments.payment p
        WHERE p.game_id = $1 AND p.player_id = $2 AND p.id < $3 AND p.status = 'done' AND p.dispute_id IS NULL AND p.refunding_minor = 0
          AND NOT EXISTS (SELECT 1 FROM payments.fraud_report f WHERE f.game_id = p.game_id AND f.payment_id = p.id)
        ORDER BY p.id DESC LIMIT 50`, [row.game_id, row.player_id, row.id]);
    return rows.map(paymentView);
  }
}
