import type { ItemChanges } from '../contracts/commands.js';
import { changedItem, freshItem, type Item } from './item.js';

const NOW = new Date('2026-03-01T00:00:00Z');
const SWORD = { name: 'Sword', currency: 'USD', sku: 'sword', type: 'item', is_stackable: true, is_currency: false } as const;
const fresh = freshItem('itm_1', SWORD, NOW);
const change = (told: ItemChanges, before: Item = fresh): Item => changedItem(before, told, ['body', 2], '2026-03-01');
const priceOf = ({ price_minor, price_template_id }: Item) => [price_minor, price_template_id];

describe('An item', () => {
  it('stays as it is where nothing is told', () => {
    expect(change({})).toEqual(fresh);
    const full = change({ price: 100, description: 'x', quantity: 5, duration: 60, fallback_item_id: 'itm_2', fallback_item_quantity: 3, archived_at: 10, meta: { a: 1 } });
    expect(change({}, full)).toEqual(full);
    expect(change({ name: 'Axe' }, full)).toEqual({ ...full, name: 'Axe' });
  });

  it('loses what is told to be null, or has its default back', () => {
    const full = change({ price: 100, description: 'x', quantity: 5, view_option: 'skeleton', duration: 60, fallback_item_id: 'itm_2', archived_at: 10, meta: {}, is_system: true, image_url: 'https://a.b/c' });
    expect(change({ price: null, description: null, quantity: null, view_option: null, duration: null, fallback_item_id: null, archived_at: null, meta: null, is_system: null, image_url: '' }, full)).toEqual(fresh);
  });

  it('has a raw price or a template, the one told last, and does not take both at once', () => {
    const raw = change({ price: 100 });
    expect(priceOf(raw)).toEqual([100n, null]);
    expect(priceOf(change({ price_template_id: 'ptm_1' }, raw))).toEqual([null, 'ptm_1']);
    const template = change({ price: null, price_template_id: 'ptm_1' }, raw);
    expect(priceOf(template)).toEqual([null, 'ptm_1']);
    for (const told of [{ price: 100 }, { price_point: 100 }]) {
      expect(() => change({ ...told, price_template_id: 'ptm_1' })).toThrow(expect.objectContaining({ code: 'catalog.price_ambiguous', status: 422, extra: { errors: [expect.objectContaining({ loc: ['body', 2, 'price'] })] } }));
    }
    expect(priceOf(change({ price: 0 }, template))).toEqual([0n, null]);
    expect(priceOf(change({ price: null }, template))).toEqual([null, 'ptm_1']);
    expect(priceOf(change({ price: 5, price_template_id: null }, template))).toEqual([5n, null]);
    expect(priceOf(change({ price_template_id: null }, raw))).toEqual([100n, null]);
  });

  it('takes price_point in US cents only, and not against price', () => {
    expect(priceOf(change({ price_point: 300 }))).toEqual([300n, null]);
    expect(priceOf(change({ price_point: 300, price: 300 }))).toEqual([300n, null]);
    expect(() => change({ price_point: 300, price: 301 })).toThrow('catalog.item_refused');
    expect(() => change({ price_point: 300, currency: 'EUR' })).toThrow('catalog.item_refused');
  });

  it('is not priced in a currency that has ended, while an old one keeps standing', () => {
    const old = { ...fresh, currency: 'BGN', price_minor: 100n };
    expect(() => change({ currency: 'BGN' })).toThrow('BGN ended');
    expect(() => change({ price: 200 }, old)).toThrow('BGN ended');
    expect(change({ name: 'Axe' }, old).currency).toBe('BGN');
    expect(changedItem(fresh, { currency: 'BGN' }, ['body'], '2026-01-31').currency).toBe('BGN');
  });

  it('falls back to another item, once unless told', () => {
    expect(change({ fallback_item_id: 'itm_2' }).fallback_item_quantity).toBe(1n);
    expect(change({ fallback_item_id: 'itm_3' }, change({ fallback_item_id: 'itm_2', fallback_item_quantity: 7 })).fallback_item_quantity).toBe(7n);
    expect(() => change({ fallback_item_quantity: 7 })).toThrow('catalog.item_refused');
    expect(() => change({ fallback_item_id: 'itm_1' })).toThrow('itself');
  });

  it('tells where in the request a fault is', () => {
    try {
      change({ meta: { a: '\u0000' } });
      throw new Error('accepted');
    } catch (error) {
      expect((error as { extra: object }).extra).toMatchObject({ errors: [{ loc: ['body', 2, 'meta'], type: 'text' }] });
    }
  });

  it.each<[string, object, boolean]>([
    ['a pair', { a: '😀' }, true], ['a written-out escape', { a: '\\u0000' }, true], ['a backslash before a NUL', { a: '\\\u0000' }, false], ['half a pair', { a: '\ude00' }, false],
    ['a NUL in a key', { 'a\u0000': 1 }, false], ['65,536 characters', { a: 'x'.repeat(65_536 - 8) }, true], ['one more', { a: 'x'.repeat(65_536 - 7) }, false],
  ])('keeps free JSON that the database can keep: %s', (_, meta, isKept) => {
    if (isKept) expect(change({ meta: meta as Record<string, unknown> }).meta).toEqual(meta);
    else expect(() => change({ meta: meta as Record<string, unknown> })).toThrow('catalog.item_refused');
  });
});
