import type { DeviceWallet } from '../contracts/method-table.js';
import type { PayInstructions } from '../contracts/queries.js';
import type { InWallet } from './providers/wallet-sheets.js';
import type { ChargeKey, ChargeOrder, GatewayAnswer, KnownCharge, NamedCharge, NotificationRequest, PaymentGateway, RefundKey, SavedToken, SeenPayment, SeenRefund } from '../domain/payment-gateway.js';

/** A provider as the suite drives it: by its own test means, never through the gateway. */
export interface ProviderUnderTest {
  gateway: PaymentGateway;
  /** The same gateway pointed at an address where nobody listens. */
  unreachable: PaymentGateway;
  /** The same gateway without any setting. */
  bare: PaymentGateway;
  /** What it is charged by in these cases. */
  method: string;
  /** The other methods that it is asked for, with a sale that suits each. */
  others: readonly OtherMethod[];
  /** The wallets of devices that it takes: what their sheets hand over for it (`asks`: a card on file, whose bank wants to ask her), and whether the provider tells of Google's cards in the device that it has asked her. */
  wallets: readonly { method: DeviceWallet; token(does: InWallet): Promise<string>; tellsDevice: boolean; hasOnFile: boolean }[];
  /** What comes of a payment by one of them: the player pays, or never does anything until the provider gives up. What she brings back. */
  follow?(told: { reference: string; action_url: string | null }, how: 'pays' | 'leaves'): Promise<Record<string, string>>;
  /** Of a card, or of the account of a buyer at the provider, where she has one in place of a card. */
  token(card: Payer): Promise<string>;
  /** What makes an order one that the provider will not take. */
  refusedOrder: Partial<ChargeOrder>;
  /** Only where every payment needs the buyer's approval on a page of the provider's: she approves as this account. Where she is sent back to. */
  approveAs?(url: string, token: string): Promise<string>;
  /** Answers the page of an action as the player would: where she is sent back to. */
  answerAction(url: string, answer: 'approve' | 'refuse'): Promise<string>;
  /** The next money call is booked, but not answered: cut off, or answered with a server error for ever under its key. */
  loseNextAnswer(how: 'cut' | 'error'): Promise<void>;
  failNextRefund(): Promise<void>;
  /** How many charges and refunds the provider's own books hold under a reference. */
  booked(reference: string): Promise<number>;
  /** A notification of the provider, in its own format, that a payment was captured: signed at `at` (Unix seconds). */
  notification(told: { event_id: string; reference: string }, at: number): NotificationRequest;
  /** What its signature covers: every byte and the time, every byte, or the fields that are named here by a text that stands in the body. */
  signs: { time: boolean; all: true } | { time: boolean; all: false; fields: readonly string[] };
  /** The bank opens, or ends, its dispute over a payment of one of the cards for that. */
  dispute(reference: string, to: 'opened' | 'lost' | 'won'): Promise<void>;
  /** The page of the card fields as a browser is served it; not of one that takes no cards. */
  cardPage?(frame_url: string): Promise<{ status: number; text: string }>;
  /** For what its books say that the bank was asked not to ask; left out where the provider decides about that itself. */
  exempted?(reference: string): Promise<string | null>;
  /** Who knows that a player turned back on the page of an action: the provider, or she alone, by what she brings back. */
  refusalIsKnownTo: 'provider' | 'player';
  /** What we would have of a charge ourselves, where the provider cannot be asked about one or does nothing unasked. */
  known?(order: ChargeOrder): KnownCharge;
  /** What the provider does in its own time is done: captures, voids, refunds are final. */
  settled(reference: string): Promise<void>;
  /** When a charge that was approved has taken its money: with the answer, or in the provider's own time. */
  captures: 'at_once' | 'later';
  /** Whether it says with the payment what it keeps of it. */
  tellsFee: boolean;
  /** Whether its settlement can be read by the API that the gateway uses. */
  tellsSettlement: boolean;
  close(): Promise<void>;
}

/** `refund`: what goes back. `fields`: what the buyer is asked, anew for each payment. `wrong`: what the provider itself refuses, by field. `shows`: how she is told to pay. */
interface OtherMethod {
  method: string;
  what: Partial<ChargeOrder>;
  refund: 'part' | 'none';
  fields?: () => Record<string, string>;
  /** Codes that are not valid, or not any more. */
  wrongCodes?: () => string[];
  shows?: PayInstructions['kind'];
}

type Payer = 'succeeds' | 'declined' | 'asks_3ds' | 'soft' | 'dispute_lost' | 'dispute_won';

/** What every gateway promises. `newReference` gives references that were never used. */
export function paymentGatewayConformance(name: string, open: () => Promise<ProviderUnderTest>, newReference: (kind: 'payment' | 'refund') => string): void {
  describe(`${name} keeps the promises of a payment gateway`, () => {
    let provider: ProviderUnderTest;
    beforeAll(async () => void (provider = await open()));
    afterAll(() => provider.close());

    const orders = new Map<string, ChargeOrder>();
    const payers = new Map<string, string>();
    const order = (told: Partial<ChargeOrder> = {}): ChargeOrder => {
      const made = { reference: newReference('payment'), amount_minor: 1999, currency: 'EUR', token: null, method: provider.method, return_url: 'http://127.0.0.1/return', capture: true, metadata: { order_id: 'x' }, ...told };
      orders.set(made.reference, made);
      return made;
    };
    /** As it is asked for when no answer of the provider was seen. */
    const keyOf = (reference: string): ChargeKey => {
      const known = orders.has(reference) ? provider.known?.(orders.get(reference)!) : undefined;
      return { reference, provider_reference: null, charged_at: Math.floor(Date.now() / 1_000), ...(known ? { known } : {}) };
    };
    const namedOf = ({ reference, provider_reference }: SeenPayment): NamedCharge => ({ ...keyOf(reference), provider_reference });
    /** As it is asked for while it waits for the player. */
    const openKeyOf = (seen: SeenPayment): NamedCharge => {
      const key = namedOf(seen);
      return key.known ? { ...key, known: { ...key.known, state: seen.state, action_url: seen.action_url } } : key;
    };
    const refundKeyOf = (reference: string, payment: SeenPayment): RefundKey => ({ reference, payment_reference: payment.provider_reference, ...keyOf(payment.reference).known });
    const orderOf = async (payer: Payer, told: Partial<ChargeOrder> = {}): Promise<ChargeOrder> => {
      const token = await provider.token(payer);
      const made = order({ ...told, token: provider.approveAs ? null : token });
      payers.set(made.reference, token);
      return made;
    };
    /** How a charge stands before anybody does anything more. */
    const atFirst = (): string => (provider.approveAs ? 'requires_action' : provider.captures === 'at_once' ? 'captured' : 'authorised');
    const queryOf = (back: string): Record<string, string> => Object.fromEntries(new URL(back).searchParams);
    /** As far as it goes without anybody but the provider: to its answer, or through the buyer's approval to the answer after it. */
    const charged = async (told: ChargeOrder): Promise<GatewayAnswer<SeenPayment>> => {
      const answer = await provider.gateway.charge(told);
      if (!provider.approveAs || answer.outcome !== 'answered') return answer;
      expect(answer.value).toMatchObject({ state: 'requires_action', captured_minor: 0 });
      const back = await provider.approveAs(answer.value.action_url!, payers.get(told.reference)!);
      return provider.gateway.complete!(namedOf(answer.value), queryOf(back));
    };
    const paid = async (told: Partial<ChargeOrder> = {}, payer: Payer = 'succeeds'): Promise<SeenPayment> => {
      const answer = await charged(await orderOf(payer, told));
      if (answer.outcome !== 'answered') throw new Error(JSON.stringify(answer));
      return told.capture === false ? answer.value : taken(answer.value);
    };
    /** The payment once its money is taken. */
    const taken = async ({ reference, provider_reference, state }: SeenPayment): Promise<SeenPayment> => {
      expect(state).toBe(provider.captures === 'at_once' ? 'captured' : 'authorised');
      await provider.settled(reference);
      const found = await provider.gateway.lookUp({ ...keyOf(reference), provider_reference });
      if (found.outcome !== 'answered' || !found.value) throw new Error(JSON.stringify(found));
      return found.value;
    };

    it('charges a card and tells what was taken, and from what', async () => {
      const told = await orderOf('succeeds');
      const answer = await charged(told);
      const { value: first } = answer as { value: SeenPayment };
      expect(answer).toMatchObject({ outcome: 'answered', value: { reference: told.reference, asked_minor: 1999, captured_minor: provider.captures === 'at_once' ? 1999 : 0, currency: 'EUR', fail_code: null, action_url: null } });
      const value = await taken(first);
      expect(value).toMatchObject({ ...first, state: 'captured', captured_minor: 1999, fee_minor: value.fee_minor, three_ds: value.three_ds });
      if (provider.method === 'card') expect(value.card).toMatchObject({ brand: expect.any(String), last4: expect.stringMatching(/^\d{4}$/) });
      else expect(value.card).toBeNull();
      expect(value.fee_minor === null ? null : value.fee_minor > 0).toBe(provider.tellsFee ? true : null);
      expect(await provider.gateway.lookUp(keyOf(told.reference))).toEqual({ outcome: 'answered', value });
    });

    it.each([['JPY', 1_234], ['ISK', 1_234], ['UGX', 50_000], ['KWD', 12_340], ['HUF', 123_400], ['MGA', 1_234_500], ['CLP', 4_990], ['TWD', 30_000], ['KWD', 12_345]])('takes exactly what it was told to in units of its own, or refuses before anybody is asked: %s', async (currency, amount_minor) => {
      const told = await orderOf('succeeds', { currency, amount_minor });
      const answer = await charged(told);
      expect(answer.outcome).toBe(provider.gateway.takes({ country: null, currency, amount_minor }) ? 'answered' : 'refused');
      if (answer.outcome === 'answered') expect(await taken(answer.value)).toMatchObject({ state: 'captured', asked_minor: amount_minor, captured_minor: amount_minor, currency });
      else expect(await provider.booked(told.reference)).toBe(0);
    });

    it('answers a declined card with the code, as an answer and not as an error', async () => {
      const answer = await charged(await orderOf('declined'));
      expect(answer).toMatchObject({ outcome: 'answered', value: { state: 'declined', captured_minor: 0, fail_code: expect.any(String) } });
    });

    it.each(['approve', 'refuse'] as const)('sends the player to an action and knows how it ended: %s', async (how) => {
      const told = await orderOf('asks_3ds');
      const asked = await provider.gateway.charge(told);
      expect(asked).toMatchObject({ outcome: 'answered', value: { state: 'requires_action', action_url: expect.stringMatching(/^https?:/), captured_minor: 0 } });
      const back = new URL(await provider.answerAction((asked as { value: SeenPayment }).value.action_url!, how));
      expect(back.origin + back.pathname).toBe('http://127.0.0.1/return');
      // Some providers want to be told what she brought back.
      const brought = await provider.gateway.complete?.(namedOf((asked as { value: SeenPayment }).value), queryOf(back.href));
      await provider.settled(told.reference);
      const three_ds = provider.method === 'card' ? { result: how === 'approve' ? 'authenticated' : 'failed' } : null;
      const expected = how === 'approve' ? { state: 'captured', captured_minor: 1999, three_ds } : { state: 'failed', captured_minor: 0, three_ds };
      const found = how === 'refuse' && provider.refusalIsKnownTo === 'player' ? brought : await provider.gateway.lookUp(keyOf(told.reference));
      expect(found).toMatchObject({ outcome: 'answered', value: expected });
    });

    it('understands that the cardholder has to be asked', async () => {
      expect(await provider.gateway.charge(await orderOf('asks_3ds', { is_challenge_wanted: true }))).toMatchObject({ outcome: 'answered', value: { state: 'requires_action' } });
    });

    /** What the provider keeps of a payment whose payer agreed to it. */
    const keptOf = async (seen: SeenPayment): Promise<SavedToken> => {
      const kept = await provider.gateway.keptOf(namedOf(seen));
      if (kept.outcome !== 'answered' || !kept.value) throw new Error(JSON.stringify(kept));
      const { token, customer, network_reference, card } = kept.value;
      if (provider.method === 'card') expect([card, network_reference]).toEqual([expect.objectContaining({ last4: expect.stringMatching(/^\d{4}$/), exp_month: expect.any(Number), exp_year: expect.any(Number) }), expect.stringMatching(/^ntr/)]);
      else expect(card).toBeNull();
      return { token, customer, network_reference, reference: seen.reference };
    };

    it('keeps what its payer lets be kept and nothing else, is paid by it with her and without her, once each, and removes it for good', async () => {
      const { gateway } = provider;
      expect(gateway.keeps).toContain(provider.method);
      expect(await gateway.keptOf(namedOf(await paid()))).toEqual({ outcome: 'answered', value: null });
      const first = await paid({ saves: 'off_session' });
      const saved = await keptOf(first);
      expect(await keptOf(first)).toEqual(saved);
      for (const by of ['buyer', 'merchant'] as const) {
        const told = order({ saved: { ...saved, by } });
        const answer = await gateway.charge(told);
        if (answer.outcome !== 'answered') throw new Error(JSON.stringify([by, answer]));
        expect(await taken(answer.value)).toMatchObject({ state: 'captured', captured_minor: 1999, reference: told.reference });
        expect(await gateway.charge(told)).toMatchObject({ outcome: 'answered', value: { provider_reference: answer.value.provider_reference } });
        expect(await provider.booked(told.reference)).toBe(1);
      }
      const lost = order({ saved: { ...saved, by: 'merchant' } });
      await provider.loseNextAnswer('cut');
      expect(await gateway.charge(lost)).toMatchObject({ outcome: 'unknown' });
      await provider.settled(lost.reference);
      expect(await gateway.lookUp(keyOf(lost.reference))).toMatchObject({ outcome: 'answered', value: { reference: lost.reference, state: provider.captures === 'at_once' ? 'captured' : expect.stringMatching(/^(authorised|captured)$/) } });
      expect(await provider.booked(lost.reference)).toBe(1);
      expect(await provider.unreachable.forget(saved)).toMatchObject({ outcome: 'unavailable' });
      for (let n = 0; n < 2; n++) expect(await gateway.forget(saved)).toEqual({ outcome: 'answered', value: null });
      const after = order({ saved: { ...saved, by: 'buyer' } });
      expect((await gateway.charge(after)).outcome).toBe('refused');
      expect(await provider.booked(after.reference)).toBe(0);
    });

    it('says where the bank has to ask the cardholder first, and charges once when it may; without her it takes nothing', async () => {
      const { gateway } = provider;
      if (provider.method !== 'card') return expect(gateway.cardFrame).toBeUndefined();
      const approved = async (asked: GatewayAnswer<SeenPayment>): Promise<SeenPayment> => {
        expect(asked).toMatchObject({ outcome: 'answered', value: { state: 'requires_action' } });
        const { value } = asked as { value: SeenPayment };
        const back = await provider.answerAction(value.action_url!, 'approve');
        await gateway.complete?.(openKeyOf(value), queryOf(back));
        await provider.settled(value.reference);
        const found = await gateway.lookUp(keyOf(value.reference));
        expect(found).toMatchObject({ outcome: 'answered', value: { state: 'captured', captured_minor: 1999, three_ds: { result: 'authenticated' } } });
        return (found as { value: SeenPayment }).value;
      };
      const saved = await keptOf(await approved(await gateway.charge(await orderOf('soft', { saves: 'off_session', is_challenge_wanted: true }))));
      const wants = { outcome: 'answered', value: { state: 'declined', captured_minor: 0, fail_code: 'authentication_required' } };
      const told = order({ saved: { ...saved, by: 'buyer' } });
      const first = await gateway.charge(told);
      expect(first).toMatchObject(wants);
      const again = { ...told, is_challenge_wanted: true, after: (first as { value: SeenPayment }).value.provider_reference };
      const asked = await gateway.charge(again);
      expect(await gateway.charge(again)).toMatchObject({ outcome: 'answered', value: { provider_reference: (asked as { value: SeenPayment }).value.provider_reference } });
      // She is at her bank: what was told of the first time is no end.
      expect(await gateway.lookUp(openKeyOf((asked as { value: SeenPayment }).value))).toMatchObject({ outcome: 'answered', value: { state: 'requires_action' } });
      await approved(asked);
      expect(await provider.booked(told.reference)).toBe(1);
      const without = order({ saved: { ...saved, by: 'merchant' } });
      expect(await gateway.charge(without)).toMatchObject(wants);
      expect(await provider.booked(without.reference)).toBe(0);
    });

    it('passes an exemption on, where the provider takes one', async () => {
      for (const exemption of ['low_value', 'tra'] as const) {
        const told = await orderOf('succeeds', { exemption });
        expect(await provider.gateway.charge(told)).toMatchObject({ outcome: 'answered', value: { state: atFirst() } });
        if (provider.exempted) expect(await provider.exempted(told.reference)).toMatch({ low_value: /^(low_value|lowValue)$/, tra: /^(tra|transactionRiskAnalysis|transaction_risk_assessment)$/ }[exemption]);
      }
    });

    it('is asked for its other methods, and for none that it does not offer', async () => {
      const { gateway, others, wallets } = provider;
      expect(gateway.methods().map(({ method }) => method).toSorted()).toEqual([provider.method, ...wallets.map(({ method }) => method), ...others.map(({ method }) => method)].toSorted());
      for (const each of others) expect(gateway.takes({ country: null, currency: 'EUR', amount_minor: 1999, ...each.what })).toBe(true);
      for (const method of ['m_pesa', 'toString', 'no_such_method']) {
        const told = order({ method, token: null });
        expect(await gateway.charge(told)).toMatchObject({ outcome: 'refused', code: 'method_not_offered' });
        expect(await provider.booked(told.reference)).toBe(0);
      }
    });

    it('asks of the buyer what it says, tells how she pays, and takes nothing where something is missing or her code is not valid', async () => {
      const { gateway, others } = provider;
      for (const { method, what, fields, wrongCodes, shows } of others) {
        const asked = gateway.methods().find((each) => each.method === method)!.fields;
        const told = fields?.() ?? {};
        expect([method, Object.keys(told).toSorted()]).toEqual([method, asked.map(({ name }) => name).toSorted()]);
        const first = await gateway.charge(order({ method, ...what, fields: told }));
        if (first.outcome !== 'answered') throw new Error(JSON.stringify([method, first]));
        const { instructions, action_url } = first.value;
        expect([method, instructions?.kind, action_url !== null]).toEqual([method, shows, !shows && first.value.state === 'requires_action']);
        if (shows === 'voucher' || shows === 'qr') expect(instructions!.reference).toMatch(/^\S{8,}$/);
        // It is told again for as long as it is open.
        const again = await gateway.lookUp(openKeyOf(first.value));
        if (shows && !provider.known) expect(again).toMatchObject({ outcome: 'answered', value: { instructions } });
        for (const { name } of asked) {
          const { [name]: _, ...rest } = fields!();
          const lacking = order({ method, ...what, fields: rest });
          expect([method, name, await gateway.charge(lacking)]).toMatchObject([method, name, { outcome: 'refused' }]);
          expect(await provider.booked(lacking.reference)).toBe(0);
        }
        for (const code of wrongCodes?.() ?? []) {
          const wrong = order({ method, ...what, fields: { ...fields!(), code } });
          const answer = await gateway.charge(wrong);
          const code_of = answer.outcome === 'answered' ? [answer.value.captured_minor, answer.value.fail_code] : [0, answer.outcome === 'refused' ? answer.code : answer.outcome];
          expect([method, code, code_of]).toEqual([method, code, [0, expect.stringMatching(/^(wrong_code|app_\w+)$/)]]);
          expect(await provider.booked(wrong.reference)).toBe(0);
        }
      }
    });

    it('takes nothing by another method before the player has paid, finds what she has paid later, and gives it back or says that it cannot', async () => {
      for (const { method, what, refund, fields } of provider.others) {
        const told = order({ method, ...what, fields: fields?.() ?? {} });
        const answer = await provider.gateway.charge(told);
        expect(answer).toMatchObject({ outcome: 'answered', value: { state: expect.stringMatching(/^(requires_action|pending)$/), captured_minor: 0, card: null, three_ds: null } });
        const { value: first } = answer as { value: SeenPayment };
        const openKey = openKeyOf(first);
        expect(await provider.gateway.lookUp(openKey)).toMatchObject({ outcome: 'answered', value: { state: first.state, captured_minor: 0 } });
        const brought = await provider.follow!(first, 'pays');
        await provider.gateway.complete?.(openKey, brought);
        await provider.settled(told.reference);
        const found = await provider.gateway.lookUp(keyOf(told.reference));
        expect([method, found]).toEqual([method, { outcome: 'answered', value: expect.objectContaining({ state: 'captured', captured_minor: told.amount_minor, currency: told.currency, card: null, three_ds: null, fail_code: null }) }]);
        expect(await provider.booked(told.reference)).toBe(1);
        const { value: payment } = found as { value: SeenPayment };
        const reference = newReference('refund');
        const back = await provider.gateway.refund({ provider_reference: payment.provider_reference, reference, amount_minor: told.amount_minor - 1 - ((told.amount_minor - 1) % 100), currency: told.currency });
        if (refund === 'none') {
          expect(back).toMatchObject({ outcome: 'refused', code: expect.any(String) });
          expect(await provider.booked(reference)).toBe(0);
        } else {
          expect([method, back]).toMatchObject([method, { outcome: 'answered', value: { reference } }]);
          await provider.settled(reference);
          expect(await provider.gateway.lookUpRefund(refundKeyOf(reference, payment))).toMatchObject({ outcome: 'answered', value: { state: 'succeeded' } });
        }
      }
    });

    it('knows that nothing was taken by another method where the player never did anything, or turned back', async () => {
      for (const { method, what, fields } of provider.others) {
        const told = order({ method, ...what, fields: fields?.() ?? {} });
        const answer = await provider.gateway.charge(told);
        if (answer.outcome !== 'answered') throw new Error(JSON.stringify(answer));
        await provider.follow!(answer.value, 'leaves');
        const found = await provider.gateway.lookUp(openKeyOf(answer.value));
        expect([method, found]).toMatchObject([method, { outcome: 'answered', value: { state: expect.stringMatching(/^(expired|failed|declined|voided)$/), captured_minor: 0, card: null } }]);
        if (!answer.value.action_url) continue;
        const turned = order({ method, ...what, fields: fields?.() ?? {} });
        const asked = await provider.gateway.charge(turned);
        if (asked.outcome !== 'answered') throw new Error(JSON.stringify(asked));
        const back = await provider.answerAction(asked.value.action_url!, 'refuse');
        await provider.gateway.complete?.(namedOf(asked.value), queryOf(back));
        expect([method, await provider.gateway.lookUp(keyOf(turned.reference))]).toMatchObject([method, { outcome: 'answered', value: { state: expect.stringMatching(/^(failed|declined)$/), captured_minor: 0, three_ds: null } }]);
      }
    });

    it('charges once under one reference, however often it is told to', async () => {
      const told = await orderOf('succeeds');
      const answers = await Promise.all(Array.from({ length: 8 }, () => provider.gateway.charge(told)));
      // Some providers do not wait for the one that is under way: those callers know nothing, and that is what they are told.
      const toldOf = answers.flatMap((answer) => (answer.outcome === 'answered' ? [answer.value.provider_reference] : []));
      expect(answers.filter((answer) => answer.outcome !== 'answered' && answer.outcome !== 'unknown')).toEqual([]);
      expect(new Set(toldOf)).toHaveProperty('size', 1);
      expect(await provider.gateway.lookUp(keyOf(told.reference))).toMatchObject({ outcome: 'answered', value: { provider_reference: toldOf[0], state: atFirst() } });
      expect(await provider.gateway.charge(told)).toMatchObject({ outcome: 'answered', value: { provider_reference: toldOf[0] } });
      expect(await provider.booked(told.reference)).toBe(1);
    });

    it.each(['cut', 'error'] as const)('says unknown when the answer of a charge is lost (%s), and finds it by its reference', async (how) => {
      const told = await orderOf('succeeds');
      await provider.loseNextAnswer(how);
      expect(await provider.gateway.charge(told)).toMatchObject({ outcome: 'unknown' });
      const found = await provider.gateway.lookUp(keyOf(told.reference));
      expect(found).toMatchObject({ outcome: 'answered', value: { reference: told.reference, state: atFirst() } });
      // She approves what was found, and does not come back: the look-up goes on.
      await provider.approveAs?.((found as { value: SeenPayment }).value.action_url!, payers.get(told.reference)!);
      await provider.settled(told.reference);
      expect(await provider.gateway.lookUp(keyOf(told.reference))).toMatchObject({ outcome: 'answered', value: { state: 'captured', captured_minor: 1999 } });
      expect(await provider.booked(told.reference)).toBe(1);
    });

    it('says unavailable when it surely did not act', async () => {
      expect(await provider.unreachable.charge(await orderOf('succeeds'))).toMatchObject({ outcome: 'unavailable' });
    });

    it('says refused when the provider will not, with a code', async () => {
      expect(await provider.gateway.charge(order(provider.refusedOrder))).toMatchObject({ outcome: 'refused', code: expect.any(String) });
    });

    it('does not take another order under a used reference for a refusal: the first one may have been booked', async () => {
      const told = await orderOf('succeeds');
      await provider.gateway.charge(told);
      expect(await provider.gateway.charge({ ...told, amount_minor: 5 })).toMatchObject({ outcome: 'unknown' });
    });

    it('answers null for a reference that the provider does not know', async () => {
      expect(await provider.gateway.lookUp(keyOf(newReference('payment')))).toEqual({ outcome: 'answered', value: null });
      expect(await provider.gateway.lookUpRefund(refundKeyOf(newReference('refund'), await paid()))).toEqual({ outcome: 'answered', value: null });
    });

    it('holds, then takes or lets go', async () => {
      const held = await paid({ capture: false });
      expect(held).toMatchObject({ state: 'authorised', captured_minor: 0 });
      const look = async ({ reference, provider_reference }: SeenPayment) => {
        await provider.settled(reference);
        return provider.gateway.lookUp({ ...keyOf(reference), provider_reference });
      };
      // However often it is looked at, nobody takes what was only to be held.
      for (let n = 0; n < 2; n++) expect(await look(held)).toMatchObject({ value: { state: 'authorised', captured_minor: 0 } });
      expect(await provider.gateway.capture(namedOf(held), `capture_${held.reference}`)).toMatchObject({ outcome: 'answered', value: { reference: held.reference } });
      expect(await look(held)).toMatchObject({ outcome: 'answered', value: { state: 'captured', captured_minor: 1999 } });
      const other = await paid({ capture: false });
      expect(await provider.gateway.void(namedOf(other), `void_${other.reference}`)).toMatchObject({ outcome: 'answered', value: { reference: other.reference } });
      expect(await look(other)).toMatchObject({ outcome: 'answered', value: { state: 'voided', captured_minor: 0 } });
      const refused = await provider.gateway.capture(namedOf(other), `capture_${other.reference}`);
      expect(refused.outcome).toMatch(provider.captures === 'at_once' ? /^refused$/ : /^(refused|answered)$/);
      expect(await look(other)).toMatchObject({ value: { state: 'voided', captured_minor: 0 } });
    });

    it('gives back once under one refund id, and knows when it is final', async () => {
      const payment = await paid();
      const { provider_reference } = payment;
      const reference = newReference('refund');
      const first = await provider.gateway.refund({ provider_reference, reference, amount_minor: 1999, currency: 'EUR' });
      const again = await provider.gateway.refund({ provider_reference, reference, amount_minor: 1999, currency: 'EUR' });
      expect(first).toMatchObject({ outcome: 'answered', value: { reference, amount_minor: 1999, currency: 'EUR' } });
      expect((again as { value: SeenRefund }).value.provider_reference).toBe((first as { value: SeenRefund }).value.provider_reference);
      await provider.settled(reference);
      expect(await provider.gateway.lookUpRefund(refundKeyOf(reference, payment))).toMatchObject({ outcome: 'answered', value: { reference, state: 'succeeded', amount_minor: 1999, currency: 'EUR' } });
      expect(await provider.booked(reference)).toBe(1);
    });

    it('refuses to give back more than was taken', async () => {
      const payment = await paid();
      const reference = newReference('refund');
      const answer = await provider.gateway.refund({ provider_reference: payment.provider_reference, reference, amount_minor: 2000, currency: 'EUR' });
      if (answer.outcome === 'refused') return;
      // It was only taken: what comes of it is told later.
      await provider.settled(reference);
      expect(await provider.gateway.lookUpRefund(refundKeyOf(reference, payment))).toMatchObject({ value: { state: 'failed' } });
    });

    it('tells of a refund that failed', async () => {
      const payment = await paid();
      const { provider_reference } = payment;
      const reference = newReference('refund');
      await provider.failNextRefund();
      await provider.gateway.refund({ provider_reference, reference, amount_minor: 1999, currency: 'EUR' });
      await provider.settled(reference);
      expect(await provider.gateway.lookUpRefund(refundKeyOf(reference, payment))).toMatchObject({ outcome: 'answered', value: { state: 'failed', failure: expect.any(String) } });
    });

    it('says unknown when the answer of a refund is lost, and finds it by its reference', async () => {
      const payment = await paid();
      const { provider_reference } = payment;
      const reference = newReference('refund');
      await provider.loseNextAnswer('error');
      expect(await provider.gateway.refund({ provider_reference, reference, amount_minor: 1999, currency: 'EUR' })).toMatchObject({ outcome: 'unknown' });
      await provider.settled(reference);
      expect(await provider.gateway.lookUpRefund(refundKeyOf(reference, payment))).toMatchObject({ outcome: 'answered', value: { state: 'succeeded' } });
    });

    it('tells of what the bank takes back, as far as it has gone', async () => {
      // It is paid: nobody asks for its money any more.
      const keyOfPaid = ({ reference, provider_reference }: SeenPayment): ChargeKey => {
        const { known, ...key } = keyOf(reference);
        return { ...key, provider_reference, ...(known ? { known: { ...known, captures: false } } : {}) };
      };
      const lost = await paid({}, 'dispute_lost');
      const { reference } = lost;
      const look = () => provider.gateway.lookUp(keyOfPaid(lost));
      await provider.dispute(reference, 'opened');
      expect(await look()).toMatchObject({ value: { state: 'captured', captured_minor: 1999, dispute: { id: expect.any(String), stage: 'opened' } } });
      await provider.dispute(reference, 'lost');
      expect(await look()).toMatchObject({ value: { state: 'captured', captured_minor: 1999, dispute: { stage: 'lost' } } });
      const other = await paid({}, 'dispute_won');
      await provider.dispute(other.reference, 'opened');
      await provider.dispute(other.reference, 'won');
      expect(await provider.gateway.lookUp(keyOfPaid(other))).toMatchObject({ value: { state: 'captured', dispute: { stage: 'won' } } });
    });

    it('takes our answer to a dispute once, and finds it where its own answer was lost; one that is given up is lost. Or it says plainly that it takes none', async () => {
      const { gateway } = provider;
      if (!gateway.submitEvidence || !gateway.lookUpDispute || !gateway.acceptDispute) {
        expect([gateway.submitEvidence, gateway.lookUpDispute, gateway.acceptDispute]).toEqual([undefined, undefined, undefined]);
        return;
      }
      const disputed = async () => {
        const { reference, provider_reference } = await paid({}, 'dispute_lost');
        await provider.dispute(reference, 'opened');
        const seen = await gateway.lookUp({ ...keyOf(reference), provider_reference });
        if (seen.outcome !== 'answered') throw new Error(JSON.stringify(seen));
        const [dispute] = seen.value!.disputes!;
        expect(dispute).toMatchObject({ status: 'needs_response', is_inquiry: false, reason: 'fraudulent', amount_minor: 1999, opened_at: expect.any(Number), due_at: expect.any(Number), has_evidence: false });
        return { dispute_id: dispute!.id, reference, provider_reference };
      };
      const evidence = (digit: string) => ({
        fingerprint: digit.repeat(64), text: 'It was delivered.', fields: { product_description: 'Gems', customer_name: null, customer_email_address: 'aria@example.com', customer_purchase_ip: null, service_date: '2026-09-21', access_activity_log: null },
      });
      const key = await disputed();
      await provider.loseNextAnswer('cut');
      expect(await gateway.submitEvidence(key, evidence('a'))).toMatchObject({ outcome: 'unknown' });
      expect(await gateway.lookUpDispute(key)).toMatchObject({ outcome: 'answered', value: { id: key.dispute_id, status: 'under_review', has_evidence: true } });
      expect(await gateway.submitEvidence(key, evidence('a'))).toMatchObject({ outcome: 'answered', value: { has_evidence: true } });
      expect(await gateway.submitEvidence(key, evidence('b'))).toMatchObject({ outcome: 'refused' });
      const given = await disputed();
      expect(await gateway.acceptDispute(given, `accept_${given.dispute_id}`)).toMatchObject({ outcome: 'answered', value: { status: 'lost', has_evidence: false } });
      expect(await gateway.submitEvidence(given, evidence('c'))).toMatchObject({ outcome: 'refused' });
      expect(await provider.unreachable.lookUpDispute!(given)).toMatchObject({ outcome: 'unavailable' });
    });

    it('charges what a wallet has handed over, as a card that its device has asked about, once and of this provider alone', async () => {
      const { gateway } = provider;
      for (const { method, token, tellsDevice } of provider.wallets) {
        const own = await token('pays');
        const told = order({ method, token: own });
        const answer = await gateway.charge(told);
        expect(answer).toMatchObject({ outcome: 'answered', value: { reference: told.reference, asked_minor: 1999, fail_code: null, action_url: null, card: { brand: expect.stringMatching(/^[A-Z ]+$/), last4: expect.stringMatching(/^\d{4}$/) }, three_ds: tellsDevice ? { flow: 'none', result: 'authenticated' } : { result: 'not_attempted' } } });
        const seen = await taken((answer as { value: SeenPayment }).value);
        expect(seen).toMatchObject({ state: 'captured', captured_minor: 1999, three_ds: (answer as { value: SeenPayment }).value.three_ds });
        // Handed in once more, by another payment: refused, and nothing is booked.
        const again = order({ method, token: own });
        expect(await gateway.charge(again)).toMatchObject({ outcome: 'refused' });
        const declined = await gateway.charge(order({ method, token: await token('declines') }));
        expect(declined).toMatchObject({ outcome: 'answered', value: { state: 'declined', captured_minor: 0, fail_code: expect.stringMatching(/./) } });
        const foreign = order({ method, token: (await token('pays')).replace(/^(wallet|ptk)_[a-z_]*?_?/, 'wallet_nobody_') });
        expect(await gateway.charge(foreign)).toMatchObject({ outcome: 'refused' });
        const other = order({ method: method === 'apple_pay' ? 'google_pay' : 'apple_pay', token: await token('pays') });
        expect(await gateway.charge(other)).toMatchObject({ outcome: 'refused' });
        const asCard = order({ token: await token('pays') });
        if (provider.method === 'card') expect(await gateway.charge(asCard)).toMatchObject({ outcome: 'refused' });
        expect(await Promise.all([again, foreign, other, asCard].map(({ reference }) => provider.booked(reference)))).toEqual([0, 0, 0, 0]);
        expect(await provider.unreachable.charge(order({ method, token: await token('pays') }))).toMatchObject({ outcome: 'unavailable' });
      }
    });

    it('has the bank ask about a card that is on file with a wallet, and takes it then', async () => {
      for (const { method, token } of provider.wallets.filter(({ hasOnFile }) => hasOnFile)) {
        const asked = await provider.gateway.charge(order({ method, token: await token('asks') }));
        expect(asked).toMatchObject({ outcome: 'answered', value: { state: 'requires_action', action_url: expect.stringMatching(/^http/), captured_minor: 0 } });
        const { value } = asked as { value: SeenPayment };
        const back = await provider.answerAction(value.action_url!, 'approve');
        await provider.gateway.complete?.(openKeyOf(value), queryOf(back));
        await provider.settled(value.reference);
        const found = await provider.gateway.lookUp(openKeyOf(value));
        expect(found).toMatchObject({ outcome: 'answered', value: { three_ds: { flow: 'challenge', result: 'authenticated' } } });
      }
    });

    it('charges a wallet once, whatever becomes of the answer', async () => {
      const [wallet] = provider.wallets;
      if (!wallet) return;
      const told = order({ method: wallet.method, token: await wallet.token('pays') });
      await provider.loseNextAnswer('cut');
      expect(await provider.gateway.charge(told)).toMatchObject({ outcome: expect.stringMatching(/^(unknown|unavailable)$/) });
      const found = await provider.gateway.lookUp(keyOf(told.reference));
      // The answer that was lost may have been the one before the charge: then nothing was booked.
      expect(await provider.booked(told.reference)).toBe(found.outcome === 'answered' && found.value ? 1 : 0);
    });

    it('offers a wallet where its sheet can be opened, and not where something of it is missing', () => {
      const offeredWallets = (gateway: PaymentGateway): string[] => gateway.methods().map(({ method }) => method).filter((method) => method === 'apple_pay' || method === 'google_pay');
      expect(offeredWallets(provider.gateway)).toEqual(provider.wallets.map(({ method }) => method));
      for (const { method } of provider.wallets) expect(provider.gateway.walletSheet!(method, { parent_origin: 'http://127.0.0.1:4400', locale: 'de' })).toMatchObject({ method, provider: provider.gateway.provider });
      expect(provider.gateway.keeps.filter((method) => method !== 'card' && method !== 'paypal')).toEqual([]);
    });

    it('reads a notification that is signed as agreed, and no other', async () => {
      const now = 1_790_000_000;
      const request = provider.notification({ event_id: 'note_1', reference: 'pmt_x' }, now);
      const read = async (told: Partial<NotificationRequest> = {}) => provider.gateway.verifyNotification({ ...request, now, ...told });
      expect(await read()).toMatchObject({ event_id: expect.stringContaining('note_1'), kind: 'payment.captured', reference: 'pmt_x', refund_reference: null });
      expect(await read({ now: now + 300 })).not.toBeNull();
      if (provider.signs.time) expect([await read({ now: now + 301 }), await read({ now: now - 301 })]).toEqual([null, null]);
      const unsigned = provider.signs.all ? { headers: {} } : { headers: {}, raw: Buffer.from(request.raw.toString().replaceAll(/"[A-Za-z]*[sS]ignature"/g, '"nothing"')) };
      expect(await read(unsigned)).toBeNull();
      const spans = provider.signs.all ? [[0, request.raw.length]] : provider.signs.fields.map((field) => [request.raw.indexOf(field), request.raw.indexOf(field) + field.length]);
      expect(spans.every(([from]) => from! >= 0)).toBe(true);
      for (const [from, to] of spans) {
        for (let bit = from! * 8; bit < to! * 8; bit += 7) {
          const flipped = Buffer.from(request.raw);
          flipped[bit >> 3] = flipped[bit >> 3]! ^ (1 << (bit & 7));
          expect(await read({ raw: flipped })).toBeNull();
        }
      }
    });

    it('is not set up without its settings, and then takes nothing for signed', async () => {
      const request = provider.notification({ event_id: 'note_1', reference: 'pmt_x' }, 1_790_000_000);
      expect([provider.gateway.isConfigured, provider.bare.isConfigured]).toEqual([true, false]);
      expect(await provider.bare.verifyNotification({ ...request, now: 1_790_000_000 })).toBeNull();
    });

    it('serves card fields in an origin that is told, in the language of the player, and none where it takes no cards', async () => {
      expect(provider.gateway.methods().some(({ method }) => method === 'card')).toBe(provider.gateway.cardFrame !== undefined);
      expect(provider.gateway.methods().map(({ method }) => method)).toContain(provider.method);
      if (!provider.cardPage) return expect(provider.gateway.cardFrame).toBeUndefined();
      const { frame_url, origin } = provider.gateway.cardFrame!({ parent_origin: 'http://127.0.0.1:4400', locale: 'de-AT' });
      expect(new URL(frame_url).origin).toBe(origin);
      const page = await provider.cardPage(frame_url);
      expect([page.status, page.text]).toEqual([200, expect.stringContaining('Kartennummer')]);
    });

    it('hands out the settlement report, or says that it cannot', async () => {
      const expected = provider.tellsSettlement ? { outcome: 'answered', value: expect.stringContaining('line_id,type') } : { outcome: 'refused', code: 'settlement_not_offered' };
      expect(await provider.gateway.fetchSettlement(0, 4_000_000_000)).toMatchObject(expected);
    });
  });
}
