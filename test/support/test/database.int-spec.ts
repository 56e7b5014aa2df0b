import pg, { type QueryResultRow } from 'pg';
import { createTestDatabase, type TestDatabase } from '../database.js';

async function ask<R extends QueryResultRow>(url: string, sql: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the database of a test', () => {
  const made: TestDatabase[] = [];
  const fresh = async () => {
    const database = await createTestDatabase();
    made.push(database);
    return database;
  };
  afterAll(async () => {
    for (const database of made) await database.drop();
  });

  it('is reached by the application as a role that row-level security holds', async () => {
    const { appUrl } = await fresh();
    const rows = await ask<{ name: string; strong: boolean; member: string[] }>(appUrl, `
      SELECT rolname AS name, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS strong,
        (SELECT array_agg(roleid::regrole::text ORDER BY 1) FROM pg_auth_members WHERE member = r.oid) AS member
      FROM pg_roles r WHERE rolname = current_user`);
    expect(rows).toEqual([{ name: 'hubcraft_app', strong: false, member: ['hubcraft_dispatcher', 'hubcraft_ops'] }]);
  });

  it('gives the application the rights of dispatcher and ops only when it asks for the role', async () => {
    const { appUrl, ownerUrl } = await fresh();
    await ask(ownerUrl, 'CREATE TABLE only_ops (n int); INSERT INTO only_ops VALUES (7); GRANT SELECT ON only_ops TO hubcraft_ops');
    await expect(ask(appUrl, 'SELECT * FROM only_ops')).rejects.toThrow('permission denied');
    expect(await ask(`${appUrl}?options=-c%20role%3Dhubcraft_ops`, 'SELECT * FROM only_ops')).toEqual([{ n: 7 }]);
  });

  it('is nobody else’s: what one writes, the other does not see', async () => {
    const [one, two] = [await fresh(), await fresh()];
    await ask(one.ownerUrl, 'CREATE TABLE mine (n int)');
    const seen = (url: string) => ask<{ there: boolean }>(url, `SELECT to_regclass('public.mine') IS NOT NULL AS there`);
    expect(await seen(one.ownerUrl)).toEqual([{ there: true }]);
    expect(await seen(two.ownerUrl)).toEqual([{ there: false }]);
  });

  it('is gone after drop, also while somebody is connected', async () => {
    const { appUrl, adminUrl, name, drop } = await createTestDatabase();
    const guest = new pg.Client({ connectionString: appUrl });
    const ended = new Promise((resolve) => guest.on('error', resolve));
    await guest.connect();
    await drop();
    await ended;
    await guest.end().catch(() => undefined);
    await expect(ask(adminUrl, 'SELECT 1')).rejects.toThrow(`database "${name}" does not exist`);
  });
});
