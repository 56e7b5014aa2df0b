import { createHash } from 'node:crypto';
import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { newId } from '#platform/kernel/ids';
import { UnknownSku } from '../contracts/errors.js';
import { GetStorefront, ListNoLongerSold, PriceLines, type PriceLinesInput, type PricedLine, type StorefrontItem, type StorefrontStore } from '../contracts/queries.js';
import { priceOrder, type PricedOrder } from '../domain/order-lines.js';

/** A line as `PriceLines` answers one: one sword for 4.99. */
export function pricedLine(told: Partial<PricedLine> = {}): PricedLine {
  return {
    item_id: 'itm_test', sku: 'sword', type: 'item', name: 'Sword', description: null, image_url: null, quantity: 1, store_id: null, store_item_id: null, discount_percent: 0,
    unit_before_discount_minor: 499, unit_minor: 499, total_before_discount_minor: 499, total_minor: 499,
    grants: [{ item_id: 'itm_test', sku: 'sword', name: 'Sword', description: null, image_url: null, type: 'item', quantity: 1, is_system: false, nested_items: null, source: 'order' }], ...told,
  };
}

export function storefrontItem(told: Partial<StorefrontItem> = {}): StorefrontItem {
  return {
    store_item_id: newId('sit'), item_id: 'itm_test', sku: 'sword', type: 'item', name: 'Sword', description: null, image_url: null, category: null, position: 0, badge: null, discount_percent: 0,
    price: { amount_minor: 499, before_discount_minor: 499, currency: 'USD' }, grants: pricedLine().grants, ends_at: null, ...told,
  };
}

export function storefrontStore(items: StorefrontItem[], told: Partial<StorefrontStore> = {}): StorefrontStore {
  return { store_id: newId('sto'), key: 'main', name: 'Store', description: '', ends_at: null, items, ...told };
}

/** What the fake knows. `price` prices orders: by default every sku of `unitMinor` at that, in `currency`, everything else is unknown. */
export interface FakeOffers {
  currency: string;
  unitMinor: Map<string, number>;
  stores: StorefrontStore[];
  /** Ids of items that cannot be bought any more. */
  noLongerSold: Set<string>;
  price: (input: PriceLinesInput) => PricedOrder;
  module: DynamicModule;
}

@Module({})
class FakeOffersModule {}

export function fakeOffers(told: Partial<Pick<FakeOffers, 'currency' | 'stores' | 'price'>> & { units?: Record<string, number> } = {}): FakeOffers {
  const state: FakeOffers = {
    currency: told.currency ?? 'USD', unitMinor: new Map(Object.entries(told.units ?? { sword: 499 })), stores: told.stores ?? [], noLongerSold: new Set(), module: { module: FakeOffersModule },
    price: told.price ?? ((input) => priced(state, input)),
  };

  @QueryHandler(PriceLines)
  class PriceLinesFake implements IQueryHandler<PriceLines> {
    async execute({ input }: PriceLines) {
      return state.price(input);
    }
  }
  @QueryHandler(ListNoLongerSold)
  class ListNoLongerSoldFake implements IQueryHandler<ListNoLongerSold> {
    async execute({ itemIds }: ListNoLongerSold) {
      return itemIds.filter((id) => state.noLongerSold.has(id));
    }
  }
  @QueryHandler(GetStorefront)
  class GetStorefrontFake implements IQueryHandler<GetStorefront> {
    async execute() {
      // A change of the stores is another version, as for real.
      const version = createHash('sha1').update(JSON.stringify(state.stores)).digest('hex');
      return { version, stores: state.stores, valid_until: null };
    }
  }
  state.module = { module: FakeOffersModule, providers: [PriceLinesFake, ListNoLongerSoldFake, GetStorefrontFake] };
  return state;
}

function priced(state: FakeOffers, input: PriceLinesInput): PricedOrder {
  const units = input.lines.map((line, index) => {
    const unit = state.unitMinor.get(line.sku);
    if (unit === undefined) throw new UnknownSku(index);
    return BigInt(unit);
  });
  const found = input.lines.map((request) => ({
    request, offer: null,
    item: {
      id: `itm_${request.sku}`, sku: request.sku, type: 'item' as const, name: request.sku, description: null, image_url: null, icon_url: null, background_image_url: null, background_color: null,
      quantity: 1, is_stackable: true, is_system: false, duration_seconds: null, price_template_id: null, price_minor: null, currency: state.currency, category_ids: [], nested: [], translations: {}, archived: false,
    },
  }));
  return priceOrder(found, { units, currency: state.currency as 'USD' }, input.discount_percent ?? 0, input.locale);
}
