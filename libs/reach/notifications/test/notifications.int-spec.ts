import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { Outbox } from '#platform/outbox/outbox';
import type { DomainEvent } from '#platform/kernel/messages';
import { OrderPaid, OrderPartlyRefunded, OrderRefunded } from '#sales/orders/events';
import { fakeFulfillment } from '#sales/fulfillment/testing';
import { FakeOrders, fakeOrders, orderPaidForTest } from '#sales/orders/testing';
import { fakeDisputes } from '#sales/disputes/testing';
import { PaymentDisputed, PaymentFraudReported, PaymentInstructed } from '#sales/payments/events';
import { fakePayments, paymentFactForTest, paymentForTest } from '#sales/payments/testing';
import { ReceiptCopyRequested } from '#sales/receipts/events';
import { fakeReceipts } from '#sales/receipts/testing';
import { WithdrawalStated } from '#sales/withdrawals/events';
import { fakeWithdrawals, withdrawalForTest } from '#sales/withdrawals/testing';
import { buildMailboxApp, type MailboxApp } from '../../../../apps/sandbox/mailbox/app.js';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { ListMailsOfOrder, MAIL_KINDS } from '../contracts/queries.js';
import { ORDER_MAILS, VOUCHER_MAILS } from '../mails.js';
import { NotificationsModule, rows } from '../module.js';

interface KeptMail {
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers: { name: string; value: string }[];
  attachments: { filename: string; mime_type: string; bytes: number }[];
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hubcraft-mail-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const openMailbox = (smtpPort: number): Promise<MailboxApp> => buildMailboxApp({ host: '127.0.0.1', port: 0, smtpPort, dataFile: path.join(folder, 'mail.jsonl') }, pino({ level: 'silent' }));

const announce = (app: Booted, tenant: Tenant, ...events: DomainEvent[]) =>
  app.database.transaction(tenant.scope, { context: 'sales/orders' }, async () => app.app.get(Outbox).record(...events), (open) => app.app.get(Outbox).written(open));

/** Lets the waits of mails and of their job pass. */
async function later(app: Booted): Promise<void> {
  await app.look(`UPDATE notifications.mail SET next_at = next_at - interval '1 day', due_at = due_at - interval '1 day' WHERE state = 'pending'`);
  await app.look(`UPDATE platform.job SET run_at = now() WHERE type IN ('notifications.send-mails', 'notifications.send-vouchers') AND state = 'pending'`);
  await app.settle();
}

describe('mails about orders', () => {
  let app: Booted;
  let tenant: Tenant;
  let mailbox: MailboxApp;
  let smtpPort: number;
  const orders = new FakeOrders();
  const payments = fakePayments();
  const receipts = fakeReceipts();
  const statements = fakeWithdrawals();

  beforeAll(async () => {
    mailbox = await openMailbox(0);
    smtpPort = (await mailbox.listen()).smtp_port;
    app = await bootContext({ modules: [NotificationsModule], rows, fakes: [fakeOrders(orders), fakeFulfillment(), fakeDisputes(), payments.module, receipts.module, statements.module], env: { SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, MAIL_FROM: 'Aurora Store <store@aurora.example>' } });
  });
  beforeEach(async () => {
    tenant = await app.tenant();
  });
  afterAll(async () => {
    await app.close();
    await mailbox.close();
  });

  const mailsTo = async (address: string): Promise<KeptMail[]> => (await mailbox.app.inject({ url: `/api/messages?limit=1000&to=${encodeURIComponent(address)}` })).json().data;
  const stored = (orderId: string) => app.queries.ask(new ListMailsOfOrder(orderId), tenant.scope);
  const addressed = (name: string) => `${name}-${tenant.gameId.slice(-8)}@example.com`;

  function sale(email: string, locale = 'en') {
    const fact = orderPaidForTest({ locale });
    orders.put({ id: fact.order_id, status: 'paid', email, locale, receipt_number: fact.receipt_number, paid_at: fact.paid_at, refunded_at: fact.paid_at + 60 });
    return { fact, paid: new OrderPaid('order', fact.order_id, fact), refunded: new OrderRefunded('order', fact.order_id, { ...fact, status: 'refunded', refund_id: 'ref_1', reason: 'asked', refunded_at: fact.paid_at + 60 }) };
  }

  it('sends one receipt for a paid order and one mail for its refund, however often they are announced', async () => {
    const to = addressed('aria');
    const { fact, paid, refunded } = sale(to, 'de');
    await announce(app, tenant, paid);
    await announce(app, tenant, paid, refunded);
    await app.settle();
    await announce(app, tenant, refunded);
    await app.settle();
    const mails = await mailsTo(to);
    expect(mails.map((mail) => mail.subject).sort()).toEqual([`Ihr Beleg für Test Game (${fact.receipt_number})`, `Ihre Erstattung für Test Game (${fact.receipt_number})`]);
    expect(mails[0]).toMatchObject({ from: 'store@aurora.example', to: [to], text: expect.stringContaining('500 Gems'), html: expect.stringContaining('Aurora Store hat Ihnen dies als Vertragspartner') });
    expect(await stored(fact.order_id)).toMatchObject([{ kind: 'receipt', state: 'sent', attempts: 1, address: to, sent_at: expect.any(Number), last_error: null }, { kind: 'refund', state: 'sent', attempts: 1 }]);
    const [receipt] = await stored(fact.order_id);
    expect(mails.flatMap((mail) => mail.headers).find((header) => header.name.toLowerCase() === 'message-id' && header.value.includes(receipt!.id))).toBeDefined();
  });

  it('sends one mail for each part that has gone back, and none twice', async () => {
    const to = addressed('parts');
    const { fact } = sale(to);
    const part = (refund_id: string, amount_minor: number) => new OrderPartlyRefunded('order', fact.order_id, {
      order_id: fact.order_id, player_id: fact.player_id, status: 'paid', studio_id: fact.studio_id, payment_id: fact.payment_id, provider: fact.provider, currency: fact.currency, refund_id, reason_code: 'other', reason: '', refunded_total_minor: amount_minor,
      refunded_at: fact.paid_at + 60, amount_minor, net_minor: amount_minor, tax_minor: 0, platform_fee_minor: 0, tax_components: [], lines: [{ line_id: '1', item_id: 'itm_1', sku: 'gems.500', quantity: 0, amount_minor, tax_minor: 0 }],
    });
    await announce(app, tenant, part('ref_1', 100), part('ref_2', 250));
    await announce(app, tenant, part('ref_1', 100));
    await app.settle();
    expect((await stored(fact.order_id)).map(({ kind, refund_id, state }) => [kind, refund_id, state]).sort()).toEqual([['part_refund', 'ref_1', 'sent'], ['part_refund', 'ref_2', 'sent']]);
    const mails = await mailsTo(to);
    expect([mails.length, mails.filter(({ text }) => /1\.00|2\.50/.test(text)).length]).toEqual([2, 2]);
  });

  it('sends what an earlier build has left in the outbox, with the address that it carries', async () => {
    const to = addressed('earlier');
    const { fact } = sale(to);
    orders.get(fact.order_id).email = null;
    await announce(app, tenant, new OrderPaid('order', fact.order_id, { ...fact, email: to } as typeof fact));
    await app.settle();
    expect(await mailsTo(to)).toHaveLength(1);
  });

  it('notes a hundred paid orders in one statement, and sends them all', async () => {
    const sales = Array.from({ length: 100 }, (_, n) => sale(addressed(`many-${n}`)));
    await announce(app, tenant, ...sales.map(({ paid }) => paid));
    const query = jest.spyOn(app.database, 'query');
    await app.settle();
    const inserts = query.mock.calls.filter(([sql]) => sql.includes('INSERT INTO notifications.mail'));
    query.mockRestore();
    expect(inserts).toHaveLength(1);
    for (let run = 0; run < 3; run++) await later(app);
    expect(await app.look(`SELECT state, count(*)::int AS mails FROM notifications.mail WHERE game_id = $1 GROUP BY state`, [tenant.gameId])).toEqual([{ state: 'sent', mails: 100 }]);
    expect(await mailsTo(addressed('many-99'))).toHaveLength(1);
  });

  it('sends again when the mail server was down, and holds nobody up in between', async () => {
    await mailbox.close();
    const to = addressed('patient');
    const { fact, paid } = sale(to);
    await announce(app, tenant, paid);
    await app.settle();
    expect(await app.look(`SELECT count(*)::int AS waiting FROM platform.outbox_delivery WHERE game_id = $1 AND state <> 'done'`, [tenant.gameId])).toEqual([{ waiting: 0 }]);
    expect(await stored(fact.order_id)).toMatchObject([{ state: 'pending', attempts: 1, last_error: expect.stringContaining('ECONNREFUSED') }]);
    await later(app);
    expect(await stored(fact.order_id)).toMatchObject([{ state: 'pending', attempts: 2 }]);
    expect(await app.look(`SELECT extract(epoch FROM next_at - now())::int > 50 AS grows FROM notifications.mail WHERE order_id = $1`, [fact.order_id])).toEqual([{ grows: true }]);
    mailbox = await openMailbox(smtpPort);
    await mailbox.listen();
    await later(app);
    expect(await stored(fact.order_id)).toMatchObject([{ state: 'sent', attempts: 3, last_error: null }]);
    expect(await mailsTo(to)).toHaveLength(1);
  });

  it('gives up after the last attempt, visibly', async () => {
    await mailbox.close();
    const { fact, paid } = sale(addressed('hopeless'));
    await announce(app, tenant, paid);
    await app.settle();
    await app.look(`UPDATE notifications.mail SET attempts = 19 WHERE order_id = $1`, [fact.order_id]);
    await later(app);
    expect(await stored(fact.order_id)).toMatchObject([{ state: 'failed', attempts: 20, sent_at: null }]);
    mailbox = await openMailbox(smtpPort);
    await mailbox.listen();
    await later(app);
    expect(await mailsTo(addressed('hopeless'))).toEqual([]);
  });

  it('sends the receipt with its file whenever it is asked for, to the address of the order, and nothing where there is none', async () => {
    const to = addressed('copy');
    const { fact } = sale(to);
    const ask = async () => {
      await announce(app, tenant, new ReceiptCopyRequested('order', fact.order_id, { order_id: fact.order_id }));
      await app.settle();
    };
    await ask();
    expect(await stored(fact.order_id)).toMatchObject([{ kind: 'copy', state: 'skipped', last_error: 'no receipt' }]);
    receipts.files.set(fact.order_id, Buffer.from('%PDF-1.3 a receipt'));
    await ask();
    await ask();
    const mails = await mailsTo(to);
    expect(mails.map(({ subject, attachments }) => [subject, attachments])).toEqual(Array.from({ length: 2 }, () => [`The receipt that you asked for: Test Game (${fact.receipt_number})`, [{ filename: 'TEST-1.pdf', mime_type: 'application/pdf', bytes: 18 }]]));
    expect(await stored(fact.order_id)).toMatchObject([{ kind: 'copy', state: 'sent', attempts: 1 }]);
  });

  it('announces once that a receipt has left, when the mail server has it', async () => {
    const { fact, paid, refunded } = sale(addressed('confirmed'));
    await announce(app, tenant, paid, refunded);
    await app.settle();
    await later(app);
    expect(await app.look(`SELECT payload FROM platform.outbox_event WHERE game_id = $1 AND type = 'notifications.receipt.mailed.v1'`, [tenant.gameId])).toEqual([{ payload: { order_id: fact.order_id, mailed_at: expect.any(Number) } }]);
  });

  it('confirms a statement of withdrawal once, to the address that was told with it, and to nobody who is gone', async () => {
    const to = addressed('withdraws');
    const put = (told: Parameters<typeof withdrawalForTest>[0]) => {
      const view = withdrawalForTest(told);
      statements.withdrawals.set(view.id, view);
      return new WithdrawalStated('withdrawal', view.id, { withdrawal_id: view.id, order_id: view.order_id, outcome: view.outcome });
    };
    const stated = put({ locale: 'de', declarant: { name: 'Aria Example', email: to, order: '42' } });
    const gone = put({ declarant: null });
    await announce(app, tenant, stated, gone);
    await announce(app, tenant, stated);
    await app.settle();
    expect((await mailsTo(to)).map(({ subject, text }) => [subject, text.includes('Wir schicken Ihr Geld')])).toEqual([['Ihr Widerruf ist eingegangen: Test Game (42)', true]]);
    const kept = () => app.look(`SELECT withdrawal_id, state, last_error FROM notifications.withdrawal_mail WHERE game_id = $1 ORDER BY state`, [tenant.gameId]);
    expect(await kept()).toEqual([{ withdrawal_id: stated.payload.withdrawal_id, state: 'sent', last_error: null }, { withdrawal_id: gone.payload.withdrawal_id, state: 'skipped', last_error: 'nobody to write to' }]);
  });

  describe('about disputes', () => {
    const disputed = (fact: { order_id: string; payment_id: string }, stage: 'opened' | 'won' | 'lost', told: Partial<PaymentDisputed['payload']> = {}) =>
      new PaymentDisputed('payment', fact.payment_id, { ...paymentFactForTest(fact), status: 'dispute', amount_minor: 1_500, dispute_id: 'dp_1', stage, reason: 'fraudulent', taken_from: 'sale', has_gone_back: false, ...told });
    const kinds = async (orderId: string) => (await stored(orderId)).map(({ kind, state, dispute_id, last_error }) => [kind, state, dispute_id, last_error]);

    it('tells the player once of each when the bank takes the money, and once when it has decided', async () => {
      const to = addressed('disputes');
      const { fact } = sale(to);
      await announce(app, tenant, disputed(fact, 'opened'));
      await app.settle();
      await announce(app, tenant, disputed(fact, 'opened'), disputed(fact, 'won'), disputed(fact, 'opened', { dispute_id: 'dp_2' }));
      await app.settle();
      await announce(app, tenant, disputed(fact, 'lost', { dispute_id: 'dp_2' }), disputed(fact, 'won'));
      await app.settle();
      expect(await kinds(fact.order_id)).toEqual([['dispute_opened', 'sent', 'dp_1', null], ['dispute_opened', 'sent', 'dp_2', null], ['dispute_won', 'sent', 'dp_1', null], ['dispute_lost', 'sent', 'dp_2', null]]);
      const mails = await mailsTo(to);
      expect(mails).toHaveLength(4);
      for (const { text } of mails) expect(text).toContain('Amount in dispute: €15.00');
      expect(mails.filter(({ text }) => text.includes('write to us: store@aurora.example'))).toHaveLength(4);
    });

    it('does not tell that the bank asks once it has decided', async () => {
      const { fact } = sale(addressed('late'));
      await announce(app, tenant, disputed(fact, 'lost'), disputed(fact, 'opened'));
      await app.settle();
      expect((await kinds(fact.order_id)).sort()).toEqual([['dispute_lost', 'sent', 'dp_1', null], ['dispute_opened', 'skipped', 'dp_1', 'overtaken']]);
    });

    it('is silent about money that is back already, that was no purchase, and about a warning that refunded itself', async () => {
      const { fact, refunded } = sale(addressed('warned'));
      await announce(app, tenant, new PaymentFraudReported('payment', fact.payment_id, { ...paymentFactForTest(fact), reported_at: 1_790_000_100 }), refunded, disputed(fact, 'opened', { has_gone_back: true }), disputed(fact, 'opened', { taken_from: 'owed_to_player' }));
      await app.settle();
      expect(await kinds(fact.order_id)).toEqual([['refund', 'sent', null, null]]);
    });
  });

  it('keeps the mails of one game from another', async () => {
    const { fact, paid } = sale(addressed('own'));
    await announce(app, tenant, paid);
    await app.settle();
    const other = await app.tenant();
    expect(await app.queries.ask(new ListMailsOfOrder(fact.order_id), other.scope)).toEqual([]);
  });

  describe('with the number of a voucher', () => {
    const waiting = (name: string, locale: string, told: { due_at?: number | null; reference?: string | null; method?: string } = {}) => {
      const address = addressed(name);
      const { fact } = sale(address, locale);
      orders.put({ id: fact.order_id, status: 'captured', email: address, locale, receipt_number: null, paid_at: null });
      payments.payments.set(fact.payment_id, paymentForTest({ id: fact.payment_id, order_id: fact.order_id, status: 'created', method: told.method ?? 'boleto', amount_minor: 10_990, currency: 'BRL' }));
      const how = { kind: 'voucher' as const, reference: told.reference === undefined ? '23790.12345 60000.000000' : told.reference, url: 'https://payments.example/voucher/1', due_at: told.due_at === undefined ? app.clock.nowSeconds() + 3 * 86_400 : told.due_at };
      payments.instructions.set(fact.payment_id, how);
      const instructed = (kind: 'voucher' | 'qr' = 'voucher') => new PaymentInstructed('payment', fact.payment_id, { ...paymentFactForTest({ payment_id: fact.payment_id, order_id: fact.order_id, status: 'created' }), kind });
      return { address, fact, instructed };
    };

    it('tell once how to pay, how much and until when, in the language of the order', async () => {
      const { address, fact, instructed } = waiting('boleto', 'pt-BR');
      await announce(app, tenant, instructed(), instructed());
      await announce(app, tenant, instructed());
      await app.settle();
      const mails = await mailsTo(address);
      expect(mails).toHaveLength(1);
      const [{ subject, text, html }] = mails as [KeptMail];
      expect(subject).toMatch(/^Como pagar sua compra para .*R\$\s109,90$/);
      for (const part of ['Boleto', '23790.12345 60000.000000', 'https://payments.example/voucher/1', 'Pague até', 'UTC', fact.order_id, 'store@aurora.example']) expect([text.includes(part), html.includes(part)]).toEqual([true, true]);
      expect(await stored(fact.order_id)).toEqual([expect.objectContaining({ kind: 'voucher', payment_id: fact.payment_id, state: 'sent', dispute_id: null })]);
    });

    it('have a job of their own, and every kind has one job', () => {
      expect([...ORDER_MAILS.kinds, ...VOUCHER_MAILS.kinds].sort()).toEqual([...MAIL_KINDS].sort());
    });

    it('are seen by no process of the build before, and leave when the mail server is back', async () => {
      await mailbox.close();
      const { address, fact, instructed } = waiting('unseen', 'en');
      await announce(app, tenant, instructed());
      await app.settle();
      expect(await stored(fact.order_id)).toMatchObject([{ kind: 'voucher', state: 'pending', attempts: 1 }]);
      await app.look(`UPDATE notifications.mail SET due_at = due_at - interval '1 day' WHERE game_id = $1`, [tenant.gameId]);
      // As `mails.ts` and `handovers.ts` of 94c0fb54 have them.
      expect(await app.look(
        `SELECT id, kind, order_id, address, part, disputed_minor, kind = 'dispute_opened' AND EXISTS (
                SELECT FROM notifications.mail d WHERE d.game_id = m.game_id AND d.order_id = m.order_id AND d.kind IN ('dispute_won', 'dispute_lost') AND d.dispute_id = m.dispute_id) AS is_overtaken
         FROM notifications.mail m WHERE game_id = $1 AND state = 'pending' AND next_at <= clock_timestamp() ORDER BY next_at, id LIMIT 20`, [tenant.gameId])).toEqual([]);
      expect(await app.look(`SELECT ceil(extract(epoch FROM min(next_at) - clock_timestamp()))::bigint AS seconds FROM notifications.mail WHERE game_id = $1 AND state = 'pending'`, [tenant.gameId])).toEqual([{ seconds: null }]);
      expect(await app.look(`SELECT type FROM platform.job WHERE game_id = $1 AND type LIKE 'notifications.send%' AND state = 'pending'`, [tenant.gameId])).toEqual([{ type: 'notifications.send-vouchers' }]);
      mailbox = await openMailbox(smtpPort);
      await mailbox.listen();
      await later(app);
      expect([(await mailsTo(address)).length, await stored(fact.order_id)]).toEqual([1, [expect.objectContaining({ state: 'sent', attempts: 2 })]]);
    });

    it('are not written once the payment has ended, was paid, or is too late, nor about what is no voucher', async () => {
      const [ended, late, gone, qr] = [waiting('ended', 'en'), waiting('late', 'en', { due_at: app.clock.nowSeconds() - 1 }), waiting('gone', 'en'), waiting('qr', 'en')];
      payments.payments.set(ended.fact.payment_id, { ...payments.payments.get(ended.fact.payment_id)!, status: 'done' });
      payments.instructions.delete(gone.fact.payment_id);
      await announce(app, tenant, ended.instructed(), late.instructed(), gone.instructed(), qr.instructed('qr'));
      await app.settle();
      for (const { address, fact } of [ended, late, gone]) expect([await mailsTo(address), (await stored(fact.order_id)).map(({ state, last_error }) => [state, last_error])]).toEqual([[], [['skipped', 'overtaken']]]);
      expect(await stored(qr.fact.order_id)).toEqual([]);
    });
  });
});

describe('without a working mail server', () => {
  const orders = new FakeOrders();

  async function paidOrder(app: Booted, email = 'aria@example.com') {
    const tenant = await app.tenant();
    const fact = orderPaidForTest();
    orders.put({ id: fact.order_id, status: 'paid', email: email || null, receipt_number: fact.receipt_number, paid_at: fact.paid_at });
    await announce(app, tenant, new OrderPaid('order', fact.order_id, fact));
    await app.settle();
    return app.queries.ask(new ListMailsOfOrder(fact.order_id), tenant.scope);
  }

  it('skips mails when SMTP_URL is not set', async () => {
    const app = await bootContext({ modules: [NotificationsModule], rows, fakes: [fakeOrders(orders), fakeFulfillment()] });
    try {
      expect(await paidOrder(app)).toMatchObject([{ state: 'skipped', attempts: 0, last_error: 'no mail server' }]);
      expect(await app.look(`SELECT 1 FROM platform.job WHERE type = 'notifications.send-mails'`)).toEqual([]);
    } finally {
      await app.close();
    }
  });

  it('waits no longer than ten seconds for a server that says nothing', async () => {
    const server: Server = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const app = await bootContext({ modules: [NotificationsModule], rows, fakes: [fakeOrders(orders), fakeFulfillment()], env: { SMTP_URL: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}` } });
    try {
      const started = performance.now();
      expect(await paidOrder(app)).toMatchObject([{ state: 'pending', attempts: 1 }]);
      expect(performance.now() - started).toBeLessThan(13_000);
    } finally {
      await app.close();
      server.close();
    }
  });
});
