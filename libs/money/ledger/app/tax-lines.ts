import { Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { gamesHaving } from '#platform/housekeeping/chores';
import { TellSales } from '../contracts/commands.js';
import { CountUntoldEntries, ListGamesWithUntoldEntries, ListTaxTotals, ListUntoldOrders, type TaxTotal } from '../contracts/queries.js';
import { firstDay, lastDay } from '#platform/kernel/calendar-month';
import { taxLinesOf } from '../domain/tax-lines.js';
import { TaxLinesRepository } from '../infra/tax-lines.repository.js';
import { factsOf } from './tax-facts.js';

@CommandHandler(TellSales)
export class TellSalesHandler implements ICommandHandler<TellSales> {
  private readonly logger = new Logger('Ledger');

  constructor(private readonly lines: TaxLinesRepository) {}

  /** Of what its studio sold nothing can be told: its entries wait for a person, and those of others do not wait for them. */
  async execute({ sales }: TellSales): Promise<{ told: number }> {
    const own = new Set(sales.filter(({ tax }) => tax.outcome === 'studio_is_seller').map(({ order_id }) => order_id));
    const of = new Map(sales.filter(({ order_id }) => !own.has(order_id)).map((sale) => [sale.order_id, factsOf(sale)]));
    for (const order_id of own) this.logger.error({ msg: 'ALARM: a sale that its studio made itself is booked as ours', order_id });
    const entries = (await this.lines.holdUntold([...of.keys()])).map((entry) => ({ ...entry, lines: taxLinesOf(entry, of.get(entry.order_id)!) }));
    if (entries.length > 0) await this.lines.tell(entries);
    return { told: entries.length };
  }
}

@QueryHandler(ListTaxTotals)
export class ListTaxTotalsHandler implements IQueryHandler<ListTaxTotals> {
  constructor(private readonly lines: TaxLinesRepository) {}
  execute({ from, until }: ListTaxTotals): Promise<TaxTotal[]> {
    return this.lines.totals(firstDay(from), lastDay(until));
  }
}

@QueryHandler(CountUntoldEntries)
export class CountUntoldEntriesHandler implements IQueryHandler<CountUntoldEntries> {
  constructor(private readonly lines: TaxLinesRepository) {}
  execute(): Promise<number> {
    return this.lines.countUntold();
  }
}

@QueryHandler(ListUntoldOrders)
export class ListUntoldOrdersHandler implements IQueryHandler<ListUntoldOrders> {
  constructor(private readonly lines: TaxLinesRepository) {}
  execute({ max }: ListUntoldOrders): Promise<string[]> {
    return this.lines.untoldOrders(max);
  }
}

@QueryHandler(ListGamesWithUntoldEntries)
export class ListGamesWithUntoldEntriesHandler implements IQueryHandler<ListGamesWithUntoldEntries> {
  constructor(private readonly database: Database) {}
  execute({ after }: ListGamesWithUntoldEntries): Promise<string[]> {
    return gamesHaving(this.database, 'ledger.untold_entry', after);
  }
}
