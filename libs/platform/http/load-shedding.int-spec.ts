import { connect, type AddressInfo } from 'node:net';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { bootContext, type Booted, type Tenant } from '../../../test/support/boot.js';
import { eventually } from '../../../test/support/eventually.js';
import { Metrics } from '../metrics/metrics.js';
import { openApiDocument } from './openapi.js';
import { Operation } from './answers.js';
import { LoadShedding, Matters } from './load-shedding.js';
import { IngressRoute, PublicRoute, StudioRoute } from './policy.js';

let release: () => void = () => undefined;
const held: Promise<void>[] = [];

@Controller('probe')
class ProbeController {
  @Get('browse') @PublicRoute() browse() { return {}; }
  @Get('live') @PublicRoute() @Matters('always') live() { return {}; }
  @Post('ingress') @IngressRoute() @Operation('probe_ingress', 'x') ingress() { return {}; }
  @Get('report') @StudioRoute('orders:read') @Operation('probe_report', 'x') report() { return {}; }
  @Get('one/:id') @StudioRoute('orders:read') @Operation('probe_one', 'x') one() { return {}; }
  @Post('slow') @IngressRoute() async slow() { await held[0]; return {}; }
  @Get('broken') @PublicRoute() broken() { throw new Error('broken'); }
}
@Module({ controllers: [ProbeController] })
class ProbeModule {}

describe('a process with more to do than it can', () => {
  let app: Booted;
  let tenant: Tenant;
  let load: LoadShedding;
  const begun: object[] = [];
  beforeAll(async () => {
    app = await bootContext({ modules: [ProbeModule], env: { SHED_IN_FLIGHT: '10' } });
    tenant = await app.tenant();
    load = app.app.get(LoadShedding);
  });
  afterEach(() => {
    for (const request of begun.splice(0)) load.ends(request);
  });
  afterAll(() => app.close());

  const busyWith = (count: number): void => {
    while (begun.length < count) load.begins(begun[begun.push({}) - 1]!);
  };
  const ask = (method: 'GET' | 'POST', path: string) => app.inject({ method, url: `/probe/${path}`, apiKey: tenant.apiKey, ...(method === 'POST' ? { body: {} } : {}) });
  const refused = async (): Promise<string[]> => {
    const asked = [['report', await ask('GET', 'report')], ['one', await ask('GET', 'one/1')], ['browse', await ask('GET', 'browse')], ['ingress', await ask('POST', 'ingress')], ['live', await ask('GET', 'live')]] as const;
    expect(asked.filter(([, { status }]) => status !== 503 && status >= 300)).toEqual([]);
    return asked.filter(([, { status }]) => status === 503).map(([name]) => name);
  };

  it('refuses reports first, then other calls of studios, then browsing; payments and providers last, and never the question whether it lives', async () => {
    const seen: string[][] = [];
    for (const count of [0, 8, 9, 14, 19, 39, 10_000]) {
      busyWith(count);
      seen.push(await refused());
    }
    // The request that asks is in flight too.
    expect(seen).toEqual([[], [], ['report'], ['report', 'one'], ['report', 'one', 'browse'], ['report', 'one', 'browse', 'ingress'], ['report', 'one', 'browse', 'ingress']]);
    for (const request of begun.splice(0)) load.ends(request);
    expect(await refused()).toEqual([]);
  });

  it('says so with a code of its own and when to come back, before it asks who calls, and counts it', async () => {
    busyWith(30);
    const answer = await app.inject({ method: 'GET', url: '/probe/report' });
    expect([answer.status, answer.json.code, answer.headers['content-type']]).toEqual([503, 'service.overloaded', expect.stringContaining('application/problem+json')]);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(5);
    expect(await app.app.get(Metrics).text()).toMatch(/^hubcraft_requests_shed_total\{importance="bulk"\} [1-9]/m);
  });

  it('counts what is in flight and nothing else, however requests end', async () => {
    const before = load.now().inFlight;
    held[0] = new Promise((resolve) => (release = resolve));
    const slow = Array.from({ length: 12 }, () => ask('POST', 'slow'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(load.now().inFlight).toBe(before + 12);
    expect(await refused()).toEqual(['report']);
    release();
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual(Array(12).fill(201));
    await ask('GET', 'broken');
    await app.inject({ method: 'GET', url: '/nowhere' });
    expect(load.now().inFlight).toBe(before);
    expect(await refused()).toEqual([]);
  });

  it('forgets the requests of callers who went away before they were answered, or before they had said all', async () => {
    await app.app.listen(0, '127.0.0.1');
    const { port } = app.app.getHttpServer().address() as AddressInfo;
    held[0] = new Promise((resolve) => (release = resolve));
    const before = load.now().inFlight;
    const heads = ['POST /probe/slow HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}', 'POST /probe/ingress HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\nContent-Type: application/json\r\n\r\n{"a"'];
    const callers = heads.flatMap((head) => Array.from({ length: 3 }, () => {
      const socket = connect(port, '127.0.0.1', () => socket.write(head));
      return socket.on('error', () => undefined);
    }));
    await eventually(async () => load.now().inFlight === before + callers.length);
    for (const socket of callers) socket.resetAndDestroy();
    await eventually(async () => load.now().inFlight === before);
    release();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(load.now().inFlight).toBe(before);
  });

  it('is told of in the API document', () => {
    const { paths } = openApiDocument(app.app, 'test');
    expect(paths['/probe/report']!.get).toMatchObject({ 'x-hubcraft-importance': 'bulk' });
    expect(paths['/probe/one/{id}']!.get).toMatchObject({ 'x-hubcraft-importance': 'studio' });
    expect(paths['/probe/ingress']!.post).toMatchObject({ 'x-hubcraft-importance': 'critical' });
  });
});
