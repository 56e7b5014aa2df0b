import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Command } from '#platform/kernel/messages';
import { EndpointNotFound } from '#studio/game-servers/errors';
import { GetDeliveryTarget } from '#studio/game-servers/queries';
import { EndpointHealthRepository } from '../infra/endpoint-health.repository.js';
import { ReplaysRepository, type Replayable } from '../infra/replays.repository.js';
import { Announcer } from './announcer.js';

/** So many deliveries at most by one command. */
export const REPLAYED_AT_ONCE = 1_000;

export interface Replayed {
  replayed: number;
  has_more: boolean;
  /** The last delivery that was looked at, where there are more. */
  next_cursor: string | null;
}

/**
 * Sends many deliveries again under their event ids, from the beginning of the schedule, the oldest first. What is closed stays closed, what is under way goes on. Throws
 * `webhook.not_found` where an endpoint is named that there is not.
 */
export class ReplayDeliveries extends Command<Replayed> {
  static readonly context = 'reach/webhooks';
  constructor(readonly which: Replayable) { super(); }
}

@CommandHandler(ReplayDeliveries)
export class ReplayDeliveriesHandler implements ICommandHandler<ReplayDeliveries> {
  constructor(private readonly replays: ReplaysRepository, private readonly health: EndpointHealthRepository, private readonly announcer: Announcer, private readonly queries: Queries) {}

  async execute({ which }: ReplayDeliveries): Promise<Replayed> {
    if (which.endpoint_id !== null && !(await this.queries.ask(new GetDeliveryTarget(which.endpoint_id)))) throw new EndpointNotFound();
    const { endpointIds, ...replayed } = await this.replays.replayMany(which);
    if (endpointIds.length > 0) await this.health.tryNow(endpointIds);
    if (replayed.replayed > 0) this.announcer.ring();
    return replayed;
  }
}
