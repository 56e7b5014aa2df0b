import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, fromUnixSeconds } from '#platform/kernel/clock';
import type { OrderPaidFact } from '../contracts/events.js';
import { CountPaidLastHour, GetOrder, GetOrderDetails, GetOrders, GetSales, ListUnconfirmedAttempts, type OrderDetails, type OrderView } from '../contracts/queries.js';
import { OrdersRepository } from '../infra/orders.repository.js';
import { OrderViews } from '../infra/order-views.js';
import type { OrderRow } from '../infra/rows.js';

@QueryHandler(GetOrder)
export class GetOrderHandler implements IQueryHandler<GetOrder> {
  constructor(private readonly orders: OrdersRepository, private readonly views: OrderViews) {}
  async execute({ orderId }: GetOrder): Promise<OrderView> {
    return this.views.view(await this.orders.find(orderId));
  }
}

@QueryHandler(GetOrderDetails)
export class GetOrderDetailsHandler implements IQueryHandler<GetOrderDetails> {
  constructor(private readonly orders: OrdersRepository, private readonly views: OrderViews, private readonly clock: Clock) {}
  async execute({ orderId }: GetOrderDetails): Promise<OrderDetails> {
    return this.views.details(await this.orders.find(orderId), this.clock.now());
  }
}

@QueryHandler(GetOrders)
export class GetOrdersHandler implements IQueryHandler<GetOrders> {
  constructor(private readonly database: Database, private readonly views: OrderViews) {}
  async execute({ ids }: GetOrders): Promise<OrderView[]> {
    const rows = await this.database.query<OrderRow>('SELECT * FROM orders.order WHERE game_id = $1 AND id = ANY($2::text[]) LIMIT 500', [currentScope().gameId, ids]);
    return rows.map((row) => this.views.view(row));
  }
}

@QueryHandler(GetSales)
export class GetSalesHandler implements IQueryHandler<GetSales> {
  constructor(private readonly database: Database) {}
  async execute({ orderIds }: GetSales): Promise<OrderPaidFact[]> {
    const rows = await this.database.query<{ sale: OrderPaidFact }>('SELECT sale FROM orders.order WHERE game_id = $1 AND id = ANY($2::text[]) AND sale IS NOT NULL LIMIT 500', [currentScope().gameId, orderIds]);
    return rows.map((row) => row.sale);
  }
}

@QueryHandler(ListUnconfirmedAttempts)
export class ListUnconfirmedAttemptsHandler implements IQueryHandler<ListUnconfirmedAttempts> {
  constructor(private readonly database: Database) {}

  execute({ page }: ListUnconfirmedAttempts): Promise<{ order_id: string; payment_id: string }[]> {
    return this.database.query<{ order_id: string; payment_id: string }>(
      `SELECT id AS order_id, payment_id FROM orders.order
        WHERE game_id = $1 AND status = 'captured' AND confirmed_payment_id IS DISTINCT FROM payment_id AND locked_at <= $2 AND ($3::text IS NULL OR id > $3) ORDER BY id LIMIT 200`,
      [currentScope().gameId, fromUnixSeconds(page.locked_before), page.after],
    );
  }
}

@QueryHandler(CountPaidLastHour)
export class CountPaidLastHourHandler implements IQueryHandler<CountPaidLastHour> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  async execute(): Promise<number> {
    const since = fromUnixSeconds(this.clock.nowSeconds() - 3_600);
    const row = await this.database.one<{ count: bigint }>('SELECT count(*) FROM orders.order WHERE game_id = $1 AND paid_at > $2', [currentScope().gameId, since]);
    return Number(row!.count);
  }
}
