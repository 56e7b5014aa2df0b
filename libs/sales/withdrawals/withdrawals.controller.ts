import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { Caller, PublicRoute, StudioRoute, type HubcraftRequest } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetWithdrawal, ListWithdrawals } from './contracts/queries.js';
import { WithdrawalDesk } from './state-withdrawal.js';
import { WithdrawalPage, WithdrawalRead, WithdrawalReceived, WithdrawalsQuery, WithdrawalStatement } from './withdrawals.dto.js';

const LIMIT = 20;

/** For whoever withdraws: a name, an order, an address for the confirmation, and no account. */
@ApiTags('Store')
@Controller('store/v1/withdrawals')
export class StoreWithdrawalsController {
  constructor(private readonly desk: WithdrawalDesk) {}

  @Post()
  @PublicRoute()
  @Operation('state_withdrawal', 'Withdraw from a contract, without an account', 'The statement is kept and confirmed by mail at once, whether or not there is such an order and such a right, and the answer is the same. Ten in a row from one address, then two a minute; five to one mailbox, then one an hour.')
  @Answers201(WithdrawalReceived)
  async state(@Body() { locale = 'en', game_id, ...told }: WithdrawalStatement, @Req() { ip }: HubcraftRequest): Promise<WithdrawalReceived> {
    return { ...told, received_at: await this.desk.state({ ...told, locale, game_id: parseId('gam', game_id) }, ip) };
  }
}

@ApiTags('Withdrawals')
@Controller('v1/withdrawals')
export class WithdrawalsController {
  constructor(private readonly queries: Queries) {}

  @Get()
  @StudioRoute('refunds:read')
  @Operation('list_withdrawals', 'Statements of withdrawal and what was answered, newest first')
  @Answers200(WithdrawalPage)
  list(@Query() { limit, starting_after, order_id, outcome }: WithdrawalsQuery, @Caller() scope: Scope): Promise<WithdrawalPage> {
    return this.queries.ask(new ListWithdrawals({ limit: limit ?? LIMIT, ...(order_id ? { order_id } : {}), ...(outcome ? { outcome } : {}), ...(starting_after ? { starting_after } : {}) }), scope);
  }

  @Get(':withdrawal_id')
  @StudioRoute('refunds:read')
  @Operation('get_withdrawal', 'One statement of withdrawal, with what the answer rests on')
  @Answers200(WithdrawalRead)
  get(@Param('withdrawal_id') withdrawalId: string, @Caller() scope: Scope): Promise<WithdrawalRead> {
    return this.queries.ask(new GetWithdrawal(parseId('wdr', withdrawalId)), scope);
  }
}
