import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { isId } from '#platform/kernel/ids';
import { Query } from '#platform/kernel/messages';
import { PriceInCountry } from '#store/pricing/queries';
import { CursorUnknown } from '../contracts/errors.js';
import { GetItemReads } from '../contracts/queries.js';
import { linesByBundle } from '../domain/bundle-graph.js';
import { ItemsRepository, type ItemFilter, type TemplatePrices } from '../infra/items.repository.js';
import type { ItemRow } from '../infra/rows.js';
import { itemRead, type ItemReadView, type Surroundings } from './item-read.js';

/** What templates cost at their base: US cents, by template. */
@Injectable()
export class BasePrices {
  constructor(private readonly queries: Queries) {}

  async of(templates: string[]): Promise<TemplatePrices> {
    if (templates.length === 0) return new Map();
    const sources = templates.map((price_template_id) => ({ price_template_id, price_minor: null, currency: 'USD' }));
    const prices = await this.queries.ask(new PriceInCountry({ sources, country: null, platform: 'any' }));
    return new Map(prices.flatMap((price, i) => (price?.currency === 'USD' ? [[templates[i]!, price.amount_minor] as const] : [])));
  }
}

/** Brings together what the answer about an item shows: categories, contents, the item it falls back to, the base price of its template. */
@Injectable()
export class ItemReader {
  constructor(private readonly items: ItemsRepository, private readonly prices: BasePrices) {}

  async read(rows: ItemRow[]): Promise<ItemReadView[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const lines = await this.items.nestedOf(ids);
    const related = [...new Set([...lines.map(({ item_id }) => item_id), ...rows.flatMap(({ fallback_item_id }) => fallback_item_id ?? [])])];
    const others = related.length > 0 ? await this.items.byIds(related) : [];
    const innerLines = others.length > 0 ? await this.items.nestedOf(related) : [];
    const around: Surroundings = {
      lines: linesByBundle([...innerLines, ...lines.filter((line) => !related.includes(line.bundle_id))]),
      items: new Map(others.map((row) => [row.id, row])),
      categories: await this.items.categoriesOf([...ids, ...related]),
      basePrices: await this.prices.of([...new Set([...rows, ...others].flatMap(({ price_template_id }) => price_template_id ?? []))]),
    };
    return rows.map((row) => itemRead(row, around, 'order', true));
  }
}

@QueryHandler(GetItemReads)
export class GetItemReadsHandler implements IQueryHandler<GetItemReads> {
  constructor(private readonly items: ItemsRepository, private readonly reader: ItemReader) {}

  async execute({ ids }: GetItemReads): Promise<ItemReadView[]> {
    const known = new Map((await this.items.byIds(ids.filter((id) => isId('itm', id)))).map((row) => [row.id, row]));
    return this.reader.read([...new Set(ids)].flatMap((id) => known.get(id) ?? []));
  }
}

/** A page of the catalog as the Studio API answers it. Throws `catalog.cursor_unknown`. */
export class ListItems extends Query<ItemReadView[]> {
  constructor(readonly filter: ItemFilter & { sold_for_money: boolean }) { super(); }
}

@QueryHandler(ListItems)
export class ListItemsHandler implements IQueryHandler<ListItems> {
  constructor(private readonly items: ItemsRepository, private readonly reader: ItemReader, private readonly prices: BasePrices) {}

  async execute({ filter: { sold_for_money, ...filter } }: ListItems): Promise<ItemReadView[]> {
    if (sold_for_money && filter.with_price === false) return [];
    const { starting_after } = filter;
    if (starting_after !== undefined && (await this.items.byIds([starting_after])).length === 0) throw new CursorUnknown();
    const wanted = { ...filter, ids: filter.ids?.filter((id) => isId('itm', id)), with_price: sold_for_money ? true : filter.with_price };
    const prices = filter.order_by === 'price' ? await this.prices.of(await this.items.templatesInUse()) : new Map<string, number>();
    return this.reader.read(await this.items.page(wanted, prices));
  }
}
