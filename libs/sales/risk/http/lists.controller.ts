import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { Caller, StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { DecideAppeal, FileAppeal, ListAppeals } from '../app/appeals.js';
import { EndListEntry, ListDesk, ListListEntries } from '../app/lists.js';
import { AppealDecide, AppealFile, AppealPage, AppealRead, AppealsQuery, ListEntriesQuery, ListEntryCreate, ListEntryEnd, ListEntryPage, ListEntryRead } from './lists.dto.js';

const LIMIT = 20;
const DAYS = 90;

@ApiTags('Risk')
@Controller('v1')
export class RiskListsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly desk: ListDesk) {}

  @Get('risk_list_entries')
  @StudioRoute('risk:read')
  @Operation('list_risk_list_entries', 'What is blocked, allowed or looked at in this game, the newest first')
  @Answers200(ListEntryPage)
  list(@Query() { limit = LIMIT, starting_after, list, subject, value, is_open = true }: ListEntriesQuery, @Caller() scope: Scope): Promise<ListEntryPage> {
    const value_keys = this.desk.keysOf(subject, value, scope.gameId);
    return this.queries.ask(new ListListEntries({ limit, after: starting_after ?? null, list, subject, value_keys, is_open }), scope);
  }

  @Post('risk_list_entries')
  @StudioRoute('risk:write')
  @Operation('create_risk_list_entry', 'Block or allow what payments by card are made with, or have a person look at them')
  @Answers201(ListEntryRead)
  create(@Body() { expires_in_days = DAYS, ...entry }: ListEntryCreate, @WhoCalls() { scope, memberId }: Principal): Promise<ListEntryRead> {
    return this.desk.add({ ...entry, expires_in_days }, scope, memberId ?? null);
  }

  @Post('risk_list_entries/:entry_id/end')
  @StudioRoute('risk:write')
  @Operation('end_risk_list_entry', 'End an entry before its time')
  @Answers200(ListEntryRead)
  end(@Param('entry_id') id: string, @Body() { reason }: ListEntryEnd, @Caller() scope: Scope): Promise<ListEntryRead> {
    return this.commands.execute(new EndListEntry({ id: parseId('rle', id), reason }), scope);
  }

  @Get('risk_appeals')
  @StudioRoute('risk:read')
  @Operation('list_risk_appeals', 'Appeals of players who were stopped or held by an entry, the newest first')
  @Answers200(AppealPage)
  appeals(@Query() { limit = LIMIT, starting_after, state }: AppealsQuery, @Caller() scope: Scope): Promise<AppealPage> {
    return this.queries.ask(new ListAppeals({ state: state ?? null, after: starting_after ?? null, limit }), scope);
  }

  @Post('risk_appeals')
  @StudioRoute('risk:write')
  @Operation('file_risk_appeal', 'Appeal for a player against what stopped or held her payment, whoever listed it')
  @Answers201(AppealRead)
  file(@Body() { payment_id, text }: AppealFile, @Caller() scope: Scope): Promise<AppealRead> {
    return this.commands.execute(new FileAppeal({ payment_id, words: text }), scope);
  }

  @Post('risk_appeals/:appeal_id/decide')
  @StudioRoute('risk:write')
  @Operation('decide_risk_appeal', 'Decide an appeal, as a member who has not written the entry')
  @Answers200(AppealRead)
  decide(@Param('appeal_id') id: string, @Body() { decision, reason }: AppealDecide, @WhoCalls() { scope, memberId }: Principal): Promise<AppealRead> {
    return this.commands.execute(new DecideAppeal({ id: parseId('rap', id), decision, reason, memberId: memberId ?? null }), scope);
  }
}
