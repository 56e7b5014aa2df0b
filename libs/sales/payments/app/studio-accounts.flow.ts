import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Commands, Queries } from '#platform/cqrs/doors';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetEnvironment } from '#studio/games/queries';
import { AccountIsAnother, AccountOfOtherMode, AccountRefused, AccountUnreachable } from '../contracts/errors.js';
import type { AccountCheck } from '../contracts/queries.js';
import type { GatewayAnswer, PaymentGateway } from '../domain/payment-gateway.js';
import { readAccountKeys, type AccountKeys } from '../domain/account-keys.js';
import { mayCharge } from '../domain/routing.js';
import { AccountGateways } from './account-gateways.js';
import { GetAccountToCheck, KeepStudioAccount, RecordAccountCheck, RotateStudioAccount } from './studio-accounts.js';

const CHECK_MS = 5_000;

/** Nothing was answered, as against an answer that says nothing of this payment. */
const isSilence = (answer: GatewayAnswer<unknown>): boolean => answer.outcome === 'unavailable' || (answer.outcome === 'unknown' && !/^(http_|unreadable)/.test(answer.reason));

/** A key that its provider does not know, or that may not do this. */
const isRefusedKey = (answer: GatewayAnswer<unknown>): boolean => answer.outcome === 'unavailable' && /^http_40[13]$/.test(answer.reason);

/** What a studio does with its accounts at providers. The provider is asked first, outside of any transaction: keys that it does not take are never kept. */
@Injectable()
export class StudioAccountsFlow {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly accounts: AccountGateways, private readonly config: Config) {}

  /** Throws `payments.account_keys_malformed`, `payments.account_refused`, `payments.account_of_other_mode` (422), `payments.account_unreachable` (503). */
  async add(told: AccountKeys, scope: Scope): Promise<{ id: string }> {
    const keys = readAccountKeys(told);
    const id = newId('psa');
    const gateway = this.accounts.withKeys({ id, ...keys });
    await this.requireMode(gateway, scope);
    await this.requireWorking(gateway);
    await this.commands.execute(new KeepStudioAccount({ id, ...keys, takes_real_money: gateway.takesRealMoney, check: 'works' }), scope);
    return { id };
  }

  /** Other keys of the same account: what was paid by it has to be found with them. Throws as `add`, and `payments.account_not_found`, `payments.account_is_another` (422). */
  async rotate(accountId: string, told: Omit<AccountKeys, 'provider'>, scope: Scope): Promise<void> {
    const { account, takes_real_money, last } = await this.queries.ask(new GetAccountToCheck(accountId), scope);
    const keys = readAccountKeys({ ...told, provider: account.provider });
    const gateway = this.accounts.withKeys({ id: accountId, ...keys });
    if (gateway.takesRealMoney !== takes_real_money) throw new AccountOfOtherMode();
    await this.requireWorking(gateway);
    if (last) {
      const found = await gateway.lookUp({ reference: last.id, provider_reference: last.provider_reference, charged_at: null }, CHECK_MS);
      if (isRefusedKey(found)) throw new AccountRefused();
      if (isSilence(found)) throw new AccountUnreachable();
      if (found.outcome !== 'answered' || !found.value) throw new AccountIsAnother();
    }
    await this.commands.execute(new RotateStudioAccount(accountId, keys), scope);
  }

  /** Whether the keys that are kept work now. Throws `payments.account_not_found`. */
  async check(accountId: string, scope: Scope): Promise<void> {
    const { account } = await this.queries.ask(new GetAccountToCheck(accountId), scope);
    await this.commands.execute(new RecordAccountCheck(accountId, await this.look(this.accounts.withKeys(account))), scope);
  }

  /** A question that changes nothing: of a payment that nobody has made. */
  private async look(gateway: PaymentGateway): Promise<AccountCheck> {
    const answer = await gateway.lookUp({ reference: newId('pmt'), provider_reference: null, charged_at: null }, CHECK_MS);
    if (answer.outcome === 'answered') return 'works';
    return answer.outcome === 'refused' || isRefusedKey(answer) ? 'refused' : 'no_answer';
  }

  private async requireWorking(gateway: PaymentGateway): Promise<void> {
    const outcome = gateway.isConfigured ? await this.look(gateway) : 'no_answer';
    if (outcome === 'refused') throw new AccountRefused();
    if (outcome === 'no_answer') throw new AccountUnreachable();
  }

  /** Real money is never charged for a sandbox game; in production a live game is charged by nothing else. */
  private async requireMode(gateway: PaymentGateway, scope: Scope): Promise<void> {
    const environment = await this.queries.ask(new GetEnvironment(), scope);
    if (mayCharge([gateway], { environment, isProduction: this.config.isProduction }).length === 0) throw new AccountOfOtherMode();
  }
}
