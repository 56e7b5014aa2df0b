import { newId } from '#platform/kernel/ids';
import { OrderDisputeWon, OrderPartRefundRequested } from '#sales/orders/events';
import { RequestPartRefund } from '#sales/orders/commands';
import type { Tenant } from '../../../../test/support/boot.js';
import { memberOf } from '../../../../test/support/member.js';
import { MakePartRefundHandler } from '../app/make-part-refund.js';
import { UntoldPartsChore } from '../app/untold-parts.js';
import { bootRefunds, type RefundsApp } from './refunds-app.js';

const [REQUESTED, HELD] = ['refunds.refund.requested.v1', 'refunds.refund.held.v1'];
const [SUCCEEDED, FAILED] = ['refunds.refund.part_succeeded.v1', 'refunds.refund.part_failed.v1'];

describe('the refund of a part', () => {
  let world: RefundsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    world = await bootRefunds();
    tenant = await world.app.tenant();
  });
  afterAll(() => world.app.close());

  const ask = (orderId: string, body: object, { by = tenant.apiKey, key = newId('key') as string | null } = {}) =>
    world.app.inject({ method: 'POST', url: `/v1/orders/${orderId}/refunds`, apiKey: by, headers: key === null ? {} : { 'idempotency-key': key }, body });
  const types = async (refundId: string) => (await world.announced(refundId)).map(({ type }) => type);
  const get = async (refundId: string) => (await world.app.inject({ method: 'GET', url: `/v1/refunds/${refundId}`, apiKey: tenant.apiKey })).json;
  const limit = (minor: number | null) => world.app.look('UPDATE games.game SET four_eyes_above_usd_minor = $2 WHERE id = $1', [tenant.gameId, minor]);

  it('is asked for by lines or by an amount, goes to the provider as such, and is told to its order alone', async () => {
    const order = world.paidOrder();
    const answer = await ask(order.id, { lines: [{ line_id: '1', quantity: 1 }], reason: 'duplicate', note: 'Clicked twice' });
    expect(answer).toMatchObject({ status: 201, json: {
      order_id: order.id, purpose: 'part', status: 'pending', state: 'requested', amount_minor: 1_999, reason_code: 'duplicate', reason: 'Clicked twice', source: 'studio', asked_by: tenant.scope.actor.id,
      part: { amount_minor: 1_999, lines: [{ line_id: '1', sku: 'gems.500', quantity: 1, amount_minor: 1_999 }] },
    } });
    await world.app.settle();
    expect(world.payments.refunds.at(-1)).toMatchObject({ payment_id: order.payment_id, refund_id: answer.json.id, amount_minor: 1_999, purpose: 'order' });
    await world.provider(tenant, answer.json.id, 'gave back');
    expect(await types(answer.json.id)).toEqual([REQUESTED, SUCCEEDED]);
    expect(await get(answer.json.id)).toMatchObject({ status: 'succeeded', state: 'succeeded', tax_minor: 0 });
    const other = world.paidOrder();
    const amount = (await ask(other.id, { amount: 500, reason: 'other' })).json;
    expect(amount).toMatchObject({ amount_minor: 500, reason: '', part: { lines: [] } });
    await world.app.settle();
    await world.provider(tenant, amount.id, 'refused');
    expect([await types(amount.id), (await get(amount.id)).status]).toEqual([[REQUESTED, FAILED], 'failed']);
    expect((await world.announced(amount.id)).at(-1)!.payload).toMatchObject({ failure: 'refund_refused', order_id: other.id });
    const list = (await world.app.inject({ method: 'GET', url: `/v1/refunds?order_id=${order.id}`, apiKey: tenant.apiKey })).json.data;
    expect(list.map(({ id, purpose }: any) => [id, purpose])).toEqual([[answer.json.id, 'part']]);
  });

  it.each([
    ['neither lines nor an amount', { reason: 'other' }, 'refunds.lines_or_amount'],
    ['both', { lines: [{ line_id: '1' }], amount: 1, reason: 'other' }, 'refunds.lines_or_amount'],
    ['no reason', { amount: 1 }, 'request.invalid'],
    ['a reason of its own', { amount: 1, reason: 'because' }, 'request.invalid'],
    ['nothing', { amount: 0, reason: 'other' }, 'request.invalid'],
    ['no lines', { lines: [], reason: 'other' }, 'request.invalid'],
    ['a fraction of a unit', { lines: [{ line_id: '1', quantity: 0.5 }], reason: 'other' }, 'request.invalid'],
  ])('is refused before anything is written: %s', async (_, body, code) => {
    const order = world.paidOrder();
    const { status, json } = await ask(order.id, body);
    expect([status, code === 'request.invalid' ? 'request.invalid' : json.code]).toEqual([422, code]);
    expect(await world.rows(order.id)).toEqual([]);
  });

  it('takes an Idempotency-Key, and one key is one part, however often and at once it is sent', async () => {
    const order = world.paidOrder();
    expect((await ask(order.id, { amount: 100, reason: 'other' }, { key: null })).status).toBe(428);
    const key = newId('key');
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(order.id, { amount: 100, reason: 'other' }, { key })));
    expect(new Set(answers.map(({ status, json }) => `${status} ${json.id}`)).size).toBe(1);
    expect(await world.rows(order.id)).toHaveLength(1);
    const others = await Promise.all(Array.from({ length: 3 }, () => ask(order.id, { amount: 100, reason: 'other' })));
    expect(new Set(others.map(({ json }) => json.id)).size).toBe(3);
    expect(world.orders.get(order.id).refunded.amount_minor).toBe(400);
  });

  it('is the same part when the request died half-way and comes again, or when nobody repeats it', async () => {
    const dies = () => jest.spyOn(MakePartRefundHandler.prototype, 'execute').mockRejectedValueOnce(new Error('the process died'));
    const order = world.paidOrder();
    const key = newId('key');
    const spy = dies();
    expect((await ask(order.id, { amount: 100, reason: 'other' }, { key })).status).toBe(500);
    spy.mockRestore();
    const again = await ask(order.id, { amount: 100, reason: 'other' }, { key });
    expect([again.status, world.orders.get(order.id).refunded.amount_minor, (await world.rows(order.id)).length]).toEqual([201, 100, 1]);
    const lost = world.paidOrder();
    const part = await world.app.commands.execute(new RequestPartRefund({ order_id: lost.id, refund_id: newId('ref'), lines: null, amount_minor: 100, reason_code: 'minor', reason: 'a child', source: 'studio', asked_by: 'mem_1', asked_by_member: 'mem_1' }), tenant.scope);
    for (let told = 0; told < 2; told++) {
      await world.announce(tenant, new OrderPartRefundRequested('order', lost.id, { ...part, status: 'paid', reason_code: 'minor', reason: 'a child', source: 'studio', asked_by: 'mem_1', asked_by_member: 'mem_1' }));
      await world.app.settle();
    }
    expect(await world.rows(lost.id)).toMatchObject([{ id: part.refund_id, state: 'requested', reason_code: 'minor', asked_by: 'mem_1' }]);
    expect(world.payments.refunds.filter(({ refund_id }) => refund_id === part.refund_id)).toHaveLength(1);
  });

  it('waits for a second person where one person gives back more of an order than the limit, whatever the parts', async () => {
    await limit(1_200);
    const finance = await memberOf(world.app, tenant, 'finance');
    const order = { id: world.orders.put({ status: 'paid', payment_id: newId('pmt'), amount_minor: 5_000, currency: 'USD' }).id };
    const first = (await ask(order.id, { amount: 1_000, reason: 'other' })).json;
    const second = (await ask(order.id, { amount: 1_000, reason: 'other' })).json;
    expect([first, second]).toMatchObject([{ state: 'requested', held_for: null }, { state: 'held', held_for: 'four_eyes', status: 'pending' }]);
    expect(await types(second.id)).toEqual([HELD]);
    const decide = (id: string, what: string) => world.app.inject({ method: 'POST', url: `/v1/refunds/${id}/${what}`, apiKey: finance.token, headers: { 'idempotency-key': newId('key') }, body: { reason: 'looked at' } });
    expect((await decide(second.id, 'approve')).json).toMatchObject({ state: 'requested', decided_by: finance.id });
    // What two have looked at counts no more against one.
    expect((await ask(order.id, { amount: 100, reason: 'other' })).json.state).toBe('requested');
    const third = (await ask(order.id, { amount: 300, reason: 'other' })).json;
    expect((await decide(third.id, 'dismiss')).json).toMatchObject({ state: 'dismissed', status: 'canceled' });
    expect([await types(third.id), (await world.announced(third.id)).at(-1)!.payload]).toMatchObject([[HELD, FAILED], { failure: 'dismissed' }]);
    const racing = world.orders.put({ status: 'paid', payment_id: newId('pmt'), amount_minor: 30_000, currency: 'USD' }).id;
    const states = await Promise.all(Array.from({ length: 10 }, async () => (await ask(racing, { amount: 1_000, reason: 'other' })).json.state));
    expect(states.filter((state) => state === 'requested')).toHaveLength(1);
    await limit(null);
  });

  it('is told though a process of the build before has ended it without a word', async () => {
    const order = world.paidOrder();
    const refund = (await ask(order.id, { amount: 100, reason: 'other' })).json;
    await world.app.settle();
    await world.app.look(`UPDATE refunds.refund SET state = 'succeeded', ended_at = now() WHERE id = $1`, [refund.id]);
    const chore = world.app.app.get(UntoldPartsChore);
    expect(await chore.due('')).toContain(tenant.gameId);
    expect([await chore.step(tenant.gameId, 10), await chore.step(tenant.gameId, 10)]).toEqual([1, 0]);
    expect(await types(refund.id)).toEqual([REQUESTED, SUCCEEDED]);
    await world.app.look(`UPDATE refunds.refund SET state = 'failed' WHERE id = $1`, [refund.id]);
  });

  it('leaves the refund of a declined grant what is left when it goes', async () => {
    const order = world.paidOrder();
    world.orders.get(order.id).status = 'disputed';
    await world.decline(tenant, [order.id]);
    await world.app.settle();
    const [waiting] = await world.rows(order.id);
    expect(waiting).toMatchObject({ purpose: 'order', amount_minor: 1_999n });
    // A part that was under way has gone back when the bank has decided.
    world.orders.get(order.id).status = 'paid';
    world.orders.get(order.id).refunded = { amount_minor: 500, tax_minor: 80, lines: [], has_open_part: false };
    await world.announce(tenant, new OrderDisputeWon('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'paid' }));
    await world.app.settle();
    expect(world.payments.refunds.filter(({ payment_id }) => payment_id === order.payment_id)).toMatchObject([{ amount_minor: 1_499 }]);
    expect((await world.rows(order.id))[0]).toMatchObject({ amount_minor: 1_499n, tax_minor: 239n });
  });

  it('is waited for by the refund of a declined grant, and refuses that of the whole meanwhile', async () => {
    const order = world.paidOrder();
    world.orders.get(order.id).refunded.has_open_part = true;
    expect((await world.refund(tenant, order.id)).json).toMatchObject({ status: 409, code: 'orders.part_refunds_open' });
    await world.decline(tenant, [order.id]);
    await world.app.settle();
    const sent = () => world.payments.refunds.filter(({ payment_id }) => payment_id === order.payment_id).length;
    expect([(await world.rows(order.id)).map(({ state }) => state), sent()]).toEqual([['requested'], 0]);
    world.orders.get(order.id).refunded.has_open_part = false;
    await world.app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'refunds.send' AND state = 'pending'`);
    await world.app.settle();
    expect(sent()).toBe(1);
  });
});
