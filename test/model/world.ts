import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { CARDS, Storefront, getJson, type HttpAnswer, type ShownAmounts } from '../support/buyer.js';
import type { System } from '../support/system.js';

/** How long a change may be on its way, on a machine that does much else. */
const SETTLED_MS = 60_000;

export type Card = 'succeeds' | 'declined' | 'dispute_lost' | 'dispute_won';
export const PLACES = [{ country: 'DE', postcode: '10115' }, { country: 'NL' }, { country: 'FR' }, { country: 'GB' }] as const;

/** What an order may be, as far as this model knows: one state, or several while a bank decides. */
export type Status = 'created' | 'reattempted' | 'paid' | 'disputed' | 'canceled' | 'refund_requested' | 'refunded';

/** One order as it must be. */
export interface OrderModel {
  sku: string;
  quantity: number;
  isPlaced: boolean;
  /** Any of these now. */
  may: Status[];
  /** Any of these once everything has come to rest. */
  ends: Status[];
  attempts: number;
  charges: number;
  /** Units of it that were refunded one by one. */
  back: number;
  /** A refund was asked for while the bank was at it. */
  isRefundAsked?: boolean;
}

export interface Model { orders: OrderModel[] }

interface RealOrder {
  id: string;
  secret: string;
  amounts?: ShownAmounts;
  last?: { key: string; token: string; amounts: ShownAmounts; answer: HttpAnswer };
}

/** What is sold one by one: it puts one of its own sku into the inventory (the demo's `potion-mana-10` puts ten). */
export interface Offer { id: string; sku: string }

export async function plainOffers(system: System): Promise<Offer[]> {
  const hub = await getJson<{ stores: { items: { store_item_id: string; sku: string; type: string; price: object | null }[] }[] }>(
    `${system.urls.api}/store/v1/storefront?country=DE`, { 'x-hubcraft-hub': system.demo.hub_slug });
  return hub.stores.flatMap(({ items }) => items).filter((item) => item.type === 'item' && item.price && !/^decline|-\d+$/.test(item.sku)).map((item) => ({ id: item.store_item_id, sku: item.sku }));
}

/** One player with her orders, against the product as it runs. */
export class World {
  readonly orders: RealOrder[] = [];
  private session = '';

  constructor(private readonly system: System, private readonly store: Storefront, readonly offers: readonly Offer[], readonly playerId: string) {}

  async signIn(): Promise<void> {
    this.session = await this.store.signIn(this.playerId);
  }

  async makeOrder(offer: Offer, quantity: number): Promise<void> {
    const { status, body, text } = await this.store.send('POST', '/store/v1/orders', { session: this.session, key: randomUUID(), body: { items: [{ store_item_id: offer.id, quantity }] } });
    if (status !== 201) throw new Error(`The order was answered ${status}: ${text}`);
    this.orders.push({ id: body.order_id, secret: body.checkout_secret });
  }

  async place(which: number, place: (typeof PLACES)[number]): Promise<HttpAnswer> {
    const order = this.orders[which]!;
    const answer = await this.store.place(order.secret, { email: 'model@player.example', ...place });
    if (answer.status === 200) order.amounts = answer.body.amounts;
    return answer;
  }

  /** Pays what was shown last, `moreMinor` more than that; a total of one cent where nothing was shown. */
  async pay(which: number, card: Card, moreMinor = 0): Promise<HttpAnswer> {
    const order = this.orders[which]!;
    const shown = order.amounts ?? { currency: 'EUR', total: { minor: 1 } };
    const amounts = { ...shown, total: { minor: shown.total.minor + moreMinor } };
    const last = { key: randomUUID() as string, token: await this.store.cardToken(CARDS[card]), amounts };
    const answer = await this.store.pay(order.secret, last.token, last.amounts, last.key);
    order.last = { ...last, answer };
    return answer;
  }

  /** The last payment once more, with the same key. */
  async payAgain(which: number): Promise<{ before: HttpAnswer; again: HttpAnswer } | null> {
    const { secret, last } = this.orders[which]!;
    return last ? { before: last.answer, again: await this.store.pay(secret, last.token, last.amounts, last.key) } : null;
  }

  /** Two taps at the same moment, each with its own key and card token. */
  async payTwice(which: number): Promise<HttpAnswer[]> {
    const { secret, amounts } = this.orders[which]!;
    const tokens = await Promise.all([this.store.cardToken(CARDS.succeeds), this.store.cardToken(CARDS.succeeds)]);
    return Promise.all(tokens.map((token) => this.store.pay(secret, token, amounts!)));
  }

  refund(which: number): Promise<{ status: number; code: string | undefined }> {
    return this.studio('POST', `/v1/orders/${this.orders[which]!.id}/refund`, { reason: 'model' }).then(({ status, body }) => ({ status, code: body.code }));
  }

  /** Refunds one unit; answered with 201 it waits until the money is back. */
  async refundUnit(which: number): Promise<{ status: number; code: string | undefined }> {
    const { id } = this.orders[which]!;
    const before = (await this.studio('GET', `/v1/orders/${id}`)).body.refunded_amount;
    const { status, body } = await this.studio('POST', `/v1/orders/${id}/refunds`, { lines: [{ line_id: '1', quantity: 1 }], reason: 'other' }, randomUUID());
    for (const deadline = performance.now() + SETTLED_MS; status === 201; await pause(50)) {
      const now = (await this.studio('GET', `/v1/orders/${id}`)).body.refunded_amount;
      if (now === before + body.amount_minor) break;
      if (performance.now() > deadline) throw new Error(`Of order ${id} ${now} has gone back and not ${before + body.amount_minor}`);
    }
    return { status, code: body.code };
  }

  /** How its refunds have ended, each way once. */
  async refundStates(which: number): Promise<string[]> {
    const { body } = await this.studio('GET', `/v1/refunds?limit=100&order_id=${this.orders[which]!.id}`);
    return [...new Set((body as { data: { status: string }[] }).data.map(({ status }) => status))];
  }

  async status(which: number): Promise<Status> {
    return (await this.studio('GET', `/v1/orders/${this.orders[which]!.id}`)).body.status;
  }

  /** Waits until the order is in one of these states. */
  async becomes(which: number, wanted: readonly Status[]): Promise<void> {
    for (const deadline = performance.now() + SETTLED_MS; ; await pause(50)) {
      const now = await this.status(which);
      if (wanted.includes(now)) return;
      if (performance.now() > deadline) throw new Error(`Order ${this.orders[which]!.id} is ${now} and not ${wanted.join(' or ')}`);
    }
  }

  async charges(which: number): Promise<number> {
    const { body } = await this.studio('GET', `/v1/payments?limit=100&order_id=${this.orders[which]!.id}`);
    return (body as { status: string }[]).filter(({ status }) => !['created', 'failed', 'rejected', 'canceled', 'abandoned', 'expired', 'voided'].includes(status)).length;
  }

  async inventory(): Promise<Record<string, number>> {
    const { items } = await getJson<{ items: { sku: string; quantity: number }[] }>(`${this.system.urls.game}/inventory/${this.playerId}`);
    return Object.fromEntries(items.filter(({ quantity }) => quantity !== 0).map(({ sku, quantity }) => [sku, quantity]));
  }

  private async studio(method: 'GET' | 'POST', path: string, body?: object, key?: string): Promise<{ status: number; body: any }> {
    const answer = await request(`${this.system.urls.api}${path}`, {
      method, headers: { authorization: `Bearer ${this.system.demo.api_key}`, 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}), headersTimeout: 20_000,
    });
    return { status: answer.statusCode, body: await answer.body.json() };
  }
}
