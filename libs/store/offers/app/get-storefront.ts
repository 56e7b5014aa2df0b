import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { fromUnixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { GetCatalogCategories, GetCatalogItems, GetCatalogVersion, type CatalogItem } from '#store/catalog/queries';
import { GetPricingVersion, PriceInCountry } from '#store/pricing/queries';
import { GetStorefront } from '../contracts/queries.js';
import { priceSourceOf, type Offer } from '../domain/offer.js';
import { compileSnapshot, openShelves, type Snapshot, type StoreShelf } from '../domain/storefront.js';
import { OffersVersion } from '../infra/offers-version.js';
import type { StoreRow } from '../infra/rows.js';
import { Snapshots } from '../infra/snapshots.js';
import { StoreItemsRepository } from '../infra/store-items.repository.js';
import { StoresRepository } from '../infra/stores.repository.js';

type Input = GetStorefront['input'];

const ITEMS_PER_QUESTION = 500;
const READINGS_MAX = 5;

const shelfOf = (row: StoreRow): StoreShelf => ({
  id: row.id, key: row.key, name: row.name, description: row.description, window: { starts: unixSecondsOrNull(row.start_at), ends: unixSecondsOrNull(row.end_at) },
});

@QueryHandler(GetStorefront)
export class GetStorefrontHandler implements IQueryHandler<GetStorefront> {
  constructor(
    private readonly queries: Queries,
    private readonly stores: StoresRepository,
    private readonly storeItems: StoreItemsRepository,
    private readonly offersVersion: OffersVersion,
    private readonly snapshots: Snapshots,
  ) {}

  async execute({ input }: GetStorefront) {
    const { gameId } = currentScope();
    const version = await this.snapshots.versionOf(gameId, () => this.version());
    const snapshot = await this.snapshots.get([gameId, version, input.country, input.locale, input.platform].join('|'), () => this.compile(input, version));
    const { stores, valid_until } = openShelves(snapshot, input.now);
    return { version: snapshot.version, stores, valid_until };
  }

  private async version(): Promise<string> {
    const catalog = await this.queries.ask(new GetCatalogVersion());
    const offers = await this.offersVersion.current();
    const pricing = await this.queries.ask(new GetPricingVersion());
    return `${catalog}.${offers}.${pricing}`;
  }

  /** The statements of one reading may lie on both sides of somebody's commit: it counts only when no version has moved meanwhile. */
  private async compile(input: Input, believed: string): Promise<Snapshot> {
    let before = believed;
    for (let reading = 1; ; reading++) {
      const parts = await this.read(input);
      const after = await this.version();
      if (after === before) return compileSnapshot({ ...parts, version: after, locale: input.locale });
      // Read across somebody's commits: it bears a version of its own, so that nobody keeps it as the state of `after`.
      if (reading === READINGS_MAX) return compileSnapshot({ ...parts, version: `${after}+`, locale: input.locale });
      this.snapshots.forgetVersion(currentScope().gameId);
      before = after;
    }
  }

  private async read(input: Input) {
    const now = fromUnixSeconds(input.now);
    const shelves = (await this.stores.shelves(now)).map(shelfOf);
    const offers = shelves.length > 0 ? await this.storeItems.onShelves(shelves.map(({ id }) => id), now) : [];
    const items = await this.itemsOf(offers);
    const known = offers.filter(({ itemId }) => items.has(itemId));
    const sources = known.map((offer) => priceSourceOf(items.get(offer.itemId)!, offer));
    const prices = sources.length > 0 ? await this.queries.ask(new PriceInCountry({ sources, country: input.country, platform: input.platform })) : [];
    return { shelves, offers: known, items, prices, categories: await this.queries.ask(new GetCatalogCategories()) };
  }

  private async itemsOf(offers: Offer[]): Promise<Map<string, CatalogItem>> {
    const ids = [...new Set(offers.map(({ itemId }) => itemId))];
    const items = new Map<string, CatalogItem>();
    for (let from = 0; from < ids.length; from += ITEMS_PER_QUESTION) {
      for (const item of await this.queries.ask(new GetCatalogItems({ ids: ids.slice(from, from + ITEMS_PER_QUESTION) }))) items.set(item.id, item);
    }
    return items;
  }
}
