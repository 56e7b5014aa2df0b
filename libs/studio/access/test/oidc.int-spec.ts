import { createHash } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { hashPassword } from '#platform/crypto/passwords';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { SayingProvider, startRealProvider, throughItsPages } from '../../../../test/support/oidc.js';
import { freePort } from '../../../../scripts/lib/ports.mjs';
import { CreateApiKey, MakeMemberLink } from '../contracts/commands.js';

const PASSWORD = 'correct horse battery staple';
const ORIGIN = 'http://127.0.0.1:4400';

describe('sign-in by the provider of a studio', () => {
  let app: Booted;
  let tenant: Tenant;
  let admin: string;
  let saying: SayingProvider;
  let realPort: number;
  let provider: { id: string; redirect_uri: string; sign_in_url: string };
  let hash: string;
  let people = 0;

  beforeAll(async () => {
    saying = await SayingProvider.open();
    realPort = await freePort();
    hash = await hashPassword(PASSWORD);
    app = await bootContext({ modules: [], env: { TRUSTED_PROXIES: '127.0.0.1', OIDC_LOCAL_ISSUERS: `${saying.issuer},http://127.0.0.1:${realPort}` } });
  });
  beforeEach(async () => {
    tenant = await app.tenant();
    admin = await adminOf(tenant);
    provider = (await addProvider()).json;
  });
  afterAll(async () => {
    await app?.close();
    await saying?.close();
  });

  type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Each call from an address of its own. */
  const call = (method: Method, url: string, apiKey?: string, body?: object, headers: Record<string, string> = {}) =>
    app.inject({ method, url, ...(apiKey ? { apiKey } : {}), ...(body ? { body } : {}), headers: { 'x-forwarded-for': `203.0.${Math.floor(++people / 250)}.${people % 250}`, ...headers } });
  const adminOf = async ({ studioId, scope }: Tenant) => (await app.commands.execute(new CreateApiKey({ name: 'admin', environment: 'sandbox', scopes: ['studio:admin', 'webhooks:reveal'], studio_id: studioId }), scope)).key;
  const addProvider = (more: object = {}, key = admin) => call('POST', '/v1/identity_providers', key, { name: 'Ours', issuer: saying.issuer, client_id: 'hubcraft', client_secret: 'the client secret', email_domains: ['Studio.Example'], ...more });
  const change = (body: object, key = admin, id = provider.id) => call('PATCH', `/v1/identity_providers/${id}`, key, body);
  const invite = async (role = 'developer', key = admin) => {
    const email = `p${++people}@studio.example`;
    return { email, id: (await call('POST', '/v1/members', key, { email, name: 'Ada', role })).json.id as string };
  };
  const join = async (role = 'developer', key = admin) => {
    const member = await invite(role, key);
    await app.look('UPDATE access.member SET password_hash = $2, accepted_at = now(), invitation_hash = NULL WHERE id = $1', [member.id, hash]);
    return member;
  };
  const signIn = (email: string, more: object = {}) => call('POST', '/v1/console/session', undefined, { studio_id: tenant.studioId, email, password: PASSWORD, ...more });

  interface Begun { url: URL; cookie: string }
  const begin = async (signInUrl = provider.sign_in_url): Promise<Begun> => {
    const { status, headers } = await call('GET', signInUrl.replace(ORIGIN, ''));
    expect(status).toBe(303);
    return { url: new URL(String(headers['location'])), cookie: String(headers['set-cookie']).split(';')[0]! };
  };
  const cookiesOf = (headers: Record<string, unknown>): string[] => [headers['set-cookie'] ?? []].flat() as string[];
  const finish = async (query: Record<string, string>, cookie: string, id = provider.id) => {
    const { headers, status, json } = await call('GET', `/console/oidc/${id}/callback?${new URLSearchParams(query)}`, undefined, undefined, { cookie });
    const session = cookiesOf(headers).find((each) => each.startsWith('__Host-hc_console='))?.split(';')[0]!.split('=')[1];
    return { outcome: /outcome=(\w+)/.exec(String(headers['location']))?.[1] ?? `${status} ${json?.code}`, token: session && decodeURIComponent(session), headers };
  };
  const checksIn = ({ url }: Begun) => ({ state: url.searchParams.get('state')!, nonce: url.searchParams.get('nonce')! });
  /** The provider says `claims` beside what it has to; the browser comes back to us with what it got there. */
  const comeBy = async (claims: Record<string, unknown>, { signedBy, begun, query = {} }: { signedBy?: 'own key' | 'foreign key' | 'nobody'; begun?: Begun; query?: Record<string, string> } = {}) => {
    const at = begun ?? (await begin());
    const { state, nonce } = checksIn(at);
    saying.next = { claims: { nonce, email_verified: true, ...claims }, ...(signedBy ? { signedBy } : {}) };
    return finish({ code: 'a-code', state, ...query }, at.cookie);
  };
  const named = (email: string, subject = `s-${email}`) => ({ sub: subject, email });
  const identities = () => app.look('SELECT issuer, subject, member_id FROM access.external_identity WHERE studio_id = $1', [tenant.studioId]);
  const sessions = async () => (await app.look('SELECT FROM access.member_session WHERE studio_id = $1', [tenant.studioId])).length;
  const entriesOf = (id: string) => app.look<{ operation: string }>('SELECT operation FROM platform.audit_entry WHERE studio_id = $1 AND actor_id = $2 ORDER BY sequence', [tenant.studioId, id]);
  const game = (token: string | undefined) => call('GET', '/v1/game', token);

  it('sends the browser with state, nonce and a challenge, and keeps none of what it takes to come back', async () => {
    const begun = await begin();
    expect(Object.fromEntries(begun.url.searchParams)).toEqual({
      client_id: 'hubcraft', response_type: 'code', scope: 'openid email', redirect_uri: provider.redirect_uri, state: expect.stringMatching(/^[\w-]{43}$/), nonce: expect.stringMatching(/^[\w-]{43}$/), code_challenge: expect.any(String), code_challenge_method: 'S256',
    });
    const { headers } = await call('GET', provider.sign_in_url.replace(ORIGIN, ''));
    for (const part of [/^__Host-hc_oidc=/, /HttpOnly/, /Secure/, /SameSite=Lax/, /Path=\//, /Max-Age=600/]) expect(String(headers['set-cookie'])).toMatch(part);
    const stored = JSON.stringify(await app.look('SELECT a::text FROM access.oidc_attempt a'));
    for (const secret of [...Object.values(checksIn(begun)), begun.cookie.split('.')[1]!]) expect(stored).not.toContain(secret);
    const { email } = await invite();
    expect((await comeBy(named(email), { begun })).outcome).toBe('done');
    const { body, authorization } = saying.asked.at(-1)!;
    expect(createHash('sha256').update(body.get('code_verifier')!).digest('base64url')).toBe(begun.url.searchParams.get('code_challenge'));
    expect(authorization).toBe(`Basic ${Buffer.from('hubcraft:the+client+secret').toString('base64')}`);
  });

  it('lets in who was invited, the first time by her verified address, from then on by her subject alone', async () => {
    const { id, email } = await invite();
    const first = await comeBy(named(email.toUpperCase(), 'sub-1'));
    expect(first.outcome).toBe('done');
    expect((await game(first.token)).json).toMatchObject({ id: tenant.gameId });
    expect(await identities()).toEqual([{ issuer: saying.issuer, subject: 'sub-1', member_id: id }]);
    expect((await entriesOf(id)).map(({ operation }) => operation)).toEqual(['link_identity', 'open_console_session']);
    const second = await comeBy({ sub: 'sub-1', email: 'renamed@elsewhere.example', email_verified: false });
    expect([second.outcome, (await game(second.token)).status]).toEqual(['done', 200]);
    expect((await comeBy(named(email, 'sub-2'))).outcome).toBe('refused');
    const member = await join('viewer');
    expect((await comeBy(named(member.email))).outcome).toBe('done');
    expect((await call('DELETE', `/v1/members/${id}`, admin)).status).toBe(204);
    expect([(await comeBy({ sub: 'sub-1' })).outcome, (await game(second.token)).status]).toEqual(['refused', 401]);
  });

  it.each<[string, Record<string, unknown>, 'own key' | 'foreign key' | 'nobody']>([
    ['another nonce', { nonce: 'another' }, 'own key'],
    ['no nonce', { nonce: undefined }, 'own key'],
    ['another audience', { aud: 'somebody-else' }, 'own key'],
    ['another issuer', { iss: 'https://accounts.evil.example' }, 'own key'],
    ['an end that has passed', { exp: Math.floor(Date.now() / 1000) - 600 }, 'own key'],
    ['a foreign signature', {}, 'foreign key'],
    ['no signature (alg none)', {}, 'nobody'],
    ['an address that nobody has verified', { email_verified: false }, 'own key'],
    ['an address of which nothing is said', { email_verified: undefined }, 'own key'],
    ['an address that is verified as text', { email_verified: 'true' }, 'own key'],
    ['no subject', { sub: undefined }, 'own key'],
  ])('refuses an ID token with %s: nobody is signed in, accepted or linked', async (_what, claims, signedBy) => {
    const { id, email } = await invite();
    const refused = await comeBy({ ...named(email), ...claims }, { signedBy });
    expect([refused.outcome, refused.token]).toEqual(['refused', undefined]);
    expect([await identities(), await sessions(), (await app.look('SELECT accepted_at FROM access.member WHERE id = $1', [id]))[0]!.accepted_at]).toEqual([[], 0, null]);
    expect((await comeBy(named(email))).outcome).toBe('done');
  });

  it('links nobody of another studio, of another domain, or whose invitation is over', async () => {
    const other = await app.tenant();
    const elsewhere = await join('owner', await adminOf(other));
    const outside = `p${++people}@elsewhere.example`;
    await call('POST', '/v1/members', admin, { email: outside, name: 'Ada', role: 'viewer' });
    const below = `p${++people}@sub.studio.example`;
    await call('POST', '/v1/members', admin, { email: below, name: 'Ada', role: 'viewer' });
    const late = await invite();
    await app.look(`UPDATE access.member SET invitation_ends_at = now() - interval '1 second' WHERE id = $1`, [late.id]);
    await call('POST', '/v1/members', admin, { email: `k${people}@studio.example`, name: 'Ada', role: 'viewer' });
    for (const email of [`\u212a${people - 1}@studio.example`, 'nobody@studio.example', elsewhere.email, outside, below, late.email, `x@studio.example@evil.example`]) expect([email, (await comeBy(named(email))).outcome]).toEqual([email, 'refused']);
    expect(await app.look('SELECT FROM access.external_identity WHERE member_id = ANY($1::text[])', [[elsewhere.id, late.id]])).toEqual([]);
  });

  it('takes a state once, from the browser that began and for the provider that it began with', async () => {
    const { email } = await invite();
    const [mine, theirs] = [await begin(), await begin()];
    const { state } = checksIn(mine);
    const asked = saying.asked.length;
    for (const cookie of [theirs.cookie, '', '__Host-hc_oidc=nonsense', mine.cookie.slice(0, -1) + (mine.cookie.endsWith('A') ? 'B' : 'A')]) expect((await finish({ code: 'a-code', state }, cookie)).outcome).toBe('refused');
    const second = (await addProvider({ issuer: `http://127.0.0.1:${realPort}` })).json;
    expect((await finish({ code: 'a-code', state }, mine.cookie, second.id)).outcome).toBe('refused');
    expect((await finish({ code: 'a-code' }, mine.cookie)).outcome).toBe('refused');
    expect(saying.asked.length).toBe(asked);
    expect((await comeBy(named(email), { begun: mine, query: { iss: saying.issuer } })).outcome).toBe('done');
    expect((await comeBy(named(email), { begun: mine })).outcome).toBe('refused');
    expect((await comeBy(named(email), { query: { iss: 'https://accounts.evil.example' } })).outcome).toBe('refused');
    expect(saying.asked.length).toBe(asked + 1);
    const twins = await begin();
    saying.next = { claims: { ...named(email), nonce: checksIn(twins).nonce } };
    const outcomes = await Promise.all([1, 2, 3].map(() => finish({ code: 'a-code', state: checksIn(twins).state }, twins.cookie)));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['done', 'refused', 'refused']);
    const late = await begin();
    await app.look(`UPDATE access.oidc_attempt SET ends_at = now() - interval '1 second' WHERE studio_id = $1`, [tenant.studioId]);
    expect((await comeBy(named(email), { begun: late })).outcome).toBe('refused');
    expect((await finish({ error: 'access_denied', state: checksIn(await begin()).state }, mine.cookie)).outcome).toBe('refused');
  });

  it('asks for the code of who has a second factor here, unless the studio trusts the provider with it and it says mfa', async () => {
    const { id, email } = await join('finance');
    const { token } = (await signIn(email)).json;
    const { secret } = (await call('POST', '/v1/console/second_factor', token)).json;
    const { recovery_codes } = (await call('POST', '/v1/console/second_factor/confirmation', token, { code: new TOTP({ secret: Secret.fromBase32(secret) }).generate() })).json;
    const waiting = async (claims: object) => {
      const begun = await begin();
      return { begun, ...(await comeBy({ ...named(email), ...claims }, { begun })) };
    };
    const show = (code: string, cookie: string, origin = ORIGIN) => call('POST', '/v1/console/session/provider_code', undefined, { code }, { cookie, origin });
    for (const claims of [{}, { amr: ['pwd', 'mfa'] }]) expect((await waiting(claims)).outcome).toBe('code');
    const { begun, token: none } = await waiting({ amr: ['mfa'] });
    expect([none, await identities()]).toEqual([undefined, []]);
    expect((await show(recovery_codes[0], begun.cookie, 'https://evil.example')).json.code).toBe('access.origin_refused');
    expect((await show('00000-00000', begun.cookie)).json.code).toBe('access.sign_in_refused');
    expect((await show(recovery_codes[0], (await begin()).cookie)).json.code).toBe('access.provider_sign_in_refused');
    const shown = await show(recovery_codes[0], begun.cookie);
    expect([shown.status, (await game(shown.json.token)).status, (await identities())[0]!.member_id]).toEqual([200, 200, id]);
    expect((await show(recovery_codes[1], begun.cookie)).json.code).toBe('access.provider_sign_in_refused');
    expect((await change({ trusts_mfa: true })).json.trusts_mfa).toBe(true);
    expect([(await waiting({ amr: ['mfa'] })).outcome, (await waiting({ amr: ['pwd'] })).outcome, (await waiting({ amr: 'mfa' })).outcome, (await waiting({})).outcome]).toEqual(['done', 'code', 'code', 'code']);
  });

  it('proves who she is by the time at which she showed herself there, asked anew where that is wanted', async () => {
    const owner = await join('owner');
    const now = Math.floor(Date.now() / 1000);
    const mayInvite = async (token: string | undefined) => (await call('POST', '/v1/members', token, { email: `p${++people}@studio.example`, name: 'Ada', role: 'viewer' })).json.code ?? 'invited';
    for (const claims of [{}, { auth_time: now - 1_200 }]) expect(await mayInvite((await comeBy({ ...named(owner.email), ...claims })).token)).toBe('access.proof_needed');
    const fresh = await begin(`${provider.sign_in_url}&fresh=true`);
    expect([fresh.url.searchParams.get('prompt'), fresh.url.searchParams.get('max_age')]).toEqual(['login', '0']);
    expect((await comeBy({ ...named(owner.email), auth_time: now - 1_200 }, { begun: fresh })).outcome).toBe('refused');
    expect((await comeBy(named(owner.email), { begun: await begin(`${provider.sign_in_url}&fresh=true`) })).outcome).toBe('refused');
    expect(await mayInvite((await comeBy({ ...named(owner.email), auth_time: now - 2 }, { begun: await begin(`${provider.sign_in_url}&fresh=true`) })).token)).toBe('invited');
  });

  it('takes the place of passwords where it is enforced, and never locks the last owner out', async () => {
    const [first, second, member, invited] = [await join('owner'), await join('owner'), await join('developer'), await call('POST', '/v1/members', admin, { email: `p${++people}@studio.example`, name: 'Ada', role: 'viewer' })];
    await comeBy(named(member.email));
    expect((await change({ enforced: true })).json.code).toBe('access.provider_unproven');
    expect((await comeBy(named(second!.email))).outcome).toBe('done');
    expect((await change({ enforced: true })).json).toMatchObject({ enforced: true });
    const codes = async () => Promise.all([first!, second!, member!].map(async ({ email }) => (await signIn(email)).json.code ?? 'in'));
    expect(await codes()).toEqual(['in', 'access.passwords_off', 'access.passwords_off']);
    expect((await signIn(member!.email, { password: 'wrong password' })).json.code).toBe('access.sign_in_refused');
    expect((await call('POST', '/v1/members/accept', undefined, { token: invited.json.invitation_token, password: PASSWORD })).json.code).toBe('access.passwords_off');
    const system = { ...tenant.scope, actor: { kind: 'system' as const, id: 'test' } };
    expect([await app.commands.execute(new MakeMemberLink(member!.id, 'password'), system), await app.commands.execute(new MakeMemberLink(first!.id, 'password'), system)]).toEqual([null, { token: expect.any(String) }]);
    expect((await call('DELETE', `/v1/members/${first!.id}`, admin)).status).toBe(204);
    expect((await codes())[1]).toBe('in');
    expect((await call('DELETE', `/v1/identity_providers/${provider.id}`, admin)).status).toBe(204);
    expect((await codes()).slice(1)).toEqual(['in', 'in']);
    expect((await call('GET', provider.sign_in_url.replace(ORIGIN, ''))).status).toBe(404);
  });

  it('is managed by whoever may change the studio as a whole, with proof, and its secret is shown to nobody', async () => {
    const owner = await join('owner');
    const { token } = (await signIn(owner.email)).json;
    const developer = (await signIn((await join('developer')).email)).json.token;
    for (const key of [developer, tenant.apiKey]) expect([(await addProvider({ issuer: 'https://accounts.example.com' }, key)).json.code, (await change({ name: 'x' }, key)).json.code, (await call('GET', '/v1/identity_providers', key)).json.code]).toEqual(Array(3).fill('auth.scope_missing'));
    await app.look(`UPDATE access.member_session SET proven_at = now() - interval '11 minutes' WHERE member_id = $1`, [owner.id]);
    for (const answer of [await addProvider({ issuer: 'https://accounts.example.com' }, token), await change({ name: 'x' }, token), await call('DELETE', `/v1/identity_providers/${provider.id}`, token)]) expect(answer.json.code).toBe('access.proof_needed');
    expect((await addProvider()).json.code).toBe('access.issuer_there');
    for (const issuer of ['http://accounts.example.com', 'https://a@accounts.example.com', 'https://accounts.example.com?x=1', 'https://accounts.example.com#x', 'ftp://accounts.example.com', 'https://127.0.0.1:1/../x', `${saying.issuer}/`]) expect([issuer, (await addProvider({ issuer })).json.code]).toEqual([issuer, 'access.issuer_refused']);
    expect((await addProvider({ issuer: 'https://accounts.example.com', email_domains: ['*'] })).json.code).toBe('access.email_domain_refused');
    expect((await change({ issuer: 'https://accounts.example.com' })).status).toBe(422);
    const stranger = await adminOf(await app.tenant());
    expect([(await change({ name: 'x' }, stranger)).json.code, (await call('GET', '/v1/identity_providers', stranger)).json.data]).toEqual(['access.provider_not_found', []]);
    const { data } = (await call('GET', '/v1/identity_providers', admin)).json;
    expect(data).toEqual([{ id: provider.id, name: 'Ours', issuer: saying.issuer, client_id: 'hubcraft', email_domains: ['studio.example'], enforced: false, trusts_mfa: false, redirect_uri: `${ORIGIN}/console/oidc/${provider.id}/callback`, sign_in_url: expect.any(String), created_at: expect.any(Number) }]);
    const kept = JSON.stringify(await app.look('SELECT p::text, (SELECT json_agg(e) FROM platform.audit_entry e WHERE e.studio_id = p.studio_id) AS trail FROM access.identity_provider p'));
    for (const text of ['the client secret', Buffer.from('the client secret').toString('hex')]) expect(kept).not.toContain(text);
    expect(kept).toContain('create_identity_provider');
  });

  it('is set by nobody who has less than the owners that it could name', async () => {
    const { key } = await app.commands.execute(new CreateApiKey({ name: 'less', environment: 'sandbox', scopes: ['studio:admin'], studio_id: tenant.studioId }), tenant.scope);
    expect(await addProvider({ issuer: 'https://elsewhere.example' }, key)).toMatchObject({ status: 403, json: { code: 'access.provider_beyond_own' } });
    expect(await change({ trusts_mfa: true }, key)).toMatchObject({ status: 403, json: { code: 'access.provider_beyond_own' } });
  });

  it('asks nobody on this machine or in a private network whom the operator has not named', async () => {
    const hidden = await SayingProvider.open();
    try {
      for (const issuer of [hidden.issuer.replace('http:', 'https:'), 'https://169.254.169.254', 'https://[::1]']) {
        const { id, sign_in_url } = (await addProvider({ issuer })).json;
        const { headers } = await call('GET', sign_in_url.replace(ORIGIN, ''));
        expect([issuer, headers['location']]).toEqual([issuer, '/console/signed-in?outcome=unavailable']);
        await call('DELETE', `/v1/identity_providers/${id}`, admin);
      }
      expect(hidden.connections).toBe(0);
    } finally {
      await hidden.close();
    }
  });

  it('works with a provider that somebody else has written, in a process of its own', async () => {
    const other = (await addProvider({ issuer: `http://127.0.0.1:${realPort}`, client_secret: 'a secret of at least 32 characters!' })).json;
    const child = await startRealProvider({ port: realPort, client_id: 'hubcraft', client_secret: 'a secret of at least 32 characters!', redirect_uri: other.redirect_uri });
    try {
      const { email } = await invite();
      const through = async (login: string, signInUrl = other.sign_in_url) => {
        const begun = await begin(signInUrl);
        const back = await throughItsPages(begun.url.href, login);
        expect(back.origin + back.pathname).toBe(other.redirect_uri);
        return { back, cookie: begun.cookie, ...(await finish(Object.fromEntries(back.searchParams), begun.cookie, other.id)) };
      };
      const signedIn = await through(email);
      expect([signedIn.outcome, (await game(signedIn.token)).status]).toEqual(['done', 200]);
      expect((await finish(Object.fromEntries(signedIn.back.searchParams), signedIn.cookie, other.id)).outcome).toBe('refused');
      const fresh = await through(email, `${other.sign_in_url}&fresh=true`);
      expect(fresh.outcome).toBe('done');
      const unverified = `unverified${++people}@studio.example`;
      await call('POST', '/v1/members', admin, { email: unverified, name: 'Ada', role: 'viewer' });
      expect((await through(unverified)).outcome).toBe('refused');
      expect((await through('nobody@studio.example')).outcome).toBe('refused');
    } finally {
      child.kill();
    }
  });
});
