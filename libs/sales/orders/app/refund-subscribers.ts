import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { RefundFailed, RefundPartFailed, RefundPartSucceeded, RefundSucceeded } from '#sales/refunds/events';
import { OrderFacts } from './order-facts.js';

/** The money is back with the player. */
@Injectable()
@Subscribes(RefundSucceeded, 'sales/orders.finish-refund')
export class FinishRefund implements Subscriber<RefundSucceeded> {
  constructor(private readonly facts: OrderFacts) {}

  async handle(events: RecordedEvent<RefundSucceeded['payload']>[]): Promise<void> {
    await this.facts.tell(events.map(({ payload, requestId }) => ({
      order_id: payload.order_id, request_id: requestId, fact: { kind: 'refund_succeeded', ref: payload.refund_id, payment_id: payload.payment_id, reason: payload.reason, amount_minor: payload.amount_minor },
    })));
  }
}

/** The provider keeps the money: the order is paid as before. */
@Injectable()
@Subscribes(RefundFailed, 'sales/orders.undo-refund')
export class UndoRefund implements Subscriber<RefundFailed> {
  constructor(private readonly facts: OrderFacts) {}

  async handle(events: RecordedEvent<RefundFailed['payload']>[]): Promise<void> {
    await this.facts.tell(events.map(({ payload, requestId }) => ({
      order_id: payload.order_id, request_id: requestId, fact: { kind: 'refund_failed', ref: payload.refund_id, payment_id: payload.payment_id, reason: payload.failure },
    })));
  }
}

/** A part of the money is back with the player. */
@Injectable()
@Subscribes(RefundPartSucceeded, 'sales/orders.take-part-back')
export class TakePartBack implements Subscriber<RefundPartSucceeded> {
  constructor(private readonly facts: OrderFacts) {}

  async handle(events: RecordedEvent<RefundPartSucceeded['payload']>[]): Promise<void> {
    await this.facts.tell(events.map(({ payload, requestId }) => ({
      order_id: payload.order_id, request_id: requestId, fact: { kind: 'refund_part_succeeded', ref: payload.refund_id, payment_id: payload.payment_id, reason: payload.reason },
    })));
  }
}

/** The part stays with us: it can be asked for again. */
@Injectable()
@Subscribes(RefundPartFailed, 'sales/orders.undo-part-refund')
export class UndoPartRefund implements Subscriber<RefundPartFailed> {
  constructor(private readonly facts: OrderFacts) {}

  async handle(events: RecordedEvent<RefundPartFailed['payload']>[]): Promise<void> {
    await this.facts.tell(events.map(({ payload, requestId }) => ({
      order_id: payload.order_id, request_id: requestId, fact: { kind: 'refund_part_failed', ref: payload.refund_id, payment_id: payload.payment_id, reason: payload.failure },
    })));
  }
}
