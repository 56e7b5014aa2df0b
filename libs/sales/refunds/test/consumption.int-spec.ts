import { newId } from '#platform/kernel/ids';
import { OrderCanceled } from '#sales/orders/events';
import { orderForTest, orderPaidForTest } from '#sales/orders/testing';
import { WithdrawalStated } from '#sales/withdrawals/events';
import type { ConsumptionTold } from '#studio/game-servers/queries';
import type { Tenant } from '../../../../test/support/boot.js';
import { memberOf, type SignedIn } from '../../../../test/support/member.js';
import { bootRefunds, type RefundsApp } from './refunds-app.js';

const answered = (state: 'unused' | 'used' | 'transferred'): ConsumptionTold => ({ outcome: 'answered', items: [{ line_id: '1', state }] });

describe('a refund of which the game is asked first', () => {
  let world: RefundsApp;
  let tenant: Tenant;
  let finance: SignedIn;
  beforeAll(async () => {
    world = await bootRefunds();
    tenant = await world.app.tenant();
    finance = await memberOf(world.app, tenant, 'finance');
  });
  beforeEach(async () => {
    world.servers.consumptions.length = 0;
    await policy({ refund_if_used: 'ask', refund_if_transferred: 'ask', refund_if_unanswered: 'ask' });
  });
  afterAll(() => world.app.close());

  const policy = async (changes: object) => expect((await world.app.inject({ method: 'PATCH', url: '/v1/game', apiKey: tenant.apiKey, body: changes })).json).toMatchObject(changes);
  const ask = async (order = world.paidOrder()) => {
    const { status, json } = await world.refund(tenant, order.id);
    expect(status).toBe(200);
    await world.app.settle();
    return { id: json.id as string, order };
  };
  const get = async (id: string) => (await world.app.inject({ method: 'GET', url: `/v1/refunds/${id}`, apiKey: tenant.apiKey })).json;
  const decide = (id: string, decision: 'approve' | 'dismiss', apiKey = finance.token) =>
    world.app.inject({ method: 'POST', url: `/v1/refunds/${id}/${decision}`, apiKey, headers: { 'idempotency-key': newId('key') }, body: { reason: 'I looked at it' } });
  const sent = (id: string) => world.payments.refunds.filter(({ refund_id }) => refund_id === id).length;
  const clawbacks = async (query: string) => (await world.app.inject({ method: 'GET', url: `/v1/clawbacks?${query}`, apiKey: tenant.apiKey })).json.data;

  it('goes where the items are unused, and what the game said is kept', async () => {
    world.servers.consumption = () => answered('unused');
    const { id, order } = await ask();
    expect(world.servers.consumptions).toEqual([{ refund_id: id, order_id: order.id, player_id: expect.any(String), reason_code: null, items: [{ line_id: '1', id: expect.stringMatching(/^itm_/), sku: expect.any(String), quantity: 1 }] }]);
    expect(await get(id)).toMatchObject({ state: 'requested', held_for: null, consumption: { outcome: 'unused', verdict: 'refund', is_right: false, because: null, items: [{ line_id: '1', state: 'unused' }] } });
    expect(sent(id)).toBe(1);
    await world.provider(tenant, id, 'gave back');
    expect([(await get(id)).state, await clawbacks(`order_id=${order.id}`)]).toEqual(['succeeded', []]);
  });

  it('waits for a member where they are used; her yes makes a debt of the player, once, that only a person ends', async () => {
    world.servers.consumption = () => answered('used');
    const { id, order } = await ask();
    expect(await get(id)).toMatchObject({ state: 'held', held_for: 'consumption', status: 'pending', consumption: { outcome: 'used', verdict: 'ask' } });
    expect([sent(id), (await world.announced(id)).map(({ type, payload }) => [type, payload.held_for])]).toEqual([0, [['refunds.refund.requested.v1', undefined], ['refunds.refund.held.v1', 'consumption']]]);
    // Asking once more is no decision, and neither is a key's.
    await world.refund(tenant, order.id);
    await world.app.settle();
    expect((await decide(id, 'approve', tenant.apiKey)).json).toMatchObject({ status: 403, code: 'refunds.person_needed' });
    expect([(await get(id)).state, sent(id)]).toEqual(['held', 0]);
    expect((await decide(id, 'approve')).json).toMatchObject({ state: 'requested', decided_by: finance.id });
    await world.app.settle();
    expect([sent(id), world.servers.consumptions.length]).toEqual([1, 1]);
    await world.provider(tenant, id, 'gave back');
    await world.provider(tenant, id, 'gave back');
    const [debt, ...more] = await clawbacks(`order_id=${order.id}`);
    expect([debt, more]).toEqual([{
      id: expect.stringMatching(/^clw_/), refund_id: id, order_id: order.id, player_id: expect.any(String), amount_minor: 1_999, currency: 'EUR', state: 'open', recorded_at: expect.any(Number), closed_by: null, closed_at: null, close_reason: null,
      items: [{ line_id: '1', item_id: expect.any(String), sku: expect.any(String), quantity: 1, state: 'used' }],
    }, []]);
    expect((await world.announced(debt.id)).map(({ type, payload }) => [type, payload.amount_minor, payload.refund_id])).toEqual([['refunds.clawback.recorded.v1', 1_999, id]]);
    const close = (body: object) => world.app.inject({ method: 'POST', url: `/v1/clawbacks/${debt.id}/close`, apiKey: finance.token, headers: { 'idempotency-key': newId('key') }, body });
    expect((await close({ outcome: 'waived', reason: 'A regular' })).json).toMatchObject({ state: 'waived', closed_by: finance.id, close_reason: 'A regular' });
    expect((await close({ outcome: 'recovered', reason: 'Again' })).json).toMatchObject({ status: 409, code: 'refunds.clawback_closed' });
    expect([await clawbacks(`state=open&player_id=${debt.player_id}&order_id=${order.id}`), (await clawbacks(`state=waived&order_id=${order.id}`)).length]).toEqual([[], 1]);
    const other = await world.app.tenant();
    expect((await world.app.inject({ method: 'GET', url: `/v1/clawbacks/${debt.id}`, apiKey: other.apiKey })).json).toMatchObject({ status: 404, code: 'refunds.clawback_not_found' });
  });

  it('that is dismissed leaves the order as it was, and no debt', async () => {
    world.servers.consumption = () => answered('transferred');
    const { id, order } = await ask();
    expect((await decide(id, 'dismiss')).json).toMatchObject({ state: 'dismissed', status: 'canceled' });
    await world.app.settle();
    expect([sent(id), (await world.announced(id)).at(-1), await clawbacks(`order_id=${order.id}`)]).toEqual([0, expect.objectContaining({ type: 'refunds.refund.failed.v1' }), []]);
  });

  it('fails where the policy of the game refuses it, and can be asked for anew', async () => {
    await policy({ refund_if_transferred: 'refuse' });
    world.servers.consumption = () => answered('transferred');
    const { id } = await ask();
    expect(await get(id)).toMatchObject({ state: 'failed', failure: 'items_transferred', consumption: { verdict: 'refuse' } });
    expect([sent(id), (await world.announced(id)).at(-1)!.payload]).toEqual([0, expect.objectContaining({ failure: 'items_transferred' })]);
  });

  it('goes with a debt where the policy says so', async () => {
    await policy({ refund_if_used: 'refund' });
    world.servers.consumption = () => answered('used');
    const { id, order } = await ask();
    expect(sent(id)).toBe(1);
    await world.provider(tenant, id, 'gave back');
    expect(await clawbacks(`order_id=${order.id}`)).toMatchObject([{ amount_minor: 1_999, state: 'open' }]);
  });

  it('of a game that does not answer is asked three times, and waits for a member', async () => {
    world.servers.consumption = () => ({ outcome: 'unanswered', reason: 'timeout' });
    const { id } = await ask();
    for (let n = 0; n < 2; n++) {
      expect(await get(id)).toMatchObject({ state: 'requested', consumption: null });
      await world.app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'refunds.send' AND state = 'pending'`);
      await world.app.settle();
    }
    expect(await get(id)).toMatchObject({ state: 'held', held_for: 'consumption', consumption: { outcome: 'unanswered', because: 'timeout', items: [{ state: null }] } });
    expect([world.servers.consumptions.map(({ refund_id }) => refund_id), sent(id)]).toEqual([[id, id, id], 0]);
  });

  it('of a game that is spared the question is not asked, waits, and is paid back unasked by no policy', async () => {
    await policy({ refund_if_unanswered: 'refund' });
    const runAgain = async () => {
      await world.app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'refunds.send' AND state = 'pending'`);
      await world.app.settle();
    };
    world.servers.consumption = () => ({ outcome: 'unanswered', reason: 'circuit_open' });
    const { id } = await ask();
    for (let n = 0; n < 3; n++) await runAgain();
    expect([await get(id), sent(id)]).toMatchObject([{ state: 'requested', consumption: null }, 0]);
    // What it was really asked counts, however often it was spared before.
    world.servers.consumption = () => ({ outcome: 'unanswered', reason: 'timeout' });
    for (let n = 0; n < 2; n++) await runAgain();
    expect([await get(id), sent(id)]).toMatchObject([{ state: 'requested', consumption: null }, 0]);
    await runAgain();
    expect([await get(id), sent(id)]).toMatchObject([{ state: 'requested', consumption: { outcome: 'unanswered', verdict: 'refund', because: 'timeout' } }, 1]);
    world.servers.consumption = () => ({ outcome: 'unanswered', reason: 'circuit_open' });
    const never = await ask();
    for (let n = 0; n < 7; n++) {
      expect((await get(never.id)).state).toBe('requested');
      await runAgain();
    }
    expect([await get(never.id), sent(never.id)]).toMatchObject([{ state: 'held', held_for: 'consumption', consumption: { outcome: 'unanswered', verdict: 'ask', because: 'circuit_open' } }, 0]);
  });

  it('asks of the whole only what no part has given back, and makes a debt of that alone', async () => {
    world.servers.consumption = () => answered('used');
    await policy({ refund_if_used: 'refund' });
    const [line] = orderForTest().lines;
    const order = { id: world.orders.put({ status: 'paid', payment_id: newId('pmt'), amount_minor: 5_000, lines: [{ ...line!, quantity: 3, total_minor: 3_000 }, { ...line!, sku: 'key.gold', quantity: 1, total_minor: 2_000 }] }).id, payment_id: '' };
    world.orders.get(order.id).refunded = { amount_minor: 3_000, tax_minor: 0, lines: [{ line_id: '1', quantity: 1, amount_minor: 1_000 }, { line_id: '2', quantity: 1, amount_minor: 2_000 }], has_open_part: false };
    const { id } = await ask(order);
    expect(world.servers.consumptions.at(-1)!.items).toMatchObject([{ line_id: '1', quantity: 2 }]);
    await world.provider(tenant, id, 'gave back');
    expect(await clawbacks(`order_id=${order.id}`)).toMatchObject([{ amount_minor: 2_000, items: [{ line_id: '1', quantity: 2 }] }]);
  });

  it('is held for nobody where its order goes back by itself meanwhile', async () => {
    await policy({ refund_if_used: 'refuse' });
    const order = world.paidOrder();
    world.servers.consumption = async ({ refund_id }) => {
      await world.app.look(`INSERT INTO refunds.refund (game_id, id, order_id, payment_id, player_id, amount_minor, currency, reason, source, state, requested_at, reason_code)
        SELECT game_id, $2, order_id, payment_id, player_id, amount_minor, currency, 'Withdrawal', 'automatic', 'waiting', now(), 'withdrawal' FROM refunds.refund WHERE id = $1`, [refund_id, newId('ref')]);
      return answered('used');
    };
    const { id } = await ask(order);
    expect([await get(id), sent(id)]).toMatchObject([{ state: 'requested', held_for: null, consumption: { outcome: 'used', verdict: 'refund', is_right: true } }, 1]);
  });

  it('that two had to agree on still takes two when it is held for its items', async () => {
    await world.app.look('UPDATE games.game SET four_eyes_above_usd_minor = 1000 WHERE id = $1', [tenant.gameId]);
    const other = await memberOf(world.app, tenant, 'owner');
    world.servers.consumption = () => answered('used');
    const order = { id: world.orders.put({ status: 'paid', payment_id: newId('pmt'), amount_minor: 5_000, currency: 'USD' }).id };
    const part = async (amount: number) => (await world.app.inject({ method: 'POST', url: `/v1/orders/${order.id}/refunds`, apiKey: finance.token, headers: { 'idempotency-key': newId('key') }, body: amount === 0 ? { lines: [{ line_id: '1' }], reason: 'other' } : { amount, reason: 'other' } })).json;
    const { id } = await part(0);
    expect((await decide(id, 'approve', other.token)).json).toMatchObject({ state: 'requested', decided_by: other.id });
    await world.app.settle();
    expect(await get(id)).toMatchObject({ state: 'held', held_for: 'consumption' });
    // Two have looked at it, so that it counts against neither of them.
    expect((await part(900)).state).toBe('requested');
    expect((await decide(id, 'approve')).json).toMatchObject({ status: 403, code: 'refunds.own_request' });
    await expect(world.app.look(`UPDATE refunds.refund SET state = 'requested', decided_by = $2 WHERE id = $1`, [id, finance.id])).rejects.toThrow('refund_four_eyes_check');
    expect((await decide(id, 'approve', other.token)).json).toMatchObject({ state: 'requested' });
    await world.app.settle();
    expect([sent(id), await world.rows(order.id)]).toMatchObject([1, [{ id, four_eyes_by: other.id }, {}]]);
    await world.app.look('UPDATE games.game SET four_eyes_above_usd_minor = NULL WHERE id = $1', [tenant.gameId]);
  });

  it('to which the buyer has a right is never refused: what the game says is kept, and is a debt', async () => {
    await policy({ refund_if_used: 'refuse', refund_if_transferred: 'refuse' });
    world.servers.consumption = () => answered('used');
    const order = world.paidOrder();
    await world.announce(tenant, new WithdrawalStated('withdrawal', newId('wdr'), { withdrawal_id: newId('wdr'), order_id: order.id, outcome: 'refund' } as never));
    await world.app.settle();
    const [row] = await world.rows(order.id);
    expect(row).toMatchObject({ state: 'requested', source: 'automatic', consumption: { outcome: 'used', verdict: 'refund', is_right: true } });
    await world.provider(tenant, row!.id, 'gave back');
    expect(await clawbacks(`order_id=${order.id}`)).toMatchObject([{ refund_id: row!.id, amount_minor: 1_999 }]);
    // Silence does not delay it either.
    world.servers.consumption = () => ({ outcome: 'unanswered', reason: 'timeout' });
    const late = world.paidOrder();
    await world.announce(tenant, new WithdrawalStated('withdrawal', newId('wdr'), { withdrawal_id: newId('wdr'), order_id: late.id, outcome: 'refund' } as never));
    await world.app.settle();
    const [sentAtOnce] = await world.rows(late.id);
    expect([sentAtOnce!.consumption.outcome, sent(sentAtOnce!.id)]).toEqual(['unanswered', 1]);
  });

  it('of what the game declined is not asked about, nor is one where nobody takes the question', async () => {
    const declined = world.paidOrder();
    await world.decline(tenant, [declined.id]);
    await world.app.settle();
    expect([world.servers.consumptions, (await world.rows(declined.id))[0]!.consumption]).toEqual([[], null]);
    world.servers.consumption = () => ({ outcome: 'not_asked' });
    const { id } = await ask();
    expect([(await get(id)).consumption, sent(id)]).toEqual([null, 1]);
  });

  it('is noted once, whoever asks at the same time, and is dismissed when the money went back otherwise', async () => {
    let first = true;
    world.servers.consumption = async () => {
      if (!first) return answered('unused');
      first = false;
      // The lease of this run is over, and another run is faster.
      await world.app.look(`UPDATE refunds.refund SET consumption = '{"outcome":"used","verdict":"ask","is_right":false,"because":null,"items":[],"asked_at":1}', state = 'held', held_for = 'consumption' WHERE state = 'requested' AND consumption IS NULL`);
      return answered('unused');
    };
    const { id, order } = await ask();
    expect([await get(id), sent(id)]).toMatchObject([{ state: 'held', consumption: { outcome: 'used' } }, 0]);
    world.orders.get(order.id).status = 'canceled';
    await world.announce(tenant, new OrderCanceled('order', order.id, { ...orderPaidForTest({ order_id: order.id, status: 'canceled' }), reason: 'lost' }));
    await world.app.settle();
    expect([await get(id), sent(id), (await decide(id, 'approve')).json.code]).toMatchObject([{ state: 'dismissed', decision_reason: 'The money went back otherwise', decided_by: null }, 0, 'refunds.not_held']);
  });
});
