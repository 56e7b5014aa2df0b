import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Command } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { EXPORTED_MAX, HoldsPersonalData, throughIds, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { ListOrderIdsOfPlayers } from '#sales/orders/queries';
import { ListDocumentsOfOrders } from '../contracts/queries.js';
import { ChargesRepository } from '../infra/charges.repository.js';

/** What the lines on her card were found by. */
class ForgetCharges extends Command<number> {
  static readonly context = 'sales/receipts';
  constructor(readonly orderIds: readonly string[]) { super(); }
}

@CommandHandler(ForgetCharges)
export class ForgetChargesHandler implements ICommandHandler<ForgetCharges> {
  constructor(private readonly charges: ChargesRepository) {}
  execute({ orderIds }: ForgetCharges): Promise<number> {
    return this.charges.forget(orderIds);
  }
}

/**
 * Documents are hers, so a copy of her data has them. They are also the operator's, for ten years and unchanged (ADR 0018): they were written without a person, so that nothing has to be taken out of them. Whose they are
 * stands on the order alone, under a name that leads to nobody once she is erased.
 */
@Injectable()
@HoldsPersonalData('sales/receipts')
export class ReceiptData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    const receipts: object[] = [];
    await throughIds((after) => this.queries.ask(new ListOrderIdsOfPlayers(playerIds, after), scope), async (ids) => receipts.push(...(await this.queries.ask(new ListDocumentsOfOrders(ids), scope)).map(({ data }) => data)));
    return { receipts: receipts.slice(-EXPORTED_MAX) };
  }

  erase(subject: Subject, scope: Scope): Promise<number> {
    return throughIds((after) => this.queries.ask(new ListOrderIdsOfPlayers([subject.player_id, subject.alias], after), scope), (ids) => this.commands.execute(new ForgetCharges(ids), scope));
  }
}
