import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { invariant } from '#platform/kernel/errors';
import { RequestPartRefund, type PartRefundAsked } from '../contracts/commands.js';
import { OrderNotRefundable, TooManyPartRefunds } from '../contracts/errors.js';
import { partByAmount, partByLines } from '../domain/refund-parts.js';
import { OrdersRepository } from '../infra/orders.repository.js';
import { OrderFacts } from './order-facts.js';
import { partFigures, standingParts } from '../infra/order-parts.js';

/** Each part stands on its order for ever, so that there is a bound. */
const PARTS_MAX = 100;

@CommandHandler(RequestPartRefund)
export class RequestPartRefundHandler implements ICommandHandler<RequestPartRefund> {
  constructor(private readonly orders: OrdersRepository, private readonly facts: OrderFacts) {}

  async execute({ input }: RequestPartRefund): Promise<PartRefundAsked> {
    const { order_id, refund_id, reason_code, reason, source, asked_by, asked_by_member } = input;
    const row = await this.orders.take(order_id);
    if (row.status !== 'paid') throw new OrderNotRefundable(row.status);
    if (row.facts.filter(({ kind }) => kind === 'refund_part_requested').length >= PARTS_MAX) throw new TooManyPartRefunds(PARTS_MAX);
    invariant((input.lines === null) !== (input.amount_minor === null), 'A part is lines or an amount');
    const { whole, left } = standingParts(row);
    const lines = input.lines ? partByLines(whole, left, input.lines) : partByAmount(whole, left, input.amount_minor!);
    const payment_id = row.payment_id!;
    await this.facts.tell([{ order_id, fact: { kind: 'refund_part_requested', ref: refund_id, payment_id, lines, reason_code, reason, source, asked_by, asked_by_member } }]);
    return { refund_id, order_id, payment_id, player_id: row.player_id, currency: row.currency, part: partFigures(row, lines) };
  }
}
