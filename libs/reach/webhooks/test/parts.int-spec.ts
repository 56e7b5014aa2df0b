import { newId } from '#platform/kernel/ids';
import { CreateEndpoint } from '#studio/game-servers/commands';
import { ListGrantsOfOrder } from '#sales/fulfillment/queries';
import { OrderPaid, OrderPartlyRefunded, OrderRefunded } from '#sales/orders/events';
import { FakeOrders, orderPaidForTest } from '#sales/orders/testing';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { Around, bootWebhooks, HappenForTest } from './sales-around.js';

describe('an order that goes back in parts', () => {
  let app: Booted;
  let tenant: Tenant;
  const receiver = Receiver.ofSuite();
  const orders = new FakeOrders();
  beforeAll(async () => { app = await bootWebhooks({ orders, around: new Around() }); });
  afterAll(() => app?.close());
  beforeEach(async () => {
    tenant = await app.tenant();
    receiver.answer = () => ({ status: 200, body: { status: 'ok' } });
  });

  const endpoint = async (changes: Partial<CreateEndpoint['input']> = {}) => (await app.commands.execute(new CreateEndpoint({ environment: 'sandbox', url: receiver.url, events: ['item.add', 'item.remove', 'order.*'], ...changes }), tenant.scope)).endpoint_id;
  const happen = async (...events: HappenForTest['events']) => {
    await app.commands.execute(new HappenForTest(events), tenant.scope);
    await app.settle();
  };
  const told = () => receiver.received.map(({ body }) => JSON.parse(body) as Record<string, any>);
  const removed = () => told().filter(({ event_type }) => event_type === 'item.remove').map(({ aggregate_id, sequence, previous_sequence, idempotency_key, event_data }) => ({ aggregate_id, sequence, previous_sequence, idempotency_key, items: event_data.items.map(({ sku, quantity }: any) => `${quantity} ${sku}`) }));
  /** Two packs of gems and a sword. */
  const bought = async () => {
    const plain = orders.put();
    const [line] = plain.lines;
    const sword = { ...line!.grants[0]!, item_id: 'itm_01h00000000000000000000009', sku: 'sword', quantity: 1 };
    const { id } = orders.put({ id: plain.id, status: 'paid', game_id: tenant.gameId, lines: [{ ...line!, quantity: 2, grants: [{ ...line!.grants[0]!, quantity: 1_000 }] }, { ...line!, item_id: sword.item_id, sku: 'sword', grants: [sword] }] });
    await happen(new OrderPaid('order', id, orderPaidForTest({ order_id: id })));
    return id;
  };
  const part = (id: string, line_id: string, quantity: number, refunded_total_minor: number) => {
    const { payment_id, studio_id, provider, currency } = orderPaidForTest({ order_id: id });
    return new OrderPartlyRefunded('order', id, {
      order_id: id, player_id: 'P-1', status: 'paid', studio_id, payment_id, provider, currency, amount_minor: 700, net_minor: 588, tax_minor: 112, platform_fee_minor: 29, tax_components: [], refund_id: newId('ref'),
      reason_code: 'service_disruption', reason: 'The server was away', refunded_total_minor, refunded_at: 1_790_000_100, lines: [{ line_id, item_id: 'itm_01h00000000000000000000009', sku: 'sword', quantity, amount_minor: 700, tax_minor: 112 }],
    });
  };
  const grantOf = async (id: string) => (await app.queries.ask(new ListGrantsOfOrder(id), tenant.scope))[0]!;
  const parts = () => app.look<{ id: string; state: string }>('SELECT id, state FROM fulfillment.taken_part WHERE game_id = $1 ORDER BY id', [tenant.gameId]);

  it('is told part by part: the items as events of their grant, each under an effect of its own, and the order as it stands', async () => {
    await endpoint();
    const id = await bought();
    const grant = await grantOf(id);
    const first = part(id, '2', 1, 700);
    await happen(first);
    await happen(part(id, '1', 1, 1_400));
    await happen(part(id, '1', 0, 1_500));
    await happen(new OrderRefunded('order', id, { ...orderPaidForTest({ order_id: id, status: 'refunded' }), total_minor: 499, refund_id: newId('ref'), reason: 'rest', refunded_at: 1_790_000_200 }));
    const [one, two] = await parts();
    expect(removed()).toEqual([
      { aggregate_id: grant.id, sequence: 2, previous_sequence: 1, idempotency_key: `idmpt_item.remove.${one!.id}`, items: ['1 sword'] },
      { aggregate_id: grant.id, sequence: 3, previous_sequence: 2, idempotency_key: `idmpt_item.remove.${two!.id}`, items: ['500 gems.500'] },
      { aggregate_id: grant.id, sequence: 4, previous_sequence: 3, idempotency_key: `idmpt_item.remove.${grant.id}`, items: ['500 gems.500'] },
    ]);
    expect([(await parts()).map(({ state }) => state), (await grantOf(id)).state]).toEqual([['revoked', 'revoked'], 'revoked']);
    const partly = told().filter(({ event_type }) => event_type === 'order.partially_refunded');
    expect(partly).toHaveLength(3);
    expect(partly[0]).toMatchObject({ aggregate_id: id, idempotency_key: `idmpt_order.partially_refunded.${first.payload.refund_id}`, event_data: {
      id, status: 'paid', refund_id: first.payload.refund_id, refund_reason: 'The server was away', refund_reason_code: 'service_disruption', refund_amount: 700, refunded_amount: 700,
      refunded_items: [{ line_id: '2', id: 'itm_01h00000000000000000000009', sku: 'sword', quantity: 1, amount: 700 }],
    } });
  });

  it('is not granted anew by a replay, and what has to go finds the webhook that takes it now', async () => {
    const gone = await endpoint();
    const id = await bought();
    const [add] = (await app.inject({ method: 'GET', url: `/v1/webhook_deliveries?order_id=${id}`, apiKey: tenant.apiKey })).json.data.filter(({ event_type }: any) => event_type === 'item.add');
    await app.inject({ method: 'PUT', url: `/v1/webhooks/${gone}`, apiKey: tenant.apiKey, body: { enabled: false } });
    await happen(part(id, '2', 1, 700));
    expect(removed()).toEqual([]);
    await endpoint({ events: ['item.add', 'item.remove'] });
    await app.settle();
    await app.look(`UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending'`, [tenant.gameId]);
    await app.settle();
    expect(removed()).toMatchObject([{ items: ['1 sword'] }]);
    expect((await parts()).map(({ state }) => state)).toEqual(['revoked']);
    expect((await app.inject({ method: 'POST', url: `/v1/webhook_deliveries/${add.id}/replay`, apiKey: tenant.apiKey, body: {} })).status).toBe(409);
  });
});
