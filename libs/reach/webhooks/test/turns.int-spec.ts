import { OutboxDispatcher } from '#platform/outbox/dispatcher';
import { CreateEndpoint } from '#studio/game-servers/commands';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { ClaimDeliveries } from '../app/attempts.js';
import { SendTestEvent } from '../app/test-event.js';
import { PLANNED_ONCE } from '../infra/planned-once.js';
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

/** As many deliveries as that, all like the one that is there. */
const copied = (count: number) => app.look(
  `INSERT INTO webhooks.delivery (game_id, id, event_id, event_type, endpoint_id, subject_id, tail, next_at, is_waiting)
   SELECT game_id, left(id, -6) || translate(lpad(n::text, 6, '0'), '189', 'abc'), event_id, event_type, endpoint_id, subject_id, tail, next_at, is_waiting FROM webhooks.delivery, generate_series(1, $2::int) AS n WHERE game_id = $1`, [tenant.gameId, count]);

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

  const standing = () => app.look('SELECT state, is_waiting, next_at <= now() AS is_due, count(*)::int AS n FROM webhooks.delivery WHERE game_id = $1 GROUP BY 1, 2, 3 ORDER BY 4', [tenant.gameId]);

  it('holds up nobody by the depth of its backlog: a claim puts off no more than five hundred beside what it takes', async () => {
    const id = await endpoint();
    await due(id, 1);
    await copied(1_999);
    await change(id, { enabled: false });
    await taken('first', 10);
    expect(await standing()).toEqual([{ state: 'pending', is_waiting: true, is_due: false, n: 510 }, { state: 'pending', is_waiting: false, is_due: true, n: 1_490 }]);
  });

  it('is woken and ended whole, however deep its backlog is, two thousand by a statement', async () => {
    const id = await endpoint();
    await due(id, 1);
    await copied(4_999);
    await app.look("UPDATE webhooks.delivery SET is_waiting = true, next_at = now() + interval '1 minute' WHERE game_id = $1", [tenant.gameId]);
    const follow = () => app.app.get(OutboxDispatcher).drain('reach/webhooks.follow-endpoint', tenant.gameId);
    const execute = jest.spyOn(app.database, 'execute');
    await change(id, { description: 'mended' });
    expect(await follow()).toBe(2);
    expect(await standing()).toEqual([{ state: 'pending', is_waiting: false, is_due: true, n: 5_000 }]);
    const woken = execute.mock.calls.flatMap(([text], nth) => (text.includes('SET next_at = now(), is_waiting = false, is_held = false') ? [execute.mock.results[nth]!.value as Promise<number>] : []));
    // The endpoint was made, for which all is done at first, and then changed.
    expect(await Promise.all(woken)).toEqual([2_000, 2_000, 1_000, 0]);
    execute.mockRestore();
    await app.inject({ method: 'DELETE', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey });
    expect(await follow()).toBe(1);
    expect(await standing()).toEqual([{ state: 'dead', is_waiting: false, is_due: true, n: 5_000 }]);
  });

  it('that is enabled at the moment at which a claim puts its backlog off gets all of it once some is looked at again', async () => {
    const id = await endpoint();
    await due(id, 20);
    await app.look("UPDATE webhooks.delivery SET is_waiting = true, next_at = now() + interval '1 hour' WHERE game_id = $1", [tenant.gameId]);
    await app.look("UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND id = (SELECT min(id) FROM webhooks.delivery WHERE game_id = $1)", [tenant.gameId]);
    await app.settle();
    expect(await standing()).toEqual([{ state: 'succeeded', is_waiting: false, is_due: true, n: 20 }]);
  });
});

describe('a claim', () => {
  /** The plan of a claim under these settings, in the words of EXPLAIN. */
  async function planOf(settings: readonly string[]): Promise<string> {
    const query = jest.spyOn(app.database, 'query');
    await taken('looked at', 10);
    const [text] = query.mock.calls.find(([sql]) => sql.includes('WITH RECURSIVE endpoint'))!;
    query.mockRestore();
    const scope = tenant.scope;
    const lines = await app.database.transaction(scope, { context: 'reach/webhooks' }, async () => {
      for (const setting of settings) await app.database.execute(setting);
      await app.database.execute(`PREPARE claim (text, bigint, text, text[], float8) AS ${text}`);
      const plan = await app.database.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE claim ('${scope.gameId}', 100, 'token', '{}', 60)`);
      await app.database.execute('DEALLOCATE claim');
      return plan;
    });
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  }

  it('goes by the indexes, whatever the tables held when it was planned: it never reads all events to find a few', async () => {
    const id = await endpoint();
    await due(id, 1);
    // What statistics say of tables in which millions have been, and few games.
    await app.look("UPDATE pg_class SET reltuples = 10000000, relpages = 1 WHERE relnamespace = 'webhooks'::regnamespace AND relname ~ '^(event|delivery)_2'");
    const onlyWithoutScans = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)";
    expect(await planOf([onlyWithoutScans])).toMatch(/(Hash|Merge) (Left )?Join/);
    const plan = await planOf([onlyWithoutScans, PLANNED_ONCE]);
    expect(plan).not.toMatch(/(Hash|Merge) (Left )?Join|Seq Scan/);
    await app.look('ANALYZE webhooks.delivery, webhooks.event');
  });
});
