import { Logger } from '@nestjs/common';
import { staffOf } from '../../../../test/support/staff.js';
import { PayoutsApp } from './payouts-app.js';

/** A Monday. */
const START = '2026-03-02T12:00:00Z';

describe('what a studio is owed', () => {
  let payouts: PayoutsApp;
  beforeAll(async () => void (payouts = await PayoutsApp.boot(START)));
  beforeEach(() => payouts.studio());
  afterAll(() => payouts.close());

  const operator = async (method: 'GET' | 'POST' | 'PUT', path: string, token: string, body?: object) =>
    payouts.app.inject({ method, url: `/operator/v1/studios/${payouts.tenant.studioId}/${path}`, headers: { authorization: `Bearer ${token}` }, ...(body ? { body } : {}) });

  it('is pending, then available but for the reserve, and moves through the reserve in the ledger', async () => {
    await payouts.sell(100_000);
    expect(await payouts.balance()).toEqual({ owed: 100_000, pending: 90_000, reserved: 10_000, held: 0, available: 0 });
    payouts.days(7);
    await payouts.chores();
    expect(await payouts.balance()).toEqual({ owed: 100_000, pending: 90_000, reserved: 10_000, held: 0, available: 0 });
    expect(await payouts.owed()).toEqual({ 'studio_payable USD': -90_000, 'studio_reserve USD': -10_000 });
    payouts.days(1);
    const { json } = await payouts.get('/v1/balance');
    expect(json.data).toEqual([{ currency: 'USD', owed: 100_000, pending: 0, reserved: 10_000, held: 0, available: 90_000, releases: [{ date: '2026-07-01', amount: 10_000 }] }]);
    expect(json).toMatchObject({ environment: 'sandbox', kyb_status: 'not_started', payouts_enabled: false, next_payout_on: '2026-03-16', holds: [], terms: { id: 'default', delay_days: 7, reserve_ppm: 100_000, reserve_days: 120, minimum_usd_minor: 5_000, schedule: 'weekly' } });
    payouts.days(112);
    await payouts.chores();
    expect(await payouts.owed()).toEqual({ 'studio_payable USD': -90_000, 'studio_reserve USD': -10_000 });
    payouts.days(1);
    await payouts.chores();
    await payouts.chores();
    expect(await payouts.owed()).toEqual({ 'studio_payable USD': -100_000 });
    expect(await payouts.balance()).toEqual({ owed: 100_000, pending: 0, reserved: 0, held: 0, available: 100_000 });
    const journal = await payouts.app.inject({ method: 'GET', url: '/v1/ledger/journal_entries', apiKey: payouts.tenant.apiKey });
    expect(journal.json.data.map((entry: { fact: string }) => entry.fact.replace(/ord_\w+|pmt_\w+/, '…')).sort()).toEqual(['psp_fee:…', 'reserve_held:USD:2026-03-02', 'reserve_released:USD:2026-03-02', 'sale:…']);
    expect(journal.json.data.flatMap((entry: { postings: { why: string }[] }) => entry.postings.map(({ why }) => why))).not.toContain('Booked.');
  });

  it('is that of all its games of one kind of environment, and of no other studio', async () => {
    const other = await payouts.anotherGame();
    await payouts.sell(1_000);
    await payouts.sell(3_000, { game: other.sandbox_game_id });
    await payouts.sell(500, { game: other.sandbox_game_id, currency: 'EUR' });
    await payouts.sell(9_000, { game: other.live_game_id });
    expect(await payouts.balance()).toMatchObject({ owed: 4_000, reserved: 400 });
    expect(await payouts.balance('EUR')).toMatchObject({ owed: 500 });
    const live = await payouts.keyOf({ ...payouts.tenant.scope, gameId: other.live_game_id }, 'live');
    expect(await payouts.balance('USD', live)).toMatchObject({ owed: 9_000 });
    await payouts.studio();
    expect((await payouts.get('/v1/balance')).json.data).toEqual([]);
  });

  it('is the same from closed days as from the ledger, and is added up anew where they differ', async () => {
    const sale = await payouts.sell(20_000);
    payouts.days(1);
    await payouts.sell(4_000);
    payouts.days(3);
    const before = await payouts.balance();
    await payouts.chores();
    expect(await payouts.app.look('SELECT to_char(day, $2) AS day, kind, entries, payable_minor FROM payouts.closed_day WHERE studio_id = $1 ORDER BY day', [payouts.tenant.studioId, 'MM-DD'])).toHaveLength(2);
    expect(await payouts.balance()).toEqual(before);
    await sale.refund();
    expect(await payouts.balance()).toMatchObject({ owed: 4_000, available: 0 });
    // Somebody has changed what was added up.
    await payouts.app.look('UPDATE payouts.closed_day SET payable_minor = payable_minor + 1 WHERE studio_id = $1 AND payable_minor = 4000', [payouts.tenant.studioId]);
    expect(await payouts.balance()).toMatchObject({ owed: 4_001 });
    const told: unknown[] = [];
    const spy = jest.spyOn(Logger.prototype, 'error').mockImplementation((entry: unknown) => void told.push(entry));
    payouts.days(1);
    await payouts.chores();
    spy.mockRestore();
    expect(told).toEqual([expect.objectContaining({ msg: 'closed days do not add up to the ledger, and are added up anew', game_id: payouts.tenant.gameId })]);
    expect(await payouts.balance()).toMatchObject({ owed: 4_000 });
  });

  it('goes by terms that staff set for later days, and that nobody changes', async () => {
    const { token } = await staffOf(payouts.app, 'finance');
    const today = payouts.app.clock.now().toISOString().slice(0, 10);
    const terms = { valid_from: today, delay_days: 0, reserve_ppm: 0, reserve_days: 0, minimum_usd_minor: 0, schedule: 'daily' };
    expect((await operator('POST', 'payout_terms', token, terms)).json).toMatchObject({ code: 'payouts.terms_too_early' });
    const tomorrow = new Date(payouts.app.clock.now().getTime() + 86_400_000).toISOString().slice(0, 10);
    const set = await operator('POST', 'payout_terms', token, { ...terms, valid_from: tomorrow });
    expect([set.status, set.json.data.map((each: { valid_from: string }) => each.valid_from)]).toEqual([201, [tomorrow, '0001-01-01']]);
    expect((await operator('POST', 'payout_terms', token, { ...terms, valid_from: tomorrow })).json).toMatchObject({ code: 'payouts.terms_there' });
    expect((await payouts.app.inject({ method: 'GET', url: `/operator/v1/studios/stu_${'0'.repeat(26)}/payout_terms`, headers: { authorization: `Bearer ${token}` } })).status).toBe(404);
    await payouts.sell(1_000);
    payouts.days(1);
    await payouts.sell(500);
    payouts.days(1);
    expect(await payouts.balance()).toEqual({ owed: 1_500, pending: 900, reserved: 100, held: 0, available: 500 });
    expect((await payouts.get('/v1/payout_terms')).json.data).toHaveLength(2);
    await expect(payouts.app.database.transaction(payouts.tenant.scope, { context: 'money/payouts' }, () => payouts.app.database.execute('UPDATE payouts.terms SET delay_days = 1'))).rejects.toThrow(/permission denied/);
    expect((await operator('POST', 'payout_terms', (await staffOf(payouts.app, 'support')).token, terms)).json).toMatchObject({ code: 'auth.scope_missing' });
  });

  it('is held with a reason, what is asked for and an end that the studio sees', async () => {
    await payouts.sell(10_000);
    payouts.days(8);
    const { token } = await staffOf(payouts.app, 'finance');
    const soon = payouts.app.clock.nowSeconds() + 3_600;
    const hold = { environment: 'sandbox', reason_code: 'disputes_high', explanation: 'More disputes than usual.', evidence_asked: ['How you verify buyers'], release_at: soon };
    expect((await operator('POST', 'payout_holds', token, { ...hold, amount_minor: 5 })).json).toMatchObject({ code: 'payouts.hold_needs_currency' });
    expect((await operator('POST', 'payout_holds', token, { ...hold, release_at: soon - 3_600 })).json).toMatchObject({ code: 'payouts.release_in_the_past' });
    const placed = await operator('POST', 'payout_holds', token, { ...hold, currency: 'USD', amount_minor: 4_000 });
    expect(placed).toMatchObject({ status: 201, json: { reason_code: 'disputes_high', is_in_force: true, release_at: soon } });
    expect(await payouts.balance()).toEqual({ owed: 10_000, pending: 0, reserved: 1_000, held: 4_000, available: 5_000 });
    expect((await payouts.get('/v1/payout_holds')).json.data).toEqual([placed.json]);
    const all = await operator('POST', 'payout_holds', token, { ...hold, release_at: null });
    expect(await payouts.balance()).toMatchObject({ held: 9_000, available: 0 });
    expect((await operator('POST', `payout_holds/${all.json.id}/release`, token)).status).toBe(204);
    expect((await operator('POST', `payout_holds/${all.json.id}/release`, token)).json).toMatchObject({ code: 'payouts.hold_not_found' });
    payouts.seconds(3_600);
    expect(await payouts.balance()).toMatchObject({ held: 0, available: 9_000 });
    // The staff's doings stand in the operator's chain, not in the studio's.
    const entries = await payouts.app.look(`SELECT studio_id, operation FROM platform.audit_entry WHERE operation LIKE '%payout_hold%' AND targets @> ARRAY[$1]`, [placed.json.id]);
    expect(entries).toEqual([{ studio_id: 'operator', operation: 'place_payout_hold' }]);
  });

  it('is shown to a key that names payouts, and to none that has everything of its environment', async () => {
    expect((await payouts.get('/v1/balance', payouts.tenant.apiKey)).json).toMatchObject({ code: 'auth.scope_missing' });
  });

  it('was sold by payees in the United States in a year, before fees and refunds, and what has changed since it was exported', async () => {
    const [finance, support] = [await staffOf(payouts.app, 'finance'), await staffOf(payouts.app, 'support')];
    const [year, month] = payouts.app.clock.now().toISOString().split('-').map(Number) as [number, number];
    const call = (method: 'GET' | 'POST', path: string, body?: object, who = finance) => payouts.app.inject({ method, url: `/operator/v1/forms_1099k${path}`, apiKey: who.token, ...(body ? { body } : {}) });
    const make = (told: object = {}, who = finance) => call('POST', '', { legal_entity: 'main', year, ...told }, who);
    const rowIn = ({ json }: Awaited<ReturnType<typeof make>>) => json.rows.find(({ studio_id }: { studio_id: string }) => studio_id === payouts.tenant.studioId);
    payouts.taxpayers.set(payouts.tenant.studioId, { form: 'w9', tin: '123456789', company: { legal_name: 'Blue Fox LLC', address_lines: ['1 Main St'], country: 'US' } });
    const game = payouts.tenant.liveGameId;
    await (await payouts.sell(10_000, { game })).refund();
    await payouts.sell(3_000);
    expect((await make({ legal_entity: 'nobody' })).json).toMatchObject({ status: 404, code: 'payouts.filer_not_found' });
    expect((await make({ year: year + 1 })).json).toMatchObject({ status: 422, code: 'payouts.year_not_started' });
    expect((await make({}, support)).status).toBe(403);
    const first = await make();
    // The fee is in it, the tax and the refund are not, nor what a sandbox sells.
    expect(rowIn(first)).toMatchObject({ status: 'below_threshold', has_tin: true, name: 'Blue Fox LLC', gross_minor: 10_005, transactions: 1, change: 'first', before: null });
    expect(rowIn(first).months).toContainEqual({ month, gross_minor: 10_005 });
    expect(first.text).not.toContain('123456789');
    const csv = await call('GET', `/${first.json.id}/csv`);
    expect([csv.headers['content-type'], csv.text.includes(',Blue Fox LLC,123456789,1 Main St,US,100.05,100.05,1,')]).toEqual(['text/csv; charset=utf-8', true]);
    expect((await call('GET', `/${first.json.id}/csv`, undefined, support)).status).toBe(403);
    await payouts.sell(500, { game });
    payouts.taxpayers.delete(payouts.tenant.studioId);
    const twins = await Promise.all([make(), make()]);
    expect(twins.map(({ json }) => json.version - first.json.version).sort()).toEqual([1, 2]);
    const [second, third] = twins.sort((a, b) => a.json.version - b.json.version);
    expect(rowIn(second!)).toMatchObject({ status: 'missing', has_tin: false, gross_minor: 10_510, transactions: 2, change: 'changed', before: { gross_minor: 10_005, transactions: 1 } });
    expect(rowIn(third!)).toMatchObject({ change: 'unchanged', before: { gross_minor: 10_510, transactions: 2 } });
    // What was exported stays.
    expect((await call('GET', `/${first.json.id}`)).json).toEqual(first.json);
    expect((await call('GET', `/${first.json.id}/csv`)).text).toBe(csv.text);
    expect((await call('GET', '?limit=2')).json).toMatchObject({ data: [{ id: third!.json.id }, { id: second!.json.id }], has_more: true, next_cursor: second!.json.id });
    expect((await call('GET', '/pfk_01h00000000000000000000001')).json).toMatchObject({ status: 404, code: 'payouts.form_not_found' });
    const [stored] = await payouts.app.look(`SELECT f::text || encode(data_sealed, 'escape') AS text FROM payouts.form_1099k f WHERE id = $1`, [first.json.id]);
    for (const told of ['123456789', 'Blue Fox']) expect(stored!.text).not.toContain(told);
    await expect(payouts.app.look('UPDATE payouts.form_1099k SET reportable = 9')).rejects.toThrow(/stays as it was/);
    await expect(payouts.app.look('DELETE FROM payouts.form_1099k')).rejects.toThrow(/stays as it was/);
    // What is posted in a later month belongs to the day on which it was sold, beside what was posted then.
    const paid_at = payouts.app.clock.nowSeconds();
    payouts.days(70);
    await payouts.sell(700, { game, paid_at });
    const fourth = await make({}, await staffOf(payouts.app, 'finance'));
    expect(rowIn(fourth)).toMatchObject({ gross_minor: 11_215, transactions: 3 });
    expect(rowIn(fourth).months).toContainEqual({ month, gross_minor: 11_215 });
  });
});
