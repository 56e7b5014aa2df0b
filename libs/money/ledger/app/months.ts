import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { monthOf, monthsFrom, type Month } from '#platform/kernel/calendar-month';
import { Clock } from '#platform/kernel/clock';
import { AskToCloseMonth, CloseMonth, ReopenMonth } from '../contracts/commands.js';
import { MonthChangedMeanwhile, MonthHasUntoldEntries, MonthNotNext, MonthNotOver, MonthState, SecondPersonCloses } from '../contracts/errors.js';
import { CountBookedMeanwhile, GetSellerTo, ListEntitiesOfBooks, ListMonths, ListOpenMonths, type EntityOfBooks, type MonthView } from '../contracts/queries.js';
import { MonthsRepository, type MonthRow } from '../infra/months.repository.js';

@QueryHandler(ListEntitiesOfBooks)
export class ListEntitiesOfBooksHandler implements IQueryHandler<ListEntitiesOfBooks> {
  constructor(private readonly months: MonthsRepository) {}
  execute(): Promise<EntityOfBooks[]> {
    return this.months.entities();
  }
}

@QueryHandler(GetSellerTo)
export class GetSellerToHandler implements IQueryHandler<GetSellerTo> {
  constructor(private readonly months: MonthsRepository) {}
  execute({ country }: GetSellerTo): Promise<string | null> {
    return this.months.sellerTo(country);
  }
}

@QueryHandler(ListMonths)
export class ListMonthsHandler implements IQueryHandler<ListMonths> {
  constructor(private readonly months: MonthsRepository) {}

  async execute({ legalEntity, from, until }: ListMonths): Promise<MonthView[]> {
    const known = new Map((await this.months.between(legalEntity, from, until)).map((row) => [row.month, row satisfies MonthView]));
    const entity = (await this.months.entities()).find(({ id }) => id === legalEntity);
    // One before the first of the books is behind a closed one all the same, and nothing is booked in it any more.
    const isOver = (month: Month): boolean => entity !== undefined && (month < entity.begins || (entity.last_closed !== null && month < entity.last_closed));
    const untouched = (month: Month): MonthView => ({ legal_entity: legalEntity, month, state: isOver(month) ? 'closed' : 'open', asked_by: null, asked_at: null, closed_by: null, closed_at: null, explanations: [] });
    return monthsFrom(from, until).map((month) => known.get(month) ?? untouched(month)).reverse();
  }
}

@QueryHandler(ListOpenMonths)
export class ListOpenMonthsHandler implements IQueryHandler<ListOpenMonths> {
  constructor(private readonly months: MonthsRepository) {}
  async execute({ from, until }: ListOpenMonths): Promise<string[]> {
    const entities = await this.months.entities();
    // Months are closed in their order, and nothing is booked before the last closed one, nor before the books begin.
    return monthsFrom(from, until).filter((month) => entities.some(({ begins, last_closed }) => month >= begins && (last_closed === null || month > last_closed)));
  }
}

@QueryHandler(CountBookedMeanwhile)
export class CountBookedMeanwhileHandler implements IQueryHandler<CountBookedMeanwhile> {
  constructor(private readonly months: MonthsRepository) {}
  execute({ legalEntity, month }: CountBookedMeanwhile): Promise<number> {
    return this.months.bookedMeanwhile(legalEntity, month);
  }
}

@CommandHandler(AskToCloseMonth)
export class AskToCloseMonthHandler implements ICommandHandler<AskToCloseMonth> {
  constructor(private readonly months: MonthsRepository, private readonly clock: Clock) {}

  async execute({ of: { legal_entity, month, next, explanations } }: AskToCloseMonth): Promise<void> {
    await this.months.alone();
    const { actor } = currentScope();
    const row = await this.months.find(legal_entity, month);
    if (row?.state === 'closing' && row.asked_by === actor.id) return;
    if (row) throw new MonthState(month, row.state);
    if (month >= monthOf(this.clock.now())) throw new MonthNotOver(month);
    if (month !== next) throw new MonthNotNext(next);
    await this.months.ask(legal_entity, month, { by: actor.id, at: this.clock.now(), explanations });
  }
}

async function closing(months: MonthsRepository, legalEntity: string, month: Month): Promise<MonthRow> {
  await months.alone();
  const row = await months.find(legalEntity, month);
  if (!row) throw new MonthState(month, 'open');
  return row;
}

@CommandHandler(CloseMonth)
export class CloseMonthHandler implements ICommandHandler<CloseMonth> {
  constructor(private readonly months: MonthsRepository, private readonly clock: Clock) {}

  async execute({ of: { legal_entity, month, untold, meanwhile, asked_at, balances } }: CloseMonth): Promise<void> {
    const row = await closing(this.months, legal_entity, month);
    const { actor } = currentScope();
    if (row.state === 'closed' && row.closed_by === actor.id) return;
    if (row.state === 'closed') throw new MonthState(month, 'closed');
    if (row.asked_by === actor.id) throw new SecondPersonCloses();
    if (untold > 0) throw new MonthHasUntoldEntries(untold);
    // What was booked between two askings is noted by none of them.
    if (row.asked_at.getTime() !== asked_at?.getTime()) throw new MonthChangedMeanwhile(month);
    // Whoever was at posting has committed, and nobody posts until this is over.
    if ((await this.months.bookedMeanwhile(legal_entity, month)) !== meanwhile) throw new MonthChangedMeanwhile(month);
    await this.months.keep(legal_entity, month, balances);
    await this.months.close(legal_entity, month, actor.id, this.clock.now());
  }
}

@CommandHandler(ReopenMonth)
export class ReopenMonthHandler implements ICommandHandler<ReopenMonth> {
  constructor(private readonly months: MonthsRepository) {}

  async execute({ of: { legal_entity, month } }: ReopenMonth): Promise<void> {
    const row = await closing(this.months, legal_entity, month);
    if (row.state === 'closed') throw new MonthState(month, 'closed');
    await this.months.reopen(legal_entity, month);
  }
}
