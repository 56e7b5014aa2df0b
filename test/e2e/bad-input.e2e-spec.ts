import { createHmac } from 'node:crypto';
import { seeded } from '../chaos/purchases.js';
import { secretOf } from '../support/buyer.js';
import { openScene, quiet, type Scene } from '../support/crime-scene.js';
import { changesBetween, digestOf, type Digest } from '../support/database-digest.js';
import { fromAnotherGame, sample, STRANGE_TEXTS, strangePlaces, unreadableBodies, unwantedBodies, wrongBodies, wrongCredentials, wrongPaths, wrongPlaces, wrongQueries, type Attack } from '../support/hostile.js';
import { ApiDocument, type Operation } from '../support/openapi-walk.js';
import { exchange } from '../support/raw-http.js';
import { startSystem, type System } from '../support/system.js';
import { attackAll, summaryOf } from '../support/verdict.js';

/** Another seed takes other samples: `HUBCRAFT_SEED=7 npx jest test/e2e/bad-input`. */
const SEED = Number(process.env['HUBCRAFT_SEED'] ?? 20_261_122);

/** Everything that an attacker can reach over HTTP, operation by operation as the running api describes itself. */
describe('bad input', () => {
  let system: System;
  let scene: Scene;
  let document: ApiDocument;
  let tables: string[];
  let requests = 0;
  const random = seeded(SEED);

  beforeAll(async () => {
    system = await startSystem();
    document = await ApiDocument.of(system.urls.api);
    scene = await openScene(system, random);
    await quiet(() => digestOf(system.db.adminUrl));
    tables = Object.keys(await digestOf(system.db.adminUrl));
  }, 180_000);
  afterAll(async () => {
    await system?.close();
  });

  const attacked = (operation: Operation): boolean => operation.audience !== 'ingress' && operation.id !== 'watch_checkout';
  const all = (make: (operation: Operation) => Attack[]): Attack[] => document.operations.filter(attacked).flatMap(make);
  const withBody = (make: (operation: Operation) => Attack[]): Attack[] => all((operation) => (operation.body ? make(operation) : []));

  /** Keys and members open the same routes, each as far as they may. */
  const kindOf = (audience: string): string => (audience === 'member' ? 'studio' : audience);
  const othersFor = ({ audience }: Operation): Record<string, string> => Object.fromEntries(Object.entries(scene.credentials).filter(([name]) => kindOf(name) !== kindOf(audience)).map(([name, value]) => [`the credential of ${name}`, value]));

  /** Too long an address or header is refused before there is an operation. */
  const isUndeclared = (id: string, status: number): boolean => {
    const operation = document.operations.find((each) => each.id === id);
    return operation !== undefined && status > 0 && status < 500 && status !== 414 && status !== 431 && !operation.statuses.includes(String(status));
  };

  const judge = async (attacks: Attack[]): Promise<string[]> => {
    requests += attacks.length;
    const verdicts = await attackAll(system.urls.api, attacks, tables);
    for (const { attack, status, faults } of verdicts) if (isUndeclared(attack.operation, status)) faults.push(`answered ${status}, which the document does not tell`);
    return summaryOf(verdicts);
  };
  const standing = async (): Promise<Digest> => {
    await quiet(() => digestOf(system.db.adminUrl));
    return digestOf(system.db.adminUrl);
  };
  /** Refused, every one of them, in the right words, and nothing has changed. */
  const refused = async (attacks: Attack[]): Promise<void> => {
    expect(attacks.length).toBeGreaterThan(0);
    const before = await standing();
    const faults = await judge(attacks);
    const changed = changesBetween(before, await standing());
    expect({ faults, changed }).toEqual({ faults: [], changed: [] });
  };

  it('walks every operation of the document', () => {
    expect(document.operations.length).toBeGreaterThan(70);
    const audiences = new Set(document.operations.map(({ audience }) => audience));
    expect([...audiences].sort()).toEqual(['checkout', 'ingress', 'member', 'operator', 'player', 'public', 'studio']);
    for (const operation of document.operations) for (const { name } of operation.parameters.filter((parameter) => parameter.in === 'path')) expect(scene.ids).toHaveProperty(name);
  });

  it('refuses bodies that cannot be read', () => refused(withBody((operation) => sample(unreadableBodies(document, operation, scene.target), 9, random))), 120_000);

  it('refuses bodies of the wrong kind and members that nobody knows', () => refused(withBody((operation) => sample(wrongBodies(document, operation, scene.target), 5, random))), 120_000);

  it('refuses members where no body is taken', () => refused(all((operation) => unwantedBodies(operation, scene.target))), 60_000);

  it('refuses at every place what its schema rules out, and names the place', () => refused(withBody((operation) => wrongPlaces(document, operation, scene.target, 2))), 120_000);

  it('finds nothing at tricked paths', () => refused(all((operation) => sample(wrongPaths(document, operation, scene.target), 5, random))), 120_000);

  it('has nothing of one game for the key of another', () => refused(all((operation) => fromAnotherGame(document, operation, scene.target, scene.otherGame))), 120_000);

  it('refuses queries out of type and bounds', () => refused(all((operation) => sample(wrongQueries(operation, scene.target), 9, random))), 120_000);

  it('takes no credential but the right one', () => refused(all((operation) => sample(wrongCredentials(document, operation, scene.target, othersFor(operation)), 7, random))), 120_000);

  it('refuses amounts, currencies and ids that make no sense together, whatever their type', () => refused(nonsense()), 60_000);

  const nonsense = (): Attack[] => {
    const { ids } = scene;
    const send = (what: string, method: string, path: string, body: unknown, expected: number[] = [422]): Attack => ({
      operation: what, what, method, path, expected, body: JSON.stringify(body), headers: { authorization: scene.target.authorization('studio')!, 'content-type': 'application/json' },
    });
    const template = { name: 'x', category: 'none', customs: [] };
    const order = { player_id: 'Scene-1', country: 'DE', email: 'scene@player.example' };
    const quote = { customer_type: 'consumer', country: 'DE', date: '2026-05-01', currency: 'EUR', price_mode: 'gross', lines: [{ amount: 100 }] };
    const amounts = [-1, -0.01, 0.5, 9_007_199_254_740_991, '499', 1e300];
    return [
      ...amounts.map((price) => send(`a template at ${price}`, 'POST', '/v1/price_templates', { ...template, price })),
      ...amounts.map((price) => send(`a custom price of ${price}`, 'POST', '/v1/price_templates', { ...template, price: 499, customs: [{ country: 'DE', currency: 'EUR', platform: 'any', price }] })),
      ...[0, ...amounts].map((price) => send(`a store item at ${price}`, 'POST', `/v1/store_items/${ids['store_id']}`, { item_id: ids['item_id'], position: 0, price })),
      ...[0, -1, 1.5, 1_000_001, '1'].map((quantity) => send(`${quantity} pieces`, 'POST', '/v1/orders', { ...order, items: [{ sku: 'scene-lamp', quantity }] })),
      ...[-1, 101, 50.5].map((discount_percent) => send(`${discount_percent} % off`, 'POST', '/v1/orders', { ...order, items: [{ sku: 'scene-lamp' }], discount_percent })),
      ...[-1, 0.001, 1_000_000_001].map((price_decimal) => send(`a whole order at ${price_decimal}`, 'POST', '/v1/orders', { ...order, items: [{ sku: 'scene-lamp' }], price_decimal, currency: 'EUR' })),
      ...['eur', 'XXX', 'EURO', '', 'USD\n', 978].map((currency) => send(`the currency ${currency}`, 'POST', '/v1/orders', { ...order, items: [{ sku: 'scene-lamp' }], currency })),
      ...['usd', 'XTS', '€'].map((currency) => send(`a quote in ${currency}`, 'POST', '/v1/tax/quotes', { ...quote, currency })),
      ...['ZZ', 'XX', 'D'].map((country) => send(`a quote for ${country}`, 'POST', '/v1/tax/quotes', { ...quote, country })),
      ...['2026-02-30', '2026-13-01', 'tomorrow', '2026-05-01T00:00:00Z', '0000-00-00'].map((date) => send(`a quote of ${date}`, 'POST', '/v1/tax/quotes', { ...quote, date })),
      send('too much in lines', 'POST', '/v1/tax/quotes', { ...quote, lines: Array.from({ length: 500 }, () => ({ amount: Number.MAX_SAFE_INTEGER })) }),
      send('total, tax and status told', 'POST', '/v1/orders', { ...order, items: [{ sku: 'scene-lamp', price: 1 }], amount: 1, total_minor: 1, tax: 0, status: 'paid' }),
      send('no such sku', 'POST', '/v1/orders', { ...order, items: [{ sku: 'no-such-thing' }] }, [404, 422]),
      ...[true, false].map((country_locked) => send(`a country with an embargo, locked: ${country_locked}`, 'POST', '/v1/orders', { ...order, country: 'KP', country_locked, items: [{ sku: 'scene-lamp' }] })),
      send('a price beside a template', 'POST', '/v1/items', { name: 'x', sku: 'two-prices', type: 'item', currency: 'USD', is_stackable: false, is_currency: false, price: 499, price_template_id: ids['price_template_id'] }),
      ...['file:///etc/passwd', 'http://user:pass@127.0.0.1:8080/', 'gopher://127.0.0.1/', 'http://127.0.0.1:5432/', 'https://game.example/#part', `https://game.example/${'a'.repeat(3_000)}`, 'javascript:alert(1)', '//game.example', 'http://169.254.169.254/latest'].map((url) =>
        send(`a webhook at ${url.slice(0, 40)}`, 'POST', '/v1/webhooks', { url, events: ['payment.dispute'], method: 'POST' })),
      ...['host', 'content-length', 'webhook-id', 'x-a\r\nx-b', 'x a', ''].map((name) =>
        send(`a signature header ${JSON.stringify(name)}`, 'POST', '/v1/webhooks', { url: 'http://127.0.0.1:59999/x', events: ['payment.dispute'], method: 'POST', signature: { scheme: 'timestamped-hmac', signature_header: name, timestamp_header: 'x-time' } })),
      ...['javascript:alert(1)', 'data:text/html,x'].map((back_to_game_url) => send(`the way back ${back_to_game_url}`, 'POST', '/v1/orders', { ...order, items: [{ sku: 'scene-lamp' }], back_to_game_url })),
      ...['//evil.example', 'https://evil.example', '/\\evil.example', '/x\r\nSet-Cookie:a=b'].map((redirect_path) => send(`the way on ${redirect_path}`, 'POST', '/v1/users/authorize', { player_id: 'Scene-1', redirect_path })),
      // Ids of the other game in bodies and filters: as little there as in paths.
      { ...send("another game's template", 'POST', '/v1/items', { name: 'x', sku: 'theft', type: 'item', currency: 'USD', is_stackable: false, is_currency: false, price_template_id: ids['price_template_id'] }, [404, 422]), headers: { authorization: scene.otherGame, 'content-type': 'application/json' } },
      { ...send("another game's category", 'POST', '/v1/items', { name: 'x', sku: 'theft', type: 'item', currency: 'USD', is_stackable: false, is_currency: false, categories: [ids['item_category_id']] }, [404, 422]), headers: { authorization: scene.otherGame, 'content-type': 'application/json' } },
    ];
  };

  it('shows no price and takes no money where nothing is sold', async () => {
    const { checkout_url } = await scene.studio('POST', '/v1/orders', { player_id: 'Scene-1', country: 'BD', email: 'scene@player.example', items: [{ sku: 'scene-lamp' }] });
    const secret = `Bearer ${secretOf(checkout_url)}`;
    expect(await scene.studio('GET', '/store/v1/checkout', undefined, secret)).toMatchObject({ amounts: null, methods: [], place: { refusal_code: expect.any(String) } });
    const paid = await fetch(`${system.urls.api}/store/v1/checkout/pay`, {
      method: 'POST', headers: { authorization: secret, 'content-type': 'application/json', 'idempotency-key': 'embargo-1' }, body: JSON.stringify({ method: 'card', token: 'tok_x', expected_total_minor: 499, expected_currency: 'USD', immediate_delivery_requested: true }),
    });
    expect([paid.status, ((await paid.json()) as { code: string }).code]).toEqual([409, 'orders.not_payable']);
  });

  it("shows nothing of one game in the lists of another, whatever they are asked for", async () => {
    const { ids } = scene;
    for (const path of [`/v1/orders?player_id=${ids['player_id']}`, `/v1/payments?order_id=${scene.paidOrderId}`, `/v1/refunds?order_id=${scene.paidOrderId}`, `/v1/webhook_deliveries?order_id=${scene.paidOrderId}`, `/v1/ledger/journal_entries?order_id=${scene.paidOrderId}`,
      `/v1/store_items?ids=${ids['store_item_id']}`, `/v1/items?ids=${ids['item_id']}`, '/v1/players', '/v1/event_log', `/v1/items?category_id=${ids['item_category_id']}`]) {
      const answer = await fetch(`${system.urls.api}${path}`, { headers: { authorization: scene.otherGame } });
      const text = await answer.text();
      const seen = Object.values(ids).concat(scene.paidOrderId, 'scene@player.example').filter((id) => text.includes(id));
      expect({ path, isRefused: answer.status >= 500, seen }).toEqual({ path, isRefused: false, seen: [] });
    }
  });

  it('believes no notification of a provider that is not signed by it', () => refused(forged()), 60_000);

  const forged = (): Attack[] => {
    const now = Math.floor(performance.timeOrigin / 1_000 + performance.now() / 1_000);
    const body = JSON.stringify({ id: 'ntf_1', type: 'payment.captured', created_at: now, data: { payment: { id: 'pay_1', reference: 'pmt_1', status: 'captured', amount_minor: 1, currency: 'EUR' } } });
    const sign = (secret: string, at: number, text: string): string => `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${text}`).digest('hex')}`;
    const send = (what: string, signature: string | null, text = body): Attack => ({
      operation: 'receive_sandbox_notification', what, method: 'POST', path: '/ingress/sandbox', expected: [400, 401], body: text, headers: { 'content-type': 'application/json', ...(signature === null ? {} : { 'sandbox-signature': signature }) },
    });
    return [
      send('no signature', null), send('an empty one', ''), send('nonsense', 't=,v1='), send('the wrong secret', sign('guess', now, body)), send('an empty secret', sign('', now, body)), send('one that is old', sign('guess', now - 4_000, body)),
      send('10,000 signatures', `t=${now},${Array.from({ length: 120 }, () => 'v1=00').join(',')}`), send('no body', sign('guess', now, ''), ''), send('a body that is no JSON', sign('guess', now, '{'), '{'),
    ];
  };

  it('answers bytes that are no request, and does not take two for one', async () => {
    const { api } = system.urls;
    const before = await standing();
    const authorization = scene.target.authorization('studio')!;
    const heads = `Host: x\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\n`;
    const told: [what: string, bytes: string, statuses: number[]][] = [
      ['length and chunks', `POST /v1/item_categories HTTP/1.1\r\n${heads}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/game HTTP/1.1\r\n\r\n`, [400]],
      ['two lengths', `POST /v1/item_categories HTTP/1.1\r\n${heads}Content-Length: 2\r\nContent-Length: 30\r\n\r\n{}`, [400]],
      ['a chunk of no size', `POST /v1/item_categories HTTP/1.1\r\n${heads}Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n`, [400]],
      ['TRACE', `TRACE /v1/game HTTP/1.1\r\n${heads}\r\n`, [400, 404, 405]], ['a method of its own', `HACK /v1/game HTTP/1.1\r\n${heads}\r\n`, [400, 404, 405]],
      ['a header of 32 kB', `GET /v1/game HTTP/1.1\r\n${heads}X-Long: ${'a'.repeat(32_000)}\r\n\r\n`, [431]], ['an address of 20 kB', `GET /v1/game?${'a'.repeat(20_000)} HTTP/1.1\r\n${heads}\r\n`, [414, 431]],
      ['no HTTP', 'hello\r\n\r\n', [400]], ['a broken header', `GET /v1/game HTTP/1.1\r\nHost: x\r\nBroken header\r\n\r\n`, [400]], ['another method in a header', `GET /v1/orders/${scene.paidOrderId}/expire HTTP/1.1\r\n${heads}X-HTTP-Method-Override: PATCH\r\nConnection: close\r\n\r\n`, [404]],
    ];
    for (const [what, bytes, statuses] of told) {
      const answer = await exchange(api, bytes);
      expect({ what, isRefused: statuses.includes(answer?.status ?? 0), status: answer?.status }).toEqual({ what, isRefused: true, status: answer?.status });
      expect({ what, type: answer?.headers['content-type'] }).toEqual({ what, type: expect.stringContaining('application/problem+json') as string });
      expect(JSON.parse(answer!.body.toString())).toMatchObject({ status: answer!.status, code: expect.any(String) as string, title: expect.any(String) as string });
    }
    expect(changesBetween(before, await standing())).toEqual([]);
  }, 60_000);

  it('survives strange but well-formed values: stored or refused, never obeyed', async () => {
    const before = await standing();
    // What ends a session or a game server's endpoint would only starve the attacks behind it.
    const spared = new Set(['unlink_player', 'save_hub', 'update_game', 'create_game']);
    const attacks = withBody((operation) => (operation.method === 'DELETE' || spared.has(operation.id) ? [] : sample(strangePlaces(document, operation, scene.target), 23, random)));
    expect(await judge(attacks)).toEqual([]);
    const after = await standing();
    expect(Object.keys(after)).toEqual(Object.keys(before));
    const sql = STRANGE_TEXTS[0];
    const stored = await scene.studio('POST', '/v1/item_categories', { name: sql, position: 1 });
    expect((await scene.studio('GET', `/v1/item_categories/${stored.id}`)).name).toBe(sql);
  }, 120_000);

  it('shows what was typed as text on the pages of the hub', async () => {
    const sku = 'scene-script';
    const made = await scene.studio('POST', '/v1/items', { name: '<script>alert(1)</script>', description: '"><img src=x onerror=alert(1)>', sku, type: 'item', currency: 'USD', is_stackable: false, is_currency: false, price_template_id: scene.ids['price_template_id'] });
    const shop = await scene.studio('POST', '/v1/stores', { name: '<b>Shop</b>', description: '&lt;', type: 'default', key: 'scene-script' });
    const { id } = await scene.studio('POST', `/v1/store_items/${shop.id}`, { item_id: made.id, position: 1 });
    const page = await (await fetch(`${system.urls.api}/h/${system.demo.hub_slug}/items/${id}?country=DE`)).text();
    expect(page).toContain('&lt;script');
    expect(page).not.toMatch(/<script>alert|<img src=x/);
  });

  it('has kept within its bounds, without one bug reported and without a secret in the log', () => {
    const log = system.log('api');
    expect(log.split('\n').filter((line) => /"msg":"bug"|UnhandledPromise|TypeError/.test(line))).toEqual([]);
    const secrets = [system.demo.api_key, system.demo.live_api_key, ...Object.values(scene.credentials).map((credential) => credential.slice(7))];
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
    expect(requests).toBeGreaterThan(1_500);
    // As many for each operation as fit into the time of all tests, however many operations there come to be.
    expect(requests).toBeLessThanOrEqual(34 * document.operations.length);
  });
});
