import dns from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import { Config } from '../config/config.js';
import { Egress, isPublicAddress, type Reach } from './egress.js';
import { OwnListeners } from './own-listeners.js';

describe('a public address', () => {
  it.each([
    '127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '100.127.255.254',
    '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255',
    '::', '::1', '::7f00:1', '::127.0.0.1', '::5efe:7f00:1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:0:7f00:1', '::ffff:10.0.0.1', '::ffff:169.254.169.254',
    '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::1', '2002:7f00:1::', '2002:a00:1::1', '2001::1', '2001:0:7f00:1::', '2001:db8::1', '100::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fec0::1', 'ff02::1', '3fff::1', '5f00::1', '4000::1', 'fe80::1%eth0',
  ])('is not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '1.1.1.1', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001:80b::200e', '::ffff:8.8.8.8'])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('egress', () => {
  const egress = new Egress(new OwnListeners(new Config({})));
  const servers: { close(): void }[] = [];
  const hits: string[] = [];
  let port = 0;

  beforeAll(async () => {
    const server = createServer((request, response) => {
      hits.push(request.url!);
      if (request.url === '/redirect') response.writeHead(302, { location: `http://127.0.0.1:${port}/inside` }).end();
      else if (request.url === '/slow') {
        response.writeHead(200);
        const drip = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(drip));
      } else if (request.url === '/long') response.end('y'.repeat(100_000));
      else if (request.url === '/break') response.socket!.destroy();
      else response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
    servers.push({ close: () => (server.closeAllConnections(), server.close()) });
  });
  afterAll(async () => {
    await egress.onApplicationShutdown();
    for (const server of servers) server.close();
  });

  const send = (url: string, reach: Reach, deadlineMs = 1_000, maxBytes?: number, by = egress) => by.send({ method: 'GET', url, deadlineMs, reach, ...(maxBytes ? { maxBytes } : {}) });

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '127.1', '[::ffff:127.0.0.1]', '0', '017700000001', '127.0.0.1.', '①②⑦.0.0.1', 'localhost', '[::1]', '[::]', '[::7f00:1]', '[::5efe:7f00:1]', '[64:ff9b::7f00:1]'])('reaches nothing on this machine by https://%s', async (host) => {
    const before = hits.length;
    await expect(send(`https://${host}:${port}/x`, 'public')).rejects.toMatchObject({ reason: 'blocked_address', sent: false });
    expect(hits).toHaveLength(before);
  });

  it('refuses plain http to the world', async () => {
    await expect(send('http://93.184.216.34/', 'public')).rejects.toMatchObject({ reason: 'blocked_address', sent: false });
  });

  it('answers a redirect as it is and does not follow it', async () => {
    const before = hits.length;
    expect(await send(`http://127.0.0.1:${port}/redirect`, 'any')).toMatchObject({ status: 302 });
    expect(hits.slice(before)).toEqual(['/redirect']);
  });

  it('ends at its deadline however the other side drips', async () => {
    const began = performance.now();
    await expect(send(`http://127.0.0.1:${port}/slow`, 'any', 300)).rejects.toMatchObject({ reason: 'timeout', sent: true });
    expect(performance.now() - began).toBeLessThan(1_500);
  });

  it('reads no more than it was told to', async () => {
    const answer = await send(`http://127.0.0.1:${port}/long`, 'any', 2_000, 1_000);
    expect(answer.body).toHaveLength(1_000);
    expect(answer.cut).toBe(true);
    expect((await send(`http://127.0.0.1:${port}/ok`, 'any')).cut).toBe(false);
  });

  it('says whether the other side can have acted', async () => {
    await expect(send(`http://127.0.0.1:${port}/break`, 'any')).rejects.toMatchObject({ reason: 'connection', sent: true });
    await expect(send('http://127.0.0.1:1/', 'any')).rejects.toMatchObject({ reason: 'connection', sent: false });
  });

  describe('for a sandbox game', () => {
    /** Every name stands at these addresses. */
    const resolveTo = (...addresses: string[]) => jest.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, done: (error: null, list: object[]) => void) =>
      done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))) as never);
    afterEach(() => void jest.restoreAllMocks());

    it.each(['127.0.0.1', 'localhost', 'a.localhost'])('reaches this machine by http://%s', async (host) => {
      if (host === 'a.localhost') resolveTo('127.0.0.1');
      expect(await send(`http://${host}:${port}/x`, 'public_or_loopback')).toMatchObject({ status: 200 });
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

    it.each(['PORT', 'WORKER_PORT', 'METRICS_PORT', 'WORKER_METRICS_PORT', 'PUBLIC_URL', 'DATABASE_URL', 'REDIS_URL', 'SMTP_URL', 'SANDBOX_PSP_URL'])('never calls what listens here for us: %s', async (name) => {
      const ours = new Egress(new OwnListeners(new Config({ [name]: name.endsWith('_URL') ? `http://127.0.0.1:${port}` : String(port) })));
      const before = hits.length;
      for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]']) await expect(send(`http://${host}:${port}/`, 'public_or_loopback', 1_000, 100, ours)).rejects.toMatchObject({ reason: 'blocked_address', sent: false });
      resolveTo('127.0.1.1');
      await expect(send(`http://vm.example.com:${port}/`, 'public_or_loopback', 1_000, 100, ours)).rejects.toMatchObject({ reason: 'blocked_address', message: expect.stringContaining('our own address') });
      expect(hits).toHaveLength(before);
      await ours.onApplicationShutdown();
    });

    it('never calls our public address under any name of this machine', async () => {
      const outside = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []).find((each) => !each.internal && each.family === 'IPv4');
      const ours = new Egress(new OwnListeners(new Config({ PUBLIC_URL: 'https://shop.example.com', PORT: String(port) })));
      await expect(send('https://shop.example.com/v1/items', 'public_or_loopback', 1_000, 100, ours)).rejects.toMatchObject({ message: 'shop.example.com is our own address.' });
      if (outside) expect(new OwnListeners(new Config({ PORT: String(port) })).answerAt(outside.address, port)).toBe(true);
      await ours.onApplicationShutdown();
    });
  });
});
