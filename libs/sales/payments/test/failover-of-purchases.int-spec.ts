import * as fx from '#money/fx/module';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { fakeFulfillment } from '#sales/fulfillment/testing';
import { CreateOrder } from '#sales/orders/commands';
import { OrdersModule, rows } from '#sales/orders/module';
import { neighbours } from '#sales/orders/testing';
import { RefreshPayment } from '#sales/payments/queries';
import * as payments from '#sales/payments/module';
import { fakeRefunds } from '#sales/refunds/testing';
import { fakeStorefront, hubForTest } from '#store/storefront/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';
import { GatewayOfGame } from '../app/gateway-of-game.js';
import { FakeAdyen } from '../testing/providers/adyen/fake-adyen.js';
import { FakeCheckoutCom } from '../testing/providers/checkout-com/fake-checkout-com.js';
import { answerPage } from '../testing/providers/fake-provider.js';
import { FakeStripe } from '../testing/providers/stripe/fake-stripe.js';
import { CheckoutModule } from '#sales/checkout/module';

/** Three providers that all take iDEAL, each of which may be away, or lose its answers. */
describe('a purchase by a method that several providers take', () => {
  let app: Booted;
  let psp: SandboxPsp;
  let studio: Tenant;
  let stripe: FakeStripe;
  let cko: FakeCheckoutCom;
  let adyen: FakeAdyen;

  beforeAll(async () => {
    [psp, stripe, cko, adyen] = await Promise.all([SandboxPsp.start(), new FakeStripe().start(), new FakeCheckoutCom().start(), new FakeAdyen().start()]);
    app = await bootContext({
      modules: [CheckoutModule, OrdersModule, payments.PaymentsModule, fx.FxModule], rows: [...rows, ...payments.rows],
      env: { ...psp.env, ...stripe.env, ...cko.env, ...adyen.env, PAYMENT_PROVIDERS: 'stripe,checkout_com,adyen', STRIPE_PAYMENT_METHODS: 'card,ideal', CHECKOUT_COM_PAYMENT_METHODS: 'card,ideal', ADYEN_PAYMENT_METHODS: 'card,ideal' },
      fakes: [...neighbours().fakes, fakeFulfillment(), fakeRefunds().module, fakeStorefront({ hub: hubForTest() })],
    });
    studio = await app.tenant();
  });
  beforeEach(() => {
    unlock();
    forgetWhoWasAway();
  });
  /** Half a minute has passed: who was not to be reached is asked again. */
  const forgetWhoWasAway = (): void => app.app.get<{ asideUntil: Map<string, number> }>(GatewayOfGame as never).asideUntil.clear();
  afterAll(async () => {
    await app.close();
    await Promise.all([psp, stripe, cko, adyen].map((each) => each.close()));
  });

  const unlock = (): void => { for (const each of [stripe, cko, adyen]) each.isLocked = false; };
  const order = async (): Promise<{ order_id: string; secret: string }> => {
    const { order_id, checkout_secret } = await app.commands.execute(new CreateOrder({ source: 's2s', player_id: 'P-1', email: 'a@example.com', country: 'NL', lines: [{ sku: 'gems.500', quantity: 1 }] }), studio.scope);
    return { order_id, secret: checkout_secret };
  };
  const call = (method: 'GET' | 'POST', path: string, secret: string, body?: unknown) =>
    app.inject({ method, url: `/store/v1/checkout${path}`, headers: { authorization: `Bearer ${secret}`, ...(path === '/pay' ? { 'idempotency-key': newId('key') } : {}) }, ...(body !== undefined ? { body } : {}) });
  const pay = async (secret: string) => (await call('POST', '/pay', secret, { method: 'ideal', expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true })).json;
  const attempts = (orderId: string) => app.look<{ id: string; provider: string; status: string; fail_code: string | null }>('SELECT id, provider, status, fail_code FROM payments.payment WHERE order_id = $1 ORDER BY id', [orderId]);
  const booked = (id: string): number => [stripe, cko, adyen].reduce((sum, each) => sum + each.booked(id), 0);

  it('goes on at the next provider while the first surely did nothing, under an attempt of its own, and says so to nobody', async () => {
    [stripe, cko].forEach((each) => { each.isLocked = true; });
    const { order_id, secret } = await order();
    const answer = await pay(secret);
    expect(answer).toEqual({ payment_id: expect.stringMatching(/^pmt_/), state: 'requires_action', action_url: expect.stringContaining(adyen.url), decline: null, is_earlier: false });
    const made = await attempts(order_id);
    expect(made.map(({ provider, status, fail_code }) => [provider, status, fail_code])).toEqual([['stripe', 'failed', 'provider_unavailable'], ['checkout_com', 'failed', 'provider_unavailable'], ['adyen', 'created', null]]);
    expect([made.map(({ id }) => booked(id)), made.at(-1)!.id]).toEqual([[0, 0, 1], answer.payment_id]);
    // A second press finds the attempt that runs.
    expect(await pay(secret)).toMatchObject({ payment_id: answer.payment_id, is_earlier: true, action_url: answer.action_url });
  });

  it('fails once when nobody is to be reached, and can be tried again', async () => {
    [stripe, cko, adyen].forEach((each) => { each.isLocked = true; });
    const { order_id, secret } = await order();
    expect(await pay(secret)).toMatchObject({ state: 'failed', decline: { code: 'payment_failed', retryable: true } });
    expect((await attempts(order_id)).map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
    expect((await call('GET', '', secret)).json).toMatchObject({ state: 'open', methods: [{ method: 'ideal' }, { method: 'card' }] });
    unlock();
    expect(await pay(secret)).toMatchObject({ state: 'requires_action' });
  });

  it('asks nobody else after an answer that leaves it open, and waits for what the provider says', async () => {
    [stripe, cko].forEach((each) => { each.isLocked = true; });
    adyen.loseNextAnswer('cut');
    const { order_id, secret } = await order();
    expect(await pay(secret)).toMatchObject({ state: 'processing', action_url: null });
    unlock();
    expect(await pay(secret)).toMatchObject({ state: 'processing', is_earlier: true });
    const made = await attempts(order_id);
    expect(made.at(-1)).toMatchObject({ provider: 'adyen', status: 'created' });
    expect(made.reduce((sum, { id }) => sum + booked(id), 0)).toBe(1);
  });

  it('is charged once at most, whatever is away and whichever answers are lost', async () => {
    let seed = 20_261_128;
    const dice = (sides: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * sides);
    };
    const counted = { locked: 0, lost: 0, failed_over: 0, paid: 0, unknown: 0 };
    for (let n = 0; n < 25; n++) {
      unlock();
      forgetWhoWasAway();
      for (const each of [stripe, cko, adyen]) {
        const fate = dice(5);
        each.isLocked = fate < 2;
        if (fate < 2) counted.locked += 1;
        if (fate !== 2) continue;
        each.loseNextAnswer(dice(2) === 0 ? 'cut' : 'error');
        counted.lost += 1;
      }
      const { order_id, secret } = await order();
      // Two presses at once: of the two one pays, and the other finds its attempt.
      const answers = await Promise.all([pay(secret), dice(3) === 0 ? pay(secret) : null]);
      unlock();
      const url = answers.find((each) => each?.action_url)?.action_url;
      if (url) {
        const back = new URL(await answerPage(url, 'approve'));
        cko.books.settle();
        const { id } = (await attempts(order_id)).at(-1)!;
        await app.calls.ask(new RefreshPayment({ payment_id: id, returned: Object.fromEntries(back.searchParams) }), studio.scope as Scope);
      }
      const made = await attempts(order_id);
      for (const { raw } of made.flatMap(({ id, provider }) => (provider === 'adyen' && adyen.booked(id) > 0 ? adyen.notifications(id) : []))) await app.inject({ method: 'POST', url: '/ingress/adyen', headers: { 'content-type': 'application/json' }, body: raw });
      await app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'payments.look-up' AND state = 'pending'`);
      await app.settle();
      const ended = await attempts(order_id);
      const charges = ended.map(({ id }) => booked(id));
      // Every attempt before the last had surely done nothing: whoever might have charged is followed by nobody.
      expect([n, charges.slice(0, -1).every((each) => each === 0), charges.at(-1)! <= 1]).toEqual([n, true, true]);
      for (const { status, fail_code } of ended.slice(0, -1)) expect([n, status, fail_code]).toEqual([n, 'failed', 'provider_unavailable']);
      if (ended.length > 1) counted.failed_over += 1;
      const { state } = (await call('GET', '', secret)).json;
      if (url) expect([n, state]).toEqual([n, 'paid_waiting']);
      if (state === 'paid_waiting') counted.paid += 1;
      if (state === 'processing') counted.unknown += 1;
    }
    // Faults that never struck prove nothing.
    expect([counted.locked > 10, counted.lost > 3, counted.failed_over > 3, counted.paid > 10]).toEqual([true, true, true, true]);
  });
});
