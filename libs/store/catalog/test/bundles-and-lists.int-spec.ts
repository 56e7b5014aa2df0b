import { newId } from '#platform/kernel/ids';
import { GetCatalogItems, GetItemStates } from '#store/catalog/queries';
import { fakePricing } from '#store/pricing/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { CatalogModule, rows } from '../module.js';

const TEMPLATE = newId('ptm');
const ITEM = { name: 'Thing', currency: 'USD', type: 'item', is_stackable: true, is_currency: false };

describe('Bundles and lists', () => {
  let app: Booted;
  let tenant: Tenant;
  beforeAll(async () => {
    app = await bootContext({ modules: [CatalogModule], rows, fakes: [fakePricing({ [TEMPLATE]: { usdMinor: 1999n, customs: [] } }).module] });
  });
  beforeEach(async () => {
    tenant = await app.tenant();
  });
  afterAll(() => app.close());

  const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown) => app.inject({ method, url, body, apiKey: tenant.apiKey });
  const item = async (sku: string, told: object = {}) => (await call('POST', '/v1/items', { ...ITEM, sku, ...told })).json;
  const bundle = (sku: string, nested_items: object[], told: object = {}) => item(sku, { type: 'bundle', nested_items, ...told });
  const skus = async (query = '') => (await call('GET', `/v1/items?${query}`)).json.map(({ sku }: { sku: string }) => sku);

  it('holds items by id or sku with all that is told of them', async () => {
    const gem = await item('gem', { quantity: 50 });
    await item('gold');
    const nested = [{ id: gem.id, count: 3, is_featured: true, image_url: 'https://a.example/x.png', view_type: 'separated', meta: { a: 1 } }, { sku: 'gold' }, { id: gem.id, sku: 'gem' }];
    const pack = await bundle('pack', nested);
    expect(pack.nested_items).toEqual([{ ...nested[0], sku: 'gem' }, { id: expect.any(String), sku: 'gold', count: 1, is_featured: false }, { id: gem.id, sku: 'gem', count: 1, is_featured: false }]);
    expect(pack.nested_items_read).toMatchObject([{ sku: 'gem', quantity: 50, source: 'bundle' }, { sku: 'gold' }, { sku: 'gem' }]);
    expect((await call('PUT', `/v1/items/${pack.id}`, { name: 'New' })).json.nested_items).toHaveLength(3);
    expect((await call('PUT', `/v1/items/${pack.id}`, { type: 'item' })).status).toBe(422);
    expect((await call('PUT', `/v1/items/${pack.id}`, { type: 'item', nested_items: null })).json).toMatchObject({ type: 'item', nested_items: [] });
  });

  it.each<[string, object, string]>([
    ['neither id nor sku', {}, 'required'], ['an unknown sku', { sku: 'nothing' }, 'not_found'], ['an unknown id', { id: newId('itm') }, 'not_found'],
    ['two items at once', { sku: 'gold', id: 'GEM' }, 'exclusive'], ['meta with a NUL', { sku: 'gem', meta: { a: '\u0000' } }, 'storable'],
  ])('refuses to hold %s', async (_, nested, type) => {
    const gem = await item('gem');
    await item('gold');
    const refused = await call('POST', '/v1/items', { ...ITEM, sku: 'pack', type: 'bundle', nested_items: [{ ...nested, ...('id' in nested && nested.id === 'GEM' ? { id: gem.id } : {}) }] });
    expect(refused).toMatchObject({ status: 422, json: { code: type === 'storable' ? 'request.invalid' : 'catalog.item_refused', errors: [{ type, loc: expect.arrayContaining(['nested_items', 0]) }] } });
    expect(await skus('types=bundle')).toEqual([]);
  });

  it('refuses circles, also those that two writers close together', async () => {
    const a = await bundle('a', []);
    const b = await bundle('b', [{ sku: 'a' }]);
    const nest = (id: string, sku: string) => call('PUT', `/v1/items/${id}`, { nested_items: [{ sku }] });
    expect((await nest(a.id, 'a')).json).toMatchObject({ status: 422, code: 'catalog.bundle_refused', errors: [{ type: 'cycle' }] });
    expect((await nest(a.id, 'b')).json.errors[0].type).toBe('cycle');
    await call('PUT', `/v1/items/${b.id}`, { nested_items: [] });
    const both = await Promise.all([nest(a.id, 'b'), nest(b.id, 'a')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
  });

  it('is five deep at most, counted from every bundle above', async () => {
    await item('gem');
    for (let depth = 1; depth <= 5; depth++) await bundle(`b${depth}`, [{ sku: depth === 1 ? 'gem' : `b${depth - 1}` }]);
    expect((await call('POST', '/v1/items', { ...ITEM, sku: 'b6', type: 'bundle', nested_items: [{ sku: 'b5' }] })).json.errors[0].type).toBe('depth');
    const inner = await bundle('inner', [{ sku: 'gem' }]);
    expect(inner.nested_items).toHaveLength(1);
    const lowest = (await call('GET', '/v1/items?search_string=b1')).json[0];
    expect((await call('PUT', `/v1/items/${lowest.id}`, { nested_items: [{ sku: 'inner' }] })).json.errors[0].type).toBe('depth');
  });

  it('is told to the selling contexts as what it grants in the end', async () => {
    await item('gem', { quantity: 50 });
    await item('gold');
    await bundle('inner', [{ sku: 'gem', count: 2 }], { quantity: 3 });
    await bundle('outer', [{ sku: 'inner', count: 4 }, { sku: 'gold', is_featured: true }]);
    const [outer] = await app.queries.ask(new GetCatalogItems({ skus: ['outer', 'nothing'] }), tenant.scope);
    expect(outer!.nested).toMatchObject([{ sku: 'gem', count: 24, quantity: 50, is_featured: false }, { sku: 'gold', count: 1, is_featured: true }]);
    await expect(app.queries.ask(new GetCatalogItems({ skus: Array.from({ length: 501 }, (_, i) => `${i}`) }), tenant.scope)).rejects.toThrow('catalog.too_many_items');
  });

  it('is told with what belongs to the system', async () => {
    await item('gem');
    await item('counter', { is_system: true });
    await bundle('inner', [{ sku: 'gem' }], { is_system: true });
    await bundle('outer', [{ sku: 'gem' }, { sku: 'counter' }, { sku: 'inner' }]);
    const [outer] = await app.queries.ask(new GetCatalogItems({ skus: ['outer'] }), tenant.scope);
    expect(outer!.nested.map(({ sku, is_system }) => [sku, is_system])).toEqual([['gem', false], ['counter', true], ['gem', true]]);
  });

  it('tells which items are there and not archived', async () => {
    const [gem, gold] = [await item('gem'), await item('gold', { type: 'currency' })];
    await call('PUT', `/v1/items/${gold.id}`, { archived_at: 1_700_000_000 });
    const states = await app.queries.ask(new GetItemStates([gem.id, gold.id, newId('itm')]), tenant.scope);
    expect(states.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([{ id: gem.id, sku: 'gem', type: 'item', archived: false }, { id: gold.id, sku: 'gold', type: 'currency', archived: true }]);
  });

  it('refuses to grant more than numbers hold, also when a quantity grows later', async () => {
    const gem = await item('gem', { quantity: 1_000_000 });
    await bundle('pack', [{ sku: 'gem', count: 1_000_000_000 }]);
    expect((await call('PUT', `/v1/items/${gem.id}`, { quantity: 10_000_000 })).json).toMatchObject({ code: 'catalog.bundle_refused', errors: [{ type: 'size' }] });
    expect((await call('PUT', `/v1/items/${gem.id}`, { quantity: 9_000_000 })).status).toBe(200);
  });

  it('keeps an item that it holds from going away alone', async () => {
    const gem = await item('gem');
    const pack = await bundle('pack', [{ sku: 'gem' }]);
    expect((await call('DELETE', `/v1/items/${gem.id}`)).json).toMatchObject({ status: 409, code: 'catalog.item_in_use', detail: expect.stringContaining('"pack" holds') });
    expect((await call('DELETE', '/v1/items', [{ id: gem.id }, { id: pack.id }])).status).toBe(204);
    expect(await skus()).toEqual([]);
  });

  it('is searched and filtered', async () => {
    const sword = await item('sword_1', { name: 'Long Sword', price: 499, description: 'of 100% steel' });
    await item('gem', { type: 'currency', price_template_id: TEMPLATE, is_stackable: false });
    await item('relic', { archived_at: undefined });
    const relic = (await call('GET', '/v1/items?search_string=relic')).json[0];
    await call('PUT', `/v1/items/${relic.id}`, { archived_at: 1_700_000_000 });
    const cases: [string, string[]][] = [
      ['', ['relic', 'gem', 'sword_1']], ['state=all', ['relic', 'gem', 'sword_1']], ['state=active', ['gem', 'sword_1']], ['state=archived', ['relic']],
      ['search_string=SWORD', ['sword_1']], ['search_string=100%25', ['sword_1']], ['search_string=d_1', ['sword_1']], ['search_string=%25', ['sword_1']], ['search_string=zz', []],
      [`search_string=${sword.id}`, ['sword_1']], [`ids=${sword.id},${relic.id},nothing`, ['relic', 'sword_1']], ['types=currency,bundle', ['gem']], ['types=lootbox', []],
      ['with_price=true', ['gem', 'sword_1']], ['with_price=false', ['relic']], ['item_price_type=fiat', ['gem', 'sword_1']], ['item_price_type=reward_points', []],
      ['item_price_type=fiat&with_price=false', []], ['item_price_type=virtual_currency', []], ['rarity_id=rare', []], ['item_stackable_type=stackable', ['relic', 'sword_1']],
      ['item_stackable_type=non_stackable', ['gem']], ['state=active&with_price=true&types=item&search_string=steel', ['sword_1']],
    ];
    for (const [query, wanted] of cases) expect([query, await skus(query)]).toEqual([query, wanted]);
    for (const wrong of ['state=x', 'order_by=sku', 'sort_order=up', 'types=x', 'limit=0', 'limit=1001', 'offset=100001', 'with_price=maybe', 'unknown=1', 'ids=%00']) {
      expect([wrong, (await call('GET', `/v1/items?${wrong}`)).status]).toEqual([wrong, 422]);
    }
  });

  it('is ordered both ways and read page by page without a gap, ties and missing values included', async () => {
    const prices = [499, undefined, 99, 499, undefined, 999];
    for (const [i, price] of prices.entries()) await item(`i${i}`, { name: `N${(i * 5) % 6}`, ...(price ? { price } : {}), ...(i % 2 ? { position: i % 3 } : {}) });
    const ids = (await call('GET', '/v1/items?limit=100')).json.map(({ id }: { id: string }) => id);
    await call('PUT', `/v1/items/${ids[5]}`, { comment: 'changed' });
    expect(await skus('order_by=name&sort_order=asc')).toEqual(['i0', 'i5', 'i4', 'i3', 'i2', 'i1']);
    expect(await skus('order_by=price&sort_order=asc')).toEqual(['i2', 'i0', 'i3', 'i5', 'i1', 'i4']);
    expect((await skus('order_by=price&sort_order=desc')).slice(-2)).toEqual(['i4', 'i1']);
    expect((await skus('order_by=position&sort_order=asc')).slice(0, 3)).toEqual(['i3', 'i1', 'i5']);
    expect(await skus('offset=4')).toEqual(['i1', 'i0']);
    for (const order of ['created_at', 'modified_at', 'name', 'position', 'price']) {
      for (const direction of ['asc', 'desc']) {
        const whole = await skus(`order_by=${order}&sort_order=${direction}&limit=100`);
        const seen: string[] = [];
        for (let url: string | undefined = `/v1/items?order_by=${order}&sort_order=${direction}&limit=2`; url; ) {
          const page = await call('GET', url);
          seen.push(...page.json.map(({ sku }: { sku: string }) => sku));
          url = /<(.+)>; rel="next"/.exec(String(page.headers.link ?? ''))?.[1];
        }
        expect([order, direction, seen]).toEqual([order, direction, whole]);
      }
    }
    expect((await call('GET', `/v1/items?starting_after=${newId('itm')}`)).json.code).toBe('catalog.cursor_unknown');
  });

  it('is ordered by what each item costs, be it by a raw price or a template', async () => {
    for (const [sku, told] of Object.entries({ cheap: { price: 99 }, tagged: { price_template_id: TEMPLATE }, dear: { price: 2999 }, free: {}, twin: { price: 1999 }, euro: { price_template_id: TEMPLATE, currency: 'EUR' } })) await item(sku, told);
    const rising = ['cheap', 'tagged', 'twin', 'euro', 'dear', 'free'];
    expect(await skus('order_by=price&sort_order=asc')).toEqual(rising);
    expect(await skus('order_by=price&sort_order=desc')).toEqual(['dear', 'euro', 'twin', 'tagged', 'cheap', 'free']);
    const seen: string[] = [];
    for (let after = ''; seen.length < rising.length; ) {
      const [next] = (await call('GET', `/v1/items?order_by=price&sort_order=asc&limit=1${after}`)).json;
      seen.push(next.sku);
      after = `&starting_after=${next.id}`;
    }
    expect(seen).toEqual(rising);
  });

  it('answers ten items when no limit is told', async () => {
    await call('PUT', '/v1/items', Array.from({ length: 12 }, (_, i) => ({ ...ITEM, sku: `s${i}` })));
    expect([(await skus()).length, (await skus('limit=1000')).length]).toEqual([10, 12]);
  });

  it('answers what would keep a pattern busy as fast as anything else, and takes it as text', async () => {
    const made = await call('PUT', '/v1/items', Array.from({ length: 60 }, (_, i) => ({ ...ITEM, sku: `busy${i}`, description: 'a'.repeat(512) })));
    expect([made.status < 300, (await call('GET', `/v1/items?limit=100&search_string=${'a'.repeat(200)}`)).json.length]).toEqual([true, 60]);
    for (const text of ['%_'.repeat(100), '%a'.repeat(120), '(a+)+$', '\\'.repeat(200), `${'a%'.repeat(100)}b`, '_'.repeat(250)]) {
      const began = performance.now();
      const answer = await call('GET', `/v1/items?search_string=${encodeURIComponent(text)}`);
      // A hundred milliseconds for the answer, times what a busy machine takes.
      expect({ text, status: answer.status, found: answer.json, isQuick: performance.now() - began < 1_500 }).toEqual({ text, status: 200, found: [], isQuick: true });
    }
  });
});
