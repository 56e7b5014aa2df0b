import { startSystem, type System } from '../support/system.js';
import { goal } from './goals.js';
import pg from 'pg';
import { getJson } from '../support/buyer.js';
import { operatorOf } from '../support/operator.js';
import { buyUnderFire, judge, type ChaosReport, type Verdict } from './purchases.js';

const seed = Number(process.env.CHAOS_SEED ?? 20_261_122);
/** CHAOS_PURCHASES changes how many. */
const PURCHASES = Number(process.env.CHAOS_PURCHASES ?? 300);
const MODES = [
  { mode: 'lose_answer', probability: 0.3 }, { mode: 'charged_but_unknown', probability: 0.05 }, { mode: 'duplicate', probability: 0.1 }, { mode: 'reorder', probability: 0.1, delay_ms: 500 },
  { mode: 'delay', probability: 0.05, delay_ms: 2_000 }, { mode: 'wrong_amount', probability: 0.02 },
];

/** Somebody of the operator decides about what is held: every other order is paid by it, the others' money goes back. */
async function decideHeld(system: System, report: ChaosReport): Promise<Verdict> {
  const operator = await operatorOf(system, 'held@operator.example');
  const wanted = new Map(report.held!.map((each) => [each.orderId, each]));
  let [decided, turn] = [0, 0];
  for (let after = ''; ; ) {
    const page = await operator.send('GET', `held_payments?limit=100${after}`);
    for (const { id, game_id, order_id } of page.data as { id: string; game_id: string; order_id: string }[]) {
      const resolution = turn++ % 2 === 0 ? 'pay_order' : 'give_back';
      await operator.send('POST', `games/${game_id}/payments/${id}/resolve`, { resolution });
      const order = wanted.get(order_id);
      if (order) decided++;
      if (order && resolution === 'pay_order') report.acknowledged.push(order);
    }
    if (!page.has_more) break;
    after = `&starting_after=${page.next_cursor}`;
  }
  return { goal: 'held because of a misreported amount, and decided', figure: `${wanted.size}, ${decided}`, isGood: decided === wanted.size, isFigure: true };
}

interface PspPayment { type: string; reference: string; currency: string; captured_minor: number; refunded_minor: number; fee_minor: number }

/** Payment by payment, and in sum: what the provider has taken, given back and kept is what stands in our payments and in the ledger. */
async function toTheCent(system: System, admin: InstanceType<typeof pg.Pool>): Promise<Verdict> {
  const all: PspPayment[] = [];
  for (let after = ''; ; ) {
    const page = await getJson<{ data: PspPayment[]; has_more: boolean; next_cursor: string | number | null }>(`${system.urls.psp}/books?limit=1000${after}`, { authorization: `Bearer ${system.pspKey}` });
    all.push(...page.data.filter(({ type }) => type === 'payment'));
    if (!page.has_more) break;
    after = `&after=${encodeURIComponent(String(page.next_cursor))}`;
  }
  const taken = all.filter(({ captured_minor }) => captured_minor > 0);
  const { rows: differ } = await admin.query<{ reference: string }>(
    `SELECT coalesce(b.reference, p.id) AS reference FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) AS b(reference, currency, captured, refunded, fee)
       FULL JOIN (SELECT * FROM payments.payment WHERE captured_minor > 0) p ON p.id = b.reference
      WHERE (p.currency, p.captured_minor, p.refunded_minor, p.psp_fee_minor) IS DISTINCT FROM (b.currency, b.captured, b.refunded, b.fee)`,
    [taken.map((each) => each.reference), taken.map((each) => each.currency), taken.map((each) => each.captured_minor), taken.map((each) => each.refunded_minor), taken.map((each) => each.fee_minor)]);
  const { rows: ledger } = await admin.query<{ currency: string; minor: string }>(`SELECT currency, sum(amount_minor)::text AS minor FROM ledger.posting WHERE account ~ '^(bank|psp_clearing):sandbox$' GROUP BY currency HAVING sum(amount_minor) <> 0`);
  const theirs = new Map<string, bigint>();
  for (const { currency, captured_minor, refunded_minor, fee_minor } of taken) theirs.set(currency, (theirs.get(currency) ?? 0n) + BigInt(captured_minor - refunded_minor - fee_minor));
  const isEqual = differ.length === 0 && ledger.length === theirs.size && ledger.every(({ currency, minor }) => theirs.get(currency) === BigInt(minor));
  const sums = [...theirs].map(([currency, minor]) => `${minor} ${currency}`).join(', ');
  return { goal: "payments of the provider's books that are other than ours; what it owes us by its books and by our ledger", figure: `${differ.length} of ${taken.length}; ${sums} and ${ledger.map(({ currency, minor }) => `${minor} ${currency}`).join(', ')}`, isGood: isEqual, isFigure: true };
}

describe('the provider misbehaves', () => {
  goal({ id: 'G9', promise: 'answers lost after the charge, 500 for ever, late, notifications twice and out of order, amounts misreported: no double charge, every order settled, its books equal ours to the cent', scale: PURCHASES >= 10_000 ? null : `${PURCHASES} purchases for 10,000`, minutes: Math.max(20, PURCHASES / 100) }, async () => {
    const system = await startSystem({ without: ['mailbox'] });
    const admin = new pg.Pool({ connectionString: system.db.adminUrl, max: 4 });
    const control = async (body?: object): Promise<{ injected: Record<string, number> }> => {
      const answer = await fetch(`${system.urls.psp}/control`, { method: body ? 'POST' : 'GET', headers: { authorization: `Bearer ${system.pspKey}`, 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
      if (!answer.ok) throw new Error(`/control answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as { injected: Record<string, number> };
    };
    try {
      await control({ seed });
      for (const mode of MODES) await control(mode);
      const isHeld = async (orderId: string): Promise<boolean> => (await admin.query(`SELECT FROM payments.payment WHERE order_id = $1 AND mismatched_at IS NOT NULL`, [orderId])).rowCount === 1;
      const report = await buyUnderFire(system, { purchases: PURCHASES, buyers: 8, faults: 1, seed, what: MODES.map(({ mode }) => mode).join(', '), fault: async () => undefined, isHeld });
      const { injected } = await control();
      const counts = MODES.map(({ mode }) => ({ goal: `injected: ${mode}`, figure: String(injected[mode] ?? 0), isGood: (injected[mode] ?? 0) > 0, isFigure: true }));
      await control({ mode: 'none' });
      const decided = await decideHeld(system, report);
      return [...(await judge(system, report)), ...counts, decided, await toTheCent(system, admin)];
    } finally {
      await admin.end();
      await system.close();
    }
  });
});
