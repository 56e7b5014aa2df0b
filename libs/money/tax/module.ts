import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { AskTaxIdRegisterHandler, CheckTaxIdFlow, CheckTaxIdHandler, FindTaxIdAnswerHandler, ListTaxIdChecksHandler, NoteTaxIdAnswerHandler } from './app/check-tax-id.js';
import { AskTaxEngineHandler, EngineQuotes, NoteEngineQuoteHandler } from './app/engine-quotes.js';
import { ListEngineQuotesHandler, ListEngineStepsHandler, ReplayEngineStepHandler } from './app/engine-records.js';
import { EngineStepsJob, GetNextEngineStepHandler, NoteEngineReceiptHandler, TellTaxEngineHandler } from './app/engine-steps.job.js';
import { CommitSales, EngineNotes, ReverseChargebacks, ReverseParts, ReverseRefunds } from './app/engine-subscribers.js';
import { AlarmOldEngineStepsHandler, EngineWatch } from './app/engine-watch.js';
import { ApproveTaxChangeHandler, RejectTaxChangeHandler } from './app/decide-tax-change.js';
import { GetPlaceBlockHandler } from './app/get-place-block.js';
import { GetPlaceRequirementsHandler } from './app/get-place-requirements.js';
import { GetSaleToHandler } from './app/get-sale-to.js';
import { GetTaxChangeHandler, ListRegistrationsHandler, ListTaxChangesHandler, ListTaxRowsHandler } from './app/list-tax-rows.js';
import { HasTaxRegistrationHandler } from './app/has-tax-registration.js';
import { ListTerritoriesHandler } from './app/list-territories.js';
import { ProposeTaxChangeHandler } from './app/propose-tax-change.js';
import { QuoteTaxHandler } from './app/quote-tax.js';
import { GetTaxIdFormHandler, ReadTaxIdHandler } from './app/read-tax-id.js';
import { ListSaleBlocksHandler, PlaceSaleBlockHandler } from './app/sale-blocks.js';
import { TaxEngine } from './domain/tax-engine.js';
import { TaxIdRegister } from './domain/tax-id-register.js';
import { TaxEngineController } from './http/engine.controller.js';
import { TaxOperatorController } from './http/operator.controller.js';
import { SaleBlocksController } from './http/sale-blocks.controller.js';
import { TaxStudioController } from './http/studio.controller.js';
import { EngineQuotesRepository } from './infra/engine-quotes.repository.js';
import { EngineStepsRepository } from './infra/engine-steps.repository.js';
import { HttpTaxEngine } from './infra/http-tax-engine.js';
import { LocalRateRows, RegistrationRows } from './infra/rows.js';
import { TaxBooksRepository } from './infra/tax-books.repository.js';
import { TaxChangesRepository } from './infra/tax-changes.repository.js';
import { TaxIdChecksRepository } from './infra/tax-id-checks.repository.js';
import { ViesRegister } from './infra/vies-register.js';

export { storeDemoRegistrations } from './infra/demo-registrations.js';

export const rows: EntitySchema[] = [RegistrationRows, LocalRateRows];

@Module({
  controllers: [TaxStudioController, TaxOperatorController, SaleBlocksController, TaxEngineController],
  providers: [
    TaxBooksRepository, QuoteTaxHandler, GetPlaceRequirementsHandler, GetSaleToHandler, ListTerritoriesHandler, HasTaxRegistrationHandler,
    TaxChangesRepository, ProposeTaxChangeHandler, ApproveTaxChangeHandler, RejectTaxChangeHandler, GetTaxChangeHandler, ListTaxChangesHandler, ListTaxRowsHandler, ListRegistrationsHandler,
    { provide: TaxIdRegister, useClass: ViesRegister }, TaxIdChecksRepository, AskTaxIdRegisterHandler, CheckTaxIdFlow, FindTaxIdAnswerHandler, ListTaxIdChecksHandler, NoteTaxIdAnswerHandler, CheckTaxIdHandler,
    GetTaxIdFormHandler, ReadTaxIdHandler, GetPlaceBlockHandler, PlaceSaleBlockHandler, ListSaleBlocksHandler,
    { provide: TaxEngine, useClass: HttpTaxEngine }, EngineQuotesRepository, EngineStepsRepository, EngineQuotes, AskTaxEngineHandler, NoteEngineQuoteHandler, EngineNotes, CommitSales, ReverseRefunds, ReverseParts, ReverseChargebacks,
    GetNextEngineStepHandler, TellTaxEngineHandler, NoteEngineReceiptHandler, EngineStepsJob, EngineWatch, AlarmOldEngineStepsHandler, ListEngineQuotesHandler, ListEngineStepsHandler, ReplayEngineStepHandler,
  ],
})
export class TaxModule {}
