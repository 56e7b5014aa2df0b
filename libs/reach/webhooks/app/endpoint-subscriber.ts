import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { EndpointChanged } from '#studio/game-servers/events';
import { isGranting } from '../domain/event-types.js';
import { DeliveriesRepository } from '../infra/deliveries.repository.js';
import { Announcer } from './announcer.js';

/** What waits for an endpoint goes on as soon as there is one again; what was for a deleted one ends, grants excepted. */
@Injectable()
@Subscribes(EndpointChanged, 'reach/webhooks.follow-endpoint')
export class FollowEndpoint implements Subscriber<EndpointChanged> {
  constructor(private readonly deliveries: DeliveriesRepository, private readonly announcer: Announcer) {}

  async handle(events: RecordedEvent<EndpointChanged['payload']>[]): Promise<void> {
    let woken = 0;
    for (const { payload } of events) {
      if (payload.deleted) await this.deliveries.endpointDeleted(payload.endpoint_id, ['item.add', 'item.remove']);
      else if (payload.enabled) woken += await this.deliveries.wake(payload.endpoint_id, payload.events.filter(isGranting));
    }
    if (woken > 0) this.announcer.ring();
  }
}
