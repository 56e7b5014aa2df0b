import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Config } from '#platform/config/config';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, RequiresIdempotencyKey, StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { ProofNeeded } from '#studio/access/errors';
import { StudioAccountsFlow } from '../app/studio-accounts.flow.js';
import { ListStudioAccounts, RemoveStudioAccount } from '../app/studio-accounts.js';
import { StudioAccountNotFound } from '../contracts/errors.js';
import { PaymentAccountAdd, PaymentAccountKeys, PaymentAccountList, PaymentAccountRead } from './studio-accounts.dto.js';

const PROOF_SECONDS = 600;

/** The studio's own accounts at payment providers, by which it sells where it says so (`PUT /v1/game/countries/{country}`). Who may say where the studio is paid may say this. */
@ApiTags('Payment accounts')
@Controller('v1/payment_accounts')
export class StudioAccountsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly flow: StudioAccountsFlow, private readonly config: Config, private readonly clock: Clock) {}

  @Get()
  @StudioRoute('payouts:read')
  @Operation('list_payment_accounts', "The studio's own accounts at payment providers, of this environment; secrets by their last four characters")
  @Answers200(PaymentAccountList)
  async list(@Caller() scope: Scope): Promise<PaymentAccountList> {
    return { data: await this.all(scope) };
  }

  @Post()
  @StudioRoute('payouts:write')
  @RequiresIdempotencyKey()
  @Operation('add_payment_account', 'Enter an account of the studio at a payment provider. Its keys are tried first; new payments where the studio sells itself are made with it, the account before keeps what was begun with it')
  @Answers201(PaymentAccountRead)
  async add(@Body() body: PaymentAccountAdd, @WhoCalls() caller: Principal): Promise<PaymentAccountRead> {
    this.requireProof(caller);
    const { id } = await this.flow.add(body, caller.scope);
    return this.one(id, caller.scope);
  }

  @Put(':payment_account_id/keys')
  @StudioRoute('payouts:write')
  @Operation('rotate_payment_account_keys', 'Put other keys of the same account in the place of those before. They are tried first, and have to find what was paid by it')
  @Answers200(PaymentAccountRead)
  async rotate(@Param('payment_account_id') accountId: string, @Body() body: PaymentAccountKeys, @WhoCalls() caller: Principal): Promise<PaymentAccountRead> {
    this.requireProof(caller);
    const id = parseId('psa', accountId);
    await this.flow.rotate(id, body, caller.scope);
    return this.one(id, caller.scope);
  }

  @Post(':payment_account_id/check')
  @StudioRoute('payouts:write')
  @Operation('check_payment_account', 'Ask the provider whether the keys work now')
  @Answers200(PaymentAccountRead)
  async check(@Param('payment_account_id') accountId: string, @Caller() scope: Scope): Promise<PaymentAccountRead> {
    const id = parseId('psa', accountId);
    await this.flow.check(id, scope);
    return this.one(id, scope);
  }

  @Delete(':payment_account_id')
  @StudioRoute('payouts:write')
  @Operation('remove_payment_account', 'Forget the keys of an account by which nothing is sold, and of which nothing is open or may still go back')
  @Answers204()
  async remove(@Param('payment_account_id') accountId: string, @WhoCalls() caller: Principal): Promise<void> {
    this.requireProof(caller);
    await this.commands.execute(new RemoveStudioAccount(parseId('psa', accountId)), caller.scope);
  }

  /** Whoever finds a session that was left open does not say where money goes. A key has proven what it is. */
  private requireProof({ provenAt }: Principal): void {
    if (provenAt && this.clock.now().getTime() - provenAt.getTime() > PROOF_SECONDS * 1_000) throw new ProofNeeded();
  }

  private async one(id: string, scope: Scope): Promise<PaymentAccountRead> {
    const found = (await this.all(scope)).find((account) => account.id === id);
    if (!found) throw new StudioAccountNotFound();
    return found;
  }

  private async all(scope: Scope): Promise<PaymentAccountRead[]> {
    const accounts = await this.queries.ask(new ListStudioAccounts(), scope);
    return accounts.map((account) => ({ ...account, webhook_url: `${this.config.publicUrl}/ingress/accounts/${account.id}` }));
  }
}
