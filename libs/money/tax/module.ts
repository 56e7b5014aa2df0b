import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { GetPlaceRequirementsHandler } from './app/get-place-requirements.js';
import { GetSaleToHandler } from './app/get-sale-to.js';
import { ListTerritoriesHandler } from './app/list-territories.js';
import { QuoteTaxHandler } from './app/quote-tax.js';
import { TaxStudioController } from './http/studio.controller.js';
import { LocalRateRows, RegistrationRows } from './infra/rows.js';
import { TaxBooksRepository } from './infra/tax-books.repository.js';

export { storeDemoRegistrations } from './infra/demo-registrations.js';

export const rows: EntitySchema[] = [RegistrationRows, LocalRateRows];

@Module({
  controllers: [TaxStudioController],
  providers: [TaxBooksRepository, QuoteTaxHandler, GetPlaceRequirementsHandler, GetSaleToHandler, ListTerritoriesHandler],
})
export class TaxModule {}
