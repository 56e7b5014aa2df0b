import { catalogItem } from '#store/catalog/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { CreateStore, CreateStoreItems, DeleteStoreItems, UpdateStore, UpdateStoreItems, type NewStore, type NewStoreItem } from '../contracts/commands.js';
import { GetStorefront, PriceLines } from '../contracts/queries.js';
import { Snapshots } from '../infra/snapshots.js';
import { OffersModule, rows } from '../module.js';
import { neighbours } from './neighbours.js';

const NOW = 1_800_000_000;
const world = neighbours();
const sword = catalogItem({ sku: 'sword', name: 'Sword', price_minor: 999, translations: { de: { name: 'Schwert' } } });
const gems = catalogItem({ sku: 'gems', name: 'Gems', type: 'currency', quantity: 100, price_minor: 499, image_url: 'https://cdn.example/gems.png' });
const euro = catalogItem({ sku: 'euro', price_minor: 450, currency: 'EUR' });
const unpriced = catalogItem({ sku: 'unpriced', price_minor: null });
const archived = catalogItem({ sku: 'archived', archived: true });
const system = catalogItem({ sku: 'system', is_system: true });
world.catalog.items.push(sword, gems, euro, unpriced, archived, system);

let app: Booted;
let tenant: Tenant;
beforeAll(async () => {
  app = await bootContext({ modules: [OffersModule], rows, fakes: world.fakes, frozenAt: new Date(NOW * 1000) });
});
beforeEach(async () => {
  tenant = await app.tenant();
});
afterAll(() => app.close());

const store = async (told: Partial<NewStore> = {}, items: NewStoreItem[] = []) => {
  const { id } = await app.commands.execute(new CreateStore({ name: 'S', description: 'D', type: 'default', ...told }), tenant.scope);
  const ids = items.length > 0 ? (await app.commands.execute(new CreateStoreItems(id, items), tenant.scope)).ids : [];
  return { id, ids };
};
const front = (told: Partial<GetStorefront['input']> = {}, scope = tenant.scope) => app.queries.ask(new GetStorefront({ country: 'DE', locale: 'en', platform: 'any', now: NOW, ...told }), scope);
const shelf = async (told: Partial<GetStorefront['input']> = {}) => (await front(told)).stores.flatMap(({ items }) => items.map(({ sku }) => sku)).join(' ');

describe('The storefront', () => {
  it('shows stores with what they offer, priced for the country', async () => {
    const made = await store({ key: 'main', name: 'Main', end_at: NOW + 60 }, [
      { item_id: gems.id, position: 2, discount_percent: 25, bonus_percent: 10, custom_badge: 'HOT', end_at: NOW + 30 }, { item_id: sword.id, position: 1, name: 'Deal' },
    ]);
    expect((await front()).stores).toEqual([{
      store_id: made.id, key: 'main', name: 'Main', description: 'D', ends_at: NOW + 60,
      items: [
        expect.objectContaining({ store_item_id: made.ids[1], sku: 'sword', name: 'Deal', position: 1, badge: null, discount_percent: 0, price: { amount_minor: 899, before_discount_minor: 899, currency: 'EUR' }, ends_at: null }),
        expect.objectContaining({
          store_item_id: made.ids[0], sku: 'gems', name: 'Gems', image_url: 'https://cdn.example/gems.png', badge: 'HOT', discount_percent: 25, price: { amount_minor: 299, before_discount_minor: 399, currency: 'EUR' },
          ends_at: NOW + 30, grants: [expect.objectContaining({ quantity: 100, source: 'order' }), expect.objectContaining({ quantity: 10, source: 'bonus' })],
        }),
      ],
    }]);
  });

  it('says where an item stands in the catalog: the first of its categories', async () => {
    world.catalog.categories = [{ id: 'cat_gear', name: 'Gear', position: 1 }, { id: 'cat_rest', name: 'Rest', position: 2 }];
    const placed = catalogItem({ sku: 'placed', category_ids: ['cat_rest', 'cat_gear', 'cat_gone'] });
    world.catalog.items.push(placed);
    await store({}, [{ item_id: placed.id, position: 0 }, { item_id: sword.id, position: 1 }]);
    expect((await front()).stores[0]!.items.map(({ category }) => category)).toEqual([{ id: 'cat_gear', name: 'Gear', position: 1 }, null]);
  });

  it('shows the price that an order pays', async () => {
    await store({}, [{ item_id: gems.id, position: 0, discount_percent: 33 }, { item_id: sword.id, position: 1, price: 1999, discount_percent: 7 }, { item_id: euro.id, position: 2, discount_percent: 1 }]);
    for (const country of ['DE', 'JP', 'US', 'KW', 'KE', 'CH']) {
      for (const item of (await front({ country })).stores[0]!.items) {
        const order = await app.queries.ask(new PriceLines({ lines: [{ sku: '', quantity: 1, store_item_id: item.store_item_id }], country, platform: 'any', locale: null, now: NOW }), tenant.scope);
        expect([order.total_minor, order.total_before_discount_minor, order.currency]).toEqual([item.price!.amount_minor, item.price!.before_discount_minor, item.price!.currency]);
        expect(order.lines[0]!.grants).toEqual(item.grants);
      }
    }
  });

  it('speaks the language that is asked for, as far as there are texts', async () => {
    await store({}, [{ item_id: sword.id, position: 0 }]);
    const name = async (locale: string) => (await front({ locale })).stores[0]!.items[0]!.name;
    expect([await name('de'), await name('en'), await name('de-CH'), await name('fr')]).toEqual(['Schwert', 'Sword', 'Schwert', 'Sword']);
  });

  it('leaves out what cannot be ordered, and shows what has no price without one', async () => {
    await store({}, [{ item_id: archived.id, position: 0 }, { item_id: unpriced.id, position: 1 }, { item_id: sword.id, position: 2 }, { item_id: system.id, position: 3 }]);
    expect((await front()).stores[0]!.items.map(({ sku, price }) => [sku, price?.amount_minor])).toEqual([['unpriced', undefined], ['sword', 899]]);
  });

  it('opens and closes stores and offers to the second, out of one snapshot', async () => {
    await store({ name: 'late', start_at: NOW + 10, end_at: NOW + 20 }, [{ item_id: sword.id, position: 0 }]);
    await store({ name: 'always' }, [{ item_id: gems.id, position: 0, start_at: NOW + 5, end_at: NOW + 15 }, { item_id: euro.id, position: 1 }]);
    const before = app.app.get(Snapshots).size;
    const at = async (now: number) => (await front({ now })).stores.map(({ name, items }) => `${name}:${items.map(({ sku }) => sku).join('+')}`).join(' ');
    expect([await at(NOW), await at(NOW + 5), await at(NOW + 10), await at(NOW + 14), await at(NOW + 15), await at(NOW + 19), await at(NOW + 20)]).toEqual([
      'always:euro', 'always:gems+euro', 'late:sword always:gems+euro', 'late:sword always:gems+euro', 'late:sword always:euro', 'late:sword always:euro', 'always:euro',
    ]);
    expect(app.app.get(Snapshots).size).toBe(before + 1);
    const until = async (now: number) => (await front({ now })).valid_until;
    expect([await until(NOW), await until(NOW + 5), await until(NOW + 14), await until(NOW + 15), await until(NOW + 19), await until(NOW + 20)]).toEqual([NOW + 5, NOW + 10, NOW + 15, NOW + 20, NOW + 20, null]);
  });

  it('shows special stores before the plain ones', async () => {
    await store({ name: 'b' });
    await store({ name: 'c' });
    await store({ name: 'a', type: 'special' });
    expect((await front()).stores.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('changes with the commit of a store, an offer, a template or an item', async () => {
    const made = await store({}, [{ item_id: sword.id, position: 0 }, { item_id: gems.id, position: 1 }]);
    const versions = [(await front()).version];
    const after = async (change: () => Promise<unknown>) => {
      await change();
      const now = await front();
      versions.push(now.version);
      return now.stores[0]!;
    };
    expect((await after(() => app.commands.execute(new UpdateStore(made.id, { name: 'New' }), tenant.scope))).name).toBe('New');
    expect((await after(() => app.commands.execute(new UpdateStoreItems(made.id, [{ id: made.ids[0]!, discount_percent: 50 }]), tenant.scope))).items[0]!.price!.amount_minor).toBe(450);
    expect((await after(() => app.commands.execute(new DeleteStoreItems(made.id, [made.ids[0]!]), tenant.scope))).items.map(({ sku }) => sku)).toEqual(['gems']);
    gems.name = 'Gems!';
    world.catalog.version++;
    app.app.get(Snapshots).forgetVersion(tenant.gameId);
    expect((await after(async () => undefined)).items[0]!.name).toBe('Gems!');
    world.pricing.version++;
    app.app.get(Snapshots).forgetVersion(tenant.gameId);
    await after(async () => undefined);
    expect(new Set(versions).size).toBe(6);
  });

  it('compiles once for many that ask at the same time, and then needs no SQL of its own', async () => {
    await store({}, [{ item_id: sword.id, position: 0 }]);
    await front({ country: 'US' });
    const before = app.database.statements;
    await Promise.all(Array.from({ length: 20 }, () => front({ country: 'FR' })));
    const compiled = app.database.statements - before;
    expect(compiled).toBeLessThanOrEqual(20 * 3 + 5);
    const ready = app.database.statements;
    for (let n = 0; n < 20; n++) await front({ country: 'FR' });
    // Only looks at the version, at most one within 250 ms: begin, tell the game, read, commit.
    expect(app.database.statements - ready).toBeLessThanOrEqual(2 * 4);
  });

  it('is read again when something is committed in the middle of a reading', async () => {
    await store({}, [{ item_id: sword.id, position: 0 }]);
    const [name, version] = [sword.name, world.catalog.version];
    let looks = 0;
    // The first reading lies between the first look at the version and the second: there the item changes.
    Object.defineProperty(world.catalog, 'version', { configurable: true, get: () => (looks++ === 0 ? version : ((sword.name = 'After'), version + 1)) });
    try {
      const { stores, version: shown } = await front();
      expect([stores[0]!.items[0]!.name, shown.split('.')[0], looks]).toEqual(['After', String(version + 1), 3]);
    } finally {
      Object.defineProperty(world.catalog, 'version', { configurable: true, writable: true, value: version + 1 });
      sword.name = name;
    }
  });

  it('cannot be changed by one of its readers', async () => {
    await store({}, [{ item_id: sword.id, position: 0 }]);
    const { stores } = await front();
    expect(() => void (stores[0]!.items[0]!.price!.amount_minor = 1)).toThrow(TypeError);
    expect(() => stores[0]!.items.pop()).toThrow(TypeError);
    expect(() => void (stores[0]!.name = 'Mine')).toThrow(TypeError);
    expect((await front()).stores).toMatchObject([{ name: 'S', items: [{ sku: 'sword', price: { amount_minor: 899 } }] }]);
  });

  it('keeps a bounded number of snapshots', async () => {
    await store({}, [{ item_id: sword.id, position: 0 }]);
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
    for (const country of letters.flatMap((a) => letters.slice(0, 20).map((b) => a + b))) await front({ country });
    expect(app.app.get(Snapshots).size).toBe(500);
    expect(await shelf()).toBe('sword');
  });

  it('is of one game', async () => {
    await store({}, [{ item_id: sword.id, position: 0 }]);
    const other = await app.tenant();
    expect((await front({}, other.scope)).stores).toEqual([]);
    expect((await front({}, { ...tenant.scope, gameId: tenant.liveGameId })).stores).toEqual([]);
    expect(await shelf()).toBe('sword');
  });
});
