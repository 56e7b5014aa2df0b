import { Injectable } from '@nestjs/common';
import { ListOpenMonths } from '#money/ledger/queries';
import { Commands, Queries } from '#platform/cqrs/doors';
import { dayOf } from '#platform/kernel/calendar-date';
import { Clock } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { EntriesUntold, ExchangeRatesMissing, FiledOnImpossible, MonthsNotClosed, TaxReturnFiled } from '../contracts/errors.js';
import { FileReturn, isFiledAs } from './change-return.js';
import { kept, ReadReturn } from './read-returns.js';

/**
 * Files a return: its months are closed, so that nothing is booked in them any more, then it is added up over all games, and what came of it is kept. Each step may be repeated; whoever breaks off before the last one
 * has changed nothing.
 */
@Injectable()
export class FileReturnFlow {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly read: ReadReturn, private readonly clock: Clock) {}

  async file(id: string, filed: { filed_on: string; reference: string; declared_minor: bigint }, scope: Scope): Promise<void> {
    const { snapshot: _, ...head } = await this.read.head(id, scope);
    if (isFiledAs(head, filed)) return;
    if (head.filed_at) throw new TaxReturnFiled(head.reference!);
    const today = dayOf(this.clock.now());
    if (filed.filed_on <= head.last_day || filed.filed_on > today) throw new FiledOnImpossible(head.last_day, today);
    const open = await this.queries.ask(new ListOpenMonths(head.first_day.slice(0, 7), head.last_day.slice(0, 7)), scope);
    if (open.length > 0) throw new MonthsNotClosed(open);
    const { view, sums } = await this.read.asItStands(head, scope);
    if (view.untold_entries > 0) throw new EntriesUntold(view.untold_entries);
    if (view.rates_missing.length > 0) throw new ExchangeRatesMissing(view.rates_missing);
    await this.commands.execute(new FileReturn(id, { ...filed, snapshot: kept(view) }, sums, view.rates), scope);
  }
}
