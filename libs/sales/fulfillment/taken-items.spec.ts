import fc from 'fast-check';
import { orderForTest } from '#sales/orders/testing';
import { grantedItems, takenItems, unitsOf } from './granted-items.js';

const [line] = orderForTest().lines;
const [own] = line!.grants;
/** Three packs of 500 gems with a bonus of 2 keys in all, and one sword. */
const order = orderForTest({
  lines: [
    { ...line!, quantity: 3, grants: [{ ...own!, quantity: 1_500 }, { ...own!, item_id: 'itm_key', sku: 'key', quantity: 2, source: 'bonus' }, { ...own!, item_id: 'itm_sys', quantity: 9, is_system: true }] },
    { ...line!, item_id: 'itm_sword', sku: 'sword', quantity: 1, grants: [{ ...own!, item_id: 'itm_sword', sku: 'sword', quantity: 1 }] },
  ],
});
const counted = (items: { sku: string; quantity: number }[]) => Object.fromEntries(items.map(({ sku, quantity }) => [sku, quantity]));

describe('what lines grant', () => {
  it('goes with their units, the last of which takes the remainder', () => {
    const one = unitsOf([{ line_id: '1', quantity: 1 }]);
    expect(counted(takenItems(order, new Map(), one))).toEqual({ 'gems.500': 500 });
    expect(counted(takenItems(order, one, one))).toEqual({ 'gems.500': 500, key: 1 });
    expect(counted(grantedItems(order, one))).toEqual({ 'gems.500': 1_000, key: 2, sword: 1 });
    expect(counted(grantedItems(order, unitsOf([{ line_id: '1', quantity: 3 }])))).toEqual({ sword: 1 });
    expect(takenItems(order, new Map(), unitsOf([{ line_id: '1', quantity: 0 }]))).toEqual([]);
  });

  it('is in all parts and what is left exactly once', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('1', '2'), { maxLength: 4 }), (asked) => {
      const quantity: Record<string, number> = { 1: 3, 2: 1 };
      let before = new Map<string, number>();
      const total: Record<string, number> = {};
      for (const line_id of asked) {
        if ((before.get(line_id) ?? 0) >= quantity[line_id]!) continue;
        const more = unitsOf([{ line_id, quantity: 1 }]);
        for (const { sku, quantity: taken } of takenItems(order, before, more)) total[sku] = (total[sku] ?? 0) + taken;
        before = unitsOf([...before, ...more].map(([id, units]) => ({ line_id: id, quantity: units })));
      }
      for (const { sku, quantity: left } of grantedItems(order, before)) total[sku] = (total[sku] ?? 0) + left;
      expect(total).toEqual({ 'gems.500': 1_500, key: 2, sword: 1 });
    }));
  });
});
