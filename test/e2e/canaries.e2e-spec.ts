import { randomUUID } from 'node:crypto';
import { CARDS, Storefront, secretOf } from '../support/buyer.js';
import { dumpOf, heardIn, type Canary } from '../support/canaries.js';
import { Collector } from '../support/collector.js';
import { eventually } from '../support/eventually.js';
import { Receiver } from '../support/receiver.js';
import { startSystem, type System } from '../support/system.js';

const MAIL = 'canary.of.the.mine@player.example';
const NAME = 'Zanaria Quivering-Owl';
const COLLECTOR_KEY = 'collector-key-of-the-canaries-31415926';
/** Where a player's e-mail and name may stand: with the order and its mail, and in the events that the contract sends them in; nowhere on the way. */
const MAIL_COLUMNS = ['orders.order.email', 'notifications.mail.address', 'webhooks.event.head'];
const NAME_COLUMNS = ['players.player.name', 'sign_in.hub_user.name', 'sign_in.one_time_token.name', 'webhooks.event.head', 'webhooks.event.context', 'webhooks.delivery.tail'];

/** Secrets and personal data go through everything that a purchase is; then everything that was written down is searched for them. */
describe('canaries', () => {
  let system: System;
  let store: Storefront;
  let dump: Map<string, string>;
  const receiver = new Receiver();
  const collector = new Collector();
  const canaries: Canary[] = [];
  /** Bodies and headers of refusals. */
  const refusals: string[] = [];
  /** The secrets alone: what no answer, no event and no log may repeat. */
  const secrets = (): Canary[] => canaries.filter(({ name }) => !name.startsWith('the player'));

  const send = async (method: string, path: string, authorization: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; text: string; body: any; headers: Headers }> => {
    const answer = await fetch(`${system.urls.api}${path}`, { method, redirect: 'manual', headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, text, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined, headers: answer.headers };
  };
  const must = async (...told: Parameters<typeof send>): Promise<any> => {
    const answer = await send(...told);
    if (answer.status >= 300) throw new Error(`${told[0]} ${told[1]} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  const keep = (name: string, value: string, more: Partial<Canary> = {}): string => {
    canaries.push({ name, value, ...more });
    return value;
  };

  beforeAll(async () => {
    await collector.listen();
    system = await startSystem({ env: { LOG_LEVEL: 'trace', ...collector.settings, OTEL_EXPORTER_OTLP_HEADERS: `x-collector-key=${COLLECTOR_KEY}` } });
    store = new Storefront(system);
    await receiver.listen();
    await purchase();
    await mistakes();
    await eventually(async () => (await must('GET', '/v1/webhook_deliveries?status=pending', `Bearer ${system.demo.api_key}`)).data.length === 0, 30_000);
    await eventually(() => receiver.received.some(({ body }) => body.includes('order.refunded')), 30_000);
    dump = await dumpOf(system.db.adminUrl);
  }, 240_000);
  afterAll(async () => {
    await store?.close();
    await receiver.close();
    await system?.close();
    await collector.close();
  });

  const keyBytes = (secret: string): { bytes: Buffer } => ({ bytes: Buffer.from(secret.replace('whsec_', ''), 'base64') });

  const purchase = async (): Promise<void> => {
    const owner = `Bearer ${keep("the studio's key", system.demo.api_key)}`;
    keep("the collector's key", COLLECTOR_KEY);
    keep('the live key', system.demo.live_api_key);
    keep('the master key', system.secrets.masterKey, { bytes: Buffer.from(system.secrets.masterKey, 'base64') });
    keep("the provider's webhook secret", system.secrets.pspWebhookSecret);
    keep('the key at the provider', system.pspKey);
    keep("the game's webhook secret", system.secrets.webhookSecret, keyBytes(system.secrets.webhookSecret));
    const key = `Bearer ${keep('a key of many', (await must('POST', '/v1/api_keys', owner, { name: 'canary', scopes: ['*', 'webhooks:reveal'] })).key)}`;
    const paid = `Bearer ${keep('a key of the finance people', (await must('POST', '/v1/api_keys', owner, { name: 'canary of finance', scopes: ['payouts:*'] })).key)}`;
    const account = { secret_key: system.pspKey, webhook_secret: keep('the webhook secret of an own account', 'canary-secret-of-an-own-account-0123') };
    const { id } = await must('POST', '/v1/payment_accounts', paid, { provider: 'sandbox', ...account }, { 'idempotency-key': 'canary-account' });
    await must('PUT', `/v1/payment_accounts/${id}/keys`, paid, account);
    const hook = await must('POST', '/v1/webhooks', key, { url: receiver.url, events: ['order.*', 'payment.*', 'refund.failed'], method: 'POST', player_context_enabled: true });
    keep('a webhook secret', hook.secret, keyBytes(hook.secret));
    const rotated = (await must('POST', `/v1/webhooks/${hook.id}/expire_secret`, key, {})).secret ?? (await must('GET', `/v1/webhooks/${hook.id}/reveal`, key)).secret;
    keep('a rotated webhook secret', rotated, keyBytes(rotated));
    const { authorization_url } = await must('POST', '/v1/users/authorize', key, { player_id: 'Canary-1', player_info: { name: NAME } });
    keep('a login token', new URL(authorization_url).searchParams.get('token')!);
    const arrived = await fetch(authorization_url, { redirect: 'manual' });
    const session = keep('a session', decodeURIComponent(/hc_session=([^;]+)/.exec(arrived.headers.get('set-cookie') ?? '')![1]!));
    keep('a hand-off token', (await must('POST', '/store/v1/session/handoff', `Bearer ${session}`, {})).token);
    const items = await must('GET', '/v1/items?limit=5&with_price=true', key);
    const order = await must('POST', '/v1/orders', key, { player_id: 'Canary-1', items: [{ sku: items[0].sku }], email: MAIL, country: 'DE' }, { 'idempotency-key': 'canary-order' });
    const secret = keep('a checkout secret', secretOf(order.checkout_url));
    const view = await store.checkout(secret);
    // What a method wants to know of her is told to the provider, and stands nowhere: not of a payment that fails, nor of a request that is refused.
    const told = { name: keep("the player's name for a payment", 'Quivira Payer-Nightjar') };
    const byCode = (method_fields: object) => must('POST', '/store/v1/checkout/pay', `Bearer ${secret}`, { method: 'code', method_fields, expected_total_minor: view.amounts.total.minor, expected_currency: view.amounts.currency, immediate_delivery_requested: true }, { 'idempotency-key': `canary-code-${randomUUID()}` });
    await expect(byCode({ ...told, code: 'x', phone: told.name })).rejects.toThrow('checkout.method_fields_wrong');
    expect(await byCode({ ...told, code: '000000' })).toMatchObject({ state: 'failed', decline: { code: 'invalid_code' } });
    // A wallet hands over what is as good as a card: told with a payment that is declined, and with one that is refused for its token is used up.
    const handed = keep('what a wallet has handed over', await store.walletToken('declined'));
    keep('what a wallet has handed over for a provider that is not asked', `wallet_stripe_${Buffer.from(JSON.stringify({ wallet: 'apple_pay', data: { version: 'EC_v1', data: 'Q2FuYXJ5IG9mIHRoZSBzaGVldA', signature: 'c2lnbmVk', header: { ephemeralPublicKey: 'a2V5', publicKeyHash: 'aGFzaA', transactionId: 'b25l' } } })).toString('base64url')}`);
    const byWallet = (token: string) => must('POST', '/store/v1/checkout/pay', `Bearer ${secret}`, { method: 'apple_pay', token, expected_total_minor: view.amounts.total.minor, expected_currency: view.amounts.currency, immediate_delivery_requested: true }, { 'idempotency-key': `canary-wallet-${randomUUID()}` });
    expect(await byWallet(handed)).toMatchObject({ state: 'declined' });
    for (const { value } of canaries.slice(-2)) expect(await byWallet(value)).toMatchObject({ state: expect.stringMatching(/^(declined|failed)$/), decline: { code: 'payment_failed' } });
    keep('a card number', CARDS.succeeds);
    keep('another card number', CARDS.declined);
    const declined = await store.cardToken(CARDS.declined);
    await store.pay(secret, declined, view.amounts);
    const token = await store.cardToken(CARDS.succeeds);
    await store.pay(secret, token, view.amounts, 'canary-pay');
    await store.until(secret, ['granted']);
    await fetch(order.checkout_url, { headers: { accept: 'text/html' } });
    await must('POST', `/v1/orders/${order.order_id}/refund`, key, { reason: 'canary' }, { 'idempotency-key': 'canary-refund' });
    await store.until(secret, ['refunded']);
    keep("the player's e-mail", MAIL, { at: MAIL_COLUMNS });
    keep("the player's name", NAME, { at: NAME_COLUMNS });
  };

  /** What people do wrong: secrets in the wrong place, in a body that is refused, in an address, in a key. */
  const mistakes = async (): Promise<void> => {
    const owner = `Bearer ${system.demo.api_key}`;
    for (const { value } of canaries) {
      const text = encodeURIComponent(value);
      const wrong = await Promise.all([
        send('POST', '/v1/orders', owner, { player_id: 'Canary-1', items: [{ sku: value }], unknown: value, email: value, country: value }), send('POST', '/v1/orders', owner, `{"player_id":"${value}"`), send('GET', `/v1/orders/${text}`, owner), send('GET', `/v1/orders?player_id=a&secret=${text}`, owner),
        send('GET', `/checkout/${text}x`, '', undefined, { accept: 'text/html' }), send('GET', `/v1/webhooks/x?secret=${text}`, `Bearer ${value}x`), send('POST', '/v1/webhooks', owner, { url: `http://${text}@127.0.0.1/`, events: [value], method: value }), send('GET', `/go/login?token=${text}x`, ''),
        send('POST', '/ingress/sandbox', '', { id: value, type: value }, { 'sandbox-signature': value.replace(/[^\x21-\x7e]/g, '') }), send('GET', `/%${text}`, ''),
      ]);
      refusals.push(...wrong.filter(({ status }) => status >= 400).map(({ text: told, headers }) => `${told}\n${JSON.stringify([...headers])}`));
    }
  };

  it('have gone everywhere: many secrets, a dump of many tables, refusals, events, logs', () => {
    expect(secrets().length).toBeGreaterThanOrEqual(14);
    expect(new Set(canaries.map(({ value }) => value)).size).toBe(canaries.length);
    expect(new Set([...dump.keys()].map((place) => place.split('.').slice(0, 2).join('.'))).size).toBeGreaterThan(45);
    expect(refusals.length).toBeGreaterThan(100);
    expect(receiver.received.length).toBeGreaterThan(5);
    expect(system.log('api').length + system.log('worker').length).toBeGreaterThan(1_000);
  });

  it('are in no column of the database but their own, not as bytes, hexadecimal or Base64 either', () => {
    expect([...dump].flatMap(([place, text]) => heardIn(place, text, canaries))).toEqual([]);
    // The columns that are named as their own hold them, or they are named for nothing.
    for (const { at = [], value } of canaries) expect(at.filter((place) => !dump.get(place)?.includes(value))).toEqual([]);
  });

  it('are in no line of the logs of api and worker, however much they say', () => {
    expect(['api', 'worker'].flatMap((name) => heardIn(`the log of ${name}`, system.log(name as 'api'), canaries))).toEqual([]);
  });

  it('are in no span that is sent to the collector', () => {
    expect(collector.spans.length).toBeGreaterThan(1_000);
    expect(collector.received[0]!.headers['x-collector-key']).toBe(COLLECTOR_KEY);
    expect(heardIn('the traces', JSON.stringify(collector.spans), canaries)).toEqual([]);
  });

  it('are repeated by no refusal', () => {
    expect([...new Set(refusals.flatMap((text) => heardIn('a refusal', text, secrets())))]).toEqual([]);
  });

  it('are in no webhook, neither its headers nor its body', () => {
    expect([...new Set(receiver.received.flatMap(({ body, headers }) => heardIn('a webhook', `${body} ${JSON.stringify(headers)}`, secrets())))]).toEqual([]);
  });

  it('are found where they are planted, in whatever clothes', () => {
    const canary: Canary = { name: 'planted', value: 'hc_sandbox_planted-secret-0123456789', at: ['a.b.own'] };
    const bytes = Buffer.from(canary.value);
    for (const text of [canary.value, bytes.toString('hex'), bytes.toString('base64'), Buffer.from(`{"k":"${canary.value}"}`).toString('base64'), Buffer.from(`x${canary.value}y`).toString('base64url'), canary.value.toUpperCase()]) expect(heardIn('a.b.c', `before ${text} after`, [canary])).toHaveLength(1);
    expect(heardIn('a.b.own', canary.value, [canary])).toEqual([]);
    expect(heardIn('a.b.c', 'nothing of it', [canary])).toEqual([]);
  });
});

