import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { GetPlaceBlock, type PlaceBlock } from '../contracts/queries.js';
import { placeBlockOn } from '../domain/sale-blocks.js';
import { shippedTables } from '../infra/rate-files.js';
import { TaxBooksRepository } from '../infra/tax-books.repository.js';

@QueryHandler(GetPlaceBlock)
export class GetPlaceBlockHandler implements IQueryHandler<GetPlaceBlock> {
  constructor(private readonly books: TaxBooksRepository) {}

  async execute({ place, date }: GetPlaceBlock): Promise<PlaceBlock | null> {
    const resolved = shippedTables().places.resolve(place);
    return placeBlockOn(resolved, date, await this.books.saleBlocks(resolved.territory.territory));
  }
}
