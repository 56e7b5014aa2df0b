import { newId } from '#platform/kernel/ids';
import { CreateEndpoint } from '#studio/game-servers/commands';
import { GetEndpointSecret } from '#studio/game-servers/queries';
import { ListGrantsOfOrder } from '#sales/fulfillment/queries';
import { OrderPaid, OrderRefunded } from '#sales/orders/events';
import { FakeOrders, orderPaidForTest } from '#sales/orders/testing';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver, type Received } from '../../../../test/support/receiver.js';
import { Around, bootWebhooks, HappenForTest } from './sales-around.js';

let app: Booted;
let tenant: Tenant;
const receiver = Receiver.ofSuite();
const orders = new FakeOrders();
const around = new Around();

beforeAll(async () => {
  app = await bootWebhooks({ orders, around });
});
afterAll(() => app?.close());
beforeEach(async () => {
  tenant = await app.tenant();
  receiver.answer = () => ({ status: 200, body: { status: 'ok' } });
});

const ALL = ['item.add', 'item.remove', 'order.*', 'payment.*'];
async function endpoint(changes: Partial<CreateEndpoint['input']> = {}): Promise<{ id: string; secret: string }> {
  const { endpoint_id: id } = await app.commands.execute(new CreateEndpoint({ environment: 'sandbox', url: receiver.url, events: ALL, ...changes }), tenant.scope);
  return { id, secret: await app.queries.ask(new GetEndpointSecret(id), tenant.scope) };
}
const happen = (...events: HappenForTest['events']) => app.commands.execute(new HappenForTest(events), tenant.scope);
const put = (id: string, body: object) => app.inject({ method: 'PUT', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey, body });
const list = async (query = '') => (await app.inject({ method: 'GET', url: `/v1/webhook_deliveries${query}`, apiKey: tenant.apiKey })).json.data as Record<string, unknown>[];
const post = (path: string, body: object = {}) => app.inject({ method: 'POST', url: path, apiKey: tenant.apiKey, body });
const bodyOf = (received: Received) => JSON.parse(received.body) as Record<string, any>;
const types = () => receiver.received.map((each) => bodyOf(each).event_type as string);
const dueNow = () => app.look("UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending'", [tenant.gameId]);
const granted = async (orderId: string) => (await app.queries.ask(new ListGrantsOfOrder(orderId), tenant.scope))[0];

async function pay(): Promise<{ orderId: string; paid: OrderPaid }> {
  const order = orders.put({ status: 'paid', game_id: tenant.gameId });
  const paid = new OrderPaid('order', order.id, orderPaidForTest({ order_id: order.id }));
  await happen(paid);
  await app.settle();
  return { orderId: order.id, paid };
}
const problems = () => app.look('SELECT subscriber, last_error FROM platform.outbox_delivery WHERE last_error IS NOT NULL AND game_id = $1', [tenant.gameId]);
afterEach(async () => { if (tenant) expect(await problems()).toEqual([]); });
const refund = (orderId: string) => happen(new OrderRefunded('order', orderId, { ...orderPaidForTest({ order_id: orderId, status: 'refunded' }), refund_id: newId('ref'), reason: 'asked', refunded_at: 1_790_000_100 }));

describe('a disabled webhook', () => {
  it('gets what was kept for it once it is enabled', async () => {
    const { id } = await endpoint();
    await put(id, { enabled: false });
    await app.settle();
    const { orderId } = await pay();
    expect(receiver.received).toHaveLength(0);
    expect(await list(`?order_id=${orderId}`)).toMatchObject([{ status: 'pending', attempts: 0, is_waiting: true }, { status: 'pending', attempts: 0, is_waiting: true }]);
    await put(id, { enabled: true });
    await app.settle();
    expect(types().sort()).toEqual(['item.add', 'order.paid', 'payment.succeeded']);
    expect(await granted(orderId)).toMatchObject({ state: 'acknowledged' });
  });

  it('leaves its grants to the one that takes them now', async () => {
    const { id } = await endpoint();
    await put(id, { enabled: false });
    await pay();
    const other = await endpoint({ events: ['item.add'] });
    await app.settle();
    expect(types()).toEqual(['item.add']);
    expect(await list('?event_type=item.add')).toMatchObject([{ status: 'succeeded', endpoint_id: other.id }]);
  });

  it('that is deleted ends its deliveries, but no grant', async () => {
    const { id } = await endpoint();
    receiver.answer = () => ({ status: 500 });
    const { orderId } = await pay();
    await app.inject({ method: 'DELETE', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey });
    await app.settle();
    expect(await list('?event_type=order.paid')).toMatchObject([{ status: 'dead', closed_reason: 'endpoint_deleted' }]);
    receiver.clear();
    receiver.answer = () => ({ status: 200 });
    await endpoint({ events: ['item.add'] });
    await app.settle();
    expect(types()).toEqual(['item.add']);
    expect(await granted(orderId)).toMatchObject({ state: 'acknowledged' });
  });

  it('is not missed where there was none at all when the order was paid', async () => {
    const { orderId } = await pay();
    expect(await list('?event_type=item.add')).toMatchObject([{ status: 'pending', endpoint_id: null, is_waiting: true }]);
    await endpoint();
    await app.settle();
    expect(await granted(orderId)).toMatchObject({ state: 'acknowledged' });
  });
});

describe('an order that goes back', () => {
  it('has its items removed after the game had them', async () => {
    await endpoint({ events: ['item.add', 'item.remove'] });
    const { orderId } = await pay();
    await refund(orderId);
    await app.settle();
    expect(types()).toEqual(['item.add', 'item.remove']);
    const [add, remove] = receiver.received.map(bodyOf);
    expect(remove).toMatchObject({ aggregate_id: add!.aggregate_id, sequence: 2, previous_sequence: 1, event_data: { reason: `Order refunded ${orderId}`, items: add!.event_data.items } });
    expect(remove!.idempotency_key).not.toBe(add!.idempotency_key);
    expect(await granted(orderId)).toMatchObject({ state: 'revoked' });
    const [delivery] = await list('?event_type=item.add');
    const replay = await post(`/v1/webhook_deliveries/${delivery!.id as string}/replay`);
    expect(replay.status).toBe(409);
    expect(replay.json).toMatchObject({ code: 'webhook_delivery.closed', reason: 'taken_back' });
  });

  it('before any attempt is never granted, and nothing is removed', async () => {
    const { orderId } = await pay();
    await refund(orderId);
    await app.settle();
    await endpoint({ events: ['item.add', 'item.remove'] });
    await app.settle();
    expect(receiver.received).toHaveLength(0);
    expect(await granted(orderId)).toMatchObject({ state: 'voided' });
  });

  it('after an attempt of unknown outcome is not granted again, and removed to be sure', async () => {
    await endpoint({ events: ['item.add', 'item.remove'] });
    receiver.answer = (request) => ({ status: bodyOf(request).event_type === 'item.add' ? 500 : 200 });
    const { orderId } = await pay();
    await refund(orderId);
    await app.settle();
    await dueNow();
    await app.settle();
    expect(types()).toEqual(['item.add', 'item.remove']);
    expect(await granted(orderId)).toMatchObject({ state: 'revoked' });
  });

  it('during an attempt is removed after it, and a late yes changes nothing', async () => {
    await endpoint({ events: ['item.add', 'item.remove'] });
    const order = orders.put({ status: 'paid', game_id: tenant.gameId });
    let isBack = false;
    receiver.answer = async (request) => {
      // The yes leaves only after the order has gone back and everything has heard of it.
      if (bodyOf(request).event_type === 'item.add' && !isBack) {
        await refund(order.id);
        await app.settle();
        isBack = true;
      }
      return { status: 200 };
    };
    await happen(new OrderPaid('order', order.id, orderPaidForTest({ order_id: order.id })));
    await app.settle();
    expect(isBack).toBe(true);
    expect(types()).toEqual(['item.add']);
    expect(await granted(order.id)).toMatchObject({ state: 'voided' });
    expect(await list('?event_type=item.remove')).toMatchObject([{ status: 'pending' }]);
    const [wait] = await app.look<{ s: number }>("SELECT extract(epoch FROM next_at - created_at)::float8 AS s FROM webhooks.delivery WHERE game_id = $1 AND event_type = 'item.remove'", [tenant.gameId]);
    expect(wait!.s).toBeGreaterThan(15);
    await dueNow();
    await app.settle();
    expect(await granted(order.id)).toMatchObject({ state: 'revoked' });
  });

  it('is heard of before its payment: nothing is granted', async () => {
    await endpoint({ events: ['item.add', 'item.remove'] });
    const order = orders.put({ status: 'refunded', game_id: tenant.gameId });
    await refund(order.id);
    await app.settle();
    await happen(new OrderPaid('order', order.id, orderPaidForTest({ order_id: order.id })));
    await app.settle();
    expect(receiver.received).toHaveLength(0);
    expect(await granted(order.id)).toMatchObject({ state: 'voided', items: [] });
  });
});

describe('a game that declines', () => {
  it('is not asked again, and the order hears of it', async () => {
    await endpoint({ events: ['item.add'] });
    receiver.answer = () => ({ status: 400, body: { status: 'error', code: 'declined', message: 'Inventory is full.' } });
    const { orderId } = await pay();
    await dueNow();
    await app.settle();
    expect(receiver.received).toHaveLength(1);
    expect(await granted(orderId)).toMatchObject({ state: 'declined' });
    const [delivery] = await list();
    expect(delivery).toMatchObject({ status: 'dead', closed_reason: 'declined', last_error: 'Inventory is full.' });
    expect((await post(`/v1/webhook_deliveries/${delivery!.id as string}/replay`)).status).toBe(409);
    const [announced] = await app.look("SELECT payload FROM platform.outbox_event WHERE type = 'fulfillment.grant.declined.v1' AND game_id = $1", [tenant.gameId]);
    expect(announced!.payload).toMatchObject({ order_id: orderId, message: 'Inventory is full.' });
  });
});
