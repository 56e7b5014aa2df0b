import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { AbandonPayment, RefundPayment } from '#sales/payments/commands';
import { GetCardFrame, ListPaymentMethods, RefreshPayment, type PaymentStanding } from '#sales/payments/queries';
import type { Tenant } from '../../../../test/support/boot.js';
import { changesBetween, digestOf } from '../../../../test/support/database-digest.js';
import { answerPage } from '../testing/providers/fake-provider.js';
import { FakePayPal } from '../testing/providers/paypal/fake-paypal.js';
import type { Buyer } from '../testing/providers/paypal/paypal-books.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

/** A provider on whose page the buyer approves before anything is taken; cards stay with another one beside it. */
describe('payments by PayPal', () => {
  let paypal: FakePayPal;
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    paypal = await new FakePayPal().start();
    world = await bootPayments({ env: { ...paypal.env, PAYMENT_PROVIDERS: 'sandbox,paypal' } });
    tenant = await world.app.tenant();
  });
  afterAll(async () => {
    await world.close();
    await paypal.close();
  });

  const begin = async () => {
    const id = await world.start(tenant, { method: 'paypal' });
    return { id, standing: await world.charge(tenant, id) };
  };
  const refresh = (payment_id: string, back: string): Promise<PaymentStanding> => world.app.calls.ask(new RefreshPayment({ payment_id, returned: Object.fromEntries(new URL(back).searchParams) }), tenant.scope as Scope);
  const pay = async (buyer: Buyer = 'pays') => {
    const { id, standing } = await begin();
    return { id, action_url: standing.action_url!, standing: await refresh(id, await paypal.approveAs(standing.action_url!, buyer)) };
  };
  const told = new Set<string>();
  const send = ({ headers, raw }: { headers: Record<string, string>; raw: string }) => world.app.inject({ method: 'POST', url: '/ingress/paypal', headers, body: raw });
  /** Hands over what PayPal has to tell of a payment and has not told yet, the newest first: it promises no order. */
  const tell = async (id: string): Promise<string[]> => {
    const states: string[] = [];
    for (const notification of paypal.notifications(id).reverse()) {
      if (told.has(notification.id)) continue;
      told.add(notification.id);
      const answer = await send(notification);
      states.push(`${notification.type} ${answer.status} ${answer.json.state}`);
    }
    await world.app.settle();
    return states;
  };
  const capturesOf = (id: string): number => (paypal.orderOf(id)['purchase_units'][0].payments?.captures ?? []).length;

  it('are offered beside cards, where PayPal takes the currency, and cards stay with the other provider', async () => {
    const methods = async (currency: string, amount_minor = 1999) => (await world.app.queries.ask(new ListPaymentMethods({ country: 'DE', currency, amount_minor }), tenant.scope)).map(({ method }) => method);
    expect(await methods('EUR')).toEqual(['apple_pay', 'google_pay', 'paypal', 'card', 'wallet', 'bank_transfer', 'voucher', 'code']);
    expect(await methods('KWD')).not.toContain('paypal');
    expect(await methods('HUF', 99_950)).not.toContain('paypal');
    expect(await world.app.queries.ask(new GetCardFrame({ locale: 'en' }), tenant.scope)).toMatchObject({ provider: 'sandbox' });
    expect(await world.view(tenant, (await world.pay(tenant)).id)).toMatchObject({ provider: 'sandbox', method: 'card', status: 'done' });
  });

  it('are paid when the buyer comes back from PayPal, with what PayPal keeps', async () => {
    const { id, standing } = await begin();
    expect(standing).toMatchObject({ state: 'requires_action', action_url: expect.stringContaining('/checkoutnow?token=') });
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created', provider: 'paypal', method: 'paypal', provider_reference: paypal.orderOf(id).id });
    expect(await refresh(id, await paypal.approveAs(standing.action_url!, 'pays'))).toMatchObject({ state: 'paid' });
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done', psp_fee_minor: 119, card: null, three_ds: null, action_url: null });
    expect(await tell(id)).toEqual(['PAYMENT.CAPTURE.COMPLETED 200 processed', 'CHECKOUT.ORDER.APPROVED 200 stored']);
    expect(await world.announced(id)).toEqual(['payments.payment.created.v1', 'payments.payment.captured.v1']);
  });

  it.each(['the notification', 'the look-up'])('are paid though the buyer does not come back, by %s', async (by) => {
    const { id, standing } = await begin();
    await paypal.approveAs(standing.action_url!, 'pays');
    if (by === 'the notification') expect(await tell(id)).toEqual(['CHECKOUT.ORDER.APPROVED 200 stored']);
    else await world.ring('payments.look-up');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
    expect(capturesOf(id)).toBe(1);
  });

  it('whose order was made and not answered are found, and are one order', async () => {
    for (const how of ['cut', 'error'] as const) {
      paypal.loseNextAnswer(how);
      const { id, standing } = await begin();
      expect(standing).toMatchObject({ state: 'requires_action' });
      expect(paypal.booked(id)).toBe(1);
    }
  });

  it('that were begun by a process that died go on with the order that it made', async () => {
    const { id, standing } = await begin();
    // As if that process had died before it wrote down what it was answered.
    await world.app.look(`UPDATE payments.payment SET provider_state = NULL, provider_reference = NULL, action_url = NULL, charging_at = now() - interval '40 seconds' WHERE id = $1`, [id]);
    expect(await world.charge(tenant, id)).toMatchObject({ state: 'requires_action', action_url: standing.action_url });
    // As above, and nobody charges again: the look-up finds it.
    await world.app.look('UPDATE payments.payment SET provider_state = NULL, provider_reference = NULL, action_url = NULL WHERE id = $1', [id]);
    await world.ring('payments.look-up');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created', action_url: standing.action_url });
    expect(paypal.booked(id)).toBe(1);
  });

  it.each(['cut', 'error'] as const)('whose capture was not answered (%s) are found paid, and paid once', async (how) => {
    const { id, standing } = await begin();
    const back = await paypal.approveAs(standing.action_url!, 'pays');
    paypal.loseNextAnswer(how);
    // What was lost in the first question is found by the second one of the same request.
    expect(await refresh(id, back)).toMatchObject({ state: 'paid' });
    expect(capturesOf(id)).toBe(1);
  });

  it('are called off by who turns back there, and nothing is taken though she approves in another window', async () => {
    const { id, standing } = await begin();
    expect(await refresh(id, await answerPage(standing.action_url!, 'refuse'))).toMatchObject({ state: 'failed', decline: { code: 'canceled_by_player', retryable: true } });
    expect(await world.view(tenant, id)).toMatchObject({ status: 'canceled', fail_reason: 'canceled_by_player' });
    const back = await paypal.approveAs(standing.action_url!, 'pays');
    expect(await tell(id)).toEqual(['CHECKOUT.ORDER.APPROVED 200 stored']);
    expect(await refresh(id, back)).toMatchObject({ state: 'failed' });
    expect([capturesOf(id), (await world.view(tenant, id)).status]).toEqual([0, 'canceled']);
  });

  it('that were left unfinished end, take nothing after that, and are followed until PayPal has forgotten them', async () => {
    const { id, standing } = await begin();
    await world.app.look(`UPDATE payments.payment SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
    await world.ring('payments.look-up');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'abandoned' });
    await paypal.approveAs(standing.action_url!, 'pays');
    const left = async () => (await world.app.look<{ state: string }>(`SELECT state FROM platform.job WHERE type = 'payments.call-off' AND key = $1`, [id])).map(({ state }) => state);
    await world.ring('payments.call-off');
    expect([await left(), capturesOf(id)]).toEqual([['pending'], 0]);
    paypal.forget(id);
    await world.app.look(`UPDATE payments.payment SET charging_at = now() - interval '7 hours' WHERE id = $1`, [id]);
    await world.ring('payments.call-off');
    expect(await left()).not.toContain('pending');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'abandoned' });
  });

  it('that were taken while they were called off go back by themselves, once', async () => {
    const { id, standing } = await begin();
    await paypal.approveAs(standing.action_url!, 'pays');
    await world.app.commands.execute(new AbandonPayment({ payment_id: id, status: 'canceled' }), tenant.scope);
    // A request that was on its way has taken it, and died before it wrote that down.
    const order = paypal.orderOf(id);
    paypal.books.take(order, order['purchase_units'][0].amount as { currency_code: string; value: string }, false);
    await tell(id);
    for (let run = 0; run < 2; run++) await world.ring('payments.refund');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'refunded' });
    expect(paypal.booked(id.replace('pmt_', 'ref_'))).toBe(1);
  });

  it('that PayPal looks over are waited for beyond the half hour of a page', async () => {
    const { id, standing } = await pay('is_reviewed');
    expect(standing).toMatchObject({ state: 'pending' });
    await world.app.look(`UPDATE payments.payment SET created_at = now() - interval '2 days', expires_at = now() - interval '47 hours' WHERE id = $1`, [id]);
    await world.ring('payments.look-up');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created' });
    paypal.books.complete(paypal.captureOf(id));
    expect(await tell(id)).toContain('PAYMENT.CAPTURE.COMPLETED 200 stored');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done', psp_fee_minor: 119 });
    const other = await pay('is_reviewed');
    await world.app.look(`UPDATE payments.payment SET created_at = now() - interval '4 days', expires_at = now() - interval '3 days' WHERE id = $1`, [other.id]);
    await world.ring('payments.look-up');
    expect(await world.view(tenant, other.id)).toMatchObject({ status: 'abandoned' });
    // It came after all: back it goes.
    paypal.books.complete(paypal.captureOf(other.id));
    await tell(other.id);
    await world.ring('payments.refund');
    expect(await world.view(tenant, other.id)).toMatchObject({ status: 'refunded' });
  });

  it('are declined in words for the player', async () => {
    expect((await pay('declines')).standing).toMatchObject({ state: 'declined', decline: { code: 'payment_failed', retryable: true } });
    const { id, standing } = await pay('is_forbidden');
    expect(standing).toMatchObject({ state: 'declined', decline: { code: 'payment_failed', retryable: false } });
    expect(await world.view(tenant, id)).toMatchObject({ status: 'failed', fail_code: 'COMPLIANCE_VIOLATION' });
    const again = await pay('has_to_come_back');
    expect(again.standing).toMatchObject({ state: 'requires_action', action_url: again.action_url });
    expect(await refresh(again.id, await paypal.approveAs(again.action_url, 'pays'))).toMatchObject({ state: 'paid' });
  });

  it('go back in part and whole, are disputed and won back', async () => {
    const { id } = await pay();
    const refund = async (amount_minor: number): Promise<string> => {
      const refund_id = newId('ref');
      await world.app.commands.execute(new RefundPayment({ payment_id: id, refund_id, amount_minor, reason: 'asked for' }), tenant.scope);
      await world.app.settle();
      return refund_id;
    };
    const first = await refund(999);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
    expect((await world.facts(id, 'payments.payment.refunded.v1'))[0]).toMatchObject({ refund_id: first, refunded_minor: 999 });
    paypal.books.dispute(paypal.captureOf(id), 'opened', { dispute_amount: { currency_code: 'EUR', value: '10.00' } });
    expect(await tell(id)).toContain('CUSTOMER.DISPUTE.CREATED 200 stored');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'dispute' });
    expect((await world.facts(id, 'payments.payment.disputed.v1'))[0]).toMatchObject({ stage: 'opened', amount_minor: 1_000 });
    paypal.books.dispute(paypal.captureOf(id), 'won');
    expect(await tell(id)).toEqual(['CUSTOMER.DISPUTE.RESOLVED 200 stored']);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
    paypal.loseNextAnswer('error');
    const second = await refund(1_000);
    for (let run = 0; run < 2; run++) await world.ring('payments.refund');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'refunded' });
    expect([paypal.booked(first), paypal.booked(second)]).toEqual([1, 1]);
  });

  it('change nothing when a notification is sent again, in the same transmission or another', async () => {
    const { id } = await pay();
    await tell(id);
    const [last] = paypal.notifications(id).reverse();
    const before = await digestOf(world.app.db.adminUrl);
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => send(n % 2 === 0 ? last! : paypal.signed(last!.raw, Math.floor(Date.now() / 1_000) - n))));
    expect(new Set(answers.map(({ status, json }) => `${status} ${json.state}`))).toEqual(new Set(['200 duplicate']));
    await world.app.settle();
    expect(changesBetween(before, await digestOf(world.app.db.adminUrl))).toEqual([]);
  });

  it('fail uncharged while PayPal is away, and cards go on', async () => {
    await paypal.close();
    expect((await begin()).standing).toMatchObject({ state: 'failed', decline: { code: 'payment_failed', retryable: true } });
    expect((await world.pay(tenant)).standing).toMatchObject({ state: 'paid' });
  });
});
