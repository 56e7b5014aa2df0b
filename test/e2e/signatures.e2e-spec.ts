import { setTimeout as pause } from 'node:timers/promises';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { CARDS, Storefront, getJson, secretOf } from '../support/buyer.js';
import { eventually } from '../support/eventually.js';
import { Receiver, type Received } from '../support/receiver.js';
import { startSystem, type System } from '../support/system.js';

interface Event {
  event_id: string;
  event_type: string;
  event_time: number;
  event_data: Record<string, unknown>;
  game_id: string;
  idempotency_key: string;
  aggregate_type: string;
  aggregate_id: string;
  sequence: number;
  previous_sequence: number | null;
  api_version: string;
}

const TYPES = ['order.created', 'payment.declined', 'payment.succeeded', 'order.paid', 'payment.refunded', 'order.refunded'];
const HEADERS = { signature: 'x-game-signature', timestamp: 'x-game-time' };

/** What reached receivers that know nothing of us but the documentation: two schemes, verified by two hands, over everything that one player does. */
describe('the signatures of a whole purchase', () => {
  let system: System;
  let store: Storefront;
  const standard = new Receiver();
  const hmac = new Receiver();
  const secrets = { standard: '', hmac: '' };
  const endpoints = { standard: '', hmac: '' };
  const orders = { refunded: '', retried: '' };

  const call = async (method: string, path: string, body?: object): Promise<any> => {
    const answer = await fetch(`${system.urls.api}${path}`, { method, headers: { authorization: `Bearer ${system.demo.api_key}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const buy = async (cards: string[]): Promise<{ orderId: string; secret: string }> => {
    const items = await call('GET', '/v1/items?limit=5&with_price=true');
    const order = await call('POST', '/v1/orders', { player_id: 'Signed-1', items: [{ sku: items[0].sku }], email: 'signed@player.example', country: 'DE', metadata: { note: 'ünïcode 🎮 "quoted" \\ and \u2028' } });
    const secret = secretOf(order.checkout_url);
    const view = await store.checkout(secret);
    for (const card of cards) await store.pay(secret, await store.cardToken(card), view.amounts);
    await store.until(secret, ['granted']);
    return { orderId: order.order_id, secret };
  };

  beforeAll(async () => {
    system = await startSystem({ without: ['mailbox'] });
    store = new Storefront(system);
    await Promise.all([standard.listen(), hmac.listen()]);
    const both = { events: ['order.*', 'payment.*'], method: 'POST', enabled: true };
    const second = await call('POST', '/v1/webhooks', { ...both, url: standard.url });
    const third = await call('POST', '/v1/webhooks', { ...both, url: hmac.url, signature: { scheme: 'timestamped-hmac', signature_header: HEADERS.signature, timestamp_header: HEADERS.timestamp } });
    Object.assign(secrets, { standard: second.secret, hmac: third.secret });
    Object.assign(endpoints, { standard: second.id, hmac: third.id });
    const refunded = await buy([CARDS.succeeds]);
    await call('POST', `/v1/orders/${refunded.orderId}/refund`, { reason: 'signatures' });
    await store.until(refunded.secret, ['refunded']);
    const retried = await buy([CARDS.declined, CARDS.succeeds]);
    Object.assign(orders, { refunded: refunded.orderId, retried: retried.orderId });
    for (const receiver of [standard, hmac]) await eventually(() => TYPES.every((type) => typesOf(receiver).includes(type)) && typesOf(receiver).filter((type) => type === 'order.paid').length === 2, 30_000);
    await eventually(async () => (await call('GET', '/v1/webhook_deliveries?status=pending')).data.length === 0, 30_000);
  }, 240_000);
  afterAll(async () => {
    await store?.close();
    await Promise.all([standard.close(), hmac.close()]);
    await system?.close();
  });

  /** The log of events from its beginning, read on until it has all of these, or for half a minute. */
  const logged = async (wanted: readonly Event[]): Promise<Event[]> => {
    const log: Event[] = [];
    let after = '';
    const isThere = (): boolean => wanted.every(({ event_id }) => log.some((event) => event.event_id === event_id));
    for (const deadline = performance.now() + 30_000; !isThere() && performance.now() < deadline; await pause(100)) {
      for (let hasMore = true; hasMore; ) {
        const page = await call('GET', `/v1/event_log?limit=500${after ? `&starting_after=${after}` : ''}`);
        log.push(...(page.data as { event_id: string; body: string }[]).map(({ body }) => JSON.parse(body) as Event));
        after = page.data.at(-1)?.event_id ?? after;
        hasMore = page.has_more;
      }
    }
    return log;
  };
  const eventOf = ({ body }: Received): Event => JSON.parse(body) as Event;
  const typesOf = (receiver: Receiver): string[] => receiver.received.map((each) => eventOf(each).event_type);
  const header = (received: Received, name: string): string => String(received.headers[name]);
  const same = (one: string, other: string): boolean => one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

  it('verify with the standardwebhooks package and with thirty lines of anybody else', () => {
    const library = new Webhook(secrets.standard);
    const key = Buffer.from(secrets.standard.slice('whsec_'.length), 'base64');
    expect(standard.received.length).toBeGreaterThanOrEqual(9);
    for (const received of standard.received) {
      expect(library.verify(received.body, received.headers as Record<string, string>)).toEqual(eventOf(received));
      const content = `${header(received, 'webhook-id')}.${header(received, 'webhook-timestamp')}.${received.body}`;
      const expected = `v1,${createHmac('sha256', key).update(content, 'utf8').digest('base64')}`;
      expect(header(received, 'webhook-signature').split(' ').some((each) => same(each, expected))).toBe(true);
      expect(Math.abs(Number(header(received, 'webhook-timestamp')) - Date.now() / 1_000)).toBeLessThan(300);
    }
  });

  it('verify as a timestamped HMAC under the names that the endpoint chose', () => {
    expect(hmac.received.length).toBe(standard.received.length);
    for (const received of hmac.received) {
      const timestamp = header(received, HEADERS.timestamp);
      expect(timestamp).toMatch(/^\d{10}$/);
      const expected = createHmac('sha256', Buffer.from(secrets.hmac, 'utf8')).update(`${timestamp}.${received.body}`, 'utf8').digest('hex');
      expect(same(header(received, HEADERS.signature), expected)).toBe(true);
    }
  });

  it('do not verify over one bit more, another id, another time or another secret', () => {
    const library = new Webhook(secrets.standard);
    const received = standard.received[0]!;
    const headers = received.headers as Record<string, string>;
    const at = Number(headers['webhook-timestamp']);
    for (const [body, changed] of [
      [`${received.body} `, headers], [received.body.replace('"', "'"), headers], [received.body, { ...headers, 'webhook-id': 'evt_other' }], [received.body, { ...headers, 'webhook-timestamp': String(at + 1) }],
    ] as const) expect(() => library.verify(body, changed)).toThrow(/signature/i);
    expect(() => new Webhook(secrets.hmac).verify(received.body, headers)).toThrow(/signature/i);
  });

  it('stand over events that can be counted: no gap, no key missing, one id everywhere', async () => {
    // The log shows an event once no older transaction runs, of whichever database of the server: one reads on, as every consumer does.
    const log = await logged([...standard.received, ...hmac.received].map(eventOf));
    expect(log.length).toBeGreaterThan(standard.received.length);
    for (const [aggregate, events] of byAggregate(log)) {
      expect({ aggregate, sequences: events.map(({ sequence }) => sequence) }).toEqual({ aggregate, sequences: events.map((_, at) => at + 1) });
    }
    expect(log.filter(({ idempotency_key }) => typeof idempotency_key !== 'string' || idempotency_key === '')).toEqual([]);
    const byId = new Map(log.map((event) => [event.event_id, event]));
    for (const receiver of [standard, hmac]) {
      const events = receiver.received.map(eventOf);
      expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length);
      for (const event of events) {
        const known = byId.get(event.event_id);
        expect([event.sequence, event.idempotency_key, event.game_id]).toEqual([known?.sequence, known?.idempotency_key, system.demo.game_id]);
      }
      for (const [aggregate, sent] of byAggregate(events)) {
        expect({ aggregate, previous: sent.map(({ previous_sequence }) => previous_sequence) }).toEqual({ aggregate, previous: [null, ...sent.slice(0, -1).map(({ sequence }) => sequence)] });
      }
    }
    for (const received of standard.received) expect(header(received, 'webhook-id')).toBe(eventOf(received).event_id);
  });

  it('tell of each order what happened to it', () => {
    const told = (orderId: string): string[] => standard.received.filter(({ body }) => body.includes(orderId)).map((received) => eventOf(received).event_type).sort();
    expect(told(orders.refunded)).toEqual(['order.created', 'order.paid', 'order.refunded', 'payment.pending', 'payment.refunded', 'payment.succeeded'].sort());
    expect(told(orders.retried)).toEqual(['order.created', 'order.paid', 'payment.declined', 'payment.pending', 'payment.pending', 'payment.succeeded'].sort());
  });

  it('are fresh on a replay, over the same id and the same bytes', async () => {
    const { data } = await call('GET', `/v1/webhook_deliveries?order_id=${orders.refunded}&endpoint_id=${endpoints.standard}&event_type=order.paid`);
    const first = standard.received.find((received) => eventOf(received).event_id === data[0].event_id)!;
    const before = standard.received.length;
    await call('POST', `/v1/webhook_deliveries/${data[0].id}/replay`);
    await eventually(() => standard.received.length > before, 20_000);
    const again = standard.received.at(-1)!;
    expect([header(again, 'webhook-id'), again.body]).toEqual([header(first, 'webhook-id'), first.body]);
    expect(() => new Webhook(secrets.standard).verify(again.body, again.headers as Record<string, string>)).not.toThrow();
  });

  it('were all good for the demo game too', async () => {
    const stats = await getJson(`${system.urls.game}/stats`);
    expect(stats).toMatchObject({ rejected: 0 });
    expect(stats.verified).toBe(stats.received);
    expect(stats.verified).toBeGreaterThan(standard.received.length);
  });

  function byAggregate(events: Event[]): Map<string, Event[]> {
    const groups = new Map<string, Event[]>();
    for (const event of events) {
      const name = `${event.aggregate_type} ${event.aggregate_id}`;
      groups.set(name, [...(groups.get(name) ?? []), event]);
    }
    for (const group of groups.values()) group.sort((one, other) => one.sequence - other.sequence);
    return groups;
  }
});
