import * as fx from '#money/fx/module';
import * as ledger from '#money/ledger/module';
import * as payouts from '#money/payouts/module';
import * as reconciliation from '#money/reconciliation/module';
import { GetTrialBalance } from '#money/ledger/queries';
import type { DomainEvent } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { fakeFulfillment, GrantAnswers } from '#sales/fulfillment/testing';
import * as orders from '#sales/orders/module';
import { GetOrderDetails, type OrderDetails } from '#sales/orders/queries';
import { Announce, AnnounceModule, neighbours } from '#sales/orders/testing';
import * as payments from '#sales/payments/module';
import { fakeReceipts } from '#sales/receipts/testing';
import * as refunds from '#sales/refunds/module';
import * as staff from '#studio/staff/module';
import { reconcile, type Reconciled } from '../../../../apps/cli/commands/reconcile.js';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { buyGems, type Bought } from '../../../../test/support/purchase.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';
import { staffOf } from '../../../../test/support/staff.js';
import { DisputesModule } from '../module.js';

/** Everything that takes part in a dispute for real: orders, payments at the sandbox PSP, refunds, ledger, reconciliation, payouts. */
export class DisputesApp {
  readonly receipts = fakeReceipts();
  readonly grants = new GrantAnswers();
  app!: Booted;
  psp!: SandboxPsp;
  tenant!: Tenant;
  private staffToken = '';

  static async boot(): Promise<DisputesApp> {
    const world = new DisputesApp();
    world.psp = await SandboxPsp.start();
    await world.psp.control({ refund_delay_ms: 0, dispute_delay_ms: 0, dispute_close_ms: 600_000 });
    world.app = await bootContext({
      modules: [orders.OrdersModule, payments.PaymentsModule, refunds.RefundsModule, ledger.LedgerModule, reconciliation.ReconciliationModule, payouts.PayoutsModule, fx.FxModule, staff.StaffModule, DisputesModule, AnnounceModule],
      rows: [...orders.rows, ...payments.rows, ...refunds.rows, ...ledger.rows, ...reconciliation.rows, ...payouts.rows, ...fx.rows, ...staff.rows],
      fakes: [...neighbours().fakes, fakeFulfillment(world.grants), world.receipts.module], env: world.psp.env,
    });
    await world.studio();
    return world;
  }

  /** Another studio. */
  async studio(): Promise<Tenant> {
    return (this.tenant = await this.app.tenant());
  }

  get scope(): Scope {
    return this.tenant.scope;
  }

  /** Buys gems for 19.99 EUR with a card of the sandbox, and waits until the books have it. */
  buy(card: Parameters<SandboxPsp['token']>[0], o: { player?: string; ip?: string } = {}): Promise<Bought> {
    return buyGems(this.app, this.psp, this.tenant, card, o);
  }

  order(id: string): Promise<OrderDetails> {
    return this.app.queries.ask(new GetOrderDetails(id), this.scope);
  }

  /** Hands over what the provider has to tell of a payment by now, all of it. */
  async hear(paymentId: string): Promise<void> {
    for (const { raw, headers } of await this.psp.notifications(paymentId)) {
      const { status } = await this.app.inject({ method: 'POST', url: '/ingress/sandbox', headers, body: raw });
      if (status !== 200) throw new Error(`the notification was answered ${status}`);
    }
    await this.app.settle();
  }

  /** A purchase that the bank has taken back, as far as we have heard; answers the dispute. */
  async disputed(card: 'dispute_lost' | 'dispute_won', o: { player?: string } = {}): Promise<Bought & { dispute: Record<string, any> }> {
    const bought = await this.buy(card, o);
    await this.psp.dispute(bought.payment_id, 'opened');
    await this.hear(bought.payment_id);
    return { ...bought, dispute: (await this.disputes(`?payment_id=${bought.payment_id}`))[0]! };
  }

  /** The issuer has reported this purchase, of a card that it reports by itself, as fraud, and we hear of it. */
  async reportedAsFraud({ payment_id }: Bought): Promise<void> {
    await eventually(async () => (await this.psp.notifications(payment_id)).some(({ type }) => type === 'fraud.reported'));
    await this.hear(payment_id);
  }

  /** The bank decides, as the card says, and we hear of it. */
  async decide({ payment_id }: Bought, end: 'won' | 'lost'): Promise<void> {
    await this.psp.dispute(payment_id, end);
    await this.hear(payment_id);
  }

  async announce(...events: DomainEvent[]): Promise<void> {
    await this.app.commands.execute(new Announce(events), this.scope);
    await this.app.settle();
  }

  /** Jobs of this type have their time now. */
  async ring(type: string): Promise<void> {
    await this.app.look(`UPDATE platform.job SET run_at = now() WHERE type = $1 AND state = 'pending'`, [type]);
    await this.app.settle();
  }

  /** What the provider has of the answer to a dispute. */
  async evidenceAtProvider(paymentId: string): Promise<{ fingerprint: string; characters: number } | null> {
    const { dispute } = ((await this.psp.books()) as unknown as { reference: string; dispute: { evidence: never } }[]).find(({ reference }) => reference === paymentId)!;
    return dispute.evidence;
  }

  async disputes(query = ''): Promise<Record<string, any>[]> {
    const { status, json, text } = await this.app.inject({ method: 'GET', url: `/v1/disputes${query}`, apiKey: this.tenant.apiKey });
    if (status !== 200) throw new Error(text);
    return json.data;
  }

  async read(id: string): Promise<Record<string, any>> {
    return (await this.app.inject({ method: 'GET', url: `/v1/disputes/${id}`, apiKey: this.tenant.apiKey })).json;
  }

  async staff(method: 'GET' | 'POST', path: string, body?: object): Promise<{ status: number; json: any }> {
    this.staffToken ||= (await staffOf(this.app, 'finance')).token;
    return this.app.inject({ method, url: `/operator/v1/${path}`, headers: { authorization: `Bearer ${this.staffToken}` }, ...(body ? { body } : {}) });
  }

  /** Entries about an order, the oldest first: what happened, and what it moved. Amounts in minor units, debits positive. */
  async journal(paymentId: string): Promise<[string, Record<string, number>][]> {
    const rows = await this.app.look<{ kind: string; moved: Record<string, number> }>(
      `SELECT e.kind, jsonb_object_agg(p.account, p.amount_minor) AS moved FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
        WHERE e.game_id = $1 AND e.payment_id = $2 GROUP BY e.id, e.kind ORDER BY e.id`, [this.tenant.gameId, paymentId]);
    return rows.map(({ kind, moved }) => [kind, moved]);
  }

  async balances(): Promise<Record<string, number>> {
    const { accounts } = await this.app.queries.ask(new GetTrialBalance(), this.scope);
    return Object.fromEntries(accounts.filter(({ balance }) => balance !== 0).map(({ code, balance }) => [code, balance]));
  }

  settlement(): Promise<Reconciled> {
    return reconcile(this.app.app, { url: this.psp.url, apiKey: this.psp.apiKey }, 35);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.psp.close();
  }
}
