import { Injectable } from '@nestjs/common';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Query } from '#platform/kernel/messages';
import type { Principal } from '#platform/http/policy';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { RequestOrderRefund } from '#sales/orders/commands';
import { OrderNotRefundable } from '#sales/orders/errors';
import { RefundNotFound } from '../contracts/errors.js';
import type { RefundView } from '../contracts/queries.js';
import { RefundRepository, refundView } from '../infra/refund.repository.js';
import { MakeOrderRefund } from './make-refund.js';

/** The refund of an order, null when none was ever asked for. */
class GetRefundOfOrder extends Query<RefundView | null> {
  constructor(readonly orderId: string) { super(); }
}

@QueryHandler(GetRefundOfOrder)
export class GetRefundOfOrderHandler implements IQueryHandler<GetRefundOfOrder> {
  constructor(private readonly refunds: RefundRepository) {}
  async execute({ orderId }: GetRefundOfOrder): Promise<RefundView | null> {
    const row = await this.refunds.ofOrder(orderId);
    return row ? refundView(row) : null;
  }
}

/**
 * Refunds an order: orders takes it out of `paid`, we write the refund, a job does the rest. A second call answers the first one's refund. Where the
 * first died between its steps, the announcement of the request or the second call takes the step that is missing.
 */
@Injectable()
export class RefundOrderFlow {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async run(order_id: string, reason: string, { scope, memberId = null }: Principal): Promise<RefundView> {
    const asked = { order_id, reason, source: 'studio' as const, asked_by: scope.actor.id, asked_by_member: memberId };
    const { already } = await this.commands.execute(new RequestOrderRefund(asked), scope);
    const known = await this.queries.ask(new GetRefundOfOrder(order_id), scope);
    if (!already || !known) await this.commands.execute(new MakeOrderRefund(asked), scope);
    const refund = already && known ? known : await this.queries.ask(new GetRefundOfOrder(order_id), scope);
    // An order that has gone back part by part has no refund of the whole.
    if (!refund) throw already ? new OrderNotRefundable('refunded') : new RefundNotFound();
    return refund;
  }
}
