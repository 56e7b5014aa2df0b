import * as fx from '#money/fx/module';
import { FakeFees } from '#money/fees/testing';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { fakePlayers, playerForTest } from '#player/players/testing';
import { FakeOrders, fakeOrders } from '#sales/orders/testing';
import { StartPayment } from '#sales/payments/commands';
import { ChargePayment, GetPayment, type PaymentStanding, type PaymentView } from '#sales/payments/queries';
import * as payments from '#sales/payments/module';
import { bootContext, type Booted, type BootOptions, type Tenant } from '../../../../../test/support/boot.js';
import { SandboxPsp } from '../../../../../test/support/sandbox-psp.js';

export interface PaymentsApp {
  app: Booted;
  psp: SandboxPsp;
  orders: FakeOrders;
  /** Commits an attempt; what is told replaces the usual card payment of 19.99 EUR. */
  start(tenant: Tenant, told?: Partial<StartPayment['input']>): Promise<string>;
  charge(tenant: Tenant, paymentId: string, token?: string | null): Promise<PaymentStanding>;
  /** Starts and charges a card. */
  pay(tenant: Tenant, card?: Parameters<SandboxPsp['token']>[0], told?: Partial<StartPayment['input']>): Promise<{ id: string; standing: PaymentStanding }>;
  view(tenant: Tenant, paymentId: string): Promise<PaymentView>;
  /** The types of what was announced about a payment, in order. */
  announced(paymentId: string): Promise<string[]>;
  facts(paymentId: string, type: string): Promise<Record<string, any>[]>;
  /** Hands a notification over, as the provider would. */
  notify(notification: { raw: string; headers: Record<string, string> }): ReturnType<Booted['inject']>;
  /** Makes jobs of this type due now and runs whatever is due. */
  ring(type: string): Promise<void>;
  close(): Promise<void>;
}

export async function bootPayments(options: Partial<BootOptions> = {}): Promise<PaymentsApp> {
  const psp = await SandboxPsp.start();
  await psp.control({ refund_delay_ms: 20 });
  const orders = new FakeOrders();
  const app = await bootContext({
    modules: [payments.PaymentsModule, fx.FxModule], rows: payments.rows, fakes: [fakeOrders(orders), FakeFees, fakePlayers(playerForTest({ player_id: 'P-1', name: 'Aria' }), playerForTest({ player_id: 'P_2%', name: 'Zoë' })).module],
    ...options, env: { ...psp.env, ...options.env },
  });
  const self: PaymentsApp = {
    app, psp, orders,
    async start(tenant, told = {}) {
      const payment_id = told.payment_id ?? newId('pmt');
      await app.commands.execute(new StartPayment({
        payment_id, order_id: newId('ord'), player_id: 'P-1', method: 'card', amount_minor: 1999, currency: 'EUR', country: 'DE', ip_address: '93.184.216.34', user_agent: 'test',
        return_url: 'http://127.0.0.1:4400/return', platform: 'ios', ...told,
      }), tenant.scope);
      return payment_id;
    },
    charge: (tenant, payment_id, token = null) => app.calls.ask(new ChargePayment({ payment_id, token }), tenant.scope as Scope),
    async pay(tenant, card = 'succeeds', told = {}) {
      const id = await self.start(tenant, told);
      return { id, standing: await self.charge(tenant, id, await psp.token(card)) };
    },
    view: (tenant, paymentId) => app.queries.ask(new GetPayment(paymentId), tenant.scope),
    announced: async (paymentId) => (await app.look<{ type: string }>('SELECT type FROM platform.outbox_event WHERE aggregate_id = $1 ORDER BY id', [paymentId])).map(({ type }) => type),
    facts: async (paymentId, type) => (await app.look<{ payload: Record<string, unknown> }>('SELECT payload FROM platform.outbox_event WHERE aggregate_id = $1 AND type = $2 ORDER BY id', [paymentId, type])).map(({ payload }) => payload),
    notify: ({ raw, headers }) => app.inject({ method: 'POST', url: '/ingress/sandbox', headers, body: raw }),
    async ring(type) {
      await app.look(`UPDATE platform.job SET run_at = now() WHERE type = $1 AND state = 'pending'`, [type]);
      await app.settle();
    },
    async close() {
      await app.close();
      await psp.close();
    },
  };
  return self;
}
