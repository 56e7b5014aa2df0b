import { Housekeeping } from '#platform/housekeeping/housekeeping';
import { CreateEndpoint } from '#studio/game-servers/commands';
import { OrderPaid, OrderRefunded } from '#sales/orders/events';
import { FakeOrders, orderPaidForTest } from '#sales/orders/testing';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { bootWebhooks, HappenForTest } from './sales-around.js';

let app: Booted;
let tenant: Tenant;
const receiver = Receiver.ofSuite();
const orders = new FakeOrders();

beforeAll(async () => {
  app = await bootWebhooks({ orders, breaks: ['webhooks.success-was-answered', 'webhooks.sequence-has-no-gaps'] });
});
afterAll(() => app?.close());
beforeEach(async () => void (tenant = await app.tenant()));

const tidy = () => app.app.get(Housekeeping).doChores(2);
const typesReceived = () => receiver.received.map((each) => (JSON.parse(each.body) as { event_type: string }).event_type);
const NOW = new Date().toISOString();
const idOf = (prefix: string, days: number, nth: number) => `overlay(platform.typeid_floor('${prefix}', timestamptz '${NOW}' - interval '${days} days') PLACING '${String(nth).padStart(5, '0')}' FROM 26)`;
let nth = 0;

/** An event that was made so many days ago with one delivery of two attempts in this state, which ended so many days ago; without a state, with none. */
async function past(made: number, state: 'pending' | 'succeeded' | 'dead' | null, ended: number | null = null, gameId = tenant.gameId): Promise<string> {
  const name = `${state ?? 'none'} ${made} ${ended}`;
  nth++;
  await app.look(`INSERT INTO webhooks.event (game_id, id, type, aggregate_type, aggregate_id, sequence, subject_id, idempotency_key, head, created_at)
    VALUES ($1, ${idOf('evt', made, nth)}, 'order.paid', 'order', 'o', 1, $2, 'k', '\\x00', now() - make_interval(days => ${made}))`, [gameId, name]);
  if (!state) return name;
  await app.look(`INSERT INTO webhooks.delivery (game_id, id, event_id, event_type, subject_id, tail, state, ended_at) VALUES ($1, ${idOf('whd', made, nth)}, ${idOf('evt', made, nth)}, 'order.paid', $2, '\\x00', $3, now() - make_interval(days => $4))`, [gameId, name, state, ended]);
  for (const number of [1, 2]) {
    await app.look(`INSERT INTO webhooks.attempt (game_id, id, delivery_id, number, started_at, duration_ms, response_body, is_response_cut) VALUES ($1, ${idOf('wha', made, 2 * nth + number)}, ${idOf('whd', made, nth)}, ${number}, now(), 1, 'body', false)`, [gameId]);
  }
  return name;
}
const left = async (table: 'event' | 'delivery', gameId = tenant.gameId) => (await app.look<{ name: string }>(`SELECT subject_id AS name FROM webhooks.${table} WHERE game_id = $1 ORDER BY 1`, [gameId])).map((row) => row.name);
const attempts = async () => Number((await app.look<{ n: bigint }>('SELECT count(*) AS n FROM webhooks.attempt WHERE game_id = $1', [tenant.gameId]))[0]!.n);

describe('what was sent', () => {
  it('is kept for 90 days after its end, with attempts and event; what is pending stays, however old', async () => {
    for (let n = 0; n < 5; n++) await past(100, 'succeeded', 91);
    await past(100, 'dead', 91);
    await past(100, null);
    const stay = [await past(100, 'succeeded', 89), await past(100, 'dead', 89), await past(400, 'pending'), await past(89, 'succeeded', 89), await past(89, null)].sort();
    await past(100, 'succeeded', 91, tenant.liveGameId);
    expect(await tidy()).toMatchObject({ 'webhooks.remove-old': expect.any(Number) });
    expect(await left('delivery')).toEqual(stay.filter((name) => !name.startsWith('none')));
    expect(await left('event')).toEqual(stay);
    expect(await attempts()).toBe(8);
    expect([...(await left('delivery', tenant.liveGameId)), ...(await left('event', tenant.liveGameId))]).toEqual([]);
    await tidy();
    expect(await left('event')).toEqual(stay);
  });

  it('is not needed to take back what may have been granted long ago', async () => {
    await app.commands.execute(new CreateEndpoint({ environment: 'sandbox', url: receiver.url, events: ['item.add', 'item.remove'] }), tenant.scope);
    receiver.answer = () => ({ status: 500 });
    const order = orders.put({ status: 'paid', game_id: tenant.gameId });
    const paid = orderPaidForTest({ order_id: order.id });
    await app.commands.execute(new HappenForTest([new OrderPaid('order', order.id, paid)]), tenant.scope);
    await app.settle();
    expect(typesReceived()).toEqual(['item.add']);
    for (const table of ['attempt', 'delivery', 'event']) await app.look(`DELETE FROM webhooks.${table} WHERE game_id = $1`, [tenant.gameId]);
    receiver.answer = () => ({ status: 200 });
    await app.commands.execute(new HappenForTest([new OrderRefunded('order', order.id, { ...paid, refund_id: 'ref_1', reason: 'asked', refunded_at: 1_790_000_000 })]), tenant.scope);
    await app.settle();
    expect(typesReceived()).toEqual(['item.add', 'item.remove']);
  });
});
