import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute, type Principal, WhoCalls } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { DAYS_SHOWN_MAX, RateDayList, RateDayRecord } from './fx.dto.js';
import { ListRateDays, RecordRateDay } from './record-day.js';

/** The rates of exchange that money is converted by. */
@ApiTags('Operator rates of exchange')
@Controller('operator/v1/fx_rates')
export class OperatorFxController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  @Get()
  @OperatorRoute('fx:read')
  @Operation('list_fx_rates', 'The days whose rates were recorded, newest first')
  @Answers200(RateDayList)
  async list(@Caller() scope: Scope): Promise<RateDayList> {
    return { data: await this.queries.ask(new ListRateDays(DAYS_SHOWN_MAX), scope) };
  }

  @Post()
  @OperatorRoute('fx:write')
  @Operation('record_fx_rates', 'Record the rates of a day; one that was recorded is never changed')
  @Answers201(RateDayList)
  async record(@Body() body: RateDayRecord, @WhoCalls() caller: Principal): Promise<RateDayList> {
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new RecordRateDay(body), caller.scope);
    return this.list(caller.scope);
  }
}
