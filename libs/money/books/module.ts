import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { GetAccountMappingHandler, KeepMappingOfMonthHandler, SetAccountMappingHandler } from './app/account-mapping.js';
import { CloseMonthFlow } from './app/close-month.flow.js';
import { GeneralLedger } from './app/general-ledger.js';
import { MonthBooks } from './app/month-books.js';
import { GeneralLedgerController } from './http/general-ledger.controller.js';
import { MonthsController } from './http/months.controller.js';
import { MappingsRepository } from './infra/mappings.repository.js';

export const rows: EntitySchema[] = [];

@Module({
  controllers: [MonthsController, GeneralLedgerController],
  providers: [MappingsRepository, MonthBooks, CloseMonthFlow, GeneralLedger, SetAccountMappingHandler, GetAccountMappingHandler, KeepMappingOfMonthHandler],
})
export class BooksModule {}
