import pg from 'pg';
import { brokenInvariants } from '../support/invariants.js';
import { createDatabaseOn } from '../support/database.js';
import { testServers } from '../support/servers.js';
import { startSystem, type System } from '../support/system.js';
import { ArchivedPostgres } from './archived-postgres.js';
import { goal } from './goals.js';
import { buyUnderFire, judge, type ChaosReport, type Verdict } from './purchases.js';

const seed = Number(process.env.CHAOS_SEED ?? 20_261_122);
const POINTS = 20;
const RESTORED_MAX_SECONDS = 600;

/** A moment that was named, and the orders that had been acknowledged before it. */
interface Point { name: string; acknowledged: string[] }

describe('the machine of the database is lost', () => {
  goal({ id: 'G38', promise: 'restored from base backup and received log: as of 20 moments all invariants hold, as of the end nothing acknowledged is lost and sales go on', scale: null }, async () => {
    const { postgres15 } = await testServers();
    if (!postgres15) throw new Error('This goal needs Debian\'s PostgreSQL: apt-get install postgresql-15');
    const archived = await ArchivedPostgres.start(postgres15);
    try {
      const system = await startSystem({ without: ['mailbox'], database: await createDatabaseOn(archived.adminUrl) });
      try {
        const { report, points } = await sell(system, archived);
        await Promise.all([system.kill('api'), system.kill('worker')]);
        await archived.lose();
        const restored = await eachPoint(system, archived, points);
        const began = performance.now();
        await archived.restore();
        await Promise.all([system.start('api'), system.start('worker')]);
        const seconds = Math.round((performance.now() - began) / 1_000);
        const after = await buyUnderFire(system, { purchases: 20, buyers: 4, faults: 1, seed: seed + 1, what: 'none', fault: async () => undefined });
        report.acknowledged.push(...after.acknowledged);
        return [...(await judge(system, report)), ...restored, { goal: 'seconds from the loss of the machine until sales go on', figure: String(seconds), isGood: seconds <= RESTORED_MAX_SECONDS, isFigure: true }];
      } finally {
        await system.close();
      }
    } finally {
      await archived.destroy();
    }
  });
});

/** Purchases, a base backup in the middle of the first of them, and moments to come back to among the others. */
async function sell(system: System, archived: ArchivedPostgres): Promise<{ report: ChaosReport; points: Point[] }> {
  const points: Point[] = [];
  const acknowledged: ChaosReport['acknowledged'] = [];
  const report = await buyUnderFire(system, {
    purchases: 240, buyers: 8, faults: POINTS + 1, seed, what: 'the machine of the database lost', acknowledged,
    fault: async (_system, _random, nth) => {
      if (nth === 0) return archived.baseBackup();
      const point = { name: `moment_${nth}`, acknowledged: acknowledged.map(({ orderId }) => orderId) };
      await archived.mark(point.name);
      points.push(point);
    },
  });
  return { report, points };
}

async function eachPoint(system: System, archived: ArchivedPostgres, points: Point[]): Promise<Verdict[]> {
  const faults: string[] = [];
  let longest = 0;
  for (const { name, acknowledged } of points) {
    const began = performance.now();
    const cluster = await archived.restoredAt(name);
    longest = Math.max(longest, performance.now() - began);
    const url = new URL(cluster.adminUrl);
    url.pathname = `/${system.db.name}`;
    const admin = new pg.Client({ connectionString: url.toString() });
    await admin.connect();
    try {
      const { rows: [row] } = await admin.query<{ n: string }>(`SELECT count(*)::text AS n FROM orders.order WHERE id = ANY($1) AND status = 'paid'`, [acknowledged]);
      if (Number(row!.n) !== acknowledged.length) faults.push(`${name}: ${row!.n} of ${acknowledged.length} orders are paid`);
      for (const { id } of await brokenInvariants(admin)) faults.push(`${name}: ${id}`);
    } finally {
      await admin.end();
      await cluster.destroy();
    }
  }
  return [
    { goal: 'moments restored', figure: String(points.length), isGood: points.length === POINTS, isFigure: true },
    { goal: 'of them with an order missing or an invariant broken', figure: faults.join('; ') || '0', isGood: faults.length === 0, isFigure: true },
    { goal: 'ms that one recovery took, at most', figure: String(Math.round(longest)), isGood: longest < RESTORED_MAX_SECONDS * 1_000, isFigure: true },
  ];
}
