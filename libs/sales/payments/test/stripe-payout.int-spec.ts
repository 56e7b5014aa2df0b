import * as fx from '#money/fx/module';
import { LedgerModule, rows as ledgerRows } from '#money/ledger/module';
import { ReconciliationModule, rows as reconciliationRows } from '#money/reconciliation/module';
import { ListSettlementBreaks } from '#money/reconciliation/queries';
import { newId } from '#platform/kernel/ids';
import { Outbox } from '#platform/outbox/outbox';
import { OrderPaid } from '#sales/orders/events';
import { orderPaidForTest } from '#sales/orders/testing';
import * as payments from '#sales/payments/module';
import { RefundPayment } from '#sales/payments/commands';
import { reconcile, reconciliationTable } from '../../../../apps/cli/commands/reconcile.js';
import type { Tenant } from '../../../../test/support/boot.js';
import { FakeStripe } from '../testing/providers/stripe/fake-stripe.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

describe('the payouts of Stripe', () => {
  let stripe: FakeStripe;
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    stripe = await new FakeStripe().start();
    world = await bootPayments({
      env: { ...stripe.env, PAYMENT_PROVIDERS: 'stripe' }, modules: [payments.PaymentsModule, fx.FxModule, LedgerModule, ReconciliationModule], rows: [...payments.rows, ...ledgerRows, ...reconciliationRows],
    });
    tenant = await world.app.tenant();
  });
  afterAll(async () => {
    await world.close();
    await stripe.close();
  });

  it('are held against the books, line by line, and again without effect', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) {
      const id = await world.start(tenant);
      await world.charge(tenant, id, 'pm_card_visa');
      ids.push(id);
    }
    const refund_id = newId('ref');
    await world.app.commands.execute(new RefundPayment({ payment_id: ids[1]!, refund_id, amount_minor: 999, reason: 'asked for' }), tenant.scope);
    await world.app.settle();
    stripe.books.settleRefunds();
    await world.ring('payments.refund');
    const now = world.app.clock.nowSeconds();
    stripe.books.payOut(now - 3_600);
    const result = await reconcile(world.app.app, { provider: 'stripe' }, 35);
    expect(result).toMatchObject({ batch_id: null, lines: 4, matched: 4, posted: 4, breaks: [] });
    expect(reconciliationTable(result)).toContain('breaks         0');
    expect(await reconcile(world.app.app, { provider: 'stripe' }, 35)).toMatchObject({ lines: 4, posted: 0, breaks: [] });
    // A charge that is nobody's here is a break.
    const stray = await world.start(tenant);
    stripe.books.take({ ...stripe.intentOf(ids[0]!), id: 'pi_stray', metadata: { reference: stray } }, 'pm_card_visa', null, true);
    stripe.books.payOut(now - 1_800);
    expect((await reconcile(world.app.app, { provider: 'stripe' }, 35)).breaks).toMatchObject([{ reason: 'not_expected', reference: stray }]);
    expect(await world.app.queries.ask(new ListSettlementBreaks(), tenant.scope)).toHaveLength(1);
  });

  it('are in the currency of the account, with fees that it had told in that of the payment: what is left of both is exchanged', async () => {
    const other = await world.app.tenant();
    stripe.books.settlesIn = { currency: 'usd', thousandths: 1_100 };
    const id = await world.start(other);
    await world.charge(other, id, 'pm_card_visa');
    stripe.books.settlesIn = null;
    const psp_fee_minor = (await world.view(other, id)).psp_fee_minor ?? 0;
    const [captured] = await world.facts(id, 'payments.payment.captured.v1');
    const sale = orderPaidForTest({ payment_id: id, order_id: captured!['order_id'], studio_id: other.studioId, provider: 'stripe', psp_fee_minor, fees_status: 'final' });
    await world.app.database.transaction(other.scope, { context: 'sales/orders' }, async () => world.app.app.get(Outbox).record(new OrderPaid('order', sale.order_id, sale)), (open) => world.app.app.get(Outbox).written(open));
    await world.app.settle();
    stripe.books.payOut(world.app.clock.nowSeconds() - 60);
    expect(await reconcile(world.app.app, { provider: 'stripe' }, 35)).toMatchObject({ posted: 1 });
    // 19.99 EUR were 21.99 USD. Of the fee of 0.83 EUR the provider kept 0.91 USD: 19.16 EUR were exchanged for 21.08 USD.
    const left = await world.app.look<{ of: string; sum: number }>(`SELECT account || ' ' || currency AS of, sum(amount_minor)::int AS sum FROM ledger.posting WHERE game_id = $1 AND account LIKE ANY ('{psp_clearing%,bank%,psp_fee%,fx_position%}') GROUP BY 1 HAVING sum(amount_minor) <> 0 ORDER BY 1`, [other.gameId]);
    expect([psp_fee_minor, left]).toEqual([83, [{ of: 'bank:stripe USD', sum: 2_108 }, { of: 'fx_position:EUR-USD EUR', sum: 1_916 }, { of: 'fx_position:EUR-USD USD', sum: expect.any(Number) }]]);
    expect(await world.app.queries.ask(new ListSettlementBreaks(), other.scope)).toEqual([]);
  });

  it('cannot be had of a provider that is not set up', async () => {
    await expect(reconcile(world.app.app, { provider: 'checkout_com' }, 35)).rejects.toThrow('There is no settlement report of checkout_com: it is not set up');
  });
});
