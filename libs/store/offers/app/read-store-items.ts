import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import { GetItemReads } from '#store/catalog/queries';
import type { StoreItemMembers } from '../contracts/commands.js';
import { StoreNotFound } from '../contracts/errors.js';
import { isOpen } from '../domain/offer.js';
import type { StoreItemRow } from '../infra/rows.js';
import { StoreItemsRepository } from '../infra/store-items.repository.js';
import { StoresRepository } from '../infra/stores.repository.js';

export type StoreItemView = StoreItemMembers & {
  id: string;
  store_id: string;
  item_id: string;
  created_at: number;
  /** Outside its own window. */
  disabled: boolean;
  /** As the catalog answers items. */
  item: Record<string, unknown>;
};

/** What a store offers, in the order in which it shows it; or offers by id; or the first ones of the game. An offer whose item has just gone is left out. */
export class ListStoreItems extends Query<StoreItemView[]> {
  constructor(readonly which: { storeId: string } | { ids: string[] } | { first: number }) { super(); }
}

@QueryHandler(ListStoreItems)
export class ListStoreItemsHandler implements IQueryHandler<ListStoreItems> {
  constructor(private readonly queries: Queries, private readonly stores: StoresRepository, private readonly storeItems: StoreItemsRepository, private readonly clock: Clock) {}

  async execute({ which }: ListStoreItems): Promise<StoreItemView[]> {
    const rows = await this.rows(which);
    const ids = [...new Set(rows.map(({ item_id }) => item_id))];
    const items = new Map((ids.length > 0 ? await this.queries.ask(new GetItemReads(ids)) : []).map((item) => [item.id, item]));
    const now = this.clock.nowSeconds();
    return rows.flatMap((row) => {
      const item = items.get(row.item_id);
      return item ? [viewOf(row, item, now)] : [];
    });
  }

  private async rows(which: ListStoreItems['which']): Promise<StoreItemRow[]> {
    if ('first' in which) return this.storeItems.some(null, which.first);
    if ('ids' in which) return inOrder(await this.storeItems.some(which.ids, which.ids.length), which.ids);
    const rows = await this.storeItems.ofStore(which.storeId);
    if (rows.length === 0 && !(await this.stores.find(which.storeId))) throw new StoreNotFound();
    return rows;
  }
}

function inOrder(rows: StoreItemRow[], ids: string[]): StoreItemRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
}

function viewOf(row: StoreItemRow, item: Record<string, unknown>, now: number): StoreItemView {
  const [start_at, end_at] = [unixSecondsOrNull(row.start_at), unixSecondsOrNull(row.end_at)];
  return {
    id: row.id, store_id: row.store_id, item_id: row.item_id, created_at: unixSeconds(row.created_at), disabled: !isOpen({ starts: start_at, ends: end_at }, now), item,
    position: row.position, name: row.name, description: row.description, image_url: row.image_url, discount_percent: row.discount_percent, bonus_percent: row.bonus_percent,
    bonus_fixed: row.bonus_fixed === null ? null : Number(row.bonus_fixed), custom_badge: row.custom_badge, bonus_badge: row.bonus_badge, start_at, end_at,
    price: row.price_minor === null ? null : Number(row.price_minor), price_template_id: row.price_template_id, quantity: row.quantity === null ? null : Number(row.quantity),
    requirements_mismatch_behavior: row.requirements_mismatch_behavior, card_type: row.card_type, show_first_on_category_list: row.show_first_on_category_list,
    show_disabled_by_max_purchases: row.show_disabled_by_max_purchases,
  };
}
