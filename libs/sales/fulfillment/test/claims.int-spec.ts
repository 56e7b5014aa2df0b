import { createPublicKey, verify } from 'node:crypto';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Module } from '@nestjs/common';
import { FrozenClock } from '#platform/kernel/clock';
import { Command, type DomainEvent } from '#platform/kernel/messages';
import { newId } from '#platform/kernel/ids';
import { Outbox } from '#platform/outbox/outbox';
import { fakeSignIn } from '#player/sign-in/testing';
import { acknowledgedForTest } from '#reach/webhooks/testing';
import { OrderCanceled, OrderPaid, OrderRefunded } from '#sales/orders/events';
import { FakeOrders, fakeOrders, orderPaidForTest } from '#sales/orders/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { ListGrantsOfOrder } from '../contracts/queries.js';
import { FulfillmentModule, rows } from '../module.js';

class Happen extends Command<void> {
  static readonly context = 'sales/orders';
  constructor(readonly events: DomainEvent[]) { super(); }
}
@CommandHandler(Happen)
class HappenHandler implements ICommandHandler<Happen> {
  constructor(private readonly outbox: Outbox) {}
  async execute({ events }: Happen): Promise<void> { this.outbox.record(...events); }
}
@Module({ providers: [HappenHandler] })
class HappenModule {}

let app: Booted;
let tenant: Tenant;
const orders = new FakeOrders();
const players = fakeSignIn();

beforeAll(async () => { app = await bootContext({ modules: [FulfillmentModule], rows, fakes: [fakeOrders(orders), players.module, HappenModule], frozenAt: new Date('2026-11-22T06:00:00Z') }); });
afterAll(() => app?.close());
beforeEach(async () => {
  tenant = await app.tenant();
  players.signIn('aria', tenant.gameId, 'P-1', 'verified');
  players.signIn('unproven', tenant.gameId, 'P-1');
  players.signIn('other', tenant.gameId, 'P-2', 'verified');
});

const happen = async (...events: DomainEvent[]) => {
  await app.commands.execute(new Happen(events), tenant.scope);
  await app.settle();
};
const refund = (orderId: string) => new OrderRefunded('order', orderId, { ...orderPaidForTest({ order_id: orderId }), refund_id: newId('ref'), reason: 'asked', refunded_at: 1_790_000_100 });
const reversal = (orderId: string) => new OrderCanceled('order', orderId, { ...orderPaidForTest({ order_id: orderId }), reason: 'dispute_lost' });
/** An order of P-1 under the mode `claim` that was paid, and its grant. */
async function bought(): Promise<{ orderId: string; grantId: string }> {
  const { id } = orders.put({ status: 'paid', fulfillment_mode: 'claim' });
  await happen(new OrderPaid('order', id, orderPaidForTest({ order_id: id })));
  const [grant] = await app.queries.ask(new ListGrantsOfOrder(id), tenant.scope);
  return { orderId: id, grantId: grant!.id };
}
const stateOf = async (orderId: string) => (await app.queries.ask(new ListGrantsOfOrder(orderId), tenant.scope))[0]!.state;
const list = (query = '', token = 'aria') => app.inject({ method: 'GET', url: `/store/v1/grants${query}`, headers: { authorization: `Bearer ${token}` } });
const claim = (grantId: string, token = 'aria', headers = {}) => app.inject({ method: 'POST', url: `/store/v1/grants/${grantId}/claim`, headers: { authorization: `Bearer ${token}`, ...headers } });
const studio = (method: 'GET' | 'POST', url: string) => app.inject({ method, url, apiKey: tenant.apiKey });
const events = async () => (await app.look<{ type: string }>("SELECT type FROM platform.outbox_event WHERE game_id = $1 AND type LIKE 'fulfillment.%' ORDER BY id", [tenant.gameId])).map((row) => row.type.replace('fulfillment.grant.', '').replace('.v1', ''));

/** Checks as a client does that has nothing but the public key, written from the documentation. */
function isSigned({ payload, signatures }: { payload: string; signatures: { key_id: string; signature: string }[] }, key: { key_id: string; public_key: string }): boolean {
  const x = Buffer.from(key.public_key, 'base64').toString('base64url');
  const mine = signatures.find((each) => each.key_id === key.key_id);
  return mine !== undefined && verify(null, Buffer.from(payload, 'utf8'), createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), Buffer.from(mine.signature, 'base64'));
}

describe('a grant to be claimed', () => {
  it('waits for its player, is collected once, and nobody else is told', async () => {
    const { orderId, grantId } = await bought();
    expect(await stateOf(orderId)).toBe('claimable');
    const page = (await list()).json;
    expect(page).toMatchObject({ data: [{ grant_id: grantId, order_id: orderId, player_id: 'P-1', state: 'claimable', items: [{ sku: 'gems.500', quantity: 500 }], idempotency_key: `idmpt_item.add.${grantId}`, claimed_at: null }], has_more: false });
    expect(page.data[0].items[0]).not.toHaveProperty('price_minor');
    expect(await claim(grantId)).toMatchObject({ status: 200, json: { grant: { grant_id: grantId, state: 'claimed', claimed_at: expect.any(Number) }, is_earlier: false } });
    expect(await claim(grantId)).toMatchObject({ status: 200, json: { grant: { state: 'claimed' }, is_earlier: true } });
    expect((await list()).json.data).toEqual([]);
    expect((await list('?state=claimed')).json.data).toMatchObject([{ grant_id: grantId }]);
    expect(await stateOf(orderId)).toBe('acknowledged');
    expect(await events()).toEqual(['acknowledged']);
  });

  it('is collected by one of thirty who ask at the same moment', async () => {
    const rounds = 4;
    for (let round = 0; round < rounds; round++) {
      const { grantId } = await bought();
      const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? studio('POST', `/v1/grants/${grantId}/claim`) : claim(grantId))));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
      expect(answers.filter(({ json }) => !json.is_earlier)).toHaveLength(1);
      expect(new Set(answers.map(({ json }) => json.grant.idempotency_key)).size).toBe(1);
    }
    expect(await events()).toEqual(Array.from({ length: rounds }, () => 'acknowledged'));
  });

  it('answers a repetition under the same key as it answered first', async () => {
    const { grantId } = await bought();
    const first = await claim(grantId, 'aria', { 'idempotency-key': 'claim-1' });
    expect((await claim(grantId, 'aria', { 'idempotency-key': 'claim-1' })).json).toEqual(first.json);
    expect(first.json.is_earlier).toBe(false);
  });

  it('is seen and collected by its own player only, and only where she has proven who she is', async () => {
    const { grantId } = await bought();
    expect((await list('', 'other')).json.data).toEqual([]);
    expect(await claim(grantId, 'other')).toMatchObject({ status: 404, json: { code: 'fulfillment.grant_not_found' } });
    expect(await list('', 'unproven')).toMatchObject({ status: 403, json: { code: 'session.verification_required' } });
    expect(await claim(grantId, 'unproven')).toMatchObject({ status: 403 });
    const stranger = await app.tenant();
    expect(await app.inject({ method: 'POST', url: `/v1/grants/${grantId}/claim`, apiKey: stranger.apiKey })).toMatchObject({ status: 404 });
    expect((await list()).json.data).toHaveLength(1);
  });

  it('is collected for her by a server with a key of the game', async () => {
    const { grantId } = await bought();
    expect((await studio('GET', '/v1/grants?player_id=P-1')).json.data).toMatchObject([{ grant_id: grantId }]);
    expect(await studio('POST', `/v1/grants/${grantId}/claim`)).toMatchObject({ status: 200, json: { is_earlier: false } });
    expect(await app.look('SELECT claimed_by FROM fulfillment.grant_entry WHERE id = $1', [grantId])).toEqual([{ claimed_by: 'server' }]);
    expect(await studio('GET', '/v1/grants')).toMatchObject({ status: 422 });
  });

  it('is never of the mode push, which nobody claims', async () => {
    const { id } = orders.put({ status: 'paid' });
    await happen(new OrderPaid('order', id, orderPaidForTest({ order_id: id })));
    const [grant] = await app.queries.ask(new ListGrantsOfOrder(id), tenant.scope);
    expect((await list()).json.data).toEqual([]);
    expect(await claim(grant!.id)).toMatchObject({ status: 404 });
    expect(grant!.state).toBe('requested');
  });

  it('is listed by pages with a bound', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i++) made.push((await bought()).grantId);
    const first = (await list('?limit=2')).json;
    expect(first).toMatchObject({ has_more: true, next_cursor: first.data[1].grant_id });
    const second = (await list(`?limit=3&starting_after=${first.next_cursor}`)).json;
    expect(second).toMatchObject({ has_more: false, next_cursor: null });
    expect([...first.data, ...second.data].map((each: { grant_id: string }) => each.grant_id)).toEqual([...made].sort());
    expect(await list('?limit=101')).toMatchObject({ status: 422 });
  });
});

describe('a grant whose order goes back', () => {
  it.each([['a refund', refund, 'refunded'], ['a reversal by the bank', reversal, 'canceled']] as const)('is voided by %s and never claimed', async (_what, back, status) => {
    const { orderId, grantId } = await bought();
    orders.get(orderId).status = status;
    await happen(back(orderId));
    expect(await stateOf(orderId)).toBe('voided');
    expect(await claim(grantId)).toMatchObject({ status: 409, json: { code: 'fulfillment.grant_taken_back' } });
    // Nothing that is heard later brings it back.
    await happen(acknowledgedForTest(grantId), new OrderPaid('order', orderId, orderPaidForTest({ order_id: orderId })));
    expect(await claim(grantId)).toMatchObject({ status: 409 });
    expect(await stateOf(orderId)).toBe('voided');
    expect((await list()).json.data).toEqual([]);
    expect(await events()).toEqual([]);
  });

  it.each(['refund_requested', 'disputed'] as const)('is not claimed while the order is %s, and is again when the money stays', async (status) => {
    const { orderId, grantId } = await bought();
    orders.get(orderId).status = status;
    expect(await claim(grantId)).toMatchObject({ status: 409, json: { code: 'fulfillment.order_going_back', order_status: status } });
    orders.get(orderId).status = 'paid';
    expect(await claim(grantId)).toMatchObject({ status: 200, json: { is_earlier: false } });
  });

  it('is revoked at once where it was collected, told of, and listed so that the client takes it back', async () => {
    const { orderId, grantId } = await bought();
    await claim(grantId);
    orders.get(orderId).status = 'refunded';
    await happen(refund(orderId), refund(orderId));
    expect(await stateOf(orderId)).toBe('revoked');
    expect((await list('?state=revoked')).json).toMatchObject({ data: [{ grant_id: grantId, state: 'revoked', claimed_at: expect.any(Number), revoked_at: expect.any(Number) }] });
    expect(await claim(grantId)).toMatchObject({ status: 409, json: { code: 'fulfillment.grant_taken_back' } });
    expect(await events()).toEqual(['acknowledged', 'claim_revoked']);
  });

  it('is either collected and then revoked, or voided and never collected, when claim and refund meet', async () => {
    for (let round = 0; round < 10; round++) {
      const { orderId, grantId } = await bought();
      // The order still says paid to whoever asks: the two conditional updates alone decide.
      const [answers] = await Promise.all([Promise.all(Array.from({ length: 5 }, () => claim(grantId))), happen(refund(orderId))]);
      const won = answers.filter(({ status, json }) => status === 200 && !json.is_earlier).length;
      expect(won).toBeLessThanOrEqual(1);
      expect(await stateOf(orderId)).toBe(won === 1 ? 'revoked' : 'voided');
      expect(await claim(grantId)).toMatchObject({ status: 409 });
    }
  });
});

describe('what a client is told of grants', () => {
  const keys = async () => (await studio('GET', '/v1/fulfillment/keys')).json.data as { key_id: string; public_key: string; expires_at: number | null }[];

  it('is signed, with what was asked and by whom', async () => {
    const { grantId } = await bought();
    const [key] = await keys();
    expect(Buffer.from(key!.public_key, 'base64')).toHaveLength(32);
    const page = (await list('?nonce=nonce-0001')).json;
    expect(isSigned(page.signed, key!)).toBe(true);
    const { version, kind, game_id, player_id, issued_at, nonce, ...told } = JSON.parse(page.signed.payload);
    expect({ version, kind, game_id, player_id, issued_at, nonce }).toEqual({ version: 1, kind: 'grants', game_id: tenant.gameId, player_id: 'P-1', issued_at: app.clock.nowSeconds(), nonce: 'nonce-0001' });
    expect(told).toMatchObject({ state: 'claimable', data: page.data, has_more: false });
    const claimed = (await claim(grantId)).json;
    expect(isSigned(claimed.signed, key!)).toBe(true);
    expect(JSON.parse(claimed.signed.payload)).toMatchObject({ kind: 'claim', player_id: 'P-1', nonce: null, grant: claimed.grant, is_earlier: false });
    expect(isSigned({ ...claimed.signed, payload: claimed.signed.payload.replace('"is_earlier":false', '"is_earlier":true') }, key!)).toBe(false);
  });

  it('is signed with one key, also when the first is needed by many at once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => list()));
    expect(await app.look('SELECT id FROM fulfillment.claim_key WHERE game_id = $1', [tenant.gameId])).toHaveLength(1);
  });

  it('is signed with the older key too until its overlap is over', async () => {
    const [old] = await keys();
    const rotated = (await studio('POST', '/v1/fulfillment/keys/rotate?overlap_seconds=3600')).json.data;
    expect(rotated).toMatchObject([{ expires_at: null }, { key_id: old!.key_id, expires_at: app.clock.nowSeconds() + 3_600 }]);
    const during = (await list()).json.signed;
    expect([isSigned(during, rotated[0]), isSigned(during, old!)]).toEqual([true, true]);
    expect((await app.inject({ method: 'GET', url: '/store/v1/grants/keys', headers: { authorization: 'Bearer aria' } })).json.data).toEqual(rotated);
    (app.clock as FrozenClock).advanceSeconds(3_601);
    const after = (await list()).json.signed;
    expect(after.signatures.map(({ key_id }: { key_id: string }) => key_id)).toEqual([rotated[0].key_id]);
  });

  it('is signed by the new key alone after a cut, and keeps three older ones at most', async () => {
    await keys();
    for (let i = 0; i < 5; i++) await studio('POST', '/v1/fulfillment/keys/rotate');
    expect(await keys()).toHaveLength(4);
    expect((await studio('POST', '/v1/fulfillment/keys/rotate?overlap_seconds=0')).json.data).toHaveLength(1);
    expect((await list()).json.signed.signatures).toHaveLength(1);
  });

  it('keeps the private halves sealed', async () => {
    await keys();
    const [row] = await app.look<{ sealed: Buffer }>('SELECT sealed FROM fulfillment.claim_key WHERE game_id = $1', [tenant.gameId]);
    expect(row!.sealed.includes(Buffer.from('whsk_'))).toBe(false);
  });
});
