import { CreateEndpoint } from '#studio/game-servers/commands';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { ClaimDeliveries } from '../app/attempts.js';
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
async function due(endpointId: string, count: number): Promise<void> {
  for (let nth = 0; nth < count; nth++) await app.commands.execute(new SendTestEvent(endpointId, 'order.created'), tenant.scope);
}
const change = (id: string, body: object) => app.inject({ method: 'PUT', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey, body });
/** How many of each endpoint a claim takes. */
async function taken(token: string, max: number, busy: string[] = []): Promise<Record<string, number>> {
  const { tasks } = await app.commands.execute(new ClaimDeliveries(max, token, busy), tenant.scope);
  const counts: Record<string, number> = {};
  for (const { target } of tasks) counts[target.endpoint_id] = (counts[target.endpoint_id] ?? 0) + 1;
  return counts;
}

describe('endpoints take turns', () => {
  it('so that what is new for one leaves before the backlog of others that are behind', async () => {
    const [deep, deeper, fresh] = [await endpoint(), await endpoint(), await endpoint()];
    await due(deep, 40);
    await due(deeper, 60);
    await due(fresh, 2);
    expect(await taken('first', 20)).toEqual({ [deep]: 9, [deeper]: 9, [fresh]: 2 });
    expect(await taken('second', 20)).toEqual({ [deep]: 10, [deeper]: 10 });
    expect(await taken('third', 20, [deep])).toEqual({ [deeper]: 20 });
  });

  it('and one alone gets the whole claim, oldest first, whichever worker asks', async () => {
    const only = await endpoint();
    await due(only, 30);
    const claims = await Promise.all(['a', 'b', 'c'].map((token) => app.commands.execute(new ClaimDeliveries(10, token, []), tenant.scope)));
    expect(claims.map(({ tasks }) => tasks.length)).toEqual([10, 10, 10]);
    expect(new Set(claims.flatMap(({ tasks }) => tasks.map(({ delivery }) => delivery.id))).size).toBe(30);
  });
});

describe('a disabled endpoint', () => {
  it('is looked through once, however much is for it, and gets all of it when it is enabled', async () => {
    const id = await endpoint();
    await due(id, 60);
    await change(id, { enabled: false });
    expect(await taken('first', 5)).toEqual({});
    expect(await app.look('SELECT is_waiting, lease_token, attempts, count(*)::int AS n FROM webhooks.delivery WHERE game_id = $1 GROUP BY 1, 2, 3', [tenant.gameId])).toEqual([{ is_waiting: true, lease_token: null, attempts: 0, n: 60 }]);
    await change(id, { enabled: true });
    await app.settle();
    expect(await app.look('SELECT state, attempts, count(*)::int AS n FROM webhooks.delivery WHERE game_id = $1 GROUP BY 1, 2', [tenant.gameId])).toEqual([{ state: 'succeeded', attempts: 1, n: 60 }]);
  });
});
