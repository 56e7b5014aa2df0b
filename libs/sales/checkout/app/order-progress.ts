import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { ListGrantsOfOrder, type GrantView } from '#sales/fulfillment/queries';
import type { OrderDetails } from '#sales/orders/queries';
import { ListRefunds, type RefundState } from '#sales/refunds/queries';
import type { CheckoutState } from '../contracts/queries.js';
import { checkoutState, isDeclined } from '../domain/checkout-state.js';

const PAID: ReadonlySet<string> = new Set(['paid', 'disputed', 'refund_requested', 'refunded', 'canceled']);
/** Refunds of one order that are looked at: what was tried before the last ones says nothing any more. */
const REFUNDS = 10;

/** How far an order is: as it stands, with what the game made of it, and with the refund of what the game declined. */
@Injectable()
export class OrderProgress {
  constructor(private readonly queries: Queries) {}

  async of(order: OrderDetails): Promise<{ state: CheckoutState; grants: GrantView[] }> {
    const grants = PAID.has(order.status) ? await this.queries.ask(new ListGrantsOfOrder(order.id)) : [];
    return { state: checkoutState(order, grants, isDeclined(grants) ? await this.refundOf(order.id) : null), grants };
  }

  private async refundOf(orderId: string): Promise<RefundState | null> {
    const { data } = await this.queries.ask(new ListRefunds({ order_id: orderId, limit: REFUNDS }));
    return data.find((refund) => refund.purpose === 'order')?.state ?? null;
  }
}
