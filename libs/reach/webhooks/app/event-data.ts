import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { EXPORTED_MAX, HoldsPersonalData, throughIds, type Hindrance, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { ListOrderIdsOfPlayers } from '#sales/orders/queries';
import { EventRemoval } from '../infra/event-removal.js';

class GetSentData extends Query<{ entries: object[]; is_open: boolean }> {
  constructor(readonly orderIds: readonly string[]) { super(); }
}

@QueryHandler(GetSentData)
export class GetSentDataHandler implements IQueryHandler<GetSentData> {
  constructor(private readonly removal: EventRemoval) {}
  async execute({ orderIds }: GetSentData): Promise<{ entries: object[]; is_open: boolean }> {
    return { entries: await this.removal.told(orderIds), is_open: await this.removal.isUnderWay(orderIds) };
  }
}

/** Removes what was told of these orders, with all bodies and answers. The numbers of the aggregates stay, so that none is given twice. */
class EraseEvents extends Command<number> {
  static readonly context = 'reach/webhooks';
  constructor(readonly orderIds: readonly string[]) { super(); }
}

@CommandHandler(EraseEvents)
export class EraseEventsHandler implements ICommandHandler<EraseEvents> {
  constructor(private readonly removal: EventRemoval) {}
  execute({ orderIds }: EraseEvents): Promise<number> {
    return this.removal.remove(orderIds);
  }
}

@Injectable()
@HoldsPersonalData('reach/webhooks')
export class EventData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async hindrances(playerIds: readonly string[], scope: Scope): Promise<Hindrance[]> {
    const open = await this.throughOrders(playerIds, scope, async (ids) => Number((await this.queries.ask(new GetSentData(ids), scope)).is_open));
    return open > 0 ? [{ reason: 'delivery_open', yields: true }] : [];
  }

  async exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    const told: object[] = [];
    await this.throughOrders(playerIds, scope, async (ids) => told.push(...(await this.queries.ask(new GetSentData(ids), scope)).entries));
    return { told_to_the_game: told.slice(-EXPORTED_MAX) };
  }

  erase(subject: Subject, scope: Scope): Promise<number> {
    return this.throughOrders([subject.player_id, subject.alias], scope, (ids) => this.commands.execute(new EraseEvents(ids), scope));
  }

  private throughOrders(playerIds: readonly string[], scope: Scope, work: (ids: string[]) => Promise<number>): Promise<number> {
    return throughIds((after) => this.queries.ask(new ListOrderIdsOfPlayers(playerIds, after), scope), work);
  }
}
