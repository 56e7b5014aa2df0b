import { createHmac } from 'node:crypto';
import { seeded } from '../../../../test/chaos/purchases.js';
import type { Tenant } from '../../../../test/support/boot.js';
import { changesBetween, digestOf } from '../../../../test/support/database-digest.js';
import { FakeAdyen } from '../testing/providers/adyen/fake-adyen.js';
import { FakeCheckoutCom } from '../testing/providers/checkout-com/fake-checkout-com.js';
import { makeCertificate } from '../testing/providers/paypal/certificates.js';
import { FakePayPal } from '../testing/providers/paypal/fake-paypal.js';
import { FakeStripe } from '../testing/providers/stripe/fake-stripe.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

const SEED = Number(process.env['HUBCRAFT_SEED'] ?? 20_261_127);
const EACH = Number(process.env['HUBCRAFT_VECTORS'] ?? 2_000) / 20;

interface Sent { raw: string; headers: Record<string, string> }

/** Notifications in the formats of the real providers that they have not sent so. The sandbox's own stand in `ingress-vectors`. */
describe('forged notifications of real providers', () => {
  const stripe = new FakeStripe();
  const cko = new FakeCheckoutCom();
  const adyen = new FakeAdyen();
  /** It runs, since the certificate is fetched from it. */
  const paypal = new FakePayPal();
  const stranger = makeCertificate('messageverificationcerts.sandbox.paypal.com', { host: 'messageverificationcerts.sandbox.paypal.com' });
  let world: PaymentsApp;
  let tenant: Tenant;
  const random = seeded(SEED);
  const upTo = (count: number): number => Math.floor(random() * count);
  beforeAll(async () => {
    await paypal.start();
    world = await bootPayments({ env: { ...stripe.env, ...cko.env, ...adyen.env, ...paypal.env, STRIPE_API_URL: 'http://127.0.0.1:1', CHECKOUT_COM_API_URL: 'http://127.0.0.1:1', ADYEN_API_URL: 'http://127.0.0.1:1', PAYMENT_PROVIDERS: 'stripe,checkout_com,adyen,paypal' } });
    tenant = await world.app.tenant();
  });
  afterAll(async () => {
    await world.close();
    await paypal.close();
  });

  const now = (): number => Math.floor(Date.now() / 1_000);
  const item = (reference: string, told: object = {}) => ({
    amount: { value: 1999, currency: 'EUR' }, eventCode: 'AUTHORISATION', eventDate: '2026-11-27T10:00:00+01:00', merchantAccountCode: adyen.account, merchantReference: reference, paymentMethod: 'visa', pspReference: 'PSP0000000000000', reason: '', success: 'true', ...told,
  });
  const flippedIn = (raw: string, from: number, to: number): string => {
    const copy = Buffer.from(raw);
    copy[from + upTo(to - from)]! ^= 1 << upTo(7);
    return copy.toString('latin1');
  };
  const spanOf = (raw: string, text: string): [number, number] => [raw.indexOf(text), raw.indexOf(text) + text.length];

  /** Each makes a forgery of a good one. */
  const PROVIDERS: Record<string, { good: (reference: string) => Sent; forge: ((good: Sent, reference: string) => Sent)[] }> = {
    stripe: {
      good: (reference) => stripe.signed(JSON.stringify({ id: `evt_${reference}`, object: 'event', type: 'payment_intent.succeeded', data: { object: { id: 'pi_1', object: 'payment_intent', metadata: { reference } } } })),
      forge: [
        ({ raw, headers }) => ({ raw: flippedIn(raw, 0, raw.length), headers }),
        ({ raw }) => stripe.signed(raw, now() + (random() < 0.5 ? -1 : 1) * (310 + upTo(10 ** (1 + upTo(8))))),
        ({ raw, headers }) => ({ raw, headers: { ...headers, 'stripe-signature': headers['stripe-signature']!.replace(/t=\d+/, `t=${now() + 1 + upTo(200)}`) } }),
        ({ raw, headers }) => ({ raw, headers: { ...headers, 'stripe-signature': `t=${now()},v1=${createHmac('sha256', stripe.secretKey).update(`${now()}.${raw}`).digest('hex')}` } }),
        ({ raw }) => ({ raw, headers: { 'content-type': 'application/json' } }),
        ({ raw }) => ({ raw, headers: cko.signed(raw).headers }),
        ({ raw, headers }) => ({ raw: JSON.stringify(JSON.parse(raw), null, 1 + upTo(4)), headers }),
      ],
    },
    checkout_com: {
      good: (reference) => cko.signed(JSON.stringify({ id: `evt_${reference}`, type: 'payment_captured', data: { id: 'pay_1', reference } })),
      forge: [
        ({ raw, headers }) => ({ raw: flippedIn(raw, 0, raw.length), headers }),
        ({ raw, headers }) => ({ raw, headers: { ...headers, 'cko-signature': flippedIn(headers['cko-signature']!, 0, 64).replace(/[^0-9a-f]/g, '0') } }),
        ({ raw, headers }) => ({ raw, headers: { ...headers, 'cko-signature': createHmac('sha256', cko.secretKey).update(raw).digest('hex') } }),
        ({ raw, headers }) => ({ raw, headers: { ...headers, 'cko-signature': createHmac('sha256', '').update(raw).digest('hex') } }),
        ({ raw }) => ({ raw, headers: { 'content-type': 'application/json' } }),
        ({ raw }) => ({ raw, headers: stripe.signed(raw).headers }),
        ({ raw, headers }) => ({ raw: `${raw}${' \n\t'.slice(0, 1 + upTo(3))}`, headers }),
      ],
    },
    paypal: {
      good: (reference) => paypal.signed(JSON.stringify({ id: `WH-${reference}`, event_type: 'PAYMENT.CAPTURE.COMPLETED', resource: { id: 'CAPTURE1', custom_id: reference } })),
      forge: [
        ({ raw, headers }) => ({ raw: flippedIn(raw, 0, raw.length), headers }),
        ({ raw }) => paypal.signed(raw, now() + (random() < 0.5 ? -1 : 1) * (310 + upTo(10 ** (1 + upTo(8))))),
        ({ raw, headers }) => ({ raw, headers: { ...headers, 'paypal-transmission-time': new Date((now() + 1 + upTo(200)) * 1_000).toISOString().replace('.000Z', 'Z') } }),
        ({ raw, headers }) => ({ raw, headers: { ...headers, 'paypal-transmission-id': headers['paypal-transmission-id']!.replace(/^./, (letter) => (letter === 'a' ? 'b' : 'a')) } }),
        ({ raw }) => paypal.signed(raw, now(), stranger.key),
        ({ raw }) => ({ raw, headers: { ...paypal.signed(raw, now(), stranger.key).headers, 'paypal-cert-url': 'https://evil.example/v1/notifications/certs/CERT-360caa42-fca2a594-fa1e0001' } }),
        ({ raw, headers }) => ({ raw, headers: { ...headers, 'paypal-transmission-sig': headers['paypal-transmission-sig']!.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')) } }),
        ({ raw, headers }) => ({ raw, headers: { ...headers, 'paypal-auth-algo': 'none' } }),
        ({ raw }) => ({ raw, headers: { 'content-type': 'application/json' } }),
        ({ raw }) => ({ raw, headers: stripe.signed(raw).headers }),
        ({ raw, headers }) => ({ raw: JSON.stringify(JSON.parse(raw), null, 1 + upTo(4)), headers }),
      ],
    },
    adyen: {
      good: (reference) => ({ raw: adyen.signed(item(reference)), headers: { 'content-type': 'application/json' } }),
      forge: [
        ({ raw, headers }, reference) => {
          const text = ['1999', '"EUR"', 'AUTHORISATION', adyen.account, reference, 'PSP0000000000000', '"success":"true'][upTo(7)]!;
          return { raw: flippedIn(raw, ...spanOf(raw, text)), headers };
        },
        ({ raw, headers }) => ({ raw: raw.replace(/hmacSignature":"./, (text) => `hmacSignature":"${text.endsWith('A') ? 'B' : 'A'}`), headers }),
        ({ headers }, reference) => ({ raw: adyen.signed(item(reference, { merchantAccountCode: `Other${upTo(1_000)}` })), headers }),
        ({ raw, headers }) => ({ raw: raw.replace('"eventCode"', '"originalReference":"X","eventCode"'), headers }),
        ({ raw, headers }) => ({ raw: raw.replace('hmacSignature', 'hmacSignaturf'), headers }),
        ({ raw, headers }) => {
          const body = JSON.parse(raw) as { notificationItems: object[] };
          return { raw: JSON.stringify({ ...body, notificationItems: [...body.notificationItems, ...body.notificationItems] }), headers };
        },
      ],
    },
  };

  it.each(Object.keys(PROVIDERS))('are refused, every one of them, and change nothing: %s', async (provider) => {
    const { good, forge } = PROVIDERS[provider]!;
    const id = await world.start(tenant, provider === 'paypal' ? { method: 'paypal' } : { token_of: provider });
    const original = good(id);
    const send = ({ raw, headers }: Sent) => world.app.app.inject({ method: 'POST', url: `/ingress/${provider}`, headers, payload: Buffer.from(raw, 'latin1') });
    const before = await digestOf(world.app.db.adminUrl);
    const accepted: string[] = [];
    for (let n = 0; n < EACH; n++) {
      const vector = forge[n % forge.length]!(original, id);
      if (vector.raw === original.raw && JSON.stringify(vector.headers) === JSON.stringify(original.headers)) continue;
      const answer = await send(vector);
      // What cannot be read as JSON, or holds what no text may, is refused before anybody looks at its signature.
      if (answer.statusCode !== 400 && !(answer.statusCode === 422 && /request\./.test(answer.payload))) accepted.push(`${n % forge.length}: ${answer.statusCode} ${vector.raw.slice(0, 200)} ${answer.payload.slice(0, 100)}`);
    }
    expect({ accepted, changed: changesBetween(before, await digestOf(world.app.db.adminUrl)) }).toEqual({ accepted: [], changed: [] });
    // The one that was forged so often is a good one.
    expect((await send(original)).json()).toEqual({ received: true, state: 'stored' });
    expect((await send(original)).json()).toEqual({ received: true, state: 'duplicate' });
  }, 120_000);
});
