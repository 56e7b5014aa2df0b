import { randomUUID } from 'node:crypto';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { GameServersModule, rows } from '../module.js';

let app: Booted;
let tenant: Tenant;

beforeAll(async () => {
  app = await bootContext({ modules: [GameServersModule], rows });
  tenant = await app.tenant();
});
afterAll(() => app?.close());

/** Every row of every table as text, and the bytes that stand in it as hex or base64 read as text too. */
async function everythingStored(): Promise<string> {
  const tables = await app.look<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`);
  const rowsOf = (name: string) => app.look<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
  const texts = (await Promise.all(tables.map(({ name }) => rowsOf(name)))).flat().map(({ text }) => text);
  const decoded = texts.flatMap((text) => [
    ...[...text.matchAll(/\\\\?x([0-9a-f]{8,})/g)].map((match) => Buffer.from(match[1]!, 'hex').toString('utf8')),
    ...[...text.matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)].map((match) => Buffer.from(match[0], 'base64').toString('utf8')),
  ]);
  return [...texts, ...decoded].join('\n');
}

it('a secret that was shown under an Idempotency-Key stands nowhere in the database, and is shown again to the same request', async () => {
  const write = async (url: string, body: object | undefined, key = randomUUID()) => {
    const send = () => app.inject({ method: 'POST', url, apiKey: tenant.apiKey, headers: { 'idempotency-key': key }, body });
    const [first, again] = [await send(), await send()];
    expect({ status: first.status, problem: first.json.errors ?? null }).toEqual({ status: first.status === 200 ? 200 : 201, problem: null });
    expect(again.text).toBe(first.text);
    return first.json as Record<string, string>;
  };
  const made = await write('/v1/api_keys', { name: 'at rest', scopes: ['games:read'] });
  const webhook = await write('/v1/webhooks', { events: ['order.*'], url: 'http://127.0.0.1:4999/hooks', method: 'POST' });
  const renewed = await write(`/v1/webhooks/${webhook.id}/expire_secret`, undefined);
  const secrets = [made.key, webhook.secret, renewed.secret];
  expect(secrets).toEqual([expect.stringMatching(/^hc_sandbox_/), expect.stringMatching(/^whsec_/), expect.stringMatching(/^whsec_/)]);
  const stored = await everythingStored();
  expect(stored).toContain(webhook.id);
  for (const secret of secrets) {
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(Buffer.from(secret!).toString('hex'));
  }
  // The search finds what is there: an answer that is stored in clear, as bytes or as JSON.
  await app.look('UPDATE platform.idempotency SET body = $1, results = $2', [Buffer.from(JSON.stringify(made)), JSON.stringify({ CreateEndpoint: webhook })]);
  const unsealed = await everythingStored();
  expect([made.key!, webhook.secret!].map((secret) => unsealed.includes(secret))).toEqual([true, true]);
}, 30_000);
