import { Body, Controller, Get, Post, Query as Params } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NotAuditedForKeys } from '#platform/audit/audit.interceptor';
import { Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { exponentOf } from '#platform/kernel/currency';
import { minorToNumber, numberToMinor } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { CheckTaxIdFlow, ListTaxIdChecks } from '../app/check-tax-id.js';
import { QuoteTax, type TaxQuote, type TaxQuoteRequest } from '../contracts/queries.js';
import { TaxIdCheckCreate, TaxIdCheckPage, TaxIdCheckQuery, TaxIdCheckRead } from './tax-id-check.dto.js';
import { TaxQuoteCreate, TaxQuoteRead } from './tax-quote.dto.js';

function request(body: TaxQuoteCreate): TaxQuoteRequest {
  return {
    ...body,
    rounding_level: body.rounding_level ?? undefined,
    item_type: body.item_type === 'downloaded_games' ? 'downloaded_games' : 'in_game_content',
    lines: body.lines.map((line) => ({ amount: numberToMinor(line.amount) })),
  };
}

/** A question makes no sale: no engine has been asked. */
function read(told: TaxQuote): TaxQuoteRead {
  const { engine: _, ...quote } = told;
  const orNull = (minor: bigint | null): number | null => (minor === null ? null : minorToNumber(minor));
  return {
    ...quote,
    net: orNull(quote.net),
    tax: orNull(quote.tax),
    total: orNull(quote.total),
    exponent: exponentOf(quote.currency),
    components: quote.components.map((each) => ({ ...each, base: minorToNumber(each.base), tax: minorToNumber(each.tax) })),
    lines: quote.lines.map((line) => ({ net: minorToNumber(line.net), tax: minorToNumber(line.tax), total: minorToNumber(line.total) })),
  };
}

@ApiTags('Tax')
@Controller('v1/tax')
export class TaxStudioController {
  constructor(private readonly queries: Queries, private readonly taxIds: CheckTaxIdFlow) {}

  @Post('quotes')
  @StudioRoute('tax:read')
  @NotAuditedForKeys('a question')
  @Operation('quote_tax', 'What tax a sale bears in a place on a day, and whether it may be made')
  @Answers200(TaxQuoteRead)
  async quote(@Body() body: TaxQuoteCreate, @Caller() scope: Scope): Promise<TaxQuoteRead> {
    return read(await this.queries.ask(new QuoteTax(request(body)), scope));
  }

  @Post('id_checks')
  @StudioRoute('tax:write')
  @Operation('check_tax_id', 'Ask the register whether the number of a business exists; the answer is kept, and quotes take it for thirty days')
  @Answers201(TaxIdCheckRead)
  check(@Body() { country, tax_id }: TaxIdCheckCreate, @Caller() scope: Scope): Promise<TaxIdCheckRead> {
    return this.taxIds.check({ country }, tax_id, scope);
  }

  @Get('id_checks')
  @StudioRoute('tax:read')
  @Operation('list_tax_id_checks', 'What was asked and answered, newest first')
  @Answers200(TaxIdCheckPage)
  async checks(@Params() { limit = 50, ...wish }: TaxIdCheckQuery, @Caller() scope: Scope): Promise<TaxIdCheckPage> {
    const { data, has_more } = await this.queries.ask(new ListTaxIdChecks({ ...wish, limit }), scope);
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}
