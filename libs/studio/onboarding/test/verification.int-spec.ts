import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Logger } from '@nestjs/common';
import { GetPayee, GetTaxpayer } from '#money/payouts/queries';
import { Housekeeping } from '#platform/housekeeping/housekeeping';
import { Receiver } from '../../../../test/support/receiver.js';
import { COMPANY, OnboardingSuite } from './onboarding-suite.js';

const suite = new OnboardingSuite();
const receiver = Receiver.ofSuite();
const folder = mkdtempSync(path.join(tmpdir(), 'hubcraft-list-'));
const list = path.join(folder, 'list.csv');
let edition = 0;
/** Another edition of the list: its file has another time. */
const listed = (...rows: string[]): void => {
  writeFileSync(list, `${['1,"SMITH, John",individual', ...rows, `9999,"Edition ${++edition}"`].join('\r\n')}\r\n`);
};
listed();
beforeAll(() => suite.open({ SANCTIONS_LIST_FILE: list }));
afterAll(async () => {
  await suite.app?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => suite.studio(receiver));
afterEach(() => jest.restoreAllMocks());

const seen = async () => (await suite.ofStudio(2, 'GET', 'verification')).json;
const announced = async () =>
  (await suite.app.look<{ payload: any }>(`SELECT payload FROM platform.outbox_event WHERE type = 'onboarding.standing.changed.v1' AND aggregate_id = $1 ORDER BY id`, [suite.tenant.studioId])).map(({ payload }) => payload);
const pass = () => suite.decide('approve', {});

describe('company data', () => {
  it('are kept sealed, shown to owners and staff, and told to nobody else', async () => {
    const owner = (await suite.owner()).id;
    const { id } = (await suite.member('PUT', 'verification/company', COMPANY)).json.company;
    const { json } = await suite.byKey('GET', 'verification');
    expect(json).toMatchObject({ kyb_status: 'submitted', company: { id, ...COMPANY, submitted_by: owner }, approved_company_id: null, has_self_billing: false, tax_form: null });
    expect(json).not.toHaveProperty('screening');
    expect(JSON.stringify(await suite.app.look('SELECT * FROM onboarding.company WHERE id = $1', [id]))).not.toContain('Fuchs');
    expect(JSON.stringify(await announced())).not.toMatch(/Fuchs|Fox/);
    const [entry] = await suite.app.look(`SELECT request::text AS told, actor_id FROM platform.audit_entry WHERE studio_id = $1 AND operation = 'submit_company'`, [suite.tenant.studioId]);
    expect(entry).toMatchObject({ actor_id: owner, told: expect.not.stringContaining('Fuchs') });
    for (const apiKey of [suite.tenant.apiKey, suite.tenant.liveApiKey]) expect((await suite.app.inject({ method: 'GET', url: '/v1/verification', apiKey })).status).toBe(403);
  });

  it('that were approved count while newer ones wait', async () => {
    const first = await suite.submit();
    await suite.approve(first);
    const second = await suite.submit({ legal_name: 'Blue Fox Interactive GmbH' });
    expect(await seen()).toMatchObject({ kyb_status: 'approved', approved_company_id: first, company: { id: second } });
    expect((await suite.staff(2, 'GET', 'verifications?status=approved&limit=100')).json.data).toContainEqual(expect.objectContaining({ studio_id: suite.tenant.studioId, waits_for_approval: true }));
    await suite.approve(second);
    expect(await seen()).toMatchObject({ approved_company_id: second });
  });
});

describe('an approval', () => {
  it('takes two of the staff, names the data that were looked at, and is announced', async () => {
    expect((await suite.decide('approve', { company_id: 'kyv_00000000000000000000000001' })).json.code).toBe('onboarding.decision_not_possible');
    const id = await suite.submit();
    expect((await suite.decide('approve', { company_id: id }, 2)).status).toBe(403);
    expect((await suite.decide('approve', { company_id: 'kyv_00000000000000000000000001' })).json).toMatchObject({ code: 'onboarding.company_outdated', company_id: id });
    expect((await pass()).json.code).toBe('onboarding.company_outdated');
    const { json } = await suite.decide('approve', { company_id: id });
    const decision = json.decisions[0];
    expect([json.kyb_status, decision]).toEqual(['submitted', expect.objectContaining({ kind: 'approve', state: 'open', company_id: id, proposed_by: expect.stringMatching(/^stf_/), decided_by: null })]);
    expect((await suite.decide('approve', { company_id: id })).json.code).toBe('onboarding.decision_there');
    const approval = (who: 0 | 1) => suite.ofStudio(who, 'POST', `verification/decisions/${decision.id}/approval`);
    expect((await approval(0)).json.code).toBe('onboarding.second_person_needed');
    const answers = await Promise.all([approval(1), approval(1)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await seen()).toMatchObject({ kyb_status: 'approved', approved_company_id: id, reason: 'Because of approve.', decisions: [{ state: 'applied' }] });
    expect((await announced()).at(-1)).toEqual({ studio_id: suite.tenant.studioId, version: expect.any(Number), kyb_status: 'approved', is_listed: false, has_self_billing: false, has_tax_form: false, tax_form_valid_until: null });
  });

  it('of data that are not the newest any more comes to nothing', async () => {
    const { json } = await suite.decide('approve', { company_id: await suite.submit() });
    await suite.submit({ legal_name: 'Another GmbH' });
    expect((await suite.ofStudio(1, 'POST', `verification/decisions/${json.decisions[0].id}/approval`)).json.code).toBe('onboarding.decision_over');
    expect(await seen()).toMatchObject({ kyb_status: 'submitted', decisions: [{ state: 'outdated' }] });
  });

  it('that waits comes to nothing when something else is decided: one person alone lifts no suspension', async () => {
    await suite.approve(await suite.submit());
    const { json } = await suite.decide('approve', { company_id: await suite.submit({ legal_name: 'Another GmbH' }) });
    await suite.decide('suspend');
    expect((await suite.ofStudio(1, 'POST', `verification/decisions/${json.decisions[0].id}/approval`)).json.code).toBe('onboarding.decision_over');
    expect(await seen()).toMatchObject({ kyb_status: 'suspended' });
  });

  it('is taken back by who proposed it and refused by another, and the studio is asked for more', async () => {
    const id = await suite.submit();
    for (const [who, state] of [[0, 'withdrawn'], [1, 'rejected']] as const) {
      const { json } = await suite.decide('approve', { company_id: id });
      expect((await suite.ofStudio(who, 'POST', `verification/decisions/${json.decisions[0].id}/rejection`)).json.decisions[0]).toMatchObject({ state });
    }
    expect((await suite.decide('start_review')).json.kyb_status).toBe('in_review');
    expect((await suite.decide('request_information')).json).toMatchObject({ kyb_status: 'needs_information', reason: 'Because of request_information.' });
    expect((await suite.decide('approve', { company_id: id })).json).toMatchObject({ code: 'onboarding.decision_not_possible', kyb_status: 'needs_information' });
    await suite.submit();
    expect(await seen()).toMatchObject({ kyb_status: 'submitted', reason: null });
  });
});

describe('the screening', () => {
  it('looks names up whenever they change; who stands on the list is approved by who says where she looked', async () => {
    const clear = await suite.submit();
    expect((await seen()).screening).toMatchObject({ outcome: 'clear', provider: 'local_list', list: expect.any(String), hits: [], screened_at: expect.any(Number) });
    const id = await suite.submit({ people: [{ ...COMPANY.people[0], name: 'Jöhn  Smith' }] });
    expect(id).not.toBe(clear);
    expect(await seen()).toMatchObject({ is_listed: true, screening: { outcome: 'hit', hits: [{ who: 'people[0]', entry: '1' }] } });
    expect((await announced()).at(-1)).toMatchObject({ is_listed: true });
    expect((await suite.decide('approve', { company_id: id })).json).toMatchObject({ code: 'onboarding.screening_note_needed', screening: 'hit' });
    await suite.approve(id);
    expect(await seen()).toMatchObject({ is_listed: false, kyb_status: 'approved' });
  });

  it('that finds a name after an approval was proposed takes another proposal', async () => {
    const id = await suite.submit();
    const proposed = (await suite.decide('approve', { company_id: id, screening_note: 'OFAC, by hand.' })).json;
    listed('2,"BLUE FOX GAMES LTD.",entity');
    expect((await suite.ofStudio(0, 'POST', 'verification/screening')).json.screening.outcome).toBe('hit');
    const { id: decision } = proposed.decisions.find(({ state }: { state: string }) => state === 'open');
    expect((await suite.ofStudio(1, 'POST', `verification/decisions/${decision}/approval`)).json).toMatchObject({ status: 409, code: 'onboarding.hits_since_proposal' });
    listed();
    await suite.ofStudio(0, 'POST', 'verification/screening');
    expect((await suite.ofStudio(1, 'POST', `verification/decisions/${decision}/approval`)).json.kyb_status).toBe('approved');
  });

  it('is done again with each edition of the list, and tells of what nobody has looked at yet', async () => {
    const id = await suite.submit({ people: [{ ...COMPANY.people[0], name: 'John Smith' }] });
    await suite.approve(id);
    await suite.looked();
    const anHourLater = async (): Promise<unknown> => {
      await suite.app.look(`UPDATE onboarding.gate SET looked_at = looked_at - interval '61 minutes'`);
      await suite.app.app.get(Housekeeping).doChores();
      return [(await seen()).is_listed, (await seen()).screening.hits];
    };
    const smith = { who: 'people[0]', entry: '1' };
    listed('2,"Red Cat Games",entity');
    expect(await anHourLater()).toEqual([false, [smith]]);
    listed('2,"BLUE FOX GAMES LTD.",entity');
    expect(await anHourLater()).toEqual([true, [{ who: 'company', entry: '2' }, smith]]);
    expect((await suite.ofStudio(0, 'POST', 'verification/screening')).json.is_listed).toBe(true);
    listed();
    expect((await suite.ofStudio(0, 'POST', 'verification/screening')).json).toMatchObject({ is_listed: false, screening: { hits: [smith] } });
  });

  it('of other data clears nobody who was approved and is listed now: that takes another approval', async () => {
    await suite.approve(await suite.submit());
    listed('2,"BLUE FOX GAMES LTD.",entity');
    expect((await suite.ofStudio(0, 'POST', 'verification/screening')).json.is_listed).toBe(true);
    const alarms: unknown[] = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((entry) => void alarms.push(entry));
    const other = await suite.submit({ legal_name: 'Quite Another GmbH' });
    expect(await seen()).toMatchObject({ is_listed: true, kyb_status: 'approved', screening: { outcome: 'clear' } });
    // Of data that are clear no name stands on the list.
    expect(alarms).toEqual([]);
    await suite.approve(other);
    expect(await seen()).toMatchObject({ is_listed: false, approved_company_id: other });
    listed();
  });

  it('that cannot be done is never taken for clear', async () => {
    listed();
    writeFileSync(list, '');
    const id = await suite.submit();
    expect((await seen()).screening).toMatchObject({ outcome: 'unavailable', note: 'the list cannot be read', list: null });
    expect((await suite.decide('approve', { company_id: id })).json).toMatchObject({ code: 'onboarding.screening_note_needed', screening: 'unavailable' });
    listed();
  });
});

describe('papers', () => {
  it('an agreement is accepted by a person, once, with version and time; payouts hear of it', async () => {
    const version = '2026-11';
    await suite.staff(0, 'POST', 'agreements', { kind: 'self_billing', version, body: 'We write your invoices.' });
    expect((await suite.staff(2, 'POST', 'agreements', { kind: 'self_billing', version: 'x', body: 'x' })).status).toBe(403);
    const owner = (await suite.owner()).id;
    const byKey = await suite.byKey('POST', 'agreements/self_billing/acceptance', { version });
    expect([byKey.status, byKey.json.code]).toEqual([403, 'onboarding.person_needed']);
    expect((await suite.member('POST', 'agreements/self_billing/acceptance', { version: 'none' })).json.code).toBe('onboarding.agreement_not_found');
    expect((await suite.member('POST', 'agreements/privacy/acceptance', { version })).status).toBe(404);
    const accepted = async () => (await suite.member('POST', 'agreements/self_billing/acceptance', { version })).json.data.find((each: { kind: string }) => each.kind === 'self_billing');
    const first = await accepted();
    expect(first).toMatchObject({ version, body: 'We write your invoices.', accepted_by: owner, accepted_at: expect.any(Number) });
    expect(await accepted()).toEqual(first);
    expect((await announced()).map((each) => each.has_self_billing)).toEqual([true]);
    // In whose name payouts are billed: nobody's before the data are approved, and under no text that is not enough any more.
    const payee = () => suite.app.queries.ask(new GetPayee(suite.tenant.studioId), suite.tenant.scope);
    expect(await payee()).toEqual({ company: null, self_billing: { version, accepted_at: first.accepted_at } });
    await suite.approve(await suite.submit());
    await suite.submit({ legal_name: 'Nobody has looked' });
    const { legal_name, address_lines, country, registration_number, tax_id } = COMPANY;
    expect((await payee()).company).toEqual({ legal_name, address_lines, country, registration_number, tax_id });
    await suite.staff(0, 'POST', 'agreements', { kind: 'self_billing', version: '2026-12', body: 'Otherwise.', required_from: suite.app.clock.nowSeconds() });
    expect((await payee()).self_billing).toBeNull();
    expect(await suite.app.look(`SELECT actor_id FROM platform.audit_entry WHERE studio_id = $1 AND operation = 'accept_agreement'`, [suite.tenant.studioId])).toContainEqual({ actor_id: owner });
  });

  it('a tax form is put on file by staff, with the day on which it ends', async () => {
    const put = async (body: object) => (await suite.ofStudio(1, 'PUT', 'tax_form', body)).json;
    expect((await put({ kind: 'w9', reference: 'Drawer 1' })).code).toBe('onboarding.tax_form_dates');
    expect((await put({ kind: 'w9', reference: 'Drawer 1', signed_on: '2999-01-01' })).code).toBe('onboarding.tax_form_dates');
    expect((await put({ kind: 'w8ben_e', reference: 'Drawer 1', signed_on: '2025-03-04' })).tax_form).toMatchObject({ kind: 'w8ben_e', valid_until: '2028-12-31', signed_on: '2025-03-04', reference: 'Drawer 1' });
    expect((await put({ kind: 'not_needed', reference: 'No income from the US' })).tax_form).toMatchObject({ kind: 'not_needed', valid_until: null, signed_on: null });
    expect((await announced()).map((each) => [each.version, each.has_tax_form, each.tax_form_valid_until])).toEqual([[1, true, '2028-12-31'], [2, true, null]]);
    // The number on a W-9 is sealed, shown to nobody, kept with the form and forgotten with it.
    const taxpayer = () => suite.app.queries.ask(new GetTaxpayer(suite.tenant.studioId), suite.tenant.scope);
    const w9 = { kind: 'w9', reference: 'Drawer 2', signed_on: '2025-03-04' };
    expect((await put({ ...w9, kind: 'w8ben_e', tin: '12-3456789' })).code).toBe('onboarding.tax_form_number');
    expect((await put({ ...w9, tin: '1234' })).code).toBe('request.invalid');
    expect((await put(w9)).tax_form).toMatchObject({ kind: 'w9', has_tin: false });
    const told = await put({ ...w9, tin: '12-3456789' });
    expect([told.tax_form.has_tin, JSON.stringify(told).includes('3456789')]).toEqual([true, false]);
    expect((await put(w9)).tax_form.has_tin).toBe(true);
    expect(await taxpayer()).toEqual({ form: 'w9', tin: '123456789', company: null });
    for (const sql of [`SELECT encode(number_sealed, 'escape') AS text FROM onboarding.taxpayer_number`, 'SELECT request AS text FROM platform.audit_entry']) expect(JSON.stringify(await suite.app.look(sql))).not.toContain('3456789');
    expect((await put({ kind: 'not_needed', reference: 'x' })).tax_form).toMatchObject({ kind: 'not_needed', has_tin: false });
    await put(w9);
    expect(await taxpayer()).toEqual({ form: 'w9', tin: null, company: null });
    // Nine digits are soon guessed from a hash: what a repetition is known by is no plain one.
    const body = { ...w9, tin: '98-7654321' };
    const again = () => suite.ofStudio(1, 'PUT', 'tax_form', body, { 'idempotency-key': 'w9-twice' });
    expect((await again()).text).toBe((await again()).text);
    const kept = await suite.app.look<{ fingerprint: string }>(`SELECT fingerprint FROM platform.idempotency WHERE key LIKE '%:w9-twice'`);
    expect(kept).toHaveLength(1);
    expect(kept[0]!.fingerprint).not.toBe(createHash('sha256').update(`PUT /operator/v1/studios/${suite.tenant.studioId}/tax_form\n${JSON.stringify(body)}`).digest('hex'));
  });
});
