import { Logger } from '@nestjs/common';
import { newId } from '#platform/kernel/ids';
import { RefundPayment } from '#sales/payments/commands';
import { GetCardFrame, ListPaymentMethods, RefreshPayment } from '#sales/payments/queries';
import type { Tenant } from '../../../../test/support/boot.js';
import { answerPage } from '../testing/providers/fake-provider.js';
import { FakeStripe } from '../testing/providers/stripe/fake-stripe.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

describe('payments by Stripe', () => {
  let stripe: FakeStripe;
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    stripe = await new FakeStripe().start();
    world = await bootPayments({ env: { ...stripe.env, PAYMENT_PROVIDERS: 'stripe,sandbox' } });
    tenant = await world.app.tenant();
  });
  afterAll(async () => {
    await world.close();
    await stripe.close();
  });

  const send = (notification: { raw: string; headers: Record<string, string> }) => world.app.inject({ method: 'POST', url: '/ingress/stripe', headers: notification.headers, body: notification.raw });
  const pay = async (token = 'pm_card_visa') => {
    const id = await world.start(tenant);
    return { id, standing: await world.charge(tenant, id, token) };
  };
  /** Hands over what Stripe has to tell of a payment and has not told yet. */
  const told = new Set<string>();
  const tell = async (id: string): Promise<string[]> => {
    const states: string[] = [];
    for (const notification of stripe.notifications(id)) {
      if (told.has(notification.id)) continue;
      told.add(notification.id);
      const answer = await send(notification);
      states.push(`${notification.type} ${answer.status} ${answer.json.state}`);
    }
    await world.app.settle();
    return states;
  };

  it('are what a new attempt is made with, and the sandbox what Stripe cannot charge', async () => {
    const { id, standing } = await pay();
    expect(standing).toMatchObject({ state: 'paid' });
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done', provider: 'stripe', provider_reference: expect.stringMatching(/^pi_/), psp_fee_minor: 83, card: { brand: 'VISA', last4: '4242' } });
    expect(await tell(id)).toEqual(['payment_intent.succeeded 200 processed']);
    const other = await world.start(tenant, { currency: 'IQD', amount_minor: 5_000 });
    expect(await world.view(tenant, other)).toMatchObject({ provider: 'sandbox' });
    const methods = (currency: string) => world.app.queries.ask(new ListPaymentMethods({ country: 'DE', currency, amount_minor: 1_000 }), tenant.scope);
    expect(await methods('EUR')).toEqual(await methods('IQD'));
    expect(await methods('EUR')).toContainEqual({ method: 'card', label: 'Card', kind: 'card', type: 'card', is_local: false, refund: 'part', fields: [] });
    expect((await methods('IQD')).map(({ method }) => method)).toContain('voucher');
    const frame = (currency: string) => world.app.queries.ask(new GetCardFrame({ locale: 'de', what: { country: 'DE', currency, amount_minor: 1_000 } }), tenant.scope);
    expect([(await frame('EUR')).provider, (await frame('IQD')).provider]).toEqual(['stripe', 'sandbox']);
  });

  it('are declined in words for the player', async () => {
    const { id, standing } = await pay('pm_card_visa_chargeDeclinedInsufficientFunds');
    expect(standing).toMatchObject({ state: 'declined', decline: { code: 'insufficient_funds', retryable: true } });
    expect(await world.view(tenant, id)).toMatchObject({ status: 'failed', fail_code: 'insufficient_funds', fail_reason: 'insufficient_funds', card: { last4: '9995' } });
    expect((await pay('pm_never_made')).standing).toMatchObject({ state: 'declined', decline: { code: 'payment_failed' } });
  });

  it('are confirmed by the player on a page of her bank, told by Stripe or asked by her', async () => {
    const first = await pay('pm_card_authenticationRequired');
    expect(first.standing).toMatchObject({ state: 'requires_action', action_url: expect.stringContaining('/redirect/') });
    await answerPage(first.standing.action_url!, 'approve');
    expect(await tell(first.id)).toEqual(['payment_intent.succeeded 200 stored']);
    expect(await world.view(tenant, first.id)).toMatchObject({ status: 'done', three_ds: { flow: 'challenge', result: 'authenticated' } });
    const second = await pay('pm_card_authenticationRequired');
    await answerPage(second.standing.action_url!, 'refuse');
    expect(await world.app.calls.ask(new RefreshPayment({ payment_id: second.id }), tenant.scope)).toMatchObject({ state: 'failed', decline: { code: 'authentication_failed' } });
  });

  it('whose answer is lost are found, and are charged once', async () => {
    for (const how of ['cut', 'error'] as const) {
      stripe.loseNextAnswer(how);
      const { id, standing } = await pay();
      expect(standing).toMatchObject({ state: 'paid' });
      expect(stripe.booked(id)).toBe(1);
      expect(await world.announced(id)).toEqual(['payments.payment.created.v1', 'payments.payment.captured.v1']);
    }
  });

  it('go back under our refund id, once, and are final when Stripe says so', async () => {
    const { id } = await pay();
    const refund_id = newId('ref');
    stripe.loseNextAnswer('error');
    await world.app.commands.execute(new RefundPayment({ payment_id: id, refund_id, amount_minor: 1999, reason: 'asked for' }), tenant.scope);
    await world.app.settle();
    await world.ring('payments.refund');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'refund_requested' });
    stripe.books.settleRefunds();
    expect(await tell(id)).toEqual(['payment_intent.succeeded 200 processed', 'refund.created 200 stored', 'refund.updated 200 stored']);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'refunded' });
    expect(stripe.booked(refund_id)).toBe(1);
    // Days later the bank sends it back.
    const refund = [...stripe.books.refunds.values()].at(-1)!;
    refund['status'] = 'failed';
    stripe.books.emit('refund.failed', refund);
    const alarm = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    expect(await tell(id)).toEqual(['refund.failed 200 processed']);
    expect(alarm).toHaveBeenCalledWith(expect.objectContaining({ msg: 'ALARM: a refund that had succeeded failed afterwards: the money is with us again', refund_id, payment_id: id }));
    alarm.mockRestore();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'refunded' });
  });

  it('are disputed: told by a notification that names the payment of Stripe alone', async () => {
    const { id } = await pay('pm_card_createDispute');
    await tell(id);
    stripe.books.dispute(stripe.intentOf(id), 'opened');
    expect(await tell(id)).toEqual(['charge.dispute.created 200 stored']);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'dispute' });
    stripe.books.dispute(stripe.intentOf(id), 'lost');
    expect(await tell(id)).toEqual(['charge.dispute.closed 200 stored']);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'chargeback' });
    expect(await world.announced(id)).toEqual(['payments.payment.created.v1', 'payments.payment.captured.v1', ...Array.from({ length: 2 }, () => ['payments.payment.disputed.v1', 'payments.payment.disputes_seen.v1']).flat()]);
    expect((await world.facts(id, 'payments.payment.disputes_seen.v1')).map(({ disputes }) => disputes)).toMatchObject(['needs_response', 'lost'].map((status) => [{ status, is_inquiry: false, reason: 'fraudulent', amount_minor: 1_999 }]));
  });

  it('are believed of nobody else: not of the sandbox, not of another secret, not of a payment that is not ours', async () => {
    const { id } = await pay('pm_card_authenticationRequired');
    const event = JSON.stringify({ id: `evt_${id}`, object: 'event', type: 'payment_intent.succeeded', data: { object: { id: 'pi_x', object: 'payment_intent', metadata: { reference: id } } } });
    expect((await send({ raw: event, headers: world.psp.signed(JSON.parse(event)).headers })).status).toBe(400);
    expect((await send({ ...stripe.signed(event), raw: event.replace('succeeded', 'canceled') })).status).toBe(400);
    const stranger = JSON.stringify({ id: 'evt_stranger', object: 'event', type: 'charge.dispute.created', data: { object: { id: 'dp_x', object: 'dispute', payment_intent: 'pi_of_somebody_else' } } });
    expect((await send(stripe.signed(stranger))).json).toEqual({ received: true, state: 'ignored' });
    expect((await send(stripe.signed(event))).json).toEqual({ received: true, state: 'stored' });
    await world.app.settle();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created' });
  });
});
