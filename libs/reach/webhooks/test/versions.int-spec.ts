import { Webhook } from 'standardwebhooks';
import type { ApiVersion } from '#platform/versions/api-version';
import { OrderCanceled, OrderCreated, OrderPaid } from '#sales/orders/events';
import { FakeOrders, orderPaidForTest } from '#sales/orders/testing';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver, type Received } from '../../../../test/support/receiver.js';
import { Around, bootWebhooks, HappenForTest } from './sales-around.js';

const [GONE, OLD, NEW] = ['2024-01-01', '2025-01-01', '2026-11-01'] as const;
/** Today: `amount` and `trigger`. Before: `total` and `cause`, and a player was an `id`. */
const VERSIONS: ApiVersion[] = [
  { version: GONE, changes: [], deprecated: '2025-01-01', sunset: '2026-01-01' },
  { version: OLD, changes: [], deprecated: '2026-11-01', sunset: '2099-01-01' },
  {
    version: NEW,
    changes: [
      { what: 'An order has an amount.', operations: [], events: ['order.created', 'order.paid', 'order.canceled'], event: ({ event_data: { amount, ...data }, ...event }) => ({ ...event, event_data: { ...data, total: amount } }) },
      { what: 'An event has a trigger.', operations: [], events: ['order.created', 'order.paid', 'order.canceled', 'item.add', 'player.verify'], event: ({ trigger, ...event }) => ({ ...event, cause: trigger }) },
      { what: 'A question names its player.', operations: [], events: ['player.verify'], event: ({ event_data: { player_id }, ...event }) => ({ ...event, event_data: { id: player_id } }) },
    ],
  },
];

describe('the version of a webhook', () => {
  let app: Booted;
  let tenant: Tenant;
  const receiver = Receiver.ofSuite();
  const orders = new FakeOrders();
  beforeAll(async () => {
    app = await bootWebhooks({ orders, around: new Around(), versions: VERSIONS });
  });
  afterAll(() => app?.close());
  beforeEach(async () => {
    tenant = await app.tenant();
    receiver.answer = () => ({ status: 200, body: { status: 'ok' } });
  });

  const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object, headers: Record<string, string> = {}) => app.inject({ method, url: `/v1${url}`, apiKey: tenant.apiKey, ...(body ? { body } : {}), headers });
  const endpoint = async (path: string, told: object = {}) => {
    const { status, json } = await call('POST', '/webhooks', { url: `${receiver.url}/${path}`, method: 'POST', events: ['order.*'], ...told });
    expect(status).toBe(201);
    return json as { id: string; secret: string; api_version: string };
  };
  const at = (path: string) => receiver.received.filter((each) => each.path.endsWith(`/${path}`));
  const eventOf = ({ body }: Received) => JSON.parse(body) as Record<string, any>;
  const created = async () => {
    const { id } = orders.put({ game_id: tenant.gameId });
    await app.commands.execute(new HappenForTest([new OrderCreated('order', id, { order_id: id, player_id: 'P-1', status: 'created' })]), tenant.scope);
    await app.settle();
    return id;
  };
  const canceled = async (id: string) => {
    await app.commands.execute(new HappenForTest([new OrderCanceled('order', id, { ...orderPaidForTest({ order_id: id }), reason: 'x' })]), tenant.scope);
    await app.settle();
  };
  const paid = async () => {
    const { id } = orders.put({ status: 'paid', game_id: tenant.gameId });
    await app.commands.execute(new HappenForTest([new OrderPaid('order', id, orderPaidForTest({ order_id: id }))]), tenant.scope);
    await app.settle();
  };
  const dueNow = async () => {
    await app.look("UPDATE webhooks.delivery SET next_at = now(), is_waiting = false WHERE game_id = $1 AND state = 'pending'", [tenant.gameId]);
    await app.settle();
  };

  it('is that of the request which registers it, unless it says another; one that is not served is refused', async () => {
    expect((await endpoint('default')).api_version).toBe(NEW);
    expect((await call('POST', '/webhooks', { url: `${receiver.url}/asked`, method: 'POST', events: ['order.*'] }, { 'hubcraft-version': OLD })).json.api_version).toBe(OLD);
    const { id, api_version } = await endpoint('said', { api_version: OLD });
    expect(api_version).toBe(OLD);
    expect((await call('PUT', `/webhooks/${id}`, { description: 'x' })).json.api_version).toBe(OLD);
    expect((await call('PUT', `/webhooks/${id}`, { api_version: NEW })).json.api_version).toBe(NEW);
    for (const version of [GONE, '2025-01-02']) {
      expect(await call('PUT', `/webhooks/${id}`, { api_version: version })).toMatchObject({ status: 422, json: { code: 'version.refused', versions: [OLD, NEW] } });
      expect((await call('POST', '/webhooks', { url: receiver.url, method: 'POST', events: ['order.*'], api_version: version })).status).toBe(422);
    }
    expect((await call('GET', `/webhooks/${id}`)).json.api_version).toBe(NEW);
  });

  it('is that of its events; signature, ids, numbers and effect are no matter of versions', async () => {
    const [old, today] = [await endpoint('old', { api_version: OLD }), await endpoint('today')];
    await canceled(await created());
    const [was, is] = [at('old'), at('today')].map((list) => list.map(eventOf).sort((a, b) => a.sequence - b.sequence));
    for (const [received, secret] of [[at('old'), old.secret], [at('today'), today.secret]] as const) for (const { body, headers } of received) expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
    expect(is!.map((event) => [event.api_version, event.event_data.amount, event.event_data.total, event.trigger !== undefined])).toEqual([[NEW, 1_999, undefined, true], [NEW, 1_999, undefined, true]]);
    expect(was!.map((event) => [event.api_version, event.event_data.amount, event.event_data.total, event.trigger, event.cause !== undefined])).toEqual([[OLD, undefined, 1_999, undefined, true], [OLD, undefined, 1_999, undefined, true]]);
    const same = ({ event_id, event_type, idempotency_key, sequence, previous_sequence, aggregate_id }: Record<string, any>) => ({ event_id, event_type, idempotency_key, sequence, previous_sequence, aggregate_id });
    expect(was!.map(same)).toEqual(is!.map(same));
    expect(was![0]!.transaction_id).not.toBe(is![0]!.transaction_id);
  });

  it('is fixed for each event when it is made: later attempts and replays send the same bytes', async () => {
    const { id } = await endpoint('kept', { api_version: OLD });
    receiver.answer = () => ({ status: 500 });
    const order = await created();
    await call('PUT', `/webhooks/${id}`, { api_version: NEW });
    receiver.answer = () => ({ status: 200 });
    await dueNow();
    await canceled(order);
    const [first, second, next] = at('kept');
    expect(eventOf(first!)).toMatchObject({ api_version: OLD, event_data: { total: 1_999 } });
    expect([second!.body, second!.headers['webhook-id']]).toEqual([first!.body, first!.headers['webhook-id']]);
    expect(eventOf(next!)).toMatchObject({ event_type: 'order.canceled', api_version: NEW, event_data: { amount: 1_999 } });
    const [delivery] = (await call('GET', '/webhook_deliveries?event_type=order.created')).json.data as { id: string }[];
    await call('POST', `/webhook_deliveries/${delivery!.id}/replay`);
    await app.settle();
    expect(at('kept').at(-1)!.body).toBe(first!.body);
  });

  it('is that of the lines of its batches', async () => {
    await endpoint('batches', { api_version: OLD, batch_mode: true, batch_max_seconds: 3_600 });
    await endpoint('singly', { api_version: OLD });
    await created();
    await dueNow();
    const told = eventOf(at('batches')[0]!);
    expect([told.event_type, told.api_version]).toEqual(['batch.ready', OLD]);
    const url = new URL(told.event_data.url as string);
    const { text } = await app.inject({ method: 'GET', url: url.pathname + url.search });
    const line = JSON.parse(text.trim()) as Record<string, unknown>;
    expect(line).toEqual({ ...eventOf(at('singly')[0]!), transaction_id: line.transaction_id });
    expect(line).toMatchObject({ api_version: OLD, event_data: { total: 1_999 } });
  });

  it('is that of whichever webhook a grant goes to in the end', async () => {
    const old = await endpoint('grants-old', { events: ['item.add'], api_version: OLD });
    receiver.answer = () => ({ status: 503 });
    await paid();
    const first = eventOf(at('grants-old')[0]!);
    expect(first).toMatchObject({ event_type: 'item.add', api_version: OLD, cause: 'order.paid' });
    await call('DELETE', `/webhooks/${old.id}`);
    receiver.answer = () => ({ status: 200 });
    await endpoint('grants-new', { events: ['item.add'] });
    await dueNow();
    const moved = eventOf(at('grants-new')[0]!);
    expect(moved).toMatchObject({ event_id: first.event_id, transaction_id: first.transaction_id, idempotency_key: first.idempotency_key, api_version: NEW, trigger: 'order.paid', event_data: first.event_data });
    expect(moved.cause).toBeUndefined();
  });

  it('is that of the webhook which a grant has waited for', async () => {
    await paid();
    await endpoint('waited', { events: ['item.add'], api_version: OLD });
    await dueNow();
    expect(eventOf(at('waited')[0]!)).toMatchObject({ event_type: 'item.add', api_version: OLD, cause: 'order.paid', event_data: { player_id: 'P-1' } });
  });

  it('is that of what it is asked, and of its test events', async () => {
    const { id } = await endpoint('asked', { events: ['player.verify', 'order.*'], api_version: OLD });
    await call('POST', `/webhooks/${id}/verify_player`, { player_id: 'P-7' });
    expect(eventOf(at('asked')[0]!)).toMatchObject({ event_type: 'player.verify', api_version: OLD, cause: 'test', event_data: { id: 'P-7' } });
    await call('POST', `/webhooks/${id}/test`, { event_type: 'order.paid' });
    await app.settle();
    const test = eventOf(at('asked')[1]!);
    expect(test).toMatchObject({ event_type: 'order.paid', api_version: OLD, cause: 'test' });
    expect([test.event_data.amount, typeof test.event_data.total]).toEqual([undefined, 'number']);
  });

  it('becomes the oldest that is served once its own is over: nothing stops, and each event says so', async () => {
    const { id } = await endpoint('over', { api_version: OLD });
    await app.look('UPDATE game_servers.endpoint SET api_version = $2 WHERE id = $1', [id, GONE]);
    await created();
    expect(eventOf(at('over')[0]!)).toMatchObject({ api_version: OLD, event_data: { total: 1_999 } });
    expect((await call('GET', `/webhooks/${id}`)).json.api_version).toBe(GONE);
    expect((await call('PUT', `/webhooks/${id}`, { description: 'still changeable' })).status).toBe(200);
  });

  it('does not matter to who reads the log: each reads it in the version of her request', async () => {
    await endpoint('log', { api_version: OLD });
    await created();
    await app.overtaken();
    const log = async (version: string) => (await call('GET', '/event_log', undefined, { 'hubcraft-version': version })).json.data as { event_id: string; body: string }[];
    const [[old], [today]] = [await log(OLD), await log(NEW)];
    expect(JSON.parse(old!.body)).toMatchObject({ event_id: old!.event_id, api_version: OLD, event_data: { total: 1_999 } });
    expect(JSON.parse(today!.body)).toMatchObject({ event_id: old!.event_id, api_version: NEW, event_data: { amount: 1_999 } });
    expect((await call('GET', `/events/${old!.event_id}`, undefined, { 'hubcraft-version': OLD })).json.body).toEqual(JSON.parse(old!.body));
    expect((await call('GET', `/events/${old!.event_id}`)).json.body).toEqual(JSON.parse(today!.body));
  });
});
