import { newId } from '#platform/kernel/ids';
import type { Tenant } from '../../../../test/support/boot.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

const HOUR = 3_600;
/** Seven payments, each an hour after the one before, with one thing of its own each. */
const AT = 1_790_000_000;

describe('GET /v1/payments', () => {
  let world: PaymentsApp;
  let tenant: Tenant;
  const ids: string[] = [];
  const orders: string[] = [];

  beforeAll(async () => {
    world = await bootPayments();
    tenant = await world.app.tenant();
    for (let i = 0; i < 7; i++) {
      const order = world.orders.put({ status: 'paid', receipt_number: `000000000000000${i}`, source: i === 0 ? 'hub' : 's2s', metadata: { run: String(i) } });
      orders.push(order.id);
      const { id } = await world.pay(tenant, i === 3 ? 'insufficient' : 'succeeds', {
        order_id: order.id, player_id: i === 2 ? 'P_2%' : 'P-1', country: i === 4 ? 'FR' : 'DE', platform: ['ios', 'android', 'web', null][i % 4] ?? null,
      });
      ids.push(id);
      await world.app.look(
        `UPDATE payments.payment SET created_at = to_timestamp($2), captured_at = CASE WHEN captured_at IS NULL THEN NULL ELSE to_timestamp($2) END, modified_at = to_timestamp($2 + 100000), status_updated_at = to_timestamp($2 + 200000) WHERE id = $1`,
        [id, AT + i * HOUR]);
    }
  });
  afterAll(() => world.close());

  const ask = (query: string, apiKey = tenant.apiKey) => world.app.inject({ method: 'GET', url: `/v1/payments?${query}`, apiKey });
  const found = async (query: string) => {
    const answer = await ask(query);
    expect([query, answer.status]).toEqual([query, 200]);
    return (answer.json as { payment_id: string }[]).map(({ payment_id }) => ids.indexOf(payment_id));
  };

  it.each<[string, number[]]>([
    ['', [6, 5, 4, 3, 2, 1, 0]],
    ['limit=2', [6, 5]],
    ['limit=2&offset=3', [3, 2]],
    ['status=failed', [3]],
    ['status=failed,done&limit=3', [6, 5, 4]],
    ['status=refunded', []],
    ['countries=FR', [4]],
    ['countries=fr,US', [4]],
    ['user_id=P_2%25', [2]],
    ['user_id=nobody', []],
    ['search_string=P_2%25', [2]],
    ['search_string=%25', [2]],
    ['search_string=2418', [3]],
    ['search_string=0000000000000004', [4]],
    ['search_string=9999999999999999', []],
    ['search_string=aRi', [6, 5, 4, 3, 1, 0]],
    ['search_string=ria', []],
    ['search_string=Zo', [2]],
    [`start_at=${AT}&end_at=${AT + HOUR}`, [1, 0]],
    [`start_at=${AT + HOUR}&end_at=${AT + HOUR}`, [1]],
    [`start_at=${AT}&end_at=${AT + HOUR}&field=created_at`, [1, 0]],
    [`start_at=${AT + 100_000}&end_at=${AT + 100_000 + HOUR - 1}&field=modified_at`, [0]],
    [`start_at=${AT + 200_000 + 2 * HOUR}&end_at=${AT + 200_000 + 3 * HOUR}&field=status_updated_at`, [3, 2]],
  ])('answers %p', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  it('finds by order, by payment id and page by page', async () => {
    expect(await found(`order_id=${orders[5]}`)).toEqual([5]);
    expect(await found(`search_string=${ids[1]!.toUpperCase()}`)).toEqual([1]);
    expect(await found(`search_string=${orders[2]}`)).toEqual([2]);
    const first = await ask('limit=3&status=done');
    const next = /<([^>]+)>; rel="next"/.exec(String(first.headers['link']))![1]!;
    const second = await world.app.inject({ method: 'GET', url: next, apiKey: tenant.apiKey });
    expect([...first.json, ...second.json].map(({ payment_id }: { payment_id: string }) => ids.indexOf(payment_id))).toEqual([6, 5, 4, 2, 1, 0]);
    expect(await found(`starting_after=${ids[1]}`)).toEqual([0]);
  });

  it.each([
    [`start_at=${AT}`, 'end_at', 'payments.range_incomplete'], [`end_at=${AT}`, 'start_at', 'payments.range_incomplete'], ['limit=0', 'limit', 'request.invalid'], ['limit=1001', 'limit', 'request.invalid'],
    ['offset=100001', 'offset', 'request.invalid'], ['status=lost', 'status', 'request.invalid'], ['field=paid_at', 'field', 'request.invalid'], ['nonsense=1', 'nonsense', 'request.invalid'], ['limit=ten', 'limit', 'request.invalid'],
  ])('refuses %p', async (query, field, code) => {
    const answer = await ask(query);
    expect([answer.status, answer.json.code]).toEqual([422, code]);
    expect(answer.json.errors[0].loc.at(-1)).toBe(field);
  });

  it('tells everything of a paid one, with what orders, players, fees and rates know', async () => {
    const [paid] = (await ask(`search_string=${ids[0]}`)).json;
    expect(paid).toEqual({
      user_id: 'P-1', player_id: 'P-1', modified_at: AT + 100_000, player_name: 'Aria', item_id: expect.stringMatching(/^itm_/), item_name: '500 Gems',
      items: [{ id: expect.stringMatching(/^itm_/), sku: 'gems.500', name: '500 Gems', source: 'order', description: null, quantity: 1 }],
      payment_method_name: 'card', status: 'done', sales_channel: 'game_hub', currency: 'EUR', country: 'DE', payment_id: ids[0], payment_number: ids[0], receipt_number: '0000000000000000',
      order_id: orders[0], card_last_4_digits: '4242', card_scheme: 'VISA', total: 1999, total_usd: expect.any(Number), total_usd_revenue: expect.any(Number),
      user_local_price: 1999, currency_minor_unit: 2,
      fees: [{ type: 'payment_system_fee', amount: 88, currency: 'EUR', amount_usd: expect.any(Number) }, { type: 'platform_fee', amount: 84, currency: 'EUR', amount_usd: expect.any(Number) }],
      taxes: [{ name: 'VAT', rate: '19', jurisdiction: 'DE', amount: 319, currency: 'EUR', amount_usd: expect.any(Number) }],
      ip: '93.184.216.34', created_at: AT, status_updated_at: AT + 200_000, order_field: AT,
      metadata: { run: '0' }, platform: 'ios', three_d_secure_flow: 'frictionless', three_d_secure_result: 'authenticated', applied_reward_points: 0, coupons: [],
    });
    // What is left of 19.99 after 3.19 tax, 0.88 and 0.84 fees, at the rate by which 19.99 became its dollars.
    expect(paid.total_usd_revenue / paid.total_usd).toBeCloseTo(1508 / 1999, 2);
    expect(Math.round(paid.total_usd * 100) / 100).toBe(paid.total_usd);
  });

  it('tells why one failed, and nothing of money that was not taken', async () => {
    const [failed] = (await ask('status=failed&field=status_updated_at')).json;
    expect(failed).toMatchObject({ status: 'failed', fail_reason: 'insufficient_funds', fail_reason_code: '2051', fees: [], card_last_4_digits: '2418', order_field: AT + 3 * HOUR + 200_000 });
    for (const absent of ['total_usd_revenue', 'platform', 'refund_reason']) expect(failed).not.toHaveProperty(absent);
    expect(((await ask(`search_string=${ids[2]}`)).json)[0]).toMatchObject({ platform: 'other', sales_channel: 'checkout' });
    expect((await ask('limit=1000')).text).not.toMatch(/"(?!amount_usd|description)\w+":null/);
  });

  it("shows nothing of another studio's, and needs the scope", async () => {
    const other = await world.app.tenant();
    expect((await ask('', other.apiKey)).json).toEqual([]);
    expect((await ask(`order_id=${orders[0]}`, other.apiKey)).json).toEqual([]);
    const key = await world.app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, body: { name: newId('key'), scopes: ['orders:read'] } });
    expect((await ask('', key.json.key)).json).toMatchObject({ status: 403, code: 'auth.scope_missing' });
  });

  it('leaves an amount in dollars out where no rate is known', async () => {
    await world.app.look(`UPDATE payments.payment SET currency = 'KPW' WHERE id = $1`, [ids[6]]);
    const [unknown] = (await ask(`search_string=${ids[6]}`)).json;
    expect(unknown).toMatchObject({ currency: 'KPW' });
    for (const absent of ['total_usd', 'total_usd_revenue']) expect(unknown).not.toHaveProperty(absent);
  });
});
