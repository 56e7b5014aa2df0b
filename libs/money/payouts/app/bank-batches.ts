import { createHash } from 'node:crypto';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { dayOf } from '#platform/kernel/calendar-date';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { BankBatchNotFound, DebitAccountNotFound, NothingToBatch } from '../contracts/errors.js';
import { accountKey } from '../domain/bank-orders.js';
import { BankOrdersRepository, type BatchRow } from '../infra/bank-orders.repository.js';
import { pain001, type DebitAccount } from '../infra/iso20022/pain-001.js';

/** Transfers of one file; the others wait for the next. */
export const TRANSFERS_MAX = 1_000;

/** Says from which account of a legal entity money of a currency is paid; one that stood there gives way. Files that were made stay as they are. */
export class SetDebitAccount extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly account: DebitAccount) { super(); }
}

@CommandHandler(SetDebitAccount)
export class SetDebitAccountHandler implements ICommandHandler<SetDebitAccount> {
  constructor(private readonly orders: BankOrdersRepository, private readonly clock: Clock) {}
  execute({ account }: SetDebitAccount): Promise<void> {
    return this.orders.setAccount(account, currentScope().actor.id, this.clock.now());
  }
}

/** Payouts that were ordered wait until there is an account again. Throws `payouts.debit_account_not_found`. */
export class RemoveDebitAccount extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly legalEntity: string, readonly currency: string) { super(); }
}

@CommandHandler(RemoveDebitAccount)
export class RemoveDebitAccountHandler implements ICommandHandler<RemoveDebitAccount> {
  constructor(private readonly orders: BankOrdersRepository) {}
  async execute({ legalEntity, currency }: RemoveDebitAccount): Promise<void> {
    if (!(await this.orders.removeAccount(legalEntity, currency))) throw new DebitAccountNotFound();
  }
}

export class ListDebitAccounts extends Query<(DebitAccount & { set_by: string; set_at: Date })[]> {}

@QueryHandler(ListDebitAccounts)
export class ListDebitAccountsHandler implements IQueryHandler<ListDebitAccounts> {
  constructor(private readonly orders: BankOrdersRepository) {}
  execute(): Promise<(DebitAccount & { set_by: string; set_at: Date })[]> {
    return this.orders.accounts();
  }
}

/** Makes a file of what waits to be paid from an account, in one transaction: what is in it is in no other, and it is never made again. Throws `payouts.debit_account_not_found`, `payouts.nothing_to_batch`. */
export class MakeBankBatch extends Command<{ id: string }> {
  static readonly context = 'money/payouts';
  constructor(readonly legalEntity: string, readonly currency: string) { super(); }
}

@CommandHandler(MakeBankBatch)
export class MakeBankBatchHandler implements ICommandHandler<MakeBankBatch> {
  constructor(private readonly orders: BankOrdersRepository, private readonly clock: Clock) {}

  async execute({ legalEntity, currency }: MakeBankBatch): Promise<{ id: string }> {
    const debit = await this.orders.account(legalEntity, currency);
    if (!debit) throw new DebitAccountNotFound();
    const orders = await this.orders.waiting(legalEntity, currency, TRANSFERS_MAX);
    if (orders.length === 0) throw new NothingToBatch();
    const [id, made_at] = [newId('pyb'), this.clock.now()];
    const { xml, control_sum } = pain001({ id, at: made_at, day: dayOf(made_at), debit, orders });
    await this.orders.addBatch({
      id, legal_entity: legalEntity, debit_currency: currency, debit_account: accountKey(debit.iban ?? debit.account_number ?? ''), transactions: orders.length, control_sum, sha256: createHash('sha256').update(xml).digest('hex'), made_by: currentScope().actor.id, made_at,
    }, xml, orders.map(({ reference }) => reference));
    return { id };
  }
}

/** Staff say that the bank has the file. Repeating it changes nothing. Throws `payouts.bank_batch_not_found`. */
export class MarkBatchSent extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly id: string) { super(); }
}

@CommandHandler(MarkBatchSent)
export class MarkBatchSentHandler implements ICommandHandler<MarkBatchSent> {
  constructor(private readonly orders: BankOrdersRepository, private readonly clock: Clock) {}
  async execute({ id }: MarkBatchSent): Promise<void> {
    if (!(await this.orders.batch(id))) throw new BankBatchNotFound();
    await this.orders.sent(id, currentScope().actor.id, this.clock.now());
  }
}

export interface BatchView extends BatchRow {
  transfers: { reference: string; state: string; reason_code: string | null }[];
}

/** Newest first. */
export class ListBankBatches extends Query<BatchRow[]> {
  constructor(readonly limit: number, readonly startingAfter: string | null) { super(); }
}

@QueryHandler(ListBankBatches)
export class ListBankBatchesHandler implements IQueryHandler<ListBankBatches> {
  constructor(private readonly orders: BankOrdersRepository) {}
  execute({ limit, startingAfter }: ListBankBatches): Promise<BatchRow[]> {
    return this.orders.batches(limit, startingAfter);
  }
}

/** Throws `payouts.bank_batch_not_found`. */
export class GetBankBatch extends Query<BatchView> {
  constructor(readonly id: string) { super(); }
}

@QueryHandler(GetBankBatch)
export class GetBankBatchHandler implements IQueryHandler<GetBankBatch> {
  constructor(private readonly orders: BankOrdersRepository) {}
  async execute({ id }: GetBankBatch): Promise<BatchView> {
    const batch = await this.orders.batch(id);
    if (!batch) throw new BankBatchNotFound();
    return { ...batch, transfers: await this.orders.ofBatch(id) };
  }
}

/** The file, as it was made. Throws `payouts.bank_batch_not_found`. */
export class GetBankFile extends Query<string> {
  constructor(readonly id: string) { super(); }
}

@QueryHandler(GetBankFile)
export class GetBankFileHandler implements IQueryHandler<GetBankFile> {
  constructor(private readonly orders: BankOrdersRepository) {}
  async execute({ id }: GetBankFile): Promise<string> {
    const file = await this.orders.file(id);
    if (file === null) throw new BankBatchNotFound();
    return file;
  }
}
