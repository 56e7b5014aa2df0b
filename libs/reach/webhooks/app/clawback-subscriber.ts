import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { ClawbackRecorded } from '#sales/refunds/events';
import { Announcer } from './announcer.js';

/** `event_data` of `refund.clawback`: the item's id is called `id`, as in every other event. */
export function clawbackData({ clawback_id, refund_id, order_id, player_id, amount_minor, currency, items }: ClawbackRecorded['payload']): object {
  return { clawback_id, refund_id, order_id, player_id, amount: amount_minor, currency, items: items.map(({ line_id, item_id, sku, quantity, state }) => ({ line_id, id: item_id, sku, quantity, state })) };
}

/** The money of items went back although the game had said that they are gone. */
@Injectable()
@Subscribes(ClawbackRecorded, 'reach/webhooks.tell-refund-clawback')
export class TellRefundClawback implements Subscriber<ClawbackRecorded> {
  constructor(private readonly announcer: Announcer) {}

  async handle(events: RecordedEvent<ClawbackRecorded['payload']>[]): Promise<void> {
    await this.announcer.announce('refund.clawback', events.map(({ payload, requestId, recordedAt }) => ({
      aggregate_type: 'clawback', aggregate_id: payload.clawback_id, subject_id: payload.clawback_id, order_id: payload.order_id, player_id: payload.player_id, effect: `refund.clawback.${payload.clawback_id}`,
      trigger: 'refund.succeeded', request_id: requestId, at: recordedAt, data: clawbackData(payload),
    })));
  }
}
