import { Body, Controller, Delete, Get, Param, Post, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Matters, Streams } from '#platform/http/load-shedding';
import { OperatorRoute, PlayerRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import { ApproveExport, AskForExport, ListExports, SavedMethodExports } from '../app/saved-method-exports.js';
import { RemoveSavedMethod, SetDefaultSavedMethod } from '../contracts/commands.js';
import { ListSavedMethods } from '../contracts/queries.js';
import { SavedMethodExportAsk, SavedMethodExportList, SavedMethodExportRead, SavedMethodList } from './saved-methods.dto.js';

/** What the signed-in player has saved to pay by. */
@ApiTags('Store: saved methods')
@Controller('store/v1/saved_methods')
export class SavedMethodsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @PlayerRoute('verified')
  @Operation('list_saved_methods', 'What the signed-in player has saved to pay by')
  @Answers200(SavedMethodList)
  async list(@WhoCalls() caller: Principal): Promise<SavedMethodList> {
    return { data: await this.queries.ask(new ListSavedMethods(caller.playerId!), caller.scope) };
  }

  @Put(':saved_method_id/default')
  @PlayerRoute('verified')
  @Operation('set_default_saved_method', 'Choose this one beforehand')
  @Answers200(SavedMethodList)
  async makeDefault(@Param('saved_method_id') id: string, @WhoCalls() caller: Principal): Promise<SavedMethodList> {
    await this.commands.execute(new SetDefaultSavedMethod({ player_id: caller.playerId!, saved_method_id: parseId('spm', id) }), caller.scope);
    return { data: await this.queries.ask(new ListSavedMethods(caller.playerId!), caller.scope) };
  }

  @Delete(':saved_method_id')
  @PlayerRoute('verified')
  @Operation('remove_saved_method', 'Remove it, here at once and at the provider as soon as that answers')
  @Answers204()
  async remove(@Param('saved_method_id') id: string, @WhoCalls() caller: Principal): Promise<void> {
    await this.commands.execute(new RemoveSavedMethod({ player_id: caller.playerId!, saved_method_id: parseId('spm', id) }), caller.scope);
  }
}

/** Moving what players have saved to another provider. */
@ApiTags('Operator payments')
@Controller('operator/v1/saved_method_exports')
export class SavedMethodExportsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly exports: SavedMethodExports, private readonly clock: Clock) {}

  @Get()
  @OperatorRoute('payments:read')
  @Operation('list_saved_method_exports', 'Exports of saved methods that were asked for, the newest first')
  @Answers200(SavedMethodExportList)
  async list(@WhoCalls() { scope }: Principal): Promise<SavedMethodExportList> {
    return { data: await this.queries.ask(new ListExports(), scope) };
  }

  @Post()
  @OperatorRoute('payments:write')
  @Operation('ask_for_saved_method_export', 'Ask for the tokens of a provider, to move them to another. A second person has to agree')
  @Answers201(SavedMethodExportRead)
  ask(@Body() { provider, reason }: SavedMethodExportAsk, @WhoCalls() caller: Principal): Promise<SavedMethodExportRead> {
    requireStaffProof(caller, this.clock.now());
    return this.commands.execute(new AskForExport(provider, reason), caller.scope);
  }

  @Post(':export_id/approve')
  @OperatorRoute('payments:write')
  @Operation('approve_saved_method_export', 'Agree to an export that somebody else has asked for')
  @Answers200(SavedMethodExportRead)
  approve(@Param('export_id') id: string, @WhoCalls() caller: Principal): Promise<SavedMethodExportRead> {
    requireStaffProof(caller, this.clock.now());
    return this.commands.execute(new ApproveExport(parseId('spx', id)), caller.scope);
  }

  @Get(':export_id/file')
  @OperatorRoute('payments:write')
  @Matters('bulk')
  @Streams()
  @Operation('fetch_saved_method_export', 'The tokens of an approved export, one a line, for 24 hours', 'An answer that breaks off is not the whole: fetch it again.')
  @ApiOkResponse({ description: 'JSON Lines', content: { 'application/jsonl': { schema: { type: 'string' } } } })
  async file(@Param('export_id') id: string, @WhoCalls() caller: Principal, @Res() reply: FastifyReply): Promise<void> {
    requireStaffProof(caller, this.clock.now());
    const lines = await this.exports.open(parseId('spx', id), caller.scope);
    void reply.headers({ 'content-type': 'application/jsonl; charset=utf-8', 'content-disposition': `attachment; filename="${id}.jsonl"`, 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' }).send(lines);
  }
}
