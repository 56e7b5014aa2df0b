import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers200, Operation } from '#platform/http/answers';
import { OperatorRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { SettlementBreaks } from '../app/settlement-breaks.js';
import { parseBreakId } from '../contracts/break-id.js';
import { SettlementBreakPage, SettlementBreakQuery, SettlementBreakRead, SettlementBreakUpdate } from './break.dto.js';

const LIMIT = 50;

/** Lines of settlement reports that match nothing, over all games and providers. */
@ApiTags('Operator settlement')
@Controller('operator/v1/settlement_breaks')
export class SettlementBreaksController {
  constructor(private readonly breaks: SettlementBreaks) {}

  @Get()
  @OperatorRoute('ledger:read')
  @Operation('list_settlement_breaks', 'Lines of settlement reports that match nothing, the oldest first')
  @Answers200(SettlementBreakPage)
  async list(@Query() { status = 'open', provider, limit = LIMIT, starting_after }: SettlementBreakQuery) {
    const rows = await this.breaks.list({ status, ...(provider === undefined ? {} : { provider }), after: starting_after === undefined ? null : parseBreakId(starting_after), limit: limit + 1 });
    const data: SettlementBreakRead[] = rows.slice(0, limit);
    const has_more = rows.length > limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }

  @Patch(':break_id')
  @OperatorRoute('ledger:write')
  @Operation('update_settlement_break', 'Say who looks after a break, and how it was explained')
  @Answers200(SettlementBreakRead)
  update(@Param('break_id') id: string, @Body() body: SettlementBreakUpdate, @WhoCalls() caller: Principal): Promise<SettlementBreakRead> {
    return this.breaks.update(parseBreakId(id), body, caller.scope);
  }
}
