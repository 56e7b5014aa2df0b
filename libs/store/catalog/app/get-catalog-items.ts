import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Invalid } from '#platform/kernel/errors';
import { minorToNumber } from '#platform/kernel/money';
import { GetCatalogItems, GetCatalogVersion, GetItemStates, type CatalogItem, type CatalogTexts } from '../contracts/queries.js';
import { contentsOf, linesByBundle } from '../domain/bundle-graph.js';
import { CatalogVersion } from '../infra/catalog-version.js';
import { ItemsRepository, type NestedLine } from '../infra/items.repository.js';
import type { ItemRow } from '../infra/rows.js';

const AT_ONCE_MAX = 500;

@QueryHandler(GetCatalogItems)
export class GetCatalogItemsHandler implements IQueryHandler<GetCatalogItems> {
  constructor(private readonly items: ItemsRepository) {}

  async execute({ by }: GetCatalogItems): Promise<CatalogItem[]> {
    const wanted = 'ids' in by ? by.ids : by.skus;
    if (wanted.length === 0) return [];
    if (wanted.length > AT_ONCE_MAX) throw new Invalid('catalog.too_many_items', `At most ${AT_ONCE_MAX} items can be asked for at once.`);
    const rows = await ('ids' in by ? this.items.byIds(wanted) : this.items.bySkus(wanted));
    const bundles = rows.filter(({ type }) => type === 'bundle').map(({ id }) => id);
    const lines = bundles.length > 0 ? await this.items.familyOf(bundles, false) : [];
    const held = new Map((lines.length > 0 ? await this.items.byIds([...new Set(lines.map(({ item_id }) => item_id))]) : []).map((row) => [row.id, row]));
    const categories = rows.length > 0 ? await this.items.categoriesOf(rows.map(({ id }) => id)) : new Map<string, string[]>();
    const byBundle = linesByBundle(lines);
    return rows.map((row) => catalogItem(row, categories.get(row.id) ?? [], nestedOf(row.id, byBundle, held)));
  }
}

function nestedOf(id: string, byBundle: Map<string, NestedLine[]>, held: Map<string, ItemRow>): CatalogItem['nested'] {
  return contentsOf(id, byBundle).map((line) => {
    const item = held.get(line.item_id)!;
    return {
      item_id: item.id, sku: item.sku, name: item.name, type: item.type, count: minorToNumber(line.count), quantity: minorToNumber(item.quantity),
      image_url: line.image_url ?? item.image_url, is_featured: line.is_featured, is_system: line.is_system, translations: textsOf(item),
    };
  });
}

function textsOf({ translations: { name = {}, description = {} } }: ItemRow): CatalogTexts {
  const locales = [...new Set([...Object.keys(name), ...Object.keys(description)])];
  return Object.fromEntries(locales.map((locale) => [locale, { ...(name[locale] ? { name: name[locale] } : {}), ...(description[locale] ? { description: description[locale] } : {}) }]));
}

function catalogItem(row: ItemRow, category_ids: string[], nested: CatalogItem['nested']): CatalogItem {
  return {
    id: row.id, sku: row.sku, type: row.type, name: row.name, description: row.description, image_url: row.image_url, icon_url: row.icon_url,
    background_image_url: row.background_image_url, background_color: row.background_image_color, quantity: minorToNumber(row.quantity), is_stackable: row.is_stackable,
    is_system: row.is_system ?? false, duration_seconds: row.duration_seconds === null ? null : minorToNumber(row.duration_seconds), price_template_id: row.price_template_id,
    price_minor: row.price_minor === null ? null : minorToNumber(row.price_minor), currency: row.currency, category_ids, nested,
    translations: textsOf(row), archived: row.archived_at !== null,
  };
}

@QueryHandler(GetItemStates)
export class GetItemStatesHandler implements IQueryHandler<GetItemStates> {
  constructor(private readonly items: ItemsRepository) {}

  execute({ ids }: GetItemStates): Promise<Pick<CatalogItem, 'id' | 'sku' | 'type' | 'archived'>[]> {
    return this.items.states(ids);
  }
}

@QueryHandler(GetCatalogVersion)
export class GetCatalogVersionHandler implements IQueryHandler<GetCatalogVersion> {
  constructor(private readonly version: CatalogVersion) {}
  execute(): Promise<number> {
    return this.version.current();
  }
}
