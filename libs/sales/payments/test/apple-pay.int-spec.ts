import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Config } from '#platform/config/config';
import { Egress, EgressError, type EgressRequest } from '#platform/egress/egress';
import { OwnListeners } from '#platform/egress/own-listeners';
import { appleGateway, ApplePay } from '../infra/apple-pay.js';
import { AdyenGateway } from '../infra/gateways/adyen/adyen-gateway.js';
import { CheckoutComGateway } from '../infra/gateways/checkout-com/checkout-com-gateway.js';
import { Gateways } from '../infra/gateways/gateways.js';
import { StripeGateway } from '../infra/gateways/stripe/stripe-gateway.js';
import { FakeAdyen } from '../testing/providers/adyen/fake-adyen.js';
import { makeCertificate, type Signer } from '../testing/providers/paypal/certificates.js';
import { WALLET_SETTINGS } from '../testing/providers/wallet-sheets.js';

const GATEWAY = 'https://apple-pay-gateway-nc-pod3.apple.com/paymentservices/startSession';
const PAGE = { parent_origin: 'https://store.example', locale: 'en' };
const keyOf = ({ key }: Signer): string => key.export({ type: 'pkcs8', format: 'pem' }) as string;

describe('the word that Apple wants of us', () => {
  it.each([
    'http://apple-pay-gateway.apple.com/paymentservices/startSession', 'https://apple-pay-gateway.apple.com.evil.example/paymentservices/startSession', 'https://evil.example/paymentservices/startSession', 'https://apple-pay-gateway.apple.com@evil.example/paymentservices/startSession',
    'https://apple-pay-gateway.apple.com:8443/paymentservices/startSession', 'https://apple-pay-gateway.apple.com/', 'https://apple-pay-gateway.apple.com/paymentservices/startSession?x=http://10.0.0.1', 'https://apple-pay-gateway-nc-pod6.apple.com/paymentservices/startSession', 'https://user:x@apple-pay-gateway.apple.com/paymentservices/startSession',
    'https://169.254.169.254/paymentservices/startSession', 'https://www.apple.com/paymentservices/startSession', 'apple-pay-gateway.apple.com', '', 'javascript:alert(1)',
  ])('is asked for at no address but those of its gateways: not at %s', (url) => expect(appleGateway(url)).toBeNull());

  it('is asked for at its gateways, however they are written', () => {
    for (const host of ['apple-pay-gateway', 'cn-apple-pay-gateway', 'apple-pay-gateway-pr-pod5', 'cn-apple-pay-gateway-tj-pod1', 'apple-pay-gateway-cert']) expect(appleGateway(`https://${host.toUpperCase()}.apple.com/paymentservices/startSession`)).toBe(`https://${host}.apple.com/paymentservices/startSession`);
  });

  it('is that of one merchant, for one provider: two with the same id are refused when the settings are read', () => {
    const gatewaysWith = (told: Record<string, string>): Gateways => {
      const config = new Config({
        ...WALLET_SETTINGS, PAYMENT_PROVIDERS: 'stripe,adyen', STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_PUBLISHABLE_KEY: 'pk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1', STRIPE_PAYMENT_METHODS: 'card,apple_pay',
        ADYEN_API_KEY: 'k', ADYEN_CLIENT_KEY: 'test_k', ADYEN_MERCHANT_ACCOUNT: 'm', ADYEN_HMAC_KEY: '44', ADYEN_API_URL: 'https://adyen.example', ADYEN_PAYMENT_METHODS: 'card,apple_pay', ...told,
      });
      const egress = new Egress(new OwnListeners(config));
      const [stripe, adyen] = [new StripeGateway(config, egress), new AdyenGateway(config, egress)];
      expect([stripe.isConfigured, adyen.isConfigured]).toEqual([true, true]);
      const none = { provider: 'none', isConfigured: false } as never;
      return new Gateways(config, none, stripe, none, adyen, none);
    };
    expect(() => gatewaysWith({})).toThrow(/apple_pay is switched on at stripe and adyen/);
    expect(() => gatewaysWith({ ADYEN_APPLE_PAY_MERCHANT_ID: 'another' })).not.toThrow();
    expect(() => gatewaysWith({ ADYEN_PAYMENT_METHODS: 'card' })).not.toThrow();
  });

  it('is asked for with the identity of the merchant, the shop and its domain, and handed on as it is', async () => {
    const sent: EgressRequest[] = [];
    const session = { merchantSessionIdentifier: 'SSH_1', signature: '3080' };
    const answers = [{ status: 200, body: JSON.stringify(session) }, { status: 200, body: '[]' }, { status: 400, body: '{"statusMessage":"no"}' }];
    const egress = { send: async (request: EgressRequest) => (sent.push(request), { headers: {}, cut: false, ...answers[sent.length - 1]!, body: Buffer.from(answers[sent.length - 1]!.body) }) };
    const config = new Config({ ...WALLET_SETTINGS, PUBLIC_URL: 'https://store.example:8443', MAIL_FROM: `Emberfall ${'Games '.repeat(20)}<a@store.example>` });
    const apple = new ApplePay(config, egress as never);
    expect(await apple.begin(GATEWAY)).toEqual({ outcome: 'answered', value: session });
    expect(sent[0]).toMatchObject({ method: 'POST', url: GATEWAY, deadlineMs: 8_000, maxBytes: 65_536, identity: { cert: WALLET_SETTINGS.APPLE_PAY_MERCHANT_CERTIFICATE, key: WALLET_SETTINGS.APPLE_PAY_MERCHANT_KEY } });
    const body = JSON.parse(String(sent[0]!.body)) as Record<string, string>;
    expect(body).toEqual({ merchantIdentifier: 'merchant.test.hubcraft', displayName: expect.stringMatching(/^Emberfall Games/), initiative: 'web', initiativeContext: 'store.example' });
    expect(body['displayName']!.length).toBeLessThanOrEqual(64);
    expect([await apple.begin(GATEWAY), await apple.begin(GATEWAY)]).toMatchObject([{ outcome: 'unknown' }, { outcome: 'refused', code: 'http_400' }]);
  });

  describe('over a connection that both ends vouch for', () => {
    const [authority, merchant, stranger] = [makeCertificate('Authority', { isAuthority: true }), makeCertificate('merchant', {}), makeCertificate('stranger', {})];
    const known = makeCertificate('merchant.test', { by: authority });
    const gateway = makeCertificate('gateway', { by: authority, host: 'localhost' });
    const egress = new Egress(new OwnListeners(new Config({})));
    let server: Server;
    let url = '';
    beforeAll(async () => {
      server = createServer({ cert: gateway.pem, key: keyOf(gateway), ca: [authority.pem], requestCert: true, rejectUnauthorized: true }, (request, response) => {
        response.end(JSON.stringify({ by: (request.socket as TLSSocket).getPeerCertificate().subject.CN }));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    });
    afterAll(async () => {
      await egress.onApplicationShutdown();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });

    const ask = async (who: Signer | null) => egress.send({ method: 'POST', url, body: '{}', deadlineMs: 5_000, reach: 'any', ...(who ? { identity: { cert: who.pem, key: keyOf(who), ca: authority.pem } } : {}) });

    it('says who we are to who asks for it, each request under its own name, and nothing to who is not vouched for', async () => {
      expect(JSON.parse((await ask(known)).body.toString())).toEqual({ by: 'merchant.test' });
      for (const who of [stranger, merchant, null]) await expect(ask(who)).rejects.toBeInstanceOf(EgressError);
      expect(JSON.parse((await ask(known)).body.toString())).toEqual({ by: 'merchant.test' });
    });
  });

  it('is told by Adyen where Adyen vouches for the page, under its own certificate', async () => {
    const adyen = await new FakeAdyen().start();
    const egress = new Egress(new OwnListeners(new Config({})));
    const gatewayWith = (told: Record<string, string>) => new AdyenGateway(new Config({ ...adyen.env, ...told }), egress);
    try {
      const page = { display_name: 'Emberfall', domain: 'store.example' };
      expect(await gatewayWith({ ADYEN_APPLE_PAY_MERCHANT_ID: adyen.appleMerchant }).beginAppleSession(page)).toEqual({ outcome: 'answered', value: { merchantSessionIdentifier: 'SSH_adyen', domainName: 'store.example', displayName: 'Emberfall' } });
      expect(await gatewayWith({ ADYEN_APPLE_PAY_MERCHANT_ID: 'another' }).beginAppleSession(page)).toMatchObject({ outcome: 'refused', code: 'adyen_10_003' });
      expect(gatewayWith({}).beginAppleSession(page)).toBeNull();
    } finally {
      await egress.onApplicationShutdown();
      await adyen.close();
    }
  });
});

describe('the sheets of wallets', () => {
  const egress = {} as Egress;
  const stripe = (told: Record<string, string | undefined>) => new StripeGateway(new Config({ STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_PUBLISHABLE_KEY: 'pk_test_1', STRIPE_PAYMENT_METHODS: 'card,apple_pay,google_pay', ...told }), egress);
  const offered = (told: Record<string, string | undefined>) => stripe(told).methods().map(({ method }) => method);

  it('are offered when all that they need is set, and else are not', () => {
    expect(offered(WALLET_SETTINGS)).toEqual(['card', 'apple_pay', 'google_pay']);
    expect(offered({ ...WALLET_SETTINGS, STRIPE_PAYMENT_METHODS: 'card' })).toEqual(['card']);
    for (const name of ['APPLE_PAY_MERCHANT_ID', 'APPLE_PAY_MERCHANT_CERTIFICATE', 'APPLE_PAY_MERCHANT_KEY', 'APPLE_PAY_DOMAIN_ASSOCIATION']) expect(offered({ ...WALLET_SETTINGS, [name]: undefined })).toEqual(['card', 'google_pay']);
    expect(offered({ ...WALLET_SETTINGS, WALLET_COUNTRY: undefined })).toEqual(['card']);
    // Google's test environment knows no merchants, its other one does.
    const live = { STRIPE_SECRET_KEY: 'sk_live_1', GOOGLE_PAY_MERCHANT_ID: undefined };
    expect([offered({ ...WALLET_SETTINGS, GOOGLE_PAY_MERCHANT_ID: undefined }), offered({ ...WALLET_SETTINGS, ...live })]).toEqual([['card', 'apple_pay', 'google_pay'], ['card', 'apple_pay']]);
    const adyen = new AdyenGateway(new Config({ ADYEN_PAYMENT_METHODS: 'apple_pay', ADYEN_CLIENT_KEY: 'test_1', WALLET_COUNTRY: 'IE', APPLE_PAY_DOMAIN_ASSOCIATION: '7B22', ADYEN_APPLE_PAY_MERCHANT_ID: '000000000204001' }), egress);
    expect(adyen.methods().map(({ method }) => method)).toEqual(['apple_pay']);
  });

  it('name for Google whom the token is encrypted for, as each provider wants to be named', () => {
    const live = stripe({ ...WALLET_SETTINGS, STRIPE_SECRET_KEY: 'sk_live_1' }).walletSheet('google_pay');
    expect(live).toMatchObject({ provider: 'stripe', kind: 'google_pay', country: 'IE', merchant_id: 'BCR2DN0000000000', is_test: false, gateway: { gateway: 'stripe', 'stripe:publishableKey': 'pk_test_1', 'stripe:version': expect.stringMatching(/^20\d\d-/) } });
    expect(stripe(WALLET_SETTINGS).walletSheet('google_pay')).toMatchObject({ merchant_id: null, is_test: true });
    const cko = new CheckoutComGateway(new Config({ ...WALLET_SETTINGS, CHECKOUT_COM_PUBLIC_KEY: 'pk_x' }), egress);
    const adyen = new AdyenGateway(new Config({ ...WALLET_SETTINGS, ADYEN_MERCHANT_ACCOUNT: 'HubcraftECOM' }), egress);
    expect([cko.walletSheet('google_pay')?.gateway, adyen.walletSheet('google_pay')?.gateway]).toEqual([{ gateway: 'checkoutltd', gatewayMerchantId: 'pk_x' }, { gateway: 'adyen', gatewayMerchantId: 'HubcraftECOM' }]);
    expect(stripe(WALLET_SETTINGS).walletSheet('apple_pay')).toMatchObject({ kind: 'apple_pay', gateway: null, merchant_id: null, networks: expect.arrayContaining(['visa', 'masterCard']) });
    expect(JSON.stringify([live, PAGE])).not.toContain('sk_live');
  });
});
