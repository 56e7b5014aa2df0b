import { newId } from '#platform/kernel/ids';
import { GetCatalogItems } from '#store/catalog/queries';
import { fakePricing } from '#store/pricing/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { CatalogModule, rows } from '../module.js';

const ITEM = { name: 'Sword', currency: 'USD', type: 'item', is_stackable: true, is_currency: false };
const URL = 'https://cdn.example.com/a.png';

describe('Item categories', () => {
  let app: Booted;
  let tenant: Tenant;
  beforeAll(async () => {
    app = await bootContext({ modules: [CatalogModule], rows, fakes: [fakePricing().module] });
  });
  beforeEach(async () => {
    tenant = await app.tenant();
  });
  afterAll(() => app.close());

  const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown) => app.inject({ method, url, body, apiKey: tenant.apiKey });
  const create = async (told: object = {}) => (await call('POST', '/v1/item_categories', { name: 'Weapons', position: 1, ...told })).json;
  const names = async (query = '') => (await call('GET', `/v1/item_categories?${query}`)).json.map(({ name }: { name: string }) => name);

  it('is made with defaults and read back', async () => {
    const made = await call('POST', '/v1/item_categories', { name: 'Weapons', position: 1 });
    expect([made.status, made.json]).toEqual([201, { id: expect.stringMatching(/^cat_/), name: 'Weapons', position: 1, divider_position: 'top', divider_type: 'image' }]);
    expect((await call('GET', `/v1/item_categories/${made.json.id}`)).json).toEqual(made.json);
  });

  it.each<[string, unknown]>([
    ['name', 'Armour'], ['position', -7], ['description', 'All of it'], ['item_template_id', 'wide'], ['slug', 'armour-2'], ['icon', 'shield'], ['image_url', URL], ['divider_image_url', URL],
    ['divider_position', 'bottom'], ['divider_type', 'mask'], ['background_color', '#fff'], ['background_image_url', URL], ['background_size', 'cover'], ['render_type', 'carousel'],
    ['render_options', { delay: 3_000, loop: true, autoplay: false, show_dots: true, display_type: 'compact' }],
    ['pinned_expression', { tokens: [{ type: 'attribute', value: 'level' }, { type: 'operator', value: '>' }, { type: 'number', value: 5 }], variables: [{ name: 'x', tokens: [] }] }],
  ])('keeps %s when it is made, changed alone and in bulk', async (field, value) => {
    expect((await create({ [field]: value }))[field]).toEqual(value);
    const [second, third] = [await create({ name: 'Second' }), await create({ name: 'Third' })];
    const own = field === 'slug' ? (id: string) => `s-${id.slice(-5)}` : () => value;
    expect((await call('PUT', `/v1/item_categories/${second.id}`, { [field]: own(second.id) })).json[field]).toEqual(own(second.id));
    const bulk = await call('PATCH', '/v1/item_categories', [{ id: third.id, [field]: own(third.id) }]);
    expect([bulk.status, bulk.json[0][field]]).toEqual([200, own(third.id)]);
    if (field !== 'name' && field !== 'position') {
      const cleared = (await call('PUT', `/v1/item_categories/${second.id}`, { [field]: null })).json;
      expect(cleared[field]).toBe(({ divider_position: 'top', divider_type: 'image' } as Record<string, string>)[field]);
    }
  });

  it('stands in a tree without circles, ten deep at most', async () => {
    const chain = [await create()];
    for (let depth = 2; depth <= 10; depth++) chain.push(await create({ parent_id: chain.at(-1).id }));
    expect(chain.at(-1).parent_id).toBe(chain.at(-2).id);
    const tooDeep = await call('POST', '/v1/item_categories', { name: 'x', position: 1, parent_id: chain.at(-1).id });
    expect(tooDeep).toMatchObject({ status: 422, json: { code: 'catalog.category_refused', errors: [{ type: 'depth' }] } });
    expect((await call('PUT', `/v1/item_categories/${chain[0].id}`, { parent_id: chain[3].id })).json.errors[0].type).toBe('cycle');
    expect((await call('PUT', `/v1/item_categories/${chain[0].id}`, { parent_id: chain[0].id })).json.errors[0].type).toBe('cycle');
    const top = await create({ name: 'Top' });
    expect((await call('PUT', `/v1/item_categories/${chain[0].id}`, { parent_id: top.id })).json.errors[0].type).toBe('depth');
    expect((await call('PUT', `/v1/item_categories/${chain[0].id}`, { parent_id: newId('cat') })).json.errors[0].type).toBe('not_found');
    const swap = await call('PATCH', '/v1/item_categories', [{ id: chain[8].id, parent_id: chain[9].id }, { id: chain[9].id, parent_id: chain[7].id }]);
    expect([swap.status, swap.json[0].parent_id]).toEqual([200, chain[9].id]);
    expect((await call('DELETE', `/v1/item_categories/${top.id}`)).status).toBe(204);
    expect((await call('DELETE', `/v1/item_categories/${chain[0].id}`)).json).toMatchObject({ status: 409, code: 'catalog.category_has_children' });
    expect((await call('DELETE', '/v1/item_categories', chain.map(({ id }) => ({ id })))).status).toBe(204);
    expect(await names()).toEqual([]);
  });

  it('is listed by position, page by page', async () => {
    for (const [name, position] of [['c', 3], ['a', 1], ['b', 2], ['b2', 2]] as const) await create({ name, position });
    expect(await names()).toEqual(['a', 'b', 'b2', 'c']);
    expect(await names('limit=2&offset=1')).toEqual(['b', 'b2']);
    const first = await call('GET', '/v1/item_categories?limit=2');
    const next = /<(.+)>; rel="next"/.exec(String(first.headers.link))![1]!;
    expect((await call('GET', next)).json.map(({ name }: { name: string }) => name)).toEqual(['b2', 'c']);
    expect((await call('GET', `/v1/item_categories?starting_after=${newId('cat')}`)).json.code).toBe('catalog.cursor_unknown');
    expect((await call('GET', '/v1/item_categories?limit=1001')).status).toBe(422);
  });

  it('keeps a slug for one category, and refuses one that reads as an id', async () => {
    await create({ slug: 'swords' });
    expect((await call('POST', '/v1/item_categories', { name: 'x', position: 1, slug: 'swords' })).json).toMatchObject({ status: 409, code: 'catalog.slug_taken' });
    expect((await call('POST', '/v1/item_categories', { name: 'x', position: 1, slug: newId('cat') })).status).toBe(422);
    expect((await call('POST', '/v1/item_categories', { name: 'x', position: 1, pinned_expression: { tokens: [{ type: 'string', value: '\u0000' }] } })).status).toBe(422);
  });

  it('changes and deletes all or none', async () => {
    const { id } = await create();
    expect((await call('PATCH', '/v1/item_categories', [{ id, name: 'New' }, { id: newId('cat'), name: 'x' }])).json).toMatchObject({ status: 404, errors: [{ loc: ['body', 1, 'id'] }] });
    expect((await call('PATCH', '/v1/item_categories', [{ id }, { id }])).status).toBe(422);
    expect((await call('DELETE', '/v1/item_categories', [{ id }, { id: 'cat_x' }])).status).toBe(404);
    expect(await names()).toEqual(['Weapons']);
    expect((await app.inject({ method: 'GET', url: `/v1/item_categories/${id}`, apiKey: tenant.liveApiKey })).status).toBe(404);
  });

  it('holds items, in the order that the item tells, and lets them go when it is deleted', async () => {
    const [a, b] = [await create({ name: 'a' }), await create({ name: 'b' })];
    const item = (await call('POST', '/v1/items', { ...ITEM, sku: 'sword', categories: [b.id, a.id, b.id] })).json;
    expect(item.categories).toEqual([b.id, a.id]);
    await call('POST', '/v1/items', { ...ITEM, sku: 'loose' });
    const skus = async (query: string) => (await call('GET', `/v1/items?${query}`)).json.map(({ sku }: { sku: string }) => sku);
    expect([await skus(`category_id=${a.id}`), await skus('category_id=unset')]).toEqual([['sword'], ['loose']]);
    expect((await call('DELETE', `/v1/item_categories/${b.id}`)).status).toBe(204);
    expect((await app.queries.ask(new GetCatalogItems({ ids: [item.id] }), tenant.scope))[0]!.category_ids).toEqual([a.id]);
    expect((await call('PUT', `/v1/items/${item.id}`, { categories: [] })).json.categories).toEqual([]);
  });
});
