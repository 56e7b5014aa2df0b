import { Body, Controller, Delete, Get, Param, Post, Query as Params } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ListMonths, type MonthView } from '#money/ledger/queries';
import { SpanTooLong } from '#money/ledger/errors';
import { Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute, type Principal, WhoCalls } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { addMonths, monthOf } from '#platform/kernel/calendar-month';
import { Clock, unixSecondsOrNull } from '#platform/kernel/clock';
import { numberToMinor } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { CloseMonthFlow } from '../app/close-month.flow.js';
import { MonthBooks } from '../app/month-books.js';
import { EntityQuery, MonthClosingAsk, MonthRead, MonthsQuery, MonthsRead } from './month.dto.js';
import { monthIn } from './month-in.js';

const MONTHS_SHOWN = 12;
const MONTHS_MAX = 120;

const read = ({ explanations, ...view }: MonthView): MonthRead => ({
  ...view, asked_at: unixSecondsOrNull(view.asked_at), closed_at: unixSecondsOrNull(view.closed_at), explanations: explanations.map(({ balance_minor, ...each }) => ({ ...each, balance: balance_minor })),
});

/** The months of the books of each legal entity: whoever looks after them asks to close one, and somebody else closes it. */
@ApiTags('Operator ledger')
@Controller('operator/v1/months')
export class MonthsController {
  constructor(private readonly queries: Queries, private readonly clock: Clock, private readonly closing: CloseMonthFlow, private readonly books: MonthBooks) {}

  @Get()
  @OperatorRoute('ledger:read')
  @Operation('list_months', 'How the months of the books stand, newest first')
  @Answers200(MonthsRead)
  async list(@Params() query: MonthsQuery, @Caller() scope: Scope): Promise<MonthsRead> {
    const until = query.until ?? monthOf(this.clock.now());
    const from = query.from ?? addMonths(until, 1 - MONTHS_SHOWN);
    if (addMonths(from, MONTHS_MAX) <= until) throw new SpanTooLong(MONTHS_MAX);
    const { id } = await this.books.entity(query.legal_entity, scope);
    return { data: (await this.queries.ask(new ListMonths(id, from, until), scope)).map(read) };
  }

  @Post(':month/closing')
  @OperatorRoute('ledger:write')
  @Operation('ask_to_close_month', 'Say that the books of a month are done, and why clearing accounts are not at zero: it is `closing`, until somebody else closes it')
  @Answers200(MonthRead)
  async ask(@Param('month') text: string, @Params() { legal_entity }: EntityQuery, @Body() { explanations = [] }: MonthClosingAsk, @Caller() scope: Scope): Promise<MonthRead> {
    const told = explanations.map(({ balance, account, currency, explanation }) => ({ account, currency, balance_minor: Number(numberToMinor(balance)), explanation }));
    return read(await this.closing.ask(legal_entity, monthIn(text), told, scope));
  }

  @Delete(':month/closing')
  @OperatorRoute('ledger:write')
  @Operation('reopen_month', 'Take back that a month is to be closed; a closed one stays closed')
  @Answers200(MonthRead)
  async reopen(@Param('month') text: string, @Params() { legal_entity }: EntityQuery, @Caller() scope: Scope): Promise<MonthRead> {
    return read(await this.closing.reopen(legal_entity, monthIn(text), scope));
  }

  @Post(':month/close')
  @OperatorRoute('ledger:write')
  @Operation('close_month', 'Close a month that somebody else asked to close, once the books are looked through again: what comes late is booked in the next open one')
  @Answers200(MonthRead)
  async close(@Param('month') text: string, @Params() { legal_entity }: EntityQuery, @WhoCalls() caller: Principal): Promise<MonthRead> {
    const month = monthIn(text);
    requireStaffProof(caller, this.clock.now());
    return read(await this.closing.close(legal_entity, month, caller.scope));
  }
}
