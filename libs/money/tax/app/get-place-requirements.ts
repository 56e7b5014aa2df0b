import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { GetPlaceRequirements, type PlaceRequirements } from '../contracts/queries.js';
import { requirementsOn } from '../domain/sale-blocks.js';
import { shippedTables } from '../infra/rate-files.js';
import { TaxBooksRepository } from '../infra/tax-books.repository.js';

@QueryHandler(GetPlaceRequirements)
export class GetPlaceRequirementsHandler implements IQueryHandler<GetPlaceRequirements> {
  constructor(private readonly books: TaxBooksRepository) {}

  async execute({ country, date }: GetPlaceRequirements): Promise<PlaceRequirements> {
    const territory = country.trim().toUpperCase();
    return requirementsOn(country, date, shippedTables().places, await this.books.saleBlocks(territory), await this.books.engineUses(territory));
  }
}
