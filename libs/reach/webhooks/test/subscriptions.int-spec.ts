import { FakeFxModule } from '#money/fx/testing';
import { newId } from '#platform/kernel/ids';
import { CreateEndpoint } from '#studio/game-servers/commands';
import { GameServersModule, rows as gameServerRows } from '#studio/game-servers/module';
import { GetDeliveryTarget, HasEndpointFor, VerifyPlayer } from '#studio/game-servers/queries';
import { GrantRequested, GrantRevocationRequested } from '#sales/fulfillment/events';
import { aGrantFact } from '#sales/fulfillment/testing';
import { OrderCreated } from '#sales/orders/events';
import { FakeOrders, fakeOrders } from '#sales/orders/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { WebhooksModule, rows } from '../module.js';
import { Around, HappenForTest, salesAround } from './sales-around.js';

let app: Booted;
let tenant: Tenant;
const receiver = Receiver.ofSuite();
const orders = new FakeOrders();
const around = new Around();

beforeAll(async () => {
  app = await bootContext({ modules: [WebhooksModule, GameServersModule], rows: [...rows, ...gameServerRows], fakes: [fakeOrders(orders), salesAround(around), FakeFxModule] });
});
afterAll(() => app?.close());
beforeEach(async () => void (tenant = await app.tenant()));

const endpoint = async (path: string, events: string[], changes: Partial<CreateEndpoint['input']> = {}): Promise<string> =>
  (await app.commands.execute(new CreateEndpoint({ environment: 'sandbox', url: `${receiver.url}${path}`, events, ...changes }), tenant.scope)).endpoint_id;
const put = async (id: string, body: object) => expect((await app.inject({ method: 'PUT', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey, body })).status).toBe(200);
const happen = (...events: HappenForTest['events']) => app.commands.execute(new HappenForTest(events), tenant.scope);
const at = (path: string) => receiver.received.filter((each) => each.path === `/hooks${path}`).map((each) => JSON.parse(each.body) as Record<string, any>);

async function order(): Promise<string> {
  const made = orders.put({ game_id: tenant.gameId });
  await happen(new OrderCreated('order', made.id, { order_id: made.id, player_id: 'P-1', status: 'created' }));
  await app.settle();
  return made.id;
}

/** The process of this test knows the endpoints of the game; behind its back another process changes them. */
async function elsewhere(sql: string, ...values: unknown[]): Promise<void> {
  await app.queries.ask(new GetDeliveryTarget(newId('whk')), tenant.scope);
  await app.look(sql, [tenant.gameId, ...values]);
}

describe('what another process has just answered 201 or 200 to', () => {
  it('is told of the next event: a new webhook', async () => {
    await endpoint('/old', ['order.*']);
    const id = await endpoint('/new', ['payment.pending']);
    await elsewhere("UPDATE game_servers.endpoint SET events = '{order.created}' WHERE game_id = $1 AND id = $2", id);
    await order();
    expect([at('/old').length, at('/new').length]).toEqual([1, 1]);
  });

  it('is told of no event that it has unsubscribed from', async () => {
    const id = await endpoint('/old', ['order.*']);
    await elsewhere("UPDATE game_servers.endpoint SET events = '{payment.pending}' WHERE game_id = $1 AND id = $2", id);
    await order();
    expect(at('/old')).toEqual([]);
  });

  it('gets what has waited for it at once when it is enabled', async () => {
    const id = await endpoint('/off', ['order.*'], { enabled: false });
    await order();
    await elsewhere('UPDATE game_servers.endpoint SET enabled = true WHERE game_id = $1 AND id = $2', id);
    await app.look('UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1', [tenant.gameId]);
    await app.settle();
    expect(at('/off')).toHaveLength(1);
  });

  it('is found where somebody has to be there at all', async () => {
    const id = await endpoint('/game', ['item.add', 'player.verify'], { enabled: false });
    await elsewhere('UPDATE game_servers.endpoint SET enabled = true WHERE game_id = $1 AND id = $2', id);
    expect(await app.queries.ask(new HasEndpointFor('item.add'), tenant.scope)).toBe(true);
    await app.look('UPDATE game_servers.endpoint SET enabled = false WHERE game_id = $1 AND id = $2', [tenant.gameId, id]);
    await app.queries.ask(new GetDeliveryTarget(newId('whk')), tenant.scope);
    await app.look('UPDATE game_servers.endpoint SET enabled = true WHERE game_id = $1 AND id = $2', [tenant.gameId, id]);
    receiver.answer = () => ({ status: 404 });
    expect(await app.calls.ask(new VerifyPlayer({ player_id: 'P-1', trigger: 'hub.login', context: null }), tenant.scope)).toMatchObject({ outcome: 'refused' });
  });
});

describe('a grant that moves to another webhook', () => {
  const grantOf = () => aGrantFact({ player_id: 'P-1' });
  const add = async (grant: ReturnType<typeof grantOf>) => {
    await happen(new GrantRequested('grant', grant.grant_id, grant));
    await app.settle();
  };
  const remove = async (grant: ReturnType<typeof grantOf>) => {
    await happen(new GrantRevocationRequested('grant', grant.grant_id, { ...grant, reason: 'Order refunded' }));
    await app.settle();
  };
  const numbers = (path: string) => at(path).map((each) => [each.event_type, each.sequence, each.previous_sequence]);

  it('joins the line of numbers of the one that takes it', async () => {
    const first = await endpoint('/a', ['item.add', 'item.remove'], { enabled: false });
    await put(first, { enabled: true });
    receiver.answer = () => ({ status: 503 });
    const grant = grantOf();
    await add(grant);
    await put(first, { enabled: false });
    receiver.clear();
    receiver.answer = () => ({ status: 200 });
    await endpoint('/b', ['item.add', 'item.remove']);
    await app.look("UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending'", [tenant.gameId]);
    await app.settle();
    await remove(grant);
    expect(numbers('/b')).toEqual([['item.add', 1, null], ['item.remove', 2, 1]]);
    expect(at('/a')).toEqual([]);
  });

  it('names nothing that only the one before was sent', async () => {
    const first = await endpoint('/a', ['item.add', 'item.remove']);
    const grant = grantOf();
    await add(grant);
    receiver.answer = () => ({ status: 503 });
    await remove(grant);
    await put(first, { enabled: false });
    receiver.answer = () => ({ status: 200 });
    await endpoint('/b', ['item.add', 'item.remove']);
    await app.look("UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending'", [tenant.gameId]);
    await app.settle();
    expect(numbers('/a')).toEqual([['item.add', 1, null], ['item.remove', 2, 1]]);
    expect(numbers('/b')).toEqual([['item.remove', 2, null]]);
    expect(at('/b')[0]!.transaction_id).toBe(at('/a')[1]!.transaction_id);
    const [line] = await app.look('SELECT sent FROM webhooks.aggregate WHERE game_id = $1 AND aggregate_id = $2', [tenant.gameId, grant.grant_id]);
    expect(Object.values(line!.sent as object).sort()).toEqual([1, 2]);
  });

  it('tells of the player what the one that takes it asks for', async () => {
    around.players.set('P-1', {
      id: 'ply_1', player_id: 'P-1', name: 'Ada', email: null, country: 'DE', avatar_url: null, banned: false, banned_reason: null, attributes: { level: 9 }, custom_attributes: {},
      custom_attributes_from_deeplink: {}, segments: [], registration_marketplace: null, balances: [], marketing_consent: {}, created_at: 1, modified_at: null,
    });
    await add(grantOf());
    await endpoint('/b', ['item.add'], { player_context_enabled: true });
    await app.settle();
    expect(at('/b')).toMatchObject([{ event_type: 'item.add', previous_sequence: null, context: { name: 'Ada', attributes: { level: 9 } } }]);
  });

  it('waits its turn while something is told of it', async () => {
    await add(grantOf());
    const other = await app.database.pool.connect();
    try {
      await other.query(`BEGIN; SELECT set_config('app.game_id', '${tenant.gameId}', true)`);
      await other.query('SELECT 1 FROM webhooks.aggregate WHERE game_id = $1 FOR UPDATE', [tenant.gameId]);
      await endpoint('/b', ['item.add']);
      await app.settle();
      expect(at('/b')).toEqual([]);
    } finally {
      await other.query('ROLLBACK');
      other.release();
    }
    await app.look("UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending'", [tenant.gameId]);
    await app.settle();
    expect(numbers('/b')).toEqual([['item.add', 1, null]]);
  });
});
