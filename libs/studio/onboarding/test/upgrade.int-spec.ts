import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';

const MIGRATION = path.join(import.meta.dirname, '../../../../db/migrations/0290_onboarding.sql');

let db: TestDatabase;
let client: InstanceType<typeof pg.Client>;
beforeAll(async () => {
  db = await createTestDatabase();
  client = new pg.Client({ connectionString: db.adminUrl });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await db?.drop();
});

/** A row with whatever its columns ask for, and what is told. */
async function put(table: string, told: Record<string, unknown>): Promise<void> {
  const { rows } = (await client.query(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull AND NOT a.atthasdef`, [table])) as { rows: { name: string; type: string }[] };
  const some: Record<string, unknown> = { text: 'x', bigint: 1, integer: 1, boolean: false, jsonb: '[]', 'timestamp with time zone': new Date(), 'text[]': '{}' };
  const row = { ...Object.fromEntries(rows.map(({ name, type }) => [name, some[type]])), ...told };
  const names = Object.keys(row);
  await client.query(`INSERT INTO ${table} (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})`, Object.values(row));
}

it('live games that were ordered from go on selling by a waiver, others are closed, and what staff had decided stays', async () => {
  await client.query('DROP SCHEMA onboarding CASCADE');
  const game = async (studio: string, title: string, hasOrder: boolean): Promise<void> => {
    for (const environment of ['live', 'sandbox'] as const) {
      const id = `gam_${title}_${environment}`;
      await put('games.game', { id, studio_id: studio, title_id: `ttl_${title}`, environment, slug: title, name: title });
      if (hasOrder) await put('orders."order"', { game_id: id, id: `ord_${title}`, status: 'created', source: 's2s', currency: 'EUR', fulfillment_mode: 'push' });
    }
  };
  for (const [studio, status] of [['stu_a', null], ['stu_b', 'approved'], ['stu_c', 'suspended'], ['stu_d', 'rejected']] as const) {
    await put('games.studio', { id: studio, name: studio });
    if (status) await put('payouts.standing', { studio_id: studio, kyb_status: status, payouts_enabled: true, reason: 'Said before.', set_by: 'stf_1' });
  }
  await game('stu_a', 'sells', true);
  await game('stu_a', 'silent', false);
  await game('stu_b', 'known', true);
  await game('stu_c', 'bad', true);
  await game('stu_d', 'gone', true);

  await client.query(readFileSync(MIGRATION, 'utf8'));
  const waivers = (await client.query('SELECT game_id, placed_by, reason, ended_at FROM onboarding.waiver ORDER BY game_id')).rows;
  expect(waivers).toEqual(['gam_bad_live', 'gam_known_live', 'gam_sells_live'].map((game_id) => ({ game_id, placed_by: 'upgrade', reason: expect.stringContaining('before'), ended_at: null })));
  expect((await client.query('SELECT game_id, is_open FROM onboarding.gate ORDER BY game_id')).rows).toEqual([
    { game_id: 'gam_bad_live', is_open: false }, { game_id: 'gam_known_live', is_open: true }, { game_id: 'gam_sells_live', is_open: true },
  ]);
  expect((await client.query('SELECT studio_id, version, kyb_status, reason, changed_by FROM onboarding.standing ORDER BY studio_id')).rows).toEqual([
    { studio_id: 'stu_b', version: 1, kyb_status: 'approved', reason: 'Said before.', changed_by: 'stf_1' }, { studio_id: 'stu_c', version: 1, kyb_status: 'suspended', reason: 'Said before.', changed_by: 'stf_1' },
    { studio_id: 'stu_d', version: 1, kyb_status: 'rejected', reason: 'Said before.', changed_by: 'stf_1' },
  ]);
});
