import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ListEntitiesOfBooks } from '#money/ledger/queries';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { invariant } from '#platform/kernel/errors';
import { Command, Query } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import { OPERATOR, systemScope, type Scope } from '#platform/kernel/scope';
import { endToEndOf } from '../domain/bank-orders.js';
import type { PayoutProvider, ProviderAnswer, SeenTransfer, TransferOrder } from '../domain/payout-provider.js';
import { BankOrdersRepository, type BankOrderRow } from '../infra/bank-orders.repository.js';

class FindBankOrder extends Query<BankOrderRow | null> {
  constructor(readonly reference: string) { super(); }
}

@QueryHandler(FindBankOrder)
export class FindBankOrderHandler implements IQueryHandler<FindBankOrder> {
  constructor(private readonly orders: BankOrdersRepository) {}
  async execute({ reference }: FindBankOrder): Promise<BankOrderRow | null> {
    return (await this.orders.find(reference)) ?? null;
  }
}

class HasDebitAccount extends Query<boolean> {
  constructor(readonly legalEntity: string, readonly currency: string) { super(); }
}

@QueryHandler(HasDebitAccount)
export class HasDebitAccountHandler implements IQueryHandler<HasDebitAccount> {
  constructor(private readonly orders: BankOrdersRepository) {}
  async execute({ legalEntity, currency }: HasDebitAccount): Promise<boolean> {
    return (await this.orders.account(legalEntity, currency)) !== undefined;
  }
}

class OrderTransfer extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly legalEntity: string, readonly order: TransferOrder) { super(); }
}

@CommandHandler(OrderTransfer)
export class OrderTransferHandler implements ICommandHandler<OrderTransfer> {
  constructor(private readonly orders: BankOrdersRepository, private readonly clock: Clock) {}
  execute({ legalEntity, order }: OrderTransfer): Promise<void> {
    return this.orders.order(legalEntity, order.exchange?.debit_currency ?? order.currency, order, this.clock.now());
  }
}

/** That a transfer was booked is believed from now on; false where it was not, or came back meanwhile. */
class BelieveBooked extends Command<boolean> {
  static readonly context = 'money/payouts';
  constructor(readonly reference: string) { super(); }
}

@CommandHandler(BelieveBooked)
export class BelieveBookedHandler implements ICommandHandler<BelieveBooked> {
  constructor(private readonly orders: BankOrdersRepository) {}
  async execute({ reference }: BelieveBooked): Promise<boolean> {
    return (await this.orders.told(reference)) !== undefined;
  }
}

const SCOPE: Scope = { ...systemScope(OPERATOR, 'payouts.bank_files'), studioId: OPERATOR };

/**
 * Pays by files that staff take to a bank (pain.001), and hears of it by those that the bank gives (camt.053, camt.054, pain.002). To whoever sees a payout through it is a bank like another: an order is taken once for a payout, and
 * what became of it is looked up.
 */
@Injectable()
export class BankFiles implements PayoutProvider {
  readonly provider = 'iso20022';

  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  /** Whether the entity that pays the studios has an account for money of this currency. */
  async pays(currency: string): Promise<boolean> {
    return this.queries.ask(new HasDebitAccount(await this.payer(), currency), SCOPE);
  }

  async send(order: TransferOrder): Promise<ProviderAnswer<SeenTransfer>> {
    await this.commands.execute(new OrderTransfer(await this.payer(), order), SCOPE);
    const { value } = await this.lookUp(order.reference);
    invariant(value, `${order.reference} was ordered, and is not there`);
    return { outcome: 'answered', value };
  }

  async lookUp(reference: string): Promise<{ outcome: 'answered'; value: SeenTransfer | null }> {
    const isBooked = await this.commands.execute(new BelieveBooked(reference), SCOPE);
    const row = await this.queries.ask(new FindBankOrder(reference), SCOPE);
    return { outcome: 'answered', value: row && seen(row, isBooked) };
  }

  private async payer(): Promise<string> {
    const rest = (await this.queries.ask(new ListEntitiesOfBooks(), SCOPE)).find(({ is_rest }) => is_rest);
    invariant(rest, 'Nobody pays the studios');
    return rest.id;
  }
}

function seen(row: BankOrderRow, isBooked: boolean): SeenTransfer {
  const debited = row.debit_currency !== row.currency && row.debited_minor !== null ? { amount_minor: minorToNumber(row.debited_minor), currency: row.debit_currency } : null;
  return {
    provider_reference: endToEndOf(row.reference), reference: row.reference, state: isBooked ? 'booked' : row.state === 'rejected' ? 'rejected' : 'pending',
    amount_minor: minorToNumber(row.amount_minor), currency: row.currency, debited, failure: row.reason_code,
  };
}
