import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { SIGNALS } from '#platform/service-levels/service-levels';
import { ROOT } from '../arch/source-tree.js';
import { CARDS, Storefront } from '../support/buyer.js';
import { Collector, type CollectedSpan } from '../support/collector.js';
import { eventually } from '../support/eventually.js';
import { Receiver } from '../support/receiver.js';
import { startSystem, type System } from '../support/system.js';

const guide = readFileSync(path.join(ROOT, 'docs/guides/operations.md'), 'utf8');

interface Documented {
  name: string;
  labels: string[];
  isOfBoth: boolean;
}

/** The rows of "Metrics" in the guide. */
const documented = (page: string): Documented[] => page.split(/^## /m).find((part) => part.startsWith('Metrics\n'))!.split('\n').filter((line) => line.startsWith('| `hubcraft_')).map((line) => {
  const [name, labels, process] = line.split('|').slice(1, 4).map((cell) => cell.trim()) as [string, string, string];
  return { name: name.replaceAll('`', ''), labels: labels === '–' ? [] : [...labels.replaceAll(/\(.*?\)|:.*/g, '').matchAll(/`(\w+)`/g)].map((match) => match[1]!), isOfBoth: process === 'both' };
});

interface Value {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const valuesOf = (text: string): Value[] => text.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => {
  const [, name, labels, value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line)!;
  return { name: name!, labels: Object.fromEntries([...(labels ?? '').matchAll(/(\w+)="([^"]*)"/g)].map((match) => [match[1]!, match[2]!])), value: Number(value) };
});
const namesOf = (text: string): string[] => [...text.matchAll(/^# TYPE (hubcraft_\w+) /gm)].map((match) => match[1]!).sort();

/** What a caller may send to have its request kept, or put into another trace. */
const FOREIGN = 'f'.repeat(32);
const PAID = ['subscriber sales/orders.take-payment', 'subscriber sales/fulfillment.grant-order', 'subscriber reach/webhooks.tell-item-add'];
const ACKNOWLEDGED = 'subscriber sales/fulfillment.note-acknowledgement';

describe('the figures', () => {
  let system: System;
  const collector = new Collector();
  const receiver = new Receiver();
  const orderIds: string[] = [];
  let buyAgain: (method: string) => Promise<{ orderId: string; granted: () => Promise<unknown> }>;
  let closeStore = async (): Promise<void> => undefined;
  const studio = async (method: string, path: string, body?: object): Promise<any> =>
    (await fetch(`${system.urls.api}${path}`, { method, headers: { authorization: `Bearer ${system.demo.api_key}`, 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) })).json();
  const scrape = async (name: 'api' | 'worker'): Promise<string> => {
    const answer = await fetch(system.metrics[name]);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/plain; version=/)]);
    return answer.text();
  };
  const sum = async (name: string, labels: Record<string, string> = {}): Promise<number> => {
    const values = [...valuesOf(await scrape('api')), ...valuesOf(await scrape('worker'))];
    return values.filter((each) => each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value)).reduce((total, each) => total + each.value, 0);
  };

  beforeAll(async () => {
    await Promise.all([collector.listen(), receiver.listen()]);
    system = await startSystem({ without: ['mailbox'], env: collector.settings });
    const store = new Storefront(system);
    const session = await store.signIn('Figures-1');
    const shop = await store.send('GET', '/store/v1/storefront?country=DE', { headers: { 'x-hubcraft-hub': system.demo.hub_slug } });
    const offers = (shop.body.stores as { items: { store_item_id: string; sku: string; price: object | null }[] }[]).flatMap(({ items }) => items);
    const item = offers.find(({ price, sku }) => price && !sku.startsWith('decline'))!.store_item_id;
    await studio('POST', '/v1/webhooks', { url: receiver.url, events: ['order.paid'], method: 'POST' });
    const order = await store.send('POST', '/store/v1/orders', { session, key: 'figures-order', body: { items: [{ store_item_id: item, quantity: 1 }] }, headers: { traceparent: `00-${FOREIGN}-${'f'.repeat(16)}-01` } });
    orderIds.push(order.body.order_id);
    const placed = await store.place(order.body.checkout_secret, { email: 'figures@player.example', country: 'DE', postcode: '10115' });
    await store.pay(order.body.checkout_secret, await store.cardToken(CARDS.declined), placed.body.amounts);
    await store.until(order.body.checkout_secret, ['open', 'failed']);
    await store.pay(order.body.checkout_secret, await store.cardToken(CARDS.succeeds), placed.body.amounts);
    await store.until(order.body.checkout_secret, ['granted']);
    await eventually(() => receiver.received.length > 0, 20_000);
    buyAgain = async (method) => {
      const again = await store.send('POST', '/store/v1/orders', { session, key: `figures-${method}`, body: { items: [{ store_item_id: item, quantity: 1 }] } });
      const { amounts } = (await store.place(again.body.checkout_secret, { email: 'figures@player.example', country: 'DE', postcode: '10115' })).body;
      await store.send('POST', '/store/v1/checkout/pay', { secret: again.body.checkout_secret, key: `pay-${method}`, body: { method, expected_total_minor: amounts.total.minor, expected_currency: amounts.currency, immediate_delivery_requested: true } });
      return { orderId: again.body.order_id, granted: () => store.until(again.body.checkout_secret, ['granted']) };
    };
    closeStore = () => store.close();
  }, 240_000);
  afterAll(async () => {
    await closeStore();
    await system?.close();
    await Promise.all([collector.close(), receiver.close()]);
  });

  it('are those of the guide, with its labels, in the processes that it names', async () => {
    const table = documented(guide);
    expect(table.length).toBeGreaterThan(15);
    expect(namesOf(await scrape('worker'))).toEqual(table.map(({ name }) => name).sort());
    expect(namesOf(await scrape('api'))).toEqual(table.filter(({ isOfBoth }) => isOfBoth).map(({ name }) => name).sort());
    const allowed = new Map(table.map(({ name, labels }) => [name, new Set([...labels, 'le'])]));
    for (const { name, labels } of [...valuesOf(await scrape('api')), ...valuesOf(await scrape('worker'))].filter((each) => each.name.startsWith('hubcraft_'))) {
      const of = allowed.get(name) ?? allowed.get(name.replace(/_(bucket|sum|count)$/, ''));
      expect([name, Object.keys(labels).filter((label) => !of?.has(label))]).toEqual([name, []]);
    }
  });

  it('count a sale on its way through both processes', async () => {
    await eventually(async () => (await sum('hubcraft_webhook_lag_seconds_count')) > 0, 20_000);
    expect(await sum('hubcraft_orders_paid_total')).toBe(1);
    expect(await sum('hubcraft_payments_total', { outcome: 'captured' })).toBe(1);
    expect(await sum('hubcraft_payments_total', { outcome: 'failed' })).toBe(1);
    expect(await sum('hubcraft_http_request_duration_seconds_count', { route: '/store/v1/checkout/pay', method: 'POST', status: '200' })).toBe(2);
    expect(await sum('hubcraft_webhook_attempts_total', { outcome: 'succeeded' })).toBeGreaterThan(2);
    expect(await sum('hubcraft_outbox_lag_seconds_count', { subscriber: 'money/ledger.post-sale' })).toBe(1);
    expect(await sum('hubcraft_sql_statements_total')).toBeGreaterThan(100);
    expect(await sum('hubcraft_invariant_checks_total', { outcome: 'held' })).toBeGreaterThan(0);
    expect([await sum('hubcraft_invariant_violations_total'), await sum('hubcraft_alarms_total')]).toEqual([0, 0]);
    expect(valuesOf(await scrape('worker')).find(({ name }) => name === 'hubcraft_jobs_dead')?.value).toBe(0);
  }, 60_000);

  it('name neither a game nor a person, nor anything that a caller sends', async () => {
    await fetch(`${system.urls.api}/planted-by-a-caller/4242?x=planted-by-a-caller`, { headers: { 'x-planted-by-a-caller': '1' } });
    await fetch(`${system.urls.api}/v1/orders/${orderIds[0]}`);
    const text = `${await scrape('api')}${await scrape('worker')}`;
    expect(text).not.toMatch(/[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}/);
    for (const datum of ['Figures-1', 'figures@', 'planted-by-a-caller', system.demo.hub_slug]) expect(text).not.toContain(datum);
    expect(valuesOf(text).some(({ name, labels }) => name === 'hubcraft_http_request_duration_seconds_count' && labels['route'] === 'none' && labels['status'] === '404')).toBe(true);
  });

  it('are not reached where the public is, nor is anything else where they are', async () => {
    for (const [base, url] of [[system.urls.api, '/metrics'], [system.urls.worker, '/metrics'], [new URL(system.metrics.api).origin, '/health/live'], [new URL(system.metrics.worker).origin, '/']] as const) {
      expect([url, (await fetch(`${base}${url}`)).status]).toEqual([url, 404]);
    }
    expect((await fetch(system.metrics.api, { method: 'POST' })).status).toBe(405);
  });

  it('ask PostgreSQL no more often than every five seconds', async () => {
    const before = await sum('hubcraft_sql_statements_total');
    for (let i = 0; i < 40; i++) await scrape('worker');
    // Forty scrapes would be eighty samples of four statements each.
    const own = valuesOf(await scrape('worker')).find(({ name }) => name === 'hubcraft_sql_statements_total')!.value;
    expect(own).toBeLessThan(before + 300);
  });

  /** The attempt at a webhook of this order, its way from the press of the button, and everything of its trace, once it has come. */
  const followed = async (orderId: string): Promise<{ way: string[]; trace: CollectedSpan[] }> => {
    const presses = () => collector.named('POST /store/v1/checkout/pay').filter((span) => span.attributes['hubcraft.order_id'] === orderId);
    const webhooks = () => collector.named('webhook item.add').filter((span) => presses().some((press) => press.traceId === span.traceId));
    // What comes of the answer is the last part, and each process sends what it has every second.
    await eventually(() => webhooks().some((span) => collector.named(ACKNOWLEDGED).some(({ parentSpanId }) => parentSpanId === span.spanId) && !collector.wayTo(span).some((name) => name.startsWith('missing'))), 10_000);
    const [webhook] = webhooks();
    return { way: collector.wayTo(webhook!), trace: collector.spans.filter((span) => span.traceId === webhook!.traceId) };
  };

  it('are what the public page says of the components, without a word of any game', async () => {
    await eventually(async () => ((await (await fetch(`${system.urls.api}/status.json`)).json()) as { state: string }).state === 'operational', 20_000);
    const page = await (await fetch(`${system.urls.api}/status`, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain('Everything works');
    for (const datum of [system.demo.hub_slug, system.demo.game_id, system.demo.studio_id, 'Figures-1']) expect(page).not.toContain(datum);
    const client = new Client({ connectionString: system.db.adminUrl });
    await client.connect();
    const { rows } = await client.query<{ signal: string }>('SELECT DISTINCT signal FROM platform.service_slot').finally(() => client.end());
    expect(rows.map(({ signal }) => signal).sort()).toEqual([...SIGNALS].sort());
  }, 30_000);

  it('have traces beside them: one from the press of the button through the provider and both processes to the webhook', async () => {
    const { way, trace } = await followed(orderIds[0]!);
    expect(way).toEqual([
      'POST /store/v1/checkout/pay', 'call ChargePayment', 'command RecordPayment', ...PAID, 'webhook item.add',
    ]);
    const of = (name: string): CollectedSpan[] => trace.filter((span) => span.name === name);
    const [press] = of('POST /store/v1/checkout/pay');
    expect(press).toMatchObject({ parentSpanId: '', service: 'hubcraft-api', attributes: { 'http.response.status_code': 200, 'hubcraft.request_id': expect.stringMatching(/^req_/) } });
    // The provider is asked under the press of the button, the game under the attempt.
    expect(of('POST').map((span) => [span.service, collector.wayTo(span).at(-2), span.attributes['server.address']])).toEqual(expect.arrayContaining([['hubcraft-api', 'call ChargePayment', '127.0.0.1'], ['hubcraft-worker', 'webhook item.add', undefined]]));
    expect(of('notification').map((span) => [span.service, span.links.length])).toEqual([['hubcraft-api', 1]]);
    expect(of(ACKNOWLEDGED)).toHaveLength(1);
    const told = receiver.received[0]!.headers['traceparent'];
    expect(of('POST').filter((span) => collector.wayTo(span).at(-2) === 'webhook order.paid').map((span) => `00-${span.traceId}-${span.spanId}-01`)).toContain(told);
  }, 30_000);

  it('and by what the provider tells later', async () => {
    const { orderId, granted } = await buyAgain('bank_transfer');
    const [payment] = await studio('GET', `/v1/payments?order_id=${orderId}`);
    const ask = async (path: string, body?: object): Promise<any> => (await fetch(`${system.urls.psp}${path}`, { method: body ? 'POST' : 'GET', headers: { authorization: `Bearer ${system.pspKey}`, 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) })).json();
    const { data } = await ask(`/payments?reference=${payment.payment_id}`);
    await ask('/control', { settle_async: { payment_id: data[0].id, result: 'paid' } });
    await granted();
    const { way, trace } = await followed(orderId);
    expect(way).toEqual(['POST /store/v1/checkout/pay', 'call ChargePayment', 'command BeginCharge', 'notification', 'job payments.notification', 'command RecordPayment', ...PAID, 'webhook item.add']);
    // The provider's own request is in a trace of its own, which the notification names.
    const [notification] = trace.filter((span) => span.name === 'notification');
    expect(notification!.attributes['hubcraft.payment_id']).toBe(payment.payment_id);
    expect(collector.named('POST /ingress/sandbox').map((span) => span.traceId)).toContain(notification!.links[0]);
  }, 60_000);

  it('begin none because a caller says so, and say nothing that one sends', () => {
    expect(collector.named('POST /store/v1/orders').length).toBeGreaterThan(1);
    expect(collector.spans.filter((span) => span.traceId === FOREIGN)).toEqual([]);
    const text = JSON.stringify(collector.spans);
    for (const datum of ['Figures-1', 'figures@', 'planted-by-a-caller', system.demo.hub_slug, system.demo.api_key]) expect(text).not.toContain(datum);
    // Five digits stand by chance in the middle of one of thousands of ids; told, they would stand by themselves.
    for (const digits of ['10115', new URL(receiver.url).port]) expect(text).not.toMatch(new RegExp(`(?<![0-9a-z])${digits}(?![0-9a-z])`, 'i'));
  });

  it('turn the guide red when one is missing there, or gone', () => {
    expect(documented(`${guide}\n`.replace('| `hubcraft_jobs_dead`', '| `hubcraft_jobs_gone`')).map(({ name }) => name)).toContain('hubcraft_jobs_gone');
  });
});
