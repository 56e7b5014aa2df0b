import { CreateEndpoint } from '#studio/game-servers/commands';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { ClaimDeliveries, type Task } from '../app/attempts.js';
import { Deliverer } from '../app/deliverer.js';
import { SendTestEvent } from '../app/test-event.js';
import { bootWebhooks } from './sales-around.js';

let app: Booted;
let tenant: Tenant;
const receiver = Receiver.ofSuite();
const other = Receiver.ofSuite();

beforeAll(async () => {
  app = await bootWebhooks();
});
afterAll(() => app?.close());
beforeEach(async () => void (tenant = await app.tenant()));

interface Bounds { max_per_second?: number | null; max_concurrency?: number | null }
const endpoint = async (bounds: Bounds, url = receiver.url) => (await app.commands.execute(new CreateEndpoint({ environment: 'sandbox', url, events: ['order.created'], ...bounds }), tenant.scope)).endpoint_id;
async function due(endpointId: string, count: number): Promise<void> {
  for (let nth = 0; nth < count; nth++) await app.commands.execute(new SendTestEvent(endpointId, 'order.created'), tenant.scope);
}
/** A worker of its own: all that two of them share is the database. */
const worker = () => app.app.get(Deliverer).drain(tenant.gameId);
const claim = (token: string, max = 50) => app.commands.execute(new ClaimDeliveries(max, token, []), tenant.scope);
const dueNow = () => app.look("UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending' AND lease_token IS NULL", [tenant.gameId]);
const bucketHolds = (tokens: number) => app.look("UPDATE webhooks.endpoint_pace SET tokens = $2, at = now() + interval '1 hour' WHERE game_id = $1", [tenant.gameId, tokens]);
const standing = (endpointId: string) => app.look<{ state: string; attempts: number; is_held: boolean; n: bigint }>(
  'SELECT state, attempts, is_held, count(*) AS n FROM webhooks.delivery WHERE game_id = $1 AND endpoint_id = $2 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3', [tenant.gameId, endpointId]);

describe('max_per_second', () => {
  it('is kept by all workers together, and what is held back uses up no attempt', async () => {
    const id = await endpoint({ max_per_second: 3 });
    await due(id, 20);
    const began = performance.now();
    const claims = await Promise.all(['a', 'b', 'c', 'd'].map((token) => claim(token, 5)));
    const seconds = (performance.now() - began) / 1_000;
    const tasks = claims.flatMap((each) => each.tasks);
    expect(tasks.length).toBeGreaterThanOrEqual(3);
    expect(tasks.length).toBeLessThanOrEqual(3 + Math.ceil(seconds * 3));
    expect(claims.reduce((sum, each) => sum + each.claimed, 0)).toBeGreaterThanOrEqual(tasks.length);
    expect((await standing(id)).map(({ attempts }) => attempts)).toEqual([0, 0]);
    expect((await standing(id)).find((each) => each.is_held)!.n + BigInt(tasks.length)).toBeLessThanOrEqual(20n);
  });

  it('gives what is held back its place in the line, and brings all of it in the end', async () => {
    const id = await endpoint({ max_per_second: 2 });
    await due(id, 9);
    // The bucket is filled by nothing but this test from here on.
    expect((await claim('first')).tasks.length).toBeGreaterThanOrEqual(2);
    await bucketHolds(0);
    await app.look("UPDATE webhooks.delivery SET lease_token = NULL, next_at = now() WHERE game_id = $1", [tenant.gameId]);
    expect((await claim('second')).tasks).toEqual([]);
    const places = await app.look<{ seconds: number }>('SELECT extract(epoch FROM next_at - min(next_at) OVER ())::float8 AS seconds FROM webhooks.delivery WHERE game_id = $1 ORDER BY next_at', [tenant.gameId]);
    expect(places.map((each) => each.seconds)).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4]);
    for (let round = 0; round < 5; round++) {
      await dueNow();
      await bucketHolds(2);
      await Promise.all([worker(), worker()]);
      expect(receiver.received).toHaveLength(Math.min(9, 2 * (round + 1)));
    }
    expect(new Set(receiver.received.map((each) => each.headers['webhook-id'])).size).toBe(9);
    expect(await standing(id)).toEqual([{ state: 'succeeded', attempts: 1, is_held: false, n: 9n }]);
  });
});

describe('max_concurrency', () => {
  it('is kept by two workers together, and each attempt that ends makes room for the next', async () => {
    const id = await endpoint({ max_concurrency: 3 });
    await due(id, 14);
    const releases: (() => void)[] = [];
    receiver.answer = () => new Promise((resolve) => releases.push(() => resolve({ status: 200 })));
    const workers = [worker(), worker()];
    await eventually(() => receiver.received.length >= 3);
    await dueNow();
    expect((await claim('a third worker')).tasks).toEqual([]);
    expect(receiver.received).toHaveLength(3);
    receiver.answer = () => ({ status: 200 });
    releases.forEach((release) => release());
    await Promise.all(workers);
    expect(await standing(id)).toEqual([{ state: 'succeeded', attempts: 1, is_held: false, n: 14n }]);
  });

  it('needs nobody to make what was held back due: one worker drains all of it', async () => {
    const id = await endpoint({ max_concurrency: 1 });
    await due(id, 6);
    await worker();
    expect(await standing(id)).toEqual([{ state: 'succeeded', attempts: 1, is_held: false, n: 6n }]);
  });

  it('is not used up by a worker that died', async () => {
    const id = await endpoint({ max_concurrency: 2 });
    await due(id, 4);
    expect((await claim('of a dead worker')).tasks).toHaveLength(2);
    await dueNow();
    expect((await claim('another')).tasks).toHaveLength(0);
    await app.look("UPDATE webhooks.paced_claim SET until = now() WHERE game_id = $1", [tenant.gameId]);
    await dueNow();
    expect((await claim('later')).tasks).toHaveLength(2);
    expect(await app.look('SELECT lease_token FROM webhooks.paced_claim WHERE game_id = $1', [tenant.gameId])).toEqual([{ lease_token: 'later' }]);
  });
});

describe('an endpoint with a pace', () => {
  it('slows no other: what is for others leaves at once, however long its line is', async () => {
    const slow = await endpoint({ max_per_second: 1, max_concurrency: 1 });
    const fast = await endpoint({}, other.url);
    await due(slow, 60);
    await due(fast, 5);
    let release = (): void => undefined;
    receiver.answer = () => new Promise((resolve) => { release = () => resolve({ status: 200 }); });
    const draining = worker();
    await eventually(() => other.received.length === 5);
    expect(receiver.received).toHaveLength(1);
    receiver.answer = () => ({ status: 200 });
    release();
    await draining;
    expect((await standing(slow)).filter((each) => each.attempts === 0).map((each) => each.is_held)).toEqual([true]);
  });

  it('takes as it can when the bounds are taken away', async () => {
    const id = await endpoint({ max_per_second: 1 });
    await due(id, 10);
    await claim('of a worker that died');
    await bucketHolds(0);
    await dueNow();
    await worker();
    expect(receiver.received).toEqual([]);
    expect((await app.inject({ method: 'PUT', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey, body: { max_per_second: null } })).status).toBe(200);
    await app.look("UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND lease_token IS NOT NULL", [tenant.gameId]);
    await app.settle();
    expect(await standing(id)).toEqual([{ state: 'succeeded', attempts: 1, is_held: false, n: 10n }]);
  });

  it('costs the others nothing: without a bound no row and no statement', async () => {
    const id = await endpoint({});
    await due(id, 1);
    const before = app.database.statements;
    const tasks: Task[] = (await claim('plain')).tasks;
    const plain = app.database.statements - before;
    expect(tasks).toHaveLength(1);
    expect(await app.look('SELECT 1 FROM webhooks.endpoint_pace WHERE game_id = $1', [tenant.gameId])).toEqual([]);
    await app.inject({ method: 'PUT', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey, body: { max_per_second: 100, max_concurrency: 100 } });
    await due(id, 2);
    await claim('warm');
    await due(id, 1);
    const beforePaced = app.database.statements;
    await claim('paced');
    expect(app.database.statements - beforePaced - plain).toBeLessThanOrEqual(2);
  });

  it('is forgotten with the endpoint', async () => {
    const id = await endpoint({ max_per_second: 5, max_concurrency: 1 });
    await due(id, 1);
    await claim('x');
    await app.inject({ method: 'DELETE', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey });
    await app.settle();
    expect(await app.look('SELECT endpoint_id FROM webhooks.endpoint_pace WHERE game_id = $1 UNION ALL SELECT endpoint_id FROM webhooks.paced_claim WHERE game_id = $1', [tenant.gameId])).toEqual([]);
  });
});
