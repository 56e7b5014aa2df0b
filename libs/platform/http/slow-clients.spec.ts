import net, { type AddressInfo, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { eventually } from '../../../test/support/eventually.js';
import { Config } from '../config/config.js';
import { PATIENCE, httpAdapter } from './application.js';

/** The server as it is, with a hundredth of its patience. */
describe('clients that take their time', () => {
  const quick = { requestTimeout: 300, connectionTimeout: 600, keepAliveTimeout: 400, connectionsCheckingInterval: 50 };
  const adapter = httpAdapter(new Config({ PUBLIC_URL: 'https://shop.example.com' }), quick);
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  const sockets: Socket[] = [];
  let port = 0;

  beforeAll(async () => {
    fastify.get('/quick', async () => ({ ok: true }));
    fastify.post('/body', async () => ({ ok: true }));
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    port = (fastify.server.address() as AddressInfo).port;
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await fastify.close();
  });

  /** A connection that notes what it was told and when it ended. */
  const connect = async (to = port) => {
    const socket = net.connect(to, '127.0.0.1');
    sockets.push(socket);
    const seen = { text: '', isOver: false, socket };
    socket.on('data', (part: Buffer) => (seen.text += part.toString())).on('close', () => (seen.isOver = true)).on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    return seen;
  };

  it.each<[string, string, string]>([
    ['sends its headers drop by drop', 'GET /quick HTTP/1.1\r\nHost: x\r\n', 'X-A: b\r\n'], ['sends its body drop by drop', 'POST /body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"a":"', 'x'],
    ['stops within a request', 'GET /quick HTTP/1.1\r\nHos', ''],
  ])('is told 408 and let go when one %s', async (_what, head, drop) => {
    const client = await connect();
    client.socket.write(head);
    const drip = setInterval(() => { if (drop && !client.isOver) client.socket.write(drop); }, 40);
    try {
      await eventually(() => client.isOver, 3_000);
    } finally {
      clearInterval(drip);
    }
    expect(client.text).toMatch(/^HTTP\/1\.1 408 /);
    expect(client.text).toContain('request.timeout');
  });

  it.each([['says nothing at all', ''], ['says nothing after its request', 'GET /quick HTTP/1.1\r\nHost: x\r\n\r\n']])('is let go when one %s', async (_what, said) => {
    const client = await connect();
    if (said) client.socket.write(said);
    await eventually(() => client.isOver, 3_000);
  });

  it('hold up nobody: with 500 half requests open, others are answered', async () => {
    // With all its patience: whoever waited behind them would wait until the end of the test.
    const patient = httpAdapter(new Config({ PUBLIC_URL: 'https://shop.example.com' })).getInstance() as unknown as FastifyInstance;
    patient.get('/quick', async () => ({ ok: true }));
    await patient.listen({ port: 0, host: '127.0.0.1' });
    const to = (patient.server.address() as AddressInfo).port;
    try {
      const idle = await Promise.all(Array.from({ length: 500 }, () => connect(to)));
      for (const { socket } of idle) socket.write('GET /quick HTTP/1.1\r\nHost: x\r\n');
      for (let n = 0; n < 5; n++) expect((await fetch(`http://127.0.0.1:${to}/quick`)).status).toBe(200);
      expect(idle.filter(({ isOver }) => isOver)).toEqual([]);
      for (const { socket } of idle) socket.destroy();
    } finally {
      await patient.close();
    }
  }, 20_000);

  it('are told why when a body is too large, however late they have written it, and go on with the same connection', async () => {
    const client = await connect();
    const part = Buffer.alloc(1_048_576, 'x');
    client.socket.write(`POST /body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${2 * part.length}\r\n\r\n`);
    await eventually(() => /^HTTP\/1.1 413 /.test(client.text), 3_000);
    for (let n = 0; n < 2; n++) await new Promise((resolve) => client.socket.write(part, resolve));
    client.socket.write('GET /quick HTTP/1.1\r\nHost: x\r\n\r\n');
    await eventually(() => client.text.includes('{"ok":true}'), 3_000);
    expect(client.text).not.toMatch(/connection: close/i);
  });

  it.each([['far too large', 'Content-Length: 99000000\r\n\r\n'], ['too large and of no told length', 'Transfer-Encoding: chunked\r\n\r\n200000\r\n']])('are let go when what they send is %s', async (_what, head) => {
    const client = await connect();
    client.socket.write(`POST /body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${head}`);
    client.socket.write(Buffer.alloc(1_100_000, 'x'));
    await eventually(() => client.isOver, 3_000);
    expect(client.text).toMatch(/^HTTP\/1.1 413 /);
  });

  it('have bounds in the product: half a minute for a request, looked at every few seconds', () => {
    const server = (httpAdapter(new Config({})).getInstance() as unknown as FastifyInstance).server;
    expect([server.headersTimeout, server.requestTimeout, server.timeout, server.keepAliveTimeout]).toEqual([30_000, 30_000, 60_000, 72_000]);
    expect(PATIENCE.connectionsCheckingInterval).toBeLessThanOrEqual(5_000);
  });
});

describe('what every answer says', () => {
  const answerOf = async (publicUrl: string, url: string) => {
    const fastify = httpAdapter(new Config({ PUBLIC_URL: publicUrl })).getInstance() as unknown as FastifyInstance;
    fastify.get('/kept', (_request, reply) => reply.header('cache-control', 'public, max-age=60').send({}));
    return (await fastify.inject({ method: 'GET', url, headers: { origin: 'https://evil.example' } })).headers;
  };
  const USUAL = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'referrer-policy': 'no-referrer', 'cache-control': 'private, no-store' };

  it.each(['/nothing', '/%', '/%c3%28'])('is what it is, is not kept and not framed, also where nothing is: %s', async (url) => {
    const headers = await answerOf('http://127.0.0.1:4400', url);
    expect(headers).toMatchObject(USUAL);
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('keeps browsers on https where the installation has it', async () => {
    expect(await answerOf('https://shop.example.com', '/nothing')).toMatchObject({ ...USUAL, 'strict-transport-security': 'max-age=31536000' });
  });

  it('gives way to a route that says more', async () => {
    expect(await answerOf('http://127.0.0.1:4400', '/kept')).toMatchObject({ ...USUAL, 'cache-control': 'public, max-age=60' });
  });
});
