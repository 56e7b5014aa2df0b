import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Housekeeps, firstGames, gamesHaving, type Chore } from '#platform/housekeeping/chores';
import { Command } from '#platform/kernel/messages';
import { systemScope } from '#platform/kernel/scope';
import { BatchesRepository } from '../infra/batches.repository.js';
import { DeliveriesRepository } from '../infra/deliveries.repository.js';
import { EventsRepository } from '../infra/events.repository.js';

/** Deliveries with their attempts, counted from their end however they ended; events and batches, counted from their beginning. */
export const KEPT_DAYS = 90;

/** Removes up to `max` deliveries that ended long ago, with their attempts, as many old events that no delivery needs any more, and as many batches whose message is gone. Answers the greatest number. */
export class RemoveOld extends Command<number> {
  static readonly context = 'reach/webhooks';
  constructor(readonly max: number) { super(); }
}

@CommandHandler(RemoveOld)
export class RemoveOldHandler implements ICommandHandler<RemoveOld> {
  constructor(private readonly deliveries: DeliveriesRepository, private readonly events: EventsRepository, private readonly batches: BatchesRepository) {}
  async execute({ max }: RemoveOld): Promise<number> {
    return Math.max(await this.deliveries.removeEnded(KEPT_DAYS, max), await this.events.removeOld(KEPT_DAYS, max), await this.batches.removeOld(KEPT_DAYS, max));
  }
}

@Injectable()
@Housekeeps('webhooks.remove-old')
export class RemoveOldChore implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands) {}

  async due(after: string): Promise<string[]> {
    const since = 'now() - make_interval(days => $2)';
    const deliveries = await gamesHaving(this.database, 'webhooks.delivery', after, `id < platform.typeid_floor('whd', ${since}) AND state <> 'pending' AND ended_at < ${since}`, [KEPT_DAYS]);
    const events = await gamesHaving(this.database, 'webhooks.event', after, `id < platform.typeid_floor('evt', ${since}) AND created_at < ${since}`, [KEPT_DAYS]);
    const batches = await gamesHaving(this.database, 'webhooks.batch', after, `id < platform.typeid_floor('wba', ${since}) AND created_at < ${since}`, [KEPT_DAYS]);
    return firstGames(deliveries, events, batches);
  }

  step(gameId: string, max: number): Promise<number> {
    return this.commands.execute(new RemoveOld(max), systemScope(gameId, 'webhooks.remove-old'));
  }
}
