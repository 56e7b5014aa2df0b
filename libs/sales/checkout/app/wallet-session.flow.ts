import { Injectable } from '@nestjs/common';
import { Calls, Queries } from '#platform/cqrs/doors';
import type { Scope } from '#platform/kernel/scope';
import { OrderNotPayable } from '#sales/orders/errors';
import { BeginWalletSession } from '#sales/payments/queries';
import { MethodNotAvailable } from '../contracts/errors.js';
import { GetPayable } from './get-payable.js';

/** Vouches for the page to Apple, while its order can be paid by Apple Pay. */
@Injectable()
export class WalletSessionFlow {
  constructor(private readonly queries: Queries, private readonly calls: Calls) {}

  /** Throws `orders.not_payable`, `checkout.method_not_available` and what `BeginWalletSession` throws. */
  async begin({ order_id, validation_url }: { order_id: string; validation_url: string }, scope: Scope): Promise<Record<string, unknown>> {
    const { order, methods } = await this.queries.ask(new GetPayable(order_id), scope);
    if (order.status !== 'created' && order.status !== 'reattempted') throw new OrderNotPayable('ended');
    if (!methods.some(({ method }) => method === 'apple_pay')) throw new MethodNotAvailable('apple_pay');
    const { country, currency, amount_minor } = order;
    return this.calls.ask(new BeginWalletSession({ validation_url, what: { country, currency, amount_minor } }), scope);
  }
}
