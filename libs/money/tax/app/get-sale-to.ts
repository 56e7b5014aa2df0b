import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { GetSaleTo, type SaleTo } from '../contracts/queries.js';
import { saleTo } from '../domain/sale-to.js';
import { shippedTables } from '../infra/rate-files.js';
import { TaxBooksRepository } from '../infra/tax-books.repository.js';

@QueryHandler(GetSaleTo)
export class GetSaleToHandler implements IQueryHandler<GetSaleTo> {
  constructor(private readonly books: TaxBooksRepository) {}

  async execute({ country, date }: GetSaleTo): Promise<SaleTo | null> {
    return shippedTables().places.has(country) ? saleTo(country, date, await this.books.forTerritory(country)) : null;
  }
}
