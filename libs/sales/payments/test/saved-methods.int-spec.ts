import * as staff from '#studio/staff/module';
import * as fx from '#money/fx/module';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { RemoveSavedMethod, SetDefaultSavedMethod, type NewPayment } from '#sales/payments/commands';
import { ChargeOffSession, ChargePayment, GetPayment, GetSavingOffer, ListSavedMethods, saveConsentIn, type SavedMethod } from '#sales/payments/queries';
import * as payments from '#sales/payments/module';
import { verdictOf } from '#sales/risk/queries';
import type { Tenant } from '../../../../test/support/boot.js';
import { staffOf, type StaffSignedIn } from '../../../../test/support/staff.js';
import { PaymentData } from '../app/payment-data.js';
import { RecordPayment } from '../app/record-payment.js';
import type { SeenPayment } from '../domain/payment-gateway.js';
import { FakeStripe } from '../testing/providers/stripe/fake-stripe.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

const CONSENT = saveConsentIn('en');
const RECURRING = saveConsentIn('en', 'off_session');

/** The sandbox first, and Stripe for cards of its fields. */
describe('saved methods', () => {
  let stripe: FakeStripe;
  let world: PaymentsApp;
  let tenant: Tenant;
  let [asker, second]: StaffSignedIn[] = [];
  beforeAll(async () => {
    stripe = await new FakeStripe().start();
    world = await bootPayments({ modules: [payments.PaymentsModule, fx.FxModule, staff.StaffModule], rows: [...payments.rows, ...staff.rows], env: { ...stripe.env, PAYMENT_PROVIDERS: 'sandbox,stripe' } });
    [asker, second] = [await staffOf(world.app, 'finance'), await staffOf(world.app, 'finance')];
  });
  beforeEach(async () => void (tenant = await world.app.tenant()));
  afterAll(async () => {
    await world.close();
    await stripe.close();
  });

  const startOf = (told: Partial<NewPayment> = {}): NewPayment => ({
    payment_id: newId('pmt'), order_id: newId('ord'), player_id: 'P-1', method: 'card', amount_minor: 1999, currency: 'EUR', country: 'DE', ip_address: '93.184.216.34', user_agent: 'test', return_url: 'http://127.0.0.1:4400/return', platform: null, ...told,
  });
  const charge = (token: string | null, told: Partial<NewPayment> = {}) => {
    const start = startOf(told);
    return world.app.calls.ask(new ChargePayment({ payment_id: start.payment_id, token, start }), tenant.scope as Scope);
  };
  const save = { version: CONSENT.version, locale: CONSENT.locale };
  const listed = (playerId = 'P-1'): Promise<SavedMethod[]> => world.app.queries.ask(new ListSavedMethods(playerId), tenant.scope);
  /** Pays by a card and has it kept; the job that asks what was kept has run. */
  const kept = async (token: string, told: Partial<NewPayment> = {}): Promise<SavedMethod> => {
    const before = (await listed(told.player_id)).map(({ id }) => id);
    const { payment_id } = await charge(token, { save, ...told });
    await world.ring('payments.keep-method');
    const found = (await listed(told.player_id)).find(({ id }) => !before.includes(id));
    if (!found) throw new Error(`nothing was kept of ${payment_id}`);
    return found;
  };
  const rows = (sql: string, ...values: unknown[]) => world.app.look<Record<string, any>>(sql, values);

  it('is kept with what she agreed to, sealed, and shown without its token; without her consent nothing is kept', async () => {
    await charge(await world.psp.token('succeeds'));
    await world.app.settle();
    expect(await listed()).toEqual([]);
    const saved = await kept(await world.psp.token('succeeds'));
    expect(saved).toEqual({ id: expect.stringMatching(/^spm_/), method: 'card', card: { brand: 'VISA', last4: '4242', exp_month: 12, exp_year: 2040 }, is_expired: false, is_default: true, created_at: expect.any(Number), last_used_at: null });
    const [row] = await rows('SELECT * FROM payments.saved_method WHERE id = $1', saved.id);
    expect(row).toMatchObject({ provider: 'sandbox', player_id: 'P-1', usage: 'on_session', consent_version: CONSENT.version, consent_locale: 'en', consented_at: expect.any(Date), network_reference: expect.stringMatching(/^ntr/) });
    expect(JSON.stringify({ ...row, token_sealed: (row!['token_sealed'] as Buffer).toString('utf8') })).not.toContain('psm_');
    const exported = await world.app.app.get(PaymentData).exported(['P-1'], tenant.scope);
    expect(exported['saved_methods']).toEqual([expect.objectContaining({ id: saved.id, last4: '4242', consent_version: CONSENT.version })]);
    expect(JSON.stringify(exported)).not.toMatch(/psm_|token/);
  });

  it('pays by one press, is hers alone, in her game alone, and at its own provider', async () => {
    const saved = await kept('pm_card_visa');
    const paid = await charge(null, { saved_method_id: saved.id });
    expect(paid).toMatchObject({ state: 'paid' });
    expect(await world.app.queries.ask(new GetPayment(paid.payment_id), tenant.scope)).toMatchObject({ provider: 'stripe', status: 'done', card: { last4: '4242' } });
    expect((await listed())[0]).toMatchObject({ last_used_at: expect.any(Number) });
    const offer = (player_id: string) => world.app.queries.ask(new GetSavingOffer({ player_id, country: 'DE', currency: 'EUR', amount_minor: 1999 }), tenant.scope);
    expect(await offer('P-1')).toEqual({ saved: [expect.objectContaining({ id: saved.id })], can_save: ['card'] });
    expect((await offer('P_2%')).saved).toEqual([]);
    await expect(charge(null, { saved_method_id: saved.id, player_id: 'P_2%' })).rejects.toMatchObject({ code: 'payments.saved_method_not_found' });
    await expect(charge(null, { saved_method_id: saved.id, method: 'wallet' })).rejects.toMatchObject({ code: 'payments.saved_method_not_found' });
    const here = tenant;
    tenant = await world.app.tenant();
    await expect(charge(null, { saved_method_id: saved.id })).rejects.toMatchObject({ code: 'payments.saved_method_not_found' });
    tenant = here;
    expect([...stripe.books.intents.values()].filter(({ status }) => status === 'succeeded')).toHaveLength(2);
  });

  it('is charged once by thirty callers, and looked up where the answer was lost', async () => {
    const saved = await kept(await world.psp.token('succeeds'));
    const start = startOf({ saved_method_id: saved.id });
    const answers = await Promise.all(Array.from({ length: 30 }, () => world.app.calls.ask(new ChargePayment({ payment_id: start.payment_id, token: null, start }), tenant.scope as Scope)));
    expect(answers.filter(({ state }) => state === 'paid').length).toBeGreaterThan(0);
    expect(await world.psp.booked(start.payment_id)).toHaveLength(1);
    await world.psp.control({ mode: 'lose_answer', count: 1 });
    const lost = await charge(null, { saved_method_id: saved.id });
    expect([lost.state, (await world.psp.booked(lost.payment_id)).length]).toEqual(['paid', 1]);
  });

  it('the same card is kept once: what it replaces is removed at the provider; the default is hers to choose', async () => {
    const first = await kept('pm_card_visa');
    const other = await kept(await world.psp.token('succeeds'));
    await world.app.commands.execute(new SetDefaultSavedMethod({ player_id: 'P-1', saved_method_id: other.id }), tenant.scope);
    expect((await listed()).map(({ id, is_default }) => [id, is_default])).toEqual([[other.id, true], [first.id, false]]);
    const before = stripe.books.customers.size;
    const again = await kept('pm_card_visa');
    await world.app.settle();
    expect((await listed()).map(({ id }) => id)).toEqual([other.id, again.id]);
    expect(stripe.books.customers.size).toBe(before);
    await expect(world.app.commands.execute(new SetDefaultSavedMethod({ player_id: 'P-1', saved_method_id: first.id }), tenant.scope)).rejects.toMatchObject({ code: 'payments.saved_method_not_found' });
    expect((await listed())[0]!.id).toBe(other.id);
  });

  it('is removed while another is chosen: one is the default afterwards, and nobody is refused', async () => {
    for (let round = 0; round < 4; round++) {
      const going = await kept('pm_card_visa');
      await kept(await world.psp.token('succeeds'));
      const chosen = await kept('pm_card_createDispute');
      await world.app.commands.execute(new SetDefaultSavedMethod({ player_id: 'P-1', saved_method_id: going.id }), tenant.scope);
      await Promise.all([
        world.app.commands.execute(new RemoveSavedMethod({ player_id: 'P-1', saved_method_id: going.id }), tenant.scope),
        world.app.commands.execute(new SetDefaultSavedMethod({ player_id: 'P-1', saved_method_id: chosen.id }), tenant.scope),
      ]);
      expect((await listed()).filter(({ is_default }) => is_default).map(({ id }) => id)).toEqual([chosen.id]);
    }
    await world.ring('payments.forget-method');
  });

  it('is asked for as long as the provider says nothing, however long ago it was paid', async () => {
    const { payment_id } = await charge('pm_card_visa', { save });
    const pending = () => rows(`SELECT type FROM platform.job WHERE type = 'payments.keep-method' AND state = 'pending' AND key = $1`, payment_id);
    await rows(`UPDATE payments.payment SET created_at = created_at - interval '8 days', captured_at = captured_at - interval '8 days' WHERE id = $1`, payment_id);
    stripe.isLocked = true;
    await world.ring('payments.keep-method');
    expect([await pending(), await listed()]).toEqual([[{ type: 'payments.keep-method' }], []]);
    stripe.isLocked = false;
    await world.ring('payments.keep-method');
    expect([await pending(), (await listed()).length]).toEqual([[], 1]);
  });

  it('is removed for her at once and at the provider as soon as that answers, and nobody pays by it meanwhile', async () => {
    const saved = await kept('pm_card_visa');
    const customers = stripe.books.customers.size;
    stripe.isLocked = true;
    await expect(world.app.commands.execute(new RemoveSavedMethod({ player_id: 'P_2%', saved_method_id: saved.id }), tenant.scope)).rejects.toMatchObject({ code: 'payments.saved_method_not_found' });
    await world.app.commands.execute(new RemoveSavedMethod({ player_id: 'P-1', saved_method_id: saved.id }), tenant.scope);
    expect(await listed()).toEqual([]);
    await world.ring('payments.forget-method');
    expect(await rows('SELECT state FROM payments.saved_method WHERE id = $1', saved.id)).toEqual([{ state: 'leaving' }]);
    stripe.isLocked = false;
    await expect(charge(null, { saved_method_id: saved.id })).rejects.toMatchObject({ code: 'payments.saved_method_not_found' });
    await world.ring('payments.forget-method');
    expect(stripe.books.customers.size).toBe(customers - 1);
    expect(await rows('SELECT state, token_sealed, last4, left_because, consent_version FROM payments.saved_method WHERE id = $1', saved.id)).toEqual([{ state: 'gone', token_sealed: null, last4: null, left_because: 'player', consent_version: CONSENT.version }]);
  });

  it('of an erased player nothing stays, here or at the provider, also where it was kept after her erasure', async () => {
    const saved = await kept('pm_card_visa', { player_id: 'P-9' });
    const customers = stripe.books.customers.size;
    const { payment_id } = await charge('pm_card_visa', { player_id: 'P-9', save });
    const alias = newId('erased');
    const erase = () => world.app.app.get(PaymentData).erase({ player_id: 'P-9', user_id: null, alias }, tenant.scope);
    expect(await erase()).toBeGreaterThan(0);
    expect(await rows('SELECT player_id, last4, fingerprint, state FROM payments.saved_method WHERE id = $1', saved.id)).toEqual([{ player_id: alias, last4: null, fingerprint: null, state: 'leaving' }]);
    expect(await erase()).toBe(0);
    await world.ring('payments.keep-method');
    await world.ring('payments.forget-method');
    await world.ring('payments.forget-method');
    expect(await rows('SELECT id FROM payments.saved_method WHERE payment_id = $1 OR id = $2', payment_id, saved.id)).toEqual([]);
    expect(stripe.books.customers.size).toBe(customers - 1);
  });

  it.each(['sandbox', 'stripe'] as const)('a bank that has to ask is let ask, within the same attempt, and money is taken once: %s', async (provider) => {
    const token = provider === 'sandbox' ? await world.psp.token('soft') : 'pm_card_authenticationRequiredOnSetup';
    const start = startOf();
    const asked = await world.app.calls.ask(new ChargePayment({ payment_id: start.payment_id, token, start }), tenant.scope as Scope);
    expect(asked).toMatchObject({ state: 'requires_action', action_url: expect.stringMatching(/^http/) });
    // What the provider has to tell of the first time ends nothing.
    for (const note of provider === 'sandbox' ? await world.psp.notifications(start.payment_id) : []) await world.notify(note);
    const first: SeenPayment = {
      provider_reference: 'of_the_first_time', reference: start.payment_id, state: 'declined', asked_minor: 1999, captured_minor: 0, currency: 'EUR', fee_minor: 0, card: null, three_ds: null, action_url: null, fail_code: 'authentication_required', dispute: null, fraud_reported_at: null,
    };
    await world.app.commands.execute(new RecordPayment({ payment_id: start.payment_id, seen: first }), tenant.scope);
    await world.ring('payments.look-up');
    expect(await world.view(tenant, start.payment_id)).toMatchObject({ status: 'created', action_url: asked.action_url });
    await world.psp.answerAction(asked.action_url!, 'approve');
    await world.ring('payments.look-up');
    expect(await world.view(tenant, start.payment_id)).toMatchObject({ status: 'done', three_ds: { flow: 'challenge', result: 'authenticated' } });
    const taken = provider === 'sandbox' ? (await world.psp.booked(start.payment_id)).reduce((sum, { captured_minor }) => sum + captured_minor, 0) : stripe.intentOf(start.payment_id)['amount_received'];
    expect([taken, await world.facts(start.payment_id, 'payments.payment.captured.v1')]).toEqual([1999, [expect.anything()]]);
  });

  it('banks are asked to do without their question where the operator wants that, which is not where a card is kept, and one that insists is let ask', async () => {
    const as = (method: 'GET' | 'PUT', body?: object, who = asker!) => world.app.inject({ method, url: '/operator/v1/sca_exemptions', headers: { authorization: `Bearer ${who.token}` }, ...(body ? { body } : {}) });
    const paidBy = async (card: 'succeeds' | 'soft', told: Partial<NewPayment> = {}) => {
      const { id, standing } = await world.pay(tenant, card, { risk: verdictOf('allow', 'of_the_test'), ...told });
      return { standing, view: await world.view(tenant, id) };
    };
    expect((await paidBy('succeeds')).view.three_ds).toEqual({ flow: 'frictionless', result: 'authenticated' });
    expect(await as('PUT', { exemptions: [{ country: 'DE', low_value: true }, { country: 'FR', low_value: false }] })).toMatchObject({ status: 200, json: { exemptions: [{ country: 'DE', low_value: true, tra_up_to_minor: null }], set_by: asker!.id } });
    expect((await paidBy('succeeds')).view.three_ds).toEqual({ flow: 'none', result: 'not_attempted' });
    expect((await paidBy('succeeds', { amount_minor: 3_001 })).view.three_ds).toMatchObject({ flow: 'frictionless' });
    expect((await paidBy('succeeds', { country: 'US' })).view.three_ds).toMatchObject({ flow: 'frictionless' });
    expect((await paidBy('succeeds', { save })).view.three_ds).toMatchObject({ flow: 'frictionless' });
    // Nobody has judged it.
    expect((await paidBy('succeeds', { risk: null })).view.three_ds).toMatchObject({ flow: 'frictionless' });
    expect((await paidBy('soft')).standing).toMatchObject({ state: 'requires_action' });
    expect((await as('PUT', { exemptions: [{ country: 'US', low_value: true }] })).status).toBe(422);
    expect((await as('PUT', { exemptions: [{ country: 'DE', low_value: true }, { country: 'DE', low_value: false, tra_up_to_minor: 100 }] })).json).toMatchObject({ code: 'payments.exemption_twice' });
    expect((await as('PUT', { exemptions: [] }, await staffOf(world.app, 'support'))).status).toBe(403);
    expect((await as('PUT', { exemptions: [] })).json).toEqual({ exemptions: [], set_by: null, set_at: null });
  });

  it('is charged without her where she agreed to that, naming the payment that she made; where her bank wants her, nothing is taken and she is asked for', async () => {
    const off = (saved_method_id: string, told: Partial<NewPayment> = {}) => world.app.calls.ask(new ChargeOffSession({ ...startOf(told), saved_method_id }), tenant.scope as Scope);
    const onlyHers = await kept(await world.psp.token('succeeds'));
    await expect(off(onlyHers.id)).rejects.toMatchObject({ code: 'payments.not_agreed_off_session' });
    const consent = { version: RECURRING.version, locale: RECURRING.locale };
    const saved = await kept('pm_card_visa', { save: consent });
    const paid = await off(saved.id);
    expect(paid).toMatchObject({ state: 'paid', needs_buyer: false });
    expect(await rows('SELECT initiator, saved_method_id FROM payments.payment WHERE id = $1', paid.payment_id)).toEqual([{ initiator: 'merchant', saved_method_id: saved.id }]);
    await expect(off(saved.id, { player_id: 'P_2%' })).rejects.toMatchObject({ code: 'payments.saved_method_not_found' });
    const start = startOf({ save: consent });
    const { action_url } = await world.app.calls.ask(new ChargePayment({ payment_id: start.payment_id, token: await world.psp.token('asks_3ds'), start }), tenant.scope as Scope);
    await world.psp.answerAction(action_url!, 'approve');
    await world.ring('payments.look-up');
    await world.ring('payments.keep-method');
    const strict = (await listed()).find(({ card }) => card?.last4 === '5813')!;
    const wanted = await off(strict.id);
    expect(wanted).toMatchObject({ state: 'failed', needs_buyer: true, action_url: null });
    expect(await world.view(tenant, wanted.payment_id)).toMatchObject({ status: 'failed', fail_code: 'authentication_required' });
    expect((await world.psp.booked(wanted.payment_id)).map(({ status }) => status)).toEqual(['declined']);
  });

  it('is handed out to move to another provider when two people of the operator want that, and to nobody else', async () => {
    const saved = await kept('pm_card_visa');
    const as = (who: StaffSignedIn, method: 'GET' | 'POST', path = '', body?: object) => world.app.inject({ method, url: `/operator/v1/saved_method_exports${path}`, headers: { authorization: `Bearer ${who.token}` }, ...(body ? { body } : {}) });
    const asked = await as(asker!, 'POST', '', { provider: 'stripe', reason: 'We move to another provider.' });
    expect(asked).toMatchObject({ status: 201, json: { provider: 'stripe', asked_by: asker!.id, approved_by: null } });
    const { id } = asked.json as { id: string };
    expect((await as(asker!, 'GET', `/${id}/file`)).json).toMatchObject({ code: 'payments.export_not_approved' });
    expect((await as(asker!, 'POST', `/${id}/approve`)).json).toMatchObject({ code: 'payments.second_person_needed' });
    expect((await as(await staffOf(world.app, 'support'), 'POST', `/${id}/approve`)).status).toBe(403);
    expect(await as(second!, 'POST', `/${id}/approve`)).toMatchObject({ status: 200, json: { approved_by: second!.id } });
    const file = await as(asker!, 'GET', `/${id}/file`);
    expect([file.status, file.headers['content-type'], file.headers['cache-control']]).toEqual([200, 'application/jsonl; charset=utf-8', 'private, no-store']);
    const lines = file.text.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.find((line) => line['saved_method_id'] === saved.id)).toEqual({
      saved_method_id: saved.id, game_id: tenant.gameId, provider: 'stripe', method: 'card', token: expect.stringMatching(/^pm_/), customer: expect.stringMatching(/^cus_/), reference: expect.stringMatching(/^pmt_/), network_reference: expect.stringMatching(/^ntr/),
      brand: 'VISA', last4: '4242', exp_month: 8, exp_year: 2030, usage: 'on_session',
    });
    expect(lines.every(({ provider }) => provider === 'stripe')).toBe(true);
    await rows(`UPDATE payments.saved_method_export SET approved_at = approved_at - interval '25 hours' WHERE id = $1`, id);
    expect((await as(asker!, 'GET', `/${id}/file`)).status).toBe(409);
  });
});
