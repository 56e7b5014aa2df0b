import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { Config } from '#platform/config/config';
import { Clock } from '#platform/kernel/clock';
import { QuoteTax, type TaxQuote, type TaxQuoteRequest } from '../contracts/queries.js';
import { quoteTax } from '../domain/quote-tax.js';
import { bareTaxId, type TaxIdStanding } from '../domain/tax-id-existence.js';
import { shippedTables } from '../infra/rate-files.js';
import { TaxBooksRepository } from '../infra/tax-books.repository.js';
import { TaxIdChecksRepository } from '../infra/tax-id-checks.repository.js';
import { TaxIdRegister } from '../domain/tax-id-register.js';
import { EngineQuotes } from './engine-quotes.js';

@QueryHandler(QuoteTax)
export class QuoteTaxHandler implements IQueryHandler<QuoteTax> {
  constructor(
    private readonly books: TaxBooksRepository,
    private readonly checks: TaxIdChecksRepository,
    private readonly register: TaxIdRegister,
    private readonly engine: EngineQuotes,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  async execute({ request }: QuoteTax): Promise<TaxQuote> {
    const { territory } = shippedTables().places.resolve(request).territory;
    const taxId = await this.standing(request, territory);
    const books = { ...(await this.books.forTerritory(territory)), taxId };
    return this.engine.orOwn(quoteTax(request, books), request, books);
  }

  private async standing({ customer_type, tax_id }: TaxQuoteRequest, territory: string): Promise<TaxIdStanding | undefined> {
    if (customer_type !== 'business' || !tax_id || !this.register.serves(territory)) return undefined;
    const existence = await this.checks.existence(territory, bareTaxId(territory, tax_id), this.clock.now());
    return { existence, trustsForm: this.config.required('TAX_ID_UNCHECKED') === 'trust_form' };
  }
}
