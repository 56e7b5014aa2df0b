import { Logger } from '@nestjs/common';
import pg from 'pg';
import { PostSettlementLines, PostStudioMoves, type StudioMove } from '#money/ledger/commands';
import * as ledger from '#money/ledger/module';
import { CountBookedMeanwhile, ListOpenMonths } from '#money/ledger/queries';
import * as returns from '#money/returns/module';
import { ListUndraftedReturns } from '#money/returns/queries';
import * as tax from '#money/tax/module';
import { FakeTaxModule } from '#money/tax/testing';
import { Queries } from '#platform/cqrs/doors';
import { Chores } from '#platform/housekeeping/chores';
import type { FrozenClock } from '#platform/kernel/clock';
import { decimalString } from '#platform/kernel/currency';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { CreateOrder, LockOrderForPayment } from '#sales/orders/commands';
import { OrderPaid, OrderRefunded } from '#sales/orders/events';
import * as orders from '#sales/orders/module';
import { GetOrderDetails, GetSales, type OrderDetails } from '#sales/orders/queries';
import { Announce, AnnounceModule, neighbours } from '#sales/orders/testing';
import { PaymentCaptured } from '#sales/payments/events';
import * as staff from '#studio/staff/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { staffOf, type StaffSignedIn } from '../../../../test/support/staff.js';
import { BooksModule } from '../module.js';
import { askToClose } from '../testing/index.js';

const BRITISH = '?legal_entity=british';

describe('the books of legal entities', () => {
  let app: Booted;
  let tenant: Tenant;
  let live: Scope;
  let ada: StaffSignedIn;
  let bob: StaffSignedIn;

  beforeAll(async () => {
    app = await bootContext({
      modules: [orders.OrdersModule, ledger.LedgerModule, tax.TaxModule, returns.ReturnsModule, BooksModule, staff.StaffModule, AnnounceModule], rows: [...orders.rows, ...ledger.rows, ...tax.rows, ...staff.rows],
      fakes: neighbours().fakes.filter(({ module }) => module !== FakeTaxModule), frozenAt: new Date('2026-09-28T10:00:00Z'),
      // Sales that no order knows are told below as announcements of other moments.
      breaks: ['ledger.sales-have-a-paid-order'],
    });
    await tax.storeDemoRegistrations({ query: (text, values) => app.look(text, values) });
    await app.look(`DELETE FROM tax.registration WHERE territory NOT IN ('DE', 'GB')`);
    await app.look(`UPDATE tax.registration SET entity = 'british' WHERE territory = 'GB'`);
    // Before anything is booked whoever sells to everybody takes the place, and the books, of the one before.
    for (const id of ['acme', 'main']) {
      await sells(id, null);
      expect(await app.look('SELECT id, is_rest, has_unnamed, begins::text FROM ledger.legal_entity')).toEqual([{ id, is_rest: true, has_unnamed: true, begins: '2000-01-01' }]);
    }
    await sells('british', ['GB']);
    await app.look(`UPDATE ledger.legal_entity SET begins = '2026-01-01' WHERE id = 'british'`);
    tenant = await app.tenant();
    live = { ...tenant.scope, gameId: tenant.liveGameId };
    await signIn();
  });
  afterAll(() => app.close());

  const sells = (id: string, buyer_countries: string[] | null, games: string[] = []): Promise<void> => ledger.storeEntityOfBooks({ query: async (text, values) => ({ rows: await app.look(text, values) }) }, { id, buyer_countries, live: games });
  const signIn = async (): Promise<void> => { [ada, bob] = [await staffOf(app, 'finance'), await staffOf(app, 'admin')]; };
  const travel = async (to: string): Promise<void> => {
    (app.clock as FrozenClock).advanceSeconds((new Date(to).getTime() - app.clock.now().getTime()) / 1_000);
    await signIn();
  };
  const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, who = ada, body?: object): Promise<any> => app.inject({ method, url: `/operator/v1/${url}`, apiKey: who.token, ...(body ? { body } : {}) });
  const ask = (month: string, query = ''): Promise<any> => askToClose((url, body) => call('POST', url, ada, body), month, query);
  const announce = async (scope: Scope, ...events: ConstructorParameters<typeof Announce>[0]): Promise<void> => {
    await app.commands.execute(new Announce(events), scope);
    await app.settle();
  };
  const sell = async (country: string, scope = live): Promise<OrderDetails> => {
    const { order_id } = await app.commands.execute(new CreateOrder({ source: 's2s', player_id: 'P-1', email: 'aria@example.com', country, lines: [{ sku: 'gems.500', quantity: 2 }] }), scope);
    const of = await app.queries.ask(new GetOrderDetails(order_id), scope);
    const payment = newId('pmt');
    await app.commands.execute(new LockOrderForPayment({ order_id, payment_id: payment, expected_total_minor: of.amount_minor, expected_currency: of.currency, immediate_delivery_requested: true }), scope);
    await announce(scope, new PaymentCaptured('payment', payment, { payment_id: payment, order_id, player_id: of.player_id, provider: 'sandbox', status: 'done', amount_minor: of.amount_minor, currency: of.currency, psp_fee_minor: 88, provider_reference: `psp_${payment}`, captured_at: app.clock.nowSeconds() }));
    return of;
  };
  /** A sale that was paid in September and is heard of when it is announced. */
  const hearLate = async (like: OrderDetails, name: string): Promise<string> => {
    const [sale] = await app.queries.ask(new GetSales([like.id]), live);
    const order_id = `ord_${name.padStart(26, '0')}`;
    await announce(live, new OrderPaid('order', order_id, { ...sale!, order_id, payment_id: newId('pmt') }));
    return order_id;
  };
  const csv = async (month: string, query = ''): Promise<string> => (await app.inject({ method: 'GET', url: `/operator/v1/months/${month}/general_ledger/csv${query}`, apiKey: ada.token })).text;
  const parsed = (text: string): Record<string, string>[] => {
    const [head, ...lines] = text.trim().split('\r\n').map((line) => line.split(','));
    return lines.map((line) => Object.fromEntries(line.map((field, n) => [head![n]!, field])));
  };

  /** Bob closes; what is given happens when the question has been answered for the first time. */
  const whileClosing = async (month: string, question: new (...args: never[]) => object, act: () => Promise<unknown>): Promise<any> => {
    let reach!: () => void;
    let goOn!: () => void;
    const [reached, over] = [new Promise<void>((resolve) => (reach = resolve)), new Promise<void>((resolve) => (goOn = resolve))];
    const original = Queries.prototype.ask;
    let isFirst = true;
    const spy = jest.spyOn(Queries.prototype, 'ask').mockImplementation(async function (this: Queries, query, scope) {
      const answer = await original.call(this, query, scope);
      if (!isFirst || !(query instanceof question)) return answer;
      isFirst = false;
      reach();
      await over;
      return answer;
    });
    const closing = call('POST', `months/${month}/close`, bob);
    await reached;
    await act();
    goOn();
    const answer = await closing;
    spy.mockRestore();
    return answer;
  };

  let german: OrderDetails;
  let september = '';

  it('have each sale in those of whoever sells to its country, with everything that follows from it', async () => {
    german = await sell('DE');
    const british = await sell('GB');
    await sell('DE', tenant.scope);
    const [sale] = await app.queries.ask(new GetSales([british.id]), live);
    // The seller of a country changes: what takes the sale back stays in the books of the sale.
    await app.look(`UPDATE ledger.legal_entity SET buyer_countries = '{}' WHERE id = 'british'`);
    await announce(live, new OrderRefunded('order', british.id, { ...sale!, refund_id: newId('ref'), refunded_at: app.clock.nowSeconds(), reason: 'x', reason_code: 'other', source: 'studio', status: 'refunded', refunded_total_minor: sale!.total_minor } as never));
    await app.look(`UPDATE ledger.legal_entity SET buyer_countries = '{GB}' WHERE id = 'british'`);
    expect(await app.look(`SELECT DISTINCT kind, legal_entity FROM ledger.journal_entry WHERE game_id = $1 ORDER BY 1, 2`, [tenant.liveGameId])).toEqual([
      { kind: 'psp_fee', legal_entity: 'british' }, { kind: 'psp_fee', legal_entity: 'main' }, { kind: 'refund', legal_entity: 'british' }, { kind: 'sale', legal_entity: 'british' }, { kind: 'sale', legal_entity: 'main' },
    ]);
    expect((await call('GET', 'books')).json.data.map(({ id, is_rest, last_closed }: any) => [id, is_rest, last_closed])).toEqual([['british', false, null], ['main', true, null]]);
  });

  it('are closed by two people, once their clearing is explained and their returns are drafted', async () => {
    await travel('2026-10-05T10:00:00Z');
    const refused = await call('POST', 'months/2026-09/closing');
    expect([refused.status, refused.json.code, refused.json.accounts]).toEqual([409, 'books.clearing_unexplained', [{ account: 'psp_clearing:sandbox', currency: 'EUR', balance: german.amount_minor - 88 }]]);
    const wrong = { account: 'psp_clearing:sandbox', currency: 'EUR', balance: 1, explanation: 'Guessed' };
    expect((await call('POST', 'months/2026-09/closing', ada, { explanations: [wrong] })).json.code).toBe('books.clearing_unexplained');
    expect((await ask('2026-09')).json).toMatchObject({ status: 409, code: 'books.returns_not_drafted', forms: ['eu_oss_non_union'] });
    expect((await ask('2026-09', BRITISH)).json).toMatchObject({ status: 409, code: 'books.returns_not_drafted', forms: ['gb_vat'] });
    await new Map(app.app.get(Chores).all()).get('returns.open')!.step('operator', 1);
    expect((await ask('2026-09')).json).toMatchObject({ state: 'closing', legal_entity: 'main', explanations: [{ account: 'psp_clearing:sandbox', explanation: 'Not settled yet' }] });
    expect((await call('POST', 'months/2026-09/close', ada)).json).toMatchObject({ status: 403, code: 'ledger.second_person_needed' });
    // What is booked while it is being closed has to be looked at.
    const late = await hearLate(german, '1');
    expect((await call('POST', 'months/2026-09/close', bob)).json).toMatchObject({ status: 409, code: 'books.clearing_unexplained' });
    expect(await app.look(`SELECT booked_on::text FROM ledger.journal_entry WHERE fact = $1`, [`sale:${late}`])).toEqual([{ booked_on: '2026-09-28' }]);
    await call('DELETE', 'months/2026-09/closing');
    // It was open when it was looked at, and is asked for before it is closed: nobody has looked at it.
    expect((await whileClosing('2026-09', CountBookedMeanwhile, () => ask('2026-09'))).json).toMatchObject({ status: 409, code: 'ledger.month_changed_meanwhile' });
    // What is booked between two askings is noted by none, and was not there at the look.
    expect((await whileClosing('2026-09', ListUndraftedReturns, async () => {
      await call('DELETE', 'months/2026-09/closing');
      await hearLate(german, '6');
      (app.clock as FrozenClock).advanceSeconds(1);
      await ask('2026-09');
    })).json).toMatchObject({ status: 409, code: 'ledger.month_changed_meanwhile' });
    const closed = await Promise.all([bob, bob].map((who) => call('POST', 'months/2026-09/close', who)));
    expect(closed.map(({ json }) => [json.state, json.closed_by])).toEqual([['closed', bob.id], ['closed', bob.id]]);
    expect((await call('GET', `months?from=2026-09&until=2026-09&legal_entity=british`)).json.data).toMatchObject([{ legal_entity: 'british', state: 'open' }]);
    expect((await call('GET', 'months?legal_entity=nobody')).json).toMatchObject({ status: 404, code: 'ledger.entity_not_found' });
    await expect(app.look(`DELETE FROM ledger.month_balance`)).rejects.toThrow(/append-only/);
  });

  it('take what comes late in the next open month of its own entity, with the month that it came from', async () => {
    await hearLate(german, '2');
    const british = await sell('GB');
    expect(parsed(await csv('2026-10')).filter(({ origin_period }) => origin_period === '2026-09').map(({ kind, booked_on, reference }) => [kind, booked_on, reference])[0]).toEqual(['sale', '2026-10-01', `sale:ord_${'2'.padStart(26, '0')}`]);
    const [sale] = await app.queries.ask(new GetSales([british.id]), live);
    const order_id = `ord_${'3'.padStart(26, '0')}`;
    await announce(live, new OrderPaid('order', order_id, { ...sale!, order_id, payment_id: newId('pmt'), paid_at: Date.parse('2026-09-30T23:00:00Z') / 1_000 }));
    expect(await app.look(`SELECT legal_entity, booked_on::text FROM ledger.journal_entry WHERE fact = $1`, [`sale:${order_id}`])).toEqual([{ legal_entity: 'british', booked_on: '2026-09-30' }]);
  });

  it('are exported with the numbers of the operator, in the sums of the trial balance, and once closed the same to the byte', async () => {
    const accounts = [{ account: 'psp_clearing', number: '1360', name: 'Clearing, all providers' }, { account: 'psp_clearing:sandbox', number: '1361', name: 'Clearing "Sandbox", EUR' }, { account: 'tax_payable', number: '3806', name: 'VAT' }];
    expect((await call('PUT', 'account_mapping', ada, { accounts: [...accounts, accounts[0]] })).json).toMatchObject({ status: 422, code: 'books.mapping_invalid' });
    expect((await call('PUT', 'account_mapping', ada, { accounts })).json).toMatchObject({ version: 1, set_by: ada.id });
    september = await csv('2026-09');
    const first = september.split('\r\n').find((line) => line.includes(`sale:${german.id}`))!;
    expect(september.split('\r\n')[0]).toBe('legal_entity,period,booked_on,entry_id,line,game_id,kind,reference,account,account_number,account_name,currency,debit,credit,amount,origin_period');
    expect(first).toMatch(new RegExp(`^main,2026-09,2026-09-28,jrn_\\w{26},1,${tenant.liveGameId},sale,sale:${german.id},psp_clearing:sandbox,1361,"Clearing ""Sandbox"", EUR",EUR,39\\.98,,39\\.98,2026-09$`));
    const json = JSON.parse((await app.inject({ method: 'GET', url: '/operator/v1/months/2026-09/general_ledger', apiKey: ada.token })).text);
    expect([json.legal_entity, json.period, json.state, json.mapping_version, json.data.length]).toEqual(['main', '2026-09', 'closed', 1, september.trim().split('\r\n').length - 1]);
    const sums: Record<string, [number, number]> = {};
    for (const { account, currency, debit_minor, credit_minor } of json.data) sums[`${account} ${currency}`] = [(sums[`${account} ${currency}`]?.[0] ?? 0) + debit_minor, (sums[`${account} ${currency}`]?.[1] ?? 0) + credit_minor];
    const balance = (await call('GET', 'months/2026-09/trial_balance')).json;
    expect(Object.fromEntries(balance.data.map((row: any) => [`${row.account} ${row.currency}`, [row.debits, row.credits]]))).toEqual(sums);
    expect(json.data.find(({ account }: any) => account === 'tax_payable:DE')).toMatchObject({ account_number: '3806', account_name: 'VAT' });
    expect(json.data.find(({ account }: any) => account === 'studio_payable')).toMatchObject({ account_number: 'studio_payable', account_name: '' });
    expect(json.data.every(({ game_id }: any) => game_id === tenant.liveGameId)).toBe(true);
    // Something late, another mapping: a month that was closed is what it was.
    await hearLate(german, '4');
    await call('PUT', 'account_mapping', ada, { accounts: [] });
    expect(await csv('2026-09')).toBe(september);
    expect(parsed(await csv('2026-10')).find(({ account }) => account === 'psp_clearing:sandbox')).toMatchObject({ account_number: 'psp_clearing:sandbox' });
    // The next month begins where the closed one ended.
    const october = (await call('GET', 'months/2026-10/trial_balance')).json;
    expect(october.data.find(({ account }: any) => account === 'studio_payable').opening).toBe(balance.data.find(({ account }: any) => account === 'studio_payable').closing);
    expect(Object.values(october.data.reduce((all: Record<string, number>, { currency, closing }: any) => ({ ...all, [currency]: (all[currency] ?? 0) + closing }), {}))).toEqual([0]);
  });

  it('lets nobody book in a month that is just being closed: who waits for it is booked in the next', async () => {
    await travel('2026-11-03T10:00:00Z');
    await ask('2026-10');
    const closer = new pg.Client({ connectionString: app.db.adminUrl });
    await closer.connect();
    await closer.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('ledger.months', 0)); UPDATE ledger.month SET state = 'closed', closed_by = 'zoe', closed_at = '2026-11-03T10:00:00Z' WHERE legal_entity = 'main' AND month = '2026-10-01'`);
    const [sale] = await app.queries.ask(new GetSales([german.id]), live);
    const order_id = `ord_${'5'.padStart(26, '0')}`;
    const heard = announce(live, new OrderPaid('order', order_id, { ...sale!, order_id, payment_id: newId('pmt'), paid_at: Date.parse('2026-10-31T12:00:00Z') / 1_000 }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await app.look(`SELECT FROM ledger.journal_entry WHERE fact = $1`, [`sale:${order_id}`])).toEqual([]);
    await closer.query('COMMIT');
    await closer.end();
    await heard;
    expect(await app.look(`SELECT booked_on::text FROM ledger.journal_entry WHERE fact = $1`, [`sale:${order_id}`])).toEqual([{ booked_on: '2026-11-01' }]);
  });

  it('note what is booked in a month that is being closed, or before it', async () => {
    await app.look(`INSERT INTO ledger.month (legal_entity, month, state, asked_by, asked_at) VALUES ('british', '2026-10-01', 'closing', 'zoe', now())`);
    const [sale] = await app.queries.ask(new GetSales([german.id]), live);
    const order_id = `ord_${'9'.padStart(26, '0')}`;
    await announce(live, new OrderPaid('order', order_id, { ...sale!, order_id, payment_id: newId('pmt'), country: 'GB', psp_fee_minor: 0 }));
    expect(await app.look(`SELECT e.booked_on::text, b.month::text FROM ledger.booked_meanwhile b JOIN ledger.journal_entry e ON e.id = b.entry_id WHERE e.order_id = $1`, [order_id])).toEqual([{ booked_on: '2026-09-28', month: '2026-10-01' }]);
    await app.look(`DELETE FROM ledger.month WHERE state = 'closing'`);
  });

  it('keep a payout and a reserve to their end, whoever pays the studios by then', async () => {
    const exchange = { currency: 'USD', amount_minor: 110, spread_minor: 0, debited_minor: 100 };
    const [sent, held, exchanged] = [{ about: 'pyo_one', provider: 'sandbox' }, { about: 'EUR:2026-11-01', provider: null }, { about: 'pyo_two', provider: 'sandbox', exchange }];
    const move = (kind: StudioMove['kind'], of: Pick<StudioMove, 'about' | 'provider' | 'exchange'>): StudioMove => ({ kind, currency: 'EUR', amount_minor: 100, ...of });
    const post = (...moves: StudioMove[]): Promise<unknown> => app.commands.execute(new PostStudioMoves({ studio_id: tenant.studioId, moves }), live);
    await post(move('reserve_held', held), move('payout_sent', sent), move('payout_sent', exchanged));
    await sells('acme', null, [tenant.liveGameId]);
    await post(move('reserve_released', held), move('payout_paid', sent), move('payout_returned', sent), move('payout_paid', exchanged), move('payout_sent', { about: 'pyo_three', provider: 'sandbox' }));
    await sells('main', null, [tenant.liveGameId]);
    expect(await app.look(`SELECT legal_entity, array_agg(kind ORDER BY kind) AS kinds FROM ledger.journal_entry WHERE order_id IS NULL GROUP BY legal_entity ORDER BY legal_entity`)).toEqual([
      { legal_entity: 'acme', kinds: ['payout_sent'] }, { legal_entity: 'main', kinds: ['exchange_settled', 'payout_exchanged', 'payout_paid', 'payout_paid', 'payout_returned', 'payout_sent', 'payout_sent', 'reserve_held', 'reserve_released'] },
    ]);
  });

  it('wait for nobody who sells no more and has tried a sandbox only', async () => {
    const books = async (): Promise<string[]> => (await call('GET', 'books')).json.data.map(({ id }: { id: string }) => id);
    const open = async (): Promise<string[]> => app.queries.ask(new ListOpenMonths('2026-09', '2026-09'), live);
    await app.look(`UPDATE ledger.legal_entity SET begins = '2027-01-01' WHERE id IN ('british', 'acme')`);
    expect(await open()).toEqual([]);
    await sells('trial', ['FR'], [tenant.liveGameId]);
    await app.look(`UPDATE ledger.legal_entity SET begins = '2026-01-01' WHERE id = 'trial'`);
    await app.look(`INSERT INTO ledger.booked_month VALUES ($1, 'trial', '2026-09-01')`, [tenant.gameId]);
    await sells('trial', [], [tenant.liveGameId]);
    expect(await open()).toEqual(['2026-09']);
    await sells('british', [], [tenant.liveGameId]);
    await sells('main', null, [tenant.liveGameId]);
    expect([await books(), await open()]).toEqual([['acme', 'british', 'main'], []]);
    // It sells again: its books begin anew.
    await sells('trial', ['FR'], [tenant.liveGameId]);
    expect(await books()).toContain('trial');
    expect(await app.look(`SELECT begins = date_trunc('month', now() AT TIME ZONE 'UTC')::date AS is_new FROM ledger.legal_entity WHERE id = 'trial'`)).toEqual([{ is_new: true }]);
  });

  it('have what a provider has settled in another currency in both, each in balance, and nothing of it to be explained', async () => {
    const [sale] = await app.queries.ask(new GetSales([german.id]), live);
    const [net, worth] = [sale!.total_minor - 88, 2 * sale!.total_minor];
    const exchange = { currency: 'EUR', gross_minor: sale!.total_minor, booked_fee_minor: 88, provider_rate: '1.9', rate: '2', rate_date: '2026-11-27', rate_source: 'ECB', worth_minor: worth, fee_minor: 88, order_id: german.id };
    const line = { line_id: 'x1', provider: 'sandbox', kind: 'capture' as const, payment_id: sale!.payment_id, currency: 'USD', gross_minor: worth - 100, fee_minor: 167, net_minor: worth - 267, batch_id: 'b', fees_status: 'final' as const, exchange };
    const clearing = async (): Promise<string | undefined> => (await app.look<{ sum: string }>(`SELECT sum(p.amount_minor)::text AS sum FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id WHERE e.payment_id = $1 AND p.account = 'psp_clearing:sandbox'`, [sale!.payment_id]))[0]?.sum;
    expect(await clearing()).toBe(String(net));
    await app.commands.execute(new PostSettlementLines({ studio_id: tenant.studioId, lines: [line] }), live);
    await app.settle();
    expect(await clearing()).toBe('0');
    const [booked, ...more] = await app.look<{ month: string; legal_entity: string }>(`SELECT DISTINCT to_char(booked_on, 'YYYY-MM') AS month, legal_entity FROM ledger.journal_entry WHERE fact IN ('settlement:sandbox:x1', 'settlement_exchanged:sandbox:x1')`);
    expect([booked, more]).toMatchObject([{ legal_entity: 'main' }, []]);
    const { month } = booked!;
    const decimal = (minor: number): string => decimalString(BigInt(minor), 'USD');
    const of = parsed(await csv(month)).filter(({ reference }) => reference!.endsWith(':x1'));
    expect(of.map(({ account, currency, amount }) => [account, currency, amount]).sort()).toEqual([
      ['bank:sandbox', 'USD', decimal(worth - 267)], ['fx_position:EUR-USD', 'EUR', decimal(net)], ['fx_position:EUR-USD', 'USD', decimal(-worth)], ['fx_spread_expense', 'USD', decimal(267)], ['psp_clearing:sandbox', 'EUR', decimal(-net)],
    ]);
    const { data } = (await call('GET', `months/${month}/trial_balance`)).json;
    expect(data.filter(({ account }: { account: string }) => account === 'fx_position:EUR-USD').map((row: Record<string, unknown>) => [row['currency'], row['closing']])).toEqual([['EUR', net], ['USD', -worth]]);
  });

  it('breaks an export off, with an alarm, where a closed month is not what it was closed with', async () => {
    const told: any[] = [];
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation((line) => void told.push(line));
    const move = (amount: number): Promise<unknown> => app.look(`SET session_replication_role = 'replica'; UPDATE ledger.posting SET amount_minor = amount_minor + (${amount}) WHERE line = 1 AND entry_id = (SELECT id FROM ledger.journal_entry WHERE fact = 'sale:${german.id}'); SET session_replication_role = 'origin'`);
    await move(1);
    await expect(csv('2026-09')).rejects.toThrow();
    await move(-1);
    error.mockRestore();
    expect(told).toContainEqual(expect.objectContaining({ msg: 'ALARM: a closed month is not what it was closed with', legal_entity: 'main', period: '2026-09', first: 'psp_clearing:sandbox EUR' }));
    expect(await csv('2026-09')).toBe(september);
  });
});
