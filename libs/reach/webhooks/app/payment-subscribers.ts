import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { OrderOverpaid } from '#sales/orders/events';
import { PaymentCapturedLate, PaymentCreated, PaymentDisputed, PaymentEnded, PaymentFraudReported, PaymentMismatched, PaymentMismatchResolved, PaymentRefunded } from '#sales/payments/events';
import { ENDED_EVENTS } from '../domain/event-types.js';
import { SaleAnnouncements } from './sale-announcements.js';

@Injectable()
@Subscribes(PaymentCreated, 'reach/webhooks.tell-payment-created')
export class TellPaymentCreated implements Subscriber<PaymentCreated> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<PaymentCreated['payload']>[]): Promise<void> {
    return this.sales.payments(events.map((event) => ({ event, type: 'payment.pending' })));
  }
}

/**
 * Money that its order does not take; `payment.refunded` follows. What an order takes is told with the order (`TellOrderPaid`). An earlier build told of every capture under this
 * name: what it has left in the outbox is told here too, at worst a second time under the same idempotency_key.
 */
@Injectable()
@Subscribes(OrderOverpaid, 'reach/webhooks.tell-payment-captured')
export class TellPaymentOverpaid implements Subscriber<OrderOverpaid> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<OrderOverpaid['payload']>[]): Promise<void> {
    return this.sales.payments(events.map((event) => ({ event: { ...event, payload: { ...event.payload, status: 'done' } }, type: 'payment.succeeded', isTaken: true })));
  }
}

/** The money came in after the attempt had ended; `payment.refunded` follows. */
@Injectable()
@Subscribes(PaymentCapturedLate, 'reach/webhooks.tell-payment-captured-late')
export class TellPaymentCapturedLate implements Subscriber<PaymentCapturedLate> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<PaymentCapturedLate['payload']>[]): Promise<void> {
    return this.sales.payments(events.map((event) => ({ event, type: 'payment.succeeded', isTaken: true })));
  }
}

@Injectable()
@Subscribes(PaymentEnded, 'reach/webhooks.tell-payment-ended')
export class TellPaymentEnded implements Subscriber<PaymentEnded> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<PaymentEnded['payload']>[]): Promise<void> {
    return this.sales.payments(events.flatMap((event) => {
      const type = ENDED_EVENTS[event.payload.status];
      return type ? [{ event, type, more: { fail_reason: event.payload.fail_reason, fail_reason_code: event.payload.fail_code } }] : [];
    }));
  }
}

@Injectable()
@Subscribes(PaymentRefunded, 'reach/webhooks.tell-payment-refunded')
export class TellPaymentRefunded implements Subscriber<PaymentRefunded> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<PaymentRefunded['payload']>[]): Promise<void> {
    return this.sales.payments(events.map((event) => ({
      event, type: 'payment.refunded', isTaken: true, effect: event.payload.refund_id, more: { refund_id: event.payload.refund_id, refunded_amount: event.payload.refunded_minor },
    })));
  }
}

const STAGES = { opened: 'payment.dispute', lost: 'payment.chargeback', won: 'payment.succeeded' } as const;

/** A dispute that is won makes the payment succeed a second time, unless it was refunded meanwhile: the effect carries the dispute's id. */
@Injectable()
@Subscribes(PaymentDisputed, 'reach/webhooks.tell-payment-disputed')
export class TellPaymentDisputed implements Subscriber<PaymentDisputed> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<PaymentDisputed['payload']>[]): Promise<void> {
    const told = events.filter(({ payload }) => payload.stage !== 'won' || payload.status === 'done' || payload.status === 'refund_requested');
    return this.sales.payments(told.map((event) => ({
      event, type: STAGES[event.payload.stage], isTaken: true, effect: event.payload.dispute_id, more: { dispute_id: event.payload.dispute_id, dispute_stage: event.payload.stage, dispute_reason: event.payload.reason },
    })));
  }
}

@Injectable()
@Subscribes(PaymentFraudReported, 'reach/webhooks.tell-fraud-reported')
export class TellFraudReported implements Subscriber<PaymentFraudReported> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<PaymentFraudReported['payload']>[]): Promise<void> {
    return this.sales.payments(events.map((event) => ({ event, type: 'fraud.reported', isTaken: true, more: { fraud_reported_at: event.payload.reported_at } })));
  }
}

/** A payment waits for a person; the other held ones are of nobody's but the operator's. */
@Injectable()
@Subscribes(PaymentMismatched, 'reach/webhooks.tell-review-opened')
export class TellReviewOpened implements Subscriber<PaymentMismatched> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<PaymentMismatched['payload']>[]): Promise<void> {
    return this.sales.payments(events.filter(({ payload }) => payload.held_for === 'review').map((event) => ({ event, type: 'review.opened' })));
  }
}

@Injectable()
@Subscribes(PaymentMismatchResolved, 'reach/webhooks.tell-review-closed')
export class TellReviewClosed implements Subscriber<PaymentMismatchResolved> {
  constructor(private readonly sales: SaleAnnouncements) {}
  handle(events: RecordedEvent<PaymentMismatchResolved['payload']>[]): Promise<void> {
    return this.sales.payments(events.filter(({ payload }) => payload.held_for === 'review').map((event) => ({
      event, type: 'review.closed', more: { review_outcome: event.payload.resolution === 'pay_order' ? 'released' : 'refused' },
    })));
  }
}
