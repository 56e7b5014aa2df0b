import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { addMonths, monthOf, monthsFrom, type Month } from '#platform/kernel/calendar-month';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { MonthHasUntoldEntries, MonthNotNext, MonthNotOver, MonthState, SecondPersonCloses } from '../contracts/errors.js';
import { CountUntoldEntries, GetFirstMonth, ListGamesWithBooks, ListGamesWithUntoldEntries, ListOpenMonths } from '../contracts/queries.js';
import { MonthsRepository, type MonthRow } from '../infra/months.repository.js';

export interface MonthView {
  month: Month;
  state: 'open' | 'closing' | 'closed';
  asked_by: string | null;
  asked_at: Date | null;
  closed_by: string | null;
  closed_at: Date | null;
}

/** A month that nobody has closed; one before the first of the books is behind a closed one all the same, and nothing is booked in it any more. */
const untouched = (month: Month, lastClosed: Month | null): MonthView => ({ month, state: lastClosed !== null && month < lastClosed ? 'closed' : 'open', asked_by: null, asked_at: null, closed_by: null, closed_at: null });

/** The months from one to another, newest first. */
export class ListMonths extends Query<MonthView[]> {
  constructor(readonly from: Month, readonly until: Month) { super(); }
}

@QueryHandler(ListMonths)
export class ListMonthsHandler implements IQueryHandler<ListMonths> {
  constructor(private readonly months: MonthsRepository) {}
  async execute({ from, until }: ListMonths): Promise<MonthView[]> {
    const known = new Map((await this.months.between(from, until)).map((row) => [row.month, row satisfies MonthView]));
    const last = await this.months.lastClosed();
    return monthsFrom(from, until).map((month) => known.get(month) ?? untouched(month, last)).reverse();
  }
}

@QueryHandler(ListOpenMonths)
export class ListOpenMonthsHandler implements IQueryHandler<ListOpenMonths> {
  constructor(private readonly months: MonthsRepository) {}
  async execute({ from, until }: ListOpenMonths): Promise<string[]> {
    // Months are closed in their order, and nothing is booked before the last closed one.
    const last = await this.months.lastClosed();
    return monthsFrom(from, until).filter((month) => last === null || month > last);
  }
}

class GetLastClosed extends Query<Month | null> {}

@QueryHandler(GetLastClosed)
export class GetLastClosedHandler implements IQueryHandler<GetLastClosed> {
  constructor(private readonly months: MonthsRepository) {}
  execute(): Promise<Month | null> {
    return this.months.lastClosed();
  }
}

/** What is known of all books together: asked game by game, before a month is closed. */
@Injectable()
export class BooksOfAll {
  constructor(private readonly queries: Queries) {}

  /** The month in which the first entry of all was posted. */
  async firstMonth(scope: Scope): Promise<Month | null> {
    let first: Month | null = null;
    for await (const month of this.ofEach(scope, new GetFirstMonth(), (after) => new ListGamesWithBooks(after))) if (month !== null && (first === null || month < first)) first = month;
    return first;
  }

  async untold(scope: Scope): Promise<number> {
    let sum = 0;
    for await (const count of this.ofEach(scope, new CountUntoldEntries(), (after) => new ListGamesWithUntoldEntries(after))) sum += count;
    return sum;
  }

  /** The month whose turn it is to be closed. */
  async next(scope: Scope): Promise<Month | null> {
    const last = await this.queries.ask(new GetLastClosed(), scope);
    return last === null ? this.firstMonth(scope) : addMonths(last, 1);
  }

  private async *ofEach<R>(scope: Scope, query: Query<R>, page: (after: string) => Query<string[]>): AsyncGenerator<R> {
    for (let after = ''; ;) {
      const games = await this.queries.ask(page(after), scope);
      if (games.length === 0) return;
      for (const game of games) yield await this.queries.ask(query, systemScope(game, 'ledger.months', scope.requestId));
      after = games.at(-1)!;
    }
  }
}

/** `open` → `closing`: whoever looks after the books of the month says that they are done. `next` is the month whose turn it is. Repeating it changes nothing. Throws `ledger.month_not_over`, `ledger.month_not_next`, `ledger.month_state`. */
export class AskToCloseMonth extends Command<void> {
  static readonly context = 'money/ledger';
  constructor(readonly month: Month, readonly next: Month | null) { super(); }
}

/** `closing` → `closed`, by somebody else, once nothing of its entries is unknown (`untold`). Repeating it changes nothing. Throws `ledger.month_state`, `ledger.second_person_needed`, `ledger.month_has_untold_entries`. */
export class CloseMonth extends Command<void> {
  static readonly context = 'money/ledger';
  constructor(readonly month: Month, readonly untold: number) { super(); }
}

/** `closing` → `open`. Throws `ledger.month_state`. */
export class ReopenMonth extends Command<void> {
  static readonly context = 'money/ledger';
  constructor(readonly month: Month) { super(); }
}

@CommandHandler(AskToCloseMonth)
export class AskToCloseMonthHandler implements ICommandHandler<AskToCloseMonth> {
  constructor(private readonly months: MonthsRepository, private readonly clock: Clock) {}

  async execute({ month, next }: AskToCloseMonth): Promise<void> {
    await this.months.alone();
    const { actor } = currentScope();
    const row = await this.months.find(month);
    if (row?.state === 'closing' && row.asked_by === actor.id) return;
    if (row) throw new MonthState(month, row.state);
    if (month >= monthOf(this.clock.now())) throw new MonthNotOver(month);
    if (month !== next) throw new MonthNotNext(next);
    await this.months.ask(month, actor.id, this.clock.now());
  }
}

async function closing(months: MonthsRepository, month: Month): Promise<MonthRow> {
  await months.alone();
  const row = await months.find(month);
  if (!row) throw new MonthState(month, 'open');
  return row;
}

@CommandHandler(CloseMonth)
export class CloseMonthHandler implements ICommandHandler<CloseMonth> {
  constructor(private readonly months: MonthsRepository, private readonly clock: Clock) {}

  async execute({ month, untold }: CloseMonth): Promise<void> {
    const row = await closing(this.months, month);
    const { actor } = currentScope();
    if (row.state === 'closed' && row.closed_by === actor.id) return;
    if (row.state === 'closed') throw new MonthState(month, 'closed');
    if (row.asked_by === actor.id) throw new SecondPersonCloses();
    if (untold > 0) throw new MonthHasUntoldEntries(untold);
    await this.months.close(month, actor.id, this.clock.now());
  }
}

@CommandHandler(ReopenMonth)
export class ReopenMonthHandler implements ICommandHandler<ReopenMonth> {
  constructor(private readonly months: MonthsRepository) {}

  async execute({ month }: ReopenMonth): Promise<void> {
    const row = await closing(this.months, month);
    if (row.state === 'closed') throw new MonthState(month, 'closed');
    await this.months.reopen(month);
  }
}
