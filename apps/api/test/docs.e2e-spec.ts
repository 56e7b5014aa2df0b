import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Browser } from 'playwright-core';
import { Config } from '#platform/config/config';
import { createApplication } from '#platform/http/application';
import { launchChromium } from '../../../test/support/chromium.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { collectFaults } from '../../hub/test/support/look.js';
import { ApiModule } from '../api.module.js';
import { serveDocs } from '../docs.js';

describe('the readable form of the API', () => {
  let db: TestDatabase;
  let app: NestFastifyApplication;
  let browser: Browser;
  beforeAll(async () => {
    db = await createTestDatabase();
    const config = new Config({ DATABASE_URL: db.appUrl, MASTER_KEY: randomBytes(32).toString('base64'), LOG_LEVEL: 'fatal', SANDBOX_PSP_URL: 'http://127.0.0.1:1', SANDBOX_PSP_API_KEY: 'x', SANDBOX_PSP_WEBHOOK_SECRET: 'x' });
    app = await createApplication(ApiModule.with(config), config);
    serveDocs(app);
    await app.listen({ port: 0, host: '127.0.0.1' });
    browser = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await db?.drop();
  });

  it('is drawn by a browser under its own policy, which lets no script in but ours and no frame around it', async () => {
    const faults: string[] = [];
    const foreign: string[] = [];
    const page = collectFaults(await browser.newPage(), faults);
    page.on('request', (request) => { if (!request.url().startsWith('data:') && new URL(request.url()).hostname !== '127.0.0.1') foreign.push(request.url()); });
    const answer = await page.goto(`${await app.getUrl()}/docs`);
    // Of a document of this size the page draws the first operations, and the others as one comes to them.
    const refund = page.getByText('/v1/orders/{order_id}/refund').first();
    // A wheel goes on from where the last one came to; one that had got to the end begins again.
    for (const end = performance.now() + 25_000; performance.now() < end && !(await refund.isVisible()); ) {
      const isAtEnd = await page.evaluate('scrollY + innerHeight >= document.documentElement.scrollHeight - 10');
      await (isAtEnd ? page.evaluate('scrollTo(0, 0)') : page.mouse.wheel(0, 700));
      await page.waitForTimeout(50);
    }
    await refund.waitFor();
    const policy = answer!.headers()['content-security-policy'];
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect({ faults, foreign }).toEqual({ faults: [], foreign: [] });
  });

  it('has the events beside it, as AsyncAPI', async () => {
    const answer = await fetch(`${await app.getUrl()}/asyncapi.json`);
    expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([200, 'application/json; charset=utf-8', JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../docs/reference/asyncapi.json'), 'utf8'))]);
  });

  it('is no loosening of anything beside it', async () => {
    const url = await app.getUrl();
    for (const path of ['/openapi.json', '/asyncapi.json', '/v1/docs', '/docsx', '/health/live']) {
      expect({ path, policy: (await fetch(url + path)).headers.get('content-security-policy') }).toEqual({ path, policy: "default-src 'none'; frame-ancestors 'none'" });
    }
  });
});
