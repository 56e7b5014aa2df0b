import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Query } from '#platform/kernel/messages';
import { GetOrderDetails, type OrderDetails } from '#sales/orders/queries';
import { ListPaymentMethods, type OfferedMethod } from '#sales/payments/queries';
import { GetPlayerToConfirm, type PlayerToConfirm } from './player-confirmation.js';

export interface Payable {
  order: OrderDetails;
  methods: OfferedMethod[];
}

/** An order, and what it can be paid with: what providers can charge in its country, less what the studio left out of such sales, or of this order. `order` when it was read already. */
export class GetPayable extends Query<Payable> {
  constructor(readonly orderId: string, readonly order?: OrderDetails) { super(); }
}

@QueryHandler(GetPayable)
export class GetPayableHandler implements IQueryHandler<GetPayable> {
  constructor(private readonly queries: Queries) {}

  async execute({ orderId, order: known }: GetPayable): Promise<Payable> {
    const order = known ?? (await this.queries.ask(new GetOrderDetails(orderId)));
    const { country, currency, amount_minor, seller, payment_methods_enabled: enabled } = order;
    if (country === null || order.tax_refusal_code !== null) return { order, methods: [] };
    const offered = await this.queries.ask(new ListPaymentMethods({ country, currency, amount_minor, seller, skus: order.lines.map(({ sku }) => sku) }));
    return { order, methods: offered.filter(({ method }) => enabled === null || enabled.includes(method)) };
  }
}

/** As `GetPayable`, with the player about whom the game is to be asked before she pays: an order that her game server made needs no session, so nobody is asked. */
export class GetOrderToPay extends Query<Payable & { to_confirm: PlayerToConfirm | null }> {
  constructor(readonly orderId: string) { super(); }
}

@QueryHandler(GetOrderToPay)
export class GetOrderToPayHandler implements IQueryHandler<GetOrderToPay> {
  constructor(private readonly queries: Queries) {}

  async execute({ orderId }: GetOrderToPay): Promise<Payable & { to_confirm: PlayerToConfirm | null }> {
    const payable = await this.queries.ask(new GetPayable(orderId));
    const { order } = payable;
    const isOpen = order.status === 'created' || order.status === 'reattempted';
    return { ...payable, to_confirm: isOpen && order.source === 'hub' ? await this.queries.ask(new GetPlayerToConfirm(order.player_id)) : null };
  }
}
