import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Jobs } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { PayoutNotFound, PayoutNotReturnable } from '../contracts/errors.js';
import { BankOrdersRepository } from '../infra/bank-orders.repository.js';
import { BankReportsRepository } from '../infra/bank-reports.repository.js';
import { BankSettlementsRepository } from '../infra/bank-settlements.repository.js';
import { PayoutsRepository } from '../infra/payouts.repository.js';
import { INVOICE_JOB } from './issue-invoice.js';

/**
 * By staff, in the operator's scope: money that was paid has come back, as the bank has booked it, and the studio is owed it again; its invoice is taken back by a credit note. Of live money one says it and another one acts:
 * the reason of whoever acts stands on the credit note. Repeating it changes nothing.
 * Throws `payouts.payout_not_found`, `payouts.payout_not_returnable`.
 */
export class ReturnPayout extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly studioId: string, readonly id: string, readonly reason: string) { super(); }
}

@CommandHandler(ReturnPayout)
export class ReturnPayoutHandler implements ICommandHandler<ReturnPayout> {
  constructor(
    private readonly payouts: PayoutsRepository, private readonly orders: BankOrdersRepository, private readonly reports: BankReportsRepository, private readonly settlements: BankSettlementsRepository, private readonly jobs: Jobs, private readonly clock: Clock,
  ) {}

  async execute({ studioId, id, reason }: ReturnPayout): Promise<void> {
    // Held: of two who say it at once one is the second.
    await this.orders.hold([id]);
    const payout = await this.payouts.ofStudio(studioId, id);
    if (!payout) throw new PayoutNotFound();
    if (payout.returned_at !== null) return;
    if (payout.state !== 'succeeded') throw new PayoutNotReturnable(`it is ${payout.state}: only what was paid comes back`);
    // Another currency came back than is owed, at a rate of that day: a person settles it with the studio.
    if (payout.paid_in !== null) throw new PayoutNotReturnable('it was exchanged');
    if (payout.environment === 'live') {
      if (!(await this.reports.hasReturned(id))) throw new PayoutNotReturnable('no bank has booked its money back (a `credit` that is `returned_after_paid`)');
      if (!(await this.isSaidByTwo(id, reason))) return;
    }
    if (!(await this.payouts.returned(studioId, id, { by: currentScope().actor.id, reason, now: this.clock.now() }))) return;
    await this.jobs.schedule({ type: INVOICE_JOB, key: `${id}:returned`, payload: { game_id: payout.runs_at } });
  }

  /** Whoever says it twice is one. */
  private async isSaidByTwo(reference: string, reason: string): Promise<boolean> {
    const by = currentScope().actor.id;
    const said = await this.settlements.of(reference);
    const first = said.find(({ state }) => state === 'returned');
    if (first?.said_by === by) return false;
    await this.settlements.add({ reference, number: (said.at(-1)?.number ?? 0) + 1, state: 'returned', debited_minor: null, reason, said_by: by, said_at: this.clock.now() });
    return first !== undefined;
  }
}
