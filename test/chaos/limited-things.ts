import { randomUUID } from 'node:crypto';
import { CARDS, Storefront, secretOf } from '../support/buyer.js';
import { requestBytes, type RawAnswer } from '../support/raw-http.js';
import type { System } from '../support/system.js';
import { offersOf } from './purchases.js';

/** Something that may happen so often only, whoever asks for it at once. */
export interface Limited {
  name: string;
  /** What all of its requests read: where a barrier can hold them. */
  table: string;
  /** As many requests for one and the same thing, and what has to have come of it: nothing, or what is wrong. */
  contest(count: number): Promise<{ requests: Buffer[]; faultOf(answers: RawAnswer[]): Promise<string | null> }>;
}

const KEYS = 10;
const statuses = (answers: RawAnswer[]): string => Object.entries(answers.reduce<Record<string, number>>((counts, { status }) => ({ ...counts, [status]: (counts[status] ?? 0) + 1 }), {})).map(([status, count]) => `${count} × ${status}`).join(', ');
/** Whoever is told that there is too much to do just now has got nothing, and may come again. */
const BUSY = 503;
function bad(answers: RawAnswer[], allowed: number[]): string | null {
  const other = answers.find(({ status }) => status !== BUSY && !allowed.includes(status));
  return other ? `answered ${statuses(answers)}, e.g. ${other.body.toString().slice(0, 200)}` : null;
}
const exactly = (what: string, count: number, wanted: number): string | null => (count === wanted ? null : `${count} ${what} for ${wanted}`);

/** A shop whose limited things are fought for. Orders that were paid are remembered, for the books. */
export class Contests {
  readonly paid: { orderId: string; playerId: string }[] = [];
  private turn = 0;

  private constructor(private readonly system: System, readonly store: Storefront, private readonly keys: readonly string[], private readonly skus: readonly string[]) {}

  static async on(system: System): Promise<Contests> {
    const store = new Storefront(system);
    const offers = await offersOf(store, system);
    const hub = await store.send('GET', '/store/v1/storefront?country=DE', { headers: { 'x-hubcraft-hub': system.demo.hub_slug } });
    const items = (hub.body.stores as { items: { store_item_id: string; sku: string }[] }[]).flatMap((each) => each.items);
    const skus = offers.map((id) => items.find((item) => item.store_item_id === id)!.sku);
    const keys: string[] = [];
    for (let n = 0; n < KEYS; n++) keys.push((await post(system, `Bearer ${system.demo.api_key}`, '/v1/api_keys', { name: `contest ${n}`, scopes: ['studio:admin'] })).key);
    return new Contests(system, store, keys, skus);
  }

  /** Keys take turns: one of them may ask 100 times a second. */
  private get studio(): string {
    return `Bearer ${this.keys[this.turn++ % this.keys.length]!}`;
  }

  /** Connections are kept, so that many can share one. */
  request(method: string, path: string, body: object, authorization = this.studio, key?: string): Buffer {
    return requestBytes(method, path, { authorization, connection: 'keep-alive', 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) }, JSON.stringify(body));
  }

  async get(path: string): Promise<any> {
    const answer = await fetch(`${this.system.urls.api}${path}`, { headers: { authorization: this.studio } });
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  private async order(): Promise<{ orderId: string; secret: string; playerId: string; pay: (token: string) => object }> {
    const playerId = `Contest-${randomUUID().slice(0, 13)}`;
    const made = await post(this.system, this.studio, '/v1/orders', { player_id: playerId, items: [{ sku: this.skus[this.turn % this.skus.length] }], email: 'contest@player.example', country: 'DE' });
    const secret = secretOf(made.checkout_url);
    const { amounts } = await this.store.checkout(secret);
    return { orderId: made.order_id, secret, playerId, pay: (token) => ({ method: 'card', token, expected_total_minor: amounts.total.minor, expected_currency: amounts.currency, immediate_delivery_requested: true }) };
  }

  private async isPaidOnce(order: { orderId: string; secret: string; playerId: string }): Promise<string | null> {
    const view = await this.store.after(order.secret, ['granted'], 30_000);
    if (view.state !== 'granted') return `the order is ${view.state}`;
    this.paid.push(order);
    return exactly('successful payments', ((await this.get(`/v1/payments?order_id=${order.orderId}&limit=100`)) as { status: string }[]).filter(({ status }) => status === 'done').length, 1);
  }

  readonly things: Limited[] = [
    {
      name: 'the payment of an order, by one card with many keys', table: 'orders.order', contest: async (count) => {
        const order = await this.order();
        const token = await this.store.cardToken(CARDS.succeeds);
        return { requests: Array.from({ length: count }, () => this.request('POST', '/store/v1/checkout/pay', order.pay(token), `Bearer ${order.secret}`, randomUUID())), faultOf: async (answers) => bad(answers, [200, 409]) ?? (await this.isPaidOnce(order)) };
      },
    },
    {
      name: 'the payment of an order, by as many cards', table: 'orders.order', contest: async (count) => {
        const order = await this.order();
        const tokens = await Promise.all(Array.from({ length: count }, () => this.store.cardToken(CARDS.succeeds)));
        return { requests: tokens.map((token) => this.request('POST', '/store/v1/checkout/pay', order.pay(token), `Bearer ${order.secret}`, randomUUID())), faultOf: async (answers) => bad(answers, [200, 409]) ?? (await this.isPaidOnce(order)) };
      },
    },
    {
      name: 'an order under one key', table: 'platform.idempotency', contest: async (count) => {
        const [playerId, key, studio] = [`Contest-${randomUUID().slice(0, 13)}`, randomUUID(), this.studio];
        const body = { player_id: playerId, items: [{ sku: this.skus[0] }], email: 'contest@player.example', country: 'DE' };
        return { requests: Array.from({ length: count }, () => this.request('POST', '/v1/orders', body, studio, key)), faultOf: async (answers) => bad(answers, [201, 409]) ?? exactly('orders', (await this.get(`/v1/orders?player_id=${playerId}`)).data.length, 1) };
      },
    },
    {
      name: 'the refund of an order', table: 'orders.order', contest: async (count) => {
        const order = await this.order();
        await this.store.send('POST', '/store/v1/checkout/pay', { secret: order.secret, key: randomUUID(), body: order.pay(await this.store.cardToken(CARDS.succeeds)) });
        await this.store.until(order.secret, ['granted']);
        return { requests: Array.from({ length: count }, (_, n) => this.request('POST', `/v1/orders/${order.orderId}/refund`, { reason: `contest ${n}` })), faultOf: async (answers) => bad(answers, [200, 409]) ?? exactly('refunds', (await this.get(`/v1/refunds?order_id=${order.orderId}`)).data.length, 1) };
      },
    },
    {
      name: 'a part of an order', table: 'orders.order', contest: async (count) => {
        const order = await this.order();
        await this.store.send('POST', '/store/v1/checkout/pay', { secret: order.secret, key: randomUUID(), body: order.pay(await this.store.cardToken(CARDS.succeeds)) });
        await this.store.until(order.secret, ['granted']);
        // More than half of it: one of them, however many ask.
        const { amount } = await this.get(`/v1/orders/${order.orderId}`);
        return { requests: Array.from({ length: count }, () => this.request('POST', `/v1/orders/${order.orderId}/refunds`, { amount: Math.floor(amount / 2) + 1, reason: 'other' }, this.studio, randomUUID())), faultOf: async (answers) => bad(answers, [201, 409]) ?? exactly('refunds', (await this.get(`/v1/refunds?order_id=${order.orderId}`)).data.length, 1) };
      },
    },
    {
      name: 'two live keys of one name', table: 'access.api_key', contest: async (count) => {
        const name = `contested ${randomUUID()}`;
        return { requests: Array.from({ length: count }, () => this.request('POST', '/v1/api_keys', { name, scopes: ['orders:read'] })), faultOf: async (answers) => bad(answers, [201, 409]) ?? exactly('keys', answers.filter(({ status }) => status === 201).length, 2) };
      },
    },
    {
      name: 'an SKU', table: 'catalog.item', contest: async (count) => {
        const sku = `contested-${randomUUID()}`;
        return {
          requests: Array.from({ length: count }, () => this.request('POST', '/v1/items', { name: 'Contested', sku, type: 'item', currency: 'USD', is_stackable: false, is_currency: false })),
          faultOf: async (answers) => bad(answers, [201, 409, 422]) ?? exactly('items', answers.filter(({ status }) => status === 201).length, 1),
        };
      },
    },
    {
      name: 'an invitation', table: 'access.member', contest: async (count) => {
        const { invitation_token: token } = await post(this.system, this.studio, '/v1/members', { email: `${randomUUID()}@studio.example`, name: 'Contested', role: 'viewer' });
        return {
          requests: Array.from({ length: count }, () => this.request('POST', '/v1/members/accept', { token, password: 'a password of the contest' })),
          faultOf: async (answers) => bad(answers, [200, 201, 204, 400, 401, 404, 409, 422, 429]) ?? exactly('acceptances', answers.filter(({ status }) => status < 300).length, 1),
        };
      },
    },
  ];

  /** An order of somebody, as one key asks for it. */
  orderOf(playerId: string): { body: object; authorization: string } {
    return { body: { player_id: playerId, items: [{ sku: this.skus[this.turn % this.skus.length] }], email: 'contest@player.example', country: 'DE' }, authorization: this.studio };
  }
}

async function post(system: System, authorization: string, path: string, body: object): Promise<any> {
  const answer = await fetch(`${system.urls.api}${path}`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
