import { Injectable } from '@nestjs/common';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import type { RecordedEvent } from '#platform/kernel/messages';
import { PaymentCaptured, PaymentCapturedLate, PaymentDisputed, PaymentMismatched, PaymentMismatchResolved, PaymentRefunded } from '#sales/payments/events';
import { atOperator } from '#sales/payments/ids';
import { SettlementRepository, type NewMovement } from '../infra/settlement.repository.js';

type Captured = Pick<PaymentCaptured['payload'], 'payment_id' | 'order_id' | 'provider' | 'currency' | 'amount_minor' | 'psp_fee_minor' | 'fees_status'>;

const capture = (payment: Captured): NewMovement => ({
  fact: `capture:${payment.payment_id}`, provider: payment.provider, kind: 'capture', payment_id: payment.payment_id, order_id: payment.order_id, refund_id: null, provider_refund_id: null, currency: payment.currency,
  gross_minor: BigInt(payment.amount_minor), fee_minor: BigInt(payment.psp_fee_minor),
  fees_status: payment.fees_status ?? null,
});

@Injectable()
@Subscribes(PaymentCaptured, 'money/reconciliation.expect-capture')
export class ExpectCaptures implements Subscriber<PaymentCaptured> {
  constructor(private readonly settlements: SettlementRepository) {}
  async handle(events: RecordedEvent<Captured>[]): Promise<void> {
    await this.settlements.expect(atOperator(events).map((event) => capture(event.payload)));
  }
}

@Injectable()
@Subscribes(PaymentCapturedLate, 'money/reconciliation.expect-late-capture')
export class ExpectLateCaptures implements Subscriber<PaymentCapturedLate> {
  constructor(private readonly settlements: SettlementRepository) {}
  async handle(events: RecordedEvent<Captured>[]): Promise<void> {
    await this.settlements.expect(atOperator(events).map((event) => capture(event.payload)));
  }
}

/** What was asked for was taken, whatever was reported. It counts also where it is heard of before the report. */
@Injectable()
@Subscribes(PaymentMismatchResolved, 'money/reconciliation.correct-mismatched-capture')
export class CorrectMismatchedCaptures implements Subscriber<PaymentMismatchResolved> {
  constructor(private readonly settlements: SettlementRepository) {}
  async handle(events: RecordedEvent<PaymentMismatchResolved['payload']>[]): Promise<void> {
    await this.settlements.correct(atOperator(events).map((event) => capture(event.payload)));
  }
}

/** What the provider said that it took, is what it has to settle. Its fee was not told. */
@Injectable()
@Subscribes(PaymentMismatched, 'money/reconciliation.expect-mismatched-capture')
export class ExpectMismatchedCaptures implements Subscriber<PaymentMismatched> {
  constructor(private readonly settlements: SettlementRepository) {}
  async handle(events: RecordedEvent<PaymentMismatched['payload']>[]): Promise<void> {
    await this.settlements.expect(atOperator(events).map(({ payload }) => ({
      fact: `capture:${payload.payment_id}`, provider: payload.provider, kind: 'capture', payment_id: payload.payment_id, order_id: payload.order_id, refund_id: null, provider_refund_id: null, currency: payload.reported_currency,
      gross_minor: BigInt(payload.reported_minor), fee_minor: null, fees_status: 'estimated',
    })));
  }
}

@Injectable()
@Subscribes(PaymentRefunded, 'money/reconciliation.expect-refund')
export class ExpectRefunds implements Subscriber<PaymentRefunded> {
  constructor(private readonly settlements: SettlementRepository) {}
  async handle(events: RecordedEvent<PaymentRefunded['payload']>[]): Promise<void> {
    await this.settlements.expect(atOperator(events).map(({ payload }) => ({
      fact: `refund:${payload.refund_id}`, provider: payload.provider, kind: 'refund', payment_id: payload.payment_id, order_id: payload.order_id, refund_id: payload.refund_id, provider_refund_id: payload.provider_refund_reference, currency: payload.currency,
      gross_minor: -BigInt(payload.refunded_minor), fee_minor: 0n, fees_status: 'final',
    })));
  }
}

/** The bank takes the money when a dispute is opened and returns it when it is won; a lost one moves nothing more. */
@Injectable()
@Subscribes(PaymentDisputed, 'money/reconciliation.expect-chargeback')
export class ExpectChargebacks implements Subscriber<PaymentDisputed> {
  constructor(private readonly settlements: SettlementRepository) {}
  async handle(events: RecordedEvent<PaymentDisputed['payload']>[]): Promise<void> {
    const moved = atOperator(events).map((event) => event.payload).filter((dispute) => dispute.stage !== 'lost');
    await this.settlements.expect(moved.map((dispute) => ({
      fact: `dispute_${dispute.stage}:${dispute.dispute_id}`, provider: dispute.provider, kind: 'chargeback', payment_id: dispute.payment_id, order_id: dispute.order_id, refund_id: null, provider_refund_id: null, currency: dispute.currency,
      gross_minor: dispute.stage === 'opened' ? -BigInt(dispute.amount_minor) : BigInt(dispute.amount_minor), fee_minor: 0n, fees_status: 'final',
    })));
  }
}
