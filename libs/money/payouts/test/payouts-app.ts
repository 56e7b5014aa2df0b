import { GetTrialBalance } from '#money/ledger/queries';
import * as fx from '#money/fx/module';
import * as ledger from '#money/ledger/module';
import type { PayingEntity } from '#money/payouts/queries';
import * as tax from '#money/tax/module';
import { Housekeeping } from '#platform/housekeeping/housekeeping';
import type { DomainEvent } from '#platform/kernel/messages';
import type { FrozenClock } from '#platform/kernel/clock';
import { OPERATOR, type Scope } from '#platform/kernel/scope';
import { Outbox } from '#platform/outbox/outbox';
import { OrderCanceled, OrderPaid, OrderRefunded, type OrderPaidFact } from '#sales/orders/events';
import { PaymentDisputed } from '#sales/payments/events';
import { paymentFactForTest } from '#sales/payments/testing';
import { fakeReceipts } from '#sales/receipts/testing';
import { CreateApiKey } from '#studio/access/commands';
import { CreateGame } from '#studio/games/commands';
import { Payees, Taxpayers, fakeOnboarding } from '#studio/onboarding/testing';
import { StandingChanged, type StandingFact } from '#studio/onboarding/events';
import * as staff from '#studio/staff/module';
import { newId } from '#platform/kernel/ids';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { AddAccount, ConfirmAccount } from '../app/accounts.js';
import { PayoutsModule, rows } from '../module.js';

const DAY_SECONDS = 86_400;

/** The context with the real ledger and the operator's staff, on a clock that stands still. */
export class PayoutsApp {
  tenant!: Tenant;
  /** A key of the studio's finance people, in the sandbox. */
  key!: string;
  private orders = 0;

  private constructor(readonly app: Booted, readonly payees: Payees, readonly taxpayers: Taxpayers, readonly paying: { entity: PayingEntity | null }) {}

  static async boot(frozenAt: string, more: Partial<Parameters<typeof bootContext>[0]> = {}): Promise<PayoutsApp> {
    const { modules = [], rows: moreRows = [], fakes = [], ...rest } = more;
    const [payees, taxpayers, receipts] = [new Payees(), new Taxpayers(), fakeReceipts()];
    return new PayoutsApp(await bootContext({
      modules: [ledger.LedgerModule, fx.FxModule, staff.StaffModule, tax.TaxModule, PayoutsModule, ...modules], rows: [...tax.rows, ...ledger.rows, ...fx.rows, ...staff.rows, ...rows, ...moreRows], frozenAt: new Date(frozenAt),
      fakes: [...fakes, fakeOnboarding(undefined, payees, taxpayers), receipts.module], ...rest,
    }), payees, taxpayers, receipts.paying);
  }

  /** Another studio, with one game. */
  async studio(): Promise<Tenant> {
    this.tenant = await this.app.tenant();
    this.key = await this.keyOf(this.tenant.scope, 'sandbox');
    return this.tenant;
  }

  async keyOf(scope: Scope, environment: 'sandbox' | 'live'): Promise<string> {
    return (await this.app.commands.execute(new CreateApiKey({ name: newId('key'), environment, scopes: ['payouts:*'], studio_id: scope.studioId! }), scope)).key;
  }

  async anotherGame(): Promise<{ sandbox_game_id: string; live_game_id: string }> {
    return this.app.commands.execute(new CreateGame({ studio_id: this.tenant.studioId, name: 'Other', slug: `other-${newId('gam').slice(-20)}` }), this.tenant.scope);
  }

  days(n: number): void {
    (this.app.clock as FrozenClock).advanceSeconds(n * DAY_SECONDS);
  }

  seconds(n: number): void {
    (this.app.clock as FrozenClock).advanceSeconds(n);
  }

  /** A sale that earns the studio `earned` minor units, of now or of `paid_at` (seconds); answers what reverses it. */
  async sell(earned: number, o: { game?: string; currency?: string; paid_at?: number } = {}): Promise<{ refund(): Promise<void>; chargeback(): Promise<void> }> {
    const order = `ord_${newId('ord').slice(4)}`;
    this.orders++;
    const net = earned + 5;
    const fact: OrderPaidFact = {
      order_id: order, player_id: 'p1', status: 'paid', studio_id: this.tenant.studioId, payment_id: `pmt_${order.slice(4)}`, provider: 'sandbox', currency: o.currency ?? 'USD', total_minor: net + 19, net_minor: net, tax_minor: 19,
      tax: { quote_id: 'txq_1', outcome: 'charge', jurisdiction: 'DE', rate_row_id: 'DE:2021-01-01', rate: '19', price_display: 'inclusive', net_minor: net, tax_minor: 19, total_minor: net + 19, components: [{ name: 'VAT', rate: '19', tax_minor: 19, jurisdiction: 'DE' }] },
      country: 'DE', region: null, psp_fee_minor: 3, psp_fee_bearer: 'operator', platform_fee_minor: 5, locale: 'de', receipt_number: '1'.repeat(16), paid_at: o.paid_at ?? this.app.clock.nowSeconds(),
    };
    const game = o.game ?? this.tenant.gameId;
    await this.announce(game, new OrderPaid('order', order, fact));
    return {
      refund: () => this.announce(game, new OrderRefunded('order', order, { ...fact, refund_id: newId('ref'), reason: 'asked', refunded_at: this.app.clock.nowSeconds() })),
      chargeback: () => {
        const taken = paymentFactForTest({ payment_id: fact.payment_id, order_id: order, amount_minor: fact.total_minor, currency: fact.currency, status: 'captured' });
        return this.announce(game, new PaymentDisputed('payment', fact.payment_id, { ...taken, dispute_id: `dsp_${order}`, stage: 'opened', reason: null, taken_from: 'sale', has_gone_back: false }), new OrderCanceled('order', order, { ...fact, reason: 'lost' }));
      },
    };
  }

  /** What the studio has sold itself, of which the operator claims a fee; answers what gives all of it back. */
  async sellItself(fee: number, currency = 'USD'): Promise<{ refund(): Promise<void> }> {
    const order = `ord_${newId('ord').slice(4)}`;
    const [net, country] = [fee * 20, 'CH'];
    const fact: OrderPaidFact = {
      order_id: order, player_id: 'p1', status: 'paid', studio_id: this.tenant.studioId, payment_id: `pmt_${order.slice(4)}`, provider: 'stripe:psa_01h00000000000000000000001', currency, total_minor: net, net_minor: net, tax_minor: 0,
      tax: { quote_id: 'txq_1', outcome: 'studio_is_seller', jurisdiction: country, rate_row_id: '', rate: null, price_display: 'inclusive', net_minor: net, tax_minor: 0, total_minor: net, components: [] },
      country, region: null, psp_fee_minor: 3, psp_fee_bearer: 'studio', platform_fee_minor: fee, locale: 'de', receipt_number: '1'.repeat(16), paid_at: this.app.clock.nowSeconds(),
    };
    await this.announce(this.tenant.gameId, new OrderPaid('order', order, fact));
    return { refund: () => this.announce(this.tenant.gameId, new OrderRefunded('order', order, { ...fact, refund_id: newId('ref'), reason: 'asked', refunded_at: this.app.clock.nowSeconds() })) };
  }

  /** What onboarding says of the studio: verified with all papers, but for what is told. It is announced under the operator, as staff decide, or under a game of the studio. */
  async standing(version: number, told: Partial<StandingFact> = {}, gameId: string = OPERATOR): Promise<void> {
    await this.announce(gameId, new StandingChanged('studio', this.tenant.studioId, {
      studio_id: this.tenant.studioId, version, kyb_status: 'approved', is_listed: false, has_self_billing: true, has_tax_form: true, tax_form_valid_until: null, ...told,
    }));
  }

  private async announce(gameId: string, ...events: DomainEvent[]): Promise<void> {
    const outbox = this.app.app.get(Outbox);
    await this.app.database.transaction({ ...this.tenant.scope, gameId }, { context: 'sales/orders' }, async () => outbox.record(...events), (open) => outbox.written(open));
    await this.app.settle();
  }

  /** What the worker does once a day, and what follows from it. */
  async chores(): Promise<void> {
    await this.app.app.get(Housekeeping).doChores();
    await this.app.settle();
  }

  /** To six in the morning (UTC) of a day that is still to come. */
  goTo(day: string): void {
    const seconds = (new Date(`${day}T06:00:00Z`).getTime() - this.app.clock.now().getTime()) / 1_000;
    if (seconds < 0) throw new Error(`${day} is over`);
    this.seconds(Math.floor(seconds));
  }

  /** What waits for a later moment has its moment now: the clock of jobs is the database's. */
  async later(): Promise<void> {
    await this.app.look(`UPDATE platform.job SET run_at = now() WHERE state = 'pending'`);
    await this.app.settle();
  }

  /** An account that one member has entered and another confirmed; usable three days later. */
  async account(o: { currency?: string; paid_in?: string; holder_name?: string } = {}): Promise<string> {
    const by = (id: string): Scope => ({ ...this.tenant.scope, actor: { kind: 'member', id } });
    const account = { environment: 'sandbox' as const, currency: 'USD', holder_name: 'Test Studio Ltd', country: 'DE', iban: 'DE89 3704 0044 0532 0130 00', asked_by_member: 'mem_one', ...o };
    const { id } = await this.app.commands.execute(new AddAccount(account), by('mem_one'));
    await this.app.commands.execute(new ConfirmAccount(id, 'sandbox'), by('mem_other'));
    return id;
  }

  post(url: string, token: string, body?: object) {
    return this.app.inject({ method: 'POST', url, headers: { authorization: `Bearer ${token}`, 'idempotency-key': newId('req') }, ...(body ? { body } : {}) });
  }

  async payouts(): Promise<{ id: string; state: string; amount_minor: number; period: string; failure: string | null; provider_reference: string | null; currency: string }[]> {
    return (await this.get('/v1/payouts')).json.data;
  }

  /** Why nothing left, or that something did, on the last day on which it could. */
  async lastRun(currency = 'USD', apiKey = this.key): Promise<string | undefined> {
    const { last_runs } = (await this.get('/v1/balance', apiKey)).json as { last_runs: { currency: string; outcome: string }[] };
    return last_runs.find((run) => run.currency === currency)?.outcome;
  }

  get(url: string, apiKey = this.key) {
    return this.app.inject({ method: 'GET', url, apiKey });
  }

  async balance(currency = 'USD', apiKey = this.key): Promise<Record<string, number>> {
    const { data } = (await this.get('/v1/balance', apiKey)).json as { data: { currency: string; owed: number; pending: number; reserved: number; held: number; available: number }[] };
    const found = data.find((each) => each.currency === currency);
    return found ? { owed: found.owed, pending: found.pending, reserved: found.reserved, held: found.held, available: found.available } : {};
  }

  /** Accounts of a game that are not at zero; what is owed is below zero. */
  async books(game = this.tenant.gameId): Promise<Record<string, number>> {
    const { accounts } = await this.app.queries.ask(new GetTrialBalance(), { ...this.tenant.scope, gameId: game });
    return Object.fromEntries(accounts.filter(({ balance }) => balance !== 0).map(({ code, currency, balance }) => [`${code} ${currency}`, balance]));
  }

  /** Of the accounts above, those that are the studio's. */
  async owed(game = this.tenant.gameId): Promise<Record<string, number>> {
    return Object.fromEntries(Object.entries(await this.books(game)).filter(([account]) => /^(studio_|payouts_in_transit|bank)/.test(account)));
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
