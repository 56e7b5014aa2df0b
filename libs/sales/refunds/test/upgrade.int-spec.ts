import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '#platform/database/migrate';
import { asUser, dropDatabase, ensureDatabase } from '../../../../scripts/lib/roles.mjs';
import { testServers } from '../../../../test/support/servers.js';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../../db/migrations');

describe('the refunds of an installation from before parts', () => {
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

  it('are what they were, and the build before writes on beside this one', async () => {
    const { adminUrl, ownerPassword } = await testServers();
    const ownerUrl = at(asUser(adminUrl, 'hubcraft_owner', ownerPassword));
    for (const name of readdirSync(MIGRATIONS).filter((file) => file < '0210')) cpSync(path.join(MIGRATIONS, name), path.join(folder, name));
    await migrate(ownerUrl, folder);
    const insert = (id: string, purpose: string, more = ['', '']) => admin.query(`INSERT INTO refunds.refund (game_id, id, order_id, payment_id, player_id, purpose, amount_minor, currency, reason, source, state, requested_at${more[0]})
      VALUES ('gam_1', $1, 'ord_' || $1, 'pmt_' || $1, 'P-1', $2, 1999, 'EUR', 'asked', 'studio', 'requested', now()${more[1]})`, [id, purpose]);
    await insert('ref_1', 'order');
    await insert('ref_2', 'overpaid');
    await migrate(ownerUrl, MIGRATIONS);
    await insert('ref_3', 'order');
    await expect(insert('ref_4', 'part')).rejects.toThrow('refund_part_check');
    await insert('ref_5', 'part', [', part, reason_code', `, '{}', 'minor'`]);
    await expect(insert('ref_6', 'part', [', part, reason_code', `, '{}', 'because'`])).rejects.toThrow('refund_reason_check');
    const { rows } = await admin.query('SELECT id, purpose, part, reason_code, told_at FROM refunds.refund ORDER BY id');
    expect(rows).toEqual([['ref_1', 'order', null, null], ['ref_2', 'overpaid', null, null], ['ref_3', 'order', null, null], ['ref_5', 'part', {}, 'minor']].map(([id, purpose, part, reason_code]) => ({ id, purpose, part, reason_code, told_at: null })));
  });
});
