import { runMigrations } from 'bullmq';
import pg from 'pg';

const SCHEMA = 'bullmq';

/**
 * Brings the schema of BullMQ's PostgreSQL backend to the version of the installed package, as the owner, before any process starts, and lets
 * `hubcraft_app` use it. Made even where Redis carries the bell, so that the setting can change without a migration.
 */
export async function migrateBullmq(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000, statement_timeout: 60_000, application_name: 'hubcraft-migrate' });
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
    await client.query(`
      GRANT USAGE ON SCHEMA ${SCHEMA} TO hubcraft_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${SCHEMA} TO hubcraft_app;
      GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${SCHEMA} TO hubcraft_app;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO hubcraft_app`);
  } finally {
    await client.end();
  }
}
