import { Controller, Delete, Get, Param, Post, Query as Params } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute, type Principal, WhoCalls } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { addMonths, isMonth, monthOf, type Month } from '#platform/kernel/calendar-month';
import { Clock, unixSecondsOrNull } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { AskToCloseMonth, BooksOfAll, CloseMonth, ListMonths, ReopenMonth, type MonthView } from '../app/months.js';
import { MonthMalformed, SpanTooLong } from '../contracts/errors.js';
import { MonthRead, MonthsQuery, MonthsRead } from './month.dto.js';

const MONTHS_SHOWN = 12;
const MONTHS_MAX = 120;

const read = (view: MonthView): MonthRead => ({ ...view, asked_at: unixSecondsOrNull(view.asked_at), closed_at: unixSecondsOrNull(view.closed_at) });

function monthIn(text: string): Month {
  if (!isMonth(text)) throw new MonthMalformed();
  return text;
}

/** The months of the books: whoever looks after them asks to close one, and somebody else closes it. */
@ApiTags('Operator ledger')
@Controller('operator/v1/months')
export class MonthsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock, private readonly books: BooksOfAll) {}

  @Get()
  @OperatorRoute('ledger:read')
  @Operation('list_months', 'How the months of the books stand, newest first')
  @Answers200(MonthsRead)
  async list(@Params() query: MonthsQuery, @Caller() scope: Scope): Promise<MonthsRead> {
    const until = query.until ?? monthOf(this.clock.now());
    const from = query.from ?? addMonths(until, 1 - MONTHS_SHOWN);
    if (addMonths(from, MONTHS_MAX) <= until) throw new SpanTooLong(MONTHS_MAX);
    return { data: (await this.queries.ask(new ListMonths(from, until), scope)).map(read) };
  }

  @Post(':month/closing')
  @OperatorRoute('ledger:write')
  @Operation('ask_to_close_month', 'Say that the books of a month are done: it is `closing`, until somebody else closes it')
  @Answers200(MonthRead)
  async ask(@Param('month') text: string, @Caller() scope: Scope): Promise<MonthRead> {
    const month = monthIn(text);
    await this.commands.execute(new AskToCloseMonth(month, await this.books.next(scope)), scope);
    return this.told(month, scope);
  }

  @Delete(':month/closing')
  @OperatorRoute('ledger:write')
  @Operation('reopen_month', 'Take back that a month is to be closed; a closed one stays closed')
  @Answers200(MonthRead)
  async reopen(@Param('month') text: string, @Caller() scope: Scope): Promise<MonthRead> {
    const month = monthIn(text);
    await this.commands.execute(new ReopenMonth(month), scope);
    return this.told(month, scope);
  }

  @Post(':month/close')
  @OperatorRoute('ledger:write')
  @Operation('close_month', 'Close a month that somebody else asked to close: what comes late is booked in the next open one')
  @Answers200(MonthRead)
  async close(@Param('month') text: string, @WhoCalls() caller: Principal): Promise<MonthRead> {
    const month = monthIn(text);
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new CloseMonth(month, await this.books.untold(caller.scope)), caller.scope);
    return this.told(month, caller.scope);
  }

  private async told(month: Month, scope: Scope): Promise<MonthRead> {
    return read((await this.queries.ask(new ListMonths(month, month), scope))[0]!);
  }
}
