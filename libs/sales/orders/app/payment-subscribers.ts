import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '#platform/kernel/clock';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { PaymentCaptured, PaymentDisputed, PaymentEnded, PaymentMismatched, PaymentMismatchResolved } from '#sales/payments/events';
import { PlaceEvidenceRepository } from '../infra/place-evidence.repository.js';
import { OrderFacts } from './order-facts.js';

type Payload<E extends { payload: object }> = E['payload'];

/** The money is ours: the order is paid, or the money goes back. */
@Injectable()
@Subscribes(PaymentCaptured, 'sales/orders.take-payment')
export class TakePayment implements Subscriber<PaymentCaptured> {
  constructor(private readonly facts: OrderFacts, private readonly evidence: PlaceEvidenceRepository, private readonly clock: Clock) {}

  async handle(events: RecordedEvent<Payload<PaymentCaptured>>[]): Promise<void> {
    const cards = events.flatMap(({ payload: { order_id, payment_id, card_country: country } }) => (country ? [{ order_id, payment_id, country }] : []));
    await this.evidence.noteCards(cards, this.clock.now());
    await this.facts.tell(events.map(({ payload, requestId }) => ({
      order_id: payload.order_id, request_id: requestId,
      fact: {
        kind: 'captured', ref: payload.payment_id, payment_id: payload.payment_id, amount_minor: payload.amount_minor, currency: payload.currency, provider: payload.provider,
        psp_fee_minor: payload.psp_fee_minor, captured_at: payload.captured_at, ...(payload.fees_status ? { fees_status: payload.fees_status } : {}), ...(payload.method ? { method: payload.method } : {}),
      },
    })));
  }
}

/** The attempt is over without money: the order can be paid again. */
@Injectable()
@Subscribes(PaymentEnded, 'sales/orders.release-payment')
export class ReleasePayment implements Subscriber<PaymentEnded> {
  constructor(private readonly facts: OrderFacts) {}

  async handle(events: RecordedEvent<Payload<PaymentEnded>>[]): Promise<void> {
    await this.facts.tell(events.map(({ payload, requestId }) => ({ order_id: payload.order_id, request_id: requestId, fact: { kind: 'ended', ref: payload.payment_id, payment_id: payload.payment_id } })));
  }
}

/** Another amount than was asked for, or a payment that risk holds: nothing is granted, a person has to look. */
@Injectable()
@Subscribes(PaymentMismatched, 'sales/orders.hold-mismatched')
export class HoldMismatched implements Subscriber<PaymentMismatched> {
  private readonly logger = new Logger('Alarm');
  constructor(private readonly facts: OrderFacts) {}

  async handle(events: RecordedEvent<Payload<PaymentMismatched>>[]): Promise<void> {
    for (const { payload } of events.filter((event) => event.payload.held_for !== 'review')) {
      this.logger.error({ msg: 'a payment of another amount holds an order', order_id: payload.order_id, payment_id: payload.payment_id });
    }
    await this.facts.tell(events.map(({ payload, requestId }) => ({
      order_id: payload.order_id, request_id: requestId,
      fact: { kind: 'mismatched', ref: payload.payment_id, payment_id: payload.payment_id, reported_minor: payload.reported_minor, reported_currency: payload.reported_currency },
    })));
  }
}

/** A person has decided that its money goes back: the order can be paid again. Where it pays the order after all, its capture is told. */
@Injectable()
@Subscribes(PaymentMismatchResolved, 'sales/orders.release-mismatched')
export class ReleaseMismatched implements Subscriber<PaymentMismatchResolved> {
  constructor(private readonly facts: OrderFacts) {}

  async handle(events: RecordedEvent<Payload<PaymentMismatchResolved>>[]): Promise<void> {
    await this.facts.tell(events.filter(({ payload }) => payload.resolution === 'give_back').flatMap(({ payload: { order_id, payment_id }, requestId }) =>
      (['mismatch_resolved', 'ended'] as const).map((kind) => ({ order_id, request_id: requestId, fact: { kind, ref: payment_id, payment_id } }))));
  }
}

/** The bank has asked, and decided. */
@Injectable()
@Subscribes(PaymentDisputed, 'sales/orders.follow-dispute')
export class FollowDispute implements Subscriber<PaymentDisputed> {
  constructor(private readonly facts: OrderFacts) {}

  async handle(events: RecordedEvent<Payload<PaymentDisputed>>[]): Promise<void> {
    await this.facts.tell(events.map(({ payload, requestId }) => ({
      order_id: payload.order_id, request_id: requestId,
      fact: { kind: `dispute_${payload.stage}`, ref: payload.dispute_id, payment_id: payload.payment_id, reason: payload.reason, amount_minor: payload.amount_minor },
    })));
  }
}
