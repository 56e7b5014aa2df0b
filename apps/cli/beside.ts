import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Config } from '#platform/config/config';
import { createApplication } from '#platform/http/application';
import { ApiModule } from '../api/api.module.js';

/** A command beside processes that serve: it takes few connections of the database, and says no more than its own lines. */
const DATABASE_POOL = '4';

/**
 * Makes the application that the api is made of, which listens nowhere, does `work` with it and ends it.
 * @throws ConfigError when the environment lacks what the api needs
 */
export async function withApplication<T>(work: (app: NestFastifyApplication, config: Config) => Promise<T>): Promise<T> {
  const config = new Config({ ...process.env, DATABASE_POOL, LOG_LEVEL: 'warn' });
  config.check();
  const app = await createApplication(ApiModule.with(config), config);
  try {
    await app.init();
    return await work(app, config);
  } finally {
    await app.close();
  }
}
