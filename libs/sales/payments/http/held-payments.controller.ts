import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers200, Answers204, Operation } from '#platform/http/answers';
import { OperatorRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import { HeldPayments } from '../app/held-payments.js';
import { HeldPaymentPage, HeldPaymentResolve, HeldPaymentsQuery } from './held-payments.dto.js';

const LIMIT = 50;

/** Payments of which another amount was reported than asked for, over all games. */
@ApiTags('Operator payments')
@Controller('operator/v1')
export class HeldPaymentsController {
  constructor(private readonly held: HeldPayments, private readonly clock: Clock) {}

  @Get('held_payments')
  @OperatorRoute('payments:read')
  @Operation('list_held_payments', 'Payments that wait for a person, the oldest first')
  @Answers200(HeldPaymentPage)
  async list(@Query() { limit = LIMIT, starting_after }: HeldPaymentsQuery): Promise<HeldPaymentPage> {
    const rows = await this.held.list(starting_after ?? null, limit + 1);
    const data = rows.slice(0, limit);
    const has_more = rows.length > limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }

  @Post('games/:game_id/payments/:payment_id/resolve')
  @OperatorRoute('payments:write')
  @Operation('resolve_held_payment', 'Decide about a held payment')
  @Answers204()
  async resolve(@Param('game_id') gameId: string, @Param('payment_id') id: string, @Body() { resolution }: HeldPaymentResolve, @WhoCalls() caller: Principal): Promise<void> {
    const [game, payment] = [parseId('gam', gameId), parseId('pmt', id)];
    requireStaffProof(caller, this.clock.now());
    await this.held.resolve(payment, resolution, { ...caller.scope, gameId: game });
  }
}
