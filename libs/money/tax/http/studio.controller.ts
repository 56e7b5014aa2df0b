import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NotAuditedForKeys } from '#platform/audit/audit.interceptor';
import { Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { exponentOf } from '#platform/kernel/currency';
import { minorToNumber, numberToMinor } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { QuoteTax, type TaxQuote, type TaxQuoteRequest } from '../contracts/queries.js';
import { TaxQuoteCreate, TaxQuoteRead } from './tax-quote.dto.js';

function request(body: TaxQuoteCreate): TaxQuoteRequest {
  return {
    ...body,
    rounding_level: body.rounding_level ?? undefined,
    item_type: body.item_type === 'downloaded_games' ? 'downloaded_games' : 'in_game_content',
    lines: body.lines.map((line) => ({ amount: numberToMinor(line.amount) })),
  };
}

function read(quote: TaxQuote): TaxQuoteRead {
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
  constructor(private readonly queries: Queries) {}

  @Post('quotes')
  @StudioRoute('tax:read')
  @NotAuditedForKeys('a question')
  @Operation('quote_tax', 'What tax a sale bears in a place on a day, and whether it may be made')
  @Answers200(TaxQuoteRead)
  async quote(@Body() body: TaxQuoteCreate, @Caller() scope: Scope): Promise<TaxQuoteRead> {
    return read(await this.queries.ask(new QuoteTax(request(body)), scope));
  }
}
