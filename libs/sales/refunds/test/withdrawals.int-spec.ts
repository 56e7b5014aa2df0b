import { newId } from '#platform/kernel/ids';
import { OrderDisputeWon } from '#sales/orders/events';
import { WithdrawalStated } from '#sales/withdrawals/events';
import type { WithdrawalOutcome } from '#sales/withdrawals/queries';
import type { Tenant } from '../../../../test/support/boot.js';
import { bootRefunds, type RefundsApp } from './refunds-app.js';

describe('the refund of a withdrawal', () => {
  let world: RefundsApp;
  let tenant: Tenant;
  beforeAll(async () => void (world = await bootRefunds()));
  beforeEach(async () => void (tenant = await world.app.tenant()));
  afterAll(() => world.app.close());

  const stated = (order_id: string, outcome: WithdrawalOutcome = 'refund') => {
    const id: string = newId('wdr');
    return new WithdrawalStated('withdrawal', id, { withdrawal_id: id, order_id, outcome });
  };

  it('is made once, by itself and with its reason, however often it is stated and the game declines beside it', async () => {
    const order = world.paidOrder();
    const statement = stated(order.id);
    await world.announce(tenant, statement, stated(order.id));
    await world.app.settle();
    await Promise.all([world.announce(tenant, statement), world.decline(tenant, [order.id])]);
    await world.app.settle();
    const rows = await world.rows(order.id);
    expect(rows).toEqual([expect.objectContaining({ source: 'automatic', reason_code: 'withdrawal', reason: `Withdrawal ${statement.payload.withdrawal_id}`, state: 'requested', asked_by: null })]);
    expect(world.orders.get(order.id).status).toBe('refund_requested');
    await world.provider(tenant, rows[0]!['id'], 'gave back');
    expect((await world.rows(order.id)).map(({ state }) => state)).toEqual(['succeeded']);
  });

  it('is not made where the answer was no', async () => {
    const order = world.paidOrder();
    for (const outcome of ['no_right', 'nothing_to_give_back'] as const) await world.announce(tenant, stated(order.id, outcome));
    await world.announce(tenant, new WithdrawalStated('withdrawal', 'wdr_1', { withdrawal_id: 'wdr_1', order_id: null, outcome: 'unmatched' }));
    await world.app.settle();
    expect([await world.rows(order.id), world.orders.get(order.id).status]).toEqual([[], 'paid']);
  });

  it('waits for a dispute, and goes when that is won', async () => {
    const order = world.paidOrder();
    world.orders.get(order.id).status = 'disputed';
    await world.announce(tenant, stated(order.id));
    await world.app.settle();
    expect((await world.rows(order.id)).map(({ state }) => state)).toEqual(['waiting']);
    world.orders.get(order.id).status = 'paid';
    await world.announce(tenant, new OrderDisputeWon('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'paid' }));
    await world.app.settle();
    expect((await world.rows(order.id)).map(({ state, reason_code }) => [state, reason_code])).toEqual([['requested', 'withdrawal']]);
  });

  it('goes under the breaker: what is too much for an hour waits for a person', async () => {
    await world.app.inject({ method: 'PATCH', url: '/v1/game', apiKey: tenant.apiKey, body: { auto_refunds_per_hour_max: 2 } });
    const orders = [1, 2, 3].map(() => world.paidOrder());
    await world.announce(tenant, ...orders.map(({ id }) => stated(id)));
    await world.app.settle();
    const states = (await Promise.all(orders.map(({ id }) => world.rows(id)))).flat().map(({ state, held_for }) => [state, held_for]);
    expect(states.sort()).toEqual([['held', 'breaker'], ['requested', null], ['requested', null]]);
  });
});
