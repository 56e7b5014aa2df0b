import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ensureStateFolder } from '../../scripts/lib/place.mjs';

/**
 * Gives the run a folder. The servers are started in it by the first test that asks for one (test/support/servers.ts), so that a run of plain unit
 * tests starts none; they end with the run.
 */
export default function setup() {
  const folder = path.join(ensureStateFolder(), `test-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  process.env.HUBCRAFT_TEST_RUN = folder;
  process.env.HUBCRAFT_TEST_RUN_PID = String(process.pid);
  // A test sees the servers of its run and nothing of the developer's environment.
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL', 'MASTER_KEY', 'MASTER_KEYS_READ', 'SMTP_URL', 'PUBLIC_URL', 'PORT']) delete process.env[name];
}
