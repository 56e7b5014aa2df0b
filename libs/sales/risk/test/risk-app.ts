import * as fx from '#money/fx/module';
import { FakeFees } from '#money/fees/testing';
import type { FrozenClock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import type { DomainEvent } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { fakePlayers } from '#player/players/testing';
import { Announce, AnnounceModule, FakeOrders, fakeOrders } from '#sales/orders/testing';
import type { NewPayment } from '#sales/payments/commands';
import * as payments from '#sales/payments/module';
import { ChargePayment, DescribeCard, type PaymentStanding } from '#sales/payments/queries';
import * as staff from '#studio/staff/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';
import { RiskModule } from '../module.js';

/** One press of "pay". `number` is the card's; `describes`: whether the provider tells of it before. */
export interface Press { player: string; number: string; address?: string | null; payment_id?: string; describes?: boolean; email?: string | null; save?: NewPayment['save'] }
export type Pressed = { id: string; standing: PaymentStanding | null; refusal: string | null };

/** Risk and payments on a real database before the sandbox PSP, in a live environment. */
export class RiskApp {
  app!: Booted;
  psp!: SandboxPsp;
  tenant!: Tenant;

  static async boot(breaks: readonly string[] = []): Promise<RiskApp> {
    const world = new RiskApp();
    world.psp = await SandboxPsp.start();
    world.app = await bootContext({
      modules: [payments.PaymentsModule, fx.FxModule, staff.StaffModule, RiskModule, AnnounceModule], rows: [...payments.rows, ...fx.rows, ...staff.rows],
      fakes: [fakeOrders(new FakeOrders()), FakeFees, fakePlayers().module], env: world.psp.env, frozenAt: new Date('2026-11-28T12:00:00Z'), breaks,
    });
    await world.studio();
    return world;
  }

  async studio(): Promise<void> {
    this.tenant = await this.app.tenant();
  }

  get scope(): Scope {
    return { ...this.tenant.scope, gameId: this.tenant.liveGameId };
  }

  get clock(): FrozenClock {
    return this.app.clock as FrozenClock;
  }

  /** As the checkout does it: the card is described, then charged under the payment's own id. */
  async press({ player, number, address = '93.184.216.34', payment_id = newId('pmt'), describes = true, email = null, save = null }: Press, scope = this.scope): Promise<Pressed> {
    const token = await this.tokenOf(number);
    const card = describes ? await this.app.calls.ask(new DescribeCard(token), scope) : null;
    const start = {
      payment_id, order_id: newId('ord'), player_id: player, method: 'card', amount_minor: 1_999, currency: 'EUR', country: 'DE', ip_address: address, user_agent: 'test', return_url: 'http://127.0.0.1:4400/return', platform: null, save,
      circumstances: { card, ip_country: 'DE', email },
    };
    try {
      return { id: payment_id, standing: await this.app.calls.ask(new ChargePayment({ payment_id, token, start }), scope), refusal: null };
    } catch (error) {
      return { id: payment_id, standing: null, refusal: (error as { code?: string }).code ?? String(error) };
    }
  }

  async tokenOf(number: string): Promise<string> {
    const made = await fetch(`${this.psp.url}/tokens`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ number, exp_month: 12, exp_year: 2040, security_code: '123' }) });
    return ((await made.json()) as { token: string }).token;
  }

  async judged(paymentId: string): Promise<Record<string, any> | undefined> {
    return (await this.app.look('SELECT * FROM risk.attempt WHERE payment_id = $1', [paymentId]))[0];
  }

  async reached(paymentId: string): Promise<boolean> {
    return (await this.psp.booked(paymentId)).length > 0;
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

  async close(): Promise<void> {
    await this.app.close();
    await this.psp.close();
  }
}
