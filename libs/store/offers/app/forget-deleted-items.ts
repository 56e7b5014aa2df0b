import { Injectable } from '@nestjs/common';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import type { RecordedEvent } from '#platform/kernel/messages';
import { ItemDeleted } from '#store/catalog/events';
import { StoreItemsRepository } from '../infra/store-items.repository.js';

/** An item that is gone is offered nowhere. */
@Injectable()
@Subscribes(ItemDeleted, 'store/offers.forget-item')
export class ForgetDeletedItems implements Subscriber<ItemDeleted> {
  constructor(private readonly storeItems: StoreItemsRepository) {}

  async handle(events: RecordedEvent<ItemDeleted['payload']>[]): Promise<void> {
    await this.storeItems.removeOfItems(events.map(({ payload }) => payload.item_id));
  }
}
