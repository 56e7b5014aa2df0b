import { CreateOrder } from '#sales/orders/commands';
import * as checkout from '#sales/checkout/module';
import * as fulfillment from '#sales/fulfillment/module';
import { ListGrantsOfOrder } from '#sales/fulfillment/queries';
import * as orders from '#sales/orders/module';
import { GetOrderDetails, type OrderDetails } from '#sales/orders/queries';
import { Announce, AnnounceModule, neighbours } from '#sales/orders/testing';
import * as payments from '#sales/payments/module';
import * as receipts from '#sales/receipts/module';
import { putLegalEntity } from '#sales/receipts/testing';
import * as refunds from '#sales/refunds/module';
import * as fx from '#money/fx/module';
import * as ledger from '#money/ledger/module';
import * as payouts from '#money/payouts/module';
import * as reconciliation from '#money/reconciliation/module';
import { newId } from '#platform/kernel/ids';
import { fakeSignIn } from '#player/sign-in/testing';
import { acknowledgedForTest } from '#reach/webhooks/testing';
import { fakeStorefront, hubForTest } from '#store/storefront/testing';
import * as staff from '#studio/staff/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Life } from '../../../../test/support/life.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';

const BUSINESS = { tax_id: 'DE136695976', name: 'Spielhaus GmbH', address_lines: ['Turmstr. 1', '10559 Berlin'] };

/** The life of a sale to a business that owes the tax itself, as time and journals, on the real provider and its settlement. */
describe('a sale under reverse charge', () => {
  let psp: SandboxPsp;
  let app: Booted;
  let tenant: Tenant;
  let life: Life;
  beforeAll(async () => {
    psp = await SandboxPsp.start();
    await psp.control({ refund_delay_ms: 20, dispute_delay_ms: 2_000 });
    app = await bootContext({
      modules: [
        orders.OrdersModule, checkout.CheckoutModule, payments.PaymentsModule, refunds.RefundsModule, fulfillment.FulfillmentModule, receipts.ReceiptsModule, fx.FxModule, ledger.LedgerModule, reconciliation.ReconciliationModule, staff.StaffModule,
        payouts.PayoutsModule, AnnounceModule,
      ],
      rows: [...orders.rows, ...payments.rows, ...refunds.rows, ...fulfillment.rows, ...ledger.rows, ...reconciliation.rows, ...staff.rows, ...payouts.rows], env: psp.env,
      fakes: [...neighbours().fakes, fakeStorefront({ hub: hubForTest() }), fakeSignIn().module],
    });
    await putLegalEntity(app.look);
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
  const get = async (url: string, apiKey = tenant.apiKey): Promise<any> => (await app.inject({ method: 'GET', url, apiKey })).json;
  const post = async (url: string, body: object): Promise<any> => {
    const answer = await app.inject({ method: 'POST', url, apiKey: tenant.apiKey, headers: { 'idempotency-key': newId('key') }, body });
    expect([200, 201]).toContain(answer.status);
    return answer.json;
  };
  const until = (orderId: string, isSo: (order: OrderDetails) => boolean) => eventually(async () => {
    await app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'payments.refund' AND state = 'pending'`);
    await app.settle();
    return isSo(await read(orderId));
  });
  /** Two packs of one kind and one of another, for 59.97 EUR with German VAT, and 50.40 without. */
  const sell = async (card: Parameters<SandboxPsp['token']>[0] = 'succeeds') => {
    const input = { source: 's2s' as const, player_id: 'P-1', email: 'aria@example.com', country: 'DE', lines: [{ sku: 'gems.500', quantity: 2 }, { sku: 'gems.900', quantity: 1 }] };
    const { order_id, checkout_secret } = await app.commands.execute(new CreateOrder(input), tenant.scope);
    const headers = { authorization: `Bearer ${checkout_secret}`, 'idempotency-key': newId('key') };
    const quoted = await app.inject({ method: 'PATCH', url: '/store/v1/checkout', headers: { authorization: headers.authorization }, body: { business: BUSINESS } });
    expect(quoted.json).toMatchObject({ amounts: { is_reverse_charge: true, tax: { minor: 0 }, total: { minor: 5_040 } } });
    const paid = await app.inject({
      method: 'POST', url: '/store/v1/checkout/pay', headers, body: { method: 'card', token: await psp.token(card), expected_total_minor: 5_040, expected_currency: 'EUR', immediate_delivery_requested: true },
    });
    expect(paid.json).toMatchObject({ state: 'paid' });
    await app.settle();
    await app.commands.execute(new Announce([acknowledgedForTest((await app.queries.ask(new ListGrantsOfOrder(order_id), tenant.scope))[0]!.id)]), tenant.scope);
    await app.settle();
    return { order_id, payment_id: paid.json.payment_id as string };
  };
  const documents = async (orderId: string): Promise<any[]> => (await get(`/v1/receipts?order_id=${orderId}`)).data.reverse();

  it('quote, payment, invoice, refund of a line and of an amount, credit notes: no tax anywhere, and everything adds up', async () => {
    const { order_id } = await sell();
    const [invoice] = await documents(order_id);
    expect(invoice).toMatchObject({
      kind: 'invoice', net_minor: 5_040, tax_minor: 0, total_minor: 5_040,
      data: { buyer: { country: 'DE', business: BUSINESS }, seller: { tax_ids: [{ number: 'EU372000001' }] }, taxes: [], mentions: [expect.stringContaining('everse charge'), expect.any(String)], lines: [{ sku: 'gems.500', quantity: 2, unit_minor: 1_680, total_minor: 3_360 }, { sku: 'gems.900', unit_minor: 1_680 }] },
    });
    expect(invoice.data.mentions[0]).toContain('Directive 2006/112/EC Art. 196');
    const pdf = await app.inject({ method: 'GET', url: `/v1/receipts/${invoice.id}/pdf`, apiKey: tenant.apiKey });
    expect(pdf.text.slice(0, 5)).toBe('%PDF-');
    await post(`/v1/orders/${order_id}/refunds`, { lines: [{ line_id: '1', quantity: 1 }], reason: 'customer_request' });
    await until(order_id, ({ refunded }) => refunded.amount_minor === 1_680);
    await post(`/v1/orders/${order_id}/refunds`, { amount: 1_001, reason: 'service_disruption', note: 'The server was away' });
    await until(order_id, ({ refunded }) => refunded.amount_minor === 2_681);
    expect(await life.journal()).toEqual([
      ['sale', { psp_clearing: 5_040, platform_fee_revenue: -252, studio_payable: -4_788 }],
      ['psp_fee', { studio_payable: expect.any(Number), psp_clearing: expect.any(Number) }],
      ['refund', { psp_clearing: -1_680, platform_fee_revenue: 84, studio_payable: 1_596 }],
      ['refund', { psp_clearing: -1_001, platform_fee_revenue: 50, studio_payable: 951 }],
    ]);
    const [, first, second] = await documents(order_id);
    expect([first, second].map(({ kind, total_minor, tax_minor, data }) => [kind, total_minor, tax_minor, data.buyer.business, data.original.number])).toEqual([1_680, 1_001].map((total) => ['credit_note', total, 0, BUSINESS, invoice.number]));
    expect(first.data.mentions[0]).toContain('everse charge');
    await post(`/v1/orders/${order_id}/refund`, { reason: 'and the rest' });
    await until(order_id, ({ status }) => status === 'refunded');
    expect((await documents(order_id)).reduce((sum, { kind, total_minor }) => sum + (kind === 'invoice' ? total_minor : -total_minor), 0)).toBe(0);
    const fee = -(await life.journal())[1]![1].psp_clearing!;
    expect(await life.closed()).toEqual({ 'psp_clearing:sandbox': 0, platform_fee_revenue: 0, studio_payable: fee, 'bank:sandbox': -fee });
    expect(await life.statement()).toMatchObject({ lines: { sale: 4_788, psp_fee: -fee }, closing: -fee });
  });

  it('is taken back by the bank after a part of it had gone: a credit note for what was left', async () => {
    const { order_id, payment_id } = await sell('dispute_lost');
    await post(`/v1/orders/${order_id}/refunds`, { lines: [{ line_id: '2' }], reason: 'dispute_prevention' });
    await until(order_id, ({ refunded }) => refunded.amount_minor === 1_680);
    const told = await eventually(async () => {
      const all = (await psp.notifications(payment_id)).filter(({ type }) => type.startsWith('dispute.'));
      return all.some(({ type }) => type === 'dispute.lost') && all;
    }, 10_000);
    for (const { raw, headers } of told as Exclude<typeof told, false>) await app.inject({ method: 'POST', url: '/ingress/sandbox', headers, body: raw });
    await until(order_id, ({ status }) => status === 'canceled');
    expect((await life.journal()).slice(2)).toEqual([
      ['refund', { psp_clearing: -1_680, platform_fee_revenue: 84, studio_payable: 1_596 }], ['dispute_opened', { psp_clearing: -3_360, disputes_in_transit: 3_360 }], ['chargeback', { disputes_in_transit: -3_360, platform_fee_revenue: 168, studio_payable: 3_192 }],
    ]);
    expect((await documents(order_id)).map(({ kind, total_minor, data }) => [kind, total_minor, data.cause])).toEqual([['invoice', 5_040, null], ['credit_note', 1_680, 'refund'], ['credit_note', 3_360, 'chargeback']]);
    expect(await life.closed()).toMatchObject({ 'psp_clearing:sandbox': 0, 'disputes_in_transit:sandbox': 0, platform_fee_revenue: 0 });
    await life.statement();
  });
});
