import { Logger } from '@nestjs/common';
import type { FrozenClock } from '#platform/kernel/clock';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';

describe('API keys', () => {
  let app: Booted;
  let tenant: Tenant;
  beforeAll(async () => {
    // 600 at once are to reach their limit, not that of the process.
    app = await bootContext({ modules: [], env: { SHED_IN_FLIGHT: '2000', SHED_POOL_WAITING: '2000' } });
    tenant = await app.tenant();
  });
  afterAll(() => app.close());

  const game = (key: string | undefined, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url: '/v1/game', ...(key ? { apiKey: key } : {}), headers });

  it('opens the environment it was made for, by Bearer and by Basic', async () => {
    expect((await game(tenant.apiKey)).json).toMatchObject({ id: tenant.gameId, environment: 'sandbox' });
    const basic = await game(undefined, { authorization: `Basic ${Buffer.from(`${tenant.liveApiKey}:`).toString('base64')}` });
    expect(basic.json).toMatchObject({ id: tenant.liveGameId, environment: 'live' });
  });

  it.each([
    ['no key', undefined, {}],
    ['a key with a wrong checksum', 'flip', {}],
    ['a sandbox key where live is wanted', 'own', { 'hubcraft-environment': 'live' }],
    ['a sandbox key that calls itself live', 'renamed', {}],
  ])('answers 401 to %s, with one body for all', async (_name, kind, headers) => {
    const last = tenant.apiKey.at(-1) === '0' ? '1' : '0';
    const key = kind === 'flip' ? tenant.apiKey.slice(0, -1) + last : kind === 'renamed' ? tenant.apiKey.replace('sandbox', 'live') : kind === 'own' ? tenant.apiKey : undefined;
    const answer = await game(key, headers as Record<string, string>);
    expect(answer.status).toBe(401);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json).toMatchObject({ code: 'auth.not_authenticated', status: 401 });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="hubcraft"');
  });

  it('shows a new key once, keeps only its hash, and refuses it after it is revoked', async () => {
    const made = await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, body: { name: 'ci', scopes: ['games:read', 'api_keys:read'] } });
    expect(made.status).toBe(201);
    expect(made.json.key).toMatch(/^hc_sandbox_/);
    const rows = await app.look('SELECT * FROM access.api_key WHERE id = $1', [made.json.id]);
    expect(JSON.stringify(rows)).not.toContain(made.json.key);
    expect((await game(made.json.key)).status).toBe(200);
    const listed = await app.inject({ method: 'GET', url: '/v1/api_keys', apiKey: made.json.key });
    expect(listed.json.data.find((key: { id: string }) => key.id === made.json.id)).toMatchObject({ name: 'ci', key_hint: made.json.key.slice(-4), revoked_at: null });
    expect((await app.inject({ method: 'DELETE', url: `/v1/api_keys/${made.json.id}`, apiKey: tenant.apiKey })).status).toBe(204);
    const [route] = await app.look(`SELECT * FROM platform.route WHERE target_id = $1`, [made.json.id]);
    expect(route).toBeUndefined();
  });

  it('remembers when a key was used last, and says so when it could not', async () => {
    const made = await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, body: { name: 'used', scopes: ['games:read'] } });
    const lastUse = async () => (await app.inject({ method: 'GET', url: '/v1/api_keys', apiKey: tenant.apiKey })).json.data.find((key: { id: string }) => key.id === made.json.id).last_used_at;
    expect(await lastUse()).toBeNull();
    const before = Math.floor(Date.now() / 1000);
    expect((await game(made.json.key)).status).toBe(200);
    await eventually(async () => (await lastUse()) >= before);

    const other = await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, body: { name: 'used, not written', scopes: ['games:read'] } });
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const broken = jest.spyOn(app.commands, 'execute').mockRejectedValueOnce(new Error('planted'));
    try {
      expect((await game(other.json.key)).status).toBe(200);
      await eventually(() => warned.mock.calls.some(([line]) => (line as { msg: string }).msg === 'last use of a key was not written'));
    } finally {
      broken.mockRestore();
      warned.mockRestore();
    }
  });

  it('lets two keys of one name live at once and refuses the third', async () => {
    const make = () => app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, body: { name: 'rotating', scopes: ['orders:read'] } });
    const answers = await Promise.all([make(), make(), make(), make()]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 201, 409, 409]);
    expect(answers.find((answer) => answer.status === 409)!.json.code).toBe('access.too_many_live_keys');
  });

  it('does not give more than it has', async () => {
    const small = await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, body: { name: 'small', scopes: ['api_keys:write'] } });
    const refused = await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: small.json.key, body: { name: 'big', scopes: ['*'] } });
    expect([refused.status, refused.json.code]).toEqual([403, 'access.scope_beyond_own']);
    const forbidden = await app.inject({ method: 'GET', url: '/v1/game', apiKey: small.json.key });
    expect([forbidden.status, forbidden.json.code]).toEqual([403, 'auth.scope_missing']);
    const unknown = await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, body: { name: 'x', scopes: ['money:print'] } });
    expect([unknown.status, unknown.json.code]).toEqual([422, 'access.scope_unknown']);
  });

  it('gives a scope that stands alone by name only', async () => {
    const make = async (name: string, scopes: string[], apiKey = tenant.apiKey) => app.inject({ method: 'POST', url: '/v1/api_keys', apiKey, body: { name, scopes } });
    for (const [name, scopes] of [['all', ['*']], ['hooks', ['webhooks:*', 'api_keys:write']]] as const) {
      const wide = (await make(name, [...scopes])).json.key;
      expect((await make(`${name} write`, ['webhooks:write'], wide)).status).toBe(201);
      expect(await make(`${name} reveal`, ['webhooks:reveal'], wide)).toMatchObject({ status: 403, json: { code: 'access.scope_beyond_own' } });
    }
    expect((await make('reveal', ['webhooks:reveal'])).status).toBe(201);
  });

  it.each([
    ['broken JSON', '{"name":', 400, 'request.malformed_json'],
    ['a key that stands twice', '{"name":"a","name":"b","scopes":["*"]}', 400, 'request.malformed_json'],
    ['a prototype', '{"name":"a","scopes":["*"],"__proto__":{"x":1}}', 400, 'request.malformed_json'],
    ['a number beyond 2^53', '{"name":"a","scopes":["*"],"expires_at":9007199254740993}', 422, 'request.number_out_of_range'],
    ['an unknown field', '{"name":"a","scopes":["*"],"is_admin":true}', 422, 'request.invalid'],
    ['2 MB', `{"name":"${'a'.repeat(2_000_000)}"}`, 413, 'request.too_large'],
  ])('answers problem+json to %s', async (_name, body, status, code) => {
    const answer = await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, headers: { 'content-type': 'application/json' }, body });
    expect([answer.status, answer.json?.code, answer.headers['content-type']]).toEqual([status, code, expect.stringMatching(/problem\+json/)]);
    expect(answer.text).not.toMatch(/at \S+ \(|node_modules/);
  });

  it('answers 415 to another content type and 404 to an unknown address, as problem+json', async () => {
    const wrongType = await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, headers: { 'content-type': 'text/plain' }, body: 'x' });
    expect([wrongType.status, wrongType.json?.code]).toEqual([415, 'request.unsupported_media_type']);
    const nowhere = await app.inject({ method: 'GET', url: '/v1/nowhere', apiKey: tenant.apiKey });
    expect([nowhere.status, nowhere.json?.code]).toEqual([404, 'request.not_found']);
  });

  it("does not find another studio's key", async () => {
    const other = await app.tenant();
    const made = await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: other.apiKey, body: { name: 'theirs', scopes: ['orders:read'] } });
    expect((await app.inject({ method: 'DELETE', url: `/v1/api_keys/${made.json.id}`, apiKey: tenant.apiKey })).status).toBe(404);
  });

  it('asks the database nothing for a key that cannot be one', async () => {
    const asked = [jest.spyOn(app.database, 'unscoped'), jest.spyOn(app.database, 'transaction')];
    try {
      const last = tenant.apiKey.at(-1) === '0' ? '1' : '0';
      for (const key of ['nonsense', `hc_sandbox_${'A'.repeat(55)}`, tenant.apiKey.slice(0, -1) + last, `${tenant.apiKey}0`, tenant.apiKey.toUpperCase(), "' OR 1=1 --"]) expect((await game(key)).status).toBe(401);
      expect(asked.map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
      expect((await game(tenant.apiKey.replace('sandbox', 'live'))).status).toBe(401);
    } finally {
      asked.forEach((spy) => spy.mockRestore());
    }
  });

  it('has a rate of its own: 200 at once, then 429 with the time to wait, and what is left is told each time', async () => {
    const [mine, other] = await Promise.all(['busy', 'idle'].map(async (name) => (await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, body: { name, scopes: ['games:read'] } })).json.key as string));
    const first = await game(mine);
    expect([first.headers['ratelimit-limit'], first.headers['ratelimit-remaining'], Number(first.headers['ratelimit-reset'])]).toEqual(['200', '199', 1]);
    const answers = await Promise.all(Array.from({ length: 600 }, () => game(mine)));
    const refused = answers.filter(({ status }) => status === 429);
    // The bucket fills by 100 a second while they come.
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(199);
    expect(refused.length).toBeGreaterThan(0);
    for (const { json, headers } of refused) expect([json.code, headers['retry-after'], headers['ratelimit-remaining']]).toEqual(['request.rate_limited', '1', '0']);
    expect((await game(other)).status).toBe(200);
  });
});

describe('a key that is taken away or runs out', () => {
  it('opens nothing two seconds later, wherever it was known', async () => {
    const app = await bootContext({ modules: [], frozenAt: new Date('2026-11-27T10:00:00Z') });
    try {
      const tenant = await app.tenant();
      const clock = app.clock as FrozenClock;
      const status = async (key: string) => (await app.inject({ method: 'GET', url: '/v1/game', apiKey: key })).status;
      const make = async (name: string, more = {}) => (await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, body: { name, scopes: ['games:read'], ...more } })).json;
      const [revoked, ending] = [await make('revoked'), await make('ending', { expires_at: clock.nowSeconds() + 60 })];
      expect([await status(revoked.key), await status(ending.key)]).toEqual([200, 200]);
      await app.inject({ method: 'DELETE', url: `/v1/api_keys/${revoked.id}`, apiKey: tenant.apiKey });
      clock.advanceSeconds(2);
      expect([await status(revoked.key), await status(ending.key)]).toEqual([401, 200]);
      clock.advanceSeconds(58);
      expect(await status(ending.key)).toBe(401);
    } finally {
      await app.close();
    }
  });
});
