import fc from 'fast-check';
import { catalogItem } from '#store/catalog/testing';
import type { CurrencyCode } from '#platform/kernel/currency';
import { Money } from '#platform/kernel/money';
import { afterDiscounts, togetherPercent } from './discount.js';
import { isOpen, textsOf, grantsOf, type Offer } from './offer.js';
import { listOfTotal, minorOfDecimal, priceOrder } from './order-lines.js';

const offer = (told: Partial<Offer> = {}): Offer => ({
  id: 'sit_1', storeId: 'sto_1', itemId: 'itm_1', position: 0, name: null, description: null, imageUrl: null, badge: null, discountPercent: null, bonusPercent: null, bonusFixed: null,
  priceMinor: null, priceTemplateId: null, quantity: null, window: { starts: null, ends: null }, store: { key: null, window: { starts: null, ends: null } }, ...told,
});
const line = (quantity: number, told: Partial<Offer> | null = null, item = catalogItem()) => ({ request: { sku: item.sku, quantity }, item, offer: told && offer(told) });

describe('A discount', () => {
  it.each<[bigint, number[], bigint]>([
    [499n, [], 499n], [499n, [20], 399n], [150n, [1], 149n], [50n, [1], 50n], [10n, [25], 8n], [999n, [10, 10], 809n], [105n, [50, 50], 27n], [499n, [0, 0], 499n], [499n, [99], 5n], [499n, [0, 100], 0n],
  ])('%s after %j percent is %s, rounded at every step', (unit, percents, expected) => {
    expect(afterDiscounts(Money.of(unit, 'USD'), percents).minor).toBe(expected);
  });

  it.each<[number[], number]>([[[0, 0], 0], [[20, 0], 20], [[0, 15], 15], [[10, 10], 19], [[50, 50], 75], [[99, 100], 100]])('%j together are shown as %s percent', (percents, shown) => {
    expect(togetherPercent(percents)).toBe(shown);
  });
});

describe('What an order costs', () => {
  it('is unit × quantity, with the discount of the offer before that of the order', () => {
    const order = priceOrder([line(3, { discountPercent: 10 }), line(2)], { units: [999n, 500n], currency: 'EUR' }, 10, null);
    expect(order.lines.map((l) => [l.unit_before_discount_minor, l.unit_minor, l.total_before_discount_minor, l.total_minor, l.discount_percent])).toEqual([[999, 809, 2997, 2427, 19], [500, 450, 1000, 900, 10]]);
    expect([order.total_before_discount_minor, order.total_minor, order.currency]).toEqual([3997, 3327, 'EUR']);
  });

  it('adds up exactly, whatever is bought', () => {
    const lines = fc.array(fc.record({ unit: fc.bigInt(0n, 10n ** 7n), quantity: fc.integer({ min: 1, max: 1_000 }), discount: fc.option(fc.integer({ min: 0, max: 99 })) }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(lines, fc.integer({ min: 0, max: 100 }), (bought, discount) => {
        const order = priceOrder(bought.map((b) => line(b.quantity, { discountPercent: b.discount })), { units: bought.map((b) => b.unit), currency: 'USD' }, discount, null);
        const sum = (field: 'total_minor' | 'total_before_discount_minor') => order.lines.reduce((total, l) => total + l[field], 0);
        return order.total_minor === sum('total_minor') && order.total_before_discount_minor === sum('total_before_discount_minor')
          && order.lines.every((l) => l.total_minor === l.unit_minor * l.quantity && l.unit_minor <= l.unit_before_discount_minor && l.unit_minor >= 0);
      }),
    );
  });

  it.each<[string, () => unknown, number]>([
    ['a line', () => priceOrder([line(1), line(2)], { units: [1n, 2n ** 52n], currency: 'USD' }, 0, null), 1],
    ['the sum', () => priceOrder([line(1), line(1)], { units: [2n ** 52n, 2n ** 52n], currency: 'USD' }, 0, null), 1],
    ['the quantity that is granted', () => priceOrder([line(1_000, null, catalogItem({ quantity: 2 ** 50 }))], { units: [1n], currency: 'USD' }, 0, null), 0],
  ])('is refused when %s lies beyond 2^53 − 1', (_name, act, index) => {
    expect(act).toThrow(expect.objectContaining({ code: 'offers.amount_too_large', extra: { errors: [expect.objectContaining({ loc: ['body', 'items', index, 'quantity'] })] } }));
  });
});

describe('What an order grants', () => {
  const gems = catalogItem({ quantity: 550, type: 'currency' });
  const quantities = (told: Partial<Offer>, times = 1n, item = gems) => grantsOf(item, offer(told), times, null).grants.map((grant) => [grant.quantity, grant.source]);

  it('is the quantity of the item, or that of the offer, for every time', () => {
    expect(quantities({})).toEqual([[550, 'order']]);
    expect(quantities({ quantity: 100n }, 3n)).toEqual([[300, 'order']]);
  });

  it('gets a bonus of the same item, cut to whole units of all that is bought at once', () => {
    expect(quantities({ bonusPercent: 15 })).toEqual([[550, 'order'], [82, 'bonus']]);
    expect(quantities({ bonusPercent: 15 }, 3n)).toEqual([[1650, 'order'], [247, 'bonus']]);
    expect([1n, 4n, 5n].map((times) => quantities({ bonusPercent: 50 }, times, catalogItem({ quantity: 1 })))).toEqual([[[1, 'order']], [[4, 'order'], [2, 'bonus']], [[5, 'order'], [2, 'bonus']]]);
    expect(quantities({ bonusFixed: 7n }, 2n)).toEqual([[1100, 'order'], [14, 'bonus']]);
  });

  it('tells what is in a bundle, and of nothing else', () => {
    const inside = { is_system: false, item_id: 'itm_2', sku: 'gem', name: 'Gem', type: 'currency' as const, count: 2, quantity: 10, image_url: null, is_featured: true, translations: { de: { name: 'Edelstein' } } };
    expect(grantsOf(catalogItem({ type: 'bundle', nested: [inside] }), null, 2n, null).grants).toMatchObject([{ type: 'bundle', quantity: 2, nested_items: [{ id: 'itm_2', sku: 'gem', name: 'Gem', count: 2, quantity: 10 }] }]);
    expect(grantsOf(catalogItem({ type: 'bundle', nested: [inside] }), null, 1n, 'de-AT').grants).toMatchObject([{ nested_items: [{ name: 'Edelstein' }] }]);
    expect(grantsOf(catalogItem({ nested: [inside] }), null, 1n, null).grants[0]!.nested_items).toBeNull();
  });
});

describe('Texts', () => {
  const item = catalogItem({ name: 'Sword', description: 'Sharp', translations: { de: { name: 'Schwert' }, 'pt-BR': { name: 'Espada', description: 'Afiada' } } });
  it.each<[string | null, Partial<Offer>, string, string]>([
    [null, {}, 'Sword', 'Sharp'], ['de', {}, 'Schwert', 'Sharp'], ['de-AT', {}, 'Schwert', 'Sharp'], ['pt-BR', {}, 'Espada', 'Afiada'], ['pt', {}, 'Sword', 'Sharp'], ['fr', {}, 'Sword', 'Sharp'],
    ['de', { name: 'Deal' }, 'Deal', 'Sharp'], ['de', { description: 'Only today' }, 'Schwert', 'Only today'],
  ])('in %s, with %j of the offer', (locale, told, name, description) => expect(textsOf(item, offer(told), locale)).toEqual({ name, description }));
});

describe('A window', () => {
  it.each<[number | null, number | null, number, boolean]>([[null, null, 5, true], [5, null, 5, true], [6, null, 5, false], [null, 5, 5, false], [null, 6, 5, true], [1, 9, 5, true]])('from %s to %s at %s: %s', (starts, ends, now, open) =>
    expect(isOpen({ starts, ends }, now)).toBe(open));
});

describe('A price for the whole order', () => {
  it.each<[string, CurrencyCode, bigint]>([['9.99', 'USD', 999n], ['9.9', 'USD', 990n], ['9.990', 'USD', 999n], ['10', 'JPY', 10n], ['0.123', 'KWD', 123n], ['1000000000', 'USD', 100_000_000_000n]])('reads %s %s as %s', (text, currency, minor) =>
    expect(minorOfDecimal(text, currency)).toBe(minor));

  it.each<[string, CurrencyCode]>([['9.999', 'USD'], ['10.5', 'JPY'], ['-1', 'USD'], ['1e3', 'USD'], ['', 'USD'], ['.5', 'USD']])('refuses "%s" %s', (text, currency) =>
    expect(() => minorOfDecimal(text, currency)).toThrow(expect.objectContaining({ code: 'offers.price_override_refused' })));

  it('is shared in proportion and adds up', () => {
    expect(listOfTotal(1_000n, [1], [null])).toEqual({ units: [1_000n], totals: [1_000n] });
    expect(listOfTotal(1_000n, [4], [null])).toEqual({ units: [250n], totals: [1_000n] });
    expect(listOfTotal(100n, [1, 1, 1], [1n, 1n, 1n])).toEqual({ units: [34n, 33n, 33n], totals: [34n, 33n, 33n] });
    expect(listOfTotal(900n, [1, 2], [100n, 100n])).toEqual({ units: [300n, 300n], totals: [300n, 600n] });
  });

  it('is exact for the order, and the price of one is rounded where it has to be', () => {
    expect(listOfTotal(500n, [3], [null])).toEqual({ units: [167n], totals: [500n] });
    const order = priceOrder([line(3)], { ...listOfTotal(500n, [3], [null]), currency: 'USD' }, 0, null);
    expect(order).toMatchObject({ total_minor: 500, total_before_discount_minor: 500, lines: [{ quantity: 3, unit_minor: 167, total_minor: 500 }] });
    const cut = priceOrder([line(3)], { ...listOfTotal(500n, [3], [null]), currency: 'USD' }, 10, null);
    expect(cut).toMatchObject({ total_minor: 450, total_before_discount_minor: 500, lines: [{ discount_percent: 10, unit_minor: 150, total_minor: 450 }] });
  });

  it.each<[string, () => unknown]>([
    ['beside an item without a price', () => listOfTotal(1_000n, [1, 1], [1n, null])], ['over items that cost nothing', () => listOfTotal(1_000n, [1, 1], [0n, 0n])],
  ])('is refused %s', (_name, act) => expect(act).toThrow(expect.objectContaining({ code: 'offers.price_override_refused' })));
});
