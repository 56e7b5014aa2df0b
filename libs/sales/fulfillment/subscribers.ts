import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { DeliveryAcknowledged, DeliveryDeclined, GrantUnacknowledged } from '#reach/webhooks/events';
import { OrderCanceled, OrderPaid, OrderPartlyRefunded, OrderRefunded, OrderReleased } from '#sales/orders/events';
import { Grants } from './grants.js';
import { OrderGrants } from './order-grants.js';
import { Reservations } from './reservations.js';
import { TakenParts } from './taken-parts.js';

const wanted = ({ payload: { order_id, player_id }, requestId }: RecordedEvent<OrderRefunded['payload'] | OrderCanceled['payload']>) => ({ order_id, player_id, request_id: requestId });

@Injectable()
@Subscribes(OrderPaid, 'sales/fulfillment.grant-order')
export class GrantOrder implements Subscriber<OrderPaid> {
  constructor(private readonly grants: OrderGrants) {}

  async handle(events: RecordedEvent<OrderPaid['payload']>[]): Promise<void> {
    await this.grants.make(events.map(({ payload: { order_id, payment_id }, requestId }) => ({ order_id, payment_id, request_id: requestId })));
  }
}

/** Lines of an order have gone back. An amount of money takes nothing from the player: it does not say what. */
@Injectable()
@Subscribes(OrderPartlyRefunded, 'sales/fulfillment.take-back-part')
export class TakeBackPart implements Subscriber<OrderPartlyRefunded> {
  constructor(private readonly grants: OrderGrants, private readonly parts: TakenParts) {}

  async handle(events: RecordedEvent<OrderPartlyRefunded['payload']>[]): Promise<void> {
    const byLines = events.filter(({ payload }) => payload.lines.some(({ quantity }) => quantity > 0));
    if (byLines.length === 0) return;
    // Its payment may be heard of later: then there is a grant already, and it is lessened now.
    const orders = await this.grants.make(byLines.map(({ payload: { order_id, payment_id }, requestId }) => ({ order_id, payment_id, request_id: requestId })));
    await this.parts.take(byLines.map(({ payload: { refund_id, order_id, lines }, requestId }) => ({
      refund_id, order: orders.get(order_id)!, lines: lines.map(({ line_id, quantity }) => ({ line_id, quantity })), request_id: requestId,
    })));
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
  constructor(private readonly grants: Grants, private readonly parts: TakenParts) {}
  async handle(events: RecordedEvent<DeliveryAcknowledged['payload']>[]): Promise<void> {
    const of = (type: string) => events.filter((event) => event.payload.event_type === type).map((event) => event.payload.subject_id);
    if (of('item.add').length > 0) await this.grants.acknowledge(of('item.add'));
    const removed = events.filter(({ payload }) => payload.event_type === 'item.remove').map(({ payload: { subject_id, effect } }) => ({ grant: subject_id, what: effect?.replace('item.remove.', '') ?? subject_id }));
    const [whole, parts] = [removed.filter(({ grant, what }) => what === grant), removed.filter(({ grant, what }) => what !== grant)];
    if (whole.length > 0) await this.grants.removed(whole.map(({ what }) => what));
    if (parts.length > 0) await this.parts.removed(parts.map(({ what }) => what));
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

/** The game could have acknowledged these for too long. None of them leaves any more, and what it had acknowledged by then is not among them: whoever told it has decided that while it held the delivery. */
@Injectable()
@Subscribes(GrantUnacknowledged, 'sales/fulfillment.give-up-unacknowledged')
export class GiveUpUnacknowledged implements Subscriber<GrantUnacknowledged> {
  constructor(private readonly grants: Grants) {}
  handle(events: RecordedEvent<GrantUnacknowledged['payload']>[]): Promise<void> {
    return this.grants.decline(events.map(({ payload: { grant_id, waited_hours } }) => ({ grant_id, message: `Not acknowledged within ${waited_hours} h` })), 'unacknowledged');
  }
}
