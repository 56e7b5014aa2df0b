import { Injectable } from '@nestjs/common';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { GetOrderDetails } from '#sales/orders/queries';
import { AbandonPayment } from '#sales/payments/commands';
import { AttemptBeginning } from '../contracts/errors.js';
import { Attempts, hasEnded, type AttemptAnswer } from './attempts.js';
import { BEGINNING_SECONDS } from './pay-order.flow.js';

/** What a page does with the attempt that runs: ask how it stands, or call it off. Both do nothing when none runs. */
@Injectable()
export class FollowAttemptFlow {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly attempts: Attempts, private readonly clock: Clock) {}

  /** After the page of the bank: asks the provider, so that nobody waits for a notification. */
  async refresh(orderId: string, scope: Scope, returned?: Readonly<Record<string, string>>): Promise<AttemptAnswer | null> {
    const order = await this.queries.ask(new GetOrderDetails(orderId), scope);
    if (order.status !== 'captured' || order.is_held) return null;
    const payment = await this.attempts.payment(order.payment_id!, scope);
    return payment ? this.attempts.refresh(payment.id, orderId, scope, returned) : null;
  }

  /** @throws AttemptBeginning while the request that took the order may still be about to charge */
  async cancel(orderId: string, scope: Scope): Promise<void> {
    const order = await this.queries.ask(new GetOrderDetails(orderId), scope);
    if (order.status !== 'captured' || order.is_held) return;
    const paymentId = order.payment_id!;
    const payment = await this.attempts.payment(paymentId, scope);
    if (!payment) {
      if (this.clock.nowSeconds() - (order.locked_at ?? 0) < BEGINNING_SECONDS) throw new AttemptBeginning();
      await this.attempts.start(paymentId, order, { method: 'card', ip_address: order.ip_address, user_agent: order.user_agent }, scope);
    }
    const ended = (payment && hasEnded(payment)) || (await this.commands.execute(new AbandonPayment({ payment_id: paymentId, status: 'canceled' }), scope)).changed;
    if (ended) await this.attempts.release(paymentId, orderId, scope);
  }
}
