import { DerivedKeys } from '#platform/crypto/derived-keys';
import { newId } from '#platform/kernel/ids';
import { systemScope } from '#platform/kernel/scope';
import { SealChecks, type SealFault } from '#platform/seals/seal-checks';
import { SealKeeping } from '#platform/seals/seal-keeping';
import { SealSums } from '#platform/seals/seal-sums';
import { HELD_BY_LEDGER } from '../../libs/money/ledger/infra/invariants.js';
import { HELD_BY_ORDERS } from '../../libs/sales/orders/infra/invariants.js';
import { UNSEALED_IN_FLIGHT, columnsOfBooks, corrupt, dice, unsealedReasons, type Place } from '../support/corruption.js';
import { brokenInvariants } from '../support/invariants.js';
import { TradingBooks } from '../support/trading-books.js';

/** All 200 of the goal: `npm run chaos -- G15`. */
const CORRUPTIONS = 100;
const REASONS = unsealedReasons();

let books: TradingBooks;

const keep = async (): Promise<void> => {
  const failed: unknown[] = [];
  await books.app.app.get(SealKeeping).keep(Infinity, (_, __, error) => failed.push(error));
  expect(failed).toEqual([]);
};
const faults = async (): Promise<SealFault[]> => (await books.app.app.get(SealChecks).checkAll()).first;
const named = async (): Promise<string[]> => (await brokenInvariants(books.admin, [HELD_BY_ORDERS, HELD_BY_LEDGER])).map(({ id }) => id);
/** What a superuser does to rows past every trigger; put back afterwards. */
async function past(sql: string, then: () => Promise<void>): Promise<void> {
  const tables = ['ledger.journal_entry', 'ledger.posting', 'ledger.balance_rollup', 'ledger.fresh_sum', 'orders.order', 'orders.order_transition', 'platform.seal_note', 'platform.seal_stretch', 'platform.seal_head', 'platform.seal_roster'];
  await books.admin.query(`SET session_replication_role = 'replica'; ${tables.map((table, n) => `CREATE TEMP TABLE kept_${n} AS TABLE ${table}`).join(';')}`);
  await books.admin.query(sql);
  await then().finally(() => books.admin.query(`${tables.map((table, n) => `DELETE FROM ${table}; INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM kept_${n}; DROP TABLE kept_${n}`).join(';')}; SET session_replication_role = 'origin'`));
}

describe('the books of a new installation', () => {
  let places: Place[];

  beforeAll(async () => {
    books = await TradingBooks.open();
    await books.trade();
    await keep();
    places = await columnsOfBooks(books.admin);
  });
  afterAll(() => books.close());

  it('are whole, whatever was done by the code', async () => {
    expect([await faults(), await named()]).toEqual([[], []]);
    const { rows } = await books.admin.query<{ status: string }>('SELECT DISTINCT status FROM orders.order ORDER BY 1');
    expect(rows.map(({ status }) => status)).toEqual(['captured', 'created', 'disputed', 'paid', 'reattempted', 'refunded']);
    expect((await books.app.app.get(SealChecks).checkAll()).rows).toBeGreaterThan(15);
  });

  it('show each of a hundred changes of one field by a superuser, in every column that is not said to be unsealed; without the seals many would be missed', async () => {
    const random = dice(20_261_127);
    const wanted = places.filter(({ table, column }) => !REASONS.has(`${table}.${column}`));
    const missed: string[] = [];
    const changed = new Set<string>();
    const without = { asked: 0, missed: 0 };
    for (let n = 0; n < CORRUPTIONS; n++) {
      // Each column at least once, then as the dice fall. What the constraints of a table forbid is thrown again.
      const place = wanted[n < wanted.length ? n : Math.floor(random() * wanted.length)]!;
      const where = place.table === 'orders.order' && UNSEALED_IN_FLIGHT.has(place.column) ? `status <> 'captured'` : 'true';
      let change = await corrupt(books.admin, place, random, where);
      for (let tries = 0; !change && tries < 200; tries++) change = await corrupt(books.admin, place, random, where);
      if (!change) throw new Error(`${place.table}.${place.column} cannot be changed`);
      changed.add(`${place.table}.${place.column}`);
      const sealed = await faults();
      const held = sealed.length === 0 || n % 5 === 0 ? await named() : ['not asked'];
      await change.undo();
      if (sealed.length === 0 && held.length === 0) missed.push(`${place.table}.${place.column}: ${change.was} became ${change.is}`);
      if (n % 5 === 0) without.asked++;
      if (n % 5 === 0 && held.length === 0) without.missed++;
    }
    expect(missed).toEqual([]);
    expect(changed.size).toBe(wanted.length);
    expect(without.missed).toBeGreaterThan(without.asked / 4);
    expect([await faults(), await named()]).toEqual([[], []]);
  }, 240_000);

  it('leave out no column but those that say why', async () => {
    const random = dice(1);
    expect([...REASONS.keys()].filter((each) => !places.some(({ table, column }) => `${table}.${column}` === each))).toEqual([]);
    for (const why of REASONS.values()) expect(why.length).toBeGreaterThan(30);
    for (const place of places.filter(({ table, column }) => table === 'orders.order' && column !== 'seal' && REASONS.has(`${table}.${column}`))) {
      const change = (await corrupt(books.admin, place, random))!;
      expect([place.column, await faults()]).toEqual([place.column, []]);
      await change.undo();
    }
  });

  const ENTRY = `(SELECT id FROM ledger.journal_entry WHERE kind = 'sale' ORDER BY id LIMIT 1)`;
  const OPEN = `(SELECT id FROM orders.order WHERE status = 'created' ORDER BY id LIMIT 1)`;
  /** An id that is none yet. */
  const OTHER = (id: string) => `left(${id}, -1) || CASE right(${id}, 1) WHEN 'z' THEN 'y' ELSE 'z' END`;
  const UNFOLD = (sign: '+' | '-') => `UPDATE ledger.balance_rollup b SET debits_minor = debits_minor ${sign} greatest(p.amount_minor, 0), credits_minor = credits_minor ${sign} greatest(-p.amount_minor, 0) FROM ledger.posting p WHERE p.entry_id = ${ENTRY} AND b.account = p.account AND b.currency = p.currency`;
  it.each([
    ['an entry is gone, with its postings, and the balances are made to fit', `${UNFOLD('-')}; DELETE FROM ledger.posting WHERE entry_id = ${ENTRY}; DELETE FROM ledger.journal_entry WHERE id = ${ENTRY}`],
    ['a posting is gone', `DELETE FROM ledger.posting WHERE entry_id = ${ENTRY} AND line = 2`],
    ['an entry is there twice, and the balances are made to fit', `${UNFOLD('+')}; INSERT INTO ledger.posting SELECT game_id, ${OTHER('entry_id')}, line, studio_id, account, currency, amount_minor FROM ledger.posting WHERE entry_id = ${ENTRY};
      INSERT INTO ledger.journal_entry SELECT (jsonb_populate_record(e, jsonb_build_object('id', ${OTHER('id')}, 'fact', 'planted'))).* FROM ledger.journal_entry e WHERE id = ${ENTRY}`],
    ['an entry has lost its seal with its order', `UPDATE ledger.journal_entry SET order_id = 'ord_planted', seal = NULL WHERE kind = 'psp_fee'`],
    ['an entry has the seal of another', `UPDATE ledger.journal_entry SET seal = (SELECT seal FROM ledger.journal_entry ORDER BY id DESC LIMIT 1) WHERE id = ${ENTRY}`],
    ['an order that nobody paid is gone with its steps', `DELETE FROM orders.order_transition WHERE order_id = ${OPEN}; DELETE FROM orders.order WHERE id = ${OPEN}`],
    ['an order was put in', `INSERT INTO orders.order SELECT (jsonb_populate_record(o, jsonb_build_object('id', ${OTHER('id')}))).* FROM orders.order o WHERE id = ${OPEN}`],
    ['an order costs less and has lost its seal', `UPDATE orders.order SET amount_minor = amount_minor - 1, seal = NULL WHERE id = ${OPEN}`],
    ['the terms of one order stand in another, seal and all', `UPDATE orders.order o SET email = p.email, country = p.country, tax = p.tax, seal = p.seal FROM orders.order p WHERE o.id = ${OPEN} AND p.country = 'FR'`],
    ['a sum says one row less', 'UPDATE platform.seal_stretch SET entries = entries - 1'],
    ['a stretch is gone', `DELETE FROM platform.seal_stretch WHERE book = 'orders'`],
    ['a game is gone from the sums', `DELETE FROM platform.seal_head WHERE book = 'ledger'; DELETE FROM platform.seal_stretch WHERE book = 'ledger'`],
    ['all sums are gone', 'DELETE FROM platform.seal_head; DELETE FROM platform.seal_stretch'],
    ['the roster is gone', 'DELETE FROM platform.seal_roster'],
    ['rows without seals are said to be welcome', `UPDATE platform.seal_roster SET lenient_until = now() + interval '1 day'`],
  ])('show that %s', async (_, sql) => {
    await past(sql, async () => {
      expect((await faults()).length).toBeGreaterThan(0);
    });
    expect(await faults()).toEqual([]);
  });

  it('count nothing that was noted and is gone before it was counted', async () => {
    const id = await books.order();
    await past(`DELETE FROM orders.order_transition WHERE order_id = '${id}'; DELETE FROM orders.order WHERE id = '${id}'`, async () => {
      await keep();
      expect((await faults()).map(({ what }) => what)).toEqual([expect.stringMatching(/rows were sealed/)]);
    });
    await keep();
    expect(await faults()).toEqual([]);
  });

  it('are not sealed anew by what goes on with a changed order', async () => {
    const { of, payment } = await books.locked();
    await books.admin.query(`UPDATE orders.order SET email = 'mallory@example.com' WHERE id = '${of.id}'`);
    await books.announce(books.captured(of, payment));
    await keep();
    expect((await books.read(of.id)).status).toBe('paid');
    expect(await faults()).toEqual([expect.objectContaining({ book: 'orders', id: of.id })]);
    const round = books.app.app.get(SealChecks);
    const said: object[] = [];
    (round as unknown as { logger: { error(entry: object): void } }).logger.error = (entry) => void said.push(entry);
    await round.round();
    expect(said).toEqual([expect.objectContaining({ msg: 'ALARM: a seal is broken', kind: 'orders', first: of.id })]);
    // Also when it is put back: what was sealed meanwhile nobody knows.
    await books.admin.query(`UPDATE orders.order SET email = 'aria@example.com' WHERE id = '${of.id}'`);
    expect(await faults()).toHaveLength(1);
  });

  it('go on under another root, and hold what is older', async () => {
    const keys = books.app.app.get(DerivedKeys);
    await keys.makeReady();
    await books.admin.query('UPDATE platform.derived_key SET active_at = now()');
    const before = keys.rootId;
    await (keys as unknown as { load(): Promise<void> }).load();
    expect(keys.rootId).not.toBe(before);
    const known = (await faults()).length;
    await books.paid();
    await keep();
    expect((await faults()).length).toBe(known);
    expect((await books.admin.query(`SELECT DISTINCT split_part(seal, '.', 1) FROM orders.order WHERE seal NOT LIKE 'broken.%'`)).rowCount).toBe(2);
  });
});

describe('the books of a build that knew no seals', () => {
  beforeAll(async () => {
    books = await TradingBooks.open();
    await books.trade();
    // As they were before the migration: nothing is sealed, nothing was noted, and more than a page of entries.
    await books.admin.query(`SET session_replication_role = 'replica'; DELETE FROM platform.seal_note; UPDATE orders.order SET seal = NULL; UPDATE ledger.journal_entry SET seal = NULL`);
    await books.admin.query(`INSERT INTO ledger.journal_entry (game_id, id, fact, kind, currency) SELECT '${books.studio.gameId}', 'jrn_01m8' || lpad(n::text, 22, '0'), 'f' || n, 'mismatch', 'EUR' FROM generate_series(1, 2300) AS n`);
    await books.admin.query(`SET session_replication_role = 'origin'`);
    await books.admin.query(`INSERT INTO ledger.posting SELECT game_id, id, line, NULL, account, 'EUR', amount FROM ledger.journal_entry CROSS JOIN (VALUES (1, 'psp_clearing:sandbox', 500), (2, 'suspense', -500)) AS p(line, account, amount) WHERE kind = 'mismatch'`);
  });
  afterAll(() => books.close());
  const withoutSeal = async (): Promise<number> => Number((await books.admin.query('SELECT count(*)::int AS count FROM orders.order WHERE seal IS NULL')).rows[0].count);

  it('are sealed as they are, page by page, while the shop goes on', async () => {
    const keeping = books.app.app.get(SealKeeping);
    await keeping.begin();
    const failed: unknown[] = [];
    const halfway = keeping.keep(performance.now() + 150, (_, __, error) => failed.push(error));
    await Promise.all([books.paid(), books.paid(), books.order()]);
    await halfway;
    await books.paid();
    await keep();
    expect([failed, await faults(), await withoutSeal()]).toEqual([[], [], 0]);
    expect((await books.admin.query('SELECT sum(unsealed)::int AS count FROM platform.seal_stretch')).rows[0].count).toBeGreaterThan(2_300);
  });

  it('show a change of an old entry, though it carries no seal of its own', async () => {
    await past(`UPDATE ledger.journal_entry SET posted_at = posted_at + interval '1 microsecond' WHERE id = 'jrn_01m8' || lpad('77', 22, '0')`, async () => {
      expect((await faults()).map(({ what }) => what)).toEqual(['These rows are not those that were sealed']);
    });
  });

  const asBefore = (id: string): Promise<unknown> => books.admin.query(`UPDATE orders.order SET expires_at = expires_at + interval '1 second', modified_at = now() WHERE id = '${id}'`);
  it('take the changes and rows of processes of that build for a day, and no longer', async () => {
    const id = await books.order();
    await keep();
    await asBefore(id);
    await books.admin.query(`INSERT INTO ledger.journal_entry (game_id, id, fact, kind, currency) VALUES ('${books.studio.gameId}', '${newId('jrn')}', 'of the build before', 'mismatch', 'EUR')`);
    expect([await withoutSeal(), await faults()]).toEqual([1, []]);
    await keep();
    expect([await withoutSeal(), await faults()]).toEqual([0, []]);
    const sums = books.app.app.get(SealSums);
    await books.app.database.transaction(systemScope('', 'test'), { context: 'platform' }, async () => sums.writeRoster({ ...(await sums.roster())!, lenient_us: '1000000' }));
    await asBefore(id);
    await keep();
    expect(await faults()).toEqual([expect.objectContaining({ id, what: 'It has no seal' })]);
    await books.admin.query(`INSERT INTO ledger.journal_entry (game_id, id, fact, kind, currency) VALUES ('${books.studio.gameId}', '${newId('jrn')}', 'of nobody', 'mismatch', 'EUR')`);
    await keep();
    expect(await faults()).toHaveLength(2);
    await books.admin.query(`SET session_replication_role = 'replica'; DELETE FROM ledger.journal_entry WHERE fact LIKE 'of %'`);
  });
});
