import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { RequiresIdempotencyKey, StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import { AddAccount, ConfirmAccount, ListAccounts, RemoveAccount, type AccountView } from '../app/accounts.js';
import { GetPayout, ListPayouts } from '../app/payouts.js';
import { PayoutAccountNotFound } from '../contracts/errors.js';
import { PayoutAccountAdd, PayoutAccountList, PayoutAccountRead, PayoutDetailRead, PayoutPage, PayoutsQuery } from './payout.dto.js';
import { studioOf } from './studio-of.js';

const LIMIT = 20;

@ApiTags('Payouts')
@Controller('v1/payouts')
export class PayoutsController {
  constructor(private readonly queries: Queries) {}

  @Get()
  @StudioRoute('payouts:read')
  @Operation('list_payouts', 'Payouts of the studio, newest first')
  @Answers200(PayoutPage)
  list(@Query() { limit = LIMIT, starting_after }: PayoutsQuery, @WhoCalls() caller: Principal): Promise<PayoutPage> {
    const scope = studioOf(caller);
    return this.queries.ask(new ListPayouts(scope.studioId, { environment: caller.environment, limit, starting_after }), scope);
  }

  @Get(':payout_id')
  @StudioRoute('payouts:read')
  @Operation('get_payout', 'One payout, and out of which games it came')
  @Answers200(PayoutDetailRead)
  get(@Param('payout_id') id: string, @WhoCalls() caller: Principal): Promise<PayoutDetailRead> {
    return this.queries.ask(new GetPayout(parseId('pyo', id), caller.environment), studioOf(caller));
  }
}

/** Where the studio is paid. */
@ApiTags('Payouts')
@Controller('v1/payout_accounts')
export class PayoutAccountsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('payouts:read')
  @Operation('list_payout_accounts', 'Accounts of the studio, newest first, those that were removed too')
  @Answers200(PayoutAccountList)
  async list(@WhoCalls() caller: Principal): Promise<PayoutAccountList> {
    return { data: await this.queries.ask(new ListAccounts(caller.environment), studioOf(caller)) };
  }

  @Post()
  @StudioRoute('payouts:write')
  @RequiresIdempotencyKey()
  @Operation('add_payout_account', 'Enter an account; a member who did not has to confirm it, and 72 hours later money goes there in place of the one before')
  @Answers201(PayoutAccountRead)
  async add(@Body() body: PayoutAccountAdd, @WhoCalls() caller: Principal): Promise<AccountView> {
    const { id } = await this.commands.execute(new AddAccount({ ...body, environment: caller.environment, asked_by_member: caller.memberId ?? null }), caller.scope);
    return this.one(id, caller);
  }

  @Post(':account_id/confirm')
  @StudioRoute('payouts:write')
  @RequiresIdempotencyKey()
  @Operation('confirm_payout_account', 'Say as a second member that it is ours')
  @Answers200(PayoutAccountRead)
  async confirm(@Param('account_id') accountId: string, @WhoCalls() caller: Principal): Promise<AccountView> {
    const id = parseId('pac', accountId);
    await this.commands.execute(new ConfirmAccount(id, caller.environment), caller.scope);
    return this.one(id, caller);
  }

  @Delete(':account_id')
  @StudioRoute('payouts:write')
  @Operation('remove_payout_account', 'Let nothing go there any more; it takes nobody else and counts at once')
  @Answers204()
  async remove(@Param('account_id') accountId: string, @WhoCalls() caller: Principal): Promise<void> {
    await this.commands.execute(new RemoveAccount(parseId('pac', accountId), caller.environment), caller.scope);
  }

  private async one(id: string, caller: Principal): Promise<AccountView> {
    const found = (await this.queries.ask(new ListAccounts(caller.environment), studioOf(caller))).find((account) => account.id === id);
    if (!found) throw new PayoutAccountNotFound();
    return found;
  }
}
