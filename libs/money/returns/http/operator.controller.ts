import { Body, Controller, Get, Header, Param, Post, Put, Query as Params } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation, PageOf } from '#platform/http/answers';
import { Caller, OperatorRoute, type Principal, WhoCalls } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock, unixSecondsOrNull } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import { minorToNumber } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { SetDueDate, TellRates } from '../app/change-return.js';
import { FileReturnFlow } from '../app/file-return.flow.js';
import { ListReturns, ReadReturn, type ListedReturn, type ReturnView } from '../app/read-returns.js';
import { ExchangeRateInvalid } from '../contracts/errors.js';
import { TaxReturnDetails, TaxReturnDueTell, TaxReturnFile, TaxReturnQuery, TaxReturnRatesTell, TaxReturnRead } from './return.dto.js';

class TaxReturnPage extends PageOf(TaxReturnRead, 'TaxReturnPageOf') {}

const LIMIT = 50;
const orNull = (minor: bigint | null): number | null => (minor === null ? null : minorToNumber(minor));

function head({ id, entity, form, period, first_day, last_day, currency, due_on, state, filed_on, reference, declared_minor, filed_at, filed_by }: ListedReturn): TaxReturnRead {
  return { id, entity, form, period, first_day, last_day, currency, due_on, state, filed_on, reference, declared_amount: orNull(declared_minor), filed_at: unixSecondsOrNull(filed_at), filed_by };
}

function amounts(of: { taxable_minor: bigint; tax_minor: bigint; filed_taxable_minor: bigint | null; filed_tax_minor: bigint | null }) {
  return { taxable_amount: minorToNumber(of.taxable_minor), tax_amount: minorToNumber(of.tax_minor), filed_taxable_amount: orNull(of.filed_taxable_minor), filed_tax_amount: orNull(of.filed_tax_minor) };
}

function details(view: ReturnView): TaxReturnDetails {
  return {
    ...head(view), title: view.title, rate_rule: view.rate_rule, sources: [...view.sources], rates: view.rates, rates_missing: view.rates_missing, tax_amount: orNull(view.tax_minor), untold_entries: view.untold_entries,
    rows: view.rows.map((row) => ({
      section: row.section, jurisdiction: row.jurisdiction, member_state: row.member_state, of_period: row.of_period, name: row.name, rate: row.rate, treatment: row.treatment, customer: row.is_business ? 'business' : 'consumer', filed_by: row.filed_by ?? 'operator', currency: row.currency,
      sales: row.sales, reversals: row.reversals, ...amounts(row),
    })),
    totals: view.totals.map((total) => ({ section: total.section, currency: total.currency, ...amounts(total) })),
  };
}

/** What the operator has to return to tax offices, out of the books of all live games. */
@ApiTags('Operator tax')
@Controller('operator/v1/tax_returns')
export class TaxReturnsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly reader: ReadReturn, private readonly filing: FileReturnFlow, private readonly clock: Clock) {}

  @Get()
  @OperatorRoute('tax:read')
  @Operation('list_tax_returns', 'Tax returns of all registrations, that of the period which ends last first')
  @Answers200(TaxReturnPage)
  async list(@Params() { limit = LIMIT, ...wish }: TaxReturnQuery, @Caller() scope: Scope): Promise<TaxReturnPage> {
    const { data, has_more } = await this.queries.ask(new ListReturns({ ...wish, limit }), scope);
    return { data: data.map(head), has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }

  @Get(':return_id')
  @OperatorRoute('tax:read')
  @Operation('get_tax_return', 'One return with its rows, by jurisdiction, period, rate and currency: as the books stand, or as it was filed')
  @Answers200(TaxReturnDetails)
  async get(@Param('return_id') returnId: string, @Caller() scope: Scope): Promise<TaxReturnDetails> {
    return details(await this.reader.view(parseId('trt', returnId), scope));
  }

  @Get(':return_id/csv')
  @OperatorRoute('tax:read')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Operation('get_tax_return_csv', 'Its rows as a file; amounts are minor units')
  @ApiOkResponse({ description: 'The file', content: { 'text/csv': { schema: { type: 'string' } } } })
  async csv(@Param('return_id') returnId: string, @Caller() scope: Scope): Promise<string> {
    return this.reader.csv(parseId('trt', returnId), scope);
  }

  @Put(':return_id/rates')
  @OperatorRoute('tax:write')
  @Operation('tell_tax_return_rates', 'Tell the exchange rates with which a return is made; one that was told before gives way')
  @Answers200(TaxReturnDetails)
  async rates(@Param('return_id') returnId: string, @Body() { rates }: TaxReturnRatesTell, @WhoCalls() caller: Principal): Promise<TaxReturnDetails> {
    const id = parseId('trt', returnId);
    requireStaffProof(caller, this.clock.now());
    const { currency, period } = await this.reader.head(id, caller.scope);
    const told = rates.map((rate) => ({ ...rate, of_period: rate.of_period ?? period }));
    told.forEach((rate, at) => {
      if (rate.currency === currency) throw new ExchangeRateInvalid(at, `${currency} is the currency of the form.`);
      if (/^[0.]+$/.test(rate.rate)) throw new ExchangeRateInvalid(at, 'A rate is more than zero.');
      if (told.findIndex((each) => each.currency === rate.currency && each.of_period === rate.of_period) !== at) throw new ExchangeRateInvalid(at, `${rate.currency} of ${rate.of_period} is told twice.`);
    });
    await this.commands.execute(new TellRates(id, told), caller.scope);
    return details(await this.reader.view(id, caller.scope));
  }

  @Put(':return_id/due_date')
  @OperatorRoute('tax:write')
  @Operation('set_tax_return_due_date', 'Say on which day the authority wants a return, where that is another one than is known here')
  @Answers200(TaxReturnDetails)
  async due(@Param('return_id') returnId: string, @Body() { due_on }: TaxReturnDueTell, @WhoCalls() caller: Principal): Promise<TaxReturnDetails> {
    const id = parseId('trt', returnId);
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new SetDueDate(id, due_on), caller.scope);
    return details(await this.reader.view(id, caller.scope));
  }

  @Post(':return_id/filing')
  @OperatorRoute('tax:write')
  @Operation('file_tax_return', 'Mark a return as filed: it is kept as it is, and what comes later is in a later one. Its months have to be closed')
  @Answers200(TaxReturnDetails)
  async file(@Param('return_id') returnId: string, @Body() { reference, filed_on, declared_amount }: TaxReturnFile, @WhoCalls() caller: Principal): Promise<TaxReturnDetails> {
    const id = parseId('trt', returnId);
    requireStaffProof(caller, this.clock.now());
    await this.filing.file(id, { reference, filed_on, declared_minor: BigInt(declared_amount) }, caller.scope);
    return details(await this.reader.view(id, caller.scope));
  }
}
