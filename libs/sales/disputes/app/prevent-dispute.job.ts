import { Injectable, Logger } from '@nestjs/common';
import { GetUsdValue } from '#money/fx/queries';
import { Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import type { CurrencyCode } from '#platform/kernel/currency';
import type { Scope } from '#platform/kernel/scope';
import { GetPayment } from '#sales/payments/queries';
import { RefundAutomatically } from '#sales/refunds/commands';
import { PREVENT_JOB } from './count-sales.js';
import { GetWarningRule } from './warning-rule.js';

/** Gives the money of a charge that was reported as fraud back, where the game's rule says so: a refund costs less than a dispute, and counts for nothing. The breaker of refunds holds for it as for all automatic ones. */
@Injectable()
@HandlesJob(PREVENT_JOB)
export class PreventDisputeJob implements JobHandler<{ payment_id: string; reported_at: number }> {
  private readonly logger = new Logger('Disputes');

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  async run({ payload: { payment_id, reported_at } }: Job<{ payment_id: string; reported_at: number }>, scope: Scope): Promise<void> {
    const rule = await this.queries.ask(new GetWarningRule(), scope);
    if (rule.refund_up_to_usd_minor === null || this.clock.nowSeconds() - reported_at > rule.within_hours * 3_600) return;
    const payment = await this.queries.ask(new GetPayment(payment_id), scope);
    // What the bank has asked for already, or is on its way back, is followed elsewhere.
    if (payment.status !== 'done') return;
    const usd = await this.queries.ask(new GetUsdValue({ minor: BigInt(payment.amount_minor), currency: payment.currency as CurrencyCode, date: this.clock.now().toISOString().slice(0, 10) }), scope);
    if (usd === null || usd.minor > BigInt(rule.refund_up_to_usd_minor)) return;
    await this.commands.execute(new RefundAutomatically({ order_id: payment.order_id, reason: 'Reported as fraud by the issuer: given back before it is disputed', reason_code: 'dispute_prevention' }), scope);
    this.logger.warn({ msg: 'a charge was reported as fraud and goes back by the rule of its game', payment_id, order_id: payment.order_id });
  }
}
