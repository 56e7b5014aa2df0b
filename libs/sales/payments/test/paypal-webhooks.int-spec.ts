import { X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Config } from '#platform/config/config';
import { Egress } from '#platform/egress/egress';
import { OwnListeners } from '#platform/egress/own-listeners';
import { SystemClock } from '#platform/kernel/clock';
import type { NotificationRequest } from '../domain/payment-gateway.js';
import { certificatesIn, isTrustedFor } from '../infra/gateways/paypal/certificate-chain.js';
import { PayPalCertificates } from '../infra/gateways/paypal/paypal-certificates.js';
import { PayPalGateway } from '../infra/gateways/paypal/paypal-gateway.js';
import { eventOf, isSignedBy, transmissionOf } from '../infra/gateways/paypal/paypal-notification.js';
import { makeCertificate } from '../testing/providers/paypal/certificates.js';
import { fakeChain, FakePayPal } from '../testing/providers/paypal/fake-paypal.js';
import { ISSUER, PUBLISHED, SANDBOX_CERTIFICATE } from '../testing/providers/paypal/published-webhooks.js';

const HOST = 'messageverificationcerts.sandbox.paypal.com';
const seconds = (time: string): number => Math.floor(Date.parse(time) / 1_000);
const headersOf = ({ id, time, signature }: { id: string; time: string; signature: string }) => ({
  'paypal-auth-algo': 'SHA256withRSA', 'paypal-cert-url': 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77', 'paypal-transmission-id': id, 'paypal-transmission-time': time, 'paypal-transmission-sig': signature,
});

describe('the webhooks that PayPal has published', () => {
  const [leaf] = certificatesIn(SANDBOX_CERTIFICATE) as [X509Certificate];

  it.each(PUBLISHED.map((each) => [each.time, each] as const))('are signed by its certificate of that time: %s', (_time, published) => {
    const raw = Buffer.from(published.body);
    const read = transmissionOf({ raw, headers: headersOf(published), now: seconds(published.time) + 2 })!;
    expect(isSignedBy(leaf, read, raw, [published.webhookId])).toBe(true);
    expect(isSignedBy(leaf, read, raw, ['1JE4291016473214C', published.webhookId])).toBe(true);
    expect(isSignedBy(leaf, read, Buffer.from(published.body.replace('completed', 'completeD')), [published.webhookId])).toBe(false);
    expect(isSignedBy(leaf, read, raw, ['1JE4291016473214C'])).toBe(false);
    expect(isSignedBy(leaf, { ...read, id: read.id.replace(/^./, 'x') }, raw, [published.webhookId])).toBe(false);
    expect(isSignedBy(leaf, { ...read, time: read.time.replace('Z', '.0Z') }, raw, [published.webhookId])).toBe(false);
    expect(eventOf(raw)).toMatchObject({ event_id: expect.stringMatching(/^WH-/), kind: 'PAYMENT.SALE.COMPLETED', reference: null, refund_reference: null });
  });

  it('have the checksums that were signed', () => expect(PUBLISHED.map(({ body }) => crc32(Buffer.from(body)))).toEqual([4_280_182_022, 2_771_810_304, 2_487_599_788]));

  it('have a certificate that leads to its issuer, for that host and within its time alone', () => {
    const issuer = certificatesIn(ISSUER);
    const in2016 = seconds('2016-10-05T14:57:40Z');
    expect(isTrustedFor([leaf], HOST, in2016, issuer)).toBe(true);
    expect(isTrustedFor([leaf], 'messageverificationcerts.paypal.com', in2016, issuer)).toBe(false);
    expect([isTrustedFor([leaf], HOST, seconds('2017-03-22T12:00:01Z'), issuer), isTrustedFor([leaf], HOST, seconds('2015-03-17T23:59:59Z'), issuer)]).toEqual([false, false]);
    // Without the one between it leads nowhere.
    expect(isTrustedFor([leaf], HOST, in2016)).toBe(false);
  });
});

describe('a chain of certificates', () => {
  const now = seconds('2026-11-27T12:00:00Z');
  const root = makeCertificate('Root', { isAuthority: true });
  const between = makeCertificate('Between', { isAuthority: true, by: root });
  const first = makeCertificate(HOST, { host: HOST, by: between });
  const server = (told: Parameters<typeof makeCertificate>[1], name = HOST) => makeCertificate(name, { withKeyOf: first, ...told });
  const of = (...signers: { pem: string }[]) => signers.map(({ pem }) => new X509Certificate(pem));
  const trusted = (chain: { pem: string }[], at = now) => isTrustedFor(of(...chain), HOST, at, of(root));

  it('is believed as far as each is signed by the next, up to a root', () => {
    expect(trusted([first, between])).toBe(true);
    expect(trusted([first, root, between])).toBe(true);
    expect(trusted([server({ host: HOST, by: root })])).toBe(true);
    expect(trusted([first])).toBe(false);
    expect(trusted([])).toBe(false);
    expect(trusted([between, root])).toBe(false);
  });

  it('is not believed where one of it is nobody\'s, out of its time, made out for another, or no authority', () => {
    const stranger = makeCertificate('Root', { isAuthority: true });
    const refused = {
      'signed by itself': [server({ host: HOST })],
      'of a root of the same name': [server({ host: HOST, by: stranger })],
      'of a root of the same name, which comes along': [server({ host: HOST, by: stranger }), stranger],
      'for another host': [server({ host: 'a.example', by: between }, 'a.example'), between],
      'for the host by its name alone': [server({ by: between }), between],
      'of a certificate that is no authority': [server({ host: HOST, by: first }), first, between],
      'ended': [server({ host: HOST, by: between, to: '261126' }), between],
      'not begun': [server({ host: HOST, by: between, from: '261128' }), between],
      'an authority itself': [server({ host: HOST, by: between, isAuthority: true }), between],
    };
    expect(Object.entries(refused).filter(([, chain]) => trusted(chain)).map(([what]) => what)).toEqual([]);
    const old = makeCertificate('Old', { withKeyOf: between, isAuthority: true, by: root, to: '200101' });
    expect(trusted([server({ host: HOST, by: old }), old])).toBe(false);
  });
});

describe('the certificate of a webhook', () => {
  let paypal: FakePayPal;
  let egress: Egress;
  beforeAll(async () => {
    paypal = await new FakePayPal().start();
    egress = new Egress(new OwnListeners(new Config({})));
  });
  afterAll(async () => {
    await egress.onApplicationShutdown();
    await paypal.close();
  });
  const now = seconds('2026-11-27T12:00:00Z');
  const fetched = () => paypal.asked.filter((each) => each.includes('/certs/')).length;
  const roots = () => [new X509Certificate(fakeChain().root.pem)];

  it('is fetched once for all who wait for it, and kept', async () => {
    const certificates = new PayPalCertificates(egress);
    const before = fetched();
    const found = await Promise.all(Array.from({ length: 5 }, () => certificates.find(paypal.certificateUrl, paypal.url, now, roots())));
    expect(found.every((each) => each?.subject.includes(HOST))).toBe(true);
    expect(await certificates.find(paypal.certificateUrl, paypal.url, now, roots())).not.toBeNull();
    expect(fetched() - before).toBe(1);
    // What was believed yesterday is looked at again today.
    expect(await certificates.find(paypal.certificateUrl, paypal.url, seconds('2049-01-02T00:00:00Z'), roots())).toBeNull();
    expect(await certificates.find(paypal.certificateUrl, paypal.url, now, [])).toBeNull();
  });

  it('that is not to be had is not asked for again for a minute', async () => {
    const certificates = new PayPalCertificates(egress);
    const [gone, before] = [paypal.certificateUrl.replace('fa1e0001', 'fa1e0002'), fetched()];
    for (let n = 0; n < 5; n++) expect(await certificates.find(gone, paypal.url, now, roots())).toBeNull();
    expect(fetched() - before).toBe(1);
    // However many are made up, four at a time are asked for.
    await Promise.all(Array.from({ length: 30 }, (_, n) => certificates.find(paypal.certificateUrl.replace('fa1e0001', `made-up-${n}`), paypal.url, now, roots())));
    expect(fetched() - before).toBe(5);
  });

  it('is fetched from where PayPal has it alone', async () => {
    const sent: string[] = [];
    const spy = { send: async ({ url }: { url: string }) => (sent.push(url), Promise.reject(new Error('not sent'))) } as unknown as Egress;
    const find = (url: string, api: string) => new PayPalCertificates(spy).find(url, api, now, roots());
    const path = '/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77';
    const [live, sandbox] = ['https://api-m.paypal.com', 'https://api-m.sandbox.paypal.com'];
    const strange = [
      `http://api.paypal.com${path}`, `https://api.paypal.com:8443${path}`, `https://api.paypal.com.evil.example${path}`, `https://evil.example${path}`, `https://api.paypal.com@evil.example${path}`, `https://user:pw@api.paypal.com${path}`, `https://xapi.paypal.com${path}`,
      `https://api.paypal.com${path}?x=1`, `https://api.paypal.com${path}#x`, 'https://api.paypal.com/v1/notifications/certs/../../../x', `https://api.paypal.com/v1/notifications/certs/CERT-a/../../x`, 'https://api.paypal.com/CERT-1', `https://api.paypal.com\\@evil.example${path}`,
      `https://API.paypal.com${path}`, `https://api.sandbox.paypal.com${path}`, `https://127.0.0.1${path}`, `https://www.paypal.com${path}`, 'no address',
    ];
    for (const url of strange) expect(await find(url, live)).toBeNull();
    expect(sent).toEqual([]);
    for (const [url, api] of [[`https://api.paypal.com${path}`, live], [`https://api-m.paypal.com${path}`, `${live}/`], [`https://api.sandbox.paypal.com${path}`, sandbox]] as const) await find(url, api).catch(() => undefined);
    expect(sent).toEqual([`https://api.paypal.com${path}`, `https://api-m.paypal.com${path}`, `https://api.sandbox.paypal.com${path}`]);
  });

  describe('and what is signed by it', () => {
    let gateway: PayPalGateway;
    beforeAll(() => void (gateway = new PayPalGateway(new Config({ ...paypal.env, PAYPAL_WEBHOOK_ID: `WHOLD00000,${paypal.webhookId}` }), egress, new SystemClock())));
    const good = (event: object = { id: 'WH-1', event_type: 'PAYMENT.CAPTURE.COMPLETED', resource: { custom_id: 'pmt_1' } }): NotificationRequest => {
      const { raw, headers } = paypal.signed(JSON.stringify(event), now);
      return { raw: Buffer.from(raw), headers, now };
    };
    const read = async (request: NotificationRequest) => gateway.verifyNotification(request);

    it('is refused where a header is missing, twice there or written in another way', async () => {
      const request = good();
      expect(await read(request)).not.toBeNull();
      for (const name of ['paypal-auth-algo', 'paypal-cert-url', 'paypal-transmission-id', 'paypal-transmission-time', 'paypal-transmission-sig']) {
        for (const value of [undefined, '', ' ', [request.headers[name] as string], `${String(request.headers[name])} `]) expect(await read({ ...request, headers: { ...request.headers, [name]: value } })).toBeNull();
      }
      for (const [name, value] of [['paypal-auth-algo', 'SHA1withRSA'], ['paypal-transmission-time', '2026-11-27T12:00:01Z'], ['paypal-transmission-time', String(now)], ['paypal-transmission-time', '2026-13-40T99:00:00Z']] as const) {
        expect(await read({ ...request, headers: { ...request.headers, [name]: value } })).toBeNull();
      }
    });

    it('is refused where another key, another webhook or a certificate of a stranger stands behind it', async () => {
      const stranger = makeCertificate(HOST, { host: HOST });
      const { raw, headers } = paypal.signed('{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED"}', now, stranger.key);
      expect(await read({ raw: Buffer.from(raw), headers, now })).toBeNull();
      const other = new PayPalGateway(new Config({ ...paypal.env, PAYPAL_WEBHOOK_ID: 'WHOTHER000' }), egress, new SystemClock());
      expect(await other.verifyNotification(good())).toBeNull();
      // The roots of Node alone do not know the test's.
      const { PAYPAL_WEBHOOK_CA: _, ...env } = paypal.env;
      expect(await new PayPalGateway(new Config(env), egress, new SystemClock()).verifyNotification(good())).toBeNull();
    });

    it.each([
      [{ event_type: 'CHECKOUT.ORDER.APPROVED', resource: { id: 'ORDER1', purchase_units: [{ custom_id: 'pmt_1', invoice_id: 'pmt_1' }] } }, { kind: 'payment.approved', reference: 'pmt_1', refund_reference: null, provider_reference: 'ORDER1' }],
      [{ event_type: 'CHECKOUT.PAYMENT-APPROVAL.REVERSED', resource: { order_id: 'ORDER1', purchase_units: [{ custom_id: 'pmt_1' }] } }, { kind: 'payment.expired', reference: 'pmt_1', provider_reference: 'ORDER1' }],
      [{ event_type: 'PAYMENT.CAPTURE.COMPLETED', resource: { id: 'CAPTURE1', custom_id: 'pmt_1', supplementary_data: { related_ids: { order_id: 'ORDER1' } } } }, { kind: 'payment.captured', reference: 'pmt_1', refund_reference: null, provider_reference: 'ORDER1' }],
      [{ event_type: 'PAYMENT.CAPTURE.DENIED', resource: { custom_id: 'pmt_1' } }, { kind: 'payment.declined', reference: 'pmt_1' }],
      [{ event_type: 'PAYMENT.CAPTURE.REFUNDED', resource: { id: 'REFUND1', custom_id: 'pmt_1', invoice_id: 'ref_1' } }, { kind: 'refund.updated', reference: 'pmt_1', refund_reference: 'ref_1' }],
      [{ event_type: 'PAYMENT.REFUND.FAILED', resource: { custom_id: 'pmt_1', invoice_id: 'ref_1' } }, { kind: 'refund.failed', refund_reference: 'ref_1' }],
      [{ event_type: 'PAYMENT.CAPTURE.REVERSED', resource: { custom_id: 'pmt_1' } }, { kind: 'dispute.updated', reference: 'pmt_1', refund_reference: null }],
      [{ event_type: 'CUSTOMER.DISPUTE.CREATED', resource: { dispute_id: 'PP-D-1', disputed_transactions: [{ seller_transaction_id: 'CAPTURE1', custom: 'pmt_1' }] } }, { kind: 'dispute.opened', reference: 'pmt_1', provider_reference: null }],
      [{ event_type: 'CUSTOMER.DISPUTE.RESOLVED', resource: { disputed_transactions: [{ invoice_number: 'pmt_1' }] } }, { kind: 'dispute.closed', reference: 'pmt_1' }],
      [{ event_type: 'BILLING.PLAN.CREATED', resource: [] }, { kind: 'BILLING.PLAN.CREATED', reference: null, refund_reference: null, provider_reference: null }],
      [{ event_type: 'PAYMENT.CAPTURE.COMPLETED', resource: { custom_id: { $gt: '' }, supplementary_data: 'x' } }, { kind: 'payment.captured', reference: null, provider_reference: null }],
    ])('is read in our words: %j', async (event, expected) => expect(await read(good({ id: 'WH-1', ...event }))).toMatchObject({ event_id: 'WH-1', ...expected }));

    it.each(['[]', '{}', '{"id":1,"event_type":"X"}', '{"id":"WH-1"}', `{"id":"${'x'.repeat(256)}","event_type":"X"}`, 'no json'])('is no event, though it is signed: %s', async (text) => {
      const { raw, headers } = paypal.signed(text, now);
      expect(await read({ raw: Buffer.from(raw), headers, now })).toBeNull();
    });
  });
});
