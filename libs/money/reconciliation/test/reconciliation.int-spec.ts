import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Logger } from '@nestjs/common';
import { pino } from 'pino';
import { Outbox } from '#platform/outbox/outbox';
import type { DomainEvent } from '#platform/kernel/messages';
import { newId } from '#platform/kernel/ids';
import { LedgerModule, rows as ledgerRows } from '#money/ledger/module';
import { OPEN_CLEARING } from '#money/ledger/testing';
import * as staff from '#studio/staff/module';
import { OrderCanceled, OrderPaid, OrderRefunded, type OrderPaidFact } from '#sales/orders/events';
import { orderPaidForTest } from '#sales/orders/testing';
import { PaymentCaptured, PaymentDisputed, PaymentMismatched, PaymentRefunded } from '#sales/payments/events';
import { reconcile, reconciliationTable } from '../../../../apps/cli/commands/reconcile.js';
import { buildPspApp, type PspApp } from '../../../../apps/sandbox/psp/app.js';
import { staffOf } from '../../../../test/support/staff.js';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { ListSettlementBreaks, ListUnsettledMovements } from '../contracts/queries.js';
import { ImportSettlementFlow, ReconciliationModule, rows } from '../module.js';

const KEY = 'psp-key';
const CARDS = { plain: '4242424242424242', disputedAndLost: '4000000000000267', disputedAndWon: '4000000000002685' };

describe('reconciliation with the sandbox PSP', () => {
  let app: Booted;
  let tenant: Tenant;
  let psp: PspApp;
  let pspUrl: string;
  let folder: string;

  beforeAll(async () => {
    app = await bootContext({ modules: [LedgerModule, ReconciliationModule, staff.StaffModule], rows: [...ledgerRows, ...rows, ...staff.rows], breaks: ['reconciliation.movements-match-their-lines'] });
  });
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'hubcraft-psp-'));
    psp = await buildPspApp({ host: '127.0.0.1', port: 0, apiKey: KEY, webhookSecret: 's', notifyUrl: '', dataFile: path.join(folder, 'journal.jsonl'), publicUrl: '', allowedOrigins: [] }, pino({ level: 'silent' }));
    pspUrl = (await psp.listen()).url;
    await atPsp('POST', '/control', { mode: 'none', refund_delay_ms: 0, dispute_delay_ms: 1 });
    tenant = await app.tenant();
  });
  afterEach(async () => {
    await psp.close();
    rmSync(folder, { recursive: true, force: true });
    // The next test has a PSP of its own, so lines and charges of this one's are not its.
    await app.look('DELETE FROM reconciliation.settlement_line');
    await app.look(`DELETE FROM platform.route WHERE kind IN ('psp:sandbox', 'settled:sandbox')`);
  });
  afterAll(() => app.close());

  async function atPsp(method: 'GET' | 'POST', url: string, body?: object): Promise<Record<string, any>> {
    const answer = await psp.app.inject({ method, url, headers: { authorization: `Bearer ${KEY}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { payload: JSON.stringify(body) } : {}) });
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${answer.payload}`);
    return String(answer.headers['content-type']).includes('json') ? answer.json() : { text: answer.payload };
  }

  const announce = (...events: DomainEvent[]) =>
    app.database.transaction(tenant.scope, { context: 'sales/payments' }, async () => app.app.get(Outbox).record(...events), (open) => app.app.get(Outbox).written(open));
  const terms = async () => ({ studio_id: tenant.studioId, psp_fee_bearer: 'studio' as const });
  const run = () => reconcile(app.app, { url: pspUrl, apiKey: KEY }, 35);
  const openClearing = () => app.look(OPEN_CLEARING.replace('WHERE', `WHERE game_id = '${tenant.gameId}' AND`));
  const breaks = () => app.queries.ask(new ListSettlementBreaks(), tenant.scope);
  const about = (sale: OrderPaidFact) => ({ payment_id: sale.payment_id, order_id: sale.order_id, player_id: sale.player_id, provider: 'sandbox', amount_minor: sale.total_minor, currency: sale.currency });

  /** Charges 19.99 EUR at the PSP as payments would, and tells of it unless `silent`. */
  async function sell(number = CARDS.plain, silent = false): Promise<{ sale: OrderPaidFact; charge: Record<string, any> }> {
    const { token } = await atPsp('POST', '/tokens', { number, exp_month: 12, exp_year: 2040, security_code: '123' });
    const sale = orderPaidForTest({ payment_id: newId('pmt'), studio_id: tenant.studioId });
    await app.look(`INSERT INTO platform.route (kind, handle, game_id, target_id) VALUES ('psp:sandbox', $1, $2, $1)`, [sale.payment_id, tenant.gameId]);
    const charge = await atPsp('POST', '/payments', { reference: sale.payment_id, amount_minor: sale.total_minor, currency: 'EUR', token, return_url: 'http://127.0.0.1/back' });
    expect(charge).toMatchObject({ status: 'captured', fee_minor: sale.psp_fee_minor });
    if (!silent) await tellOfSale(sale, charge['id']);
    return { sale, charge };
  }

  async function tellOfSale(sale: OrderPaidFact, chargeId: string): Promise<void> {
    await announce(new PaymentCaptured('payment', sale.payment_id, { ...about(sale), status: 'done', psp_fee_minor: sale.psp_fee_minor, provider_reference: chargeId, captured_at: sale.paid_at }), new OrderPaid('order', sale.order_id, sale));
    await app.settle();
  }

  async function refund({ sale, charge }: Awaited<ReturnType<typeof sell>>): Promise<void> {
    const refundId = newId('ref');
    await atPsp('POST', `/payments/${charge['id']}/refunds`, { reference: refundId });
    await eventually(async () => (await atPsp('GET', `/payments/${charge['id']}`))['status'] === 'refunded');
    await announce(
      new PaymentRefunded('payment', sale.payment_id, { ...about(sale), status: 'refunded', refund_id: refundId, refunded_minor: sale.total_minor, provider_refund_reference: 'psr', purpose: 'order' }),
      new OrderRefunded('order', sale.order_id, { ...sale, status: 'refunded', refund_id: refundId, reason: 'asked', refunded_at: sale.paid_at }),
    );
    await app.settle();
  }

  async function dispute({ sale, charge }: Awaited<ReturnType<typeof sell>>, end: 'won' | 'lost'): Promise<void> {
    await eventually(async () => (await atPsp('GET', `/payments/${charge['id']}`))['dispute']?.status === end);
    const told = (stage: 'opened' | 'won' | 'lost') => new PaymentDisputed('payment', sale.payment_id, { ...about(sale), status: 'dispute', dispute_id: `dsp_${sale.payment_id}`, stage, reason: null });
    await announce(told('opened'), told(end), ...(end === 'lost' ? [new OrderCanceled('order', sale.order_id, { ...sale, status: 'canceled', reason: 'chargeback' })] : []));
    await app.settle();
  }

  it('matches captures, a refund and disputes, leaves nothing in clearing and posts nothing twice', async () => {
    await sell();
    await refund(await sell());
    await dispute(await sell(CARDS.disputedAndLost), 'lost');
    await dispute(await sell(CARDS.disputedAndWon), 'won');
    expect(await openClearing()).toMatchObject([{ account: 'psp_clearing:sandbox', currency: 'EUR' }]);
    const first = await run();
    // Four captures, a refund, two openings with their fees, one won.
    expect(first).toMatchObject({ lines: 10, matched: 10, posted: 10, breaks: [], clearing: [] });
    expect(reconciliationTable(first)).toMatch(/lines +10\nmatched +10\nposted now +10\nof the account +0\ntold otherwise +0\nbreaks +0\nclearing left +0$/);
    expect(await openClearing()).toEqual([]);
    const net = (await atPsp('GET', '/settlements/report.csv'))['text'].trim().split('\r\n').slice(1).reduce((sum: number, line: string) => sum + Number(line.split(',')[8]), 0);
    expect(await app.look(`SELECT sum(amount_minor)::int AS paid_out FROM ledger.posting WHERE game_id = $1 AND account = 'bank:sandbox'`, [tenant.gameId])).toEqual([{ paid_out: net }]);
    const journal = () => app.look(`SELECT count(*)::int AS entries FROM ledger.journal_entry WHERE game_id = $1`, [tenant.gameId]);
    const before = await journal();
    expect(await run()).toMatchObject({ batch_id: null, lines: 10, matched: 10, posted: 0, breaks: [], clearing: [] });
    expect(await journal()).toEqual(before);
    expect(await app.queries.ask(new ListUnsettledMovements({ older_than_seconds: 0 }), tenant.scope)).toEqual([]);
  });

  it('finishes what an earlier run left between matching and the ledger', async () => {
    await sell();
    await run();
    // As if the process had died before it noted that the ledger had booked the line.
    await app.look(`UPDATE reconciliation.settlement_line SET posted_at = NULL`);
    expect(await run()).toMatchObject({ matched: 1, posted: 0, clearing: [] });
    expect(await app.look(`SELECT line_id FROM reconciliation.settlement_line WHERE posted_at IS NULL`)).toEqual([]);
  });

  it('breaks a line that nobody told us of, and matches it when the news arrives', async () => {
    const { sale, charge } = await sell(CARDS.plain, true);
    const first = await run();
    expect(first).toMatchObject({ lines: 1, matched: 0, posted: 0 });
    expect(await breaks()).toMatchObject([{ reason: 'not_expected', payment_id: sale.payment_id, gross_minor: 1999, age_seconds: expect.any(Number) }]);
    expect(reconciliationTable(first)).toContain(`not_expected  capture 19.99 EUR  ${sale.payment_id}`);
    await tellOfSale(sale, charge['id']);
    expect(await app.queries.ask(new ListUnsettledMovements({ older_than_seconds: 0 }), tenant.scope)).toMatchObject([{ fact: `capture:${sale.payment_id}` }]);
    expect(await run()).toMatchObject({ matched: 1, posted: 1, breaks: [], clearing: [] });
  });

  it('shows a fee that stands alone with what it takes', async () => {
    const fee = { line_id: 'psl_1', batch_id: 'psb_1', kind: 'fee', reference: 'pmt_1', payment_id: 'pmt_1', provider_payment_id: 'psp_1', currency: 'EUR', gross_minor: 0, fee_minor: 1_500, net_minor: -1_500, settled_at: 1_790_000_000, provider: 'sandbox', reason: 'not_expected', age_seconds: 7_200 } as const;
    expect(reconciliationTable({ batch_id: null, lines: 1, matched: 0, posted: 0, of_account: 0, changed: 0, breaks: [fee], clearing: [] })).toContain('psl_1  not_expected  fee 15.00 EUR  pmt_1  2 h old');
  });

  it('breaks a line about no payment of ours, and keeps it out of every game', async () => {
    const { sale } = await sell(CARDS.plain, true);
    await app.look(`DELETE FROM platform.route WHERE handle = $1`, [sale.payment_id]);
    expect(await run()).toMatchObject({ lines: 1, matched: 0, breaks: [{ reason: 'unknown_payment', reference: sale.payment_id }] });
    expect(await breaks()).toEqual([]);
    // The way to its game is found later: the line moves there.
    await app.look(`INSERT INTO platform.route (kind, handle, game_id, target_id) VALUES ('psp:sandbox', $1, $2, $1)`, [sale.payment_id, tenant.gameId]);
    expect(await run()).toMatchObject({ breaks: [{ reason: 'not_expected' }] });
    expect(await app.look(`SELECT game_id FROM reconciliation.settlement_line`)).toEqual([{ game_id: tenant.gameId }]);
  });

  it('shows staff each break with its age, whose it is and how it was explained, until it is matched', async () => {
    const sold = [await sell(CARDS.plain, true), await sell(CARDS.plain, true)];
    await run();
    const [finance, support] = [await staffOf(app, 'finance'), await staffOf(app, 'support')];
    const asked = async (method: 'GET' | 'PATCH', path: string, body?: object, token = finance.token) => app.inject({ method, url: `/operator/v1/settlement_breaks${path}`, headers: { authorization: `Bearer ${token}` }, ...(body ? { body } : {}) });
    const list = async (query = '') => (await asked('GET', query)).json;
    const first = await list('?limit=1&provider=sandbox');
    expect(first).toMatchObject({ has_more: true, data: [{ game_id: tenant.gameId, provider: 'sandbox', kind: 'capture', reason: 'not_expected', gross_minor: 1_999, owner: null, resolution: null, resolved_at: null, age_seconds: expect.any(Number) }] });
    const second = await list(`?limit=1&starting_after=${encodeURIComponent(first.next_cursor)}`);
    expect([...first.data, ...second.data].map(({ reference }: { reference: string }) => reference).sort()).toEqual(sold.map(({ sale }) => sale.payment_id).sort());
    expect(second.has_more).toBe(false);
    const path = `/${encodeURIComponent(first.data[0].id)}`;
    expect((await asked('PATCH', path, { owner: 'ada' })).json).toMatchObject({ owner: 'ada', resolution: null, resolved_by: null });
    expect((await asked('PATCH', path, { resolution: 'Taken by hand at the provider.' })).json).toMatchObject({ owner: 'ada', resolution: 'Taken by hand at the provider.', resolved_by: finance.id, resolved_at: expect.any(Number) });
    expect((await list()).data).toHaveLength(1);
    expect((await list('?status=resolved')).data).toMatchObject([{ id: first.data[0].id }]);
    // What is explained is no break of a run any more: a new one is not hidden behind it.
    expect((await run()).breaks).toMatchObject([{ line_id: second.data[0].line_id }]);
    expect((await breaks()).map(({ line_id }) => line_id)).toEqual([second.data[0].line_id]);
    // Nothing is booked for a word; and it can be taken back.
    expect(await app.look(`SELECT count(*)::int AS entries FROM ledger.journal_entry WHERE game_id = $1`, [tenant.gameId])).toEqual([{ entries: 0 }]);
    expect((await asked('PATCH', path, { resolution: null, owner: null })).json).toMatchObject({ owner: null, resolution: null, resolved_by: null, resolved_at: null });
    expect([(await asked('PATCH', path, { owner: 'eve' }, support.token)).status, (await asked('PATCH', '/gam_x', {})).status, (await asked('PATCH', '/unrouted:sandbox:psl_no', { owner: 'ada' })).json.code]).toEqual([403, 404, 'reconciliation.break_not_found']);
    // What was said of one reason is not said of another.
    await asked('PATCH', path, { resolution: 'Taken by hand at the provider.' });
    await app.look(`UPDATE reconciliation.settlement_line SET gross_minor = gross_minor + 1, net_minor = net_minor + 1 WHERE line_id = $1`, [first.data[0].line_id]);
    for (const { sale, charge } of sold) await tellOfSale(sale, charge['id']);
    await run();
    expect((await list()).data).toMatchObject([{ id: first.data[0].id, reason: 'amount_differs', resolution: null, resolved_by: null, resolved_at: null }]);
    // Once it is matched it is no break.
    await app.look(`UPDATE reconciliation.settlement_line SET gross_minor = gross_minor - 1, net_minor = net_minor - 1 WHERE line_id = $1`, [first.data[0].line_id]);
    await run();
    expect([(await list()).data, (await asked('PATCH', path, { owner: 'ada' })).status]).toEqual([[], 404]);
  });

  it('finds the game of a refund whose capture was settled in an earlier report', async () => {
    const sold = await sell();
    await run();
    await refund(sold);
    const report: string = (await atPsp('POST', '/settlements/close')) && (await atPsp('GET', '/settlements/report.csv'))['text'];
    const [heading, ...lines] = report.trim().split('\r\n');
    const onlyRefund = [heading, ...lines.filter((line) => line.includes(',refund,'))].join('\r\n');
    expect(await app.app.get(ImportSettlementFlow).importReport(onlyRefund, 'sandbox', terms)).toEqual({ lines: 1, added: 1, matched: 1, breaks: 0, of_account: 0, changed: 0, posted: 1, games: [tenant.gameId] });
    expect(await openClearing()).toEqual([]);
  });

  it('breaks a line whose amount is not what the provider had told, and does not post it', async () => {
    await atPsp('POST', '/control', { mode: 'wrong_amount', count: 1 });
    const { token } = await atPsp('POST', '/tokens', { number: CARDS.plain, exp_month: 12, exp_year: 2040, security_code: '123' });
    const sale = orderPaidForTest({ payment_id: newId('pmt') });
    await app.look(`INSERT INTO platform.route (kind, handle, game_id, target_id) VALUES ('psp:sandbox', $1, $2, $1)`, [sale.payment_id, tenant.gameId]);
    const charge = await atPsp('POST', '/payments', { reference: sale.payment_id, amount_minor: 1999, currency: 'EUR', token });
    await announce(new PaymentMismatched('payment', sale.payment_id, { ...about(sale), status: 'done', reported_minor: charge['captured_minor'], reported_currency: 'EUR' }));
    await app.settle();
    expect(await run()).toMatchObject({ matched: 0, posted: 0, breaks: [{ reason: 'amount_differs', gross_minor: 1999 }], clearing: [{ currency: 'EUR', open_minor: 2000n }] });
  });

  it('raises an alarm for a kept line that is reported with other amounts, counts it, and keeps what it had', async () => {
    const { sale } = await sell();
    const first = await run();
    const report: string = (await atPsp('GET', '/settlements/report.csv'))['text'];
    const told = async (change: Record<string, string>) => {
      const [names, cells] = report.trim().split('\r\n').map((line) => line.split(',')) as [string[], string[]];
      const alarms: unknown[] = [];
      const error = jest.spyOn(Logger.prototype, 'error').mockImplementation((line) => void alarms.push(line));
      const result = await app.app.get(ImportSettlementFlow).importReport([names, cells.map((cell, at) => change[names[at]!] ?? cell)].map((line) => line.join(',')).join('\r\n'), 'sandbox', terms);
      error.mockRestore();
      return { ...result, alarms };
    };
    const kept = () => app.look('SELECT game_id, line_id, gross_minor::int, fee_minor::int, currency, posted_at IS NOT NULL AS is_posted FROM reconciliation.settlement_line');
    const before = await kept();
    expect([first.changed, before]).toEqual([0, [{ game_id: tenant.gameId, line_id: expect.any(String), gross_minor: 1_999, fee_minor: sale.psp_fee_minor, currency: 'EUR', is_posted: true }]]);
    expect(await told({})).toMatchObject({ changed: 0, alarms: [] });
    const [fee, was] = [sale.psp_fee_minor + 1, `1999 ${sale.psp_fee_minor} ${1_999 - sale.psp_fee_minor} EUR`];
    for (const [change, reported] of [
      [{ fee_minor: String(fee), net_minor: String(1_999 - fee) }, `1999 ${fee} ${1_999 - fee} EUR`], [{ gross_minor: '2000', net_minor: String(2_000 - sale.psp_fee_minor) }, `2000 ${sale.psp_fee_minor} ${2_000 - sale.psp_fee_minor} EUR`],
      [{ currency: 'USD' }, was.replace('EUR', 'USD')],
    ] as const) {
      const alarm = { msg: 'ALARM: a settlement report tells a line with other amounts than before', provider: 'sandbox', game_id: tenant.gameId, count: 1, first: before[0]!['line_id'], was, reported };
      expect(await told(change)).toMatchObject({ lines: 1, added: 0, changed: 1, posted: 0, alarms: [alarm] });
      expect(await kept()).toEqual(before);
    }
    // Also one that stood under no game until its way was known.
    await app.look(`UPDATE reconciliation.settlement_line SET game_id = 'unrouted', state = 'break', reason = 'unknown_payment', payment_id = NULL, posted_at = NULL, matched_at = NULL, fee_minor = 1, net_minor = 1998`);
    expect(await told({})).toMatchObject({ added: 1, changed: 1, alarms: [{ game_id: 'unrouted', count: 1, was: '1999 1 1998 EUR', reported: was }] });
  });

  it('takes nothing of a report that it cannot read', async () => {
    await expect(app.app.get(ImportSettlementFlow).importReport('line_id,type\npsl_1,gift', 'sandbox', terms)).rejects.toMatchObject({ code: 'reconciliation.report_unreadable' });
    expect(await app.look('SELECT 1 FROM reconciliation.settlement_line')).toEqual([]);
  });
});
