import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = path.join(import.meta.dirname, '..');
/** Sentry reaches into the process that it watches, so it gets one of its own. */
const PROCESS = `
  const [{ reportBugs }, { Config }, { NotFound }, { reportBug }, { flush }] = await Promise.all(
    ['./dist/apps/report-bugs.js', './dist/libs/platform/config/config.js', './dist/libs/platform/kernel/errors.js', './dist/libs/platform/log/bugs.js', '@sentry/node'].map((name) => import(name)));
  await reportBugs(new Config(process.env));
  reportBug(new NotFound('here.not_found', 'There is nothing here.'));
  reportBug(new Error('a wheel came off'));
  process.exitCode = (await flush(5_000)) ? 0 : 1;
  process.exit();
`;

describe('bugs, where the operator names a Sentry', () => {
  const received: { url: string; userAgent: string | undefined; text: string }[] = [];
  let server: Server;
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      received.push({ url: request.url!, userAgent: request.headers['user-agent'], text: (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString() });
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  it('are told with what they say and where they happened, by our own way out; errors of the domain are not', async () => {
    const env = { PATH: process.env.PATH, SENTRY_DSN: `http://key@127.0.0.1:${(server.address() as AddressInfo).port}/7`, PUBLIC_URL: 'http://127.0.0.1:1' };
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROCESS], { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] });
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(received.map(({ url, userAgent }) => [url.split('?')[0], userAgent])).toEqual([['/api/7/envelope/', 'Hubcraft/1']]);
    const event = received[0]!.text.split('\n').map((line) => JSON.parse(line) as Record<string, any>).find((line) => line['exception']);
    expect(event!['exception'].values[0]).toMatchObject({ type: 'Error', value: 'a wheel came off', stacktrace: { frames: expect.any(Array) } });
    expect(received[0]!.text).not.toContain('nothing here');
  });
});
