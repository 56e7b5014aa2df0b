import { Body, Controller, Get, Header, Param, Put, Query as Params, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ListEntitiesOfBooks, ListMonths } from '#money/ledger/queries';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Streams } from '#platform/http/load-shedding';
import { Caller, OperatorRoute, type Principal, WhoCalls } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock, unixSecondsOrNull } from '#platform/kernel/clock';
import { minorToNumber } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { GetAccountMapping, SetAccountMapping } from '../app/account-mapping.js';
import { GeneralLedger } from '../app/general-ledger.js';
import { MonthBooks } from '../app/month-books.js';
import { AccountMappingRead, AccountMappingTell, EntitiesOfBooksRead, EntityQuery, MonthTrialBalanceRead } from './month.dto.js';
import { monthIn } from './month-in.js';

/** The books of a legal entity as an accountant takes them over. */
@ApiTags('Operator ledger')
@Controller('operator/v1')
export class GeneralLedgerController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock, private readonly ledger: GeneralLedger, private readonly books: MonthBooks) {}

  @Get('books')
  @OperatorRoute('ledger:read')
  @Operation('list_books', 'The legal entities that keep books')
  @Answers200(EntitiesOfBooksRead)
  async entities(@Caller() scope: Scope): Promise<EntitiesOfBooksRead> {
    return { data: await this.queries.ask(new ListEntitiesOfBooks(), scope) };
  }

  @Get('months/:month/trial_balance')
  @OperatorRoute('ledger:read')
  @Operation('get_month_trial_balance', 'What the accounts of a legal entity moved by in a month, over all live games')
  @Answers200(MonthTrialBalanceRead)
  async trialBalance(@Param('month') text: string, @Params() { legal_entity }: EntityQuery, @Caller() scope: Scope): Promise<MonthTrialBalanceRead> {
    const month = monthIn(text);
    const { id } = await this.books.entity(legal_entity, scope);
    const { state } = (await this.queries.ask(new ListMonths(id, month, month), scope))[0]!;
    const data = (await this.books.balances(id, month, scope)).map((row) => ({
      account: row.account, currency: row.currency, opening: minorToNumber(row.opening_minor), debits: minorToNumber(row.debits_minor), credits: minorToNumber(row.credits_minor), closing: minorToNumber(row.closing_minor),
    }));
    return { legal_entity: id, month, state, data };
  }

  @Get('months/:month/general_ledger')
  @OperatorRoute('ledger:read')
  @Streams()
  @Header('content-type', 'application/json; charset=utf-8')
  @Operation('export_general_ledger', 'Every posting of a month with its account number, reference and the month that it came from; amounts in minor units. Of a closed month the same to the byte each time')
  @ApiOkResponse({ description: 'The file', content: { 'application/json': { schema: { type: 'object' } } } })
  async json(@Param('month') text: string, @Params() { legal_entity }: EntityQuery, @Caller() scope: Scope): Promise<StreamableFile> {
    return new StreamableFile(await this.ledger.json(legal_entity, monthIn(text), scope), { type: 'application/json; charset=utf-8' });
  }

  @Get('months/:month/general_ledger/csv')
  @OperatorRoute('ledger:read')
  @Streams()
  @Header('content-type', 'text/csv; charset=utf-8')
  @Operation('export_general_ledger_csv', 'The same as a CSV file; amounts in major units, exact')
  @ApiOkResponse({ description: 'The file', content: { 'text/csv': { schema: { type: 'string' } } } })
  async csv(@Param('month') text: string, @Params() { legal_entity }: EntityQuery, @Caller() scope: Scope): Promise<StreamableFile> {
    return new StreamableFile(await this.ledger.csv(legal_entity, monthIn(text), scope), { type: 'text/csv; charset=utf-8' });
  }

  @Get('account_mapping')
  @OperatorRoute('ledger:read')
  @Operation('get_account_mapping', "How the accounts of the ledger are called in the operator's own chart")
  @Answers200(AccountMappingRead)
  async mapping(@Caller() scope: Scope): Promise<AccountMappingRead> {
    const { set_at, ...mapping } = await this.queries.ask(new GetAccountMapping(null), scope);
    return { ...mapping, set_at: unixSecondsOrNull(set_at) };
  }

  @Put('account_mapping')
  @OperatorRoute('ledger:write')
  @Operation('set_account_mapping', 'Say it anew, all at once; months that were exported as closed keep what was said before')
  @Answers200(AccountMappingRead)
  async map(@Body() { accounts }: AccountMappingTell, @WhoCalls() caller: Principal): Promise<AccountMappingRead> {
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new SetAccountMapping(accounts.map(({ account, number, name }) => ({ account, number, name }))), caller.scope);
    return this.mapping(caller.scope);
  }
}
