import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
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
});
