import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { newId } from '#platform/kernel/ids';
import type { GrantedItem, GrantFact } from '../contracts/events.js';
import { ListGrantsOfOrder, ReserveOrder, type GrantView, type Reserved } from '../contracts/queries.js';

export function aGrantedItem(changes: Partial<GrantedItem> = {}): GrantedItem {
  return {
    item_id: 'itm_01k00000000000000000000000', sku: 'gems.500', name: '500 gems', description: null, image_url: null, type: 'item', quantity: 500, is_system: false, nested_items: null,
    source: 'order', price_minor: 499, currency: 'USD', ...changes,
  };
}

export function aGrantFact(changes: Partial<GrantFact> = {}): GrantFact {
  const order_id = changes.order_id ?? newId('ord');
  return { grant_id: newId('grt'), order_id, player_id: 'P-1', items: [aGrantedItem()], reason: `Order paid ${order_id}`, ...changes };
}

/** What the fake answers. */
export class GrantAnswers {
  byOrder = new Map<string, GrantView[]>();
  reservation: Reserved = { outcome: 'reserved' };
  reserved: ReserveOrder['input'][] = [];
}

@QueryHandler(ListGrantsOfOrder)
class FakeListGrantsOfOrder implements IQueryHandler<ListGrantsOfOrder> {
  constructor(private readonly answers: GrantAnswers) {}
  async execute({ orderId }: ListGrantsOfOrder): Promise<GrantView[]> { return this.answers.byOrder.get(orderId) ?? []; }
}

@QueryHandler(ReserveOrder)
class FakeReserveOrder implements IQueryHandler<ReserveOrder> {
  constructor(private readonly answers: GrantAnswers) {}
  async execute({ input }: ReserveOrder): Promise<Reserved> {
    this.answers.reserved.push(input);
    return this.answers.reservation;
  }
}

@Module({})
class FakeFulfillmentModule {}

export function fakeFulfillment(answers = new GrantAnswers()): DynamicModule {
  return { module: FakeFulfillmentModule, providers: [{ provide: GrantAnswers, useValue: answers }, FakeListGrantsOfOrder, FakeReserveOrder] };
}
