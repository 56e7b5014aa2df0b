/** @modules source: what Node answers is changed here. */
import dns from 'node:dns';
import { createServer, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { seeded } from '../../../test/chaos/purchases.js';
import { hostileUrls, isGlobalV4, isGlobalV6, textOfV4, textOfV6 } from '../../../test/support/hostile-urls.js';
import { Config } from '../config/config.js';
import { Egress, isPublicAddress, type Reach } from './egress.js';
import { OwnListeners } from './own-listeners.js';

/** Another seed looks at other addresses: `HUBCRAFT_SEED=7 npx jest libs/platform/egress`. */
const SEED = Number(process.env['HUBCRAFT_SEED'] ?? 20_261_127);
/** `HUBCRAFT_ADDRESSES=1000000` looks at as many. */
const ADDRESSES = Number(process.env['HUBCRAFT_ADDRESSES'] ?? 20_000);

type Answer = { address: string; family: number }[];

/** A canary on this machine that must never hear of anybody, and a witness of every socket that is opened anywhere. */
describe('requests that strangers have us send', () => {
  const egress = new Egress(new OwnListeners(new Config({})));
  const canaries: Server[] = [];
  const hits: string[] = [];
  let port = 0;

  beforeAll(async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const server = createServer((request, response) => {
        hits.push(`${host} ${request.url}`);
        response.end('canary');
      });
      server.on('connection', () => hits.push(`${host} connected`));
      // A machine without IPv6 has no ::1 to be reached at.
      const isThere = await new Promise<boolean>((resolve) => server.once('error', () => resolve(false)).listen(port, host, () => resolve(true)));
      if (!isThere) continue;
      port = (server.address() as AddressInfo).port;
      canaries.push(server);
    }
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await egress.onApplicationShutdown();
    for (const server of canaries) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  const send = (url: string, reach: Reach): Promise<unknown> => egress.send({ method: 'GET', url, deadlineMs: 1_000, reach });
  /** Every socket that is opened to an address; one for a name has to ask what it stands for first, and is refused there. */
  const witness = () => {
    const connects = jest.spyOn(net.Socket.prototype, 'connect');
    return () => connects.mock.calls.flat(2).map((each) => (each as unknown as { host?: string } | null)?.host ?? '').filter((host) => net.isIP(host) !== 0);
  };
  /** Answers in turn, the last one for ever; says what was asked for. */
  const resolving = (...turns: Answer[]) => {
    let turn = 0;
    return jest.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, done: (error: null, list: Answer) => void) => done(null, turns[Math.min(turn++, turns.length - 1)]!)) as never);
  };
  const at = (...addresses: string[]): Answer => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

  it('open no socket to this machine, a private net or a metadata service in any of 150 notations', async () => {
    const forms = hostileUrls(port);
    expect(forms.length).toBeGreaterThanOrEqual(150);
    expect(new Set(forms.map(({ url }) => url)).size).toBe(forms.length);
    const sockets = witness();
    const asked = resolving(at('127.0.0.1'));
    const passed: string[] = [];
    for (const { what, url } of forms) {
      // What is no URL at all cannot be called.
      if (!URL.canParse(url)) continue;
      const reason = await send(url, 'public').then(() => 'answered', (error: { reason?: string; sent?: boolean }) => (error.sent ? 'sent' : error.reason));
      if (reason !== 'blocked_address') passed.push(`${what}: ${reason}`);
      // A few tell what is wrong; each may have waited for its deadline.
      if (passed.length === 3) break;
    }
    expect({ passed, sockets: sockets(), hits }).toEqual({ passed: [], sockets: [], hits: [] });
    expect(forms.filter(({ url }) => URL.canParse(url)).length).toBeGreaterThanOrEqual(150);
    // Names of this machine are known as such by what they resolve to as well.
    expect(asked.mock.calls.length).toBeLessThan(20);
  });

  it('see in 20,000 random IPv4 and IPv6 addresses what the registries of IANA see in them', () => {
    const edges = [0, 2 ** 32 - 1, ...[0x0a000000, 0x64400000, 0x7f000000, 0xa9fe0000, 0xac100000, 0xc0000000, 0xc0000200, 0xc0586300, 0xc0a80000, 0xc6120000, 0xc6336400, 0xcb007100, 0xe0000000, 0xf0000000].flatMap((base) => [base - 1, base, base + 1])];
    const wrong: string[] = [];
    const look = (text: string, isGlobal: boolean): void => { if (isPublicAddress(text) !== isGlobal) wrong.push(`${text} is ${isGlobal ? '' : 'not '}global`); };
    for (const address of edges) look(textOfV4(address), isGlobalV4(address));
    const random = seeded(SEED);
    const below = (bits: number): bigint => Array.from({ length: bits / 16 }).reduce<bigint>((whole) => (whole << 16n) | BigInt(Math.floor(random() * 65_536)), 0n);
    for (let n = 0; n < ADDRESSES / 2; n++) {
      const address = Math.floor(random() * 2 ** 32);
      look(textOfV4(address), isGlobalV4(address));
    }
    // Anywhere; within 2000::/3, where the special blocks are; around 2001:: and 2002::; IPv4 in IPv6; the deprecated embeddings.
    const kinds = [() => below(128), () => (1n << 125n) | (below(128) >> 3n), () => ((0x2000n + BigInt(Math.floor(random() * 5))) << 112n) | below(112), () => (0xffffn << 32n) | below(32), () => below(64)];
    for (let n = 0; n < ADDRESSES / 2; n++) {
      const address = kinds[n % kinds.length]!();
      look(textOfV6(address), isGlobalV6(address));
    }
    expect(wrong.slice(0, 20)).toEqual([]);
  }, 300_000);

  it('ask for a name once per connection and go to the very address that was checked', async () => {
    const asked = resolving(at('127.0.0.1'), at('10.0.0.1'));
    expect(await send(`http://rebind.example.com:${port}/first`, 'public_or_loopback')).toMatchObject({ status: 200 });
    expect(asked).toHaveBeenCalledTimes(1);
    expect(hits.splice(0)).toEqual(['127.0.0.1 connected', '127.0.0.1 /first']);
    // Another name, so that the connection of before is not used again: rebound by now, it is refused.
    await expect(send(`http://rebind-2.example.com:${port}/second`, 'public_or_loopback')).rejects.toMatchObject({ reason: 'blocked_address', sent: false });
    expect(hits).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['an address of ours behind a public one', ['93.184.216.34', '127.0.0.1']], ['a private one before a public one', ['10.0.0.1', '93.184.216.34']], ['an IPv6 loopback beside a public IPv4', ['93.184.216.34', '::1']],
    ['a private IPv4 inside of IPv6', ['2606:4700::1111', '::ffff:10.0.0.1']], ['a NAT64 address', ['64:ff9b::a00:1']], ['no address at all', []],
  ])('open no socket for a name that stands for %s', async (_what, addresses) => {
    for (const reach of ['public', 'public_or_loopback'] as const) {
      resolving(at(...addresses));
      await expect(send(`https://mixed.example.com:${port}/`, reach)).rejects.toMatchObject({ reason: 'blocked_address', sent: false });
      jest.restoreAllMocks();
    }
    expect(hits).toEqual([]);
  });

  it('are broken off before a byte is sent when the socket has come out elsewhere than it was told to', async () => {
    resolving(at('127.0.0.1'));
    // What the getter `remoteAddress` of Node asks.
    jest.spyOn(net.Socket.prototype as unknown as { _getpeername(): object }, '_getpeername').mockReturnValue({ address: '10.0.0.1', family: 'IPv4', port });
    await expect(send(`http://elsewhere.example.com:${port}/third`, 'public_or_loopback')).rejects.toMatchObject({ reason: 'blocked_address', sent: false });
    expect(hits.splice(0).filter((hit) => !hit.endsWith('connected'))).toEqual([]);
  });

  it('go through no proxy that the environment names', async () => {
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = `http://127.0.0.1:${port}`;
    try {
      resolving(at('10.0.0.1'));
      const fresh = new Egress(new OwnListeners(new Config({})));
      await expect(fresh.send({ method: 'GET', url: 'https://proxied.example.com/', deadlineMs: 2_000, reach: 'public' })).rejects.toMatchObject({ reason: 'blocked_address', sent: false });
      await fresh.onApplicationShutdown();
      expect(hits).toEqual([]);
    } finally {
      names.forEach((name, i) => { if (before[i] === undefined) delete process.env[name]; else process.env[name] = before[i]; });
    }
  });
});
