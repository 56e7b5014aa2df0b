import { CreateOrder } from '#sales/orders/commands';
import * as checkout from '#sales/checkout/module';
import * as disputes from '#sales/disputes/module';
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
import { CreateApiKey } from '#studio/access/commands';
import * as staff from '#studio/staff/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Life } from '../../../../test/support/life.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';
import { answerPage } from '../testing/providers/fake-provider.js';
import { FakeStripe } from '../testing/providers/stripe/fake-stripe.js';

/** Three packs of 19.99 EUR, of which the operator claims five percent: the whole price, for what is tax in it is the studio's. */
const [TOTAL, FEE] = [5_997, 300];

/** The life of a sale that a studio makes by its own account, as time and journals: its money is in no books of ours, the fee alone is. */
describe('a sale by the account of the studio', () => {
  let psp: SandboxPsp;
  let stripe: FakeStripe;
  let app: Booted;
  let tenant: Tenant;
  let life: Life;
  let key: string;
  let account: { id: string };
  beforeAll(async () => {
    psp = await SandboxPsp.start();
    stripe = await new FakeStripe('Studio').start();
    app = await bootContext({
      modules: [
        orders.OrdersModule, checkout.CheckoutModule, payments.PaymentsModule, refunds.RefundsModule, fulfillment.FulfillmentModule, receipts.ReceiptsModule, fx.FxModule, ledger.LedgerModule, reconciliation.ReconciliationModule, staff.StaffModule,
        payouts.PayoutsModule, disputes.DisputesModule, AnnounceModule,
      ],
      rows: [...orders.rows, ...payments.rows, ...refunds.rows, ...fulfillment.rows, ...ledger.rows, ...reconciliation.rows, ...staff.rows, ...payouts.rows], env: { ...psp.env, STRIPE_API_URL: stripe.url, STUDIO_ACCOUNTS: 'yes' },
      fakes: [...neighbours().fakes, fakeStorefront({ hub: hubForTest() }), fakeSignIn().module],
    });
    await putLegalEntity(app.look);
  });
  beforeEach(async () => {
    tenant = await app.tenant();
    life = new Life(app, psp, tenant);
    key = (await app.commands.execute(new CreateApiKey({ name: newId('key'), environment: 'sandbox', scopes: ['studio:admin'], studio_id: tenant.studioId }), tenant.scope)).key;
    account = (await send('POST', '/v1/payment_accounts', { provider: 'stripe', secret_key: stripe.secretKey, publishable_key: stripe.publishableKey, webhook_secret: stripe.webhookSecret })).json;
    expect((await mode('own_psp')).json).toMatchObject({ mode: 'own_psp' });
  });
  afterAll(async () => {
    await app.close();
    await psp.close();
    await stripe.close();
  });

  const send = (method: 'GET' | 'POST' | 'PUT', url: string, body?: object) => app.inject({ method, url, apiKey: key, headers: { 'idempotency-key': newId('key') }, ...(body ? { body } : {}) });
  const mode = (of: 'own_psp' | 'operator') => send('PUT', '/v1/game/countries/DE', { mode: of });
  const read = (orderId: string): Promise<OrderDetails> => app.queries.ask(new GetOrderDetails(orderId), tenant.scope);
  const until = (orderId: string, isSo: (order: OrderDetails) => boolean) => eventually(async () => {
    stripe.books.settleRefunds();
    await app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'payments.refund' AND state = 'pending'`);
    await app.settle();
    return isSo(await read(orderId));
  });
  const order = async () => {
    const input = { source: 's2s' as const, player_id: 'P-1', email: 'aria@example.com', country: 'DE', lines: [{ sku: 'gems.500', quantity: 2 }, { sku: 'gems.900', quantity: 1 }] };
    const { order_id, checkout_secret } = await app.commands.execute(new CreateOrder(input), tenant.scope);
    const authorization = `Bearer ${checkout_secret}`;
    const page = async () => (await app.inject({ method: 'GET', url: '/store/v1/checkout', headers: { authorization } })).json;
    const pay = (token: string) => app.inject({
      method: 'POST', url: '/store/v1/checkout/pay', headers: { authorization, 'idempotency-key': newId('key') }, body: { method: 'card', token, expected_total_minor: TOTAL, expected_currency: 'EUR', immediate_delivery_requested: true },
    });
    return { order_id, page, pay, authorization };
  };
  const sell = async () => {
    const made = await order();
    const paid = await made.pay('pm_card_visa');
    expect(paid.json).toMatchObject({ state: 'paid' });
    await app.settle();
    await app.commands.execute(new Announce([acknowledgedForTest((await app.queries.ask(new ListGrantsOfOrder(made.order_id), tenant.scope))[0]!.id)]), tenant.scope);
    await app.settle();
    return { ...made, payment_id: paid.json.payment_id as string };
  };
  const told = async (paymentId: string): Promise<void> => {
    for (const { raw, headers } of stripe.notifications(paymentId)) await app.inject({ method: 'POST', url: `/ingress/accounts/${account.id}`, headers, body: raw });
    await app.settle();
  };

  it('quote, payment, claim, refund of a line and of all: no tax, no document, no clearing, and the fee goes with what goes back', async () => {
    const { order_id, page, payment_id } = await sell();
    expect(await page()).toMatchObject({ seller: 'Test Studio', amounts: { tax: { minor: 0 }, tax_lines: [], total: { minor: TOTAL } } });
    const { json } = await send('GET', `/v1/orders/${order_id}`);
    expect(json).toMatchObject({
      status: 'paid', tax: { outcome: 'studio_is_seller', tax_minor: 0, net_minor: TOTAL, components: [] },
      finance: { merchant_of_record: 'studio', gross: TOTAL, tax: 0, net: TOTAL, platform_fee: FEE, studio_share: expect.any(Number) },
    });
    expect((await send('GET', `/v1/receipts?order_id=${order_id}`)).json.data).toEqual([]);
    expect(stripe.booked(payment_id)).toBe(1);
    expect(await life.journal()).toEqual([['own_sale_fee', { studio_payable: FEE, platform_fee_revenue: -FEE }]]);
    await send('POST', `/v1/orders/${order_id}/refunds`, { lines: [{ line_id: '2' }], reason: 'customer_request' });
    await until(order_id, ({ refunded }) => refunded.amount_minor === 1_999);
    await send('POST', `/v1/orders/${order_id}/refund`, { reason: 'and the rest' });
    await until(order_id, ({ status }) => status === 'refunded');
    expect([...stripe.books.refunds.values()].filter((refund) => refund['payment_intent'] === stripe.intentOf(payment_id).id).map((refund) => refund['amount'])).toEqual([1_999, 3_998]);
    expect(await life.journal()).toEqual([
      ['own_sale_fee', { studio_payable: FEE, platform_fee_revenue: -FEE }], ['own_refund_fee', { studio_payable: -100, platform_fee_revenue: 100 }], ['own_refund_fee', { studio_payable: -200, platform_fee_revenue: 200 }],
    ]);
    expect(await life.closed()).toEqual({ platform_fee_revenue: 0, studio_payable: 0 });
    expect(await life.statement()).toEqual({ lines: { own_sale_fee: -FEE, own_refund_fee: FEE }, closing: 0 });
    expect((await send('GET', `/v1/receipts?order_id=${order_id}`)).json.data).toEqual([]);
    expect(await app.look('SELECT 1 FROM ledger.tax_line WHERE game_id = $1', [tenant.gameId])).toEqual([]);
    expect(await app.look('SELECT 1 FROM reconciliation.expected_movement WHERE game_id = $1', [tenant.gameId])).toEqual([]);
    expect(await app.look('SELECT 1 FROM ledger.psp_fee WHERE game_id = $1', [tenant.gameId])).toEqual([]);
  });

  it('is disputed and lost: watched, never answered nor counted; the fee of what was left is given back, and what is owed beside it is a debt', async () => {
    const lost = await sell();
    await send('POST', `/v1/orders/${lost.order_id}/refunds`, { lines: [{ line_id: '2' }], reason: 'customer_request' });
    await until(lost.order_id, ({ refunded }) => refunded.amount_minor === 1_999);
    stripe.books.dispute(stripe.intentOf(lost.payment_id), 'opened');
    await told(lost.payment_id);
    expect(await read(lost.order_id)).toMatchObject({ status: 'disputed' });
    stripe.books.dispute(stripe.intentOf(lost.payment_id), 'lost');
    await told(lost.payment_id);
    await until(lost.order_id, ({ status }) => status === 'canceled');
    const kept = await sell();
    const [dispute] = (await send('GET', '/v1/disputes')).json.data;
    expect(dispute).toMatchObject({ payment_id: lost.payment_id, status: 'lost', answer: 'none' });
    expect(await app.look(`SELECT 1 FROM platform.job WHERE type = 'disputes.answer' AND game_id = $1`, [tenant.gameId])).toEqual([]);
    expect(await app.look('SELECT * FROM disputes.month_count WHERE game_id = $1', [tenant.gameId])).toEqual([]);
    expect((await life.journal()).map(([kind, { platform_fee_revenue: fee }]) => [kind, fee])).toEqual([['own_sale_fee', -FEE], ['own_refund_fee', 100], ['own_chargeback_fee', 200], ['own_sale_fee', -FEE]]);
    expect(await life.closed()).toEqual({ platform_fee_revenue: -FEE, studio_payable: FEE });
    expect(await life.statement()).toMatchObject({ closing: -FEE });
    expect(await read(kept.order_id)).toMatchObject({ status: 'paid' });
  });

  it('changes its seller with the country: what is quoted for one is not paid to the other, and what runs goes on', async () => {
    const quoted = await order();
    await mode('operator');
    expect((await quoted.pay('pm_card_visa')).json).toMatchObject({ code: expect.stringMatching(/requote|not_available|not_payable/) });
    expect(await quoted.page()).toMatchObject({ seller: null, amounts: { tax: { minor: expect.any(Number) } } });
    expect(await read(quoted.order_id)).toMatchObject({ seller: 'operator', tax: { outcome: 'charge' } });
    const other = await order();
    await mode('own_psp');
    expect((await other.pay(await psp.token('succeeds'))).json).toMatchObject({ code: expect.stringMatching(/requote|not_available|not_payable/) });
    expect(await other.page()).toMatchObject({ seller: 'Test Studio' });
    expect((await psp.books()).length).toBe(0);
    // Begun by the studio, confirmed when the operator sells there.
    const running = await order();
    const asked = await running.pay('pm_card_authenticationRequired');
    expect(asked.json).toMatchObject({ state: 'requires_action' });
    await mode('operator');
    await answerPage(asked.json.action_url, 'approve');
    await told(asked.json.payment_id);
    await until(running.order_id, ({ status }) => status === 'paid');
    expect((await read(running.order_id)).finance).toMatchObject({ merchant_of_record: 'studio' });
    expect(await life.journal()).toEqual([['own_sale_fee', { studio_payable: FEE, platform_fee_revenue: -FEE }]]);
  });

  it('comes too late or twice: it goes back by the account that it came to, and no book of ours moves', async () => {
    const made = await order();
    const asked = await made.pay('pm_card_authenticationRequired');
    await app.look(`UPDATE payments.payment SET status = 'abandoned' WHERE id = $1`, [asked.json.payment_id]);
    await answerPage(asked.json.action_url, 'approve');
    await told(asked.json.payment_id);
    await eventually(async () => {
      stripe.books.settleRefunds();
      await app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'payments.refund' AND state = 'pending'`);
      await app.settle();
      return (await app.look<{ state: string }>('SELECT state FROM payments.refund WHERE payment_id = $1', [asked.json.payment_id]))[0]?.state === 'succeeded';
    });
    expect([...stripe.books.refunds.values()].filter((refund) => refund['payment_intent'] === stripe.intentOf(asked.json.payment_id).id)).toHaveLength(1);
    expect(await life.journal()).toEqual([]);
  });
});
