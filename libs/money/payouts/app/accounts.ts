import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetPlaceBlock } from '#money/tax/queries';
import { Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { parseCurrency } from '#platform/kernel/currency';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import type { Environment } from '#studio/games/queries';
import { AccountConfirmed, AccountInvalid, AccountPersonNeeded, OwnAccount, PayoutAccountNotFound } from '../contracts/errors.js';
import { AccountsRepository } from '../infra/accounts.repository.js';
import type { AccountRow } from '../infra/rows.js';
import { bankCountry, bankDetails, endOf } from './bank-details.js';

export interface NewAccount { environment: Environment; currency: string; holder_name: string; country: string; iban?: string | null; account_number?: string | null; bank_code?: string | null; bic?: string | null;
  /** The currency that the account is held in, where money of another goes there. */
  paid_in?: string | null; asked_by_member: string | null }

/** An account to be paid to, once somebody else has confirmed it and 72 hours have passed. Throws `payouts.account_invalid`, `money.currency_unknown`. */
export class AddAccount extends Command<{ id: string }> {
  static readonly context = 'money/payouts';
  constructor(readonly account: NewAccount) { super(); }
}

@CommandHandler(AddAccount)
export class AddAccountHandler implements ICommandHandler<AddAccount> {
  constructor(private readonly accounts: AccountsRepository, private readonly queries: Queries, private readonly clock: Clock) {}

  async execute({ account: { environment, currency, holder_name, country, asked_by_member, paid_in = null, ...told } }: AddAccount) {
    const details = bankDetails(told);
    const [id, of] = [newId('pac'), parseCurrency(currency)];
    const heldIn = paid_in === null || paid_in === of ? null : parseCurrency(paid_in);
    const where = bankCountry(details) ?? country;
    const block = await this.queries.ask(new GetPlaceBlock({ country: where }, this.clock.now().toISOString().slice(0, 10)));
    if (block !== null && block !== 'tax.place_incomplete') throw new AccountInvalid('country', 'is one where nobody is paid');
    await this.accounts.add({
      id, environment, currency: of, paid_in: heldIn, holder_name, country: where, kind: details.kind, ends_with: endOf(details), asked_by: currentScope().actor.id, asked_by_member, asked_at: this.clock.now(),
      confirmed_by: null, confirmed_at: null, usable_at: null, removed_by: null, removed_at: null,
    }, details);
    return { id };
  }
}

/** The second person. Throws `payouts.account_not_found`, `account_confirmed`, `own_account`, `person_needed`. */
export class ConfirmAccount extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly id: string, readonly environment: Environment) { super(); }
}

@CommandHandler(ConfirmAccount)
export class ConfirmAccountHandler implements ICommandHandler<ConfirmAccount> {
  constructor(private readonly accounts: AccountsRepository, private readonly clock: Clock) {}

  async execute({ id, environment }: ConfirmAccount): Promise<void> {
    const { actor } = currentScope();
    if (await this.accounts.confirm(id, environment, actor, this.clock.now())) return;
    const there = await this.accounts.find(id);
    if (!there || there.environment !== environment || there.removed_at) throw new PayoutAccountNotFound();
    if (there.confirmed_at) throw new AccountConfirmed();
    throw actor.kind === 'member' ? new OwnAccount() : new AccountPersonNeeded();
  }
}

/** Nothing goes there any more, from now on; what is on its way arrives. Throws `payouts.account_not_found`. */
export class RemoveAccount extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly id: string, readonly environment: Environment) { super(); }
}

@CommandHandler(RemoveAccount)
export class RemoveAccountHandler implements ICommandHandler<RemoveAccount> {
  constructor(private readonly accounts: AccountsRepository, private readonly clock: Clock) {}
  async execute({ id, environment }: RemoveAccount): Promise<void> {
    if (!(await this.accounts.remove(id, environment, currentScope().actor.id, this.clock.now()))) throw new PayoutAccountNotFound();
  }
}

export interface AccountView {
  id: string; environment: string; currency: string; paid_in: string; holder_name: string; country: string; kind: string; ends_with: string;
  /** `unconfirmed`: a second person is needed. `waiting`: until `usable_at`. `in_use`: money of this currency goes there. `replaced`: a later one has taken its place. */
  state: 'unconfirmed' | 'waiting' | 'in_use' | 'replaced' | 'removed';
  asked_by: string; asked_at: number; confirmed_by: string | null; confirmed_at: number | null; usable_at: number | null; removed_at: number | null;
}

export class ListAccounts extends Query<AccountView[]> {
  constructor(readonly environment: Environment) { super(); }
}

@QueryHandler(ListAccounts)
export class ListAccountsHandler implements IQueryHandler<ListAccounts> {
  constructor(private readonly accounts: AccountsRepository, private readonly clock: Clock) {}
  async execute({ environment }: ListAccounts): Promise<AccountView[]> {
    const now = this.clock.now();
    const used = new Set((await this.accounts.usable(environment, now)).map(({ id }) => id));
    return (await this.accounts.list(environment)).map((row) => accountView(row, used.has(row.id), now));
  }
}

function accountView(row: AccountRow, isUsed: boolean, now: Date): AccountView {
  const state = row.removed_at ? 'removed' : row.usable_at === null ? 'unconfirmed' : row.usable_at > now ? 'waiting' : isUsed ? 'in_use' : 'replaced';
  return {
    id: row.id, environment: row.environment, currency: row.currency, paid_in: row.paid_in ?? row.currency, holder_name: row.holder_name, country: row.country, kind: row.kind, ends_with: row.ends_with, state, asked_by: row.asked_by, asked_at: unixSeconds(row.asked_at),
    confirmed_by: row.confirmed_by, confirmed_at: unixSecondsOrNull(row.confirmed_at), usable_at: unixSecondsOrNull(row.usable_at), removed_at: unixSecondsOrNull(row.removed_at),
  };
}
