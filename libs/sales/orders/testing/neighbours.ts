import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { FakeFees } from '#money/fees/testing';
import { FakeTaxModule } from '#money/tax/testing';
import { fakePlayers, type FakePlayers } from '#player/players/testing';
import { Invalid } from '#platform/kernel/errors';
import { ListNoLongerSold, PriceLines, type PricedLine, type PriceLinesInput } from '#store/offers/queries';
import { fakeGameServers, GameServerAnswers } from '#studio/game-servers/testing';

/** What gems cost: 19.99 everywhere, in the currency of the country. Skus that begin with `system.` are the system's. */
const CURRENCY_OF: Record<string, string> = { NL: 'EUR', DE: 'EUR', FR: 'EUR', GB: 'GBP', JP: 'JPY', US: 'USD', CA: 'CAD' };

export class PriceList {
  unit_minor = 1_999;
  asked: PriceLinesInput[] = [];
  /** Ids of items that cannot be bought any more. */
  noLongerSold = new Set<string>();
}

@QueryHandler(PriceLines)
class FakePriceLines implements IQueryHandler<PriceLines> {
  constructor(private readonly list: PriceList) {}

  async execute({ input }: PriceLines) {
    this.list.asked.push(input);
    const currency = input.currency ?? CURRENCY_OF[input.country ?? 'US'] ?? 'USD';
    const lines = input.lines.map((line): PricedLine => {
      if (line.sku === 'unknown') throw new Invalid('offers.unknown_sku', 'No such sku.');
      const before = input.price_decimal ? Math.round(Number(input.price_decimal) * 100) : this.list.unit_minor;
      const unit = Math.round(before * (100 - (input.discount_percent ?? 0)) / 100);
      const sku = line.sku || 'gems.500';
      const is_system = sku.startsWith('system.');
      return {
        item_id: 'itm_01h00000000000000000000001', sku, type: 'item', name: line.name ?? '500 Gems', description: line.description ?? null, image_url: line.image_url ?? null,
        quantity: line.quantity, store_id: null, store_item_id: line.store_item_id ?? null, discount_percent: input.discount_percent ?? 0, unit_before_discount_minor: before,
        unit_minor: unit, total_before_discount_minor: before * line.quantity, total_minor: unit * line.quantity,
        grants: [
          { item_id: 'itm_01h00000000000000000000001', sku, name: '500 Gems', description: null, image_url: null, type: 'item', quantity: 500 * line.quantity, is_system, nested_items: null, source: 'order' },
          { item_id: 'itm_01h00000000000000000000002', sku: 'key.gold', name: 'Gold key', description: null, image_url: null, type: 'item', quantity: 1, is_system, nested_items: null, source: 'bonus' },
        ],
      };
    });
    const sum = (pick: (line: PricedLine) => number): number => lines.reduce((total, line) => total + pick(line), 0);
    return { currency, lines, total_before_discount_minor: sum((line) => line.total_before_discount_minor), total_minor: sum((line) => line.total_minor) };
  }
}

@QueryHandler(ListNoLongerSold)
class FakeNoLongerSold implements IQueryHandler<ListNoLongerSold> {
  constructor(private readonly list: PriceList) {}
  async execute({ itemIds }: ListNoLongerSold) { return itemIds.filter((id) => this.list.noLongerSold.has(id)); }
}

@Module({})
class FakeOffersModule {}

export interface Neighbours {
  prices: PriceList;
  servers: GameServerAnswers;
  players: FakePlayers;
  fakes: DynamicModule[];
}

/** Everything that orders ask: prices of the list above, real tax on the demo's books, five percent fee. */
export function neighbours(): Neighbours {
  const prices = new PriceList();
  const servers = new GameServerAnswers();
  const players = fakePlayers();
  const offers = { module: FakeOffersModule, providers: [{ provide: PriceList, useValue: prices }, FakePriceLines, FakeNoLongerSold] };
  return { prices, servers, players, fakes: [offers, fakeGameServers(servers), players.module, { module: FakeTaxModule }, { module: FakeFees }] };
}
