import * as fx from '#money/fx/module';
import { newId } from '#platform/kernel/ids';
import { CreateOrder } from '#sales/orders/commands';
import { OrdersModule, rows } from '#sales/orders/module';
import { neighbours } from '#sales/orders/testing';
import { fakeFulfillment } from '#sales/fulfillment/testing';
import { fakeRefunds } from '#sales/refunds/testing';
import * as payments from '#sales/payments/module';
import { fakeStorefront, hubForTest } from '#store/storefront/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';
import { CheckoutModule } from '../module.js';

let app: Booted;
let psp: SandboxPsp;
let studio: Tenant;

beforeAll(async () => {
  psp = await SandboxPsp.start();
  app = await bootContext({
    modules: [CheckoutModule, OrdersModule, payments.PaymentsModule, fx.FxModule], rows: [...rows, ...payments.rows], env: psp.env,
    fakes: [...neighbours().fakes, fakeFulfillment(), fakeRefunds().module, fakeStorefront({ hub: hubForTest() })],
  });
  studio = await app.tenant();
});
beforeEach(async () => void (await psp.control({ mode: 'none' })));
afterAll(async () => {
  await app.close();
  await psp.close();
});

async function order(locale?: string): Promise<{ order_id: string; secret: string }> {
  const { order_id, checkout_secret } = await app.commands.execute(
    new CreateOrder({ source: 's2s', player_id: 'P-1', email: 'a@example.com', country: 'DE', lines: [{ sku: 'gems.500', quantity: 1 }], locale }), studio.scope);
  return { order_id, secret: checkout_secret };
}

const call = (method: 'GET' | 'POST', path: string, secret: string, body?: unknown) =>
  app.inject({ method, url: `/store/v1/checkout${path}`, headers: { authorization: `Bearer ${secret}`, ...(path.startsWith('/pay') ? { 'idempotency-key': newId('key') } : {}) }, ...(body !== undefined ? { body } : {}) });
const pay = async (secret: string, card: Parameters<SandboxPsp['token']>[0], asked = '') =>
  (await call('POST', `/pay${asked}`, secret, { method: 'card', token: await psp.token(card), expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true })).json;
const state = async (secret: string): Promise<string> => (await call('GET', '', secret)).json.state;
const books = async (orderId: string): Promise<unknown[]> => {
  const attempts = await app.look<{ id: string }>('SELECT id FROM payments.payment WHERE order_id = $1', [orderId]);
  return (await Promise.all(attempts.map(({ id }) => psp.booked(id)))).flat();
};

describe('a purchase at the sandbox provider', () => {
  it('is paid by card, in few statements', async () => {
    await pay((await order()).secret, 'succeeds');
    const before = app.database.statements;
    const { order_id, secret } = await order();
    const answer = await pay(secret, 'succeeds');
    expect(answer).toMatchObject({ state: 'paid' });
    const paying = app.database.statements - before;
    await app.settle();
    expect(await state(secret)).toBe('paid_waiting');
    expect(await books(order_id)).toHaveLength(1);
    // Order with where the studio sells, page of methods with what the studio says of them, lock, attempt, charge with what banks are asked not to ask and its record, the claim of the key and its answer: what the request itself costs.
    expect(paying).toBeLessThanOrEqual(40);
  });

  it('is told to all others with the id of the request that paid', async () => {
    const { order_id, secret } = await order();
    const paid = await call('POST', '/pay', secret, { method: 'card', token: await psp.token('succeeds'), expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true });
    await app.settle();
    const [told] = await app.look<{ request_id: string }>(`SELECT request_id FROM platform.outbox_event WHERE type = 'orders.order.paid.v1' AND aggregate_id = $1`, [order_id]);
    expect(told!.request_id).toMatch(/^req_/);
    expect(told!.request_id).toBe(paid.headers['x-request-id']);
  });

  it('is declined, and paid with the next card at once', async () => {
    const { order_id, secret } = await order();
    expect(await pay(secret, 'insufficient')).toMatchObject({ state: 'declined', decline: { code: 'insufficient_funds' } });
    expect(await state(secret)).toBe('open');
    expect(await pay(secret, 'succeeds')).toMatchObject({ state: 'paid' });
    await app.settle();
    expect(await state(secret)).toBe('paid_waiting');
    expect(await app.look(`SELECT to_status FROM orders.order_transition WHERE order_id = $1 ORDER BY version`, [order_id]))
      .toEqual(['created', 'captured', 'reattempted', 'captured', 'paid'].map((to_status) => ({ to_status })));
  });

  it('goes through 3-D Secure and back', async () => {
    const { secret } = await order();
    const asked = await pay(secret, 'asks_3ds');
    expect(asked).toMatchObject({ state: 'requires_action', action_url: expect.stringContaining('/3ds/') });
    expect(await pay(secret, 'succeeds')).toMatchObject({ payment_id: asked.payment_id, state: 'requires_action' });
    await psp.answerAction(asked.action_url, 'approve');
    expect((await call('POST', '/refresh', secret)).json).toMatchObject({ attempt: { state: 'paid' } });
    await app.settle();
    expect(await state(secret)).toBe('paid_waiting');
  });

  it("speaks the order's language on the page of the bank, else the page's that pays", async () => {
    const language = async ({ action_url }: { action_url: string }) => /<html lang="(..)"/.exec(await (await fetch(action_url)).text())?.[1];
    expect(await language(await pay((await order('de-AT')).secret, 'asks_3ds'))).toBe('de');
    expect(await language(await pay((await order()).secret, 'asks_3ds', '?locale=de'))).toBe('de');
    expect(await language(await pay((await order()).secret, 'asks_3ds'))).toBe('en');
  });

  it('fails 3-D Secure and can be tried again', async () => {
    const { secret } = await order();
    const asked = await pay(secret, 'asks_3ds');
    await psp.answerAction(asked.action_url, 'refuse');
    expect((await call('POST', '/refresh', secret)).json).toMatchObject({ state: 'open', attempt: { state: 'failed', decline: { code: 'authentication_failed' } } });
  });

  it('is paid by a code of her app, and by a voucher whose number is shown', async () => {
    const by = (secret: string, method: string, method_fields?: object) => call('POST', '/pay', secret, { method, method_fields, expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true });
    const settled = async (order_id: string) => {
      await psp.control({ settle_async: { payment_id: ((await books(order_id)).at(-1) as { id: string }).id, result: 'paid' } });
      await app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'payments.look-up' AND state = 'pending'`);
      await app.settle();
    };
    const coded = await order();
    expect((await by(coded.secret, 'code', { name: 'Ala', code: '000000' })).json).toMatchObject({ state: 'failed', decline: { code: 'invalid_code', retryable: true } });
    expect((await by(coded.secret, 'code', { name: 'Ala', code: '123 456' })).json).toMatchObject({ state: 'processing' });
    expect((await call('GET', '', coded.secret)).json).toMatchObject({ state: 'processing', payment: { instructions: { kind: 'app' } } });
    await settled(coded.order_id);
    expect(await state(coded.secret)).toBe('paid_waiting');
    const printed = await order();
    expect((await by(printed.secret, 'voucher')).json).toMatchObject({ state: 'processing' });
    expect((await call('GET', '', printed.secret)).json.payment).toMatchObject({ instructions: { kind: 'voucher', reference: expect.stringMatching(/^\d{14}$/) } });
    await settled(printed.order_id);
    expect(await state(printed.secret)).toBe('paid_waiting');
  });

  it('is paid by a wallet of the device: shown apart, charged by what its sheet hands over, once, judged as a card, with where she lives', async () => {
    const by = (secret: string, method: string, token?: string, more: object = {}) => call('POST', '/pay', secret, { method, ...(token ? { token } : {}), expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true, ...more });
    const { order_id, secret } = await order();
    const view = (await call('GET', '?locale=de', secret)).json;
    const isWallet = ({ kind, method }: { kind: string; method: string }) => kind === 'wallet' || method === 'apple_pay';
    expect(view.methods.some(isWallet)).toBe(false);
    expect(view.wallets).toMatchObject([{ method: 'apple_pay', provider: 'sandbox', kind: 'frame', position: 0, phone_position: 0, origin: psp.env['SANDBOX_PSP_URL'] }, { method: 'google_pay', kind: 'frame', position: 1, phone_position: 0 }]);
    expect((await fetch(view.wallets[0].frame_url)).status).toBe(200);
    expect((await by(secret, 'apple_pay')).json.code).toBe('checkout.token_missing');
    // A token of another wallet, or of none, is nobody's money; the order is free for the next.
    for (const token of [await psp.walletToken('google_pay', 'pays'), await psp.token('succeeds'), `wallet_stripe_${'a'.repeat(40)}`]) expect((await by(secret, 'apple_pay', token)).json).toMatchObject({ state: 'failed' });
    expect((await by(secret, 'apple_pay', await psp.walletToken('apple_pay', 'declines'))).json).toMatchObject({ state: 'declined', decline: { code: 'insufficient_funds' } });
    const token = await psp.walletToken('apple_pay', 'pays', 'AT');
    expect((await by(secret, 'apple_pay', token, { expected_total_minor: 1_998 })).json.code).toBe('order.requote');
    expect((await by(secret, 'apple_pay', token)).json).toMatchObject({ state: 'paid' });
    await app.settle();
    expect(await state(secret)).toBe('paid_waiting');
    expect(await app.look(`SELECT method, card_brand, card_last4, three_ds_flow, three_ds_result FROM payments.payment WHERE order_id = $1 AND status = 'done'`, [order_id])).toEqual([{ method: 'apple_pay', card_brand: 'VISA', card_last4: '4242', three_ds_flow: 'none', three_ds_result: 'authenticated' }]);
    expect(await app.look(`SELECT country FROM orders.place_evidence WHERE order_id = $1 AND kind = 'card' AND country = 'AT'`, [order_id])).toEqual([{ country: 'AT' }]);
    const [{ held }] = (await app.look<{ held: boolean }>(`SELECT EXISTS (SELECT FROM payments.payment p WHERE p::text LIKE '%' || $1 || '%') OR EXISTS (SELECT FROM platform.job j WHERE j::text LIKE '%' || $1 || '%') OR EXISTS (SELECT FROM platform.outbox_event e WHERE e::text LIKE '%' || $1 || '%') AS held`, [token])) as [{ held: boolean }];
    expect(held).toBe(false);
    const next = await order();
    expect((await by(next.secret, 'apple_pay', token)).json).toMatchObject({ state: 'declined', decline: { code: 'payment_failed' } });
    const asked = (await by(next.secret, 'google_pay', await psp.walletToken('google_pay', 'asks'))).json;
    expect(asked).toMatchObject({ state: 'requires_action' });
    await psp.answerAction(asked.action_url, 'approve');
    expect((await call('POST', '/refresh', next.secret)).json).toMatchObject({ attempt: { state: 'paid' } });
    expect((await books(next.order_id)).filter((each) => (each as { status: string }).status === 'captured')).toHaveLength(1);
  });

  it('vouches for no page to Apple where another provider shows the sheet, and asks no address but its own', async () => {
    const { secret } = await order();
    const begin = async (validation_url: string) => (await call('POST', '/apple-pay-session', secret, { validation_url })).json.code;
    expect(await begin('https://apple-pay-gateway.apple.com/paymentservices/startSession')).toBe('payments.no_gateway');
    for (const url of ['http://127.0.0.1:1/paymentservices/startSession', 'https://evil.example/paymentservices/startSession', 'x']) expect(await begin(url)).toBe('payments.not_apples_address');
    await pay(secret, 'succeeds');
    await app.settle();
    expect(await begin('https://apple-pay-gateway.apple.com/paymentservices/startSession')).toBe('orders.not_payable');
  });

  it('charges once when thirty clicks come at once', async () => {
    const { order_id, secret } = await order();
    const answers = await Promise.all(Array.from({ length: 30 }, () => pay(secret, 'succeeds')));
    await app.settle();
    expect(await books(order_id)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.payment_id)).size).toBe(1);
    expect(await state(secret)).toBe('paid_waiting');
  });

  it('is found when the answer is lost', async () => {
    const { order_id, secret } = await order();
    await psp.control({ mode: 'lose_answer' });
    const answer = await pay(secret, 'succeeds');
    expect(['paid', 'processing']).toContain(answer.state);
    await psp.control({ mode: 'none' });
    await app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'payments.look-up' AND state = 'pending'`);
    await app.settle();
    expect(await state(secret)).toBe('paid_waiting');
    expect(await books(order_id)).toHaveLength(1);
  });
});
