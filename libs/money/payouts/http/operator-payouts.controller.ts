import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers204, Operation } from '#platform/http/answers';
import { OperatorRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import { OfStudio } from '../app/of-studio.js';
import { CancelPayout, ListPayouts } from '../app/payouts.js';
import { PayoutPage, PayoutsQuery } from './payout.dto.js';

const LIMIT = 20;

@ApiTags('Operator payouts')
@Controller('operator/v1/studios/:studio_id/payouts')
export class OperatorPayoutListController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock, private readonly studios: OfStudio) {}

  @Get()
  @OperatorRoute('payouts:read')
  @Operation('list_payouts_of_studio', 'Payouts of a studio from all its environments, newest first')
  @Answers200(PayoutPage)
  async list(@Param('studio_id') id: string, @Query() { limit = LIMIT, starting_after }: PayoutsQuery, @WhoCalls() { scope }: Principal): Promise<PayoutPage> {
    return this.queries.ask(new ListPayouts(await this.studios.known(id, scope), { environment: null, limit, starting_after }), scope);
  }

  @Post(':payout_id/cancel')
  @OperatorRoute('payouts:write')
  @Operation('cancel_payout', 'Take a payout back that has not left: its money is available again')
  @Answers204()
  async cancel(@Param('studio_id') id: string, @Param('payout_id') payoutId: string, @WhoCalls() caller: Principal): Promise<void> {
    const payout = parseId('pyo', payoutId);
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new CancelPayout(await this.studios.known(id, caller.scope), payout), caller.scope);
  }
}
