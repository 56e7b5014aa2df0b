import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Holds } from '#platform/invariants/invariants';
import { GetFirstMonthHandler, ListBookedEntriesHandler, ListBookedMonthsHandler, ListBookMovementsHandler, ListClosedBalancesHandler } from './app/books-of-entity.js';
import { AskToCloseMonthHandler, CloseMonthHandler, CountBookedMeanwhileHandler, GetSellerToHandler, ListEntitiesOfBooksHandler, ListMonthsHandler, ListOpenMonthsHandler, ReopenMonthHandler } from './app/months.js';
import { ExchangedSettlements } from './app/exchanged-settlements.js';
import { PostSettlementLinesHandler } from './app/post-settlement-lines.js';
import { PspFees } from './app/psp-fees.js';
import { PostStudioMovesHandler } from './app/post-studio-moves.js';
import { ListGamesWithBooksHandler, ListStudioDaysHandler } from './app/read-studio-days.js';
import { PostDisputes, PostLateCaptures, PostLosses, PostMismatches, PostOverpaymentRefunds, PostOverpayments, PostResolvedMismatches } from './app/post-payments.js';
import { PostChargebacks, PostPartRefunds, PostRefunds, PostSales } from './app/post-sales.js';
import { GetTrialBalanceHandler, ListJournalEntriesHandler } from './app/read-ledger.js';
import { ListGrossSalesHandler } from './app/read-gross-sales.js';
import { RollUpChore, RollUpHandler } from './app/roll-up.js';
import { CountUntoldEntriesHandler, ListGamesWithUntoldEntriesHandler, ListTaxTotalsHandler, ListUntoldOrdersHandler, TellSalesHandler } from './app/tax-lines.js';
import { LedgerController } from './http/studio.controller.js';
import { BooksOfEntityRepository } from './infra/books-of-entity.repository.js';
import { HELD_BY_LEDGER } from './infra/invariants.js';
import { JournalRepository } from './infra/journal.repository.js';
import { MonthsRepository } from './infra/months.repository.js';
import { PspFeesRepository } from './infra/psp-fees.repository.js';
import { SettlementExchangeRepository } from './infra/settlement-exchange.repository.js';
import { SealedEntries } from './infra/sealed-entries.js';
import { TaxLinesRepository } from './infra/tax-lines.repository.js';
import { BalanceRollupRows, FreshSumRows, JournalEntryRows, PostingRows } from './infra/rows.js';

export { storeEntityOfBooks } from './infra/entity-of-books-store.js';
export const rows: EntitySchema[] = [JournalEntryRows, PostingRows, BalanceRollupRows, FreshSumRows];

@Holds(HELD_BY_LEDGER)
@Module({
  controllers: [LedgerController],
  providers: [
    JournalRepository, PspFeesRepository, PspFees, SettlementExchangeRepository, ExchangedSettlements, PostSales, PostRefunds, PostPartRefunds, PostChargebacks, PostLateCaptures, PostOverpayments, PostOverpaymentRefunds, PostMismatches, PostResolvedMismatches, PostDisputes, PostLosses, PostSettlementLinesHandler, GetTrialBalanceHandler,
    ListJournalEntriesHandler, RollUpHandler, RollUpChore, SealedEntries, PostStudioMovesHandler, ListStudioDaysHandler, ListGamesWithBooksHandler,
    TaxLinesRepository, TellSalesHandler, ListTaxTotalsHandler, CountUntoldEntriesHandler, ListUntoldOrdersHandler, ListGamesWithUntoldEntriesHandler,
    ListGrossSalesHandler, MonthsRepository, ListMonthsHandler, ListOpenMonthsHandler, AskToCloseMonthHandler, CloseMonthHandler, ReopenMonthHandler, ListEntitiesOfBooksHandler, GetSellerToHandler, CountBookedMeanwhileHandler, ListClosedBalancesHandler,
    BooksOfEntityRepository, GetFirstMonthHandler, ListBookedMonthsHandler, ListBookMovementsHandler, ListBookedEntriesHandler,
  ],
})
export class LedgerModule {}
