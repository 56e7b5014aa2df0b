import { CreateOrder } from '#sales/orders/commands';
import * as checkout from '#sales/checkout/module';
import * as fulfillment from '#sales/fulfillment/module';
import { ListGrantsOfOrder } from '#sales/fulfillment/queries';
import * as orders from '#sales/orders/module';
import { GetOrderDetails, type OrderDetails } from '#sales/orders/queries';
import { Announce, AnnounceModule, neighbours } from '#sales/orders/testing';
import * as payments from '#sales/payments/module';
import { ListPaymentsOfOrder } from '#sales/payments/queries';
import * as refunds from '#sales/refunds/module';
import * as fx from '#money/fx/module';
import * as ledger from '#money/ledger/module';
import * as reconciliation from '#money/reconciliation/module';
import { newId } from '#platform/kernel/ids';
import { fakeSignIn } from '#player/sign-in/testing';
import { acknowledgedForTest } from '#reach/webhooks/testing';
import { fakeStorefront, hubForTest } from '#store/storefront/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Life } from '../../../../test/support/life.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';

/** The life of sales of which parts go back, as time and journals, on the real provider and its settlement. */
describe('a sale that goes back in parts', () => {
  let psp: SandboxPsp;
  let app: Booted;
  let tenant: Tenant;
  let life: Life;
  beforeAll(async () => {
    psp = await SandboxPsp.start();
    await psp.control({ refund_delay_ms: 20, dispute_delay_ms: 2_000 });
    app = await bootContext({
      modules: [orders.OrdersModule, checkout.CheckoutModule, payments.PaymentsModule, refunds.RefundsModule, fulfillment.FulfillmentModule, fx.FxModule, ledger.LedgerModule, reconciliation.ReconciliationModule, AnnounceModule],
      rows: [...orders.rows, ...payments.rows, ...refunds.rows, ...fulfillment.rows, ...ledger.rows, ...reconciliation.rows], env: psp.env,
      fakes: [...neighbours().fakes, fakeStorefront({ hub: hubForTest() }), fakeSignIn().module],
    });
  });
  beforeEach(async () => {
    tenant = await app.tenant();
    life = new Life(app, psp, tenant);
  });
  afterAll(async () => {
    await app.close();
    await psp.close();
  });

  const read = (orderId: string): Promise<OrderDetails> => app.queries.ask(new GetOrderDetails(orderId), tenant.scope);
  const post = async (url: string, body: object) => {
    const answer = await app.inject({ method: 'POST', url, apiKey: tenant.apiKey, headers: { 'idempotency-key': newId('key') }, body });
    expect([200, 201]).toContain(answer.status);
    return answer.json;
  };
  const tick = async () => {
    await app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'payments.refund' AND state = 'pending'`);
    await app.settle();
  };
  const until = (orderId: string, isSo: (order: OrderDetails) => boolean) => eventually(async () => {
    await tick();
    return isSo(await read(orderId));
  });
  /** Two packs of gems and one of another kind, for 59.97 EUR with 19 % VAT, paid and acknowledged by the game. */
  const sell = async (card: Parameters<SandboxPsp['token']>[0] = 'succeeds') => {
    const input = { source: 's2s' as const, player_id: 'P-1', email: 'aria@example.com', country: 'DE', lines: [{ sku: 'gems.500', quantity: 2 }, { sku: 'gems.900', quantity: 1 }] };
    const { order_id, checkout_secret } = await app.commands.execute(new CreateOrder(input), tenant.scope);
    const paid = await app.inject({
      method: 'POST', url: '/store/v1/checkout/pay', headers: { authorization: `Bearer ${checkout_secret}`, 'idempotency-key': newId('key') },
      body: { method: 'card', token: await psp.token(card), expected_total_minor: 5_997, expected_currency: 'EUR', immediate_delivery_requested: true },
    });
    expect(paid.json).toMatchObject({ state: 'paid' });
    await app.settle();
    await app.commands.execute(new Announce([acknowledgedForTest((await app.queries.ask(new ListGrantsOfOrder(order_id), tenant.scope))[0]!.id)]), tenant.scope);
    await app.settle();
    return { order_id, payment_id: paid.json.payment_id as string };
  };
  const items = async () => (await app.look<{ type: string; payload: any }>(`SELECT type, payload FROM platform.outbox_event WHERE game_id = $1 AND type ~ '^fulfillment.grant.(re|part)' ORDER BY id`, [tenant.gameId]))
    .map(({ type, payload }) => [type.split('.')[2], payload.items.filter(({ source }: any) => source === 'order').map(({ sku, quantity }: any) => `${quantity} ${sku}`)]);

  it('by a line, by an amount, and the rest: every entry, clearing at zero after settlement, nothing left but the fee of the provider', async () => {
    const { order_id } = await sell();
    const byLine = await post(`/v1/orders/${order_id}/refunds`, { lines: [{ line_id: '1', quantity: 1 }], reason: 'customer_request' });
    await until(order_id, ({ refunded }) => refunded.amount_minor === 1_999);
    const byAmount = await post(`/v1/orders/${order_id}/refunds`, { amount: 1_000, reason: 'service_disruption', note: 'The server was away' });
    await until(order_id, ({ refunded }) => refunded.amount_minor === 2_999);
    expect(await read(order_id)).toMatchObject({ status: 'paid' });
    const shown = (await app.inject({ method: 'GET', url: `/v1/orders/${order_id}`, apiKey: tenant.apiKey })).json;
    expect([shown.status, shown.refunded_amount, shown.items.filter(({ source }: any) => source === 'order').map((item: any) => [item.line_id, item.refunded_quantity, item.refunded_amount])])
      .toEqual(['paid', 2_999, [['1', 1, 2_499], ['2', 0, 500]]]);
    const rest = await post(`/v1/orders/${order_id}/refund`, { reason: 'and the rest' });
    expect(rest).toMatchObject({ purpose: 'order', amount_minor: 2_998 });
    await until(order_id, ({ status }) => status === 'refunded');
    expect([byLine, byAmount].map(({ amount_minor, tax_minor }) => [amount_minor, tax_minor])).toEqual([[1_999, 319], [1_000, 160]]);
    expect(rest.tax_minor).toBe(957 - 319 - 160);
    expect((await app.queries.ask(new ListPaymentsOfOrder(order_id), tenant.scope)).map(({ status }) => status)).toEqual(['refunded']);
    expect(await life.journal()).toEqual([
      ['sale', { psp_clearing: 5_997, 'tax_payable:DE': -957, platform_fee_revenue: -252, studio_payable: -4_788 }],
      ['psp_fee', { studio_payable: 204, psp_clearing: -204 }],
      ['refund', { psp_clearing: -1_999, 'tax_payable:DE': 319, platform_fee_revenue: 84, studio_payable: 1_596 }],
      ['refund', { psp_clearing: -1_000, 'tax_payable:DE': 160, platform_fee_revenue: 42, studio_payable: 798 }],
      ['refund', { psp_clearing: -2_998, 'tax_payable:DE': 478, platform_fee_revenue: 126, studio_payable: 2_394 }],
    ]);
    expect(await items()).toEqual([['requested', ['1000 gems.500', '500 gems.900']], ['part_revocation_requested', ['500 gems.500']], ['revocation_requested', ['500 gems.500', '500 gems.900']]]);
    expect(await life.closed()).toMatchObject({ 'psp_clearing:sandbox': 0, 'tax_payable:DE': 0, platform_fee_revenue: 0, studio_payable: 204, 'bank:sandbox': -204 });
  });

  it.each(['dispute_lost', 'dispute_won'] as const)('and is disputed by the bank, which takes what is left: %s', async (card) => {
    const { order_id, payment_id } = await sell(card);
    await post(`/v1/orders/${order_id}/refunds`, { lines: [{ line_id: '2' }], reason: 'dispute_prevention' });
    await until(order_id, ({ refunded }) => refunded.amount_minor === 1_999);
    const end = card.replace('_', '.');
    const told = await eventually(async () => {
      const all = (await psp.notifications(payment_id)).filter(({ type }) => type.startsWith('dispute.'));
      return all.some(({ type }) => type === end) && all;
    }, 10_000);
    for (const { raw, headers } of told as Exclude<typeof told, false>) await app.inject({ method: 'POST', url: '/ingress/sandbox', headers, body: raw });
    await until(order_id, ({ status }) => status === (card === 'dispute_lost' ? 'canceled' : 'paid'));
    if (card === 'dispute_won') {
      await post(`/v1/orders/${order_id}/refund`, { reason: 'and the rest' });
      await until(order_id, ({ status }) => status === 'refunded');
    }
    expect((await life.journal()).map(([kind]) => kind)).toEqual(['sale', 'psp_fee', 'refund', 'dispute_opened', ...(card === 'dispute_lost' ? ['chargeback'] : ['dispute_won', 'refund'])]);
    expect((await life.journal()).slice(2, 4)).toEqual([
      ['refund', { psp_clearing: -1_999, 'tax_payable:DE': 319, platform_fee_revenue: 84, studio_payable: 1_596 }],
      ['dispute_opened', { psp_clearing: -3_998, disputes_in_transit: 3_998 }],
    ]);
    expect(await life.closed()).toMatchObject({ 'psp_clearing:sandbox': 0, 'disputes_in_transit:sandbox': 0, 'tax_payable:DE': 0, platform_fee_revenue: 0, studio_payable: 204, psp_fee_expense: 1_500 });
  });
});
