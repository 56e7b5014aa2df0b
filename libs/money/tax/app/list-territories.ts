import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { ListTerritories, type TerritoryView } from '../contracts/queries.js';
import { territoriesOn } from '../domain/sale-blocks.js';
import { shippedTables } from '../infra/rate-files.js';
import { TaxBooksRepository } from '../infra/tax-books.repository.js';

@QueryHandler(ListTerritories)
export class ListTerritoriesHandler implements IQueryHandler<ListTerritories> {
  constructor(private readonly books: TaxBooksRepository) {}

  async execute({ date }: ListTerritories): Promise<TerritoryView[]> {
    return territoriesOn(date, shippedTables().places, await this.books.saleBlocks(null));
  }
}
