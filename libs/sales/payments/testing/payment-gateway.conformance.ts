import type { ChargeOrder, NotificationRequest, PaymentGateway, SeenPayment, SeenRefund } from '../domain/payment-gateway.js';

/** A provider as the suite drives it: by its own test means, never through the gateway. */
export interface ProviderUnderTest {
  gateway: PaymentGateway;
  /** The same gateway pointed at an address where nobody listens. */
  unreachable: PaymentGateway;
  token(card: 'succeeds' | 'declined' | 'asks_3ds'): Promise<string>;
  /** Answers the page of an action as the player would. */
  answerAction(url: string, answer: 'approve' | 'refuse'): Promise<void>;
  /** The next money call is booked, but not answered: cut off, or answered with a server error for ever under its key. */
  loseNextAnswer(how: 'cut' | 'error'): Promise<void>;
  failNextRefund(): Promise<void>;
  /** How many charges and refunds the provider's own books hold under a reference. */
  booked(reference: string): Promise<number>;
  /** A notification signed by the provider at `at` (Unix seconds). */
  notification(body: object, at: number): NotificationRequest;
  /** Everything is final at the provider. */
  settled(reference: string): Promise<void>;
  close(): Promise<void>;
}

/** What every gateway promises. `newReference` gives references that were never used. */
export function paymentGatewayConformance(name: string, open: () => Promise<ProviderUnderTest>, newReference: (kind: 'payment' | 'refund') => string): void {
  describe(`${name} keeps the promises of a payment gateway`, () => {
    let provider: ProviderUnderTest;
    beforeAll(async () => void (provider = await open()));
    afterAll(() => provider.close());

    const order = (told: Partial<ChargeOrder> = {}): ChargeOrder => ({
      reference: newReference('payment'), amount_minor: 1999, currency: 'EUR', token: null, method: 'card', return_url: 'http://127.0.0.1/return', capture: true, metadata: { order_id: 'x' }, ...told,
    });
    const paid = async (told: Partial<ChargeOrder> = {}): Promise<SeenPayment> => {
      const answer = await provider.gateway.charge(order({ token: await provider.token('succeeds'), ...told }));
      if (answer.outcome !== 'answered') throw new Error(JSON.stringify(answer));
      return answer.value;
    };

    it('charges a card and tells what was taken, and from what', async () => {
      const told = order({ token: await provider.token('succeeds') });
      const answer = await provider.gateway.charge(told);
      expect(answer).toMatchObject({ outcome: 'answered', value: { reference: told.reference, state: 'captured', asked_minor: 1999, captured_minor: 1999, currency: 'EUR', fail_code: null, action_url: null } });
      const { value } = answer as { value: SeenPayment };
      expect(value.card).toMatchObject({ brand: expect.any(String), last4: expect.stringMatching(/^\d{4}$/) });
      expect(value.fee_minor).toBeGreaterThan(0);
      expect(await provider.gateway.lookUp(told.reference)).toEqual(answer);
    });

    it('answers a declined card with the code, as an answer and not as an error', async () => {
      const answer = await provider.gateway.charge(order({ token: await provider.token('declined') }));
      expect(answer).toMatchObject({ outcome: 'answered', value: { state: 'declined', captured_minor: 0, fail_code: expect.any(String) } });
    });

    it.each(['approve', 'refuse'] as const)('sends the player to an action and knows how it ended: %s', async (how) => {
      const told = order({ token: await provider.token('asks_3ds') });
      const asked = await provider.gateway.charge(told);
      expect(asked).toMatchObject({ outcome: 'answered', value: { state: 'requires_action', action_url: expect.stringMatching(/^https?:/), captured_minor: 0 } });
      await provider.answerAction((asked as { value: SeenPayment }).value.action_url!, how);
      const expected = how === 'approve' ? { state: 'captured', captured_minor: 1999, three_ds: { result: 'authenticated' } } : { state: 'failed', captured_minor: 0, three_ds: { result: 'failed' } };
      expect(await provider.gateway.lookUp(told.reference)).toMatchObject({ outcome: 'answered', value: expected });
    });

    it('charges once under one reference, however often it is told to', async () => {
      const told = order({ token: await provider.token('succeeds') });
      const answers = await Promise.all(Array.from({ length: 8 }, () => provider.gateway.charge(told)));
      expect(new Set(answers.map((answer) => (answer.outcome === 'answered' ? answer.value.provider_reference : answer.outcome)))).toHaveProperty('size', 1);
      expect(await provider.booked(told.reference)).toBe(1);
    });

    it.each(['cut', 'error'] as const)('says unknown when the answer of a charge is lost (%s), and finds it by its reference', async (how) => {
      const told = order({ token: await provider.token('succeeds') });
      await provider.loseNextAnswer(how);
      expect(await provider.gateway.charge(told)).toMatchObject({ outcome: 'unknown' });
      expect(await provider.gateway.lookUp(told.reference)).toMatchObject({ outcome: 'answered', value: { state: 'captured', captured_minor: 1999 } });
      expect(await provider.booked(told.reference)).toBe(1);
    });

    it('says unavailable when it surely did not act', async () => {
      expect(await provider.unreachable.charge(order({ token: 'any' }))).toMatchObject({ outcome: 'unavailable' });
    });

    it('says refused when the provider will not, with a code', async () => {
      expect(await provider.gateway.charge(order({ token: 'ptk_never_made' }))).toMatchObject({ outcome: 'refused', code: expect.any(String) });
    });

    it('does not take another order under a used reference for a refusal: the first one may have been booked', async () => {
      const told = order({ token: await provider.token('succeeds') });
      await provider.gateway.charge(told);
      expect(await provider.gateway.charge({ ...told, amount_minor: 5 })).toMatchObject({ outcome: 'unknown' });
    });

    it('answers null for a reference that the provider does not know', async () => {
      expect(await provider.gateway.lookUp(newReference('payment'))).toEqual({ outcome: 'answered', value: null });
      expect(await provider.gateway.lookUpRefund(newReference('refund'))).toEqual({ outcome: 'answered', value: null });
    });

    it('holds, then takes or lets go', async () => {
      const held = await paid({ capture: false });
      expect(held).toMatchObject({ state: 'authorised', captured_minor: 0 });
      expect(await provider.gateway.capture(held.provider_reference, `capture_${held.reference}`)).toMatchObject({ outcome: 'answered', value: { state: 'captured', captured_minor: 1999 } });
      const other = await paid({ capture: false });
      expect(await provider.gateway.void(other.provider_reference, `void_${other.reference}`)).toMatchObject({ outcome: 'answered', value: { state: 'voided', captured_minor: 0 } });
      expect(await provider.gateway.capture(other.provider_reference, `capture_${other.reference}`)).toMatchObject({ outcome: 'refused' });
    });

    it('gives back once under one refund id, and knows when it is final', async () => {
      const { provider_reference } = await paid();
      const reference = newReference('refund');
      const first = await provider.gateway.refund({ provider_reference, reference, amount_minor: 1999 });
      const again = await provider.gateway.refund({ provider_reference, reference, amount_minor: 1999 });
      expect((again as { value: SeenRefund }).value.provider_reference).toBe((first as { value: SeenRefund }).value.provider_reference);
      await provider.settled(reference);
      expect(await provider.gateway.lookUpRefund(reference)).toMatchObject({ outcome: 'answered', value: { reference, state: 'succeeded', amount_minor: 1999, currency: 'EUR' } });
      expect(await provider.booked(reference)).toBe(1);
    });

    it('refuses to give back more than was taken', async () => {
      const { provider_reference } = await paid();
      expect(await provider.gateway.refund({ provider_reference, reference: newReference('refund'), amount_minor: 2000 })).toMatchObject({ outcome: 'refused' });
    });

    it('tells of a refund that failed', async () => {
      const { provider_reference } = await paid();
      const reference = newReference('refund');
      await provider.failNextRefund();
      await provider.gateway.refund({ provider_reference, reference, amount_minor: 1999 });
      await provider.settled(reference);
      expect(await provider.gateway.lookUpRefund(reference)).toMatchObject({ outcome: 'answered', value: { state: 'failed', failure: expect.any(String) } });
    });

    it('says unknown when the answer of a refund is lost, and finds it by its reference', async () => {
      const { provider_reference } = await paid();
      const reference = newReference('refund');
      await provider.loseNextAnswer('error');
      expect(await provider.gateway.refund({ provider_reference, reference, amount_minor: 1999 })).toMatchObject({ outcome: 'unknown' });
      await provider.settled(reference);
      expect(await provider.gateway.lookUpRefund(reference)).toMatchObject({ outcome: 'answered', value: { state: 'succeeded' } });
    });

    it('reads a notification that is signed as agreed, and no other', () => {
      const now = 1_790_000_000;
      const body = { id: 'note_1', type: 'payment.captured', created_at: now, data: { payment: { reference: 'pmt_x' } } };
      const request = provider.notification(body, now);
      expect(provider.gateway.verifyNotification({ ...request, now })).toEqual({ event_id: 'note_1', kind: 'payment.captured', reference: 'pmt_x', refund_reference: null });
      expect(provider.gateway.verifyNotification({ ...request, now: now + 300 })).not.toBeNull();
      expect(provider.gateway.verifyNotification({ ...request, now: now + 301 })).toBeNull();
      expect(provider.gateway.verifyNotification({ ...request, now: now - 301 })).toBeNull();
      expect(provider.gateway.verifyNotification({ ...request, headers: {}, now })).toBeNull();
      for (let bit = 0; bit < request.raw.length * 8; bit += 7) {
        const flipped = Buffer.from(request.raw);
        flipped[bit >> 3] = flipped[bit >> 3]! ^ (1 << (bit & 7));
        expect(provider.gateway.verifyNotification({ ...request, raw: flipped, now })).toBeNull();
      }
    });

    it('serves card fields of its own, from its own origin', async () => {
      const { frame_url, origin } = provider.gateway.cardFrame({ parent_origin: 'http://127.0.0.1:4400', locale: 'de-AT' });
      expect(new URL(frame_url).origin).toBe(origin);
      const page = await fetch(frame_url);
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Kartennummer')]);
    });

    it('hands out the settlement report', async () => {
      expect(await provider.gateway.fetchSettlement(0, 4_000_000_000)).toMatchObject({ outcome: 'answered', value: expect.stringContaining('line_id,type') });
    });
  });
}
