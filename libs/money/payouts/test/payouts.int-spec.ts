import { Housekeeping } from '#platform/housekeeping/housekeeping';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';
import { memberOf } from '../../../../test/support/member.js';
import { staffOf } from '../../../../test/support/staff.js';
import { RunPayouts } from '../app/run-payouts.js';
import { PayoutsApp } from './payouts-app.js';

/** A Thursday. Money goes out on Mondays. */
const START = '2026-01-01T12:00:00Z';
const DAY = 86_400_000;

describe('money leaves for a studio', () => {
  let payouts: PayoutsApp;
  let psp: SandboxPsp;
  beforeAll(async () => {
    psp = await SandboxPsp.start();
    payouts = await PayoutsApp.boot(START, { env: psp.env });
  });
  beforeEach(async () => {
    await psp.bank({ mode: 'none', delay_ms: 0 });
    await payouts.studio();
  });
  afterAll(async () => {
    await payouts.close();
    await psp.close();
  });

  /** To the next Monday that is at least so many days away; answers it. */
  const monday = (atLeast: number): string => {
    let at = payouts.app.clock.now().getTime() + atLeast * DAY;
    while (new Date(at).getUTCDay() !== 1) at += DAY;
    const day = new Date(at).toISOString().slice(0, 10);
    payouts.goTo(day);
    return day;
  };
  const staff = async (method: 'POST' | 'PUT', path: string, body?: object) =>
    payouts.app.inject({ method, url: `/operator/v1/studios/${payouts.tenant.studioId}/${path}`, headers: { authorization: `Bearer ${(await staffOf(payouts.app, 'finance')).token}` }, ...(body ? { body } : {}) });
  /** Sold, waited for, and everything has run: what is due is paid. */
  const paidOut = async (earned: number): Promise<void> => {
    await payouts.account();
    await payouts.sell(earned);
    monday(8);
    await payouts.chores();
    await payouts.later();
  };
  const transfers = async (id: string) => (await psp.transfers()).filter(({ reference }) => reference === id);

  it('seven days after the sale, but for the reserve, and that 120 days later', async () => {
    await payouts.account();
    await payouts.sell(100_000);
    const day = monday(8);
    await payouts.chores();
    const [payout] = await payouts.payouts();
    expect(payout).toMatchObject({ state: 'in_transit', amount_minor: 90_000, period: day, provider_reference: expect.stringMatching(/^bnk_/) });
    expect(await payouts.owed()).toEqual({ 'studio_reserve USD': -10_000, 'payouts_in_transit:sandbox USD': -90_000 });
    expect(await payouts.balance()).toEqual({ owed: 10_000, pending: 0, reserved: 10_000, held: 0, available: 0 });
    await payouts.later();
    expect(await payouts.payouts()).toMatchObject([{ state: 'succeeded', amount_minor: 90_000 }]);
    expect(await payouts.owed()).toEqual({ 'studio_reserve USD': -10_000, 'bank:sandbox USD': -90_000 });
    expect(await transfers(payout!.id)).toMatchObject([{ status: 'booked', amount_minor: 90_000, currency: 'USD', creditor: { name: 'Test Studio Ltd', account: 'DE89370400440532013000' } }]);
    monday(121);
    await payouts.chores();
    await payouts.later();
    expect(await payouts.payouts()).toMatchObject([{ state: 'succeeded', amount_minor: 10_000 }, { amount_minor: 90_000 }]);
    expect(await payouts.owed()).toEqual({ 'bank:sandbox USD': -100_000 });
    expect((await payouts.get(`/v1/payouts/${payout!.id}`)).json).toMatchObject({ id: payout!.id, shares: [{ game_id: payouts.tenant.gameId, amount_minor: 90_000 }] });
    const journal = await payouts.app.inject({ method: 'GET', url: '/v1/ledger/journal_entries', apiKey: payouts.tenant.apiKey });
    expect(journal.json.data.map((entry: { kind: string }) => entry.kind)).toEqual(['payout_paid', 'payout_sent', 'reserve_released', 'payout_paid', 'payout_sent', 'reserve_held', 'psp_fee', 'sale']);
    expect(JSON.stringify(journal.json)).not.toContain('"Booked."');
  });

  it('comes back when the bank refuses it, and goes again with the next run', async () => {
    await psp.bank({ mode: 'reject' });
    await paidOut(20_000);
    expect(await payouts.payouts()).toMatchObject([{ state: 'failed', failure: 'account_closed', amount_minor: 18_000 }]);
    expect(await payouts.owed()).toEqual({ 'studio_payable USD': -18_000, 'studio_reserve USD': -2_000 });
    expect(await payouts.balance()).toMatchObject({ available: 18_000, owed: 20_000 });
    await payouts.chores();
    expect(await payouts.payouts()).toHaveLength(1);
    monday(1);
    await payouts.chores();
    await payouts.later();
    expect(await payouts.payouts()).toMatchObject([{ state: 'succeeded', amount_minor: 18_000 }, { state: 'failed' }]);
    expect(await payouts.owed()).toEqual({ 'studio_reserve USD': -2_000, 'bank:sandbox USD': -18_000 });
  });

  it('is less by what was charged back after it had left: a debt that the next sales pay', async () => {
    await payouts.account();
    const sale = await payouts.sell(50_000);
    monday(8);
    await payouts.chores();
    await payouts.later();
    await sale.chargeback();
    // 45,000 had left; the reserve of 5,000 pays a part.
    expect(await payouts.balance()).toEqual({ owed: -45_000, pending: 0, reserved: 0, held: 0, available: -45_000 });
    await payouts.sell(30_000);
    monday(8);
    await payouts.chores();
    expect(await payouts.lastRun()).toBe('nothing');
    expect(await payouts.balance()).toMatchObject({ owed: -15_000, available: -15_000 });
    await payouts.sell(100_000);
    expect(await payouts.balance()).toEqual({ owed: 85_000, pending: 67_000, reserved: 18_000, held: 0, available: 0 });
    monday(8);
    await payouts.chores();
    await payouts.later();
    expect(await payouts.payouts()).toMatchObject([{ state: 'succeeded', amount_minor: 67_000 }, { amount_minor: 45_000 }]);
    expect(await payouts.balance()).toMatchObject({ owed: 18_000, reserved: 18_000, available: 0 });
  });

  it.each(['lose_answer', 'error_answer'] as const)('once, when the bank has it and its answer is lost (%s)', async (mode) => {
    await psp.bank({ mode, count: 3 });
    await payouts.account();
    await payouts.sell(10_000);
    monday(8);
    await payouts.chores();
    // Nobody knows: it is neither failed nor paid.
    expect(await payouts.payouts()).toMatchObject([{ state: 'in_transit', failure: null, provider_reference: null }]);
    expect(await payouts.owed()).toMatchObject({ 'payouts_in_transit:sandbox USD': -9_000 });
    await payouts.later();
    const [payout] = await payouts.payouts();
    expect(payout).toMatchObject({ state: 'succeeded', amount_minor: 9_000 });
    expect(await transfers(payout!.id)).toHaveLength(1);
  });

  it('once for a currency and a period, however many run it, and out of all games', async () => {
    const other = await payouts.anotherGame();
    await payouts.account();
    await payouts.sell(10_000);
    await payouts.sell(41_000, { game: other.sandbox_game_id });
    const day = monday(8);
    const scope = { ...payouts.tenant.scope, studioId: payouts.tenant.studioId };
    const run = payouts.app.app.get(RunPayouts);
    await Promise.all([1, 2, 3, 4].map(() => run.run(scope, 'sandbox')));
    await payouts.app.settle();
    await payouts.later();
    await Promise.all([1, 2].map(() => run.run(scope, 'sandbox')));
    const all = await payouts.payouts();
    expect(all).toMatchObject([{ state: 'succeeded', amount_minor: 45_900, period: day }]);
    const { shares } = (await payouts.get(`/v1/payouts/${all[0]!.id}`)).json as { shares: { game_id: string; amount_minor: number }[] };
    expect(shares.reduce((sum, share) => sum + share.amount_minor, 0)).toBe(45_900);
    expect((await psp.transfers()).filter(({ amount_minor }) => amount_minor === 45_900)).toHaveLength(1);
  });

  it('on the same day still, where it could not be let go at first', async () => {
    await payouts.account();
    await payouts.sell(100_000);
    monday(8);
    const runs = payouts.app.app.get(RunPayouts);
    const run = runs.run.bind(runs);
    let failed = 0;
    const spy = jest.spyOn(runs, 'run').mockImplementation(async (scope, environment) => {
      if (scope.studioId === payouts.tenant.studioId && environment === 'sandbox' && failed++ === 0) throw new Error('PostgreSQL is away');
      return run(scope, environment);
    });
    await payouts.chores();
    expect([failed, await payouts.payouts()]).toEqual([1, []]);
    await payouts.chores();
    spy.mockRestore();
    expect(await payouts.payouts()).toMatchObject([{ amount_minor: 90_000 }]);
  });

  it('not below the minimum, not without an account, and not to one that is younger than 72 hours', async () => {
    await payouts.sell(5_000);
    monday(8);
    await payouts.chores();
    expect(await payouts.lastRun()).toBe('no_account');
    await payouts.account();
    payouts.days(2);
    await payouts.chores();
    expect(await payouts.lastRun()).toBe('no_account');
    payouts.days(1);
    // 45 USD: less than 50.
    await payouts.chores();
    expect(await payouts.lastRun()).toBe('below_minimum');
    await payouts.sell(1_000);
    monday(8);
    await payouts.chores();
    expect(await payouts.lastRun()).toBe('paid_out');
    expect(await payouts.payouts()).toMatchObject([{ amount_minor: 5_400 }]);
  });

  it('not from a live environment before its studio is verified and enabled', async () => {
    const live = { ...payouts.tenant.scope, gameId: payouts.tenant.liveGameId };
    const key = await payouts.keyOf(live, 'live');
    await payouts.sell(10_000, { game: payouts.tenant.liveGameId });
    monday(8);
    await payouts.chores();
    expect(await payouts.lastRun('USD', key)).toBe('not_enabled');
    await payouts.standing(2);
    const again = async (): Promise<string | undefined> => {
      payouts.days(1);
      await payouts.chores();
      return payouts.lastRun('USD', key);
    };
    expect(await again()).toBe('not_enabled');
    expect((await staff('PUT', 'payout_standing', { payouts_enabled: true, reason: 'Papers are complete.' })).json).toMatchObject({ kyb_status: 'approved', payouts_enabled: true });
    expect(await again()).toBe('no_account');
    expect((await payouts.get('/v1/balance', key)).json).toMatchObject({ environment: 'live', kyb_status: 'approved', payouts_enabled: true });
    // What was said before that is heard later, and of another studio, changes nothing.
    await payouts.standing(1, { kyb_status: 'in_review' });
    await payouts.standing(9, { kyb_status: 'rejected', studio_id: 'stu_00000000000000000000000009' });
    expect(await again()).toBe('no_account');
    await payouts.standing(3, { kyb_status: 'suspended' });
    expect(await again()).toBe('not_enabled');
  });

  it('not from a live environment while a paper is missing: the money is held, with the reason and what ends it', async () => {
    const live = { ...payouts.tenant.scope, gameId: payouts.tenant.liveGameId };
    const key = await payouts.keyOf(live, 'live');
    await payouts.sell(10_000, { game: payouts.tenant.liveGameId });
    monday(8);
    await staff('PUT', 'payout_standing', { payouts_enabled: true, reason: 'Agreed.' });
    const held = async (version: number, told: object): Promise<unknown> => {
      await payouts.standing(version, told, payouts.tenant.liveGameId);
      payouts.days(1);
      await payouts.chores();
      const { json } = await payouts.get('/v1/balance', key);
      expect(json.data[0].available).toBe(json.holds.length > 0 ? 0 : 9_000);
      return [await payouts.lastRun('USD', key), ...json.holds.map((hold: { id: string; is_in_force: boolean }) => (hold.is_in_force ? hold.id : 'over'))];
    };
    expect(await held(1, { has_self_billing: false, has_tax_form: false })).toEqual(['held', 'self_billing_needed', 'tax_form_needed']);
    expect((await payouts.get('/v1/payout_holds', key)).json.data).toMatchObject([{ id: 'self_billing_needed', explanation: expect.stringContaining('self-billing'), evidence_asked: [expect.stringContaining('/acceptance')], currency: null, amount_minor: null }, { id: 'tax_form_needed' }]);
    expect(await held(2, { has_tax_form: false })).toEqual(['held', 'tax_form_needed']);
    // A form that counted until the day before does not count.
    expect(await held(3, { tax_form_valid_until: '2026-03-01' })).toEqual(['held', 'tax_form_needed']);
    expect(await held(4, { is_listed: true })).toEqual(['held', 'account_review']);
    expect(await held(5, {})).toEqual(['no_account']);
    // The sandbox pays play money to anybody.
    expect((await payouts.get('/v1/payout_holds')).json.data).toEqual([]);
  });

  it('not while everything is held, and goes on when the hold ends; staff cancel what has not left', async () => {
    // A region that is blocked stops no account and no payout: the country alone is known.
    await payouts.app.look(`INSERT INTO tax.sale_block (id, territory, region, postcode_prefixes, reason_code, reason, valid_from, placed_by, placed_at) VALUES ('tsb_1', 'DE', 'DE-BY', '{80}', 'court_order', 'x', '2026-01-01', 'stf_1', now())`);
    await payouts.account();
    await payouts.sell(10_000);
    monday(8);
    // Decided, and held before it left.
    await payouts.app.app.get(Housekeeping).doChores();
    // Nobody is paid in a country that the operator has blocked since the account was confirmed.
    await payouts.app.look(`UPDATE tax.sale_block SET region = NULL, postcode_prefixes = '{}'`);
    await payouts.app.settle();
    expect(await payouts.payouts()).toMatchObject([{ state: 'held' }]);
    await payouts.app.look(`UPDATE tax.sale_block SET region = 'DE-BY', postcode_prefixes = '{80}'`);
    const hold = await staff('POST', 'payout_holds', { environment: 'sandbox', reason_code: 'unusual_sales', explanation: 'We look at it.', evidence_asked: ['Where the sales come from'] });
    await payouts.app.settle();
    expect(await payouts.payouts()).toMatchObject([{ state: 'held', amount_minor: 9_000 }]);
    expect(await payouts.owed()).toMatchObject({ 'studio_payable USD': -9_000 });
    // It is not available twice.
    expect(await payouts.balance()).toMatchObject({ owed: 1_000, available: 0 });
    await staff('POST', `payout_holds/${hold.json.id}/release`);
    await payouts.later();
    await payouts.later();
    const [payout] = await payouts.payouts();
    expect(payout).toMatchObject({ state: 'succeeded' });
    await payouts.app.look('DELETE FROM tax.sale_block');
    expect((await staff('POST', `payouts/${payout!.id}/cancel`)).json).toMatchObject({ code: 'payouts.payout_not_waiting' });
    await payouts.sell(20_000);
    monday(8);
    await payouts.app.app.get(Housekeeping).doChores();
    const [waiting] = await payouts.payouts();
    expect((await staff('POST', `payouts/${waiting!.id}/cancel`)).status).toBe(204);
    await payouts.app.settle();
    expect(await payouts.payouts()).toMatchObject([{ state: 'canceled', amount_minor: 18_000 }, { state: 'succeeded' }]);
    expect(await transfers(waiting!.id)).toEqual([]);
    expect(await payouts.balance()).toMatchObject({ available: 18_000 });
  });

  it('to an account that a second member has confirmed, and whose number is shown to nobody', async () => {
    const [one, other] = [await memberOf(payouts.app, payouts.tenant, 'finance'), await memberOf(payouts.app, payouts.tenant, 'owner')];
    const add = (body: object, token = one.token) => payouts.post('/v1/payout_accounts', token, { currency: 'EUR', holder_name: 'Test Studio', country: 'DE', ...body });
    for (const [wrong, field] of [[{ iban: 'DE89370400440532013001' }, 'iban'], [{ iban: 'XX00' }, 'iban'], [{}, 'iban'], [{ account_number: '123' }, 'iban'], [{ iban: 'DE89370400440532013000', bic: 'NOTABIC' }, 'bic'], [{ iban: 'DE89370400440532013000', bank_code: '1' }, 'iban']] as const) {
      expect((await add(wrong)).json).toMatchObject({ code: 'payouts.account_invalid', errors: [{ loc: ['body', field] }] });
    }
    for (const place of ['CU', 'IR']) expect((await add({ country: place, account_number: '0123456789', bank_code: '021000021' })).json).toMatchObject({ code: 'payouts.account_invalid', errors: [{ loc: ['body', 'country'] }] });
    const { json: account, text } = await add({ iban: 'FR14 2004 1010 0505 0001 3m02 606', bic: 'COBADEFFXXX' });
    expect(account).toMatchObject({ state: 'unconfirmed', ends_with: '2606', country: 'FR', kind: 'iban', asked_by: one.id });
    expect(text).not.toContain('20041010');
    const [stored] = await payouts.app.look<{ row: string }>(`SELECT a::text || encode(a.details_sealed, 'escape') AS row FROM payouts.account a WHERE id = $1`, [account.id]);
    expect(stored!.row).not.toContain('20041010');
    const confirm = (token: string) => payouts.post(`/v1/payout_accounts/${account.id}/confirm`, token);
    expect((await confirm(one.token)).json).toMatchObject({ code: 'payouts.own_account' });
    expect((await confirm(payouts.key)).json).toMatchObject({ code: 'payouts.person_needed' });
    expect((await confirm(other.token)).json).toMatchObject({ state: 'waiting', confirmed_by: other.id, usable_at: payouts.app.clock.nowSeconds() + 72 * 3_600 });
    expect((await confirm(other.token)).json).toMatchObject({ code: 'payouts.account_confirmed' });
    payouts.seconds(72 * 3_600 - 1);
    const states = async (): Promise<string[]> => (await payouts.get('/v1/payout_accounts')).json.data.map(({ state }: { state: string }) => state);
    expect(await states()).toEqual(['waiting']);
    payouts.seconds(1);
    expect(await states()).toEqual(['in_use']);
    // The database itself refuses a second person who is the first, and a shorter wait.
    for (const sql of ['confirmed_by = asked_by', `usable_at = confirmed_at + interval '71 hours'`]) await expect(payouts.app.look(`UPDATE payouts.account SET ${sql} WHERE id = $1`, [account.id])).rejects.toThrow(/account_(four_eyes|wait)_check/);
    const remove = () => payouts.app.inject({ method: 'DELETE', url: `/v1/payout_accounts/${account.id}`, apiKey: payouts.key });
    expect((await remove()).status).toBe(204);
    expect((await remove()).json).toMatchObject({ code: 'payouts.account_not_found' });
    expect(await states()).toEqual(['removed']);
  });
});
