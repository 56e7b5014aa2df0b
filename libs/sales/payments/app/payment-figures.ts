import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/metrics/metrics';
import { Outbox } from '#platform/outbox/outbox';
import { PaymentCaptured, PaymentCapturedLate, PaymentDisputed, PaymentEnded, PaymentMismatched, PaymentRefundFailed, PaymentRefunded } from '../contracts/events.js';

/** How attempts, refunds and disputes ended, for the operator. */
@Injectable()
export class PaymentFigures {
  constructor(metrics: Metrics, outbox: Outbox) {
    const payments = metrics.counter('hubcraft_payments_total', 'Payments, refunds and disputes, by what became of them.', ['outcome']);
    outbox.whenCommitted(PaymentCaptured, () => payments.inc({ outcome: 'captured' }));
    outbox.whenCommitted(PaymentCapturedLate, () => payments.inc({ outcome: 'captured_late' }));
    outbox.whenCommitted(PaymentMismatched, ({ payload }) => payments.inc({ outcome: payload.held_for === 'review' ? 'held_for_review' : 'mismatched' }));
    outbox.whenCommitted(PaymentEnded, (event) => payments.inc({ outcome: event.payload.status }));
    outbox.whenCommitted(PaymentRefunded, () => payments.inc({ outcome: 'refunded' }));
    outbox.whenCommitted(PaymentRefundFailed, () => payments.inc({ outcome: 'refund_failed' }));
    outbox.whenCommitted(PaymentDisputed, (event) => payments.inc({ outcome: `dispute_${event.payload.stage}` }));
  }
}
