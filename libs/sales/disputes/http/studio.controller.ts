import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetWarningRule, HOURS_DEFAULT, SetWarningRule } from '../app/warning-rule.js';
import { GetDispute, ListDisputes, type DisputeStatus } from '../contracts/queries.js';
import { DisputePage, DisputeRead, DisputesQuery, FraudWarningRuleRead, FraudWarningRuleSet } from './dispute.dto.js';

const LIMIT = 20;

@ApiTags('Disputes')
@Controller('v1')
export class DisputesController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get('disputes')
  @StudioRoute('payments:read')
  @Operation('list_disputes', 'What banks ask back of payments, newest first; the operator answers them')
  @Answers200(DisputePage)
  list(@Query() { limit = LIMIT, starting_after, status, order_id, payment_id }: DisputesQuery, @Caller() scope: Scope): Promise<DisputePage> {
    return this.queries.ask(new ListDisputes({
      limit, ...(starting_after ? { starting_after } : {}), ...(status ? { status: status as DisputeStatus[] } : {}), ...(order_id ? { order_id } : {}), ...(payment_id ? { payment_id } : {}),
    }), scope);
  }

  @Get('disputes/:dispute_id')
  @StudioRoute('payments:read')
  @Operation('get_dispute', 'One dispute')
  @Answers200(DisputeRead)
  get(@Param('dispute_id') id: string, @Caller() scope: Scope): Promise<DisputeRead> {
    return this.queries.ask(new GetDispute(parseId('dsp', id)), scope);
  }

  @Get('fraud_warning_rule')
  @StudioRoute('refunds:read')
  @Operation('get_fraud_warning_rule', 'Whether a charge that its issuer reports as fraud goes back by itself')
  @Answers200(FraudWarningRuleRead)
  rule(@Caller() scope: Scope): Promise<FraudWarningRuleRead> {
    return this.queries.ask(new GetWarningRule(), scope);
  }

  @Put('fraud_warning_rule')
  @StudioRoute('refunds:write')
  @Operation('set_fraud_warning_rule', 'Have charges that their issuers report as fraud go back by themselves, up to an amount: before they are disputed. The limit of automatic refunds holds for them')
  @Answers200(FraudWarningRuleRead)
  async setRule(@Body() { refund_up_to_usd_minor, within_hours = HOURS_DEFAULT }: FraudWarningRuleSet, @Caller() scope: Scope): Promise<FraudWarningRuleRead> {
    await this.commands.execute(new SetWarningRule({ refund_up_to_usd_minor, within_hours }), scope);
    return this.rule(scope);
  }
}
