import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { OrderCanceled, OrderCreated, OrderPaid, OrderPartlyRefunded, OrderRefunded, OrderRefundFailed } from '#sales/orders/events';
import { SaleAnnouncements } from './sale-announcements.js';
import { partData } from './sale-data.js';

@Injectable()
@Subscribes(OrderCreated, 'reach/webhooks.tell-order-created')
export class TellOrderCreated implements Subscriber<OrderCreated> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<OrderCreated['payload']>[]): Promise<void> {
    return this.sales.orders('order.created', events);
  }
}

/** `payment.succeeded` and `order.paid`. */
@Injectable()
@Subscribes(OrderPaid, 'reach/webhooks.tell-order-paid')
export class TellOrderPaid implements Subscriber<OrderPaid> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<OrderPaid['payload']>[]): Promise<void> {
    return this.sales.paid(events);
  }
}

@Injectable()
@Subscribes(OrderRefunded, 'reach/webhooks.tell-order-refunded')
export class TellOrderRefunded implements Subscriber<OrderRefunded> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<OrderRefunded['payload']>[]): Promise<void> {
    return this.sales.orders('order.refunded', events, (fact) => ({ refund_id: fact.refund_id, refund_reason: fact.reason }));
  }
}

/** It can happen to an order again, so the effect is named by the refund. */
@Injectable()
@Subscribes(OrderPartlyRefunded, 'reach/webhooks.tell-order-partly-refunded')
export class TellOrderPartlyRefunded implements Subscriber<OrderPartlyRefunded> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<OrderPartlyRefunded['payload']>[]): Promise<void> {
    return this.sales.orders('order.partially_refunded', events, (fact) => partData(fact), (fact) => fact.refund_id);
  }
}

/** The provider keeps the money: the order is paid as before. It can happen to an order again, so the effect is named by the refund. */
@Injectable()
@Subscribes(OrderRefundFailed, 'reach/webhooks.tell-refund-failed')
export class TellRefundFailed implements Subscriber<OrderRefundFailed> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<OrderRefundFailed['payload']>[]): Promise<void> {
    return this.sales.orders('refund.failed', events, (fact) => ({ refund_id: fact.refund_id, refund_failure: fact.reason }), (fact) => fact.refund_id);
  }
}

/** Reversed by the bank. */
@Injectable()
@Subscribes(OrderCanceled, 'reach/webhooks.tell-order-canceled')
export class TellOrderCanceled implements Subscriber<OrderCanceled> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<OrderCanceled['payload']>[]): Promise<void> {
    return this.sales.orders('order.canceled', events, (fact) => ({ cancel_reason: fact.reason }));
  }
}
