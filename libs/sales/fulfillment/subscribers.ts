import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { DeliveryAcknowledged, DeliveryDeclined } from '#reach/webhooks/events';
import { OrderCanceled, OrderPaid, OrderRefunded, OrderReleased } from '#sales/orders/events';
import { GetOrders } from '#sales/orders/queries';
import { grantedItems } from './granted-items.js';
import { Grants } from './grants.js';
import { Reservations } from './reservations.js';

const wanted = ({ payload: { order_id, player_id }, requestId }: RecordedEvent<OrderRefunded['payload'] | OrderCanceled['payload']>) => ({ order_id, player_id, request_id: requestId });

@Injectable()
@Subscribes(OrderPaid, 'sales/fulfillment.grant-order')
export class GrantOrder implements Subscriber<OrderPaid> {
  constructor(private readonly grants: Grants, private readonly reservations: Reservations, private readonly queries: Queries) {}

  async handle(events: RecordedEvent<OrderPaid['payload']>[]): Promise<void> {
    const causes = new Map(events.map((event) => [event.payload.order_id, event.requestId]));
    const ids = [...causes.keys()];
    const orders = new Map((await this.queries.ask(new GetOrders(ids))).map((order) => [order.id, order]));
    const reserved = events.filter(({ payload }) => orders.get(payload.order_id)?.fulfillment_mode === 'reserve').map(({ payload: { order_id, payment_id } }) => ({ order_id, payment_id }));
    const held = reserved.length > 0 ? await this.reservations.heldFor(reserved) : new Map<string, string>();
    const used = await this.grants.request(ids.map((id) => {
      const order = orders.get(id);
      if (!order) throw new Error(`${id} was paid and cannot be found`);
      return { order_id: id, player_id: order.player_id, items: grantedItems(order), mode: order.fulfillment_mode === 'claim' ? 'claim' : 'push', reservation_id: held.get(id) ?? null, request_id: causes.get(id) ?? null };
    }));
    if (reserved.length > 0) await this.reservations.settle(reserved, used);
  }
}

@Injectable()
@Subscribes(OrderReleased, 'sales/fulfillment.release-reservation')
export class ReleaseReservation implements Subscriber<OrderReleased> {
  constructor(private readonly reservations: Reservations) {}
  handle(events: RecordedEvent<OrderReleased['payload']>[]): Promise<void> {
    return this.reservations.release(events.map(({ payload }) => payload.payment_id));
  }
}

@Injectable()
@Subscribes(OrderRefunded, 'sales/fulfillment.take-back-refunded')
export class TakeBackRefunded implements Subscriber<OrderRefunded> {
  constructor(private readonly grants: Grants) {}
  handle(events: RecordedEvent<OrderRefunded['payload']>[]): Promise<void> {
    return this.grants.takeBack(events.map(wanted), (orderId) => `Order refunded ${orderId}`);
  }
}

@Injectable()
@Subscribes(OrderCanceled, 'sales/fulfillment.take-back-canceled')
export class TakeBackCanceled implements Subscriber<OrderCanceled> {
  constructor(private readonly grants: Grants) {}
  handle(events: RecordedEvent<OrderCanceled['payload']>[]): Promise<void> {
    return this.grants.takeBack(events.map(wanted), (orderId) => `Order canceled ${orderId}`);
  }
}

@Injectable()
@Subscribes(DeliveryAcknowledged, 'sales/fulfillment.note-acknowledgement')
export class NoteAcknowledgement implements Subscriber<DeliveryAcknowledged> {
  constructor(private readonly grants: Grants) {}
  async handle(events: RecordedEvent<DeliveryAcknowledged['payload']>[]): Promise<void> {
    const of = (type: string) => events.filter((event) => event.payload.event_type === type).map((event) => event.payload.subject_id);
    if (of('item.add').length > 0) await this.grants.acknowledge(of('item.add'));
    if (of('item.remove').length > 0) await this.grants.removed(of('item.remove'));
  }
}

@Injectable()
@Subscribes(DeliveryDeclined, 'sales/fulfillment.note-decline')
export class NoteDecline implements Subscriber<DeliveryDeclined> {
  constructor(private readonly grants: Grants) {}
  async handle(events: RecordedEvent<DeliveryDeclined['payload']>[]): Promise<void> {
    const declined = new Map(events.filter((event) => event.payload.event_type === 'item.add').map((event) => [event.payload.subject_id, event.payload.message]));
    if (declined.size > 0) await this.grants.decline([...declined].map(([grant_id, message]) => ({ grant_id, message })));
  }
}
