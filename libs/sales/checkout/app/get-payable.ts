import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Query } from '#platform/kernel/messages';
import { GetOrderDetails, type OrderDetails } from '#sales/orders/queries';
import { ListPaymentMethods } from '#sales/payments/queries';

export interface Payable {
  order: OrderDetails;
  methods: { method: string; label: string; kind: 'card' | 'redirect' | 'async' }[];
}

/** An order, and what it can be paid with: what the provider offers in its country, less what the studio left out. `order` when it was read already. */
export class GetPayable extends Query<Payable> {
  constructor(readonly orderId: string, readonly order?: OrderDetails) { super(); }
}

@QueryHandler(GetPayable)
export class GetPayableHandler implements IQueryHandler<GetPayable> {
  constructor(private readonly queries: Queries) {}

  async execute({ orderId, order: known }: GetPayable): Promise<Payable> {
    const order = known ?? (await this.queries.ask(new GetOrderDetails(orderId)));
    const { country, currency, amount_minor, payment_methods_enabled: enabled } = order;
    if (country === null || order.tax_refusal_code !== null) return { order, methods: [] };
    const offered = await this.queries.ask(new ListPaymentMethods({ country, currency, amount_minor }));
    return { order, methods: offered.filter(({ method }) => enabled === null || enabled.includes(method)) };
  }
}
