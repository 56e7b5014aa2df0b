import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { DueDateImpossible, TaxReturnChanged, TaxReturnFiled, TaxReturnNotFound } from '../contracts/errors.js';
import type { ToldRate } from '../domain/return-rows.js';
import { ReturnsRepository, type FiledSum, type ReturnHead } from '../infra/returns.repository.js';

/** Tells what one unit of other currencies is in that of the form; a rate that was told before gives way. Throws `returns.not_found`, `returns.filed`. */
export class TellRates extends Command<void> {
  static readonly context = 'money/returns';
  constructor(readonly id: string, readonly rates: readonly ToldRate[]) { super(); }
}

/** Says on which day the authority wants a return; null: on none. Throws `returns.not_found`, `returns.filed`. */
export class SetDueDate extends Command<void> {
  static readonly context = 'money/returns';
  constructor(readonly id: string, readonly due_on: string | null) { super(); }
}

/** Marks a return as filed and keeps it as it is. `rates` are those that it was made with. Filing it again as the same changes nothing. Throws `returns.not_found`, `returns.filed`, `returns.changed_meanwhile`. */
export class FileReturn extends Command<void> {
  static readonly context = 'money/returns';
  constructor(readonly id: string, readonly filed: { filed_on: string; reference: string; declared_minor: bigint; snapshot: object }, readonly sums: readonly FiledSum[], readonly rates: readonly ToldRate[]) { super(); }
}

async function held(returns: ReturnsRepository, id: string): Promise<ReturnHead> {
  const head = await returns.hold(id);
  if (!head) throw new TaxReturnNotFound();
  return head;
}

/** Whether a return was filed as this: the same told once more. */
export function isFiledAs(head: ReturnHead, filed: { filed_on: string; reference: string; declared_minor: bigint }): boolean {
  return head.filed_at !== null && head.reference === filed.reference && head.filed_on === filed.filed_on && head.declared_minor === filed.declared_minor;
}

@CommandHandler(TellRates)
export class TellRatesHandler implements ICommandHandler<TellRates> {
  constructor(private readonly returns: ReturnsRepository, private readonly clock: Clock) {}
  async execute({ id, rates }: TellRates): Promise<void> {
    const head = await held(this.returns, id);
    if (head.filed_at) throw new TaxReturnFiled(head.reference!);
    await this.returns.tell(id, rates, currentScope().actor.id, this.clock.now());
  }
}

@CommandHandler(SetDueDate)
export class SetDueDateHandler implements ICommandHandler<SetDueDate> {
  constructor(private readonly returns: ReturnsRepository) {}
  async execute({ id, due_on }: SetDueDate): Promise<void> {
    const head = await held(this.returns, id);
    if (head.filed_at) throw new TaxReturnFiled(head.reference!);
    if (due_on !== null && due_on <= head.last_day) throw new DueDateImpossible(head.last_day);
    await this.returns.setDue(id, due_on);
  }
}

@CommandHandler(FileReturn)
export class FileReturnHandler implements ICommandHandler<FileReturn> {
  constructor(private readonly returns: ReturnsRepository, private readonly clock: Clock) {}
  async execute({ id, filed, sums, rates }: FileReturn): Promise<void> {
    const head = await held(this.returns, id);
    if (isFiledAs(head, filed)) return;
    if (head.filed_at) throw new TaxReturnFiled(head.reference!);
    const now = await this.returns.rates(head);
    if (rates.some((used) => !now.some((each) => each.currency === used.currency && each.of_period === used.of_period && each.rate === used.rate))) throw new TaxReturnChanged();
    await this.returns.file(head, { ...filed, filed_at: this.clock.now(), filed_by: currentScope().actor.id }, sums);
  }
}
