import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { CreateStoreItems, DeleteStoreItems, UpdateStoreItems } from '../contracts/commands.js';
import { StoreFull, StoreItemNotFound, StoreNotFound } from '../contracts/errors.js';
import { StoreItemsRepository } from '../infra/store-items.repository.js';
import { StoresRepository } from '../infra/stores.repository.js';
import { StoreItemMerge, type StoreItemState } from './store-item-merge.js';

/** A store is read whole, by the API and by every hub page. */
const ITEMS_MAX = 1_000;

const EMPTY: StoreItemState = {
  position: 0, name: null, description: null, image_url: null, discount_percent: null, bonus_percent: null, bonus_fixed: null, custom_badge: null, bonus_badge: null, start_at: null, end_at: null,
  price_minor: null, price_template_id: null, quantity: null, requirements_mismatch_behavior: null, card_type: null, show_first_on_category_list: null, show_disabled_by_max_purchases: null,
};

@CommandHandler(CreateStoreItems)
export class CreateStoreItemsHandler implements ICommandHandler<CreateStoreItems> {
  constructor(private readonly stores: StoresRepository, private readonly storeItems: StoreItemsRepository, private readonly merge: StoreItemMerge, private readonly clock: Clock) {}

  async execute({ storeId, items, isBatch }: CreateStoreItems): Promise<{ ids: string[] }> {
    if (!(await this.stores.lock(storeId))) throw new StoreNotFound();
    if ((await this.storeItems.countIn(storeId)) + items.length > ITEMS_MAX) throw new StoreFull(ITEMS_MAX);
    const states = await this.merge.all(items.map((told, index) => ({ itemId: told.item_id, before: EMPTY, told, path: isBatch ? ['items', index] : [] })));
    const rows = states.map((state, index) => ({ ...state, id: newId('sit'), store_id: storeId, item_id: items[index]!.item_id, created_at: this.clock.now() }));
    await this.storeItems.insert(rows);
    return { ids: rows.map(({ id }) => id) };
  }
}

@CommandHandler(UpdateStoreItems)
export class UpdateStoreItemsHandler implements ICommandHandler<UpdateStoreItems> {
  constructor(private readonly storeItems: StoreItemsRepository, private readonly merge: StoreItemMerge, private readonly clock: Clock) {}

  async execute({ storeId, changes, isBatch }: UpdateStoreItems): Promise<{ ids: string[] }> {
    const rows = new Map((await this.storeItems.lock(storeId, changes.map(({ id }) => id))).map((row) => [row.id, row]));
    const before = changes.map(({ id }) => {
      const row = rows.get(id);
      if (!row) throw new StoreItemNotFound();
      return row;
    });
    const states = await this.merge.all(changes.map((told, index) => ({ itemId: before[index]!.item_id, before: before[index]!, told, path: isBatch ? [index] : [] })));
    await this.storeItems.update(states.map((state, index) => ({ ...before[index]!, ...state, modified_at: this.clock.now() })));
    return { ids: changes.map(({ id }) => id) };
  }
}

@CommandHandler(DeleteStoreItems)
export class DeleteStoreItemsHandler implements ICommandHandler<DeleteStoreItems> {
  constructor(private readonly storeItems: StoreItemsRepository) {}

  async execute({ storeId, storeItemIds }: DeleteStoreItems): Promise<{ deleted: number }> {
    return { deleted: await this.storeItems.remove(storeId, storeItemIds) };
  }
}
