import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/metrics/metrics';
import { Outbox } from '#platform/outbox/outbox';
import { OrderPaid } from '../contracts/events.js';

/** What was sold, for the operator. */
@Injectable()
export class OrderFigures {
  constructor(metrics: Metrics, outbox: Outbox) {
    const paid = metrics.counter('hubcraft_orders_paid_total', 'Orders that were paid.', []);
    outbox.whenCommitted(OrderPaid, () => paid.inc());
  }
}
