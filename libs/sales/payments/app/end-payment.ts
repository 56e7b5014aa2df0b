import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Jobs } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';
import { AbandonPayment } from '../contracts/commands.js';
import { PaymentEnded } from '../contracts/events.js';
import { declineOf } from '../domain/declines.js';
import { CHARGE_GONE_SECONDS } from '../domain/look-up-schedule.js';
import { paymentFact } from '../infra/payment-views.js';
import { PaymentRepository } from '../infra/payment.repository.js';

/** Ends an attempt by our own decision, while it is open. `provider`: whose word the code is, where it is not ours. `not_charging`: only if no charge can still be on its way. */
export class EndPayment extends Command<{ changed: boolean }> {
  static readonly context = 'sales/payments';
  constructor(readonly input: { payment_id: string; status: 'failed' | 'canceled' | 'abandoned'; fail_code: string; provider?: string; not_charging?: boolean }) { super(); }
}

@CommandHandler(EndPayment)
export class EndPaymentHandler implements ICommandHandler<EndPayment> {
  constructor(private readonly payments: PaymentRepository, private readonly jobs: Jobs, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ input }: EndPayment): Promise<{ changed: boolean }> {
    const now = this.clock.now();
    const notChargedSince = input.not_charging ? { notChargedSince: new Date(now.getTime() - CHARGE_GONE_SECONDS * 1_000) } : {};
    const row = await this.payments.end(input.payment_id, input.status, { reason: declineOf(input.fail_code, input.provider ?? 'none').code, code: input.fail_code }, now, notChargedSince);
    if (!row) return { changed: false };
    this.outbox.record(new PaymentEnded('payment', row.id, { ...paymentFact(row), fail_reason: row.fail_reason, fail_code: row.fail_code }));
    await this.jobs.cancel('payments.look-up', row.id);
    // The provider does not know yet that it is over.
    await this.jobs.schedule({ type: 'payments.call-off', key: row.id, payload: { payment_id: row.id } });
    return { changed: true };
  }
}

@CommandHandler(AbandonPayment)
export class AbandonPaymentHandler implements ICommandHandler<AbandonPayment> {
  constructor(private readonly ending: EndPaymentHandler) {}

  execute({ input }: AbandonPayment): Promise<{ changed: boolean }> {
    return this.ending.execute(new EndPayment({ ...input, fail_code: input.status === 'canceled' ? 'called_off' : 'left_unfinished' }));
  }
}
