import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Jobs } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { PayoutNotFound, PayoutNotReturnable } from '../contracts/errors.js';
import { BankReportsRepository } from '../infra/bank-reports.repository.js';
import { PayoutsRepository } from '../infra/payouts.repository.js';
import { INVOICE_JOB } from './issue-invoice.js';

/**
 * By staff, in the operator's scope: money that was paid has come back, as the bank has said, and the studio is owed it again; its invoice is taken back by a credit note. Repeating it changes nothing.
 * Throws `payouts.payout_not_found`, `payouts.payout_not_returnable`.
 */
export class ReturnPayout extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly studioId: string, readonly id: string, readonly reason: string) { super(); }
}

@CommandHandler(ReturnPayout)
export class ReturnPayoutHandler implements ICommandHandler<ReturnPayout> {
  constructor(private readonly payouts: PayoutsRepository, private readonly reports: BankReportsRepository, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async execute({ studioId, id, reason }: ReturnPayout): Promise<void> {
    const payout = await this.payouts.ofStudio(studioId, id);
    if (!payout) throw new PayoutNotFound();
    if (payout.returned_at !== null) return;
    if (payout.state !== 'succeeded') throw new PayoutNotReturnable(`it is ${payout.state}: only what was paid comes back`);
    // Another currency came back than is owed, at a rate of that day: a person settles it with the studio.
    if (payout.paid_in !== null) throw new PayoutNotReturnable('it was exchanged');
    if (payout.environment === 'live' && !(await this.reports.hasReturned(id))) throw new PayoutNotReturnable('no bank has said that it came back (`returned_after_paid`)');
    if (!(await this.payouts.returned(studioId, id, { by: currentScope().actor.id, reason, now: this.clock.now() }))) return;
    await this.jobs.schedule({ type: INVOICE_JOB, key: `${id}:returned`, payload: { game_id: payout.runs_at } });
  }
}
