import * as fx from '#money/fx/module';
import type { Scope } from '#platform/kernel/scope';
import { RefundPayment } from '#sales/payments/commands';
import { ChargePayment, GetCardFrame, ListCardFrameOrigins, ListPaymentMethods, RefreshPayment } from '#sales/payments/queries';
import * as payments from '#sales/payments/module';
import { newId } from '#platform/kernel/ids';
import { CreateApiKey } from '#studio/access/commands';
import { HasPaymentProvider } from '#studio/onboarding/queries';
import * as staff from '#studio/staff/module';
import type { Tenant } from '../../../../test/support/boot.js';
import { staffOf, type StaffSignedIn } from '../../../../test/support/staff.js';
import { SandboxGateway } from '../infra/gateways/sandbox-gateway.js';
import { answerPage } from '../testing/providers/fake-provider.js';
import { FakeCheckoutCom } from '../testing/providers/checkout-com/fake-checkout-com.js';
import { FakeStripe } from '../testing/providers/stripe/fake-stripe.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

/** Two providers of which each has switched some methods on, and the sandbox behind them. */
describe('methods of payment', () => {
  let stripe: FakeStripe;
  let cko: FakeCheckoutCom;
  let world: PaymentsApp;
  let tenant: Tenant;
  let finance: StaffSignedIn;
  beforeAll(async () => {
    stripe = await new FakeStripe().start();
    cko = await new FakeCheckoutCom().start();
    world = await bootPayments({
      modules: [payments.PaymentsModule, fx.FxModule, staff.StaffModule], rows: [...payments.rows, ...staff.rows],
      env: { ...stripe.env, ...cko.env, PAYMENT_PROVIDERS: 'stripe,checkout_com,sandbox', STRIPE_PAYMENT_METHODS: 'card,ideal,twint', CHECKOUT_COM_PAYMENT_METHODS: 'card,ideal' },
    });
    finance = await staffOf(world.app, 'finance');
  });
  beforeEach(async () => void (tenant = await world.app.tenant()));
  afterAll(async () => {
    await world.close();
    await stripe.close();
    await cko.close();
  });

  const NL = { country: 'NL', currency: 'EUR', amount_minor: 1_999 };
  const offered = async (what: ListPaymentMethods['input'] = NL, to = tenant) => (await world.app.queries.ask(new ListPaymentMethods(what), to.scope)).map(({ method }) => method);
  const studio = (method: 'GET' | 'PUT', url: string, body?: unknown, apiKey = tenant.apiKey) => world.app.inject({ method, url: `/v1${url}`, apiKey, ...(body ? { body } : {}) });
  const asStaff = (method: 'GET' | 'PUT', body?: object, who = finance) => world.app.inject({ method, url: '/operator/v1/payment_routes', headers: { authorization: `Bearer ${who.token}` }, ...(body ? { body } : {}) });
  const routes = (list: object[], who = finance) => asStaff('PUT', { routes: list }, who);
  const providerOf = async (told: Parameters<PaymentsApp['start']>[1]) => (await world.view(tenant, await world.start(tenant, told))).provider;

  it('are offered as the country knows them, then cards, then what only the sandbox has; no method where it is not used, or beyond its limits', async () => {
    expect(await offered()).toEqual(['ideal', 'card', 'wallet', 'bank_transfer', 'voucher']);
    expect(await offered({ ...NL, country: 'BE' })).toEqual(['card', 'wallet', 'bank_transfer', 'voucher']);
    expect((await offered({ country: 'CH', currency: 'CHF', amount_minor: 500_000 }))[0]).toBe('twint');
    expect(await offered({ country: 'CH', currency: 'CHF', amount_minor: 500_001 })).not.toContain('twint');
    expect(await offered({ ...NL, currency: 'USD' })).not.toContain('ideal');
  });

  it('are told to the studio with what they can do, and why one is not offered', async () => {
    const { data } = (await studio('GET', '/payment_methods')).json;
    const of = (id: string) => data.find((each: { id: string }) => each.id === id);
    expect(of('ideal')).toEqual({ id: 'ideal', name: 'iDEAL | Wero', type: 'bank_redirect', territories: ['NL'], currencies: ['EUR'], pending: 'may', refund: 'part', refund_days: 180, recurring: 'depends', chargebacks: 'no', limits: [], is_available: true });
    expect([of('boleto').is_available, of('swish').is_available, of('voucher').refund]).toEqual([false, false, 'none']);
    const preview = (await studio('GET', '/payment_methods/preview?country=NL&currency=EUR&amount=1999&sku=gems.500')).json;
    expect(preview.offered[0]).toEqual({ method: 'ideal', label: 'iDEAL | Wero', kind: 'redirect', type: 'bank_redirect', is_local: true, refund: 'part' });
    expect(preview.left_out).toEqual(expect.arrayContaining([{ method: 'twint', because: 'territory' }, { method: 'paypal', because: 'no_provider' }, { method: 'google_pay', because: 'no_provider' }]));
    expect((await studio('GET', '/payment_methods/preview?country=NL&currency=EUR')).status).toBe(422);
  });

  it('are left out and put in order by the studio, for a country and a product, in its own game alone', async () => {
    const other = await world.app.tenant();
    expect((await studio('GET', '/payment_method_rules')).json).toEqual({ rules: [], set_by: null, set_at: null });
    const set = await studio('PUT', '/payment_method_rules', { rules: [{ deny: ['voucher'] }, { country: 'NL', order: ['card'] }, { country: 'NL', sku: 'gems.500', allow: ['ideal', 'card'], order: ['ideal'] }] });
    expect(set.json).toMatchObject({ rules: [{ country: null, sku: null, allow: null, deny: ['voucher'], order: [] }, { country: 'NL', order: ['card'] }, { sku: 'gems.500', allow: ['ideal', 'card'] }], set_by: expect.stringMatching(/^key_/), set_at: expect.any(Number) });
    expect(await offered({ ...NL, skus: ['gold'] })).toEqual(['card', 'ideal', 'wallet', 'bank_transfer']);
    expect(await offered({ ...NL, skus: ['gold', 'gems.500'] })).toEqual(['ideal', 'card']);
    expect(await offered({ ...NL, country: 'BE' })).toEqual(['card', 'wallet', 'bank_transfer']);
    expect(await offered(NL, other)).toEqual(['ideal', 'card', 'wallet', 'bank_transfer', 'voucher']);
    expect((await studio('GET', '/payment_methods/preview?country=NL&currency=EUR&amount=1999')).json.left_out).toContainEqual({ method: 'voucher', because: 'rule' });
    expect((await studio('PUT', '/payment_method_rules', { rules: [{ deny: ['no_such'] }] })).status).toBe(422);
    const { key } = await world.app.commands.execute(new CreateApiKey({ name: 'reads', environment: 'sandbox', scopes: ['payments:read'], studio_id: tenant.studioId }), tenant.scope);
    expect((await studio('PUT', '/payment_method_rules', { rules: [] }, key)).status).toBe(403);
    expect((await studio('PUT', '/payment_method_rules', { rules: [] })).json.rules).toEqual([]);
    expect(await offered()).toHaveLength(5);
  });

  it('are charged by the provider that staff have set for the game, method, country and currency, and by nobody else', async () => {
    const frame = async () => (await world.app.queries.ask(new GetCardFrame({ locale: 'en', what: NL }), tenant.scope)).provider;
    expect([await frame(), await providerOf({ method: 'ideal', country: 'NL' })]).toEqual(['stripe', 'stripe']);
    const set = await routes([{ country: 'NL', providers: ['checkout_com', 'stripe'] }, { method: 'card', currency: 'EUR', providers: ['sandbox'] }, { game_id: (await world.app.tenant()).scope.gameId, providers: ['paypal'] }]);
    expect(set).toMatchObject({ status: 200, json: { routes: [{ game_id: null, country: 'NL', providers: ['checkout_com', 'stripe'] }, { method: 'card' }, { providers: ['paypal'] }], set_by: finance.id } });
    expect(await frame()).toBe('sandbox');
    expect([await providerOf({ method: 'ideal', country: 'NL' }), await providerOf({ country: 'NL' }), await providerOf({ country: 'CH', currency: 'CHF', method: 'twint' })]).toEqual(['checkout_com', 'sandbox', 'stripe']);
    expect((await routes([{ game_id: tenant.scope.gameId, providers: ['paypal'] }])).status).toBe(200);
    // The game has no other provider: nothing is offered that cannot be charged.
    expect(await offered()).toEqual([]);
    // Whoever looks whether a game is ready to take money hears of it.
    expect(await world.app.queries.ask(new HasPaymentProvider(), tenant.scope)).toBe(false);
    // The page may frame the fields of each provider that another country could lead to.
    expect(await world.app.queries.ask(new ListCardFrameOrigins(), tenant.scope)).toEqual(['http://127.0.0.1:4400', new URL(world.psp.url).origin]);
    expect((await world.view(tenant, await world.start(tenant))).fail_code).toBe('no_gateway');
    expect(await routes([{ country: 'NL', providers: ['stripe'] }, { country: 'NL', method: null, providers: ['adyen'] }])).toMatchObject({ status: 422, json: { code: 'payments.route_twice' } });
    expect((await routes([{ providers: ['nobody'] }])).status).toBe(422);
    expect((await routes([], await staffOf(world.app, 'support'))).status).toBe(403);
    // What was refused has changed nothing.
    expect((await asStaff('GET')).json.routes).toEqual([{ game_id: tenant.scope.gameId, method: null, country: null, currency: null, providers: ['paypal'] }]);
    expect((await routes([])).json).toEqual({ routes: [], set_by: null, set_at: null });
    expect(await world.app.queries.ask(new HasPaymentProvider(), tenant.scope)).toBe(true);
    expect(await offered()).toHaveLength(5);
  });

  it('send the player to a page, are paid there, and stand on the payment', async () => {
    const id = await world.start(tenant, { method: 'ideal', country: 'NL' });
    const standing = await world.charge(tenant, id);
    expect(standing).toMatchObject({ state: 'requires_action', action_url: expect.stringContaining('/redirect/ideal/'), decline: null });
    await answerPage(standing.action_url!, 'approve');
    expect(await world.app.calls.ask(new RefreshPayment({ payment_id: id }), tenant.scope as Scope)).toMatchObject({ state: 'paid' });
    expect(await world.view(tenant, id)).toMatchObject({ method: 'ideal', provider: 'stripe', status: 'done', card: null, three_ds: null });
    expect(await world.facts(id, 'payments.payment.captured.v1')).toMatchObject([{ method: 'ideal', amount_minor: 1_999 }]);
    const turned = await world.start(tenant, { method: 'ideal', country: 'NL' });
    await answerPage((await world.charge(tenant, turned)).action_url!, 'refuse');
    expect(await world.app.calls.ask(new RefreshPayment({ payment_id: turned }), tenant.scope as Scope)).toMatchObject({ state: 'failed', decline: { code: 'canceled_by_player', retryable: true } });
  });

  it('that were paid in cash do not go back by themselves: the refund fails at once with its reason, and the provider is not asked', async () => {
    const id = await world.start(tenant, { method: 'voucher', country: 'NL' });
    expect(await world.charge(tenant, id)).toMatchObject({ state: 'pending' });
    const [booked] = await world.psp.booked(id);
    await world.psp.control({ settle_async: { payment_id: booked!.id, result: 'paid' } });
    await world.ring('payments.look-up');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
    const refund_id = newId('ref');
    const asked = jest.spyOn(world.app.app.get(SandboxGateway), 'refund');
    await world.app.commands.execute(new RefundPayment({ payment_id: id, refund_id, amount_minor: 1_999, reason: 'asked for' }), tenant.scope);
    await world.ring('payments.refund');
    expect(await world.facts(id, 'payments.payment.refund_failed.v1')).toMatchObject([{ refund_id, reason: 'method_not_refundable', purpose: 'order' }]);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
    expect(await world.psp.booked(refund_id)).toEqual([]);
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
  });

  it('that nobody pays end by themselves, and that no gateway is asked for are refused before anything is charged', async () => {
    await world.psp.control({ async_delay_ms: 5 });
    const id = await world.start(tenant, { method: 'voucher', country: 'NL' });
    await world.charge(tenant, id);
    await world.psp.settled(id);
    await world.psp.control({ async_delay_ms: 120_000 });
    await world.ring('payments.look-up');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'expired' });
    for (const method of ['oxxo', 'no_such_method', 'ideal']) {
      const payment_id = newId('pmt');
      const start = { payment_id, order_id: newId('ord'), player_id: 'P-1', method, amount_minor: 1_999, currency: 'EUR', country: 'DE', ip_address: null, user_agent: null, return_url: 'http://127.0.0.1:4400/return', platform: null };
      await expect(world.app.calls.ask(new ChargePayment({ payment_id, token: null, start }), tenant.scope as Scope)).rejects.toMatchObject({ code: 'payments.no_gateway' });
    }
  });
});
