import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '#platform/kernel/ids';
import { FakeOrders } from '#sales/orders/testing';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { BatchWorld } from './batch-world.js';
import { bootWebhooks } from './sales-around.js';

let app: Booted;
let tenant: Tenant;
let world: BatchWorld;
let endpointId: string;
const receiver = Receiver.ofSuite();
const orders = new FakeOrders();

beforeAll(async () => {
  app = await bootWebhooks({ orders });
});
afterAll(() => app?.close());
beforeEach(async () => {
  tenant = await app.tenant();
  world = new BatchWorld(app, tenant, receiver, orders);
  endpointId = await world.endpoint();
});

/** A batch of so many events, told of and taken. */
async function told(events: number): Promise<{ id: string; url: string }> {
  await world.happened(events);
  await world.timePasses();
  const { batch_id, url } = world.ready().at(-1)!;
  return { id: batch_id, url };
}
const expire = () => app.look("UPDATE webhooks.batch_link SET expires_at = now() - interval '1 second' WHERE game_id = $1", [tenant.gameId]);
const batch = async (id: string) => (await world.studio('GET', `/v1/webhook_batches/${id}`)).json;

describe('the link of a batch', () => {
  it('answers the file to whoever holds it, without a credential, and to nobody who does not', async () => {
    const { id, url } = await told(2);
    const { status, headers, text } = await world.get(url);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'application/jsonl; charset=utf-8', 'content-disposition': `attachment; filename="${id}.jsonl"`, 'cache-control': 'private, no-store' });
    expect(text.split('\n')).toHaveLength(3);
    const token = new URL(url).searchParams.get('token')!;
    const other = await app.tenant();
    const plain = url.split('?')[0]!;
    for (const wrong of [plain, `${plain}?token=${token.slice(0, -1)}`, `${plain}?token=${'A'.repeat(43)}`, url.replace(tenant.gameId, other.gameId), url.replace(tenant.gameId, tenant.liveGameId), url.replace(id, newId('wba')), url.replace(id, 'wba_x'), url.replace(tenant.gameId, 'gam_x')]) {
      expect({ wrong, ...(({ status: answered, headers: told }) => ({ answered, type: told['content-type'] }))(await world.get(wrong)) }).toEqual({ wrong, answered: 404, type: expect.stringContaining('application/problem+json') });
    }
    for (const malformed of [`${plain}?token=`, `${plain}?token=${token}&token=${token}`, `${plain}?token=${token}&more=1`]) expect((await world.get(malformed)).status).toBe(422);
  });

  it('opens no other batch', async () => {
    const [first, second] = [await told(1), await told(1)];
    expect((await world.get(first.url.replace(first.id, second.id))).status).toBe(404);
  });

  it('is over after a day: 410; another one is made by the API, and each attempt that tells of it begins the day anew', async () => {
    const { id, url } = await told(2);
    const [{ hours }] = (await app.look<{ hours: number }>('SELECT extract(epoch FROM expires_at - now())::float8 / 3600 AS hours FROM webhooks.batch_link WHERE game_id = $1', [tenant.gameId])) as [{ hours: number }];
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThanOrEqual(24);
    await expire();
    const over = await world.get(url);
    expect([over.status, over.headers['content-type'], over.json.code]).toEqual([410, expect.stringContaining('application/problem+json'), 'webhook_batch.link_expired']);
    const made = await world.studio('POST', `/v1/webhook_batches/${id}/links`);
    expect(made.status).toBe(201);
    expect(made.json.expires_at).toBeGreaterThan(Date.now() / 1_000 + 86_000);
    expect(await world.lines(made.json.url)).toHaveLength(2);
    expect((await world.get(url)).status).toBe(410);
    await world.studio('POST', `/v1/webhook_deliveries/${(await batch(id)).delivery_id}/replay`);
    await app.settle();
    expect(world.ready()[1]!.url).toBe(url);
    expect(await world.lines(url)).toHaveLength(2);
  });

  it('that was tried again after days is good for a day from the attempt that was taken', async () => {
    receiver.answer = () => ({ status: 500 });
    const { url } = await told(1);
    await expire();
    receiver.answer = () => ({ status: 200 });
    await world.timePasses();
    expect(await world.lines(url)).toHaveLength(1);
  });

  it('is one of six at most', async () => {
    const { id, url } = await told(1);
    const made: string[] = [];
    for (let nth = 0; nth < 7; nth++) made.push((await world.studio('POST', `/v1/webhook_batches/${id}/links`)).json.url as string);
    const answers = await Promise.all([url, ...made].map(async (each) => (await world.get(each)).status));
    expect(answers).toEqual([200, 404, 404, 200, 200, 200, 200, 200]);
  });

  it('is asked for twenty times in a row, then 429', async () => {
    const { url } = await told(1);
    const answers = [];
    for (let nth = 0; nth < 22; nth++) answers.push(await world.get(url));
    expect(answers.filter((each) => each.status === 200).length).toBeGreaterThanOrEqual(20);
    expect(answers.at(-1)).toMatchObject({ status: 429, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
    expect(answers.at(-1)!.json.code).toBe('webhook_batch.too_many_downloads');
  });

  it('is kept as a hash beside the batch', async () => {
    const { url } = await told(1);
    const { json } = await world.studio('POST', `/v1/webhook_batches/${world.ready()[0]!.batch_id}/links`);
    const kept = JSON.stringify(await app.look('SELECT * FROM webhooks.batch_link l JOIN webhooks.batch b USING (game_id) WHERE game_id = $1', [tenant.gameId]));
    for (const each of [url, json.url as string]) expect(kept).not.toContain(new URL(each).searchParams.get('token'));
  });
});

describe('batches of another game', () => {
  it('are not found', async () => {
    const { id } = await told(1);
    const other = await app.tenant();
    for (const apiKey of [other.apiKey, tenant.liveApiKey]) {
      expect((await world.studio('GET', `/v1/webhook_batches/${id}`, undefined, apiKey)).status).toBe(404);
      expect((await world.studio('POST', `/v1/webhook_batches/${id}/links`, undefined, apiKey)).status).toBe(404);
      expect((await world.studio('GET', `/v1/webhook_batches?endpoint_id=${endpointId}`, undefined, apiKey)).json.data).toEqual([]);
    }
  });
});

describe('a download', () => {
  it('counts once it has come to its end', async () => {
    const { id, url } = await told(3);
    expect(await batch(id)).toMatchObject({ downloads: 0, first_downloaded_at: null, last_downloaded_at: null });
    expect((await world.studio('GET', '/v1/webhook_batches?downloaded=false')).json.data).toHaveLength(1);
    await world.lines(url);
    await world.lines(url);
    const read = await batch(id);
    expect(read).toMatchObject({ downloads: 2, status: 'succeeded', event_count: 3 });
    expect(read.first_downloaded_at).toBeGreaterThan(Date.now() / 1_000 - 60);
    expect((await world.studio('GET', '/v1/webhook_batches?downloaded=true')).json.data).toHaveLength(1);
    expect((await world.studio('GET', '/v1/webhook_batches?downloaded=false')).json.data).toEqual([]);
  });

  it('holds neither the whole of a batch nor a transaction, goes as fast as it is read, and does not count where it breaks off', async () => {
    const { id, url } = await told(3);
    // Lines of 20 kB, 1,200 of them: 24 MB that nobody reads at first.
    await app.look("UPDATE webhooks.event SET head = convert_to('{\"padding\":\"' || repeat('x', 20000) || '\"', 'UTF8') WHERE game_id = $1", [tenant.gameId]);
    await app.look('UPDATE webhooks.batch SET delivery_ids = (SELECT array_agg(each) FROM (SELECT unnest(delivery_ids) AS each FROM generate_series(1, 400)) x) WHERE game_id = $1', [tenant.gameId]);
    await app.app.listen(0, '127.0.0.1');
    const { port } = app.app.getHttpServer().address() as AddressInfo;
    const { pathname, search } = new URL(url);
    const open = async (): Promise<IncomingMessage> => ((await once(get({ host: '127.0.0.1', port, path: `${pathname}${search}` }), 'response')) as [IncomingMessage])[0];
    const isStill = async (): Promise<boolean> => {
      const seen = app.database.statements;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return app.database.statements === seen && (await app.look("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()")).length === 0;
    };
    let before = app.database.statements;
    const slow = await open();
    slow.pause();
    try {
      await eventually(isStill, 20_000);
    } finally {
      slow.destroy();
    }
    const unread = app.database.statements - before;
    expect((await batch(id)).downloads).toBe(0);
    before = app.database.statements;
    let bytes = 0;
    let breaks = 0;
    for await (const part of await open()) {
      bytes += (part as Buffer).length;
      for (const byte of part as Buffer) if (byte === 10) breaks++;
    }
    expect(breaks).toBe(1_200);
    expect(bytes).toBeGreaterThan(24_000_000);
    await eventually(async () => (await batch(id)).downloads === 1);
    expect(unread).toBeLessThan((app.database.statements - before) * 0.8);
  }, 60_000);
});
