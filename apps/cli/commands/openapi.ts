import { Config } from '#platform/config/config';
import { createApplication } from '#platform/http/application';
import { openApiDocument } from '#platform/http/openapi';
import { ApiModule } from '../../api/api.module.js';
import { VERSION } from '../../version.js';

/** `hubcraft openapi`: the document of this build, from a process that is made but never listens. */
export async function run(): Promise<number> {
  // The document is all that may stand on the standard output.
  const config = new Config({ ...process.env, LOG_LEVEL: 'silent' });
  const app = await createApplication(ApiModule.with(config), config);
  const text = JSON.stringify(openApiDocument(app, VERSION), null, 1);
  await new Promise<void>((resolve) => process.stdout.write(`${text}\n`, () => resolve()));
  await app.close();
  return 0;
}
