import * as fx from '#money/fx/module';
import * as ledger from '#money/ledger/module';
import { OPEN_CLEARING } from '#money/ledger/testing';
import * as reconciliation from '#money/reconciliation/module';
import { ListSettlementBreaks } from '#money/reconciliation/queries';
import { newId } from '#platform/kernel/ids';
import * as checkout from '#sales/checkout/module';
import { fakeFulfillment, GrantAnswers } from '#sales/fulfillment/testing';
import { CreateOrder } from '#sales/orders/commands';
import * as orders from '#sales/orders/module';
import { GetOrderDetails } from '#sales/orders/queries';
import { neighbours } from '#sales/orders/testing';
import * as payments from '#sales/payments/module';
import { ListPaymentsOfOrder } from '#sales/payments/queries';
import * as refunds from '#sales/refunds/module';
import { fakeStorefront, hubForTest } from '#store/storefront/testing';
import * as staff from '#studio/staff/module';
import { reconcile } from '../../../../apps/cli/commands/reconcile.js';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';
import { SandboxGateway } from '../infra/gateways/sandbox-gateway.js';
import { staffOf, type StaffSignedIn } from '../../../../test/support/staff.js';

/** The provider takes what it was asked for, and tells of a cent more. */
describe('a payment of which another amount was reported', () => {
  let psp: SandboxPsp;
  let app: Booted;
  let tenant: Tenant;
  let finance: StaffSignedIn;

  beforeAll(async () => {
    psp = await SandboxPsp.start();
    await psp.control({ refund_delay_ms: 20 });
    app = await bootContext({
      modules: [orders.OrdersModule, checkout.CheckoutModule, payments.PaymentsModule, refunds.RefundsModule, ledger.LedgerModule, reconciliation.ReconciliationModule, staff.StaffModule, fx.FxModule],
      rows: [...orders.rows, ...payments.rows, ...refunds.rows, ...ledger.rows, ...reconciliation.rows, ...staff.rows], env: psp.env,
      fakes: [...neighbours().fakes, fakeFulfillment(new GrantAnswers()), fakeStorefront({ hub: hubForTest() })],
    });
    finance = await staffOf(app, 'finance');
  });
  beforeEach(async () => {
    tenant = await app.tenant();
    await psp.control({ mode: 'wrong_amount', probability: 1 });
  });
  afterEach(async () => void (await psp.control({ mode: 'none' })));
  afterAll(async () => {
    await app.close();
    await psp.close();
  });

  async function held(): Promise<{ orderId: string; paymentId: string; secret: string }> {
    const { order_id, checkout_secret } = await app.commands.execute(new CreateOrder({ source: 's2s', player_id: 'P-1', email: 'aria@example.com', country: 'DE', lines: [{ sku: 'gems.500', quantity: 1 }] }), tenant.scope);
    await pay(checkout_secret);
    await app.settle();
    const [payment] = await app.queries.ask(new ListPaymentsOfOrder(order_id), tenant.scope);
    return { orderId: order_id, paymentId: payment!.id, secret: checkout_secret };
  }
  const pay = async (secret: string) => app.inject({
    method: 'POST', url: '/store/v1/checkout/pay', headers: { authorization: `Bearer ${secret}`, 'idempotency-key': newId('key') },
    body: { method: 'card', token: await psp.token('succeeds'), expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true },
  });
  const resolve = (paymentId: string, resolution: string, token = finance.token) =>
    app.inject({ method: 'POST', url: `/operator/v1/games/${tenant.gameId}/payments/${paymentId}/resolve`, headers: { authorization: `Bearer ${token}` }, body: { resolution } });
  const list = async () => (await app.inject({ method: 'GET', url: '/operator/v1/held_payments?limit=100', headers: { authorization: `Bearer ${finance.token}` } })).json.data as { id: string; game_id: string }[];
  const status = async (orderId: string): Promise<string> => (await app.queries.ask(new GetOrderDetails(orderId), tenant.scope)).status;
  const balance = async (account: string): Promise<number> => Number((await app.look(`SELECT coalesce(sum(amount_minor), 0) AS sum FROM ledger.posting WHERE game_id = $1 AND account LIKE $2`, [tenant.gameId, account]))[0]!.sum);
  const settle = () => reconcile(app.app, { url: psp.url, apiKey: psp.apiKey }, 35);
  const breaks = async () => (await app.queries.ask(new ListSettlementBreaks(), tenant.scope)).map(({ reason }) => reason);
  const openClearing = async () => (await app.look(OPEN_CLEARING)).filter(({ game_id }) => game_id === tenant.gameId);

  it('is held, listed over all games, kept apart in the ledger, and does not agree with the settlement', async () => {
    const { orderId, paymentId } = await held();
    expect([await status(orderId), await balance('suspense'), await balance('psp_clearing:%')]).toEqual(['captured', -2_000, 2_000]);
    expect((await list()).filter(({ game_id }) => game_id === tenant.gameId)).toMatchObject([{ id: paymentId, order_id: orderId, amount_minor: 1_999, currency: 'EUR', reported_minor: 2_000, reported_currency: 'EUR', has_dispute: false, provider: 'sandbox' }]);
    await settle();
    expect(await breaks()).toEqual(['amount_differs']);
    // What follows settles it, and so leaves nothing open for the other tests.
    await resolve(paymentId, 'pay_order');
    await app.settle();
  });

  it.each(['before', 'after'])('pays its order once somebody has seen that what was asked for was taken; the books agree with those of the provider, which settled %s', async (when) => {
    const { orderId, paymentId } = await held();
    if (when === 'before') await settle();
    expect((await resolve(paymentId, 'pay_order')).status).toBe(204);
    await app.settle();
    expect(await status(orderId)).toBe('paid');
    expect([await balance('suspense'), await balance('psp_clearing:%') + (await balance('bank:%'))]).toEqual([0, 1_999 - (await psp.booked(paymentId)).length * 88]);
    await settle();
    expect([await breaks(), await openClearing(), (await list()).filter(({ id }) => id === paymentId)]).toEqual([[], [], []]);
    // Sent again it changes nothing, and another word comes too late.
    expect([(await resolve(paymentId, 'pay_order')).status, (await resolve(paymentId, 'give_back')).json.code]).toEqual([204, 'payments.not_held']);
  });

  it('goes back to the player; the order is free for another payment; nobody is owed anything', async () => {
    const { orderId, paymentId, secret } = await held();
    expect((await resolve(paymentId, 'give_back')).status).toBe(204);
    await eventually(async () => {
      await app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'payments.refund' AND state = 'pending'`);
      await app.settle();
      return (await psp.booked(paymentId))[0]!.refunded_minor === 1_999 && (await balance('player_payable')) === 0;
    });
    expect([await status(orderId), await balance('suspense')]).toEqual(['reattempted', 0]);
    await psp.control({ mode: 'none' });
    expect((await pay(secret)).json).toMatchObject({ state: 'paid' });
    await app.settle();
    expect(await status(orderId)).toBe('paid');
    await settle();
    expect([await breaks(), await openClearing()]).toEqual([[], []]);
  });

  it('is decided once, whoever decides at the same moment', async () => {
    const { orderId, paymentId } = await held();
    const answers = await Promise.all([resolve(paymentId, 'pay_order'), resolve(paymentId, 'give_back'), resolve(paymentId, 'pay_order'), resolve(paymentId, 'give_back')]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 204, 409, 409]);
    await app.settle();
    expect(['paid', 'reattempted']).toContain(await status(orderId));
    expect(Number((await app.look(`SELECT count(*) AS n FROM platform.outbox_event WHERE aggregate_id = $1 AND type = 'payments.payment.mismatch_resolved.v1'`, [paymentId]))[0]!.n)).toBe(1);
  });

  it('waits where the provider does not confirm it, and is for staff of finance who have shown that it is them', async () => {
    const { paymentId } = await held();
    const look = jest.spyOn(app.app.get(SandboxGateway), 'lookUp').mockResolvedValue({ outcome: 'unknown', reason: 'timeout' });
    expect((await resolve(paymentId, 'pay_order')).json.code).toBe('payments.provider_does_not_confirm');
    look.mockRestore();
    expect((await resolve(paymentId, 'pay_order', (await staffOf(app, 'support')).token)).status).toBe(403);
    expect((await resolve(newId('pmt'), 'pay_order')).status).toBe(404);
    expect((await resolve(paymentId, 'keep')).status).toBe(422);
    await app.look(`UPDATE staff.session SET proven_at = proven_at - interval '11 minutes'`);
    expect((await resolve(paymentId, 'pay_order')).json.code).toBe('staff.proof_needed');
    expect((await list()).map(({ id }) => id)).toContain(paymentId);
  });
});
