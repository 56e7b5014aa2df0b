import { DemoSaleBlocks } from '#money/tax/testing';
import type { FrozenClock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { ChangeOrderPlace, LockOrderForPayment, RequoteOrder } from '../contracts/commands.js';
import { GetOrderDetails } from '../contracts/queries.js';
import { NOT_YET } from '../http/not-yet.js';
import { OrdersModule, rows } from '../module.js';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { neighbours } from '../testing/neighbours.js';

const NOW = Date.parse('2026-11-22T12:00:00Z') / 1_000;
const near = neighbours();
let app: Booted;
let studio: Tenant;

beforeAll(async () => {
  app = await bootContext({ modules: [OrdersModule], rows, fakes: near.fakes, frozenAt: new Date(NOW * 1_000) });
  studio = await app.tenant();
});
afterAll(() => app.close());

const LEAST = { items: [{ sku: 'gems.500' }], player_id: 'P-1' };
const post = (body: unknown, headers?: Record<string, string>) => app.inject({ method: 'POST', url: '/v1/orders', apiKey: studio.apiKey, body, headers });
const get = (id: string, apiKey = studio.apiKey) => app.inject({ method: 'GET', url: `/v1/orders/${id}`, apiKey });
const patch = (path: string, body?: unknown) => app.inject({ method: 'PATCH', url: `/v1/orders/${path}`, apiKey: studio.apiKey, ...(body !== undefined ? { body } : {}) });

async function made(told: object = {}): Promise<any> {
  const { status, json } = await post({ ...LEAST, ...told });
  expect({ status, json }).toMatchObject({ status: 201 });
  return (await get(json.order_id)).json;
}

describe('create_order', () => {
  it('answers the id and the checkout, and the order is there', async () => {
    const { status, json } = await post(LEAST);
    expect(status).toBe(201);
    expect(Object.keys(json).sort()).toEqual(['checkout_url', 'order_id']);
    const order = (await get(json.order_id)).json;
    expect(order).toMatchObject({
      id: json.order_id, checkout_url: json.checkout_url, amount: 1_999, amount_before_discount: 1_999, currency: 'USD', player_id: 'P-1', status: 'created', created_at: NOW,
      expires_at: NOW + 72 * 3_600, source: 's2s', applied_reward_points: 0, coupons: [], rewards: { available: [] }, handled_by_client: false, is_expired: false,
      items: [
        { sku: 'gems.500', name: '500 Gems', source: 'order', quantity: 1, currency: 'USD', price: 1_999, price_point: 1_999, price_decimal: 19.99 },
        { sku: 'key.gold', source: 'bonus', quantity: 1, price: 0 },
      ],
    });
    for (const absent of ['receipt_number', 'email', 'paid_at', 'metadata', 'player_info']) expect(order).not.toHaveProperty(absent);
  });

  const REDIRECT = { mode: 'delayed', delay_seconds: 2.5, target: 'game' };
  const INFO = { attributes: { level: 7, platform: 'ios', soft_currency_amount: 5, adjust_device_id: { idfa: 'x' }, devtodev_device_id: { userId: 'u' } }, custom_attributes: { guild: 'Foxes' }, name: 'Aria', avatar_url: 'https://img.example/a.png' };
  /** Every property of the request that is stored, with where it is seen again. */
  it.each([
    ['email', { email: 'aria@example.com' }, { email: 'aria@example.com' }],
    ['player_info', { player_info: INFO }, { player_info: INFO }],
    ['discount_percent', { discount_percent: 25 }, { amount: 1_499, amount_before_discount: 1_999 }],
    ['eligible_for_reward_points', { eligible_for_reward_points: 0 }, { eligible_for_reward_points: 0 }],
    ['eligible_for_loyalty_points', { eligible_for_loyalty_points: 0 }, { eligible_for_loyalty_points: 0 }],
    ['country', { country: 'DE' }, { country: 'DE', currency: 'EUR', tax: { tax_minor: 319, outcome: 'charge', jurisdiction: 'DE' } }],
    ['country_locked', { country: 'DE', country_locked: true }, { country_locked: true }],
    ['redirect_settings', { redirect_settings: REDIRECT }, { redirect_settings: REDIRECT }],
    ['ui_settings', { ui_settings: { mode: 'dark', show_player_info: true } }, { ui_settings: { mode: 'dark', show_player_info: true } }],
    ['ip_address', { ip_address: '2001:db8::1' }, { ip_address: '2001:db8::1' }],
    ['user_agent', { user_agent: 'Game/1.0' }, { user_agent: 'Game/1.0' }],
    ['locale', { locale: 'pt-BR' }, { locale: 'pt-BR' }],
    ['return_url', { return_url: 'https://game.example/back' }, { return_url: 'https://game.example/back' }],
    ['back_to_game_url', { back_to_game_url: 'mygame://shop' }, { back_to_game_url: 'mygame://shop' }],
    ['back_to_store_url', { back_to_store_url: 'https://shop.example/?a=b' }, { back_to_store_url: 'https://shop.example/?a=b' }],
    ['payment_methods_enabled', { payment_methods_enabled: ['card', 'paypal'] }, { payment_methods_enabled: ['card', 'paypal'] }],
    ['coupons_enabled', { coupons_enabled: false }, { coupons_enabled: false }],
    ['metadata', { metadata: { quest: '7' } }, { metadata: { quest: '7' } }],
    ['price_decimal and currency', { price_decimal: 4.99, currency: 'GBP' }, { amount: 499, currency: 'GBP' }],
    ['platform', { platform: 'android' }, { platform: 'android' }],
    ['expires_at', { expires_at: NOW + 900 }, { expires_at: NOW + 900 }],
    ['items.quantity', { items: [{ sku: 'gems.500', quantity: 3 }] }, { amount: 5_997, items: [{ quantity: 3, price: 1_999 }, {}] }],
    ['country_locked without a country', { country_locked: true }, { country: null, country_locked: true }],
    ['back links with the order’s id to be filled in', { back_to_game_url: 'mygame://back?order={order_id}', back_to_store_url: 'https://shop.example/{order_id}' }, { back_to_game_url: 'mygame://back?order={order_id}', back_to_store_url: 'https://shop.example/{order_id}' }],
    ['items texts', { items: [{ sku: 'gems.500', name: 'Gems!', description: 'Many', image_url: 'https://img.example/g.png' }] }, { items: [{ name: 'Gems!', description: 'Many', image_url: 'https://img.example/g.png' }, {}] }],
  ])('keeps %s', async (_, told, seen) => {
    expect(await made(told)).toMatchObject(seen);
  });

  it.each([
    ['store_key', { items: [{ sku: 'gems.500', store_key: 'weekend' }] }, (asked: any) => asked.lines[0].store_key, 'weekend'],
    ['currency_preferred', { currency: 'JPY', currency_preferred: true }, (asked: any) => asked.currency_preferred, true],
    ['price_template_id', { price_template_id: 'ptm_x' }, (asked: any) => asked.price_template_id, 'ptm_x'],
    ['platform', { platform: 'ios' }, (asked: any) => asked.platform, 'ios'],
    ['locale', { locale: 'de' }, (asked: any) => asked.locale, 'de'],
  ])('asks the price list with %s', async (_, told, pick, value) => {
    await made(told);
    expect(pick(near.prices.asked.at(-1))).toBe(value);
  });

  it('remembers what it tells of the player', async () => {
    await made({ player_id: 'P-told', email: 'told@example.com', country: 'FR', player_info: INFO });
    expect(near.players.remembered.at(-1)).toEqual({
      player_id: 'P-told', name: 'Aria', avatar_url: 'https://img.example/a.png', attributes: INFO.attributes, custom_attributes: { guild: 'Foxes' }, email: 'told@example.com', country: 'FR',
    });
    await made({ player_id: 'P-told', email: 'gift@example.com', player_info: { name: 'Ari' } });
    expect(near.players.remembered.at(-1)).toEqual({ player_id: 'P-told', name: 'Ari' });
    const count = near.players.remembered.length;
    await made({ player_id: 'P-told' });
    expect(near.players.remembered).toHaveLength(count);
  });

  const REFUSED: [string, object][] = [
    ['coupon_code', { coupon_code: 'HALF' }], ['coupons_enabled', { coupons_enabled: true }], ['eligible_for_reward_points', { eligible_for_reward_points: 5 }],
    ['eligible_for_loyalty_points', { eligible_for_loyalty_points: 5 }], ['payment_methods_enabled', { payment_methods_enabled: ['card', 'klarna'] }],
    ['items.selected_plan_key', { items: [{ sku: 'gems.500', selected_plan_key: 'gold' }] }], ['currency', { currency: 'RP' }],
  ];
  it.each(REFUSED)('refuses %s, which cannot work yet', async (field, told) => {
    const { status, json } = await post({ ...LEAST, ...told });
    expect({ status, code: json.code }).toEqual({ status: 422, code: 'field_not_yet_supported' });
    expect(json.errors[0].loc.filter((part: string) => !/^(body|\d+)$/.test(part)).join('.')).toBe(field);
  });

  it('lists what it refuses, all of it, and accepts null for it', async () => {
    expect(NOT_YET.map((entry) => entry.field).sort()).toEqual(REFUSED.map(([field]) => field).sort());
    await made({ coupon_code: null, currency: null, price_decimal: null, price_template_id: null, platform: null, expires_at: null, items: [{ sku: 'gems.500', selected_plan_key: null, quantity: null, name: null }] });
  });

  it.each([
    ['no items', { items: [] }], ['no player', { player_id: '' }], ['an unknown field', { status: 'paid' }], ['a negative quantity', { items: [{ sku: 'a', quantity: -1 }] }],
    ['a broken e-mail', { email: 'nobody' }], ['a country in words', { country: 'Germany' }], ['no country of this world', { country: 'ZZ' }], ['an embargoed country', { country: 'KP' }], ['what grants nothing', { items: [{ sku: 'system.counter' }] }], ['a currency of nowhere', { currency: 'XXX' }],
    ['a discount above all', { discount_percent: 101 }], ['an address that is none', { ip_address: '999.1.1.1' }], ['a link that runs', { back_to_game_url: 'javascript:alert(1)' }],
    ['a store link that is none', { back_to_store_url: 'mygame://shop' }], ['metadata with numbers', { metadata: { a: 1 } }], ['a time that has passed', { expires_at: NOW - 1 }],
    ['no method at all', { payment_methods_enabled: [] }], ['an unknown sku', { items: [{ sku: 'unknown' }] }], ['a locale of nobody', { locale: 'xx' }],
    ['a price beyond all', { price_decimal: 1e10 }], ['a total of nothing', { discount_percent: 100 }],
  ])('refuses %s and makes nothing', async (_, told) => {
    const before = await app.look('SELECT count(*) FROM orders.order');
    expect((await post({ ...LEAST, ...told })).status).toBe(422);
    expect(await app.look('SELECT count(*) FROM orders.order')).toEqual(before);
  });

  it('makes one order of 50 calls with one key', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => post({ ...LEAST, player_id: 'P-once' }, { 'idempotency-key': 'order-1' })));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(await app.look(`SELECT id FROM orders.order WHERE player_id = 'P-once'`)).toHaveLength(1);
  });

  it('asks the database little', async () => {
    await made({ player_id: 'P-hot', country: 'DE' });
    const before = app.database.statements;
    await post({ ...LEAST, player_id: 'P-hot', country: 'DE' });
    // Begin and scope, order with transition and route, the job of its end, the event, commit.
    expect(app.database.statements - before).toBeLessThanOrEqual(7);
  });
});

describe('the other operations', () => {
  it('get_order finds an order of this game only', async () => {
    const { id } = await made();
    expect((await get(id, studio.liveApiKey)).status).toBe(404);
    expect((await get(id, (await app.tenant()).apiKey)).status).toBe(404);
    expect((await get(newId('ord'))).json.code).toBe('orders.not_found');
    expect((await get('ord_1')).status).toBe(404);
  });

  it('update_order notes that the client has handled it', async () => {
    const { id } = await made();
    expect((await patch(id, { handled_by_client: true })).json).toMatchObject({ id, handled_by_client: true });
    expect((await patch(id, {})).json).toMatchObject({ handled_by_client: true });
    expect((await patch(id, { status: 'paid' })).status).toBe(422);
    expect((await patch(newId('ord'), { handled_by_client: true })).status).toBe(404);
  });

  it('expire_order ends what is not paid, once, and not while an attempt runs', async () => {
    const { id } = await made();
    expect((await patch(`${id}/expire`)).json).toMatchObject({ id, expires_at: NOW, is_expired: true, status: 'created' });
    expect((await patch(`${id}/expire`, {})).status).toBe(200);
    expect(await app.look(`SELECT id FROM platform.outbox_event WHERE aggregate_id = $1 AND type = 'orders.order.expired.v1'`, [id])).toHaveLength(1);
    const held = await made({ country: 'DE', email: 'a@example.com' });
    await app.commands.execute(new LockOrderForPayment({ order_id: held.id, payment_id: newId('pmt'), expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: false }), studio.scope);
    expect((await patch(`${held.id}/expire`)).json).toMatchObject({ status: 409, code: 'orders.not_expirable' });
    expect((await app.queries.ask(new GetOrderDetails(held.id), studio.scope)).immediate_delivery_requested_at).toBeNull();
  });

  it('expire_order holds for an attempt and a change that took their time before, and waited for the order meanwhile', async () => {
    const order = await made({ country: 'DE', email: 'a@example.com' });
    const clock = app.clock as FrozenClock;
    clock.advanceSeconds(5);
    expect((await patch(`${order.id}/expire`)).status).toBe(200);
    clock.advanceSeconds(-5);
    const lock = new LockOrderForPayment({ order_id: order.id, payment_id: newId('pmt'), expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: false });
    await expect(app.commands.execute(lock, studio.scope)).rejects.toMatchObject({ code: 'orders.not_payable', status: 409 });
    await expect(app.commands.execute(new ChangeOrderPlace({ order_id: order.id, country: 'FR' }), studio.scope)).rejects.toMatchObject({ code: 'orders.not_changeable' });
    expect((await get(order.id)).json).toMatchObject({ status: 'created', payment_id: null });
  });

  it('makes no order for a country that the studio has blocked, and takes none that was made before', async () => {
    const set = (mode: string) => app.inject({ method: 'PUT', url: '/v1/game/countries/JP', apiKey: studio.apiKey, body: { mode } });
    const before = await made({ country: 'JP', email: 'a@example.com' });
    const lock = (id: string) => app.commands.execute(new LockOrderForPayment({ order_id: id, payment_id: newId('pmt'), expected_total_minor: 1_999, expected_currency: 'JPY', immediate_delivery_requested: false }), studio.scope);
    const quoteOf = async () => { const { tax, tax_refusal_code } = await app.queries.ask(new GetOrderDetails(before.id), studio.scope); return [tax !== null, tax_refusal_code]; };
    const again = () => app.commands.execute(new RequoteOrder(before.id), studio.scope);
    expect(await again()).toEqual({ changed: false });
    await set('blocked');
    expect(await post({ ...LEAST, country: 'JP' })).toMatchObject({ status: 422, json: { code: 'games.country_blocked', refusal_code: 'games.country_blocked', errors: [{ loc: ['body', 'country'] }] } });
    await expect(lock(before.id)).rejects.toMatchObject({ code: 'games.country_blocked' });
    expect((await get(before.id)).json.status).toBe('created');
    const elsewhere = await made({ country: 'DE' });
    await expect(app.commands.execute(new ChangeOrderPlace({ order_id: elsewhere.id, country: 'JP' }), studio.scope)).rejects.toMatchObject({ code: 'games.country_blocked' });
    expect([await again(), await quoteOf(), await again()]).toEqual([{ changed: true }, [false, 'games.country_blocked'], { changed: false }]);
    await expect(lock(before.id)).rejects.toMatchObject({ code: 'orders.not_payable' });
    await set('operator');
    expect([await again(), await quoteOf()]).toEqual([{ changed: true }, [true, null]]);
    expect(await lock(before.id)).toMatchObject({ country: 'JP' });
  });

  it('sells nothing to a place that has to be told more finely since a region of it was blocked, whoever vouches for the country', async () => {
    const blocks = app.app.get(DemoSaleBlocks);
    const { id } = await made({ country: 'DE', email: 'a@example.com' });
    const lock = () => app.commands.execute(new LockOrderForPayment({ order_id: id, payment_id: newId('pmt'), expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: false }), studio.scope);
    const seen = async () => { const { status, tax, tax_refusal_code } = await app.queries.ask(new GetOrderDetails(id), studio.scope); return [status, tax !== null, tax_refusal_code]; };
    const again = () => app.commands.execute(new RequoteOrder(id), studio.scope);
    const move = (postcode: string) => app.commands.execute(new ChangeOrderPlace({ order_id: id, postcode }), studio.scope);
    const incomplete = { code: 'orders.buyer_incomplete', extra: { members: { missing: ['postcode'] } } };
    expect([await again(), await seen()]).toEqual([{ changed: false }, ['created', true, null]]);
    blocks.holding = [{ id: 'tsb_1', territory: 'DE', region: 'DE-BY', postcode_prefixes: ['80'], reason_code: 'court_order', valid_from: '2026-01-01', valid_to: null }];
    await expect(lock()).rejects.toMatchObject(incomplete);
    expect([await seen(), await again(), await seen(), await again()]).toEqual([['created', true, null], { changed: true }, ['created', false, null], { changed: false }]);
    await expect(lock()).rejects.toMatchObject(incomplete);
    await expect(move('80331')).rejects.toMatchObject({ code: 'tax.place_blocked' });
    await move('10559');
    expect([await seen(), await again()]).toEqual([['created', true, null], { changed: false }]);
    expect(await lock()).toMatchObject({ country: 'DE' });
    blocks.holding = [];
  });

  it('list_orders pages newest first and filters', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await made({ player_id: 'P-list' })).id);
    const list = async (query: string) => (await app.inject({ method: 'GET', url: `/v1/orders?player_id=P-list&${query}`, apiKey: studio.apiKey })).json;
    const first = await list('limit=3');
    expect(first).toMatchObject({ has_more: true, next_cursor: ids[2] });
    expect(first.data.map((order: any) => order.id)).toEqual(ids.slice(0, 3));
    expect(await list(`limit=3&starting_after=${first.next_cursor}`)).toMatchObject({ data: [{ id: ids[3] }, { id: ids[4] }], has_more: false, next_cursor: null });
    expect((await list('status=paid,refunded')).data).toEqual([]);
    expect((await list('status=created')).data).toHaveLength(5);
    expect((await list(`created_from=${NOW + 1}`)).data).toEqual([]);
    expect((await list(`created_from=${NOW}&created_to=${NOW}`)).data).toHaveLength(5);
    expect((await app.inject({ method: 'GET', url: '/v1/orders?status=open', apiKey: studio.apiKey })).status).toBe(422);
    expect((await app.inject({ method: 'GET', url: '/v1/orders?starting_after=x', apiKey: studio.apiKey })).status).toBe(422);
    expect((await app.inject({ method: 'GET', url: '/v1/orders' })).status).toBe(401);
  });
});
