import { newId } from '#platform/kernel/ids';
import { Signals } from '#platform/signals/signals';
import { CATALOG_CHANGED, GetCatalogItems, GetCatalogVersion } from '#store/catalog/queries';
import { fakePricing } from '#store/pricing/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { CatalogModule, rows } from '../module.js';

const TEMPLATE = newId('ptm');
const SWORD = { name: 'Sword', currency: 'USD', sku: 'sword', type: 'item', is_stackable: true, is_currency: false };

describe('Items', () => {
  let app: Booted;
  let tenant: Tenant;
  beforeAll(async () => {
    app = await bootContext({ modules: [CatalogModule], rows, fakes: [fakePricing({ [TEMPLATE]: { usdMinor: 1999n, customs: [] } }).module] });
  });
  beforeEach(async () => {
    tenant = await app.tenant();
  });
  afterAll(() => app.close());

  const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown, apiKey = tenant.apiKey) => app.inject({ method, url, body, apiKey });
  const create = async (told: object = {}) => (await call('POST', '/v1/items', { ...SWORD, ...told })).json;
  const list = async (query = '') => (await call('GET', `/v1/items?${query}`)).json.map((item: { sku: string }) => item.sku);
  const known = (...skus: string[]) => app.queries.ask(new GetCatalogItems({ skus }), tenant.scope);
  const events = (type: string) => app.look(`SELECT payload FROM platform.outbox_event WHERE game_id = $1 AND type = $2 ORDER BY id`, [tenant.gameId, type]);

  it('is made with defaults and read back', async () => {
    const made = await call('POST', '/v1/items', { ...SWORD, price: 480 });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      ...SWORD, id: expect.stringMatching(/^itm_/), price: 479, price_point: 479, price_decimal: 4.79, price_minor_unit: 2, quantity: 1, view_option: 'default', source: 'order',
      description: null, is_system: null, categories: [], nested_items: [], properties: [], model_type: 'ItemRead', is_custom: false,
    });
    for (const absent of ['archived_at', 'modified_at', 'fallback_item_id', 'image_url', 'meta', 'reward_points_price']) expect(made.json).not.toHaveProperty(absent);
    expect((await call('GET', `/v1/items/${made.json.id}`)).json).toEqual(made.json);
    expect((await events('catalog.item.saved.v1'))[0]!.payload).toEqual({ item_id: made.json.id, sku: 'sword', type: 'item', name: 'Sword', price_template_id: null, archived: false });
  });

  const URL = 'https://cdn.example.com/a.png';
  const writable: [string, unknown, unknown?][] = [
    ['name', 'Axe'], ['description', 'Sharp'], ['price', 999], ['price_template_id', TEMPLATE], ['currency', 'EUR'], ['sku', 'axe'], ['type', 'currency'], ['view_option', 'skeleton'],
    ['highlights', { title: 'Good', description: 'Very', items: [{ image_url: URL, name: 'One', description: 'More' }] }],
    ['image_url', URL], ['image_url_apple', URL], ['icon_url', URL], ['icon_url_apple', URL], ['image_url_featured', URL], ['image_url_featured_apple', URL],
    ['background_image_url', URL], ['background_image_url_apple', URL], ['featured_card_background_image_url', URL], ['featured_card_background_image_url_apple', URL],
    ['background_image_color', '#aabbcc'], ['quantity', 9_007_199_254_740_991], ['is_stackable', false], ['is_currency', true], ['position', -3], ['duration', 86_400],
    ['comment', 'for us'], ['is_system', true], ['meta', { a: [1, { b: 'ü' }] }], ['image_url', `data:image/png;base64,${'A'.repeat(1_000)}`],
  ];
  it.each(writable)('keeps %s when it is made, changed alone, in bulk and by sku', async (field, value) => {
    const made = await call('POST', '/v1/items', { ...SWORD, [field]: value });
    expect([made.status, made.json[field]]).toEqual([201, value]);
    const { id } = await create({ sku: 'second' });
    expect((await call('PUT', `/v1/items/${id}`, { [field]: field === 'sku' ? 'axe2' : value })).json[field]).toEqual(field === 'sku' ? 'axe2' : value);
    const third = await create({ sku: 'third' });
    expect((await call('PATCH', '/v1/items', [{ id: third.id, [field]: field === 'sku' ? 'axe3' : value }])).json[0][field]).toEqual(field === 'sku' ? 'axe3' : value);
    expect((await call('PUT', '/v1/items', [{ ...SWORD, sku: 'fourth', [field]: value, ...(field === 'sku' ? { sku: 'axe' } : {}) }])).status).toBe(204);
    const fourth = (await call('GET', `/v1/items?search_string=${field === 'sku' ? 'axe' : 'fourth'}&limit=1000`)).json[0];
    expect(fourth[field]).toEqual(field === 'sku' ? 'axe3' : value);
  });

  it('takes price_point as a price in US cents, and archived_at as the way out and back', async () => {
    const { id } = await create();
    expect((await call('PUT', `/v1/items/${id}`, { price_point: 300 })).json).toMatchObject({ price: 299, price_point: 299 });
    expect((await call('PUT', `/v1/items/${id}`, { price_point: 300, currency: 'EUR' })).status).toBe(422);
    expect((await call('PUT', `/v1/items/${id}`, { archived_at: 1_700_000_000.9 })).json.archived_at).toBe(1_700_000_000);
    expect((await known('sword'))[0]!.archived).toBe(true);
    expect((await call('PUT', `/v1/items/${id}`, { archived_at: null })).json).not.toHaveProperty('archived_at');
  });

  it('lets a price and a template take each other’s place', async () => {
    const { id } = await create({ price: 499 });
    const put = async (body: object) => (await call('PUT', `/v1/items/${id}`, body)).json;
    expect(await put({ price_template_id: TEMPLATE })).toMatchObject({ price_template_id: TEMPLATE, price: 1999 });
    expect((await known('sword'))[0]).toMatchObject({ price_template_id: TEMPLATE, price_minor: null });
    expect(await put({ price: 999 })).toMatchObject({ price: 999 });
    expect((await known('sword'))[0]).toMatchObject({ price_template_id: null, price_minor: 999 });
    const both = { price: 100, price_template_id: TEMPLATE };
    expect(await put(both)).toMatchObject({ status: 422, code: 'catalog.price_ambiguous', errors: [{ loc: ['body', 'price'] }] });
    expect((await call('POST', '/v1/items', { ...SWORD, sku: 'both', ...both })).json.code).toBe('catalog.price_ambiguous');
    expect((await call('PUT', '/v1/items', [{ ...SWORD, sku: 'one' }, { ...SWORD, sku: 'both', ...both }])).json).toMatchObject({ code: 'catalog.price_ambiguous', errors: [{ loc: ['body', 1, 'price'] }] });
    expect(await put({ price: null, price_template_id: TEMPLATE })).toMatchObject({ price: 1999 });
    expect(await put({ price: null })).toMatchObject({ price: 1999 });
    expect(await put({ price_template_id: null })).not.toHaveProperty('price');
    const unknown = await call('PUT', `/v1/items/${id}`, { price_template_id: newId('ptm') });
    expect(unknown).toMatchObject({ status: 422, json: { code: 'catalog.item_refused', errors: [{ loc: ['body', 'price_template_id'] }] } });
  });

  it.each<[string, object]>([
    ['an empty name', { name: '' }], ['a name of 256', { name: 'x'.repeat(256) }], ['a description of 513', { description: 'x'.repeat(513) }], ['a sku of 256', { sku: 'x'.repeat(256) }],
    ['a sku that reads as an id', { sku: newId('itm') }], ['a quantity of 0', { quantity: 0 }], ['a picture of a script', { image_url: 'javascript:alert(1)' }],
    ['an older picture of nothing', { image_url_apple: '' }], ['an older icon of nothing', { icon_url_apple: '' }], ['a held item’s picture of nothing', { type: 'bundle', nested_items: [{ sku: 'gem', image_url: '' }] }],
    ['a picture of 65,537 characters', { image_url: `https://a.example/${'x'.repeat(65_537)}` }], ['a negative price', { price: -1 }], ['an ended currency', { currency: 'BGN', price: 100 }],
    ['an unknown currency', { currency: 'XXX' }], ['meta with a NUL', { meta: { a: '\u0000' } }], ['meta with half a pair', { meta: { a: '\ud83d' } }], ['meta without end', { meta: { a: 'x'.repeat(65_536) } }],
    ['an unknown category', { categories: [newId('cat')] }], ['a category with a NUL', { categories: ['\u0000'] }], ['an unknown fallback', { fallback_item_id: newId('itm') }], ['a fallback quantity alone', { fallback_item_quantity: 2 }],
    ['a colour with a way out', { background_image_color: 'red;background:url(x)' }], ['an unknown field', { colour: 'red' }], ['contents of a plain item', { nested_items: [{ sku: 'gem' }] }],
    ['rp as currency', { currency: 'RP' }], ['vc as currency', { currency: 'VC' }], ['a loot box', { type: 'lootbox' }], ['a subscription', { type: 'subscription' }], ['a virtual currency', { type: 'virtual_currency' }],
    ['a price in points', { reward_points_price: 5 }], ['redemption', { enable_reward_points_redemption: true }], ['a rarity', { rarity_id: 'rar' }],
  ])('refuses %s and keeps nothing', async (_, told) => {
    await create({ sku: 'gem' });
    expect((await call('POST', '/v1/items', { ...SWORD, ...told })).status).toBe(422);
    expect((await call('PUT', '/v1/items', [{ ...SWORD, sku: 'other' }, { ...SWORD, ...told }])).status).toBe(422);
    expect(await list()).toEqual(['gem']);
  });

  it('refuses a quantity that JSON cannot hold, and discounts on the item itself', async () => {
    const { id } = await create();
    const raw = await app.inject({ method: 'POST', url: '/v1/items', apiKey: tenant.apiKey, headers: { 'content-type': 'application/json' }, body: '{"quantity": 1000000000000000000}' });
    expect([raw.status, raw.json.code]).toEqual([422, 'request.number_out_of_range']);
    for (const field of ['discount_percent', 'bonus_percent']) {
      expect((await call('PUT', `/v1/items/${id}`, { [field]: 10 })).json.code).toBe('field_not_yet_supported');
      expect((await call('PUT', `/v1/items/${id}`, { [field]: null, reward_points_price: null, enable_reward_points_redemption: false })).status).toBe(200);
    }
  });

  it('keeps a sku for one item of the game, lets two swap theirs, and gives it free with the item', async () => {
    const a = await create({ sku: 'a' });
    const b = await create({ sku: 'b' });
    expect((await call('POST', '/v1/items', { ...SWORD, sku: 'a' })).json).toMatchObject({ status: 409, code: 'catalog.sku_taken' });
    expect((await call('PUT', `/v1/items/${b.id}`, { sku: 'a' })).json.code).toBe('catalog.sku_taken');
    expect((await call('PATCH', '/v1/items', [{ id: a.id, sku: 'b' }, { id: b.id, sku: 'a' }])).json.map((item: { sku: string }) => item.sku)).toEqual(['b', 'a']);
    const elsewhere = await app.inject({ method: 'POST', url: '/v1/items', apiKey: tenant.liveApiKey, body: { ...SWORD, sku: 'a' } });
    expect(elsewhere.status).toBe(201);
    expect((await call('GET', `/v1/items/${elsewhere.json.id}`)).status).toBe(404);
    expect((await call('DELETE', `/v1/items/${b.id}`)).status).toBe(204);
    expect((await call('POST', '/v1/items', { ...SWORD, sku: 'a' })).status).toBe(201);
  });

  it('makes one of two that come at the same time with one sku', async () => {
    const both = await Promise.all([1, 2].map(() => call('POST', '/v1/items', SWORD)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('makes and changes by sku, all or none; what is not told stays', async () => {
    const { id } = await create({ description: 'Old', price: 499 });
    const twice = await call('PUT', '/v1/items', [{ ...SWORD, name: 'New' }, { ...SWORD, sku: 'x' }, { ...SWORD, sku: 'x' }]);
    expect(twice).toMatchObject({ status: 422, json: { errors: [{ loc: ['body', 2, 'sku'] }] } });
    expect((await call('GET', `/v1/items/${id}`)).json.name).toBe('Sword');
    const done = await call('PUT', '/v1/items', [{ ...SWORD, name: 'New' }, { ...SWORD, sku: 'pack', type: 'bundle', nested_items: [{ sku: 'gem', count: 3 }] }, { ...SWORD, sku: 'gem' }]);
    expect([done.status, done.text]).toEqual([204, '']);
    expect((await call('GET', `/v1/items/${id}`)).json).toMatchObject({ name: 'New', description: 'Old', price: 499, modified_at: expect.any(Number) });
    expect((await known('pack'))[0]!.nested).toMatchObject([{ sku: 'gem', count: 3 }]);
    expect((await call('PUT', '/v1/items', [])).status).toBe(422);
  });

  it('changes and deletes in bulk by id, all or none', async () => {
    const [a, b] = [await create({ sku: 'a' }), await create({ sku: 'b' })];
    const missing = await call('PATCH', '/v1/items', [{ id: a.id, name: 'A' }, { id: newId('itm'), name: 'B' }]);
    expect(missing).toMatchObject({ status: 404, json: { code: 'catalog.item_not_found', errors: [{ loc: ['body', 1, 'id'] }] } });
    expect((await known('a'))[0]!.name).toBe('Sword');
    expect((await call('PATCH', '/v1/items', [{ id: a.id }, { id: a.id }])).status).toBe(422);
    expect((await call('DELETE', '/v1/items', [{ id: a.id }, { id: 'itm_nothing' }])).status).toBe(404);
    expect((await call('DELETE', '/v1/items', [{ id: a.id }, { id: b.id }])).status).toBe(204);
    expect(await list()).toEqual([]);
    expect((await events('catalog.item.deleted.v1')).map(({ payload }) => payload)).toEqual(expect.arrayContaining([{ item_id: a.id, sku: 'a' }, { item_id: b.id, sku: 'b' }]));
    expect((await call('DELETE', `/v1/items/${a.id}`)).status).toBe(404);
  });

  it('counts and signals every change, of this game only', async () => {
    const version = () => app.queries.ask(new GetCatalogVersion(), tenant.scope);
    const heard: string[] = [];
    const stop = await app.app.get(Signals).subscribe(CATALOG_CHANGED, (gameId) => heard.push(gameId));
    expect(await version()).toBe(0);
    const { id } = await create();
    await call('PUT', `/v1/items/${id}`, { name: 'Axe' });
    await call('PUT', `/v1/items/${id}`, { name: '' });
    await call('DELETE', `/v1/items/${id}`);
    expect(await version()).toBe(3);
    expect(heard).toEqual([tenant.gameId, tenant.gameId, tenant.gameId]);
    await stop();
    expect(await app.queries.ask(new GetCatalogVersion(), { ...tenant.scope, gameId: tenant.liveGameId })).toBe(0);
  });

  it('speaks other languages, word by word', async () => {
    const { id } = await create();
    const translate = (body: object) => call('POST', `/v1/items/${id}/translate`, body);
    const both = await translate({ name: { de: 'Schwert', 'pt-BR': 'Espada' }, description: { de: 'Scharf' } });
    expect([both.status, both.json.translations]).toEqual([200, { name: { de: 'Schwert', 'pt-BR': 'Espada' }, description: { de: 'Scharf' } }]);
    expect((await translate({ name: { de: '', fr: 'Épée' } })).json.translations).toEqual({ name: { 'pt-BR': 'Espada', fr: 'Épée' }, description: { de: 'Scharf' } });
    expect((await known('sword'))[0]!.translations).toEqual({ 'pt-BR': { name: 'Espada' }, fr: { name: 'Épée' }, de: { description: 'Scharf' } });
    expect((await translate({ name: { de: 'x'.repeat(256) } })).status).toBe(422);
    expect((await translate({ name: { xx: 'x' } })).status).toBe(422);
    expect((await call('POST', `/v1/items/${newId('itm')}/translate`, {})).status).toBe(404);
  });

  it('has an item to fall back to, which cannot go away alone', async () => {
    const gem = await create({ sku: 'gem' });
    const sword = await create({ fallback_item_id: gem.id, fallback_item_quantity: 3 });
    expect(sword).toMatchObject({ fallback_item_id: gem.id, fallback_item_quantity: 3, fallback_item: { sku: 'gem' } });
    expect((await call('PUT', `/v1/items/${sword.id}`, { fallback_item_id: sword.id })).status).toBe(422);
    expect((await call('DELETE', `/v1/items/${gem.id}`)).json).toMatchObject({ status: 409, code: 'catalog.item_in_use', detail: expect.stringContaining('"sword" falls back to') });
    expect((await call('PUT', `/v1/items/${sword.id}`, { fallback_item_id: null })).json).not.toHaveProperty('fallback_item_quantity');
    expect((await call('DELETE', `/v1/items/${gem.id}`)).status).toBe(204);
  });
});
