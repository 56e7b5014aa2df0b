import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { ItemDeleted, ItemSaved } from '#store/catalog/events';
import { TemplateUses } from '../infra/template-uses.js';

@Injectable()
@Subscribes(ItemSaved, 'store/pricing.count-saved-item')
export class CountSavedItems implements Subscriber<ItemSaved> {
  constructor(private readonly uses: TemplateUses) {}

  async handle(events: RecordedEvent<ItemSaved['payload']>[]): Promise<void> {
    await this.uses.learn(events.map(({ payload, recordedAt }) => ({ itemId: payload.item_id, templateId: payload.price_template_id, at: recordedAt })));
  }
}

@Injectable()
@Subscribes(ItemDeleted, 'store/pricing.count-deleted-item')
export class CountDeletedItems implements Subscriber<ItemDeleted> {
  constructor(private readonly uses: TemplateUses) {}

  async handle(events: RecordedEvent<ItemDeleted['payload']>[]): Promise<void> {
    await this.uses.learn(events.map(({ payload, recordedAt }) => ({ itemId: payload.item_id, templateId: null, at: recordedAt })));
  }
}
