import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { SecondPersonNeeded, TaxChangeNotFound, TaxChangeOver } from '../contracts/errors.js';
import { type TaxChangeId } from '../contracts/ids.js';
import { type TaxChangeRow, TaxChangesRepository } from '../infra/tax-changes.repository.js';

/** Approves what somebody else proposed, and stores it. Throws `tax.change_not_found`, `tax.change_over`, `tax.second_person_needed`, `tax.row_stands`. */
export class ApproveTaxChange extends Command<{ row_id: string }> {
  static readonly context = 'money/tax';
  constructor(readonly id: TaxChangeId) {
    super();
  }
}

/** Refuses what somebody else proposed; of her own who asks takes it back. Throws `tax.change_not_found`, `tax.change_over`. */
export class RejectTaxChange extends Command<{ id: string }> {
  static readonly context = 'money/tax';
  constructor(
    readonly id: TaxChangeId,
    readonly why: string | null,
  ) {
    super();
  }
}

async function heldOpen(changes: TaxChangesRepository, id: string, now: Date): Promise<TaxChangeRow> {
  const change = await changes.hold(id);
  if (!change) throw new TaxChangeNotFound();
  if (change.state !== 'open') throw new TaxChangeOver(change.state);
  if (change.dies_at <= now) throw new TaxChangeOver('expired');
  return change;
}

@CommandHandler(ApproveTaxChange)
export class ApproveTaxChangeHandler implements ICommandHandler<ApproveTaxChange> {
  constructor(
    private readonly changes: TaxChangesRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ id }: ApproveTaxChange): Promise<{ row_id: string }> {
    const now = this.clock.now();
    const change = await heldOpen(this.changes, id, now);
    const actor = currentScope().actor.id;
    if (actor === change.proposed_by) throw new SecondPersonNeeded();
    const row_id = await this.changes.store(change.told, id);
    await this.changes.decide(id, { state: 'approved', decided_by: actor, decided_at: now, decided_why: null, row_id });
    return { row_id };
  }
}

@CommandHandler(RejectTaxChange)
export class RejectTaxChangeHandler implements ICommandHandler<RejectTaxChange> {
  constructor(
    private readonly changes: TaxChangesRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ id, why }: RejectTaxChange): Promise<{ id: string }> {
    const now = this.clock.now();
    const change = await heldOpen(this.changes, id, now);
    const actor = currentScope().actor.id;
    await this.changes.decide(id, { state: actor === change.proposed_by ? 'withdrawn' : 'rejected', decided_by: actor, decided_at: now, decided_why: why, row_id: null });
    return { id };
  }
}
