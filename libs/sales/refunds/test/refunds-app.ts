import { Injectable, Module } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Command, type DomainEvent } from '#platform/kernel/messages';
import { newId } from '#platform/kernel/ids';
import { Outbox } from '#platform/outbox/outbox';
import { GrantDeclined } from '#sales/fulfillment/events';
import { aGrantFact } from '#sales/fulfillment/testing';
import { FakeOrders, fakeOrders } from '#sales/orders/testing';
import { PaymentRefunded, PaymentRefundFailed } from '#sales/payments/events';
import { FakePayments, fakePayments, paymentFactForTest } from '#sales/payments/testing';
import { fakeGameServers, GameServerAnswers } from '#studio/game-servers/testing';
import * as fx from '#money/fx/module';
import * as refunds from '#sales/refunds/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';

class Announce extends Command<void> {
  static readonly context = 'test/neighbour';
  constructor(readonly events: DomainEvent[]) { super(); }
}

@Injectable()
@CommandHandler(Announce)
class AnnounceHandler implements ICommandHandler<Announce> {
  constructor(private readonly outbox: Outbox) {}
  async execute({ events }: Announce): Promise<void> {
    this.outbox.record(...events);
  }
}

@Module({ providers: [AnnounceHandler] })
class NeighboursModule {}

export interface RefundsApp {
  app: Booted;
  orders: FakeOrders;
  payments: FakePayments;
  servers: GameServerAnswers;
  /** A paid order of 19.99 EUR. */
  paidOrder(): { id: string; payment_id: string };
  announce(tenant: Tenant, ...events: DomainEvent[]): Promise<void>;
  /** The game declines the grants of these orders. */
  decline(tenant: Tenant, orderIds: string[]): Promise<void>;
  /** What the provider said of a refund that payments was told of. */
  provider(tenant: Tenant, refundId: string, outcome: 'gave back' | 'refused', purpose?: 'order' | 'overpaid'): Promise<void>;
  refund(tenant: Tenant, orderId: string, headers?: Record<string, string>): ReturnType<Booted['inject']>;
  /** What was announced about a refund, in order. */
  announced(refundId: string): Promise<{ type: string; payload: Record<string, any> }[]>;
  rows(orderId: string): Promise<Record<string, any>[]>;
}

export async function bootRefunds(): Promise<RefundsApp> {
  const orders = new FakeOrders();
  const payments = fakePayments();
  const servers = new GameServerAnswers();
  const app = await bootContext({ modules: [refunds.RefundsModule, fx.FxModule, NeighboursModule], rows: refunds.rows, fakes: [fakeOrders(orders), payments.module, fakeGameServers(servers)] });
  const announce = (tenant: Tenant, ...events: DomainEvent[]) => app.commands.execute(new Announce(events), tenant.scope);
  return {
    app, orders, payments, servers, announce,
    paidOrder() {
      const payment_id = newId('pmt');
      return { id: orders.put({ status: 'paid', payment_id }).id, payment_id };
    },
    decline: (tenant, orderIds) => announce(tenant, ...orderIds.map((order_id) => {
      const fact = aGrantFact({ order_id });
      return new GrantDeclined('grant', fact.grant_id, { ...fact, message: 'inventory is full' });
    })),
    async provider(tenant, refund_id, outcome, purpose = 'order') {
      const told = payments.refunds.find((refund) => refund.refund_id === refund_id)!;
      const fact = { ...paymentFactForTest({ payment_id: told.payment_id, order_id: 'ord_of_it' }), refund_id, purpose };
      await announce(tenant, outcome === 'gave back'
        ? new PaymentRefunded('payment', told.payment_id, { ...fact, refunded_minor: told.amount_minor, provider_refund_reference: 'psr_1' })
        : new PaymentRefundFailed('payment', told.payment_id, { ...fact, reason: 'refund_refused' }));
      await app.settle();
    },
    refund: (tenant, orderId, headers = {}) => app.inject({ method: 'POST', url: `/v1/orders/${orderId}/refund`, apiKey: tenant.apiKey, headers, body: { reason: 'Bought by mistake' } }),
    announced: (refundId) => app.look('SELECT type, payload FROM platform.outbox_event WHERE aggregate_id = $1 ORDER BY id', [refundId]),
    rows: (orderId) => app.look('SELECT * FROM refunds.refund WHERE order_id = $1 ORDER BY id', [orderId]),
  };
}
