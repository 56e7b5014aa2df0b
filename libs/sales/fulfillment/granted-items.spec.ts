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

  it('leaves out what of a bundle is the system’s, and believes an order of an older build that nothing is', () => {
    const order = orderForTest();
    const [line] = order.lines;
    const inside = (sku: string, told: object = {}) => ({ id: `itm_${sku}`, sku, name: sku, type: 'item', count: 1, quantity: 1, image_url: null, ...told });
    const bundle = { ...line!.grants[0]!, type: 'bundle', nested_items: [inside('gem', { is_system: false }), inside('counter', { is_system: true }), inside('old')] };
    const [granted] = grantedItems({ ...order, lines: [{ ...line!, grants: [bundle] }] });
    expect(granted!.nested_items!.map(({ sku }) => sku)).toEqual(['gem', 'old']);
  });
});
