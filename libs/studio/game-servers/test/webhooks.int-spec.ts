import { createPublicKey, verify } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { onlyAllowed } from '#platform/log/json-logger';
import { NEWEST } from '#platform/versions/published';
import { ListEndpointsFor, GetDeliveryTarget, HasEndpointFor, VerifyPlayer } from '../contracts/queries.js';
import { NOT_YET } from '../http/not-yet.js';
import { GameServersSuite } from './game-servers-suite.js';

const suite = GameServersSuite.open();

describe('the addresses from which webhooks come', () => {
  const ask = (apiKey?: string) => suite.app.inject({ method: 'GET', url: '/v1/webhooks/source_addresses', ...(apiKey ? { apiKey } : {}) });
  it('are those that the operator tells, for whoever may read webhooks', async () => {
    expect((await ask(suite.tenant.apiKey)).json).toEqual({ addresses: ['203.0.113.0/28', '198.51.100.7/32'] });
    expect((await ask()).status).toBe(401);
  });
});

describe('each member of a webhook', () => {
  it.each([
    ['events', ['order.paid', 'payment.*']], ['url', 'https://other.example.com/x'], ['description', 'Our main server'], ['method', 'GET'], ['enabled', false], ['enabled_logs', false], ['player_context_enabled', true], ['ordered', true], ['max_per_second', 20], ['max_concurrency', 4],
    ['batch_mode', true], ['batch_max_seconds', 5], ['batch_max_events', 7],
    ['signature', { scheme: 'timestamped-hmac', signature_header: 'X-Sig', timestamp_header: 'X-Sig-Time' }],
  ])('%s is stored, shown and changed', async (member, value) => {
    const made = await suite.create({ [member]: value });
    expect(made.status).toBe(201);
    expect(made.json[member]).toEqual(value);
    expect((await suite.get(made.json.id)).json[member]).toEqual(value);
    const plain = (await suite.create({})).json;
    const changed = await suite.app.inject({ method: 'PUT', url: `/v1/webhooks/${plain.id}`, apiKey: suite.tenant.apiKey, body: { [member]: value } });
    expect(changed.status).toBe(200);
    expect(changed.json[member]).toEqual(value);
    expect({ ...changed.json, [member]: 0, modified_at: 0 }).toEqual({ ...(await suite.get(plain.id)).json, [member]: 0, modified_at: 0 });
  });

  it.each(NOT_YET.filter((entry) => entry.operation === 'create_webhook').map((entry) => entry.field))('%s is refused where nothing stands behind it', async (field) => {
    const answer = await suite.create({ events: [field.replace('events.', '')] });
    expect(answer.status).toBe(422);
    expect(answer.json.code).toBe('field_not_yet_supported');
  });

  it('shows the secret at creation only, and later to whoever may reveal it', async () => {
    const made = (await suite.create({})).json;
    expect(Buffer.from(made.secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
    const read = (await suite.get(made.id)).json;
    expect(read.secret).toBeUndefined();
    expect(read.secret_redacted).toBe(`whsec_…${made.secret.slice(-4)}`);
    const shown = await suite.app.inject({ method: 'POST', url: `/v1/webhooks/${made.id}/reveal`, apiKey: suite.tenant.apiKey });
    expect(shown.json.secret).toBe(made.secret);
    const stored = await suite.app.look('SELECT sealed FROM game_servers.secret');
    expect(stored.some((row) => (row.sealed as Buffer).includes(Buffer.from(made.secret)))).toBe(false);
  });

  it.each([[['*']], [['webhooks:*']], [['webhooks:read', 'webhooks:write']]])('does not show it to a key with %j, which lacks the scope by name', async (scopes) => {
    const made = (await suite.create({})).json;
    const key = (await suite.app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: suite.tenant.apiKey, body: { name: 'wide', scopes } })).json.key;
    expect((await suite.app.inject({ method: 'GET', url: `/v1/webhooks/${made.id}`, apiKey: key })).status).toBe(200);
    expect(await suite.app.inject({ method: 'POST', url: `/v1/webhooks/${made.id}/reveal`, apiKey: key })).toMatchObject({ status: 403, json: { code: 'auth.scope_missing' } });
  });

  it('writes into the log who was shown it', async () => {
    const made = (await suite.create({})).json;
    const logged = jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
    await suite.app.inject({ method: 'POST', url: `/v1/webhooks/${made.id}/reveal`, apiKey: suite.tenant.apiKey });
    const line = onlyAllowed(logged.mock.calls.map(([entry]) => entry as Record<string, unknown>).find((entry) => entry['msg'] === 'webhook secret revealed')!);
    logged.mockRestore();
    expect(line).toMatchObject({ endpoint_id: made.id, game_id: suite.tenant.gameId, actor: `api_key:${suite.tenant.scope.actor.id}` });
    expect(JSON.stringify(line)).not.toContain(made.secret);
  });
});

describe('a secret that the server has already', () => {
  it('is kept and signs', async () => {
    const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
    const made = (await suite.create({ secret })).json;
    expect(made.secret).toBe(secret);
    expect((await suite.app.queries.ask(new GetDeliveryTarget(made.id), suite.tenant.scope))!.secrets).toEqual([secret]);
  });
  it('may be the one of another platform for its scheme, and is refused otherwise', async () => {
    const secret = 'test_webhook_secret_0123456789abcdef';
    expect((await suite.create({ secret, signature: { scheme: 'timestamped-hmac', signature_header: 'X-Sig', timestamp_header: 'X-Time' } })).json.secret).toBe(secret);
    const refused = await suite.create({ secret });
    expect(refused.status).toBe(422);
    expect(refused.json.code).toBe('webhook.secret_refused');
    expect(refused.text).not.toContain(secret);
  });
  it('does not outlive the scheme that it was brought for', async () => {
    const made = (await suite.create({ secret: 'test_webhook_secret_0123456789abcdef', signature: { scheme: 'timestamped-hmac', signature_header: 'X-Sig', timestamp_header: 'X-Time' } })).json;
    const change = () => suite.app.inject({ method: 'PUT', url: `/v1/webhooks/${made.id}`, apiKey: suite.tenant.apiKey, body: { signature: { scheme: 'standard-webhooks' } } });
    expect((await change()).json.code).toBe('webhook.secret_refused');
    await suite.app.inject({ method: 'POST', url: `/v1/webhooks/${made.id}/expire_secret?overlap_seconds=0`, apiKey: suite.tenant.apiKey });
    expect((await change()).status).toBe(200);
  });
});

describe('the address', () => {
  it.each(['http://game.example.com/', 'https://127.0.0.1/', 'https://10.0.0.1/'])('%s is refused for a live environment', async (url) => {
    const answer = await suite.create({ url }, suite.tenant.liveApiKey);
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code: 'webhook.url_refused', errors: [{ loc: ['body', 'url'] }] });
    expect(await suite.app.look('SELECT 1 FROM game_servers.endpoint WHERE game_id = $1', [suite.tenant.liveGameId])).toHaveLength(0);
  });
  it('may be http and loopback in a sandbox', async () => expect((await suite.create({ url: suite.receiver.url })).status).toBe(201));
  it.each(['Host', 'Content-Type', 'webhook-id'])('does not let a signature replace the header %s', async (name) => {
    const answer = await suite.create({ signature: { scheme: 'timestamped-hmac', signature_header: name, timestamp_header: 'X-T' } });
    expect(answer.status).toBe(422);
    expect(answer.json.code).toBe('webhook.header_refused');
  });
});

describe('events that ask or grant', () => {
  it('go to one enabled webhook', async () => {
    expect((await suite.create({ events: ['item.add'] })).status).toBe(201);
    const second = await suite.create({ events: ['item.add', 'order.*'] });
    expect(second.status).toBe(409);
    expect(second.json.code).toBe('webhook.event_already_bound');
    const idle = await suite.create({ events: ['item.add'], enabled: false });
    expect(idle.status).toBe(201);
    expect((await suite.app.inject({ method: 'PUT', url: `/v1/webhooks/${idle.json.id}`, apiKey: suite.tenant.apiKey, body: { enabled: true } })).status).toBe(409);
    expect((await suite.create({ events: ['item.add'], url: 'https://game.example.com/live' }, suite.tenant.liveApiKey)).status).toBe(201);
  });
  it('go to one even when twenty ask for them at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => suite.create({ events: ['player.verify', 'item.remove'] })));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(19);
  });
  it('are free again after the webhook is disabled or deleted', async () => {
    const first = (await suite.create({ events: ['item.add'] })).json;
    await suite.app.inject({ method: 'PUT', url: `/v1/webhooks/${first.id}`, apiKey: suite.tenant.apiKey, body: { enabled: false } });
    const second = await suite.create({ events: ['item.add'] });
    expect(second.status).toBe(201);
    expect((await suite.app.inject({ method: 'DELETE', url: `/v1/webhooks/${second.json.id}`, apiKey: suite.tenant.apiKey })).status).toBe(204);
    expect((await suite.get(second.json.id)).status).toBe(404);
    expect((await suite.create({ events: ['item.add'] })).status).toBe(201);
  });
});

describe('the number of webhooks', () => {
  it('is bounded, and another one is refused', async () => {
    const own = await suite.app.tenant();
    const make = () => suite.app.inject({ method: 'POST', url: '/v1/webhooks', apiKey: own.apiKey, body: { url: suite.receiver.url, events: ['order.paid'], method: 'POST' } });
    for (let made = 0; made < 100; made++) expect((await make()).status).toBe(201);
    const refused = await make();
    expect([refused.status, refused.json.code]).toEqual([422, 'webhook.too_many_endpoints']);
  });
});

describe('the list', () => {
  it('is paged by limit, offset and starting_after', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await suite.create({})).json.id);
    const list = (query: string) => suite.app.inject({ method: 'GET', url: `/v1/webhooks${query}`, apiKey: suite.tenant.apiKey });
    expect((await list('')).json.map((each: { id: string }) => each.id)).toEqual(ids);
    const first = await list('?limit=2');
    expect(first.json).toHaveLength(2);
    expect(first.headers.link).toContain(`starting_after=${ids[1]}`);
    expect((await list(`?limit=2&starting_after=${ids[1]}`)).json.map((each: { id: string }) => each.id)).toEqual([ids[2]]);
    expect((await list('?offset=2')).json).toHaveLength(1);
    expect((await list('?limit=1001')).status).toBe(422);
    await suite.app.inject({ method: 'DELETE', url: `/v1/webhooks/${ids[1]}`, apiKey: suite.tenant.apiKey });
    expect((await list(`?starting_after=${ids[1]}`)).json.map((each: { id: string }) => each.id)).toEqual([ids[2]]);
    expect((await list('?starting_after=whk_gone')).json).toMatchObject({ status: 422, errors: [{ loc: ['query', 'starting_after'] }] });
  });
  it("never shows another game's webhook", async () => {
    const made = (await suite.create({})).json;
    const other = await suite.app.tenant();
    for (const [method, path] of [['GET', ''], ['DELETE', ''], ['POST', '/reveal'], ['POST', '/expire_secret']] as const) {
      expect((await suite.app.inject({ method, url: `/v1/webhooks/${made.id}${path}`, apiKey: other.apiKey })).status).toBe(404);
    }
    expect((await suite.get(made.id)).status).toBe(200);
  });
});

describe('an ed25519 signature', () => {
  const change = (id: string, body: object) => suite.app.inject({ method: 'PUT', url: `/v1/webhooks/${id}`, apiKey: suite.tenant.apiKey, body });
  const TIMESTAMPED = { scheme: 'timestamped-hmac', signature_header: 'X-Sig', timestamp_header: 'X-Sig-Time' };
  const questioned = async () => {
    suite.receiver.clear();
    await suite.app.calls.ask(new VerifyPlayer({ player_id: 'P-1', trigger: 'hub.login', context: null, fresh: true }), suite.tenant.scope);
    return suite.receiver.received[0]!;
  };

  it('stands beside the other and is verified by the public key alone, which is shown', async () => {
    const made = (await suite.create({ url: suite.receiver.url, events: ['player.verify'], ed25519_enabled: true })).json;
    expect(made.public_key).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    expect((await suite.get(made.id)).json.public_key).toBe(made.public_key);
    const { headers, body } = await questioned();
    const [, v1a] = /^v1,\S+ v1a,(\S+)$/.exec(String(headers['webhook-signature']))!;
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(made.public_key.slice(5), 'base64').toString('base64url') }, format: 'jwk' });
    expect(verify(null, Buffer.from(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`), key, Buffer.from(v1a!, 'base64'))).toBe(true);
    expect(verify(null, Buffer.from(`${String(headers['webhook-id'])}.0.${body}`), key, Buffer.from(v1a!, 'base64'))).toBe(false);
    jest.useFakeTimers({ now: suite.app.clock.now(), doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'performance'] });
    expect(new Webhook(made.secret).verify(body, headers as Record<string, string>)).toMatchObject({ event_type: 'player.verify' });
    jest.useRealTimers();
  });

  it('is not there unless asked for, keeps its key while other things change, and has a fresh one after off and on', async () => {
    const { id, public_key: none } = (await suite.create({ url: suite.receiver.url, events: ['player.verify'] })).json;
    expect(none).toBeNull();
    expect(String((await questioned()).headers['webhook-signature'])).not.toContain('v1a');
    const first = (await change(id, { ed25519_enabled: true })).json.public_key;
    expect((await change(id, { ed25519_enabled: true, description: 'x' })).json.public_key).toBe(first);
    expect((await change(id, { ed25519_enabled: false })).json.public_key).toBeNull();
    expect(String((await questioned()).headers['webhook-signature'])).not.toContain('v1a');
    expect((await change(id, { ed25519_enabled: true })).json.public_key).not.toBe(first);
  });

  it('is refused beside timestamped-hmac, whichever comes first', async () => {
    expect((await suite.create({ signature: TIMESTAMPED, ed25519_enabled: true })).json.code).toBe('webhook.ed25519_refused');
    const { id } = (await suite.create({ ed25519_enabled: true })).json;
    expect((await change(id, { signature: TIMESTAMPED })).json.code).toBe('webhook.ed25519_refused');
    expect((await change(id, { signature: TIMESTAMPED, ed25519_enabled: false })).status).toBe(200);
    expect((await change(id, { ed25519_enabled: true })).json.code).toBe('webhook.ed25519_refused');
  });

  it('has its key sealed in the database', async () => {
    const { id, public_key } = (await suite.create({ ed25519_enabled: true })).json;
    const target = (await suite.app.queries.ask(new GetDeliveryTarget(id), suite.tenant.scope))!;
    const key = Buffer.from(target.secrets.find((each) => each.startsWith('whsk_'))!.slice(5), 'base64');
    expect(key).toHaveLength(64);
    expect(`whpk_${key.subarray(32).toString('base64')}`).toBe(public_key);
    const [row] = await suite.app.look<{ sealed: Buffer }>('SELECT sealed FROM game_servers.signing_key WHERE game_id = $1', [suite.tenant.gameId]);
    expect(row!.sealed.includes(key.subarray(0, 32))).toBe(false);
    expect(row!.sealed.toString('latin1')).not.toContain(key.toString('base64').slice(0, 40));
  });
});

describe('a rotated secret', () => {
  const secrets = async (id: string) => (await suite.app.queries.ask(new GetDeliveryTarget(id), suite.tenant.scope))!.secrets;
  const rotate = (id: string, query = '') => suite.app.inject({ method: 'POST', url: `/v1/webhooks/${id}/expire_secret${query}`, apiKey: suite.tenant.apiKey });

  it('verifies for a day more, then no longer', async () => {
    const made = (await suite.create({})).json;
    const rotated = (await rotate(made.id)).json;
    expect(rotated.secret).not.toBe(made.secret);
    expect(await secrets(made.id)).toEqual([rotated.secret, made.secret]);
    suite.clock.advanceSeconds(86_401);
    const again = (await rotate(made.id)).json;
    expect(await secrets(made.id)).toEqual([again.secret, rotated.secret]);
  });
  it('is cut at once on request', async () => {
    const made = (await suite.create({})).json;
    await rotate(made.id);
    const rotated = (await rotate(made.id, '?overlap_seconds=0')).json;
    expect(await secrets(made.id)).toEqual([rotated.secret]);
  });
  it('is kept three times at most', async () => {
    const made = (await suite.create({})).json;
    for (let i = 0; i < 5; i++) await rotate(made.id);
    expect(await secrets(made.id)).toHaveLength(4);
  });
});

describe('who wants an event', () => {
  it('is found by name and by wildcard', async () => {
    const paid = (await suite.create({ events: ['order.paid'] })).json.id;
    const all = (await suite.create({ events: ['order.*'], enabled: false })).json.id;
    expect(await suite.app.queries.ask(new ListEndpointsFor('order.paid'), suite.tenant.scope)).toEqual([
      { endpoint_id: paid, enabled: true, player_context_enabled: false, batch: null, api_version: NEWEST }, { endpoint_id: all, enabled: false, player_context_enabled: false, batch: null, api_version: NEWEST },
    ]);
    expect(await suite.app.queries.ask(new HasEndpointFor('order.created'), suite.tenant.scope)).toBe(false);
    expect(await suite.app.queries.ask(new HasEndpointFor('order.paid'), suite.tenant.scope)).toBe(true);
  });
});
