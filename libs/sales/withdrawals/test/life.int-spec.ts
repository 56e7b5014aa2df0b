import { CreateOrder } from '#sales/orders/commands';
import * as checkout from '#sales/checkout/module';
import * as fulfillment from '#sales/fulfillment/module';
import { ListGrantsOfOrder } from '#sales/fulfillment/queries';
import * as orders from '#sales/orders/module';
import { GetOrderDetails } from '#sales/orders/queries';
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
import { ReceiptMailed } from '#reach/notifications/events';
import { acknowledgedForTest } from '#reach/webhooks/testing';
import { fakeStorefront, hubForTest } from '#store/storefront/testing';
import * as staff from '#studio/staff/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Life } from '../../../../test/support/life.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';
import { waiverIn } from '../contracts/waiver.js';
import { WithdrawalsModule } from '../module.js';

/** The life of a sale that is withdrawn from, as time and journals, on the real provider and its settlement. */
describe('a contract that is withdrawn from', () => {
  let psp: SandboxPsp;
  let app: Booted;
  let tenant: Tenant;
  let life: Life;
  beforeAll(async () => {
    psp = await SandboxPsp.start();
    await psp.control({ refund_delay_ms: 20 });
    app = await bootContext({
      modules: [
        orders.OrdersModule, checkout.CheckoutModule, payments.PaymentsModule, refunds.RefundsModule, fulfillment.FulfillmentModule, receipts.ReceiptsModule, WithdrawalsModule, fx.FxModule, ledger.LedgerModule,
        reconciliation.ReconciliationModule, staff.StaffModule, payouts.PayoutsModule, AnnounceModule,
      ],
      rows: [...orders.rows, ...payments.rows, ...refunds.rows, ...fulfillment.rows, ...ledger.rows, ...reconciliation.rows, ...fx.rows, ...staff.rows, ...payouts.rows], env: psp.env,
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

  const read = (orderId: string) => app.queries.ask(new GetOrderDetails(orderId), tenant.scope);
  const get = async (url: string) => (await app.inject({ method: 'GET', url, apiKey: tenant.apiKey })).json;
  const tick = async () => {
    await app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'payments.refund' AND state = 'pending'`);
    await app.settle();
  };
  /** 500 gems for 19.99 EUR with 19 % VAT, with the box ticked, paid and acknowledged by the game. */
  const sell = async () => {
    const { order_id, checkout_secret } = await app.commands.execute(new CreateOrder({ source: 's2s', player_id: 'P-1', email: 'aria@example.com', country: 'DE', lines: [{ sku: 'gems.500', quantity: 1 }] }), tenant.scope);
    const headers = { authorization: `Bearer ${checkout_secret}` };
    const { waiver } = (await app.inject({ method: 'GET', url: '/store/v1/checkout?locale=de', headers })).json;
    expect(waiver).toEqual(waiverIn('de'));
    const pay = (told: object) => app.inject({
      method: 'POST', url: '/store/v1/checkout/pay', headers: { ...headers, 'idempotency-key': newId('key') },
      body: { method: 'card', token: 'tok_x', expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true, ...told },
    });
    expect((await pay({ waiver: { version: '1999-01', locale: 'de' } })).json).toMatchObject({ code: 'checkout.unknown_waiver' });
    expect((await pay({ token: await psp.token('succeeds'), waiver: { version: waiver.version, locale: waiver.locale } })).json).toMatchObject({ state: 'paid' });
    await app.settle();
    await app.commands.execute(new Announce([acknowledgedForTest((await app.queries.ask(new ListGrantsOfOrder(order_id), tenant.scope))[0]!.id)]), tenant.scope);
    await app.settle();
    return order_id;
  };
  const withdraw = (order: string) => app.inject({ method: 'POST', url: '/store/v1/withdrawals', body: { game_id: tenant.gameId, name: 'Aria Example', order, email: 'aria@example.com', locale: 'de' } });
  const grantStates = async (orderId: string) => (await app.queries.ask(new ListGrantsOfOrder(orderId), tenant.scope)).map(({ state }) => state);
  const SALE = [
    ['sale', { psp_clearing: 1_999, 'tax_payable:DE': -319, platform_fee_revenue: -84, studio_payable: -1_596 }],
    ['psp_fee', { studio_payable: expect.any(Number), psp_clearing: expect.any(Number) }],
  ];

  it('goes back where no confirmation was sent: one refund of two statements at once, the items taken, a credit note, clearing at zero and a statement that adds up', async () => {
    const order_id = await sell();
    const { receipt_number } = await read(order_id);
    const fee = (await life.journal()).find(([kind]) => kind === 'psp_fee')![1] as { studio_payable: number };
    expect(await get(`/v1/orders/${order_id}/waivers`)).toEqual([{ order_id, payment_id: (await read(order_id)).payment_id, line_id: '1', ...waiverIn('de'), given_at: expect.any(Number) }]);
    const stated = await Promise.all([withdraw(order_id), withdraw(receipt_number!)]);
    expect(stated.map(({ status }) => status)).toEqual([201, 201]);
    await eventually(async () => {
      await tick();
      return (await read(order_id)).status === 'refunded';
    });
    expect((await get('/v1/withdrawals')).data.map(({ outcome, because }: any) => [outcome, because])).toEqual([['refund', 'not_confirmed'], ['refund', 'not_confirmed']]);
    expect((await get(`/v1/refunds?order_id=${order_id}`)).data).toEqual([expect.objectContaining({ reason_code: 'withdrawal', source: 'automatic', state: 'succeeded', amount_minor: 1_999, tax_minor: 319, reason: expect.stringMatching(/^Withdrawal wdr_/) })]);
    expect(await grantStates(order_id)).toEqual(['revoking']);
    expect((await get(`/v1/receipts?order_id=${order_id}`)).data.map(({ kind, total_minor }: any) => [kind, total_minor])).toEqual([['credit_note', 1_999], ['receipt', 1_999]]);
    expect(await life.journal()).toEqual([...SALE, ['refund', { psp_clearing: -1_999, 'tax_payable:DE': 319, platform_fee_revenue: 84, studio_payable: 1_596 }]]);
    // Once more, when all is over.
    expect((await withdraw(order_id)).status).toBe(201);
    await tick();
    expect((await get('/v1/withdrawals')).data[0]).toMatchObject({ outcome: 'nothing_to_give_back', because: 'given_back' });
    expect(await life.journal()).toHaveLength(3);
    const left = await life.closed();
    expect(['psp_clearing:sandbox', 'tax_payable:DE', 'platform_fee_revenue', 'studio_payable'].map((code) => left[code])).toEqual([0, 0, 0, fee.studio_payable]);
    expect(await life.statement()).toEqual({ lines: { psp_fee: -fee.studio_payable, refund: -1_596, sale: 1_596 }, closing: -fee.studio_payable });
  }, 60_000);

  it('does not where waiver, grant and confirmation stand: the statement is kept, and nothing moves', async () => {
    const order_id = await sell();
    await app.commands.execute(new Announce([new ReceiptMailed('mail', 'ntf_1', { order_id, mailed_at: Math.floor(Date.now() / 1_000) })]), tenant.scope);
    await app.settle();
    expect((await withdraw(order_id)).status).toBe(201);
    await tick();
    expect((await get('/v1/withdrawals')).data).toEqual([expect.objectContaining({ outcome: 'no_right', because: 'performed', basis: expect.objectContaining({ waiver: { line_ids: ['1'], ...waiverIn('de'), given_at: expect.any(Number) } }) })]);
    expect([(await read(order_id)).status, await grantStates(order_id), (await get(`/v1/refunds?order_id=${order_id}`)).data]).toEqual(['paid', ['acknowledged'], []]);
    expect(await life.journal()).toEqual(SALE);
  }, 30_000);
});
