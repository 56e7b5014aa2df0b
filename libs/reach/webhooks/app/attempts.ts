import { Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Command } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';
import { GetDeliveryTarget, ListEndpointsFor, ListEndpointsNow, type DeliveryTarget } from '#studio/game-servers/queries';
import { DeliveryAcknowledged, DeliveryDeclined } from '../contracts/events.js';
import { isGranting } from '../domain/event-types.js';
import { DeliveriesRepository, type AttemptOutcome, type ClaimedDelivery } from '../infra/deliveries.repository.js';

/** An attempt to make. */
export interface Task {
  delivery: ClaimedDelivery;
  target: DeliveryTarget;
}

/** `claimed` counts what was due, also what has to wait or has ended without an attempt. */
export interface Claim {
  claimed: number;
  tasks: Task[];
}

/** Takes deliveries that are due under a lease, each with the endpoint that it goes to now. */
export class ClaimDeliveries extends Command<Claim> {
  static readonly context = 'reach/webhooks';
  constructor(readonly max: number, readonly token: string, readonly busyEndpoints: readonly string[]) { super(); }
}

/** Grants may move to another endpoint; a test event is for the one that it names. */
const mayMove = (delivery: ClaimedDelivery) => isGranting(delivery.event_type) && delivery.subject_id.startsWith('grt_');

@CommandHandler(ClaimDeliveries)
export class ClaimDeliveriesHandler implements ICommandHandler<ClaimDeliveries> {
  constructor(private readonly deliveries: DeliveriesRepository, private readonly queries: Queries) {}

  async execute({ max, token, busyEndpoints }: ClaimDeliveries): Promise<Claim> {
    const rows = await this.deliveries.claim(max, token, busyEndpoints);
    const tasks: Task[] = [];
    const waiting: string[] = [];
    const orphans: string[] = [];
    const moved = new Map<string, string[]>();
    for (const delivery of rows) {
      const named = delivery.endpoint_id ? await this.target(delivery.endpoint_id) : null;
      const target = !named?.enabled && mayMove(delivery) ? await this.takerOf(delivery.event_type) : named;
      if (!target && !mayMove(delivery)) orphans.push(delivery.id);
      else if (!target?.enabled) waiting.push(delivery.id);
      else {
        if (target.endpoint_id !== delivery.endpoint_id) moved.set(target.endpoint_id, [...(moved.get(target.endpoint_id) ?? []), delivery.id]);
        tasks.push({ delivery, target });
      }
    }
    if (waiting.length > 0) await this.deliveries.wait(waiting);
    if (orphans.length > 0) await this.deliveries.closeDeleted(orphans);
    for (const [endpointId, ids] of moved) await this.deliveries.reassign(ids, endpointId);
    return { claimed: rows.length, tasks };
  }

  private async target(endpointId: string): Promise<DeliveryTarget | null> {
    const known = await this.queries.ask(new GetDeliveryTarget(endpointId));
    if (known) return known;
    // The memory of this process may be older than the endpoint: nothing ends before it was looked at again.
    await this.queries.ask(new ListEndpointsNow('item.add'));
    return this.queries.ask(new GetDeliveryTarget(endpointId));
  }

  private async takerOf(type: string): Promise<DeliveryTarget | null> {
    const taker = (await this.queries.ask(new ListEndpointsFor(type))).find((each) => each.enabled);
    return taker ? this.queries.ask(new GetDeliveryTarget(taker.endpoint_id)) : null;
  }
}

export interface EndedAttempt {
  task: Task;
  outcome: AttemptOutcome;
  /** What the game says of a decline. */
  message: string | null;
}

/** Commits what attempts came to, and announces the answers that somebody waits for. */
export class FinishAttempts extends Command<void> {
  static readonly context = 'reach/webhooks';
  constructor(readonly ended: readonly EndedAttempt[]) { super(); }
}

@CommandHandler(FinishAttempts)
export class FinishAttemptsHandler implements ICommandHandler<FinishAttempts> {
  private readonly logger = new Logger('Webhooks');
  constructor(private readonly deliveries: DeliveriesRepository, private readonly outbox: Outbox) {}

  async execute({ ended }: FinishAttempts): Promise<void> {
    const changed = new Set(await this.deliveries.finish(ended.map((each) => each.outcome)));
    for (const { task: { delivery, target }, outcome, message } of ended) {
      if (!changed.has(delivery.id)) continue;
      if (outcome.state === 'dead') this.logger.error({ msg: 'webhook delivery is over without success', delivery_id: delivery.id, event_type: delivery.event_type, endpoint_id: target.endpoint_id, status: outcome.status, error_class: outcome.error_class, error: outcome.error_text });
      if (!mayMove(delivery)) continue;
      const fact = { delivery_id: delivery.id, endpoint_id: target.endpoint_id, event_id: delivery.event_id, event_type: delivery.event_type, subject_id: delivery.subject_id, status: outcome.status ?? 0 };
      if (outcome.state === 'succeeded') this.outbox.record(new DeliveryAcknowledged('delivery', delivery.id, fact));
      if (outcome.closed_reason === 'declined') this.outbox.record(new DeliveryDeclined('delivery', delivery.id, { ...fact, message: message ?? '' }));
    }
  }
}
