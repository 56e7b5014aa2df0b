/** @modules source: what Node answers is changed here. */
import dns from 'node:dns';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { SpanKind } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { eventually } from '../../../test/support/eventually.js';
import { Config } from '../config/config.js';
import { inSpan, traceWith } from '../tracing/spans.js';
import { Egress, isPublicAddress, type EgressRequest, type Reach } from './egress.js';
import { OwnListeners } from './own-listeners.js';

describe('a public address', () => {
  it.each([
    '127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '100.127.255.254',
    '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255',
    '::', '::1', '::7f00:1', '::127.0.0.1', '::5efe:7f00:1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:0:7f00:1', '::ffff:10.0.0.1', '::ffff:169.254.169.254',
    '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::1', '2002:7f00:1::', '2002:a00:1::1', '2001::1', '2001:0:7f00:1::', '2001:db8::1', '100::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fec0::1', 'ff02::1', '3fff::1', '5f00::1', '4000::1', '1fff:ffff::1', 'fe80::1%eth0',
    'localhost', 'game.example.com', '', '8.8.8.8 ', '[2606:4700:4700::1111]',
  ])('is not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '1.1.1.1', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001:80b::200e', '2000::1', '3fff:ffff::1', '::ffff:8.8.8.8'])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('egress', () => {
  const egress = new Egress(new OwnListeners(new Config({})));
  const servers: { close(): void }[] = [];
  const hits: string[] = [];
  let port = 0;
  let connections = 0;
  const waiting: (() => void)[] = [];
  let heard: { method: string; headers: IncomingHttpHeaders; body: string } | undefined;

  beforeAll(async () => {
    const server = createServer((request, response) => {
      hits.push(request.url!);
      if (request.url === '/wait') return void waiting.push(() => response.end('ok'));
      if (request.url === '/hear') {
        let body = '';
        request.on('data', (part) => (body += part)).on('end', () => {
          heard = { method: request.method!, headers: request.headers, body };
          response.writeHead(201, { 'x-answer': 'yes' }).end('heard');
        });
        return;
      }
      if (request.url === '/redirect') response.writeHead(302, { location: `http://127.0.0.1:${port}/inside` }).end();
      else if (request.url === '/slow') {
        response.writeHead(200);
        const drip = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(drip));
      } else if (request.url === '/long') response.end('y'.repeat(100_000));
      else if (request.url === '/break') response.socket!.destroy();
      else response.end('ok');
    });
    server.on('connection', () => connections++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
    servers.push({ close: () => (server.closeAllConnections(), server.close()) });
  });
  afterEach(() => void jest.restoreAllMocks());
  afterAll(async () => {
    await egress.onApplicationShutdown();
    for (const server of servers) server.close();
  });

  const of = (settings: Record<string, string>): Egress => new Egress(new OwnListeners(new Config(settings)));
  const send = (url: string, reach: Reach, deadlineMs = 1_000, maxBytes?: number, by = egress) => by.send({ method: 'GET', url, deadlineMs, reach, ...(maxBytes ? { maxBytes } : {}) });

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '127.1', '[::ffff:127.0.0.1]', '0', '017700000001', '127.0.0.1.', '①②⑦.0.0.1', 'localhost', '[::1]', '[::]', '[::7f00:1]', '[::5efe:7f00:1]', '[64:ff9b::7f00:1]'])('reaches nothing on this machine by https://%s', async (host) => {
    const before = hits.length;
    await expect(send(`https://${host}:${port}/x`, 'public')).rejects.toMatchObject({ reason: 'blocked_address', sent: false });
    expect(hits).toHaveLength(before);
  });

  it('refuses plain http to the world', async () => {
    await expect(send('http://93.184.216.34/', 'public')).rejects.toMatchObject({ name: 'EgressError', reason: 'blocked_address', message: 'Only https is allowed here.', sent: false });
    for (const reach of ['public', 'public_or_loopback'] as const) await expect(send('ftp://93.184.216.34/', reach)).rejects.toMatchObject({ reason: 'blocked_address', message: 'Only https is allowed here.' });
  });

  it('says what is wrong with an address', async () => {
    await expect(send('https://10.0.0.1/', 'public')).rejects.toMatchObject({ reason: 'blocked_address', message: '10.0.0.1 is not a public address.', sent: false });
    await expect(send('https://10.0.0.1/', 'public_or_loopback')).rejects.toMatchObject({ reason: 'blocked_address', message: '10.0.0.1 is not a public address or loopback.', sent: false });
  });

  it('hands over what it was told to, says who calls, and brings the whole answer', async () => {
    const told: EgressRequest = { method: 'POST', url: `http://127.0.0.1:${port}/hear`, headers: { 'content-type': 'text/plain', 'x-told': '1' }, body: 'größe', deadlineMs: 1_000, reach: 'any' };
    expect(await egress.send(told)).toMatchObject({ status: 201, headers: { 'x-answer': 'yes' }, body: Buffer.from('heard'), cut: false });
    expect(heard).toMatchObject({ method: 'POST', headers: { 'user-agent': 'Hubcraft/1', 'content-type': 'text/plain', 'x-told': '1' }, body: 'größe' });
    await egress.send({ ...told, headers: { 'user-agent': 'other' }, body: Buffer.from('bytes') });
    expect(heard).toMatchObject({ headers: { 'user-agent': 'other' }, body: 'bytes' });
    await egress.send({ method: 'GET', url: told.url, deadlineMs: 1_000, reach: 'any', tellsTrace: true });
    expect([heard!.method, heard!.body, heard!.headers['traceparent']]).toEqual(['GET', '', undefined]);
  });

  it.each(['any', 'public_or_loopback'] as const)('asks one place no more than 64 things at once (%s)', async (reach) => {
    const all = Promise.allSettled(Array.from({ length: 70 }, () => send(`http://127.0.0.1:${port}/wait`, reach, 5_000)));
    await eventually(() => waiting.length >= 64, 4_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(waiting).toHaveLength(64);
    waiting.splice(0).forEach((answer) => answer());
    await eventually(() => waiting.length === 6, 4_000);
    waiting.splice(0).forEach((answer) => answer());
    expect((await all).map(({ status }) => status)).toEqual(Array.from({ length: 70 }, () => 'fulfilled'));
  });

  it('answers a redirect as it is and does not follow it', async () => {
    const before = hits.length;
    expect(await send(`http://127.0.0.1:${port}/redirect`, 'any')).toMatchObject({ status: 302 });
    expect(hits.slice(before)).toEqual(['/redirect']);
  });

  it('ends at its deadline however the other side drips', async () => {
    const began = performance.now();
    await expect(send(`http://127.0.0.1:${port}/slow`, 'any', 300)).rejects.toMatchObject({ reason: 'timeout', message: 'The deadline passed without an answer.', sent: true });
    expect(performance.now() - began).toBeLessThan(1_500);
  });

  it('reads no more than it was told to', async () => {
    const answer = await send(`http://127.0.0.1:${port}/long`, 'any', 2_000, 1_000);
    expect(answer.body).toHaveLength(1_000);
    expect(answer.cut).toBe(true);
    expect((await send(`http://127.0.0.1:${port}/ok`, 'any')).cut).toBe(false);
    const whole = await send(`http://127.0.0.1:${port}/long`, 'any', 2_000, 100_000);
    expect([whole.body.length, whole.cut]).toEqual([100_000, false]);
    // Unless it was told otherwise.
    const usual = await send(`http://127.0.0.1:${port}/long`, 'any', 2_000);
    expect([usual.body.length, usual.cut]).toEqual([65_536, true]);
  });

  it('says whether the other side can have acted', async () => {
    await expect(send(`http://127.0.0.1:${port}/break`, 'any')).rejects.toMatchObject({ reason: 'connection', message: 'The connection broke: UND_ERR_SOCKET.', sent: true });
    await expect(send('http://127.0.0.1:1/', 'any')).rejects.toMatchObject({ reason: 'connection', message: 'No connection: ECONNREFUSED.', sent: false });
  });

  it.each(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT'])('knows that nothing was sent where the connection never stood: %s', async (code) => {
    jest.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, done: (error: Error) => void) => done(Object.assign(new Error('no'), { code }))) as never);
    await expect(send('https://nowhere.example.com/', 'public')).rejects.toMatchObject({ reason: 'connection', message: `No connection: ${code}.`, sent: false });
  });

  it('says no more than it knows of a failure without a name', async () => {
    jest.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, done: (error: Error) => void) => done(new Error('odd'))) as never);
    await expect(send('https://nowhere.example.com/', 'public')).rejects.toMatchObject({ reason: 'connection', message: 'The connection broke: odd.', sent: true });
  });

  it('knows what is not HTTP', async () => {
    const rude = net.createServer((socket) => void socket.once('data', () => socket.end('hello\r\n\r\n')));
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    servers.push(rude);
    await expect(send(`http://127.0.0.1:${(rude.address() as AddressInfo).port}/`, 'any')).rejects.toMatchObject({ reason: 'protocol', message: 'The answer is not HTTP.', sent: true });
  });

  it('calls nobody once it was shut down', async () => {
    const ended = of({});
    await ended.onApplicationShutdown();
    const lookup = jest.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, done: (error: null, list: object[]) => void) => done(null, [])) as never);
    for (const [reach, url] of [['any', `http://127.0.0.1:${port}/`], ['public_or_loopback', `http://127.0.0.1:${port}/`], ['public', 'https://game.example.com/']] as const) {
      await expect(send(url, reach, 1_000, 100, ended)).rejects.toThrow('The connection broke: UND_ERR_DESTROYED.');
    }
    expect(lookup).not.toHaveBeenCalled();
    await expect(ended.onApplicationShutdown()).resolves.toBeUndefined();
  });

  it('is traced as a call, with the host of our own addresses alone, and tells the trace to whom it was told to', async () => {
    const exporter = new InMemorySpanExporter();
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    const untrace = traceWith(provider.getTracer('test'));
    try {
      const hear = (told: Partial<EgressRequest>) => inSpan('test', { under: null }, () => egress.send({ method: 'GET', url: `http://127.0.0.1:${port}/hear`, deadlineMs: 1_000, reach: 'any', ...told }));
      await hear({ tellsTrace: true });
      const told = heard!.headers['traceparent'];
      await hear({ reach: 'public_or_loopback', method: 'POST' });
      await provider.forceFlush();
      const [own, , theirs] = exporter.getFinishedSpans();
      expect([own!.name, own!.kind, own!.attributes]).toEqual(['GET', SpanKind.CLIENT, { 'http.request.method': 'GET', 'server.address': '127.0.0.1', 'http.response.status_code': 201 }]);
      expect(told).toBe(`00-${own!.spanContext().traceId}-${own!.spanContext().spanId}-01`);
      expect([theirs!.name, theirs!.attributes]).toEqual(['POST', { 'http.request.method': 'POST', 'http.response.status_code': 201 }]);
      expect(heard!.headers['traceparent']).toBeUndefined();
    } finally {
      untrace();
    }
  });

  it('can be made to die before a call and after it', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'egress-'));
    const trace = path.join(folder, 'passed');
    process.env['FAILPOINT_TRACE'] = trace;
    try {
      await jest.isolateModulesAsync(async () => {
        const [fresh, { OwnListeners: Own }, { Config: Settings }] = await Promise.all([import('./egress.js'), import('./own-listeners.js'), import('../config/config.js')]);
        const calling = new fresh.Egress(new Own(new Settings({})));
        await send(`http://127.0.0.1:${port}/hear`, 'any', 5_000, 100, calling);
        await calling.onApplicationShutdown();
      });
      expect(readFileSync(trace, 'utf8').trim().split('\n')).toEqual(['before call: GET /hear', 'after call: GET /hear']);
    } finally {
      delete process.env['FAILPOINT_TRACE'];
      rmSync(folder, { recursive: true });
    }
  });

  describe('for a sandbox game', () => {
    /** Every name stands at these addresses. */
    const resolveTo = (...addresses: string[]) => jest.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, done: (error: null, list: object[]) => void) =>
      done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))) as never);

    it.each(['127.0.0.1', 'localhost', 'a.localhost'])('reaches this machine by http://%s', async (host) => {
      if (host === 'a.localhost') resolveTo('127.0.0.1');
      expect(await send(`http://${host}:${port}/x`, 'public_or_loopback')).toMatchObject({ status: 200 });
    });

    it('reaches it also where Node tries the first address of a name alone', async () => {
      net.setDefaultAutoSelectFamily(false);
      try {
        resolveTo('127.0.0.1');
        expect(await send(`http://first.example.com:${port}/x`, 'public_or_loopback')).toMatchObject({ status: 200 });
      } finally {
        net.setDefaultAutoSelectFamily(true);
      }
    });

    it('says of a name what is wrong with what it stands for', async () => {
      resolveTo();
      await expect(send('https://none.example.com/', 'public_or_loopback')).rejects.toMatchObject({ message: 'none.example.com: none.example.com has no address.' });
      resolveTo('8.8.8.8', '10.0.0.1');
      await expect(send('https://mixed.example.com/', 'public_or_loopback')).rejects.toMatchObject({ message: 'mixed.example.com: 10.0.0.1 is not a public address or loopback.' });
      await expect(send('https://mixed.example.com/', 'public')).rejects.toMatchObject({ message: 'mixed.example.com: 10.0.0.1 is not a public address.' });
      resolveTo('8.8.8.8', '127.0.0.1');
      await expect(send('https://mixed.example.com/', 'public_or_loopback')).rejects.toMatchObject({ message: 'mixed.example.com: The name stands for this machine and for others.' });
    });

    it('goes on where a socket is closed already and has no end to be looked at', async () => {
      resolveTo('127.0.0.1');
      jest.spyOn(net.Socket.prototype as unknown as { _getpeername(): object }, '_getpeername').mockReturnValue({});
      expect(await send(`http://closed.example.com:${port}/x`, 'public_or_loopback')).toMatchObject({ status: 200 });
    });

    it.each([['http', 80], ['https', 443]] as const)('knows our port where a URL names none: %s', async (scheme, usual) => {
      const ours = of({ PORT: String(usual) });
      resolveTo('127.0.1.1');
      await expect(send(`${scheme}://vm.example.com/`, 'public_or_loopback', 1_000, 100, ours)).rejects.toMatchObject({ message: `vm.example.com: 127.0.1.1 port ${usual} is our own address.` });
      await ours.onApplicationShutdown();
    });

    it.each([['10.0.0.1'], ['192.168.1.1'], ['172.17.0.2'], ['169.254.169.254'], ['100.64.0.1'], ['0.0.0.0'], ['fd00::1'], ['fe80::1'], ['::ffff:10.0.0.1'], ['8.8.8.8', '10.0.0.1'], ['8.8.8.8', '127.0.0.1']])('never calls a name that stands at %s', async (...addresses) => {
      resolveTo(...addresses);
      const before = hits.length;
      for (const scheme of ['http', 'https']) await expect(send(`${scheme}://game.example.com:${port}/x`, 'public_or_loopback')).rejects.toMatchObject({ reason: 'blocked_address', sent: false });
      expect(hits).toHaveLength(before);
    });

    it.each(['10.0.0.1', '169.254.169.254', '[fd00::1]', '0.0.0.0'])('never calls http://%s', async (host) => {
      await expect(send(`http://${host}:${port}/`, 'public_or_loopback')).rejects.toMatchObject({ reason: 'blocked_address', sent: false });
    });

    it.each(['PORT', 'WORKER_PORT', 'METRICS_PORT', 'WORKER_METRICS_PORT', 'PUBLIC_URL', 'DATABASE_URL', 'DATABASE_OWNER_URL', 'REDIS_URL', 'SMTP_URL', 'SANDBOX_PSP_URL'])('never calls what listens here for us: %s', async (name) => {
      const ours = of({ [name]: name.endsWith('_URL') ? `http://127.0.0.1:${port}` : String(port) });
      const before = connections;
      for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]']) await expect(send(`http://${host}:${port}/`, 'public_or_loopback', 1_000, 100, ours)).rejects.toMatchObject({ reason: 'blocked_address', sent: false });
      resolveTo('127.0.1.1');
      await expect(send(`http://vm.example.com:${port}/`, 'public_or_loopback', 1_000, 100, ours)).rejects.toMatchObject({ reason: 'blocked_address', message: `vm.example.com: 127.0.1.1 port ${port} is our own address.` });
      expect(connections).toBe(before);
      await ours.onApplicationShutdown();
    });

    it('never calls our public address under any name of this machine', async () => {
      const outside = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []).find((each) => !each.internal && each.family === 'IPv4');
      const ours = of({ PUBLIC_URL: 'https://shop.example.com', PORT: String(port) });
      await expect(send('https://shop.example.com/v1/items', 'public_or_loopback', 1_000, 100, ours)).rejects.toMatchObject({ message: 'shop.example.com is our own address.' });
      if (outside) expect(new OwnListeners(new Config({ PORT: String(port) })).answerAt(outside.address, port)).toBe(true);
      await ours.onApplicationShutdown();
    });
  });
});
