import { Logger } from '@nestjs/common';
import { newId } from '#platform/kernel/ids';
import { OrderCanceled, OrderDisputeWon, OrderOverpaid, OrderRefunded, OrderRefundFailed, OrderRefundRequested } from '#sales/orders/events';
import type { OrderStatus } from '#sales/orders/queries';
import { orderPaidForTest } from '#sales/orders/testing';
import { RequestOrderRefund } from '#sales/orders/commands';
import { NotRefundable } from '#sales/payments/errors';
import { paymentForTest } from '#sales/payments/testing';
import type { Tenant } from '../../../../test/support/boot.js';
import { RefundRepository } from '../infra/refund.repository.js';
import { bootRefunds, type RefundsApp } from './refunds-app.js';

const REQUESTED = 'refunds.refund.requested.v1';
const SUCCEEDED = 'refunds.refund.succeeded.v1';
const FAILED = 'refunds.refund.failed.v1';
const HELD = 'refunds.refund.held.v1';

describe('a refund', () => {
  let world: RefundsApp;
  let tenant: Tenant;
  beforeAll(async () => void (world = await bootRefunds()));
  beforeEach(async () => void (tenant = await world.app.tenant()));
  afterAll(() => world.app.close());

  const types = async (refundId: string) => (await world.announced(refundId)).map(({ type }) => type);
  const get = async (refundId: string) => (await world.app.inject({ method: 'GET', url: `/v1/refunds/${refundId}`, apiKey: tenant.apiKey })).json;

  it('goes from the request through payments to its end', async () => {
    const order = world.paidOrder();
    const answer = await world.refund(tenant, order.id);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ order_id: order.id, payment_id: order.payment_id, amount_minor: 1999, currency: 'EUR', reason: 'Bought by mistake', source: 'studio', state: 'requested', purpose: 'order' });
    expect(world.orders.get(order.id).status).toBe('refund_requested');
    await world.app.settle();
    expect(world.payments.refunds.filter(({ payment_id }) => payment_id === order.payment_id)).toEqual([{ payment_id: order.payment_id, refund_id: answer.json.id, amount_minor: 1999, reason: 'Bought by mistake', purpose: 'order' }]);
    await world.provider(tenant, answer.json.id, 'gave back');
    expect(await get(answer.json.id)).toMatchObject({ state: 'succeeded', ended_at: expect.any(Number), failure: null });
    expect(await types(answer.json.id)).toEqual([REQUESTED, SUCCEEDED]);
    expect((await world.announced(answer.json.id))[1]!.payload).toEqual({ refund_id: answer.json.id, order_id: order.id, payment_id: order.payment_id, player_id: 'P-1', amount_minor: 1999, currency: 'EUR', reason: 'Bought by mistake', source: 'studio' });
  });

  it('is one, however many ask at once and again later', async () => {
    const order = world.paidOrder();
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.refund(tenant, order.id)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    await world.app.settle();
    await world.provider(tenant, answers[0]!.json.id, 'gave back');
    world.orders.get(order.id).status = 'refunded';
    expect((await world.refund(tenant, order.id)).json).toMatchObject({ id: answers[0]!.json.id, state: 'succeeded' });
    expect(await world.rows(order.id)).toHaveLength(1);
    expect(world.payments.refunds.filter(({ payment_id }) => payment_id === order.payment_id)).toHaveLength(1);
  });

  it('that the provider refuses leaves room for another try', async () => {
    const order = world.paidOrder();
    const first = (await world.refund(tenant, order.id)).json;
    await world.app.settle();
    await world.provider(tenant, first.id, 'refused');
    expect(await types(first.id)).toEqual([REQUESTED, FAILED]);
    expect((await world.announced(first.id))[1]!.payload).toMatchObject({ failure: 'refund_refused' });
    world.orders.get(order.id).status = 'paid';
    const second = (await world.refund(tenant, order.id)).json;
    expect(second.id).not.toBe(first.id);
    expect(second.state).toBe('requested');
  });

  it('that payments refuses fails at once', async () => {
    const order = world.paidOrder();
    await world.app.settle();
    world.payments.refusesRefund = new NotRefundable('dispute');
    const { id } = (await world.refund(tenant, order.id)).json;
    await world.app.settle();
    expect(await get(id)).toMatchObject({ state: 'failed', failure: 'payments.not_refundable' });
    expect(await types(id)).toEqual([REQUESTED, FAILED]);
  });

  it('is made from the announcement when the request died half-way, and not twice', async () => {
    const order = world.paidOrder();
    await world.app.commands.execute(new RequestOrderRefund({ order_id: order.id, reason: 'r', source: 'studio' }), tenant.scope);
    const told = new OrderRefundRequested('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'refund_requested', payment_id: order.payment_id, reason: 'r', source: 'studio' });
    await world.announce(tenant, told, told);
    await world.app.settle();
    const rows = await world.rows(order.id);
    expect(rows).toHaveLength(1);
    // The announcement of a request comes after its refund has failed: the refund was its answer, not the first of two.
    await world.provider(tenant, rows[0]!.id, 'refused');
    await world.announce(tenant, told);
    await world.app.look(`UPDATE platform.outbox_event SET recorded_at = $2 WHERE aggregate_id = $1`, [order.id, new Date(rows[0]!.made_at.getTime() - 1_000)]);
    await world.app.settle();
    expect(await world.rows(order.id)).toHaveLength(1);
    expect((await world.refund(tenant, order.id)).json.id).toBe(rows[0]!.id);
  });

  it('is made once for a request that died half-way, also when its key is repeated after the provider has refused', async () => {
    const order = world.paidOrder();
    const key = { 'idempotency-key': newId('key') };
    const dies = jest.spyOn(RefundRepository.prototype, 'makeForOrder').mockRejectedValueOnce(new Error('the process died'));
    expect((await world.refund(tenant, order.id, key)).status).toBe(500);
    dies.mockRestore();
    await world.announce(tenant, new OrderRefundRequested('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'refund_requested', payment_id: order.payment_id, reason: 'r', source: 'studio' }));
    await world.app.settle();
    const [made] = await world.rows(order.id);
    await world.provider(tenant, made!.id, 'refused');
    world.orders.get(order.id).status = 'paid';
    const repeated = await world.refund(tenant, order.id, key);
    expect([repeated.status, repeated.json]).toMatchObject([200, { id: made!.id, state: 'failed' }]);
    await world.app.settle();
    expect(await world.rows(order.id)).toHaveLength(1);
    expect(world.payments.refunds.filter(({ payment_id }) => payment_id === order.payment_id)).toHaveLength(1);
    expect(world.orders.get(order.id).status).toBe('paid');
  });

  /** The order has become this, and orders says so. */
  const becomes = async (orderId: string, status: OrderStatus, Told: typeof OrderDisputeWon | typeof OrderRefundFailed | typeof OrderRefunded | typeof OrderCanceled) => {
    world.orders.get(orderId).status = status;
    const fact = { ...orderPaidForTest({ order_id: orderId, status }), refund_id: 'ref_of_it', reason: 'r', refunded_at: 1_790_000_000 };
    await world.announce(tenant, new Told('order', orderId, fact));
    await world.app.settle();
  };

  /** A refund as it stands when everything but its job is done, whatever its order has become. */
  const written = async (order: { id: string; payment_id: string }, source = 'studio') => {
    const id = newId('ref');
    await world.app.look(
      `INSERT INTO refunds.refund (game_id, id, order_id, payment_id, player_id, amount_minor, currency, reason, source, state, requested_at) VALUES ($1, $2, $3, $4, 'P-1', 1999, 'EUR', 'r', $5, 'requested', now())`,
      [tenant.gameId, id, order.id, order.payment_id, source],
    );
    await world.app.look(`INSERT INTO platform.job (id, game_id, type, key, payload, run_at) VALUES ($1, $2, 'refunds.send', $3, jsonb_build_object('refund_id', $3::text), now())`, [newId('job'), tenant.gameId, id]);
    return id;
  };

  it('never goes to the provider without the order’s knowledge', async () => {
    const order = world.paidOrder();
    const id = await written(order);
    await world.app.settle();
    expect(world.orders.get(order.id).status).toBe('refund_requested');
    expect(world.payments.refunds.some(({ refund_id }) => refund_id === id)).toBe(true);
  });

  it.each([['studio', 'disputed'], ['automatic', 'canceled']] as const)('that orders refuses fails, and the order, which knows of none, hears of none: %s, %s', async (source, status) => {
    const order = world.paidOrder();
    world.orders.get(order.id).status = status;
    const id = await written(order, source);
    await world.app.settle();
    expect(await get(id)).toMatchObject({ state: 'failed', failure: 'orders.not_refundable' });
    expect(await types(id)).toEqual([]);
    expect(world.payments.refunds.some(({ refund_id }) => refund_id === id)).toBe(false);
  });

  it('that is booked at payments is not called failed when its job comes again and the bank has asked meanwhile', async () => {
    const order = world.paidOrder();
    world.orders.get(order.id).status = 'disputed';
    const id = await written(order);
    world.payments.payments.set(order.payment_id, paymentForTest({ id: order.payment_id, order_id: order.id, status: 'dispute', refund_id: id }));
    await world.app.settle();
    expect(await get(id)).toMatchObject({ state: 'requested' });
  });

  it('that is automatic and comes upon a dispute is kept until that is over', async () => {
    const order = world.paidOrder();
    world.orders.get(order.id).status = 'disputed';
    const id = await written(order, 'automatic');
    await world.app.settle();
    expect(await get(id)).toMatchObject({ state: 'waiting', failure: null, ended_at: null });
    expect(world.payments.refunds.some(({ refund_id }) => refund_id === id)).toBe(false);
    await becomes(order.id, 'paid', OrderDisputeWon);
    expect(await get(id)).toMatchObject({ state: 'requested' });
    expect(world.payments.refunds.some(({ refund_id }) => refund_id === id)).toBe(true);
  });

  it('that is automatic is not ended by a dispute of which payments hears before orders', async () => {
    const order = world.paidOrder();
    world.payments.payments.set(order.payment_id, paymentForTest({ id: order.payment_id, order_id: order.id, status: 'dispute' }));
    world.payments.refusesRefund = new NotRefundable('dispute');
    const id = await written(order, 'automatic');
    await world.app.settle();
    expect(await get(id)).toMatchObject({ state: 'requested' });
    world.payments.refusesRefund = null;
    await world.app.look(`UPDATE platform.job SET run_at = now() WHERE key = $1`, [id]);
    await world.app.settle();
    expect(world.payments.refunds.some(({ refund_id }) => refund_id === id)).toBe(true);
  });

  it('whose sending keeps failing is tried on, and is an alarm once', async () => {
    const errors: unknown[] = [];
    const spy = jest.spyOn(Logger.prototype, 'error').mockImplementation((entry: unknown) => void errors.push(entry));
    const order = world.paidOrder();
    const id = await written(order);
    try {
      for (let i = 0; i < 7; i++) {
        world.payments.refusesRefund = new TypeError('x is not a function');
        await world.app.look(`UPDATE platform.job SET run_at = now() WHERE key = $1`, [id]);
        await world.app.settle();
      }
      expect(errors).toEqual([{ msg: 'ALARM: a refund keeps failing by an error of ours, and is tried on', refund_id: id, failures: 5, error: expect.stringContaining('TypeError') }]);
    } finally {
      spy.mockRestore();
    }
    world.payments.refusesRefund = null;
    await world.app.look(`UPDATE platform.job SET run_at = now() WHERE key = $1`, [id]);
    await world.app.settle();
    expect(world.payments.refunds.some(({ refund_id }) => refund_id === id)).toBe(true);
  });

  it('that was called failed and has gone through all the same is told as what it is', async () => {
    const order = world.paidOrder();
    const { id } = (await world.refund(tenant, order.id)).json;
    await world.app.settle();
    await world.provider(tenant, id, 'refused');
    await world.provider(tenant, id, 'gave back');
    await world.provider(tenant, id, 'gave back');
    expect(await get(id)).toMatchObject({ state: 'succeeded', failure: null });
    expect(await types(id)).toEqual([REQUESTED, FAILED, SUCCEEDED]);
  });

  it('of what cannot be refunded is refused and leaves nothing behind', async () => {
    const open = world.orders.put({ status: 'created' });
    const refused = await world.refund(tenant, open.id);
    expect([refused.status, refused.json.code]).toEqual([409, 'orders.not_refundable']);
    expect((await world.refund(tenant, newId('ord'))).status).toBe(404);
    expect((await world.refund(tenant, 'nonsense')).status).toBe(404);
    const without = await world.app.inject({ method: 'POST', url: `/v1/orders/${open.id}/refund`, apiKey: tenant.apiKey, body: {} });
    expect([without.status, without.json.errors[0].loc]).toEqual([422, ['body', 'reason']]);
    expect(await world.rows(open.id)).toEqual([]);
  });

  it('of an overpayment goes back without a word to the order', async () => {
    const order = world.paidOrder();
    const payment_id = newId('pmt');
    const told = new OrderOverpaid('order', order.id, { order_id: order.id, player_id: 'P-1', payment_id, provider: 'sandbox', amount_minor: 1999, psp_fee_minor: 88, currency: 'EUR' });
    await world.announce(tenant, told, told);
    await world.app.settle();
    const [sent] = world.payments.refunds.filter((refund) => refund.payment_id === payment_id);
    expect(sent).toMatchObject({ purpose: 'overpaid', amount_minor: 1999 });
    await world.provider(tenant, sent!.refund_id, 'gave back', 'overpaid');
    expect(await get(sent!.refund_id)).toMatchObject({ state: 'succeeded', purpose: 'overpaid', source: 'automatic' });
    expect(await types(sent!.refund_id)).toEqual([]);
    expect(world.orders.get(order.id).status).toBe('paid');
    expect((await world.refund(tenant, order.id)).json).toMatchObject({ purpose: 'order', state: 'requested' });
  });

  it('is listed newest first, by order and by state, and is nobody else’s', async () => {
    const orders = [world.paidOrder(), world.paidOrder(), world.paidOrder()];
    const ids: string[] = [];
    for (const order of orders) ids.push((await world.refund(tenant, order.id)).json.id);
    const list = async (query: string, apiKey = tenant.apiKey) => (await world.app.inject({ method: 'GET', url: `/v1/refunds?${query}`, apiKey })).json;
    const first = await list('limit=2');
    expect(first).toMatchObject({ has_more: true, next_cursor: ids[1], data: [{ id: ids[2] }, { id: ids[1] }] });
    expect(await list(`limit=2&starting_after=${first.next_cursor}`)).toMatchObject({ has_more: false, next_cursor: null, data: [{ id: ids[0] }] });
    expect((await list(`order_id=${orders[1]!.id}`)).data).toEqual([expect.objectContaining({ id: ids[1] })]);
    expect((await list('state=held,failed')).data).toEqual([]);
    expect((await list('state=requested')).data).toHaveLength(3);
    expect(await list('state=lost')).toMatchObject({ status: 422 });
    const other = await world.app.tenant();
    expect((await list('', other.apiKey)).data).toEqual([]);
    expect((await world.app.inject({ method: 'GET', url: `/v1/refunds/${ids[0]}`, apiKey: other.apiKey })).status).toBe(404);
  });

  describe('of what the game declined', () => {
    const settings = (body: object) => world.app.inject({ method: 'PATCH', url: '/v1/game', apiKey: tenant.apiKey, body });
    const decide = (refundId: string, decision: string, key: string | null = newId('key')) => world.app.inject({
      method: 'POST', url: `/v1/refunds/${refundId}/${decision}`, apiKey: tenant.apiKey, headers: key ? { 'idempotency-key': key } : {}, body: { reason: 'looked at it' },
    });
    beforeEach(() => void (world.orders.paidLastHour = 0));

    it('happens by itself, and asks orders first', async () => {
      const order = world.paidOrder();
      await world.decline(tenant, [order.id]);
      await world.app.settle();
      const [row] = await world.rows(order.id);
      expect(row).toMatchObject({ source: 'automatic', state: 'requested', reason: 'Declined by the game: inventory is full', refunds_last_hour: 0 });
      expect(world.orders.get(order.id).status).toBe('refund_requested');
      expect(world.payments.refunds.some(({ refund_id }) => refund_id === row!.id)).toBe(true);
      await world.decline(tenant, [order.id]);
      await world.app.settle();
      expect(await world.rows(order.id)).toHaveLength(1);
    });

    it('pauses at so many an hour, whoever comes in which batch', async () => {
      await settings({ auto_refunds_per_hour_max: 3 });
      const orders = Array.from({ length: 8 }, () => world.paidOrder());
      await world.decline(tenant, orders.slice(0, 5).map(({ id }) => id));
      await world.app.settle();
      await world.decline(tenant, orders.slice(5).map(({ id }) => id));
      await world.app.settle();
      const rows = (await Promise.all(orders.map(({ id }) => world.rows(id)))).flat();
      expect(rows.map(({ state }) => state)).toEqual(['requested', 'requested', 'requested', 'held', 'held', 'held', 'held', 'held']);
      expect(rows.map(({ refunds_last_hour }) => refunds_last_hour)).toEqual([0, 1, 2, 3, 3, 3, 3, 3]);
      expect((await world.announced(rows[7]!.id))[0]).toMatchObject({ type: HELD, payload: { order_id: orders[7]!.id, refunds_last_hour: 3, paid_last_hour: 0 } });
      expect(world.orders.get(orders[7]!.id).status).toBe('paid');
      // An hour later there is room again.
      await world.app.look(`UPDATE refunds.refund SET admitted_at = admitted_at - interval '61 minutes' WHERE game_id = $1`, [tenant.gameId]);
      const later = world.paidOrder();
      await world.decline(tenant, [later.id]);
      await world.app.settle();
      expect((await world.rows(later.id))[0]).toMatchObject({ state: 'requested' });
    });

    it('pauses at a share of the paid orders, which counts from twenty on', async () => {
      const orders = Array.from({ length: 4 }, () => world.paidOrder());
      world.orders.paidLastHour = 40;
      await world.decline(tenant, orders.map(({ id }) => id));
      await world.app.settle();
      expect((await Promise.all(orders.map(({ id }) => world.rows(id)))).flat().map(({ state }) => state)).toEqual(['requested', 'requested', 'held', 'held']);
    });

    it('never passes more than allowed when the batches race', async () => {
      await settings({ auto_refunds_per_hour_max: 5 });
      const orders = Array.from({ length: 30 }, () => world.paidOrder());
      for (const { id } of orders) await world.decline(tenant, [id]);
      await Promise.all(Array.from({ length: 8 }, () => world.app.settle()));
      const rows = (await Promise.all(orders.map(({ id }) => world.rows(id)))).flat();
      expect(rows).toHaveLength(30);
      expect(rows.filter(({ state }) => state === 'requested')).toHaveLength(5);
      expect(rows.filter(({ state }) => state === 'held')).toHaveLength(25);
    });

    it('waits for a person where it is held: approve, dismiss, or a refund by the studio', async () => {
      await settings({ auto_refunds_per_hour_max: 0 });
      const orders = [world.paidOrder(), world.paidOrder(), world.paidOrder()];
      await world.decline(tenant, orders.map(({ id }) => id));
      await world.app.settle();
      const [a, b, c] = (await Promise.all(orders.map(({ id }) => world.rows(id)))).flat();
      expect((await decide(a!.id, 'approve', null)).json.code).toBe('idempotency.key_required');

      expect((await decide(a!.id, 'approve')).json).toMatchObject({ state: 'requested', decision_reason: 'looked at it', decided_by: expect.stringMatching(/^key_/), decided_at: expect.any(Number) });
      await world.app.settle();
      expect(world.orders.get(orders[0]!.id).status).toBe('refund_requested');
      expect(await types(a!.id)).toEqual([HELD, REQUESTED]);
      expect((await decide(a!.id, 'approve')).json).toMatchObject({ status: 409, code: 'refunds.not_held' });

      expect((await decide(b!.id, 'dismiss')).json).toMatchObject({ state: 'dismissed', ended_at: expect.any(Number) });
      await world.app.settle();
      expect(world.orders.get(orders[1]!.id).status).toBe('paid');
      expect(world.payments.refunds.some(({ refund_id }) => refund_id === b!.id)).toBe(false);
      expect((await decide(newId('ref'), 'dismiss')).status).toBe(404);

      expect((await world.refund(tenant, orders[2]!.id)).json).toMatchObject({ id: c!.id, state: 'requested', decision_reason: 'Bought by mistake' });
      await world.app.settle();
      expect(world.payments.refunds.some(({ refund_id }) => refund_id === c!.id)).toBe(true);
    });

    it('while the bank has the order waits, and happens when the dispute is won', async () => {
      const order = world.paidOrder();
      world.orders.get(order.id).status = 'disputed';
      await world.decline(tenant, [order.id]);
      await world.app.settle();
      const [row] = await world.rows(order.id);
      expect(row).toMatchObject({ state: 'waiting', source: 'automatic', admitted_at: null });
      expect((await world.app.inject({ method: 'GET', url: '/v1/refunds?state=waiting', apiKey: tenant.apiKey })).json.data).toEqual([expect.objectContaining({ id: row!.id })]);
      // The bank asks a second time before we have looked.
      await becomes(order.id, 'disputed', OrderDisputeWon);
      expect(await get(row!.id)).toMatchObject({ state: 'waiting' });
      await becomes(order.id, 'paid', OrderDisputeWon);
      expect(await get(row!.id)).toMatchObject({ state: 'requested', reason: 'Declined by the game: inventory is full' });
      expect(world.payments.refunds.filter(({ refund_id }) => refund_id === row!.id)).toHaveLength(1);
      expect(await types(row!.id)).toEqual([REQUESTED]);
    });

    it('while the bank has the order is over when the dispute is lost, or a refund went through', async () => {
      for (const [status, Told] of [['canceled', OrderCanceled], ['refunded', OrderRefunded]] as const) {
        const order = world.paidOrder();
        world.orders.get(order.id).status = 'disputed';
        await world.decline(tenant, [order.id]);
        await world.app.settle();
        await becomes(order.id, status, Told);
        const [row] = await world.rows(order.id);
        expect(await get(row!.id)).toMatchObject({ state: 'dismissed', decision_reason: 'The money went back otherwise', decided_by: null, ended_at: expect.any(Number) });
        await world.decline(tenant, [order.id]);
        await world.app.settle();
        expect(await world.rows(order.id)).toHaveLength(1);
        expect(world.payments.refunds.some(({ payment_id }) => payment_id === order.payment_id)).toBe(false);
      }
    });

    it('while the studio refunds waits behind that, and happens when it fails', async () => {
      const order = world.paidOrder();
      const first = (await world.refund(tenant, order.id)).json;
      await world.app.settle();
      await world.decline(tenant, [order.id]);
      await world.app.settle();
      expect((await world.rows(order.id)).map(({ state, source }) => [state, source])).toEqual([['requested', 'studio'], ['waiting', 'automatic']]);
      expect((await world.refund(tenant, order.id)).json.id).toBe(first.id);
      await world.provider(tenant, first.id, 'refused');
      await becomes(order.id, 'paid', OrderRefundFailed);
      const [, row] = await world.rows(order.id);
      expect(row).toMatchObject({ state: 'requested', source: 'automatic' });
      expect(world.payments.refunds.some(({ refund_id }) => refund_id === row!.id)).toBe(true);
    });

    it('after it has waited counts in the hour in which it goes', async () => {
      await settings({ auto_refunds_per_hour_max: 1 });
      const orders = [world.paidOrder(), world.paidOrder()];
      for (const { id } of orders) world.orders.get(id).status = 'disputed';
      await world.decline(tenant, orders.map(({ id }) => id));
      await world.app.settle();
      for (const { id } of orders) await becomes(id, 'paid', OrderDisputeWon);
      const [a, b] = (await Promise.all(orders.map(({ id }) => world.rows(id)))).flat();
      expect([a!.state, b!.state]).toEqual(['requested', 'held']);
      expect(await types(b!.id)).toEqual([HELD]);
    });

    it('and the provider refuses to give back is an alarm', async () => {
      const errors: unknown[] = [];
      const spy = jest.spyOn(Logger.prototype, 'error').mockImplementation((entry: unknown) => void errors.push(entry));
      try {
        const order = world.paidOrder();
        await world.decline(tenant, [order.id]);
        await world.app.settle();
        const [row] = await world.rows(order.id);
        await world.provider(tenant, row!.id, 'refused');
        expect(errors).toEqual([{
          msg: 'ALARM: an automatic refund was refused: the player has neither the items nor the money', order_id: order.id, refund_id: row!.id, payment_id: order.payment_id, failure: 'refund_refused',
        }]);
        const asked = world.paidOrder();
        const { id } = (await world.refund(tenant, asked.id)).json;
        await world.app.settle();
        await world.provider(tenant, id, 'refused');
        expect(errors).toHaveLength(1);
      } finally {
        spy.mockRestore();
      }
    });
  });
});
