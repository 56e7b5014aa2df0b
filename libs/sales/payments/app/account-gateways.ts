import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { Egress } from '#platform/egress/egress';
import { InvariantBroken } from '#platform/kernel/errors';
import { Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { accountOf } from '../contracts/ids.js';
import type { PaymentGateway } from '../domain/payment-gateway.js';
import { AccountRepository } from '../infra/account.repository.js';
import { gatewayOfAccount, type OpenAccount } from '../infra/gateways/account-gateway.js';
import { Gateways } from '../infra/gateways/gateways.js';
import type { AccountRow } from '../infra/rows.js';

/** An account of the scope's game with its secrets: one by its id, or the one that is in use, which stays that until the end of the transaction where `holds`. Null: there is none, or it was removed. A secret: it goes to the provider and nowhere else. */
class OpenStudioAccount extends Query<OpenAccount | null> {
  constructor(readonly which: { id: string } | { in_use: true; holds: boolean }) { super(); }
}

@QueryHandler(OpenStudioAccount)
export class OpenStudioAccountHandler implements IQueryHandler<OpenStudioAccount> {
  constructor(private readonly accounts: AccountRepository) {}

  async execute({ which }: OpenStudioAccount): Promise<OpenAccount | null> {
    const row = 'id' in which ? await this.accounts.find(which.id) : await this.accounts.inUse(which.holds);
    const secrets = row && this.accounts.opened(row);
    return secrets ? openAccount(row, secrets) : null;
  }
}

export function openAccount({ id, provider, publishable_key, methods }: Pick<AccountRow, 'id' | 'provider' | 'publishable_key' | 'methods'>, secrets: { secret_key: string; webhook_secret: string }): OpenAccount {
  return { id, provider, publishable_key, methods, ...secrets };
}

/** By which gateway something is asked: that of the operator's account, or of the studio's by which an attempt was made. Each time anew, so keys that were changed count at once. */
@Injectable()
export class AccountGateways {
  constructor(private readonly queries: Queries, private readonly gateways: Gateways, private readonly config: Config, private readonly egress: Egress) {}

  /** For what was begun there: an attempt keeps its provider and its account for ever, whoever sells there today. `scope` outside of a transaction. */
  async of(provider: string, scope?: Scope): Promise<PaymentGateway> {
    const gateway = await this.find(provider, scope);
    if (!gateway) throw new InvariantBroken(`The account ${provider} was removed while something of it was open`);
    return gateway;
  }

  /** Null: of an account of a studio that was removed. */
  async find(provider: string, scope?: Scope): Promise<PaymentGateway | null> {
    const id = accountOf(provider);
    if (id === null) return this.gateways.named(provider);
    return this.named(id, scope);
  }

  /** Of an account of the scope's game; null: it was removed, or there is none. */
  async named(accountId: string, scope?: Scope): Promise<PaymentGateway | null> {
    return this.made(await this.queries.ask(new OpenStudioAccount({ id: accountId }), scope));
  }

  /** Of the account by which the studio sells itself in the scope's game; null: it has none. `holds`: it is not removed until the end of the transaction. */
  async inUse(scope?: Scope, holds = false): Promise<PaymentGateway | null> {
    return this.made(await this.queries.ask(new OpenStudioAccount({ in_use: true, holds }), scope));
  }

  /** Whose card fields made this token, as far as its form says: of a studio's account it is the operator's gateway of the same provider. */
  ofToken(token: string | null): PaymentGateway | undefined {
    return this.gateways.ofToken(token);
  }

  /** Of keys that are not kept yet. */
  withKeys(account: OpenAccount): PaymentGateway {
    return gatewayOfAccount(account, this.config, this.egress);
  }

  private made(account: OpenAccount | null): PaymentGateway | null {
    return account && this.withKeys(account);
  }
}
