import os from 'node:os';
import pg from 'pg';
import { Pool } from 'undici';
import { CARDS, Storefront } from '../test/support/buyer.js';
import { startSystem, type System } from '../test/support/system.js';
import { cpuOf, cpuOfServer } from './cpu.js';
import { withFloor } from './floor.js';
import { drive, line } from './load.js';
import { ServerSide } from './server-side.js';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 15);
const WARM_SECONDS = 5;
const HANDS = Number(process.env.BENCH_HANDS ?? 16);
const READ = '/store/v1/storefront?country=NL';
/** The rows that a purchase leaves in our tables, with the bytes of their bodies: what the floor writes too. */
const ROWS = [['order', 1800], ['transition', 60], ['transition', 60], ['payment', 500], ['route', 60], ['route', 60], ['job', 200], ['entry', 80], ['entry', 80], ['posting', 60], ['posting', 60], ['posting', 60], ['posting', 60], ['posting', 60], ['posting', 60], ['grant', 700], ['mail', 200],
  ...Array.from({ length: 8 }, () => ['event', 600]), ...Array.from({ length: 20 }, () => ['delivery', 60]), ...Array.from({ length: 6 }, () => ['webhook', 2500]), ...Array.from({ length: 6 }, () => ['webhook-delivery', 150]), ...Array.from({ length: 6 }, () => ['attempt', 200])];

/** One request and its answer's status; what comes with it is thrown away. */
const asking = (pool: Pool, method: 'GET' | 'POST', url: string, expected: number, headers: Record<string, string> = {}) => async (): Promise<void> => {
  const { statusCode, body } = await pool.request({ method, path: url, headers });
  await body.dump();
  if (statusCode !== expected) throw new Error(`${method} ${url} answered ${statusCode}`);
};

/** From the order to the payment by card, each hand as a player of her own. */
async function purchasing(store: Storefront, catalog: { stores: object[] }): Promise<(hand: number) => Promise<void>> {
  const offers = (catalog.stores as { items: { store_item_id: string; sku: string; price: object | null }[] }[]).flatMap((each) => each.items).filter((item) => item.price && !item.sku.startsWith('decline'));
  const sessions = await Promise.all(Array.from({ length: HANDS }, (_, hand) => store.signIn(`Bench-${hand}`)));
  // One token per card can be used again and again: making tokens is the provider's work, not ours.
  const token = await store.cardToken(CARDS.succeeds);
  let bought = 0;
  return async (hand) => {
    const offer = offers[bought++ % offers.length]!;
    const order = await store.send('POST', '/store/v1/orders', { session: sessions[hand]!, body: { items: [{ store_item_id: offer.store_item_id, quantity: 1 }] } });
    if (order.status !== 201) throw new Error(`order: ${order.status} ${order.text}`);
    const placed = await store.place(order.body.checkout_secret, { email: 'bench@player.example', country: 'NL' });
    const paid = await store.pay(order.body.checkout_secret, token, placed.body.amounts);
    if (paid.status !== 200 || paid.body.decline) throw new Error(`pay: ${paid.status} ${paid.text}`);
  };
}

/** CPU of every process of the run so far, the generator of the load included. */
async function cpuSoFar(system: System, server: ServerSide) {
  return { api: cpuOf(system.pid('api')), worker: cpuOf(system.pid('worker')), PostgreSQL: cpuOfServer(await server.backendPid()), 'sandbox PSP': cpuOf(system.pid('psp')), 'demo game': cpuOf(system.pid('game')), generator: cpuOf(process.pid) };
}

/** Buys for `SECONDS`, waits until everything is delivered, and says what that cost. */
async function measurePurchases(system: System, server: ServerSide, purchase: (hand: number) => Promise<void>) {
  await drive(HANDS, WARM_SECONDS, purchase);
  await server.statements();
  if (process.env.BENCH_STATEMENTS) await server.forgetStatements();
  const before = { statements: await server.statements(), cpu: await cpuSoFar(system, server) };
  const purchases = await drive(HANDS, SECONDS, purchase);
  const settled = await server.settledWithin(120_000);
  const after = { statements: await server.statements(), cpu: await cpuSoFar(system, server) };
  if (process.env.BENCH_STATEMENTS) await server.listStatements(purchases.count);
  const perPurchase = before.statements === null || after.statements === null ? undefined : (after.statements - before.statements) / purchases.count;
  const cpu = Object.entries(after.cpu).map(([name, ms]) => `${name} ${((ms - before.cpu[name as keyof typeof before.cpu]) / purchases.count).toFixed(1)} ms`).join(', ');
  return { purchases, settled, perPurchase, cpu };
}

describe('what one machine does', () => {
  let system: System;
  let admin: InstanceType<typeof pg.Client>;
  beforeAll(async () => {
    system = await startSystem({ without: ['mailbox'], ...(process.env.BENCH_PROFILE ? { nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] } : {}) });
    admin = new pg.Client({ connectionString: system.db.adminUrl });
    await admin.connect();
  }, 180_000);
  afterAll(async () => {
    await admin?.end();
    await system?.close();
  });

  it('reads and purchases per second beside the floor', async () => {
    const store = new Storefront(system);
    const asHub = { 'x-hubcraft-hub': system.demo.hub_slug };
    const first = await store.send('GET', READ, { headers: asHub });
    const api = new Pool(system.urls.api, { connections: 64 });
    await drive(HANDS, WARM_SECONDS, asking(api, 'GET', READ, 200, asHub));
    const reads = await drive(32, SECONDS, asking(api, 'GET', READ, 200, asHub));
    const { purchases, settled, perPurchase, cpu } = await measurePurchases(system, new ServerSide(admin), await purchasing(store, first.body));
    const floors = await withFloor({ databaseUrl: system.db.adminUrl, catalog: first.text, rows: ROWS }, async (floor) => {
      await drive(HANDS, WARM_SECONDS, asking(floor, 'POST', '/', 201));
      return { writing: await drive(HANDS, SECONDS, asking(floor, 'POST', '/', 201)), reading: await drive(32, SECONDS, asking(floor, 'GET', '/', 200)) };
    });
    const table = [
      '| Operation | per second | p50 ms | p99 ms | floor per second | ratio | SQL statements |', '|---|---|---|---|---|---|---|',
      line('Hub catalog read (`GET /store/v1/storefront`)', reads, floors.reading), line('Purchase to paid (order, e-mail and place, pay)', purchases, floors.writing, perPurchase),
      '', `CPU per purchase: ${cpu}; all of it shares ${os.availableParallelism()} cores.`,
      `${purchases.count} purchases by ${HANDS} hands in ${SECONDS} s; everything delivered ${(settled / 1_000).toFixed(1)} s after the last payment.`,
    ].join('\n');
    process.stdout.write(`${table}\n`);
    await api.destroy();
    await store.close();
    expect(purchases.count).toBeGreaterThan(0);
  }, 600_000);
});
