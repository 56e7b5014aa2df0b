import * as fx from '#money/fx/module';
import * as ledger from '#money/ledger/module';
import { OPEN_CLEARING } from '#money/ledger/testing';
import * as reconciliation from '#money/reconciliation/module';
import { ListSettlementBreaks } from '#money/reconciliation/queries';
import { Egress, EgressError } from '#platform/egress/egress';
import { newId } from '#platform/kernel/ids';
import * as checkout from '#sales/checkout/module';
import { fakeFulfillment, GrantAnswers } from '#sales/fulfillment/testing';
import { CreateOrder } from '#sales/orders/commands';
import * as orders from '#sales/orders/module';
import { GetOrderDetails } from '#sales/orders/queries';
import { neighbours } from '#sales/orders/testing';
import * as payments from '#sales/payments/module';
import { GetPayment, ListPaymentsOfOrder } from '#sales/payments/queries';
import * as refunds from '#sales/refunds/module';
import { fakeStorefront, hubForTest } from '#store/storefront/testing';
import * as staff from '#studio/staff/module';
import { reconcile } from '../../../../apps/cli/commands/reconcile.js';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';
import { memberOf, type SignedIn } from '../../../../test/support/member.js';
import { staffOf, type StaffSignedIn } from '../../../../test/support/staff.js';
import { RiskModule } from '../module.js';

/** The money is taken, and the order waits. */
describe('a payment that a person has to look at', () => {
  let psp: SandboxPsp;
  let app: Booted;
  let tenant: Tenant;
  let support: StaffSignedIn;
  let member: SignedIn;

  beforeAll(async () => {
    psp = await SandboxPsp.start();
    await psp.control({ refund_delay_ms: 20 });
    app = await bootContext({
      modules: [orders.OrdersModule, checkout.CheckoutModule, payments.PaymentsModule, refunds.RefundsModule, ledger.LedgerModule, reconciliation.ReconciliationModule, staff.StaffModule, fx.FxModule, RiskModule],
      rows: [...orders.rows, ...payments.rows, ...refunds.rows, ...ledger.rows, ...reconciliation.rows, ...staff.rows], env: psp.env,
      fakes: [...neighbours().fakes, fakeFulfillment(new GrantAnswers()), fakeStorefront({ hub: hubForTest() })],
    });
    support = await staffOf(app, 'support');
  }, 60_000);
  beforeEach(async () => {
    tenant = await app.tenant();
    member = await memberOf(app, tenant, 'support');
  });
  afterAll(async () => {
    await app.close();
    await psp.close();
  });

  const pay = async (secret: string) => app.inject({
    method: 'POST', url: '/store/v1/checkout/pay', headers: { authorization: `Bearer ${secret}`, 'idempotency-key': newId('key') },
    body: { method: 'card', token: await psp.token('succeeds'), expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true },
  });
  /** An order of a player whom the game has told to be banned, paid for and confirmed at her bank. */
  async function held(email = 'aria@example.com', player_id = 'P-1'): Promise<{ orderId: string; paymentId: string }> {
    if (player_id === 'P-1') await app.inject({ method: 'POST', url: '/v1/risk_signals', apiKey: tenant.apiKey, body: [{ player_id, kind: 'banned' }] as never });
    const { order_id, checkout_secret } = await app.commands.execute(new CreateOrder({ source: 's2s', player_id, email, country: 'DE', lines: [{ sku: 'gems.500', quantity: 1 }] }), tenant.scope);
    const { json } = await pay(checkout_secret);
    expect(json).toMatchObject({ state: 'requires_action' });
    await psp.answerAction(json.action_url, 'approve');
    const [payment] = await app.queries.ask(new ListPaymentsOfOrder(order_id), tenant.scope);
    await look();
    return { orderId: order_id, paymentId: payment!.id };
  }
  /** Whatever waits for its time has it, and what follows. */
  const look = async (...types: string[]): Promise<void> => {
    await app.settle();
    await app.look(`UPDATE platform.job SET run_at = now() WHERE type = ANY($1) AND state = 'pending'`, [[...types, 'payments.look-up', 'payments.refund', 'payments.end-review']]);
    await app.settle();
  };
  const asMember = () => ({ headers: { authorization: `Bearer ${member.token}`, 'hubcraft-game': tenant.gameId } });
  const decide = (paymentId: string, decision: string, who: object = asMember()) => app.inject({ method: 'POST', url: `/v1/payment_reviews/${paymentId}/decide`, ...who, body: { decision, reason: 'We looked at it' } });
  const status = async (orderId: string): Promise<string> => (await app.queries.ask(new GetOrderDetails(orderId), tenant.scope)).status;
  const balance = async (account: string): Promise<number> => Number((await app.look(`SELECT coalesce(sum(amount_minor), 0) AS sum FROM ledger.posting WHERE game_id = $1 AND account LIKE $2`, [tenant.gameId, account]))[0]!.sum);
  const facts = async (type: string): Promise<any[]> => (await app.look<{ payload: any }>('SELECT payload FROM platform.outbox_event WHERE game_id = $1 AND type = $2', [tenant.gameId, type])).map(({ payload }) => payload);
  const agrees = async (): Promise<void> => {
    await reconcile(app.app, { url: psp.url, apiKey: psp.apiKey }, 35);
    expect([await app.queries.ask(new ListSettlementBreaks(), tenant.scope), (await app.look(OPEN_CLEARING)).filter(({ game_id }) => game_id === tenant.gameId)]).toEqual([[], []]);
  };
  const givenBack = (paymentId: string) => eventually(async () => {
    await look();
    return (await psp.booked(paymentId))[0]!.refunded_minor === 1_999 && (await balance('player_payable')) === 0;
  });

  it('is taken, kept apart in the ledger, and pays no order; staff see it, and not among those of another amount', async () => {
    const { orderId, paymentId } = await held();
    expect([await status(orderId), await balance('suspense'), (await psp.booked(paymentId))[0]!.captured_minor]).toEqual(['captured', -1_999, 1_999]);
    expect(await facts('orders.order.paid.v1')).toEqual([]);
    const view = { payment_id: paymentId, order_id: orderId, player_id: 'P-1', amount_minor: 1_999, currency: 'EUR', reason: 'banned', state: 'open' };
    const mine = (await app.inject({ method: 'GET', url: '/v1/payment_reviews?state=open', apiKey: tenant.apiKey })).json.data;
    expect(mine).toMatchObject([view]);
    expect(mine[0].due_at - mine[0].opened_at).toBe(86_400);
    const read = async (what: string) => (await app.inject({ method: 'GET', url: `/operator/v1/${what}?limit=100`, headers: { authorization: `Bearer ${support.token}` } })).json.data as any[];
    expect(await read('payment_reviews')).toContainEqual(expect.objectContaining({ ...view, game_id: tenant.gameId }));
    expect((await read('held_payments')).filter(({ game_id }) => game_id === tenant.gameId)).toEqual([]);
    await decide(paymentId, 'release');
    await look();
  });

  it('pays its order when it is released, by staff of the operator too who have shown that it is them; told again or otherwise it changes nothing', async () => {
    const { orderId, paymentId } = await held();
    const byStaff = () => app.inject({ method: 'POST', url: `/operator/v1/games/${tenant.gameId}/payment_reviews/${paymentId}/decide`, headers: { authorization: `Bearer ${support.token}` }, body: { decision: 'release', reason: 'She is a streamer' } });
    await app.look(`UPDATE staff.session SET proven_at = proven_at - interval '11 minutes'`);
    expect((await byStaff()).json.code).toBe('staff.proof_needed');
    await app.look(`UPDATE staff.session SET proven_at = proven_at + interval '11 minutes'`);
    expect(await byStaff()).toMatchObject({ status: 200, json: { state: 'released', decided_by: support.id } });
    await look();
    expect([await status(orderId), await balance('suspense'), (await app.queries.ask(new GetPayment(paymentId), tenant.scope)).status]).toEqual(['paid', 0, 'done']);
    expect([(await decide(paymentId, 'release')).status, (await decide(paymentId, 'refuse')).json.code]).toEqual([200, 'risk.review_decided']);
    await look();
    expect((await facts('payments.payment.mismatch_resolved.v1')).map(({ resolution, held_for }) => [resolution, held_for])).toEqual([['pay_order', 'review']]);
    await agrees();
  });

  it('goes back whole when it is refused, and the order is free; when nobody has decided in time it goes back by itself', async () => {
    for (const how of ['refused', 'due'] as const) {
      const { orderId, paymentId } = await held();
      if (how === 'refused') expect((await decide(paymentId, 'refuse', { apiKey: tenant.apiKey })).status).toBe(200);
      else await look('risk.review-due');
      await givenBack(paymentId);
      expect([await status(orderId), await balance('suspense')]).toEqual(['reattempted', 0]);
      const [review] = (await app.inject({ method: 'GET', url: '/v1/payment_reviews', apiKey: tenant.apiKey })).json.data;
      expect(review).toMatchObject({ state: 'refused', decided_by: how === 'due' ? 'job:risk.review-due' : expect.any(String) });
    }
    expect(await facts('orders.order.paid.v1')).toEqual([]);
    await agrees();
  });

  it('is released by a person, not by a key, and by staff of the operator alone where the operator has listed it, whatever the game allows; the game may refuse it', async () => {
    const list = (prefix: string, entry: object, who: object) => app.inject({ method: 'POST', url: `${prefix}/v1/risk_list_entries`, ...who, body: { subject: 'email', value: 'listed@example.com', reason: 'of the test', ...entry } });
    const staffHeaders = { headers: { authorization: `Bearer ${support.token}` } };
    expect((await list('/operator', { list: 'review' }, staffHeaders)).status).toBe(201);
    expect((await list('', { list: 'allow' }, { apiKey: tenant.apiKey })).status).toBe(201);
    const releases = (paymentId: string) => Promise.all([decide(paymentId, 'release', { apiKey: tenant.apiKey }), decide(paymentId, 'release')]).then((answers) => answers.map(({ json }) => json.code ?? json.state));
    const own = await held();
    expect(await releases(own.paymentId)).toEqual(['risk.person_needed', 'released']);
    await look();
    const { paymentId, orderId } = await held('listed@example.com', 'P-2');
    expect((await app.inject({ method: 'GET', url: '/v1/payment_reviews?state=open', apiKey: tenant.apiKey })).json.data).toMatchObject([{ payment_id: paymentId, reason: 'review_email', is_of_operator: true }]);
    expect(await releases(paymentId)).toEqual(['risk.person_needed', 'risk.operator_decides']);
    expect(await app.inject({ method: 'POST', url: `/operator/v1/games/${tenant.gameId}/payment_reviews/${paymentId}/decide`, ...staffHeaders, body: { decision: 'release', reason: 'It is a school' } })).toMatchObject({ status: 200 });
    await look();
    expect(await status(orderId)).toBe('paid');
    const other = await held('listed@example.com', 'P-2');
    expect((await decide(other.paymentId, 'refuse')).json).toMatchObject({ state: 'refused' });
    await givenBack(other.paymentId);
  });

  it('is not released while the provider reports another amount than it did: what was decided waits, with an alarm', async () => {
    const { orderId, paymentId } = await held();
    await decide(paymentId, 'release');
    const egress = app.app.get(Egress);
    const send = egress.send.bind(egress);
    const misreports = jest.spyOn(egress, 'send').mockImplementation(async (...asked) => {
      const answer = await send(...asked);
      return { ...answer, body: Buffer.from(answer.body.toString('utf8').replace('"captured_minor":1999', '"captured_minor":2000')) };
    });
    await look();
    expect([await status(orderId), await balance('suspense'), misreports.mock.calls.length > 0]).toEqual(['captured', -1_999, true]);
    misreports.mockRestore();
    await look();
    expect([await status(orderId), await balance('suspense')]).toEqual(['paid', 0]);
    await agrees();
  });

  it('of which another amount was reported has its review after a person has confirmed the amount', async () => {
    const finance = await staffOf(app, 'finance');
    const resolve = (paymentId: string) => app.inject({ method: 'POST', url: `/operator/v1/games/${tenant.gameId}/payments/${paymentId}/resolve`, headers: { authorization: `Bearer ${finance.token}` }, body: { resolution: 'pay_order' } });
    await psp.control({ mode: 'wrong_amount', probability: 1 });
    const { orderId, paymentId } = await held();
    await psp.control({ mode: 'none' });
    expect([await balance('suspense'), (await decide(paymentId, 'release')).json.code]).toEqual([-2_000, 'risk.review_not_found']);
    expect([(await resolve(paymentId)).status, (await resolve(paymentId)).status]).toEqual([204, 204]);
    await look();
    expect([await status(orderId), await balance('suspense')]).toEqual(['captured', -2_000]);
    const listed = (await app.inject({ method: 'GET', url: '/operator/v1/held_payments?limit=100', headers: { authorization: `Bearer ${finance.token}` } })).json.data as { id: string }[];
    expect(listed.filter(({ id }) => id === paymentId)).toEqual([]);
    expect((await decide(paymentId, 'release')).json).toMatchObject({ state: 'released' });
    await look();
    expect([await status(orderId), await balance('suspense'), (await facts('payments.payment.captured.v1')).length]).toEqual(['paid', 0, 1]);
    await agrees();
  });

  it('is decided once, whoever decides at the same moment, the deadline among them', async () => {
    const { orderId, paymentId } = await held();
    await app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'risk.review-due' AND state = 'pending'`);
    const [answers] = await Promise.all([Promise.all(['release', 'refuse', 'release', 'refuse'].map((decision) => decide(paymentId, decision))), app.settle()]);
    expect(answers.every(({ status: code }) => code === 200 || code === 409)).toBe(true);
    await look();
    expect(await facts('risk.payment_review.decided.v1')).toHaveLength(1);
    const [{ resolution }] = await facts('risk.payment_review.decided.v1');
    expect(await status(orderId)).toBe(resolution === 'pay_order' ? 'paid' : 'reattempted');
    if (resolution === 'give_back') await givenBack(paymentId);
  });

  it('loses nothing where a process dies between two steps: each step is told again, and nothing is done twice', async () => {
    const { orderId, paymentId } = await held();
    const again = () => app.look(`UPDATE platform.outbox_delivery SET state = 'pending', next_at = now() WHERE game_id = $1 AND subscriber IN ('sales/risk.open-reviews', 'sales/payments.end-reviews', 'sales/orders.hold-mismatched', 'money/ledger.post-mismatch')`, [tenant.gameId]);
    await again();
    await app.settle();
    expect((await app.inject({ method: 'GET', url: '/v1/payment_reviews', apiKey: tenant.apiKey })).json.data).toHaveLength(1);
    await decide(paymentId, 'release');
    // The provider is away: it is decided, and waits.
    const away = jest.spyOn(app.app.get(Egress), 'send').mockRejectedValue(new EgressError('timeout', 'of the test', true));
    await look();
    expect([await status(orderId), away.mock.calls.length > 0]).toEqual(['captured', true]);
    away.mockRestore();
    await look();
    await again();
    await look();
    expect([await status(orderId), await balance('suspense'), (await facts('payments.payment.captured.v1')).length]).toEqual(['paid', 0, 1]);
    await agrees();
  });

  it('is not released by the way that is for another amount', async () => {
    const { orderId, paymentId } = await held();
    const finance = await staffOf(app, 'finance');
    expect((await app.inject({ method: 'POST', url: `/operator/v1/games/${tenant.gameId}/payments/${paymentId}/resolve`, headers: { authorization: `Bearer ${finance.token}` }, body: { resolution: 'pay_order' } })).json.code).toBe('payments.not_held');
    expect(await status(orderId)).toBe('captured');
    await decide(paymentId, 'release');
    await look();
  });
});
