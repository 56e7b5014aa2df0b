import { Logger } from '@nestjs/common';
import { FakeTaxEngine, FakeTaxModule } from '#money/tax/testing';
import * as ledger from '#money/ledger/module';
import { ListTaxTotals } from '#money/ledger/queries';
import * as tax from '#money/tax/module';
import { withTaxEngine } from '#money/tax/queries';
import { Chores } from '#platform/housekeeping/chores';
import { FrozenClock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { PaymentCaptured } from '#sales/payments/events';
import { RefundPartSucceeded, RefundSucceeded } from '#sales/refunds/events';
import * as staff from '#studio/staff/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { staffOf, type StaffSignedIn } from '../../../../test/support/staff.js';
import { ChangeOrderPlace, LockOrderForPayment, RequestOrderRefund, RequestPartRefund, RequoteOrder } from '../contracts/commands.js';
import { GetOrderDetails, IsOrderOutdated, type OrderDetails } from '../contracts/queries.js';
import { OrdersModule, rows } from '../module.js';
import { Announce, AnnounceModule } from '../testing/announce.js';
import { neighbours } from '../testing/neighbours.js';

const NYC = { region: 'US-NY', postcode: '10001' };
const USE = { kind: 'engine', entity: 'main', territory: 'US', when_silent: 'refuse', filed_by: 'engine', valid_from: '2026-11-20', reason: 'Sales tax by an engine.' };

describe('the tax of an order by an outside engine', () => {
  let engine: FakeTaxEngine;
  let app: Booted;
  let studio: Tenant;
  let ada: StaffSignedIn;
  let bob: StaffSignedIn;
  let use: any;
  beforeAll(async () => {
    engine = await FakeTaxEngine.start();
    app = await bootContext({
      modules: [OrdersModule, tax.TaxModule, ledger.LedgerModule, staff.StaffModule, AnnounceModule], rows: [...rows, ...tax.rows, ...ledger.rows], fakes: neighbours().fakes.filter(({ module }) => module !== FakeTaxModule),
      frozenAt: new Date('2026-11-22T12:00:00Z'), env: { TAX_ENGINE_URL: engine.url, TAX_ENGINE_SECRET: engine.secret },
    });
    await tax.storeDemoRegistrations({ query: (sql, values) => app.look(sql, values) });
    await ledger.storeEntityOfBooks({ query: async (text, values) => ({ rows: await app.look(text, values) }) }, { id: 'main', buyer_countries: null, live: [] });
    [ada, bob] = [await staffOf(app, 'finance'), await staffOf(app, 'admin')];
    use = await approved(USE);
    studio = await app.tenant();
  });
  beforeEach(async () => {
    later(60);
    await engine.behaves({ forgets: true });
  });
  afterAll(async () => {
    await app.close();
    await engine.close();
  });

  const later = (seconds: number): void => (app.clock as FrozenClock).advanceSeconds(seconds);
  const call = (method: 'GET' | 'POST', url: string, who = ada, body?: object): Promise<any> => app.inject({ method, url: `/operator/v1/${url}`, apiKey: who.token, ...(body ? { body } : {}) });
  const approved = async (told: object): Promise<any> => {
    const proposed = await call('POST', 'tax/changes', ada, told);
    expect(proposed).toMatchObject({ status: 201 });
    return (await call('POST', `tax/changes/${proposed.json.id}/approval`, bob)).json;
  };
  const read = (id: string): Promise<OrderDetails> => app.queries.ask(new GetOrderDetails(id), studio.scope);
  const ask = <R>(run: () => Promise<R>): Promise<R> => withTaxEngine(app.calls, studio.scope, run);
  const ordered = async (told: object = {}): Promise<OrderDetails> => {
    const { status, json } = await app.inject({ method: 'POST', url: '/v1/orders', apiKey: studio.apiKey, body: { items: [{ sku: 'gems.500', quantity: 3 }], player_id: 'P-1', country: 'US', email: 'aria@example.com', ...told } });
    expect({ status, json }).toMatchObject({ status: 201 });
    return read(json.order_id);
  };
  const told = async (order: OrderDetails, place: object = NYC): Promise<OrderDetails> => {
    await ask(() => app.commands.execute(new ChangeOrderPlace({ order_id: order.id, country_source: 'buyer', ...place }), studio.scope));
    return read(order.id);
  };
  const announce = (...events: any[]) => app.commands.execute(new Announce(events), studio.scope);
  const captured = async (order: OrderDetails): Promise<PaymentCaptured> => {
    const payment_id = newId('pmt');
    await app.commands.execute(new LockOrderForPayment({ order_id: order.id, payment_id, expected_total_minor: order.amount_minor, expected_currency: order.currency, immediate_delivery_requested: true }), studio.scope);
    const fact = { payment_id, order_id: order.id, player_id: order.player_id, provider: 'sandbox', status: 'done' as const, amount_minor: order.amount_minor, currency: order.currency };
    return new PaymentCaptured('payment', payment_id, { ...fact, psp_fee_minor: 0, provider_reference: payment_id, captured_at: app.clock.nowSeconds() });
  };
  const paid = async (): Promise<OrderDetails> => {
    const order = await told(await ordered());
    await announce(await captured(order));
    await app.settle();
    return read(order.id);
  };
  const gone = async (order: OrderDetails, asked: { lines: { line_id: string; quantity: number }[] } | { amount: number } | 'rest'): Promise<void> => {
    const refund_id = newId('ref');
    const fact = (amount_minor: number) => ({ refund_id, order_id: order.id, payment_id: order.payment_id!, player_id: order.player_id, amount_minor, currency: order.currency, reason: 'asked', source: 'studio' as const });
    if (asked === 'rest') {
      const { amount_minor } = await app.commands.execute(new RequestOrderRefund({ order_id: order.id, reason: 'asked', source: 'studio' }), studio.scope);
      await announce(new RefundSucceeded('refund', refund_id, fact(amount_minor)));
    } else {
      const { part } = await app.commands.execute(new RequestPartRefund({
        order_id: order.id, refund_id, lines: 'lines' in asked ? asked.lines : null, amount_minor: 'amount' in asked ? asked.amount : null, reason_code: 'customer_request', reason: 'asked', source: 'studio', asked_by: 'mem_1', asked_by_member: 'mem_1',
      }), studio.scope);
      await announce(new RefundPartSucceeded('refund', refund_id, fact(part.amount_minor)));
    }
    await app.settle();
  };
  const steps = async (order: OrderDetails, query = ''): Promise<any[]> => (await call('GET', `games/${studio.gameId}/tax_engine_steps?order_id=${order.id}${query}`)).json.data;
  const quotes = async (): Promise<any[]> => (await call('GET', `games/${studio.gameId}/tax_engine_quotes`)).json.data;
  /** The jobs that wait for their next attempt, now. */
  const due = async (): Promise<void> => {
    await app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'tax.engine' AND state = 'pending'`);
    await app.settle();
  };

  it('is used where two of the staff have said so, from its day on', async () => {
    expect(use).toMatchObject({ state: 'approved', row_id: expect.stringMatching(/^txe_/) });
    expect((await call('GET', 'tax/engine_uses')).json.data).toEqual([{ id: use.row_id, territory: 'US', region: null, entity: 'main', when_silent: 'refuse', filed_by: 'engine', valid_from: '2026-11-20', valid_to: null, change_id: use.id }]);
    for (const wrong of [{ when_silent: null }, { filed_by: null }, { entity: null }, { region: 'US-NY' }]) expect((await call('POST', 'tax/changes', ada, { ...USE, ...wrong })).json).toMatchObject({ code: 'tax.change_invalid' });
    expect((await ordered({ country: 'DE' })).tax).not.toHaveProperty('engine');
    expect(await engine.received()).toEqual([]);
  });

  it('is asked once the place is known as an address, outside of every transaction, and its answer is the tax of the order', async () => {
    const before = await ordered({ discount_percent: 10 });
    expect([before.tax, before.tax_refusal_code, await engine.received()]).toEqual([null, null, []]);
    expect((await told(before, { region: 'US-NY' })).tax).toBeNull();
    expect(await engine.received()).toEqual([]);
    const order = await told(before);
    expect(order).toMatchObject({
      amount_minor: 5_876, amount_before_discount_minor: 6_529, tax_refusal_code: null,
      tax: {
        outcome: 'charge', net_minor: 5_397, tax_minor: 479, total_minor: 5_876, jurisdiction: 'US-NY', rate: '8.875', price_display: 'exclusive', engine: { basis: 'engine', quote_id: expect.stringMatching(/^teq_/), legal_entity: 'main', filed_by: 'engine' },
        components: [{ name: 'State tax', rate: '4', tax_minor: 216, jurisdiction: 'US-NY' }, { name: 'New York City', rate: '4.875', tax_minor: 263, jurisdiction: 'US-NY:New York City' }],
      },
    });
    const [question, ...more] = await engine.received();
    expect([question, more]).toEqual([{
      protocol: 'hubcraft-tax/1', operation: 'quote', idempotency_key: expect.stringMatching(/^quote-[0-9a-f]{40}$/), environment: 'sandbox', legal_entity: 'main', date: '2026-11-22', currency: 'USD', prices_include_tax: false,
      customer: { type: 'consumer', tax_id: null }, place: { country: 'US', ...NYC }, lines: [{ line_id: '1', amount: 5_397, category: 'in_game_content' }],
    }, []]);
    expect((await quotes())[0]).toMatchObject({ id: order.tax!.engine!.quote_id, outcome: 'answered', failure: null, asked: { place: { postcode: '10001' } }, answer: { tax: 479 } });
    // The same sale on the same day is the same question, and its answer is known.
    expect((await told(await ordered({ discount_percent: 10 }))).tax!.engine!.quote_id).toBe(order.tax!.engine!.quote_id);
    expect(await engine.received()).toHaveLength(1);
    expect((await app.inject({ method: 'GET', url: `/v1/orders/${order.id}`, apiKey: studio.apiKey })).json.tax.engine).toEqual(order.tax!.engine);
  });

  it('is nothing where the engine says so, and never what it cannot tax or where nobody may collect', async () => {
    expect(await told(await ordered(), { region: 'US-CA', postcode: '94103' })).toMatchObject({ amount_minor: 5_997, tax: { outcome: 'no_tax', tax_minor: 0, components: [], engine: { basis: 'engine' } } });
    await expect(told(await ordered(), { region: 'US-FL', postcode: '33101' })).rejects.toMatchObject({ code: 'tax.registration_missing' });
    await expect(told(await ordered(), { region: 'US-WA', postcode: '98101' })).rejects.toMatchObject({ code: 'tax.engine_refused' });
  });

  it.each<[string, object, string]>([
    ['of another currency', { currency: 'EUR' }, 'unbelievable_currency'], ['that does not add up', { tax: 1 }, 'unbelievable_sums'], ['below nothing', { tax: -532 }, 'unbelievable_amounts'],
    ['of another place', { components: [{ name: 'VAT', rate: '19', jurisdiction: 'DE', base: 1, tax: 4_435 }] }, 'unbelievable_jurisdiction'], ['without lines', { lines: [] }, 'unbelievable_lines'],
  ])('is refused where the answer is one %s', async (_, lie, failure) => {
    await engine.behaves({ lie });
    await expect(told(await ordered({ items: [{ sku: 'gems.500', quantity: failure.length }] }))).rejects.toMatchObject({ code: 'tax.engine_unavailable' });
    expect((await quotes())[0]).toMatchObject({ outcome: 'unknown', failure, answer: null });
  });

  it('is refused while the engine does not answer, and asked again by itself', async () => {
    await engine.behaves({ mode: 'down' });
    const place = { region: 'US-TX', postcode: '75001' };
    const order = await ordered();
    await expect(told(order, place)).rejects.toMatchObject({ status: 422, code: 'tax.engine_unavailable' });
    expect((await read(order.id)).tax).toBeNull();
    expect((await quotes())[0]).toMatchObject({ outcome: 'unknown', failure: 'http_503', asked: { place: { region: 'US-TX' } } });
    // What was ordered for a place and is taxed anew on another day waits for the engine, and is taxed once it is there.
    await engine.behaves({});
    later(20);
    const known = await told(order, place);
    await engine.behaves({ mode: 'down' });
    later(86_400);
    await ask(() => app.commands.execute(new RequoteOrder(known.id), studio.scope));
    expect(await read(known.id)).toMatchObject({ tax: null, tax_refusal_code: 'tax.engine_unavailable' });
    await expect(captured(known)).rejects.toMatchObject({ code: 'orders.not_payable' });
    await engine.behaves({});
    later(20);
    expect(await app.queries.ask(new IsOrderOutdated(known.id), studio.scope)).toBe(true);
    await ask(() => app.commands.execute(new RequoteOrder(known.id), studio.scope));
    expect(await read(known.id)).toMatchObject({ tax: { tax_minor: 375, engine: { basis: 'engine' } }, tax_refusal_code: null });
    [ada, bob] = [await staffOf(app, 'finance'), await staffOf(app, 'admin')];
  });

  it('tells the engine of the sale and of each part that goes back, and the last one takes the remainder', async () => {
    const order = await paid();
    const commit = { operation: 'commit', transaction_id: order.id, idempotency_key: `commit-${order.id}`, net: 5_997, tax: 532, total: 6_529, date: app.clock.now().toISOString().slice(0, 10), place: { country: 'US', ...NYC } };
    expect((await engine.transaction(order.id))!.commit).toMatchObject({ ...commit, quote_reference: expect.stringMatching(/^q-/), components: [{ jurisdiction: 'US-NY', tax: 240 }, { jurisdiction: 'US-NY:New York City', tax: 292 }] });
    await gone(order, { lines: [{ line_id: '1', quantity: 1 }] });
    await gone(order, { amount: 777 });
    await gone(order, 'rest');
    const { reversals } = (await engine.transaction(order.id))!;
    expect(reversals!.map((each) => [each['total'], each['is_last']])).toEqual([[2_176, false], [777, false], [3_576, true]]);
    expect(reversals!.reduce((sum, each) => sum + each['tax'], 0)).toBe(532);
    expect((await steps(order)).map(({ kind, state, attempts }) => [kind, state, attempts])).toEqual([['reverse', 'answered', 1], ['reverse', 'answered', 1], ['reverse', 'answered', 1], ['commit', 'answered', 1]]);
    expect((await app.queries.ask(new ListTaxTotals('2026-11', '2026-11'), studio.scope)).filter(({ region }) => region === 'US-NY').map(({ filed_by, tax_minor }) => [filed_by, tax_minor])).toEqual([['engine', 0n], ['engine', 0n]]);
    // Told twice it has the effect of one.
    const [{ id }] = (await steps(order)) as [{ id: string }];
    expect((await call('POST', `games/${studio.gameId}/tax_engine_steps/${id}/replay`)).json).toMatchObject({ id, state: 'pending' });
    expect((await call('POST', `games/${studio.gameId}/tax_engine_steps/${id}/replay`)).json).toMatchObject({ status: 409, code: 'tax.engine_step_not_replayable' });
    await app.settle();
    expect((await engine.transaction(order.id))!.reversals).toHaveLength(3);
    expect((await steps(order))[0]).toMatchObject({ id, state: 'answered', attempts: 2 });
  });

  it('tells it again where its answer is lost, whatever is announced twice or out of order, and that it should forget what went back before', async () => {
    const order = await told(await ordered());
    const fact = await captured(order);
    await engine.behaves({ mode: 'cut' });
    await announce(fact, fact);
    await app.settle();
    expect(await steps(order)).toMatchObject([{ kind: 'commit', state: 'pending', attempts: 1, last_error: 'connection' }]);
    await engine.behaves({ mode: 'down' });
    await due();
    expect(await steps(order)).toMatchObject([{ state: 'pending', attempts: 2, last_error: 'http_503' }]);
    await engine.behaves({});
    await due();
    expect(await steps(order)).toMatchObject([{ state: 'answered', attempts: 3 }]);
    expect((await engine.received()).filter(({ operation }) => operation === 'commit')).toHaveLength(3);
    expect((await engine.transaction(order.id))!.reversals).toEqual([]);

    await engine.behaves({ mode: 'cut' });
    const other = await paid();
    await gone(other, 'rest');
    await engine.behaves({});
    await due();
    expect((await engine.transaction(other.id))!).toMatchObject({ isVoided: true, reversals: [] });
    expect((await steps(other)).map(({ kind, state }) => [kind, state])).toEqual([['reverse', 'voided'], ['commit', 'voided']]);
  });

  it('is an alarm where the engine refuses the sale, or has not answered for a day', async () => {
    const alarms: any[] = [];
    const spy = jest.spyOn(Logger.prototype, 'error').mockImplementation((line) => void alarms.push(line));
    const order = await told(await ordered());
    await engine.behaves({ mode: 'refuse' });
    await announce(await captured(order));
    await app.settle();
    await gone(await read(order.id), { amount: 100 });
    expect((await steps(order)).map(({ kind, state, last_error }) => [kind, state, last_error])).toEqual([['reverse', 'pending', null], ['commit', 'refused', 'not_here']]);
    await engine.behaves({});
    const commit = (await steps(order))[1];
    await call('POST', `games/${studio.gameId}/tax_engine_steps/${commit.id}/replay`);
    await app.settle();
    expect((await steps(order)).map(({ state }) => state)).toEqual(['answered', 'answered']);
    expect(alarms).toEqual([{ msg: 'ALARM: the tax engine refuses what it is told of a sale', order_id: order.id, step_id: commit.id, operation: 'commit', failure: 'not_here' }]);
    alarms.length = 0;
    const silent = await told(await ordered());
    await engine.behaves({ mode: 'down' });
    await announce(await captured(silent));
    await app.settle();
    const watch = new Map(app.app.get(Chores).all()).get('tax.engine-steps')!;
    expect(await watch.due('')).toEqual([]);
    await app.look(`UPDATE tax.engine_step SET noted_at = noted_at - interval '25 hours' WHERE order_id = $1`, [silent.id]);
    expect(await watch.due('')).toEqual([studio.gameId]);
    expect([await watch.step(studio.gameId, 10), await watch.step(studio.gameId, 10), await watch.due('')]).toEqual([1, 0, []]);
    expect(alarms).toEqual([{ msg: 'ALARM: the tax engine has not answered for a day what it was told of a sale', order_id: silent.id, step_id: expect.stringMatching(/^tes_/), kind: 'commit', failure: 'http_503' }]);
    spy.mockRestore();
  });

  it('bears our own rates where that was chosen, says so, and is ours to file', async () => {
    await approved({ ...USE, when_silent: 'own_rates', valid_from: '2026-11-23' });
    for (const [region, rate] of [['US-TX', '2']] as const) await approved({ kind: 'local_rate', territory: 'US', region, postcode_prefix: '75', name: 'Dallas', rate, valid_from: '2026-11-01', reason: 'Comptroller.' });
    await engine.behaves({ mode: 'down' });
    const order = await told(await ordered({ items: [{ sku: 'gems.500', quantity: 7 }] }), { region: 'US-TX', postcode: '75001' });
    expect(order.tax).toMatchObject({ tax_minor: 1_154, rate: '8.25', engine: { basis: 'own_rates', filed_by: 'operator' } });
    await engine.behaves({});
    await announce(await captured(order));
    await app.settle();
    expect([await steps(order), await engine.transaction(order.id)]).toEqual([[], null]);
    expect((await app.queries.ask(new ListTaxTotals('2026-11', '2026-11'), studio.scope)).filter(({ region }) => region === 'US-TX').map(({ filed_by }) => filed_by)).toEqual(['operator', 'operator']);
  });
});
