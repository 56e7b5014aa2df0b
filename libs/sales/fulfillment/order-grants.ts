import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { GetOrders, type OrderView } from '#sales/orders/queries';
import { grantedItems } from './granted-items.js';
import { Grants } from './grants.js';
import { Reservations } from './reservations.js';

/** A paid order, and the API request that led to it. */
export interface PaidOrder {
  order_id: string;
  payment_id: string;
  request_id: string | null;
}

/** Makes the grants of paid orders, each once, whoever hears of them first. */
@Injectable()
export class OrderGrants {
  constructor(private readonly grants: Grants, private readonly reservations: Reservations, private readonly queries: Queries) {}

  /** Answers the orders. */
  async make(paid: readonly PaidOrder[]): Promise<Map<string, OrderView>> {
    const causes = new Map(paid.map((each) => [each.order_id, each.request_id]));
    const ids = [...causes.keys()];
    const orders = new Map((await this.queries.ask(new GetOrders(ids))).map((order) => [order.id, order]));
    const reserved = paid.filter(({ order_id }) => orders.get(order_id)?.fulfillment_mode === 'reserve').map(({ order_id, payment_id }) => ({ order_id, payment_id }));
    const held = reserved.length > 0 ? await this.reservations.heldFor(reserved) : new Map<string, string>();
    const used = await this.grants.request(ids.map((id) => {
      const order = orders.get(id);
      if (!order) throw new Error(`${id} was paid and cannot be found`);
      return { order_id: id, player_id: order.player_id, items: grantedItems(order), mode: order.fulfillment_mode === 'claim' ? 'claim' : 'push', reservation_id: held.get(id) ?? null, request_id: causes.get(id) ?? null };
    }));
    if (reserved.length > 0) await this.reservations.settle(reserved, used);
    return orders;
  }
}
