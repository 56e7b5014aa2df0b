import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { QuoteTax, type TaxQuote } from '../contracts/queries.js';
import { quoteTax } from '../domain/quote-tax.js';
import { shippedTables } from '../infra/rate-files.js';
import { TaxBooksRepository } from '../infra/tax-books.repository.js';

@QueryHandler(QuoteTax)
export class QuoteTaxHandler implements IQueryHandler<QuoteTax> {
  constructor(private readonly books: TaxBooksRepository) {}

  async execute({ request }: QuoteTax): Promise<TaxQuote> {
    const { territory } = shippedTables().places.resolve(request);
    return quoteTax(request, await this.books.forTerritory(territory.territory));
  }
}
