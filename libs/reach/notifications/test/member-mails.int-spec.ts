import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { pino } from 'pino';
import { hashPassword } from '#platform/crypto/passwords';
import type { FrozenClock } from '#platform/kernel/clock';
import { fakeFulfillment } from '#sales/fulfillment/testing';
import { fakeOrders } from '#sales/orders/testing';
import { disputeForTest, fakeDisputes, FakeDisputes } from '#sales/disputes/testing';
import { PaymentDisputed, PaymentDisputesSeen } from '#sales/payments/events';
import { paymentFactForTest } from '#sales/payments/testing';
import { Outbox } from '#platform/outbox/outbox';
import { newId } from '#platform/kernel/ids';
import type { DomainEvent } from '#platform/kernel/messages';
import { CreateApiKey } from '#studio/access/commands';
import { buildMailboxApp, type MailboxApp } from '../../../../apps/sandbox/mailbox/app.js';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { NotificationsModule, rows } from '../module.js';
import { deliveryReport } from '../testing/index.js';

const SECRET = 'a-secret-of-the-mail-server-of-32+';
const PASSWORD = 'correct horse battery staple';
const NEW_PASSWORD = 'another horse battery staple';

describe('mails to members of a studio', () => {
  let app: Booted;
  let clock: FrozenClock;
  let tenant: Tenant;
  let admin: string;
  let mailbox: MailboxApp;
  let smtpPort: number;
  let folder: string;
  let people = 0;
  let hash: string;
  const disputes = new FakeDisputes();

  const openMailbox = (port: number): Promise<MailboxApp> => buildMailboxApp({ host: '127.0.0.1', port: 0, smtpPort: port, dataFile: path.join(folder, 'mail.jsonl') }, pino({ level: 'silent' }));

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'hubcraft-member-mail-'));
    mailbox = await openMailbox(0);
    smtpPort = (await mailbox.listen()).smtp_port;
    app = await bootContext({
      modules: [NotificationsModule], rows, fakes: [fakeOrders(), fakeFulfillment(), fakeDisputes(disputes)], frozenAt: new Date('2026-11-27T10:00:00Z'),
      env: { SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, MAIL_FROM: 'Aurora Store <store@aurora.example>', TRUSTED_PROXIES: '127.0.0.1', PUBLIC_URL: 'https://store.example', MAIL_INGRESS_SECRET: SECRET },
    });
    clock = app.clock as FrozenClock;
    hash = await hashPassword(PASSWORD);
  });
  beforeEach(async () => {
    tenant = await app.tenant();
    admin = (await app.commands.execute(new CreateApiKey({ name: 'admin', environment: 'sandbox', scopes: ['studio:admin', 'webhooks:reveal'], studio_id: tenant.studioId }), tenant.scope)).key;
  });
  afterAll(async () => {
    await app?.close();
    await mailbox?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Each call from an address of its own, unless it is told. */
  const post = (url: string, body: object, apiKey?: string, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url, body, ...(apiKey ? { apiKey } : {}), headers: { 'x-forwarded-for': `203.0.${Math.floor(++people / 250)}.${people % 250}`, ...headers } });
  const invite = async (email = `p${++people}@studio.example`) => ({ email, ...(await post('/v1/members', { email, name: 'Ada', role: 'developer' }, admin)).json });
  const mailsTo = async (email: string): Promise<{ subject: string; text: string; to: string[]; headers: { name: string; value: string }[] }[]> => {
    await app.settle();
    return (await mailbox.app.inject({ url: `/api/messages?limit=1000&to=${encodeURIComponent(email)}` })).json().data;
  };
  /** The token in the newest of the mails with such a link. */
  const linked = async (email: string, page: string): Promise<string> => {
    const found = (await mailsTo(email)).flatMap(({ text }) => new RegExp(`https://store\\.example/console/${page}#(\\S+)`).exec(text)?.[1] ?? []);
    return found[0] ?? '';
  };
  /** As accepting does, without a slow hash for each. */
  const accepted = (id: string) => app.look('UPDATE access.member SET password_hash = $2, accepted_at = invited_at, invitation_hash = NULL WHERE id = $1', [id, hash]);
  const join = async (): Promise<{ id: string; email: string }> => {
    const { id, email } = await invite();
    await accepted(id);
    return { id, email };
  };
  const signIn = (email: string, password: string, more: object = {}) => post('/v1/console/session', { studio_id: tenant.studioId, email, password, ...more });
  const forget = (email: string, headers: Record<string, string> = {}) => post('/v1/console/password/forgotten', { studio_id: tenant.studioId, email }, undefined, headers);
  const mailRows = () => app.look('SELECT kind, state, attempts, last_error FROM notifications.member_mail WHERE game_id = $1 ORDER BY kind, created_at, id', [tenant.gameId]);
  async function later(): Promise<void> {
    await app.look(`UPDATE notifications.member_mail SET next_at = next_at - interval '1 day', due_at = due_at - interval '1 day' WHERE state = 'pending'`);
    await app.look(`UPDATE platform.job SET run_at = now() WHERE type IN ('notifications.send-member-mails', 'notifications.send-studio-dispute-mails') AND state = 'pending'`);
    await app.settle();
  }

  it('invite with a link that lets her join, once, as the token that was shown does', async () => {
    const { id, email, invitation_token } = await invite();
    const token = await linked(email, 'invitation');
    expect((await mailsTo(email)).map(({ subject, to }) => [subject, to])).toEqual([['Your invitation to Test Studio', [email]]]);
    expect(token).not.toBe(invitation_token);
    expect((await post('/v1/members/accept', { token: token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A'), password: PASSWORD })).json.code).toBe('access.invitation_invalid');
    expect((await post('/v1/members/accept', { token, password: PASSWORD })).json).toEqual({ id });
    for (const used of [token, invitation_token]) expect((await post('/v1/members/accept', { token: used, password: NEW_PASSWORD })).json.code).toBe('access.invitation_invalid');
    expect((await signIn(email, PASSWORD)).status).toBe(200);
    const other = await invite();
    const mailed = await linked(other.email, 'invitation');
    clock.advanceSeconds(7 * 86_400 + 1);
    expect((await post('/v1/members/accept', { token: mailed, password: PASSWORD })).json.code).toBe('access.invitation_invalid');
  });

  it('lead to a new password, by a link that works once for half an hour, ends every session and leaves the second factor', async () => {
    const { id, email } = await join();
    const session = (await signIn(email, PASSWORD)).json.token;
    const { secret } = (await post('/v1/console/second_factor', {}, session)).json;
    const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() });
    expect((await post('/v1/console/second_factor/confirmation', { code: code() }, session)).status).toBe(200);
    expect((await forget(email.toUpperCase())).status).toBe(204);
    const first = await linked(email, 'new-password');
    clock.advanceSeconds(1_801);
    expect((await post('/v1/console/password', { token: first, password: NEW_PASSWORD })).json.code).toBe('access.password_link_invalid');
    await forget(email);
    const token = await linked(email, 'new-password');
    expect((await post('/v1/console/password', { token, password: 'too short' })).status).toBe(422);
    const twins = await Promise.all([NEW_PASSWORD, NEW_PASSWORD].map((password) => post('/v1/console/password', { token, password })));
    expect(twins.map(({ status }) => status).sort()).toEqual([204, 422]);
    expect((await app.inject({ method: 'GET', url: '/v1/game', apiKey: session })).status).toBe(401);
    expect([(await signIn(email, PASSWORD)).json.code, (await signIn(email, NEW_PASSWORD)).json.code, (await signIn(email, NEW_PASSWORD, { code: code() })).status]).toEqual(['access.sign_in_refused', 'access.code_needed', 200]);
    expect((await mailsTo(email)).map(({ subject }) => subject)).toContain('Your password for Test Studio was changed');
    const entries = await app.look<{ actor_id: string; targets: string[]; request: string }>(`SELECT actor_id, targets, request FROM platform.audit_entry WHERE studio_id = $1 AND operation = 'reset_console_password'`, [tenant.studioId]);
    expect(entries).toEqual([{ actor_id: id, targets: [id], request: '{}' }]);
  });

  it('are asked for with one answer, by as many statements, whoever has the address or has not', async () => {
    const { email } = await join();
    const invited = await invite();
    await app.settle();
    const counted = async (asked: string) => {
      const before = app.database.statements;
      const { status, text, headers } = await forget(asked);
      return { status, text, statements: app.database.statements - before, names: Object.keys(headers).sort() };
    };
    const known = await counted(email);
    expect([known.status, known.text]).toEqual([204, '']);
    for (const nobody of ['nobody@studio.example', invited.email]) expect(await counted(nobody)).toEqual(known);
    await app.settle();
    expect((await mailRows()).map(({ kind }) => kind)).toEqual(['invitation', 'invitation', 'password_link']);
    expect((await mailsTo('nobody@studio.example'))).toEqual([]);
    expect((await post('/v1/console/password/forgotten', { studio_id: (await app.tenant()).studioId, email })).status).toBe(204);
    expect((await mailsTo(email)).filter(({ subject }) => /new password/.test(subject))).toHaveLength(1);
  });

  it('are not asked for without end: three in a row for an address, six from one place', async () => {
    for (const email of [(await join()).email, 'nobody@studio.example']) {
      const answers = [];
      for (let at = 0; at < 5; at++) answers.push((await forget(email)).json?.code ?? 'sent');
      expect(answers).toEqual(['sent', 'sent', 'sent', 'access.too_many_tries', 'access.too_many_tries']);
    }
    const fromOne = [];
    for (let at = 0; at < 12; at++) fromOne.push((await forget(`victim${at}@studio.example`, { 'x-forwarded-for': '198.51.100.9' })).status);
    expect(fromOne.filter((status) => status === 204).length).toBeLessThanOrEqual(7);
    expect(fromOne.at(-1)).toBe(429);
  });

  it('carry a token that is written nowhere else, and are written without an address', async () => {
    const { email, id } = await join();
    await forget(email);
    const token = await linked(email, 'new-password');
    expect(token).toMatch(/^stu_\w{26}\.[\w-]{43}$/);
    const tables = await app.look<{ name: string }>(`SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`);
    const holding = async (text: string) => {
      const found = [];
      for (const { name } of tables) if ((await app.look(`SELECT FROM ${name} t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`, [text])).length > 0) found.push(name);
      return found;
    };
    expect(await holding(token.split('.')[1]!)).toEqual([]);
    expect(await holding(email)).toEqual(['access.member']);
    expect(await holding(id)).toContain('notifications.member_mail');
  });

  it('go out once the mail server is back, with a link that was made then; one for a password that nobody waits for any more does not', async () => {
    await mailbox.close();
    const { email } = await join();
    await forget(email);
    await app.settle();
    expect(await mailRows()).toMatchObject([{ kind: 'invitation', state: 'skipped', last_error: 'nobody whom it could help' }, { kind: 'password_link', state: 'pending', attempts: 1, last_error: expect.stringContaining('ECONNREFUSED') }]);
    clock.advanceSeconds(1_801);
    mailbox = await openMailbox(smtpPort);
    await mailbox.listen();
    await later();
    expect((await post('/v1/console/password', { token: await linked(email, 'new-password'), password: NEW_PASSWORD })).status).toBe(204);
    await forget(email);
    await app.look(`CREATE FUNCTION notifications.aged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.created_at := now() - interval '61 minutes'; RETURN NEW; END $$`);
    await app.look(`CREATE TRIGGER aged BEFORE INSERT ON notifications.member_mail FOR EACH ROW EXECUTE FUNCTION notifications.aged()`);
    await app.settle();
    await app.look('DROP FUNCTION notifications.aged() CASCADE');
    expect((await mailRows()).filter(({ last_error }) => last_error === 'too late')).toEqual([{ kind: 'password_link', state: 'skipped', attempts: 0, last_error: 'too late' }]);
  });

  it('are held back from a member whose mailbox a report says there is none of', async () => {
    const { id, email } = await invite();
    const [invitation] = await mailsTo(email);
    await accepted(id);
    const message_id = invitation!.headers.find(({ name }) => name.toLowerCase() === 'message-id')!.value.replaceAll(/[<>]/g, '');
    const tell = async () => (await app.app.inject({ method: 'POST', url: '/ingress/mail', payload: deliveryReport({ message_id }), headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${SECRET}` } })).json().state;
    expect([await tell(), await tell()]).toEqual(['noted', 'repeated']);
    await forget(email);
    await app.settle();
    expect(await mailRows()).toMatchObject([{ kind: 'invitation', state: 'sent' }, { kind: 'password_link', state: 'skipped', last_error: 'suppressed' }]);
    // No link was made for a mail that is not sent: the one before would be good no more.
    expect(await app.look(`SELECT purpose FROM access.member_link WHERE studio_id = $1 AND purpose = 'password'`, [tenant.studioId])).toEqual([]);
  });

  it('are not for those who were removed', async () => {
    const { email, id } = await join();
    await forget(email);
    expect((await app.inject({ method: 'DELETE', url: `/v1/members/${id}`, apiKey: admin })).status).toBe(204);
    expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([]);
    expect((await mailRows()).map(({ state }) => state)).toEqual(['skipped', 'skipped']);
    const other = await join();
    await forget(other.email);
    const token = await linked(other.email, 'new-password');
    await app.inject({ method: 'DELETE', url: `/v1/members/${other.id}`, apiKey: admin });
    expect((await post('/v1/console/password', { token, password: NEW_PASSWORD })).json.code).toBe('access.password_link_invalid');
  });

  describe('about a dispute', () => {
    const DAY = 86_400;
    const day = (seconds: number) => new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' }).format(seconds * 1_000);
    const invited = async (role: string): Promise<{ email: string; id: string }> => {
      const email = `p${++people}@studio.example`;
      return { email, id: (await post('/v1/members', { email, name: 'Ada', role }, admin)).json.id };
    };
    const joined = async (role: string): Promise<{ email: string; id: string }> => {
      const member = await invited(role);
      await accepted(member.id);
      return member;
    };
    const announce = (...events: DomainEvent[]) => app.database.transaction(tenant.scope, { context: 'sales/payments' }, async () => app.app.get(Outbox).record(...events), (open) => app.app.get(Outbox).written(open));
    const dispute = (told: { due_at?: number | null; provider?: string } = {}) => {
      const fact = paymentFactForTest({ payment_id: newId('pmt'), order_id: newId('ord'), amount_minor: 1_999, currency: 'EUR', ...(told.provider ? { provider: told.provider } : {}) });
      const known = disputeForTest({ payment_id: fact.payment_id, order_id: fact.order_id, provider_dispute_id: `dp_${fact.payment_id}`, due_at: told.due_at ?? null });
      disputes.there.push(known);
      const disputed = (stage: 'opened' | 'won' | 'lost') => new PaymentDisputed('payment', fact.payment_id, { ...fact, status: 'dispute', dispute_id: known.provider_dispute_id, stage, reason: 'fraudulent', taken_from: 'sale', has_gone_back: false });
      const seen = () => new PaymentDisputesSeen('payment', fact.payment_id, { ...fact, status: 'dispute', disputes: [{ id: known.provider_dispute_id, status: 'needs_response', is_inquiry: false, reason: 'fraudulent', network_code: null, amount_minor: 1_999, opened_at: null, due_at: known.due_at, has_evidence: false }] });
      return { known, disputed, seen };
    };
    const subjects = async (email: string) => (await mailsTo(email)).map(({ subject }) => subject).filter((subject) => /disput/.test(subject)).sort();
    const reminded = async (): Promise<void> => {
      await app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'notifications.tell-studio-of-dispute' AND state = 'pending'`);
      await app.settle();
    };

    it('go to owners and finance who want them, once each: that it was opened, with its day, and how it ended', async () => {
      const [owner, finance, silent] = [await joined('owner'), await joined('finance'), await joined('finance')];
      const others = [await joined('developer'), await joined('support')];
      const session = (await signIn(silent.email, PASSWORD)).json.token;
      const own = (method: 'GET' | 'PUT', body?: object) => app.inject({ method, url: '/v1/console/mails', apiKey: session, ...(body ? { body } : {}) });
      expect((await own('GET')).json).toEqual({ disputes: true });
      expect((await own('PUT', { disputes: false })).json).toEqual({ disputes: false });
      expect((await app.inject({ method: 'GET', url: '/v1/members', apiKey: admin })).json.data.map((member: any) => [member.email, member.wants_dispute_mails])).toContainEqual([silent.email, false]);
      const due_at = clock.nowSeconds() + 7 * DAY;
      const { known, disputed } = dispute({ due_at });
      await announce(disputed('opened'), disputed('opened'));
      await app.settle();
      expect([await subjects(owner.email), await subjects(finance.email)]).toEqual([['A payment for Test Studio is disputed (€19.99)'], ['A payment for Test Studio is disputed (€19.99)']]);
      for (const { email } of [silent, ...others]) expect(await subjects(email)).toEqual([]);
      const { text } = (await mailsTo(owner.email)).find(({ subject }) => /disputed/.test(subject))!;
      for (const part of [known.order_id, known.provider_dispute_id, 'Reason: fraudulent', `The bank wants an answer until ${day(due_at)}`, `The answer leaves by itself on ${day(due_at - 2 * DAY)}`, 'store@aurora.example', 'PUT /v1/console/mails']) expect(text).toContain(part);
      Object.assign(known, { status: 'won', answer: 'sent' });
      await announce(disputed('won'));
      await announce(disputed('won'));
      await app.settle();
      expect(await subjects(owner.email)).toEqual(['A dispute was won for Test Studio (€19.99)', 'A payment for Test Studio is disputed (€19.99)']);
      expect((await app.look(`SELECT count(*)::int AS count FROM notifications.member_mail WHERE game_id = $1 AND kind LIKE 'studio_dispute%'`, [tenant.gameId]))).toEqual([{ count: 4 }]);
    });

    it('come 48 hours before the answer leaves, where nobody has answered by then', async () => {
      const { email } = await joined('owner');
      const [open, answered] = [dispute({ due_at: clock.nowSeconds() + 10 * DAY }), dispute({ due_at: clock.nowSeconds() + 10 * DAY })];
      await announce(open.seen(), answered.seen());
      await app.settle();
      const waits = await app.look<{ days: number }>(`SELECT round(extract(epoch FROM run_at - now()) / 86400)::int AS days FROM platform.job WHERE game_id = $1 AND type = 'notifications.tell-studio-of-dispute' AND state = 'pending'`, [tenant.gameId]);
      expect(waits).toEqual([{ days: 6 }, { days: 6 }]);
      Object.assign(answered.known, { answer: 'sent' });
      await reminded();
      await announce(open.seen());
      await reminded();
      expect(await subjects(email)).toEqual(['The answer to a dispute is about to leave (€19.99)']);
    });

    it('wait for a dispute that is not known yet, also when its answer is about to leave, and end with one that nobody ever knows', async () => {
      const { email } = await joined('owner');
      const [slow, never] = [dispute({ due_at: clock.nowSeconds() + 10 * DAY }), dispute({ due_at: clock.nowSeconds() + 10 * DAY })];
      disputes.there.splice(-2);
      await announce(slow.seen(), never.seen());
      await app.settle();
      await reminded();
      expect(await subjects(email)).toEqual([]);
      disputes.there.push(slow.known);
      for (let ask = 0; ask < 10; ask++) await reminded();
      expect(await subjects(email)).toEqual(['The answer to a dispute is about to leave (€19.99)']);
      expect(await app.look(`SELECT DISTINCT state FROM platform.job WHERE game_id = $1 AND type = 'notifications.tell-studio-of-dispute'`, [tenant.gameId])).toEqual([{ state: 'done' }]);
    });

    it("are not written about a payment at the studio's own account: nobody of us answers for it", async () => {
      const { email } = await joined('owner');
      const own = dispute({ due_at: clock.nowSeconds() + 10 * DAY, provider: 'stripe:psa_01kb4w5r3k8m2n6p7q9s0t1v2x' });
      await announce(own.disputed('opened'), own.seen(), own.disputed('lost'));
      await app.settle();
      await reminded();
      expect(await subjects(email)).toEqual([]);
      expect(await app.look(`SELECT type FROM platform.job WHERE game_id = $1 AND type = 'notifications.tell-studio-of-dispute'`, [tenant.gameId])).toEqual([]);
    });

    it('are seen by no process of the build before, wait for their time by themselves, and hold nobody up', async () => {
      // As `member-mails.ts` and `handovers.ts` of 94c0fb54 have them.
      const seenBefore = () => app.look<{ id: string }>(
        `SELECT id, kind, studio_id, member_id, kind = 'password_link' AND created_at < clock_timestamp() - interval '1 hour' AS is_late
         FROM notifications.member_mail WHERE game_id = $1 AND state = 'pending' AND next_at <= clock_timestamp() ORDER BY next_at, id LIMIT 20`, [tenant.gameId]);
      const secondsBefore = () => app.look(`SELECT ceil(extract(epoch FROM min(next_at) - clock_timestamp()))::bigint AS seconds FROM notifications.member_mail WHERE game_id = $1 AND state = 'pending'`, [tenant.gameId]);
      const { email } = await joined('owner');
      await app.settle();
      await mailbox.close();
      await announce(dispute().disputed('opened'));
      await app.settle();
      const waiting = () => app.look(`SELECT kind, state, attempts, next_at, due_at > now() + interval '25 seconds' AS is_put_off FROM notifications.member_mail WHERE game_id = $1 AND kind LIKE 'studio_dispute%'`, [tenant.gameId]);
      expect(await waiting()).toEqual([{ kind: 'studio_dispute_opened', state: 'pending', attempts: 1, next_at: null, is_put_off: true }]);
      await app.look(`UPDATE notifications.member_mail SET due_at = due_at - interval '1 day' WHERE game_id = $1`, [tenant.gameId]);
      expect([await seenBefore(), await secondsBefore()]).toEqual([[], [{ seconds: null }]]);
      await expect(app.look(`UPDATE notifications.member_mail SET next_at = now() WHERE game_id = $1 AND due_at IS NOT NULL`, [tenant.gameId])).rejects.toThrow(/member_mail_due_check/);
      mailbox = await openMailbox(smtpPort);
      await mailbox.listen();
      // Nor does a job that it runs, and would end, stand for them.
      expect(await app.look(`SELECT type FROM platform.job WHERE game_id = $1 AND type LIKE 'notifications.send%' AND state = 'pending'`, [tenant.gameId])).toEqual([{ type: 'notifications.send-studio-dispute-mails' }]);
      await later();
      expect(await subjects(email)).toEqual(['A payment for Test Studio is disputed (€19.99)']);
    });

    it('are read by their kinds alone: one that a later build has written is left to it', async () => {
      const { id, email } = await joined('owner');
      await app.settle();
      const [check] = await app.look<{ def: string }>(`SELECT pg_get_constraintdef(oid) AS def FROM pg_constraint WHERE conname = 'member_mail_kind_check'`);
      await app.look('ALTER TABLE notifications.member_mail DROP CONSTRAINT member_mail_kind_check');
      try {
        await app.look(`INSERT INTO notifications.member_mail (game_id, id, event_id, kind, studio_id, member_id, state) VALUES ($1, $2, 'evt_later', 'of_a_later_build', $3, $4, 'pending')`, [tenant.gameId, newId('ntf'), tenant.studioId, id]);
        await forget(email);
        await app.settle();
        expect((await mailRows()).filter((row: any) => row.kind !== 'invitation')).toEqual([expect.objectContaining({ kind: 'of_a_later_build', state: 'pending', attempts: 0 }), expect.objectContaining({ kind: 'password_link', state: 'sent' })]);
        expect(await app.look(`SELECT type FROM platform.job WHERE game_id = $1 AND type LIKE 'notifications.send%' AND state = 'pending'`, [tenant.gameId])).toEqual([]);
      } finally {
        await app.look(`DELETE FROM notifications.member_mail WHERE kind = 'of_a_later_build'`);
        await app.look(`ALTER TABLE notifications.member_mail ADD CONSTRAINT member_mail_kind_check ${check!.def}`);
      }
    });

    it('are held back from an address that is suppressed, and from who does not want them any more', async () => {
      const [gone, off] = [await invited('owner'), await joined('finance')];
      const { headers } = (await mailsTo(gone.email))[0]!;
      await accepted(gone.id);
      const message_id = headers.find(({ name }) => name.toLowerCase() === 'message-id')!.value.replaceAll(/[<>]/g, '');
      expect((await app.app.inject({ method: 'POST', url: '/ingress/mail', payload: deliveryReport({ message_id }), headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${SECRET}` } })).json().state).toBe('noted');
      const { disputed } = dispute();
      await announce(disputed('lost'));
      await app.look('UPDATE access.member SET wants_dispute_mails = false WHERE id = $1', [off.id]);
      await app.settle();
      expect([await subjects(gone.email), await subjects(off.email)]).toEqual([[], []]);
      expect((await mailRows()).filter((row: any) => row.kind === 'studio_dispute_lost')).toEqual([expect.objectContaining({ state: 'skipped', last_error: 'suppressed' })]);
    });
  });
});
