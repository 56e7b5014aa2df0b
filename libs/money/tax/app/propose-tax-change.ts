import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { TaxChangeInvalid, TaxRowNotFound } from '../contracts/errors.js';
import { newTaxChangeId } from '../contracts/ids.js';
import { readChange, type ToldChange } from '../domain/tax-changes.js';
import { shippedTables } from '../infra/rate-files.js';
import { TaxChangesRepository } from '../infra/tax-changes.repository.js';

const LIVES_DAYS = 30;

/** Proposes a change of what the operator stores of tax; somebody else approves it within thirty days. Throws `tax.change_invalid`, `tax.row_not_found`. */
export class ProposeTaxChange extends Command<{ id: string }> {
  static readonly context = 'money/tax';
  constructor(
    readonly told: ToldChange,
    readonly why: { reason: string; source_url: string | null },
  ) {
    super();
  }
}

@CommandHandler(ProposeTaxChange)
export class ProposeTaxChangeHandler implements ICommandHandler<ProposeTaxChange> {
  constructor(
    private readonly changes: TaxChangesRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ told: asked, why }: ProposeTaxChange): Promise<{ id: string }> {
    const told = readChange(asked, shippedTables());
    if (told.kind === 'ending') await this.refuseImpossibleEnd(told.row_id, told.last_day);
    const id = newTaxChangeId();
    const proposed_at = this.clock.now();
    const dies_at = new Date(proposed_at.getTime() + LIVES_DAYS * 86_400_000);
    await this.changes.insert({ id, kind: told.kind, told, ...why, proposed_by: currentScope().actor.id, proposed_at, dies_at });
    return { id };
  }

  private async refuseImpossibleEnd(rowId: string, lastDay: string): Promise<void> {
    const first = await this.changes.firstDayOf(rowId);
    if (first === undefined) throw new TaxRowNotFound();
    if (first !== null && lastDay < first) throw new TaxChangeInvalid('last_day', 'The last day is not before the first.');
  }
}
