import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { HasTaxRegistration } from '../contracts/queries.js';
import { TaxBooksRepository } from '../infra/tax-books.repository.js';

@QueryHandler(HasTaxRegistration)
export class HasTaxRegistrationHandler implements IQueryHandler<HasTaxRegistration> {
  constructor(private readonly books: TaxBooksRepository) {}

  execute({ date }: HasTaxRegistration): Promise<boolean> {
    return this.books.isRegisteredAnywhere(date);
  }
}
