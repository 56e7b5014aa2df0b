import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '#platform/database/migrate';
import { asUser, dropDatabase, ensureDatabase } from '../../../../scripts/lib/roles.mjs';
import { brokenInvariants } from '../../../../test/support/invariants.js';
import { testServers } from '../../../../test/support/servers.js';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../../db/migrations');

describe('the books of an installation from before the notes', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hubcraft-migrations-'));
  const database = `hubcraft_test_${randomBytes(5).toString('hex')}`;
  let admin: InstanceType<typeof pg.Client>;
  const at = (url: string): string => Object.assign(new URL(url), { pathname: `/${database}` }).toString();

  beforeAll(async () => {
    const { adminUrl } = await testServers();
    await ensureDatabase({ adminUrl, database });
    admin = new pg.Client({ connectionString: at(adminUrl) });
    await admin.connect();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await admin.end();
    await dropDatabase({ adminUrl: (await testServers()).adminUrl, database });
  });

  const upTo = async (before: string): Promise<void> => {
    const { adminUrl, ownerPassword } = await testServers();
    for (const name of readdirSync(MIGRATIONS).filter((file) => file < before)) cpSync(path.join(MIGRATIONS, name), path.join(folder, name));
    await migrate(at(asUser(adminUrl, 'hubcraft_owner', ownerPassword)), folder);
  };

  it('are added up anew from their postings, also those that the old rollup had missed', async () => {
    await upTo('0061');
    await admin.query(`
      INSERT INTO ledger.journal_entry (game_id, id, fact, kind, currency) SELECT 'gam_1', 'jrn_01m8aaaaaa000000000000000' || n, 'f' || n, 'mismatch', 'EUR' FROM generate_series(1, 3) AS n;
      INSERT INTO ledger.posting (game_id, entry_id, line, account, currency, amount_minor)
      SELECT 'gam_1', 'jrn_01m8aaaaaa000000000000000' || n, line, account, 'EUR', amount * n FROM generate_series(1, 3) AS n, (VALUES (1, 'psp_clearing:sandbox', 500), (2, 'suspense', -500)) AS p(line, account, amount);
      INSERT INTO ledger.balance_rollup VALUES ('gam_1', 'psp_clearing:sandbox', 'EUR', 500, 0), ('gam_1', 'suspense', 'EUR', 0, 500);
      INSERT INTO ledger.rollup_mark VALUES ('gam_1', 'jrn_01m8b');`);
    await upTo('0300');
    const { rows } = await admin.query('SELECT account, debits_minor::int AS debits, credits_minor::int AS credits FROM ledger.balance_rollup ORDER BY account');
    expect(rows).toEqual([{ account: 'psp_clearing:sandbox', debits: 3_000, credits: 0 }, { account: 'suspense', debits: 0, credits: 3_000 }]);
  });

  it('keep their months closed when each legal entity has its own', async () => {
    await admin.query(`
      INSERT INTO receipts.legal_entity (id, name, address_lines, country, contact, number_prefix, tax_ids, buyer_countries, is_demo)
      SELECT id, id, '{x}', 'IE', 'x', upper(id), '[]', countries, false FROM (VALUES ('main', NULL::text[]), ('british', '{GB}')) AS e(id, countries);
      INSERT INTO ledger.month (month, state, asked_by, asked_at) VALUES ('2026-08-01', 'closing', 'a', now()), ('2026-09-01', 'closing', 'a', now());
      UPDATE ledger.month SET state = 'closed', closed_by = 'b', closed_at = now();`);
    await upTo('9');
    expect((await admin.query('SELECT id, begins::text FROM ledger.legal_entity ORDER BY id')).rows).toEqual([{ id: 'british', begins: '2026-10-01' }, { id: 'main', begins: '2000-01-01' }]);
    await admin.query(`INSERT INTO ledger.legal_entity (id, buyer_countries, is_rest, has_unnamed, begins, is_ended) VALUES ('trial', '{}', false, false, '2000-01-01', true)`);
    // A sale to Britain of September that is heard of after the upgrade: the month was closed with all such sales in it. Who ended while it waited has none.
    await admin.query(`INSERT INTO ledger.journal_entry (game_id, id, fact, kind, currency, posted_at, occurred_on, legal_entity) SELECT 'gam_1', 'jrn_01m8aaaaaa000000000000000' || n, 'g' || n, 'mismatch', 'EUR', now(), '2026-09-20', entity FROM (VALUES (4, 'british'), (5, NULL), (6, 'trial')) AS e(n, entity);
      INSERT INTO ledger.posting (game_id, entry_id, line, account, currency, amount_minor) SELECT 'gam_1', 'jrn_01m8aaaaaa000000000000000' || n, line, account, 'EUR', amount FROM generate_series(4, 6) AS n, (VALUES (1, 'psp_clearing:sandbox', 500), (2, 'suspense', -500)) AS p(line, account, amount)`);
    expect((await admin.query(`SELECT legal_entity, booked_on::text FROM ledger.journal_entry WHERE occurred_on = '2026-09-20' ORDER BY legal_entity`)).rows).toEqual([{ legal_entity: 'british', booked_on: '2026-10-01' }, { legal_entity: 'main', booked_on: '2026-10-01' }, { legal_entity: 'main', booked_on: '2026-10-01' }]);
    expect(await brokenInvariants(admin)).toEqual([]);
  });
});
