import { orderForTest } from '#sales/orders/testing';
import { grantedItems } from './granted-items.js';

describe('what an order grants', () => {
  it('is everything its lines hold, with what was paid for it, but nothing of the system', () => {
    const order = orderForTest();
    const [line] = order.lines;
    const [grant] = line!.grants;
    const bonus = { ...grant!, quantity: 50, source: 'bonus' };
    const system = { ...grant!, item_id: 'itm_system', sku: 'pass', is_system: true };
    expect(grantedItems({ ...order, lines: [{ ...line!, grants: [grant!, bonus, system] }] })).toEqual([
      { ...grant!, price_minor: 1_999, currency: 'EUR' }, { ...bonus, price_minor: 0, currency: 'EUR' },
    ]);
  });
});
