import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { OrderCanceled, OrderPaid, OrderPartlyRefunded, OrderRefunded, type OrderPaidFact } from '#sales/orders/events';
import { atOperator } from '#sales/payments/ids';
import { figuresOf } from '../domain/figures.js';
import type { CreditedPart } from '../domain/wanted.js';
import { ChargeNotes } from './charges.js';
import { DocumentIssuer } from './document-issuer.js';

@Injectable()
@Subscribes(OrderPaid, 'sales/receipts.issue-receipt')
export class IssueReceipts implements Subscriber<OrderPaid> {
  constructor(private readonly issuer: DocumentIssuer, private readonly charges: ChargeNotes) {}

  async handle(events: RecordedEvent<OrderPaid['payload']>[]): Promise<void> {
    await this.charges.note(events.map(({ payload }) => payload));
    await this.issuer.issue(atOperator(events).map(({ payload }) => ({ series_kind: 'sale', order_id: payload.order_id })));
  }
}

/** What an order says of itself when it ends: the whole sale, or what no part had taken before. Its figures are kept as they are, in whatever order they are heard of. */
const leftOfSale = (payload: OrderPaidFact): CreditedPart => ({ ...figuresOf(payload.tax), lines: null });

@Injectable()
@Subscribes(OrderPartlyRefunded, 'sales/receipts.credit-part')
export class CreditParts implements Subscriber<OrderPartlyRefunded> {
  constructor(private readonly issuer: DocumentIssuer) {}

  async handle(events: RecordedEvent<OrderPartlyRefunded['payload']>[]): Promise<void> {
    await this.issuer.issue(atOperator(events).map(({ payload: { order_id, refund_id, net_minor, tax_minor, amount_minor, tax_components, lines } }) => ({
      series_kind: 'credit', order_id, cause: 'refund', cause_id: refund_id,
      part: {
        net_minor, tax_minor, total_minor: amount_minor, taxes: tax_components,
        lines: lines.filter(({ quantity }) => quantity > 0).map(({ sku, quantity, amount_minor: of, tax_minor: tax }) => ({ sku, quantity, amount_minor: of, tax_minor: tax })),
      },
    })));
  }
}

/** What is left of the sale goes back. */
@Injectable()
@Subscribes(OrderRefunded, 'sales/receipts.credit-refund')
export class CreditRefunds implements Subscriber<OrderRefunded> {
  constructor(private readonly issuer: DocumentIssuer) {}

  async handle(events: RecordedEvent<OrderRefunded['payload']>[]): Promise<void> {
    await this.issuer.issue(atOperator(events).map(({ payload }) => ({ series_kind: 'credit', order_id: payload.order_id, cause: 'refund', cause_id: payload.refund_id, part: leftOfSale(payload) })));
  }
}

/** The bank has taken the money back. */
@Injectable()
@Subscribes(OrderCanceled, 'sales/receipts.credit-chargeback')
export class CreditChargebacks implements Subscriber<OrderCanceled> {
  constructor(private readonly issuer: DocumentIssuer) {}

  async handle(events: RecordedEvent<OrderCanceled['payload']>[]): Promise<void> {
    await this.issuer.issue(atOperator(events).map(({ payload }) => ({ series_kind: 'credit', order_id: payload.order_id, cause: 'chargeback', cause_id: 'chargeback', part: leftOfSale(payload) })));
  }
}
