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

  it('are added up anew from their postings, also those that the old rollup had missed', async () => {
    const { adminUrl, ownerPassword } = await testServers();
    const ownerUrl = at(asUser(adminUrl, 'hubcraft_owner', ownerPassword));
    for (const name of readdirSync(MIGRATIONS).filter((file) => file < '0061')) cpSync(path.join(MIGRATIONS, name), path.join(folder, name));
    await migrate(ownerUrl, folder);
    await admin.query(`
      INSERT INTO ledger.journal_entry (game_id, id, fact, kind, currency) SELECT 'gam_1', 'jrn_01m8aaaaaa000000000000000' || n, 'f' || n, 'mismatch', 'EUR' FROM generate_series(1, 3) AS n;
      INSERT INTO ledger.posting (game_id, entry_id, line, account, currency, amount_minor)
      SELECT 'gam_1', 'jrn_01m8aaaaaa000000000000000' || n, line, account, 'EUR', amount * n FROM generate_series(1, 3) AS n, (VALUES (1, 'psp_clearing:sandbox', 500), (2, 'suspense', -500)) AS p(line, account, amount);
      INSERT INTO ledger.balance_rollup VALUES ('gam_1', 'psp_clearing:sandbox', 'EUR', 500, 0), ('gam_1', 'suspense', 'EUR', 0, 500);
      INSERT INTO ledger.rollup_mark VALUES ('gam_1', 'jrn_01m8b');`);
    await migrate(ownerUrl, MIGRATIONS);
    const { rows } = await admin.query('SELECT account, debits_minor::int AS debits, credits_minor::int AS credits FROM ledger.balance_rollup ORDER BY account');
    expect(rows).toEqual([{ account: 'psp_clearing:sandbox', debits: 3_000, credits: 0 }, { account: 'suspense', debits: 0, credits: 3_000 }]);
    expect(await brokenInvariants(admin)).toEqual([]);
  });
});
