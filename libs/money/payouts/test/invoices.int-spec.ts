import { Logger } from '@nestjs/common';
import { OPERATOR } from '#platform/kernel/scope';
import { PAYING_ENTITY_FOR_TEST } from '#sales/receipts/testing';
import { PAYEE_FOR_TEST } from '#studio/onboarding/testing';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';
import { staffOf } from '../../../../test/support/staff.js';
import { AddAccount, ConfirmAccount } from '../app/accounts.js';
import { IssueInvoices } from '../app/issue-invoice.js';
import { invoicePdf } from '../infra/invoice-pdf.js';
import { PayoutsApp } from './payouts-app.js';

/** A Thursday. Money goes out on Mondays. */
const START = '2026-01-01T12:00:00Z';
const DAY = 86_400_000;

describe('a payout is billed in the name of the studio', () => {
  let payouts: PayoutsApp;
  let psp: SandboxPsp;
  beforeAll(async () => {
    psp = await SandboxPsp.start();
    payouts = await PayoutsApp.boot(START, { env: psp.env });
    await psp.bank({ delay_ms: 0 });
  });
  beforeEach(async () => {
    await payouts.studio();
    payouts.paying.entity = PAYING_ENTITY_FOR_TEST;
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await payouts.close();
    await psp.close();
  });

  const staff = async (method: 'GET' | 'PUT' | 'POST', path: string, body?: object): Promise<any> => payouts.app.inject({ method, url: `/operator/v1/${path}`, apiKey: (await staffOf(payouts.app, 'finance')).token, ...(body ? { body } : {}) });
  const ofStudio = (path: string): string => `studios/${payouts.tenant.studioId}/${path}`;
  const monday = (): void => {
    let at = payouts.app.clock.now().getTime() + 8 * DAY;
    while (new Date(at).getUTCDay() !== 1) at += DAY;
    payouts.goTo(new Date(at).toISOString().slice(0, 10));
  };
  /** Sold, waited for and paid out, the same in each currency; answers the payouts, the first one first. */
  const allPaidOut = async (earned: number, currencies: string[]): Promise<{ id: string; amount_minor: number }[]> => {
    for (const currency of currencies) {
      await payouts.account({ currency });
      await payouts.sell(earned, { currency });
    }
    monday();
    await payouts.chores();
    await payouts.later();
    const paid = (await payouts.payouts()).reverse();
    expect(paid.map(({ state, currency }) => [state, currency])).toEqual([...currencies].sort().map((currency) => ['succeeded', currency]));
    return paid;
  };
  const paidOut = async (earned: number): Promise<{ id: string; amount_minor: number }> => (await allPaidOut(earned, ['USD']))[0]!;
  const tail = (): string => payouts.tenant.studioId.slice(-8).toUpperCase();
  /** Of the error lines that were written meanwhile, those about invoices. */
  const alarms = (): unknown[] => {
    const lines: any[] = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((line) => void (String(line?.msg).startsWith('ALARM: invoices') && lines.push(line)));
    return lines;
  };

  it('and where it had ended before there were invoices, given back without a paper; what waits for one waits with its credit note', async () => {
    await payouts.app.look('ALTER TABLE payouts.payout DISABLE TRIGGER want_invoice');
    const { id, amount_minor } = await paidOut(50_000).finally(() => payouts.app.look('ALTER TABLE payouts.payout ENABLE TRIGGER want_invoice'));
    // From then on there are invoices: the invariants hold that of all that follow in this suite.
    // By the clock that ids are made by.
    await payouts.app.look('UPDATE payouts.invoices_begin SET at = clock_timestamp()');
    const lines = alarms();
    const reasons = (): string[] => lines.filter((line: any) => line.studio_id === payouts.tenant.studioId).flatMap((line: any) => line.reason.split(' '));
    const returned = async (payout: string): Promise<void> => {
      expect((await staff('POST', ofStudio(`payouts/${payout}/return`), { reason: 'Account closed' })).status).toBe(204);
      await payouts.app.settle();
    };
    const papers = async (): Promise<string[]> => (await payouts.get('/v1/payout_invoices')).json.data.map(({ kind }: { kind: string }) => kind);
    await returned(id);
    await payouts.chores();
    expect(await payouts.balance()).toMatchObject({ available: amount_minor, owed: 50_000 });
    expect([reasons(), await papers(), await payouts.app.look('SELECT kind FROM payouts.invoice_wanted WHERE payout_id = $1', [id])]).toEqual([[], [], []]);
    payouts.paying.entity = null;
    monday();
    await payouts.chores();
    await payouts.later();
    const second = (await payouts.payouts())[0]!.id;
    await returned(second);
    expect(new Set(reasons())).toEqual(new Set(['legal_entity', 'invoice']));
    expect(await papers()).toEqual([]);
    payouts.paying.entity = PAYING_ENTITY_FOR_TEST;
    await payouts.app.app.get(IssueInvoices).step(payouts.tenant.gameId);
    expect(await papers()).toEqual(['credit_note', 'invoice']);
  });

  it('of a sandbox by a test document: of what was paid, the same to the byte, sealed, and shown to nobody else', async () => {
    const { id, amount_minor } = await paidOut(100_000);
    const { json: invoice } = await payouts.get(`/v1/payouts/${id}/invoice`);
    expect(invoice).toMatchObject({
      kind: 'invoice', number: `TEST-TS-S${tail()}-2026-00001`, environment: 'sandbox', payout_id: id, legal_entity: 'main', currency: 'USD', net_minor: 90_000, tax_minor: 0, total_minor: amount_minor,
      data: { is_test: true, lines: [{ game_id: payouts.tenant.gameId, net_minor: 90_000 }], customer: { name: 'Test Seller Ltd' }, mentions: ['Self-billing', 'No VAT is charged.'], exchange: null },
    });
    const files = [await payouts.get(`/v1/payouts/${id}/invoice/pdf`), await payouts.get(`/v1/payouts/${id}/invoice/pdf`), await staff('GET', ofStudio(`payouts/${id}/invoice/pdf`))];
    expect(files[0]).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="${invoice.number}.pdf"`, 'x-content-sha256': expect.stringMatching(/^[0-9a-f]{64}$/) } });
    expect(new Set(files.map(({ headers, text }) => `${headers['x-content-sha256']} ${text}`)).size).toBe(1);
    expect((await invoicePdf(invoice.data)).equals(await invoicePdf(invoice.data))).toBe(true);
    expect(await payouts.app.look('SELECT count(*)::int AS files FROM payouts.invoice_file WHERE invoice_id = $1', [invoice.id])).toEqual([{ files: 1 }]);
    const [row] = await payouts.app.look(`SELECT i::text || encode(i.data_sealed, 'escape') || encode(f.pdf_sealed, 'escape') AS text FROM payouts.invoice i JOIN payouts.invoice_file f ON f.invoice_id = i.id WHERE i.id = $1`, [invoice.id]);
    for (const told of ['Test Seller', 'Quay Street', '%PDF-']) expect(row!.text).not.toContain(told);
    expect((await staff('GET', ofStudio(`payouts/${id}/invoice`))).json).toEqual(invoice);
    expect((await staff('GET', `payout_invoices?studio_id=${payouts.tenant.studioId}`)).json.data).toMatchObject([{ id: invoice.id }]);
    // A live key sees nothing of a sandbox, nor does another studio.
    const live = await payouts.keyOf({ ...payouts.tenant.scope, gameId: payouts.tenant.liveGameId }, 'live');
    expect((await payouts.get(`/v1/payouts/${id}/invoice`, live)).json).toMatchObject({ status: 404, code: 'payouts.payout_not_found' });
    expect((await payouts.get('/v1/payout_invoices', live)).json.data).toEqual([]);
    await payouts.studio();
    expect((await payouts.get(`/v1/payouts/${id}/invoice`)).json).toMatchObject({ status: 404, code: 'payouts.payout_not_found' });
    // It stays as it was issued; the seals alone may be made again.
    for (const change of ['total_minor = total_minor + 1, net_minor = net_minor + 1', `number = 'x'`, `issued_at = issued_at + interval '1 day'`]) await expect(payouts.app.look(`UPDATE payouts.invoice SET ${change} WHERE id = $1`, [invoice.id])).rejects.toThrow(/stays as it was issued/);
    for (const table of ['invoice', 'invoice_file']) await expect(payouts.app.look(`DELETE FROM payouts.${table}`)).rejects.toThrow(/stays as it was issued/);
    await payouts.app.look('UPDATE payouts.invoice SET data_sealed = data_sealed WHERE id = $1', [invoice.id]);
  });

  it('with numbers that have no gap, however many issue at once, and none that is lost where one of them dies', async () => {
    payouts.paying.entity = null;
    const lines = alarms();
    const paid = await allPaidOut(100_000, ['USD', 'EUR', 'GBP', 'CHF']);
    expect(lines).toContainEqual({ msg: 'ALARM: invoices of payouts wait', studio_id: payouts.tenant.studioId, reason: 'legal_entity', count: expect.any(Number) });
    expect((await payouts.get(`/v1/payouts/${paid[0]!.id}/invoice`)).json).toMatchObject({ status: 404, code: 'payouts.invoice_not_issued', missing: 'legal_entity' });
    const waiting = async (): Promise<any[]> => (await staff('GET', 'waiting_payout_invoices')).json.data.filter((each: { studio_id: string }) => each.studio_id === payouts.tenant.studioId);
    expect(await waiting()).toMatchObject(paid.map(({ id }) => ({ payout_id: id, kind: 'invoice', missing: 'legal_entity' })));
    const pages = [(await staff('GET', 'waiting_payout_invoices?limit=3')).json];
    pages.push((await staff('GET', `waiting_payout_invoices?limit=3&starting_after=${pages[0].next_cursor}`)).json);
    expect(pages.map(({ data, has_more }) => [data.length, has_more])).toEqual([[3, true], [1, false]]);
    // Whoever dies behind the number has taken none.
    payouts.paying.entity = PAYING_ENTITY_FOR_TEST;
    const issue = (): Promise<number> => payouts.app.app.get(IssueInvoices).step(payouts.tenant.gameId);
    await payouts.app.look(`CREATE FUNCTION payouts.die() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''dies''; END'; CREATE TRIGGER die BEFORE INSERT ON payouts.invoice FOR EACH ROW EXECUTE FUNCTION payouts.die()`);
    await expect(issue()).rejects.toThrow('dies');
    await payouts.app.look('DROP TRIGGER die ON payouts.invoice; DROP FUNCTION payouts.die()');
    await Promise.all([issue(), issue(), issue(), issue()]);
    await issue();
    expect(await waiting()).toEqual([]);
    const { data } = (await payouts.get('/v1/payout_invoices')).json;
    expect(data.map(({ number }: { number: string }) => number.slice(-5)).sort()).toEqual(['00001', '00002', '00003', '00004']);
    expect(data.map(({ payout_id }: { payout_id: string }) => payout_id).sort()).toEqual(paid.map(({ id }) => id).sort());
    const first = (await payouts.get('/v1/payout_invoices?limit=3')).json;
    const second = (await payouts.get(`/v1/payout_invoices?limit=3&starting_after=${first.next_cursor}`)).json;
    expect([...first.data, ...second.data]).toEqual(data);
    expect([first.has_more, second.has_more]).toEqual([true, false]);
  });

  it('of live money once all is there: the company, the agreement and how it is taxed; and of a year of its own', async () => {
    const lines = alarms();
    const live = { ...payouts.tenant.scope, gameId: payouts.tenant.liveGameId };
    const key = await payouts.keyOf(live, 'live');
    const by = (id: string) => ({ ...live, actor: { kind: 'member' as const, id } });
    const { id: account } = await payouts.app.commands.execute(new AddAccount({ environment: 'live', currency: 'EUR', holder_name: 'X', country: 'DE', iban: 'DE89 3704 0044 0532 0130 00', asked_by_member: 'mem_one' }), by('mem_one'));
    await payouts.app.commands.execute(new ConfirmAccount(account, 'live'), by('mem_other'));
    await payouts.standing(1, {}, OPERATOR);
    await staff('PUT', ofStudio('payout_standing'), { payouts_enabled: true, reason: 'Agreed.' });
    const company = PAYEE_FOR_TEST.company!;
    const tell = (told: object): void => void payouts.payees.set(payouts.tenant.studioId, { ...PAYEE_FOR_TEST, ...told });
    await payouts.sell(11_900 * 10, { game: payouts.tenant.liveGameId, currency: 'EUR' });
    monday();
    await payouts.chores();
    await payouts.later();
    const [payout] = (await payouts.get('/v1/payouts', key)).json.data;
    expect(payout).toMatchObject({ state: 'succeeded', amount_minor: 107_100 });
    const missing = async (): Promise<string | undefined> => {
      await payouts.app.app.get(IssueInvoices).step(payouts.tenant.liveGameId);
      const { json } = await payouts.get(`/v1/payouts/${payout.id}/invoice`, key);
      return json.missing ?? json.number;
    };
    expect(await missing()).toBe('company');
    tell({ self_billing: null });
    expect(await missing()).toBe('agreement');
    // Both in Ireland: whether the studio charges VAT nobody can tell but the two.
    tell({ company: { ...company, country: 'IE', tax_id: 'IE1' } });
    expect(await missing()).toBe('vat');
    expect(lines.map((line: any) => line.reason)).toEqual(expect.arrayContaining(['company', 'agreement', 'vat']));
    expect(await payouts.app.look('SELECT * FROM payouts.invoice_series WHERE studio_id = $1', [payouts.tenant.studioId])).toEqual([]);
    const terms = (body: object): Promise<any> => staff('PUT', ofStudio('invoice_terms'), { reason: 'Registered.', ...body });
    expect((await terms({ vat: 'charged' })).json).toMatchObject({ status: 422, code: 'payouts.invoice_terms_incomplete', errors: [{ loc: ['body', 'rate'] }] });
    expect((await terms({ vat: 'none' })).json).toMatchObject({ status: 422, code: 'payouts.invoice_terms_incomplete', errors: [{ loc: ['body', 'law'] }] });
    expect((await terms({ vat: 'derived', language: 'de' })).json.data).toMatchObject([{ version: 1, language: 'de' }]);
    expect((await terms({ vat: 'charged', rate: '19' })).json.data).toMatchObject([{ version: 2, vat: 'charged', rate: '19', language: null }, { version: 1 }]);
    // The worker tries every hour.
    await payouts.chores();
    expect(await missing()).toBe(`TS-S${tail()}-2026-00001`);
    const { json: invoice } = await payouts.get(`/v1/payouts/${payout.id}/invoice`, key);
    expect(invoice).toMatchObject({
      net_minor: 90_000, tax_minor: 17_100, total_minor: 107_100,
      data: { is_test: false, language: 'en', supplier: { name: 'Süßholz Spiele GmbH', country: 'IE', tax_id: 'IE1' }, agreement: { version: '2026-01' }, vat: { treatment: 'charged', rate: '19' }, mentions: ['Self-billing', 'The total contains VAT at 19 %.'] },
    });
    // What is said of the studio later changes nothing of it, and counts for the next, which begins the series of another year.
    tell({ company });
    await terms({ vat: 'derived' });
    await payouts.sell(10_000, { game: payouts.tenant.liveGameId, currency: 'EUR' });
    payouts.goTo('2027-01-04');
    await payouts.chores();
    await payouts.later();
    const { data } = (await payouts.get('/v1/payout_invoices', key)).json;
    expect(data).toMatchObject([{ number: `TS-S${tail()}-2027-00001`, tax_minor: 0 }, { id: invoice.id }]);
    expect((await payouts.get(`/v1/payouts/${payout.id}/invoice`, key)).json).toEqual(invoice);
    expect((await payouts.get(`/v1/payouts/${data[0].payout_id}/invoice`, key)).json.data).toMatchObject({ language: 'de', supplier: { country: 'DE' }, vat: { treatment: 'reverse_charge' } });
  });

  it('by the terms that were set last, however many are set at once', async () => {
    const { token } = await staffOf(payouts.app, 'finance');
    const set = (n: number) => payouts.app.inject({ method: 'PUT', url: `/operator/v1/${ofStudio('invoice_terms')}`, apiKey: token, body: { vat: 'derived', reason: `x' OR '1'='${n}` } });
    expect((await Promise.all([1, 2, 3, 4, 5, 6].map(set))).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect((await staff('GET', ofStudio('invoice_terms'))).json.data.map(({ version }: { version: number }) => version)).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('and taken back by a credit note where the money came back, which is owed again', async () => {
    const { id, amount_minor } = await paidOut(50_000);
    const back = (told: string, body: object = { reason: 'Account closed' }): Promise<any> => staff('POST', ofStudio(`payouts/${told}/return`), body);
    expect((await back('pyo_01h00000000000000000000001')).json).toMatchObject({ status: 404, code: 'payouts.payout_not_found' });
    expect(await payouts.balance()).toMatchObject({ available: 0 });
    const answers = await Promise.all([back(id), back(id)]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    await payouts.app.settle();
    expect((await back(id)).status).toBe(204);
    await payouts.chores();
    expect(await payouts.balance()).toMatchObject({ available: amount_minor, owed: 50_000 });
    expect(await payouts.owed()).toEqual({ 'studio_payable USD': -amount_minor, 'studio_reserve USD': -5_000 });
    expect((await payouts.get(`/v1/payouts/${id}`)).json).toMatchObject({ state: 'succeeded', returned_at: expect.any(Number) });
    const { data } = (await payouts.get('/v1/payout_invoices')).json;
    expect(data).toMatchObject([{ kind: 'credit_note', number: `TEST-TS-S${tail()}-2027-00002`, total_minor: amount_minor, original_id: data[1].id }, { kind: 'invoice', number: `TEST-TS-S${tail()}-2027-00001` }]);
    expect((await payouts.get(`/v1/payouts/${id}/invoice?kind=credit_note`)).json.data).toMatchObject({ title: 'Self-billing credit note', original: { invoice_id: data[1].id, number: data[1].number, reason: 'Account closed' } });
    expect((await payouts.get(`/v1/payouts/${id}/invoice/pdf?kind=credit_note`)).headers).toMatchObject({ 'content-disposition': `inline; filename="${data[0].number}.pdf"` });
    // It is paid again, and billed again.
    monday();
    await payouts.chores();
    await payouts.later();
    expect((await payouts.get('/v1/payout_invoices')).json.data).toMatchObject([{ kind: 'invoice', number: `TEST-TS-S${tail()}-2027-00003`, total_minor: amount_minor }, { kind: 'credit_note' }, { kind: 'invoice' }]);
  });

  it('whole, though platform fees of its own sales were set off before: in this payout, once, and what is owed of them beyond it in the next', async () => {
    await payouts.account();
    await payouts.sellItself(70_000);
    await payouts.sell(50_000);
    expect(await payouts.balance()).toMatchObject({ owed: -20_000, available: -20_000 });
    monday();
    await payouts.chores();
    expect([await payouts.lastRun(), await payouts.payouts()]).toEqual(['nothing', []]);
    const later = await payouts.sellItself(1_000);
    await payouts.sell(80_000);
    monday();
    await payouts.chores();
    await payouts.later();
    const [first] = await payouts.payouts();
    const invoice = async (id: string) => (await payouts.get(`/v1/payouts/${id}/invoice`)).json;
    // All that was sold for the operator, but for what is kept back: no fee of an own sale is part of it.
    expect((await invoice(first!.id)).data).toMatchObject({ total_minor: first!.amount_minor + 71_000, set_off: { fees_minor: 71_000, paid_minor: first!.amount_minor } });
    expect(await payouts.books()).toMatchObject({ 'platform_fee_revenue USD': -71_010 });
    await later.refund();
    await payouts.sell(20_000);
    monday();
    await payouts.chores();
    await payouts.later();
    const [second] = await payouts.payouts();
    expect((await invoice(second!.id)).data).toMatchObject({ total_minor: second!.amount_minor - 1_000, set_off: { fees_minor: -1_000, paid_minor: second!.amount_minor } });
    const pdf = await payouts.get(`/v1/payouts/${second!.id}/invoice/pdf`);
    expect(pdf.text.slice(0, 5)).toBe('%PDF-');
  });
});
