import { Secret, TOTP } from 'otpauth';
import type { FrozenClock } from '#platform/kernel/clock';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { CreateApiKey } from '../contracts/commands.js';
import { ROLES, type Role } from '../contracts/roles.js';

const PASSWORD = 'correct horse battery staple';
const ORIGIN = 'http://127.0.0.1:4400';

describe('members of a studio', () => {
  let app: Booted;
  let clock: FrozenClock;
  let tenant: Tenant;
  let admin: string;
  let people = 0;
  beforeAll(async () => {
    app = await bootContext({ modules: [], frozenAt: new Date('2026-11-27T10:00:00Z'), env: { TRUSTED_PROXIES: '127.0.0.1' } });
    clock = app.clock as FrozenClock;
  });
  beforeEach(async () => {
    tenant = await app.tenant();
    admin = (await app.commands.execute(new CreateApiKey({ name: 'admin', environment: 'sandbox', scopes: ['studio:admin', 'webhooks:reveal'], studio_id: tenant.studioId }), tenant.scope)).key;
  });
  afterAll(() => app.close());

  type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Each call from an address of its own, unless it is told. */
  const call = (method: Method, url: string, apiKey?: string, body?: object, headers: Record<string, string> = {}) =>
    app.inject({ method, url, ...(apiKey ? { apiKey } : {}), ...(body ? { body } : {}), headers: { 'x-forwarded-for': `203.0.${Math.floor(++people / 250)}.${people % 250}`, ...headers } });
  const invite = async (role: Role, by = admin, email = `p${++people}@studio.example`) => ({ email, ...(await call('POST', '/v1/members', by, { email, name: 'Somebody', role })) });
  const signIn = (email: string, more: object = {}, headers: Record<string, string> = {}) => call('POST', '/v1/console/session', undefined, { studio_id: tenant.studioId, email, password: PASSWORD, ...more }, headers);
  const join = async (role: Role): Promise<{ id: string; email: string; token: string }> => {
    const { email, json } = await invite(role);
    expect((await call('POST', '/v1/members/accept', undefined, { token: json.invitation_token, password: PASSWORD })).json).toEqual({ id: json.id });
    return { id: json.id, email, token: (await signIn(email)).json.token };
  };
  const game = (token: string, headers: Record<string, string> = {}) => call('GET', '/v1/game', token, undefined, headers);

  it('join by an invitation, sign in, and act with their role in each environment of the studio', async () => {
    const { json, email } = await invite('developer');
    expect(json).toEqual({ id: expect.stringMatching(/^mem_/), invitation_token: expect.stringMatching(/^stu_/) });
    expect((await signIn(email)).json.code).toBe('access.sign_in_refused');
    expect((await call('POST', '/v1/members/accept', undefined, { token: json.invitation_token, password: 'short' })).status).toBe(422);
    expect((await call('POST', '/v1/members/accept', undefined, { token: json.invitation_token, password: PASSWORD })).status).toBe(200);
    expect((await call('POST', '/v1/members/accept', undefined, { token: json.invitation_token, password: 'another password' })).json.code).toBe('access.invitation_invalid');
    const { token } = (await signIn(email.toUpperCase())).json;
    expect((await game(token)).json).toMatchObject({ id: tenant.gameId, environment: 'sandbox' });
    expect((await game(token, { 'hubcraft-game': tenant.liveGameId })).json).toMatchObject({ id: tenant.liveGameId, environment: 'live' });
    expect((await game(token, { 'hubcraft-environment': 'live' })).status).toBe(401);
    expect((await game(token, { 'hubcraft-game': (await app.tenant()).gameId })).json.code).toBe('games.not_found');
    const renamed = await call('PATCH', '/v1/game', token, { name: 'Renamed' });
    expect([renamed.status, renamed.json.name]).toEqual([200, 'Renamed']);
    expect((await call('POST', '/v1/games', token, { name: 'x', slug: 'x-y-z' })).json.code).toBe('auth.scope_missing');
    const { data } = (await call('GET', '/v1/audit_log?game_id=all', admin)).json;
    expect(data.map((entry: any) => [entry.operation, entry.actor_id, entry.game_id])).toEqual([
      ['update_game', json.id, tenant.gameId], ['open_console_session', json.id, null], ['accept_invitation', json.id, null], ['invite_member', expect.stringMatching(/^key_/), tenant.gameId],
    ]);
    const stored = JSON.stringify(await app.look('SELECT m::text AS m, s::text AS s FROM access.member m JOIN access.member_session s ON s.member_id = m.id'));
    for (const secret of [token, json.invitation_token, PASSWORD]) expect(stored).not.toContain(secret);
    expect(JSON.stringify(data)).not.toContain(email);
  });

  it('get one answer for whoever there is not and a wrong password', async () => {
    const { email } = await join('viewer');
    const answers = [await signIn('nobody@studio.example'), await signIn(email, { password: 'wrong password' }), await signIn(email, { studio_id: (await app.tenant()).studioId })];
    expect(answers.map(({ status, json }) => [status, json.code, json.detail])).toEqual(Array(3).fill([403, 'access.sign_in_refused', 'Address, password or code are not right.']));
    expect(await app.look('SELECT count(*)::int AS n FROM access.member_session WHERE studio_id = $1', [tenant.studioId])).toEqual([{ n: 1 }]);
  });

  it('have ten tries in a row, whoever tries from wherever, and nobody else is held up', async () => {
    const [one, other] = [await join('viewer'), await join('viewer')];
    const tries = [];
    for (let at = 0; at < 14; at++) tries.push((await signIn(one.email, { password: 'wrong password' })).status);
    expect(tries.filter((status) => status === 403).length).toBeLessThanOrEqual(10);
    const locked = await signIn(one.email);
    expect([locked.status, locked.json.code]).toEqual([429, 'access.too_many_tries']);
    expect((await signIn(other.email)).status).toBe(200);
    const guesses = await Promise.all(Array.from({ length: 12 }, (_, at) => signIn(`guess${at}@studio.example`, {}, { 'x-forwarded-for': '198.51.100.7' })));
    expect(guesses.map(({ status, json }) => `${status} ${json.code}`).filter((answer) => !/^(429 access\.too_many_tries|403 access\.sign_in_refused)$/.test(answer))).toEqual([]);
    expect((await signIn(other.email, {}, { 'x-forwarded-for': '198.51.100.7' })).status).toBe(429);
  }, 60_000);

  it('have a cookie that works from the console alone', async () => {
    const { email } = await join('developer');
    const opened = await signIn(email);
    const set = String(opened.headers['set-cookie']);
    for (const part of [/^__Host-hc_console=/, /HttpOnly/, /Secure/, /SameSite=Strict/, /Path=\//, /Max-Age=43200/]) expect(set).toMatch(part);
    expect(set).not.toMatch(/Domain/);
    const cookie = set.split(';')[0]!;
    expect((await call('GET', '/v1/game', undefined, undefined, { cookie })).status).toBe(200);
    const rename = (headers: Record<string, string>) => call('PATCH', '/v1/game', undefined, { name: 'By cookie' }, { cookie, ...headers });
    for (const headers of [{}, { origin: 'https://evil.example' }, { origin: 'null' }, { origin: `${ORIGIN}.evil.example` }, { origin: 'https://evil.example', host: 'evil.example' }]) expect((await rename(headers as never)).json.code).toBe('access.origin_refused');
    expect((await rename({ origin: ORIGIN })).status).toBe(200);
    const out = await call('DELETE', '/v1/console/session', undefined, undefined, { cookie, origin: ORIGIN });
    expect([out.status, String(out.headers['set-cookie'])]).toEqual([204, expect.stringMatching(/Max-Age=0/)]);
    expect((await call('GET', '/v1/game', undefined, undefined, { cookie })).status).toBe(401);
  });

  it('are signed out by two hours of silence, and by twelve hours in any case', async () => {
    const { token, email } = await join('viewer');
    const silent = (await signIn(email)).json.token;
    const seconds = 3_600;
    for (let hour = 1; hour < 12; hour++) {
      clock.advanceSeconds(seconds);
      expect((await game(token)).status).toBe(200);
      const now = clock.now();
      // The use is written beside the answer.
      for (let tries = 0; tries < 200 && (await app.look('SELECT FROM access.member_session WHERE last_used_at = $1', [now])).length === 0; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
      if (hour === 2) expect((await game(silent)).status).toBe(401);
    }
    clock.advanceSeconds(seconds);
    expect((await game(token)).status).toBe(401);
  });

  it('lose what is taken from them with the next request, and nobody gives more than she has', async () => {
    const owner = await join('owner');
    const developer = await join('developer');
    expect((await call('PATCH', '/v1/game', developer.token, { name: 'Before' })).status).toBe(200);
    expect((await call('PATCH', `/v1/members/${developer.id}`, owner.token, { role: 'viewer' })).json).toMatchObject({ id: developer.id, role: 'viewer' });
    expect((await call('PATCH', '/v1/game', developer.token, { name: 'After' })).json.code).toBe('auth.scope_missing');
    expect((await game(developer.token)).status).toBe(200);
    expect((await call('DELETE', `/v1/members/${developer.id}`, owner.token)).status).toBe(204);
    expect([(await game(developer.token)).status, (await signIn(developer.email)).json.code]).toEqual([401, 'access.sign_in_refused']);
    const small = (await app.commands.execute(new CreateApiKey({ name: 'small', environment: 'sandbox', scopes: ['members:write', 'orders:*'], studio_id: tenant.studioId }), tenant.scope)).key;
    expect((await invite('owner', small)).json.code).toBe('access.role_beyond_own');
    expect((await call('PATCH', `/v1/members/${owner.id}`, small, { role: 'viewer' })).json.code).toBe('access.role_beyond_own');
    expect((await call('DELETE', `/v1/members/${owner.id}`, small)).json.code).toBe('access.role_beyond_own');
    for (const role of ROLES) if (role !== 'owner') expect((await invite('viewer', (await join(role)).token)).json.code).toBe('auth.scope_missing');
    expect((await invite('viewer', tenant.apiKey)).json.code).toBe('auth.scope_missing');
    const stranger = await app.tenant();
    const foreign = (await app.commands.execute(new CreateApiKey({ name: 'foreign', environment: 'sandbox', scopes: ['studio:admin', 'webhooks:reveal'], studio_id: stranger.studioId }), stranger.scope)).key;
    expect([(await call('DELETE', `/v1/members/${owner.id}`, foreign)).json.code, (await call('GET', '/v1/members', foreign)).json.data]).toEqual(['access.member_not_found', []]);
    expect((await invite('viewer', admin, owner.email)).json.code).toBe('access.member_there');
  }, 60_000);

  it('keep an owner, also when two leave at once', async () => {
    const owners = [await join('owner'), await join('owner')];
    const left = await Promise.all([call('DELETE', `/v1/members/${owners[0]!.id}`, owners[0]!.token), call('PATCH', `/v1/members/${owners[1]!.id}`, owners[1]!.token, { role: 'viewer' })]);
    expect(left.map(({ status }) => status).filter((status) => status < 300).length).toBe(1);
    expect(left.find(({ status }) => status >= 300)!.json.code).toBe('access.last_owner');
  });

  it('show once more that it is them before they decide who belongs to the studio', async () => {
    const owner = await join('owner');
    expect((await invite('viewer', owner.token)).status).toBe(201);
    clock.advanceSeconds(601);
    for (const answer of [await invite('viewer', owner.token), await call('DELETE', `/v1/members/${owner.id}`, owner.token), await call('POST', '/v1/console/second_factor', owner.token), await call('DELETE', '/v1/console/second_factor', owner.token)]) expect(answer.json.code).toBe('access.proof_needed');
    expect((await call('POST', '/v1/console/session/proof', owner.token, { password: 'wrong password' })).json.code).toBe('access.sign_in_refused');
    expect((await invite('viewer', owner.token)).json.code).toBe('access.proof_needed');
    expect((await call('POST', '/v1/console/session/proof', owner.token, { password: PASSWORD })).status).toBe(204);
    expect((await invite('viewer', owner.token)).status).toBe(201);
  });

  it('sign in with a second factor, whose codes work once each', async () => {
    const { token, email, id } = await join('finance');
    const { secret, uri } = (await call('POST', '/v1/console/second_factor', token)).json;
    expect(uri).toContain(secret);
    const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() });
    const wrong = () => String((Number(code()) + 500_000) % 1_000_000).padStart(6, '0');
    expect((await signIn(email)).status).toBe(200);
    expect((await call('POST', '/v1/console/second_factor/confirmation', token, { code: wrong() })).json.code).toBe('access.code_wrong');
    const { recovery_codes } = (await call('POST', '/v1/console/second_factor/confirmation', token, { code: code() })).json;
    expect([recovery_codes.length, new Set(recovery_codes).size]).toEqual([10, 10]);
    expect((await call('POST', '/v1/console/second_factor', token)).json.code).toBe('access.second_factor_there');
    const stored = JSON.stringify(await app.look('SELECT m::text AS m, r::text AS r FROM access.member m JOIN access.recovery_code r ON r.member_id = m.id WHERE m.id = $1', [id]));
    for (const hidden of [secret, Buffer.from(secret).toString('hex'), recovery_codes[0]]) expect(stored).not.toContain(hidden);
    expect((await signIn(email)).json.code).toBe('access.code_needed');
    expect((await signIn(email, { code: code() })).json.code).toBe('access.sign_in_refused');
    clock.advanceSeconds(30);
    const at = code();
    const twins = await Promise.all([signIn(email, { code: at }), signIn(email, { code: at })]);
    expect(twins.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect([(await signIn(email, { code: recovery_codes[3] })).status, (await signIn(email, { code: recovery_codes[3] })).status]).toEqual([200, 403]);
  });

  it('end their own sessions, and nobody else can', async () => {
    const [one, other] = [await join('viewer'), await join('viewer')];
    const second = (await signIn(one.email, {}, { 'user-agent': 'Firefox' })).json;
    const list = (await call('GET', '/v1/console/sessions', one.token)).json.data;
    expect(list.map(({ id, user_agent }: any) => [id, user_agent])).toEqual([[second.id, 'Firefox'], [expect.stringMatching(/^mss_/), expect.any(String)]]);
    await call('DELETE', `/v1/console/sessions/${second.id}`, other.token);
    expect((await game(second.token)).status).toBe(200);
    expect((await call('DELETE', `/v1/console/sessions/${second.id}`, one.token)).status).toBe(204);
    expect([(await game(second.token)).status, (await game(one.token)).status]).toEqual([401, 200]);
    expect((await call('GET', '/v1/console/session', one.token)).json).toMatchObject({ member_id: one.id, email: one.email, role: 'viewer', game_id: tenant.gameId, has_second_factor: false });
    expect((await call('GET', '/v1/console/session', admin)).json.code).toBe('auth.scope_missing');
    expect((await call('POST', '/v1/api_keys', admin, { name: 'x', scopes: ['session:own'] })).json.code).toBe('access.scope_unknown');
  });

  it('leave one entry in the trail for each thing that they do about their sessions', async () => {
    const { token, email } = await join('viewer');
    const other = (await signIn(email)).json.id;
    const secret = (await call('POST', '/v1/console/second_factor', token)).json.secret;
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() });
    const recovery = (await call('POST', '/v1/console/second_factor/confirmation', token, { code })).json.recovery_codes[0];
    await call('POST', '/v1/console/session/proof', token, { password: PASSWORD, code: recovery });
    await call('DELETE', '/v1/console/second_factor', token);
    await call('DELETE', `/v1/console/sessions/${other}`, token);
    await call('DELETE', '/v1/console/session', token);
    const entries = await app.look<{ operation: string; request: string }>('SELECT operation, request FROM platform.audit_entry WHERE studio_id = $1 ORDER BY sequence DESC LIMIT 6', [tenant.studioId]);
    expect(entries.map(({ operation }) => operation).reverse()).toEqual(['begin_second_factor', 'confirm_second_factor', 'prove_console_session', 'remove_second_factor', 'revoke_console_session', 'end_console_session']);
    for (const hidden of [PASSWORD, code, recovery]) expect(JSON.stringify(entries)).not.toContain(hidden);
  });
});
