import { createHmac } from 'node:crypto';
import { Config } from '#platform/config/config';
import { Egress } from '#platform/egress/egress';
import { OwnListeners } from '#platform/egress/own-listeners';
import { newId } from '#platform/kernel/ids';
import type { ChargeOrder, SeenPayment } from '../domain/payment-gateway.js';
import { cardFieldsPage } from '../http/card-fields-page.js';
import { CheckoutComGateway } from '../infra/gateways/checkout-com/checkout-com-gateway.js';
import { checkoutComNotification } from '../infra/gateways/checkout-com/checkout-com-notification.js';
import { paymentGatewayConformance, type ProviderUnderTest } from '../testing/payment-gateway.conformance.js';
import { FakeCheckoutCom } from '../testing/providers/checkout-com/fake-checkout-com.js';
import { handedOver, WALLET_SETTINGS } from '../testing/providers/wallet-sheets.js';
import { writeWalletToken } from '../domain/wallet-token.js';
import { answerPage } from '../testing/providers/fake-provider.js';

const CARDS = { soft: 'softly', succeeds: 'pays', declined: 'declines', asks_3ds: 'asks', dispute_lost: 'pays', dispute_won: 'pays' } as const;

async function open(): Promise<ProviderUnderTest> {
  const cko = await new FakeCheckoutCom().start();
  const egress = new Egress(new OwnListeners(new Config({})));
  return {
    gateway: new CheckoutComGateway(new Config({ ...cko.env, ...WALLET_SETTINGS, CHECKOUT_COM_PAYMENT_METHODS: 'ideal, card,apple_pay,google_pay' }), egress),
    bare: new CheckoutComGateway(new Config({}), egress),
    unreachable: new CheckoutComGateway(new Config({ ...cko.env, CHECKOUT_COM_API_URL: 'http://127.0.0.1:1' }), egress),
    token: async (card) => cko.token(CARDS[card]),
    wallets: (['apple_pay', 'google_pay'] as const).map((method) => ({
      method, token: async (does) => writeWalletToken('checkout_com', { wallet: method, data: handedOver(method, does), network: null, label: null, transaction: null }), tellsDevice: true, hasOnFile: method === 'google_pay',
    })),
    others: [{ method: 'ideal', what: {}, refund: 'part' }],
    follow: async ({ reference, action_url }, how) => {
      if (how === 'pays') await answerPage(action_url!, 'approve');
      else cko.books.expire(cko.paymentOf(reference));
      return {};
    },
    method: 'card', refusalIsKnownTo: 'provider', refusedOrder: { token: `tok_${'a'.repeat(26)}` },
    answerAction: answerPage,
    loseNextAnswer: async (how) => cko.loseNextAnswer(how),
    exempted: async (reference) => cko.paymentOf(reference)['hidden'].exemption as string | null,
    failNextRefund: async () => cko.failNextRefund(),
    booked: async (reference) => cko.booked(reference),
    notification: ({ event_id, reference }, at) => {
      const { raw, headers } = cko.signed(JSON.stringify({ id: event_id, type: 'payment_captured', created_on: new Date(at * 1_000).toISOString(), data: { id: `pay_${'a'.repeat(26)}`, reference, amount: 1999, currency: 'EUR' } }));
      return { raw: Buffer.from(raw), headers, now: at };
    },
    signs: { time: false, all: true },
    captures: 'later', tellsFee: false, tellsSettlement: false,
    dispute: async (reference, to) => cko.books.dispute(cko.paymentOf(reference), to),
    settled: async () => cko.books.settle(),
    cardPage: async (url) => ({ status: 200, text: cardFieldsPage({ provider: 'checkout_com', publishable_key: cko.publicKey, parent_origin: 'http://127.0.0.1:4400' }, new URL(url).searchParams).html }),
    close: async () => {
      await egress.onApplicationShutdown();
      await cko.close();
    },
  };
}

paymentGatewayConformance('CheckoutComGateway', open, (kind) => newId(kind === 'payment' ? 'pmt' : 'ref'));

describe('CheckoutComGateway', () => {
  let cko: FakeCheckoutCom;
  let gateway: CheckoutComGateway;
  let egress: Egress;
  beforeAll(async () => {
    cko = await new FakeCheckoutCom().start();
    egress = new Egress(new OwnListeners(new Config({})));
    gateway = new CheckoutComGateway(new Config(cko.env), egress);
  });
  afterAll(async () => {
    await egress.onApplicationShutdown();
    await cko.close();
  });

  const order = (told: Partial<ChargeOrder> = {}): ChargeOrder => ({
    reference: newId('pmt'), amount_minor: 1999, currency: 'EUR', token: cko.token('pays'), method: 'card', return_url: 'http://127.0.0.1/return', capture: true, metadata: { order_id: 'ord_1' }, ...told,
  });
  const paid = async (told: Partial<ChargeOrder> = {}): Promise<SeenPayment> => {
    const answer = await gateway.charge(order(told));
    if (answer.outcome !== 'answered') throw new Error(JSON.stringify(answer));
    cko.books.settle();
    return answer.value;
  };
  const look = (seen: SeenPayment) => gateway.lookUp({ reference: seen.reference, provider_reference: seen.provider_reference, charged_at: null });

  it('tells Checkout.com amounts in its units, and gives back in them', async () => {
    const seen = await paid({ currency: 'CLP', amount_minor: 4_990 });
    expect(cko.paymentOf(seen.reference)).toMatchObject({ amount: 499_000, currency: 'CLP' });
    expect(await gateway.refund({ provider_reference: seen.provider_reference, reference: newId('ref'), amount_minor: 990, currency: 'CLP' })).toMatchObject({ outcome: 'answered' });
    cko.books.settle();
    expect(cko.books.actions.get(seen.provider_reference)![0]).toMatchObject({ type: 'Refund', amount: 99_000 });
    expect(await look(seen)).toMatchObject({ value: { state: 'captured', captured_minor: 4_990 } });
  });

  it('says what was really taken', async () => {
    const seen = await paid();
    const payment = cko.paymentOf(seen.reference);
    payment['status'] = 'Partially Captured';
    payment['balances'].total_captured = 500;
    expect(await look(seen)).toMatchObject({ value: { state: 'captured', asked_minor: 1999, captured_minor: 500 } });
  });

  it('says why it was declined also when it is asked later, and calls a failed confirmation one', async () => {
    const declined = order({ token: cko.token('declines') });
    expect(await gateway.charge(declined)).toMatchObject({ value: { state: 'declined', fail_code: '20051' } });
    expect(await gateway.lookUp({ reference: declined.reference, provider_reference: null, charged_at: null })).toMatchObject({ value: { state: 'declined', fail_code: '20051' } });
  });

  it('asks under a key whose answer was a failure only when it was looked up before: Checkout.com would book it anew', async () => {
    const told = order();
    cko.loseNextAnswer('error');
    expect(await gateway.charge(told)).toEqual({ outcome: 'unknown', reason: 'http_502' });
    expect(await gateway.lookUp({ reference: told.reference, provider_reference: null, charged_at: null })).toMatchObject({ value: { state: 'authorised' } });
    expect(cko.booked(told.reference)).toBe(1);
    // What the app must never do without looking.
    await gateway.charge({ ...told, token: cko.token('pays') });
    expect(cko.booked(told.reference)).toBe(2);
  });

  it('does not take a refund for lost that is not listed yet', async () => {
    const { provider_reference } = await paid();
    const reference = newId('ref');
    expect(await gateway.refund({ provider_reference, reference, amount_minor: 999, currency: 'EUR' })).toMatchObject({ value: { state: 'pending' } });
    expect(await gateway.lookUpRefund({ reference, payment_reference: provider_reference })).toEqual({ outcome: 'answered', value: null });
    cko.books.settle();
    expect(await gateway.lookUpRefund({ reference, payment_reference: provider_reference })).toMatchObject({ value: { state: 'succeeded', amount_minor: 999 } });
  });

  it('concludes nothing from another account that does not know the payment', async () => {
    expect(await gateway.lookUp({ reference: newId('pmt'), provider_reference: `pay_${'b'.repeat(26)}`, charged_at: null })).toEqual({ outcome: 'unknown', reason: 'http_404' });
    const other = new CheckoutComGateway(new Config({ ...cko.env, CHECKOUT_COM_SECRET_KEY: 'sk_sbox_another' }), egress);
    expect(await other.charge(order())).toEqual({ outcome: 'unavailable', reason: 'http_401' });
  });

  it.each([['evidence_under_review', 'opened'], ['arbitration_under_review', 'opened'], ['canceled', 'won'], ['resolved', 'won'], ['arbitration_won', 'won'], ['accepted', 'lost'], ['expired', 'lost'], ['arbitration_lost', 'lost']])('reads a dispute that is %s as %s', async (status, stage) => {
    const seen = await paid();
    cko.books.dispute(cko.paymentOf(seen.reference), 'opened');
    cko.books.disputes[0]!['status'] = status;
    const id = `${cko.books.disputes[0]!.id}${status.startsWith('arbitration') ? ':arbitration' : ''}`;
    expect(await look(seen)).toMatchObject({ value: { dispute: { id, stage, reason: 'fraudulent' } } });
  });

  it('knows by its key whether it moves real money', () => {
    const of = (key: string) => new CheckoutComGateway(new Config({ CHECKOUT_COM_SECRET_KEY: key }), egress).takesRealMoney;
    expect([of('sk_sbox_a'), of('sk_a')]).toEqual([false, true]);
  });

  describe('reads signatures by the recipe', () => {
    const read = (raw: string, signature: unknown, secrets = ['test_key']) => checkoutComNotification({ raw: Buffer.from(raw), headers: { 'cko-signature': signature as string }, now: 0 }, secrets);

    it('of the vector', () => {
      // HMAC-SHA256 of this body under `test_key`. It names no type, so it is no event though it is signed.
      const raw = '{"id":"evt_1"}';
      expect(createHmac('sha256', 'test_key').update(raw).digest('hex')).toBe('54dc5827be4ae6b3a3bfc547d77ad55057b71435842bd3b1616b28fa701eb1d2');
      expect(read(raw, '54dc5827be4ae6b3a3bfc547d77ad55057b71435842bd3b1616b28fa701eb1d2')).toBeNull();
      // With one it is read: by the signature that another implementation (openssl) made of it.
      expect(read('{"id":"evt_1","type":"payment_captured"}', '623590c6703b070f844b2812e7832e819f34f58415a8cf66e6ff6b60fbea2390')).toMatchObject({ event_id: 'evt_1', kind: 'payment.captured' });
    });

    it.each([
      ['payment_captured', { id: 'pay_1', reference: 'pmt_1' }, { kind: 'payment.captured', reference: 'pmt_1', refund_reference: null, provider_reference: 'pay_1' }],
      ['payment_refunded', { id: 'pay_1', reference: 'ref_1' }, { kind: 'refund.updated', reference: null, refund_reference: 'ref_1', provider_reference: 'pay_1' }],
      ['payment_refund_declined', { id: 'pay_1', reference: 'ref_1' }, { kind: 'refund.failed', reference: null, refund_reference: 'ref_1', provider_reference: 'pay_1' }],
      ['dispute_lost', { id: 'dsp_1', payment_id: 'pay_1', payment_reference: 'pmt_1' }, { kind: 'dispute.closed', reference: 'pmt_1', refund_reference: null, provider_reference: 'pay_1' }],
      ['card_verified', {}, { kind: 'card_verified', reference: null, refund_reference: null, provider_reference: null }],
    ])('and %s in our words', (type, data, expected) => {
      const { raw, headers } = cko.signed(JSON.stringify({ id: 'evt_1', type, data }));
      expect(read(raw, headers['cko-signature'], [cko.webhookSecret])).toEqual({ event_id: 'evt_1', ...expected });
      expect(read(raw, headers['cko-signature']!.toUpperCase(), ['next', cko.webhookSecret])).not.toBeNull();
      for (const bad of [undefined, '', headers['cko-signature']!.slice(1), `${headers['cko-signature']}0`, [headers['cko-signature']]]) expect(read(raw, bad, [cko.webhookSecret])).toBeNull();
      expect(read(raw, headers['cko-signature'], [])).toBeNull();
    });
  });
});
