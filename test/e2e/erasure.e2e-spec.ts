import { createHash } from 'node:crypto';
import pg from 'pg';
import { CARDS, Storefront, secretOf } from '../support/buyer.js';
import { dumpOf, dumpOfRedis, heardIn, type Canary } from '../support/canaries.js';
import { eventually } from '../support/eventually.js';
import { Receiver } from '../support/receiver.js';
import { createTestRedis, type TestRedis } from '../support/redis.js';
import { startSystem, type System } from '../support/system.js';

const PLAYER = 'Quillon-Player-7731';
const of = (what: string): string => `quillon-${what}-7731`;
/** What a person leaves behind, and where it enters. */
const VALUES = {
  'player id': PLAYER, 'profile e-mail': 'quillon.profile@player.example', 'order e-mail': 'quillon.receipts@player.example', 'e-mail of another order': 'quillon.gift@player.example', name: 'Quillon Marrowby-Thistle',
  'avatar': 'https://img.player.example/quillon-avatar.png', 'attribute': of('appsflyer'), 'custom attribute': of('guild'), 'deep link': of('deeplink'), segment: of('segment'), balance: of('balance-sku'),
  'address of the order': '203.0.113.177', 'browser': 'QuillonBrowser/7731', postcode: 'QUILLON-PC-7731', metadata: of('metadata'), 'player info': of('order-guild'), 'way back to the game': 'https://game.player.example/back/quillon',
  'way back to the store': 'https://store.player.example/back/quillon', 'reason of the refund': of('refund-reason'), 'what the game echoes': of('echo'), 'return address': 'https://game.player.example/return/quillon',
  'name of a login': 'Quillon of the Link', 'name of a withdrawal': 'Quillon Withdrawing-7731', 'device': of('device-id'),
} as const;

/** G33: somebody who bought, was refunded and was told about to the game is erased; the books do not notice. */
describe('the erasure of a player', () => {
  let system: System;
  let redis: TestRedis | null;
  let store: Storefront;
  let admin: InstanceType<typeof pg.Client>;
  const receiver = new Receiver();
  const canaries: Canary[] = Object.entries(VALUES).map(([name, value]) => ({ name, value }));
  let session: string;
  let orderIds: string[];
  let secrets: string[];

  const send = async (method: string, path: string, authorization: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: any; text: string }> => {
    const answer = await fetch(`${system.urls.api}${path}`, { method, redirect: 'manual', headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, text, body: /^[[{]/.test(text) ? JSON.parse(text) : undefined };
  };
  const owner = (): string => `Bearer ${system.demo.api_key}`;
  const must = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}, authorization = owner()): Promise<any> => {
    const answer = await send(method, path, authorization, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  const everything = async (): Promise<Map<string, string>> => new Map([...(await dumpOf(system.db.adminUrl)), ...(redis ? await dumpOfRedis(redis.url) : [])]);
  const found = async (): Promise<string[]> => [...(await everything())].flatMap(([place, text]) => heardIn(place, text, canaries));
  const hashOf = async (sql: string): Promise<string> => createHash('sha256').update(JSON.stringify((await admin.query(`SELECT t::text FROM (${sql}) AS t ORDER BY 1`)).rows)).digest('hex');
  /** The books as they are, and what tax offices and receipts rest on. */
  const books = async (): Promise<Record<string, string>> => ({
    entries: await hashOf('SELECT * FROM ledger.journal_entry'), postings: await hashOf('SELECT * FROM ledger.posting'), movements: await hashOf('SELECT * FROM reconciliation.expected_movement'),
    sales: await hashOf(`SELECT id, status, receipt_number, country, country_source, region, currency, amount_minor, undiscounted_minor, tax, lines, paid_at, refunded_at, sale - 'player_id' - 'locale' - 'email' AS sale FROM orders."order"`),
    payments: await hashOf('SELECT id, order_id, status, amount_minor, captured_minor, refunded_minor, psp_fee_minor, currency, country, card_country, provider_reference FROM payments.payment'),
    refunds: await hashOf('SELECT id, order_id, payment_id, state, amount_minor, currency, ended_at FROM refunds.refund'), steps: await hashOf('SELECT * FROM orders.order_transition'), receipts: await hashOf('SELECT * FROM receipts.document'), withdrawals: await hashOf('SELECT * FROM withdrawals.withdrawal'), waivers: await hashOf('SELECT * FROM orders.waiver'), numbers: await hashOf('SELECT * FROM receipts.number'),
  });
  const atRest = (): Promise<unknown> => eventually(async () => (await admin.query(
    `SELECT FROM platform.outbox_delivery WHERE state <> 'done' UNION ALL SELECT FROM platform.job WHERE state = 'pending' AND run_at <= now() UNION ALL SELECT FROM webhooks.delivery WHERE state = 'pending'`)).rowCount === 0, 60_000);
  const erased = async (): Promise<any> => {
    const made = await must('POST', '/v1/gdpr_requests', { player_id: PLAYER });
    return eventually(async () => {
      const request = await must('GET', `/v1/gdpr_requests/${made.id}`);
      return request.status === 'completed' ? request : undefined;
    }, 60_000);
  };

  /** A dispute, a refund and a grant without an answer, as they stand in the rows, and then as they were. */
  const underWay = async (): Promise<{ end(): Promise<void> }> => {
    const set = (payment: string, order: string, grant: string): Promise<unknown> => admin.query(
      `UPDATE payments.payment SET status = '${payment}' WHERE order_id = '${orderIds[0]}'; UPDATE orders."order" SET status = '${order}' WHERE id = '${orderIds[0]}';
       UPDATE fulfillment.grant_entry SET state = '${grant}' WHERE order_id = '${orderIds[0]}'`);
    await set('dispute', 'refund_requested', 'requested');
    return { end: async () => void (await set('done', 'paid', 'acknowledged')) };
  };

  beforeAll(async () => {
    redis = await createTestRedis();
    system = await startSystem(redis ? { redisUrl: redis.url } : {});
    admin = new pg.Client({ connectionString: system.db.adminUrl });
    await admin.connect();
    store = new Storefront(system);
    receiver.answer = ({ body }) => ({ status: 200, body: body.includes('player.erased') ? {} : { seen: VALUES['what the game echoes'] } });
    await receiver.listen();
    await live();
    await atRest();
  }, 240_000);
  afterAll(async () => {
    await store?.close();
    await receiver.close();
    await admin?.end();
    await system?.close();
    await redis?.drop();
  });

  /** A life in the store: a profile, sign-ins, an order that was paid, one that was refunded, one that nobody paid, and the game told of all of it. */
  const live = async (): Promise<void> => {
    await must('POST', '/v1/webhooks', { url: receiver.url, events: ['order.*', 'payment.*', 'refund.failed', 'player.erased'], method: 'POST', player_context_enabled: true });
    await store.signIn(PLAYER);
    await must('POST', `/v1/players/${PLAYER}`, {
      name: VALUES.name, email: VALUES['profile e-mail'], avatar_url: VALUES.avatar, attributes: { appsflyer_id: VALUES.attribute }, custom_attributes: { house: VALUES['custom attribute'] }, segments: [VALUES.segment],
      balances: [{ sku: VALUES.balance, quantity: 3 }], custom_attributes_from_deeplink: { from: VALUES['deep link'] },
    });
    const { authorization_url } = await must('POST', '/v1/users/authorize', { player_id: PLAYER, player_info: { name: VALUES['name of a login'], avatar_url: VALUES.avatar } });
    const arrived = await fetch(authorization_url, { redirect: 'manual' });
    session = `Bearer ${decodeURIComponent(/hc_session=([^;]+)/.exec(arrived.headers.get('set-cookie') ?? '')![1]!)}`;
    const [item] = await must('GET', '/v1/items?limit=1');
    const wish = {
      player_id: PLAYER, items: [{ sku: item.sku }], country: 'FR', email: VALUES['order e-mail'], ip_address: VALUES['address of the order'], user_agent: VALUES.browser, metadata: { note: VALUES.metadata },
      player_info: { name: VALUES.name, attributes: { adjust_adid: VALUES.device }, custom_attributes: { guild: VALUES['player info'] } }, back_to_game_url: VALUES['way back to the game'], back_to_store_url: VALUES['way back to the store'], return_url: VALUES['return address'],
    };
    const made = [];
    for (const [at, email] of [VALUES['order e-mail'], VALUES['order e-mail'], VALUES['e-mail of another order']].entries()) made.push(await must('POST', '/v1/orders', { ...wish, email }, { 'idempotency-key': `life-${at}` }));
    [orderIds, secrets] = [made.map(({ order_id }) => order_id), made.map(({ checkout_url }) => secretOf(checkout_url))];
    for (const secret of secrets.slice(0, 2)) {
      expect(await store.place(secret, { postcode: VALUES.postcode })).toMatchObject({ status: 200 });
      await store.pay(secret, await store.cardToken(CARDS.succeeds), (await store.checkout(secret)).amounts);
      await store.until(secret, ['granted']);
    }
    await must('POST', `/v1/orders/${orderIds[1]}/refund`, { reason: VALUES['reason of the refund'] }, { 'idempotency-key': 'life-refund' });
    await store.until(secrets[1]!, ['refunded']);
    await must('POST', '/store/v1/withdrawals', { game_id: system.demo.game_id, name: VALUES['name of a withdrawal'], order: orderIds[1], email: VALUES['order e-mail'] });
    const { rows } = await admin.query<{ card_fingerprint: string }>('SELECT DISTINCT card_fingerprint FROM payments.payment WHERE card_fingerprint IS NOT NULL');
    canaries.push(...rows.map(({ card_fingerprint }) => ({ name: 'the card', value: card_fingerprint })), { name: 'the user', value: (await admin.query<{ id: string }>('SELECT id FROM sign_in.hub_user WHERE player_id = $1', [PLAYER])).rows[0]!.id });
  };

  it('has something to erase: at least 20 things in many places', async () => {
    const lines = await found();
    const missing = canaries.filter(({ name }) => !lines.some((line) => line.startsWith(`${name} in `))).map(({ name }) => name);
    expect(missing).toEqual([]);
    expect(canaries.length).toBeGreaterThanOrEqual(20);
    expect(new Set(lines.map((line) => / in (\S+)/.exec(line)![1])).size).toBeGreaterThan(15);
  });

  it('gives her a copy of all of it first, which stands sealed and ends with her', async () => {
    const made = await must('POST', '/v1/gdpr_requests', { email: VALUES['e-mail of another order'].toUpperCase(), type: 'export' });
    expect((await send('GET', `/v1/gdpr_requests/${made.id}/export`, owner())).body.code).toMatch(/gdpr_request\.no_export|^undefined$/);
    await eventually(async () => (await must('GET', `/v1/gdpr_requests/${made.id}`)).status === 'completed', 60_000);
    const document = JSON.stringify(await must('GET', `/v1/gdpr_requests/${made.id}/export`));
    // Another name of her than the one that the profile ended up with, the card's fingerprint and what the game answered are nothing that we would show.
    const notShown = ['name of a login', 'the card', 'what the game echoes', 'balance'];
    expect(canaries.filter(({ name, value }) => !document.includes(value) && !notShown.includes(name)).map(({ name }) => name)).toEqual([]);
    expect((await found()).filter((line) => line.includes(' in consents.'))).toEqual([]);
  });

  it('waits for what is under way and says so, then leaves none of it within 60 seconds, in no column of the database and no key of Redis, and the books as they were', async () => {
    const before = await books();
    const under = await underWay();
    const made = await must('POST', '/v1/gdpr_requests', { player_id: PLAYER });
    await eventually(async () => (await must('GET', `/v1/gdpr_requests/${made.id}`)).status === 'waiting', 30_000);
    expect(await must('GET', `/v1/gdpr_requests/${made.id}`)).toMatchObject({ waits_for: ['dispute_open', 'grant_open', 'refund_open'], rows_erased: 0, due_at: made.requested_at + 30 * 86_400 });
    expect((await must('POST', '/v1/gdpr_requests', { player_id: PLAYER, type: 'erasure' })).id).toBe(made.id);
    await under.end();
    const began = Date.now();
    const request = await erased();
    expect(request.id).toBe(made.id);
    expect(Date.now() - began).toBeLessThan(60_000);
    expect(request).toMatchObject({ type: 'erasure', status: 'completed', waits_for: [], rows_erased: expect.any(Number) });
    expect(request.rows_erased).toBeGreaterThan(15);
    expect(await found()).toEqual([]);
    expect(await books()).toEqual(before);
  });

  it('tells the game, without saying whose data it was, and the logs say nothing', async () => {
    const told = (await eventually(() => receiver.received.find(({ body }) => body.includes('player.erased')), 30_000))!;
    expect(JSON.parse(told.body)).toMatchObject({ event_type: 'player.erased', event_data: { gdpr_request_id: expect.stringMatching(/^gdr_/), erased_at: expect.any(Number) }, context: null });
    expect([...heardIn('the webhook', told.body, canaries), ...(['api', 'worker'] as const).flatMap((name) => heardIn(name, system.log(name), canaries))]).toEqual([]);
  });

  it('has ended her sessions, her checkouts and the copy, and gives none of the answers of old', async () => {
    expect((await send('GET', '/store/v1/session', session)).status).toBe(401);
    for (const secret of secrets) expect((await send('GET', '/store/v1/checkout', `Bearer ${secret}`)).status).toBe(401);
    const [copy] = (await must('GET', '/v1/gdpr_requests')).data.filter(({ type }: { type: string }) => type === 'export');
    expect((await send('GET', `/v1/gdpr_requests/${copy.id}/export`, owner())).body).toMatchObject({ code: 'gdpr_request.no_export' });
    const again = await send('POST', `/v1/orders/${orderIds[1]}/refund`, owner(), { reason: VALUES['reason of the refund'] }, { 'idempotency-key': 'life-refund' });
    expect([again.status, again.body.code]).toEqual([409, 'idempotency.answer_erased']);
  });

  it('shows the studio the sales under a name that leads to nobody', async () => {
    const orders = await Promise.all(orderIds.map((id) => must('GET', `/v1/orders/${id}`)));
    expect(new Set(orders.map(({ player_id }) => player_id)).size).toBe(1);
    expect(orders[0]).toMatchObject({ player_id: expect.stringMatching(/^erased_[0-7][0-9a-z]{25}$/), status: 'paid', country: 'FR' });
    expect((await must('GET', `/v1/orders?player_id=${PLAYER}`)).data).toEqual([]);
  });

  it('does nothing the second time', async () => {
    await atRest();
    const [rows, before] = [await dumpOf(system.db.adminUrl), await books()];
    expect(await erased()).toMatchObject({ status: 'completed', rows_erased: 0 });
    await atRest();
    const after = await dumpOf(system.db.adminUrl);
    const changed = [...after].filter(([place, text]) => rows.get(place) !== text).map(([place]) => place.split('.').slice(0, 2).join('.'));
    // The request, who made it, the work on it and the word of it to the game; nobody else's rows.
    expect([...new Set(changed)].filter((table) => !/^(consents|bullmq)|platform\.(job|audit_|outbox_|idempotency|bucket|invariant_check|seal_)|webhooks\.|access\.api_key/.test(table))).toEqual([]);
    expect(await books()).toEqual(before);
  });

  it('lets her come back as somebody new', async () => {
    const token = await store.signIn(PLAYER);
    expect((await send('GET', '/store/v1/orders', `Bearer ${token}`)).text).not.toContain(orderIds[0]);
    const known = await must('GET', `/v1/players/${PLAYER}`);
    expect([known.email, known.segments]).not.toContain(VALUES['profile e-mail']);
    expect(JSON.stringify(known)).not.toContain(VALUES.name);
  });
});
