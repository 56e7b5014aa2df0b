import { EVERYTHING, type RowInvariant } from '#platform/invariants/invariants';
import { SealChecks } from '#platform/seals/seal-checks';
import { SealKeeping } from '#platform/seals/seal-keeping';
import { HELD_BY_LEDGER } from '../../libs/money/ledger/infra/invariants.js';
import { HELD_BY_ORDERS } from '../../libs/sales/orders/infra/invariants.js';
import { JournalRepository } from '../../libs/money/ledger/infra/journal.repository.js';
import type { JournalEntry } from '../../libs/money/ledger/domain/entries.js';
import { UNSEALED_IN_FLIGHT, columnsOfBooks, corrupt, dice, unsealedReasons, type Corruption } from '../support/corruption.js';
import { brokenInvariants } from '../support/invariants.js';
import { TradingBooks } from '../support/trading-books.js';
import { goal } from './goals.js';

const POSTINGS = Number(process.env.CHAOS_POSTINGS ?? 1_000_000);
const CORRUPTIONS = 200;
const SECONDS_MAX = 60;
const PER_ENTRY = 4;
const PER_STATEMENT = 500;
const LINES = [11_90n, -1_90n, -50n, -9_50n];
const ACCOUNTS = ['psp_clearing:sandbox', 'tax_payable:DE', 'platform_fee_revenue', 'studio_payable'];

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
};

/** Entries as the code writes them, sealed, noted and rolled up like any others. */
async function post({ app, studio }: TradingBooks, postings: number): Promise<void> {
  const journal = app.app.get(JournalRepository);
  for (let n = 0; n < postings / PER_ENTRY; ) {
    const entries = Array.from({ length: PER_STATEMENT }, (): JournalEntry => ({
      fact: `mismatch:${n++}`, kind: 'mismatch', order_id: null, payment_id: null, currency: 'EUR', postings: ACCOUNTS.map((account, line) => ({ account, amount_minor: LINES[line]! })),
    }));
    await app.database.transaction(studio.scope, { context: 'money/ledger' }, () => journal.append(studio.studioId, entries));
  }
}

/** What the balances do not agree on with the postings, over everything. */
async function foldAnew({ admin }: TradingBooks): Promise<number> {
  const fold = HELD_BY_LEDGER.invariants.find(({ id }) => id === 'ledger.balances-are-the-fold') as RowInvariant;
  return (await admin.query(fold.sql(EVERYTHING))).rowCount!;
}

/** Changes balances one by one, then fields of entries, postings and orders, each in a row of its own, all before one look. */
async function tamper(books: TradingBooks, checks: SealChecks, random: () => number): Promise<{ rows: number; missed: string[]; seconds: number }> {
  const reasons = unsealedReasons();
  const places = (await columnsOfBooks(books.admin)).filter(({ table, column }) => !reasons.has(`${table}.${column}`));
  const missed: string[] = [];
  const inBalances = places.filter(({ table }) => table === 'ledger.balance_rollup');
  const miss = ({ table, column, was, is }: Corruption): void => void missed.push(`${table}.${column}: ${was} became ${is}`);
  for (const place of inBalances) {
    const change = await until(() => corrupt(books.admin, place, random));
    if ((await foldAnew(books)) === 0) miss(change);
    await change.undo();
  }
  const sealed = places.filter(({ table, column }) => (table === 'orders.order' || table === 'ledger.journal_entry' || table === 'ledger.posting') && column !== 'game_id');
  const touched = new Map<string, Corruption>();
  const entries = (await books.admin.query<{ id: string }>('SELECT id FROM (SELECT id, hashtext(id || $1) AS nth FROM ledger.journal_entry) AS e ORDER BY nth LIMIT 3000', [String(random())])).rows.map(({ id }) => id);
  for (let n = 0; touched.size < CORRUPTIONS - inBalances.length; n++) {
    const place = sealed[n % sealed.length]!;
    const key = place.table === 'ledger.posting' ? 'entry_id' : 'id';
    // By the index: a million rows are not gone through for each.
    const fresh = `id <> ALL('{${[...touched.entries()].flatMap(([id, { is }]) => [id, is]).filter((id) => id.startsWith('ord_')).join(',')}}')`;
    const of = (): string => (place.table === 'orders.order' ? `${fresh} AND (status <> 'captured' OR ${!UNSEALED_IN_FLIGHT.has(place.column)})` : `game_id = '${books.studio.gameId}' AND ${key} = '${entries.pop()}'`);
    const change = await until(() => corrupt(books.admin, place, random, of()));
    touched.set(change.row[key] as string, change);
  }
  let named = new Set<string>();
  const took = await seconds(async () => {
    const bySeals = (await checks.checkAll(Infinity)).first.flatMap(({ id }) => id ?? []);
    const byInvariants = (await brokenInvariants(books.admin, [HELD_BY_ORDERS, HELD_BY_LEDGER])).flatMap(({ rows }) => rows.map((row) => String((row as { id?: string }).id)));
    named = new Set([...bySeals, ...byInvariants]);
  });
  // A row whose id was changed is named by what it is called now.
  for (const [id, change] of touched) if (!named.has(change.column === 'id' ? change.is : id)) miss(change);
  for (const change of touched.values()) await change.undo();
  return { rows: touched.size + inBalances.length, missed, seconds: took };
}

async function until(change: () => Promise<Corruption | null>): Promise<Corruption> {
  for (let tries = 0; tries < 500; tries++) {
    const made = await change();
    if (made) return made;
  }
  throw new Error('A column cannot be changed');
}

describe('the books are sealed', () => {
  goal({ id: 'G15', promise: '200 changes of one field of entries, postings, balances and orders by a superuser are found within 60 s; a million postings are folded anew within 60 s', scale: POSTINGS === 1_000_000 ? null : `${POSTINGS} postings` }, async () => {
    const random = dice(Number(process.env.CHAOS_SEED ?? 20_261_127));
    const books = await TradingBooks.open();
    try {
      for (let n = 1; n <= 20; n++) await books.trade(n);
      await post(books, POSTINGS);
      const failed: unknown[] = [];
      const sealed = await seconds(() => books.app.app.get(SealKeeping).keep(Infinity, (_, __, error) => failed.push(error)));
      await books.admin.query('ANALYZE');
      const checks = books.app.app.get(SealChecks);
      const whole = await checks.checkAll();
      const before = await brokenInvariants(books.admin, [HELD_BY_ORDERS, HELD_BY_LEDGER]);

      const { rows, missed, seconds: inOneLook } = await tamper(books, checks, random);
      const fold = await seconds(() => foldAnew(books));
      const { rows: [{ count }] } = (await books.admin.query('SELECT count(*)::int AS count FROM ledger.posting')) as unknown as { rows: [{ count: number }] };
      const verdicts = [
        { goal: 'postings in the books', figure: String(count), isGood: count >= POSTINGS, isFigure: true },
        { goal: 'found before anything was changed', figure: `${whole.count + before.length} of ${whole.rows} rows`, isGood: whole.count + before.length + failed.length === 0 },
        { goal: 'summed up by the worker', figure: `${sealed.toFixed(1)} s`, isGood: true },
        { goal: 'changes found', figure: `${rows - missed.length} of ${rows}${missed.length > 0 ? `, not ${missed.join('; ')}` : ''}`, isGood: missed.length === 0 && rows === CORRUPTIONS, isFigure: true },
        { goal: 'one look at everything', figure: `${inOneLook.toFixed(1)} s`, isGood: inOneLook <= SECONDS_MAX, isFigure: true },
        { goal: 'postings folded anew', figure: `${fold.toFixed(1)} s`, isGood: fold <= SECONDS_MAX, isFigure: true },
      ];
      await books.close();
      return verdicts;
    } catch (error) {
      // What was not put back breaks invariants, which would be told in its place.
      await books.close().catch(() => undefined);
      throw error;
    }
  });
});
