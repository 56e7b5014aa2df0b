import { spawn, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Pool } from 'undici';
import { freePort } from '../scripts/lib/ports.mjs';
import { CARDS, Storefront } from '../test/support/buyer.js';
import { startSystem, type System } from '../test/support/system.js';
import { cpuOf, cpuOfServer } from './cpu.js';
import { drive, line, type Measured } from './load.js';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 15);
const WARM_SECONDS = 5;
const HANDS = Number(process.env.BENCH_HANDS ?? 16);
/** The rows that a purchase leaves in our tables, with the bytes of their bodies: what the floor writes too. */
const ROWS = [['order', 1800], ['transition', 60], ['transition', 60], ['payment', 500], ['route', 60], ['route', 60], ['job', 200], ['entry', 80], ['entry', 80], ['posting', 60], ['posting', 60], ['posting', 60], ['posting', 60], ['posting', 60], ['posting', 60], ['grant', 700], ['mail', 200],
  ...Array.from({ length: 8 }, () => ['event', 600]), ...Array.from({ length: 20 }, () => ['delivery', 60]), ...Array.from({ length: 6 }, () => ['webhook', 2500]), ...Array.from({ length: 6 }, () => ['webhook-delivery', 150]), ...Array.from({ length: 6 }, () => ['attempt', 200])];

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

  const statements = async (): Promise<number | null> => {
    const { rows } = await admin.query<{ there: boolean }>(`SELECT current_setting('shared_preload_libraries') LIKE '%pg_stat_statements%' AS there`);
    if (!rows[0]!.there) return null;
    await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    const counted = await admin.query<{ calls: string }>(
      `SELECT coalesce(sum(calls), 0)::text AS calls FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = current_database() AND s.query NOT LIKE '%pg_stat_statements%'
         AND s.query NOT LIKE '%bullmq%' AND s.userid <> (SELECT usesysid FROM pg_user WHERE usename = current_user)`);
    return Number(counted.rows[0]!.calls);
  };

  const withFloor = async <T>(catalog: string, work: (floor: Pool) => Promise<T>): Promise<T> => {
    const port = await freePort();
    const child: ChildProcess = spawn(process.execPath, [path.join(import.meta.dirname, 'floor.mjs')], { env: { PATH: process.env.PATH ?? '', PORT: String(port), DATABASE_URL: system.db.adminUrl, CATALOG: catalog, ROWS: JSON.stringify(ROWS) }, stdio: 'inherit' });
    const floor = new Pool(`http://127.0.0.1:${port}`, { connections: 64 });
    try {
      await pause(1_500);
      return await work(floor);
    } finally {
      child.kill('SIGKILL');
      await floor.destroy();
    }
  };

  it('reads and purchases per second beside the floor', async () => {
    const store = new Storefront(system);
    const read = '/store/v1/storefront?country=NL';
    const asHub = { 'x-hubcraft-hub': system.demo.hub_slug };
    const first = await store.send('GET', read, { headers: asHub });
    const offers = (first.body.stores as { items: { store_item_id: string; sku: string; price: object | null }[] }[]).flatMap((each) => each.items).filter((item) => item.price && !item.sku.startsWith('decline'));
    const sessions = await Promise.all(Array.from({ length: HANDS }, (_, hand) => store.signIn(`Bench-${hand}`)));
    // One token per card can be used again and again: making tokens is the provider's work, not ours.
    const token = await store.cardToken(CARDS.succeeds);
    let bought = 0;
    const purchase = async (hand: number): Promise<void> => {
      const offer = offers[bought++ % offers.length]!;
      const order = await store.send('POST', '/store/v1/orders', { session: sessions[hand]!, body: { items: [{ store_item_id: offer.store_item_id, quantity: 1 }] } });
      if (order.status !== 201) throw new Error(`order: ${order.status} ${order.text}`);
      const placed = await store.place(order.body.checkout_secret, { email: 'bench@player.example', country: 'NL' });
      const paid = await store.pay(order.body.checkout_secret, token, placed.body.amounts);
      if (paid.status !== 200 || paid.body.decline) throw new Error(`pay: ${paid.status} ${paid.text}`);
    };
    const api = new Pool(system.urls.api, { connections: 64 });
    const get = (pool: Pool, url: string) => async (): Promise<void> => {
      const { statusCode, body } = await pool.request({ method: 'GET', path: url, headers: asHub });
      await body.dump();
      if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
    };
    const post = (pool: Pool) => async (): Promise<void> => {
      const { statusCode, body } = await pool.request({ method: 'POST', path: '/' });
      await body.dump();
      if (statusCode !== 201) throw new Error(`the floor answered ${statusCode}`);
    };

    await drive(HANDS, WARM_SECONDS, get(api, read));
    const reads = await drive(32, SECONDS, get(api, read));
    await drive(HANDS, WARM_SECONDS, purchase);
    await statements();
    if (process.env.BENCH_STATEMENTS) await admin.query('SELECT pg_stat_statements_reset()');
    const before = await statements();
    const cpuBefore = await cpu();
    const purchases = await drive(HANDS, SECONDS, purchase);
    const settled = await settledWithin(120_000);
    const after = await statements();
    const cpuAfter = await cpu();
    if (process.env.BENCH_STATEMENTS) await listStatements(purchases.count);
    const perPurchase = before === null || after === null ? undefined : (after - before) / purchases.count;
    const floors = await withFloor(first.text, async (floor) => {
      await drive(HANDS, WARM_SECONDS, post(floor));
      const writing = await drive(HANDS, SECONDS, post(floor));
      const reading = await drive(32, SECONDS, get(floor, '/'));
      return { writing, reading } satisfies Record<string, Measured>;
    });
    const table = [
      '| Operation | per second | p50 ms | p99 ms | floor per second | ratio | SQL statements |', '|---|---|---|---|---|---|---|',
      line('Hub catalog read (`GET /store/v1/storefront`)', reads, floors.reading), line('Purchase to paid (order, e-mail and place, pay)', purchases, floors.writing, perPurchase),
      '', `CPU per purchase: ${Object.entries(cpuAfter).map(([name, ms]) => `${name} ${((ms - cpuBefore[name as keyof typeof cpuBefore]) / purchases.count).toFixed(1)} ms`).join(', ')}; all of it shares ${os.availableParallelism()} cores.`,
      `${purchases.count} purchases by ${HANDS} hands in ${SECONDS} s; everything delivered ${(settled / 1_000).toFixed(1)} s after the last payment.`,
    ].join('\n');
    process.stdout.write(`${table}\n`);
    await api.destroy();
    await store.close();
    expect(purchases.count).toBeGreaterThan(0);
  }, 600_000);

  /** CPU of every process of the run so far, the generator of the load included. */
  async function cpu() {
    const { rows } = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return { api: cpuOf(system.pid('api')), worker: cpuOf(system.pid('worker')), PostgreSQL: cpuOfServer(rows[0]!.pid), 'sandbox PSP': cpuOf(system.pid('psp')), 'demo game': cpuOf(system.pid('game')), generator: cpuOf(process.pid) };
  }

  /** What the statements are, per purchase: for finding the next one to save. */
  async function listStatements(purchases: number): Promise<void> {
    const { rows } = await admin.query<{ query: string; calls: string; ms: number }>(
      `SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 130) AS query, calls::text, total_exec_time AS ms FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = current_database() ORDER BY s.total_exec_time DESC LIMIT 40`);
    for (const row of rows) process.stdout.write(`${(Number(row.calls) / purchases).toFixed(2).padStart(8)} ${(row.ms / Number(row.calls)).toFixed(2).padStart(7)} ms each ${(row.ms / purchases).toFixed(2).padStart(7)} ms  ${row.query}\n`);
  }

  async function settledWithin(milliseconds: number): Promise<number> {
    const from = performance.now();
    for (;;) {
      const { rows: [row] } = await admin.query<{ left: string }>(`SELECT ((SELECT count(*) FROM platform.outbox_delivery WHERE state = 'pending') + (SELECT count(*) FROM webhooks.delivery WHERE state <> 'succeeded'))::text AS left`);
      if (row!.left === '0') return performance.now() - from;
      if (performance.now() - from > milliseconds) throw new Error(`${row!.left} deliveries are still open`);
      await pause(100);
    }
  }
});
