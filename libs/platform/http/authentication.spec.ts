import { Logger, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import pg from 'pg';
import { Config } from '../config/config.js';
import type { Database } from '../database/database.js';
import { SystemClock } from '../kernel/clock.js';
import { PostgresLimits } from '../limits/postgres-limits.js';
import { Metrics } from '../metrics/metrics.js';
import { ServiceLevels } from '../service-levels/service-levels.js';
import { Authenticators, PolicyGuard, type Audience } from './authentication.js';
import { LoadShedding, Matters, Streams } from './load-shedding.js';
import { CheckoutRoute, IngressRoute, OperatorRoute, PlayerRoute, PublicRoute, StudioRoute, type Principal } from './policy.js';
import { RequestLimits } from './request-limits.js';
import { PUBLISHED } from '../versions/published.js';
import { Versions } from '../versions/versions.js';
import { VersionEdge } from './version-edge.js';

Logger.overrideLogger(false);

describe('the guard of every route', () => {
  class Routes {
    @StudioRoute('orders:write') studio(): void {}
    @OperatorRoute('staff:read') operator(): void {}
    @PlayerRoute('none') browse(): void {}
    @PlayerRoute('player_id') buy(): void {}
    @PlayerRoute('verified') own(): void {}
    @CheckoutRoute() pay(): void {}
    @IngressRoute() told(): void {}
    @PublicRoute() anybody(): void {}
    @PublicRoute() @Matters('always') alive(): void {}
    @StudioRoute('events:read') @Streams() stream(): void {}
    nobodySaid(): void {}
  }
  @PublicRoute()
  class OpenRoutes {
    open(): void {}
    @StudioRoute('orders:write') closed(): void {}
  }

  // A pool that nobody connects: the load of the process asks it how many wait.
  const database = { pool: new pg.Pool({ max: 1 }), statements: 0 } as unknown as Database;
  const store = new PostgresLimits('postgres://nobody@127.0.0.1:1/nothing');
  let authenticators: Authenticators;
  let load: LoadShedding;
  let guard: PolicyGuard;
  beforeEach(() => {
    authenticators = new Authenticators();
    load = new LoadShedding(new Config({}), database, new Metrics(database), new ServiceLevels(database));
    guard = new PolicyGuard(new Reflector(), authenticators, new RequestLimits(store), load, new VersionEdge(new Versions(PUBLISHED), new SystemClock(), new Metrics(database), new Config({ PUBLIC_URL: 'http://127.0.0.1:4400' })));
  });
  afterAll(() => store.close());

  let callers = 0;
  const caller = (told: Partial<Principal> = {}): Principal => ({ scope: { gameId: 'gam_1', actor: { kind: 'api_key', id: `key_${++callers}` }, requestId: null }, environment: 'sandbox', grants: [], ...told });
  const is = (audience: Audience, principal: Principal | null) => authenticators.register(audience, async () => principal);
  const told: Record<string, string> = {};
  const asks = async (route: string, request: object = {}, routes: { prototype: object } = Routes) => {
    const reply = { header: (name: string, value: string) => ((told[name] = value), reply) };
    const asked = { method: 'GET', raw: {}, headers: {}, ...request } as { principal?: Principal };
    const context = { getHandler: () => (routes.prototype as Record<string, unknown>)[route], getClass: () => routes, switchToHttp: () => ({ getRequest: () => asked, getResponse: () => reply }) } as unknown as ExecutionContext;
    return { isAdmitted: await guard.canActivate(context), principal: asked.principal };
  };
  const refused = (code: string, status: number) => expect.objectContaining({ code, status });

  it('lets nobody through where no policy says who may', async () => {
    await expect(asks('nobodySaid')).rejects.toThrow('Routes.nobodySaid has no policy');
  });

  it('asks for no credential where anybody may call or the caller proves itself in its own way', async () => {
    for (const route of ['anybody', 'told', 'alive']) expect(await asks(route)).toEqual({ isAdmitted: true, principal: undefined });
    expect(await asks('open', {}, OpenRoutes)).toEqual({ isAdmitted: true, principal: undefined });
  });

  it('takes the policy of a route before that of its class', async () => {
    await expect(asks('closed', {}, OpenRoutes)).rejects.toEqual(refused('auth.not_authenticated', 401));
  });

  it.each([['studio', 'studio'], ['operator', 'operator'], ['browse', 'player'], ['pay', 'checkout']] as const)('refuses whoever calls %s without a credential of that audience', async (route, audience) => {
    await expect(asks(route)).rejects.toMatchObject({ code: 'auth.not_authenticated', status: 401, detail: 'A valid credential for this environment is needed.' });
    is(audience, null);
    await expect(asks(route)).rejects.toEqual(refused('auth.not_authenticated', 401));
  });

  it('asks the authenticator of the audience alone', async () => {
    for (const other of ['operator', 'player', 'checkout'] as const) is(other, caller({ grants: ['*', 'studio:admin', 'orders:write'] }));
    await expect(asks('studio')).rejects.toEqual(refused('auth.not_authenticated', 401));
  });

  it.each([['studio', 'studio', 'orders:write', 'orders:read'], ['operator', 'operator', 'staff:read', 'staff:write']] as const)('wants the scope of the route from callers of %s', async (route, audience, scope, another) => {
    const [able, unable] = [caller({ grants: [scope] }), caller({ grants: [another] })];
    let now = able;
    authenticators.register(audience, async () => now);
    expect(await asks(route)).toEqual({ isAdmitted: true, principal: able });
    now = unable;
    await expect(asks(route)).rejects.toMatchObject({ code: 'auth.scope_missing', status: 403, detail: `This needs the scope ${scope}, which the API key or the role lacks.` });
  });

  it('wants no scope of players and checkouts', async () => {
    is('player', caller({ assurance: 'verified' }));
    is('checkout', caller());
    for (const route of ['own', 'pay']) expect((await asks(route)).isAdmitted).toBe(true);
  });

  const NOBODY = 'auth.not_authenticated';
  const UNPROVEN = 'session.verification_required';
  it.each<[Principal['assurance'], (string | true)[]]>([
    [undefined, [true, NOBODY, NOBODY]], ['none', [true, NOBODY, NOBODY]], ['player_id', [true, true, UNPROVEN]], ['verified', [true, true, true]],
  ])('of a player with the assurance %s: browsing, buying, what is hers', async (assurance, verdicts) => {
    is('player', caller(assurance ? { assurance } : {}));
    const found = [];
    for (const route of ['browse', 'buy', 'own']) found.push(await asks(route, { ip: '8.8.8.8' }).then(({ isAdmitted }) => isAdmitted, (error: { code: string }) => error.code));
    expect(found).toEqual(verdicts);
  });

  it('says what is missing to a player who is known and has not proven herself', async () => {
    is('player', caller({ assurance: 'player_id' }));
    await expect(asks('own')).rejects.toMatchObject({ status: 403, detail: 'Open the store from inside the game to prove who you are.' });
  });

  it('counts whoever has a credential against her rate, and before her scopes', async () => {
    is('studio', caller());
    // All at the same moment: one after the other, a slow machine would stay below the rate.
    const codes = await Promise.all(Array.from({ length: 400 }, () => asks('studio').catch((error: { code: string }) => error.code)));
    expect(new Set(codes)).toEqual(new Set(['auth.scope_missing', 'request.rate_limited']));
    expect(told).toMatchObject({ 'RateLimit-Limit': '200' });
  });

  it('refuses by importance when there is too much to do, before anybody is asked', async () => {
    let isAsked = false;
    authenticators.register('studio', async () => ((isAsked = true), null));
    for (let n = 0; n < 250; n++) load.begins({});
    await expect(asks('studio', { routeOptions: { url: '/v1/orders' } })).rejects.toEqual(refused('service.overloaded', 503));
    expect(isAsked).toBe(false);
    // What names one thing or changes something is worth more than a list, and a stated importance more than the rule.
    for (const request of [{ routeOptions: { url: '/v1/orders/:id' } }, { method: 'POST', routeOptions: { url: '/v1/orders' } }]) await expect(asks('studio', request)).rejects.toEqual(refused('auth.not_authenticated', 401));
    for (let n = 0; n < 2_000; n++) load.begins({});
    await expect(asks('anybody')).rejects.toEqual(refused('service.overloaded', 503));
    expect((await asks('alive')).isAdmitted).toBe(true);
  });

  it('does not count an answer that stays open among the requests in flight', async () => {
    is('studio', caller({ grants: ['events:*', 'orders:*'] }));
    const [stream, call] = [{}, {}];
    for (const raw of [stream, call]) load.begins(raw);
    await asks('stream', { raw: stream });
    await asks('studio', { raw: call });
    expect(load.now().inFlight).toBe(1);
  });

  it('knows one authenticator for an audience, so that none takes the place of another unseen', () => {
    is('player', null);
    expect(() => is('player', caller())).toThrow('Two authenticators for player');
    expect(() => is('studio', null)).not.toThrow();
  });
});
