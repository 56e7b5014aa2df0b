import * as fx from '#money/fx/module';
import type { FrozenClock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { CreateOrder } from '#sales/orders/commands';
import { OrdersModule, rows } from '#sales/orders/module';
import { GetOrderDetails } from '#sales/orders/queries';
import { neighbours } from '#sales/orders/testing';
import { fakeFulfillment } from '#sales/fulfillment/testing';
import { fakeRefunds } from '#sales/refunds/testing';
import * as payments from '#sales/payments/module';
import { ChargePayment, ListSavedMethods, saveConsentIn } from '#sales/payments/queries';
import { fakeStorefront, hubForTest } from '#store/storefront/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';
import { OpenRecovery, PayOffSession } from '../contracts/queries.js';
import { CheckoutModule } from '../module.js';
import { TestPlayersModule } from './boot-checkout.js';

/** Orders, checkout and payments for real, with the sandbox provider. */
describe('what a player has saved, at the checkout', () => {
  let app: Booted;
  let psp: SandboxPsp;
  let studio: Tenant;
  beforeAll(async () => {
    psp = await SandboxPsp.start();
    app = await bootContext({
      modules: [CheckoutModule, OrdersModule, payments.PaymentsModule, fx.FxModule, TestPlayersModule], rows: [...rows, ...payments.rows], env: psp.env,
      fakes: [...neighbours().fakes, fakeFulfillment(), fakeRefunds().module, fakeStorefront({ hub: hubForTest() })], frozenAt: new Date(),
    });
  });
  beforeEach(async () => void (studio = await app.tenant()));
  afterAll(async () => {
    await app.close();
    await psp.close();
  });

  const order = async (player_id = 'P-1') => {
    const { order_id, checkout_secret } = await app.commands.execute(new CreateOrder({ source: 's2s', player_id, email: 'a@example.com', country: 'DE', lines: [{ sku: 'gems.500', quantity: 1 }] }), studio.scope);
    return { order_id, secret: checkout_secret };
  };
  const session = (player: string, assurance = 'verified', game = studio.gameId) => ({ 'x-test-player': `${game}|${player}|${assurance}` });
  const call = (method: 'GET' | 'POST', path: string, secret: string, { body, headers = {} }: { body?: object; headers?: Record<string, string> } = {}) =>
    app.inject({ method, url: `/store/v1/checkout${path}`, headers: { authorization: `Bearer ${secret}`, ...(path === '/pay' ? { 'idempotency-key': newId('key') } : {}), ...headers }, ...(body ? { body } : {}) });
  const pay = (secret: string, told: object, headers: Record<string, string> = {}) => call('POST', '/pay', secret, { body: { method: 'card', expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true, ...told }, headers });
  const captured = async (orderId: string): Promise<number> => {
    const attempts = await app.look<{ id: string }>('SELECT id FROM payments.payment WHERE order_id = $1', [orderId]);
    return (await Promise.all(attempts.map(({ id }) => psp.booked(id)))).flat().reduce((sum, { captured_minor }) => sum + captured_minor, 0);
  };
  const ring = async (type: string) => {
    await app.look(`UPDATE platform.job SET run_at = now() - interval '1 day' WHERE type = $1 AND state = 'pending'`, [type]);
    await app.settle();
  };
  const { version, locale } = saveConsentIn('en');

  it('is saved and used with her own session alone, whoever holds the link to the checkout', async () => {
    const { secret } = await order();
    const save = { version, locale };
    const token = await psp.token('succeeds');
    for (const headers of [{}, session('P-2'), session('P-1', 'player_id'), session('P-1', 'verified', 'gam_01kaaaaaaaaaaaaaaaaaaaaaaa')]) {
      expect(await pay(secret, { token, save }, headers)).toMatchObject({ status: 403, json: { code: 'checkout.player_session_needed' } });
      expect((await call('GET', '', secret, { headers })).json).toMatchObject({ saved_methods: [], saving: null });
    }
    expect(await pay(secret, { token, save: { version: 'never', locale: 'en' } }, session('P-1'))).toMatchObject({ status: 422, json: { code: 'checkout.unknown_save_consent' } });
    const recurring = saveConsentIn('en', 'off_session');
    expect((await pay(secret, { token, save: { version: recurring.version, locale: 'en' } }, session('P-1'))).status).toBe(422);
    expect((await call('GET', '', secret, { headers: session('P-1') })).json).toMatchObject({ saved_methods: [], saving: { methods: ['card'], consent: { version, locale: 'en', words: expect.stringContaining('Save this') } } });
    expect(await pay(secret, { token, save }, session('P-1'))).toMatchObject({ status: 200, json: { state: 'paid' } });
    await ring('payments.keep-method');

    const next = await order();
    const { json: view } = await call('GET', '', next.secret, { headers: session('P-1') });
    expect(view.saved_methods).toEqual([expect.objectContaining({ method: 'card', card: { brand: 'VISA', last4: '4242', exp_month: 12, exp_year: 2040 }, is_default: true })]);
    const [{ id: saved_method_id }] = view.saved_methods as [{ id: string }];
    expect((await call('GET', '', next.secret)).json.saved_methods).toEqual([]);
    expect((await pay(next.secret, { saved_method_id }, {})).status).toBe(403);
    const hers = await order('P-2');
    expect(await pay(hers.secret, { saved_method_id }, session('P-2'))).toMatchObject({ status: 404, json: { code: 'payments.saved_method_not_found' } });
    expect([await captured(next.order_id), await captured(hers.order_id)]).toEqual([0, 0]);
    expect(await pay(next.secret, { saved_method_id }, session('P-1'))).toMatchObject({ status: 200, json: { state: 'paid', is_earlier: false } });
    expect(await pay(next.secret, { saved_method_id }, session('P-1'))).toMatchObject({ json: { state: 'paid', is_earlier: true } });
    expect(await captured(next.order_id)).toBe(1_999);
  });

  describe('without her', () => {
    /** Saved for renewals: by a card that pays, or by one whose bank wants to ask. */
    const saved = async (card: 'succeeds' | 'asks_3ds'): Promise<string> => {
      const payment_id = newId('pmt');
      const recurring = saveConsentIn('en', 'off_session');
      const start = { payment_id, order_id: newId('ord'), player_id: 'P-1', method: 'card', amount_minor: 100, currency: 'EUR', country: 'DE', ip_address: null, user_agent: null, return_url: 'http://127.0.0.1/r', platform: null, save: { version: recurring.version, locale: 'en' } };
      const { action_url } = await app.calls.ask(new ChargePayment({ payment_id, token: await psp.token(card), start }), studio.scope);
      if (action_url) await psp.answerAction(action_url, 'approve');
      await ring('payments.look-up');
      await ring('payments.keep-method');
      const [first] = await app.queries.ask(new ListSavedMethods('P-1'), studio.scope);
      return first!.id;
    };
    const off = (order_id: string, saved_method_id: string, payment_id = newId('pmt')) => app.calls.ask(new PayOffSession({ order_id, payment_id, saved_method_id, expected_total_minor: 1_999, expected_currency: 'EUR' }), studio.scope);
    const begin = (token: string, expected_total_minor = 1_999) => app.inject({ method: 'POST', url: '/store/v1/recoveries', body: { token, expected_total_minor, expected_currency: 'EUR' } });
    const opened = (token: string) => app.calls.ask(new OpenRecovery({ token, ip_address: null }), studio.scope);
    const tokenOf = (url: string): string => new URL(url).pathname.replace('/recover/', '');

    it('pays an order once, however often it is told to under its id', async () => {
      const saved_method_id = await saved('succeeds');
      const { order_id } = await order();
      const payment_id = newId('pmt');
      expect(await off(order_id, saved_method_id, payment_id)).toEqual({ payment_id, state: 'paid', decline: null, recovery: null });
      expect(await off(order_id, saved_method_id, payment_id)).toMatchObject({ state: 'paid' });
      await expect(off(order_id, saved_method_id)).rejects.toMatchObject({ code: 'orders.not_payable' });
      expect(await captured(order_id)).toBe(1_999);
    });

    it('leaves an order to her where her bank wants her: her link pays it once, and nothing else', async () => {
      const saved_method_id = await saved('asks_3ds');
      const { order_id, secret } = await order();
      const { state, recovery } = await off(order_id, saved_method_id);
      expect([state, await captured(order_id), (await call('GET', '', secret)).json.state]).toEqual(['failed', 0, 'open']);
      const token = tokenOf(recovery!.url);
      expect(recovery!.ends_at - app.clock.nowSeconds()).toBe(7 * 86_400);
      expect(await opened(token)).toMatchObject({ order_id, total: { minor: 1_999 }, currency: 'EUR', card: { last4: '5813' } });
      const [purpose, signature] = token.split('.') as [string, string];
      const another = Buffer.from(Buffer.from(purpose, 'base64url').toString().replace(order_id, (await order()).order_id)).toString('base64url');
      for (const forged of [`${another}.${signature}`, `${purpose}.${'0'.repeat(43)}`, `${Buffer.from('gam ord spm 9').toString('base64url').padEnd(60, 'A')}.${signature}`]) expect((await begin(forged)).status).toBe(404);
      const began = await Promise.all([begin(token), begin(token), begin(token)]);
      const targets = new Set(began.filter(({ status }) => status === 200).map(({ json }) => json.to as string));
      const bank = [...targets].find((to) => to.includes('/3ds/'))!;
      expect((await begin(token)).json).toEqual({ to: bank });
      await psp.answerAction(bank, 'approve');
      expect((await call('POST', '/refresh', secret)).json).toMatchObject({ attempt: { state: 'paid' } });
      await app.settle();
      expect(await captured(order_id)).toBe(1_999);
      expect((await begin(token)).json).toEqual({ to: (await app.queries.ask(new GetOrderDetails(order_id), studio.scope)).checkout_url });
      expect(await captured(order_id)).toBe(1_999);
      (app.clock as FrozenClock).advanceSeconds(7 * 86_400 + 1);
      expect((await begin(token)).json).toMatchObject({ code: 'checkout.recovery_link_over' });
    });

    it('is paid by her link on another day, too, at the total that she is shown then, and where there is none her checkout goes on', async () => {
      const saved_method_id = await saved('asks_3ds');
      const { order_id, secret } = await order();
      const token = tokenOf((await off(order_id, saved_method_id)).recovery!.url);
      (app.clock as FrozenClock).advanceSeconds(86_400);
      // Her page of yesterday.
      expect(await begin(token)).toMatchObject({ status: 409, json: { code: 'order.requote' } });
      expect(await opened(token)).toMatchObject({ total: { minor: 1_999 } });
      expect((await begin(token, 1_998)).status).toBe(409);
      const { json: { to } } = await begin(token);
      await psp.answerAction(to as string, 'approve');
      expect((await call('POST', '/refresh', secret)).json).toMatchObject({ attempt: { state: 'paid' } });
      const other = await order();
      const link = tokenOf((await off(other.order_id, saved_method_id)).recovery!.url);
      await app.look(`UPDATE orders.order SET tax_refusal_code = 'tax.not_sold_there' WHERE id = $1`, [other.order_id]);
      expect(await opened(link)).toMatchObject({ total: null });
    });
  });
});
