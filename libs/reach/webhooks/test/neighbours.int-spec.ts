import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Pump } from '#platform/pump/pump';
import { CreateEndpoint } from '#studio/game-servers/commands';
import { type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { ClaimDeliveries, FinishAttempts } from '../app/attempts.js';
import { Deliverer } from '../app/deliverer.js';
import { SendTestEvent } from '../app/test-event.js';
import { bootWebhooks } from './sales-around.js';

let app: Booted;
let tenant: Tenant;
const receiver = Receiver.ofSuite();
const servers: Server[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
  app = await bootWebhooks();
});
afterAll(async () => {
  hangUp();
  for (const server of servers) server.close();
  await app?.close();
});
beforeEach(async () => void (tenant = await app.tenant()));

/** A server that does with each connection what it is told, after the first bytes of the request (or at once). Answers its port. */
async function raw(act: (socket: Socket) => void | Promise<void>, at: 'request' | 'connection' = 'request'): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (at === 'connection') void act(socket);
    else socket.once('data', () => void act(socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const hangUp = () => { for (const socket of sockets) socket.destroy(); };

const endpoint = async (url = receiver.url) => (await app.commands.execute(new CreateEndpoint({ environment: 'sandbox', url, events: ['order.created'] }), tenant.scope)).endpoint_id;
const send = (endpointId: string) => app.commands.execute(new SendTestEvent(endpointId, 'order.created'), tenant.scope);
const drain = () => app.app.get(Deliverer).drain(tenant.gameId);
const attempts = (endpointId: string) =>
  app.look<{ duration_ms: number; status: number | null; error_class: string | null; is_response_cut: boolean }>(
    'SELECT a.* FROM webhooks.attempt a JOIN webhooks.delivery d ON d.game_id = a.game_id AND d.id = a.delivery_id WHERE a.game_id = $1 AND d.endpoint_id = $2 ORDER BY a.id', [tenant.gameId, endpointId]);
const health = async (endpointId: string) =>
  (await app.look<{ silent_attempts: number; openings: number; open_seconds: number | null }>('SELECT silent_attempts, openings, extract(epoch FROM open_until - now())::float8 AS open_seconds FROM webhooks.endpoint_health WHERE game_id = $1 AND endpoint_id = $2', [tenant.gameId, endpointId]))[0];
const timeIsOver = () => app.look("UPDATE webhooks.endpoint_health SET open_until = now() WHERE game_id = $1", [tenant.gameId]);
const dueNow = () => app.look("UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending'", [tenant.gameId]);
async function many(endpointId: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await send(endpointId);
}

describe('an endpoint that does not answer', () => {
  /** Five silent attempts: their deliveries are due, and nobody has looked yet. */
  async function broken(): Promise<string> {
    const id = await endpoint();
    receiver.answer = () => ({ status: 503 });
    await many(id, 5);
    await app.settle();
    receiver.clear();
    await dueNow();
    return id;
  }

  it('is left alone after five attempts, and what is for it is kept back', async () => {
    const id = await broken();
    expect(await health(id)).toMatchObject({ silent_attempts: 5, openings: 1, open_seconds: expect.any(Number) });
    await app.settle();
    expect(receiver.received).toHaveLength(0);
    expect((await app.look('SELECT DISTINCT attempts, lease_token FROM webhooks.delivery WHERE game_id = $1', [tenant.gameId]))).toEqual([{ attempts: 1, lease_token: null }]);
    const { open_seconds } = (await health(id))!;
    const [shown] = (await app.inject({ method: 'GET', url: '/v1/webhook_deliveries', apiKey: tenant.apiKey })).json.data;
    expect(Math.abs(shown.next_attempt_at - Date.now() / 1_000 - open_seconds!)).toBeLessThan(2);
  });

  it('is tried by exactly one attempt, however many workers there are, and left alone for longer each time, five minutes at most', async () => {
    const id = await broken();
    for (const seconds of [60, 120, 240, 300, 300]) {
      receiver.clear();
      await timeIsOver();
      await dueNow();
      receiver.answer = () => ({ status: 503, afterMs: 50 });
      await Promise.all([drain(), drain(), drain()]);
      expect(receiver.received).toHaveLength(1);
      const { open_seconds } = (await health(id))!;
      expect(open_seconds).toBeGreaterThan(seconds - 10);
      expect(open_seconds).toBeLessThanOrEqual(seconds);
    }
  });

  it('gets everything at once when the one attempt is taken', async () => {
    const id = await broken();
    await timeIsOver();
    receiver.answer = () => ({ status: 200 });
    await app.settle();
    expect(new Set(receiver.received.map((each) => each.headers['webhook-id'])).size).toBe(5);
    expect(await health(id)).toBeUndefined();
  });

  it('gets everything when the one attempt is answered at all', async () => {
    const id = await broken();
    await timeIsOver();
    receiver.answer = () => ({ status: 404 });
    await app.settle();
    expect(receiver.received).toHaveLength(5);
    expect(await health(id)).toMatchObject({ silent_attempts: 0, openings: 0, open_seconds: null });
  });

  it('is tried by the next worker when the one that tried has died', async () => {
    const id = await broken();
    await app.look("UPDATE webhooks.endpoint_health SET open_until = now() - interval '1 second', probe_token = 'of a dead worker' WHERE game_id = $1", [tenant.gameId]);
    receiver.answer = () => ({ status: 200 });
    await app.settle();
    expect(receiver.received).toHaveLength(5);
    expect(await health(id)).toBeUndefined();
  });

  it('is tried as soon as somebody asks for it', async () => {
    const id = await broken();
    await app.settle();
    receiver.answer = () => ({ status: 200 });
    const [delivery] = await app.look<{ id: string }>('SELECT id FROM webhooks.delivery WHERE game_id = $1 LIMIT 1', [tenant.gameId]);
    await app.inject({ method: 'POST', url: `/v1/webhook_deliveries/${delivery!.id}/replay`, apiKey: tenant.apiKey, body: {} });
    await app.settle();
    expect(receiver.received).toHaveLength(5);
    expect(await health(id)).toBeUndefined();
  });

  it('is tried with what somebody asks for, not with what has waited longest', async () => {
    const id = await broken();
    receiver.answer = () => ({ status: 200 });
    const { event_id } = await send(id);
    await app.settle();
    expect(receiver.received[0]!.headers['webhook-id']).toBe(event_id);
    expect(new Set(receiver.received.map((each) => each.headers['webhook-id'])).size).toBe(6);
  });

  it('costs nothing by what waits for it: neither claims for others, nor its trial, nor its return write a delivery that does not leave', async () => {
    const [id, good] = [await broken(), await endpoint()];
    await many(id, 100);
    await app.look("UPDATE webhooks.endpoint_health SET open_until = now() + interval '1 minute' WHERE game_id = $1", [tenant.gameId]);
    const waiting = (what: string) => app.look<{ id: string; is: string }>(`SELECT id, ${what} AS is FROM webhooks.delivery WHERE game_id = $1 AND endpoint_id = $2 ORDER BY id`, [tenant.gameId, id]);
    const changed = (before: { id: string; is: string }[], after: { id: string; is: string }[]) => after.filter((each, at) => each.is !== before[at]!.is).length;
    const [versions, times] = ['xmin::text', "date_trunc('milliseconds', next_at)::text"];
    const [untouched, order] = [await waiting(versions), await waiting(times)];
    await send(good);
    receiver.answer = () => ({ status: 200 });
    await drain();
    expect(receiver.received).toHaveLength(1);
    expect(changed(untouched, await waiting(versions))).toBe(0);
    await timeIsOver();
    const { tasks } = await app.commands.execute(new ClaimDeliveries(20, 'trial', []), tenant.scope);
    expect(tasks).toHaveLength(1);
    expect(changed(untouched, await waiting(versions))).toBeLessThanOrEqual(21);
    expect(changed(order, await waiting(times))).toBe(1);
    const tried = await waiting(versions);
    await app.commands.execute(new FinishAttempts(tasks.map((task) => ({
      task, message: null, traceparent: null,
      outcome: { delivery_id: task.delivery.id, lease_token: 'trial', state: 'succeeded' as const, closed_reason: null, wait_seconds: 0, number: task.delivery.attempts + 1, started_at: new Date(), duration_ms: 1, status: 200, error_class: null, error_text: null, response_body: null, is_response_cut: false },
    }))), tenant.scope);
    expect(changed(tried, await waiting(versions))).toBe(1);
    await app.settle();
    expect(await app.look('SELECT state, count(*)::int AS n FROM webhooks.delivery WHERE game_id = $1 GROUP BY 1', [tenant.gameId])).toEqual([{ state: 'succeeded', n: 106 }]);
  });

  it('is called on where it answers, however often no', async () => {
    const id = await endpoint();
    receiver.answer = () => ({ status: 404 });
    await many(id, 8);
    await app.settle();
    await dueNow();
    await app.settle();
    expect(receiver.received).toHaveLength(16);
  });
});

describe('endpoints that hang', () => {
  it('keep nothing waiting that is rung for: it leaves beside their attempts, without a look at the clock', async () => {
    const [good, hanging] = [await endpoint(), await endpoint(`http://127.0.0.1:${await raw(() => undefined)}/`)];
    await send(hanging);
    // The drain looks again by itself every 100 ms: here it never does.
    const timers = globalThis.setTimeout;
    const never = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, ms?: number, ...rest: unknown[]) => timers(work, ms === 100 ? 60_000 : ms, ...rest)) as typeof setTimeout);
    const ring = () => app.app.get(Pump).wake([`pump:webhooks@${tenant.gameId}`]);
    ring();
    await eventually(() => sockets.size === 1);
    await send(good);
    ring();
    await eventually(() => receiver.received.length === 1, 5_000);
    never.mockRestore();
    hangUp();
    await eventually(async () => (await attempts(hanging)).length === 1);
  });

  /** G18 scaled: 2 of 10 endpoints of one game hang, 120 deliveries deep each. */
  it('leave the others at their latency', async () => {
    const good = await Promise.all(Array.from({ length: 8 }, () => endpoint()));
    let isEvening = false;
    const hanging = await Promise.all([0, 1].map(async () => endpoint(`http://127.0.0.1:${await raw((socket) => void (isEvening && socket.destroy()))}/`)));
    const arrived = new Map<string, number>();
    receiver.answer = (request) => {
      arrived.set(String(request.headers['webhook-id']), performance.now());
      return { status: 200 };
    };
    const latencies = async (): Promise<number[]> => {
      const sent = new Map<string, number>();
      let isOver = false;
      const worker = (async () => {
        while (!isOver) {
          await drain();
          await pause(5);
        }
      })();
      for (let i = 0; i < 40; i++) {
        const { event_id } = await send(good[i % good.length]!);
        sent.set(event_id, performance.now());
      }
      await eventually(async () => [...sent.keys()].every((id) => arrived.has(id)), 10_000);
      isOver = isEvening = true;
      hangUp();
      await worker;
      return [...sent].map(([id, at]) => arrived.get(id)! - at).sort((a, b) => a - b);
    };
    const p99 = (list: number[]) => list[Math.ceil(list.length * 0.99) - 1]!;
    const alone = await latencies();
    isEvening = false;
    for (const id of hanging) await many(id, 120);
    const beside = await latencies();
    expect(p99(beside)).toBeLessThan(Math.max(2 * p99(alone), 1_000));
    // They are let go by the breaker, not called 120 times.
    for (const id of hanging) expect((await attempts(id)).length).toBeLessThan(100);
  });
});

describe('hostile receivers', () => {
  const HEAD = 'HTTP/1.1 200 OK\r\n';
  const forever = async (socket: Socket, everyMs: number, part: () => string | Buffer) => {
    while (!socket.destroyed) {
      if (!socket.write(part())) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), new Promise((resolve) => socket.once('close', resolve))]);
      await pause(everyMs);
    }
  };
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  const megabyte = Buffer.alloc(1_048_576, 0x61);
  const KINDS: Record<string, { act: (socket: Socket) => void | Promise<void>; at?: 'connection'; scheme?: 'https'; ends: object; within?: number }> = {
    'a drip': { act: (socket) => { socket.write(`${HEAD}content-length: 100000\r\n\r\n`); return forever(socket, 300, () => 'a'); }, ends: { error_class: 'timeout' } },
    'a body of a gigabyte': { act: (socket) => { socket.write(`${HEAD}content-length: 1073741824\r\n\r\n`); return forever(socket, 0, () => megabyte); }, ends: { status: 200, is_response_cut: true }, within: 5_000 },
    'a bomb of gzip': { act: (socket) => { socket.end(Buffer.concat([Buffer.from(`${HEAD}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`), bomb])); }, ends: { status: 200 }, within: 5_000 },
    '10,000 headers': { act: (socket) => { socket.end(`${HEAD}${Array.from({ length: 10_000 }, (_, i) => `x-${i}: ${'a'.repeat(20)}\r\n`).join('')}\r\n`); }, ends: { status: null }, within: 5_000 },
    'slow headers': { act: (socket) => { socket.write(HEAD); let i = 0; return forever(socket, 300, () => `x-${i++}: a\r\n`); }, ends: { error_class: 'timeout' } },
    'a reset': { act: (socket) => { socket.resetAndDestroy(); }, ends: { error_class: 'connection' }, within: 5_000 },
    'a stalled TLS': { act: () => undefined, at: 'connection', scheme: 'https', ends: { error_class: 'connection' }, within: 8_000 },
    'a flood of 1xx': { act: (socket) => forever(socket, 20, () => 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(20)), ends: { status: null } },
    'a wrong length': { act: (socket) => { socket.end(`${HEAD}content-length: 100\r\n\r\nshort`); }, ends: { error_class: 'connection' }, within: 5_000 },
    'a loop of redirects': { act: (socket) => { socket.end(`HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n`); }, ends: { status: 302, error_class: 'redirect' }, within: 5_000 },
    'garbage on a kept connection': { act: (socket) => { socket.write(`${HEAD}content-length: 2\r\n\r\n{}\0\0garbage HTTP/9 \r\n\r\n`); }, ends: {}, within: 5_000 },
    'one that never closes': { act: (socket) => { socket.write(`${HEAD}\r\n{}`); }, ends: { error_class: 'timeout' } },
  };

  it('end within 16 seconds each, use no memory, and hold up nobody', async () => {
    const good = await endpoint();
    const hostile = new Map<string, string>();
    for (const [name, { act, at, scheme }] of Object.entries(KINDS)) hostile.set(name, await endpoint(`${scheme ?? 'http'}://127.0.0.1:${await raw(act, at)}/`));
    expect(hostile.size).toBe(12);
    for (const id of hostile.values()) await send(id);
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => { most = Math.max(most, process.memoryUsage().rss - before); }, 100);
    const worker = drain();
    const slowest: number[] = [];
    for (let i = 0; i < 10; i++) {
      const began = performance.now();
      const { event_id } = await send(good);
      await eventually(async () => receiver.received.some((each) => each.headers['webhook-id'] === event_id), 5_000);
      slowest.push(performance.now() - began);
      await pause(200);
    }
    await worker;
    clearInterval(watch);
    expect(slowest.sort((a, b) => a - b).filter((ms) => ms >= 1_000)).toEqual([]);
    for (const [name, id] of hostile) {
      const [attempt] = await attempts(id);
      expect({ name, ...attempt }).toMatchObject({ name, ...KINDS[name]!.ends });
      expect({ name, tooLong: attempt!.duration_ms > (KINDS[name]!.within ?? 16_000) }).toEqual({ name, tooLong: false });
    }
    expect(most / 1_048_576).toBeLessThan(50);
  }, 60_000);
});
