import * as staff from '#studio/staff/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { staffOf, type StaffSignedIn } from '../../../../test/support/staff.js';
import { GetPlaceBlock, GetSaleTo, ListTerritories, QuoteTax } from '../contracts/queries.js';
import { rows, TaxModule } from '../module.js';

const NZ = { kind: 'registration', entity: 'Hubcraft B.V.', territory: 'NZ', scheme: 'nz_gst', valid_from: '2026-12-01', reason: 'Registered with IRD.', source_url: 'https://www.ird.govt.nz/gst' };

describe('what the operator stores of tax', () => {
  let app: Booted;
  let tenant: Tenant;
  let ada: StaffSignedIn;
  let bob: StaffSignedIn;
  let support: StaffSignedIn;
  beforeAll(async () => {
    app = await bootContext({ modules: [staff.StaffModule, TaxModule], rows });
    tenant = await app.tenant();
    [ada, bob, support] = [await staffOf(app, 'finance'), await staffOf(app, 'admin'), await staffOf(app, 'support')];
  });
  afterAll(() => app.close());

  const call = (method: 'GET' | 'POST', url: string, who: StaffSignedIn, body?: object): Promise<any> => app.inject({ method, url: `/operator/v1/tax/${url}`, apiKey: who.token, ...(body ? { body } : {}) });
  const propose = async (told: object, who = ada): Promise<string> => {
    const { status, json } = await call('POST', 'changes', who, told);
    expect([status, json.code]).toEqual([201, undefined]);
    return json.id;
  };
  const approve = async (told: object): Promise<any> => (await call('POST', `changes/${await propose(told)}/approval`, bob)).json;
  const quote = (told: object): Promise<any> =>
    app.queries.ask(new QuoteTax({ customer_type: 'consumer', date: '2026-12-01', currency: 'EUR', price_mode: 'net', lines: [{ amount: 1_000n }], ...told } as never), tenant.scope);

  it('is proposed by one and approved by another, and holds from its first day on', async () => {
    const id = await propose(NZ);
    expect(await quote({ country: 'NZ' })).toMatchObject({ refusal_code: 'tax.registration_missing' });
    expect((await call('POST', `changes/${id}/approval`, ada)).json).toMatchObject({ status: 403, code: 'tax.second_person_needed' });
    const { status, json } = await call('POST', `changes/${id}/approval`, bob);
    expect([status, json]).toEqual([200, expect.objectContaining({ state: 'approved', proposed_by: ada.id, decided_by: bob.id, row_id: expect.stringMatching(/^txr_/) })]);
    expect(await quote({ country: 'NZ' })).toMatchObject({ outcome: 'charge', tax: 150n });
    expect(await quote({ country: 'NZ', date: '2026-11-30' })).toMatchObject({ refusal_code: 'tax.registration_missing' });
    expect((await call('GET', 'registrations?territory=NZ', support)).json.data).toEqual([
      { id: json.row_id, territory: 'NZ', region: null, entity: 'Hubcraft B.V.', scheme: 'nz_gst', valid_from: '2026-12-01', valid_to: null, change_id: id },
    ]);
    expect((await call('POST', `changes/${id}/approval`, bob)).json).toMatchObject({ status: 409, code: 'tax.change_over' });
    expect((await call('POST', `changes/${await propose(NZ)}/approval`, bob)).json).toMatchObject({ status: 409, code: 'tax.row_stands' });
  });

  it('is ended by a row and never changed', async () => {
    const { row_id } = await approve({ ...NZ, territory: 'AU', scheme: 'au_gst' });
    const ending = { kind: 'ending', row_id, last_day: '2027-03-31', reason: 'Deregistered.' };
    expect((await call('POST', 'changes', ada, { ...ending, last_day: '2026-11-30' })).json).toMatchObject({ status: 422, code: 'tax.change_invalid' });
    expect((await call('POST', 'changes', ada, { ...ending, row_id: `txr_${'0'.repeat(26)}` })).json).toMatchObject({ status: 404, code: 'tax.row_not_found' });
    await approve(ending);
    expect(await quote({ country: 'AU', date: '2027-03-31' })).toMatchObject({ outcome: 'charge' });
    expect(await quote({ country: 'AU', date: '2027-04-01' })).toMatchObject({ refusal_code: 'tax.registration_missing' });
    expect((await call('GET', 'registrations?territory=AU&on=2027-04-01', support)).json.data).toEqual([]);
    expect((await call('GET', 'registrations?territory=AU', support)).json.data).toEqual([expect.objectContaining({ id: row_id, valid_to: '2027-03-31' })]);
  });

  it('of local rates the newer ends the older of the same name and postcodes', async () => {
    await approve({ ...NZ, territory: 'US', region: 'US-WA', scheme: 'us_sales_tax' });
    const seattle = { kind: 'local_rate', territory: 'US', region: 'US-WA', postcode_prefix: '98101', name: 'Seattle', rate: '3.85', valid_from: '2026-12-01', reason: 'DOR list.' };
    await approve(seattle);
    await approve({ ...seattle, rate: '4.05', valid_from: '2027-01-01' });
    const at = { country: 'US', region: 'US-WA', postcode: '98101' };
    expect(await quote({ ...at, date: '2026-12-31' })).toMatchObject({ outcome: 'charge', rate: '10.35' });
    expect(await quote({ ...at, date: '2027-01-01' })).toMatchObject({ outcome: 'charge', rate: '10.55' });
    expect((await call('GET', 'local_rates', support)).json.data.map((row: any) => [row.rate, row.valid_from, row.valid_to])).toEqual([['4.05', '2027-01-01', null], ['3.85', '2026-12-01', '2026-12-31']]);
  });

  it('puts another rate in the place of a shipped one from its first day on', async () => {
    await approve({ ...NZ, territory: 'EE', scheme: 'eu_oss_non_union' });
    const { row_id } = await approve({ kind: 'rate', territory: 'EE', rate: '25', valid_from: '2027-01-01', reason: 'Riigi Teataja.' });
    expect(await quote({ country: 'EE', date: '2026-12-31' })).toMatchObject({ rate: '24', tax: 240n });
    expect(await quote({ country: 'EE', date: '2027-01-01' })).toMatchObject({ outcome: 'charge', rate: '25', tax: 250n, rate_row_id: row_id, rate_row_ids: [row_id] });
    await approve({ kind: 'ending', row_id, last_day: '2027-06-30', reason: 'Taken back.' });
    expect(await quote({ country: 'EE', date: '2027-07-01' })).toMatchObject({ rate: '24' });
    expect((await call('GET', 'rates', support)).json.data).toEqual([expect.objectContaining({ id: row_id, category: 'digital_services_b2c', rate: '25', valid_to: '2027-06-30' })]);
  });

  it.each([
    [{ territory: 'XX' }, 'territory'], [{ region: 'NZ-AUK' }, 'region'], [{ valid_from: '2026-02-30' }, 'valid_from'], [{ valid_to: '2026-11-30' }, 'valid_to'], [{ scheme: 'NZ GST' }, 'scheme'], [{ entity: null }, 'entity'], [{ rate: '15' }, 'rate'],
    [{ kind: 'local_rate', entity: null, scheme: null, name: 'Auckland', rate: '1' }, 'region'], [{ kind: 'rate', entity: null, scheme: null, rate: '1e2' }, 'rate'], [{ kind: 'rate', entity: null, scheme: null, territory: 'HK', rate: '5' }, 'territory'],
    [{ kind: 'rate', entity: null, scheme: null, territory: 'GH', rate: '21' }, 'territory'],
  ])('refuses %j for its %s', async (told, field) => {
    const { status, json } = await call('POST', 'changes', ada, { ...NZ, ...told });
    expect([status, json.code, json.errors[0].loc]).toEqual([422, 'tax.change_invalid', ['body', field]]);
  });

  it('is rejected by another, or taken back by whoever proposed it', async () => {
    const [one, two] = [await propose({ ...NZ, territory: 'SG' }), await propose({ ...NZ, territory: 'SG' })];
    expect((await call('POST', `changes/${one}/rejection`, bob, { reason: 'Not yet.' })).json).toMatchObject({ state: 'rejected', decided_why: 'Not yet.', decided_by: bob.id });
    expect((await call('POST', `changes/${two}/rejection`, ada, {})).json).toMatchObject({ state: 'withdrawn', decided_by: ada.id });
    expect((await call('POST', `changes/${two}/approval`, bob)).json).toMatchObject({ code: 'tax.change_over' });
    expect((await call('GET', 'changes?state=rejected', support)).json.data.map((each: any) => each.id)).toEqual([one]);
    expect(await quote({ country: 'SG' })).toMatchObject({ refusal_code: 'tax.registration_missing' });
  });

  it('dies after thirty days', async () => {
    const id = await propose({ ...NZ, territory: 'SG' });
    await app.look(`UPDATE tax.change SET proposed_at = proposed_at - interval '30 days', dies_at = dies_at - interval '30 days' WHERE id = '${id}'`);
    expect((await call('POST', `changes/${id}/approval`, bob)).json).toMatchObject({ status: 409, code: 'tax.change_over' });
    expect((await call('GET', `changes/${id}`, support)).json).toMatchObject({ state: 'expired', row_id: null });
    expect((await call('GET', 'changes?state=expired', support)).json.data.map((each: any) => each.id)).toEqual([id]);
    expect((await call('GET', 'changes?state=open', support)).json.data.map((each: any) => each.id)).not.toContain(id);
  });

  it('is approved with a fresh proof, and not by those who only read', async () => {
    const id = await propose({ ...NZ, territory: 'SG' });
    await app.look(`UPDATE staff.session SET proven_at = proven_at - interval '11 minutes' WHERE person_id = '${bob.id}'`);
    expect((await call('POST', `changes/${id}/approval`, bob)).json).toMatchObject({ status: 403, code: 'staff.proof_needed' });
    await app.look(`UPDATE staff.session SET proven_at = proven_at + interval '11 minutes' WHERE person_id = '${bob.id}'`);
    expect((await call('POST', 'changes', support, NZ)).status).toBe(403);
    expect((await call('POST', `changes/${id}/approval`, support)).status).toBe(403);
  });

  it('of two who approve at once one stores it', async () => {
    const carol = await staffOf(app, 'finance');
    const id = await propose({ ...NZ, territory: 'JP', scheme: 'jp_jct' });
    const answers = await Promise.all([bob, carol].map((who) => call('POST', `changes/${id}/approval`, who)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await app.look(`SELECT 1 FROM tax.registration WHERE territory = 'JP'`)).toHaveLength(1);
  });

  it('blocks a place by the word of one, and opens it by that of two', async () => {
    await approve({ ...NZ, territory: 'CH', scheme: 'ch_vat' });
    const today = new Date().toISOString().slice(0, 10);
    const blocked = await call('POST', 'sale_blocks', ada, { territory: 'CH', reason_code: 'court_order', reason: 'HG 2026/11.' });
    expect([blocked.status, blocked.json]).toEqual([201, {
      id: expect.stringMatching(/^tsb_/), territory: 'CH', region: null, postcode_prefixes: [], reason_code: 'court_order', reason: 'HG 2026/11.', source_url: null, valid_from: today, valid_to: null, placed_by: ada.id, placed_at: expect.any(Number),
    }]);
    const later = '2099-01-01';
    expect(await quote({ country: 'CH', date: later })).toMatchObject({ outcome: 'refused', refusal_code: 'tax.place_blocked', total: null });
    const asked = async (): Promise<unknown> => [await app.queries.ask(new GetPlaceBlock({ country: 'CH' }, later), tenant.scope), (await app.queries.ask(new GetSaleTo('CH', later), tenant.scope))!.refusal_code,
      (await app.queries.ask(new ListTerritories(later), tenant.scope)).find(({ territory }) => territory === 'CH')!.sale];
    expect(await asked()).toEqual(['tax.place_blocked', 'tax.place_blocked', 'blocked']);
    expect((await call('POST', 'sale_blocks', support, { territory: 'CH', reason_code: 'policy', reason: 'x' })).status).toBe(403);
    expect((await call('POST', 'sale_blocks', ada, { territory: 'DE', region: 'DE-BY', reason_code: 'policy', reason: 'x' })).json).toMatchObject({ status: 422, code: 'tax.sale_block_invalid' });
    const [entry] = await app.look(`SELECT a.request FROM platform.audit_entry a WHERE a.operation = 'place_sale_block'`);
    expect(JSON.stringify(entry)).toContain('court_order');
    await approve({ kind: 'ending', row_id: blocked.json.id, last_day: '2098-12-31', reason: 'Lifted.' });
    expect(await asked()).toEqual([null, null, 'open']);
    expect((await call('GET', 'sale_blocks?on=2098-12-31&territory=CH', support)).json.data).toMatchObject([{ id: blocked.json.id, valid_to: '2098-12-31' }]);
    expect((await call('GET', 'sale_blocks?on=2099-01-01', support)).json.data).toEqual([]);
    const as = (sql: string): Promise<unknown> => app.database.transaction(tenant.scope, {}, () => app.database.execute(sql));
    await expect(as(`INSERT INTO tax.sale_block (id, territory, reason_code, reason, valid_from, placed_by, placed_at) VALUES ('tsb_x', 'FR', 'policy', 'x', now(), 'x', now())`)).rejects.toThrow('row-level security');
    await expect(as('DELETE FROM tax.sale_block')).rejects.toThrow('permission denied');
  });

  it('is added by the operator alone, and changed or removed by no process', async () => {
    const as = (scope: object, sql: string): Promise<unknown> => app.database.transaction(scope as never, {}, () => app.database.execute(sql));
    const operator = { gameId: 'operator', studioId: 'operator', actor: { kind: 'staff', id: ada.id }, requestId: null };
    const insert = `INSERT INTO tax.registration (id, territory, scheme) VALUES ('txr_x', 'FR', 'x')`;
    await expect(as(tenant.scope, insert)).rejects.toThrow('row-level security');
    await expect(as(operator, `UPDATE tax.registration SET valid_to = '2027-01-01'`)).rejects.toThrow('permission denied');
    await expect(as(operator, 'DELETE FROM tax.ending')).rejects.toThrow('permission denied');
    expect(await app.database.transaction(tenant.scope, {}, () => app.database.query('SELECT 1 FROM tax.change'))).toEqual([]);
    await expect(as(operator, `UPDATE tax.change SET state = 'approved', decided_by = proposed_by, decided_at = now(), row_id = 'x' WHERE state = 'open'`)).rejects.toThrow('change_second_person_check');
  });
});
