import { readFileSync } from 'node:fs';
import path from 'node:path';
import os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { request } from 'undici';
import { CARDS, Storefront, getJson } from '../support/buyer.js';
import { startSystem, type System } from '../support/system.js';
import { goal } from './goals.js';
import { judge, offersOf, purchase, seeded, type ChaosReport, type Verdict } from './purchases.js';

const seed = Number(process.env.CHAOS_SEED ?? 20_261_122);
const HANDS = 8;
const REACHED_MS = 60_000;
/** One seed tries as many points as come up in this time, in an order of its own. */
const TRIED_MS = Number(process.env.CHAOS_MINUTES ?? 10) * 60_000;
const TRIED_MIN = 40;
/** Jobs that look after the house and come by once in minutes or hours; no flow of money waits for them. */
const HOUSEKEEPING = /housekeeping|mend-attempts|check-books|roll-up|remove-|forget-/i;

type Half = 'api' | 'worker';

/** Players who buy, have orders refunded and dispute charges, until they are told to stop. */
class Traffic {
  readonly kept: string[] = [];
  readonly refunded: string[] = [];
  readonly disputed: string[] = [];
  private isOver = false;
  private readonly store: Storefront;

  constructor(private readonly system: System) {
    this.store = new Storefront(system, 180_000);
  }

  async run(): Promise<void> {
    const random = seeded(seed);
    const offers = await offersOf(this.store, this.system);
    await Promise.all(Array.from({ length: HANDS }, async (_, hand) => {
      for (let n = 0; !this.isOver; n++) {
        // A player of her own each time: the game is asked about her, too.
        const session = await this.store.signIn(`Fail-${hand}-${n}`);
        const offer = offers[Math.floor(random() * offers.length)]!;
        const kind = random();
        const order = await purchase(this.store, session, offer, `fail-${seed}-${hand}-${n}`, kind > 0.7 ? CARDS.dispute_lost : CARDS.succeeds);
        if (kind > 0.7) this.disputed.push(order);
        else if (kind > 0.4) await this.refund(order);
        else this.kept.push(order);
      }
    }));
  }

  async stop(): Promise<void> {
    this.isOver = true;
  }

  async close(): Promise<void> {
    await this.store.close();
  }

  get counts(): Pick<ChaosReport, 'repeated' | 'requests' | 'troubles' | 'slowest'> {
    return { repeated: this.store.repeated, requests: this.store.requests, troubles: this.store.troubles, slowest: this.store.slowest };
  }

  /** Asks until it is answered; the order's id is the key. */
  private async refund(orderId: string): Promise<void> {
    for (;;) {
      const status = await request(`${this.system.urls.api}/v1/orders/${orderId}/refund`, {
        method: 'POST', headers: { authorization: `Bearer ${this.system.demo.api_key}`, 'content-type': 'application/json' }, body: JSON.stringify({ reason: 'failpoints' }), headersTimeout: 20_000,
      }).then(async ({ statusCode, body }) => {
        await body.dump();
        return statusCode;
      }, () => 0);
      if (status >= 200 && status < 300) break;
      if (status >= 400 && status < 500 && status !== 409 && status !== 429) throw new Error(`The refund of ${orderId} was answered ${status}`);
      await pause(200);
    }
    this.refunded.push(orderId);
  }
}

async function points(system: System, traffic: Traffic): Promise<Record<Half, string[]>> {
  const files = { api: path.join(os.tmpdir(), `hubcraft-trace-api-${process.pid}`), worker: path.join(os.tmpdir(), `hubcraft-trace-worker-${process.pid}`) };
  for (const half of ['api', 'worker'] as const) {
    await system.kill(half);
    await system.start(half, { FAILPOINT_TRACE: files[half] });
  }
  while (traffic.refunded.length < 4 || traffic.disputed.length < 3 || traffic.kept.length < 10) await pause(250);
  // Refunds are confirmed and disputes are decided a moment later.
  await pause(8_000);
  const read = (file: string): string[] => readFileSync(file, 'utf8').trim().split('\n').filter((name) => !HOUSEKEEPING.test(name));
  return { api: read(files.api), worker: read(files.worker) };
}

/** The points in the order of the seed. */
function shuffled(names: string[]): string[] {
  const random = seeded(seed);
  return names.map((name) => ({ name, at: random() })).sort((a, b) => a.at - b.at).map(({ name }) => name);
}

/** Lets a process die at each of the points in turn, as long as there is time; answers at which it died and which it did not come by. */
async function dieAtEach(system: System, half: Half, names: string[], until: number): Promise<{ died: string[]; missed: string[] }> {
  const [died, missed]: [string[], string[]] = [[], []];
  for (const name of shuffled(names)) {
    if (performance.now() > until) break;
    await system.kill(half);
    // Some are passed while it starts.
    await system.start(half, { FAILPOINT: name }).catch(() => undefined);
    const isReached = await Promise.race([system.ended(half).then(() => true), pause(REACHED_MS, false)]);
    (isReached ? died : missed).push(name);
  }
  await system.kill(half);
  await system.start(half);
  return { died, missed };
}

describe('failpoints', () => {
  goal({ id: 'G2', promise: 'api and worker die before and after every commit, every run of a job and every outside call of buy, grant, refund and dispute: nothing lost, nothing twice', scale: 'once at as many points as fit into 10 minutes, in the order of CHAOS_SEED, for 3 times at each' }, async () => {
    const system = await startSystem();
    const traffic = new Traffic(system);
    const admin = new pg.Client({ connectionString: system.db.adminUrl });
    await admin.connect();
    try {
      const started = performance.now();
      await fetch(`${system.urls.psp}/control`, { method: 'POST', headers: { authorization: `Bearer ${system.pspKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ dispute_delay_ms: 500, refund_delay_ms: 300 }) });
      const running = traffic.run();
      running.catch(() => undefined);
      const named = await Promise.race([points(system, traffic), running.then(() => Promise.reject(new Error('The traffic ended')))]);
      const tried = await Promise.all((['api', 'worker'] as const).map((half) => dieAtEach(system, half, named[half], started + TRIED_MS)));
      const died = tried.flatMap((half) => half.died);
      const missed = tried.flatMap((half) => half.missed);
      await traffic.stop();
      await running;
      await settled(admin, traffic);
      const total = named.api.length + named.worker.length;
      const report: ChaosReport = { acknowledged: traffic.kept.map((orderId) => ({ orderId, playerId: '' })), faults: died.length, what: 'SIGKILL at a failpoint', ...traffic.counts, seconds: (performance.now() - started) / 1_000 };
      return [
        ...(await judge(system, report, traffic.disputed.length)),
        { goal: `failpoints died at${missed.length > 0 ? `, without ${missed.join(', ')}, which nobody came by in a minute` : ''}`, figure: `${died.length} of ${total}`, isGood: died.length >= TRIED_MIN && missed.length * 10 <= died.length, isFigure: true },
        ...(await afterwards(system, admin, traffic)),
      ];
    } finally {
      await admin.end();
      await traffic.close();
      await system.close();
    }
  });
});

async function settled(admin: InstanceType<typeof pg.Client>, { refunded, disputed }: Traffic): Promise<void> {
  for (const deadline = performance.now() + 180_000; performance.now() < deadline; await pause(250)) {
    const { rows: [row] } = await admin.query<{ n: string }>(`SELECT count(*)::text AS n FROM orders.order WHERE (id = ANY($1) AND status <> 'refunded') OR (id = ANY($2) AND status <> 'canceled')`, [refunded, disputed]);
    if (row!.n === '0') return;
  }
}

async function afterwards(system: System, admin: InstanceType<typeof pg.Client>, { refunded, disputed }: Traffic): Promise<Verdict[]> {
  const count = async (sql: string, values: unknown[]): Promise<number> => Number((await admin.query<{ n: string }>(sql, values)).rows[0]!.n);
  const [granted, removed] = [new Map<string, number>(), new Map<string, number>()];
  const perType: Record<string, Map<string, number>> = { 'item.add': granted, 'item.remove': removed };
  for (let after = ''; ;) {
    const page = await getJson<{ data: { event_type: string; order_id: string }[]; has_more: boolean; next_cursor: string | number | null }>(`${system.urls.game}/events?limit=1000${after ? `&after=${encodeURIComponent(after)}` : ''}`);
    for (const { event_type, order_id } of page.data) perType[event_type]?.set(order_id, (perType[event_type].get(order_id) ?? 0) + 1);
    if (!page.has_more || page.next_cursor === null) break;
    after = String(page.next_cursor);
  }
  const kept = await count(`SELECT count(*) AS n FROM orders.order WHERE id = ANY($1) AND status <> 'refunded'`, [refunded]);
  const open = await count(`SELECT count(*) AS n FROM orders.order WHERE id = ANY($1) AND status <> 'canceled'`, [disputed]);
  const entries = await count(`SELECT count(*) AS n FROM ledger.journal_entry WHERE kind = 'refund' AND order_id = ANY($1)`, [refunded]);
  const back = [...refunded, ...disputed];
  // What was refunded before the game had heard of it is never granted, so there is nothing to take back.
  const voided = await count(`SELECT count(DISTINCT order_id) AS n FROM fulfillment.grant_entry WHERE order_id = ANY($1) AND state = 'voided'`, [back]);
  const ungranted = back.filter((id) => !granted.has(id)).length;
  const odd = back.filter((id) => (removed.get(id) ?? 0) !== (granted.get(id) ?? 0) || (granted.get(id) ?? 0) > 1).map((id) => `${id} granted ${granted.get(id) ?? 0} and taken back ${removed.get(id) ?? 0} times`);
  return [
    { goal: 'refunds asked for that did not end as refunded', figure: `${kept} of ${refunded.length}`, isGood: kept === 0 && refunded.length > 0 },
    { goal: 'lost disputes whose order is not canceled', figure: `${open} of ${disputed.length}`, isGood: open === 0 && disputed.length > 0 },
    { goal: 'refund entries in the ledger', figure: String(entries), isGood: entries === refunded.length },
    { goal: 'orders taken back from the game exactly as often as granted', figure: `${back.length - odd.length} of ${back.length}${odd.length > 0 ? `, but ${odd.join(', ')}` : ''}`, isGood: odd.length === 0 },
    { goal: 'orders taken back before the game had heard of them, whose grant is void', figure: `${voided} of ${ungranted}`, isGood: voided === ungranted },
  ];
}
