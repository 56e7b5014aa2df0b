import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Calls } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { systemScope } from '#platform/kernel/scope';
import { BeginRecovery } from '../contracts/queries.js';
import { RecoveryBegin, RecoveryBegun } from './recovery.dto.js';

/** Payments that wait for their player's bank to ask her. */
@ApiTags('Checkout')
@Controller('store/v1/recoveries')
export class RecoveryController {
  constructor(private readonly calls: Calls) {}

  @Post()
  @PublicRoute()
  @Operation('begin_recovery', 'Pay what could not be charged without the player; the token of her link says which order, and by what. Repeating it finds the same attempt')
  @Answers200(RecoveryBegun)
  begin(@Body() shown: RecoveryBegin, @Req() request: HubcraftRequest): Promise<RecoveryBegun> {
    const scope = { ...systemScope('', 'sales/checkout.recovery'), requestId: request.requestId };
    return this.calls.ask(new BeginRecovery({ ...shown, locale: null, ip_address: request.ip ?? null, user_agent: request.headers['user-agent']?.slice(0, 1_024) ?? null }), scope);
  }
}
