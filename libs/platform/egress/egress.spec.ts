import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Egress, isPublicAddress } from './egress.js';

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
  const egress = new Egress();
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

  const send = (url: string, allowLocal: boolean, deadlineMs = 2_000, maxBytes?: number) => egress.send({ method: 'GET', url, deadlineMs, allowLocal, ...(maxBytes ? { maxBytes } : {}) });

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '127.1', '[::ffff:127.0.0.1]', '0', '017700000001', '127.0.0.1.', '①②⑦.0.0.1', 'localhost', '[::1]', '[::]', '[::7f00:1]', '[::5efe:7f00:1]', '[64:ff9b::7f00:1]'])('reaches nothing on this machine by https://%s', async (host) => {
    const before = hits.length;
    await expect(send(`https://${host}:${port}/x`, false)).rejects.toMatchObject({ reason: 'blocked_address', sent: false });
    expect(hits).toHaveLength(before);
  });

  it('refuses plain http to the world', async () => {
    await expect(send('http://93.184.216.34/', false)).rejects.toMatchObject({ reason: 'blocked_address', sent: false });
  });

  it('answers a redirect as it is and does not follow it', async () => {
    const before = hits.length;
    expect(await send(`http://127.0.0.1:${port}/redirect`, true)).toMatchObject({ status: 302 });
    expect(hits.slice(before)).toEqual(['/redirect']);
  });

  it('ends at its deadline however the other side drips', async () => {
    const began = performance.now();
    await expect(send(`http://127.0.0.1:${port}/slow`, true, 300)).rejects.toMatchObject({ reason: 'timeout', sent: true });
    expect(performance.now() - began).toBeLessThan(1_500);
  });

  it('reads no more than it was told to', async () => {
    const answer = await send(`http://127.0.0.1:${port}/long`, true, 2_000, 1_000);
    expect(answer.body).toHaveLength(1_000);
    expect(answer.cut).toBe(true);
    expect((await send(`http://127.0.0.1:${port}/ok`, true)).cut).toBe(false);
  });

  it('says whether the other side can have acted', async () => {
    await expect(send(`http://127.0.0.1:${port}/break`, true)).rejects.toMatchObject({ reason: 'connection', sent: true });
    await expect(send('http://127.0.0.1:1/', true)).rejects.toMatchObject({ reason: 'connection', sent: false });
  });
});
