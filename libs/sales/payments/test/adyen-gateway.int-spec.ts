import { Config } from '#platform/config/config';
import { Egress } from '#platform/egress/egress';
import { OwnListeners } from '#platform/egress/own-listeners';
import { newId } from '#platform/kernel/ids';
import type { ChargeOrder, KnownCharge } from '../domain/payment-gateway.js';
import { cardFieldsPage } from '../http/card-fields-page.js';
import { AdyenGateway } from '../infra/gateways/adyen/adyen-gateway.js';
import { adyenNotification } from '../infra/gateways/adyen/adyen-notification.js';
import { paymentGatewayConformance, type ProviderUnderTest } from '../testing/payment-gateway.conformance.js';
import { FakeAdyen } from '../testing/providers/adyen/fake-adyen.js';
import { handedOver, WALLET_SETTINGS } from '../testing/providers/wallet-sheets.js';
import { writeWalletToken } from '../domain/wallet-token.js';
import { answerPage } from '../testing/providers/fake-provider.js';

const CARDS = { soft: 'softly', succeeds: 'pays', declined: 'declines', asks_3ds: 'asks', dispute_lost: 'pays', dispute_won: 'pays' } as const;

const knownOf = (adyen: FakeAdyen, { reference, method, amount_minor, currency, capture }: ChargeOrder, told: Partial<KnownCharge> = {}): KnownCharge => ({
  method, amount_minor, currency, captures: capture, state: null, action_url: null, heard: async () => adyen.notifications(reference).map(({ raw }) => Buffer.from(raw)), ...told,
});

async function open(): Promise<ProviderUnderTest> {
  const adyen = await new FakeAdyen().start();
  const egress = new Egress(new OwnListeners(new Config({})));
  return {
    gateway: new AdyenGateway(new Config({ ...adyen.env, ...WALLET_SETTINGS, ADYEN_PAYMENT_METHODS: 'card,ideal,blik,mb_way,apple_pay,google_pay' }), egress),
    bare: new AdyenGateway(new Config({}), egress),
    unreachable: new AdyenGateway(new Config({ ...adyen.env, ADYEN_API_URL: 'http://127.0.0.1:1' }), egress),
    token: async (card) => adyen.token(CARDS[card]),
    wallets: (['apple_pay', 'google_pay'] as const).map((method) => ({
      method, token: async (does) => writeWalletToken('adyen', { wallet: method, data: handedOver(method, does), network: null, label: null, transaction: null }), tellsDevice: method === 'apple_pay', hasOnFile: method === 'google_pay',
    })),
    others: [
      { method: 'ideal', what: {}, refund: 'part' }, { method: 'blik', what: { currency: 'PLN' }, refund: 'part', fields: () => ({ code: adyen.blik.show() }), wrongCodes: () => ['987654', adyen.blik.show(121)], shows: 'app' },
      { method: 'mb_way', what: {}, refund: 'part', fields: () => ({ phone: '+351912345678' }), shows: 'app' },
    ],
    follow: async ({ reference, action_url }, how) => {
      if (how === 'pays' && !action_url) {
        adyen.confirm(adyen.paymentOf(reference));
        return {};
      }
      if (how === 'pays') return Object.fromEntries(new URL(await answerPage(action_url!, 'approve')).searchParams);
      adyen.expire(adyen.paymentOf(reference));
      return {};
    },
    method: 'card', refusalIsKnownTo: 'provider', refusedOrder: { token: adyen.token('none') },
    answerAction: answerPage,
    loseNextAnswer: async (how) => adyen.loseNextAnswer(how),
    exempted: async (reference) => adyen.paymentOf(reference).exemption,
    failNextRefund: async () => adyen.failNextRefund(),
    booked: async (reference) => adyen.booked(reference),
    notification: ({ event_id, reference }, at) => ({
      raw: Buffer.from(adyen.signed({
        amount: { value: 1999, currency: 'EUR' }, eventCode: 'CAPTURE', eventDate: new Date(at * 1_000).toISOString(), merchantAccountCode: adyen.account, merchantReference: reference, originalReference: 'ORIGINAL12345678', paymentMethod: 'visa', pspReference: event_id, reason: '', success: 'true',
      })), headers: {}, now: at,
    }),
    signs: { time: false, all: false, fields: ['note_1', 'ORIGINAL12345678', adyen.account, 'pmt_x', '1999', '"EUR"', '"CAPTURE"'] },
    captures: 'later', tellsFee: false, tellsSettlement: false,
    known: (order) => knownOf(adyen, order),
    dispute: async (reference, to) => adyen.dispute(adyen.paymentOf(reference), to),
    settled: async () => adyen.settle(),
    cardPage: async (url) => ({ status: 200, text: cardFieldsPage({ provider: 'adyen', publishable_key: adyen.clientKey, parent_origin: 'http://127.0.0.1:4400' }, new URL(url).searchParams).html }),
    close: async () => {
      await egress.onApplicationShutdown();
      await adyen.close();
    },
  };
}
paymentGatewayConformance('AdyenGateway', open, (kind) => newId(kind === 'payment' ? 'pmt' : 'ref'));

describe('AdyenGateway', () => {
  let adyen: FakeAdyen;
  let gateway: AdyenGateway;
  let egress: Egress;
  beforeAll(async () => {
    adyen = await new FakeAdyen().start();
    egress = new Egress(new OwnListeners(new Config({})));
    gateway = new AdyenGateway(new Config(adyen.env), egress);
  });
  afterAll(async () => {
    await egress.onApplicationShutdown();
    await adyen.close();
  });

  const order = (told: Partial<ChargeOrder> = {}): ChargeOrder => ({
    reference: newId('pmt'), amount_minor: 1999, currency: 'EUR', token: adyen.token('pays'), method: 'card', return_url: 'http://127.0.0.1/return', capture: true, metadata: { order_id: 'ord_1' }, ...told,
  });

  it('tells Adyen amounts in its units', async () => {
    const made = [order({ currency: 'ISK', amount_minor: 1_234 }), order({ currency: 'IDR', amount_minor: 1_500_000 })];
    for (const each of made) expect(await gateway.charge(each)).toMatchObject({ outcome: 'answered', value: { asked_minor: each.amount_minor } });
    expect(made.map(({ reference }) => adyen.paymentOf(reference).amount)).toEqual([{ currency: 'ISK', value: 123_400 }, { currency: 'IDR', value: 15_000 }]);
  });

  it('concludes nothing from silence: what was answered stays, what was never answered is not there', async () => {
    const told = order();
    const key = { reference: told.reference, provider_reference: null, charged_at: 1 };
    const silent = (more: Partial<KnownCharge> = {}) => ({ ...knownOf(adyen, told, more), heard: async () => [] });
    expect(await gateway.lookUp({ ...key, known: silent() })).toEqual({ outcome: 'answered', value: null });
    expect(await gateway.lookUp({ ...key, provider_reference: 'PSP0000000000000', known: silent({ state: 'requires_action', action_url: 'https://bank.example/' }) })).toMatchObject({ value: { state: 'requires_action', action_url: 'https://bank.example/', asked_minor: 1999 } });
    expect(await gateway.lookUp({ ...key, provider_reference: 'PSP0000000000000', known: silent() })).toMatchObject({ value: { state: 'pending', captured_minor: 0 } });
  });

  it('hears of a chargeback also when what came before it is no longer kept', async () => {
    const told = order();
    await gateway.charge(told);
    adyen.settle();
    adyen.dispute(adyen.paymentOf(told.reference), 'opened');
    const last = adyen.notifications(told.reference).at(-1)!;
    const known = { ...knownOf(adyen, told), heard: async () => [Buffer.from(last.raw)] };
    expect(await gateway.lookUp({ reference: told.reference, provider_reference: adyen.paymentOf(told.reference).psp, charged_at: 1, known })).toMatchObject({ value: { dispute: { stage: 'opened' } } });
  });

  it('follows a second chargeback, after the first was won, as a dispute of its own', async () => {
    const told = order();
    await gateway.charge(told);
    adyen.settle();
    const payment = adyen.paymentOf(told.reference);
    const dispute = async (to: 'opened' | 'won' | 'lost') => {
      adyen.dispute(payment, to);
      const found = await gateway.lookUp({ reference: told.reference, provider_reference: payment.psp, charged_at: 1, known: knownOf(adyen, told) });
      return (found as { value: { dispute: { id: string; stage: string } } }).value.dispute;
    };
    const first = await dispute('opened');
    expect(await dispute('won')).toMatchObject({ id: first.id, stage: 'won' });
    expect(await dispute('lost')).toMatchObject({ id: `${first.id}:second`, stage: 'lost' });
  });

  it('takes what is kept for heard only where it is signed', async () => {
    const told = order();
    await gateway.charge(told);
    adyen.settle();
    const bodies = adyen.notifications(told.reference).map(({ raw }) => raw);
    const look = (kept: string[]) => gateway.lookUp({ reference: told.reference, provider_reference: null, charged_at: 1, known: { ...knownOf(adyen, told), heard: async () => kept.map((raw) => Buffer.from(raw)) } });
    expect(await look([...bodies].reverse())).toMatchObject({ value: { state: 'captured' } });
    expect(await look(bodies.map((raw) => raw.replace('1999', '1')))).toEqual({ outcome: 'answered', value: null });
  });

  it('sends nothing of a card but what Adyen has encrypted', async () => {
    const clear = `ady_${Buffer.from(JSON.stringify({ type: 'scheme', number: '4111111111111111', cvc: '737' })).toString('base64url')}`;
    for (const token of [clear, 'ady_e30', 'ady_!', 'pm_card_visa']) expect(await gateway.charge(order({ token }))).toMatchObject({ outcome: 'refused', code: 'unknown_token' });
  });

  it('knows by its key whether it moves real money', () => {
    const of = (key: string) => new AdyenGateway(new Config({ ADYEN_CLIENT_KEY: key }), egress).takesRealMoney;
    expect([of('test_A'), of('live_A')]).toEqual([false, true]);
  });

  it('reads the signature of the vector that Adyen publishes', () => {
    const key = 'DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00';
    const item = { pspReference: 'pspReference', originalReference: 'originalReference', merchantAccountCode: 'merchantAccount', merchantReference: 'reference', amount: { currency: 'EUR', value: 1000 }, eventCode: 'EVENT', success: 'true', eventDate: '', paymentMethod: 'VISA', reason: 'reason' };
    const raw = (told: object = {}) => Buffer.from(JSON.stringify({ live: 'false', notificationItems: [{ NotificationRequestItem: { ...item, additionalData: { hmacSignature: 'ipnxGCaUZ4l8TUW75a71/ghd2Fe5ffvX0pV4TLTntIc=' }, ...told } }] }));
    expect(adyenNotification({ raw: raw() }, [key], 'merchantAccount')).toEqual({ event_id: 'EVENT:pspReference:true', kind: 'EVENT', reference: 'reference', refund_reference: null, provider_reference: 'originalReference' });
    expect(adyenNotification({ raw: raw() }, ['00'.repeat(32), key.toLowerCase()], 'merchantAccount')).not.toBeNull();
    for (const told of [{ success: 'false' }, { amount: { currency: 'EUR', value: 1001 } }, { eventCode: 'CAPTURE' }, { merchantReference: 'other' }, { originalReference: '' }, { additionalData: {} }, { additionalData: { hmacSignature: 'x' } }]) {
      expect(adyenNotification({ raw: raw(told) }, [key], 'merchantAccount')).toBeNull();
    }
    expect(adyenNotification({ raw: raw() }, [key], 'another')).toBeNull();
    expect(adyenNotification({ raw: raw() }, [], 'merchantAccount')).toBeNull();
  });
});
