import path from 'node:path';
import { startPostgres } from './postgres.mjs';
import { ensureStateFolder } from './place.mjs';
import { runTests } from './testing.mjs';

/** It keeps what it has acknowledged, unlike the cluster of the ordinary tests, and counts statements. */
export const DURABLE_SETTINGS = { shared_buffers: '512MB', max_connections: 300, shared_preload_libraries: 'pg_stat_statements', max_wal_size: '4GB' };

/**
 * Runs a suite of its own (chaos, bench) on a PostgreSQL that is durable and that nobody else uses; the suite may kill it (`CHAOS_POSTGRES_DIR`).
 * @param {string} regex which files
 * @param {string[]} args further arguments for Jest
 */
export async function runOnDurable(regex, args) {
  const dir = path.join(ensureStateFolder(), `durable-${process.pid}`);
  const cluster = process.env.TEST_DATABASE_ADMIN_URL
    ? undefined
    : await startPostgres({ dir, settings: DURABLE_SETTINGS });
  if (cluster) Object.assign(process.env, { TEST_DATABASE_ADMIN_URL: cluster.adminUrl, CHAOS_POSTGRES_DIR: dir });
  try {
    return await runTests(['--testRegex', regex, '--runInBand', ...args]);
  } finally {
    if (cluster) await destroy(dir);
  }
}

/** Whoever started it last: a suite may have killed it and started it again. */
async function destroy(dir) {
  const cluster = await startPostgres({ dir, settings: DURABLE_SETTINGS });
  await cluster.destroy();
}
