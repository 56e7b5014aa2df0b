import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { ListGrantsOfOrder } from '#sales/fulfillment/queries';
import { OrderPaid } from '#sales/orders/events';
import { FakeOrders, orderPaidForTest } from '#sales/orders/testing';
import { CreateEndpoint } from '#studio/game-servers/commands';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { WatchGrantsJob } from '../app/watch-grants.job.js';
import { GrantWaitsRepository } from '../infra/grant-waits.repository.js';
import { bootWebhooks, HappenForTest } from './sales-around.js';

const HOUR = 3_600;

describe('a grant that the game does not acknowledge', () => {
  let app: Booted;
  let tenant: Tenant;
  let endpoint: string;
  const receiver = Receiver.ofSuite();
  const orders = new FakeOrders();
  beforeAll(async () => { app = await bootWebhooks({ orders }); });
  afterAll(() => app?.close());
  beforeEach(async () => {
    tenant = await app.tenant();
    receiver.answer = () => ({ status: 404 });
    endpoint = (await app.commands.execute(new CreateEndpoint({ environment: 'sandbox', url: receiver.url, events: ['item.add', 'item.remove'] }), tenant.scope)).endpoint_id;
  });
  afterEach(() => jest.restoreAllMocks());

  async function sell(count = 1): Promise<{ order_id: string; grant_id: string }[]> {
    const sold = Array.from({ length: count }, () => orders.put({ game_id: tenant.gameId }).id);
    await app.commands.execute(new HappenForTest(sold.map((order_id) => new OrderPaid('order', order_id, orderPaidForTest({ order_id })))), tenant.scope);
    await app.settle();
    return Promise.all(sold.map(async (order_id) => ({ order_id, grant_id: (await grantsOf(order_id))[0]!.id })));
  }
  const grantsOf = (orderId: string) => app.queries.ask(new ListGrantsOfOrder(orderId), tenant.scope);
  const states = async (sold: { order_id: string }[]) => (await Promise.all(sold.map(({ order_id }) => grantsOf(order_id)))).flat().map(({ state }) => state);
  const due = () => app.look(`UPDATE platform.job SET run_at = now() WHERE game_id = $1 AND type = 'webhooks.watch-grants' AND state = 'pending'`, [tenant.gameId]);
  const look = async () => {
    await due();
    await app.settle();
  };
  /** So long ago was the last look, and so much had been counted by then. */
  const since = (seconds: number, waited?: number) => app.look(
    `UPDATE webhooks.grant_wait SET counted_at = counted_at - make_interval(secs => $2), waited_seconds = coalesce($3, waited_seconds) WHERE game_id = $1`, [tenant.gameId, seconds, waited ?? null]);
  const waits = async () => (await app.look<{ waited_seconds: number }>('SELECT waited_seconds FROM webhooks.grant_wait WHERE game_id = $1 ORDER BY grant_id', [tenant.gameId])).map(({ waited_seconds }) => waited_seconds);
  const told = async (type: string) => app.look<{ payload: any }>('SELECT payload FROM platform.outbox_event WHERE game_id = $1 AND type = $2 ORDER BY id', [tenant.gameId, type]);
  const events = async () => (await app.look<{ type: string; subject_id: string }>('SELECT type, subject_id FROM webhooks.event WHERE game_id = $1 AND type ^@ $2 ORDER BY id', [tenant.gameId, 'item.'])).map(({ type, subject_id }) => [type, subject_id]);
  const near = (expected: number) => expect.closeTo(expected + 5, -1.5);

  it('is looked at only while there is one, and is an alarm after an hour, once', async () => {
    const alarms: unknown[] = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => void alarms.push(line));
    const sold = await sell(2);
    await look();
    await since(300, HOUR - 400);
    await look();
    expect(alarms).toEqual([]);
    await since(300);
    await look();
    await since(300);
    await look();
    expect(alarms).toEqual([{ msg: 'ALARM: what was paid is not acknowledged by the game, whose webhook answers', game_id: tenant.gameId, count: 2, order_id: sold[0]!.order_id }]);
    receiver.answer = () => ({ status: 200 });
    await app.look(`UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending'`, [tenant.gameId]);
    await app.settle();
    await look();
    expect(await states(sold)).toEqual(['acknowledged', 'acknowledged']);
    expect(await app.look(`SELECT FROM platform.job WHERE game_id = $1 AND type = 'webhooks.watch-grants' AND state = 'pending'`, [tenant.gameId])).toEqual([]);
  });

  it('goes back after the hours of the game: once, with the items taken back, and nothing leaves any more', async () => {
    expect((await app.inject({ method: 'PATCH', url: '/v1/game', apiKey: tenant.apiKey, body: { unacknowledged_refund_hours: 2 } })).json).toMatchObject({ unacknowledged_refund_hours: 2 });
    const sold = await sell();
    const [{ order_id, grant_id }] = sold as [{ order_id: string; grant_id: string }];
    await look();
    await since(300, 2 * HOUR - 310);
    await look();
    expect(await states(sold)).toEqual(['requested']);
    await since(300);
    await look();
    expect(await states(sold)).toEqual(['declined']);
    expect(await told('webhooks.grant.unacknowledged.v1')).toEqual([{ payload: { grant_id, order_id, waited_hours: 2 } }]);
    expect((await told('fulfillment.grant.declined.v1')).map(({ payload }) => payload)).toEqual([expect.objectContaining({ grant_id, order_id, message: 'Not acknowledged within 2 h', because: 'unacknowledged' })]);
    expect(await events()).toEqual([['item.add', grant_id], ['item.remove', grant_id]]);
    const seen = receiver.received.length;
    receiver.answer = () => ({ status: 200 });
    await app.look(`UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending'`, [tenant.gameId]);
    await app.settle();
    expect(receiver.received.slice(seen).map(({ body }) => JSON.parse(body).event_type)).toEqual(['item.remove']);
    await since(300);
    await look();
    expect([(await told('webhooks.grant.unacknowledged.v1')).length, await states(sold)]).toEqual([1, ['declined']]);
  });

  it.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    ['the webhook is disabled', () => app.inject({ method: 'PUT', url: `/v1/webhooks/${endpoint}`, apiKey: tenant.apiKey, body: { enabled: false } }), () => app.inject({ method: 'PUT', url: `/v1/webhooks/${endpoint}`, apiKey: tenant.apiKey, body: { enabled: true } })],
    ['the webhook does not answer and is left alone', () => app.look(
      `INSERT INTO webhooks.endpoint_health (game_id, endpoint_id, failing_since, failed_attempts, silent_attempts, openings, open_until) VALUES ($1, $2, now(), 5, 5, 1, now() + interval '1 day')
       ON CONFLICT (game_id, endpoint_id) DO UPDATE SET open_until = excluded.open_until`, [tenant.gameId, endpoint]),
    () => app.look('UPDATE webhooks.endpoint_health SET open_until = NULL, openings = 0, silent_attempts = 0 WHERE game_id = $1', [tenant.gameId])],
  ])('waits no longer while %s', async (_what, away, back) => {
    await sell();
    await look();
    await since(300, 1_000);
    await away();
    await look();
    expect(await waits()).toEqual([1_000]);
    await since(800, 100 * HOUR);
    await look();
    expect([await waits(), await told('webhooks.grant.unacknowledged.v1')]).toEqual([[100 * HOUR], []]);
    await since(800, 1_000);
    await back();
    await look();
    expect(await waits()).toEqual([1_000]);
    await since(200);
    await look();
    expect(await waits()).toEqual([near(1_200)]);
  });

  it('is never given up where the game has acknowledged, though nobody has heard of it yet', async () => {
    const sold = await sell();
    await look();
    await since(300, 80 * HOUR);
    await app.look(`UPDATE webhooks.delivery SET state = 'succeeded', ended_at = now() WHERE game_id = $1 AND event_type = 'item.add'`, [tenant.gameId]);
    await look();
    expect([await states(sold), await told('webhooks.grant.unacknowledged.v1')]).toEqual([['requested'], []]);
    await app.look(`UPDATE webhooks.delivery SET state = 'pending', ended_at = NULL WHERE game_id = $1 AND event_type = 'item.add'`, [tenant.gameId]);
  });

  it('is not given up where the game acknowledges between the look and the lock', async () => {
    const sold = await sell();
    await look();
    await since(300, 80 * HOUR);
    const repository = app.app.get(GrantWaitsRepository);
    const read = repository.events.bind(repository);
    let looks = 0;
    jest.spyOn(repository, 'events').mockImplementation(async (ids, isHeld) => {
      if (isHeld) await app.look(`UPDATE webhooks.delivery SET state = 'succeeded', ended_at = now() WHERE game_id = $1 AND event_type = 'item.add'`, [tenant.gameId]);
      looks += isHeld ? 1 : 0;
      return read(ids, isHeld);
    });
    await look();
    expect([looks, await states(sold), await told('webhooks.grant.unacknowledged.v1')]).toEqual([1, ['requested'], []]);
    await app.look(`UPDATE webhooks.delivery SET state = 'pending', ended_at = NULL WHERE game_id = $1 AND event_type = 'item.add'`, [tenant.gameId]);
  });

  it('is told of once, also where it is looked at again before anybody has heard of it', async () => {
    const sold = await sell();
    await look();
    await since(300, 80 * HOUR);
    const watch = app.app.get(WatchGrantsJob);
    for (let n = 0; n < 2; n++) await watch.run({} as Parameters<WatchGrantsJob['run']>[0], tenant.scope);
    expect([(await told('webhooks.grant.unacknowledged.v1')).length, await states(sold)]).toEqual([1, ['requested']]);
    await app.settle();
    expect(await states(sold)).toEqual(['declined']);
  });

  it('is either acknowledged or given up, however close both are', async () => {
    const sold = await sell(20);
    await look();
    await since(300, 80 * HOUR);
    let asked = 0;
    receiver.answer = async ({ body }) => {
      // Spread over the time that the looks take.
      await pause(JSON.parse(body).event_type === 'item.add' ? (asked++ % 7) * 10 : 0);
      return { status: 200 };
    };
    await app.look(`UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending'`, [tenant.gameId]);
    await due();
    await Promise.all([app.settle(), app.settle(), app.settle()]);
    await app.settle();
    const given = new Set((await told('webhooks.grant.unacknowledged.v1')).map(({ payload }) => payload.grant_id as string));
    const acknowledged = new Set((await told('fulfillment.grant.acknowledged.v1')).map(({ payload }) => payload.grant_id as string));
    const declined = new Set((await told('fulfillment.grant.declined.v1')).map(({ payload }) => payload.grant_id as string));
    expect(declined).toEqual(given);
    expect(sold.map(({ grant_id }) => Number(acknowledged.has(grant_id)) + Number(given.has(grant_id)))).toEqual(sold.map(() => 1));
    expect(new Set((await events()).filter(([type]) => type === 'item.remove').map(([, grant]) => grant))).toEqual(given);
  });
});
