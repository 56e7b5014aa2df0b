import type { CatalogCategory, CatalogItem } from '#store/catalog/queries';
import type { LocalPrice } from '#store/pricing/queries';
import { parseCurrency } from '#platform/kernel/currency';
import { Money, WIRE_MAX } from '#platform/kernel/money';
import type { StorefrontItem, StorefrontStore } from '../contracts/queries.js';
import { afterDiscounts } from './discount.js';
import { canBeSold, grantsOf, isOpen, textsOf, type Offer, type Window } from './offer.js';

export interface StoreShelf {
  id: string;
  key: string | null;
  name: string;
  description: string;
  window: Window;
}

/** Everything that a game sells in one country, language and platform, windows and all; what is open is looked at when it is read. */
export interface Snapshot {
  version: string;
  /** The seconds at which any window opens or closes, in order. */
  turns: number[];
  stores: { window: Window; view: Omit<StorefrontStore, 'items'>; items: { window: Window; view: StorefrontItem }[] }[];
}

export interface SnapshotParts {
  version: string;
  shelves: StoreShelf[];
  offers: Offer[];
  items: Map<string, CatalogItem>;
  /** The list price of each offer, in the order of `offers`. */
  prices: (LocalPrice | null)[];
  /** By position. */
  categories: CatalogCategory[];
  locale: string;
}

export function compileSnapshot({ version, shelves, offers, items, prices, categories, locale }: SnapshotParts): Snapshot {
  const byStore = new Map<string, { offer: Offer; price: LocalPrice | null }[]>();
  for (const [index, offer] of offers.entries()) {
    const shelf = byStore.get(offer.storeId) ?? [];
    shelf.push({ offer, price: prices[index] ?? null });
    byStore.set(offer.storeId, shelf);
  }
  const windows = [...shelves, ...offers].flatMap(({ window: { starts, ends } }) => [starts, ends]);
  return {
    version,
    turns: [...new Set(windows.filter((second) => second !== null))].sort((a, b) => a - b),
    stores: shelves.map((shelf) => ({
      window: shelf.window,
      view: { store_id: shelf.id, key: shelf.key, name: shelf.name, description: shelf.description, ends_at: shelf.window.ends },
      items: (byStore.get(shelf.id) ?? []).flatMap(({ offer, price }) => {
        const item = items.get(offer.itemId);
        // A system item sold alone grants nothing, so an order of it would be refused.
        if (!item || !canBeSold(item) || item.is_system) return [];
        const view = itemView(item, offer, { price, locale, category: categories.find(({ id }) => item.category_ids.includes(id)) ?? null });
        return view ? [{ window: offer.window, view: frozen(view) }] : [];
      }),
    })),
  };
}

/** Many readers are handed the same objects. */
function frozen<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) frozen(member as object);
  return Object.freeze(value);
}

/** Null where a price or quantity could not be ordered anyway. */
function itemView(item: CatalogItem, offer: Offer, { price, locale, category }: { price: LocalPrice | null; locale: string; category: CatalogCategory | null }): StorefrontItem | null {
  const { grants, most } = grantsOf(item, offer, 1n, locale);
  if (most > WIRE_MAX) return null;
  const discount = offer.discountPercent ?? 0;
  return {
    store_item_id: offer.id, item_id: item.id, sku: item.sku, type: item.type, ...textsOf(item, offer, locale), image_url: offer.imageUrl ?? item.image_url, category: category && { ...category },
    position: offer.position, badge: offer.badge, discount_percent: discount,
    price: price && {
      amount_minor: Number(afterDiscounts(Money.of(BigInt(price.amount_minor), parseCurrency(price.currency)), [discount]).minor),
      before_discount_minor: price.amount_minor, currency: price.currency,
    },
    grants, ends_at: offer.window.ends,
  };
}

export interface OpenShelves {
  stores: StorefrontStore[];
  /** The second at which a window opens or closes; null when none will. */
  valid_until: number | null;
}

const lastOpened = new WeakMap<Snapshot, OpenShelves & { from: number }>();

/** What is open at this second. Put together once per turn: readers between two turns are handed the same. */
export function openShelves(snapshot: Snapshot, now: number): OpenShelves {
  const last = lastOpened.get(snapshot);
  if (last && now >= last.from && (last.valid_until === null || now < last.valid_until)) return last;
  const stores = snapshot.stores.flatMap(({ window, view, items }) =>
    isOpen(window, now) ? [{ ...view, items: items.flatMap((item) => (isOpen(item.window, now) ? [item.view] : [])) }] : []);
  const opened = frozen({ stores, valid_until: snapshot.turns.find((second) => second > now) ?? null, from: now });
  lastOpened.set(snapshot, opened);
  return opened;
}
