import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { unixSecondsOrNull } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import { StoreItemNotFound, StoreNotFound } from '../contracts/errors.js';
import type { StoreRow } from '../infra/rows.js';
import { StoresRepository, type StoresPage } from '../infra/stores.repository.js';

export interface StoreView {
  id: string;
  key: string | null;
  name: string;
  description: string;
  type: 'default' | 'special';
  start_at: number | null;
  end_at: number | null;
}

function viewOf(row: StoreRow): StoreView {
  return { id: row.id, key: row.key, name: row.name, description: row.description, type: row.type, start_at: unixSecondsOrNull(row.start_at), end_at: unixSecondsOrNull(row.end_at) };
}

/** One store: by its id, or by that of an offer in it. */
export class GetStore extends Query<StoreView> {
  constructor(readonly by: { id: string } | { storeItemId: string }) { super(); }
}

@QueryHandler(GetStore)
export class GetStoreHandler implements IQueryHandler<GetStore> {
  constructor(private readonly stores: StoresRepository) {}

  async execute({ by }: GetStore): Promise<StoreView> {
    if ('id' in by) {
      const row = await this.stores.find(by.id);
      if (!row) throw new StoreNotFound();
      return viewOf(row);
    }
    const row = await this.stores.ofStoreItem(by.storeItemId);
    if (!row) throw new StoreItemNotFound();
    return viewOf(row);
  }
}

/** Stores in the order in which they were made, with how many items each offers. */
export class ListStores extends Query<(StoreView & { item_count: number })[]> {
  constructor(readonly page: StoresPage) { super(); }
}

@QueryHandler(ListStores)
export class ListStoresHandler implements IQueryHandler<ListStores> {
  constructor(private readonly stores: StoresRepository) {}

  async execute({ page }: ListStores): Promise<(StoreView & { item_count: number })[]> {
    return (await this.stores.page(page)).map((row) => ({ ...viewOf(row), item_count: row.item_count }));
  }
}
