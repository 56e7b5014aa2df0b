import { Config } from '#platform/config/config';
import { Egress } from '#platform/egress/egress';
import { OwnListeners } from '#platform/egress/own-listeners';
import { FrozenClock, SystemClock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import type { ChargeKey, ChargeOrder, GatewayAnswer, KnownCharge, SeenPayment } from '../domain/payment-gateway.js';
import { PayPalGateway } from '../infra/gateways/paypal/paypal-gateway.js';
import { paymentGatewayConformance, type ProviderUnderTest } from '../testing/payment-gateway.conformance.js';
import { answerPage } from '../testing/providers/fake-provider.js';
import { FakePayPal } from '../testing/providers/paypal/fake-paypal.js';
import type { Buyer } from '../testing/providers/paypal/paypal-books.js';

const BUYERS = { soft: 'pays', succeeds: 'pays', declined: 'declines', asks_3ds: 'pays', dispute_lost: 'pays', dispute_won: 'pays' } as const;
const knownOf = ({ method, amount_minor, currency, capture, return_url, saves, saved }: ChargeOrder, told: Partial<KnownCharge> = {}): KnownCharge => ({
  method, amount_minor, currency, captures: capture, state: null, action_url: null, heard: async () => [], asked: async () => ({ return_url, saves, saved: saved! }), ...told,
});

async function open(): Promise<ProviderUnderTest> {
  const paypal = await new FakePayPal().start();
  const egress = new Egress(new OwnListeners(new Config({})));
  const gateway = (env: Record<string, string>) => new PayPalGateway(new Config(env), egress, new SystemClock());
  const provider: ProviderUnderTest = {
    gateway: gateway(paypal.env), bare: gateway({}), unreachable: gateway({ ...paypal.env, PAYPAL_API_URL: 'http://127.0.0.1:1' }),
    method: 'paypal', refusalIsKnownTo: 'player', refusedOrder: { currency: paypal.notTaken },
    token: async (payer) => BUYERS[payer], wallets: [], others: [],
    approveAs: (url, buyer) => paypal.approveAs(url, buyer as Buyer),
    answerAction: answerPage,
    loseNextAnswer: async (how) => paypal.loseNextAnswer(how),
    failNextRefund: async () => paypal.failNextRefund(),
    booked: async (reference) => paypal.booked(reference),
    notification: ({ event_id, reference }, at) => {
      const { raw, headers } = paypal.signed(JSON.stringify({ id: event_id, event_type: 'PAYMENT.CAPTURE.COMPLETED', resource_type: 'capture', resource: { id: '3C679366HH908993F', custom_id: reference, invoice_id: reference, status: 'COMPLETED' } }), at);
      return { raw: Buffer.from(raw), headers, now: at };
    },
    signs: { time: true, all: true },
    captures: 'at_once', tellsFee: true, tellsSettlement: false,
    known: knownOf,
    dispute: async (reference, to) => paypal.books.dispute(paypal.captureOf(reference), to),
    settled: async () => undefined,
    close: async () => {
      await egress.onApplicationShutdown();
      await paypal.close();
    },
  };
  return provider;
}
paymentGatewayConformance('PayPalGateway', open, (kind) => newId(kind === 'payment' ? 'pmt' : 'ref'));

describe('PayPalGateway', () => {
  let paypal: FakePayPal;
  let gateway: PayPalGateway;
  let egress: Egress;
  const clock = new FrozenClock(new Date());
  const make = (env: Record<string, string> = paypal.env) => new PayPalGateway(new Config(env), egress, clock);
  beforeAll(async () => {
    paypal = await new FakePayPal().start();
    egress = new Egress(new OwnListeners(new Config({})));
    gateway = make();
  });
  afterAll(async () => {
    await egress.onApplicationShutdown();
    await paypal.close();
  });

  const order = (told: Partial<ChargeOrder> = {}): ChargeOrder => ({
    reference: newId('pmt'), amount_minor: 1999, currency: 'EUR', token: null, method: 'paypal', return_url: 'http://127.0.0.1/return?x=1', capture: true, metadata: { order_id: 'ord_1' }, ...told,
  });
  const valueOf = <T>(answer: GatewayAnswer<T>): T => {
    if (answer.outcome !== 'answered') throw new Error(JSON.stringify(answer));
    return answer.value;
  };
  const keyOf = (told: ChargeOrder, seen: SeenPayment, known: Partial<KnownCharge> = {}) => ({ reference: told.reference, provider_reference: seen.provider_reference, charged_at: clock.nowSeconds(), known: knownOf(told, { action_url: seen.action_url, ...known }) });
  /** An order that this buyer has approved, and nobody has taken yet. */
  const approved = async (buyer: Buyer, told: Partial<ChargeOrder> = {}) => {
    const made = order(told);
    const seen = valueOf(await gateway.charge(made));
    const back = await paypal.approveAs(seen.action_url!, buyer);
    return { made, seen, key: keyOf(made, seen), brought: Object.fromEntries(new URL(back).searchParams) };
  };
  const look = async (key: ChargeKey) => (valueOf(await gateway.lookUp(key)))!;

  it('tells PayPal amounts as decimal texts in its units, and gives back in them', async () => {
    const made = [order({ currency: 'HUF', amount_minor: 123_400 }), order({ currency: 'JPY', amount_minor: 500 }), order({ amount_minor: 5 })];
    for (const each of made) expect(await gateway.charge(each)).toMatchObject({ outcome: 'answered', value: { asked_minor: each.amount_minor, currency: each.currency } });
    expect(made.map(({ reference }) => paypal.orderOf(reference)['purchase_units'][0].amount)).toEqual([{ currency_code: 'HUF', value: '1234' }, { currency_code: 'JPY', value: '500' }, { currency_code: 'EUR', value: '0.05' }]);
    const { made: paid, key } = await approved('pays', { currency: 'HUF', amount_minor: 123_400 });
    expect(await look(key)).toMatchObject({ state: 'captured', captured_minor: 123_400, fee_minor: 4_300 });
    expect(await gateway.refund({ provider_reference: key.provider_reference, reference: newId('ref'), amount_minor: 23_400, currency: 'HUF' })).toMatchObject({ outcome: 'answered', value: { state: 'succeeded', amount_minor: 23_400 } });
    expect(paypal.orderOf(paid.reference)['purchase_units'][0].payments.refunds[0].amount).toEqual({ currency_code: 'HUF', value: '234' });
  });

  it('fetches one token for all who wait, keeps it, and fetches another when it is refused', async () => {
    const fresh = make();
    const fetched = () => paypal.asked.filter((each) => each === 'POST /v1/oauth2/token').length;
    const before = fetched();
    await Promise.all(Array.from({ length: 6 }, () => fresh.charge(order())));
    await fresh.charge(order());
    expect(fetched() - before).toBe(1);
    paypal.endTokens();
    const answers = await Promise.all(Array.from({ length: 6 }, () => fresh.charge(order())));
    expect(answers.map(({ outcome }) => outcome)).toEqual(Array(6).fill('answered'));
    expect(fetched() - before).toBe(2);
    // Nobody waits for it longer than she has time; the next one finds it.
    const slow = make();
    paypal.tokenDelayMs = 400;
    const began = performance.now();
    expect(await slow.charge(order(), 100)).toEqual({ outcome: 'unavailable', reason: 'token: timeout' });
    expect(performance.now() - began).toBeLessThan(350);
    expect(await slow.charge(order())).toMatchObject({ outcome: 'answered' });
    paypal.tokenDelayMs = 0;
    expect(fetched() - before).toBe(3);
    expect(await make({ ...paypal.env, PAYPAL_CLIENT_SECRET: 'another' }).charge(order())).toEqual({ outcome: 'unavailable', reason: 'token: http_401' });
  });

  it.each(['cut', 'error'] as const)('finds money that was taken when the answer of the capture was lost (%s), and takes it once', async (how) => {
    const { made, key, brought } = await approved('pays');
    paypal.loseNextAnswer(how);
    expect(await gateway.complete(key, brought)).toMatchObject({ outcome: 'unknown' });
    expect(await look(key)).toMatchObject({ state: 'captured', captured_minor: 1999 });
    expect(paypal.orderOf(made.reference)['purchase_units'][0].payments.captures).toHaveLength(1);
  });

  it('takes an approved order once, however many look at the same time', async () => {
    const { made, key, brought } = await approved('pays');
    const answers = await Promise.all([gateway.complete(key, brought), gateway.lookUp(key), gateway.lookUp(key), gateway.complete(key, brought)]);
    expect(answers.filter(({ outcome }) => outcome === 'refused' || outcome === 'unavailable')).toEqual([]);
    expect(await look(key)).toMatchObject({ state: 'captured' });
    expect(paypal.orderOf(made.reference)['purchase_units'][0].payments.captures).toHaveLength(1);
  });

  it('takes nothing for an attempt that has ended, and makes no order for it', async () => {
    const { made, key } = await approved('pays');
    const ended = { ...key, known: { ...key.known, captures: false } };
    expect(await look(ended)).toMatchObject({ state: 'pending', captured_minor: 0 });
    expect(await gateway.void({ ...ended, provider_reference: key.provider_reference }, 'void_1')).toMatchObject({ outcome: 'refused', code: 'not_held' });
    expect(paypal.orderOf(made.reference)['status']).toBe('APPROVED');
    const never = order();
    expect(await gateway.lookUp({ reference: never.reference, provider_reference: null, charged_at: 1, known: knownOf(never, { captures: false }) })).toEqual({ outcome: 'answered', value: null });
    expect(await gateway.lookUp({ reference: never.reference, provider_reference: null, charged_at: null, known: knownOf(never) })).toEqual({ outcome: 'answered', value: null });
    expect(paypal.booked(never.reference)).toBe(0);
  });

  it('waits for what PayPal looks over, and tells what came of it', async () => {
    for (const [end, expected] of [['complete', { state: 'captured', captured_minor: 1999, fee_minor: 119 }], ['deny', { state: 'declined', captured_minor: 0, fail_code: 'BUYER_COMPLAINT' }]] as const) {
      const { made, key, brought } = await approved('is_reviewed');
      expect(await gateway.complete(key, brought)).toMatchObject({ outcome: 'answered', value: { state: 'pending', captured_minor: 0, fee_minor: null } });
      expect(await look(key)).toMatchObject({ state: 'pending' });
      paypal.books[end](paypal.captureOf(made.reference));
      expect(await look(key)).toMatchObject(expected);
    }
  });

  it.each([['declines', 'INSTRUMENT_DECLINED'], ['is_forbidden', 'COMPLIANCE_VIOLATION']] as const)('tells why nothing could be taken: %s', async (buyer, fail_code) => {
    const { key, brought } = await approved(buyer);
    expect(await gateway.complete(key, brought)).toMatchObject({ outcome: 'answered', value: { state: 'declined', captured_minor: 0, fail_code, action_url: null } });
  });

  it('sends the buyer back to PayPal where she is wanted again', async () => {
    const { key, seen, brought } = await approved('has_to_come_back');
    expect(await gateway.complete(key, brought)).toMatchObject({ outcome: 'answered', value: { state: 'requires_action', action_url: seen.action_url, fail_code: null } });
    await paypal.approveAs(seen.action_url!, 'pays');
    expect(await look(key)).toMatchObject({ state: 'captured' });
  });

  it('believes of what she brought back only that she turned back, and only of her own order', async () => {
    const made = order();
    const seen = valueOf(await gateway.charge(made));
    const key = keyOf(made, seen);
    const back = new URL(await answerPage(seen.action_url!, 'refuse'));
    expect(Object.fromEntries(back.searchParams)).toEqual({ x: '1', paypal: 'canceled', token: seen.provider_reference });
    expect(await gateway.complete(key, { paypal: 'canceled', token: 'ANOTHER' })).toMatchObject({ outcome: 'refused', code: 'nothing_returned' });
    expect(await gateway.complete({ ...key, provider_reference: null }, { paypal: 'canceled', token: seen.provider_reference })).toMatchObject({ outcome: 'refused', code: 'nothing_returned' });
    expect(await gateway.complete(key, { token: seen.provider_reference, PayerID: 'X' })).toMatchObject({ value: { state: 'requires_action' } });
    expect(await gateway.complete(key, Object.fromEntries(back.searchParams))).toMatchObject({ value: { state: 'failed', fail_code: 'cancelled_by_payer', action_url: null } });
    // Who has approved has paid, whatever she brings back.
    await paypal.approveAs(seen.action_url!, 'pays');
    expect(await gateway.complete(key, Object.fromEntries(back.searchParams))).toMatchObject({ value: { state: 'captured' } });
  });

  it('takes money once for a payment, though its keys have run out and there is another order, and takes that for no end', async () => {
    const first = await approved('pays');
    expect(await look(first.key)).toMatchObject({ state: 'captured' });
    paypal.forgetKeys();
    const second = valueOf(await gateway.charge(first.made));
    expect(second.provider_reference).not.toBe(first.seen.provider_reference);
    await paypal.approveAs(second.action_url!, 'pays');
    expect(await gateway.lookUp(keyOf(first.made, second))).toEqual({ outcome: 'unknown', reason: 'DUPLICATE_INVOICE_ID' });
  });

  it('concludes nothing from an order that is not known, until PayPal must have forgotten it', async () => {
    const made = order();
    const key = keyOf(made, valueOf(await gateway.charge(made)));
    paypal.forget(made.reference);
    expect(await gateway.lookUp(key)).toEqual({ outcome: 'unknown', reason: 'INVALID_RESOURCE_ID' });
    expect(await gateway.complete(key, { token: key.provider_reference })).toMatchObject({ outcome: 'refused' });
    expect(await gateway.lookUp({ ...key, charged_at: key.charged_at - 6 * 3_600 - 1 })).toMatchObject({ outcome: 'answered', value: { state: 'expired', captured_minor: 0, asked_minor: 1999, currency: 'EUR' } });
    expect(await gateway.lookUp({ ...key, charged_at: null })).toMatchObject({ outcome: 'unknown' });
  });

  it('gives back in parts, and does not take a used invoice id for a refusal', async () => {
    const { key } = await approved('pays');
    await look(key);
    const [one, two] = [newId('ref'), newId('ref')];
    const refund = (reference: string, amount_minor: number) => gateway.refund({ provider_reference: key.provider_reference, reference, amount_minor, currency: 'EUR' });
    expect(await refund(one, 999)).toMatchObject({ value: { state: 'succeeded', amount_minor: 999 } });
    paypal.forgetKeys();
    expect(await refund(one, 999)).toEqual({ outcome: 'unknown', reason: 'DUPLICATE_INVOICE_ID' });
    expect(await refund(two, 1_001)).toMatchObject({ outcome: 'refused', code: 'REFUND_AMOUNT_EXCEEDED' });
    expect(await refund(two, 1_000)).toMatchObject({ value: { state: 'succeeded', amount_minor: 1_000 } });
    expect(await look(key)).toMatchObject({ state: 'captured', captured_minor: 1999 });
    expect(await gateway.lookUpRefund({ reference: one, payment_reference: key.provider_reference })).toMatchObject({ value: { state: 'succeeded', amount_minor: 999 } });
    expect(paypal.booked(one)).toBe(1);
    expect(await gateway.refund({ provider_reference: valueOf(await gateway.charge(order())).provider_reference, reference: newId('ref'), amount_minor: 1, currency: 'EUR' })).toMatchObject({ outcome: 'refused', code: 'not_captured' });
  });

  it('tells how much is disputed, follows what is open before what has ended, and leaves an end that is not known to a person', async () => {
    const { made, key } = await approved('pays');
    await look(key);
    const paid = { ...key, known: { ...key.known, captures: false } };
    expect(await look(paid)).toMatchObject({ dispute: null });
    const capture = paypal.captureOf(made.reference);
    paypal.books.dispute(capture, 'opened', { dispute_amount: { currency_code: 'EUR', value: '5.00' }, dispute_life_cycle_stage: 'INQUIRY' });
    expect(await look(paid)).toMatchObject({ dispute: { id: expect.stringMatching(/^PP-D-/), stage: 'opened', reason: 'UNAUTHORISED', amount_minor: 500 } });
    paypal.books.dispute(capture, 'won', { dispute_outcome: { outcome_code: 'NONE' } });
    expect(await look(paid)).toMatchObject({ dispute: { stage: 'opened' } });
    for (const [outcome_code, stage] of [['CANCELED_BY_BUYER', 'won'], ['RESOLVED_WITH_PAYOUT', 'won'], ['ACCEPTED', 'lost']] as const) {
      paypal.books.dispute(capture, 'won', { dispute_outcome: { outcome_code } });
      expect(await look(paid)).toMatchObject({ dispute: { stage } });
    }
    const first = (await look(paid)).dispute!.id;
    paypal.books.dispute(capture, 'opened', { dispute_amount: { currency_code: 'USD', value: '5.00' } });
    const { dispute } = await look(paid);
    expect(dispute).toMatchObject({ stage: 'opened' });
    expect([dispute!.id === first, 'amount_minor' in dispute!]).toEqual([false, false]);
  });

  it('knows by its address whether it moves real money', () => {
    const of = (url: string) => make({ PAYPAL_API_URL: url }).takesRealMoney;
    expect([of('https://api-m.paypal.com'), of('https://api-m.paypal.com/'), of('https://api-m.sandbox.paypal.com'), of('http://127.0.0.1:4600')]).toEqual([true, true, false, false]);
    expect(make({}).takesRealMoney).toBe(false);
  });
});
