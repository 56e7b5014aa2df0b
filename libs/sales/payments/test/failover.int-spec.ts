import { newId } from '#platform/kernel/ids';
import { ChargePayment, GetCardFrame } from '#sales/payments/queries';
import type { Scope } from '#platform/kernel/scope';
import type { Tenant } from '../../../../test/support/boot.js';
import { FakeCheckoutCom } from '../testing/providers/checkout-com/fake-checkout-com.js';
import { FakeStripe } from '../testing/providers/stripe/fake-stripe.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

/** Two providers, of which the first is away. */
describe('a provider that is not to be reached', () => {
  let stripe: FakeStripe;
  let cko: FakeCheckoutCom;
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    stripe = await new FakeStripe().start();
    cko = await new FakeCheckoutCom().start();
    world = await bootPayments({ env: { ...stripe.env, ...cko.env, PAYMENT_PROVIDERS: 'stripe,checkout_com' } });
    tenant = await world.app.tenant();
  });
  afterAll(async () => {
    await world.close();
    await cko.close();
  });

  const frame = async () => (await world.app.queries.ask(new GetCardFrame({ locale: 'en', what: { country: 'DE', currency: 'EUR', amount_minor: 1999 } }), tenant.scope)).provider;
  /** As the checkout does: the attempt is written by the call that charges it. */
  const pay = async (token: string) => {
    const payment_id = newId('pmt');
    const start = {
      payment_id, order_id: newId('ord'), player_id: 'P-1', method: 'card', amount_minor: 1999, currency: 'EUR', country: 'DE', ip_address: '93.184.216.34', user_agent: 'test', return_url: 'http://127.0.0.1:4400/return', platform: null,
    };
    const standing = await world.app.calls.ask(new ChargePayment({ payment_id, token, start }), tenant.scope as Scope);
    return { standing, view: await world.view(tenant, payment_id) };
  };

  it('is passed over by the next attempts, which go to the next provider; what was begun stays, and no card goes to whom it does not belong', async () => {
    const first = await pay('pm_card_authenticationRequired');
    expect(first).toMatchObject({ standing: { state: 'requires_action' }, view: { provider: 'stripe' } });
    // A card that was typed into the fields of the second goes there, though the first stands before it.
    expect(await pay(cko.token('pays'))).toMatchObject({ standing: { state: 'pending' }, view: { provider: 'checkout_com' } });
    expect(await frame()).toBe('stripe');
    await stripe.close();
    expect(await pay('pm_card_visa')).toMatchObject({ standing: { state: 'failed', decline: { code: 'payment_failed', retryable: true } }, view: { provider: 'stripe', status: 'failed', fail_code: 'provider_unavailable' } });
    expect(await frame()).toBe('checkout_com');
    expect(await pay(cko.token('pays'))).toMatchObject({ standing: { state: 'pending' }, view: { provider: 'checkout_com' } });
    // Whoever still has the old fields open fails once more, uncharged.
    expect(await pay('pm_card_visa')).toMatchObject({ standing: { state: 'failed' }, view: { provider: 'stripe' } });
    expect(await world.view(tenant, first.view.id)).toMatchObject({ provider: 'stripe', status: 'created' });
  });
});
