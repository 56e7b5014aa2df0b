import type { FrozenClock } from '#platform/kernel/clock';
import { Signals } from '#platform/signals/signals';
import { playerForTest } from '#player/players/testing';
import { quoteForTest } from '#money/tax/testing';
import { ChangeOrderPlace } from '#sales/orders/commands';
import { refundForTest } from '#sales/refunds/testing';
import { WatchCheckout } from '../app/watch-checkout.js';
import { OpenCheckout } from '../contracts/queries.js';
import { CheckoutDoor } from '../module.js';
import { bootCheckout, type CheckoutBench } from './boot-checkout.js';

const GERMAN_ADDRESS = '91.0.0.1';
let bench: CheckoutBench;
beforeAll(async () => { bench = await bootCheckout(); });
afterAll(() => bench.app.close());

const player = (playerId: string, assurance = 'player_id'): Record<string, string> => ({ 'x-test-player': `${bench.studio.gameId}|${playerId}|${assurance}` });

describe('the page of a checkout', () => {
  it('shows everything that it needs to be paid with three card fields', async () => {
    const { order_id, secret } = await bench.order({ locale: 'de', back_to_game_url: 'mygame://shop' });
    const { status, json } = await bench.call('GET', '', secret);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      order_id, state: 'open', game: { name: 'Test Game', environment: 'sandbox' }, locale: 'de', email: 'aria@example.com',
      lines: [{ sku: 'gems.500', quantity: 1, unit: { minor: 1_999, display: '19,99\u00a0€' }, grants: [{ sku: 'gems.500', quantity: 500, is_bonus: false }, { sku: 'key.gold', is_bonus: true }] }],
      amounts: { currency: 'EUR', exponent: 2, total: { minor: 1_999 }, tax: { minor: 319, display: '3,19\u00a0€' }, price_display: 'inclusive', tax_lines: [{ rate: '19', amount: { minor: 319 } }] },
      place: { country: 'DE', country_name: 'Deutschland', needs: { region: false, postcode: false }, missing: [], refusal_code: null },
      methods: [{ method: 'card', fields: [] }, { method: 'wallet', fields: [] }, { method: 'blik', fields: [{ name: 'code', kind: 'code', format: '123456', required: true }] }], card_frame: { origin: 'http://127.0.0.1:4500', frame_url: 'http://127.0.0.1:4500/frame?locale=de' },
      payment: null, grants: [], links: { back_to_game_url: 'mygame://shop', back_to_store_url: null }, paid_at: null,
    });
    expect((await bench.call('GET', '?locale=en', secret)).json.amounts.total.display).toBe('€19.99');
  });

  it('opens with its own secret only', async () => {
    const { secret } = await bench.order();
    for (const wrong of ['', 'cs_short', `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`, bench.studio.apiKey]) {
      expect(await bench.call('GET', '', wrong)).toMatchObject({ status: 401, json: { code: 'auth.not_authenticated' } });
    }
    expect(await bench.app.inject({ method: 'GET', url: '/v1/orders', apiKey: secret })).toMatchObject({ status: 401 });
    const principal = await bench.app.app.get(CheckoutDoor).principalOf(secret);
    expect(principal).toMatchObject({ environment: 'sandbox', scope: { gameId: bench.studio.gameId, actor: { kind: 'checkout' } }, grants: [] });
  });

  it('asks for what the place needs, quotes anew when it is told, and refuses to sell where it may not', async () => {
    const { secret } = await bench.order({ email: null });
    expect((await bench.call('PATCH', '', secret, { country: 'CA' })).json).toMatchObject({
      amounts: { currency: 'CAD', tax: null, total: { minor: 1_999 } }, place: { country: 'CA', needs: { region: true }, missing: ['region'] },
    });
    const told = await bench.call('PATCH', '', secret, { region: 'CA-ON', email: 'b@example.com' });
    expect(told.json).toMatchObject({ email: 'b@example.com', amounts: { tax: { minor: 260 }, total: { minor: 2_259 }, price_display: 'exclusive' }, place: { region: 'CA-ON', missing: [] } });
    expect(told.json.place.regions).toContainEqual({ code: 'CA-QC', name: expect.stringContaining('bec') });
    expect(await bench.call('PATCH', '', secret, { country: 'KP' })).toMatchObject({ status: 422, json: { code: 'tax.place_embargoed', refusal_code: 'tax.place_embargoed' } });
    expect(await bench.call('PATCH', '', secret, { region: 'CA-XX' })).toMatchObject({ status: 422, json: { code: 'tax.region_unknown' } });
    expect(await bench.call('PATCH', '', secret, { email: 'nobody' })).toMatchObject({ status: 422 });
    expect((await bench.call('GET', '', secret)).json.place).toMatchObject({ country: 'CA', region: 'CA-ON' });
  });

  it('shows no price where the studio has its game sold by nobody, and opens again where it is', async () => {
    const set = (country: string, mode: string) => bench.app.inject({ method: 'PUT', url: `/v1/game/countries/${country}`, apiKey: bench.studio.apiKey, body: { mode } });
    const { secret } = await bench.order();
    expect((await bench.call('GET', '', secret)).json.amounts.tax).not.toBeNull();
    for (const country of ['DE', 'JP']) expect((await set(country, 'blocked')).status).toBe(200);
    expect((await bench.call('GET', '', secret)).json).toMatchObject({ amounts: null, methods: [], card_frame: null, place: { country: 'DE', refusal_code: 'games.country_blocked' } });
    expect(await bench.call('PATCH', '', secret, { country: 'JP' })).toMatchObject({ status: 422, json: { code: 'games.country_blocked' } });
    // Of a guess that is blocked no price is shown either, and the buyer may live elsewhere.
    const guessed = await bench.order({ country: null, ip_address: GERMAN_ADDRESS });
    expect((await bench.call('GET', '', guessed.secret)).json).toMatchObject({ amounts: null, place: { country: 'DE', refusal_code: 'games.country_blocked' } });
    for (const country of ['DE', 'JP']) await set(country, 'operator');
    expect((await bench.call('GET', '', secret)).json).toMatchObject({ amounts: { tax: { minor: 319 } }, place: { refusal_code: null } });
  });

  it('guesses the country from the player, then the address, then the hub, and remembers how', async () => {
    bench.near.players.players.set('P-fr', playerForTest({ player_id: 'P-fr', country: 'FR' }));
    const byPlayer = await bench.order({ country: null, player_id: 'P-fr', ip_address: GERMAN_ADDRESS });
    expect((await bench.call('GET', '', byPlayer.secret)).json.place.country).toBe('FR');
    const byAddress = await bench.order({ country: null, ip_address: '212.58.244.20' });
    expect((await bench.call('GET', '', byAddress.secret)).json).toMatchObject({ place: { country: 'GB' }, amounts: { currency: 'GBP' } });
    const byHub = await bench.order({ country: null });
    expect((await bench.call('GET', '', byHub.secret)).json.place.country).toBe('DE');
    expect((await Promise.all([byPlayer, byAddress, byHub].map(({ order_id }) => bench.read(order_id)))).map((order) => order.country_source)).toEqual(['player', 'ip_address', 'hub']);
  });

  it('guesses on when the player was told to be in a country that there is not', async () => {
    bench.near.players.players.set('P-xx', playerForTest({ player_id: 'P-xx', country: 'XX' }));
    const { order_id, secret } = await bench.order({ country: null, player_id: 'P-xx' });
    expect((await bench.call('GET', '', secret)).json.place).toMatchObject({ country: 'DE', refusal_code: null });
    expect((await bench.read(order_id)).country_source).toBe('hub');
  });

  it('names taxes as its language does', async () => {
    const { secret } = await bench.order();
    const named = async (locale: string) => (await bench.call('GET', `?locale=${locale}`, secret)).json.amounts.tax_lines.map(({ name }: { name: string }) => name);
    expect([await named('en'), await named('de')]).toEqual([['VAT'], ['MwSt.']]);
  });

  it('tells that the money goes back when the game declined, and that a person looks where refunds are paused', async () => {
    const { order_id, secret } = await bench.order();
    const { json } = await bench.pay(secret);
    await bench.tell('captured', await bench.read(order_id), json.payment_id);
    bench.grants.byOrder.set(order_id, [{ id: 'grt_1', order_id, state: 'declined', items: [], requested_at: 0, acknowledged_at: null } as never]);
    const state = async () => (await bench.call('GET', '', secret)).json.state;
    expect(await state()).toBe('paid_waiting');
    bench.refunds.set('ref_1', refundForTest({ id: 'ref_1', order_id, source: 'automatic' }));
    expect(await state()).toBe('refund_requested');
    bench.refunds.set('ref_1', refundForTest({ id: 'ref_1', order_id, source: 'automatic', state: 'held' }));
    expect(await state()).toBe('failed');
  });

  it('shows no price where nothing can be sold, and lets another country be chosen', async () => {
    bench.near.players.players.set('P-kp', playerForTest({ player_id: 'P-kp', country: 'KP' }));
    const { secret } = await bench.order({ country: null, player_id: 'P-kp' });
    const shown = await bench.call('GET', '', secret);
    expect(shown.json).toMatchObject({ state: 'open', amounts: null, methods: [], card_frame: null, place: { country: 'KP', refusal_code: 'tax.place_embargoed' }, lines: [{ unit: null, total: null }] });
    expect(shown.text).not.toContain('19.99');
    expect((await bench.call('PATCH', '', secret, { country: 'DE' })).json).toMatchObject({ amounts: { total: { minor: 1_999 }, tax: null }, place: { needs: { postcode: true }, missing: ['postcode'] } });
    expect((await bench.call('PATCH', '', secret, { postcode: '10115' })).json).toMatchObject({ amounts: { tax: { minor: 319 } }, place: { missing: [] } });
    const fixed = await bench.order({ country: 'BD' });
    expect((await bench.call('GET', '', fixed.secret)).json).toMatchObject({ amounts: null, place: { country: 'BD', refusal_code: 'tax.rate_unverified' } });
  });

  it('does not sell in California, whose cities may take a tax that nobody has loaded', async () => {
    const { secret } = await bench.order({ country: 'US' });
    expect(await bench.call('PATCH', '', secret, { region: 'US-CA', postcode: '94103' })).toMatchObject({ status: 422, json: { code: 'tax.local_rate_missing', refusal_code: 'tax.local_rate_missing' } });
    expect((await bench.call('PATCH', '', secret, { region: 'US-CT', postcode: '06103' })).json).toMatchObject({ amounts: { total: { minor: 2_126 } }, place: { refusal_code: null } });
  });

  it('can be paid where the studio fixed the country without naming one: the one that is guessed holds', async () => {
    const { order_id, secret } = await bench.order({ country: null, country_locked: true, ip_address: GERMAN_ADDRESS });
    expect(await bench.call('PATCH', '', secret, { country: 'FR' })).toMatchObject({ status: 409, json: { code: 'orders.country_locked' } });
    expect((await bench.call('GET', '', secret)).json).toMatchObject({ place: { country: 'DE', country_locked: true, missing: ['postcode'] } });
    expect(await bench.call('PATCH', '', secret, { country: 'FR' })).toMatchObject({ status: 409, json: { code: 'orders.country_locked' } });
    expect((await bench.call('PATCH', '', secret, { postcode: '10115' })).json).toMatchObject({ amounts: { total: { minor: 1_999 } }, place: { missing: [] } });
    expect((await bench.pay(secret)).json.state).toBe('paid');
    expect(await bench.read(order_id)).toMatchObject({ country: 'DE', country_source: 'ip_address' });
  });

  it('leads back with the id of the order, where the studio asks for it', async () => {
    const { order_id, secret } = await bench.order({ back_to_game_url: 'mygame://done?order={order_id}', back_to_store_url: 'https://shop.example/%7Border_id%7D' });
    expect((await bench.call('GET', '', secret)).json.links).toEqual({ back_to_game_url: `mygame://done?order=${order_id}`, back_to_store_url: `https://shop.example/${order_id}` });
    const older = await bench.order({ return_url: 'https://game.example/{order_id}' });
    expect((await bench.call('GET', '', older.secret)).json.links.back_to_game_url).toBe(`https://game.example/${older.order_id}`);
  });

  it('taxes by today when it was opened on another day, and is asked for like this by other code', async () => {
    const { order_id } = await bench.order({ expires_at: bench.app.clock.nowSeconds() + 5 * 86_400 });
    (bench.app.clock as FrozenClock).advanceSeconds(86_400);
    const view = await bench.app.calls.ask(new OpenCheckout({ order_id, ip_address: null, locale: 'en' }), bench.studio.scope);
    expect(view).toMatchObject({ order_id, state: 'open', locale: 'en' });
    expect((await bench.read(order_id)).quoted_on).toBe('2026-11-23');
  });

  it('still shows its result for 30 days, then closes', async () => {
    const { order_id, secret } = await bench.order({ expires_at: bench.app.clock.nowSeconds() + 60 });
    const clock = bench.app.clock as FrozenClock;
    const due = (): Promise<unknown[]> => bench.app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'orders.expiry' AND key = $1 AND state = 'pending' RETURNING id`, [order_id]);
    clock.advanceSeconds(61);
    expect(await due()).toHaveLength(1);
    await bench.app.settle();
    expect(await bench.app.look(`SELECT type FROM platform.outbox_event WHERE aggregate_id = $1 AND type = 'orders.order.expired.v1'`, [order_id])).toHaveLength(1);
    clock.advanceSeconds(29 * 86_400);
    expect((await bench.call('GET', '', secret)).json).toMatchObject({ state: 'expired' });
    clock.advanceSeconds(86_400);
    expect((await bench.call('GET', '', secret)).json).toMatchObject({ code: 'checkout.closed' });
    expect(await due()).toHaveLength(1);
    await bench.app.settle();
    expect(await bench.call('GET', '', secret)).toMatchObject({ status: 401 });
    expect(await bench.app.look(`SELECT state FROM platform.job WHERE type = 'orders.expiry' AND key = $1`, [order_id])).toEqual([{ state: 'done' }]);
  });
});

describe('a page that waits', () => {
  const TIMES = { lifeMs: 5_000, heartbeatMs: 1_000 };

  it('hears each change, and the stream ends with the last one', async () => {
    const { order_id, secret } = await bench.order();
    const watch = bench.app.app.get(WatchCheckout).states(order_id, bench.studio.scope, new AbortController().signal, TIMES);
    expect((await watch.next()).value).toBe('open');
    const { json } = await bench.pay(secret);
    expect((await watch.next()).value).toBe('processing');
    await bench.tell('captured', await bench.read(order_id), json.payment_id);
    expect((await watch.next()).value).toBe('paid_waiting');
    bench.grants.byOrder.set(order_id, [{ id: 'grt_1', order_id, state: 'acknowledged', items: [], requested_at: 0, acknowledged_at: 1 } as never]);
    bench.app.app.get(Signals).publish(`order:${order_id}`, 'changed');
    expect((await watch.next()).value).toBe('granted');
    expect((await watch.next()).done).toBe(true);
  });

  it('hears of it although the signal was lost, and lives no longer than it may', async () => {
    const { order_id } = await bench.order();
    const watch = bench.app.app.get(WatchCheckout).states(order_id, bench.studio.scope, new AbortController().signal, { lifeMs: 250, heartbeatMs: 50 });
    const heard: unknown[] = [];
    for await (const state of watch) heard.push(state);
    expect(heard[0]).toBe('open');
    expect(heard.slice(1).every((beat) => beat === null)).toBe(true);
    expect(heard.length).toBeGreaterThan(2);
  });

  it('stops listening when the page is gone', async () => {
    const { order_id } = await bench.order();
    const gone = new AbortController();
    const watch = bench.app.app.get(WatchCheckout).states(order_id, bench.studio.scope, gone.signal, TIMES);
    await watch.next();
    const next = watch.next();
    gone.abort();
    expect((await next).done).toBe(true);
  });

  it('is one of ten at most', async () => {
    const { order_id, secret } = await bench.order();
    const watching = bench.app.app.get(WatchCheckout);
    const gone = new AbortController();
    const pages = Array.from({ length: 10 }, () => watching.states(order_id, bench.studio.scope, gone.signal, TIMES));
    for (const page of pages) await page.next();
    expect(await bench.call('GET', '/events', secret)).toMatchObject({ status: 429, json: { code: 'checkout.too_many_watchers' } });
    await Promise.all(pages.map((page) => page.return()));
    expect((await watching.states(order_id, bench.studio.scope, gone.signal, TIMES).next()).value).toBe('open');
  });

  it('reads it as server-sent events', async () => {
    const { secret, order_id } = await bench.order({ expires_at: bench.app.clock.nowSeconds() + 1 });
    (bench.app.clock as FrozenClock).advanceSeconds(2);
    expect((await bench.read(order_id)).is_expired).toBe(true);
    const answer = await bench.call('GET', '/events', secret);
    expect(answer.headers['content-type']).toMatch('text/event-stream');
    expect(answer.headers['x-request-id']).toBeDefined();
    expect(answer.text).toBe('event: state\ndata: {"state":"expired"}\n\n');
  });
});

describe('the store of a hub', () => {
  it('makes orders of the signed-in player, where she is or says that she is', async () => {
    const made = await bench.app.inject({ method: 'POST', url: '/store/v1/orders', headers: player('P-1'), body: { items: [{ store_item_id: 'sit_1', quantity: 2 }], locale: 'de', country: 'FR' } });
    expect(made).toMatchObject({ status: 201, json: { checkout_secret: expect.stringMatching(/^cs_/) } });
    expect(made.json.checkout_url).toBe(`http://127.0.0.1:4400/checkout/${made.json.checkout_secret}`);
    const order = await bench.read(made.json.order_id);
    expect(order).toMatchObject({ source: 'hub', player_id: 'P-1', country: 'FR', country_source: 'buyer', locale: 'de', amount_minor: 3_998, expires_at: bench.app.clock.nowSeconds() + 86_400 });
    expect(bench.near.prices.asked.at(-1)!.lines).toEqual([{ sku: '', store_item_id: 'sit_1', quantity: 2 }]);
    expect((await bench.call('GET', '', made.json.checkout_secret)).json.links.back_to_store_url).toBe('/h/demo');
    const guessed = await bench.app.inject({ method: 'POST', url: '/store/v1/orders', headers: player('P-fr'), body: { items: [{ store_item_id: 'sit_1' }] } });
    expect(await bench.read(guessed.json.order_id)).toMatchObject({ country: 'FR', country_source: 'player' });
  });

  it('takes nothing from the page but what is bought', async () => {
    const bodies = [{}, { items: [] }, { items: [{ store_item_id: 'sit_1', quantity: 0 }] }, { items: [{ store_item_id: 'sit_1', price: 1 }] }, { items: [{ store_item_id: 'sit_1' }], player_id: 'P-2' }, { items: [{ store_item_id: 'sit_1' }], country: 'xx' }];
    for (const body of bodies) expect((await bench.app.inject({ method: 'POST', url: '/store/v1/orders', headers: player('P-1'), body })).status).toBe(422);
    expect((await bench.app.inject({ method: 'POST', url: '/store/v1/orders', body: { items: [{ store_item_id: 'sit_1' }] } })).status).toBe(401);
  });

  it('shows a verified player what she bought, and nobody else', async () => {
    const { order_id, secret } = await bench.order({ player_id: 'P-history' });
    await bench.order({ player_id: 'P-history' });
    const { json } = await bench.pay(secret);
    await bench.tell('captured', await bench.read(order_id), json.payment_id);
    const history = (of: string, assurance: string) => bench.app.inject({ method: 'GET', url: '/store/v1/orders', headers: player(of, assurance) });
    expect((await history('P-history', 'verified')).json).toMatchObject({ data: [{ order_id, status: 'paid', total: { minor: 1_999, display: '€19.99' }, items: [{ sku: 'gems.500' }] }], has_more: false });
    expect((await history('P-other', 'verified')).json.data).toEqual([]);
    expect(await history('P-history', 'player_id')).toMatchObject({ status: 403, json: { code: 'session.verification_required' } });
  });

  it('lists where can be sold, by name', async () => {
    const { json } = await bench.app.inject({ method: 'GET', url: '/store/v1/countries?locale=de' });
    const codes = json.data.map((each: { country: string }) => each.country);
    expect(codes).toEqual(expect.arrayContaining(['DE', 'US', 'JP', 'GB']));
    for (const closed of ['KP', 'CU', 'IR']) expect(codes).not.toContain(closed);
    expect(quoteForTest({ country: 'BD', currency: 'BDT' })).toMatchObject({ sellable: false, missing: [] });
    expect(codes).not.toContain('BD');
    expect(json.data).toContainEqual({ country: 'AT', name: 'Österreich', currency: 'EUR', price_display: 'inclusive' });
    expect(codes.indexOf('AT')).toBeLessThan(codes.indexOf('ZA'));
  });
});

it('changes nothing about an order that another game has', async () => {
  const other = await bench.app.tenant();
  const { order_id } = await bench.order();
  await expect(bench.app.commands.execute(new ChangeOrderPlace({ order_id, country: 'FR' }), other.scope)).rejects.toMatchObject({ code: 'orders.not_found' });
});
