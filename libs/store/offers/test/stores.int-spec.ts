import { catalogItem } from '#store/catalog/testing';
import { ItemDeleted } from '#store/catalog/events';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { NOT_YET } from '../http/not-yet.js';
import { OffersModule, rows } from '../module.js';
import { Announce, neighbours } from './neighbours.js';

const NOW = 1_800_000_000;
const TEMPLATE = 'ptm_01h455vb4pex5vsknk084sn02q';
const STORE = { name: 'Main', description: 'All we have', type: 'default' };
const world = neighbours();
const [sword, gems, gone] = [catalogItem({ sku: 'sword', background_image_url: 'https://cdn.example/bg.png' }), catalogItem({ sku: 'gems', type: 'currency', quantity: 550, currency: 'EUR' }), catalogItem({ sku: 'gone' })];
world.catalog.items.push(sword, gems, gone);
world.pricing.templates.set(TEMPLATE, { usdMinor: 999n, customs: [] });

let app: Booted;
let tenant: Tenant;
beforeAll(async () => {
  app = await bootContext({ modules: [OffersModule], rows, fakes: world.fakes, frozenAt: new Date(NOW * 1000) });
});
// A key of its own for each test: requests are limited per key.
beforeEach(async () => {
  tenant = await app.tenant();
});
afterAll(() => app.close());

const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, apiKey = tenant.apiKey) => app.inject({ method, url: `/v1${path}`, apiKey, body });
const makeStore = async (told: object = {}, apiKey = tenant.apiKey) => (await call('POST', '/stores', { ...STORE, ...told }, apiKey)).json;
const offer = (storeId: string, told: object = {}) => call('POST', `/store_items/${storeId}`, { item_id: sword.id, position: 1, ...told });

describe('Stores', () => {
  it.each<[string, unknown, unknown]>([
    ['name', 'Summer', 'Winter'], ['description', 'Hot', 'Cold'], ['key', 'summer', 'winter'], ['type', 'special', 'default'], ['start_at', NOW - 5, NOW - 6], ['end_at', NOW + 5, NOW + 6],
    ['rotation_settings', null, null], ['limited_stock_settings', null, null], ['settings', null, null],
  ])('keep %s, when made and when changed', async (field, made, changed) => {
    const store = await makeStore({ [field]: made });
    expect(store[field]).toBe(made);
    const answer = await call('PUT', `/stores/${store.id}`, { [field]: changed });
    expect([answer.status, answer.json]).toEqual([200, { ...store, [field]: changed }]);
    expect((await call('GET', `/stores/${store.id}`)).json).toEqual(answer.json);
  });

  it('lose a key and a window by null, and keep a name', async () => {
    const store = await makeStore({ key: 'lost', start_at: NOW, end_at: NOW + 1 });
    const changed = (await call('PUT', `/stores/${store.id}`, { key: null, start_at: null, end_at: null, name: null, type: null, description: null })).json;
    expect(changed).toEqual({ ...store, key: null, start_at: null, end_at: null });
    expect((await call('PUT', `/stores/${store.id}`, {})).json).toEqual(changed);
  });

  it.each<[string, object, string]>([
    ['a rotation', { type: 'rotation' }, 'field_not_yet_supported'], ['a limited stock', { type: 'limited_stock' }, 'field_not_yet_supported'], ['a webhook', { type: 'webhook' }, 'field_not_yet_supported'],
    ['settings of a rotation', { rotation_settings: { count: 1, period_value: 1, period_type: 'day', type: 'random' } }, 'field_not_yet_supported'],
    ['settings of a stock', { limited_stock_settings: { total_quantity: 5, type: 'real_remainder' } }, 'field_not_yet_supported'],
    ['a webhook to feed it', { settings: { webhook_settings: { webhook_id: 'x' } } }, 'field_not_yet_supported'],
    ['an end before its start', { start_at: NOW, end_at: NOW }, 'offers.window_inverted'], ['a key like an id', { key: 'sto_01h455vb4pex5vsknk084sn02q' }, 'offers.key_reads_as_id'],
    ['no name', { name: '' }, 'request.invalid'], ['an unknown type', { type: 'pop_up' }, 'request.invalid'],
  ])('refuse %s, when made and when changed', async (_name, told, code) => {
    const { id, ...before } = await makeStore();
    for (const answer of [await call('POST', '/stores', { ...STORE, ...told }), await call('PUT', `/stores/${id}`, told)]) expect([answer.status, answer.json.code]).toEqual([422, code]);
    expect((await call('GET', `/stores/${id}`)).json).toEqual({ id, ...before });
  });

  it('refuse a window that only half of the change makes wrong', async () => {
    const { id } = await makeStore({ start_at: NOW, end_at: NOW + 10 });
    expect((await call('PUT', `/stores/${id}`, { end_at: NOW - 1 })).json.code).toBe('offers.window_inverted');
  });

  it('list with what they offer, by part of the name or key, page by page', async () => {
    const own = await app.tenant();
    for (let n = 0; n < 4; n++) await makeStore({ name: `Store ${n}`, key: `k${n}` }, own.apiKey);
    const list = (query: string) => call('GET', `/stores?${query}`, undefined, own.apiKey);
    const names = (answer: { json: { name: string }[] }) => answer.json.map(({ name }) => name.at(-1)).join('');
    const first = await list('limit=2');
    expect([names(first), first.json[0].item_count]).toEqual(['01', 0]);
    const next = /<([^>]+)>; rel="next"/.exec(String(first.headers.link))![1]!;
    const second = await app.inject({ method: 'GET', url: next, apiKey: own.apiKey });
    expect(names(second)).toBe('23');
    expect([names(await list('offset=3')), names(await list('search_string=store%202')), names(await list('search_string=K3')), names(await list('search_string='))]).toEqual(['3', '2', '3', '0123']);
    await app.inject({ method: 'POST', url: `/v1/store_items/${first.json[0].id}`, apiKey: own.apiKey, body: { item_id: sword.id, position: 0 } });
    expect((await list('limit=1')).json).toMatchObject([{ item_count: 1 }]);
  });

  it('keep a key to one store, also when three ask at once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => call('POST', '/stores', { ...STORE, key: 'wanted' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('go with what they offer, all or none', async () => {
    const stores = [await makeStore(), await makeStore(), await makeStore()];
    const { id } = (await offer(stores[0].id)).json;
    expect((await call('DELETE', '/stores', [{ id: stores[0].id }, { id: TEMPLATE.replace('ptm', 'sto') }])).json.code).toBe('offers.store_not_found');
    expect((await call('GET', `/stores/store/${id}`)).json).toMatchObject({ id: stores[0].id });
    expect((await call('DELETE', '/stores', stores.slice(0, 2).map((store) => ({ id: store.id })))).status).toBe(204);
    expect((await call('GET', `/stores/store/${id}`)).json.code).toBe('offers.store_item_not_found');
    expect((await call('DELETE', `/stores/${stores[2].id}`)).status).toBe(204);
    for (const store of stores) expect((await call('GET', `/stores/${store.id}`)).status).toBe(404);
    expect((await call('DELETE', '/stores', [])).status).toBe(422);
  });
});

describe('Store items', () => {
  it.each<[string, unknown, unknown]>([
    ['discount_percent', 20, 30], ['bonus_percent', 10, 15], ['bonus_fixed', 50, 60], ['position', 3, -4], ['name', 'Deal', 'Better deal'], ['description', 'Today', 'Tomorrow'],
    ['image_url', 'https://cdn.example/a.png', 'https://cdn.example/b.png'], ['custom_badge', 'HOT', 'NEW'], ['bonus_badge', '+10 %', '+15 %'], ['start_at', NOW - 9, NOW - 8], ['end_at', NOW + 9, NOW + 8],
    ['price', 499, 999], ['price_point', 299, 399], ['price_template_id', TEMPLATE, TEMPLATE], ['quantity', 100, 200], ['requirements_mismatch_behavior', 'disable', 'hide_from_store'],
    ['card_type', 'featured', 'default'], ['show_first_on_category_list', true, false], ['show_disabled_by_max_purchases', true, false], ['is_free_item', false, false], ['campaign_id', null, undefined],
    ['user_campaign_id', null, undefined], ['bond_user_id', null, undefined],
  ])('keep %s, when made, put, patched and made in a batch', async (field, made, changed) => {
    const { id: store } = await makeStore();
    const answer = await offer(store, { [field]: made });
    expect([answer.status, answer.json[field]]).toEqual([201, made]);
    if (changed === undefined) return;
    const put = await call('PUT', `/store_items/${store}/${answer.json.id}`, { [field]: changed });
    expect([put.status, put.json]).toEqual([200, expect.objectContaining({ ...answer.json, ...put.json, [field]: changed })]);
    const patched = await call('PATCH', `/store_items/${store}`, [{ id: answer.json.id, [field]: made }]);
    expect([patched.status, patched.json]).toEqual([200, [answer.json]]);
    expect((await call('POST', `/store_items/${store}/batch`, { items: [{ item_id: sword.id, position: 9, [field]: made }] })).status).toBe(204);
    const listed = (await call('GET', `/store_items/${store}`)).json as { id: string }[];
    expect(listed.find(({ id }) => id !== answer.json.id)).toMatchObject({ [field]: made });
    if (field === 'position' || field === 'is_free_item') return;
    expect((await call('PUT', `/store_items/${store}/${answer.json.id}`, { [field]: null })).json[field]).toBeNull();
  });

  it('carry their item, their benefits and whether they hold now', async () => {
    const { id: store } = await makeStore();
    const plain = (await offer(store)).json;
    expect(plain).toMatchObject({ store_id: store, item_id: sword.id, item: { id: sword.id, sku: 'sword', model_type: 'ItemRead' }, benefits: [], bonus_items: [], disabled: false, created_at: NOW, background_image_url: 'https://cdn.example/bg.png' });
    expect((await offer(store, { discount_percent: 20, bonus_percent: 5 })).json.benefits).toEqual([{ type: 'base', discount_percent: 20, bonus_percent: 5 }]);
    expect((await offer(store, { bonus_fixed: 3 })).json.benefits).toEqual([{ type: 'base', bonus_item_id: sword.id, bonus_item_quantity: 3 }]);
    expect([(await offer(store, { end_at: NOW })).json.disabled, (await offer(store, { start_at: NOW })).json.disabled]).toEqual([true, false]);
  });

  it('move a raw price to the nearest price point of the item’s currency', async () => {
    const { id: store } = await makeStore();
    expect((await offer(store, { price: 512 })).json).toMatchObject({ price: 509, price_point: 509 });
    expect((await offer(store, { item_id: gems.id, price: 512 })).json.price).toBe(499);
  });

  it('have one price and one bonus: the one that is told last', async () => {
    const { id: store } = await makeStore();
    const { id } = (await offer(store, { price: 499, bonus_percent: 10 })).json;
    const put = async (body: object) => (await call('PUT', `/store_items/${store}/${id}`, body)).json;
    expect(await put({ price_template_id: TEMPLATE, bonus_fixed: 5 })).toMatchObject({ price: null, price_template_id: TEMPLATE, bonus_percent: null, bonus_fixed: 5 });
    expect(await put({ price: 999, bonus_percent: 10 })).toMatchObject({ price: 999, price_template_id: null, bonus_percent: 10, bonus_fixed: null });
    expect(await put({ name: 'x' })).toMatchObject({ price: 999, bonus_percent: 10 });
    expect(await put({ price: 499, price_template_id: TEMPLATE })).toMatchObject({ code: 'offers.price_ambiguous' });
    expect(await put({ price: 499, price_point: 599 })).toMatchObject({ code: 'offers.price_ambiguous' });
    expect(await put({ bonus_percent: 1, bonus_fixed: 1 })).toMatchObject({ code: 'offers.bonus_ambiguous' });
  });

  it.each(NOT_YET.filter(({ operation, field }) => /store_item/.test(operation) && field !== 'type'))('$operation refuses $field, which has no effect yet', async ({ operation, field }) => {
    const { id: store } = await makeStore();
    const { id } = (await offer(store)).json;
    const values: Record<string, unknown> = { is_free_item: true, max_purchases_period_type: 'day', max_purchases_limit_type: 'global', bonus_item_id: 'x', campaign_id: 'x', user_campaign_id: 'x', bond_user_id: 'x' };
    const objects = ['requirements_expression', 'reward_settings', 'payment_bound', 'bonus_items_settings', 'subscription_settings'];
    const told = { [field]: values[field] ?? (objects.includes(field) ? {} : 1) };
    const neutral = { [field]: field === 'is_free_item' ? false : null };
    const item = { item_id: sword.id, position: 1 };
    const send = { create_store_item: (x: object) => offer(store, x), batch_create_store_item: (x: object) => call('POST', `/store_items/${store}/batch`, { items: [item, { ...item, ...x }] }),
      update_store_item: (x: object) => call('PUT', `/store_items/${store}/${id}`, x), bulk_update_store_items: (x: object) => call('PATCH', `/store_items/${store}`, [{ id, ...x }]) }[operation]!;
    const refused = await send(told);
    expect([refused.status, refused.json.code, refused.json.errors[0].loc.at(-1)]).toEqual([422, 'field_not_yet_supported', field]);
    expect((await call('GET', `/store_items/${store}`)).json).toHaveLength(1);
    expect((await send(neutral)).status).toBeLessThan(300);
  });

  it.each<[string, object, string, number]>([
    ['an item that is not there', { item_id: 'itm_nothing' }, 'offers.unknown_item', 422], ['a template that is not there', { price_template_id: 'ptm_x' }, 'offers.unknown_price_template', 422],
    ['an end before the start', { start_at: NOW, end_at: NOW - 1 }, 'offers.window_inverted', 422], ['giving it away', { discount_percent: 100 }, 'request.invalid', 422], ['a price of nothing', { price: 0 }, 'request.invalid', 422],
    ['a quantity of nothing', { quantity: 0 }, 'request.invalid', 422], ['a picture by script', { image_url: 'javascript:alert(1)' }, 'request.invalid', 422], ['a badge too long', { custom_badge: 'x'.repeat(101) }, 'request.invalid', 422],
  ])('refuse %s', async (_name, told, code, status) => {
    const { id: store } = await makeStore();
    const answer = await offer(store, told);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    const batch = await call('POST', `/store_items/${store}/batch`, { items: [{ item_id: sword.id, position: 0 }, { item_id: sword.id, position: 1, ...told }] });
    expect([batch.status, batch.json.code, JSON.stringify(batch.json.errors[0].loc.slice(0, 3))]).toEqual([status, code, '["body","items",1]']);
    expect((await call('GET', `/store_items/${store}`)).json).toEqual([]);
  });

  it('name the place of what is refused, in a batch of one too', async () => {
    const { id: store } = await makeStore();
    const wrong = { item_id: sword.id, position: 1, price_template_id: 'ptm_x' };
    const { id } = (await offer(store)).json;
    const loc = (answer: { json: { errors: { loc: unknown[] }[] } }) => answer.json.errors[0]!.loc;
    expect(loc(await offer(store, wrong))).toEqual(['body', 'price_template_id']);
    expect(loc(await call('POST', `/store_items/${store}/batch`, { items: [wrong] }))).toEqual(['body', 'items', 0, 'price_template_id']);
    expect(loc(await call('PATCH', `/store_items/${store}`, [{ id, price_template_id: 'ptm_x' }]))).toEqual(['body', 0, 'price_template_id']);
    expect(loc(await call('PUT', `/store_items/${store}/${id}`, { price_template_id: 'ptm_x' }))).toEqual(['body', 'price_template_id']);
  });

  it('refuse a quantity beyond 2^53 − 1, though the contract goes up to 10^18', async () => {
    expect((await offer((await makeStore()).id, { quantity: 1e18 })).status).toBe(422);
  });

  it('come in batches of 1 to 50, listed by position, patched and removed all or none', async () => {
    const { id: store } = await makeStore();
    const items = (n: number) => Array.from({ length: n }, (_, index) => ({ item_id: sword.id, position: 50 - index }));
    expect((await call('POST', `/store_items/${store}/batch`, { items: items(50) })).status).toBe(204);
    for (const n of [0, 51]) expect((await call('POST', `/store_items/${store}/batch`, { items: items(n) })).status).toBe(422);
    const listed = (await call('GET', `/store_items/${store}`)).json as { id: string; position: number }[];
    expect(listed.map(({ position }) => position)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    const [a, b, c] = listed as [typeof listed[0], typeof listed[0], typeof listed[0]];
    const patched = await call('PATCH', `/store_items/${store}`, [{ id: b.id, position: -1 }, { id: a.id, position: -2, name: 'A' }]);
    expect(patched.json.map((item: { id: string; position: number }) => [item.id, item.position])).toEqual([[b.id, -1], [a.id, -2]]);
    const strange = TEMPLATE.replace('ptm', 'sit');
    expect((await call('PATCH', `/store_items/${store}`, [{ id: a.id, name: 'no' }, { id: strange, name: 'no' }])).status).toBe(404);
    expect((await call('DELETE', `/store_items/${store}`, [{ id: a.id }, { id: strange }])).status).toBe(404);
    expect((await call('GET', `/store_items?ids=${a.id},${strange},nonsense,${c.id}`)).json.map((item: { id: string; name: string }) => [item.id, item.name])).toEqual([[a.id, 'A'], [c.id, null]]);
    expect((await call('DELETE', `/store_items/${store}`, [{ id: a.id }, { id: b.id }])).status).toBe(204);
    expect((await call('DELETE', `/store_items/${store}/${c.id}`)).status).toBe(204);
    expect((await call('GET', `/store_items/${store}`)).json).toHaveLength(47);
  });

  it('are found in their own store only, and by their own game', async () => {
    const [one, two] = [await makeStore(), await makeStore()];
    const { id } = (await offer(one.id)).json;
    expect((await call('PUT', `/store_items/${two.id}/${id}`, { name: 'x' })).json.code).toBe('offers.store_item_not_found');
    expect((await call('DELETE', `/store_items/${two.id}/${id}`)).status).toBe(404);
    const other = await app.tenant();
    for (const path of [`/stores/${one.id}`, `/store_items/${one.id}`, `/stores/store/${id}`]) expect((await call('GET', path, undefined, other.apiKey)).status).toBe(404);
    expect((await call('GET', `/store_items?ids=${id}`, undefined, other.apiKey)).json).toEqual([]);
    expect((await call('GET', '/store_items', undefined, other.apiKey)).json).toEqual([]);
    expect((await call('POST', `/store_items/${one.id}`, { item_id: sword.id, position: 1 }, other.apiKey)).json.code).toBe('offers.store_not_found');
    for (const path of ['/store_items/report', '/store_items/nonsense', '/stores/nonsense']) expect((await call('GET', path)).status).toBe(404);
  });

  it('go with their item', async () => {
    const { id: store } = await makeStore();
    await offer(store, { item_id: gone.id });
    await offer(store);
    world.catalog.items.splice(world.catalog.items.indexOf(gone), 1);
    expect((await call('GET', `/store_items/${store}`)).json).toHaveLength(1);
    await app.commands.execute(new Announce(new ItemDeleted('item', gone.id, { item_id: gone.id, sku: gone.sku })), tenant.scope);
    await app.settle();
    expect(await app.look('SELECT item_id FROM offers.store_item WHERE store_id = $1', [store])).toEqual([{ item_id: sword.id }]);
  });
});
