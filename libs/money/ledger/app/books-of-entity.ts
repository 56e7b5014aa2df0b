import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetFirstMonth, ListBookedEntries, ListBookedMonths, ListBookMovements, ListClosedBalances, type BookedEntry, type BookMovement, type MonthBalance } from '../contracts/queries.js';
import { classOf } from '../domain/chart-of-accounts.js';
import { BooksOfEntityRepository } from '../infra/books-of-entity.repository.js';
import { MonthsRepository } from '../infra/months.repository.js';

@QueryHandler(GetFirstMonth)
export class GetFirstMonthHandler implements IQueryHandler<GetFirstMonth> {
  constructor(private readonly books: BooksOfEntityRepository) {}
  execute(): Promise<string | null> {
    return this.books.firstMonth();
  }
}

@QueryHandler(ListBookedMonths)
export class ListBookedMonthsHandler implements IQueryHandler<ListBookedMonths> {
  constructor(private readonly books: BooksOfEntityRepository) {}
  execute({ legalEntity }: ListBookedMonths): Promise<string[]> {
    return this.books.months(legalEntity);
  }
}

const marked = (row: MonthBalance): BookMovement => ({ ...row, is_clearing: classOf(row.account).isClearing === true });

@QueryHandler(ListClosedBalances)
export class ListClosedBalancesHandler implements IQueryHandler<ListClosedBalances> {
  constructor(private readonly months: MonthsRepository) {}
  async execute({ legalEntity, month }: ListClosedBalances): Promise<BookMovement[]> {
    return (await this.months.balances(legalEntity, month)).map(marked);
  }
}

@QueryHandler(ListBookMovements)
export class ListBookMovementsHandler implements IQueryHandler<ListBookMovements> {
  constructor(private readonly books: BooksOfEntityRepository) {}
  async execute({ legalEntity, month, withOpening }: ListBookMovements): Promise<BookMovement[]> {
    return (await this.books.movements(legalEntity, month, withOpening)).map(marked);
  }
}

@QueryHandler(ListBookedEntries)
export class ListBookedEntriesHandler implements IQueryHandler<ListBookedEntries> {
  constructor(private readonly books: BooksOfEntityRepository) {}
  execute({ legalEntity, day, after, max }: ListBookedEntries): Promise<BookedEntry[]> {
    return this.books.entries(legalEntity, day, after, max);
  }
}
