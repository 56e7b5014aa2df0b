import type { FrozenClock } from '#platform/kernel/clock';
import * as staff from '#studio/staff/module';
import { bootContext, type Booted } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { memberOf } from '../../../../test/support/member.js';
import { codeAt, inviteStaff, staffOf } from '../../../../test/support/staff.js';

const PASSWORD = 'correct horse battery staple';
const ORIGIN = 'http://127.0.0.1:4400';
const STEP = 30;

describe('the staff of the operator', () => {
  let app: Booted;
  let clock: FrozenClock;
  let asked = 0;
  beforeAll(async () => {
    app = await bootContext({ modules: [staff.StaffModule], frozenAt: new Date('2026-11-27T10:00:00Z'), env: { TRUSTED_PROXIES: '127.0.0.1' } });
    clock = app.clock as FrozenClock;
  });
  afterAll(() => app.close());

  /** Each call from an address of its own, unless it is told. */
  const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, token?: string, body?: object, headers: Record<string, string> = {}) =>
    app.inject({ method, url: `/operator/v1/${url}`, ...(token ? { apiKey: token } : {}), ...(body ? { body } : {}), headers: { 'x-forwarded-for': `203.0.${Math.floor(++asked / 250)}.${asked % 250}`, ...headers } });
  const open = (token: string) => call('POST', 'invitation', undefined, { token });
  const accept = (token: string, secret: string, more: object = {}) => call('POST', 'invitation/accept', undefined, { token, password: PASSWORD, code: codeAt(secret, clock.now()), ...more });

  it('join by an invitation with an app, and sign in with password and code, never with the password alone', async () => {
    const { id, email, invitation } = await inviteStaff(app, 'support');
    const first = (await open(invitation)).json;
    const { secret, uri } = (await open(invitation)).json;
    expect(uri).toContain(`secret=${secret}`);
    // Whoever opened it before has nothing in hand.
    expect((await accept(invitation, first.secret)).json.code).toBe('staff.code_wrong');
    expect((await call('POST', 'session', undefined, { email, password: PASSWORD, code: codeAt(secret, clock.now()) })).json.code).toBe('staff.sign_in_refused');
    const accepted = await accept(invitation, secret);
    expect(accepted.json).toEqual({ id, recovery_codes: expect.arrayContaining([expect.stringMatching(/^([0-9a-f]{5}-){3}[0-9a-f]{5}$/)]) });
    expect((await accept(invitation, secret)).json.code).toBe('staff.invitation_invalid');
    expect((await open(invitation)).json.code).toBe('staff.invitation_invalid');
    const signIn = (code: string | undefined, password = PASSWORD) => call('POST', 'session', undefined, { email: email.toUpperCase(), password, ...(code ? { code } : {}) });
    expect((await signIn(undefined)).status).toBe(422);
    // The code that she joined with has been used.
    expect((await signIn(codeAt(secret, clock.now()))).json.code).toBe('staff.sign_in_refused');
    clock.advanceSeconds(STEP);
    expect((await signIn(codeAt(secret, clock.now()), 'another password')).json.code).toBe('staff.sign_in_refused');
    const { json } = await signIn(codeAt(secret, clock.now()));
    expect(json.token).toMatch(/^op_/);
    expect((await signIn(codeAt(secret, clock.now()))).json.code).toBe('staff.sign_in_refused');
    expect((await signIn(accepted.json.recovery_codes[0])).status).toBe(200);
    expect((await signIn(accepted.json.recovery_codes[0])).json.code).toBe('staff.sign_in_refused');
    expect((await call('GET', 'session', json.token)).json).toMatchObject({ staff_id: id, email, role: 'support', scopes: expect.arrayContaining(['dead_work:*', 'session:own']) });
    const stored = JSON.stringify(await app.look('SELECT p::text AS p, s::text AS s FROM staff.person p JOIN staff.session s ON s.person_id = p.id'));
    for (const hidden of [json.token, invitation, PASSWORD, secret, ...accepted.json.recovery_codes]) expect(stored).not.toContain(hidden);
  });

  it('get one answer for whoever there is not, a wrong password and a wrong code', async () => {
    const { email, password } = await staffOf(app, 'finance');
    const answers = [{ email: 'nobody@operator.example', password, code: '000000' }, { email, password: 'wrong password', code: '000000' }, { email, password, code: '000000' }].map((body) => call('POST', 'session', undefined, body));
    expect((await Promise.all(answers)).map(({ status, json }) => [status, json.code, json.detail])).toEqual(Array(3).fill([403, 'staff.sign_in_refused', 'Address, password or code are not right.']));
  });

  it('have ten tries in a row, from wherever, and whoever tries many accounts pays from her address', async () => {
    const { email, password, recovery } = await staffOf(app, 'support');
    const answers = await Promise.all(Array.from({ length: 30 }, () => call('POST', 'session', undefined, { email, password: 'guess', code: '000000' })));
    expect(answers.filter(({ status }) => status === 403).length).toBeLessThanOrEqual(9);
    expect((await call('POST', 'session', undefined, { email, password, code: recovery[0] })).json.code).toBe('staff.too_many_tries');
    const from = { 'x-forwarded-for': '198.51.100.7' };
    const codes: string[] = [];
    for (let account = 0; account < 12; account++) codes.push((await call('POST', 'session', undefined, { email: `${account}@operator.example`, password, code: '000000' }, from)).json.code);
    expect([codes[0], codes.at(-1)]).toEqual(['staff.sign_in_refused', 'staff.too_many_tries']);
  });

  it('are nobody to the Studio API, and members and keys of studios are nobody to theirs', async () => {
    const tenant = await app.tenant();
    const [owner, admin] = [await memberOf(app, tenant, 'owner'), await staffOf(app, 'admin')];
    for (const stranger of [tenant.apiKey, owner.token, undefined]) expect((await call('GET', 'session', stranger)).json).toMatchObject({ status: 401, code: 'auth.not_authenticated' });
    expect((await app.inject({ method: 'GET', url: '/v1/game', apiKey: admin.token })).status).toBe(401);
    expect((await app.inject({ method: 'GET', url: '/v1/members', apiKey: admin.token })).status).toBe(401);
  });

  it('do what their role has, and lose it with the next request', async () => {
    const [admin, finance] = [await staffOf(app, 'admin'), await staffOf(app, 'finance')];
    expect((await call('GET', 'staff', finance.token)).json.data.map(({ id }: any) => id)).toContain(admin.id);
    for (const [method, url, body] of [['POST', 'staff', { email: 'x@operator.example', name: 'x', role: 'support' }], ['GET', 'audit_log', undefined], ['DELETE', `staff/${admin.id}`, undefined]] as const) {
      expect((await call(method, url, finance.token, body)).json.code).toBe('auth.scope_missing');
    }
    expect((await call('PATCH', `staff/${finance.id}`, admin.token, { role: 'admin' })).json.role).toBe('admin');
    expect((await call('GET', 'audit_log', finance.token)).status).toBe(200);
    expect((await call('DELETE', `staff/${finance.id}`, admin.token)).status).toBe(204);
    expect((await call('GET', 'session', finance.token)).status).toBe(401);
    expect((await call('POST', 'session', undefined, { email: finance.email, password: finance.password, code: finance.recovery[0] })).json.code).toBe('staff.sign_in_refused');
  });

  it('show once more that it is them before they decide who belongs to it', async () => {
    const admin = await staffOf(app, 'admin');
    const invite = () => call('POST', 'staff', admin.token, { email: `${++asked}@operator.example`, name: 'New', role: 'support' });
    expect((await invite()).status).toBe(201);
    clock.advanceSeconds(601);
    expect((await invite()).json.code).toBe('staff.proof_needed');
    expect((await call('POST', 'session/proof', admin.token, { password: admin.password, code: '000000' })).json.code).toBe('staff.sign_in_refused');
    expect((await call('POST', 'session/proof', admin.token, { password: admin.password, code: codeAt(admin.secret, clock.now()) })).status).toBe(204);
    const invited = await invite();
    const { secret } = (await open(invited.json.invitation_token)).json;
    expect((await accept(invited.json.invitation_token, secret)).json.id).toBe(invited.json.id);
  });

  it('keep one admin, also when all leave at once', async () => {
    const admins = await Promise.all([1, 2, 3].map(() => staffOf(app, 'admin')));
    await app.look(`UPDATE staff.person SET removed_at = now() WHERE role = 'admin' AND NOT id = ANY($1)`, [admins.map(({ id }) => id)]);
    const left = await Promise.all(admins.map(({ id, token }) => call('DELETE', `staff/${id}`, token)));
    expect(left.map(({ status, json }) => json?.code ?? status).sort()).toEqual([204, 204, 'staff.last_admin']);
  });

  it('have sessions that end: unused for an hour, after eight in any case, and by their own word', async () => {
    const one = await staffOf(app, 'support');
    for (let hour = 0; hour < 8; hour++) {
      const { status, json } = await call('GET', 'session', one.token);
      expect(status).toBe(200);
      // Its use is written behind the answer.
      await eventually(async () => (await app.look('SELECT FROM staff.session WHERE person_id = $1 AND last_used_at = $2', [json.staff_id, clock.now()])).length === 1);
      clock.advanceSeconds(3_599);
    }
    clock.advanceSeconds(8);
    expect((await call('GET', 'session', one.token)).status).toBe(401);
    const other = await staffOf(app, 'support');
    clock.advanceSeconds(3_601);
    expect((await call('GET', 'session', other.token)).status).toBe(401);
    const last = await staffOf(app, 'support');
    expect((await call('DELETE', 'session', last.token)).status).toBe(204);
    expect((await call('GET', 'session', last.token)).status).toBe(401);
  });

  it('by cookie write from our own origin alone', async () => {
    const { email, password, recovery } = await staffOf(app, 'support');
    const { headers } = await call('POST', 'session', undefined, { email, password, code: recovery[0] });
    expect(headers['set-cookie']).toMatch(/^__Host-hc_operator=op_.*HttpOnly.*Secure.*SameSite=Strict/);
    const cookie = String(headers['set-cookie']).split(';')[0]!;
    expect((await call('GET', 'session', undefined, undefined, { cookie })).status).toBe(200);
    expect((await call('DELETE', 'session', undefined, undefined, { cookie, origin: 'https://evil.example' })).json.code).toBe('staff.origin_refused');
    expect((await call('DELETE', 'session', undefined, undefined, { cookie, origin: ORIGIN })).status).toBe(204);
  });

  it('leave an entry for each call, what they look at too, in a chain of the operator alone', async () => {
    const admin = await staffOf(app, 'admin');
    const before = await app.look(`SELECT count(*)::int AS n FROM platform.audit_entry WHERE studio_id <> 'operator'`);
    await call('GET', 'staff', admin.token);
    await call('POST', 'staff', admin.token, { email: 'secret-address@operator.example', name: 'New', role: 'support' });
    await call('GET', 'dead_work?kind=job', admin.token);
    const { data } = (await call('GET', 'audit_log?limit=5', admin.token)).json;
    expect(data.map(({ operation, actor_kind, actor_id }: any) => [operation, actor_kind, actor_id])).toEqual(
      ['list_dead_work', 'invite_staff', 'list_staff', 'open_operator_session', 'accept_operator_invitation'].map((operation) => [operation, 'staff', admin.id]));
    expect(JSON.stringify(data)).not.toContain('secret-address');
    expect((await call('GET', 'audit_log/verification', admin.token)).json).toMatchObject({ broken: null, has_more: false });
    expect(await app.look(`SELECT count(*)::int AS n FROM platform.audit_entry WHERE studio_id <> 'operator'`)).toEqual(before);
    const tenant = await app.tenant();
    expect((await app.inject({ method: 'GET', url: '/v1/audit_log', apiKey: tenant.apiKey })).json.data).toEqual([]);
  });

  it('are seen by no studio and no game, whatever a query forgets', async () => {
    await staffOf(app, 'admin');
    const tenant = await app.tenant();
    const seen = (scope: typeof tenant.scope) => app.database.transaction(scope, { readOnly: true }, () => app.database.one<{ n: bigint }>('SELECT (SELECT count(*) FROM staff.person) + (SELECT count(*) FROM staff.session) + (SELECT count(*) FROM staff.recovery_code) AS n'));
    expect([(await seen(tenant.scope))!.n, (await seen({ ...tenant.scope, studioId: 'stu_other' }))!.n]).toEqual([0n, 0n]);
    expect((await seen({ ...tenant.scope, studioId: 'operator' }))!.n).toBeGreaterThan(0n);
  });
});
