import { newId } from '#platform/kernel/ids';
import { RefundPayment } from '#sales/payments/commands';
import type { Tenant } from '../../../../test/support/boot.js';
import { answerPage } from '../testing/providers/fake-provider.js';
import { CARDS, FakeCheckoutCom } from '../testing/providers/checkout-com/fake-checkout-com.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

/** A provider that takes its money in its own time: nothing is paid before it says so. */
describe('payments by Checkout.com', () => {
  let cko: FakeCheckoutCom;
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    cko = await new FakeCheckoutCom().start();
    world = await bootPayments({ env: { ...cko.env, PAYMENT_PROVIDERS: 'checkout_com,sandbox' } });
    tenant = await world.app.tenant();
  });
  afterAll(async () => {
    await world.close();
    await cko.close();
  });

  const pay = async (card: keyof typeof CARDS = 'pays', order_id: string = newId('ord')) => {
    const id = await world.start(tenant, { order_id });
    return { id, standing: await world.charge(tenant, id, cko.token(card)) };
  };
  const told = new Set<string>();
  /** Hands over what Checkout.com has to tell of a payment and has not told yet, the newest first: it promises no order. */
  const tell = async (id: string): Promise<string[]> => {
    const states: string[] = [];
    for (const notification of cko.notifications(id).reverse()) {
      if (told.has(notification.id)) continue;
      told.add(notification.id);
      const answer = await world.app.inject({ method: 'POST', url: '/ingress/checkout_com', headers: notification.headers, body: notification.raw });
      states.push(`${notification.type} ${answer.status} ${answer.json.state}`);
    }
    await world.app.settle();
    return states;
  };

  it('are paid when the money was taken, in whichever order it is told', async () => {
    const { id, standing } = await pay();
    expect(standing).toMatchObject({ state: 'pending' });
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created', provider: 'checkout_com', provider_reference: expect.stringMatching(/^pay_/) });
    cko.books.settle();
    expect(await tell(id)).toEqual(['payment_captured 200 stored', 'payment_approved 200 stored']);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done', card: { brand: 'VISA', last4: '4242', country: 'US' } });
    expect(await world.announced(id)).toEqual(['payments.payment.created.v1', 'payments.payment.captured.v1']);
  });

  it('are paid without a notification, by the look-ups', async () => {
    const { id } = await pay();
    cko.books.settle();
    await world.ring('payments.look-up');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
  });

  it('are declined, or confirmed at the bank', async () => {
    expect((await pay('declines')).standing).toMatchObject({ state: 'declined', decline: { code: 'insufficient_funds' } });
    const { id, standing } = await pay('asks');
    expect(standing).toMatchObject({ state: 'requires_action', action_url: expect.stringContaining('/3ds/') });
    await answerPage(standing.action_url!, 'refuse');
    expect(await tell(id)).toEqual(['payment_declined 200 stored']);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'failed', fail_reason: 'authentication_failed', three_ds: { result: 'failed' } });
  });

  it('whose bank wants to ask, and whose card cannot be charged again, begin with the question at the next try of the same order, and of no other', async () => {
    const order_id = newId('ord');
    const first = await pay('softly', order_id);
    expect([first.standing.state, (await world.view(tenant, first.id)).fail_code]).toEqual(['failed', 'authentication_required']);
    expect((await pay('pays')).standing).toMatchObject({ state: 'pending' });
    const again = await pay('softly', order_id);
    expect(again.standing).toMatchObject({ state: 'requires_action', action_url: expect.stringContaining('/3ds/') });
    await answerPage(again.standing.action_url!, 'approve');
    cko.books.settle();
    await tell(again.id);
    expect(await world.view(tenant, again.id)).toMatchObject({ status: 'done' });
  });

  it('whose answer is lost are found, and are charged once', async () => {
    for (const how of ['cut', 'error'] as const) {
      cko.loseNextAnswer(how);
      const { id, standing } = await pay();
      expect(standing).toMatchObject({ state: 'pending' });
      expect(cko.booked(id)).toBe(1);
    }
  });

  it('that were begun by a process that died are looked up before anybody charges again', async () => {
    const id = await world.start(tenant);
    cko.loseNextAnswer('error');
    expect(await world.charge(tenant, id, cko.token('pays'))).toMatchObject({ state: 'pending' });
    // As if that process had died before it wrote down what it was answered.
    await world.app.look(`UPDATE payments.payment SET provider_state = NULL, provider_reference = NULL, charging_at = now() - interval '40 seconds' WHERE id = $1`, [id]);
    expect(await world.charge(tenant, id, cko.token('pays'))).toMatchObject({ state: 'pending' });
    expect(cko.booked(id)).toBe(1);
  });

  it('go back once, though the refund is listed only when it is done', async () => {
    const { id } = await pay();
    cko.books.settle();
    await tell(id);
    const refund_id = newId('ref');
    await world.app.commands.execute(new RefundPayment({ payment_id: id, refund_id, amount_minor: 999, reason: 'asked for' }), tenant.scope);
    await world.app.settle();
    for (let run = 0; run < 3; run++) await world.ring('payments.refund');
    expect(cko.asked.filter((each) => each.endsWith('/refunds'))).toHaveLength(1);
    cko.books.settle();
    expect(await tell(id)).toEqual(['payment_refunded 200 stored']);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
    expect((await world.facts(id, 'payments.payment.refunded.v1'))[0]).toMatchObject({ refund_id, refunded_minor: 999 });
  });

  it('are disputed, and won back', async () => {
    const { id } = await pay();
    cko.books.settle();
    await tell(id);
    cko.books.dispute(cko.paymentOf(id), 'opened');
    expect(await tell(id)).toEqual(['dispute_evidence_required 200 stored']);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'dispute' });
    cko.books.dispute(cko.paymentOf(id), 'won');
    expect(await tell(id)).toEqual(['dispute_won 200 stored']);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
  });
});
