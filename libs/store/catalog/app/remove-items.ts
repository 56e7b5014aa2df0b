import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/kernel/clock';
import { isId } from '#platform/kernel/ids';
import { Outbox } from '#platform/outbox/outbox';
import { DeleteItems, TranslateItem } from '../contracts/commands.js';
import { ItemInUse, ItemNotFound, ItemRefused } from '../contracts/errors.js';
import { ItemDeleted, ItemSaved } from '../contracts/events.js';
import { CatalogVersion } from '../infra/catalog-version.js';
import { ItemsRepository } from '../infra/items.repository.js';

@CommandHandler(DeleteItems)
export class DeleteItemsHandler implements ICommandHandler<DeleteItems> {
  constructor(private readonly items: ItemsRepository, private readonly version: CatalogVersion, private readonly outbox: Outbox) {}

  async execute({ ids }: DeleteItems): Promise<{ ids: string[] }> {
    await this.version.next();
    const known = new Map((await this.items.byIds(ids.filter((id) => isId('itm', id)))).map((row) => [row.id, row]));
    const missing = ids.findIndex((id) => !known.has(id));
    if (missing >= 0) throw new ItemNotFound(ids.length === 1 ? undefined : ['body', missing, 'id']);
    const use = await this.items.usedBy([...known.keys()]);
    if (use) throw new ItemInUse(use.sku, use.by, use.how);
    await this.items.remove([...known.keys()]);
    this.outbox.record(...[...known.values()].map(({ id, sku }) => new ItemDeleted('item', id, { item_id: id, sku })));
    return { ids: [...known.keys()] };
  }
}

const LONGEST = { name: 255, description: 512 } as const;

@CommandHandler(TranslateItem)
export class TranslateItemHandler implements ICommandHandler<TranslateItem> {
  constructor(private readonly items: ItemsRepository, private readonly version: CatalogVersion, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ itemId, texts }: TranslateItem): Promise<{ id: string }> {
    await this.version.next();
    const [item] = await this.items.byIds([itemId]);
    if (!item) throw new ItemNotFound();
    for (const field of ['name', 'description'] as const) {
      const kept = { ...item.translations[field] };
      for (const [locale, text] of Object.entries(texts[field] ?? {})) {
        if (text && text.length > LONGEST[field]) throw new ItemRefused(['body', field, locale], `At most ${LONGEST[field]} characters.`, 'length');
        if (text) kept[locale] = text;
        else if (text !== undefined) delete kept[locale];
      }
      item.translations[field] = kept;
    }
    await this.items.save([{ ...item, modified_at: this.clock.now() }]);
    this.outbox.record(new ItemSaved('item', item.id, {
      item_id: item.id, sku: item.sku, type: item.type, name: item.name, price_template_id: item.price_template_id, archived: item.archived_at !== null,
    }));
    return { id: item.id };
  }
}
