import { createHash } from 'node:crypto';
import type { FrozenClock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { playerForTest } from '#player/players/testing';
import { aVerifiedPlayer } from '#studio/game-servers/testing';
import { OpenCheckout } from '../contracts/queries.js';
import { bootCheckout, type CheckoutBench } from './boot-checkout.js';

let bench: CheckoutBench;
beforeAll(async () => { bench = await bootCheckout(['orders.status-is-the-last-step', 'orders.captured-as-its-lock-says']); });
afterAll(() => bench.app.close());
beforeEach(() => {
  bench.payments.standing = { state: 'paid', action_url: null, decline: null };
  bench.payments.charged.length = 0;
});

const advance = (seconds: number): void => (bench.app.clock as FrozenClock).advanceSeconds(seconds);

describe('paying', () => {
  it('charges once and says so at once, and the page waits for the game', async () => {
    const { order_id, secret } = await bench.order();
    const answer = await bench.pay(secret);
    expect(answer).toMatchObject({ status: 200, json: { state: 'paid', action_url: null, decline: null } });
    expect(bench.payments.charged).toEqual([answer.json.payment_id]);
    expect(bench.payments.get(answer.json.payment_id)).toMatchObject({ order_id, amount_minor: 1_999, currency: 'EUR', country: 'DE', method: 'card' });
    await bench.tell('captured', await bench.read(order_id), answer.json.payment_id);
    expect((await bench.call('GET', '', secret)).json).toMatchObject({ state: 'paid_waiting', receipt_number: expect.stringMatching(/^\d{16}$/) });
    bench.grants.byOrder.set(order_id, [{ id: 'grt_1', order_id, state: 'acknowledged', items: [], requested_at: 0, acknowledged_at: 1 } as never]);
    expect((await bench.call('GET', '', secret)).json).toMatchObject({ state: 'granted' });
    expect((await bench.pay(secret)).json).toEqual({ ...answer.json, is_earlier: true });
    expect(answer.json.is_earlier).toBe(false);
    expect(bench.payments.charged).toHaveLength(1);
  });

  it('30 times at once charges once', async () => {
    const { order_id, secret } = await bench.order();
    const answers = await Promise.all(Array.from({ length: 30 }, () => bench.pay(secret)));
    expect(bench.payments.charged).toHaveLength(1);
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.json.payment_id).toBe(bench.payments.charged[0]);
      expect(['paid', 'processing']).toContain(answer.json.state);
    }
    expect((await bench.read(order_id)).payment_id).toBe(bench.payments.charged[0]);
  });

  it('needs an Idempotency-Key, as whatever moves money does', async () => {
    const { order_id, secret } = await bench.order();
    const body = { method: 'card', token: 'tok_1', expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true };
    expect(await bench.call('POST', '/pay', secret, body)).toMatchObject({ status: 428, json: { code: 'idempotency.key_required' } });
    expect(await bench.read(order_id)).toMatchObject({ status: 'created' });
  });

  it('50 times with one Idempotency-Key answers the same bytes', async () => {
    const { secret } = await bench.order();
    const body = { token: 'tok_same' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => bench.pay(secret, body, { 'idempotency-key': 'click-1' })));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 200, json: { state: 'paid' } });
    expect(bench.payments.charged).toHaveLength(1);
  });

  it('that is declined says why and lets the next card try at once', async () => {
    const { order_id, secret } = await bench.order();
    bench.payments.standing = { state: 'declined', action_url: null, decline: { code: 'insufficient_funds', retryable: false } };
    const first = await bench.pay(secret);
    expect(first.json).toMatchObject({ state: 'declined', decline: { code: 'insufficient_funds', retryable: false } });
    expect((await bench.call('GET', '', secret)).json).toMatchObject({ state: 'open', payment: { payment_id: first.json.payment_id, decline: { code: 'insufficient_funds' } } });
    bench.payments.standing = { state: 'paid', action_url: null, decline: null };
    const second = await bench.pay(secret);
    expect(second.json.state).toBe('paid');
    expect(second.json.payment_id).not.toBe(first.json.payment_id);
    await bench.tell('ended', await bench.read(order_id), first.json.payment_id);
    await bench.tell('captured', await bench.read(order_id), second.json.payment_id);
    expect(await bench.read(order_id)).toMatchObject({ status: 'paid', payment_id: second.json.payment_id });
  });

  it('by what needs something of her asks for it field by field, tells it to payments alone, and never says what stood there', async () => {
    const { secret } = await bench.order();
    const { methods } = (await bench.call('GET', '', secret)).json;
    expect(methods.find(({ method }: { method: string }) => method === 'blik')).toMatchObject({ kind: 'app', fields: [{ name: 'code', kind: 'code', format: '123456', required: true }] });
    const blik = (method_fields?: unknown, headers?: Record<string, string>) => bench.pay(secret, { method: 'blik', token: null, ...(method_fields === undefined ? {} : { method_fields }) }, headers);
    for (const [told, errors] of [[undefined, [['code', 'missing']]], [{ code: ' ' }, [['code', 'missing']]], [{ code: '4242x' }, [['code', 'malformed']]], [{ code: '424242', phone: '+351912345678' }, [['phone', 'not_asked_for']]]] as const) {
      const answer = await blik(told);
      expect(answer).toMatchObject({ status: 422, json: { code: 'checkout.method_fields_wrong', errors: errors.map(([name, type]) => ({ loc: ['body', 'method_fields', name], type })) } });
      expect(answer.text).not.toMatch(/4242|912345678/);
    }
    expect((await blik({ code: 424242 })).status).toBe(422);
    expect(bench.payments.charged).toEqual([]);
    bench.payments.standing = { state: 'pending', action_url: null, decline: null };
    bench.payments.instructions = { kind: 'app', reference: null, url: null, due_at: null };
    const first = await blik({ code: '424 242' }, { 'idempotency-key': 'blik-1' });
    expect(first.json).toMatchObject({ state: 'processing', is_earlier: false });
    expect(bench.payments.told.at(-1)).toEqual({ code: '424 242' });
    expect((await bench.call('GET', '', secret)).json.payment).toMatchObject({ method: 'blik', action_url: null, instructions: { kind: 'app', reference: null, url: null, due_at: null } });
    // The same press finds the same answer, another one the attempt that runs.
    expect((await blik({ code: '424 242' }, { 'idempotency-key': 'blik-1' })).text).toBe(first.text);
    expect((await blik({ code: '111222' })).json).toMatchObject({ payment_id: first.json.payment_id, is_earlier: true });
    expect(bench.payments.charged).toHaveLength(1);
    expect(JSON.stringify(await bench.app.look('SELECT * FROM platform.idempotency'))).not.toMatch(/424 ?242/);
    // Six digits are soon guessed from a hash: what the repetition is known by is no plain one.
    const body = JSON.stringify({ method: 'blik', token: null, expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true, method_fields: { code: '135790' } });
    const raw = () => bench.app.inject({ method: 'POST', url: '/store/v1/checkout/pay', headers: { authorization: `Bearer ${secret}`, 'idempotency-key': 'blik-2', 'content-type': 'application/json' }, body });
    expect((await raw()).text).toBe((await raw()).text);
    const kept = await bench.app.look<{ fingerprint: string }>(`SELECT fingerprint FROM platform.idempotency WHERE key LIKE '%:blik-2'`);
    expect(kept).toHaveLength(1);
    expect(kept[0]!.fingerprint).not.toBe(createHash('sha256').update(`POST /store/v1/checkout/pay\n${body}`).digest('hex'));
    bench.payments.instructions = null;
  });

  it('that the bank wants to see leads there, again after the back button, and on when it comes back', async () => {
    const { order_id, secret } = await bench.order();
    bench.payments.standing = { state: 'requires_action', action_url: 'http://psp/3ds', decline: null };
    const first = await bench.pay(secret);
    expect(first.json).toMatchObject({ state: 'requires_action', action_url: 'http://psp/3ds' });
    expect((await bench.call('GET', '', secret)).json).toMatchObject({ state: 'processing', payment: { action_url: 'http://psp/3ds' } });
    expect((await bench.pay(secret)).json).toEqual({ ...first.json, is_earlier: true });
    expect(bench.payments.charged).toHaveLength(1);
    bench.payments.standing = { state: 'failed', action_url: null, decline: { code: 'authentication_failed', retryable: true } };
    expect((await bench.call('POST', '/refresh', secret)).json).toMatchObject({ state: 'open', attempt: { state: 'failed', decline: { code: 'authentication_failed' } } });
    expect((await bench.read(order_id)).status).toBe('reattempted');
    expect((await bench.call('POST', '/refresh', secret)).json).toEqual({ state: 'open', attempt: null });
  });

  it('hands the provider what the player has brought back from her bank, before the page is shown', async () => {
    const { order_id, secret } = await bench.order();
    bench.payments.standing = { state: 'requires_action', action_url: 'http://psp/3ds', decline: null };
    await bench.pay(secret);
    const open = (returned?: Record<string, string>) => bench.app.calls.ask(new OpenCheckout({ order_id, ip_address: null, locale: 'en', ...(returned ? { returned } : {}) }), bench.studio.scope);
    expect(await open({})).toMatchObject({ state: 'processing' });
    expect(bench.payments.brought).toEqual([]);
    bench.payments.standing = { state: 'failed', action_url: null, decline: { code: 'authentication_failed', retryable: true } };
    expect(await open({ redirectResult: 'from the bank' })).toMatchObject({ state: 'open', payment: { decline: { code: 'authentication_failed' } } });
    expect(bench.payments.brought).toEqual([{ redirectResult: 'from the bank' }]);
    // Nothing runs any more: there is nobody to hand it to.
    await open({ redirectResult: 'again' });
    expect(bench.payments.brought).toHaveLength(1);
  });

  it('can be called off while it waits, and not once the money is ours', async () => {
    const { order_id, secret } = await bench.order();
    bench.payments.standing = { state: 'requires_action', action_url: 'http://psp/3ds', decline: null };
    const { json } = await bench.pay(secret);
    expect((await bench.call('POST', '/cancel-attempt', secret)).json).toMatchObject({ state: 'open' });
    expect(bench.payments.get(json.payment_id).status).toBe('canceled');
    bench.payments.standing = { state: 'paid', action_url: null, decline: null };
    await bench.pay(secret);
    expect((await bench.call('POST', '/cancel-attempt', secret)).json).toMatchObject({ state: 'processing' });
    expect((await bench.read(order_id)).status).toBe('captured');
  });
});

describe('what is refused before anything is charged', () => {
  it.each([
    ['an outdated total', { expected_total_minor: 1_998 }, 409, 'order.requote'],
    ['a total of another currency', { expected_currency: 'GBP' }, 409, 'order.requote'],
    ['a total without its currency', { expected_currency: undefined }, 422, 'request.invalid'],
    ['a method that is not offered', { method: 'shells' }, 422, 'checkout.method_not_available'],
    ['a card without its token', { token: null }, 422, 'checkout.token_missing'],
    ['a total that is no integer', { expected_total_minor: 19.99 }, 422, 'request.invalid'],
    ['an unknown field', { amount: 1 }, 422, 'request.invalid'],
    ['delivery that nobody asks for at once', { immediate_delivery_requested: false }, 422, 'checkout.immediate_delivery_not_requested'],
  ])('%s', async (_, told, status, code) => {
    const { order_id, secret } = await bench.order();
    expect(await bench.pay(secret, told)).toMatchObject({ status, json: { code } });
    expect(bench.payments.charged).toEqual([]);
    expect((await bench.read(order_id)).status).toBe('created');
  });

  it('a method that the studio left out, an order without e-mail, an expired one', async () => {
    const only = await bench.order({ payment_methods_enabled: ['card'] });
    expect(await bench.pay(only.secret, { method: 'wallet' })).toMatchObject({ status: 422, json: { code: 'checkout.method_not_available' } });
    const nameless = await bench.order({ email: null });
    expect(await bench.pay(nameless.secret)).toMatchObject({ status: 422, json: { code: 'orders.buyer_incomplete', missing: ['email'] } });
    const old = await bench.order({ expires_at: bench.app.clock.nowSeconds() + 5 });
    advance(6);
    expect(await bench.pay(old.secret)).toMatchObject({ status: 409, json: { code: 'orders.not_payable', reason: 'expired' } });
    expect((await bench.call('GET', '', old.secret)).json).toMatchObject({ state: 'expired' });
    expect(bench.payments.charged).toEqual([]);
  });

  it('a place where nothing can be sold', async () => {
    const { secret } = await bench.order({ country: 'BD' });
    expect(await bench.pay(secret)).toMatchObject({ status: 409, json: { code: 'orders.not_payable', reason: 'place_refused' } });
  });

  it('who was banned, and what is sold no more, since the order was made', async () => {
    const { order_id, secret } = await bench.order({ player_id: 'P-turned' });
    bench.near.players.players.set('P-turned', playerForTest({ player_id: 'P-turned', banned: true }));
    expect(await bench.pay(secret)).toMatchObject({ status: 403, json: { code: 'orders.player_banned' } });
    bench.near.players.players.delete('P-turned');
    bench.near.prices.noLongerSold.add('itm_01h00000000000000000000001');
    expect(await bench.pay(secret)).toMatchObject({ status: 409, json: { code: 'offer.no_longer_available', skus: ['gems.500'] } });
    bench.near.prices.noLongerSold.clear();
    expect(bench.payments.charged).toEqual([]);
    expect((await bench.read(order_id)).status).toBe('created');
    expect((await bench.pay(secret)).json.state).toBe('paid');
    bench.near.prices.noLongerSold.add('itm_01h00000000000000000000001');
    expect((await bench.pay(secret)).json.state).toBe('paid');
    bench.near.prices.noLongerSold.clear();
  });

  it('an attempt that payments does not allow, and the order is free again', async () => {
    const { order_id, secret } = await bench.order();
    bench.payments.isFull = true;
    expect(await bench.pay(secret)).toMatchObject({ status: 429, json: { code: 'payments.too_many_attempts' } });
    bench.payments.isFull = false;
    expect((await bench.read(order_id)).status).toBe('reattempted');
    expect(bench.payments.charged).toEqual([]);
  });

  it('the requote names the new total', async () => {
    const { secret } = await bench.order();
    expect((await bench.pay(secret, { expected_total_minor: 1 })).json).toMatchObject({ total_minor: 1_999, currency: 'EUR', tax: { tax_minor: 319 } });
  });
});

describe('whom the game has banned since she signed in', () => {
  const asked = () => bench.near.servers.asked.map(({ player_id, trigger }) => [player_id, trigger]);
  const as = (playerId: string) => ({ 'x-test-player': `${bench.studio.gameId}|${playerId}|player_id` });
  const orderAs = (playerId: string) => bench.app.inject({ method: 'POST', url: '/store/v1/orders', headers: as(playerId), body: { items: [{ store_item_id: 'sit_01h00000000000000000000001' }], country: 'DE' } });
  const banned = { outcome: 'refused' as const, code: 'banned', message: 'You are banned.', detail: 'The game server answered that this player is banned.' };
  beforeEach(() => {
    bench.near.servers.asked.length = 0;
    bench.near.servers.believed.clear();
    bench.near.servers.verdict = (player_id) => ({ outcome: 'verified', cached: false, player: aVerifiedPlayer({ player_id }) });
  });

  it('does not order in the hub: the game is asked again once its yes is too old', async () => {
    bench.near.players.players.set('P-ban', playerForTest({ player_id: 'P-ban', name: 'Bea' }));
    bench.near.servers.believed.add('P-ban');
    expect((await orderAs('P-ban')).status).toBe(201);
    expect(asked()).toEqual([]);
    bench.near.servers.believed.clear();
    bench.near.servers.verdict = () => banned;
    expect(await orderAs('P-ban')).toMatchObject({ status: 403, json: { code: 'player.refused', game_code: 'banned', detail: 'You are banned.' } });
    expect(asked()).toEqual([['P-ban', 'hub.purchase']]);
    expect(bench.near.servers.asked[0]!.context).toMatchObject({ player_id: 'P-ban', name: 'Bea' });
  });

  it('does not pay what she has ordered before, and the order stays open', async () => {
    const { order_id, secret } = await bench.order({ source: 'hub', player_id: 'P-ban' });
    bench.near.servers.verdict = () => banned;
    expect(await bench.pay(secret)).toMatchObject({ status: 403, json: { code: 'player.refused', game_code: 'banned' } });
    expect((await bench.read(order_id)).status).toBe('created');
    expect(bench.payments.charged).toEqual([]);
  });

  it('is let through while the game does not answer, and is not asked about again while a payment runs', async () => {
    bench.near.servers.verdict = () => ({ outcome: 'unavailable', reason: 'timeout', detail: '' });
    expect((await orderAs('P-1')).status).toBe(201);
    const { secret } = await bench.order({ source: 'hub' });
    expect((await bench.pay(secret)).json).toMatchObject({ state: 'paid' });
    expect(asked()).toHaveLength(2);
    expect((await bench.pay(secret)).status).toBe(200);
    expect(asked()).toHaveLength(2);
  });

  it('is not asked about where her game server has made the order', async () => {
    const { secret } = await bench.order();
    bench.near.servers.verdict = () => banned;
    expect((await bench.pay(secret)).json).toMatchObject({ state: 'paid' });
    expect(asked()).toEqual([]);
  });
});

describe('after a crash', () => {
  it('between taking the order and writing the attempt, the next request goes on with it', async () => {
    const { order_id, secret } = await bench.order();
    bench.payments.crash = 'start';
    expect((await bench.pay(secret, {}, { 'idempotency-key': 'crash-1' })).status).toBe(500);
    const held = (await bench.read(order_id)).payment_id;
    expect((await bench.pay(secret)).json).toMatchObject({ state: 'processing', payment_id: held });
    advance(11);
    expect((await bench.pay(secret)).json).toMatchObject({ state: 'paid', payment_id: held });
    expect(bench.payments.charged).toEqual([held]);
  });

  it('between writing the attempt and charging it, the next request charges that attempt', async () => {
    const { order_id, secret } = await bench.order();
    bench.payments.crash = 'charge';
    expect((await bench.pay(secret)).status).toBe(500);
    advance(11);
    const held = (await bench.read(order_id)).payment_id;
    expect((await bench.pay(secret)).json).toMatchObject({ state: 'paid', payment_id: held });
    expect(bench.payments.charged).toEqual([held]);
  });

  it('an attempt that nobody knows of at the provider is gone on with by what it was begun with, and by nothing else', async () => {
    const { order_id, secret } = await bench.order();
    bench.payments.crash = 'charge';
    expect((await bench.pay(secret)).status).toBe(500);
    advance(11);
    const held = (await bench.read(order_id)).payment_id!;
    bench.payments.get(held).saved_method_id = 'spm_hers';
    // A stale page of hers, with another card typed in.
    expect((await bench.pay(secret)).json).toMatchObject({ state: 'processing', payment_id: held });
    bench.payments.get(held).saved_method_id = null;
    expect((await bench.pay(secret, { method: 'wallet' })).json).toMatchObject({ state: 'processing', payment_id: held });
    expect(bench.payments.charged).toEqual([]);
    expect((await bench.pay(secret)).json).toMatchObject({ state: 'paid', payment_id: held });
  });

  const due = () => bench.app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'checkout.mend-attempts' AND state = 'pending' RETURNING id`);
  /** Takes an order and dies before the attempt is written. */
  const orphan = async (): Promise<{ order_id: string; secret: string; held: string }> => {
    const placed = await bench.order();
    bench.payments.crash = 'start';
    expect((await bench.pay(placed.secret)).status).toBe(500);
    return { ...placed, held: (await bench.read(placed.order_id)).payment_id! };
  };

  it('when nobody comes back, the order is freed by the job that was scheduled before', async () => {
    const { order_id, secret, held } = await orphan();
    expect(await due()).toHaveLength(1);
    await bench.app.settle();
    expect((await bench.read(order_id)).status).toBe('captured');
    advance(61);
    expect(await due()).toHaveLength(1);
    await bench.app.settle();
    expect(await bench.read(order_id)).toMatchObject({ status: 'reattempted', payment_id: null });
    expect(bench.payments.get(held).status).toBe('abandoned');
    expect((await bench.pay(secret)).json.state).toBe('paid');
    expect(bench.payments.charged).not.toContain(held);
  });

  it('the order is freed however long the worker was away', async () => {
    const { order_id, held } = await orphan();
    advance(2 * 86_400);
    expect(await due()).toHaveLength(1);
    await bench.app.settle();
    expect(await bench.read(order_id)).toMatchObject({ status: 'reattempted', payment_id: null });
    expect(bench.payments.get(held).status).toBe('abandoned');
  });

  it('the order is found behind hundreds that are rightly held, each of which is looked for once', async () => {
    bench.payments.standing = { state: 'requires_action', action_url: 'http://psp/3ds', decline: null };
    const waiting = await bench.order();
    const { json } = await bench.pay(waiting.secret);
    const copies = Array.from({ length: 450 }, () => ({ id: newId('ord'), payment_id: newId('pmt') }));
    await bench.app.look(
      `INSERT INTO orders.order SELECT (jsonb_populate_record(o, to_jsonb(c))).* FROM orders.order o, jsonb_to_recordset($2::jsonb) AS c(id text, payment_id text) WHERE o.id = $1`,
      [waiting.order_id, JSON.stringify(copies)],
    );
    for (const { id, payment_id } of copies) bench.payments.payments.set(payment_id, { ...bench.payments.get(json.payment_id), id: payment_id, order_id: id });
    const { order_id } = await orphan();
    advance(61);
    bench.payments.lookedFor.length = 0;
    await due();
    await bench.app.settle();
    expect(await bench.read(order_id)).toMatchObject({ status: 'reattempted', payment_id: null });
    expect((await bench.read(copies[449]!.id)).status).toBe('captured');
    expect(bench.payments.lookedFor.length).toBeGreaterThan(450);
    bench.payments.lookedFor.length = 0;
    await due();
    await bench.app.settle();
    expect(bench.payments.lookedFor).toEqual([]);
  });

  it('an order whose attempt cannot be mended keeps no other from it', async () => {
    const [bad, good] = [await orphan(), await orphan()];
    await bench.app.look(`UPDATE orders.order SET amount_minor = 9007199254740993 WHERE id = $1`, [bad.order_id]);
    advance(61);
    await due();
    await bench.app.settle();
    expect((await bench.read(good.order_id)).status).toBe('reattempted');
    expect(await bench.app.look(`SELECT failures FROM platform.job WHERE type = 'checkout.mend-attempts' AND state = 'pending'`)).toEqual([{ failures: 1 }]);
    await bench.app.look(`UPDATE orders.order SET amount_minor = 1999 WHERE id = $1`, [bad.order_id]);
    await due();
    await bench.app.settle();
    expect((await bench.read(bad.order_id)).status).toBe('reattempted');
  });

  it('the job comes once more after a run that was too early to see the last order that was taken', async () => {
    await orphan();
    advance(25);
    // The process told of its attempts half a minute ago, so taking this order schedules nothing.
    const last = await orphan();
    advance(40);
    await due();
    await bench.app.settle();
    expect((await bench.read(last.order_id)).status).toBe('captured');
    advance(60);
    expect(await due()).toHaveLength(1);
    await bench.app.settle();
    expect((await bench.read(last.order_id)).status).toBe('reattempted');
    await due();
    await bench.app.settle();
    advance(60);
    await due();
    await bench.app.settle();
    expect(await due()).toEqual([]);
  });
});
