import * as fx from '#money/fx/module';
import { LedgerModule, rows as ledgerRows } from '#money/ledger/module';
import { OPEN_CLEARING } from '#money/ledger/testing';
import { ReconciliationModule, rows as reconciliationRows } from '#money/reconciliation/module';
import { ListSettlementBreaks, ListUnsettledMovements } from '#money/reconciliation/queries';
import type { DomainEvent } from '#platform/kernel/messages';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { Outbox } from '#platform/outbox/outbox';
import { OrderCanceled, OrderPaid, OrderRefunded, type OrderPaidFact } from '#sales/orders/events';
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
  });
  beforeEach(async () => {
    tenant = await world.app.tenant();
  });
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

  it('Checkout.com in another currency are a break by its name', async () => {
    const sale = await sell('checkout_com');
    const text = PROVIDERS.checkout_com.report().replaceAll(',EUR,,EUR,', ',EUR,1.1,USD,');
    expect((await run('checkout_com', text)).breaks).toMatchObject([{ reason: 'currency_differs', reference: sale.payment_id, currency: 'USD' }]);
    expect(await world.app.queries.ask(new ListSettlementBreaks(), tenant.scope)).toHaveLength(1);
  });

  it('a provider that cannot be read are refused whole', async () => {
    await expect(run('adyen', 'Company Account,Merchant Account\nHubcraft,x')).rejects.toThrow('The settlement report of adyen cannot be read: it has no column Psp Reference');
    await expect(run('stripe', '')).rejects.toThrow('its files are not read');
    await expect(reconcile(world.app.app, { provider: 'adyen' }, 35)).rejects.toThrow('hand in the file');
  });
});
