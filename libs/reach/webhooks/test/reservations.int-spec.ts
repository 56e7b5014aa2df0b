import { newId } from '#platform/kernel/ids';
import { FakeFxModule } from '#money/fx/testing';
import { CreateEndpoint } from '#studio/game-servers/commands';
import { GameServersModule, rows as gameServerRows } from '#studio/game-servers/module';
import { aGrantFact } from '#sales/fulfillment/testing';
import { GrantRequested, ReservationReleased } from '#sales/fulfillment/events';
import { fakeOrders } from '#sales/orders/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { WebhooksModule, rows } from '../module.js';
import { Around, HappenForTest, salesAround } from './sales-around.js';

let app: Booted;
let tenant: Tenant;
const receiver = Receiver.ofSuite();

beforeAll(async () => {
  app = await bootContext({ modules: [WebhooksModule, GameServersModule], rows: [...rows, ...gameServerRows], fakes: [fakeOrders(), salesAround(new Around()), FakeFxModule] });
});
afterAll(() => app?.close());
beforeEach(async () => { tenant = await app.tenant(); });

const hook = (events: string[]) => app.commands.execute(new CreateEndpoint({ environment: 'sandbox', url: receiver.url, events }), tenant.scope);
const happen = async (...events: HappenForTest['events']) => {
  await app.commands.execute(new HappenForTest(events), tenant.scope);
  await app.settle();
};
const release = (is_unsure: boolean) => {
  const fact = { reservation_id: newId('rsv'), order_id: newId('ord'), player_id: 'P-1', payment_id: newId('pmt'), is_unsure };
  return { fact, event: new ReservationReleased('reservation', fact.reservation_id, fact) };
};
const bodies = () => receiver.received.map((each) => JSON.parse(each.body) as Record<string, any>);

describe('order.release', () => {
  it('is delivered to the webhook that is asked, and to nobody else', async () => {
    await hook(['order.*', 'item.add']);
    await hook(['order.reserve']);
    const { fact, event } = release(false);
    await happen(event);
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toMatchObject({
      event_type: 'order.release', event_data: { reservation_id: fact.reservation_id, order_id: fact.order_id, player_id: 'P-1' }, idempotency_key: `idmpt_order.release.${fact.reservation_id}`,
      aggregate_type: 'reservation', aggregate_id: fact.reservation_id, sequence: 1, trigger: 'order.released',
    });
    expect(bodies()[0]!.event_data).not.toHaveProperty('payment_id');
  });

  it('is tried again until it is taken', async () => {
    await hook(['order.reserve']);
    receiver.answer = () => ({ status: 500 });
    await happen(release(false).event);
    receiver.answer = () => ({ status: 200 });
    await app.look("UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending'", [tenant.gameId]);
    await app.settle();
    expect(bodies().map((each) => each.event_type)).toEqual(['order.release', 'order.release']);
    expect(new Set(bodies().map((each) => each.event_id)).size).toBe(1);
    expect(await app.look('SELECT state FROM webhooks.delivery WHERE game_id = $1', [tenant.gameId])).toEqual([{ state: 'succeeded' }]);
  });

  it('of which nobody knows whether it is needed leaves once no question can be under way', async () => {
    await hook(['order.reserve']);
    await happen(release(true).event);
    expect(bodies()).toEqual([]);
    expect(await app.look("SELECT 1 AS one FROM webhooks.delivery WHERE game_id = $1 AND event_type = 'order.release' AND next_at BETWEEN now() + interval '1 second' AND now() + interval '10 seconds'", [tenant.gameId])).toHaveLength(1);
  });
});

describe('item.add', () => {
  it('names the reservation that it uses up, and has no such member without one', async () => {
    await hook(['item.add']);
    const reservation_id = newId('rsv');
    const grants = [aGrantFact({ reservation_id }), aGrantFact()];
    await happen(...grants.map((grant) => new GrantRequested('grant', grant.grant_id, grant)));
    const byGrant = new Map(bodies().map((each) => [each.aggregate_id as string, each.event_data as object]));
    expect(byGrant.get(grants[0]!.grant_id)).toMatchObject({ reservation_id });
    expect(byGrant.get(grants[1]!.grant_id)).not.toHaveProperty('reservation_id');
  });
});
