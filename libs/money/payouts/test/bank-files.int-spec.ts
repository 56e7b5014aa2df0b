import { Logger } from '@nestjs/common';
import type { StaffSignedIn } from '../../../../test/support/staff.js';
import { staffOf } from '../../../../test/support/staff.js';
import { PAYEE_FOR_TEST } from '#studio/onboarding/testing';
import { AddAccount, ConfirmAccount } from '../app/accounts.js';
import { endToEndOf } from '../domain/bank-orders.js';
import { PayoutsApp } from './payouts-app.js';

/** A Thursday. Money goes out on Mondays. */
const START = '2026-01-01T12:00:00Z';
const DEBIT = { legal_entity: 'main', currency: 'USD', holder_name: 'Test Seller Ltd', country: 'IE', iban: 'IE29 AIBK 9311 5212 3456 78', bic: 'AIBKIE2DXXX' };
const REASON = '<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>';

describe('payouts that leave as files for a bank', () => {
  let payouts: PayoutsApp;
  let ada: StaffSignedIn;
  let support: StaffSignedIn;
  let liveKey: string;
  let messages = 0;
  beforeAll(async () => {
    payouts = await PayoutsApp.boot(START);
    await payouts.studio();
    liveKey = await payouts.keyOf({ ...payouts.tenant.scope, gameId: payouts.tenant.liveGameId }, 'live');
    await payouts.standing(1);
    await staff('PUT', `studios/${payouts.tenant.studioId}/payout_standing`, { payouts_enabled: true, reason: 'verified' }, await staffOf(payouts.app, 'finance'));
    const by = (id: string) => ({ ...payouts.tenant.scope, actor: { kind: 'member' as const, id } });
    const { id } = await payouts.app.commands.execute(new AddAccount({ environment: 'live', currency: 'USD', holder_name: 'Söhne & Töchter', country: 'DE', iban: 'DE89 3704 0044 0532 0130 00', asked_by_member: 'mem_one' }), by('mem_one'));
    await payouts.app.commands.execute(new ConfirmAccount(id, 'live'), by('mem_other'));
  });
  afterAll(() => payouts.close());

  const staff = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object, who = ada): Promise<any> => payouts.app.inject({ method, url: `/operator/v1/${path}`, apiKey: who.token, ...(body ? { body } : {}) });
  /** Sessions are short, and days go by. */
  const signIn = async (): Promise<void> => { ada = await staffOf(payouts.app, 'finance'); };
  const live = async (): Promise<any[]> => (await payouts.get('/v1/payouts', liveKey)).json.data;
  /** Sold and waited for: the run of a Monday orders it. */
  const ordered = async (earned: number): Promise<string | undefined> => {
    await payouts.sell(earned, { game: payouts.tenant.liveGameId });
    let at = payouts.app.clock.now().getTime() + 8 * 86_400_000;
    while (new Date(at).getUTCDay() !== 1) at += 86_400_000;
    payouts.goTo(new Date(at).toISOString().slice(0, 10));
    await payouts.chores();
    await signIn();
    return (await live())[0]?.id;
  };
  const entry = (side: 'DBIT' | 'CRDT', id: string, amount: string, more = ''): string =>
    `<Ntry><Amt Ccy="USD">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><TxDtls><Refs><EndToEndId>${endToEndOf(id)}</EndToEndId></Refs>${more}</TxDtls></NtryDtls></Ntry>`;
  const account = (iban: string): string => `<Acct><Id><IBAN>${iban}</IBAN></Id></Acct>`;
  const camt = (entries: string, id = `STM-${++messages}`, iban = 'IE29AIBK93115212345678'): string =>
    `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>${id}</MsgId></GrpHdr><Stmt><Id>1</Id>${account(iban)}${entries}</Stmt></BkToCstmrStmt></Document>`;
  /** A status report that refuses a whole file of ours. */
  const refusal = (message: string, of: string): string =>
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>${message}</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${of.replace('_', '-')}</OrgnlMsgId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>`;
  const report = (file: string, who = ada): Promise<any> => staff('POST', 'bank_reports', { file }, who);
  const owed = (): Promise<Record<string, number>> => payouts.owed(payouts.tenant.liveGameId);
  let first: string;
  let batch: any;
  let xml: string;

  it('wait for an account to be paid from', async () => {
    expect(await ordered(100_000)).toBeUndefined();
    support = await staffOf(payouts.app, 'support');
    expect(await payouts.lastRun('USD', liveKey)).toBe('no_provider');
    expect((await staff('PUT', 'debit_accounts', { ...DEBIT, iban: 'IE00 AIBK' })).json).toMatchObject({ status: 422, code: 'payouts.account_invalid' });
    expect((await staff('PUT', 'debit_accounts', DEBIT, support)).status).toBe(403);
    expect((await staff('POST', 'bank_batches', { legal_entity: 'main', currency: 'USD' })).json).toMatchObject({ status: 404, code: 'payouts.debit_account_not_found' });
    expect((await staff('PUT', 'debit_accounts', DEBIT)).status).toBe(204);
    expect((await staff('GET', 'debit_accounts')).json.data).toMatchObject([{ legal_entity: 'main', currency: 'USD', ends_with: '5678', set_by: ada.id }]);
    expect((await staff('POST', 'bank_batches', { legal_entity: 'main', currency: 'USD' })).json).toMatchObject({ status: 409, code: 'payouts.nothing_to_batch' });
  });

  it('go into one file, once, however many make one', async () => {
    first = (await ordered(10_000))!;
    expect(await live()).toMatchObject([{ id: first, state: 'in_transit', provider: 'iso20022', amount_minor: 99_000, provider_reference: endToEndOf(first) }]);
    expect(await owed()).toMatchObject({ 'payouts_in_transit:iso20022 USD': -99_000 });
    // Asked again and again it is ordered once; of those who make a file at once one has it.
    await payouts.later();
    const made = await Promise.all([1, 2, 3].map(() => staff('POST', 'bank_batches', { legal_entity: 'main', currency: 'USD' })));
    expect(made.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    batch = made.find(({ status }) => status === 201).json;
    expect(batch).toMatchObject({ transactions: 1, control_sum: '990.00', currency: 'USD', sent_at: null, transfers: [{ payout_id: first, state: 'in_file', reason_code: null }] });
  });

  it('are a file that stays as it was made and names payee and payout', async () => {
    support = await staffOf(payouts.app, 'support');
    const file = () => staff('GET', `bank_batches/${batch.id}/file`);
    xml = (await file()).text;
    expect(xml).toContain(`<EndToEndId>${endToEndOf(first)}</EndToEndId>`);
    expect(xml).toContain('<InstdAmt Ccy="USD">990.00</InstdAmt>');
    expect(xml).toContain('<IBAN>DE89370400440532013000</IBAN>');
    expect(xml).toContain('Söhne &amp; Töchter');
    await staff('PUT', 'debit_accounts', { ...DEBIT, holder_name: 'Another Ltd' });
    payouts.seconds(60);
    expect((await file()).text).toBe(xml);
    expect((await staff('GET', `bank_batches/${batch.id}/file`, undefined, support)).status).toBe(403);
    for (const [table, change] of [['bank_batch', `sha256 = 'x'`], ['bank_order', 'amount_minor = 1'], ['bank_order', `batch_id = 'pyb_other'`]]) await expect(payouts.app.look(`UPDATE payouts.${table} SET ${change}`)).rejects.toThrow(/as it was/);
    expect(JSON.stringify(await payouts.app.look(`SELECT encode(details_sealed, 'escape') FROM payouts.bank_order`))).not.toContain('DE89370400440532013000');
    const [sent, again] = [await staff('POST', `bank_batches/${batch.id}/sent`), await staff('POST', `bank_batches/${batch.id}/sent`)];
    expect(sent.json).toMatchObject({ sent_by: ada.id, transfers: [{ state: 'sent' }] });
    expect(again.json).toEqual(sent.json);
    expect((await staff('GET', 'bank_batches')).json.data).toMatchObject([{ id: batch.id, sent_by: ada.id }]);
    expect((await staff('GET', 'bank_batches/pyb_01h00000000000000000000001')).json).toMatchObject({ status: 404, code: 'payouts.bank_batch_not_found' });
  });

  it('succeed by the word of the bank, told once; another amount is a break and no payout', async () => {
    const alarms: any[] = [];
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation((line) => void alarms.push(line));
    expect((await report(camt(entry('DBIT', first, '989.99')))).json.outcomes).toEqual({ amount_differs: 1 });
    error.mockRestore();
    expect(alarms).toContainEqual(expect.objectContaining({ msg: 'ALARM: a bank tells of payouts what was not ordered', count: 1 }));
    await payouts.later();
    expect(await live()).toMatchObject([{ state: 'in_transit' }]);
    const file = camt(entry('DBIT', first, '990.00') + entry('DBIT', 'pyo_01h00000000000000000000009', '5.00') + '<Ntry><Amt Ccy="USD">2.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts></Ntry>', 'STM-paid');
    const answers = await Promise.all([report(file), report(file)]);
    expect(answers.map(({ json }) => json.outcomes)).toEqual([{ booked: 1, unknown: 2 }, { booked: 1, unknown: 2 }]);
    expect(answers[1]!.json.id).toBe(answers[0]!.json.id);
    expect((await report(file.replace('990.00', '990.01'))).json).toMatchObject({ status: 409, code: 'payouts.bank_report_differs' });
    // Another bank uses the same message id. Of the same end-to-end id it tells of its own account, the payee's.
    expect((await report(camt(entry('CRDT', first, '990.00'), 'STM-paid', 'IE64IRCE92050112345678'))).json.outcomes).toEqual({ unknown: 1 });
    expect((await report(camt(entry('DBIT', first, '990.00')))).json.outcomes).toEqual({ repeated: 1 });
    await payouts.later();
    await payouts.later();
    expect(await live()).toMatchObject([{ state: 'succeeded', amount_minor: 99_000 }]);
    expect(await owed()).toMatchObject({ 'bank:iso20022 USD': -99_000 });
    expect(await owed()).not.toHaveProperty('payouts_in_transit:iso20022 USD');
    const page = async (after = ''): Promise<any> => (await staff('GET', `bank_entries?outcome=unknown&limit=1${after}`)).json;
    const pages = [await page()];
    while (pages.at(-1).has_more) pages.push(await page(`&starting_after=${pages.at(-1).next_cursor}`));
    expect(pages.map(({ data }) => data)).toMatchObject([[{ amount: 99_000, direction: 'credit', outcome: 'unknown' }], [{ amount: 500, direction: 'debit', outcome: 'unknown' }], [{ amount: 250, reference: null }]]);
  });

  it('that came back after they were paid are owed again by the word of the bank and of two of the staff, with a credit note', async () => {
    payouts.payees.set(payouts.tenant.studioId, PAYEE_FOR_TEST);
    await payouts.chores();
    const back = (who = ada, reason = 'AC04'): Promise<any> => staff('POST', `studios/${payouts.tenant.studioId}/payouts/${first}/return`, { reason }, who);
    expect((await back()).json).toMatchObject({ status: 409, code: 'payouts.payout_not_returnable' });
    // The bank refuses a file that is sent a second time: no money has come.
    expect((await report(refusal('ST-0', batch.id))).json.outcomes).toEqual({ returned_after_paid: 1 });
    expect((await back()).json).toMatchObject({ status: 409, code: 'payouts.payout_not_returnable' });
    // What comes back from a payout that has ended is a break, for a person.
    expect((await report(camt(entry('CRDT', first, '990.00', REASON)))).json.outcomes).toEqual({ returned_after_paid: 1 });
    expect(await live()).toMatchObject([{ state: 'succeeded' }]);
    expect((await back(await staffOf(payouts.app, 'support'))).status).toBe(403);
    // One person alone, however often, returns nothing.
    expect((await Promise.all([back(), back()])).map(({ status }) => status)).toEqual([204, 204]);
    expect((await back()).status).toBe(204);
    await payouts.app.settle();
    expect(await live()).toMatchObject([{ id: first, state: 'succeeded', returned_at: null }]);
    expect(await owed()).toMatchObject({ 'bank:iso20022 USD': -99_000 });
    const bob = await staffOf(payouts.app, 'admin');
    expect((await Promise.all([back(bob, 'I see it too'), back(bob, 'I see it too')])).map(({ status }) => status)).toEqual([204, 204]);
    await payouts.app.settle();
    expect((await staff('GET', `bank_orders/${first}`)).json).toMatchObject({ state: 'booked', said: [{ state: 'returned', said_by: ada.id, reason: 'AC04' }, { state: 'returned', said_by: bob.id }] });
    expect(await live()).toMatchObject([{ id: first, state: 'succeeded', returned_at: expect.any(Number) }]);
    expect(await owed()).not.toHaveProperty('bank:iso20022 USD');
    expect((await payouts.get('/v1/payout_invoices', liveKey)).json.data).toMatchObject([{ kind: 'credit_note', total_minor: 99_000 }, { kind: 'invoice', total_minor: 99_000 }]);
  });

  it('fail with the reason of the bank when they are refused or come back, also after they were booked, and are owed again', async () => {
    const second = (await ordered(50_000))!;
    await staff('POST', 'bank_batches', { legal_entity: 'main', currency: 'USD' });
    const amount = ((await live())[0].amount_minor / 100).toFixed(2);
    expect((await report(camt(entry('DBIT', second, amount) + entry('CRDT', second, amount, REASON)))).json.outcomes).toEqual({ booked: 1, rejected: 1 });
    await payouts.later();
    expect(await live()).toMatchObject([{ id: second, state: 'failed', failure: 'AC04' }, { id: first, state: 'succeeded' }]);
    expect(await owed()).not.toHaveProperty('payouts_in_transit:iso20022 USD');
    const third = await ordered(5_000);
    const { id } = (await staff('POST', 'bank_batches', { legal_entity: 'main', currency: 'USD' })).json;
    expect((await report(refusal('ST-1', id))).json).toMatchObject({ kind: 'pain.002', outcomes: { rejected: 1 } });
    expect((await report(refusal('ST-2', 'ELSEWHERE-1'))).json.outcomes).toEqual({ unknown: 1 });
    expect((await staff('GET', 'bank_entries?outcome=unknown&limit=1')).json.data).toMatchObject([{ reference: 'ELSEWHERE-1', direction: 'rejection', reason_code: 'FF01' }]);
    await payouts.later();
    expect((await live())[0]).toMatchObject({ id: third, state: 'failed', failure: 'FF01' });
  });

  it('are settled by two people of the staff where the bank says nothing, or something that differs', async () => {
    const said = (who: StaffSignedIn, state: string, reason = 'The portal refused the file', id = fourth, more = {}): Promise<any> => staff('POST', `bank_orders/${id}/settlement`, { state, reason, ...more }, who);
    const fourth = (await ordered(50_000))!;
    const bob = await staffOf(payouts.app, 'admin');
    expect((await said(ada, 'rejected')).json).toMatchObject({ status: 409, code: 'payouts.bank_order_state', state: 'waiting' });
    await staff('POST', 'bank_batches', { legal_entity: 'main', currency: 'USD' });
    expect((await said(await staffOf(payouts.app, 'support'), 'rejected')).status).toBe(403);
    expect((await said(ada, 'booked', 'x', fourth, { debited_amount: 5 })).json).toMatchObject({ status: 422, code: 'payouts.debited_amount_needed' });
    // One person alone, however often, settles nothing; nor do two who disagree.
    expect((await said(ada, 'booked')).json).toMatchObject({ state: 'in_file', said: [{ state: 'booked', said_by: ada.id, reason: 'The portal refused the file' }] });
    expect((await said(ada, 'booked')).json.said).toHaveLength(1);
    expect((await said(bob, 'rejected')).json).toMatchObject({ state: 'in_file', said: [{ state: 'booked' }, { state: 'rejected', said_by: bob.id }] });
    const settled = await Promise.all([said(ada, 'rejected', 'I see it too'), said(ada, 'rejected', 'I see it too')]);
    expect(settled.map(({ json }) => [json.state, json.reason_code, json.said.length])).toEqual([['rejected', 'NARR', 3], ['rejected', 'NARR', 3]]);
    expect((await said(bob, 'booked')).json).toMatchObject({ status: 409, state: 'rejected' });
    await payouts.later();
    expect((await live())[0]).toMatchObject({ id: fourth, state: 'failed', failure: 'NARR' });
    expect(await owed()).not.toHaveProperty('payouts_in_transit:iso20022 USD');
    expect((await staff('GET', `bank_orders/${fourth}`)).json).toMatchObject({ payout_id: fourth, state: 'rejected', currency: 'USD', debit_currency: 'USD' });
    expect((await staff('GET', 'bank_orders/pyo_01h00000000000000000000001')).json).toMatchObject({ status: 404, code: 'payouts.bank_order_not_found' });
    await expect(payouts.app.look('DELETE FROM payouts.bank_order')).rejects.toThrow(/stays ordered/);
  });

  it('refuse files that are none, or too much', async () => {
    support = await staffOf(payouts.app, 'support');
    expect((await report(`<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${camt('')}`)).json).toMatchObject({ status: 422, code: 'payouts.bank_report_unreadable' });
    expect((await report(camt('x'.repeat(900_000)))).status).toBe(422);
    expect((await report(camt('x'.repeat(1_100_000)))).status).toBe(413);
    expect((await report(camt(''), support)).status).toBe(403);
    expect((await staff('DELETE', 'debit_accounts?legal_entity=main&currency=USD')).status).toBe(204);
    expect((await staff('DELETE', 'debit_accounts?legal_entity=main&currency=USD')).json).toMatchObject({ status: 404 });
  });
});
