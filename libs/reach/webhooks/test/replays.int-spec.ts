import { CreateEndpoint } from '#studio/game-servers/commands';
import { newId } from '#platform/kernel/ids';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { SendTestEvent } from '../app/test-event.js';
import { bootWebhooks } from './sales-around.js';

let app: Booted;
let tenant: Tenant;
const receiver = Receiver.ofSuite();

beforeAll(async () => {
  app = await bootWebhooks();
});
afterAll(() => app?.close());
beforeEach(async () => void (tenant = await app.tenant()));

const endpoint = async () => (await app.commands.execute(new CreateEndpoint({ environment: 'sandbox', url: receiver.url, events: ['order.created'] }), tenant.scope)).endpoint_id;
const post = (url: string, body: object, headers?: Record<string, string>) => app.inject({ method: 'POST', url, apiKey: tenant.apiKey, body, ...(headers ? { headers } : {}) });
const replay = (body: object, headers?: Record<string, string>) => post('/v1/webhook_deliveries/replay', body, headers);
async function sent(endpointId: string, types: string[]): Promise<{ events: string[]; deliveries: string[] }> {
  const made = [];
  for (const type of types) made.push(await app.commands.execute(new SendTestEvent(endpointId, type), tenant.scope));
  await app.settle();
  return { events: made.map((each) => each.event_id), deliveries: made.map((each) => each.delivery_id) };
}
const kill = (...ids: string[]) => app.look("UPDATE webhooks.delivery SET state = 'dead', round = 18, ended_at = now() WHERE game_id = $1 AND id = ANY($2)", [tenant.gameId, ids]);
const madeBefore = (minutes: number, ...ids: string[]) => app.look('UPDATE webhooks.delivery SET created_at = now() - make_interval(mins => $3) WHERE game_id = $1 AND id = ANY($2)', [tenant.gameId, ids, minutes]);
const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1_000) - seconds;
async function arrivals(): Promise<string[]> {
  receiver.clear();
  receiver.answer = () => ({ status: 200 });
  await app.settle();
  return receiver.received.map((each) => String(each.headers['webhook-id'])).sort();
}
/** Four deliveries that have failed once: two orders and a payment to one webhook, an order to another. */
async function failed() {
  const [one, other] = [await endpoint(), await endpoint()];
  receiver.answer = () => ({ status: 400 });
  const first = await sent(one, ['order.created', 'order.created', 'payment.succeeded']);
  const second = await sent(other, ['order.created']);
  return { one, other, events: [...first.events, ...second.events], deliveries: [...first.deliveries, ...second.deliveries] };
}

describe('a replay of many', () => {
  it('sends what is dead again, under the same ids with fresh timestamps and signatures', async () => {
    const { events, deliveries } = await failed();
    await kill(deliveries[0]!, deliveries[3]!);
    const before = new Map(receiver.received.map((each) => [each.headers['webhook-id'], each]));
    const answer = await replay({});
    expect(answer).toMatchObject({ status: 202, json: { replayed: 2, has_more: false, next_cursor: null } });
    const second = secondsAgo(0);
    await eventually(() => secondsAgo(0) > second);
    expect(await arrivals()).toEqual([events[0], events[3]].sort());
    for (const again of receiver.received) {
      const first = before.get(again.headers['webhook-id'])!;
      expect(again.body).toBe(first.body);
      expect(Number(again.headers['webhook-timestamp'])).toBeGreaterThan(Number(first.headers['webhook-timestamp']));
      expect(again.headers['webhook-signature']).not.toBe(first.headers['webhook-signature']);
    }
  });

  it.each<[string, (at: Awaited<ReturnType<typeof failed>>) => object, number[]]>([
    ['one webhook', ({ one }) => ({ endpoint_id: one }), [0, 1, 2]],
    ['one event', () => ({ event_type: 'payment.succeeded' }), [2]],
    ['one event of one webhook', ({ other }) => ({ event_type: 'order.created', endpoint_id: other }), [3]],
    ['a time and later', () => ({ since: secondsAgo(25 * 60) }), [1, 2, 3]],
    ['before a time', () => ({ until: secondsAgo(15 * 60) }), [0, 1]],
    ['a range of time', () => ({ since: secondsAgo(25 * 60), until: secondsAgo(15 * 60) }), [1]],
  ])('takes those of %s', async (_what, body, wanted) => {
    const at = await failed();
    await madeBefore(30, at.deliveries[0]!);
    await madeBefore(20, at.deliveries[1]!);
    expect((await replay({ status: 'failed', ...body(at) })).json.replayed).toBe(wanted.length);
    expect(await arrivals()).toEqual(wanted.map((index) => at.events[index]!).sort());
  });

  it('goes on where it stopped, page by page', async () => {
    const { deliveries, events } = await failed();
    await kill(...deliveries);
    const first = (await replay({ limit: 3 })).json;
    expect(first).toEqual({ replayed: 3, has_more: true, next_cursor: [...deliveries].sort()[2] });
    expect((await replay({ limit: 3, starting_after: first.next_cursor })).json).toEqual({ replayed: 1, has_more: false, next_cursor: null });
    expect(await arrivals()).toEqual([...events].sort());
  });

  it('happens once for one Idempotency-Key', async () => {
    const { deliveries } = await failed();
    await kill(...deliveries.slice(0, 2));
    const key = { 'idempotency-key': newId('req') };
    const first = await replay({ limit: 1 }, key);
    expect(first.json.replayed).toBe(1);
    expect((await replay({ limit: 1 }, key)).text).toBe(first.text);
    expect(await arrivals()).toHaveLength(1);
  });

  it('leaves closed ones alone, and what has succeeded stays so', async () => {
    const id = await endpoint();
    const { deliveries, events } = await sent(id, ['order.created', 'order.created']);
    await app.look("UPDATE webhooks.delivery SET closed_reason = 'taken_back' WHERE game_id = $1 AND id = $2", [tenant.gameId, deliveries[0]]);
    expect((await replay({ status: 'succeeded' })).json.replayed).toBe(1);
    expect(await arrivals()).toEqual([events[1]]);
    expect(await app.look("SELECT DISTINCT state FROM webhooks.delivery WHERE game_id = $1", [tenant.gameId])).toEqual([{ state: 'succeeded' }]);
  });

  it('reaches nothing of another game', async () => {
    const { deliveries, one } = await failed();
    await kill(...deliveries);
    tenant = await app.tenant();
    expect((await replay({})).json.replayed).toBe(0);
    expect((await replay({ endpoint_id: one })).status).toBe(404);
    expect((await post(`/v1/webhooks/${one}/recover`, { since: 0 })).status).toBe(404);
  });

  it.each([{ limit: 1_001 }, { limit: 0 }, { status: 'pending' }, { starting_after: 'evt_1' }, { since: 'yesterday' }, { all: true }])('refuses %j', async (body) => expect((await replay(body)).status).toBe(422));
});

describe('a webhook that was away', () => {
  it('recovers everything since a time that it has not taken, and nothing else', async () => {
    const at = await failed();
    const taken = await (receiver.answer = () => ({ status: 200 }), sent(at.one, ['order.created']));
    await madeBefore(30, at.deliveries[0]!);
    await kill(at.deliveries[1]!);
    expect(await post(`/v1/webhooks/${at.one}/recover`, { since: secondsAgo(20 * 60) })).toMatchObject({ status: 202, json: { replayed: 2, has_more: false } });
    const arrived = await arrivals();
    expect(arrived).toEqual([at.events[1], at.events[2]].sort());
    expect(arrived).not.toContain(taken.events[0]);
    expect((await post(`/v1/webhooks/${at.one}/recover`, { since: secondsAgo(20 * 60) })).json.replayed).toBe(0);
  });
});
