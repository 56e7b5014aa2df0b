import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command } from '#platform/kernel/messages';
import { EndpointNotFound } from '#studio/game-servers/errors';
import { GetDeliveryTarget, ListEndpointsFor, type DeliveryTarget } from '#studio/game-servers/queries';
import { DeliveryClosed, DeliveryNotFound, NoTestEvent } from '../contracts/errors.js';
import { EndpointHealthRepository } from '../infra/endpoint-health.repository.js';
import { ReplaysRepository } from '../infra/replays.repository.js';
import { SENT_EVENTS } from '../domain/event-types.js';
import { Announcer } from './announcer.js';
import { exampleData, isSent } from './event-examples.js';

/** Sends an example event (`trigger: "test"`) to one endpoint, subscribed or not. Without a type: the first that the endpoint wants. Throws `webhook.not_found`, `webhook.no_test_event`. */
export class SendTestEvent extends Command<{ event_id: string; delivery_id: string; event_type: string }> {
  static readonly context = 'reach/webhooks';
  constructor(readonly endpointId: string, readonly eventType: string | null) { super(); }
}

@CommandHandler(SendTestEvent)
export class SendTestEventHandler implements ICommandHandler<SendTestEvent> {
  constructor(private readonly announcer: Announcer, private readonly health: EndpointHealthRepository, private readonly queries: Queries, private readonly clock: Clock) {}

  async execute({ endpointId, eventType }: SendTestEvent): Promise<{ event_id: string; delivery_id: string; event_type: string }> {
    const target = await this.target(endpointId);
    const type = eventType ?? (await this.firstWanted(endpointId));
    if (!isSent(type)) throw new NoTestEvent(type);
    const test = newId('tst');
    const [announced] = await this.announcer.announce(type, [{
      aggregate_type: 'test', aggregate_id: test, subject_id: test, order_id: null, player_id: null, effect: `test.${test}`, trigger: 'test', request_id: currentScope().requestId,
      at: this.clock.now(), data: exampleData(type),
    }], { endpoint_id: target.endpoint_id, enabled: target.enabled, player_context_enabled: false, batch: null, api_version: target.api_version });
    await this.health.tryNow([endpointId]);
    return { event_id: announced!.event_id, delivery_id: announced!.delivery_ids[0]!, event_type: type };
  }

  private async target(endpointId: string): Promise<DeliveryTarget> {
    const target = await this.queries.ask(new GetDeliveryTarget(endpointId));
    if (!target) throw new EndpointNotFound();
    return target;
  }

  private async firstWanted(endpointId: string): Promise<string> {
    for (const type of SENT_EVENTS) if ((await this.queries.ask(new ListEndpointsFor(type))).some((each) => each.endpoint_id === endpointId)) return type;
    return 'order.paid';
  }
}

/** Sends a delivery again under its event id, from the beginning of the schedule. Throws `webhook_delivery.not_found`, `webhook_delivery.closed`. */
export class ReplayDelivery extends Command<void> {
  static readonly context = 'reach/webhooks';
  constructor(readonly deliveryId: string) { super(); }
}

@CommandHandler(ReplayDelivery)
export class ReplayDeliveryHandler implements ICommandHandler<ReplayDelivery> {
  constructor(private readonly replays: ReplaysRepository, private readonly health: EndpointHealthRepository, private readonly announcer: Announcer) {}

  async execute({ deliveryId }: ReplayDelivery): Promise<void> {
    const row = await this.replays.lock(deliveryId);
    if (!row) throw new DeliveryNotFound();
    if (row.closed_reason) throw new DeliveryClosed(row.closed_reason);
    await this.replays.replay(deliveryId);
    if (row.endpoint_id) await this.health.tryNow([row.endpoint_id]);
    this.announcer.ring();
  }
}
