import { Body, Controller, Delete, Get, Header, Param, Post, Put, Query as Params } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute, type Principal, WhoCalls } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { parseCurrency } from '#platform/kernel/currency';
import { parseId } from '#platform/kernel/ids';
import { minorToNumber } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { GetBankBatch, GetBankFile, ListBankBatches, ListDebitAccounts, MakeBankBatch, MarkBatchSent, RemoveDebitAccount, SetDebitAccount, type BatchView } from '../app/bank-batches.js';
import { debitDetails } from '../app/bank-details.js';
import { GetBankReport, ListBankEntries, ReadBankReport } from '../app/bank-reports.js';
import { BREAKS, type EntryOutcome } from '../contracts/words.js';
import { BankBatchAsk, BankBatchDetailRead, BankBatchesQuery, BankBatchPage, BankBatchRead, BankEntriesQuery, BankEntryPage, BankReportRead, BankReportTell, DebitAccountQuery, DebitAccountsRead, DebitAccountTell } from './bank-files.dto.js';

const LIMIT = 20;
const ENTRIES = 50;

const batchRead = ({ debit_currency, made_at, sent_at, id, legal_entity, transactions, control_sum, sha256, made_by, sent_by }: Omit<BatchView, 'transfers'>): BankBatchRead =>
  ({ id, legal_entity, currency: debit_currency, transactions, control_sum, sha256, made_by, made_at: unixSeconds(made_at), sent_by, sent_at: unixSecondsOrNull(sent_at) });

/** Payouts as files for a bank, and what the bank says of them. */
@ApiTags('Operator payouts')
@Controller('operator/v1')
export class BankFilesController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  @Get('debit_accounts')
  @OperatorRoute('payouts:read')
  @Operation('list_debit_accounts', 'From which accounts of the operator payouts are paid, by legal entity and currency')
  @Answers200(DebitAccountsRead)
  async accounts(@Caller() scope: Scope): Promise<DebitAccountsRead> {
    const data = (await this.queries.ask(new ListDebitAccounts(), scope)).map(({ iban, account_number, set_at, ...each }) => ({ ...each, ends_with: (iban ?? account_number ?? '').slice(-4), set_at: unixSeconds(set_at) }));
    return { data };
  }

  @Put('debit_accounts')
  @OperatorRoute('payouts:write')
  @Operation('set_debit_account', 'Say from which account payouts of a currency are paid: those of live environments go out as files for its bank from now on')
  @Answers204()
  async setAccount(@Body() told: DebitAccountTell, @WhoCalls() caller: Principal): Promise<void> {
    requireStaffProof(caller, this.clock.now());
    const { legal_entity, holder_name, country } = told;
    await this.commands.execute(new SetDebitAccount({ legal_entity, currency: parseCurrency(told.currency), holder_name, country, ...debitDetails(told) }), caller.scope);
  }

  @Delete('debit_accounts')
  @OperatorRoute('payouts:write')
  @Operation('remove_debit_account', 'Pay nothing from it any more; what was ordered waits until there is one again')
  @Answers204()
  async removeAccount(@Params() { legal_entity, currency }: DebitAccountQuery, @WhoCalls() caller: Principal): Promise<void> {
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new RemoveDebitAccount(legal_entity, currency), caller.scope);
  }

  @Post('bank_batches')
  @OperatorRoute('payouts:write')
  @Operation('make_bank_batch', 'Make a file (pain.001.001.09) of the payouts that wait to be paid from an account, at most 1,000: what is in it is in no other')
  @Answers201(BankBatchDetailRead)
  async make(@Body() { legal_entity, currency }: BankBatchAsk, @WhoCalls() caller: Principal): Promise<BankBatchDetailRead> {
    requireStaffProof(caller, this.clock.now());
    const { id } = await this.commands.execute(new MakeBankBatch(legal_entity, currency), caller.scope);
    return this.details(id, caller.scope);
  }

  @Get('bank_batches')
  @OperatorRoute('payouts:read')
  @Operation('list_bank_batches', 'Files that were made, newest first')
  @Answers200(BankBatchPage)
  async batches(@Params() { limit = LIMIT, starting_after }: BankBatchesQuery, @Caller() scope: Scope): Promise<BankBatchPage> {
    const rows = await this.queries.ask(new ListBankBatches(limit + 1, starting_after ?? null), scope);
    const data = rows.slice(0, limit).map(batchRead);
    const has_more = rows.length > limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }

  @Get('bank_batches/:batch_id')
  @OperatorRoute('payouts:read')
  @Operation('get_bank_batch', 'A file with the payouts in it and what became of each')
  @Answers200(BankBatchDetailRead)
  async batch(@Param('batch_id') id: string, @Caller() scope: Scope): Promise<BankBatchDetailRead> {
    return this.details(parseId('pyb', id), scope);
  }

  @Get('bank_batches/:batch_id/file')
  @OperatorRoute('payouts:write')
  @Header('content-type', 'application/xml; charset=utf-8')
  @Operation('download_bank_file', 'The file itself, the same to the byte each time: it has the account numbers of studios')
  @ApiOkResponse({ description: 'The file', content: { 'application/xml': { schema: { type: 'string' } } } })
  async file(@Param('batch_id') id: string, @WhoCalls() caller: Principal): Promise<string> {
    const batch = parseId('pyb', id);
    requireStaffProof(caller, this.clock.now());
    return this.queries.ask(new GetBankFile(batch), caller.scope);
  }

  @Post('bank_batches/:batch_id/sent')
  @OperatorRoute('payouts:write')
  @Operation('mark_bank_batch_sent', 'Say that the bank has the file; repeating it changes nothing')
  @Answers200(BankBatchDetailRead)
  async sent(@Param('batch_id') id: string, @WhoCalls() caller: Principal): Promise<BankBatchDetailRead> {
    const batch = parseId('pyb', id);
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new MarkBatchSent(batch), caller.scope);
    return this.details(batch, caller.scope);
  }

  @Post('bank_reports')
  @OperatorRoute('payouts:write')
  @Operation('read_bank_report', 'Read a statement, notification or status report of the bank: payouts that it tells of succeed or fail within the hour. The same file again changes nothing')
  @Answers200(BankReportRead)
  async report(@Body() { file }: BankReportTell, @WhoCalls() caller: Principal): Promise<BankReportRead> {
    requireStaffProof(caller, this.clock.now());
    const { id } = await this.commands.execute(new ReadBankReport(file), caller.scope);
    const view = (await this.queries.ask(new GetBankReport(id), caller.scope))!;
    return { ...view, outcomes: view.outcomes as Record<string, number>, read_at: unixSeconds(view.read_at) };
  }

  @Get('bank_entries')
  @OperatorRoute('payouts:read')
  @Operation('list_bank_entries', 'What banks have told that is no payout of ours, or is not what was ordered; newest report first')
  @Answers200(BankEntryPage)
  async entries(@Params() { outcome, limit = ENTRIES, starting_after }: BankEntriesQuery, @Caller() scope: Scope): Promise<BankEntryPage> {
    const [report_id, number] = starting_after?.split(':') ?? [];
    const wanted: readonly EntryOutcome[] = outcome === undefined ? ['unknown', ...BREAKS] : [outcome as EntryOutcome];
    const rows = await this.queries.ask(new ListBankEntries(wanted, limit + 1, report_id === undefined ? null : { report_id, number: Number(number) }), scope);
    const data = rows.slice(0, limit).map(({ amount_minor, number: n, ...row }) => ({ ...row, id: `${row.report_id}:${n}`, amount: amount_minor === null ? null : minorToNumber(amount_minor) }));
    const has_more = rows.length > limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }

  private async details(id: string, scope: Scope): Promise<BankBatchDetailRead> {
    const { transfers, ...batch } = await this.queries.ask(new GetBankBatch(id), scope);
    return { ...batchRead(batch), transfers: transfers.map(({ reference, state, reason_code }) => ({ payout_id: reference, state, reason_code })) };
  }
}
