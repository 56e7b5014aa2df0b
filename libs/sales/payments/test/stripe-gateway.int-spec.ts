import Stripe from 'stripe';
import { Config } from '#platform/config/config';
import { Egress } from '#platform/egress/egress';
import { OwnListeners } from '#platform/egress/own-listeners';
import { newId } from '#platform/kernel/ids';
import { DescribeCardHandler } from '../app/describe-card.js';
import { TAKEN } from '../contracts/method-table.js';
import { DescribeCard } from '../contracts/queries.js';
import type { ChargeOrder, SeenPayment } from '../domain/payment-gateway.js';
import { cardFieldsPage } from '../http/card-fields-page.js';
import { seenPayment } from '../infra/gateways/stripe/stripe-answers.js';
import { StripeGateway } from '../infra/gateways/stripe/stripe-gateway.js';
import { stripeNotification } from '../infra/gateways/stripe/stripe-notification.js';
import { paymentGatewayConformance, type ProviderUnderTest } from '../testing/payment-gateway.conformance.js';
import { handedOver, WALLET_SETTINGS } from '../testing/providers/wallet-sheets.js';
import { writeWalletToken } from '../domain/wallet-token.js';
import { answerPage } from '../testing/providers/fake-provider.js';
import { FakeStripe } from '../testing/providers/stripe/fake-stripe.js';

const TOKENS = { soft: 'pm_card_authenticationRequiredOnSetup', succeeds: 'pm_card_visa', declined: 'pm_card_visa_chargeDeclinedInsufficientFunds', asks_3ds: 'pm_card_authenticationRequired', dispute_lost: 'pm_card_createDispute', dispute_won: 'pm_card_createDispute' } as const;

async function open(): Promise<ProviderUnderTest> {
  const stripe = await new FakeStripe().start();
  const egress = new Egress(new OwnListeners(new Config({})));
  return {
    gateway: new StripeGateway(new Config({ ...stripe.env, ...WALLET_SETTINGS, STRIPE_PAYMENT_METHODS: TAKEN.stripe.join(',') }), egress),
    bare: new StripeGateway(new Config({}), egress),
    unreachable: new StripeGateway(new Config({ ...stripe.env, STRIPE_API_URL: 'http://127.0.0.1:1' }), egress),
    token: async (card) => TOKENS[card],
    wallets: [
      { method: 'apple_pay', token: async (does) => writeWalletToken('stripe', { wallet: 'apple_pay', data: handedOver('apple_pay', does), network: 'visa', label: 'Visa 4242', transaction: 'a1' }), tellsDevice: true, hasOnFile: false },
      { method: 'google_pay', token: async (does) => writeWalletToken('stripe', { wallet: 'google_pay', data: JSON.stringify({ id: stripe.books.walletToken('google_pay', does), object: 'token' }), network: null, label: null, transaction: null }), tellsDevice: true, hasOnFile: true },
    ],
    others: [
      { method: 'ideal', what: {}, refund: 'part' }, { method: 'twint', what: { currency: 'CHF' }, refund: 'part' }, { method: 'swish', what: { currency: 'SEK' }, refund: 'part' }, { method: 'mobile_pay', what: { currency: 'DKK' }, refund: 'part' },
      { method: 'cashapp', what: { currency: 'USD' }, refund: 'part' }, { method: 'kakao_pay', what: { currency: 'KRW' }, refund: 'part' }, { method: 'alipay_cn', what: { currency: 'CNY' }, refund: 'part' }, { method: 'wechat_pay', what: { currency: 'CNY' }, refund: 'part' },
      { method: 'grabpay', what: { currency: 'SGD' }, refund: 'part' },
      { method: 'bancontact', what: {}, refund: 'part', fields: () => ({ name: 'Zoë de Vries' }) }, { method: 'eps', what: {}, refund: 'part', fields: () => ({ name: 'Zoë de Vries' }) },
      { method: 'przelewy24', what: { currency: 'PLN' }, refund: 'part', fields: () => ({ email: 'ala@example.pl' }) },
      { method: 'blik', what: { currency: 'PLN' }, refund: 'part', fields: () => ({ code: stripe.blik.show() }), wrongCodes: () => ['987654', stripe.blik.show(121)], shows: 'app' },
      { method: 'oxxo', what: { currency: 'MXN' }, refund: 'none', fields: () => ({ name: 'Ana López', email: 'ana@example.mx' }), shows: 'voucher' },
      { method: 'boleto', what: { currency: 'BRL' }, refund: 'none', fields: () => ({ name: 'Ana Souza', email: 'ana@example.com', tax_id: '52998224725', street: 'Av. Paulista, 1578', city: 'São Paulo', region: 'SP', postcode: '01310100' }), shows: 'voucher' },
      { method: 'pix', what: { currency: 'BRL' }, refund: 'part', fields: () => ({ name: 'Ana Souza', email: 'ana@example.com', tax_id: '52998224725' }), shows: 'qr' },
    ],
    follow: async ({ reference, action_url }, how) => {
      const intent = stripe.intentOf(reference);
      if (how === 'leaves') stripe.books.failByPage(intent, intent['by_page'].type === 'blik' ? 'payment_method_provider_timeout' : 'payment_intent_payment_attempt_expired');
      else if (action_url) await answerPage(action_url, 'approve');
      else stripe.books.takeByPage(intent);
      return {};
    },
    method: 'card', refusalIsKnownTo: 'provider', refusedOrder: { token: 'pm_never_made' },
    answerAction: answerPage,
    loseNextAnswer: async (how) => stripe.loseNextAnswer(how),
    failNextRefund: async () => stripe.failNextRefund(),
    booked: async (reference) => stripe.booked(reference),
    notification: ({ event_id, reference }, at) => {
      const { raw, headers } = stripe.signed(JSON.stringify({ id: event_id, object: 'event', type: 'payment_intent.succeeded', created: at, livemode: false, data: { object: { id: 'pi_x', object: 'payment_intent', metadata: { reference } } } }), at);
      return { raw: Buffer.from(raw), headers, now: at };
    },
    signs: { time: true, all: true },
    captures: 'at_once', tellsFee: true, tellsSettlement: true,
    dispute: async (reference, to) => stripe.books.dispute(stripe.intentOf(reference), to),
    settled: async () => stripe.books.settleRefunds(),
    cardPage: async (url) => ({ status: 200, text: cardFieldsPage({ provider: 'stripe', publishable_key: stripe.publishableKey, parent_origin: 'http://127.0.0.1:4400' }, new URL(url).searchParams).html }),
    close: async () => {
      await egress.onApplicationShutdown();
      await stripe.close();
    },
  };
}

paymentGatewayConformance('StripeGateway', open, (kind) => newId(kind === 'payment' ? 'pmt' : 'ref'));

describe('StripeGateway', () => {
  let stripe: FakeStripe;
  let gateway: StripeGateway;
  let egress: Egress;
  beforeAll(async () => {
    stripe = await new FakeStripe().start();
    egress = new Egress(new OwnListeners(new Config({})));
    gateway = new StripeGateway(new Config(stripe.env), egress);
  });
  afterAll(async () => {
    await egress.onApplicationShutdown();
    await stripe.close();
  });

  const now = (): number => Math.floor(Date.now() / 1_000);
  const order = (told: Partial<ChargeOrder> = {}): ChargeOrder => ({
    reference: newId('pmt'), amount_minor: 1999, currency: 'EUR', token: 'pm_card_visa', method: 'card', return_url: 'http://127.0.0.1/return', capture: true, metadata: { order_id: 'ord_1' }, ...told,
  });
  const paid = async (told: Partial<ChargeOrder> = {}): Promise<SeenPayment> => {
    const answer = await gateway.charge(order(told));
    if (answer.outcome !== 'answered') throw new Error(JSON.stringify(answer));
    return answer.value;
  };

  it('tells Stripe amounts in units of Stripe', async () => {
    await paid({ currency: 'ISK', amount_minor: 1_234 });
    await paid({ currency: 'MGA', amount_minor: 1_234_500 });
    expect([...stripe.books.intents.values()].slice(-2).map((intent) => [intent['currency'], intent['amount']])).toEqual([['isk', 123_400], ['mga', 12_345]]);
    const asked = stripe.asked.length;
    expect(await gateway.charge(order({ currency: 'KWD', amount_minor: 12_345 }))).toMatchObject({ outcome: 'refused', code: 'amount_not_chargeable' });
    expect(stripe.asked).toHaveLength(asked);
  });

  it('has the bank ask about a card of Google Pay where that is wanted, as of any card', async () => {
    const wallets = new StripeGateway(new Config({ ...stripe.env, ...WALLET_SETTINGS, STRIPE_PAYMENT_METHODS: 'card,google_pay' }), egress);
    const token = (): string => writeWalletToken('stripe', { wallet: 'google_pay', data: JSON.stringify({ id: stripe.books.walletToken('google_pay', 'pays'), object: 'token' }), network: null, label: null, transaction: null });
    expect(await wallets.charge(order({ method: 'google_pay', token: token() }))).toMatchObject({ outcome: 'answered', value: { state: 'captured' } });
    expect(await wallets.charge(order({ method: 'google_pay', token: token(), is_challenge_wanted: true }))).toMatchObject({ outcome: 'answered', value: { state: 'requires_action', captured_minor: 0 } });
  });

  it('tells where a card is from before it is charged, and of a card that it does not know nothing', async () => {
    expect(await gateway.describeCard('pm_card_visa')).toEqual({ outcome: 'answered', value: { country: 'US', bin: null, fingerprint: expect.any(String) } });
    expect(await gateway.describeCard('pm_never_made')).toMatchObject({ outcome: 'refused' });
    const handler = new DescribeCardHandler({} as never, { ofToken: () => gateway } as never);
    expect([await handler.execute(new DescribeCard('pm_card_visa')), await handler.execute(new DescribeCard('pm_never_made'))]).toEqual([{ country: 'US', bin: null, fingerprint: expect.any(String) }, { country: null, bin: null, fingerprint: null }]);
    expect(await new DescribeCardHandler({} as never, { ofToken: () => undefined } as never).execute(new DescribeCard('tok_1'))).toEqual({ country: null, bin: null, fingerprint: null });
  });

  it('finds a charge whose answer was lost long before the search of Stripe knows it, and asks the search alone for what is old', async () => {
    const told = order();
    stripe.loseNextAnswer('cut');
    expect(await gateway.charge(told)).toEqual({ outcome: 'unknown', reason: 'connection' });
    for (let n = 0; n < 130; n++) await paid({ amount_minor: 100 + n });
    const key = { reference: told.reference, provider_reference: null, charged_at: now() };
    expect(await gateway.lookUp(key)).toMatchObject({ outcome: 'answered', value: { reference: told.reference, state: 'captured' } });
    expect(await gateway.lookUp({ ...key, charged_at: null })).toEqual({ outcome: 'answered', value: null });
    stripe.searchLagSeconds = 0;
    expect(await gateway.lookUp({ ...key, charged_at: now() - 86_400 })).toMatchObject({ outcome: 'answered', value: { state: 'captured' } });
    stripe.searchLagSeconds = 60;
  });

  it('takes what was refused before it was tried for a refusal, although Stripe has made the payment; what is beyond that is not', async () => {
    const told = order();
    stripe.refuseNextCharge();
    expect(await gateway.charge(told)).toMatchObject({ outcome: 'refused', code: 'payment_method_unactivated' });
    expect([stripe.intentOf(told.reference), stripe.booked(told.reference)]).toEqual([expect.objectContaining({ status: 'requires_payment_method', last_payment_error: null }), 0]);
    // Confirmed once more it is told as an error too: the money was taken.
    const { reference, provider_reference } = await paid();
    expect(await gateway.charge(order({ reference, after: provider_reference }))).toMatchObject({ outcome: 'answered', value: { reference, state: 'captured' } });
  });

  it('sends each request once: what was lost is looked up, the SDK tries nothing again by itself', async () => {
    for (const how of ['cut', 'error'] as const) {
      stripe.loseNextAnswer(how);
      const asked = stripe.asked.length;
      expect(await gateway.charge(order())).toMatchObject({ outcome: 'unknown' });
      expect(stripe.asked.slice(asked)).toEqual(['POST /v1/payment_intents']);
    }
  });

  it('concludes nothing from another account that does not know the payment', async () => {
    expect(await gateway.lookUp({ reference: newId('pmt'), provider_reference: 'pi_of_another_account', charged_at: now() })).toMatchObject({ outcome: 'unknown' });
    const other = new StripeGateway(new Config({ ...stripe.env, STRIPE_SECRET_KEY: 'sk_test_another' }), egress);
    expect(await other.charge(order())).toEqual({ outcome: 'unavailable', reason: 'http_401' });
    expect(await other.lookUp({ reference: newId('pmt'), provider_reference: null, charged_at: now() })).toEqual({ outcome: 'unavailable', reason: 'http_401' });
  });

  it('tells of the early warning of a card network', async () => {
    const { reference, provider_reference } = await paid();
    const intent = stripe.intentOf(reference);
    stripe.books.warnings.set('issfr_1', { id: 'issfr_1', created: 1_790_000_000, object: 'radar.early_fraud_warning', payment_intent: intent.id, charge: intent['latest_charge'], fraud_type: 'misc', actionable: true });
    expect(await gateway.lookUp({ reference, provider_reference, charged_at: now() })).toMatchObject({ value: { fraud_reported_at: 1_790_000_000, dispute: null } });
  });

  it('takes neither an inquiry nor a dispute that was averted for money that is gone', async () => {
    const { reference, provider_reference } = await paid();
    for (const status of ['warning_needs_response', 'warning_closed', 'prevented']) {
      stripe.books.dispute(stripe.intentOf(reference), 'opened');
      [...stripe.books.disputes.values()].at(-1)!['status'] = status;
    }
    expect(await gateway.lookUp({ reference, provider_reference, charged_at: now() })).toMatchObject({ value: { state: 'captured', dispute: null, disputes: [{ status: 'warning_needs_response' }, { status: 'warning_closed' }, { status: 'warning_closed' }].map((each) => expect.objectContaining({ ...each, is_inquiry: true, due_at: 1_723_679_999 })).reverse() } });
  });

  it('reads the fee in the currency of the payment where the account is settled in another', async () => {
    const { reference } = await paid({ amount_minor: 10_000 });
    const intent = structuredClone(stripe.intentOf(reference)) as unknown as Stripe.PaymentIntent & { latest_charge: { balance_transaction: object } };
    const charge = structuredClone(stripe.books.charges.get(intent.latest_charge as never)!);
    const seen = (told: object) => seenPayment({ ...intent, latest_charge: { ...charge, balance_transaction: { ...stripe.books.transactions.get(charge['balance_transaction']), ...told } } } as never).fee_minor;
    expect(seen({ fee: 315 })).toBe(315);
    // 100.00 EUR were 110.00 USD: a fee of 3.47 USD is 3.15 EUR.
    expect(seen({ currency: 'usd', amount: 11_000, fee: 347 })).toBe(315);
    expect(() => seen({ currency: 'usd', amount: 0, fee: 347 })).toThrow('the fee is not an amount');
  });

  it('reports what was paid out, line by line, in the columns of the reconciliation', async () => {
    const books = stripe.books;
    books.payOut(1_700_000_000);
    const { reference, provider_reference } = await paid({ amount_minor: 5_000 });
    await gateway.refund({ provider_reference, reference: newId('ref'), amount_minor: 2_000, currency: 'EUR' });
    books.settleRefunds();
    books.dispute(stripe.intentOf(reference), 'opened');
    const payout = books.payOut(1_800_000_000);
    const report = await gateway.fetchSettlement(1_750_000_000, 1_850_000_000);
    if (report.outcome !== 'answered') throw new Error(JSON.stringify(report));
    const [heading, ...lines] = report.value.trim().split('\r\n').map((line) => line.split(','));
    const read = lines.map((line) => Object.fromEntries(heading!.map((name, index) => [name, line[index]])));
    expect(read.map(({ type, gross_minor, fee_minor, net_minor }) => [type, gross_minor, fee_minor, net_minor])).toEqual([['chargeback', '-5000', '0', '-5000'], ['fee', '0', '1500', '-1500'], ['refund', '-2000', '0', '-2000'], ['capture', '5000', '170', '4830']]);
    expect(read.every((line) => line['psp_payment_id'] === provider_reference && line['batch_id'] === payout.id && line['settled_at'] === '1800000000' && line['currency'] === 'EUR')).toBe(true);
    expect(read[3]!['reference']).toBe(reference);
    expect(new Set(read.map((line) => line['line_id'])).size).toBe(4);
  });

  describe('reads signatures by the recipe', () => {
    // Made by Stripe's SDK.
    const vector = { secret: 'whsec_test_secret', at: 1_700_000_000, raw: '{"id":"evt_test","object":"event"}', v1: '8042376f6ca064adbe037642a718227dfd59047137eb49497a54c49eb0cfb724' };
    const read = (header: unknown, secrets = [vector.secret], raw = vector.raw) => stripeNotification({ raw: Buffer.from(raw), headers: { 'stripe-signature': header as string }, now: vector.at }, secrets);
    const typed = '{"id":"evt_test","object":"event","type":"payment_intent.succeeded"}';
    const sign = (raw: string, secret = vector.secret): string => Stripe.webhooks.generateTestHeaderString({ payload: raw, secret, timestamp: vector.at });

    it('of the vector, made by the SDK', () => {
      expect(sign(vector.raw)).toBe(`t=${vector.at},v1=${vector.v1}`);
      // It names no type, so it is no event; with one, it is read.
      expect(read(`t=${vector.at},v1=${vector.v1}`)).toBeNull();
      expect(read(sign(typed), [vector.secret], typed)).toEqual({ event_id: 'evt_test', kind: 'payment.captured', reference: null, refund_reference: null, provider_reference: null });
    });

    it('with either of two secrets while one is changed, and among the schemes and signatures that Stripe sends beside', () => {
      const [time, v1] = sign(typed).split(',');
      expect(read(sign(typed), ['whsec_the_next_one', vector.secret], typed)).not.toBeNull();
      expect(read(`${time},v1=${'0'.repeat(64)},${v1},v0=${'1'.repeat(64)}`, [vector.secret], typed)).not.toBeNull();
      expect(read(sign(typed), ['whsec_another'], typed)).toBeNull();
      expect(read(sign(typed), [], typed)).toBeNull();
    });

    it.each([
      ['none', undefined], ['an array', ['t=1', 'v1=2']], ['no time', (h: string) => h.split(',')[1]], ['two times', (h: string) => `t=1,${h}`], ['no signature', (h: string) => h.split(',')[0]],
      ['a signature in capitals', (h: string) => h.replace(/v1=.*/, (text) => `v1=${text.slice(3).toUpperCase()}`)], ['one among many', (h: string) => `${h}${`,v1=${'0'.repeat(64)}`.repeat(4)}`], ['an older scheme', (h: string) => h.replace('v1=', 'v0=')],
    ])('and refuses %s', (_what, change) => {
      expect(read(typeof change === 'function' ? change(sign(typed)) : change, [vector.secret], typed)).toBeNull();
    });
  });
});
