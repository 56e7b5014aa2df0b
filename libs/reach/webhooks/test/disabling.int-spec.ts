import { CreateEndpoint } from '#studio/game-servers/commands';
import { OrderCreated } from '#sales/orders/events';
import { FakeOrders } from '#sales/orders/testing';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { bootWebhooks, HappenForTest } from './sales-around.js';

let app: Booted;
let tenant: Tenant;
const receiver = Receiver.ofSuite();
const orders = new FakeOrders();

beforeAll(async () => {
  app = await bootWebhooks({ orders });
});
afterAll(() => app?.close());
beforeEach(async () => void (tenant = await app.tenant()));

const endpoint = async (changes: Partial<CreateEndpoint['input']> = {}) =>
  (await app.commands.execute(new CreateEndpoint({ environment: 'sandbox', url: receiver.url, events: ['order.created'], ...changes }), tenant.scope)).endpoint_id;
const request = (method: 'GET' | 'PUT', url: string, body?: object) => app.inject({ method, url, apiKey: tenant.apiKey, ...(body ? { body } : {}) });
const shown = async (id: string) => (await request('GET', `/v1/webhooks/${id}`)).json;
const list = async (query = '') => (await request('GET', `/v1/webhook_deliveries${query}`)).json.data as Record<string, unknown>[];
const orderIds = () => receiver.received.map((each) => JSON.parse(each.body).event_data.id as string);

async function create(count = 1): Promise<string[]> {
  const made = Array.from({ length: count }, () => orders.put({ game_id: tenant.gameId }));
  await app.commands.execute(new HappenForTest(made.map((order) => new OrderCreated('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'created' }))), tenant.scope);
  await app.settle();
  return made.map((order) => order.id);
}
const again = async () => {
  await app.look("UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending'", [tenant.gameId]);
  await app.settle();
};
/** Puts the first failure so long ago, and sets how often it has failed since. */
const failingFor = (days: number, attempts: number) =>
  app.look("UPDATE webhooks.endpoint_health SET failing_since = now() - make_interval(secs => $2), failed_attempts = $3 WHERE game_id = $1", [tenant.gameId, days * 86_400, attempts]);
const health = () => app.look<{ failed_attempts: number }>('SELECT failed_attempts FROM webhooks.endpoint_health WHERE game_id = $1', [tenant.gameId]);

describe('a webhook that answers 410', () => {
  it('is disabled at once, tells so, and gets everything once it is enabled', async () => {
    const id = await endpoint();
    receiver.answer = () => ({ status: 410 });
    const first = await create();
    expect(await shown(id)).toMatchObject({ enabled: false, disabled_reason: 'gone', disabled_at: expect.any(Number) });
    const more = await create(30);
    expect(receiver.received).toHaveLength(1);
    receiver.clear();
    receiver.answer = () => ({ status: 200 });
    expect((await request('PUT', `/v1/webhooks/${id}`, { enabled: true })).json).toMatchObject({ enabled: true, disabled_reason: null, disabled_at: null });
    await app.settle();
    await again();
    expect(orderIds().sort()).toEqual([...first, ...more].sort());
    expect(await list('?status=succeeded')).toHaveLength(31);
  });

  it('is told of to the webhooks that want to hear it, and hears it itself afterwards', async () => {
    const other = new Receiver();
    await other.listen();
    try {
      await endpoint({ url: other.url, events: ['webhook.disabled'] });
      const id = await endpoint({ events: ['order.created', 'webhook.disabled'] });
      receiver.answer = () => ({ status: 410 });
      await create();
      expect(other.received.map((each) => JSON.parse(each.body))).toMatchObject([{
        event_type: 'webhook.disabled', aggregate_type: 'webhook', aggregate_id: id, sequence: 1, event_data: { webhook_id: id, reason: 'gone', disabled_at: (await shown(id)).disabled_at },
      }]);
      receiver.answer = () => ({ status: 200 });
      receiver.clear();
      await request('PUT', `/v1/webhooks/${id}`, { enabled: true });
      await app.settle();
      expect(receiver.received.map((each) => JSON.parse(each.body).event_type)).toContain('webhook.disabled');
    } finally {
      await other.close();
    }
  });

  it('stays enabled where the studio has changed it after the request had left', async () => {
    const id = await endpoint();
    receiver.answer = async () => {
      await request('PUT', `/v1/webhooks/${id}`, { description: 'new' });
      return { status: 410 };
    };
    await create();
    expect(await shown(id)).toMatchObject({ enabled: true, disabled_reason: null });
  });
});

describe('a webhook that takes nothing', () => {
  const failing = async () => {
    const id = await endpoint();
    receiver.answer = () => ({ status: 500 });
    await create();
    return id;
  };

  it('is disabled after five days and twenty attempts, and loses nothing', async () => {
    const id = await failing();
    await failingFor(5.01, 19);
    await again();
    expect(await shown(id)).toMatchObject({ enabled: false, disabled_reason: 'failing' });
    const before = receiver.received.length;
    await again();
    expect(receiver.received).toHaveLength(before);
    receiver.answer = () => ({ status: 200 });
    await request('PUT', `/v1/webhooks/${id}`, { enabled: true });
    await app.settle();
    expect(await list()).toMatchObject([{ status: 'succeeded' }]);
  });

  it.each([[4.9, 1_000], [50, 18]])('is not disabled after %d days and %d attempts before this one', async (days, attempts) => {
    const id = await failing();
    await failingFor(days, attempts);
    await again();
    expect(await shown(id)).toMatchObject({ enabled: true, disabled_reason: null, disabled_at: null });
  });

  it.each([['takes one event', { status: 200 }], ['rejects one in words', { status: 400, body: { status: 'error', code: 'rejected' } }]])('begins anew once it %s', async (_what, answer) => {
    const id = await failing();
    await failingFor(20, 500);
    receiver.answer = () => answer;
    await again();
    expect(await health()).toEqual([]);
    receiver.answer = () => ({ status: 500 });
    await create();
    expect(await health()).toEqual([{ failed_attempts: 1 }]);
    expect(await shown(id)).toMatchObject({ enabled: true });
  });

  it('begins anew once it is changed', async () => {
    const id = await failing();
    await failingFor(20, 500);
    await request('PUT', `/v1/webhooks/${id}`, { url: `${receiver.url}/new` });
    await app.settle();
    await again();
    expect(await shown(id)).toMatchObject({ enabled: true });
  });

  it('stays enabled while it answers for players', async () => {
    const id = await endpoint({ events: ['order.created', 'player.verify'] });
    receiver.answer = () => ({ status: 500 });
    await create();
    await failingFor(6, 100);
    await app.look("INSERT INTO game_servers.player_verification (game_id, player_id, answer, verified_at, expires_at) VALUES ($1, 'P-1', '{}', now(), now())", [tenant.gameId]);
    await again();
    expect(await shown(id)).toMatchObject({ enabled: true });
    await app.look('DELETE FROM game_servers.player_verification WHERE game_id = $1', [tenant.gameId]);
    await again();
    expect(await shown(id)).toMatchObject({ enabled: false, disabled_reason: 'failing' });
  });
});

describe('a webhook that takes everything', () => {
  it('has nothing noted of it, and costs no statement more', async () => {
    await endpoint();
    await create();
    const before = app.database.statements;
    await create();
    const well = app.database.statements - before;
    expect(await health()).toEqual([]);
    receiver.answer = () => ({ status: 500 });
    const begun = app.database.statements;
    await create();
    expect(app.database.statements - begun).toBe(well + 1);
  });

  it('shows since when and why the studio has disabled it', async () => {
    const id = await endpoint();
    expect(await shown(id)).toMatchObject({ disabled_reason: null, disabled_at: null });
    expect((await request('PUT', `/v1/webhooks/${id}`, { enabled: false })).json).toMatchObject({ disabled_reason: 'requested', disabled_at: expect.any(Number) });
    expect(await shown(await endpoint({ enabled: false }))).toMatchObject({ disabled_reason: 'requested' });
  });
});
