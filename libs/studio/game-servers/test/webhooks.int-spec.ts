import { createHmac, createPublicKey, verify } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { Housekeeping } from '#platform/housekeeping/housekeeping';
import { FrozenClock } from '#platform/kernel/clock';
import { onlyAllowed } from '#platform/log/json-logger';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { throughTo } from '../../../../test/support/live-egress.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { ListEndpointsFor, GetDeliveryTarget, HasEndpointFor, IsPlayerVerified, TryVerifyPlayer, VerifyPlayer } from '../contracts/queries.js';
import { NOT_YET } from '../http/not-yet.js';
import { GameServersModule, rows } from '../module.js';

let app: Booted;
let tenant: Tenant;
const receiver = new Receiver();

beforeAll(async () => {
  app = await bootContext({ modules: [GameServersModule], rows, frozenAt: new Date('2026-11-22T06:00:00Z'), env: { WEBHOOK_SOURCE_ADDRESSES: '203.0.113.0/28,198.51.100.7' } });
  await receiver.listen();
});
afterAll(async () => {
  await receiver.close();
  await app?.close();
});
afterEach(() => jest.restoreAllMocks());
beforeEach(async () => {
  tenant = await app.tenant();
  throughTo(app, receiver);
  receiver.clear();
  receiver.answer = () => ({ status: 200, body: { player_id: 'P-1', name: 'Ada', attributes: { level: 3 } } });
});

const create = (body: object, apiKey = tenant.apiKey) => app.inject({ method: 'POST', url: '/v1/webhooks', apiKey, body: { events: ['order.*'], url: 'https://game.example.com/hooks', method: 'POST', ...body } });
const get = (id: string) => app.inject({ method: 'GET', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey });

describe('the addresses from which webhooks come', () => {
  const ask = (apiKey?: string) => app.inject({ method: 'GET', url: '/v1/webhooks/source_addresses', ...(apiKey ? { apiKey } : {}) });
  it('are those that the operator tells, for whoever may read webhooks', async () => {
    expect((await ask(tenant.apiKey)).json).toEqual({ addresses: ['203.0.113.0/28', '198.51.100.7/32'] });
    expect((await ask()).status).toBe(401);
  });
});

describe('each member of a webhook', () => {
  it.each([
    ['events', ['order.paid', 'payment.*']], ['url', 'https://other.example.com/x'], ['description', 'Our main server'], ['method', 'GET'], ['enabled', false], ['enabled_logs', false], ['player_context_enabled', true], ['ordered', true], ['max_per_second', 20], ['max_concurrency', 4],
    ['signature', { scheme: 'timestamped-hmac', signature_header: 'X-Sig', timestamp_header: 'X-Sig-Time' }],
  ])('%s is stored, shown and changed', async (member, value) => {
    const made = await create({ [member]: value });
    expect(made.status).toBe(201);
    expect(made.json[member]).toEqual(value);
    expect((await get(made.json.id)).json[member]).toEqual(value);
    const plain = (await create({})).json;
    const changed = await app.inject({ method: 'PUT', url: `/v1/webhooks/${plain.id}`, apiKey: tenant.apiKey, body: { [member]: value } });
    expect(changed.status).toBe(200);
    expect(changed.json[member]).toEqual(value);
    expect({ ...changed.json, [member]: 0, modified_at: 0 }).toEqual({ ...(await get(plain.id)).json, [member]: 0, modified_at: 0 });
  });

  it.each(NOT_YET.filter((entry) => entry.operation === 'create_webhook').map((entry) => entry.field))('%s is refused where nothing stands behind it', async (field) => {
    const answer = await create(field === 'batch_mode' ? { batch_mode: true } : { events: [field.replace('events.', '')] });
    expect(answer.status).toBe(422);
    expect(answer.json.code).toBe('field_not_yet_supported');
    expect((await create({ batch_mode: false })).status).toBe(201);
  });

  it('shows the secret at creation only, and later to whoever may reveal it', async () => {
    const made = (await create({})).json;
    expect(Buffer.from(made.secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
    const read = (await get(made.id)).json;
    expect(read.secret).toBeUndefined();
    expect(read.secret_redacted).toBe(`whsec_…${made.secret.slice(-4)}`);
    const shown = await app.inject({ method: 'POST', url: `/v1/webhooks/${made.id}/reveal`, apiKey: tenant.apiKey });
    expect(shown.json.secret).toBe(made.secret);
    const stored = await app.look('SELECT sealed FROM game_servers.secret');
    expect(stored.some((row) => (row.sealed as Buffer).includes(Buffer.from(made.secret)))).toBe(false);
  });

  it.each([[['*']], [['webhooks:*']], [['webhooks:read', 'webhooks:write']]])('does not show it to a key with %j, which lacks the scope by name', async (scopes) => {
    const made = (await create({})).json;
    const key = (await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, body: { name: 'wide', scopes } })).json.key;
    expect((await app.inject({ method: 'GET', url: `/v1/webhooks/${made.id}`, apiKey: key })).status).toBe(200);
    expect(await app.inject({ method: 'POST', url: `/v1/webhooks/${made.id}/reveal`, apiKey: key })).toMatchObject({ status: 403, json: { code: 'auth.scope_missing' } });
  });

  it('writes into the log who was shown it', async () => {
    const made = (await create({})).json;
    const logged = jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
    await app.inject({ method: 'POST', url: `/v1/webhooks/${made.id}/reveal`, apiKey: tenant.apiKey });
    const line = onlyAllowed(logged.mock.calls.map(([entry]) => entry as Record<string, unknown>).find((entry) => entry['msg'] === 'webhook secret revealed')!);
    logged.mockRestore();
    expect(line).toMatchObject({ endpoint_id: made.id, game_id: tenant.gameId, actor: `api_key:${tenant.scope.actor.id}` });
    expect(JSON.stringify(line)).not.toContain(made.secret);
  });
});

describe('a secret that the server has already', () => {
  it('is kept and signs', async () => {
    const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
    const made = (await create({ secret })).json;
    expect(made.secret).toBe(secret);
    expect((await app.queries.ask(new GetDeliveryTarget(made.id), tenant.scope))!.secrets).toEqual([secret]);
  });
  it('may be the one of another platform for its scheme, and is refused otherwise', async () => {
    const secret = 'test_webhook_secret_0123456789abcdef';
    expect((await create({ secret, signature: { scheme: 'timestamped-hmac', signature_header: 'X-Sig', timestamp_header: 'X-Time' } })).json.secret).toBe(secret);
    const refused = await create({ secret });
    expect(refused.status).toBe(422);
    expect(refused.json.code).toBe('webhook.secret_refused');
    expect(refused.text).not.toContain(secret);
  });
  it('does not outlive the scheme that it was brought for', async () => {
    const made = (await create({ secret: 'test_webhook_secret_0123456789abcdef', signature: { scheme: 'timestamped-hmac', signature_header: 'X-Sig', timestamp_header: 'X-Time' } })).json;
    const change = () => app.inject({ method: 'PUT', url: `/v1/webhooks/${made.id}`, apiKey: tenant.apiKey, body: { signature: { scheme: 'standard-webhooks' } } });
    expect((await change()).json.code).toBe('webhook.secret_refused');
    await app.inject({ method: 'POST', url: `/v1/webhooks/${made.id}/expire_secret?overlap_seconds=0`, apiKey: tenant.apiKey });
    expect((await change()).status).toBe(200);
  });
});

describe('the address', () => {
  it.each(['http://game.example.com/', 'https://127.0.0.1/', 'https://10.0.0.1/'])('%s is refused for a live environment', async (url) => {
    const answer = await create({ url }, tenant.liveApiKey);
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code: 'webhook.url_refused', errors: [{ loc: ['body', 'url'] }] });
    expect(await app.look('SELECT 1 FROM game_servers.endpoint WHERE game_id = $1', [tenant.liveGameId])).toHaveLength(0);
  });
  it('may be http and loopback in a sandbox', async () => expect((await create({ url: receiver.url })).status).toBe(201));
  it.each(['Host', 'Content-Type', 'webhook-id'])('does not let a signature replace the header %s', async (name) => {
    const answer = await create({ signature: { scheme: 'timestamped-hmac', signature_header: name, timestamp_header: 'X-T' } });
    expect(answer.status).toBe(422);
    expect(answer.json.code).toBe('webhook.header_refused');
  });
});

describe('events that ask or grant', () => {
  it('go to one enabled webhook', async () => {
    expect((await create({ events: ['item.add'] })).status).toBe(201);
    const second = await create({ events: ['item.add', 'order.*'] });
    expect(second.status).toBe(409);
    expect(second.json.code).toBe('webhook.event_already_bound');
    const idle = await create({ events: ['item.add'], enabled: false });
    expect(idle.status).toBe(201);
    expect((await app.inject({ method: 'PUT', url: `/v1/webhooks/${idle.json.id}`, apiKey: tenant.apiKey, body: { enabled: true } })).status).toBe(409);
    expect((await create({ events: ['item.add'], url: 'https://game.example.com/live' }, tenant.liveApiKey)).status).toBe(201);
  });
  it('go to one even when twenty ask for them at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create({ events: ['player.verify', 'item.remove'] })));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(19);
  });
  it('are free again after the webhook is disabled or deleted', async () => {
    const first = (await create({ events: ['item.add'] })).json;
    await app.inject({ method: 'PUT', url: `/v1/webhooks/${first.id}`, apiKey: tenant.apiKey, body: { enabled: false } });
    const second = await create({ events: ['item.add'] });
    expect(second.status).toBe(201);
    expect((await app.inject({ method: 'DELETE', url: `/v1/webhooks/${second.json.id}`, apiKey: tenant.apiKey })).status).toBe(204);
    expect((await get(second.json.id)).status).toBe(404);
    expect((await create({ events: ['item.add'] })).status).toBe(201);
  });
});

describe('the number of webhooks', () => {
  it('is bounded, and another one is refused', async () => {
    const own = await app.tenant();
    const make = () => app.inject({ method: 'POST', url: '/v1/webhooks', apiKey: own.apiKey, body: { url: receiver.url, events: ['order.paid'], method: 'POST' } });
    for (let made = 0; made < 100; made++) expect((await make()).status).toBe(201);
    const refused = await make();
    expect([refused.status, refused.json.code]).toEqual([422, 'webhook.too_many_endpoints']);
  });
});

describe('the list', () => {
  it('is paged by limit, offset and starting_after', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await create({})).json.id);
    const list = (query: string) => app.inject({ method: 'GET', url: `/v1/webhooks${query}`, apiKey: tenant.apiKey });
    expect((await list('')).json.map((each: { id: string }) => each.id)).toEqual(ids);
    const first = await list('?limit=2');
    expect(first.json).toHaveLength(2);
    expect(first.headers.link).toContain(`starting_after=${ids[1]}`);
    expect((await list(`?limit=2&starting_after=${ids[1]}`)).json.map((each: { id: string }) => each.id)).toEqual([ids[2]]);
    expect((await list('?offset=2')).json).toHaveLength(1);
    expect((await list('?limit=1001')).status).toBe(422);
    await app.inject({ method: 'DELETE', url: `/v1/webhooks/${ids[1]}`, apiKey: tenant.apiKey });
    expect((await list(`?starting_after=${ids[1]}`)).json.map((each: { id: string }) => each.id)).toEqual([ids[2]]);
    expect((await list('?starting_after=whk_gone')).json).toMatchObject({ status: 422, errors: [{ loc: ['query', 'starting_after'] }] });
  });
  it("never shows another game's webhook", async () => {
    const made = (await create({})).json;
    const other = await app.tenant();
    for (const [method, path] of [['GET', ''], ['DELETE', ''], ['POST', '/reveal'], ['POST', '/expire_secret']] as const) {
      expect((await app.inject({ method, url: `/v1/webhooks/${made.id}${path}`, apiKey: other.apiKey })).status).toBe(404);
    }
    expect((await get(made.id)).status).toBe(200);
  });
});

describe('an ed25519 signature', () => {
  const change = (id: string, body: object) => app.inject({ method: 'PUT', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey, body });
  const TIMESTAMPED = { scheme: 'timestamped-hmac', signature_header: 'X-Sig', timestamp_header: 'X-Sig-Time' };
  const questioned = async () => {
    receiver.clear();
    await app.calls.ask(new VerifyPlayer({ player_id: 'P-1', trigger: 'hub.login', context: null, fresh: true }), tenant.scope);
    return receiver.received[0]!;
  };

  it('stands beside the other and is verified by the public key alone, which is shown', async () => {
    const made = (await create({ url: receiver.url, events: ['player.verify'], ed25519_enabled: true })).json;
    expect(made.public_key).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    expect((await get(made.id)).json.public_key).toBe(made.public_key);
    const { headers, body } = await questioned();
    const [, v1a] = /^v1,\S+ v1a,(\S+)$/.exec(String(headers['webhook-signature']))!;
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(made.public_key.slice(5), 'base64').toString('base64url') }, format: 'jwk' });
    expect(verify(null, Buffer.from(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`), key, Buffer.from(v1a!, 'base64'))).toBe(true);
    expect(verify(null, Buffer.from(`${String(headers['webhook-id'])}.0.${body}`), key, Buffer.from(v1a!, 'base64'))).toBe(false);
    jest.useFakeTimers({ now: app.clock.now(), doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'performance'] });
    expect(new Webhook(made.secret).verify(body, headers as Record<string, string>)).toMatchObject({ event_type: 'player.verify' });
    jest.useRealTimers();
  });

  it('is not there unless asked for, keeps its key while other things change, and has a fresh one after off and on', async () => {
    const { id, public_key: none } = (await create({ url: receiver.url, events: ['player.verify'] })).json;
    expect(none).toBeNull();
    expect(String((await questioned()).headers['webhook-signature'])).not.toContain('v1a');
    const first = (await change(id, { ed25519_enabled: true })).json.public_key;
    expect((await change(id, { ed25519_enabled: true, description: 'x' })).json.public_key).toBe(first);
    expect((await change(id, { ed25519_enabled: false })).json.public_key).toBeNull();
    expect(String((await questioned()).headers['webhook-signature'])).not.toContain('v1a');
    expect((await change(id, { ed25519_enabled: true })).json.public_key).not.toBe(first);
  });

  it('is refused beside timestamped-hmac, whichever comes first', async () => {
    expect((await create({ signature: TIMESTAMPED, ed25519_enabled: true })).json.code).toBe('webhook.ed25519_refused');
    const { id } = (await create({ ed25519_enabled: true })).json;
    expect((await change(id, { signature: TIMESTAMPED })).json.code).toBe('webhook.ed25519_refused');
    expect((await change(id, { signature: TIMESTAMPED, ed25519_enabled: false })).status).toBe(200);
    expect((await change(id, { ed25519_enabled: true })).json.code).toBe('webhook.ed25519_refused');
  });

  it('has its key sealed in the database', async () => {
    const { id, public_key } = (await create({ ed25519_enabled: true })).json;
    const target = (await app.queries.ask(new GetDeliveryTarget(id), tenant.scope))!;
    const key = Buffer.from(target.secrets.find((each) => each.startsWith('whsk_'))!.slice(5), 'base64');
    expect(key).toHaveLength(64);
    expect(`whpk_${key.subarray(32).toString('base64')}`).toBe(public_key);
    const [row] = await app.look<{ sealed: Buffer }>('SELECT sealed FROM game_servers.signing_key WHERE game_id = $1', [tenant.gameId]);
    expect(row!.sealed.includes(key.subarray(0, 32))).toBe(false);
    expect(row!.sealed.toString('latin1')).not.toContain(key.toString('base64').slice(0, 40));
  });
});

describe('a rotated secret', () => {
  const secrets = async (id: string) => (await app.queries.ask(new GetDeliveryTarget(id), tenant.scope))!.secrets;
  const rotate = (id: string, query = '') => app.inject({ method: 'POST', url: `/v1/webhooks/${id}/expire_secret${query}`, apiKey: tenant.apiKey });

  it('verifies for a day more, then no longer', async () => {
    const made = (await create({})).json;
    const rotated = (await rotate(made.id)).json;
    expect(rotated.secret).not.toBe(made.secret);
    expect(await secrets(made.id)).toEqual([rotated.secret, made.secret]);
    (app.clock as FrozenClock).advanceSeconds(86_401);
    const again = (await rotate(made.id)).json;
    expect(await secrets(made.id)).toEqual([again.secret, rotated.secret]);
  });
  it('is cut at once on request', async () => {
    const made = (await create({})).json;
    await rotate(made.id);
    const rotated = (await rotate(made.id, '?overlap_seconds=0')).json;
    expect(await secrets(made.id)).toEqual([rotated.secret]);
  });
  it('is kept three times at most', async () => {
    const made = (await create({})).json;
    for (let i = 0; i < 5; i++) await rotate(made.id);
    expect(await secrets(made.id)).toHaveLength(4);
  });
});

describe('who wants an event', () => {
  it('is found by name and by wildcard', async () => {
    const paid = (await create({ events: ['order.paid'] })).json.id;
    const all = (await create({ events: ['order.*'], enabled: false })).json.id;
    expect(await app.queries.ask(new ListEndpointsFor('order.paid'), tenant.scope)).toEqual([
      { endpoint_id: paid, enabled: true, player_context_enabled: false, batch: null }, { endpoint_id: all, enabled: false, player_context_enabled: false, batch: null },
    ]);
    expect(await app.queries.ask(new HasEndpointFor('order.created'), tenant.scope)).toBe(false);
    expect(await app.queries.ask(new HasEndpointFor('order.paid'), tenant.scope)).toBe(true);
  });
});

describe('the question who a player is', () => {
  const ask = (playerId = 'P-1', fresh = false, context: object | null = null) => app.calls.ask(new VerifyPlayer({ player_id: playerId, trigger: 'hub.login', context, fresh }), tenant.scope);

  it('is signed, answered and believed for ten minutes', async () => {
    const made = (await create({ events: ['player.verify'], url: receiver.url })).json;
    expect(await ask()).toMatchObject({ outcome: 'verified', cached: false, player: { name: 'Ada', attributes: { level: 3 } } });
    const [request] = receiver.received;
    // The clock of the test stands still, so the library is given the time of the message.
    jest.useFakeTimers({ now: Number(request!.headers['webhook-timestamp']) * 1_000, doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'performance', 'queueMicrotask'] });
    const event = new Webhook(made.secret).verify(request!.body, request!.headers as Record<string, string>) as Record<string, unknown>;
    jest.useRealTimers();
    expect(event).toMatchObject({ event_type: 'player.verify', event_data: { player_id: 'P-1' }, game_id: tenant.gameId, sandbox: true, trigger: 'hub.login', context: null, event_id: request!.headers['webhook-id'] });
    expect(event.idempotency_key).toMatch(/^idmpt_/);
    expect(await ask()).toMatchObject({ outcome: 'verified', cached: true });
    expect(receiver.received).toHaveLength(1);
    expect(await ask('P-1', true)).toMatchObject({ cached: false });
    (app.clock as FrozenClock).advanceSeconds(601);
    expect(await ask()).toMatchObject({ cached: false });
    expect(receiver.received).toHaveLength(3);
  });

  it('leaves no answer behind once it is believed no longer', async () => {
    await create({ events: ['player.verify'], url: receiver.url });
    await ask();
    const kept = async () => (await app.look('SELECT 1 FROM game_servers.player_verification WHERE game_id = $1', [tenant.gameId])).length;
    await app.app.get(Housekeeping).doChores();
    expect(await kept()).toBe(1);
    (app.clock as FrozenClock).advanceSeconds(600);
    await app.app.get(Housekeeping).doChores();
    expect(await kept()).toBe(0);
  });

  it('can be signed the way another platform signs', async () => {
    const made = (await create({ events: ['player.verify'], url: receiver.url, signature: { scheme: 'timestamped-hmac', signature_header: 'X-Aghanim-Signature', timestamp_header: 'X-Aghanim-Signature-Timestamp' } })).json;
    await ask();
    const { headers, body } = receiver.received[0]!;
    expect(headers['x-aghanim-signature']).toBe(createHmac('sha256', made.secret).update(`${String(headers['x-aghanim-signature-timestamp'])}.${body}`).digest('hex'));
    expect(headers['webhook-signature']).toBeUndefined();
    expect(headers['webhook-id']).toBe((JSON.parse(body) as { event_id: string }).event_id);
  });

  it('tells what is known of the player where the webhook asks for it', async () => {
    const known = { player_id: 'P-1', name: 'Ada', attributes: { level: 3 } };
    const made = (await create({ events: ['player.verify'], url: receiver.url, player_context_enabled: true })).json;
    await ask('P-1', true, known);
    await ask('P-1', true);
    await app.inject({ method: 'PUT', url: `/v1/webhooks/${made.id}`, apiKey: tenant.apiKey, body: { player_context_enabled: false } });
    await ask('P-1', true, known);
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as { context: unknown }).context)).toEqual([known, null, null]);
  });

  it('has a yes that is believed for ten minutes, and a no that ends it', async () => {
    const isBelieved = () => app.queries.ask(new IsPlayerVerified('P-1'), tenant.scope);
    await create({ events: ['player.verify'], url: receiver.url });
    expect(await isBelieved()).toBe(false);
    await ask();
    expect(await isBelieved()).toBe(true);
    (app.clock as FrozenClock).advanceSeconds(601);
    expect(await isBelieved()).toBe(false);
    await ask();
    receiver.answer = () => ({ status: 404 });
    await ask('P-1', true);
    expect(await isBelieved()).toBe(false);
  });

  it('leaves a line in the log, with the reason and without the answer, when it was no yes', async () => {
    const made = (await create({ events: ['player.verify'], url: receiver.url })).json;
    const logged = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    receiver.answer = () => ({ status: 200, body: { player_id: 'P-SECRET', name: 'Ada', attributes: {} } });
    await ask();
    const lines = logged.mock.calls.map(([entry]) => onlyAllowed(entry as Record<string, unknown>));
    logged.mockRestore();
    expect(lines).toEqual([{
      msg: 'player.verify was not answered as documented', game_id: tenant.gameId, endpoint_id: made.id, event_id: receiver.received[0]!.headers['webhook-id'], request_id: 'req_test', outcome: 'unavailable',
      reason: 'player_id_differs', status: 200, duration_ms: expect.any(Number),
    }]);
    expect(JSON.stringify(lines)).not.toContain('P-SECRET');
  });

  it('is refused by 4xx and by a ban, and the refusal is not remembered as a yes', async () => {
    await create({ events: ['player.verify'], url: receiver.url });
    await ask();
    receiver.answer = () => ({ status: 200, body: { player_id: 'P-1', name: 'Ada', attributes: {}, banned: true } });
    expect(await ask('P-1', true)).toMatchObject({ outcome: 'refused', code: 'banned' });
    receiver.answer = () => ({ status: 404, body: { status: 'error', code: 'not_found', message: 'No such player.' } });
    expect(await ask()).toEqual({ outcome: 'refused', code: 'not_found', message: 'No such player.', detail: 'The game server answered 404.' });
  });

  it.each([
    ['500', () => ({ status: 500, body: {} })], ['no JSON', () => ({ status: 200, body: 'hello' })], ['200 kB', () => ({ status: 200, body: { player_id: 'P-1', name: 'A', attributes: { x: 'x'.repeat(200_000) } } })],
    ['a redirect', () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } })],
  ])('stays open after %s', async (_what, answer) => {
    await create({ events: ['player.verify'], url: receiver.url });
    receiver.answer = answer;
    expect(await ask()).toMatchObject({ outcome: 'unavailable' });
    expect(receiver.received).toHaveLength(1);
  });

  it('ends after three seconds', async () => {
    await create({ events: ['player.verify'], url: receiver.url });
    receiver.answer = () => ({ status: 200, body: {}, afterMs: 6_000 });
    const began = performance.now();
    expect(await ask()).toEqual({ outcome: 'unavailable', reason: 'timeout', detail: 'The game server gave no whole answer within 3 seconds.' });
    expect(performance.now() - began).toBeLessThan(3_500);
  });

  it('has nobody to ask without a webhook', async () => expect(await ask()).toMatchObject({ outcome: 'unavailable', reason: 'no_endpoint' }));
});

describe('a question for trial', () => {
  const attempt = (endpointId: string) => app.calls.ask(new TryVerifyPlayer({ endpoint_id: endpointId, player_id: 'P-1', context: null }), tenant.scope);

  it('goes to the webhook that is named, and nothing of it is believed', async () => {
    const made = (await create({ events: ['order.paid'], url: receiver.url, enabled: false })).json;
    expect(await attempt(made.id)).toMatchObject({
      event_id: receiver.received[0]!.headers['webhook-id'], status: 200, duration_ms: expect.any(Number), verdict: { outcome: 'verified', player: { name: 'Ada' } }, response_body: expect.stringContaining('"Ada"'),
    });
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({ event_type: 'player.verify', trigger: 'test', event_data: { player_id: 'P-1' } });
    expect(await app.queries.ask(new IsPlayerVerified('P-1'), tenant.scope)).toBe(false);
    await expect(attempt('whk_00000000000000000000000001')).rejects.toMatchObject({ code: 'webhook.not_found' });
  });

  it('tells why it was no yes', async () => {
    const made = (await create({ events: ['player.verify'], url: receiver.url })).json;
    receiver.answer = () => ({ status: 200, body: '{"player_id": ' });
    expect(await attempt(made.id)).toMatchObject({ status: 200, verdict: { outcome: 'unavailable', reason: 'answer_not_json' }, response_body: '{"player_id": ' });
    const gone = (await create({ url: 'http://127.0.0.1:1/' })).json;
    expect(await attempt(gone.id)).toMatchObject({ status: null, verdict: { outcome: 'unavailable', reason: 'connection', detail: 'The game server could not be asked. No connection: ECONNREFUSED.' }, response_body: null });
    const silent = (await create({ url: receiver.url, enabled_logs: false })).json;
    expect(await attempt(silent.id)).toMatchObject({ response_body: null });
  });
});
