import { CreateOrder } from '#sales/orders/commands';
import * as checkout from '#sales/checkout/module';
import * as orders from '#sales/orders/module';
import { GetOrderDetails, type OrderDetails } from '#sales/orders/queries';
import { Announce, AnnounceModule, neighbours } from '#sales/orders/testing';
import { AbandonPayment } from '#sales/payments/commands';
import * as payments from '#sales/payments/module';
import { ListPaymentsOfOrder } from '#sales/payments/queries';
import * as refunds from '#sales/refunds/module';
import { GrantDeclined } from '#sales/fulfillment/events';
import { WithdrawalStated } from '#sales/withdrawals/events';
import { aGrantFact, fakeFulfillment, GrantAnswers } from '#sales/fulfillment/testing';
import * as fx from '#money/fx/module';
import { newId } from '#platform/kernel/ids';
import { fakeStorefront, hubForTest } from '#store/storefront/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { memberOf } from '../../../../test/support/member.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';

describe('orders, checkout, payments and refunds on the real provider', () => {
  let psp: SandboxPsp;
  let app: Booted;
  let tenant: Tenant;
  const near = neighbours();
  beforeAll(async () => {
    psp = await SandboxPsp.start();
    await psp.control({ refund_delay_ms: 20 });
    app = await bootContext({
      modules: [orders.OrdersModule, checkout.CheckoutModule, payments.PaymentsModule, refunds.RefundsModule, fx.FxModule, AnnounceModule],
      rows: [...orders.rows, ...payments.rows, ...refunds.rows], env: psp.env,
      fakes: [...near.fakes, fakeFulfillment(new GrantAnswers()), fakeStorefront({ hub: hubForTest() })],
    });
    tenant = await app.tenant();
  });
  beforeEach(async () => void (await psp.control({ mode: 'none' })));
  afterAll(async () => {
    await app.close();
    await psp.close();
  });

  const order = async () => {
    const input = { source: 's2s' as const, player_id: 'P-1', email: 'aria@example.com', country: 'DE', lines: [{ sku: 'gems.500', quantity: 1 }] };
    return app.commands.execute(new CreateOrder(input), tenant.scope);
  };
  const read = (orderId: string): Promise<OrderDetails> => app.queries.ask(new GetOrderDetails(orderId), tenant.scope);
  const pay = async (secret: string, card: Parameters<SandboxPsp['token']>[0] = 'succeeds') => app.inject({
    method: 'POST', url: '/store/v1/checkout/pay', headers: { authorization: `Bearer ${secret}`, 'idempotency-key': newId('key') },
    body: { method: 'card', token: await psp.token(card), expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true },
  });
  const attempts = (orderId: string) => app.queries.ask(new ListPaymentsOfOrder(orderId), tenant.scope);
  const refund = (orderId: string) => app.inject({ method: 'POST', url: `/v1/orders/${orderId}/refund`, apiKey: tenant.apiKey, body: { reason: 'asked' } });
  const until = (orderId: string, status: string) => eventually(async () => {
    await app.look(`UPDATE platform.job SET run_at = now() WHERE type IN ('refunds.send', 'payments.refund', 'payments.call-off') AND state = 'pending'`);
    await app.settle();
    return (await read(orderId)).status === status;
  });

  it('a sale is declined, paid, refunded', async () => {
    const { order_id, checkout_secret } = await order();
    expect((await pay(checkout_secret, 'insufficient')).json).toMatchObject({ state: 'declined', decline: { code: 'insufficient_funds', retryable: true } });
    await app.settle();
    expect((await pay(checkout_secret)).json).toMatchObject({ state: 'paid' });
    await app.settle();
    expect(await read(order_id)).toMatchObject({ status: 'paid', receipt_number: expect.stringMatching(/^\d{16}$/) });
    const answer = await refund(order_id);
    expect(answer).toMatchObject({ status: 200, json: { state: 'requested' } });
    await until(order_id, 'refunded');
    expect((await attempts(order_id)).map(({ status }) => status)).toEqual(['failed', 'refunded']);
    expect((await refund(order_id)).json).toMatchObject({ id: answer.json.id, state: 'succeeded' });
    expect(await psp.booked(answer.json.id)).toHaveLength(1);
  });

  it('thirty clicks at once charge once', async () => {
    const { order_id, checkout_secret } = await order();
    const answers = await Promise.all(Array.from({ length: 30 }, () => pay(checkout_secret)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await app.settle();
    const all = await attempts(order_id);
    expect(all.map(({ status }) => status)).toEqual(['done']);
    expect(await psp.booked(all[0]!.id)).toHaveLength(1);
    expect((await read(order_id)).status).toBe('paid');
  });

  it('what the game declines goes back by itself', async () => {
    const { order_id, checkout_secret } = await order();
    await pay(checkout_secret);
    await app.settle();
    const fact = aGrantFact({ order_id });
    await app.commands.execute(new Announce([new GrantDeclined('grant', fact.grant_id, { ...fact, message: 'full' })]), tenant.scope);
    await until(order_id, 'refunded');
    expect((await attempts(order_id)).map(({ status }) => status)).toEqual(['refunded']);
  });

  it('a refund that the provider refuses leaves the order paid, and can be asked for again', async () => {
    const { order_id, checkout_secret } = await order();
    await pay(checkout_secret);
    await app.settle();
    await psp.control({ mode: 'fail_refunds', count: 1 });
    const first = (await refund(order_id)).json.id;
    await until(order_id, 'paid');
    expect((await app.inject({ method: 'GET', url: `/v1/refunds/${first}`, apiKey: tenant.apiKey })).json).toMatchObject({ state: 'failed', failure: 'refund_refused' });
    expect((await refund(order_id)).json.id).not.toBe(first);
    await until(order_id, 'refunded');
  });

  it('a refund above the limit moves no money until another has approved it, and leaves the order paid when she says no', async () => {
    await app.look('UPDATE games.game SET four_eyes_above_usd_minor = 1000 WHERE id = $1', [tenant.gameId]);
    const finance = await memberOf(app, tenant, 'finance');
    const decide = (id: string, what: string) => app.inject({ method: 'POST', url: `/v1/refunds/${id}/${what}`, apiKey: finance.token, headers: { 'idempotency-key': newId('key') }, body: { reason: 'looked at' } });
    const { order_id, checkout_secret } = await order();
    await pay(checkout_secret);
    await app.settle();
    const first = (await refund(order_id)).json;
    expect(first).toMatchObject({ state: 'held', held_for: 'four_eyes' });
    await app.settle();
    expect([(await read(order_id)).status, await psp.booked(first.id)]).toEqual(['refund_requested', []]);
    expect((await decide(first.id, 'dismiss')).json.state).toBe('dismissed');
    await until(order_id, 'paid');
    const second = (await refund(order_id)).json;
    expect((await decide(second.id, 'approve')).json.state).toBe('requested');
    await until(order_id, 'refunded');
    expect([await psp.booked(first.id), (await psp.booked(second.id)).length]).toEqual([[], 1]);
    await app.look('UPDATE games.game SET four_eyes_above_usd_minor = NULL WHERE id = $1', [tenant.gameId]);
  });

  it.each([
    ['the whole, for its items', 'refund', { reason: 'asked' }, 'consumption'], ['a part, for its items', 'refunds', { lines: [{ line_id: '1' }], reason: 'other' }, 'consumption'],
    ['the whole, for a second person', 'refund', { reason: 'asked' }, 'four_eyes'], ['a part, for a second person', 'refunds', { amount: 1_500, reason: 'other' }, 'four_eyes'],
  ])('a withdrawal waits for nobody where a refund of %s is held: that ends, and all of it goes back by itself', async (_what, path, body, held_for) => {
    await app.look('UPDATE games.game SET four_eyes_above_usd_minor = $2 WHERE id = $1', [tenant.gameId, held_for === 'four_eyes' ? 1_000 : null]);
    near.servers.consumption = () => ({ outcome: 'answered', items: [{ line_id: '1', state: 'used' }] });
    const { order_id, checkout_secret } = await order();
    await pay(checkout_secret);
    await app.settle();
    const { id } = (await app.inject({ method: 'POST', url: `/v1/orders/${order_id}/${path}`, apiKey: tenant.apiKey, headers: { 'idempotency-key': newId('key') }, body })).json;
    await app.settle();
    const found = async () => (await app.inject({ method: 'GET', url: `/v1/refunds?order_id=${order_id}`, apiKey: tenant.apiKey })).json.data;
    expect(await found()).toMatchObject([{ id, state: 'held', held_for }]);
    const withdrawal_id = newId('wdr');
    await app.commands.execute(new Announce([new WithdrawalStated('withdrawal', withdrawal_id, { withdrawal_id, order_id, outcome: 'refund' })]), tenant.scope);
    await until(order_id, 'refunded');
    const [owed, asked] = await found();
    expect([owed, asked]).toMatchObject([{ source: 'automatic', reason_code: 'withdrawal', amount_minor: 1_999, consumption: { outcome: 'used', is_right: true } }, { id, state: 'dismissed', decision_reason: 'Owed by itself since', decided_by: null }]);
    expect([(await psp.booked(owed.id)).length, await psp.booked(id)]).toEqual([1, []]);
    near.servers.consumption = () => ({ outcome: 'not_asked' });
    await app.look('UPDATE games.game SET four_eyes_above_usd_minor = NULL WHERE id = $1', [tenant.gameId]);
  });

  it('a charge that comes after its attempt was called off goes back, and the order stays open for the next', async () => {
    const { order_id, checkout_secret } = await order();
    const { json } = await pay(checkout_secret, 'asks_3ds');
    expect(json.state).toBe('requires_action');
    await app.commands.execute(new AbandonPayment({ payment_id: json.payment_id, status: 'canceled' }), tenant.scope);
    await psp.answerAction(json.action_url, 'approve');
    await until(order_id, 'reattempted');
    expect((await pay(checkout_secret)).json).toMatchObject({ state: 'paid' });
    await until(order_id, 'paid');
    await eventually(async () => {
      await until(order_id, 'paid');
      return (await attempts(order_id))[0]!.status === 'refunded';
    });
    expect((await attempts(order_id)).map(({ status }) => status)).toEqual(['refunded', 'done']);
  });

  it('a dispute that is lost cancels the order', async () => {
    await psp.control({ dispute_delay_ms: 30 });
    const { order_id, checkout_secret } = await order();
    const { json } = await pay(checkout_secret, 'dispute_lost');
    await app.settle();
    const told = await eventually(async () => {
      const all = await psp.notifications(json.payment_id);
      return all.length === 3 && all;
    });
    for (const { raw, headers } of told as Exclude<typeof told, false>) expect((await app.inject({ method: 'POST', url: '/ingress/sandbox', headers, body: raw })).status).toBe(200);
    await until(order_id, 'canceled');
    expect((await refund(order_id)).json).toMatchObject({ status: 409, code: 'orders.not_refundable' });
  });

  it('another amount than asked for holds the order', async () => {
    const { order_id, checkout_secret } = await order();
    await psp.control({ mode: 'wrong_amount', count: 1 });
    expect((await pay(checkout_secret)).json).toMatchObject({ state: 'processing' });
    await app.settle();
    expect(await read(order_id)).toMatchObject({ status: 'captured', is_held: true, paid_at: null });
    expect((await pay(checkout_secret)).json).toMatchObject({ state: 'processing' });
    expect(await attempts(order_id)).toHaveLength(1);
  });
});
