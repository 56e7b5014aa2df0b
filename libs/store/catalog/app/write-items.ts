import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { isId, newId } from '#platform/kernel/ids';
import { minorToNumber, numberToMinor } from '#platform/kernel/money';
import { Outbox } from '#platform/outbox/outbox';
import { PriceTemplateExists, SnapToPricePoint } from '#store/pricing/queries';
import { CreateItem, UpdateItems, UpsertItems, type ItemChanges, type NewItem } from '../contracts/commands.js';
import { ItemNotFound, ItemRefused, SkuTaken } from '../contracts/errors.js';
import { ItemSaved } from '../contracts/events.js';
import { changedItem, freshItem, type Item, type Place } from '../domain/item.js';
import { CatalogVersion } from '../infra/catalog-version.js';
import { ItemsRepository } from '../infra/items.repository.js';
import { ItemContents } from './item-contents.js';

interface Written {
  item: Item;
  told: ItemChanges;
  place: Place;
}

/** Saves items that have been made or changed, all or none: prices on their points, handles unique, what they name existing. */
@Injectable()
export class ItemWriter {
  constructor(
    private readonly items: ItemsRepository, private readonly contents: ItemContents, private readonly queries: Queries, private readonly outbox: Outbox, private readonly clock: Clock,
  ) {}

  /** Throws `catalog.item_refused`, `catalog.price_ambiguous`, `catalog.bundle_refused`, `catalog.sku_taken`, `pricing.above_price_points`. */
  async write(entries: { before: Item; told: ItemChanges; place: Place }[]): Promise<void> {
    const today = this.clock.now().toISOString().slice(0, 10);
    const written = entries.map(({ before, told, place }): Written => ({ item: changedItem(before, told, place, today), told, place }));
    await this.refuseUnknownTemplates(written);
    for (const { item, told } of written) await this.settlePrice(item, told);
    await this.refuseTakenSkus(written);
    await this.refuseUnknownFallbacks(written);
    await this.items.save(written.map(({ item }) => item));
    await this.contents.write(written);
    this.outbox.record(...written.map(({ item }) => new ItemSaved('item', item.id, {
      item_id: item.id, sku: item.sku, type: item.type, name: item.name, price_template_id: item.price_template_id, archived: item.archived_at !== null,
    })));
  }

  private async refuseUnknownTemplates(written: Written[]): Promise<void> {
    const firstPlaces = new Map(written.flatMap(({ told, place }) => (told.price_template_id == null ? [] : [[told.price_template_id, place] as const])).reverse());
    for (const [templateId, place] of firstPlaces) {
      if (!(await this.queries.ask(new PriceTemplateExists(templateId)))) throw new ItemRefused([...place, 'price_template_id'], 'This game has no such price template.', 'not_found');
    }
  }

  /** A price that is told, or that comes to stand in another currency, moves to the nearest price point. */
  private async settlePrice(item: Item, told: ItemChanges): Promise<void> {
    const isTold = told.price !== undefined || told.price_point !== undefined || told.currency !== undefined;
    if (item.price_minor === null || !isTold) return;
    item.price_minor = numberToMinor(await this.queries.ask(new SnapToPricePoint({ price_minor: minorToNumber(item.price_minor), currency: item.currency })));
  }

  private async refuseTakenSkus(written: Written[]): Promise<void> {
    const own = new Map<string, Written>();
    for (const each of written) {
      if (own.has(each.item.sku)) throw new ItemRefused([...each.place, 'sku'], `The sku "${each.item.sku}" stands twice in the request.`, 'unique');
      own.set(each.item.sku, each);
    }
    const ids = new Set(written.map(({ item }) => item.id));
    for (const other of await this.items.bySkus([...own.keys()])) {
      if (!ids.has(other.id)) throw new SkuTaken(other.sku, [...own.get(other.sku)!.place, 'sku']);
    }
  }

  private async refuseUnknownFallbacks(written: Written[]): Promise<void> {
    const naming = written.filter(({ told }) => told.fallback_item_id != null);
    if (naming.length === 0) return;
    const known = new Set((await this.items.byIds(naming.map(({ item }) => item.fallback_item_id!))).map(({ id }) => id));
    const unknown = naming.find(({ item }) => !known.has(item.fallback_item_id!));
    if (unknown) throw new ItemRefused([...unknown.place, 'fallback_item_id'], 'This game has no such item.', 'not_found');
  }
}

@CommandHandler(CreateItem)
export class CreateItemHandler implements ICommandHandler<CreateItem> {
  constructor(private readonly writer: ItemWriter, private readonly version: CatalogVersion, private readonly clock: Clock) {}

  async execute({ item }: CreateItem): Promise<{ id: string }> {
    await this.version.next();
    const id = newId('itm');
    await this.writer.write([{ before: freshItem(id, item, this.clock.now()), told: item, place: ['body'] }]);
    return { id };
  }
}

@CommandHandler(UpsertItems)
export class UpsertItemsHandler implements ICommandHandler<UpsertItems> {
  constructor(private readonly writer: ItemWriter, private readonly items: ItemsRepository, private readonly version: CatalogVersion, private readonly clock: Clock) {}

  async execute({ items }: UpsertItems): Promise<{ ids: string[] }> {
    await this.version.next();
    const now = this.clock.now();
    const known = new Map((await this.items.bySkus(items.map(({ sku }) => sku))).map((row) => [row.sku, row]));
    const before = (item: NewItem): Item => {
      const row = known.get(item.sku);
      return row ? { ...row, modified_at: now } : freshItem(newId('itm'), item, now);
    };
    const entries = items.map((told, index) => ({ before: before(told), told, place: ['body', index] }));
    await this.writer.write(entries);
    return { ids: entries.map((entry) => entry.before.id) };
  }
}

@CommandHandler(UpdateItems)
export class UpdateItemsHandler implements ICommandHandler<UpdateItems> {
  constructor(private readonly writer: ItemWriter, private readonly items: ItemsRepository, private readonly version: CatalogVersion, private readonly clock: Clock) {}

  async execute({ items, isOne }: UpdateItems): Promise<{ ids: string[] }> {
    await this.version.next();
    const now = this.clock.now();
    const ids = items.map(({ id }) => id);
    const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
    if (twice >= 0) throw new ItemRefused(['body', twice, 'id'], 'This item stands twice in the request.', 'unique');
    const known = new Map((await this.items.byIds(ids.filter((id) => isId('itm', id)))).map((row) => [row.id, row]));
    const entries = items.map(({ id, ...told }, index) => {
      const row = known.get(id);
      if (!row) throw new ItemNotFound(isOne ? undefined : ['body', index, 'id']);
      return { before: { ...row, modified_at: now }, told, place: isOne ? ['body'] : ['body', index] };
    });
    await this.writer.write(entries);
    return { ids };
  }
}
