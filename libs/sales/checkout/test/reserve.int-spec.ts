import type { FrozenClock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { ReleaseOrder } from '#sales/orders/commands';
import { ListGrantsOfOrder } from '#sales/fulfillment/queries';
import { PayOffSession } from '../contracts/queries.js';
import { bootCheckout, type CheckoutBench } from './boot-checkout.js';

let bench: CheckoutBench;
beforeAll(async () => { bench = await bootCheckout([], true); });
afterAll(() => bench.app.close());
beforeEach(() => {
  bench.near.servers.mode = 'reserve';
  bench.near.servers.reservation = () => ({ outcome: 'reserved' });
  bench.near.servers.reservations.length = 0;
  bench.payments.standing = { state: 'paid', action_url: null, decline: null };
  bench.payments.charged.length = 0;
});

interface Reservation { id: string; payment_id: string; state: string }
const reservations = (orderId: string) => bench.app.look<Reservation>('SELECT id, payment_id, state FROM fulfillment.reservation WHERE order_id = $1 ORDER BY id', [orderId]);
const told = async (orderId: string, type: string) =>
  (await bench.app.look<{ payload: Record<string, unknown> }>(`SELECT payload FROM platform.outbox_event WHERE type = $2 AND payload->>'order_id' = $1 ORDER BY id`, [orderId, type])).map((row) => row.payload);
const released = (orderId: string) => told(orderId, 'fulfillment.reservation.released.v1');
const status = async (orderId: string) => (await bench.read(orderId)).status;
const refuse = () => { bench.near.servers.reservation = () => ({ outcome: 'refused', code: 'inventory_full', message: 'Your bag is full.' }); };

describe('an order of a game that is asked first', () => {
  it('is charged once the game keeps its items, and what is granted names what was kept', async () => {
    const { order_id, secret } = await bench.order();
    const { json } = await bench.pay(secret);
    expect(json.state).toBe('paid');
    const [kept] = await reservations(order_id);
    expect(kept).toMatchObject({ payment_id: json.payment_id, state: 'held' });
    expect(bench.near.servers.reservations).toEqual([{
      reservation_id: kept!.id, order_id, player_id: 'P-1',
      data: { reservation_id: kept!.id, player_id: 'P-1', order_id, amount: 1_999, currency: 'EUR', items: expect.arrayContaining([expect.objectContaining({ sku: 'gems.500', quantity: 500, price: 1_999 })]) },
    }]);
    await bench.tell('captured', await bench.read(order_id), json.payment_id);
    expect(await reservations(order_id)).toMatchObject([{ state: 'used' }]);
    expect(await told(order_id, 'fulfillment.grant.requested.v1')).toMatchObject([{ reservation_id: kept!.id }]);
    expect(await released(order_id)).toEqual([]);
  });

  it('that the game refuses is not charged, the player reads why, and the order is free for another try', async () => {
    const { order_id, secret } = await bench.order();
    refuse();
    expect(await bench.pay(secret)).toMatchObject({ status: 409, json: { code: 'fulfillment.reservation_refused', detail: 'Your bag is full.', refusal_code: 'inventory_full' } });
    expect([bench.payments.charged, await status(order_id)]).toEqual([[], 'reattempted']);
    await bench.app.settle();
    // Nothing is kept, so there is nothing to let go.
    expect(await released(order_id)).toEqual([]);
    bench.near.servers.reservation = () => ({ outcome: 'reserved' });
    expect((await bench.pay(secret)).json.state).toBe('paid');
    expect((await reservations(order_id)).map((each) => each.state)).toEqual(['refused', 'held']);
  });

  it('is asked first without the player, too, once for each attempt', async () => {
    const { order_id } = await bench.order();
    const off = (payment_id: string) => bench.app.calls.ask(new PayOffSession({ order_id, payment_id, saved_method_id: newId('spm'), expected_total_minor: 1_999, expected_currency: 'EUR' }), bench.studio.scope);
    refuse();
    await expect(off(newId('pmt'))).rejects.toMatchObject({ code: 'fulfillment.reservation_refused' });
    expect([bench.payments.charged, await status(order_id)]).toEqual([[], 'reattempted']);
    bench.near.servers.reservation = () => ({ outcome: 'reserved' });
    const payment_id = newId('pmt');
    expect([await off(payment_id), await off(payment_id)]).toMatchObject([{ state: 'paid' }, { state: 'paid' }]);
    expect([bench.payments.charged, (await reservations(order_id)).map((each) => each.state), bench.near.servers.reservations.length]).toEqual([[payment_id], ['refused', 'held'], 2]);
  });

  it('of which the game says nothing is not charged, and the game is told to let it go', async () => {
    const { order_id, secret } = await bench.order();
    bench.near.servers.reservation = () => ({ outcome: 'unavailable', reason: 'timeout', detail: '', may_stand: true });
    expect(await bench.pay(secret)).toMatchObject({ status: 503, json: { code: 'fulfillment.reservation_unavailable' } });
    expect([bench.payments.charged, await status(order_id)]).toEqual([[], 'reattempted']);
    await bench.app.settle();
    const [kept] = await reservations(order_id);
    expect(kept!.state).toBe('released');
    expect(await released(order_id)).toEqual([{ reservation_id: kept!.id, order_id, player_id: 'P-1', payment_id: kept!.payment_id, is_unsure: true }]);
  });

  it('that nobody could ask about is not charged, and nobody is told anything', async () => {
    const { order_id, secret } = await bench.order();
    bench.near.servers.reservation = () => ({ outcome: 'unavailable', reason: 'no_endpoint', detail: '', may_stand: false });
    expect(await bench.pay(secret)).toMatchObject({ status: 503 });
    await bench.app.settle();
    expect([bench.payments.charged, await status(order_id), await released(order_id)]).toEqual([[], 'reattempted', []]);
  });

  it.each([['declined at once', true], ['ended later', false]])('whose payment is %s has the game let it go, once', async (_how, isAtOnce) => {
    const { order_id, secret } = await bench.order();
    bench.payments.standing = isAtOnce ? { state: 'declined', action_url: null, decline: { code: 'card_declined', retryable: false } } : { state: 'pending', action_url: null, decline: null };
    const { json } = await bench.pay(secret);
    const order = await bench.read(order_id);
    await bench.tell('ended', order, json.payment_id);
    await bench.tell('ended', order, json.payment_id);
    expect(await status(order_id)).toBe('reattempted');
    expect(await reservations(order_id)).toMatchObject([{ state: 'released' }]);
    expect(await released(order_id)).toMatchObject([{ payment_id: json.payment_id, is_unsure: false }]);
  });

  it('is asked about once, however many pay at the same moment', async () => {
    const { order_id, secret } = await bench.order();
    const answers = await Promise.all(Array.from({ length: 30 }, () => bench.pay(secret)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 30 }, () => 200));
    expect([bench.near.servers.reservations.length, bench.payments.charged.length, (await reservations(order_id)).length]).toEqual([1, 1, 1]);
  });

  it('is asked about again under the same id where the process died while asking', async () => {
    const { order_id, secret } = await bench.order();
    bench.near.servers.reservation = () => { throw new Error('the process dies'); };
    expect((await bench.pay(secret)).status).toBe(500);
    expect(await reservations(order_id)).toMatchObject([{ state: 'asking' }]);
    bench.near.servers.reservation = () => ({ outcome: 'reserved' });
    (bench.app.clock as FrozenClock).advanceSeconds(11);
    expect((await bench.pay(secret)).json.state).toBe('paid');
    expect(new Set(bench.near.servers.reservations.map((each) => each.reservation_id)).size).toBe(1);
    expect(await reservations(order_id)).toMatchObject([{ state: 'held' }]);
  });

  it('that was let go while the game was asked is not charged, and the game is told', async () => {
    const { order_id, secret } = await bench.order();
    bench.near.servers.reservation = async () => {
      const { payment_id } = await bench.read(order_id);
      await bench.app.commands.execute(new ReleaseOrder({ order_id, payment_id: payment_id! }), bench.studio.scope);
      await bench.app.settle();
      return { outcome: 'reserved' };
    };
    expect(await bench.pay(secret)).toMatchObject({ status: 503 });
    await bench.app.settle();
    expect([bench.payments.charged, (await reservations(order_id)).map((each) => each.state), (await released(order_id)).length]).toEqual([[], ['released'], 1]);
  });

  it('that is let go just before the answer is written down keeps nothing either', async () => {
    const { order_id, secret } = await bench.order();
    bench.near.servers.reservation = async () => {
      const { payment_id } = await bench.read(order_id);
      await bench.app.commands.execute(new ReleaseOrder({ order_id, payment_id: payment_id! }), bench.studio.scope);
      return { outcome: 'reserved' };
    };
    expect(await bench.pay(secret)).toMatchObject({ status: 503 });
    await bench.app.settle();
    expect([bench.payments.charged, (await reservations(order_id)).map((each) => each.state), (await released(order_id)).length]).toEqual([[], ['released'], 1]);
  });

  it('keeps its mode when the studio chooses another, and one that was begun without it is never asked about', async () => {
    const asked = await bench.order();
    bench.near.servers.mode = 'push';
    const plain = await bench.order();
    await bench.pay(asked.secret);
    await bench.pay(plain.secret);
    expect(bench.near.servers.reservations.map((each) => each.order_id)).toEqual([asked.order_id]);
    bench.payments.standing = { state: 'declined', action_url: null, decline: { code: 'card_declined', retryable: false } };
    const other = await bench.order();
    await bench.pay(other.secret);
    // Nobody waits for it, so nothing is announced.
    expect(await told(other.order_id, 'orders.order.released.v1')).toEqual([]);
  });

  it('that is paid by an attempt which had been let go grants without what was kept, and lets go what stands', async () => {
    const { order_id, secret } = await bench.order();
    bench.payments.standing = { state: 'pending', action_url: null, decline: null };
    const { json } = await bench.pay(secret);
    const order = await bench.read(order_id);
    await bench.tell('ended', order, json.payment_id);
    await bench.tell('captured', order, json.payment_id);
    expect(await status(order_id)).toBe('paid');
    expect(await reservations(order_id)).toMatchObject([{ state: 'released' }]);
    const [granted] = await told(order_id, 'fulfillment.grant.requested.v1');
    expect(granted).not.toHaveProperty('reservation_id');
    expect(await bench.app.queries.ask(new ListGrantsOfOrder(order_id), bench.studio.scope)).toMatchObject([{ state: 'requested' }]);
  });
});
