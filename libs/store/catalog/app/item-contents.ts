import { Injectable } from '@nestjs/common';
import { isId } from '#platform/kernel/ids';
import type { ItemChanges, NestedItemInput } from '../contracts/commands.js';
import { ItemRefused } from '../contracts/errors.js';
import { checkBundles } from '../domain/bundle-graph.js';
import { checkedJson, type Item, type Place } from '../domain/item.js';
import { CategoriesRepository } from '../infra/categories.repository.js';
import { ItemsRepository } from '../infra/items.repository.js';
import type { NestedItemRow } from '../infra/rows.js';

interface Written {
  item: Item;
  told: ItemChanges;
  place: Place;
}

type Line = Omit<NestedItemRow, 'game_id'>;

/** What items hold and where they stand: the contents of bundles and the categories. Runs after the items themselves are saved. */
@Injectable()
export class ItemContents {
  constructor(private readonly items: ItemsRepository, private readonly categories: CategoriesRepository) {}

  async write(written: Written[]): Promise<void> {
    await this.writeCategories(written.filter(({ told }) => told.categories !== undefined));
    await this.writeNested(written.filter(({ told }) => told.nested_items !== undefined));
    await this.refuseContentsOfOtherTypes(written);
    // A quantity counts into every bundle above.
    const changed = written.filter(({ told }) => told.nested_items !== undefined || told.quantity !== undefined).map(({ item }) => item.id);
    if (changed.length > 0) checkBundles(await this.items.familyOf(changed, true));
  }

  private async writeCategories(written: Written[]): Promise<void> {
    if (written.length === 0) return;
    const known = await this.categories.existing([...new Set(written.flatMap(({ told }) => (told.categories ?? []).filter((id) => isId('cat', id))))]);
    for (const { told, place } of written) {
      const at = (told.categories ?? []).findIndex((id) => !known.has(id));
      if (at >= 0) throw new ItemRefused([...place, 'categories', at], 'This game has no such category.', 'not_found');
    }
    await this.items.setCategories(written.map(({ item, told }) => ({ item_id: item.id, category_ids: [...new Set(told.categories ?? [])] })));
  }

  private async writeNested(written: Written[]): Promise<void> {
    if (written.length === 0) return;
    const named = written.flatMap(({ told }) => told.nested_items ?? []);
    const rows = [
      ...(await this.items.byIds(named.flatMap(({ id }) => id ?? []))),
      ...(await this.items.bySkus(named.flatMap(({ sku }) => sku ?? []))),
    ];
    const byId = new Map(rows.map((row) => [row.id, row]));
    const bySku = new Map(rows.map((row) => [row.sku, row]));
    const lines = written.flatMap(({ item, told, place }) => (told.nested_items ?? []).map((nested, position): Line => {
      const loc = [...place, 'nested_items', position];
      const held = heldItem(nested, loc, byId, bySku);
      return {
        bundle_id: item.id, position, item_id: held.id, count: BigInt(nested.count ?? 1), is_featured: nested.is_featured ?? false, image_url: nested.image_url || null,
        view_type: nested.view_type ?? null, meta: checkedJson(nested.meta ?? null, [...loc, 'meta']),
      };
    }));
    await this.items.setNested(written.map(({ item }) => item.id), lines);
  }

  private async refuseContentsOfOtherTypes(written: Written[]): Promise<void> {
    const others = written.filter(({ item, told }) => item.type !== 'bundle' && (told.type !== undefined || told.nested_items !== undefined));
    if (others.length === 0) return;
    const [line] = await this.items.nestedOf(others.map(({ item }) => item.id));
    if (!line) return;
    const { place } = others.find(({ item }) => item.id === line.bundle_id)!;
    throw new ItemRefused([...place, 'nested_items'], 'Only a bundle holds other items.', 'type');
  }
}

function heldItem<R extends { id: string; sku: string }>(nested: NestedItemInput, loc: Place, byId: Map<string, R>, bySku: Map<string, R>): R {
  if (nested.id == null && nested.sku == null) throw new ItemRefused(loc, 'Name the item by id or by sku.', 'required');
  const held = nested.id != null ? byId.get(nested.id) : bySku.get(nested.sku!);
  if (!held) throw new ItemRefused([...loc, nested.id != null ? 'id' : 'sku'], 'This game has no such item.', 'not_found');
  if (nested.sku != null && held.sku !== nested.sku) throw new ItemRefused([...loc, 'sku'], 'The id and the sku name two items.', 'exclusive');
  return held;
}
