import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { isId } from '#platform/kernel/ids';
import { Query } from '#platform/kernel/messages';
import { systemScope } from '#platform/kernel/scope';
import { accountOf, kindOf } from '../contracts/ids.js';
import { ACCOUNT_ROUTE, AccountRepository } from '../infra/account.repository.js';

/** With what the card fields of a provider are drawn in a browser: nothing that is secret. */
export interface CardFieldsSetup {
  provider: string;
  publishable_key: string;
  /** Of the page that embeds them, which is ours as well. */
  parent_origin: string;
}

const KEYS: Record<string, string> = { stripe: 'STRIPE_PUBLISHABLE_KEY', checkout_com: 'CHECKOUT_COM_PUBLIC_KEY', adyen: 'ADYEN_CLIENT_KEY' };

/** The key of a studio's account that its card fields are drawn with; null: it has none, was removed, or there is no such account. */
class GetPublishableKey extends Query<string | null> {
  constructor(readonly accountId: string) { super(); }
}

@QueryHandler(GetPublishableKey)
export class GetPublishableKeyHandler implements IQueryHandler<GetPublishableKey> {
  constructor(private readonly accounts: AccountRepository) {}
  async execute({ accountId }: GetPublishableKey): Promise<string | null> {
    const row = await this.accounts.find(accountId);
    return row && row.state !== 'removed' ? row.publishable_key : null;
  }
}

@Injectable()
export class CardFields {
  constructor(private readonly config: Config, private readonly database: Database, private readonly queries: Queries) {}

  /** Null: no provider whose fields we serve, or it is not set up. Of a studio's account it is named as its payments name it (`stripe:psa_…`). */
  async setupOf(named: string): Promise<CardFieldsSetup | null> {
    const [provider, account] = [kindOf(named), accountOf(named)];
    if (!Object.hasOwn(KEYS, provider)) return null;
    const key = account === null ? this.config.optional(KEYS[provider]!) : await this.keyOf(account);
    return key ? { provider, publishable_key: key, parent_origin: new URL(this.config.publicUrl).origin } : null;
  }

  private async keyOf(account: string): Promise<string | null> {
    if (!isId('psa', account)) return null;
    const [route] = await this.database.unscoped<{ game_id: string }>('SELECT game_id FROM platform.route WHERE kind = $1 AND handle = $2', [ACCOUNT_ROUTE, account]);
    return route ? this.queries.ask(new GetPublishableKey(account), systemScope(route.game_id, 'payments.card-fields')) : null;
  }
}
