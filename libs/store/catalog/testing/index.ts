import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { newId } from '#platform/kernel/ids';
import { GetCatalogCategories, GetCatalogItems, GetCatalogVersion, GetItemReads, GetItemStates, type CatalogCategory, type CatalogItem } from '../contracts/queries.js';

/** A whole item; what a test does not care about is told here. */
export function catalogItem(told: Partial<CatalogItem> = {}): CatalogItem {
  const id = told.id ?? newId('itm');
  return {
    id, sku: `sku-${id.slice(-12)}`, type: 'item', name: 'Sword', description: null, image_url: null, icon_url: null, background_image_url: null, background_color: null,
    quantity: 1, is_stackable: true, is_system: false, duration_seconds: null, price_template_id: null, price_minor: 499, currency: 'USD', category_ids: [], nested: [],
    translations: {}, archived: false, ...told,
  };
}

/** What the fake knows; a test may change it at any time and should then count `version` up. */
export interface FakeCatalog {
  items: CatalogItem[];
  categories: CatalogCategory[];
  version: number;
  module: DynamicModule;
}

@Module({})
class FakeCatalogModule {}

/** Answers the catalog's queries: `bootContext({ fakes: [catalog.module] })`. */
export function fakeCatalog(items: CatalogItem[] = []): FakeCatalog {
  const state: FakeCatalog = { items, categories: [], version: 1, module: { module: FakeCatalogModule } };

  @QueryHandler(GetCatalogItems)
  class GetCatalogItemsFake implements IQueryHandler<GetCatalogItems> {
    async execute({ by }: GetCatalogItems): Promise<CatalogItem[]> {
      return state.items.filter((item) => ('ids' in by ? by.ids.includes(item.id) : by.skus.includes(item.sku)));
    }
  }
  @QueryHandler(GetItemStates)
  class GetItemStatesFake implements IQueryHandler<GetItemStates> {
    async execute({ ids }: GetItemStates) {
      return state.items.filter((item) => ids.includes(item.id)).map(({ id, sku, type, archived }) => ({ id, sku, type, archived }));
    }
  }
  @QueryHandler(GetCatalogVersion)
  class GetCatalogVersionFake implements IQueryHandler<GetCatalogVersion> {
    async execute(): Promise<number> {
      return state.version;
    }
  }
  @QueryHandler(GetCatalogCategories)
  class GetCatalogCategoriesFake implements IQueryHandler<GetCatalogCategories> {
    async execute(): Promise<CatalogCategory[]> {
      return state.categories;
    }
  }
  @QueryHandler(GetItemReads)
  class GetItemReadsFake implements IQueryHandler<GetItemReads> {
    async execute({ ids }: GetItemReads) {
      return ids.flatMap((id) => state.items.filter((item) => item.id === id)).map(({ id, sku, type, name, description, currency, quantity, is_stackable, is_system, price_minor }) => ({
        id, model_type: 'ItemRead', sku, type, name, description, currency, quantity, is_stackable, is_currency: type === 'currency', is_system, created_at: 0,
        ...(price_minor === null ? {} : { price: price_minor }),
      }));
    }
  }
  state.module = { module: FakeCatalogModule, providers: [GetCatalogItemsFake, GetItemStatesFake, GetCatalogCategoriesFake, GetCatalogVersionFake, GetItemReadsFake] };
  return state;
}
