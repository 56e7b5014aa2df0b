import { FrozenClock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { ClosedGames } from '#studio/onboarding/testing';
import { GetCardFrame, ListPaymentMethods } from '#sales/payments/queries';
import type { Tenant } from '../../../../test/support/boot.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

const CREATED = 'payments.payment.created.v1';
const ENDED = 'payments.payment.ended.v1';

describe('an attempt that nobody finishes', () => {
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    world = await bootPayments({ frozenAt: new Date() });
    tenant = await world.app.tenant();
  });
  afterAll(() => world.close());

  const pass = (seconds: number) => (world.app.clock as FrozenClock).advanceSeconds(seconds);
  const look = () => world.ring('payments.look-up');

  it('is abandoned when nobody ever charged it', async () => {
    const id = await world.start(tenant);
    pass(60);
    await look();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created' });
    pass(60);
    await look();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'abandoned', fail_reason: 'not_completed' });
    expect(await world.announced(id)).toEqual([CREATED, ENDED]);
  });

  it('fails when its charge got lost on the way, but not while it may still arrive', async () => {
    const id = await world.start(tenant);
    await world.app.look(`UPDATE payments.payment SET charging_at = $2, charge_count = 1 WHERE id = $1`, [id, world.app.clock.now()]);
    pass(80);
    await look();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created' });
    pass(20);
    await look();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'failed', fail_code: 'not_charged' });
  });

  it('is abandoned after half an hour on a 3-D Secure page, and voided at the provider', async () => {
    const { id } = await world.pay(tenant, 'asks_3ds');
    pass(29 * 60);
    await look();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created', action_url: expect.any(String) });
    pass(90);
    await look();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'abandoned', action_url: null });
    expect((await world.psp.booked(id))[0]).toMatchObject({ status: 'voided' });
    expect(await world.announced(id)).toEqual([CREATED, ENDED]);
  });

  it('waits a day for a bank transfer', async () => {
    const id = await world.start(tenant, { method: 'bank_transfer' });
    await world.charge(tenant, id);
    pass(23 * 3_600);
    await look();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created' });
    pass(3_601);
    await look();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'abandoned' });
  });

  it('is charged by another caller when the first one died, under the same key', async () => {
    const id = await world.start(tenant);
    await world.app.look(`UPDATE payments.payment SET charging_at = $2, charge_count = 1 WHERE id = $1`, [id, world.app.clock.now()]);
    const token = await world.psp.token('succeeds');
    expect(await world.charge(tenant, id, token)).toMatchObject({ state: 'unknown' });
    expect(await world.psp.booked(id)).toEqual([]);
    pass(31);
    expect(await world.charge(tenant, id, token)).toMatchObject({ state: 'paid' });
    expect(await world.psp.booked(id)).toHaveLength(1);
  });
});

describe('while the provider cannot be reached', () => {
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    world = await bootPayments({ env: { SANDBOX_PSP_URL: 'http://127.0.0.1:1' } });
    tenant = await world.app.tenant();
  });
  afterAll(() => world.close());

  it('an attempt that was surely not charged ends, so that the player can try again', async () => {
    const id = await world.start(tenant);
    expect(await world.charge(tenant, id, 'ptk_x')).toEqual({ payment_id: id, state: 'failed', action_url: null, decline: { code: 'payment_failed', retryable: true } });
    expect(await world.view(tenant, id)).toMatchObject({ status: 'failed', fail_code: 'provider_unavailable' });
    expect(await world.announced(id)).toEqual([CREATED, ENDED]);
  });

  it('nothing is concluded of an attempt that may have been charged: its look-up goes on', async () => {
    const id = await world.start(tenant);
    await world.app.look(`UPDATE payments.payment SET charging_at = now() - interval '1 hour', charge_count = 1, created_at = now() - interval '1 hour' WHERE id = $1`, [id]);
    expect(await world.charge(tenant, id, 'ptk_x')).toMatchObject({ state: 'unknown' });
    for (let i = 0; i < 15; i++) await world.ring('payments.look-up');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created' });
    const [job] = await world.app.look(`SELECT state, attempts FROM platform.job WHERE type = 'payments.look-up' AND key = $1`, [id]);
    expect(job).toEqual({ state: 'pending', attempts: 15 });
  });
});

describe('in production', () => {
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    world = await bootPayments({ env: { NODE_ENV: 'production' } });
    tenant = await world.app.tenant();
  });
  afterAll(() => world.close());

  it('no live game is charged by the sandbox; its sandbox environment is', async () => {
    const live: Tenant = { ...tenant, scope: { ...tenant.scope, gameId: tenant.liveGameId } };
    const id = await world.start(live);
    expect(await world.view(live, id)).toMatchObject({ status: 'failed', fail_reason: 'no_gateway', provider: 'none' });
    expect(await world.announced(id)).toEqual([CREATED, ENDED]);
    await expect(world.charge(live, id, 'ptk_x')).rejects.toMatchObject({ code: 'payments.no_gateway', status: 409 });
    await expect(world.app.queries.ask(new GetCardFrame({ locale: 'en' }), live.scope)).rejects.toMatchObject({ code: 'payments.no_gateway' });
    expect(await world.app.queries.ask(new ListPaymentMethods({ country: 'DE', currency: 'EUR', amount_minor: 1 }), live.scope)).toEqual([]);
    expect((await world.pay(tenant)).standing).toMatchObject({ state: 'paid' });
  });

  it('a game that was closed after its order was locked is not charged: the attempt ends, and so frees the order', async () => {
    world.app.app.get(ClosedGames).add(tenant.gameId);
    const id = newId('pmt');
    await expect(world.pay(tenant, 'succeeds', { payment_id: id })).rejects.toMatchObject({ code: 'games.not_live_ready', status: 409 });
    world.app.app.get(ClosedGames).clear();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'failed', fail_reason: 'no_gateway', fail_code: 'not_live_ready' });
    expect(await world.announced(id)).toEqual([CREATED, ENDED]);
    expect(await world.psp.booked(id)).toEqual([]);
  });
});
