import path from 'node:path';
import { Config } from '#platform/config/config';
import { migrate } from '#platform/database/migrate';

/** `hubcraft migrate`: as the owner (`DATABASE_OWNER_URL`), before any process of this build starts. */
export async function run(): Promise<number> {
  const config = Config.fromEnvironment();
  const ownerUrl = config.optional('DATABASE_OWNER_URL') ?? config.databaseUrl;
  const result = await migrate(ownerUrl, path.join(import.meta.dirname, '../../../db/migrations'));
  console.log(result.applied.length > 0 ? `migrated: ${result.applied.join(', ')}` : 'the database is up to date');
  return 0;
}
