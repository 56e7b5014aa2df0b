import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers202, Operation } from '#platform/http/answers';
import { Caller, StudioRoute, TellsOfNobody } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetGdprRequest, ListGdprRequests } from './contracts/queries.js';
import { GDPRDataRemovalRequest, GdprExport, GdprRequestPage, GdprRequestRead, GdprRequestsQuery } from './gdpr-requests.dto.js';
import { GetGdprExport, MakeGdprRequest } from './gdpr-requests.js';

const LIMIT = 20;

@ApiTags('GDPR Requests')
@Controller('v1/gdpr_requests')
export class GdprRequestsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Post()
  @StudioRoute('gdpr_requests:write')
  @TellsOfNobody()
  @Operation('gdpr_data_removal', "Erase somebody's data, or have a copy of it made", 'A second call about the same person while the first is under way answers the first.')
  @Answers202(GdprRequestRead)
  async make(@Body() body: GDPRDataRemovalRequest, @Caller() scope: Scope): Promise<GdprRequestRead> {
    const { email, user_id, player_id, type } = body;
    const { id } = await this.commands.execute(new MakeGdprRequest(type ?? 'erasure', { email: email ?? null, user_id: user_id ?? null, player_id: player_id ?? null }), scope);
    return this.queries.ask(new GetGdprRequest(id), scope);
  }

  @Get()
  @StudioRoute('gdpr_requests:read')
  @Operation('list_gdpr_requests', 'Privacy requests, newest first')
  @Answers200(GdprRequestPage)
  list(@Query() query: GdprRequestsQuery, @Caller() scope: Scope): Promise<GdprRequestPage> {
    return this.queries.ask(new ListGdprRequests({ limit: query.limit ?? LIMIT, ...(query.starting_after ? { starting_after: query.starting_after } : {}) }), scope);
  }

  @Get(':gdpr_request_id')
  @StudioRoute('gdpr_requests:read')
  @Operation('get_gdpr_request', 'How far a privacy request is')
  @Answers200(GdprRequestRead)
  get(@Param('gdpr_request_id') id: string, @Caller() scope: Scope): Promise<GdprRequestRead> {
    return this.queries.ask(new GetGdprRequest(parseId('gdr', id)), scope);
  }

  @Get(':gdpr_request_id/export')
  @StudioRoute('gdpr_requests:read')
  @Operation('get_gdpr_export', 'The copy that an export has made')
  @Answers200(GdprExport)
  document(@Param('gdpr_request_id') id: string, @Caller() scope: Scope): Promise<object> {
    return this.queries.ask(new GetGdprExport(parseId('gdr', id)), scope);
  }
}
