import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { OPEN_CLEARING } from '#money/ledger/testing';
import { CARDS, Storefront, getJson } from '../support/buyer.js';
import { ALL_INVARIANTS, brokenInvariants } from '../support/invariants.js';
import { runCli, type ProcessName, type System } from '../support/system.js';

/** Repeatable randomness: the same seed, the same faults at the same places. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Client = InstanceType<typeof pg.Client>;

/** One fault: it returns when what was broken works again. `nth` counts from 0. */
export type Fault = (system: System, random: () => number, nth: number) => Promise<void>;

export interface ChaosPlan {
  /** At least; buying goes on until every fault was injected. */
  purchases: number;
  buyers: number;
  faults: number;
  /** What `fault` is, in words. */
  what: string;
  fault: Fault;
  seed: number;
  /** Where orders stand as soon as they are acknowledged, for a fault that looks at them. */
  acknowledged?: ChaosReport['acknowledged'];
  /** Whether the provider reported another amount, so that the order waits for a person; such orders are `held`. */
  isHeld?: (orderId: string) => Promise<boolean>;
}

export interface ChaosReport {
  acknowledged: { orderId: string; playerId: string }[];
  held?: { orderId: string; playerId: string }[];
  faults: number;
  what: string;
  /** Requests that got no answer or a 5xx and were repeated, of how many. */
  repeated: number;
  requests: number;
  /** Answers of 5xx, by status. */
  troubles: ReadonlyMap<number, number>;
  /** The longest that one request was open, and which it was. */
  slowest: { ms: number; what: string };
  seconds: number;
}

/** SIGKILL of api or worker, whichever the dice say, and a new start. */
export const killOne: Fault = async (system, random) => {
  const victim: ProcessName = random() < 0.5 ? 'api' : 'worker';
  await system.kill(victim);
  await system.start(victim);
};

/** Buys with many hands while things break at random moments; every order that was acknowledged as paid is remembered. */
export async function buyUnderFire(system: System, plan: ChaosPlan): Promise<ChaosReport> {
  const started = performance.now();
  const random = seeded(plan.seed);
  const store = new Storefront(system, 120_000);
  const report: ChaosReport = { acknowledged: plan.acknowledged ?? [], faults: 0, what: plan.what, repeated: 0, requests: 0, troubles: store.troubles, slowest: { ms: 0, what: '' }, seconds: 0 };
  const held = (report.held = [] as ChaosReport['acknowledged']);
  const offers = await offersOf(store, system);
  let next = 0;
  let isOver = false;

  const buyer = async (index: number): Promise<void> => {
    const playerId = `Chaos-${index}`;
    const session = await store.signIn(playerId);
    while (!isOver && (next < plan.purchases || report.faults < plan.faults)) {
      const number = next++;
      const offer = offers[Math.floor(random() * offers.length)]!;
      const orderId = await purchase(store, session, offer, `chaos-${plan.seed}-${number}`, CARDS.succeeds, plan.isHeld);
      const isHeld = (await plan.isHeld?.(orderId)) ?? false;
      (isHeld ? held : report.acknowledged).push({ orderId, playerId });
    }
  };
  const breaker = async (): Promise<void> => {
    while (!isOver && report.faults < plan.faults) {
      // Spread over the purchases, not over time: a slow machine gets as many faults as a fast one.
      const due = ((report.faults + 0.5) / plan.faults) * plan.purchases;
      if (report.acknowledged.length < due) {
        await pause(20);
        continue;
      }
      await pause(random() * 80);
      await plan.fault(system, random, report.faults);
      report.faults++;
    }
  };
  const stopping = <T>(work: Promise<T>): Promise<T> => work.finally(() => (isOver = true));
  let breaking: Promise<void> = Promise.resolve();
  try {
    breaking = breaker();
    const buying = Promise.all(Array.from({ length: plan.buyers }, (_, index) => buyer(index)));
    // Whichever fails ends the other.
    breaking.catch(() => (isOver = true));
    await Promise.all([stopping(buying), breaking]);
  } finally {
    isOver = true;
    // What is broken is mended before anybody looks, also when the buying has failed.
    await breaking.catch(() => undefined);
    report.repeated = store.repeated;
    report.requests = store.requests;
    report.slowest = store.slowest;
    report.seconds = (performance.now() - started) / 1_000;
    await store.close();
  }
  return report;
}

/** How long she looks at a page that says "processing", and how often she presses at most. */
const AGAIN_MS = 15_000;
const PRESSES_MAX = 9;

/** Ids of what the demo game's hub sells and its server takes. */
export async function offersOf(store: Storefront, system: System): Promise<string[]> {
  const hub = await store.send('GET', '/store/v1/storefront?country=DE', { headers: { 'x-hubcraft-hub': system.demo.hub_slug } });
  const items = (hub.body.stores as { items: { store_item_id: string; sku: string; price: object | null }[] }[]).flatMap((each) => each.items);
  const offers = items.filter((item) => item.price && !item.sku.startsWith('decline')).map((item) => item.store_item_id);
  if (offers.length < 10) throw new Error(`The demo hub offers only ${offers.length} items`);
  return offers;
}

/** One purchase to the end, with every request repeatable by its key. Answers the order's id once the payment is acknowledged, or held. */
export async function purchase(store: Storefront, session: string, storeItemId: string, key: string, card: string = CARDS.succeeds, isHeld?: ChaosPlan['isHeld']): Promise<string> {
  const order = await store.send('POST', '/store/v1/orders', { session, key: `${key}-order`, body: { items: [{ store_item_id: storeItemId, quantity: 1 }] } });
  if (order.status !== 201) throw new Error(`The order was answered ${order.status}: ${order.text}`);
  const secret = order.body.checkout_secret as string;
  const placed = await store.place(secret, { email: 'chaos@player.example', country: 'DE', postcode: '10115' });
  if (placed.status !== 200) throw new Error(`The place was answered ${placed.status}: ${placed.text}`);
  for (let attempt = 1; ; attempt++) {
    const paid = await store.pay(secret, await store.cardToken(card), placed.body.amounts, `${key}-pay-${attempt}`);
    if (paid.status !== 200 && paid.status !== 409) throw new Error(`The payment was answered ${paid.status}: ${paid.text}`);
    // A payment whose answer was lost is found again by the order's own state. An attempt that came to nothing leaves the checkout open, one that never reached the provider leaves it
    // processing: she presses again, which finds the attempt or begins another.
    const { state } = await store.after(secret, ['paid_waiting', 'granted', 'canceled', 'open'], AGAIN_MS);
    if (['paid_waiting', 'granted', 'canceled'].includes(state) || (await isHeld?.(order.body.order_id as string))) return order.body.order_id as string;
    if (attempt === PRESSES_MAX) throw new Error(`The order ${order.body.order_id} is ${state} after ${attempt} presses: ${paid.text}`);
  }
}

export interface Verdict {
  goal: string;
  figure: string;
  isGood: boolean;
  /** Stands in the table of the whole run. */
  isFigure?: boolean;
}

/** Waits until everything is delivered, settles with the provider, and compares our books, the provider's and the game's. `alsoCharged`: charges that stand in the provider's books beside those of the
 * acknowledged orders of the report (disputed ones). */
export async function judge(system: System, report: ChaosReport, alsoCharged = 0): Promise<Verdict[]> {
  const admin = new pg.Client({ connectionString: system.db.adminUrl });
  // What breaks it is told by the statement that was under way.
  admin.on('error', () => undefined);
  await admin.connect();
  const count = async (sql: string, values: unknown[] = []): Promise<number> => Number((await admin.query<{ n: string }>(sql, values)).rows[0]!.n);
  const ids = report.acknowledged.map(({ orderId }) => orderId);
  try {
    const expected = ids.length;
    const quiet = await untilQuiet(admin);
    await runCli('reconcile', { PATH: process.env.PATH ?? '', ...reconcileEnv(system) });
    const charges = await pspCharges(system, admin);
    const events = await allPages<{ event_type: string; order_id: string }>(`${system.urls.game}/events`);
    const perOrder = new Map<string, number>();
    for (const event of events) if (event.event_type === 'item.add') perOrder.set(event.order_id, (perOrder.get(event.order_id) ?? 0) + 1);
    const paidTwice = await count(`SELECT count(*) AS n FROM (SELECT order_id FROM payments.payment WHERE status = 'done' GROUP BY order_id HAVING count(*) > 1) x`);
    const verdicts: Verdict[] = [
      { goal: 'purchases acknowledged', figure: `${expected}`, isGood: expected > 0 && new Set(ids).size === expected, isFigure: true },
      { goal: `faults injected (${report.what})`, figure: `${report.faults}`, isGood: report.faults > 0, isFigure: true },
      { goal: 'everything delivered', figure: quiet, isGood: quiet === 'yes' },
      await verdict('acknowledged orders that are not paid', count(`SELECT count(*) AS n FROM unnest($1::text[]) AS a(id) LEFT JOIN orders.order o ON o.id = a.id WHERE o.status IS DISTINCT FROM 'paid'`, [ids]), 0),
      { goal: 'orders with two successful payments', figure: `${paidTwice}`, isGood: paidTwice === 0 },
      { goal: "charges in the provider's books, less what it gave back", figure: `${charges.kept} kept, ${charges.double} orders charged twice`, isGood: charges.kept === expected + alsoCharged && charges.double === 0 },
      { goal: 'acknowledged orders granted exactly once by the game', figure: `${ids.filter((id) => perOrder.get(id) === 1).length}`, isGood: ids.every((id) => perOrder.get(id) === 1) },
      await verdict('sale entries in the ledger', count(`SELECT count(*) AS n FROM ledger.journal_entry WHERE kind = 'sale' AND order_id = ANY($1)`, [ids]), expected),
      await verdict('dead deliveries and jobs', count(`SELECT (SELECT count(*) FROM platform.outbox_delivery WHERE state = 'dead') + (SELECT count(*) FROM platform.job WHERE state = 'dead') AS n`), 0),
    ];
    const broken = await brokenInvariants(admin);
    verdicts.push({ goal: `${ALL_INVARIANTS.length} invariants hold`, figure: broken.map(({ id }) => id).join(', ') || 'all', isGood: broken.length === 0 });
    verdicts.push(await verdict('clearing accounts not at zero after settlement (I6)', admin.query(OPEN_CLEARING).then(({ rows }) => rows.length), 0));
    return verdicts;
  } finally {
    await admin.end();
  }
}

async function verdict(goal: string, figure: Promise<number>, wanted: number): Promise<Verdict> {
  const value = await figure;
  return { goal, figure: String(value), isGood: value === wanted };
}

/** A grant that was taken back before it was ever tried is withdrawn, and nothing of it is sent. */
const UNDELIVERED = `state <> 'succeeded' AND closed_reason IS DISTINCT FROM 'taken_back'`;

async function untilQuiet(admin: Client): Promise<string> {
  const deadline = performance.now() + 180_000;
  for (;;) {
    const { rows: [row] } = await admin.query<{ outbox: string; webhooks: string; grants: string }>(
      `SELECT (SELECT count(*) FROM platform.outbox_delivery WHERE state = 'pending')::text AS outbox, (SELECT count(*) FROM webhooks.delivery WHERE ${UNDELIVERED})::text AS webhooks,
              (SELECT count(*) FROM fulfillment.grant_entry WHERE state = 'requested')::text AS grants`);
    if (row!.outbox === '0' && row!.webhooks === '0' && row!.grants === '0') return 'yes';
    if (performance.now() > deadline) return `no: ${JSON.stringify(row)}, ${await waiting(admin)}`;
    await pause(250);
  }
}

/** What the webhooks that are not delivered wait for, three of them. */
async function waiting(admin: Client): Promise<string> {
  const { rows } = await admin.query<object>(
    `SELECT d.event_type, d.state, d.attempts, d.is_held, d.is_waiting, d.lease_token IS NOT NULL AS is_claimed, round(extract(epoch FROM d.next_at - now())) AS next_in_seconds, d.last_status, d.last_error
       FROM webhooks.delivery d WHERE ${UNDELIVERED} LIMIT 3`);
  return JSON.stringify(rows);
}

function reconcileEnv(system: System): Record<string, string> {
  return { DATABASE_URL: system.db.appUrl, DATABASE_OWNER_URL: system.db.ownerUrl, PUBLIC_URL: system.urls.api, MASTER_KEY: system.secrets.masterKey, SANDBOX_PSP_URL: system.urls.psp, SANDBOX_PSP_API_KEY: system.pspKey, SANDBOX_PSP_WEBHOOK_SECRET: 'unused' };
}

/** Charges that the provider has kept, by our payment ids, told apart by order through our own rows. */
async function pspCharges(system: System, admin: Client): Promise<{ kept: number; double: number }> {
  const books = await allPages<{ type: string; reference: string; captured_minor?: number; refunded_minor?: number }>(`${system.urls.psp}/books`, { authorization: `Bearer ${system.pspKey}` });
  const kept = books.filter((entry) => entry.type === 'payment' && entry.captured_minor && entry.captured_minor !== entry.refunded_minor).map((entry) => entry.reference);
  const { rows } = await admin.query<{ order_id: string }>('SELECT order_id FROM payments.payment WHERE id = ANY($1)', [kept]);
  return { kept: kept.length, double: rows.length - new Set(rows.map((row) => row.order_id)).size };
}

async function allPages<T>(url: string, headers: Record<string, string> = {}): Promise<T[]> {
  const all: T[] = [];
  let after = '';
  for (let page = 0; page < 10_000; page++) {
    const body = await getJson<{ data: T[]; has_more: boolean; next_cursor: string | number | null }>(`${url}?limit=1000${after ? `&after=${encodeURIComponent(after)}` : ''}`, headers);
    all.push(...body.data);
    if (!body.has_more || body.next_cursor === null) return all;
    after = String(body.next_cursor);
  }
  throw new Error(`${url} does not end`);
}
