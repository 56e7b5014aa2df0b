import { randomUUID } from 'node:crypto';
import { Controller, Get, Module } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import * as tax from '#money/tax/module';
import { OPERATION } from '#platform/http/answers';
import { OWN_SESSION, STUDIO_ADMIN } from '#platform/http/authentication';
import { openApiDocument } from '#platform/http/openapi';
import { POLICY, PublicRoute, type Policy } from '#platform/http/policy';
import { OpenSession } from '../../libs/player/sign-in/app/open-session.js';
import { RedeemLogin } from '#player/sign-in/commands';
import { SaveHub } from '#store/storefront/commands';
import { CreateApiKey } from '#studio/access/commands';
import { RESOURCES } from '../../libs/studio/access/scopes.js';
import { STAFF_ROLES, type StaffRole } from '../../libs/studio/staff/contracts/roles.js';
import { refuseRoutesWithoutPolicy } from '../../apps/boot-check.js';
import { contexts } from '../../apps/contexts.js';
import { HealthModule } from '../../apps/health.js';
import { HubModule } from '../../apps/hub/hub.module.js';
import { bootContext, type Booted, type Tenant } from '../support/boot.js';
import { secretOf } from '../support/buyer.js';
import { memberOf } from '../support/member.js';
import { staffOf } from '../support/staff.js';
import { hintsFor } from '../support/crime-scene.js';
import { changesBetween, digestOf } from '../support/database-digest.js';
import { goodBody, pathOf, type Target } from '../support/hostile.js';
import { ApiDocument, type Operation } from '../support/openapi-walk.js';

/** What a call may be answered with: refused with a code, or let in, whatever the business then says. */
type Expected = { refused: [status: number, code: string] } | 'not found' | 'let in';

interface Actor {
  name: string;
  headers: Record<string, string>;
  expected(policy: Policy): Expected;
}

const UNKNOWN: Expected = { refused: [401, 'auth.not_authenticated'] };
const LACKING: Expected = { refused: [403, 'auth.scope_missing'] };
const UNPROVEN: Expected = { refused: [403, 'session.verification_required'] };
const UNSIGNED: Expected = { refused: [400, 'payments.notification_refused'] };
/** Where what comes in is no notification of a payment. */
const UNSIGNED_AT: Record<string, string> = { '/ingress/mail': 'notifications.report_refused' };
/** Pages and what belongs to them: for browsers, without a place in the document of the API. */
const PAGES = ['/', '/.well-known/apple-developer-merchantid-domain-association', '/art/:file', '/assets/:file', '/asyncapi.json', '/card-fields/:provider', '/charge', '/checkout/:secret', '/checkout/:secret/receipt', '/checkout/:secret/return', '/console/forgotten-password', '/console/invitation', '/console/new-password', '/console/oidc/:provider_id', '/console/oidc/:provider_id/callback', '/console/signed-in', '/go/login', '/h/:slug', '/h/:slug/items/:id', '/h/:slug/preferences', '/h/:slug/purchases', '/h/:slug/sign-in', '/health/live', '/health/ready', '/recover/:token', '/status', '/withdraw/:game_id'];

/** A scope is had by name; `read` and `write` by a wildcard too. Said here once more, in other words than the guard's. */
const holders = (scope: string): string[] => {
  const [resource, verb] = scope.split(':');
  // Who belongs to the studio is nothing of one environment.
  if (resource === 'members' || resource === 'payouts') return [scope, `${resource}:*`, 'studio:admin'];
  return verb === 'read' || verb === 'write' ? [scope, `${resource}:*`, '*', 'studio:admin'] : [scope].filter((each) => each !== OWN_SESSION);
};
/** What no key with `*` has. */
const beyondEnvironment = (policy: Policy): boolean => policy.audience === 'studio' && (policy.scope === OWN_SESSION || policy.scope === STUDIO_ADMIN || policy.scope.startsWith('members:') || policy.scope.startsWith('payouts:'));
/** What a role may do, once more in words of a person: the resources that it may write, those that it may read, and what it has by name. */
const SHOP = ['items', 'item_categories', 'price_templates', 'price_points', 'stores', 'segments'];
const ROLES: Record<string, { writes: string[]; reads: string[]; named?: string[] }> = {
  owner: { writes: [...RESOURCES], reads: [], named: ['studio:admin', 'webhooks:reveal'] },
  developer: { writes: ['games', 'api_keys', ...SHOP, 'players', 'users', 'webhooks', 'webhook_deliveries', 'events', 'fulfillment'], reads: ['orders', 'payments', 'refunds', 'risk', 'tax', 'members', 'audit'], named: ['webhooks:reveal'] },
  liveops: { writes: SHOP, reads: ['games', 'orders', 'players', 'users', 'events', 'members'] },
  finance: { writes: ['orders', 'payments', 'refunds', 'risk', 'tax', 'ledger', 'payouts'], reads: ['games', ...SHOP, 'players', 'users', 'events', 'members', 'audit'] },
  support: { writes: ['orders', 'players', 'users', 'risk', 'gdpr_requests', 'webhook_deliveries'], reads: ['fulfillment', 'games', ...SHOP, 'payments', 'refunds', 'events', 'members'] },
  viewer: { writes: [], reads: RESOURCES.filter((each) => !['api_keys', 'audit', 'gdpr_requests', 'payouts'].includes(each)) },
};
const mayAct = (role: string, scope: string): boolean => {
  const { writes, reads, named = [] } = ROLES[role]!;
  const [resource, verb] = scope.split(':') as [string, string];
  return scope === OWN_SESSION || named.includes(scope) || (verb === 'write' && writes.includes(resource)) || (verb === 'read' && [...writes, ...reads].includes(resource));
};
/** The same of the operator's own people. */
const STAFF: Record<StaffRole, string[]> = { admin: ['staff:read', 'staff:write', 'dead_work:read', 'dead_work:write', 'audit:read', 'status:read', 'status:write', 'slo:read', 'tax:read', 'tax:write', 'ledger:read', 'ledger:write', 'payouts:read', 'payouts:write', 'fees:read', 'fees:write', 'fx:read', 'fx:write', 'payments:read', 'payments:write', 'disputes:read', 'disputes:write', 'risk:read', 'risk:write', 'verification:read', 'verification:write', 'mails:read', 'mails:write'], finance: ['staff:read', 'dead_work:read', 'status:read', 'slo:read', 'tax:read', 'tax:write', 'ledger:read', 'ledger:write', 'payouts:read', 'payouts:write', 'fees:read', 'fees:write', 'fx:read', 'fx:write', 'payments:read', 'payments:write', 'disputes:read', 'disputes:write', 'risk:read', 'risk:write', 'verification:read', 'verification:write', 'mails:read'], support: ['staff:read', 'dead_work:read', 'dead_work:write', 'status:read', 'status:write', 'slo:read', 'tax:read', 'fees:read', 'fx:read', 'payments:read', 'disputes:read', 'risk:read', 'risk:write', 'verification:read', 'mails:read', 'mails:write'] };
/** Everything that a key can have but this. */
const allBut = (scope: string): string[] => {
  const single = RESOURCES.flatMap((resource) => [`${resource}:read`, `${resource}:write`]).filter((each) => each !== scope);
  return /:(read|write)$/.test(scope) ? [...single, 'webhooks:reveal'] : [...single, '*', ...(scope === 'webhooks:reveal' ? ['studio:admin'] : ['webhooks:reveal'])];
};

/** What ends a session. */
const ENDING = new Set(['end_session', 'end_console_session', 'end_operator_session']);

@Controller('planted')
class Unguarded {
  @Get('guarded') @PublicRoute()
  guarded() { return {}; }
  @Get()
  open() { return {}; }
}
@Module({ imports: [DiscoveryModule], controllers: [Unguarded] })
class PlantedModule {}

/** Every route of the product against everybody who could call it; what each is answered follows from the policy of the route alone. */
describe('the matrix of routes and callers', () => {
  let app: Booted;
  let tenant: Tenant;
  let document: ApiDocument;
  let operations: { operation: Operation; policy: Policy }[];
  let pages: { path: string; policy: Policy | undefined }[];
  const ids: Record<string, string> = { player_id: 'Mine-1' };
  const keys = new Map<string, string>();
  const theirs = { orderId: '', secret: '', session: '' };
  let target: Target;
  let actors: Actor[];
  let asked = 0;

  beforeAll(async () => {
    const others = contexts.filter(({ module }) => !['GamesModule', 'AccessModule'].includes(module.name));
    app = await bootContext({ modules: [...others.map(({ module }) => module), HubModule, HealthModule], rows: others.flatMap(({ rows }) => rows), env: { SANDBOX_PSP_URL: 'http://127.0.0.1:1', SANDBOX_PSP_API_KEY: 'x', SANDBOX_PSP_WEBHOOK_SECRET: 'x' } });
    await tax.storeDemoRegistrations({ query: (sql, values) => app.look(sql, values) });
    tenant = await app.tenant();
    document = ApiDocument.from(openApiDocument(app.app, 'test'));
    const routes = routesOf();
    operations = document.operations.map((operation) => ({ operation, policy: routes.find(({ id }) => id === operation.id)!.policy! }));
    pages = routes.filter(({ id }) => id === undefined).map(({ path, policy }) => ({ path, policy }));
    actors = await cast();
  }, 120_000);
  afterAll(() => app?.close());

  const routesOf = (): { id: string | undefined; path: string; policy: Policy | undefined }[] => {
    const reflector = app.app.get(Reflector);
    return app.app.get(DiscoveryService, { strict: false }).getControllers().flatMap(({ metatype }) => {
      const prototype = metatype!.prototype as Record<string, () => unknown>;
      return new MetadataScanner().getAllMethodNames(prototype).filter((name) => Reflect.getMetadata(PATH_METADATA, prototype[name]!) !== undefined).map((name) => ({
        id: reflector.get<string | undefined>(OPERATION, prototype[name]!), policy: reflector.getAllAndOverride<Policy | undefined>(POLICY, [prototype[name]!, metatype!]),
        path: `/${[reflector.get<string>(PATH_METADATA, metatype!), reflector.get<string>(PATH_METADATA, prototype[name]!)].map((part) => part.replace(/^\/|\/$/g, '')).filter(Boolean).join('/')}`,
      }));
    });
  };

  const studio = async (method: 'POST' | 'DELETE', url: string, body?: object, apiKey = tenant.apiKey): Promise<any> => {
    const answer = await app.inject({ method, url, apiKey, ...(body ? { body } : {}) });
    if (answer.status >= 300) throw new Error(`${method} ${url} answered ${answer.status}: ${answer.text}`);
    return answer.json;
  };
  const keyFor = async (scopes: string[], of = tenant): Promise<{ id: string; key: string }> =>
    app.commands.execute(new CreateApiKey({ name: randomUUID(), environment: 'sandbox', scopes, studio_id: of.studioId }), of.scope);
  const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
  const openOrder = async (player_id: string): Promise<{ orderId: string; secret: string }> => {
    const made = await studio('POST', '/v1/orders', { player_id, items: [{ sku: 'scene-lamp' }], email: `${player_id}@player.example`, country: 'DE' });
    return { orderId: made.order_id, secret: secretOf(made.checkout_url) };
  };
  const verified = async (player_id: string, apiKey = tenant.apiKey): Promise<{ token: string; userId: string }> => {
    const { authorization_url } = await studio('POST', '/v1/users/authorize', { player_id }, apiKey);
    const opened = await app.commands.execute(new RedeemLogin({ token: new URL(authorization_url).searchParams.get('token')!, nonce: null }), { ...tenant.scope, gameId: tenant.gameId });
    return { token: opened.session_token, userId: opened.user_id };
  };

  /** One of everything, and everybody who could ask for it. */
  const cast = async (): Promise<Actor[]> => {
    const other = await app.tenant();
    for (const [of, slug] of [[tenant, 'emberfall'], [other, 'elsewhere']] as const) await app.commands.execute(new SaveHub({ slug, name: slug, default_country: 'DE' }), of.scope);
    ids['price_template_id'] = (await studio('POST', '/v1/price_templates', { key: 'scene', name: 'Scene', price: 499, category: 'none', customs: [] })).id;
    ids['item_category_id'] = (await studio('POST', '/v1/item_categories', { name: 'Scene', position: 9, slug: 'scene' })).id;
    ids['item_id'] = (await studio('POST', '/v1/items', { name: 'Lamp', sku: 'scene-lamp', type: 'item', currency: 'USD', is_stackable: false, is_currency: false, price_template_id: ids['price_template_id'], categories: [ids['item_category_id']] })).id;
    ids['store_id'] = (await studio('POST', '/v1/stores', { name: 'Scene', description: 'Scene', type: 'default', key: 'scene' })).id;
    ids['store_item_id'] = (await studio('POST', `/v1/store_items/${ids['store_id']}`, { item_id: ids['item_id'], position: 0 })).id;
    ids['segment_id'] = (await studio('POST', '/v1/segments', { slug: 'scene', name: 'Scene' })).id;
    ids['segment_group_id'] = (await studio('POST', '/v1/segment_groups', { name: 'Scene', type: 'dynamic', enabled: true, is_template: false })).id;
    ids['attribute_name'] = 'scene';
    ids['webhook_id'] = (await studio('POST', '/v1/webhooks', { url: 'http://127.0.0.1:59999/x', events: ['item.add'], method: 'POST' })).id;
    ids['key_id'] = (await keyFor(['orders:read'])).id;
    ids['gdpr_request_id'] = (await studio('POST', '/v1/gdpr_requests', { player_id: 'Nobody-1', type: 'export' })).id;
    const mine = await openOrder('Mine-1');
    const session = await verified('Mine-1');
    Object.assign(ids, { order_id: mine.orderId, user_id: session.userId });
    Object.assign(theirs, await openOrder('Theirs-1'), { session: (await verified('Theirs-1')).token });
    target = { own: ids, random: Math.random, hints: (operation) => hintsFor(operation, ids), authorization: () => undefined };
    const [revoked, expired] = [await keyFor(['*']), await keyFor(['*'])];
    await studio('DELETE', `/v1/api_keys/${revoked.id}`);
    await app.look(`UPDATE access.api_key SET expires_at = now() - interval '1 second' WHERE id = $1`, [expired.id]);
    for (const scope of new Set(operations.flatMap(({ policy }) => (policy.audience === 'studio' ? [policy.scope] : [])))) {
      keys.set(`but ${scope}`, (await keyFor(allBut(scope))).key);
      for (const holder of holders(scope)) if (!keys.has(holder)) keys.set(holder, (await keyFor([holder])).key);
    }
    const members: { role: string; token: string }[] = [];
    for (const role of Object.keys(ROLES)) members.push({ role, ...(await memberOf(app, tenant, role)) });
    const staff: { role: StaffRole; token: string }[] = [];
    for (const role of STAFF_ROLES) staff.push({ role, ...(await staffOf(app, role)) });
    Object.assign(ids, { staff_id: (await staffOf(app, 'support')).id, dead_work_id: 'job_01jgwyv0x3e8k8t5d3p3gq0000', studio_id: tenant.studioId });
    const stranger = await memberOf(app, other, 'owner');
    Object.assign(ids, { member_id: (await memberOf(app, tenant, 'viewer')).id, session_id: (await memberOf(app, tenant, 'viewer')).sessionId });
    ids['provider_id'] = (await app.inject({ method: 'POST', url: '/v1/identity_providers', apiKey: (await keyFor(['studio:admin'])).key, body: { name: 'Ours', issuer: 'https://accounts.studio.example', client_id: 'x', client_secret: 'x', email_domains: ['studio.example'] } })).json.id;
    const byId = (await app.commands.execute(new OpenSession({ player_id: 'Mine-1', name: null, avatar_url: null }), { ...tenant.scope, actor: { kind: 'player', id: 'Mine-1' } })).session_token;
    const gone = (await verified('Mine-1')).token;
    if ((await app.inject({ method: 'DELETE', url: '/store/v1/session', apiKey: gone })).status !== 204) throw new Error('The session did not end');
    const hub = { 'x-hubcraft-hub': 'emberfall' };
    // A policy says who is let in; everybody else is told that nobody knows them.
    const only = (audience: Policy['audience'], expected: (policy: Policy) => Expected) => (policy: Policy): Expected =>
      policy.audience === 'public' ? 'let in' : policy.audience === 'ingress' ? UNSIGNED : policy.audience === audience ? expected(policy) : UNKNOWN;
    const nobody = only('ingress', () => UNSIGNED);
    const player = (has: 'none' | 'player_id' | 'verified') => only('player', (policy) => {
      const needed = (policy as Policy & { audience: 'player' }).assurance;
      if (needed === 'none' || needed === has || has === 'verified') return 'let in';
      return has === 'none' ? UNKNOWN : UNPROVEN;
    });
    return [
      { name: 'nobody', headers: {}, expected: nobody },
      { name: 'nonsense', headers: bearer('nonsense'), expected: nobody },
      { name: 'a key with another checksum', headers: bearer(tenant.apiKey.slice(0, -1) + (tenant.apiKey.endsWith('0') ? '1' : '0')), expected: nobody },
      { name: 'a key that calls itself live', headers: bearer(tenant.apiKey.replace('sandbox', 'live')), expected: nobody },
      { name: 'a revoked key', headers: bearer(revoked.key), expected: nobody },
      { name: 'an expired key', headers: bearer(expired.key), expected: nobody },
      { name: 'a live key where the sandbox is named', headers: { ...bearer(tenant.liveApiKey), 'hubcraft-environment': 'sandbox' }, expected: nobody },
      { name: 'the live key of the game', headers: bearer(tenant.liveApiKey), expected: only('studio', (policy) => (beyondEnvironment(policy) ? LACKING : 'not found')) },
      { name: 'the key of another studio', headers: bearer(other.apiKey), expected: only('studio', (policy) => (beyondEnvironment(policy) ? LACKING : 'not found')) },
      { name: 'an owner of another studio', headers: bearer(stranger.token), expected: only('studio', (policy) => (policy.audience === 'studio' && policy.scope === OWN_SESSION ? 'let in' : 'not found')) },
      { name: 'a visitor of the hub', headers: hub, expected: player('none') },
      { name: 'a visitor of no hub', headers: { 'x-hubcraft-hub': 'nowhere' }, expected: nobody },
      { name: 'a session that has ended', headers: bearer(gone), expected: nobody },
      { name: 'a session of another hub', headers: { ...bearer(session.token), 'x-hubcraft-hub': 'elsewhere' }, expected: nobody },
      { name: 'a session by player id', headers: bearer(byId), expected: player('player_id') },
      { name: 'a session from inside the game', headers: bearer(session.token), expected: player('verified') },
      { name: "another player's session", headers: bearer(theirs.session), expected: player('verified') },
      { name: "another order's secret", headers: bearer(theirs.secret), expected: only('checkout', () => 'let in') },
      { name: 'a secret of no order', headers: bearer(`cs_${'A'.repeat(43)}`), expected: nobody },
      ...members.map(({ role, token }) => ({ name: `a member with the role ${role}`, headers: bearer(token), expected: only('studio', (policy) => (mayAct(role, (policy as Policy & { audience: 'studio' }).scope) ? 'let in' : LACKING)) })),
      ...staff.map(({ role, token }) => ({ name: `somebody of the operator with the role ${role}`, headers: bearer(token), expected: only('operator', (policy) => ([OWN_SESSION, ...STAFF[role]].includes((policy as Policy & { audience: 'operator' }).scope) ? 'let in' : LACKING)) })),
      { name: 'the secret of the order', headers: bearer(mine.secret), expected: only('checkout', () => 'let in') },
    ];
  };

  const call = async ({ operation }: { operation: Operation }, headers: Record<string, string>) => {
    asked++;
    return app.inject({
      method: operation.method, url: pathOf(operation, ids), headers: { ...headers, ...(operation.method === 'GET' ? {} : { 'idempotency-key': randomUUID() }), ...(operation.body ? { 'content-type': 'application/json' } : {}) },
      ...(operation.body ? { body: goodBody(document, operation, target) } : {}),
    });
  };
  const isAsExpected = (expected: Expected, { operation }: { operation: Operation }, { status, json }: { status: number; json: any }): boolean => {
    if (expected === 'let in') return status !== 500 && status !== 401 && !['auth.scope_missing', 'session.verification_required'].includes(json?.code as string);
    if (expected === 'not found') return status === 404 || !hasForeignId(operation);
    return status === expected.refused[0] && json?.code === (expected === UNSIGNED ? (UNSIGNED_AT[operation.path] ?? expected.refused[1]) : expected.refused[1]);
  };
  /** A player is made by the first word about her in whichever game it is said, a custom attribute too; what names nothing in its path is about the caller's own game. */
  const hasForeignId = ({ id, path }: Operation): boolean => path.replace('{month}', '').includes('{') && !['update_player', 'declare_custom_attribute'].includes(id) && !path.includes('{user_id}/link_player');
  /** A stream that stays open is tried by its own tests. */
  const answers = ({ operation }: { operation: Operation }): boolean => operation.id !== 'watch_checkout';
  const faultsOf = async (who: { name: string; headers: Record<string, string>; expected(policy: Policy): Expected }, which: (expected: Expected, operation: Operation) => boolean): Promise<string[]> => {
    const faults: string[] = [];
    for (const each of operations) {
      const expected = who.expected(each.policy);
      if (!which(expected, each.operation) || (expected === 'let in' && !answers(each))) continue;
      const answer = await call(each, who.headers);
      if (!isAsExpected(expected, each, answer)) faults.push(`${who.name} at ${each.operation.method} ${each.operation.path}: ${answer.status} ${answer.json?.code ?? ''}, not ${JSON.stringify(expected)}`);
      if (who.name.startsWith('another') && answer.text.includes(ids['order_id']!)) faults.push(`${who.name} at ${each.operation.path} reads the order of somebody else`);
    }
    return faults;
  };

  it('knows the policy of every route, and which routes stand beside the document', () => {
    expect(operations.length).toBeGreaterThan(70);
    expect(operations.filter(({ policy }) => !policy).map(({ operation }) => operation.id)).toEqual([]);
    expect(pages.map(({ path }) => path).sort()).toEqual(PAGES);
    expect(pages.filter(({ policy }) => policy?.audience !== 'public')).toEqual([]);
  });

  it('does not start with a route that has no policy', async () => {
    expect(() => refuseRoutesWithoutPolicy(app.app.get(DiscoveryService, { strict: false }))).not.toThrow();
    const planted = await Test.createTestingModule({ imports: [PlantedModule] }).compile();
    expect(() => refuseRoutesWithoutPolicy(planted.get(DiscoveryService, { strict: false }))).toThrow('The route Unguarded.open has no policy');
  });

  it('turns away whoever the policy of the route does not name, with one answer for all, and nothing changes', async () => {
    const before = await digestOf(app.db.adminUrl);
    const faults: string[] = [];
    for (const actor of actors) faults.push(...(await faultsOf(actor, (expected) => typeof expected === 'object')));
    for (const scope of [...keys.keys()].filter((name) => name.startsWith('but ')).map((name) => name.slice(4))) {
      const lacking = { name: `a key with everything but ${scope}`, headers: bearer(keys.get(`but ${scope}`)!), expected: () => LACKING };
      for (const each of operations.filter(({ policy }) => policy.audience === 'studio' && policy.scope === scope)) {
        const answer = await call(each, lacking.headers);
        if (!isAsExpected(LACKING, each, answer)) faults.push(`${lacking.name} at ${each.operation.path}: ${answer.status}`);
      }
    }
    expect({ faults, changed: changesBetween(before, await digestOf(app.db.adminUrl)) }).toEqual({ faults: [], changed: [] });
  }, 120_000);

  it('finds nothing of one game for the keys of the other environment and of another studio', async () => {
    const before = await digestOf(app.db.adminUrl);
    const faults: string[] = [];
    for (const actor of actors) faults.push(...(await faultsOf(actor, (expected, operation) => expected === 'not found' && hasForeignId(operation))));
    expect({ faults, changed: changesBetween(before, await digestOf(app.db.adminUrl)) }).toEqual({ faults: [], changed: [] });
  }, 60_000);

  it('lets in whom the policy names, by every scope that holds the one that it asks for, and shows nobody the order of another', async () => {
    const faults: string[] = [];
    // What ends a session comes last of its actor.
    operations.sort((one, other) => Number(ENDING.has(one.operation.id)) - Number(ENDING.has(other.operation.id)));
    for (const actor of actors) faults.push(...(await faultsOf(actor, (expected) => expected === 'let in')));
    for (const each of operations) {
      if (each.policy.audience !== 'studio') continue;
      for (const holder of holders(each.policy.scope)) {
        const answer = await call(each, bearer(keys.get(holder)!));
        if (!isAsExpected('let in', each, answer)) faults.push(`a key with ${holder} at ${each.operation.path}: ${answer.status} ${answer.json?.code}`);
      }
    }
    expect(faults).toEqual([]);
    expect(asked).toBeGreaterThan(1_500);
  }, 120_000);
});
