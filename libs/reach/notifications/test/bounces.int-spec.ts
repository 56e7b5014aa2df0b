import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { SMTPServer } from 'smtp-server';
import { DerivedKeys } from '#platform/crypto/derived-keys';
import { Outbox } from '#platform/outbox/outbox';
import type { DomainEvent } from '#platform/kernel/messages';
import { fakeFulfillment } from '#sales/fulfillment/testing';
import { OrderPaid, OrderRefunded } from '#sales/orders/events';
import { FakeOrders, fakeOrders, orderPaidForTest } from '#sales/orders/testing';
import { WithdrawalStated } from '#sales/withdrawals/events';
import { fakeWithdrawals, withdrawalForTest } from '#sales/withdrawals/testing';
import * as staff from '#studio/staff/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { staffOf, type StaffSignedIn } from '../../../../test/support/staff.js';
import { BounceWatch } from '../bounce-watch.js';
import { MailData } from '../mail-data.js';
import { Mails } from '../mails.js';
import { NotificationsModule, rows } from '../module.js';
import { abuseReport, deliveryReport } from '../testing/index.js';

const SECRET = 'a-secret-of-the-mail-server-of-32+';

/** What each mailbox says when it is named. */
const REFUSALS: Record<string, [number, string]> = { gone: [550, '5.1.1 <{}>: User unknown'], policy: [550, '5.7.1 <{}>: we do not like you'], later: [451, '4.7.1 <{}>: try later'] };

/** The same studio where it sells. */
const liveOf = (tenant: Tenant): Tenant => ({ ...tenant, gameId: tenant.liveGameId, apiKey: tenant.liveApiKey, scope: { ...tenant.scope, gameId: tenant.liveGameId } });

describe('what comes back of mails', () => {
  let app: Booted;
  let sandbox: Tenant;
  let tenant: Tenant;
  let smtp: SMTPServer;
  let support: StaffSignedIn;
  let mails = 0;
  const asked: string[] = [];
  const taken: { from: string; to: string; messageId: string }[] = [];
  const orders = new FakeOrders();
  const statements = fakeWithdrawals();

  beforeAll(async () => {
    smtp = new SMTPServer({
      authOptional: true, hideSTARTTLS: true, disableReverseLookup: true,
      onRcptTo({ address }, _session, done) {
        asked.push(address);
        const [code, words] = REFUSALS[address.split('-')[0]!.toLowerCase()] ?? [0, ''];
        done(code === 0 ? null : Object.assign(new Error(words.replace('{}', address)), { responseCode: code }));
      },
      onData(stream, { envelope }, done) {
        let source = '';
        stream.on('data', (bytes: Buffer) => (source += bytes.toString('latin1')));
        stream.on('end', () => {
          taken.push({ from: envelope.mailFrom === false ? '' : envelope.mailFrom.address, to: envelope.rcptTo[0]!.address, messageId: /^Message-ID:\s*<(.*)>/im.exec(source)?.[1] ?? '' });
          done();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    app = await bootContext({
      modules: [NotificationsModule, staff.StaffModule], rows: [...rows, ...staff.rows], fakes: [fakeOrders(orders), fakeFulfillment(), statements.module],
      env: { SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`, MAIL_FROM: 'Aurora Store <store@aurora.example>', MAIL_RETURN_PATH: 'bounces@mail.aurora.example', MAIL_INGRESS_SECRET: `${SECRET},another-one-while-it-is-changed-000` },
    });
    support = await staffOf(app, 'support');
  });
  beforeEach(async () => {
    sandbox = await app.tenant();
    tenant = liveOf(sandbox);
  });
  afterAll(async () => {
    await app?.close();
    await new Promise<void>((resolve) => smtp.close(() => resolve()));
  });

  const announce = async (of: Tenant, ...events: DomainEvent[]): Promise<void> => {
    await app.database.transaction(of.scope, { context: 'sales/orders' }, async () => app.app.get(Outbox).record(...events), (open) => app.app.get(Outbox).written(open));
    await app.settle();
  };
  const addressed = (name: string) => `${name}-${++mails}@example.com`;
  /** An order of this address is paid; answers how its mails stand. */
  async function sell(email: string, of = tenant): Promise<string> {
    const fact = orderPaidForTest();
    orders.put({ id: fact.order_id, status: 'paid', email, receipt_number: fact.receipt_number, paid_at: fact.paid_at, refunded_at: fact.paid_at + 60 });
    await announce(of, new OrderPaid('order', fact.order_id, fact));
    return fact.order_id;
  }
  const refund = (orderId: string) => announce(tenant, new OrderRefunded('order', orderId, { ...orderPaidForTest({ order_id: orderId }), status: 'refunded', refund_id: 'ref_1', reason: 'asked', refunded_at: 1_790_000_060 }));
  const mailsOf = async (orderId: string, of = tenant) => (await app.inject({ method: 'GET', url: `/v1/orders/${orderId}/mails`, apiKey: of.apiKey })).json.data as any[];
  const tell = async (raw: Buffer, secret: string | null = SECRET, type = 'message/rfc822') => {
    const answer = await app.app.inject({ method: 'POST', url: '/ingress/mail', payload: raw, headers: { 'content-type': type, ...(secret === null ? {} : { authorization: `Bearer ${secret}` }) } });
    return { status: answer.statusCode, json: answer.json() };
  };
  const messageIdTo = (address: string) => taken.findLast(({ to }) => to === address)!.messageId;
  const bySupport = (method: 'GET' | 'DELETE', path: string) => app.inject({ method, url: `/operator/v1/${path}`, headers: { authorization: `Bearer ${support.token}` } });
  const suppressionsOf = async (address: string) => (await bySupport('GET', `mail_suppressions?address=${encodeURIComponent(address)}`)).json.data as { id: string; reason: string; status_code: string | null }[];
  const reported = () => app.look('SELECT kind, count(*)::int AS n FROM notifications.mail_report GROUP BY kind ORDER BY kind');

  it('a mailbox that there is not is written to once, from no game and in no spelling again, and stands nowhere in clear', async () => {
    const address = addressed('gone');
    const orderId = await sell(address);
    expect(await mailsOf(orderId)).toMatchObject([{ kind: 'receipt', state: 'failed', came_back: [{ kind: 'hard_bounce', status_code: '5.1.1', said: '550 5.1.1 … User unknown', source: 'smtp' }] }]);
    const other = liveOf(await app.tenant());
    expect(await mailsOf(await sell(address.toUpperCase().replace('EXAMPLE.COM', 'example.com'), other), other)).toMatchObject([{ state: 'skipped', last_error: 'suppressed', attempts: 0, came_back: [] }]);
    expect(asked.filter((each) => each.toLowerCase() === address)).toHaveLength(1);
    expect(await suppressionsOf(address)).toMatchObject([{ reason: 'hard_bounce', status_code: '5.1.1' }]);
    const tables = await app.look<{ name: string }>(`SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema = 'notifications'`);
    const holding = [];
    for (const { name } of tables) if ((await app.look(`SELECT FROM ${name} t WHERE t::text ILIKE '%' || $1 || '%' LIMIT 1`, [address])).length > 0) holding.push(name);
    expect(holding).toEqual(['notifications.mail']);
  });

  it('a mailbox that asks for patience is asked again', async () => {
    const address = addressed('later');
    expect(await mailsOf(await sell(address))).toMatchObject([{ state: 'pending', attempts: 1, came_back: [] }]);
    expect(await suppressionsOf(address)).toEqual([]);
    await app.look(`UPDATE notifications.mail SET state = 'skipped' WHERE state = 'pending'`);
  });

  it('a mail that is refused for what it is suppresses nobody', async () => {
    const address = addressed('policy');
    expect(await mailsOf(await sell(address))).toMatchObject([{ state: 'failed', came_back: [{ kind: 'blocked', status_code: '5.7.1' }] }]);
    await sell(address);
    expect([asked.filter((each) => each === address).length, await suppressionsOf(address)]).toEqual([2, []]);
  });

  it('a report of a bounce suppresses whom the mail went to, once, until staff let her go; told again it changes nothing', async () => {
    const address = addressed('bounces');
    const orderId = await sell(address);
    const { from, messageId } = taken.findLast(({ to }) => to === address)!;
    const [{ id }] = await mailsOf(orderId);
    const [, tag = ''] = /\.([0-9a-z]{10})@/.exec(messageId) ?? [];
    expect([from, messageId]).toEqual([`bounces+${id.slice(4, 20)}${tag}-${tenant.gameId.slice(4)}@mail.aurora.example`, `${id}.${tenant.gameId}.${tag}@aurora.example`]);
    const report = deliveryReport({ message_id: messageId });
    expect([await tell(report), await tell(report)]).toMatchObject([{ status: 200, json: { received: true, state: 'noted' } }, { status: 200, json: { state: 'repeated' } }]);
    expect(await mailsOf(orderId)).toMatchObject([{ state: 'sent', came_back: [{ kind: 'hard_bounce', source: 'report', reported_at: expect.any(Number) }] }]);
    expect(await mailsOf(await sell(address))).toMatchObject([{ state: 'skipped', last_error: 'suppressed' }]);
    // The report names aria@example.com, whom nobody has written to.
    expect(await suppressionsOf('aria@example.com')).toEqual([]);
    const [suppression] = await suppressionsOf(address);
    const lift = () => bySupport('DELETE', `mail_suppressions/${suppression!.id}`);
    expect([(await lift()).status, (await lift()).json.code]).toEqual([204, 'notifications.suppression_not_found']);
    expect((await app.look(`SELECT operation, targets FROM platform.audit_entry WHERE studio_id = 'operator' AND actor_id = $1 AND operation = 'lift_mail_suppression' ORDER BY sequence LIMIT 1`, [support.id]))[0]).toMatchObject({ targets: [suppression!.id] });
    expect((await tell(report)).json.state).toBe('repeated');
    expect(await mailsOf(await sell(address))).toMatchObject([{ state: 'sent' }]);
    expect((await bySupport('GET', `games/${tenant.gameId}/mails?order_id=${orderId}`)).json.data).toMatchObject([{ id, kind: 'receipt', address, came_back: [{ kind: 'hard_bounce' }] }]);
    expect((await bySupport('GET', `games/${tenant.gameId}/mails?state=skipped&limit=1`)).json).toMatchObject({ data: [{ last_error: 'suppressed' }], has_more: false });
    // A game that there is none of has no log, not an empty one.
    expect(await bySupport('GET', 'games/gam_01jgwyv0x3e8k8t5d3p3gq0000/mails')).toMatchObject({ status: 404, json: { code: 'games.not_found' } });
  });

  it('a report without the secret is refused, and one about nobody is answered and counted', async () => {
    const before = await reported();
    const address = addressed('quiet');
    const orderId = await sell(address);
    const report = deliveryReport({ message_id: messageIdTo(address) });
    for (const secret of [null, 'nonsense', SECRET.slice(1)]) expect(await tell(report, secret)).toMatchObject({ status: 400, json: { code: 'notifications.report_refused' } });
    expect((await tell(report, SECRET, 'text/plain')).status).toBe(415);
    expect((await app.app.inject({ method: 'POST', url: '/v1/orders', payload: report, headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${tenant.apiKey}` } })).statusCode).toBe(415);
    const told = [deliveryReport({ message_id: 'CAF9@mail.gmail.com' }), deliveryReport({ message_id: messageIdTo(address).replace(/gam_[^.]*/, sandbox.gameId) }), abuseReport({ message_id: messageIdTo(address), feedback: 'not-spam' }), Buffer.from('Subject: I am on holiday\r\n\r\nBack soon.')];
    expect(await Promise.all(told.map(async (raw) => (await tell(raw)).json.state))).toEqual(['unmatched', 'unmatched', 'ignored', 'ignored']);
    expect([await reported(), await mailsOf(orderId), await suppressionsOf(address)]).toEqual([before, [expect.objectContaining({ state: 'sent', came_back: [] })], []]);
    expect((await tell(Buffer.alloc(1_048_577, 'a'))).status).toBe(413);
    expect((await tell(report, 'another-one-while-it-is-changed-000')).json.state).toBe('noted');
  });

  it('a report by somebody who has not seen the mail is about none of ours, though its ids stand in the API', async () => {
    const [address, own] = [addressed('victim'), addressed('own')];
    const [{ id }] = await mailsOf(await sell(address));
    await sell(own);
    const { gameId } = tenant;
    const tagOf = (to: string) => messageIdTo(to).split('@')[0]!.split('.')[2]!;
    const path = (mail: string, tag: string) => deliveryReport({ returned: null, to: `bounces+${mail.slice(4, 20)}${tag}-${gameId.slice(4)}@mail.aurora.example` });
    const forged = [
      ...[`${id}.${gameId}@aurora.example`, ...['0000000000', tagOf(own)].map((tag) => `${id}.${gameId}.${tag}@aurora.example`)].map((message_id) => deliveryReport({ message_id })),
      path(id, id.slice(20)), path(id, '0000000000'), deliveryReport({ returned: null, to: `bounces+${id.slice(4)}-${gameId.slice(4)}@mail.aurora.example` }), abuseReport({ message_id: `${id}.${gameId}.0000000000@aurora.example` }),
    ];
    for (const raw of forged) expect((await tell(raw)).json.state).toBe('unmatched');
    expect(await suppressionsOf(address)).toEqual([]);
    expect((await tell(path(id, tagOf(address).toUpperCase()))).json.state).toBe('noted');
    expect(await suppressionsOf(address)).toMatchObject([{ reason: 'hard_bounce' }]);
    expect(await suppressionsOf(own)).toEqual([]);
  });

  it('what comes back of the mails of a sandbox counts in that sandbox alone, reported or refused at once', async () => {
    const [reportedAt, refusedAt] = [addressed('typed'), addressed('gone')];
    await sell(reportedAt, sandbox);
    expect((await tell(abuseReport({ message_id: messageIdTo(reportedAt) }))).json.state).toBe('noted');
    expect((await tell(deliveryReport({ message_id: messageIdTo(reportedAt) }))).json.state).toBe('noted');
    await sell(refusedAt, sandbox);
    for (const address of [reportedAt, refusedAt]) {
      expect(await mailsOf(await sell(address, sandbox), sandbox)).toMatchObject([{ state: 'skipped', last_error: 'suppressed' }]);
      expect(await suppressionsOf(address)).toEqual([]);
    }
    const other = await app.tenant();
    for (const each of [tenant, other]) expect(await mailsOf(await sell(reportedAt, each), each)).toMatchObject([{ state: 'sent' }]);
    expect(await mailsOf(await sell(refusedAt, other), other)).toMatchObject([{ state: 'failed' }]);
    const found = async (of: Tenant) => (await bySupport('GET', `mail_suppressions?address=${encodeURIComponent(reportedAt)}&game_id=${of.gameId}`)).json.data as { id: string; reason: string }[];
    expect([(await found(sandbox)).map(({ reason }) => reason).sort(), await found(tenant), await found(other)]).toEqual([['complaint', 'hard_bounce'], [], []]);
    for (const { id } of await found(sandbox)) expect((await bySupport('DELETE', `mail_suppressions/${id}`)).status).toBe(204);
    expect(await mailsOf(await sell(reportedAt, sandbox), sandbox)).toMatchObject([{ state: 'sent' }]);
  });

  it('three mails that a mailbox did not take within a month suppress it, also when all of it is told at once; twice of one is once', async () => {
    const address = addressed('full');
    const soft = async () => {
      await sell(address);
      return deliveryReport({ message_id: messageIdTo(address), status: '4.2.2', diagnostic: 'smtp; 452 4.2.2 mailbox full' });
    };
    for (let old = 0; old < 2; old++) await tell(await soft());
    await app.look(`UPDATE notifications.soft_bounce SET noted_at = now() - interval '31 days'`);
    const one = await soft();
    await Promise.all([tell(one), tell(one)]);
    expect(await suppressionsOf(address)).toEqual([]);
    await app.app.get(BounceWatch).step('operator', 100);
    expect(await app.look('SELECT count(*)::int AS n FROM notifications.soft_bounce')).toEqual([{ n: 1 }]);
    const [two, three] = [await soft(), await soft()];
    await Promise.all([tell(two), tell(three)]);
    expect(await suppressionsOf(address)).toMatchObject([{ reason: 'soft_bounces', status_code: '4.2.2' }]);
    // Let go, it begins anew.
    await bySupport('DELETE', `mail_suppressions/${(await suppressionsOf(address))[0]!.id}`);
    await tell(await soft());
    expect(await suppressionsOf(address)).toEqual([]);
  });

  it('who calls a mail spam gets receipts and confirmations of a withdrawal, and nothing else', async () => {
    const address = addressed('annoyed');
    await sell(address);
    expect((await tell(abuseReport({ message_id: messageIdTo(address) }))).json.state).toBe('noted');
    const orderId = await sell(address);
    await refund(orderId);
    const view = withdrawalForTest({ declarant: { name: 'Aria', email: address, order: '42' } });
    statements.withdrawals.set(view.id, view);
    await announce(tenant, new WithdrawalStated('withdrawal', view.id, { withdrawal_id: view.id, order_id: view.order_id, outcome: view.outcome }));
    expect((await mailsOf(orderId)).map(({ kind, state, last_error }) => [kind, state, last_error])).toEqual([['receipt', 'sent', null], ['refund', 'skipped', 'suppressed']]);
    const withdrawal = async () => (await bySupport('GET', `games/${tenant.gameId}/mails`)).json.data.find((mail: { withdrawal_id: string | null }) => mail.withdrawal_id === view.id);
    expect(await withdrawal()).toMatchObject({ kind: 'withdrawal', state: 'sent', address: null });
    // What is reported of that mail is held against the address that was told with the statement.
    expect((await tell(deliveryReport({ message_id: messageIdTo(address) }))).json.state).toBe('noted');
    // Nobody would take the words away with her: they are not kept.
    expect(await withdrawal()).toMatchObject({ came_back: [{ kind: 'hard_bounce', status_code: '5.1.1', said: null }] });
    expect((await suppressionsOf(address)).map(({ reason }) => reason).sort()).toEqual(['complaint', 'hard_bounce']);
    expect(await mailsOf(await sell(address))).toMatchObject([{ state: 'skipped' }]);
  });

  it('an erasure leaves that a mail came back, without a word of it, and an address that is suppressed still is', async () => {
    const address = addressed('erased');
    const orderId = await sell(address);
    orders.get(orderId).player_id = 'erased-player';
    const report = deliveryReport({ message_id: messageIdTo(address) });
    await tell(report);
    const subject = { player_id: 'erased-player', user_id: null, alias: 'nobody' };
    expect((await app.app.get(MailData).exported([subject.player_id], tenant.scope))['mails']).toMatchObject([{ address, came_back: [{ kind: 'hard_bounce', said: expect.stringContaining('User unknown') }] }]);
    await app.app.get(MailData).erase(subject, tenant.scope);
    expect(await mailsOf(orderId)).toMatchObject([{ address: '', state: 'sent', came_back: [{ kind: 'hard_bounce', said: null }] }]);
    expect(await suppressionsOf(address)).toMatchObject([{ reason: 'hard_bounce' }]);
    // What is told of a mail whose address is gone is noted, and held against nobody.
    expect((await tell(abuseReport({ message_id: messageIdTo(address) }))).json.state).toBe('noted');
    expect(await suppressionsOf(address)).toHaveLength(1);
    expect((await mailsOf(orderId))[0].came_back).toMatchObject([{ said: null }, { kind: 'complaint', said: null }]);
  });

  it('what came back of a copy goes with it, when another one is asked for', async () => {
    const orderId = await sell(addressed('copied'));
    await app.look(`UPDATE notifications.mail SET kind = 'copy' WHERE order_id = $1`, [orderId]);
    const [{ id }] = await mailsOf(orderId);
    await tell(deliveryReport({ message_id: taken.at(-1)!.messageId }));
    const reports = () => app.look('SELECT said FROM notifications.mail_report WHERE mail_id = $1', [id]);
    expect(await reports()).toEqual([{ said: expect.stringContaining('User unknown') }]);
    await app.database.transaction(tenant.scope, { context: 'reach/notifications' }, () => app.app.get(Mails).forgetSentCopies([orderId]));
    expect([await mailsOf(orderId), await reports()]).toEqual([[], []]);
  });

  it('a mail that left before the master key was changed is known after it, and its address stays suppressed', async () => {
    const [address, before] = [addressed('rotated'), addressed('before')];
    await sell(address);
    await sell(before);
    await tell(deliveryReport({ message_id: messageIdTo(before) }));
    const keys = app.app.get(DerivedKeys);
    const { rootId } = keys;
    await keys.makeReady();
    await app.look(`UPDATE platform.derived_key SET active_at = now() - interval '1 second' WHERE holder = ''`);
    keys.onApplicationShutdown();
    await keys.onModuleInit();
    expect(keys.rootId).not.toBe(rootId);
    expect((await tell(deliveryReport({ message_id: messageIdTo(address) }))).json.state).toBe('noted');
    for (const each of [address, before]) expect(await mailsOf(await sell(each))).toMatchObject([{ state: 'skipped', last_error: 'suppressed' }]);
  });

  it('shows a mail to its own game alone', async () => {
    const orderId = await sell(addressed('own'));
    const other = liveOf(await app.tenant());
    expect((await bySupport('GET', `games/${other.gameId}/mails`)).json.data).toEqual([]);
    expect((await app.inject({ method: 'GET', url: `/v1/orders/${orderId}/mails?limit=1`, apiKey: tenant.apiKey })).json).toMatchObject({ data: [{ kind: 'receipt' }], has_more: false, next_cursor: null });
    expect((await app.inject({ method: 'GET', url: '/v1/orders/ord_01jgwyv0x3e8k8t5d3p3gq0000/mails', apiKey: tenant.apiKey })).status).toBe(404);
  });

  it('is told of once a day when it is too much', async () => {
    for (let at = 0; at < 5; at++) await sell(addressed('gone'));
    await app.look('DELETE FROM notifications.mail_alarm');
    const [day] = await app.look<{ mails: number; bounces: number; complaints: number }>(`SELECT ((SELECT count(*) FROM notifications.mail WHERE sent_at IS NOT NULL) + (SELECT count(*) FROM notifications.withdrawal_mail WHERE sent_at IS NOT NULL) + count(*) FILTER (WHERE source = 'smtp'))::int AS mails, count(*) FILTER (WHERE kind <> 'complaint')::int AS bounces, count(*) FILTER (WHERE kind = 'complaint')::int AS complaints FROM notifications.mail_report`);
    const told = jest.spyOn(Logger.prototype, 'error');
    await app.app.get(BounceWatch).step('operator', 100);
    await sell(addressed('gone'));
    await app.app.get(BounceWatch).step('operator', 100);
    expect(told.mock.calls.map(([line]) => line)).toEqual([
      { msg: 'ALARM: more than 5 % of the mails of a day come back', cases: day!.bounces, base: day!.mails }, { msg: 'ALARM: more than 0.3 % of the mails of a day are called spam', cases: day!.complaints, base: day!.mails },
    ]);
    told.mockRestore();
    expect(await app.look('SELECT kind, cases, base FROM notifications.mail_alarm ORDER BY kind')).toEqual([{ kind: 'bounces', cases: day!.bounces, base: day!.mails }, { kind: 'complaints', cases: day!.complaints, base: day!.mails }]);
  });
});
