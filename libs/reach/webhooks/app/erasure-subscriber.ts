import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { PlayerErased } from '#player/consents/events';
import { Announcer } from './announcer.js';

/** The game is told that it has to erase too; by the request, which says nothing of the player. */
@Injectable()
@Subscribes(PlayerErased, 'reach/webhooks.tell-player-erased')
export class TellPlayerErased implements Subscriber<PlayerErased> {
  constructor(private readonly announcer: Announcer) {}

  async handle(events: RecordedEvent<PlayerErased['payload']>[]): Promise<void> {
    await this.announcer.announce('player.erased', events.map(({ payload, recordedAt }) => ({
      aggregate_type: 'gdpr_request', aggregate_id: payload.gdpr_request_id, subject_id: payload.gdpr_request_id, order_id: null, player_id: null, effect: `player.erased.${payload.gdpr_request_id}`,
      trigger: null, request_id: null, at: recordedAt, data: payload,
    })));
  }
}
