import { newId } from '#platform/kernel/ids';
import { OrderCanceled, OrderRefundRequested } from '#sales/orders/events';
import { orderPaidForTest } from '#sales/orders/testing';
import type { Tenant } from '../../../../test/support/boot.js';
import { memberOf, type SignedIn } from '../../../../test/support/member.js';
import { RefundRepository } from '../infra/refund.repository.js';
import { bootRefunds, type RefundsApp } from './refunds-app.js';

const HELD = 'refunds.refund.held.v1';
const REQUESTED = 'refunds.refund.requested.v1';
const FAILED = 'refunds.refund.failed.v1';

describe('a refund above the limit of its game', () => {
  let world: RefundsApp;
  let tenant: Tenant;
  let finance: SignedIn;
  let other: SignedIn;
  beforeAll(async () => {
    world = await bootRefunds();
    tenant = await world.app.tenant();
    [finance, other] = [await memberOf(world.app, tenant, 'finance'), await memberOf(world.app, tenant, 'owner')];
  });
  beforeEach(() => limit(50_000));
  afterAll(() => world.app.close());

  const paid = (amount_minor = 50_001, currency = 'USD') => {
    const payment_id = newId('pmt');
    return { id: world.orders.put({ status: 'paid', payment_id, amount_minor, currency }).id, payment_id };
  };
  const ask = async (by: string, order = paid()): Promise<any> => {
    const { status, json } = await world.app.inject({ method: 'POST', url: `/v1/orders/${order.id}/refund`, apiKey: by, body: { reason: 'Bought by mistake' } });
    expect(status).toBe(200);
    return { ...json, order };
  };
  const decide = (by: string, refundId: string, decision: 'approve' | 'dismiss') =>
    world.app.inject({ method: 'POST', url: `/v1/refunds/${refundId}/${decision}`, apiKey: by, headers: { 'idempotency-key': newId('key') }, body: { reason: 'I looked at it' } });
  const get = async (refundId: string) => (await world.app.inject({ method: 'GET', url: `/v1/refunds/${refundId}`, apiKey: tenant.apiKey })).json;
  const limit = async (four_eyes_above_usd_minor: number | null) => {
    await world.app.look('UPDATE games.game SET four_eyes_above_usd_minor = $2 WHERE id = $1', [tenant.gameId, four_eyes_above_usd_minor]);
  };
  const newKey = async (by: string, body: object = {}): Promise<string> => {
    const made = await world.app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: by, body: { name: newId('key'), scopes: ['*'], ...body } });
    expect(made.status).toBe(201);
    return made.json.key;
  };
  const types = async (refundId: string) => (await world.announced(refundId)).map(({ type }) => type);
  const sent = (refundId: string) => world.payments.refunds.filter(({ refund_id }) => refund_id === refundId).length;

  it('waits for a second person, also when a key asks, and goes once she has approved it', async () => {
    const refund = await ask(tenant.apiKey);
    expect(refund).toMatchObject({ state: 'held', held_for: 'four_eyes', asked_by: tenant.scope.actor.id, amount_minor: 50_001, source: 'studio', decided_by: null, ended_at: null });
    expect(world.orders.get(refund.order.id).status).toBe('refund_requested');
    await world.app.settle();
    expect((await ask(finance.token, refund.order)).id).toBe(refund.id);
    expect([await types(refund.id), sent(refund.id), (await world.rows(refund.order.id)).length]).toEqual([[HELD], 0, 1]);
    expect((await world.announced(refund.id))[0]!.payload).toMatchObject({ held_for: 'four_eyes', refunds_last_hour: null, paid_last_hour: null, amount_minor: 50_001 });
    expect((await world.app.inject({ method: 'GET', url: '/v1/refunds?state=held', apiKey: finance.token })).json.data.map(({ id }: any) => id)).toContain(refund.id);
    const approved = await decide(finance.token, refund.id, 'approve');
    expect([approved.status, approved.json]).toMatchObject([200, { state: 'requested', held_for: 'four_eyes', decided_by: finance.id, decision_reason: 'I looked at it' }]);
    await world.app.settle();
    expect([await types(refund.id), sent(refund.id)]).toEqual([[HELD, REQUESTED], 1]);
    await world.provider(tenant, refund.id, 'gave back');
    expect(await get(refund.id)).toMatchObject({ state: 'succeeded' });
  });

  it('is not approved by whoever asked, nor by any key, and by anybody else who may', async () => {
    const refund = await ask(finance.token);
    expect((await decide(finance.token, refund.id, 'approve')).json).toMatchObject({ status: 403, code: 'refunds.own_request' });
    expect((await decide(tenant.apiKey, refund.id, 'approve')).json).toMatchObject({ status: 403, code: 'refunds.person_needed' });
    const support = await memberOf(world.app, tenant, 'support');
    expect((await decide(support.token, refund.id, 'approve')).json.code).toBe('auth.scope_missing');
    await world.app.settle();
    expect([await get(refund.id), sent(refund.id)]).toMatchObject([{ state: 'held', decided_by: null }, 0]);
    expect((await decide(other.token, refund.id, 'approve')).status).toBe(200);
    expect((await decide(other.token, refund.id, 'approve')).json.code).toBe('refunds.not_held');
  });

  it('is not approved by the member who made the key that asked, however many keys and environments lie between', async () => {
    const mine = await newKey(other.token, { scopes: ['studio:admin'] });
    const live = await newKey(mine, { game_id: tenant.liveGameId, scopes: ['studio:admin'] });
    const ofAnotherGame = (await world.app.inject({ method: 'POST', url: '/v1/games', apiKey: live, body: { name: 'Other', slug: newId('key').slice(4).toLowerCase() } })).json;
    const far = await newKey(live, { game_id: tenant.gameId });
    for (const key of [mine, far]) {
      const refund = await ask(key);
      expect((await decide(other.token, refund.id, 'approve')).json).toMatchObject({ status: 403, code: 'refunds.own_request' });
      expect((await decide(finance.token, refund.id, 'approve')).status).toBe(200);
    }
    expect(await world.app.look('SELECT DISTINCT made_by_member FROM access.api_key WHERE game_id = ANY($1)', [[ofAnotherGame.sandbox_game_id, ofAnotherGame.live_game_id]])).toEqual([{ made_by_member: other.id }]);
  });

  it.each([
    [50_000, 'USD', 50_000, 'requested'], [50_001, 'USD', 50_000, 'held'], [1, 'USD', 0, 'held'], [9_999_999, 'USD', null, 'requested'],
    // By the rate of the day, to the cent: 430.96 EUR are 500.00 USD, 79,274 JPY are 500.01.
    [43_096, 'EUR', 50_000, 'requested'], [43_097, 'EUR', 50_000, 'held'], [79_273, 'JPY', 50_000, 'requested'], [79_274, 'JPY', 50_000, 'held'],
    // Nobody knows what a lek is worth.
    [1, 'ALL', 50_000, 'held'], [1, 'ALL', null, 'requested'],
  ] as const)('of %i %s at a limit of %s is %s', async (amount, currency, above, state) => {
    await limit(above);
    expect(await ask(finance.token, paid(amount, currency))).toMatchObject({ state, held_for: state === 'held' ? 'four_eyes' : null });
  });

  it('that is dismissed ends without money, its order hears of it, and it can be asked for anew', async () => {
    const refund = await ask(finance.token);
    expect((await decide(finance.token, refund.id, 'dismiss')).json).toMatchObject({ state: 'dismissed', decided_by: finance.id, ended_at: expect.any(Number) });
    expect((await decide(other.token, refund.id, 'approve')).json.code).toBe('refunds.not_held');
    await world.app.settle();
    expect([await types(refund.id), sent(refund.id)]).toEqual([[HELD, FAILED], 0]);
    expect((await world.announced(refund.id))[1]!.payload).toMatchObject({ failure: 'dismissed', order_id: refund.order.id });
    world.orders.get(refund.order.id).status = 'paid';
    const again = await ask(finance.token, refund.order);
    expect([again.id === refund.id, again.state]).toEqual([false, 'held']);
  });

  it('goes once when many approve it at once', async () => {
    const refund = await ask(tenant.apiKey);
    const answers = await Promise.all(Array.from({ length: 30 }, (_, turn) => decide((turn % 2 ? finance : other).token, refund.id, 'approve')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(29).fill(409)]);
    await world.app.settle();
    expect([await types(refund.id), sent(refund.id)]).toEqual([[HELD, REQUESTED], 1]);
  });

  it('is either approved or dismissed when both are said at once, never both', async () => {
    for (let round = 0; round < 10; round++) {
      const refund = await ask(tenant.apiKey);
      const answers = await Promise.all((['approve', 'dismiss'] as const).flatMap((what) => [finance, other].map((who) => decide(who.token, refund.id, what))));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      await world.app.settle();
      const { state } = await get(refund.id);
      expect([await types(refund.id), sent(refund.id)]).toEqual(state === 'dismissed' ? [[HELD, FAILED], 0] : [[HELD, REQUESTED], 1]);
    }
  });

  it('stays held while whoever asked, and her keys, press approve at once thirty times', async () => {
    const mine = await newKey(other.token);
    const refund = await ask(mine);
    const answers = await Promise.all(Array.from({ length: 30 }, (_, turn) => decide(turn % 2 ? other.token : mine, refund.id, 'approve')));
    expect(new Set(answers.map(({ json }) => json.code))).toEqual(new Set(['refunds.own_request', 'refunds.person_needed']));
    await world.app.settle();
    expect([await get(refund.id), sent(refund.id)]).toMatchObject([{ state: 'held' }, 0]);
  });

  it('waits too when the request died half-way, and whoever asked is not forgotten', async () => {
    const order = paid();
    const dies = jest.spyOn(RefundRepository.prototype, 'makeForOrder').mockRejectedValueOnce(new Error('the process died'));
    expect((await world.app.inject({ method: 'POST', url: `/v1/orders/${order.id}/refund`, apiKey: finance.token, body: { reason: 'r' } })).status).toBe(500);
    dies.mockRestore();
    await world.announce(tenant, new OrderRefundRequested('order', order.id, {
      order_id: order.id, player_id: 'P-1', status: 'refund_requested', payment_id: order.payment_id, reason: 'r', source: 'studio', asked_by: finance.id, asked_by_member: finance.id,
    }));
    await world.app.settle();
    const [row] = await world.rows(order.id);
    expect([row, sent(row!.id)]).toMatchObject([{ state: 'held', held_for: 'four_eyes', asked_by: finance.id }, 0]);
    expect((await decide(finance.token, row!.id, 'approve')).json.code).toBe('refunds.own_request');
    expect((await decide(other.token, row!.id, 'approve')).status).toBe(200);
  });

  it('is over when the bank has taken the money meanwhile', async () => {
    const refund = await ask(finance.token);
    world.orders.get(refund.order.id).status = 'canceled';
    await world.announce(tenant, new OrderCanceled('order', refund.order.id, { ...orderPaidForTest({ order_id: refund.order.id, status: 'canceled' }), reason: 'lost' }));
    await world.app.settle();
    expect(await get(refund.id)).toMatchObject({ state: 'dismissed', decision_reason: 'The money went back otherwise', decided_by: null });
    expect(await types(refund.id)).toEqual([HELD]);
  });

  it('cannot go without another member’s word in the database itself, whatever the code does', async () => {
    const mine = await newKey(other.token);
    const refund = await ask(mine);
    for (const by of [null, refund.asked_by, other.id, 'key_01h00000000000000000000001']) {
      await expect(world.app.look(`UPDATE refunds.refund SET state = 'requested', decided_by = $2 WHERE id = $1`, [refund.id, by])).rejects.toThrow('refund_four_eyes_check');
    }
    await expect(world.app.look(`UPDATE refunds.refund SET state = 'requested', decided_by = $2 WHERE id = $1`, [refund.id, finance.id])).resolves.toEqual([]);
  });
});
