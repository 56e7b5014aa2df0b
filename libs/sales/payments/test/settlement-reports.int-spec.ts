import * as fx from '#money/fx/module';
import { LedgerModule, rows as ledgerRows } from '#money/ledger/module';
import { ListStudioDays } from '#money/ledger/queries';
import { OPEN_CLEARING } from '#money/ledger/testing';
import { ReconciliationModule, rows as reconciliationRows } from '#money/reconciliation/module';
import { ListSettlementBreaks, ListUnsettledMovements } from '#money/reconciliation/queries';
import type { DomainEvent } from '#platform/kernel/messages';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { Outbox } from '#platform/outbox/outbox';
import { OrderCanceled, OrderPaid, OrderPartlyRefunded, OrderRefunded, type OrderPaidFact } from '#sales/orders/events';
import { orderPaidForTest } from '#sales/orders/testing';
import { RefundPayment } from '#sales/payments/commands';
import { RefreshPayment } from '#sales/payments/queries';
import * as payments from '#sales/payments/module';
import { reconcile, reconciliationTable } from '../../../../apps/cli/commands/reconcile.js';
import type { Tenant } from '../../../../test/support/boot.js';
import { FakeAdyen } from '../testing/providers/adyen/fake-adyen.js';
import { FakeCheckoutCom } from '../testing/providers/checkout-com/fake-checkout-com.js';
import { FakePayPal } from '../testing/providers/paypal/fake-paypal.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

const CAPTURED = 'payments.payment.captured.v1';

/** From the charge to the report of the provider and to books in which nothing is left with it. */
describe('the settlement reports of', () => {
  const fakes = { adyen: new FakeAdyen(), checkout_com: new FakeCheckoutCom(), paypal: new FakePayPal() };
  const { adyen, checkout_com: cko, paypal } = fakes;
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    await Promise.all(Object.values(fakes).map((fake) => fake.start()));
    world = await bootPayments({
      env: { ...adyen.env, ...cko.env, ...paypal.env, PAYMENT_PROVIDERS: 'adyen,checkout_com,paypal' }, modules: [payments.PaymentsModule, fx.FxModule, LedgerModule, ReconciliationModule],
      rows: [...payments.rows, ...ledgerRows, ...reconciliationRows],
    });
    // Three days ago a dollar was 160 yen, and since yesterday it is 150. What a process knows of rates it keeps for a minute.
    for (const [ago, yen] of [[3, '160'], [1, '150']] as const) await world.app.look(`INSERT INTO fx.rate_day (day, source, base, units, recorded_by, recorded_at) VALUES ($1::date, 'the bank', 'USD', jsonb_build_object('JPY', $2::text), 'usr_x', now())`, [dayOf(ago), yen]);
  });
  beforeEach(async () => {
    tenant = await world.app.tenant();
  });
  const dayOf = (ago: number): string => new Date(world.app.clock.now().getTime() - ago * 86_400_000).toISOString().slice(0, 10);
  afterAll(async () => {
    await world.close();
    await Promise.all(Object.values(fakes).map((fake) => fake.close()));
  });

  const announce = async (...events: DomainEvent[]): Promise<void> => {
    await world.app.database.transaction(tenant.scope, { context: 'sales/orders' }, async () => world.app.app.get(Outbox).record(...events), (open) => world.app.app.get(Outbox).written(open));
    await world.app.settle();
  };
  const send = async (provider: string, headers: Record<string, string>, raw: string): Promise<void> => {
    expect((await world.app.inject({ method: 'POST', url: `/ingress/${provider}`, headers, body: raw })).status).toBe(200);
  };

  /** What is each provider's own: how it is charged, how it tells of what it did, how it disputes, and its report. */
  const PROVIDERS = {
    adyen: {
      // 0.10 and 0.6 + 0.13 + 0.2 percent, each share to the cent.
      fee: 29, told: null, notBy: [] as string[], method: 'card',
      pay: (id: string) => world.charge(tenant, id, adyen.token('pays')).then(() => adyen.settle()),
      tell: async (id: string) => {
        adyen.settle();
        for (const { raw } of adyen.notifications(id)) await send('adyen', { 'content-type': 'application/json' }, raw);
        await world.app.settle();
      },
      dispute: (id: string, to: 'opened' | 'lost' | 'won') => adyen.dispute(adyen.paymentOf(id), to),
      report: () => adyen.settlementReport(),
      // A loss is told as given back and taken again; the fee of the month and the payout are the account's.
      ofAccount: 4,
    },
    checkout_com: {
      // 5.75 cents for the authorisation, 0.2 + 0.1333 + 0.95 percent for the rest, rounded once.
      fee: 31, told: null, notBy: ['adyen'], method: 'card',
      pay: (id: string) => world.charge(tenant, id, cko.token('pays')).then(() => cko.books.settle()),
      tell: async (id: string) => {
        cko.books.settle();
        for (const { headers, raw } of cko.notifications(id)) await send('checkout_com', headers, raw);
        await world.app.settle();
      },
      dispute: (id: string, to: 'opened' | 'lost' | 'won') => cko.books.dispute(cko.paymentOf(id), to),
      report: () => cko.books.payoutReport(),
      // The payout, and what the roundings of the fees leave of it.
      ofAccount: 2,
    },
    paypal: {
      fee: 119, told: 119, notBy: [], method: 'paypal',
      pay: async (id: string) => {
        const { action_url } = await world.charge(tenant, id);
        await world.app.calls.ask(new RefreshPayment({ payment_id: id, returned: Object.fromEntries(new URL(await paypal.approveAs(action_url!, 'pays')).searchParams) }), tenant.scope as Scope);
      },
      tell: async (id: string) => {
        for (const { headers, raw } of paypal.notifications(id)) await send('paypal', headers, raw);
        await world.app.settle();
      },
      dispute: (id: string, to: 'opened' | 'lost' | 'won') => paypal.books.dispute(paypal.captureOf(id), to),
      report: () => paypal.books.settlementReport(),
      // A hold that is let go and taken in its place; the withdrawal.
      ofAccount: 3,
    },
  };
  type Name = keyof typeof PROVIDERS;
  const NAMES = Object.keys(PROVIDERS) as Name[];

  /** 19.99 EUR taken by a provider, and the order that it pays. */
  async function sell(name: Name): Promise<OrderPaidFact> {
    const provider = PROVIDERS[name];
    const id = await world.start(tenant, { method: provider.method, ...(provider.notBy.length > 0 ? { not_by: provider.notBy } : {}) });
    await provider.pay(id);
    await provider.tell(id);
    const [captured] = await world.facts(id, CAPTURED);
    expect(captured).toMatchObject({ provider: name, psp_fee_minor: provider.told ?? 0, fees_status: provider.told === null ? 'estimated' : 'final' });
    const sale = orderPaidForTest({ payment_id: id, order_id: captured!['order_id'], studio_id: tenant.studioId, provider: name, psp_fee_minor: captured!['psp_fee_minor'], fees_status: captured!['fees_status'] });
    await announce(new OrderPaid('order', sale.order_id, sale));
    return sale;
  }

  async function refund(name: Name, sale: OrderPaidFact): Promise<void> {
    const refund_id = newId('ref');
    await world.app.commands.execute(new RefundPayment({ payment_id: sale.payment_id, refund_id, amount_minor: sale.total_minor, reason: 'asked for' }), tenant.scope);
    await world.app.settle();
    await PROVIDERS[name].tell(sale.payment_id);
    await world.ring('payments.refund');
    expect(await world.facts(sale.payment_id, 'payments.payment.refunded.v1')).toHaveLength(1);
    await announce(new OrderRefunded('order', sale.order_id, { ...sale, status: 'refunded', refund_id, reason: 'asked for', refunded_at: sale.paid_at }));
  }

  async function dispute(name: Name, sale: OrderPaidFact, end: 'lost' | 'won'): Promise<void> {
    for (const stage of ['opened', end] as const) {
      PROVIDERS[name].dispute(sale.payment_id, stage);
      await PROVIDERS[name].tell(sale.payment_id);
      await world.ring('payments.look-up');
    }
    expect((await world.facts(sale.payment_id, 'payments.payment.disputed.v1')).map(({ stage }) => stage)).toEqual(['opened', end]);
    if (end === 'lost') await announce(new OrderCanceled('order', sale.order_id, { ...sale, status: 'canceled', reason: 'chargeback' }));
  }

  const run = (provider: string, text: string) => reconcile(world.app.app, { provider, text }, 35);
  const openClearing = () => world.app.look(OPEN_CLEARING.replace('WHERE', `WHERE game_id = '${tenant.gameId}' AND`));
  const balanceOf = async (account: string): Promise<number> => (await world.app.look<{ sum: number }>('SELECT coalesce(sum(amount_minor), 0)::int AS sum FROM ledger.posting WHERE game_id = $1 AND account = $2', [tenant.gameId, account]))[0]!.sum;

  it.each(NAMES)('%s settle sales, a refund and disputes, tell their fees, and leave nothing in clearing', async (name) => {
    const { fee, told, report, ofAccount } = PROVIDERS[name];
    const kept = await sell(name);
    await refund(name, await sell(name));
    await dispute(name, await sell(name), 'lost');
    await dispute(name, await sell(name), 'won');
    expect(await openClearing()).toHaveLength(1);
    const modified = async (): Promise<number> => (await world.app.look<{ modified_at: Date }>('SELECT modified_at FROM payments.payment WHERE id = $1', [kept.payment_id]))[0]!.modified_at.getTime();
    const [text, seen] = [report(), await modified()];
    const result = await run(name, text);
    await world.app.settle();
    expect(result).toMatchObject({ breaks: [], clearing: [], of_account: ofAccount });
    expect(result.matched + result.of_account).toBe(result.lines);
    expect(reconciliationTable(result)).toContain(`of the account ${ofAccount}`);
    expect(await openClearing()).toEqual([]);
    expect(await world.app.queries.ask(new ListUnsettledMovements({ older_than_seconds: 0 }), tenant.scope)).toEqual([]);
    // The studio bears the fee of each of its four sales, whatever became of them; what a refund or a dispute costs is the operator's.
    expect(await balanceOf('studio_payable')).toBe(-2 * (kept.net_minor - kept.platform_fee_minor) + 4 * fee);
    expect(await balanceOf('psp_fee_expense')).toBeGreaterThan(0);
    expect((await world.view(tenant, kept.payment_id)).psp_fee_minor).toBe(fee);
    // Whoever follows payments by when they changed hears of it.
    expect((await modified()) > seen).toBe(told === null);
    // Again: nothing.
    const journal = () => world.app.look('SELECT count(*)::int AS entries FROM ledger.journal_entry WHERE game_id = $1', [tenant.gameId]);
    const before = await journal();
    expect(await run(name, text)).toMatchObject({ lines: result.lines, posted: 0, breaks: [], clearing: [] });
    expect(await journal()).toEqual(before);
  });

  it('whoever tells its fee with the payment say the same, or there is a break', async () => {
    const sale = await sell('paypal');
    const text = PROVIDERS.paypal.report().replaceAll('"DR",119,', '"DR",120,').replace(/"SF","EUR",1999,(\d+),0,119/, '"SF","EUR",1999,$1,0,120');
    expect((await run('paypal', text)).breaks).toMatchObject([{ reason: 'fee_differs', reference: sale.payment_id, fee_minor: 120 }]);
    expect(await openClearing()).toHaveLength(1);
  });

  it('Checkout.com in another currency are taken as that, and are a break where their rate makes something else of it', async () => {
    const sale = await sell('checkout_com');
    const text = PROVIDERS.checkout_com.report();
    const told = (rate: string) => text.replaceAll(',EUR,,EUR,', `,EUR,${rate},USD,`);
    expect((await run('checkout_com', told('1.1'))).breaks).toMatchObject([{ reason: 'does_not_add_up', reference: sale.payment_id, currency: 'USD', presentment: { currency: 'EUR', gross_minor: 1_999, rate: '1.1' } }]);
    expect(await world.app.queries.ask(new ListSettlementBreaks(), tenant.scope)).toHaveLength(1);
    // As an earlier build has kept it: without what was paid. The same report is looked at again.
    await world.app.look(`UPDATE reconciliation.settlement_line SET presentment_currency = NULL, presentment_minor = NULL, exchange_rate = NULL, reason = 'currency_differs' WHERE game_id = $1`, [tenant.gameId]);
    expect(await run('checkout_com', told('1.0'))).toMatchObject({ posted: 1, breaks: [], clearing: [] });
  });

  describe('Adyen in another currency than was paid in', () => {
    const figures = { net_minor: 1_818, tax_minor: 182, platform_fee_minor: 91 };
    const TAX = { quote_id: 'txq_1', outcome: 'charge' as const, jurisdiction: 'JP', rate_row_id: 'JP:2019-10-01', rate: '10', price_display: 'inclusive' as const, net_minor: 1_818, tax_minor: 182, total_minor: 2_000, components: [{ name: 'JCT', rate: '10', tax_minor: 182, jurisdiction: 'JP' }] };

    /** 2,000 yen, 182 of them tax. */
    async function sellForYen(tell = true): Promise<OrderPaidFact> {
      const id = await world.start(tenant, { currency: 'JPY', amount_minor: 2_000 });
      await PROVIDERS.adyen.pay(id);
      await PROVIDERS.adyen.tell(id);
      const [captured] = await world.facts(id, CAPTURED);
      const sale = orderPaidForTest({ payment_id: id, order_id: captured!['order_id'], studio_id: tenant.studioId, provider: 'adyen', psp_fee_minor: 0, fees_status: 'estimated', currency: 'JPY', total_minor: 2_000, ...figures, tax: TAX, country: 'JP' });
      if (tell) await announce(new OrderPaid('order', sale.order_id, sale));
      return sale;
    }

    /** What each account is left with, currency by currency. */
    const balances = async (): Promise<Record<string, number>> => {
      const rows = await world.app.look<{ of: string; sum: number }>(`SELECT account || ' ' || currency AS of, sum(amount_minor)::int AS sum FROM ledger.posting WHERE game_id = $1 GROUP BY account, currency HAVING sum(amount_minor) <> 0`, [tenant.gameId]);
      return Object.fromEntries(rows.map(({ of, sum }) => [of, sum]));
    };
    const runOf = async (text: string) => {
      const result = await run('adyen', text);
      await world.app.settle();
      return result;
    };

    afterEach(() => void (adyen.paidOutIn = null));

    it('is exchanged sale by sale: a part goes back at another rate, a dispute is lost, and clearing is at zero in every currency', async () => {
      adyen.paidOutIn = { currency: 'USD', rate: '0.0062' };
      const [sold, disputed] = [await sellForYen(), await sellForYen()];
      await sellForYen();
      const report = adyen.settlementReport().replaceAll(dayOf(0), dayOf(3));
      expect(await runOf(report)).toMatchObject({ lines: 5, matched: 3, posted: 3, of_account: 2, breaks: [], clearing: [] });
      // By the rate of the day 12.50 dollars each, of which 12.40 came, less a fee of 0.21: 34 yen, which the studio pays.
      const share = 1_818 - 91;
      expect(await balances()).toEqual({
        'studio_payable JPY': -3 * (share - 34), 'tax_payable:JP JPY': -3 * 182, 'platform_fee_revenue JPY': -3 * 91, 'fx_position:JPY-USD JPY': 3 * (2_000 - 34), 'fx_position:JPY-USD USD': -3 * (1_250 - 21), 'fx_spread_expense USD': 3 * 10, 'bank:adyen USD': 3 * (1_240 - 21),
      });
      expect((await world.view(tenant, sold.payment_id)).psp_fee_minor).toBe(34);
      expect(await world.facts(sold.payment_id, 'ledger.payment.exchanged.v1')).toEqual([{
        payment_id: sold.payment_id, order_id: sold.order_id, provider: 'adyen', line_id: expect.any(String), currency: 'JPY', gross_minor: 2_000, settlement_currency: 'USD', settled_gross_minor: 1_240, settled_fee_minor: 21, settled_net_minor: 1_219,
        provider_rate: '0.0062', rate: '0.00625', rate_date: dayOf(3), rate_source: 'the bank',
      }]);

      adyen.paidOutIn = { currency: 'USD', rate: '0.0068' };
      const refund_id = newId('ref');
      await world.app.commands.execute(new RefundPayment({ payment_id: sold.payment_id, refund_id, amount_minor: 500, reason: 'asked for' }), tenant.scope);
      await world.app.settle();
      await PROVIDERS.adyen.tell(sold.payment_id);
      await world.ring('payments.refund');
      const { order_id, payment_id, provider, studio_id, currency, player_id } = sold;
      const part = { amount_minor: 500, net_minor: 455, tax_minor: 45, platform_fee_minor: 23, tax_components: [{ name: 'JCT', rate: '10', tax_minor: 45, jurisdiction: 'JP' }], lines: [] };
      await announce(new OrderPartlyRefunded('order', order_id, { order_id, player_id, status: 'paid', studio_id, payment_id, provider, currency, ...part, refund_id, reason_code: 'customer_request', reason: 'asked for', refunded_total_minor: 500, refunded_at: sold.paid_at, sale: { country: 'JP', region: null, paid_at: sold.paid_at, tax: { outcome: 'charge', jurisdiction: 'JP', rate: '10' } } }));
      await dispute('adyen', disputed, 'lost');
      const later = adyen.settlementReport();
      expect(await runOf(later)).toMatchObject({ matched: 5, posted: 5, breaks: [], clearing: [] });
      expect(await openClearing()).toEqual([]);
      expect(await world.app.queries.ask(new ListUnsettledMovements({ older_than_seconds: 0 }), tenant.scope)).toEqual([]);
      const left = await balances();
      // 500 yen had been worth 3.13 dollars and are 3.33: a loss of 0.20, and the provider took 3.40. 2,000 were 12.52, with those 34 that stay with the studio at the rate of the day, and are 13.33; the provider took 13.60.
      expect(left).toEqual({
        'studio_payable JPY': -(2 * share - 432 - 3 * 34), 'tax_payable:JP JPY': -(2 * 182 - 45), 'platform_fee_revenue JPY': -(2 * 91 - 23), 'fx_position:JPY-USD JPY': 3 * (2_000 - 34) - 2_500, 'fx_position:JPY-USD USD': -(916 - 23 + 1_229),
        'fx_spread_expense USD': 3 * 10 + 7 + 27, 'fx_loss USD': 20 + 81, 'psp_fee_expense USD': 5 + 2 * 1_500, 'bank:adyen USD': 3 * 1_219 - 340 - 5 - 1_360 - 2 * 1_500,
      });
      // What the studio's statement is made of is what it is owed, in yen alone.
      const days = await world.app.queries.ask(new ListStudioDays(dayOf(400)), tenant.scope);
      expect([...new Set(days.map((day) => day.currency))]).toEqual(['JPY']);
      expect(days.reduce((sum, { payable_minor }) => sum + payable_minor, 0n)).toBe(BigInt(-left['studio_payable JPY']!));
      expect(Object.fromEntries(days.map(({ kind, payable_minor }) => [kind, payable_minor]))).toEqual({ sale: BigInt(3 * share), psp_fee_true_up: BigInt(-3 * 34), refund: -432n, chargeback: BigInt(-share) });
      // Again, in either order: nothing.
      for (const text of [later, report]) expect(await runOf(text)).toMatchObject({ posted: 0, breaks: [], clearing: [] });
      expect(await balances()).toEqual(left);
    });

    it('is a break where the amount that was paid, or the rate, is not what it was, and waits for a sale that nobody has told of', async () => {
      adyen.paidOutIn = { currency: 'USD', rate: '0.0062' };
      const sale = await sellForYen(false);
      const report = adyen.settlementReport();
      expect((await run('adyen', report.replace(',JPY,,2000,', ',JPY,,2001,'))).breaks).toMatchObject([{ reason: 'amount_differs', presentment: { gross_minor: 2_001 } }]);
      await world.app.look(`DELETE FROM reconciliation.settlement_line WHERE game_id = $1`, [tenant.gameId]);
      expect((await run('adyen', report.replace('0.0062,', '0.0063,'))).breaks).toMatchObject([{ reason: 'does_not_add_up', reference: sale.payment_id }]);
      await world.app.look(`DELETE FROM reconciliation.settlement_line WHERE game_id = $1`, [tenant.gameId]);
      expect(await runOf(report)).toMatchObject({ posted: 1, breaks: [] });
      // What came has left clearing; the sale has not come there yet.
      expect(await balances()).toMatchObject({ 'psp_clearing:adyen JPY': -2_000, 'psp_fee_expense USD': 21 });
      await announce(new OrderPaid('order', sale.order_id, sale));
      expect(await openClearing()).toEqual([]);
      expect(await balances()).toMatchObject({ 'studio_payable JPY': -(1_818 - 91 - expectedFee), 'fx_position:JPY-USD JPY': 2_000 - expectedFee });
    });
    /** 0.21 dollars at 150 yen. */
    const expectedFee = 32;
  });

  it('a provider that cannot be read are refused whole', async () => {
    await expect(run('adyen', 'Company Account,Merchant Account\nHubcraft,x')).rejects.toThrow('The settlement report of adyen cannot be read: it has no column Psp Reference');
    await expect(run('stripe', '')).rejects.toThrow('its files are not read');
    await expect(reconcile(world.app.app, { provider: 'adyen' }, 35)).rejects.toThrow('hand in the file');
  });
});
