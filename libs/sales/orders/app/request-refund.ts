import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { newId } from '#platform/kernel/ids';
import { minorToNumber } from '#platform/kernel/money';
import { RequestOrderRefund } from '../contracts/commands.js';
import { OrderNotRefundable, PartRefundsOpen } from '../contracts/errors.js';
import { isRefundAsked } from '../domain/settle.js';
import { OrdersRepository } from '../infra/orders.repository.js';
import { OrderFacts } from './order-facts.js';
import { refundedSoFar } from '../infra/order-parts.js';

@CommandHandler(RequestOrderRefund)
export class RequestOrderRefundHandler implements ICommandHandler<RequestOrderRefund> {
  constructor(private readonly orders: OrdersRepository, private readonly facts: OrderFacts) {}

  async execute({ input }: RequestOrderRefund): Promise<{ order_id: string; payment_id: string; amount_minor: number; tax_minor: number; currency: string; already: boolean }> {
    const row = await this.orders.take(input.order_id);
    const already = row.status === 'refund_requested' || row.status === 'refunded' || (row.status === 'disputed' && isRefundAsked(row));
    if (!already && row.status !== 'paid') throw new OrderNotRefundable(row.status);
    const refunded = refundedSoFar(row);
    if (!already && refunded.has_open_part) throw new PartRefundsOpen();
    if (!already) {
      const request = { kind: 'refund_requested' as const, ref: newId('rqr'), payment_id: row.payment_id!, reason: input.reason, source: input.source, asked_by: input.asked_by ?? null, asked_by_member: input.asked_by_member ?? null };
      await this.facts.tell([{ order_id: row.id, fact: request }]);
    }
    const before = row.status === 'refunded' ? { amount_minor: 0, tax_minor: 0 } : refunded;
    return {
      order_id: row.id, payment_id: row.payment_id!, amount_minor: minorToNumber(row.amount_minor) - before.amount_minor, tax_minor: (row.sale?.tax_minor ?? 0) - before.tax_minor, currency: row.currency, already,
    };
  }
}
