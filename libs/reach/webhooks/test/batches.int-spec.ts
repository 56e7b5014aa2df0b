import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Webhook } from 'standardwebhooks';
import { OrderPaid } from '#sales/orders/events';
import { FakeOrders, orderPaidForTest } from '#sales/orders/testing';
import { Housekeeping } from '#platform/housekeeping/housekeeping';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { SendTestEvent } from '../app/test-event.js';
import { eventSchema } from '../domain/event-schemas.js';
import { EventRemoval } from '../infra/event-removal.js';
import { BatchWorld } from './batch-world.js';
import { bootWebhooks, HappenForTest } from './sales-around.js';

let app: Booted;
let tenant: Tenant;
let world: BatchWorld;
const receiver = Receiver.ofSuite();
const orders = new FakeOrders();

beforeAll(async () => {
  app = await bootWebhooks({ orders });
});
afterAll(() => app?.close());
beforeEach(async () => {
  tenant = await app.tenant();
  world = new BatchWorld(app, tenant, receiver, orders);
});

const batchId = () => world.ready()[0]!.batch_id;
/** The first message fails as it may, everything later is taken. */
const failOnce = (status = 500, body: object = {}) => {
  let asked = 0;
  receiver.answer = () => (asked++ === 0 ? { status, body } : { status: 200 });
};

describe('a webhook with batch_mode', () => {
  it('is sent nothing until the time of its first event is over, then one signed message with the address of all', async () => {
    const id = await world.endpoint();
    await world.happened(3, 2);
    expect(receiver.received).toEqual([]);
    await world.timePasses();
    expect(receiver.received).toHaveLength(1);
    const [message] = receiver.received;
    const event = JSON.parse(message!.body) as Record<string, unknown>;
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
    const fits = ajv.compile(eventSchema('batch.ready'));
    fits(event);
    expect(fits.errors).toBeNull();
    expect(event).toMatchObject({ event_type: 'batch.ready', aggregate_type: 'webhook', aggregate_id: id, sequence: 1, previous_sequence: null, event_data: { webhook_id: id, event_count: 6, format: 'jsonl', url_valid_seconds: 86_400 } });
    const { json } = await world.studio('POST', `/v1/webhooks/${id}/reveal`);
    expect(() => new Webhook(json.secret).verify(message!.body, message!.headers as Record<string, string>)).not.toThrow();
    expect(await world.lines(world.ready()[0]!.url)).toHaveLength(6);
    expect(await world.states()).toEqual([{ event_type: 'batch.ready', state: 'succeeded', attempts: 1, n: 1n }, { event_type: 'order.canceled', state: 'succeeded', attempts: 0, n: 3n }, { event_type: 'order.created', state: 'succeeded', attempts: 0, n: 3n }]);
  });

  it('gets in each line the very bytes that a message of its own would have had', async () => {
    const id = await world.endpoint();
    await world.happened(2);
    await world.timePasses();
    const texts = await world.texts(world.ready()[0]!.url);
    receiver.clear();
    await world.studio('PUT', `/v1/webhooks/${id}`, { batch_mode: false });
    await world.studio('POST', '/v1/webhook_deliveries/replay', { status: 'succeeded', endpoint_id: id, event_type: 'order.created' });
    await app.settle();
    expect(receiver.received.map((each) => each.body).sort()).toEqual([...texts].sort());
    expect(receiver.received.map((each) => each.headers['webhook-id']).sort()).toEqual(texts.map((text) => (JSON.parse(text) as { event_id: string }).event_id).sort());
  });

  it('has a batch as soon as there are as many events as it holds, and never a greater one', async () => {
    await world.endpoint({ batch_max_events: 5 });
    await world.happened(12);
    expect(world.ready().map((each) => each.event_count)).toEqual([5, 5]);
    await world.happened(2);
    expect(world.ready()).toHaveLength(2);
    await world.happened(1);
    expect(world.ready().map((each) => each.event_count)).toEqual([5, 5, 5]);
    const ids = (await Promise.all(world.ready().map((each) => world.lines(each.url)))).flat().map((each) => each.event_id);
    expect(new Set(ids).size).toBe(15);
  });

  it('gets the events of one thing in their order, within a batch and from one to the next', async () => {
    await world.endpoint({ batch_max_events: 7 });
    const keys = await world.happened(3, 9);
    await world.timePasses();
    const lines = [];
    for (const each of world.ready()) lines.push(...(await world.lines(each.url)));
    for (const key of keys) expect(lines.filter((each) => each.aggregate_id === key).map((each) => [each.sequence, each.previous_sequence])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((nth) => [nth, nth === 1 ? null : nth - 1]));
    expect(world.sent().map((each) => each.sequence)).toEqual([1, 2, 3, 4]);
  });

  it('still gets one by one what is granted and taken back, tests, and what others tell of webhooks', async () => {
    const id = await world.endpoint({ events: ['order.*', 'item.add', 'item.remove'] });
    const order = orders.put({ status: 'paid', game_id: tenant.gameId });
    await app.commands.execute(new HappenForTest([new OrderPaid('order', order.id, orderPaidForTest({ order_id: order.id }))]), tenant.scope);
    await app.settle();
    expect(world.sent().map((each) => each.event_type)).toEqual(['item.add']);
    await app.commands.execute(new SendTestEvent(id, 'order.created'), tenant.scope);
    await app.commands.execute(new SendTestEvent(id, 'batch.ready'), tenant.scope);
    await app.settle();
    expect(world.sent().map((each) => each.event_type)).toEqual(['item.add', 'order.created', 'batch.ready']);
    expect((await world.get(world.ready()[0]!.url)).status).toBe(404);
    await world.timePasses();
    expect((await world.lines(world.ready()[1]!.url)).map((each) => each.event_type)).toEqual(['order.paid']);
  });

  it('leaves other webhooks as they were', async () => {
    await world.endpoint();
    await world.endpoint({ batch_mode: false });
    await world.happened(2);
    expect(world.sent().map((each) => each.event_type)).toEqual(['order.created', 'order.created']);
  });

  it('has bounds, defaults, and says them', async () => {
    const create = (body: object) => world.studio('POST', '/v1/webhooks', { url: receiver.url, events: ['order.*'], method: 'POST', ...body });
    expect((await create({ batch_mode: true })).json).toMatchObject({ batch_mode: true, batch_max_seconds: 60, batch_max_events: 1_000 });
    expect((await create({})).json).toMatchObject({ batch_mode: false });
    expect((await create({ batch_mode: null, events: ['batch.ready'] })).json).toMatchObject({ batch_mode: false });
    for (const body of [{ batch_max_seconds: 0 }, { batch_max_seconds: 3_601 }, { batch_max_events: 0 }, { batch_max_events: 10_001 }, { batch_max_events: 1.5 }, { batch_mode: 'yes' }]) expect((await create(body)).status).toBe(422);
    const { json } = await create({});
    expect((await world.studio('PUT', `/v1/webhooks/${json.id}`, { batch_mode: true, batch_max_seconds: 5 })).json).toMatchObject({ batch_mode: true, batch_max_seconds: 5, batch_max_events: 1_000 });
  });

  it('sends what it has collected one by one once it is switched off', async () => {
    const id = await world.endpoint();
    await world.happened(3);
    await world.studio('PUT', `/v1/webhooks/${id}`, { batch_mode: false });
    await world.timePasses();
    expect(world.sent().map((each) => each.event_type)).toEqual(['order.created', 'order.created', 'order.created']);
    expect(world.sent().length).toBe(3);
  });
});

describe('a batch', () => {
  it('is tried again as any message, with the same bytes, and what it tells of is as far as it is', async () => {
    await world.endpoint();
    failOnce();
    await world.happened(3);
    await world.timePasses();
    expect(await world.states()).toEqual([{ event_type: 'batch.ready', state: 'pending', attempts: 1, n: 1n }, { event_type: 'order.created', state: 'pending', attempts: 0, n: 3n }]);
    const { json } = await world.studio('GET', '/v1/webhook_deliveries?event_type=order.created');
    expect(json.data[0]).toMatchObject({ status: 'pending', next_attempt_at: null, batch_id: batchId() });
    await world.timePasses();
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[1]!.body).toBe(receiver.received[0]!.body);
    expect(receiver.received[1]!.headers['webhook-id']).toBe(receiver.received[0]!.headers['webhook-id']);
    expect((await world.states()).map((each) => each.state)).toEqual(['succeeded', 'succeeded']);
  });

  it('that is rejected is dead with all its events; replayed and taken, all of them are delivered', async () => {
    const id = await world.endpoint();
    failOnce(400, { status: 'error', code: 'rejected', message: 'No.' });
    await world.happened(3);
    await world.timePasses();
    expect((await world.states()).map((each) => each.state)).toEqual(['dead', 'dead']);
    const { json } = await world.studio('GET', `/v1/webhook_batches?endpoint_id=${id}`);
    expect(json.data).toEqual([expect.objectContaining({ id: batchId(), endpoint_id: id, status: 'dead', event_count: 3, downloads: 0, first_downloaded_at: null })]);
    expect((await world.studio('POST', `/v1/webhook_deliveries/${json.data[0].delivery_id}/replay`)).status).toBe(202);
    await app.settle();
    expect((await world.states()).map((each) => each.state)).toEqual(['succeeded', 'succeeded']);
    expect(world.ready()).toHaveLength(2);
  });

  it('is not sent beside its own events when everything that was missed is sent again', async () => {
    const id = await world.endpoint();
    failOnce(400, { status: 'error', code: 'rejected' });
    await world.happened(4);
    await world.timePasses();
    const since = Math.floor(Date.now() / 1_000) - 600;
    const { json } = await world.studio('POST', `/v1/webhooks/${id}/recover`, { since });
    expect(json).toMatchObject({ replayed: 4, has_more: false });
    await app.settle();
    expect(world.ready().map((each) => each.event_count)).toEqual([4, 4]);
    expect(new Set(world.ready().map((each) => each.batch_id)).size).toBe(2);
    expect((await world.lines(world.ready()[1]!.url)).map((each) => each.event_id).sort()).toEqual((await world.lines(world.ready()[0]!.url)).map((each) => each.event_id).sort());
    expect((await world.states()).filter((each) => each.event_type !== 'batch.ready')).toEqual([{ event_type: 'order.created', state: 'succeeded', attempts: 0, n: 4n }]);
    expect((await world.studio('POST', `/v1/webhooks/${id}/recover`, { since })).json).toMatchObject({ replayed: 0 });
  });

  it('that is on its way is left alone by replays; one event of an older one comes in a new one', async () => {
    const id = await world.endpoint();
    failOnce();
    await world.happened(2);
    await world.timePasses();
    const { json: { data } } = await world.studio('GET', '/v1/webhook_deliveries?event_type=order.created');
    await world.studio('POST', `/v1/webhook_deliveries/${data[0].id}/replay`);
    await world.timePasses();
    expect(world.ready().map((each) => each.batch_id)).toEqual([batchId(), batchId()]);
    expect((await world.studio('POST', `/v1/webhook_deliveries/${data[0].id}/replay`)).json).toMatchObject({ status: 'succeeded', batch_id: null });
    await app.settle();
    expect(world.ready()[2]).toMatchObject({ webhook_id: id, event_count: 1 });
    expect((await world.lines(world.ready()[2]!.url)).map((each) => each.transaction_id)).toEqual([data[0].id]);
    expect(await world.lines(world.ready()[0]!.url)).toHaveLength(2);
  });

  it('waits while its webhook is disabled, and comes once it is enabled', async () => {
    const id = await world.endpoint({ enabled: false });
    await world.happened(3);
    await world.timePasses();
    expect(receiver.received).toEqual([]);
    expect((await world.studio('PUT', `/v1/webhooks/${id}`, { enabled: true })).status).toBe(200);
    await app.settle();
    expect(world.ready().map((each) => each.event_count)).toEqual([3]);
  });

  it('ends with its webhook, and so do its links', async () => {
    const id = await world.endpoint();
    await world.happened(2);
    await world.timePasses();
    failOnce();
    await world.happened(2);
    await world.timePasses();
    await world.studio('DELETE', `/v1/webhooks/${id}`);
    await app.settle();
    expect((await world.states()).map((each) => [each.event_type, each.state, Number(each.n)])).toEqual([['batch.ready', 'dead', 1], ['batch.ready', 'succeeded', 1], ['order.created', 'dead', 2], ['order.created', 'succeeded', 2]]);
    for (const each of world.ready()) expect((await world.get(each.url)).status).toBe(404);
  });
});

describe('what a batch keeps', () => {
  it('is no copy: what is erased is not in the file any more', async () => {
    await world.endpoint();
    const [erased] = await world.happened(3);
    await world.timePasses();
    await app.database.transaction(tenant.scope, { context: 'reach/webhooks', name: 'test' }, () => app.app.get(EventRemoval).remove([erased!]));
    const lines = await world.lines(world.ready()[0]!.url);
    expect(lines).toHaveLength(2);
    expect(lines.map((each) => each.aggregate_id)).not.toContain(erased);
  });

  it('is removed after 90 days, once its message is', async () => {
    await world.endpoint();
    await world.happened(2);
    await world.timePasses();
    const old = (id: string) => `overlay(platform.typeid_floor('wba', now() - interval '91 days') PLACING right(${id}, 5) FROM 26)`;
    await app.look(`UPDATE webhooks.batch SET created_at = now() - interval '91 days' WHERE game_id = $1`, [tenant.gameId]);
    await app.look(`INSERT INTO webhooks.batch (game_id, id, endpoint_id, ready_delivery_id, delivery_ids, created_at) SELECT game_id, ${old('id')}, endpoint_id, 'whd_gone', delivery_ids, created_at FROM webhooks.batch WHERE game_id = $1`, [tenant.gameId]);
    await app.look(`INSERT INTO webhooks.batch_link (game_id, batch_id, token_hash, is_told, expires_at) SELECT game_id, id, 'x', true, now() FROM webhooks.batch WHERE game_id = $1 AND ready_delivery_id = 'whd_gone'`, [tenant.gameId]);
    await app.app.get(Housekeeping).doChores(10);
    expect(await app.look('SELECT id FROM webhooks.batch WHERE game_id = $1', [tenant.gameId])).toEqual([{ id: batchId() }]);
    expect(await app.look("SELECT 1 FROM webhooks.batch_link WHERE game_id = $1 AND token_hash = 'x'", [tenant.gameId])).toEqual([]);
  });
});
