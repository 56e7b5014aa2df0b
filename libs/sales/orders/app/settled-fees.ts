import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { PaymentExchanged, PspFeeSettled } from '#money/ledger/events';
import { OrderFacts } from './order-facts.js';

/** The settlement report has told what the provider keeps of a sale. Of money that was no sale's the order has nothing to say. */
@Injectable()
@Subscribes(PspFeeSettled, 'sales/orders.settle-fee')
export class SettleFees implements Subscriber<PspFeeSettled> {
  constructor(private readonly facts: OrderFacts) {}

  async handle(events: RecordedEvent<PspFeeSettled['payload']>[]): Promise<void> {
    await this.facts.tell(events.flatMap(({ payload: { is_of_sale, order_id, payment_id, psp_fee_minor }, requestId }) =>
      (is_of_sale && order_id !== null ? [{ order_id, request_id: requestId, fact: { kind: 'fee_settled' as const, ref: payment_id, payment_id, psp_fee_minor } }] : [])));
  }
}

/** The provider has settled a payment in another currency than it was made in. A payment that no order is known of says nothing to one. */
@Injectable()
@Subscribes(PaymentExchanged, 'sales/orders.keep-settlement')
export class KeepSettlements implements Subscriber<PaymentExchanged> {
  constructor(private readonly facts: OrderFacts) {}

  async handle(events: RecordedEvent<PaymentExchanged['payload']>[]): Promise<void> {
    await this.facts.tell(events.flatMap(({ payload, requestId }) => {
      const { order_id, payment_id, settlement_currency: currency, settled_gross_minor: gross_minor, settled_fee_minor: fee_minor, settled_net_minor: net_minor, provider_rate, rate, rate_date, rate_source } = payload;
      return order_id === null ? [] : [{ order_id, request_id: requestId, fact: { kind: 'exchanged' as const, ref: payment_id, payment_id, settlement: { currency, gross_minor, fee_minor, net_minor, provider_rate, rate, rate_date, rate_source } } }];
    }));
  }
}
