import { Webhook } from 'standardwebhooks';
import { CreateEndpoint } from '#studio/game-servers/commands';
import { GetEndpointSecret } from '#studio/game-servers/queries';
import { ListGrantsOfOrder } from '#sales/fulfillment/queries';
import { OrderCanceled, OrderCreated, OrderPaid } from '#sales/orders/events';
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
  app = await bootWebhooks({ orders, around, breaks: ['webhooks.attempts-are-numbered'] });
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

describe('a purchase', () => {
  it('names its own request up to the items, also when many are handled at once', async () => {
    await endpoint();
    const asked = new Map<string, string>();
    for (const requestId of ['req_a', 'req_b', 'req_c']) {
      const order = orders.put({ game_id: tenant.gameId });
      asked.set(order.id, requestId);
      await app.commands.execute(new HappenForTest([new OrderPaid('order', order.id, orderPaidForTest({ order_id: order.id }))]), { ...tenant.scope, requestId });
    }
    await app.settle();
    const added = receiver.received.map(bodyOf).filter((event) => event.event_type === 'item.add');
    expect(new Map(added.map((event) => [event.event_data.order_id, event.request_id]))).toEqual(asked);
  });

  it('is told by signed events, and the grant is acknowledged', async () => {
    const { secret } = await endpoint();
    const order = orders.put({ game_id: tenant.gameId });
    await happen(new OrderCreated('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'created' }));
    await app.settle();
    await happen(new OrderPaid('order', order.id, orderPaidForTest({ order_id: order.id })));
    await app.settle();
    expect(types().sort()).toEqual(['item.add', 'order.created', 'order.paid', 'payment.succeeded']);
    for (const received of receiver.received) {
      const event = new Webhook(secret).verify(received.body, received.headers as Record<string, string>) as Record<string, unknown>;
      expect(event).toMatchObject({ event_id: received.headers['webhook-id'], game_id: tenant.gameId, sandbox: true, api_version: '2026-11-01', context: null });
      expect(event.request_id).toBe('req_test');
      expect(event.idempotency_key).toMatch(/^idmpt_/);
      expect(event.transaction_id).toMatch(/^whd_/);
    }
    const paid = bodyOf(receiver.received.find((each) => bodyOf(each).event_type === 'order.paid')!);
    expect(paid).toMatchObject({ aggregate_type: 'order', aggregate_id: order.id, sequence: 2, previous_sequence: 1 });
    expect(paid.event_data).toMatchObject({ id: order.id, status: 'paid', amount: 1_999, currency: 'EUR', checkout_url: `http://127.0.0.1:4400/checkout/${order.id}`, fees: { platform_fee_usd: expect.any(Number), payment_system_fee_usd: expect.any(Number), taxes_usd: expect.any(Number) }, revenue_usd: expect.any(Number) });
    const add = bodyOf(receiver.received.find((each) => bodyOf(each).event_type === 'item.add')!);
    expect(add.event_data).toEqual({
      player_id: 'P-1', order_id: order.id, reason: `Order paid ${order.id}`,
      items: [{ id: expect.stringMatching(/^itm_/), sku: 'gems.500', name: '500 Gems', description: null, quantity: 500, price: 1_999, price_decimal: 19.99, currency: 'EUR', type: 'item', nested_items: null, source: 'order' }],
    });
    expect(await granted(order.id)).toMatchObject({ state: 'acknowledged' });
    expect(JSON.stringify(receiver.received)).not.toContain('/checkout/cs_');
  });

  it('is granted once, however often its payment is heard of', async () => {
    await endpoint({ events: ['item.add'] });
    const { paid } = await pay();
    await happen(paid, paid);
    await app.settle();
    expect(types()).toEqual(['item.add']);
  });

  it('gives its figures null where no exchange rate is known', async () => {
    await endpoint({ events: ['order.paid'] });
    const order = orders.put({ currency: 'KPW', game_id: tenant.gameId });
    await happen(new OrderPaid('order', order.id, orderPaidForTest({ order_id: order.id, currency: 'KPW' })));
    await app.settle();
    expect(bodyOf(receiver.received[0]!).event_data).toMatchObject({ revenue_usd: null, fees: { taxes_usd: null, platform_fee_usd: null, payment_system_fee_usd: null } });
  });

  it('carries what is known of the player where the webhook asks for it', async () => {
    await endpoint({ player_context_enabled: true, events: ['order.paid'] });
    around.players.set('P-ctx', {
      id: 'ply_1', player_id: 'P-ctx', name: 'Ada', email: null, country: 'DE', avatar_url: null, banned: false, banned_reason: null, attributes: { level: 9 }, custom_attributes: {},
      custom_attributes_from_deeplink: {}, segments: ['whale'], registration_marketplace: null, balances: [], marketing_consent: {}, created_at: 1, modified_at: null,
    });
    const order = orders.put({ player_id: 'P-ctx', game_id: tenant.gameId });
    await happen(new OrderPaid('order', order.id, orderPaidForTest({ order_id: order.id, player_id: 'P-ctx' })));
    await app.settle();
    expect(bodyOf(receiver.received[0]!).context).toEqual({ player_id: 'P-ctx', name: 'Ada', country: 'DE', attributes: { level: 9 }, custom_attributes: {}, segments: ['whale'] });
  });

  it('makes no statement more for a batch of twenty than for one', async () => {
    await endpoint({ events: ['order.paid'] });
    const cost = async (count: number) => {
      const made = Array.from({ length: count }, () => orders.put({ game_id: tenant.gameId }));
      await happen(...made.map((order) => new OrderCanceled('order', order.id, { ...orderPaidForTest({ order_id: order.id }), reason: 'dispute_lost' })));
      const before = app.database.statements;
      await app.settle();
      return app.database.statements - before;
    };
    await cost(1);
    const one = await cost(1);
    expect(await cost(20)).toBe(one);
  });
});

describe('a delivery that fails', () => {
  it('is repeated with the same bytes under the same id, freshly signed, until it is taken', async () => {
    const { secret } = await endpoint({ events: ['item.add'] });
    receiver.answer = () => ({ status: receiver.received.length < 3 ? 503 : 200, body: 'no' });
    const { orderId } = await pay();
    expect(await list(`?order_id=${orderId}`)).toMatchObject([{ status: 'failed', attempts: 1, last_status: 503, order_id: orderId, next_attempt_at: expect.any(Number) }]);
    for (let i = 0; i < 2; i++) {
      await dueNow();
      await app.settle();
    }
    expect(receiver.received).toHaveLength(3);
    expect(new Set(receiver.received.map((each) => each.body)).size).toBe(1);
    expect(new Set(receiver.received.map((each) => each.headers['webhook-id'])).size).toBe(1);
    for (const received of receiver.received) new Webhook(secret).verify(received.body, received.headers as Record<string, string>);
    const [delivery] = await list(`?order_id=${orderId}`);
    expect(delivery).toMatchObject({ status: 'succeeded', attempts: 3 });
    const attempts = (await app.inject({ method: 'GET', url: `/v1/webhook_deliveries/${delivery!.id as string}/attempts`, apiKey: tenant.apiKey })).json.data;
    expect(attempts).toMatchObject([
      { number: 1, status: 503, error_class: 'status', response_body: 'no' }, { number: 2, status: 503, error_class: 'status' }, { number: 3, status: 200, error_class: null, error_text: null },
    ]);
    expect(await granted(orderId)).toMatchObject({ state: 'acknowledged' });
  });

  it('waits 5 s, 30 s and 2 min for item.add', async () => {
    await endpoint({ events: ['item.add'] });
    receiver.answer = () => ({ status: 500 });
    await pay();
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) {
      const [row] = await app.look<{ wait: string }>('SELECT extract(epoch FROM next_at - clock_timestamp())::float8 AS wait FROM webhooks.delivery WHERE game_id = $1', [tenant.gameId]);
      waits.push(Number(row!.wait));
      await dueNow();
      await app.settle();
    }
    for (const [i, wanted] of [5, 30, 120].entries()) {
      expect(waits[i]).toBeGreaterThan(wanted * 0.9 - 2);
      expect(waits[i]).toBeLessThan(wanted * 1.1);
    }
  });

  it('waits as long as the endpoint asks for', async () => {
    await endpoint({ events: ['item.add'] });
    receiver.answer = () => ({ status: 503, headers: { 'retry-after': '900' } });
    await pay();
    const [row] = await app.look<{ wait: number }>('SELECT extract(epoch FROM next_at - clock_timestamp())::float8 AS wait FROM webhooks.delivery WHERE game_id = $1', [tenant.gameId]);
    expect(row!.wait).toBeGreaterThan(880);
    expect(row!.wait).toBeLessThanOrEqual(900);
  });

  it('is dead once the endpoint rejects it, and can be replayed', async () => {
    await endpoint({ events: ['order.paid'] });
    receiver.answer = () => ({ status: 422, body: { status: 'error', code: 'rejected', message: 'Unknown order.' } });
    await pay();
    const [dead] = await list('?status=dead');
    expect(dead).toMatchObject({ attempts: 1, last_status: 422, last_error: 'Unknown order.', closed_reason: null });
    receiver.answer = () => ({ status: 200 });
    expect((await post(`/v1/webhook_deliveries/${dead!.id as string}/replay`)).status).toBe(202);
    await app.settle();
    expect(await list('?status=succeeded')).toMatchObject([{ id: dead!.id, attempts: 2 }]);
  });

  it('is dead after the last attempt, kept, and can be replayed', async () => {
    await endpoint({ events: ['order.paid'] });
    receiver.answer = () => ({ status: 500 });
    await pay();
    await app.look("UPDATE webhooks.delivery SET round = 17, attempts = 17, next_at = now() WHERE game_id = $1", [tenant.gameId]);
    await app.settle();
    const [dead] = await list('?status=dead');
    expect(dead).toMatchObject({ status: 'dead', attempts: 18, closed_reason: null });
    receiver.answer = () => ({ status: 204 });
    const replayed = await post(`/v1/webhook_deliveries/${dead!.id as string}/replay`);
    expect(replayed.status).toBe(202);
    expect(replayed.json.status).toBe('pending');
    await app.settle();
    expect(await list('?status=succeeded')).toMatchObject([{ id: dead!.id, attempts: 19 }]);
    expect(new Set(receiver.received.map((each) => each.headers['webhook-id'])).size).toBe(1);
  });

  it('has succeeded for good: what a replay is answered is logged and changes nothing', async () => {
    await endpoint({ events: ['item.add'] });
    const { orderId } = await pay();
    const [{ id, ended_at }] = (await list()) as [{ id: string; ended_at: number }];
    const attempts = async () => (await app.inject({ method: 'GET', url: `/v1/webhook_deliveries/${id}/attempts`, apiKey: tenant.apiKey })).json.data;
    const announced = () => app.look("SELECT type FROM platform.outbox_event WHERE game_id = $1 AND type LIKE 'webhooks.delivery.%'", [tenant.gameId]);
    receiver.answer = () => ({ status: 400, body: { status: 'error', code: 'declined', message: 'Had that.' } });
    expect((await post(`/v1/webhook_deliveries/${id}/replay`)).json.status).toBe('succeeded');
    await app.settle();
    expect(await list('?status=succeeded')).toMatchObject([{ id, status: 'succeeded', attempts: 2, last_status: 400, last_error: 'Had that.', closed_reason: null, next_attempt_at: null, ended_at }]);
    expect(await attempts()).toMatchObject([{ number: 1, status: 200 }, { number: 2, status: 400, error_class: 'declined' }]);
    expect(await granted(orderId)).toMatchObject({ state: 'acknowledged' });
    receiver.answer = () => ({ status: 500 });
    await post(`/v1/webhook_deliveries/${id}/replay`);
    await app.settle();
    expect(await list()).toMatchObject([{ status: 'succeeded', last_status: 500, next_attempt_at: expect.any(Number) }]);
    for (const status of ['failed', 'pending', 'dead']) expect(await list(`?status=${status}`)).toEqual([]);
    receiver.answer = () => ({ status: 200 });
    await dueNow();
    await app.settle();
    expect(await list()).toMatchObject([{ status: 'succeeded', attempts: 4, last_error: null }]);
    expect(await announced()).toEqual([{ type: 'webhooks.delivery.acknowledged.v1' }]);
  });

  it('that has succeeded and is sent again ends with its webhook, and goes to no other', async () => {
    const { id } = await endpoint({ events: ['item.add'] });
    await pay();
    const [delivery] = await list();
    await app.inject({ method: 'PUT', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey, body: { enabled: false } });
    await post(`/v1/webhook_deliveries/${delivery!.id as string}/replay`);
    await endpoint({ events: ['item.add'] });
    await app.settle();
    expect(receiver.received).toHaveLength(1);
    expect(await list()).toMatchObject([{ status: 'succeeded', is_waiting: true, endpoint_id: id }]);
    await app.inject({ method: 'DELETE', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey });
    await app.settle();
    expect(await list()).toMatchObject([{ status: 'succeeded', is_waiting: false, endpoint_id: id, closed_reason: 'endpoint_deleted' }]);
    expect(receiver.received).toHaveLength(1);
  });

  it.each([
    ['a redirect', () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }), 'redirect'],
    ['a decline of another event', () => ({ status: 400, body: { status: 'error', code: 'declined' } }), 'status'],
  ])('by %s says so', async (_what, answer, error_class) => {
    await endpoint({ events: ['order.paid'] });
    receiver.answer = answer;
    await pay();
    const [delivery] = await list('?event_type=order.paid');
    expect(delivery!.status).toBe('failed');
    expect((await app.inject({ method: 'GET', url: `/v1/webhook_deliveries/${delivery!.id as string}/attempts`, apiKey: tenant.apiKey })).json.data[0].error_class).toBe(error_class);
  });

  it('keeps no answers for a webhook without a log', async () => {
    await endpoint({ events: ['order.paid'], enabled_logs: false });
    await pay();
    expect(await app.look('SELECT status, response_body FROM webhooks.attempt WHERE game_id = $1', [tenant.gameId])).toEqual([{ status: 200, response_body: null }]);
  });

  it('by a dead process is found again after its lease', async () => {
    await endpoint({ events: ['order.paid'] });
    receiver.answer = () => ({ status: 500 });
    await pay();
    await app.look("UPDATE webhooks.delivery SET lease_token = 'of a dead worker', next_at = now() - interval '1 second' WHERE game_id = $1", [tenant.gameId]);
    receiver.answer = () => ({ status: 200 });
    await app.settle();
    expect(await list('?event_type=order.paid')).toMatchObject([{ status: 'succeeded', attempts: 2 }]);
  });
});

describe('a worker whose lease was taken over', () => {
  it('writes its attempt into the log and changes nothing else', async () => {
    await endpoint({ events: ['item.add'] });
    receiver.answer = async () => {
      await app.look("UPDATE webhooks.delivery SET lease_token = 'of another worker', next_at = now() + interval '30 seconds' WHERE game_id = $1", [tenant.gameId]);
      return { status: 200 };
    };
    const { orderId } = await pay();
    const [delivery] = await list();
    expect(delivery).toMatchObject({ status: 'pending', attempts: 0 });
    expect((await app.inject({ method: 'GET', url: `/v1/webhook_deliveries/${delivery!.id as string}/attempts`, apiKey: tenant.apiKey })).json.data).toMatchObject([{ number: 1, status: 200 }]);
    expect(await granted(orderId)).toMatchObject({ state: 'requested' });
  });
});

describe('two workers at once', () => {
  it('send each event once', async () => {
    await endpoint({ events: ['order.created'] });
    const made = Array.from({ length: 60 }, () => orders.put({ game_id: tenant.gameId }));
    await happen(...made.map((order) => new OrderCreated('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'created' })));
    receiver.answer = () => ({ status: 200, afterMs: 5 });
    await Promise.all([app.settle(), app.settle(), app.settle()]);
    await app.settle();
    expect(receiver.received).toHaveLength(60);
    expect(new Set(receiver.received.map((each) => each.headers['webhook-id'])).size).toBe(60);
  });
});
