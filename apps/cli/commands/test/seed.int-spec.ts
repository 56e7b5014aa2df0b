import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { ENTITY_FOR_TEST } from '#sales/receipts/testing';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { run as runLegalEntity } from '../legal-entity.js';
import { run as runSeed } from '../seed.js';

describe('hubcraft seed', () => {
  const databases: TestDatabase[] = [];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hubcraft-seed-'));
  const before = { ...process.env };
  beforeAll(() => void Object.assign(process.env, {
    PUBLIC_URL: 'http://127.0.0.1:4400', MASTER_KEY: randomBytes(32).toString('base64'), WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`, DEMO_GAME_URL: 'http://127.0.0.1:4403', HUBCRAFT_STATE_DIR: folder,
  }));
  afterAll(async () => {
    process.env = before;
    rmSync(folder, { recursive: true, force: true });
    for (const database of databases) await database.drop();
  });

  const freshDatabase = async (): Promise<void> => {
    const database = await createTestDatabase();
    databases.push(database);
    Object.assign(process.env, { DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl });
  };
  const seed = async (): Promise<{ game_id: string; webhook_id: string; complete: boolean }> => {
    expect(await runSeed()).toBe(0);
    return JSON.parse(readFileSync(path.join(folder, 'demo-seed.json'), 'utf8'));
  };

  let first: Awaited<ReturnType<typeof seed>>;

  it('makes the demo once', async () => {
    await freshDatabase();
    first = await seed();
    expect(first).toMatchObject({ game_id: expect.stringMatching(/^gam_/), complete: true });
    expect(await seed()).toEqual(first);
  });

  it('makes it again in a database that does not know it', async () => {
    await freshDatabase();
    const second = await seed();
    expect(second.game_id).not.toBe(first.game_id);
    expect(second).toMatchObject({ complete: true, webhook_id: expect.stringMatching(/^whk_/) });
  });

  it('leaves somebody who sells, who gives way to whoever is real', async () => {
    const said: string[] = [];
    const hear = (...all: unknown[]): void => void said.push(all.join(' '));
    const spies = [jest.spyOn(console, 'log').mockImplementation(hear), jest.spyOn(console, 'error').mockImplementation(hear)];
    const entity = async (...args: string[]): Promise<[number, string]> => {
      said.length = 0;
      return [await runLegalEntity(args), said.join('\n')];
    };
    const file = path.join(folder, 'entity.json');
    const set = (told: string): Promise<[number, string]> => {
      writeFileSync(file, told);
      return entity('set', file);
    };
    try {
      expect(await entity('list')).toEqual([0, 'demo  Hubcraft Demo Store Ltd (IE), DEMO: everybody else, the demo: issues nothing in production']);
      expect(await set('{')).toEqual([1, expect.stringContaining('cannot be read as JSON')]);
      expect(await set(JSON.stringify({ ...ENTITY_FOR_TEST, country: 'Ireland' }))).toEqual([1, 'country: ISO 3166-1, where it has its seat']);
      expect(await set(JSON.stringify(ENTITY_FOR_TEST))).toEqual([0, 'main sells. Its documents begin with TS; what waited is issued within a minute.']);
      expect(await entity('list')).toEqual([0, 'demo  Hubcraft Demo Store Ltd (IE), DEMO: nobody, the demo: issues nothing in production\nmain  Test Seller Ltd (IE), TS: everybody else']);
      expect((await entity('set'))[0]).toBe(2);
      await seed();
      expect((await entity('list'))[1].split('\n')).toHaveLength(2);
      // Who sells no more keeps its books where a live game sold by them.
      const { adminUrl } = databases.at(-1)!;
      const admin = new pg.Client({ connectionString: adminUrl });
      await admin.connect();
      try {
        for (const environment of ['live', 'sandbox']) {
          await admin.query(`INSERT INTO ledger.legal_entity (id, buyer_countries, is_rest, has_unnamed, begins) VALUES ($1, '{}', false, false, '2026-01-01')`, [environment]);
          await admin.query(`INSERT INTO ledger.booked_month (game_id, legal_entity, month) SELECT id, environment, '2026-01-01' FROM games.game WHERE environment = $1`, [environment]);
        }
        expect((await set(JSON.stringify(ENTITY_FOR_TEST)))[0]).toBe(0);
        expect((await admin.query(`SELECT id, is_ended FROM ledger.legal_entity WHERE id IN ('live', 'sandbox') ORDER BY id`)).rows).toEqual([{ id: 'live', is_ended: false }, { id: 'sandbox', is_ended: true }]);
      } finally {
        await admin.end();
      }
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  });
});
