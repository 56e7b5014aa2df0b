import { setTimeout as pause } from 'node:timers/promises';
import { ContractClient } from '../contract/contract-client.js';
import { CARDS, Storefront, getJson, secretOf } from '../support/buyer.js';
import { startSystem, type System } from '../support/system.js';

/** What a studio that is integrated with the reference platform does here: same words, another base URL and key. */
describe("a purchase in the contract's own words", () => {
  let system: System;
  let studio: ContractClient;
  let store: Storefront;
  beforeAll(async () => {
    system = await startSystem({ without: ['mailbox'] });
    studio = new ContractClient(system.urls.api, system.demo.api_key);
    store = new Storefront(system);
  }, 180_000);
  afterAll(async () => {
    await store?.close();
    await system?.close();
  });

  const until = async <T>(what: () => Promise<T>, good: (value: T) => boolean, withinMs = 20_000): Promise<T> => {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const value = await what();
      if (good(value)) return value;
      if (performance.now() > deadline) throw new Error(`It did not come to that: ${JSON.stringify(value).slice(0, 1_000)}`);
      await pause(100);
    }
  };

  it('configures, sells and refunds with nothing but contract operations', async () => {
    const template = await studio.call<{ id: string }>('create_price_template', { body: { key: 'contract-words', name: 'Contract words', price: 499, category: 'none', customs: [{ country: 'NL', currency: 'EUR', platform: 'any', price: 549 }] } });
    expect(template.status).toBe(201);
    const category = await studio.call<{ id: string }>('create_item_category', { body: { name: 'Lanterns', position: 1, slug: 'lanterns' } });
    const item = await studio.call<{ id: string; sku: string }>('create_item', {
      body: { name: 'Old Lantern', sku: 'old-lantern', type: 'item', currency: 'USD', is_stackable: false, is_currency: false, price_template_id: template.body.id, categories: [category.body.id], description: 'It still burns.' },
    });
    expect(item.status).toBe(201);
    const shop = await studio.call<{ id: string }>('create_store', { body: { name: 'Lantern shop', description: 'Lanterns', type: 'special', key: 'lantern-shop' } });
    const offer = await studio.call<{ id: string }>('create_store_item', { path: { store_id: shop.body.id }, body: { item_id: item.body.id, position: 0, discount_percent: 10 } });
    expect(offer.status).toBe(201);
    const listed = await studio.call<{ item_id: string }[]>('get_store_items', { path: { store_id: shop.body.id } });
    expect(listed.body.map((entry) => entry.item_id)).toEqual([item.body.id]);

    const order = await studio.call<{ order_id: string; checkout_url: string }>('create_order', {
      body: { player_id: 'Words-1', items: [{ sku: 'old-lantern', quantity: 2, store_key: 'lantern-shop' }], email: 'words@player.example', country: 'NL', metadata: { quest: 'q1' } },
    });
    expect(order.status).toBe(201);
    const secret = secretOf(order.body.checkout_url);
    const view = await store.checkout(secret);
    // 10 % off 5.49 EUR is 4.94 EUR (4.941), twice.
    expect([view.state, view.amounts.total.minor, view.amounts.currency]).toEqual(['open', 988, 'EUR']);
    const paid = await store.pay(secret, await store.cardToken(CARDS.succeeds), view.amounts);
    expect([paid.status, paid.body.decline ?? null]).toEqual([200, null]);

    const read = await until(() => studio.call<{ status: string; amount: number; metadata: object; receipt_number: string }>('get_order', { path: { order_id: order.body.order_id } }), ({ body }) => body.status === 'paid');
    expect(read.body).toMatchObject({ amount: 988, metadata: { quest: 'q1' }, receipt_number: expect.stringMatching(/^\d{16}$/) });
    const payments = await studio.call<{ status: string; total: number; currency: string }[]>('get_payments', { query: { order_id: order.body.order_id } });
    expect(payments.body).toEqual([expect.objectContaining({ status: 'done', total: 988, currency: 'EUR' })]);
    const inventory = (): Promise<{ items: { sku: string; quantity: number }[] }> => getJson(`${system.urls.game}/inventory/Words-1`);
    await until(inventory, ({ items }) => items.some((entry) => entry.sku === 'old-lantern' && entry.quantity === 2));

    await studio.call('update_order', { path: { order_id: order.body.order_id }, body: { handled_by_client: true } });
    const refund = await studio.call('refund_order', { path: { order_id: order.body.order_id }, body: { reason: 'The player asked' } });
    const again = await studio.call('refund_order', { path: { order_id: order.body.order_id }, body: { reason: 'The player asked' } });
    expect([refund.status, again.status]).toEqual([200, 200]);
    await until(() => studio.call<{ status: string }>('get_order', { path: { order_id: order.body.order_id } }), ({ body }) => body.status === 'refunded');
    await until(inventory, ({ items }) => !items.some((entry) => entry.sku === 'old-lantern' && entry.quantity > 0));

    const { verified, rejected } = await getJson(`${system.urls.game}/stats`);
    expect([verified > 0, rejected]).toEqual([true, 0]);
    const balance = await getJson(`${system.urls.api}/v1/ledger/trial-balance`, { authorization: `Bearer ${system.demo.api_key}` });
    expect(balance.balanced).toBe(true);
  }, 120_000);

  it('refuses to send what the contract does not know', async () => {
    await expect(studio.call('create_item', { body: { name: 'x' } })).rejects.toThrow(/required/);
    await expect(studio.call('create_unicorn')).rejects.toThrow(/no operation/);
  });
});
