import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { DomainError } from '#platform/kernel/errors';
import { Command } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { RequestOrderRefund } from '#sales/orders/commands';
import { OrderNotRefundable, PartRefundsOpen } from '#sales/orders/errors';
import { RefundPayment } from '#sales/payments/commands';
import { NotRefundable } from '#sales/payments/errors';
import { GetPayments } from '#sales/payments/queries';
import { RefundNotFound } from '../contracts/errors.js';
import { GetRefund, type RefundView } from '../contracts/queries.js';
import { RefundRepository, refundView } from '../infra/refund.repository.js';
import { ConsumptionCheck } from './consumption-check.js';
import { AutomaticRefunds } from './automatic-refunds.js';
import { RefundEnding } from './refund-ending.js';

const AGAIN_SECONDS = [2, 5, 15, 60, 300, 900] as const;
const ALARM_AFTER = 5;

@QueryHandler(GetRefund)
export class GetRefundHandler implements IQueryHandler<GetRefund> {
  constructor(private readonly refunds: RefundRepository) {}
  async execute({ refundId }: GetRefund): Promise<RefundView> {
    const row = await this.refunds.find(refundId);
    if (!row) throw new RefundNotFound();
    return refundView(row);
  }
}

class FailRefund extends Command<void> {
  static readonly context = 'sales/refunds';
  constructor(readonly refundId: string, readonly failure: string, readonly isOrderAsked: boolean) { super(); }
}

@CommandHandler(FailRefund)
export class FailRefundHandler implements ICommandHandler<FailRefund> {
  constructor(private readonly ending: RefundEnding) {}
  execute({ refundId, failure, isOrderAsked }: FailRefund): Promise<void> {
    return this.ending.end([{ id: refundId, failure }], 'failed', isOrderAsked);
  }
}

/** What is left of its order when a refund of the whole goes, where it was written before parts went back. */
class LessenRefund extends Command<void> {
  static readonly context = 'sales/refunds';
  constructor(readonly refundId: string, readonly to: { amount_minor: number; tax_minor: number }) { super(); }
}

@CommandHandler(LessenRefund)
export class LessenRefundHandler implements ICommandHandler<LessenRefund> {
  constructor(private readonly refunds: RefundRepository) {}
  execute({ refundId, to }: LessenRefund): Promise<void> {
    return this.refunds.lessen(refundId, to);
  }
}

class PutBackRefund extends Command<{ verdict: 'waits' | 'goes' | 'is_over' }> {
  static readonly context = 'sales/refunds';
  constructor(readonly refund: { id: string; order_id: string }) { super(); }
}

@CommandHandler(PutBackRefund)
export class PutBackRefundHandler implements ICommandHandler<PutBackRefund> {
  constructor(private readonly automatic: AutomaticRefunds) {}
  async execute({ refund }: PutBackRefund): Promise<{ verdict: 'waits' | 'goes' | 'is_over' }> {
    return { verdict: await this.automatic.putBack(refund) };
  }
}

/** Asks the game about the items, where it takes the question, then tells orders (where it does not know yet) and payments. What they refuse ends the refund; what they cannot do now is tried again. */
@Injectable()
@HandlesJob('refunds.send')
export class SendRefundJob implements JobHandler<{ refund_id: string }> {
  private readonly logger = new Logger('Refunds');

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly consumption: ConsumptionCheck) {}

  async run({ payload, attempts }: Job<{ refund_id: string }>, scope: Scope): Promise<void | Again> {
    const again = { againInSeconds: AGAIN_SECONDS[Math.min(attempts, AGAIN_SECONDS.length) - 1]! };
    try {
      const refund = await this.queries.ask(new GetRefund(payload.refund_id), scope);
      if (refund.state !== 'requested') return;
      const standing = await this.consumption.settle(refund, attempts, scope);
      if (standing !== 'goes') return standing === 'later' ? again : undefined;
      return (await this.send(refund, scope)) === 'later' ? again : undefined;
    } catch (error) {
      if (error instanceof DomainError && error.status < 500 && error.status !== 429) {
        this.logger.error({ msg: 'a refund was refused', refund_id: payload.refund_id, code: error.code });
        await this.commands.execute(new FailRefund(payload.refund_id, error.code, !(error instanceof OrderNotRefundable || error instanceof PartRefundsOpen)), scope);
        return;
      }
      this.tell(payload.refund_id, attempts, error);
      return again;
    }
  }

  /** A job of this type runs again after a failure only, so its runs are its failures. */
  private tell(refund_id: string, failures: number, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (failures === ALARM_AFTER) this.logger.error({ msg: 'ALARM: a refund keeps failing by an error of ours, and is tried on', refund_id, failures, error: text });
    else this.logger.warn({ msg: 'a refund was not sent and is tried again', refund_id, failures, error: text });
  }

  private async send(refund: RefundView, scope: Scope): Promise<'sent' | 'later'> {
    const { payment_id, reason, purpose, source } = refund;
    const [payment] = await this.queries.ask(new GetPayments([payment_id]), scope);
    // Booked by an earlier run: what the order has become since changes nothing.
    if (payment?.refund_id === refund.id) return 'sent';
    try {
      // Whoever asked for it: no money of an order goes back without the order's knowledge.
      const amount_minor = purpose === 'order' ? await this.askOrder(refund, scope) : refund.amount_minor;
      await this.commands.execute(new RefundPayment({ payment_id, refund_id: refund.id, amount_minor, reason, purpose: purpose === 'overpaid' ? 'overpaid' : 'order' }), scope);
      return 'sent';
    } catch (error) {
      // Nobody asks again for what goes back by itself, so a dispute that was opened meanwhile must not end it.
      if (source !== 'automatic' || purpose !== 'order') throw error;
      if (error instanceof OrderNotRefundable || error instanceof PartRefundsOpen) return this.putBack(refund, error, scope);
      const [now] = error instanceof NotRefundable ? await this.queries.ask(new GetPayments([payment_id]), scope) : [];
      if (now?.status === 'dispute') return 'later';
      throw error;
    }
  }

  /** Answers what goes back: what is left of the order, where parts of it went back since the refund was written. */
  private async askOrder({ id, order_id, reason, source, amount_minor }: RefundView, scope: Scope): Promise<number> {
    const left = await this.commands.execute(new RequestOrderRefund({ order_id, reason, source }), scope);
    if (left.amount_minor >= amount_minor) return amount_minor;
    await this.commands.execute(new LessenRefund(id, { amount_minor: left.amount_minor, tax_minor: left.tax_minor }), scope);
    return left.amount_minor;
  }

  private async putBack({ id, order_id }: RefundView, refusal: OrderNotRefundable | PartRefundsOpen, scope: Scope): Promise<'sent' | 'later'> {
    const { verdict } = await this.commands.execute(new PutBackRefund({ id, order_id }), scope);
    if (verdict === 'is_over') throw refusal;
    return verdict === 'goes' ? 'later' : 'sent';
  }
}
