import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { BankOrderNotFound, BankOrderState, DebitedAmountNeeded } from '../contracts/errors.js';
import { isExchanged, saysTheSame, type Settlement } from '../domain/bank-orders.js';
import { BankOrdersRepository, type BankOrderRow } from '../infra/bank-orders.repository.js';
import { BankSettlementsRepository, type SettlementRow } from '../infra/bank-settlements.repository.js';

/** By ISO 20022 of a refusal whose reason is told in words. */
const IN_WORDS = 'NARR';

/**
 * Somebody says what became of a transfer of which the bank's files say nothing, or what differs: when a second person says the same, the order is that. Whoever says something else begins anew. Repeating it changes nothing.
 * Throws `payouts.bank_order_not_found`, `payouts.bank_order_state`, `payouts.debited_amount_needed`.
 */
export class SettleByHand extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly reference: string, readonly says: Settlement & { reason: string }) { super(); }
}

@CommandHandler(SettleByHand)
export class SettleByHandHandler implements ICommandHandler<SettleByHand> {
  constructor(private readonly orders: BankOrdersRepository, private readonly settlements: BankSettlementsRepository, private readonly clock: Clock) {}

  async execute({ reference, says }: SettleByHand): Promise<void> {
    const [order] = await this.orders.hold([reference]);
    if (!order) throw new BankOrderNotFound();
    const said = await this.settlements.of(reference);
    // That the money came back is said of what is over, and settles nothing here.
    const last = said.findLast(({ state }) => state !== 'returned');
    // What was settled so stays so, whoever says it once more.
    if (last && order.state === says.state && saysTheSame(last, says)) return;
    if (order.state !== 'in_file' && order.state !== 'sent') throw new BankOrderState(order.state);
    if ((says.state === 'booked' && isExchanged(order)) !== (says.debited_minor !== null)) throw new DebitedAmountNeeded(order.debit_currency);
    const by = currentScope().actor.id;
    if (last && saysTheSame(last, says) && last.said_by === by) return;
    await this.settlements.add({ reference, number: (said.at(-1)?.number ?? 0) + 1, ...says, said_by: by, said_at: this.clock.now() });
    if (!last || !saysTheSame(last, says)) return;
    await this.orders.settle(reference, { state: says.state, reason_code: says.state === 'rejected' ? IN_WORDS : null, bank_reference: null, debited_minor: says.debited_minor });
  }
}

/** Throws `payouts.bank_order_not_found`. */
export class GetBankOrder extends Query<BankOrderRow & { said: SettlementRow[] }> {
  constructor(readonly reference: string) { super(); }
}

@QueryHandler(GetBankOrder)
export class GetBankOrderHandler implements IQueryHandler<GetBankOrder> {
  constructor(private readonly orders: BankOrdersRepository, private readonly settlements: BankSettlementsRepository) {}
  async execute({ reference }: GetBankOrder): Promise<BankOrderRow & { said: SettlementRow[] }> {
    const order = await this.orders.find(reference);
    if (!order) throw new BankOrderNotFound();
    return { ...order, said: await this.settlements.of(reference) };
  }
}
