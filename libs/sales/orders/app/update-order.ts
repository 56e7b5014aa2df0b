import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { OrdersRepository } from '../infra/orders.repository.js';
import { SealedOrders } from '../infra/sealed-orders.js';

/** Notes that the game's client has shown the result of the order itself. Throws `orders.not_found`. */
export class UpdateOrder extends Command<void> {
  static readonly context = 'sales/orders';
  constructor(readonly input: { order_id: string; handled_by_client?: boolean }) { super(); }
}

@CommandHandler(UpdateOrder)
export class UpdateOrderHandler implements ICommandHandler<UpdateOrder> {
  constructor(private readonly database: Database, private readonly orders: OrdersRepository, private readonly seals: SealedOrders, private readonly clock: Clock) {}

  async execute({ input }: UpdateOrder): Promise<void> {
    const modified_at = this.clock.now();
    const seal = this.seals.next({ ...(await this.orders.take(input.order_id)), modified_at });
    await this.database.execute(
      `UPDATE orders.order SET handled_by_client = coalesce($3, handled_by_client), modified_at = $4, seal = $5 WHERE game_id = $1 AND id = $2`,
      [currentScope().gameId, input.order_id, input.handled_by_client ?? null, modified_at, seal],
    );
  }
}
