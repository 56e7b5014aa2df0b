import { GetTrialBalance } from '#money/ledger/queries';
import * as reconciliation from '#money/reconciliation/module';
import * as orders from '#sales/orders/module';
import { neighbours } from '#sales/orders/testing';
import * as payments from '#sales/payments/module';
import { Life } from '../../../../test/support/life.js';
import { buyGems } from '../../../../test/support/purchase.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';
import { staffOf } from '../../../../test/support/staff.js';
import { PayoutsApp } from './payouts-app.js';

/** Of each of four sales of 19.99 EUR: German tax, five percent of the net amount to the operator, the provider's fee, which the studio bears. */
const [TOTAL, TAX, PLATFORM_FEE, PSP_FEE, SALES] = [1_999, 319, 84, 88, 4];
const EARNED = TOTAL - TAX - PLATFORM_FEE;
const OWED = SALES * (EARNED - PSP_FEE);
const RESERVE = Math.round(OWED / 10);
const PAID_OUT = OWED - RESERVE;
/** Our days go by, those of the provider do not: its reports reach back as far as all of this suite takes. */
const DAYS = 400;
const CLEARING = 'psp_clearing';
const SALE = [
  ['sale', { [CLEARING]: TOTAL, 'tax_payable:DE': -TAX, platform_fee_revenue: -PLATFORM_FEE, studio_payable: -EARNED }],
  ['psp_fee', { studio_payable: PSP_FEE, [CLEARING]: -PSP_FEE }],
];
const SOLD = [SALE, SALE, SALE, SALE].flat();
const KEPT = ['reserve_held', { studio_payable: RESERVE, studio_reserve: -RESERVE }];
const SENT = ['payout_sent', { studio_payable: PAID_OUT, payouts_in_transit: -PAID_OUT }];
const PAID = ['payout_paid', { payouts_in_transit: PAID_OUT, bank: -PAID_OUT }];

describe('what a studio has earned, from the player to its bank, as time and as journals', () => {
  let psp: SandboxPsp;
  let payouts: PayoutsApp;
  let life: Life;
  /** The month of the sales. */
  let since: string;
  beforeAll(async () => {
    psp = await SandboxPsp.start();
    await psp.bank({ delay_ms: 0 });
    // The sandbox signs with the time of the machine: we begin there, and days go by on our side.
    payouts = await PayoutsApp.boot(new Date().toISOString(), {
      modules: [orders.OrdersModule, payments.PaymentsModule, reconciliation.ReconciliationModule], rows: [...orders.rows, ...payments.rows, ...reconciliation.rows], fakes: neighbours().fakes, env: psp.env,
    });
  });
  afterAll(async () => {
    await payouts.close();
    await psp.close();
  });

  const days = async (n: number): Promise<void> => {
    payouts.days(n);
    await payouts.chores();
    await payouts.later();
  };
  /** Day 0: an account, and four sales; day 3: the provider has paid out. */
  const sold = async (account: { paid_in?: string } = {}): Promise<void> => {
    await payouts.studio();
    life = new Life(payouts.app, psp, payouts.tenant);
    since = payouts.app.clock.now().toISOString().slice(0, 7);
    await payouts.account({ currency: 'EUR', ...account });
    for (let n = 0; n < SALES; n++) await buyGems(payouts.app, psp, payouts.tenant, 'succeeds');
    expect(await life.journal()).toEqual(SOLD);
    payouts.days(3);
    expect(await life.closed(DAYS)).toMatchObject({ 'psp_clearing:sandbox': 0, 'bank:sandbox': SALES * (TOTAL - PSP_FEE), studio_payable: -OWED });
  };
  /** What was posted since, but for settlement. */
  const journal = async () => (await life.journal()).filter(([kind]) => kind !== 'settlement').slice(SOLD.length);
  const states = async () => (await payouts.payouts()).map(({ state, amount_minor, failure }) => [state, amount_minor, failure]);
  /** The next Monday that is at least so many days away, on which money goes out. */
  const payday = async (atLeast: number): Promise<void> => {
    const now = payouts.app.clock.now();
    const weekday = new Date(now.getTime() + atLeast * 86_400_000).getUTCDay();
    await days(atLeast + ((8 - weekday) % 7));
  };

  it('with its reserve: sold, settled, a tenth kept, the rest paid out, and the tenth 120 days later', async () => {
    await sold();
    await payday(8);
    expect(await journal()).toEqual([KEPT, SENT, PAID]);
    expect(await life.statement(since)).toEqual({ lines: { sale: SALES * EARNED, psp_fee: -SALES * PSP_FEE, reserve_held: 0, payout_sent: -PAID_OUT }, closing: RESERVE });
    // A tenth of 60.32 EUR is below 50 USD; it is let go all the same, and paid out with the sales to come.
    await days(121);
    expect((await journal()).slice(3)).toEqual([['reserve_released', { studio_reserve: RESERVE, studio_payable: -RESERVE }]]);
    expect(await payouts.balance('EUR')).toEqual({ owed: RESERVE, pending: 0, reserved: 0, held: 0, available: RESERVE });
    const left = await life.closed(DAYS);
    expect(left).toMatchObject({ 'psp_clearing:sandbox': 0, 'payouts_in_transit:sandbox': 0, studio_reserve: 0, studio_payable: -RESERVE, 'bank:sandbox': SALES * (TOTAL - PSP_FEE) - PAID_OUT });
    expect(await life.statement(since)).toMatchObject({ lines: { reserve_held: 0, reserve_released: 0 }, closing: RESERVE });
    expect((await psp.transfers()).map(({ status, amount_minor, currency }) => [status, amount_minor, currency])).toContainEqual(['booked', PAID_OUT, 'EUR']);
  });

  it('that fails: refused by the bank, owed as before, and paid out with the next run', async () => {
    await sold();
    await psp.bank({ mode: 'reject' });
    await payday(8);
    expect(await states()).toEqual([['failed', PAID_OUT, 'account_closed']]);
    const failed = ['payout_failed', { payouts_in_transit: PAID_OUT, studio_payable: -PAID_OUT }];
    expect(await journal()).toEqual([KEPT, SENT, failed]);
    expect(await life.closed(DAYS)).toMatchObject({ 'psp_clearing:sandbox': 0, 'payouts_in_transit:sandbox': 0, studio_payable: -PAID_OUT, studio_reserve: -RESERVE, 'bank:sandbox': SALES * (TOTAL - PSP_FEE) });
    expect(await life.statement(since)).toEqual({ lines: { sale: SALES * EARNED, psp_fee: -SALES * PSP_FEE, reserve_held: 0, payout_sent: -PAID_OUT, payout_failed: PAID_OUT }, closing: OWED });
    await payday(1);
    expect(await states()).toEqual([['succeeded', PAID_OUT, null], ['failed', PAID_OUT, 'account_closed']]);
    expect(await journal()).toEqual([KEPT, SENT, failed, SENT, PAID]);
    expect(await life.closed(DAYS)).toMatchObject({ 'payouts_in_transit:sandbox': 0, studio_payable: 0, studio_reserve: -RESERVE, 'bank:sandbox': SALES * (TOTAL - PSP_FEE) - PAID_OUT });
    expect(await life.statement(since)).toMatchObject({ lines: { payout_sent: -2 * PAID_OUT, payout_failed: PAID_OUT }, closing: RESERVE });
  });

  describe('into an account in dollars', () => {
    const RATE = '1.25';
    /** One percent of it is the operator's by the terms; the rest is exchanged. */
    const SPREAD = Math.round(PAID_OUT / 100);
    const EXCHANGED = PAID_OUT - SPREAD;
    const DOLLARS = Math.round(EXCHANGED * Number(RATE));
    const exchanged = ['payout_exchanged', { studio_payable: PAID_OUT, fx_spread_revenue: -SPREAD, fx_clearing: -EXCHANGED }];
    const sent = ['payout_sent', { fx_clearing: DOLLARS, payouts_in_transit: -DOLLARS }];
    const paid = ['payout_paid', { payouts_in_transit: DOLLARS, fx_clearing: -DOLLARS }];
    const staff = async (url: string, body: object) => {
      const { status, text } = await payouts.app.inject({ method: 'POST', url: `/operator/v1/${url}`, headers: { authorization: `Bearer ${(await staffOf(payouts.app, 'finance')).token}` }, body });
      if (status !== 201) throw new Error(text);
    };
    const day = (n = 0) => new Date(payouts.app.clock.now().getTime() + n * 86_400_000).toISOString().slice(0, 10);
    const soldForDollars = async (): Promise<void> => {
      await sold({ paid_in: 'USD' });
      await staff(`studios/${payouts.tenant.studioId}/payout_terms`, { valid_from: day(1), delay_days: 7, reserve_ppm: 100_000, reserve_days: 120, minimum_usd_minor: 5_000, schedule: 'weekly', exchange_spread_ppm: 10_000 });
      await staff('fx_rates', { day: day(), source: 'European Central Bank', base: 'EUR', units: [{ currency: 'USD', units: RATE }] });
    };
    /** Of both currencies, and nothing in exchange in either. */
    const left = async () => {
      const { balanced, accounts } = await payouts.app.queries.ask(new GetTrialBalance(), payouts.tenant.scope);
      expect(balanced).toBe(true);
      return Object.fromEntries(accounts.filter(({ balance }) => balance !== 0).map(({ code, currency, balance }) => [`${code} ${currency}`, balance]));
    };
    const SETTLED = { 'tax_payable:DE EUR': -SALES * TAX, 'platform_fee_revenue EUR': -SALES * PLATFORM_FEE, 'studio_reserve EUR': -RESERVE };

    it.each([['better', -2_000, 'fx_gain'], ['worse', 3_000, 'fx_loss']] as const)('sold in euros, exchanged at the rate of the day with its source, at a bank whose own rate is %s: two legs, the spread and the difference apart', async (_, margin_ppm, account) => {
      await soldForDollars();
      await psp.bank({ margin_ppm });
      await payday(8);
      await psp.bank({ margin_ppm: 0 });
      const debited = Math.round((EXCHANGED * (1_000_000 + margin_ppm)) / 1_000_000);
      expect(await journal()).toEqual([KEPT, exchanged, sent, paid, ['exchange_settled', { fx_clearing: EXCHANGED, bank: -debited, [account]: debited - EXCHANGED }]]);
      expect(await left()).toEqual({ ...SETTLED, 'bank:sandbox EUR': SALES * (TOTAL - PSP_FEE) - debited, 'fx_spread_revenue EUR': -SPREAD, [`${account} EUR`]: debited - EXCHANGED });
      expect(await life.closed(DAYS)).toMatchObject({ 'psp_clearing:sandbox': 0 });
      expect(await life.statement(since)).toEqual({ lines: { sale: SALES * EARNED, psp_fee: -SALES * PSP_FEE, reserve_held: 0, payout_exchanged: -PAID_OUT }, closing: RESERVE });
      expect(await payouts.payouts()).toMatchObject([{ currency: 'EUR', amount_minor: PAID_OUT, exchange: { currency: 'USD', amount_minor: DOLLARS, spread_minor: SPREAD, rate: RATE, rate_date: expect.stringMatching(/^\d{4}-/), rate_source: 'European Central Bank' } }]);
      const { id } = (await payouts.payouts())[0]!;
      expect((await payouts.get(`/v1/payouts/${id}/invoice`)).json).toMatchObject({ currency: 'EUR', total_minor: PAID_OUT, data: { exchange: { currency: 'USD', amount_minor: DOLLARS, spread_minor: SPREAD, rate: RATE, rate_source: 'European Central Bank' } } });
      expect((await payouts.app.inject({ method: 'POST', url: `/operator/v1/studios/${payouts.tenant.studioId}/payouts/${id}/return`, headers: { authorization: `Bearer ${(await staffOf(payouts.app, 'finance')).token}` }, body: { reason: 'x' } })).json).toMatchObject({ code: 'payouts.payout_not_returnable' });
      expect((await psp.transfers()).at(-1)).toMatchObject({ status: 'booked', amount_minor: DOLLARS, currency: 'USD', debited: { amount_minor: debited, currency: 'EUR' } });
    });

    it('is undone where the bank refuses it: nothing exchanged, nothing kept, owed in euros as before', async () => {
      await soldForDollars();
      await psp.bank({ mode: 'reject' });
      await payday(8);
      expect(await journal()).toEqual([KEPT, exchanged, sent, ['payout_failed', { payouts_in_transit: DOLLARS, fx_clearing: -DOLLARS }], ['exchange_undone', { fx_clearing: EXCHANGED, fx_spread_revenue: SPREAD, studio_payable: -PAID_OUT }]]);
      expect(await left()).toEqual({ ...SETTLED, 'studio_payable EUR': -PAID_OUT, 'bank:sandbox EUR': SALES * (TOTAL - PSP_FEE) });
      expect(await life.statement(since)).toMatchObject({ lines: { payout_exchanged: -PAID_OUT, exchange_undone: PAID_OUT }, closing: OWED });
    });
  });
});
