import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { testServers } from '../support/servers.js';
import { ROOT } from '../arch/source-tree.js';

/** The OpenAPI document of the build, as `hubcraft openapi` writes it. */
export async function openApiOfToday(): Promise<Record<string, any>> {
  const { adminUrl, template, appPassword } = await testServers();
  const url = new URL(adminUrl);
  Object.assign(url, { username: 'hubcraft_app', password: appPassword, pathname: `/${template}` });
  const env = { PATH: process.env.PATH ?? '', DATABASE_URL: url.toString(), MASTER_KEY: randomBytes(32).toString('base64'), SANDBOX_PSP_URL: 'http://127.0.0.1:1', SANDBOX_PSP_API_KEY: 'x', SANDBOX_PSP_WEBHOOK_SECRET: 'x' };
  return JSON.parse(execFileSync(process.execPath, [path.join(ROOT, 'dist/apps/cli/main.js'), 'openapi'], { env, maxBuffer: 64 << 20 }).toString()) as Record<string, any>;
}
