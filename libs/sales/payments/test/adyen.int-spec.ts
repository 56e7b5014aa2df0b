import { newId } from '#platform/kernel/ids';
import { AbandonPayment, RefundPayment } from '#sales/payments/commands';
import { RefreshPayment } from '#sales/payments/queries';
import type { Tenant } from '../../../../test/support/boot.js';
import { FakeAdyen } from '../testing/providers/adyen/fake-adyen.js';
import { answerPage } from '../testing/providers/fake-provider.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

/** A provider that cannot be asked: what is known is what it answered, and what it has told. */
describe('payments by Adyen', () => {
  let adyen: FakeAdyen;
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    adyen = await new FakeAdyen().start();
    world = await bootPayments({ env: { ...adyen.env, PAYMENT_PROVIDERS: 'adyen' } });
    tenant = await world.app.tenant();
  });
  afterAll(async () => {
    await world.close();
    await adyen.close();
  });

  const pay = async (card: 'pays' | 'declines' | 'asks' = 'pays') => {
    const id = await world.start(tenant);
    return { id, standing: await world.charge(tenant, id, adyen.token(card)) };
  };
  const told = new Set<string>();
  /** Hands over what Adyen has to tell of a payment and has not told yet, the newest first. */
  const tell = async (id: string): Promise<string[]> => {
    const states: string[] = [];
    for (const { eventCode, raw } of [...adyen.notifications(id)].reverse()) {
      if (told.has(raw)) continue;
      told.add(raw);
      const answer = await world.app.inject({ method: 'POST', url: '/ingress/adyen', headers: { 'content-type': 'application/json' }, body: raw });
      states.push(`${eventCode} ${answer.status} ${answer.json.state}`);
    }
    await world.app.settle();
    return states;
  };

  it('are paid when Adyen tells that the money was taken, in whichever order it tells', async () => {
    const { id, standing } = await pay();
    expect(standing).toMatchObject({ state: 'pending' });
    adyen.settle();
    expect(await tell(id)).toEqual(['CAPTURE 200 stored', 'AUTHORISATION 200 stored']);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done', provider: 'adyen', provider_reference: adyen.paymentOf(id).psp, card: { brand: 'VISA', last4: '1111', country: 'NL' } });
    expect(await world.announced(id)).toEqual(['payments.payment.created.v1', 'payments.payment.captured.v1']);
  });

  it('are declined in words for the player', async () => {
    expect((await pay('declines')).standing).toMatchObject({ state: 'declined', decline: { code: 'insufficient_funds', retryable: true } });
  });

  it.each(['approve', 'refuse'] as const)('are confirmed at the bank, and go on when the player has come back: %s', async (how) => {
    const { id, standing } = await pay('asks');
    expect(standing).toMatchObject({ state: 'requires_action', action_url: expect.stringContaining('/redirect/') });
    // A look in between changes nothing, though nothing was heard.
    await world.ring('payments.look-up');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created', action_url: standing.action_url });
    const returned = Object.fromEntries(new URL(await answerPage(standing.action_url!, how)).searchParams);
    const after = await world.app.calls.ask(new RefreshPayment({ payment_id: id, returned }), tenant.scope);
    expect(after).toMatchObject(how === 'approve' ? { state: 'pending' } : { state: 'failed', decline: { code: 'authentication_failed' } });
    // Pressed twice, or forged, it does no harm.
    await world.app.calls.ask(new RefreshPayment({ payment_id: id, returned }), tenant.scope);
    await world.app.calls.ask(new RefreshPayment({ payment_id: id, returned: { redirectResult: 'forged' } }), tenant.scope);
    adyen.settle();
    await tell(id);
    expect(await world.view(tenant, id)).toMatchObject(how === 'approve' ? { status: 'done', three_ds: { result: 'authenticated' } } : { status: 'failed' });
    expect(adyen.booked(id)).toBe(how === 'approve' ? 1 : 0);
  });

  it.each(['cut', 'error'] as const)('whose answer is lost (%s) are found when Adyen tells of them, and their money is asked for then', async (how) => {
    adyen.loseNextAnswer(how);
    const { id, standing } = await pay();
    expect(standing).toMatchObject({ state: 'unknown' });
    await world.ring('payments.look-up');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created' });
    expect(await tell(id)).toEqual(['AUTHORISATION 200 stored']);
    adyen.settle();
    expect(await tell(id)).toEqual(['CAPTURE 200 stored']);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
    expect(adyen.booked(id)).toBe(1);
  });

  it('that were called off are let go, though the bank approved them meanwhile', async () => {
    const { id, standing } = await pay('asks');
    await world.app.commands.execute(new AbandonPayment({ payment_id: id, status: 'canceled' }), tenant.scope);
    const back = new URL(await answerPage(standing.action_url!, 'approve'));
    // Another tab hands it in all the same: the bank's approval is Adyen's, the money is not asked for.
    await fetch(`${adyen.url}/v72/payments/details`, { method: 'POST', headers: { 'x-api-key': adyen.apiKey, 'content-type': 'application/json' }, body: JSON.stringify({ details: { redirectResult: back.searchParams.get('redirectResult') } }) });
    expect(await tell(id)).toEqual(['AUTHORISATION 200 stored']);
    await world.ring('payments.call-off');
    adyen.settle();
    expect(await tell(id)).toEqual(['CANCELLATION 200 stored']);
    expect(adyen.paymentOf(id).state).toBe('cancelled');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'canceled' });
  });

  it('go back once, when Adyen has told of it', async () => {
    const { id } = await pay();
    adyen.settle();
    await tell(id);
    const refund_id = newId('ref');
    await world.app.commands.execute(new RefundPayment({ payment_id: id, refund_id, amount_minor: 1999, reason: 'asked for' }), tenant.scope);
    await world.app.settle();
    for (let run = 0; run < 3; run++) await world.ring('payments.refund');
    expect(adyen.booked(refund_id)).toBe(1);
    adyen.settle();
    expect(await tell(id)).toEqual(['REFUND 200 stored']);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'refunded' });
  });

  it('are disputed, and lost', async () => {
    const { id } = await pay();
    adyen.settle();
    await tell(id);
    adyen.dispute(adyen.paymentOf(id), 'opened');
    expect(await tell(id)).toEqual(['CHARGEBACK 200 stored']);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'dispute' });
    adyen.dispute(adyen.paymentOf(id), 'lost');
    await tell(id);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'chargeback' });
  });

  it('are believed of nobody else', async () => {
    const { id } = await pay('asks');
    const item = { amount: { value: 1999, currency: 'EUR' }, eventCode: 'AUTHORISATION', eventDate: new Date().toISOString(), merchantAccountCode: adyen.account, merchantReference: id, paymentMethod: 'visa', pspReference: 'FORGED0000000000', reason: '', success: 'true' };
    const raw = adyen.signed(item);
    const send = (body: string) => world.app.inject({ method: 'POST', url: '/ingress/adyen', headers: { 'content-type': 'application/json' }, body });
    for (const bad of [raw.replace('1999', '1'), raw.replace(/hmacSignature":"[^"]*/, 'hmacSignature":"AAAA'), raw.replace('hmacSignature', 'other'), adyen.signed({ ...item, merchantAccountCode: 'SomebodyElse' }), '{"notificationItems":[]}']) {
      expect((await send(bad)).status).toBe(400);
    }
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created' });
  });
});
