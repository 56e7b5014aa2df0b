import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Seals } from '#platform/crypto/sealed-columns';
import { Holds } from '#platform/invariants/invariants';
import { AddAccountHandler, ConfirmAccountHandler, ListAccountsHandler, RemoveAccountHandler } from './app/accounts.js';
import { GetBankBatchHandler, GetBankFileHandler, ListBankBatchesHandler, ListDebitAccountsHandler, MakeBankBatchHandler, MarkBatchSentHandler, RemoveDebitAccountHandler, SetDebitAccountHandler } from './app/bank-batches.js';
import { BankFiles, BelieveBookedHandler, FindBankOrderHandler, HasDebitAccountHandler, OrderTransferHandler } from './app/bank-files.js';
import { GetBankReportHandler, ListBankEntriesHandler, ReadBankReportHandler } from './app/bank-reports.js';
import { GetFormCsvHandler, GetFormHandler, KeepFormHandler, ListFormsHandler, MakeForms1099k, ValueSalesHandler } from './app/forms-1099k.js';
import { ListHoldsHandler, PlaceHoldHandler, ReleaseHoldHandler } from './app/holds.js';
import { CloseDaysHandler, GetBookOfGameHandler, KeepBooks, ListPartsToMoveHandler, MarkPartsHandler, ReopenDaysHandler } from './app/keep-books.js';
import { GetReturnHandler, IssueInvoiceHandler, IssueInvoices, ListWantedHandler } from './app/issue-invoice.js';
import { GetInvoiceFileHandler, GetInvoiceHandler, KeepInvoiceFileHandler, ListInvoicesHandler, ListInvoiceTermsHandler, ListWaitingInvoicesHandler, OpenInvoiceFileHandler, SetInvoiceTermsHandler } from './app/invoices.js';
import { MakeStatement } from './app/make-statement.js';
import { OfStudio } from './app/of-studio.js';
import { ListNotLookedHandler, MarkLookedHandler, PayoutDayChore } from './app/payout-day.js';
import { CancelPayoutHandler, GetPayoutHandler, ListLastRunsHandler, ListPayoutsHandler } from './app/payouts.js';
import { ProviderOf } from './app/provider-of.js';
import { ReturnPayoutHandler } from './app/return-payout.js';
import { GetOwnPayoutsHandler, ListOverHandler, MakePayoutHandler, NoteRunHandler, RunPayouts } from './app/run-payouts.js';
import { GetPayoutToSendHandler, MarkPayoutHandler, SendPayoutJob, StepPayoutHandler } from './app/send-payout.job.js';
import { GetBankOrderHandler, SettleByHandHandler } from './app/settle-by-hand.js';
import { GetStandingHandler, HearOfStanding, ListTermsHandler, SetStandingHandler, SetTermsHandler } from './app/set-terms.js';
import { GetOwnBooksHandler, ReadStudioMoney } from './app/studio-money.js';
import { TellBalance } from './app/tell-balance.js';
import { BankFilesController } from './http/bank-files.controller.js';
import { BankOrdersController } from './http/bank-orders.controller.js';
import { Forms1099kController } from './http/forms-1099k.controller.js';
import { PayoutInvoicesController } from './http/invoices.controller.js';
import { OperatorInvoicesController } from './http/operator-invoices.controller.js';
import { OperatorPayoutListController } from './http/operator-payouts.controller.js';
import { OperatorPayoutsController } from './http/operator.controller.js';
import { PayoutAccountsController, PayoutsController } from './http/payouts.controller.js';
import { StatementsController } from './http/statements.controller.js';
import { BalanceController } from './http/studio.controller.js';
import { ACCOUNT_DETAILS_SEALED, AccountsRepository } from './infra/accounts.repository.js';
import { BANK_FILES_SEALED, BANK_ORDERS_SEALED, BankOrdersRepository } from './infra/bank-orders.repository.js';
import { BankReportsRepository } from './infra/bank-reports.repository.js';
import { BankSettlementsRepository } from './infra/bank-settlements.repository.js';
import { BooksRepository } from './infra/books.repository.js';
import { FORMS_1099K_SEALED, Forms1099kRepository } from './infra/forms-1099k.repository.js';
import { HELD_BY_PAYOUTS } from './infra/invariants.js';
import { INVOICE_FILES_SEALED, INVOICES_SEALED, InvoicesRepository } from './infra/invoices.repository.js';
import { PayoutRows, PayoutShareRows, RunRows } from './infra/payout-rows.js';
import { PayoutsRepository } from './infra/payouts.repository.js';
import { SandboxBank } from './infra/providers/sandbox-bank.js';
import { AccountRows, BookRows, ClosedDayRows, HoldRows, ReservePartRows, StandingRows, TermsRows } from './infra/rows.js';
import { TermsRepository } from './infra/terms.repository.js';

export const rows: EntitySchema[] = [TermsRows, StandingRows, HoldRows, BookRows, ClosedDayRows, ReservePartRows, AccountRows, PayoutRows, PayoutShareRows, RunRows];

@Holds(HELD_BY_PAYOUTS)
@Seals(ACCOUNT_DETAILS_SEALED, BANK_ORDERS_SEALED, BANK_FILES_SEALED, INVOICES_SEALED, INVOICE_FILES_SEALED, FORMS_1099K_SEALED)
@Module({
  controllers: [BalanceController, PayoutsController, PayoutAccountsController, StatementsController, OperatorPayoutsController, OperatorPayoutListController, BankFilesController, BankOrdersController, PayoutInvoicesController, OperatorInvoicesController, Forms1099kController],
  providers: [
    TermsRepository, BooksRepository, AccountsRepository, PayoutsRepository, ReadStudioMoney, TellBalance, KeepBooks, OfStudio, PayoutDayChore, SandboxBank, ProviderOf, RunPayouts, SendPayoutJob, MakeStatement,
    SetTermsHandler, SetStandingHandler, HearOfStanding, ListTermsHandler, GetStandingHandler, PlaceHoldHandler, ReleaseHoldHandler, ListHoldsHandler,
    GetOwnBooksHandler, GetBookOfGameHandler, CloseDaysHandler, ReopenDaysHandler, MarkPartsHandler, ListPartsToMoveHandler, MarkLookedHandler, ListNotLookedHandler,
    AddAccountHandler, ConfirmAccountHandler, RemoveAccountHandler, ListAccountsHandler,
    GetOwnPayoutsHandler, ListOverHandler, MakePayoutHandler, NoteRunHandler, GetPayoutToSendHandler, StepPayoutHandler, MarkPayoutHandler, ListPayoutsHandler, GetPayoutHandler, ListLastRunsHandler, CancelPayoutHandler,
    BankFiles, BankOrdersRepository, BankReportsRepository, SetDebitAccountHandler, RemoveDebitAccountHandler, ListDebitAccountsHandler, MakeBankBatchHandler, MarkBatchSentHandler, ListBankBatchesHandler, GetBankBatchHandler, GetBankFileHandler,
    FindBankOrderHandler, HasDebitAccountHandler, OrderTransferHandler, BelieveBookedHandler, ReadBankReportHandler, GetBankReportHandler, ListBankEntriesHandler,
    BankSettlementsRepository, SettleByHandHandler, GetBankOrderHandler,
    InvoicesRepository, IssueInvoices, IssueInvoiceHandler, ListWantedHandler, GetReturnHandler, ListInvoicesHandler, GetInvoiceHandler, GetInvoiceFileHandler, KeepInvoiceFileHandler, OpenInvoiceFileHandler,
    ListWaitingInvoicesHandler, SetInvoiceTermsHandler, ListInvoiceTermsHandler, ReturnPayoutHandler,
    Forms1099kRepository, MakeForms1099k, ValueSalesHandler, KeepFormHandler, ListFormsHandler, GetFormHandler, GetFormCsvHandler,
  ],
})
export class PayoutsModule {}
