import { Injectable } from '@nestjs/common';
import { TellSales } from '#money/ledger/commands';
import { ListGamesWithUntoldEntries, ListUntoldOrders } from '#money/ledger/queries';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Housekeeps, type Chore } from '#platform/housekeeping/chores';
import { OPERATOR, systemScope } from '#platform/kernel/scope';
import { GetSales } from '../contracts/queries.js';

const CAUSE = 'orders.untold-entries';
/** As many sales as `GetSales` answers. */
const ORDERS_MAX = 500;

/** Tells the ledger how orders were taxed whose entries it posted without knowing: those of an earlier build. `money` asks nobody in `sales`, so it is told. */
@Injectable()
@Housekeeps(CAUSE)
export class UntoldEntriesChore implements Chore {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  due(after: string): Promise<string[]> {
    return this.queries.ask(new ListGamesWithUntoldEntries(after), systemScope(OPERATOR, CAUSE));
  }

  async step(gameId: string, max: number): Promise<number> {
    const scope = systemScope(gameId, CAUSE);
    const orders = await this.queries.ask(new ListUntoldOrders(max), scope);
    let sum = 0;
    for (let at = 0; at < orders.length; at += ORDERS_MAX) {
      const sales = await this.queries.ask(new GetSales(orders.slice(at, at + ORDERS_MAX)), scope);
      const told = sales.map(({ order_id, country, region, paid_at, tax }) => ({ order_id, country, region, paid_at, tax }));
      if (told.length > 0) sum += (await this.commands.execute(new TellSales(told), scope)).told;
    }
    return sum;
  }
}
