import pg from 'pg';
import { newId } from '#platform/kernel/ids';
import type { DomainEvent } from '#platform/kernel/messages';
import { PaymentCaptured, PaymentDisputed, PaymentEnded, type PaymentFact } from '#sales/payments/events';
import { RefundSucceeded } from '#sales/refunds/events';
import { ChangeOrderPlace, CreateOrder, LockOrderForPayment, RequestOrderRefund } from '#sales/orders/commands';
import { GetOrderDetails, type OrderDetails } from '#sales/orders/queries';
import * as orders from '#sales/orders/module';
import * as ledger from '#money/ledger/module';
import { RollUp } from '../../libs/money/ledger/app/roll-up.js';
import { ExpireOrder } from '../../libs/sales/orders/app/expire-order.js';
import { OrderData } from '../../libs/sales/orders/app/order-data.js';
import { UpdateOrder } from '../../libs/sales/orders/app/update-order.js';
import { Announce, AnnounceModule } from '../../libs/sales/orders/testing/announce.js';
import { neighbours } from '../../libs/sales/orders/testing/neighbours.js';
import { bootContext, type Booted, type Tenant } from './boot.js';

/** Orders and their books for real, on a database of their own, without whoever else would take part. */
export class TradingBooks {
  private constructor(readonly app: Booted, readonly studio: Tenant, readonly admin: InstanceType<typeof pg.Client>) {}

  static async open(): Promise<TradingBooks> {
    const near = neighbours();
    const app = await bootContext({ modules: [orders.OrdersModule, ledger.LedgerModule, AnnounceModule], rows: [...orders.rows, ...ledger.rows], fakes: near.fakes });
    const admin = new pg.Client({ connectionString: app.db.adminUrl });
    await admin.connect();
    return new TradingBooks(app, await app.tenant(), admin);
  }

  async close(): Promise<void> {
    await this.admin.end();
    await this.app.close();
  }

  read(id: string): Promise<OrderDetails> {
    return this.app.queries.ask(new GetOrderDetails(id), this.studio.scope);
  }

  async announce(...events: DomainEvent[]): Promise<void> {
    await this.app.commands.execute(new Announce(events), this.studio.scope);
    await this.app.settle();
  }

  async order(player_id = 'P-1', lines = [{ sku: 'gems.500', quantity: 1 }]): Promise<string> {
    const input = { source: 's2s' as const, player_id, email: 'aria@example.com', country: 'DE', metadata: { b: '1', a: '2' }, lines };
    return (await this.app.commands.execute(new CreateOrder(input), this.studio.scope)).order_id;
  }

  async locked(player?: string, lines?: { sku: string; quantity: number }[]): Promise<{ of: OrderDetails; payment: string }> {
    const of = await this.read(await this.order(player, lines));
    const payment = newId('pmt');
    await this.app.commands.execute(new LockOrderForPayment({ order_id: of.id, payment_id: payment, expected_total_minor: of.amount_minor, expected_currency: of.currency, immediate_delivery_requested: true }), this.studio.scope);
    return { of, payment };
  }

  captured(of: OrderDetails, payment: string): PaymentCaptured {
    return new PaymentCaptured('payment', payment, { ...fact(of, payment), psp_fee_minor: 88, provider_reference: `psp_${payment}`, captured_at: this.app.clock.nowSeconds() });
  }

  async paid(player?: string, lines?: { sku: string; quantity: number }[]): Promise<{ of: OrderDetails; payment: string }> {
    const { of, payment } = await this.locked(player, lines);
    await this.announce(this.captured(of, payment));
    return { of, payment };
  }

  /** One of everything that can become of an order, and its entries, half of them rolled up. */
  async trade(n = 1): Promise<void> {
    const { scope } = this.studio;
    await this.order();
    await this.locked();
    await this.paid();
    const free = await this.locked();
    await this.announce(new PaymentEnded('payment', free.payment, { ...fact(free.of, free.payment), fail_reason: 'card_declined', fail_code: '16' }));
    await this.app.commands.execute(new ChangeOrderPlace({ order_id: await this.order(), country: 'FR', email: 'else@example.com' }), scope);
    await this.app.commands.execute(new ExpireOrder(await this.order()), scope);
    const back = await this.paid();
    await this.app.commands.execute(new RequestOrderRefund({ order_id: back.of.id, source: 'studio', reason: 'asked' }), scope);
    await this.app.commands.execute(new RollUp(1_000), scope);
    await this.announce(new RefundSucceeded('refund', `ref_${n}`, { refund_id: `ref_${n}`, order_id: back.of.id, payment_id: back.payment, player_id: 'P-1', amount_minor: back.of.amount_minor, currency: back.of.currency, reason: 'asked', source: 'studio' }));
    const bank = await this.paid();
    await this.announce(new PaymentDisputed('payment', bank.payment, { ...fact(bank.of, bank.payment), dispute_id: `dsp_${n}`, stage: 'opened', reason: 'fraudulent', taken_from: 'sale', has_gone_back: false }));
    const gone = await this.paid(`P-gone-${n}`);
    await this.app.app.get(OrderData).erase({ player_id: gone.of.player_id, user_id: null, alias: 'erased_01k9xamp000000000000000000' }, scope);
    await this.app.commands.execute(new UpdateOrder({ order_id: bank.of.id, handled_by_client: true }), scope);
  }
}

const fact = (of: OrderDetails, payment_id: string): PaymentFact => ({ payment_id, order_id: of.id, player_id: of.player_id, provider: 'sandbox', status: 'done', amount_minor: of.amount_minor, currency: of.currency });
