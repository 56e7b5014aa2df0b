import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, RequiresIdempotencyKey, StudioRoute } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { CloseClawback } from '../app/clawbacks.js';
import { GetClawback, ListClawbacks } from '../contracts/queries.js';
import { ClawbackClose, ClawbackPage, ClawbackRead, ClawbacksQuery } from './refund.dto.js';

const LIMIT = 20;

@ApiTags('Refunds')
@Controller('v1/clawbacks')
export class ClawbacksController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('refunds:read')
  @Operation('list_clawbacks', 'What players owe because money went back for items that were gone, newest first')
  @Answers200(ClawbackPage)
  list(@Query() { limit = LIMIT, ...filter }: ClawbacksQuery, @Caller() scope: Scope): Promise<ClawbackPage> {
    return this.queries.ask(new ListClawbacks({ ...filter, limit }), scope);
  }

  @Get(':clawback_id')
  @StudioRoute('refunds:read')
  @Operation('get_clawback', 'One clawback')
  @Answers200(ClawbackRead)
  get(@Param('clawback_id') clawbackId: string, @Caller() scope: Scope): Promise<ClawbackRead> {
    return this.queries.ask(new GetClawback(parseId('clw', clawbackId)), scope);
  }

  @Post(':clawback_id/close')
  @StudioRoute('refunds:write')
  @RequiresIdempotencyKey()
  @Operation('close_clawback', 'Say that a clawback was recovered, or that it need not be')
  @Answers200(ClawbackRead)
  async close(@Param('clawback_id') clawbackId: string, @Body() { outcome, reason }: ClawbackClose, @Caller() scope: Scope): Promise<ClawbackRead> {
    const clawback_id = parseId('clw', clawbackId);
    await this.commands.execute(new CloseClawback({ clawback_id, outcome, reason }), scope);
    return this.queries.ask(new GetClawback(clawback_id), scope);
  }
}
