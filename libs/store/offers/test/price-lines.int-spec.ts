import { catalogItem } from '#store/catalog/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { CreateStore, CreateStoreItems, type NewStore, type NewStoreItem } from '../contracts/commands.js';
import { ListNoLongerSold, PriceLines, type LineRequest, type PriceLinesInput } from '../contracts/queries.js';
import { OffersModule, rows } from '../module.js';
import { neighbours } from './neighbours.js';

const NOW = 1_800_000_000;
const TEMPLATE = 'ptm_01h455vb4pex5vsknk084sn02q';
const world = neighbours();
const items = {
  sword: catalogItem({ sku: 'sword', name: 'Sword', price_minor: 999, translations: { de: { name: 'Schwert' } } }), gems: catalogItem({ sku: 'gems', type: 'currency', quantity: 100, price_minor: 499 }),
  euro: catalogItem({ sku: 'euro', price_minor: 450, currency: 'EUR' }), tagged: catalogItem({ sku: 'tagged', price_template_id: TEMPLATE, price_minor: null }), free: catalogItem({ sku: 'free', price_minor: null }),
  old: catalogItem({ sku: 'old', archived: true }), box: catalogItem({ sku: 'box', type: 'lootbox' }),
  pack: catalogItem({
    sku: 'pack', type: 'bundle',
    nested: ['gems', 'counter'].map((sku) => ({ item_id: `itm_${sku}`, sku, name: sku, type: 'item' as const, count: 1, quantity: 1, image_url: null, is_featured: false, is_system: sku === 'counter', translations: {} })),
  }),
};
world.catalog.items.push(...Object.values(items));
world.pricing.templates.set(TEMPLATE, { usdMinor: 1999n, customs: [{ country: 'DE', platform: 'any', currency: 'EUR', minor: 1555n }, { country: 'DE', platform: 'ios', currency: 'EUR', minor: 1666n }] });

let app: Booted;
let tenant: Tenant;
beforeAll(async () => {
  app = await bootContext({ modules: [OffersModule], rows, fakes: world.fakes, frozenAt: new Date(NOW * 1000) });
  tenant = await app.tenant();
});
afterAll(() => app.close());

const make = async (told: Partial<NewStoreItem> & { item_id: string }, store: Partial<NewStore> = {}) => {
  const { id } = await app.commands.execute(new CreateStore({ name: 'S', description: '', type: 'default', ...store }), tenant.scope);
  const { ids } = await app.commands.execute(new CreateStoreItems(id, [{ position: 0, ...told }]), tenant.scope);
  return { storeId: id, id: ids[0]! };
};
const price = (lines: Partial<LineRequest>[], told: Partial<PriceLinesInput> = {}, scope = tenant.scope) =>
  app.queries.ask(new PriceLines({ lines: lines.map((line) => ({ sku: 'sword', quantity: 1, ...line })), country: null, platform: 'any', locale: null, now: NOW, ...told }), scope);
const total = async (lines: Partial<LineRequest>[], told: Partial<PriceLinesInput> = {}) => {
  const order = await price(lines, told);
  return `${order.total_minor} ${order.currency}`;
};
const refusal = (lines: Partial<LineRequest>[], told: Partial<PriceLinesInput> = {}) => price(lines, told).then((order) => order, (error: { code: string; extra: { errors?: { loc: unknown[] }[] } }) => [error.code, error.extra.errors?.[0]?.loc[2]]);

describe('Lines of an order', () => {
  it.each<[string, Partial<LineRequest>[], Partial<PriceLinesInput>, string]>([
    ['the item’s own price', [{}], {}, '999 USD'], ['times the quantity', [{ quantity: 3 }], {}, '2997 USD'], ['the sum of lines', [{ quantity: 2 }, { sku: 'gems' }], {}, '2497 USD'],
    ['the price of the country', [{}, { sku: 'gems' }], { country: 'DE' }, '1298 EUR'], ['dollars where there is no tier', [{}], { country: 'KE' }, '999 USD'],
    ['the template’s price by hand', [{ sku: 'tagged' }], { country: 'DE' }, '1555 EUR'], ['the same on one platform', [{ sku: 'tagged' }], { country: 'DE', platform: 'ios' }, '1666 EUR'],
    ['a currency that is asked for', [{}], { country: 'JP', currency: 'EUR' }, '899 EUR'], ['its price by hand too, in its country', [{ sku: 'tagged' }], { country: 'DE', currency: 'EUR' }, '1555 EUR'],
    ['a preferred currency, the country left aside', [{ sku: 'tagged' }], { country: 'DE', currency: 'EUR', currency_preferred: true }, '1699 EUR'],
    ['the base price, where the country is left aside', [{}], { country: 'DE', currency_preferred: true }, '999 USD'], ['a fixed price, everywhere', [{ sku: 'euro' }], { country: 'JP' }, '450 EUR'],
    ['a template in place of every price', [{ sku: 'free' }, {}], { price_template_id: TEMPLATE, country: 'DE' }, '3110 EUR'],
    ['a price for the whole order', [{ quantity: 2 }], { price_decimal: '5.00', country: 'DE' }, '500 USD'], ['in its currency', [{ sku: 'free' }], { price_decimal: '5', currency: 'JPY' }, '5 JPY'],
    ['a price for the whole order, whatever it is divided by', [{ quantity: 3 }], { price_decimal: '5' }, '500 USD'],
    ['shared among lines', [{ sku: 'sword' }, { sku: 'gems' }], { price_decimal: '15.00', currency: 'EUR' }, '1500 EUR'],
    ['less the discount of the order', [{}], { discount_percent: 15 }, '849 USD'], ['even all of it', [{}], { discount_percent: 100 }, '0 USD'], ['a discount on a price for the whole', [{}], { price_decimal: '10', discount_percent: 10 }, '900 USD'],
  ])('cost %s', async (_name, lines, told, expected) => expect(await total(lines, told)).toBe(expected));

  it('shares a price for the whole order by what the lines cost otherwise', async () => {
    expect((await price([{ sku: 'sword' }, { sku: 'gems', quantity: 1 }], { price_decimal: '15.00' })).lines.map((line) => [line.unit_minor, line.total_minor])).toEqual([[1000, 1000], [500, 500]]);
  });

  it.each<[string, Partial<LineRequest>[], Partial<PriceLinesInput>, [string, number | string | undefined]]>([
    ['an unknown sku', [{}, { sku: 'nothing' }], {}, ['offers.unknown_sku', 1]], ['an archived item', [{ sku: 'old' }], {}, ['offers.not_for_sale', 0]], ['a loot box', [{}, {}, { sku: 'box' }], {}, ['offers.not_for_sale', 2]],
    ['an item without a price', [{}, { sku: 'free' }], {}, ['offers.no_price', 1]], ['no price in the currency', [{}], { currency: 'KES' }, ['offers.no_price', 0]],
    ['two currencies', [{}, { sku: 'euro' }], {}, ['offers.mixed_currencies', 1]], ['more than 2^53 − 1', [{ quantity: 2 ** 53 - 1 }], {}, ['offers.amount_too_large', 0]],
    ['two overrides', [{}], { price_decimal: '1', price_template_id: TEMPLATE }, ['offers.price_override_refused', undefined]], ['too many digits', [{}], { price_decimal: '1.005' }, ['offers.price_override_refused', undefined]],
    ['a template without a price in the currency', [{}], { price_template_id: TEMPLATE, currency: 'KES' }, ['offers.no_price', 0]],
    ['a store that is not there', [{ store_key: 'nowhere' }], {}, ['offers.not_for_sale', 0]], ['a store item that is not there', [{ store_item_id: 'sit_x' }], {}, ['offers.unknown_store_item', 0]],
  ])('are refused with %s', async (_name, lines, told, expected) => expect(await refusal(lines, told)).toEqual(expected));

  it('are refused at the template that is not there', async () => {
    await expect(price([{}, { sku: 'gems' }], { price_template_id: 'ptm_x' })).rejects.toMatchObject({ code: 'offers.unknown_price_template', extra: { errors: [{ loc: ['body', 'price_template_id'] }] } });
  });

  it('cost what the studio’s server says, whatever a store takes off, unless it says that too', async () => {
    const { id } = await make({ item_id: items.sword.id, discount_percent: 25 });
    const pays = (told: Partial<PriceLinesInput>) => total([{ store_item_id: id }], told);
    expect(await pays({})).toBe('749 USD');
    expect(await pays({ price_decimal: '5.00' })).toBe('500 USD');
    expect(await pays({ price_template_id: TEMPLATE })).toBe('1999 USD');
    expect([await pays({ price_decimal: '5.00', discount_percent: 10 }), await pays({ price_template_id: TEMPLATE, discount_percent: 10 })]).toEqual(['450 USD', '1799 USD']);
    expect((await price([{ store_item_id: id }], { price_decimal: '5.00' })).lines).toMatchObject([{ store_item_id: id, discount_percent: 0, unit_before_discount_minor: 500, unit_minor: 500 }]);
  });

  it('tell what of a bundle is the system’s', async () => {
    expect((await price([{ sku: 'pack' }])).lines[0]!.grants).toMatchObject([{ nested_items: [{ sku: 'gems', is_system: false }, { sku: 'counter', is_system: true }] }]);
  });

  it('can be asked whether they could still be bought', async () => {
    const ids = [items.sword.id, items.old.id, items.gems.id, items.box.id, 'itm_gone'];
    expect(await app.queries.ask(new ListNoLongerSold(ids), tenant.scope)).toEqual([items.old.id, items.box.id, 'itm_gone']);
  });

  it('take what the line says before the offer’s words, and those before the item’s', async () => {
    const { id } = await make({ item_id: items.sword.id, name: 'Deal', image_url: 'https://cdn.example/deal.png' });
    const [plain, offered, told] = (await price([{}, { store_item_id: id }, { store_item_id: id, name: 'Mine', description: 'Yours', image_url: 'https://cdn.example/mine.png' }], { locale: 'de-AT' })).lines;
    expect([plain!.name, plain!.image_url, offered!.name, offered!.image_url]).toEqual(['Schwert', null, 'Deal', 'https://cdn.example/deal.png']);
    expect(told).toMatchObject({ name: 'Mine', description: 'Yours', image_url: 'https://cdn.example/mine.png' });
    expect(offered!.grants[0]!.name).toBe('Schwert');
  });

  it('of a hub name the store item, by it alone or with its sku', async () => {
    const { id, storeId } = await make({ item_id: items.gems.id, discount_percent: 20, bonus_percent: 15, quantity: 50, price: 999 });
    const order = await price([{ sku: '', store_item_id: id, quantity: 2 }], { country: 'DE', discount_percent: 10 });
    expect(order).toMatchObject({ currency: 'EUR', total_before_discount_minor: 1798, total_minor: 1294 });
    expect(order.lines).toMatchObject([{
      sku: 'gems', store_item_id: id, store_id: storeId, discount_percent: 28, unit_before_discount_minor: 899, unit_minor: 647,
      grants: [{ sku: 'gems', quantity: 100, source: 'order' }, { sku: 'gems', quantity: 15, source: 'bonus' }],
    }]);
    expect(await total([{ sku: 'gems', store_item_id: id }])).toBe('799 USD');
    expect(await refusal([{ sku: 'sword', store_item_id: id }])).toEqual(['offers.unknown_store_item', 0]);
    const template = await make({ item_id: items.gems.id, price_template_id: TEMPLATE });
    expect(await total([{ sku: '', store_item_id: template.id }])).toBe('1999 USD');
  });

  it('of the API name a store by its key, and get the first offer of the item there', async () => {
    const { id, storeId } = await make({ item_id: items.sword.id, discount_percent: 50, position: 5 }, { key: 'summer' });
    await app.commands.execute(new CreateStoreItems(storeId, [{ item_id: items.sword.id, position: 9, discount_percent: 10 }]), tenant.scope);
    expect((await price([{ store_key: 'summer' }])).lines).toMatchObject([{ store_item_id: id, store_id: storeId, unit_minor: 500, discount_percent: 50 }]);
    expect(await refusal([{ sku: 'gems', store_key: 'summer' }])).toEqual(['offers.not_for_sale', 0]);
    expect(await refusal([{ sku: '', store_item_id: id, store_key: 'winter' }])).toEqual(['offers.unknown_store_item', 0]);
  });

  it.each<[string, Partial<NewStoreItem>, Partial<NewStore>]>([
    ['the offer', { start_at: NOW, end_at: NOW + 10 }, {}], ['the store', {}, { start_at: NOW, end_at: NOW + 10 }],
  ])('hold as long as the window of %s', async (_name, told, store) => {
    const { id } = await make({ item_id: items.sword.id, ...told }, store);
    const at = (now: number) => refusal([{ store_item_id: id }], { now });
    expect([await at(NOW - 1), await at(NOW + 10)]).toEqual([['offers.not_for_sale', 0], ['offers.not_for_sale', 0]]);
    expect([await total([{ store_item_id: id }], { now: NOW }), await total([{ store_item_id: id }], { now: NOW + 9 })]).toEqual(['999 USD', '999 USD']);
  });

  it('know nothing of another game’s offers', async () => {
    const { id } = await make({ item_id: items.sword.id });
    const other = await app.tenant();
    await expect(price([{ store_item_id: id }], {}, other.scope)).rejects.toMatchObject({ code: 'offers.unknown_store_item' });
  });
});
