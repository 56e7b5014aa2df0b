import { FakeOrders } from '#sales/orders/testing';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { ClaimDeliveries } from '../app/attempts.js';
import { Deliverer } from '../app/deliverer.js';
import { BatchWorld, type Line } from './batch-world.js';
import { bootWebhooks } from './sales-around.js';

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

const dice = (seed: number) => () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
const pending = async () => Number((await app.look<{ n: bigint }>("SELECT count(*) AS n FROM webhooks.delivery WHERE game_id = $1 AND state = 'pending'", [tenant.gameId]))[0]!.n);
/** Everything is due that is not under way; of what a dead worker has left the lease is over. */
const dueNow = () => app.look("UPDATE webhooks.delivery SET next_at = now(), lease_token = NULL WHERE game_id = $1 AND state = 'pending' AND batch_id IS NULL", [tenant.gameId]);
const worker = () => app.app.get(Deliverer).drain(tenant.gameId);
/** A worker that dies after it has committed what it took: its batches are closed, their messages and its other claims are nobody's until their lease is over. */
const dyingWorker = (token: string) => app.commands.execute(new ClaimDeliveries(20, token, []), tenant.scope);
/** One that is cut off before it commits. */
async function cutOff(token: string): Promise<void> {
  const claim = app.database.transaction(tenant.scope, { context: 'reach/webhooks', name: 'cut-off' }, async () => {
    await app.commands.execute(new ClaimDeliveries(20, token, []), tenant.scope);
    throw new Error('cut off');
  });
  await expect(claim).rejects.toThrow('cut off');
}

describe.each([1, 2, 3])('batches with several workers, deaths and failures (seed %d)', (seed) => {
  it('hold every event of their webhook exactly once together, each thing in its order', async () => {
    const random = dice(seed * 7_919);
    await world.endpoint({ batch_max_events: 13, ordered: seed === 3 });
    receiver.answer = () => ({ status: random() < 0.3 ? 500 : 200 });
    const keys: string[] = [];
    let deaths = 0;
    for (let round = 0; round < 12; round++) {
      keys.push(...(await world.happened(1 + Math.floor(random() * 8), 1 + Math.floor(random() * 4))));
      await dueNow();
      const step = random();
      if (step < 0.25) await dyingWorker(`dead ${round}`);
      else if (step < 0.5) await cutOff(`cut off ${round}`);
      if (step < 0.5) deaths++;
      await Promise.all([worker(), worker(), worker()]);
    }
    receiver.answer = () => ({ status: 200 });
    for (let round = 0; round < 20 && (await pending()) > 0; round++) {
      await app.look("DELETE FROM webhooks.endpoint_health WHERE game_id = $1", [tenant.gameId]);
      await dueNow();
      await Promise.all([worker(), worker()]);
    }
    expect(deaths).toBeGreaterThan(0);
    expect(await pending()).toBe(0);
    const made = await app.look<{ id: string; aggregate_id: string; sequence: string }>("SELECT id, aggregate_id, sequence FROM webhooks.event WHERE game_id = $1 AND type <> 'batch.ready' ORDER BY id", [tenant.gameId]);
    const batches = [...new Map(world.messages().map((each) => [each.sequence, each.event_data])).entries()].sort(([a], [b]) => a - b).map(([, data]) => data);
    const lines: Line[] = [];
    for (const each of batches) {
      expect(each.event_count).toBeLessThanOrEqual(13);
      const own = await world.lines(each.url);
      expect(own).toHaveLength(each.event_count);
      lines.push(...own);
    }
    expect(lines.map((each) => each.event_id).sort()).toEqual(made.map((each) => each.id));
    for (const key of new Set(keys)) expect(lines.filter((each) => each.aggregate_id === key).map((each) => each.sequence)).toEqual(made.filter((each) => each.aggregate_id === key).map((_, index) => index + 1));
    expect((await app.look("SELECT DISTINCT state FROM webhooks.delivery WHERE game_id = $1", [tenant.gameId])).map((each) => each['state'])).toEqual(['succeeded']);
    // The messages are numbered without gaps, so that whoever misses one sees it.
    const numbers = [...new Set(world.sent().map((each) => each.sequence))].sort((a, b) => a - b);
    expect(numbers).toEqual(batches.map((_, index) => index + 1));
  }, 120_000);
});
