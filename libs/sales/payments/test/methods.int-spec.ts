import { Logger } from '@nestjs/common';
import * as fx from '#money/fx/module';
import type { Scope } from '#platform/kernel/scope';
import { RefundPayment } from '#sales/payments/commands';
import { ChargePayment, GetCardFrame, ListCardFrameOrigins, ListPaymentMethods, ListSheetKinds, GetPayInstructions, RefreshPayment, type PaymentStanding } from '#sales/payments/queries';
import * as payments from '#sales/payments/module';
import { newId } from '#platform/kernel/ids';
import { CreateApiKey } from '#studio/access/commands';
import { HasPaymentProvider } from '#studio/onboarding/queries';
import * as staff from '#studio/staff/module';
import type { Tenant } from '../../../../test/support/boot.js';
import { dumpOf } from '../../../../test/support/canaries.js';
import { staffOf, type StaffSignedIn } from '../../../../test/support/staff.js';
import { BeginCharge } from '../app/charge-payment.js';
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
      env: { ...stripe.env, ...cko.env, PAYMENT_PROVIDERS: 'stripe,checkout_com,sandbox', STRIPE_PAYMENT_METHODS: 'card,ideal,twint,blik,oxxo', CHECKOUT_COM_PAYMENT_METHODS: 'card,ideal' },
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
    expect(await offered()).toEqual(['ideal', 'apple_pay', 'google_pay', 'card', 'wallet', 'bank_transfer', 'voucher', 'code']);
    expect(await offered({ ...NL, country: 'BE' })).toEqual(['apple_pay', 'google_pay', 'card', 'wallet', 'bank_transfer', 'voucher', 'code']);
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
    expect(preview.offered[0]).toEqual({ method: 'ideal', label: 'iDEAL | Wero', kind: 'redirect', type: 'bank_redirect', is_local: true, refund: 'part', fields: [] });
    expect(preview.offered[1]).toEqual({ method: 'apple_pay', label: 'Apple Pay', kind: 'wallet', type: 'wallet', is_local: false, refund: 'part', fields: [] });
    expect(preview.left_out).toEqual(expect.arrayContaining([{ method: 'twint', because: 'territory' }, { method: 'paypal', because: 'no_provider' }, { method: 'klarna', because: 'no_provider' }]));
    expect((await studio('GET', '/payment_methods/preview?country=NL&currency=EUR')).status).toBe(422);
  });

  it('are left out and put in order by the studio, for a country and a product, in its own game alone', async () => {
    const other = await world.app.tenant();
    expect((await studio('GET', '/payment_method_rules')).json).toEqual({ rules: [], set_by: null, set_at: null });
    const set = await studio('PUT', '/payment_method_rules', { rules: [{ deny: ['voucher', 'google_pay'] }, { country: 'NL', order: ['card'] }, { country: 'NL', sku: 'gems.500', allow: ['ideal', 'card'], order: ['ideal'] }] });
    expect(set.json).toMatchObject({ rules: [{ country: null, sku: null, allow: null, deny: ['voucher', 'google_pay'], order: [] }, { country: 'NL', order: ['card'] }, { sku: 'gems.500', allow: ['ideal', 'card'] }], set_by: expect.stringMatching(/^key_/), set_at: expect.any(Number) });
    expect(await offered({ ...NL, skus: ['gold'] })).toEqual(['card', 'ideal', 'apple_pay', 'wallet', 'bank_transfer', 'code']);
    // On a phone a wallet comes first, but for what the studio puts before it.
    const phone = async (skus: string[], country = 'NL') => (await world.app.queries.ask(new ListPaymentMethods({ ...NL, country, skus }), tenant.scope)).find(({ method }) => method === 'apple_pay')?.phone_position;
    expect([await phone(['gold']), await phone(['gold'], 'BE'), await phone(['gold', 'gems.500'])]).toEqual([1, 0, undefined]);
    expect(await offered({ ...NL, skus: ['gold', 'gems.500'] })).toEqual(['ideal', 'card']);
    expect(await offered({ ...NL, country: 'BE' })).toEqual(['apple_pay', 'card', 'wallet', 'bank_transfer', 'code']);
    expect(await offered(NL, other)).toEqual(['ideal', 'apple_pay', 'google_pay', 'card', 'wallet', 'bank_transfer', 'voucher', 'code']);
    expect((await studio('GET', '/payment_methods/preview?country=NL&currency=EUR&amount=1999')).json.left_out).toContainEqual({ method: 'voucher', because: 'rule' });
    expect((await studio('PUT', '/payment_method_rules', { rules: [{ deny: ['no_such'] }] })).status).toBe(422);
    const { key } = await world.app.commands.execute(new CreateApiKey({ name: 'reads', environment: 'sandbox', scopes: ['payments:read'], studio_id: tenant.studioId }), tenant.scope);
    expect((await studio('PUT', '/payment_method_rules', { rules: [] }, key)).status).toBe(403);
    expect((await studio('PUT', '/payment_method_rules', { rules: [] })).json.rules).toEqual([]);
    expect(await offered()).toHaveLength(8);
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
    expect(await world.app.queries.ask(new ListSheetKinds(), tenant.scope)).toEqual(['frame']);
    expect((await world.view(tenant, await world.start(tenant))).fail_code).toBe('no_gateway');
    expect(await routes([{ country: 'NL', providers: ['stripe'] }, { country: 'NL', method: null, providers: ['adyen'] }])).toMatchObject({ status: 422, json: { code: 'payments.route_twice' } });
    expect((await routes([{ providers: ['nobody'] }])).status).toBe(422);
    expect((await routes([], await staffOf(world.app, 'support'))).status).toBe(403);
    // What was refused has changed nothing.
    expect((await asStaff('GET')).json.routes).toEqual([{ game_id: tenant.scope.gameId, method: null, country: null, currency: null, providers: ['paypal'] }]);
    expect((await routes([])).json).toEqual({ routes: [], set_by: null, set_at: null });
    expect(await world.app.queries.ask(new HasPaymentProvider(), tenant.scope)).toBe(true);
    expect(await offered()).toHaveLength(8);
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

  describe('that need something of the buyer', () => {
    const MX = { method: 'oxxo', country: 'MX', currency: 'MXN', amount_minor: 19_900 };
    const PL = { method: 'blik', country: 'PL', currency: 'PLN', amount_minor: 4_900 };
    const BUYER = { name: 'Xochitl Quetzal-Payer', email: 'xochitl.payer@example.mx' };
    const startOf = (told: object) => ({ payment_id: newId('pmt'), order_id: newId('ord'), player_id: 'P-1', amount_minor: 1_999, ip_address: null, user_agent: null, return_url: 'http://127.0.0.1:4400/return', platform: null, method: '', currency: '', country: '', ...told });
    const charge = (start: ReturnType<typeof startOf>, fields: Record<string, string> | null): Promise<PaymentStanding> => world.app.calls.ask(new ChargePayment({ payment_id: start.payment_id, token: null, fields, start }), tenant.scope as Scope);
    const shown = (id: string) => world.app.queries.ask(new GetPayInstructions(id), tenant.scope);
    /** Everything that Stripe has to tell of a payment, handed over. */
    const tell = async (id: string): Promise<void> => {
      for (const { raw, headers } of stripe.notifications(id)) expect((await world.app.inject({ method: 'POST', url: '/ingress/stripe', headers, body: raw })).status).toBe(200);
      await world.app.settle();
    };
    /** All that the database holds, as text. */
    const everything = async (): Promise<string> => [...(await dumpOf(world.app.db.adminUrl))].map(([place, text]) => `${place} ${text}`).join('\n');

    it('are paid by a voucher: its number is shown as long as it is open, sealed where it stands, and gone when the money has come', async () => {
      const start = startOf(MX);
      expect(await charge(start, BUYER)).toMatchObject({ state: 'pending', action_url: null });
      const id = start.payment_id;
      const { number, hosted_voucher_url, expires_after } = stripe.intentOf(id)['next_action'].oxxo_display_details;
      expect(await shown(id)).toEqual({ kind: 'voucher', reference: number, url: hosted_voucher_url, due_at: expires_after });
      // Told again it stays as it is.
      await world.ring('payments.look-up');
      expect(await shown(id)).toMatchObject({ reference: number });
      expect(await world.facts(id, 'payments.payment.instructed.v1')).toMatchObject([{ payment_id: id, kind: 'voucher' }]);
      expect(await everything()).not.toContain(number);
      stripe.books.takeByPage(stripe.intentOf(id));
      await tell(id);
      expect([(await world.view(tenant, id)).status, await shown(id)]).toEqual(['done', null]);
    });

    it('are ended by a build that knows no instructions too, before or after this one: what it leaves in the row goes with the state', async () => {
      const [paid, left, open] = [startOf(MX), startOf(MX), startOf(MX)];
      for (const each of [paid, left, open]) await charge(each, BUYER);
      // As `captured` and `end` of the build before migration 0345 write them.
      await world.app.look(
        `UPDATE payments.payment SET status = 'done', action_url = NULL, provider_state = NULL, captured_minor = amount_minor, psp_fee_minor = 0, captured_at = now(), modified_at = now(), status_updated_at = now() WHERE id = $1 AND status = 'created'`, [paid.payment_id]);
      await world.app.look(
        `UPDATE payments.payment SET status = 'canceled', fail_reason = 'canceled_by_player', fail_code = 'called_off', action_url = NULL, provider_state = NULL, modified_at = now(), status_updated_at = now() WHERE id = $1 AND status = 'created'`, [left.payment_id]);
      await world.app.look(`UPDATE payments.payment SET provider_state = 'pending', modified_at = now() WHERE id = $1 AND status = 'created'`, [open.payment_id]);
      const rows = await world.app.look('SELECT id, status, instructions_sealed IS NULL AS is_gone FROM payments.payment WHERE id = ANY($1)', [[paid, left, open].map(({ payment_id }) => payment_id)]);
      expect([paid, left, open].map(({ payment_id }) => rows.find(({ id }) => id === payment_id))).toMatchObject([{ status: 'done', is_gone: true }, { status: 'canceled', is_gone: true }, { status: 'created', is_gone: false }]);
      expect(await shown(open.payment_id)).toMatchObject({ kind: 'voucher' });
    });

    it('wait for as long as the provider lets her pay, and what she pays after we gave up is late money that cannot go back', async () => {
      const start = startOf(MX);
      await charge(start, BUYER);
      const id = start.payment_id;
      const passed = (days: number) => world.app.look(`UPDATE payments.payment SET created_at = created_at - make_interval(days => $2), expires_at = expires_at - make_interval(days => $2) WHERE id = $1`, [id, days]);
      await passed(9);
      await world.ring('payments.look-up');
      expect((await world.view(tenant, id)).status).toBe('created');
      await passed(2);
      await world.ring('payments.look-up');
      expect([(await world.view(tenant, id)).status, await shown(id)]).toEqual(['abandoned', null]);
      const intent = stripe.intentOf(id);
      if (intent['status'] === 'canceled') intent['status'] = 'requires_action';
      stripe.books.takeByPage(intent);
      const alarm = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      await tell(id);
      await world.ring('payments.refund');
      expect(alarm.mock.calls.map(([told]) => (told as { msg?: string }).msg)).toContainEqual(expect.stringContaining('ALARM'));
      alarm.mockRestore();
      expect(await world.facts(id, 'payments.payment.captured_late.v1')).toHaveLength(1);
      expect(await world.facts(id, 'payments.payment.captured.v1')).toEqual([]);
    });

    it('are paid by a code of her app, once, whoever presses how often; one that is not valid takes nothing, and the next attempt may', async () => {
      const wrong = startOf(PL);
      expect(await charge(wrong, { code: '987654' })).toMatchObject({ state: 'failed', decline: { code: 'invalid_code', retryable: true } });
      const old = startOf(PL);
      expect(await charge(old, { code: stripe.blik.show(121) })).toMatchObject({ state: 'failed', decline: { code: 'invalid_code' } });
      const start = startOf(PL);
      const code = stripe.blik.show();
      const answers = await Promise.all(Array.from({ length: 5 }, () => charge(start, { code })));
      expect(answers.filter(({ state }) => state === 'pending' || state === 'unknown')).toHaveLength(5);
      expect(await shown(start.payment_id)).toEqual({ kind: 'app', reference: null, url: null, due_at: null });
      stripe.books.takeByPage(stripe.intentOf(start.payment_id));
      await tell(start.payment_id);
      expect(await world.view(tenant, start.payment_id)).toMatchObject({ status: 'done', method: 'blik', card: null });
      expect([wrong, old, start].map(({ payment_id }) => stripe.booked(payment_id))).toEqual([0, 0, 1]);
    });

    it('whose answer is lost are found, and not sent again', async () => {
      for (const how of ['cut', 'error'] as const) {
        const start = startOf(PL);
        stripe.loseNextAnswer(how);
        expect(await charge(start, { code: stripe.blik.show() })).toMatchObject({ state: 'pending' });
        expect([stripe.booked(start.payment_id), (await shown(start.payment_id))?.kind]).toEqual([1, 'app']);
      }
    });

    it('are charged again by who brings a code, where the process died before it had sent the first', async () => {
      const start = startOf(PL);
      await world.app.commands.execute(new BeginCharge(start.payment_id, { ...start, has_fields: ['code'] }), tenant.scope);
      await world.app.look(`UPDATE payments.payment SET charging_at = charging_at - interval '31 seconds' WHERE id = $1`, [start.payment_id]);
      const again = (fields: Record<string, string> | null) => world.app.calls.ask(new ChargePayment({ payment_id: start.payment_id, token: null, fields }), tenant.scope as Scope);
      // Without one nothing is sent, and nothing is taken for an end.
      expect(await again(null)).toMatchObject({ state: 'unknown' });
      await world.app.look(`UPDATE payments.payment SET charging_at = charging_at - interval '31 seconds' WHERE id = $1`, [start.payment_id]);
      expect(await again({ code: stripe.blik.show() })).toMatchObject({ state: 'pending' });
      expect(stripe.booked(start.payment_id)).toBe(1);
    });

    it('are sent to nobody with less than it wants, or with what is not what it should be', async () => {
      const asked = stripe.asked.length;
      const less = startOf(MX);
      await expect(charge(less, { name: BUYER.name })).rejects.toMatchObject({ code: 'payments.no_gateway' });
      const odd = startOf(MX);
      expect(await charge(odd, { ...BUYER, name: 'Xochitl' })).toMatchObject({ state: 'failed', decline: { code: 'payment_failed' } });
      expect(await world.view(tenant, odd.payment_id)).toMatchObject({ status: 'failed', fail_code: 'method_fields_wrong' });
      expect(stripe.asked).toHaveLength(asked);
    });

    it('and what they were told of her stands nowhere: not in a row, an event, a job, nor in what the provider has told back', async () => {
      const lost = startOf(MX);
      await charge(lost, BUYER);
      const paid = startOf(MX);
      await charge(paid, BUYER);
      stripe.books.failByPage(stripe.intentOf(lost.payment_id), 'payment_intent_payment_attempt_expired');
      stripe.books.takeByPage(stripe.intentOf(paid.payment_id));
      expect(stripe.notifications(lost.payment_id).some(({ raw }) => raw.includes(BUYER.email))).toBe(true);
      await tell(lost.payment_id);
      await tell(paid.payment_id);
      expect([(await world.view(tenant, lost.payment_id)).status, (await world.view(tenant, paid.payment_id)).status]).toEqual(['expired', 'done']);
      const all = await everything();
      for (const value of Object.values(BUYER)) expect([value, all.includes(value), all.includes(Buffer.from(value).toString('hex')), all.includes(Buffer.from(value).toString('base64'))]).toEqual([value, false, false, false]);
    });
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
