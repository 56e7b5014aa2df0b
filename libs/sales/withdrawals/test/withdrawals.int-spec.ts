import { Housekeeping } from '#platform/housekeeping/housekeeping';
import * as receipts from '#sales/receipts/module';
import * as fx from '#money/fx/module';
import * as tax from '#money/tax/module';
import { ReceiptMailed } from '#reach/notifications/events';
import { fakeFulfillment, GrantAnswers } from '#sales/fulfillment/testing';
import { Announce, AnnounceModule, FakeOrders, fakeOrders } from '#sales/orders/testing';
import type { OrderDetails } from '#sales/orders/queries';
import { fakePayments } from '#sales/payments/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { waiverIn } from '../contracts/waiver.js';
import { WithdrawalData } from '../withdrawal-data.js';
import { WithdrawalsModule } from '../module.js';

const NOW = new Date('2026-12-02T10:00:00.000Z');
const AT = NOW.getTime() / 1_000;
const PAID = AT - 3_600;

describe('a statement of withdrawal', () => {
  const orders = new FakeOrders();
  const grants = new GrantAnswers();
  let app: Booted;
  let tenant: Tenant;
  let from = 0;
  beforeAll(async () => {
    app = await bootContext({
      modules: [WithdrawalsModule, receipts.ReceiptsModule, tax.TaxModule, fx.FxModule, AnnounceModule], rows: tax.rows, fakes: [fakeOrders(orders), fakeFulfillment(grants), fakePayments().module], frozenAt: NOW, env: { TRUSTED_PROXIES: '127.0.0.1' },
    });
  });
  beforeEach(async () => {
    tenant = await app.tenant();
    from += 1;
  });
  afterAll(() => app?.close());

  /** A paid order from Germany whose item the game has, with everything that takes the right away but the confirmation. */
  function sold(told: Partial<OrderDetails> = {}, waived = true): OrderDetails {
    const order = orders.put({ status: 'paid', payment_id: 'pmt_1', email: `Aria-${from}@Example.com`, country: 'DE', paid_at: PAID, receipt_number: String(from).padStart(16, '7'), ...told });
    grants.byOrder.set(order.id, [{ id: 'grt_1', order_id: order.id, state: 'acknowledged', items: [], requested_at: PAID, acknowledged_at: PAID + 2 }]);
    if (waived) orders.waivers.set(order.id, [{ order_id: order.id, payment_id: 'pmt_1', line_id: '1', ...waiverIn('de'), given_at: PAID - 5 }]);
    return order;
  }
  const confirm = async (order: OrderDetails): Promise<void> => {
    await app.commands.execute(new Announce([new ReceiptMailed('mail', 'ntf_1', { order_id: order.id, mailed_at: PAID + 3 })]), tenant.scope);
    await app.settle();
  };
  const state = (told: object, gameId = tenant.gameId) => app.inject({
    method: 'POST', url: '/store/v1/withdrawals', headers: { 'x-forwarded-for': `10.0.0.${from}` }, body: { game_id: gameId, name: 'Aria Example', email: `aria-${from}@example.com`, ...told },
  });
  const kept = async () => (await app.inject({ method: 'GET', url: '/v1/withdrawals', apiKey: tenant.apiKey })).json.data as Record<string, any>[];
  const outcome = async (told: object) => {
    expect((await state(told)).status).toBe(201);
    const [{ outcome: answer, because, order_id }] = (await kept()) as [Record<string, any>];
    return [answer, because, order_id];
  };
  const announced = () => app.look<{ payload: any }>(`SELECT payload FROM platform.outbox_event WHERE game_id = $1 AND type = 'withdrawals.withdrawal.stated.v1' ORDER BY id`, [tenant.gameId]);

  it('finds the order by its id, its receipt number or the number of its receipt, however they are typed', async () => {
    const order = sold({}, false);
    for (const told of [order.id, ` ${order.id} `, order.receipt_number!, order.receipt_number!.replace(/(....)/g, '$1 '), order.receipt_number!.replace(/(....)(?=.)/g, '$1-')]) {
      expect(await outcome({ order: told })).toEqual(['refund', 'no_waiver', order.id]);
    }
    expect((await announced()).at(-1)!.payload).toEqual({ withdrawal_id: expect.stringMatching(/^wdr_/), order_id: order.id, outcome: 'refund' });
  });

  it('tells a stranger nothing: whatever the order, the answer is what was told, and the time', async () => {
    const order = sold();
    const told = { order: order.id, email: `stranger-${from}@example.com`, name: 'A Stranger' };
    const [mine, wrong, none] = [await state({ order: order.id }), await state(told), await state({ order: 'ord_nothing', email: `stranger-${from}@example.com` })];
    expect([mine.status, wrong.status, none.status]).toEqual([201, 201, 201]);
    expect(wrong.json).toEqual({ ...told, received_at: AT });
    expect(Object.keys(mine.json)).toEqual(Object.keys(wrong.json));
    expect(mine.json).toEqual({ name: 'Aria Example', order: order.id, email: `aria-${from}@example.com`, received_at: AT });
    expect((await kept()).map((each) => each['outcome'])).toEqual(['unmatched', 'unmatched', 'refund']);
    expect((await state({ order: order.id }, 'gam_01jgwyv0x3e8k8t5d3p3gq0000')).json).toMatchObject({ code: 'games.not_found' });
  });

  it('is lost by waiver, grant and confirmation, and by nothing less', async () => {
    const order = sold();
    expect(await outcome({ order: order.id })).toEqual(['refund', 'not_confirmed', order.id]);
    await confirm(order);
    await confirm(order);
    expect(await outcome({ order: order.id })).toEqual(['no_right', 'performed', order.id]);
    expect((await kept())[0]).toMatchObject({
      stated_at: AT, locale: 'en', declarant: { name: 'Aria Example', email: `aria-${from}@example.com`, order: order.id },
      basis: { country: 'DE', rule: 'eu_crd', concluded_at: PAID, waiver: { line_ids: ['1'], version: '2026-11', locale: 'de', words: waiverIn('de').words, given_at: PAID - 5 }, granted_at: PAID + 2, confirmed_at: PAID + 3 },
    });
    grants.byOrder.set(order.id, [{ id: 'grt_1', order_id: order.id, state: 'requested', items: [], requested_at: PAID, acknowledged_at: null }]);
    expect(await outcome({ order: order.id })).toEqual(['refund', 'not_granted', order.id]);
    orders.waivers.set(order.id, orders.waivers.get(order.id)!.map((waiver) => ({ ...waiver, payment_id: 'pmt_declined' })));
    expect(await outcome({ order: order.id })).toEqual(['refund', 'no_waiver', order.id]);
  });

  it.each<[string, Partial<OrderDetails>, string]>([
    ['a country without the right', { country: 'US' }, 'no_right country'], ['a business, also in its own country', { business: { tax_id: 'DE136695976', name: 'Spielhaus GmbH', address_lines: ['Berlin'] } }, 'no_right business'],
    ['what is long ago', { paid_at: AT - 30 * 86_400 }, 'no_right period_over'], ['what was never paid', { status: 'created', paid_at: null, payment_id: null }, 'nothing_to_give_back not_paid'],
    ['what has gone back', { status: 'refunded' }, 'nothing_to_give_back given_back'],
  ])('is kept and answered for %s', async (_what, told, answer) => {
    expect((await outcome({ order: sold(told, false).id })).slice(0, 2).join(' ')).toBe(answer);
  });

  it('stands as it came: nobody changes or removes it, the owner of the database neither', async () => {
    await state({ order: sold().id });
    for (const sql of [`UPDATE withdrawals.withdrawal SET because = 'performed'`, 'DELETE FROM withdrawals.withdrawal', 'TRUNCATE withdrawals.withdrawal CASCADE']) await expect(app.look(sql)).rejects.toThrow(/Statements stay as they came/);
    await expect(app.database.transaction(tenant.scope, { context: 'sales/withdrawals' }, () => app.database.execute(`DELETE FROM withdrawals.withdrawal WHERE game_id = $1`, [tenant.gameId]))).rejects.toThrow(/permission denied/);
  });

  it('is taken from one address ten times in a row, and to one mailbox five times', async () => {
    const told = (n: number) => state({ order: 'x', email: `many-${from}-${n}@example.com` });
    for (let n = 0; n < 10; n++) expect((await told(n)).status).toBe(201);
    const refused = await told(10);
    expect([refused.status, refused.json.code, Number(refused.headers['retry-after']) > 0]).toEqual([429, 'withdrawals.too_many', true]);
    from += 100;
    const one = () => state({ order: 'x', email: `ONE-${from}@example.com` });
    for (let n = 0; n < 5; n++) expect((await one()).status).toBe(201);
    expect((await one()).json).toMatchObject({ code: 'withdrawals.too_many' });
  });

  it('loses who made it with her erasure, and after three years, and nothing else', async () => {
    const order = sold({ player_id: `P-${from}` });
    await state({ order: order.id });
    await state({ order: 'unknown', name: 'Somebody Else' });
    const data = app.app.get(WithdrawalData);
    expect(await data.exported([`P-${from}`], tenant.scope)).toEqual({ withdrawals: [expect.objectContaining({ name: 'Aria Example', order_id: order.id, outcome: 'refund' })] });
    expect(await data.erase({ player_id: `P-${from}`, alias: 'erased-1' } as never, tenant.scope)).toBe(1);
    expect((await kept()).map((each) => [each['outcome'], each['declarant']?.name ?? null])).toEqual([['unmatched', 'Somebody Else'], ['refund', null]]);
    const chores = () => app.app.get(Housekeeping).doChores();
    await chores();
    expect((await kept())[0]!['declarant']).not.toBeNull();
    await app.look(`UPDATE withdrawals.declarant SET stated_at = stated_at - interval '1097 days' WHERE game_id = $1`, [tenant.gameId]);
    await chores();
    expect((await kept()).map((each) => each['declarant'])).toEqual([null, null]);
  });

  it('is that of its own game', async () => {
    const order = sold({}, false);
    expect(await outcome({ order: order.id })).toEqual(['refund', 'no_waiver', order.id]);
    const [{ id }] = (await kept()) as [{ id: string }];
    const other = await app.tenant();
    expect((await app.inject({ method: 'GET', url: `/v1/withdrawals/${id}`, apiKey: other.apiKey })).status).toBe(404);
    expect((await app.inject({ method: 'GET', url: `/v1/withdrawals/${id}`, apiKey: tenant.apiKey })).json).toMatchObject({ id, because: 'no_waiver' });
  });
});
