import path from 'node:path';
import { startPostgres } from './postgres.mjs';
import { ensureStateFolder } from './place.mjs';
import { runTests } from './testing.mjs';

/**
 * Runs a suite of its own (chaos, bench) on a PostgreSQL that keeps what it has acknowledged, unlike the cluster of the ordinary tests, and that counts statements.
 * @param {string} regex which files
 * @param {string[]} args further arguments for Jest
 */
export async function runOnDurable(regex, args) {
  const dir = path.join(ensureStateFolder(), `durable-${process.pid}`);
  const cluster = process.env.TEST_DATABASE_ADMIN_URL
    ? undefined
    : await startPostgres({ dir, settings: { shared_buffers: '512MB', max_connections: 300, shared_preload_libraries: 'pg_stat_statements', max_wal_size: '4GB' } });
  if (cluster) process.env.TEST_DATABASE_ADMIN_URL = cluster.adminUrl;
  try {
    return await runTests(['--testRegex', regex, '--runInBand', ...args]);
  } finally {
    await cluster?.destroy();
  }
}
