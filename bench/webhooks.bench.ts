import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool, request } from 'undici';
import { CARDS, Storefront } from '../test/support/buyer.js';
import { startSystem, type System } from '../test/support/system.js';
import { drive, type Measured } from './load.js';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 15);
const PURCHASES = 60;
const HANDS = 16;

/** A game server that verifies every signature and keeps nothing but counts. */
class VerifyingReceiver {
  taken = 0;
  wrong = 0;
  secret = '';
  private readonly server: Server = createServer((incoming, answer) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = incoming.headers;
      const signed = createHmac('sha256', Buffer.from(this.secret.replace(/^whsec_/, ''), 'base64')).update(`${id}.${at}.`).update(Buffer.concat(parts)).digest('base64');
      if (String(signature).split(' ').includes(`v1,${signed}`)) this.taken++;
      else this.wrong++;
      answer.end('{}');
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The bare floor: signed requests of the same size over kept connections, with nothing written down. */
async function floor(url: string, secret: string, bytes: number): Promise<Measured> {
  const pool = new Pool(new URL(url).origin, { connections: HANDS });
  const body = Buffer.alloc(bytes, 'x');
  let sent = 0;
  const measured = await drive(HANDS, SECONDS, async () => {
    const [id, at] = [`evt_${sent++}`, String(Math.floor(Date.now() / 1_000))];
    const signature = createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(`${id}.${at}.`).update(body).digest('base64');
    const answer = await pool.request({ method: 'POST', path: '/hooks', headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` }, body });
    await answer.body.dump();
  });
  await pool.destroy();
  return measured;
}

describe('what one machine delivers', () => {
  let system: System;
  const receiver = new VerifyingReceiver();
  beforeAll(async () => {
    const profile = process.env.BENCH_PROFILE;
    system = await startSystem({ without: ['mailbox'], ...(profile ? { nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${profile}`] } : {}) });
  }, 180_000);
  afterAll(async () => {
    await receiver.close();
    await system?.close();
  });

  const studio = async <T>(path: string, body: object): Promise<T> => {
    const answer = await request(`${system.urls.api}${path}`, { method: 'POST', headers: { authorization: `Bearer ${system.demo.api_key}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (answer.statusCode >= 300) throw new Error(`${path} answered ${answer.statusCode}: ${await answer.body.text()}`);
    return (await answer.body.json()) as T;
  };

  /** Deliveries to the receiver that have succeeded and can be sent again. */
  async function makeDeliveries(url: string): Promise<string> {
    const hook = await studio<{ id: string; secret: string }>('/v1/webhooks', { url, events: ['order.*', 'payment.*'], method: 'POST' });
    receiver.secret = hook.secret;
    const store = new Storefront(system);
    const token = await store.cardToken(CARDS.succeeds);
    const hub = await store.send('GET', '/store/v1/storefront?country=NL', { headers: { 'x-hubcraft-hub': system.demo.hub_slug } });
    const offer = (hub.body.stores as { items: { store_item_id: string; sku: string; price: object | null }[] }[]).flatMap(({ items }) => items).find(({ price, sku }) => price && !sku.startsWith('decline'))!;
    const session = await store.signIn('Bench');
    for (let n = 0; n < PURCHASES; n++) {
      const order = await store.send('POST', '/store/v1/orders', { session, body: { items: [{ store_item_id: offer.store_item_id, quantity: 1 }] } });
      const placed = await store.place(order.body.checkout_secret, { email: 'bench@player.example', country: 'NL' });
      await store.pay(order.body.checkout_secret, token, placed.body.amounts);
    }
    await store.close();
    for (let before = -1; receiver.taken !== before; await pause(1_000)) before = receiver.taken;
    return hook.id;
  }

  async function deliver(endpoint: string): Promise<Pick<Measured, 'perSecond' | 'count'>> {
    const [from, began] = [receiver.taken, performance.now()];
    for (let asked = 0; performance.now() - began < SECONDS * 1_000; ) {
      if (receiver.taken - from >= asked) asked += (await studio<{ replayed: number }>('/v1/webhook_deliveries/replay', { endpoint_id: endpoint, status: 'succeeded', limit: 1_000 })).replayed;
      else await pause(2);
    }
    const seconds = (performance.now() - began) / 1_000;
    return { perSecond: (receiver.taken - from) / seconds, count: receiver.taken - from };
  }

  it('webhooks per second beside the floor', async () => {
    const url = await receiver.listen();
    const delivered = await deliver(await makeDeliveries(url));
    const bare = await floor(url, receiver.secret, 2_500);
    process.stdout.write([
      '| Operation | per second | floor per second | ratio |', '|---|---|---|---|',
      `| Webhook delivered: signed, taken, its attempt and its end written | ${delivered.perSecond.toFixed(0)} | ${bare.perSecond.toFixed(0)} | ${(delivered.perSecond / bare.perSecond).toFixed(3)} |`,
      `${delivered.count} deliveries in ${SECONDS} s, ${receiver.wrong} with a wrong signature.`, '',
    ].join('\n'));
    expect([delivered.count > 0, receiver.wrong]).toEqual([true, 0]);
  }, 600_000);
});
