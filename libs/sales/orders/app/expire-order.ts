import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { OrderClosing } from './order-closing.js';

/** Ends an order that is not paid. Throws `orders.not_found`, `orders.not_expirable` (409). */
export class ExpireOrder extends Command<void> {
  static readonly context = 'sales/orders';
  constructor(readonly orderId: string) { super(); }
}

@CommandHandler(ExpireOrder)
export class ExpireOrderHandler implements ICommandHandler<ExpireOrder> {
  constructor(private readonly closing: OrderClosing, private readonly clock: Clock) {}
  execute({ orderId }: ExpireOrder): Promise<void> {
    return this.closing.expireNow(orderId, this.clock.now());
  }
}
