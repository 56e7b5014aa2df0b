import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { HasOwnAccount, ListCountryModes } from '#studio/games/queries';
import { AccountIsNeeded, StudioAccountNotFound } from '../contracts/errors.js';
import { providerOfAccount } from '../contracts/ids.js';
import type { AccountCheck } from '../contracts/queries.js';
import { AccountRepository, type AccountSecrets, type NewAccount } from '../infra/account.repository.js';
import type { OpenAccount } from '../infra/gateways/account-gateway.js';
import type { AccountRow } from '../infra/rows.js';
import { openAccount } from './account-gateways.js';

/** An account as its studio is shown it: of a secret the last four characters. */
export interface StudioAccountView {
  id: string;
  provider: AccountRow['provider'];
  state: AccountRow['state'];
  secret_key_ends: string;
  webhook_secret_ends: string;
  publishable_key: string | null;
  methods: string[];
  takes_real_money: boolean;
  check_outcome: AccountCheck;
  checked_at: number;
  added_by: string;
  added_at: number;
  changed_by: string;
  changed_at: number;
}

const viewOf = ({ id, provider, state, secret_key_ends, webhook_secret_ends, publishable_key, methods, takes_real_money, check_outcome, checked_at, added_by, added_at, changed_by, changed_at }: AccountRow): StudioAccountView => ({
  id, provider, state, secret_key_ends, webhook_secret_ends, publishable_key, methods, takes_real_money, check_outcome, checked_at: unixSeconds(checked_at), added_by, added_at: unixSeconds(added_at), changed_by, changed_at: unixSeconds(changed_at),
});

/** Accounts of the scope's game, the newest first, those that were removed too; at most 100. */
export class ListStudioAccounts extends Query<StudioAccountView[]> {}

@QueryHandler(ListStudioAccounts)
export class ListStudioAccountsHandler implements IQueryHandler<ListStudioAccounts> {
  constructor(private readonly accounts: AccountRepository) {}
  async execute(): Promise<StudioAccountView[]> {
    return (await this.accounts.list()).map(viewOf);
  }
}

/** One with its secrets, to be asked whether they work. Throws `payments.account_not_found`. */
export class GetAccountToCheck extends Query<{ account: OpenAccount; takes_real_money: boolean; last: { id: string; provider_reference: string } | null }> {
  constructor(readonly accountId: string) { super(); }
}

@QueryHandler(GetAccountToCheck)
export class GetAccountToCheckHandler implements IQueryHandler<GetAccountToCheck> {
  constructor(private readonly accounts: AccountRepository) {}
  async execute({ accountId }: GetAccountToCheck) {
    const row = await this.accounts.find(accountId);
    const secrets = row && this.accounts.opened(row);
    if (!secrets) throw new StudioAccountNotFound();
    return { account: openAccount(row, secrets), takes_real_money: row.takes_real_money, last: (await this.accounts.lastPayment(providerOfAccount(row.provider, row.id))) ?? null };
  }
}

/** Keeps an account whose keys were seen to work: new attempts of the game are made with it, the one before keeps what was begun with it. */
export class KeepStudioAccount extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly account: NewAccount) { super(); }
}

@CommandHandler(KeepStudioAccount)
export class KeepStudioAccountHandler implements ICommandHandler<KeepStudioAccount> {
  constructor(private readonly accounts: AccountRepository, private readonly clock: Clock) {}
  execute({ account }: KeepStudioAccount): Promise<void> {
    return this.accounts.insert(account, this.clock.now());
  }
}

/** Keeps other keys of the same account. Throws `payments.account_not_found`. */
export class RotateStudioAccount extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly accountId: string, readonly keys: AccountSecrets & { publishable_key: string | null; methods: string[] }) { super(); }
}

@CommandHandler(RotateStudioAccount)
export class RotateStudioAccountHandler implements ICommandHandler<RotateStudioAccount> {
  constructor(private readonly accounts: AccountRepository, private readonly clock: Clock) {}
  async execute({ accountId, keys }: RotateStudioAccount): Promise<void> {
    if (!(await this.accounts.rotate(accountId, keys, 'works', this.clock.now()))) throw new StudioAccountNotFound();
  }
}

export class RecordAccountCheck extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly accountId: string, readonly outcome: AccountCheck) { super(); }
}

@CommandHandler(RecordAccountCheck)
export class RecordAccountCheckHandler implements ICommandHandler<RecordAccountCheck> {
  constructor(private readonly accounts: AccountRepository, private readonly clock: Clock) {}
  execute({ accountId, outcome }: RecordAccountCheck): Promise<void> {
    return this.accounts.checked(accountId, outcome, this.clock.now());
  }
}

/** Forgets the keys of an account that nothing needs any more. Repeating it changes nothing. Throws `payments.account_not_found`, `payments.account_is_needed` (409). */
export class RemoveStudioAccount extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly accountId: string) { super(); }
}

@CommandHandler(RemoveStudioAccount)
export class RemoveStudioAccountHandler implements ICommandHandler<RemoveStudioAccount> {
  constructor(private readonly accounts: AccountRepository, private readonly queries: Queries, private readonly clock: Clock) {}

  async execute({ accountId }: RemoveStudioAccount): Promise<void> {
    const row = await this.accounts.hold(accountId);
    if (!row) throw new StudioAccountNotFound();
    if (row.state === 'removed') return;
    // What is looked at now is what holds: whoever begins an attempt with it, or has the studio sell by it, waits for this.
    const countries = row.state === 'in_use' ? (await this.queries.ask(new ListCountryModes())).filter(({ mode }) => mode === 'own_psp').map(({ country }) => country) : [];
    const payments = await this.accounts.openOf(providerOfAccount(row.provider, row.id), this.clock.now());
    if (countries.length > 0 || payments > 0) throw new AccountIsNeeded({ countries, payments });
    await this.accounts.remove(accountId, this.clock.now());
  }
}

/** A question of games, which may not call this context. What it answers stays so until the end of the transaction. */
@QueryHandler(HasOwnAccount)
export class HasOwnAccountHandler implements IQueryHandler<HasOwnAccount> {
  constructor(private readonly accounts: AccountRepository) {}
  async execute(): Promise<boolean> {
    return (await this.accounts.inUse(true)) !== undefined;
  }
}
