import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { EndpointChanged, EndpointDisabled } from '#studio/game-servers/events';
import { GRANT_TYPES, isGranting } from '../domain/event-types.js';
import { BatchesRepository } from '../infra/batches.repository.js';
import { DeliveriesRepository } from '../infra/deliveries.repository.js';
import { EndpointHealthRepository } from '../infra/endpoint-health.repository.js';
import { EndpointPaceRepository } from '../infra/endpoint-pace.repository.js';
import { Announcer } from './announcer.js';

/** What waits for an endpoint goes on as soon as there is one again; what was for a deleted one ends, grants excepted. */
@Injectable()
@Subscribes(EndpointChanged, 'reach/webhooks.follow-endpoint')
export class FollowEndpoint implements Subscriber<EndpointChanged> {
  constructor(private readonly deliveries: DeliveriesRepository, private readonly health: EndpointHealthRepository, private readonly pace: EndpointPaceRepository, private readonly announcer: Announcer, private readonly batches: BatchesRepository) {}

  async handle(events: RecordedEvent<EndpointChanged['payload']>[]): Promise<void> {
    let woken = 0;
    // A change may have mended it: what it failed before counts no longer.
    await this.health.forget(events.map(({ payload }) => payload.endpoint_id));
    const deleted = events.filter(({ payload }) => payload.deleted).map(({ payload }) => payload.endpoint_id);
    if (deleted.length > 0) {
      await this.pace.forget(deleted);
      await this.batches.closeLinks(deleted);
    }
    for (const { payload } of events) {
      if (payload.deleted) await this.deliveries.endpointDeleted(payload.endpoint_id, GRANT_TYPES);
      else if (payload.enabled) woken += await this.deliveries.wake(payload.endpoint_id, payload.events.filter(isGranting));
    }
    if (woken > 0) this.announcer.ring();
  }
}

/** A webhook that was disabled without the studio is told of to those that want to hear it; the webhook itself hears it once it is enabled. */
@Injectable()
@Subscribes(EndpointDisabled, 'reach/webhooks.tell-disabled')
export class TellWebhookDisabled implements Subscriber<EndpointDisabled> {
  constructor(private readonly announcer: Announcer) {}

  async handle(events: RecordedEvent<EndpointDisabled['payload']>[]): Promise<void> {
    await this.announcer.announce('webhook.disabled', events.map(({ payload, recordedAt, requestId }) => ({
      aggregate_type: 'webhook', aggregate_id: payload.endpoint_id, subject_id: payload.endpoint_id, order_id: null, player_id: null, effect: `webhook.disabled.${payload.endpoint_id}.${payload.disabled_at}`,
      trigger: null, request_id: requestId, at: recordedAt, data: { webhook_id: payload.endpoint_id, reason: payload.reason, disabled_at: payload.disabled_at },
    })));
  }
}
