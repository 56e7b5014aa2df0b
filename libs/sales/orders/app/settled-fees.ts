import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { PspFeeSettled } from '#money/ledger/events';
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
