import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { OrderCanceled, OrderPaid, OrderRefunded } from '#sales/orders/events';
import { ChargeNotes } from './charges.js';
import { DocumentIssuer } from './document-issuer.js';

@Injectable()
@Subscribes(OrderPaid, 'sales/receipts.issue-receipt')
export class IssueReceipts implements Subscriber<OrderPaid> {
  constructor(private readonly issuer: DocumentIssuer, private readonly charges: ChargeNotes) {}

  async handle(events: RecordedEvent<OrderPaid['payload']>[]): Promise<void> {
    await this.charges.note(events.map(({ payload }) => payload));
    await this.issuer.issue(events.map(({ payload }) => ({ series_kind: 'sale', order_id: payload.order_id })));
  }
}

/** What is left of the sale goes back. */
@Injectable()
@Subscribes(OrderRefunded, 'sales/receipts.credit-refund')
export class CreditRefunds implements Subscriber<OrderRefunded> {
  constructor(private readonly issuer: DocumentIssuer) {}

  async handle(events: RecordedEvent<OrderRefunded['payload']>[]): Promise<void> {
    await this.issuer.issue(events.map(({ payload }) => ({ series_kind: 'credit', order_id: payload.order_id, cause: 'refund', cause_id: payload.refund_id, part: null })));
  }
}

/** The bank has taken the money back. */
@Injectable()
@Subscribes(OrderCanceled, 'sales/receipts.credit-chargeback')
export class CreditChargebacks implements Subscriber<OrderCanceled> {
  constructor(private readonly issuer: DocumentIssuer) {}

  async handle(events: RecordedEvent<OrderCanceled['payload']>[]): Promise<void> {
    await this.issuer.issue(events.map(({ payload }) => ({ series_kind: 'credit', order_id: payload.order_id, cause: 'chargeback', cause_id: 'chargeback', part: null })));
  }
}
