import { CreateEndpoint } from '#studio/game-servers/commands';
import { OrderCanceled, OrderCreated } from '#sales/orders/events';
import { FakeOrders, orderPaidForTest } from '#sales/orders/testing';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { Deliverer } from '../app/deliverer.js';
import { bootWebhooks, HappenForTest } from './sales-around.js';

let app: Booted;
let tenant: Tenant;
const receiver = Receiver.ofSuite();
const orders = new FakeOrders();

beforeAll(async () => {
  app = await bootWebhooks({ orders });
});
afterAll(() => app?.close());
beforeEach(async () => {
  tenant = await app.tenant();
  taken.length = 0;
});

/** What the receiver has taken: order and sequence, as they came. */
const taken: { order: string; sequence: number }[] = [];
function takeUnless(fails: (order: string, sequence: number) => boolean): void {
  receiver.answer = (request) => {
    const { aggregate_id: order, sequence } = JSON.parse(request.body) as { aggregate_id: string; sequence: number };
    if (fails(order, sequence)) return { status: 404 };
    taken.push({ order, sequence });
    return { status: 200 };
  };
}
const endpoint = (ordered: boolean) => app.commands.execute(new CreateEndpoint({ environment: 'sandbox', url: receiver.url, events: ['order.*'], ordered }), tenant.scope);
/** So many events of each of so many orders, all of them due. */
async function happened(keys: number, events: number): Promise<string[]> {
  const made = Array.from({ length: keys }, () => orders.put({ game_id: tenant.gameId }));
  for (let nth = 0; nth < events; nth++) {
    await app.commands.execute(new HappenForTest(made.map((order) => nth === 0
      ? new OrderCreated('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'created' })
      : new OrderCanceled('order', order.id, { ...orderPaidForTest({ order_id: order.id }), reason: `nth_${nth}` }))), tenant.scope);
  }
  return made.map((order) => order.id);
}
const dueNow = () => app.look("UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending' AND lease_token IS NULL", [tenant.gameId]);
const sequencesOf = (order: string) => taken.filter((each) => each.order === order).map((each) => each.sequence);
const pending = async () => (await app.look("SELECT 1 FROM webhooks.delivery WHERE game_id = $1 AND state = 'pending'", [tenant.gameId])).length;

describe('an ordered webhook', () => {
  it('gets the events of each thing in their order, whatever fails and however many workers there are', async () => {
    await endpoint(true);
    // G21 scaled: 30 keys x 6 events, a third of the attempts fails, three workers.
    let dice = 7;
    takeUnless(() => (dice = (dice * 16_807) % 2_147_483_647) % 10 < 3);
    const keys = await happened(30, 6);
    for (let round = 0; round < 60 && (round === 0 || (await pending()) > 0); round++) {
      await app.settle();
      await dueNow();
      await Promise.all([0, 1, 2].map(() => app.app.get(Deliverer).drain(tenant.gameId)));
    }
    expect(await pending()).toBe(0);
    for (const key of keys) expect(sequencesOf(key)).toEqual([1, 2, 3, 4, 5, 6]);
  }, 60_000);

  it('is not held up by one that is stuck but for what is behind that, and goes on once it is taken', async () => {
    await endpoint(true);
    let stuck = '';
    takeUnless((order) => order === stuck);
    stuck = orders.put({ game_id: tenant.gameId }).id;
    await app.commands.execute(new HappenForTest([0, 1].map((nth) => (nth === 0
      ? new OrderCreated('order', stuck, { order_id: stuck, player_id: 'P-1', status: 'created' })
      : new OrderCanceled('order', stuck, { ...orderPaidForTest({ order_id: stuck }), reason: 'later' })))), tenant.scope);
    const others = await happened(5, 3);
    await eventually(async () => {
      await app.settle();
      return others.every((other) => sequencesOf(other).length === 3);
    });
    for (const other of others) expect(sequencesOf(other)).toEqual([1, 2, 3]);
    expect(receiver.received.filter((each) => JSON.parse(each.body).aggregate_id === stuck)).toHaveLength(1);
    const key = stuck;
    stuck = '';
    await dueNow();
    await app.settle();
    expect(sequencesOf(key)).toEqual([1, 2]);
  });

  it('goes past one that is dead', async () => {
    await endpoint(true);
    takeUnless((_order, sequence) => sequence === 1);
    const [key] = await happened(1, 2);
    await app.settle();
    await app.look("UPDATE webhooks.delivery SET round = 17 WHERE game_id = $1 AND state = 'pending'", [tenant.gameId]);
    await dueNow();
    await app.settle();
    expect(sequencesOf(key!)).toEqual([2]);
  });
});

describe('a webhook that is not ordered', () => {
  it('is not held up at all', async () => {
    await endpoint(false);
    takeUnless((_order, sequence) => sequence === 1);
    const [key] = await happened(1, 3);
    await app.settle();
    expect(sequencesOf(key!).sort()).toEqual([2, 3]);
  });
});
