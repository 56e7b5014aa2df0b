import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ReleaseOrder } from '../contracts/commands.js';
import { OrdersRepository } from '../infra/orders.repository.js';
import { OrderFacts } from './order-facts.js';

@CommandHandler(ReleaseOrder)
export class ReleaseOrderHandler implements ICommandHandler<ReleaseOrder> {
  constructor(private readonly orders: OrdersRepository, private readonly facts: OrderFacts) {}

  async execute({ input }: ReleaseOrder): Promise<{ changed: boolean }> {
    await this.orders.find(input.order_id);
    const told = await this.facts.tell([{ order_id: input.order_id, fact: { kind: 'ended', ref: input.payment_id, payment_id: input.payment_id } }]);
    return { changed: told.get(input.order_id)!.settled.steps.length > 0 };
  }
}
