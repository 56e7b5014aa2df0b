import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { Authenticators } from '#platform/http/authentication';
import { newId } from '#platform/kernel/ids';
import { PaymentCaptured, PaymentEnded } from '#sales/payments/events';
import { CreateOrder } from '#sales/orders/commands';
import { OrdersModule, rows } from '#sales/orders/module';
import { GetOrderDetails, type OrderDetails } from '#sales/orders/queries';
import { Announce, AnnounceModule, neighbours, type Neighbours } from '#sales/orders/testing';
import { FulfillmentModule, rows as fulfillmentRows } from '#sales/fulfillment/module';
import { fakeFulfillment, GrantAnswers } from '#sales/fulfillment/testing';
import type { RefundView } from '#sales/refunds/queries';
import { fakeRefunds } from '#sales/refunds/testing';
import { fakeStorefront, hubForTest } from '#store/storefront/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { CheckoutModule } from '../module.js';
import { fakePayments, FakePayments } from './fake-payments.js';

/** Players who say themselves who they are and how sure that is. */
@Injectable()
class TestPlayers implements OnModuleInit {
  constructor(private readonly authenticators: Authenticators) {}
  onModuleInit(): void {
    this.authenticators.register('player', async (request) => {
      const [gameId, playerId, assurance] = String(request.headers['x-test-player'] ?? '').split('|');
      if (!gameId || !playerId) return null;
      return { scope: { gameId, actor: { kind: 'player', id: playerId }, requestId: null }, environment: 'sandbox', grants: [], playerId, assurance: assurance as 'player_id' | 'verified' };
    });
  }
}

@Module({ providers: [TestPlayers] })
export class TestPlayersModule {}

export interface CheckoutBench {
  app: Booted;
  studio: Tenant;
  payments: FakePayments;
  grants: GrantAnswers;
  refunds: Map<string, RefundView>;
  near: Neighbours;
  order(told?: Partial<CreateOrder['input']>): Promise<{ order_id: string; secret: string }>;
  read(orderId: string): Promise<OrderDetails>;
  call(method: 'GET' | 'POST' | 'PATCH', path: string, secret: string, body?: unknown, headers?: Record<string, string>): ReturnType<Booted['inject']>;
  /** With a key of its own, as a page sends one per press. */
  pay(secret: string, told?: object, headers?: Record<string, string>): ReturnType<Booted['inject']>;
  /** Payments tells that the attempt which holds the order brought the money, or did not. */
  tell(what: 'captured' | 'ended', order: OrderDetails, paymentId: string): Promise<void>;
}

/** Checkout on real orders, with fakes of everybody else; `isFulfilled`: with real grants and reservations too. */
export async function bootCheckout(breaks: readonly string[] = [], isFulfilled = false): Promise<CheckoutBench> {
  const near = neighbours();
  const payments = new FakePayments();
  const grants = new GrantAnswers();
  const { refunds, module: refundsModule } = fakeRefunds();
  const app = await bootContext({
    modules: [CheckoutModule, OrdersModule, AnnounceModule, TestPlayersModule, ...(isFulfilled ? [FulfillmentModule] : [])], rows: [...rows, ...(isFulfilled ? fulfillmentRows : [])],
    fakes: [...near.fakes, fakePayments(payments), ...(isFulfilled ? [] : [fakeFulfillment(grants)]), refundsModule, fakeStorefront({ hub: hubForTest() })], frozenAt: new Date('2026-11-22T12:00:00Z'), breaks,
  });
  const studio = await app.tenant();
  const call: CheckoutBench['call'] = (method, path, secret, body, headers) =>
    app.inject({ method, url: `/store/v1/checkout${path}`, headers: { authorization: `Bearer ${secret}`, ...headers }, ...(body !== undefined ? { body } : {}) });
  return {
    app, studio, payments, grants, refunds, near, call,
    async order(told = {}) {
      const input = { source: 's2s' as const, player_id: 'P-1', email: 'aria@example.com', country: 'DE', lines: [{ sku: 'gems.500', quantity: 1 }], ...told };
      const { order_id, checkout_secret } = await app.commands.execute(new CreateOrder(input), studio.scope);
      return { order_id, secret: checkout_secret };
    },
    read: (orderId) => app.queries.ask(new GetOrderDetails(orderId), studio.scope),
    pay: (secret, told = {}, headers = {}) =>
      call('POST', '/pay', secret, { method: 'card', token: `tok_${newId('tst')}`, expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true, ...told }, { 'idempotency-key': newId('key'), ...headers }),
    async tell(what, order, paymentId) {
      const fact = { payment_id: paymentId, order_id: order.id, player_id: order.player_id, provider: 'sandbox', status: what === 'captured' ? 'done' : 'failed', amount_minor: order.amount_minor, currency: order.currency };
      const event = what === 'captured'
        ? new PaymentCaptured('payment', paymentId, { ...fact, psp_fee_minor: 88, provider_reference: `psp_${paymentId}`, captured_at: app.clock.nowSeconds() })
        : new PaymentEnded('payment', paymentId, { ...fact, fail_reason: 'card_declined', fail_code: '16' });
      await app.commands.execute(new Announce([event]), studio.scope);
      await app.settle();
    },
  };
}
