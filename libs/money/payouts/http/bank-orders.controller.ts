import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute, type Principal, WhoCalls } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import { minorToNumber, numberToMinor } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { GetBankOrder, SettleByHand } from '../app/settle-by-hand.js';
import { BankOrderRead, BankSettlementTell } from './bank-orders.dto.js';

const orNull = (minor: bigint | null): number | null => (minor === null ? null : minorToNumber(minor));

/** One transfer of a file for a bank, and what staff say of it where the bank's files do not. */
@ApiTags('Operator payouts')
@Controller('operator/v1/bank_orders')
export class BankOrdersController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  @Get(':payout_id')
  @OperatorRoute('payouts:read')
  @Operation('get_bank_order', 'A transfer that was ordered for a payout, with what staff have said of it')
  @Answers200(BankOrderRead)
  async order(@Param('payout_id') id: string, @Caller() scope: Scope): Promise<BankOrderRead> {
    return this.read(parseId('pyo', id), scope);
  }

  @Post(':payout_id/settlement')
  @OperatorRoute('payouts:write')
  @Operation('settle_bank_order', "Say what became of a transfer of which the bank's files say nothing, or something that differs: once a second person says the same, it is that. Repeating it changes nothing")
  @Answers200(BankOrderRead)
  async settle(@Param('payout_id') id: string, @Body() { state, reason, debited_amount }: BankSettlementTell, @WhoCalls() caller: Principal): Promise<BankOrderRead> {
    const payout = parseId('pyo', id);
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new SettleByHand(payout, { state, reason, debited_minor: debited_amount === undefined ? null : numberToMinor(debited_amount) }), caller.scope);
    return this.read(payout, caller.scope);
  }

  private async read(id: string, scope: Scope): Promise<BankOrderRead> {
    const { reference, batch_id, state, currency, amount_minor, debit_currency, debited_minor, reason_code, said } = await this.queries.ask(new GetBankOrder(id), scope);
    return {
      payout_id: reference, batch_id, state, currency, amount: minorToNumber(amount_minor), debit_currency, debited_amount: orNull(debited_minor), reason_code,
      said: said.map((each) => ({ state: each.state, debited_amount: orNull(each.debited_minor), reason: each.reason, said_by: each.said_by, said_at: unixSeconds(each.said_at) })),
    };
  }
}
