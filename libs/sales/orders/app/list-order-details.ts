import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import { ListOrders, type OrderDetails, type OrderView } from '../contracts/queries.js';
import { OrderViews } from '../infra/order-views.js';
import { OrderLists } from './order-lists.js';

interface Page<T> {
  data: T[];
  has_more: boolean;
  next_cursor: string | null;
}

/** As `ListOrders`, with everything that the Studio API shows. */
export class ListOrderDetails extends Query<Page<OrderDetails>> {
  constructor(readonly filter: ListOrders['filter']) { super(); }
}

@QueryHandler(ListOrders)
export class ListOrdersHandler implements IQueryHandler<ListOrders> {
  constructor(private readonly lists: OrderLists, private readonly views: OrderViews) {}

  async execute({ filter }: ListOrders): Promise<Page<OrderView>> {
    const page = await this.lists.page(filter);
    return { ...page, data: page.data.map((row) => this.views.view(row)) };
  }
}

@QueryHandler(ListOrderDetails)
export class ListOrderDetailsHandler implements IQueryHandler<ListOrderDetails> {
  constructor(private readonly lists: OrderLists, private readonly views: OrderViews, private readonly clock: Clock) {}

  async execute({ filter }: ListOrderDetails): Promise<Page<OrderDetails>> {
    const page = await this.lists.page(filter);
    return { ...page, data: page.data.map((row) => this.views.details(row, this.clock.now())) };
  }
}
