import { Logger } from '@nestjs/common';
import pg from 'pg';
import * as books from '#money/books/module';
import { askToClose } from '#money/books/testing';
import { TellSales } from '#money/ledger/commands';
import * as ledger from '#money/ledger/module';
import * as tax from '#money/tax/module';
import { FakeTaxModule } from '#money/tax/testing';
import { Chores } from '#platform/housekeeping/chores';
import type { FrozenClock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { ChangeOrderPlace, CreateOrder, LockOrderForPayment, RequestPartRefund } from '#sales/orders/commands';
import { OrderPaid, OrderPartlyRefunded } from '#sales/orders/events';
import * as orders from '#sales/orders/module';
import { GetOrderDetails, GetSales, type OrderDetails } from '#sales/orders/queries';
import { Announce, AnnounceModule, neighbours } from '#sales/orders/testing';
import { PaymentCaptured, PaymentDisputed, type PaymentFact } from '#sales/payments/events';
import { RefundPartSucceeded } from '#sales/refunds/events';
import * as staff from '#studio/staff/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { staffOf, type StaffSignedIn } from '../../../../test/support/staff.js';
import { OpenReturnsChore } from '../app/open-returns.js';
import { ReturnsModule, rows } from '../module.js';

const at = (text: string): Date => new Date(text);

describe('tax returns and the months of the books', () => {
  let app: Booted;
  let tenant: Tenant;
  let live: Scope;
  let ada: StaffSignedIn;
  let bob: StaffSignedIn;
  let support: StaffSignedIn;

  beforeAll(async () => {
    app = await bootContext({
      modules: [orders.OrdersModule, ledger.LedgerModule, tax.TaxModule, ReturnsModule, books.BooksModule, staff.StaffModule, AnnounceModule], rows: [...orders.rows, ...ledger.rows, ...tax.rows, ...staff.rows, ...rows],
      fakes: neighbours().fakes.filter(({ module }) => module !== FakeTaxModule), frozenAt: at('2026-09-28T10:00:00Z'),
      // Sales that no order knows are told below as announcements of other moments.
      breaks: ['ledger.sales-have-a-paid-order'],
    });
    await tax.storeDemoRegistrations({ query: (text, values) => app.look(text, values) });
    // Of the world three stay: the others would fill the lists.
    await app.look(`DELETE FROM tax.registration WHERE territory NOT IN ('DE', 'GB') AND region IS DISTINCT FROM 'CA-QC'`);
    tenant = await app.tenant();
    live = { ...tenant.scope, gameId: tenant.liveGameId };
    support = await staffOf(app, 'support');
    await signIn();
  });
  afterAll(() => app.close());

  /** It is this moment for everybody; sessions are short. */
  const travel = async (to: string): Promise<void> => {
    const clock = app.clock as FrozenClock;
    clock.advanceSeconds((at(to).getTime() - clock.now().getTime()) / 1_000);
    await signIn();
  };
  const signIn = async (): Promise<void> => { [ada, bob] = [await staffOf(app, 'finance'), await staffOf(app, 'admin')]; };
  const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, who = ada, body?: object): Promise<any> => app.inject({ method, url: `/operator/v1/${url}`, apiKey: who.token, ...(body ? { body } : {}) });
  const announce = async (scope: Scope, ...events: ConstructorParameters<typeof Announce>[0]): Promise<void> => {
    await app.commands.execute(new Announce(events), scope);
    await app.settle();
  };
  const fact = (of: OrderDetails, payment_id: string): PaymentFact => ({ payment_id, order_id: of.id, player_id: of.player_id, provider: 'sandbox', status: 'done', amount_minor: of.amount_minor, currency: of.currency });
  /** Two units of 19.99, as the place taxes them. */
  const sell = async (country: string, place: { region?: string; postcode?: string } = {}, scope = live): Promise<{ of: OrderDetails; payment: string }> => {
    const { order_id } = await app.commands.execute(new CreateOrder({ source: 's2s', player_id: 'P-1', email: 'aria@example.com', country, lines: [{ sku: 'gems.500', quantity: 2 }] }), scope);
    if (place.region) await app.commands.execute(new ChangeOrderPlace({ order_id, ...place }), scope);
    const of = await app.queries.ask(new GetOrderDetails(order_id), scope);
    const payment = newId('pmt');
    await app.commands.execute(new LockOrderForPayment({ order_id, payment_id: payment, expected_total_minor: of.amount_minor, expected_currency: of.currency, immediate_delivery_requested: true }), scope);
    await announce(scope, new PaymentCaptured('payment', payment, { ...fact(of, payment), psp_fee_minor: 88, provider_reference: `psp_${payment}`, captured_at: app.clock.nowSeconds() }));
    return { of, payment };
  };
  const refundPart = async ({ of, payment }: { of: OrderDetails; payment: string }): Promise<void> => {
    const refund_id = newId('ref');
    const { part } = await app.commands.execute(new RequestPartRefund({ order_id: of.id, refund_id, lines: [{ line_id: '1', quantity: 1 }], amount_minor: null, reason_code: 'customer_request', reason: 'asked', source: 'studio', asked_by: null, asked_by_member: null }), live);
    await announce(live, new RefundPartSucceeded('refund', refund_id, { refund_id, order_id: of.id, payment_id: payment, player_id: of.player_id, amount_minor: part.amount_minor, currency: of.currency, reason: 'asked', source: 'studio' }));
  };
  const open = () => app.app.get(OpenReturnsChore).step();
  const returns = async (query = ''): Promise<any[]> => (await call('GET', `tax_returns?limit=200${query}`)).json.data;
  const read = async (form: string, period: string): Promise<any> => {
    const { id } = (await returns(`&form=${form}`)).find((each) => each.period === period);
    return (await call('GET', `tax_returns/${id}`)).json;
  };
  /** What `tax_payable` of the live game has moved by, by the day of the books. */
  const moved = async (from: string, until: string): Promise<Record<string, number>> => Object.fromEntries((await app.look<{ account: string; sum: string }>(
    `SELECT substr(p.account, 13) || ' ' || p.currency AS account, (-sum(p.amount_minor))::text AS sum FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
      WHERE e.game_id = $1 AND p.account LIKE 'tax%' AND e.booked_on BETWEEN $2 AND $3 GROUP BY 1`, [tenant.liveGameId, from, until])).map(({ account, sum }) => [account, Number(sum)]));
  const taxes = (view: any): Record<string, number> => view.rows.reduce((sums: Record<string, number>, row: any) => {
    const key = `${row.jurisdiction} ${row.currency}`;
    return { ...sums, [key]: (sums[key] ?? 0) + row.tax_amount };
  }, {});
  const ask = (month: string): Promise<any> => askToClose((url, body) => call('POST', url, ada, body), month);
  const close = async (month: string): Promise<void> => {
    expect((await ask(month)).json).toMatchObject({ state: 'closing', asked_by: ada.id });
    expect((await call('POST', `months/${month}/close`, bob)).json).toMatchObject({ state: 'closed', closed_by: bob.id });
  };
  const EUROS = { rate: '0.5', rate_date: '2026-09-30', source: 'European Central Bank' };

  let german: { of: OrderDetails; payment: string };
  let british: { of: OrderDetails; payment: string };
  let reversed: { of: OrderDetails; payment: string };

  it('of three jurisdictions are what the ledger owes, and a sandbox is in none', async () => {
    german = await sell('DE');
    british = await sell('GB');
    reversed = await sell('GB');
    await sell('CA', { region: 'CA-QC', postcode: 'H2X 1Y4' });
    await sell('DE', {}, tenant.scope);
    await open();
    await open();
    expect((await returns()).map(({ entity, form, period, due_on, state, currency }) => [entity, form, period, due_on, state, currency]).sort()).toEqual([
      ['main', 'ca_gst_hst', '2026-Q3', '2026-10-31', 'open', 'CAD'], ['main', 'ca_qst', '2026-Q3', '2026-10-31', 'open', 'CAD'], ['main', 'eu_oss_non_union', '2026-Q3', '2026-10-31', 'open', 'EUR'], ['main', 'gb_vat', '2026-Q3', '2026-11-07', 'open', 'GBP'],
    ]);
    const oss = await read('eu_oss_non_union', '2026-Q3');
    expect(oss.rows).toEqual([{
      section: 'supplies', jurisdiction: 'DE', member_state: 'DE', of_period: '2026-Q3', name: 'VAT', rate: '19', treatment: 'charge', customer: 'consumer', filed_by: 'operator', currency: 'EUR', taxable_amount: 3_360, tax_amount: 638, sales: 1, reversals: 0, filed_taxable_amount: 3_360, filed_tax_amount: 638,
    }]);
    const views = await Promise.all(['eu_oss_non_union', 'gb_vat', 'ca_gst_hst', 'ca_qst'].map((form) => read(form, '2026-Q3')));
    expect(Object.assign({}, ...views.map(taxes))).toEqual(await moved('2026-07-01', '2026-09-30'));
    expect(views.map(({ tax_amount, rates_missing }) => [tax_amount, rates_missing])).toEqual([[638, []], [1_332, []], [200, []], [399, []]]);
    expect((await call('GET', `tax_returns?form=gb_vat`, support)).status).toBe(200);
  });

  it('are asked for by those alone who may, and cannot be filed while their months are open', async () => {
    const { id } = await read('eu_oss_non_union', '2026-Q3');
    const filing = { reference: 'EU/1', filed_on: '2026-10-05', declared_amount: 638 };
    expect((await call('POST', `tax_returns/${id}/filing`, support, filing)).status).toBe(403);
    expect((await call('POST', `tax_returns/${id}/filing`, ada, filing)).json).toMatchObject({ status: 422, code: 'returns.filed_on_impossible' });
    expect((await call('POST', 'months/2026-09/closing', ada)).json).toMatchObject({ status: 422, code: 'ledger.month_not_over' });
    await travel('2026-10-05T10:00:00Z');
    expect((await call('POST', `tax_returns/${id}/filing`, ada, filing)).json).toMatchObject({ status: 409, code: 'returns.months_not_closed', months: ['2026-07', '2026-08', '2026-09'] });
    await app.look(`UPDATE staff.session SET proven_at = proven_at - interval '1 hour' WHERE person_id = $1`, [ada.id]);
    expect((await call('POST', `tax_returns/${id}/filing`, ada, filing)).json).toMatchObject({ status: 403, code: 'staff.proof_needed' });
    await app.look(`UPDATE staff.session SET proven_at = proven_at + interval '1 hour' WHERE person_id = $1`, [ada.id]);
    expect((await call('GET', 'tax_returns/trt_01h00000000000000000000001')).json).toMatchObject({ status: 404, code: 'returns.not_found' });
  });

  it('begin with the month of the first sale; a month is closed in its turn, by a second person, and then for good', async () => {
    expect((await call('POST', 'months/2026-08/closing')).json).toMatchObject({ status: 409, code: 'ledger.month_not_next', next: '2026-09' });
    expect((await call('POST', 'months/2026-09/close', bob)).json).toMatchObject({ status: 409, code: 'ledger.month_state', state: 'open' });
    expect((await ask('2026-09')).json).toMatchObject({ state: 'closing' });
    expect((await call('POST', 'months/2026-09/close', ada)).json).toMatchObject({ status: 403, code: 'ledger.second_person_needed' });
    expect((await call('DELETE', 'months/2026-09/closing', bob)).json).toMatchObject({ state: 'open', asked_by: null });
    await close('2026-09');
    expect((await call('POST', 'months/2026-09/close', bob)).json).toMatchObject({ state: 'closed' });
    expect((await call('DELETE', 'months/2026-09/closing', bob)).json).toMatchObject({ status: 409, code: 'ledger.month_state', state: 'closed' });
    await expect(app.look(`DELETE FROM ledger.month`)).rejects.toThrow(/is closed/);
    await expect(app.look(`INSERT INTO ledger.month (month, state, asked_by, asked_at, closed_by, closed_at) VALUES ('2026-10-01', 'closed', 'a', now(), 'b', now())`)).rejects.toThrow(/second person/);
    expect((await call('GET', 'months?from=2026-08&until=2026-10')).json.data.map(({ month, state }: any) => [month, state])).toEqual([['2026-10', 'open'], ['2026-09', 'closed'], ['2026-08', 'closed']]);
    expect((await call('GET', 'months?from=2001-08&until=2026-10')).json).toMatchObject({ status: 422, code: 'ledger.span_too_long' });
    expect((await call('POST', 'months/2026-13/closing')).json).toMatchObject({ status: 422, code: 'ledger.month_malformed' });
  });

  it('keep what was filed, however the books go on', async () => {
    const { id } = await read('eu_oss_non_union', '2026-Q3');
    const filing = { reference: 'EU/2026/Q3', filed_on: '2026-10-05', declared_amount: 638 };
    const filed = await call('POST', `tax_returns/${id}/filing`, ada, filing);
    expect(filed.json).toMatchObject({ state: 'filed', filed_by: ada.id, reference: 'EU/2026/Q3', declared_amount: 638, tax_amount: 638 });
    const [again, other] = [await call('POST', `tax_returns/${id}/filing`, bob, filing), await call('POST', `tax_returns/${id}/filing`, bob, { ...filing, declared_amount: 639 })];
    expect([again.status, again.json, other.status, other.json.code]).toEqual([200, filed.json, 409, 'returns.filed']);
    expect((await call('PUT', `tax_returns/${id}/rates`, ada, { rates: [{ currency: 'USD', ...EUROS }] })).json).toMatchObject({ status: 409, code: 'returns.filed' });
    await expect(app.look(`UPDATE returns.tax_return SET declared_minor = 1 WHERE id = $1`, [id])).rejects.toThrow(/stays as it was filed/);
    // A part goes back after the quarter, and a sale of September is heard of in October: both are of the next return, with their own period.
    await refundPart(german);
    const [sale] = await app.queries.ask(new GetSales([german.of.id]), live);
    const late = `ord_${'0'.repeat(25)}7`;
    await announce(live, new OrderPaid('order', late, { ...sale!, order_id: late, payment_id: newId('pmt') }));
    expect((await call('GET', `tax_returns/${id}`)).json).toEqual(filed.json);
    expect(await app.look(`SELECT occurred_on::text, booked_on::text FROM ledger.journal_entry WHERE fact = $1`, [`sale:${late}`])).toEqual([{ occurred_on: '2026-09-28', booked_on: '2026-10-01' }]);
    await open();
    const next = await read('eu_oss_non_union', '2026-Q4');
    expect(next.rows.map(({ section, member_state, of_period, taxable_amount, tax_amount, sales, reversals }: any) => [section, member_state, of_period, taxable_amount, tax_amount, sales, reversals])).toEqual([['corrections', 'DE', '2026-Q3', 1_680, 319, 1, 1]]);
    expect(taxes(next)).toEqual({ 'DE EUR': (await moved('2026-10-01', '2026-12-31'))['DE EUR'] });
  });

  it('are told later of what an earlier build has posted, once and the same; no month is closed before', async () => {
    const { of, payment } = british;
    const [before] = await app.look<{ id: string }>(`SELECT id FROM ledger.journal_entry WHERE fact = $1`, [`sale:${of.id}`]);
    const lines = () => app.look(`SELECT jurisdiction, part, name, rate, taxable_minor, tax_minor, supplied_on::text FROM ledger.tax_line WHERE entry_id = $1`, [before!.id]);
    const told = await lines();
    // As a process of the build before leaves it: an entry without lines, which the trigger notes.
    const untell = (entry: string) => app.look(`SET session_replication_role = 'replica'; DELETE FROM ledger.tax_line WHERE entry_id = '${entry}'; SET session_replication_role = 'origin';
      INSERT INTO ledger.untold_entry (game_id, entry_id, order_id) SELECT game_id, id, order_id FROM ledger.journal_entry WHERE id = '${entry}'`);
    await untell(before!.id);
    // What a studio sold itself has nothing that could be told: it is an alarm, and other sales do not wait for it.
    const [other] = await app.look<{ id: string }>(`SELECT id FROM ledger.journal_entry WHERE fact = $1`, [`sale:${german.of.id}`]);
    await untell(other!.id);
    const [ours, own] = [(await app.queries.ask(new GetSales([german.of.id]), live))[0]!, (await app.queries.ask(new GetSales([of.id]), live))[0]!];
    const alarms: any[] = [];
    const spy = jest.spyOn(Logger.prototype, 'error').mockImplementation((line) => void alarms.push(line));
    expect(await app.commands.execute(new TellSales([{ ...own, tax: { ...own.tax, outcome: 'studio_is_seller' } }, ours]), live)).toEqual({ told: 1 });
    spy.mockRestore();
    expect(alarms).toEqual([{ msg: 'ALARM: a sale that its studio made itself is booked as ours', order_id: of.id }]);
    expect(await app.look(`SELECT entry_id FROM ledger.untold_entry WHERE entry_id IN ($1, $2)`, [before!.id, other!.id])).toEqual([{ entry_id: before!.id }]);
    const part = { order_id: of.id, player_id: of.player_id, status: 'paid' as const, studio_id: tenant.studioId, payment_id: payment, provider: 'sandbox', currency: 'GBP', refund_id: newId('ref'), reason_code: 'other' as const, reason: 'x', refunded_total_minor: 1_200, refunded_at: app.clock.nowSeconds() };
    await announce(live, new OrderPartlyRefunded('order', of.id, { ...part, amount_minor: 1_200, net_minor: 1_000, tax_minor: 200, platform_fee_minor: 50, tax_components: [{ name: 'VAT', rate: '20', tax_minor: 200, jurisdiction: 'GB' }], lines: [] }));
    await travel('2026-11-02T10:00:00Z');
    expect((await ask('2026-10')).status).toBe(200);
    expect((await call('POST', 'months/2026-10/close', bob)).json).toMatchObject({ status: 409, code: 'ledger.month_has_untold_entries', count: 2 });
    const chore = new Map(app.app.get(Chores).all()).get('orders.untold-entries')!;
    expect(await chore.due('')).toEqual([tenant.liveGameId]);
    expect(await Promise.all([chore.step(tenant.liveGameId, 500), chore.step(tenant.liveGameId, 500)]).then((counts) => counts.reduce((a, b) => a + b))).toBe(2);
    expect([await lines(), await chore.due(''), await chore.step(tenant.liveGameId, 500)]).toEqual([told, [], 0]);
    const uk = await read('gb_vat', '2026-Q4');
    expect(uk.rows.map(({ section, of_period, taxable_amount, tax_amount, reversals }: any) => [section, of_period, taxable_amount, tax_amount, reversals])).toEqual([['supplies', '2026-Q3', -1_000, -200, 1]]);
  });

  it('wait for whoever is at posting when a month is closed', async () => {
    const client = new pg.Client({ connectionString: app.db.adminUrl });
    await client.connect();
    await client.query(`BEGIN; INSERT INTO ledger.journal_entry (game_id, id, fact, kind, currency, occurred_on, posted_at) VALUES ('${tenant.liveGameId}', '${newId('jrn')}', 'mismatch:x', 'mismatch', 'EUR', '2026-10-31', '2026-11-02T10:00:00Z');
      INSERT INTO ledger.posting (game_id, entry_id, line, account, currency, amount_minor) SELECT game_id, id, n, account, 'EUR', amount FROM ledger.journal_entry, (VALUES (1, 'psp_clearing:sandbox', 5), (2, 'suspense', -5)) AS p(n, account, amount) WHERE fact = 'mismatch:x'`);
    const closing = call('POST', 'months/2026-10/close', bob);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await app.look(`SELECT state FROM ledger.month WHERE month = '2026-10-01'`)).toEqual([{ state: 'closing' }]);
    await client.query('COMMIT');
    await client.end();
    // It was booked after the books had been looked through: they are looked through again, and what it left in clearing is not what was explained.
    expect((await closing).json).toMatchObject({ status: 409, code: 'ledger.month_changed_meanwhile' });
    expect((await call('POST', 'months/2026-10/close', bob)).json).toMatchObject({ status: 409, code: 'books.clearing_unexplained' });
    await call('DELETE', 'months/2026-10/closing', ada);
    await close('2026-10');
    expect(await app.look(`SELECT booked_on::text FROM ledger.journal_entry WHERE fact = 'mismatch:x'`)).toEqual([{ booked_on: '2026-10-31' }]);
  });

  it('are made at the rates that are told, and alarm once a day when they are overdue', async () => {
    const alarms: any[] = [];
    const told = jest.spyOn(Logger.prototype, 'error').mockImplementation((line) => void alarms.push(line));
    await announce(live, new PaymentDisputed('payment', reversed.payment, { ...fact(reversed.of, reversed.payment), status: 'dispute', dispute_id: 'dsp_1', stage: 'opened', reason: 'fraudulent', taken_from: 'sale', has_gone_back: false }));
    await announce(live, new PaymentDisputed('payment', reversed.payment, { ...fact(reversed.of, reversed.payment), status: 'chargeback', dispute_id: 'dsp_1', stage: 'lost', reason: 'fraudulent', taken_from: 'sale', has_gone_back: false }));
    const [sale] = await app.queries.ask(new GetSales([german.of.id]), live);
    const foreign = `ord_${'0'.repeat(25)}8`;
    await announce(live, new OrderPaid('order', foreign, { ...sale!, order_id: foreign, payment_id: newId('pmt'), currency: 'USD', paid_at: app.clock.nowSeconds() }));
    const oss = await read('eu_oss_non_union', '2026-Q4');
    expect([oss.tax_amount, oss.rates_missing, oss.state]).toEqual([null, [{ currency: 'USD', of_period: '2026-Q4', on: '2026-12-31' }], 'open']);
    const rate = (changes: object) => call('PUT', `tax_returns/${oss.id}/rates`, ada, { rates: [{ currency: 'USD', ...EUROS, ...changes }] });
    expect((await rate({ currency: 'EUR' })).json).toMatchObject({ status: 422, code: 'returns.rate_invalid' });
    expect((await rate({ rate: '0.000' })).json).toMatchObject({ status: 422, code: 'returns.rate_invalid' });
    const made = (await rate({ rate: '0.85' })).json;
    expect([made.tax_amount, made.rates_missing, made.rates]).toEqual([319 + 542, [], [{ currency: 'USD', of_period: '2026-Q4', rate: '0.85', rate_date: '2026-09-30', source: 'European Central Bank' }]]);
    const csv = await app.inject({ method: 'GET', url: `/operator/v1/tax_returns/${oss.id}/csv`, apiKey: ada.token });
    expect(csv.text.split('\r\n')).toEqual([
      'entity,form,period,section,jurisdiction,member_state,of_period,tax,rate_percent,treatment,customer,currency,taxable_minor,tax_minor,sales,reversals,form_currency,filed_taxable_minor,filed_tax_minor,filed_by',
      'main,eu_oss_non_union,2026-Q4,corrections,DE,DE,2026-Q3,VAT,19,charge,consumer,EUR,1680,319,1,1,EUR,1680,319,operator', 'main,eu_oss_non_union,2026-Q4,supplies,DE,DE,2026-Q4,VAT,19,charge,consumer,USD,3360,638,1,0,EUR,2856,542,operator', '',
    ]);
    await travel('2026-11-08T10:00:00Z');
    await open();
    await open();
    expect(alarms.filter(({ msg }) => msg === 'ALARM: a tax return is overdue').map(({ form, period }) => [form, period])).toEqual([['ca_gst_hst', '2026-Q3'], ['ca_qst', '2026-Q3'], ['gb_vat', '2026-Q3']]);
    expect((await app.inject({ method: 'GET', url: '/operator/v1/tax_returns?state=overdue&limit=2', apiKey: ada.token })).json).toMatchObject({ has_more: true, data: [{ state: 'overdue' }, { state: 'overdue' }] });
    const { id } = await read('gb_vat', '2026-Q3');
    expect((await call('PUT', `tax_returns/${id}/due_date`, ada, { due_on: '2000-01-01' })).json).toMatchObject({ status: 422, code: 'returns.due_date_impossible' });
    expect((await call('PUT', `tax_returns/${id}/due_date`, ada, { due_on: '2026-12-01' })).json).toMatchObject({ due_on: '2026-12-01', state: 'due' });
    told.mockRestore();
    // A month goes from the settled quarter to the next; what the bank took is in it, and every account is what its returns say.
    const views = await Promise.all(['eu_oss_non_union', 'gb_vat', 'ca_gst_hst', 'ca_qst'].map((form) => read(form, '2026-Q4')));
    expect(Object.assign({}, ...views.map(taxes))).toEqual(await moved('2026-10-01', '2026-12-31'));
    expect(views[1].totals).toEqual([{ section: 'supplies', currency: 'GBP', taxable_amount: -4_332, tax_amount: -866, filed_taxable_amount: -4_332, filed_tax_amount: -866 }]);
  });
});
