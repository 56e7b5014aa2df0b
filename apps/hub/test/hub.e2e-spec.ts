import { mkdirSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { OrderView } from '#sales/orders/queries';
import { CheckoutPage, HubPage } from '../../../test/e2e/pages.js';
import { SECRET, openHub, type OpenHub } from './support/open-hub.js';

const CARD = { number: '4242424242424242' };
const DESKTOP = { width: 1280, height: 900 };

describe('The hub in a browser', () => {
  let hub: OpenHub;
  beforeAll(async () => { hub = await openHub(); });
  afterAll(() => hub.close());

  const faults: string[] = [];
  const newPage: OpenHub['page'] = async (size, more) => {
    const page = await hub.page(size, more);
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => { if (message.type() === 'error' && /Content Security Policy|violates/.test(message.text())) faults.push(message.text()); });
    return page;
  };
  afterEach(() => expect(faults.splice(0)).toEqual([]));

  /** With SCREENSHOTS=folder set, what the tests see can be looked at. */
  const shoot = async (page: Page, name: string): Promise<void> => {
    const folder = process.env.SCREENSHOTS;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
  };
  /** WCAG 2.2 AA by axe-core, without a script of the page's own policy being loosened. */
  const expectAccessible = async (page: Page): Promise<void> => {
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: { run(root: unknown, options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> } }).axe
        .run({ exclude: [['iframe']] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`).join(' | ')}`);
    });
    expect(found).toEqual([]);
  };
  const expectNoSidewaysScroll = async (page: Page): Promise<void> => expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
  const store = (page: Page) => new HubPage(page, `${hub.url}/h/emberfall`);
  const checkout = async (page: Page, at = ''): Promise<CheckoutPage> => {
    await page.goto(`${hub.url}/checkout/${SECRET}${at}`);
    return new CheckoutPage(page);
  };

  describe('store', () => {
    it('shows stores and items with prices as Germany shows them', async () => {
      const page = await newPage();
      await store(page).open();
      await shoot(page, 'home-phone');
      expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['Featured', 'Treasury', 'Armory']);
      expect(await store(page).card('Chest of Embers').innerText()).toMatch(/€8\.99\s+incl\. 19 % VAT/);
      expect(await page.getByText('Prices for Germany').isVisible()).toBe(true);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    });

    it('adds tax where the country does, and says so where it does not sell yet or not at all', async () => {
      const page = await newPage();
      const home = store(page);
      await home.open();
      await home.chooseCountry('United States');
      expect(await home.card('Chest of Embers').innerText()).toContain('+ tax');
      await page.context().addCookies([{ name: 'hc_country', value: 'KP', url: hub.url }]);
      await home.open();
      await shoot(page, 'home-not-sold');
      expect(await home.card('Chest of Embers').innerText()).toContain('Not available here');
      expect(await page.content()).not.toContain('€');
      await expectAccessible(page);
    });

    it('speaks German to who asks for it, everywhere', async () => {
      const page = await newPage(undefined, { locale: 'de-DE' });
      await store(page).open();
      expect(await page.locator('html').getAttribute('lang')).toBe('de');
      expect(await page.getByText('Preise für Deutschland').isVisible()).toBe(true);
      await page.getByRole('link', { name: 'English' }).click();
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
    });

    it('looks right on a desk and at twice the size', async () => {
      const page = await newPage(DESKTOP);
      await store(page).open();
      await shoot(page, 'home-desktop');
      await expectAccessible(page);
      // 200 % zoom of a 1280 px window is 640 CSS pixels; 320 is what WCAG 1.4.10 asks for.
      for (const width of [640, 320]) {
        await page.setViewportSize({ width, height: 700 });
        await expectNoSidewaysScroll(page);
      }
    });

    it('has a way on where nothing is', async () => {
      const page = await newPage();
      for (const [at, way] of [['/h/nowhere', /start/], ['/h/emberfall/items/sit_gone', /Back to the store/], ['/checkout/cs_nonsense', /start/], ['/go/login?token=x', /start/]] as const) {
        const answer = await page.goto(hub.url + at);
        expect([404, 410]).toContain(answer!.status());
        expect(await page.getByRole('link', { name: way }).count()).toBeGreaterThan(0);
      }
      await expectAccessible(page);
    });
  });

  describe('sign-in', () => {
    it('shows the name that the game answers, and leads to the checkout of what was looked at', async () => {
      const page = await newPage();
      const home = store(page);
      await home.open();
      await home.openItem('Starter Bundle');
      await shoot(page, 'item-phone');
      await expectAccessible(page);
      await page.getByRole('link', { name: 'Sign in to buy' }).click();
      await page.getByLabel('Player ID').fill('2D2R-OP3C');
      await shoot(page, 'sign-in-phone');
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'Hello, Aria Vale!' }).waitFor();
      await shoot(page, 'hello-phone');
      await expectAccessible(page);
      await page.getByRole('link', { name: 'To the store' }).click();
      hub.sale.begin(hub.frame);
      await home.buy();
      await page.goBack();
      expect(await page.getByRole('button', { name: /^Buy for/ }).isEnabled()).toBe(true);
    });

    it('says what the game says when it refuses, and that it does not answer', async () => {
      const page = await newPage();
      await page.goto(`${hub.url}/h/emberfall/sign-in`);
      for (const [id, text] of [['', 'Enter your player ID.'], ['NOPE-1', 'does not let this player in'], ['SLOW-1', 'does not answer']] as const) {
        await page.getByLabel('Player ID').fill(id);
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByRole('alert').filter({ hasText: text }).waitFor();
        expect(await page.getByLabel('Player ID').evaluate((input) => input === document.activeElement)).toBe(true);
      }
      await expectAccessible(page);
    });

    it('signs out', async () => {
      const page = await newPage();
      await store(page).signIn('OUT-1');
      await page.getByRole('button', { name: 'Sign out' }).first().click();
      await page.getByRole('link', { name: 'Sign in' }).waitFor();
    });

    it('explains that purchases need proof, and shows them to who comes from the game', async () => {
      const page = await newPage();
      await store(page).signIn('2D2R-OP3C');
      await page.getByRole('link', { name: 'My purchases' }).click();
      await page.getByRole('heading', { name: 'Open the store from the game' }).waitFor();
      await expectAccessible(page);
      hub.sale.orders = [{ id: 'ord_1', status: 'refunded', lines: [{ name: 'Chest of Embers', quantity: 2 }], amount_minor: 1998, currency: 'EUR', checkout_url: `${hub.url}/checkout/${SECRET}`, receipt_number: '1234567812345678', created_at: 1_795_000_000, expires_at: 0 } as OrderView];
      const { json } = await hub.app.inject({ method: 'POST', url: '/v1/users/authorize', apiKey: hub.tenant.apiKey, body: { player_id: '2D2R-OP3C', nonce: 'n', redirect_path: '/purchases' } });
      await page.goto(json.authorization_url.replace('http://127.0.0.1:4400', hub.url));
      expect(page.url()).toBe(`${hub.url}/h/emberfall/purchases`);
      await page.getByText('2 × Chest of Embers').waitFor();
      await shoot(page, 'purchases-phone');
      expect(await page.getByRole('listitem').first().innerText()).toMatch(/Refunded/);
      await expectAccessible(page);
      await page.goto(json.authorization_url.replace('http://127.0.0.1:4400', hub.url));
      await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
    });
  });

  describe('checkout', () => {
    beforeEach(() => hub.sale.begin(hub.frame));

    it('asks e-mail and card, pays once for a double click, waits for the game and says what it credited', async () => {
      const page = await newPage();
      const till = await checkout(page);
      await till.frame.getByLabel('Card number').waitFor();
      await shoot(page, 'checkout-phone');
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await till.pay();
      await till.problem.filter({ hasText: 'e-mail' }).waitFor();
      await till.fillEmail('aria@example.com');
      await till.fillCard(CARD);
      await till.payButton.dblclick();
      await till.said('Paid! On its way to the game');
      await shoot(page, 'waiting-phone');
      await expectAccessible(page);
      expect(hub.sale.pays).toEqual([{ method: 'card', token: expect.stringMatching(/^ptk_/), expected_total_minor: 999, immediate_delivery_requested: true }]);
      hub.sale.to('granted', { grants: [{ state: 'acknowledged', items: [{ sku: 'embers-1200', name: 'Ember', quantity: 1200, image_url: null }] }], receipt_number: '1234567812345678' });
      await till.said('It is yours!');
      expect(await till.granted()).toEqual(['1,200 × Ember']);
      await shoot(page, 'granted-phone');
      await expectAccessible(page);
      await page.reload();
      await till.said('This order is paid already');
      expect(await page.getByRole('link', { name: 'Back to the store' }).count()).toBeGreaterThan(0);
    });

    it('pays with the three card fields alone when the order carries the rest, by the keyboard', async () => {
      hub.sale.begin(hub.frame, { email: 'aria@example.com' });
      const page = await newPage();
      const till = await checkout(page);
      await till.fillCard(CARD);
      await till.frame.getByLabel('Security code').press('Enter');
      await till.said('Paid! On its way to the game');
      expect(hub.sale.pays).toHaveLength(1);
    });

    it('looks right on a desk', async () => {
      const page = await newPage(DESKTOP);
      const till = await checkout(page);
      await till.frame.getByLabel('Card number').waitFor();
      await shoot(page, 'checkout-desktop');
      await expectAccessible(page);
    });

    it('asks an American for state and ZIP code before the total, and charges what it then showed', async () => {
      const page = await newPage();
      const till = await checkout(page);
      await till.fillEmail('aria@example.com');
      await till.chooseCountry('United States');
      await page.getByLabel('State').selectOption({ label: 'Connecticut' });
      await page.getByLabel('ZIP code').fill('0610');
      await page.getByLabel('ZIP code').blur();
      await till.problem.filter({ hasText: 'postcode' }).waitFor();
      await page.getByLabel('ZIP code').fill('06101');
      await page.getByLabel('ZIP code').blur();
      await page.getByRole('button', { name: 'Pay €10.62' }).waitFor();
      expect(await page.getByRole('status').innerText()).toBe('The total is €10.62.');
      await shoot(page, 'checkout-us');
      await expectAccessible(page);
      await till.fillCard(CARD);
      await till.pay();
      await till.said('Paid! On its way to the game');
      expect(hub.sale.pays[0]!.expected_total_minor).toBe(1062);
    });

    it('says when it cannot sell to a country, and goes back to the one that counts', async () => {
      const page = await newPage();
      const till = await checkout(page);
      await till.chooseCountry('Brazil');
      await till.problem.filter({ hasText: 'We cannot sell to this place' }).waitFor();
      expect(await page.getByLabel('Country or territory').inputValue()).toBe('DE');
    });

    it('shows the new total when it has changed, and does not pay it unasked', async () => {
      hub.sale.begin(hub.frame, { email: 'aria@example.com' });
      const page = await newPage();
      const till = await checkout(page);
      await till.fillCard(CARD);
      hub.sale.view = { ...hub.sale.view, amounts: { ...hub.sale.view.amounts!, total: { minor: 1099, display: '€10.99' } } };
      await till.pay();
      await till.problem.filter({ hasText: 'The total has changed to €10.99' }).waitFor();
      await page.getByRole('button', { name: 'Pay €10.99' }).click();
      await till.said('Paid! On its way to the game');
      expect(hub.sale.pays.map((pay) => pay.expected_total_minor)).toEqual([999, 1099]);
    });

    it('declined: says why and lets her try again', async () => {
      hub.sale.begin(hub.frame, { email: 'aria@example.com' });
      hub.sale.onPay = () => { hub.sale.to('open', { payment: { payment_id: 'pmt_1', method: 'card', action_url: null, decline: { code: 'insufficient_funds' } } }); return { state: 'declined' }; };
      const page = await newPage();
      const till = await checkout(page);
      await till.fillCard(CARD);
      await till.pay();
      await till.said('The payment was declined');
      await page.getByText('not enough money').waitFor();
      await shoot(page, 'declined-phone');
      await expectAccessible(page);
      hub.sale.onPay = () => { hub.sale.to('paid_waiting', { payment: null }); return { state: 'paid' }; };
      await till.fillCard(CARD);
      await till.pay();
      await till.said('Paid! On its way to the game');
    });

    it('3-D Secure: leaves for the bank, comes back, asks how it stands', async () => {
      hub.sale.begin(hub.frame, { email: 'aria@example.com' });
      const bank = `${hub.url}/h/emberfall?bank`;
      hub.sale.onPay = () => { hub.sale.to('processing', { payment: { payment_id: 'pmt_1', method: 'card', action_url: bank, decline: null } }); return { state: 'requires_action', action_url: bank }; };
      const page = await newPage();
      let till = await checkout(page);
      await till.fillCard(CARD);
      await till.pay();
      await page.waitForURL(bank);
      // By the back button she finds the way to the bank again, not a second payment.
      await page.goBack();
      await till.said('We are checking your payment');
      await page.getByRole('link', { name: 'Go on to the confirmation of your bank' }).waitFor();
      await expectAccessible(page);
      hub.sale.onRefresh = () => hub.sale.to('paid_waiting', { payment: null });
      till = await checkout(page, '/return?payment=pmt_1');
      await till.said('Paid! On its way to the game');
      expect([hub.sale.refreshed, hub.sale.pays.length]).toEqual([1, 1]);
    });

    it('3-D Secure failed: says so and lets her try again', async () => {
      hub.sale.begin(hub.frame, { email: 'aria@example.com' });
      hub.sale.to('processing', { payment: { payment_id: 'pmt_1', method: 'card', action_url: null, decline: null } });
      hub.sale.onRefresh = () => hub.sale.to('open', { payment: { payment_id: 'pmt_1', method: 'card', action_url: null, decline: { code: 'authentication_failed' } } });
      const till = await checkout(await newPage(), '/return');
      await till.said('The confirmation failed');
      expect(await till.page.getByLabel('Country or territory').locator('option').count()).toBeGreaterThan(50);
      await till.frame.getByLabel('Card number').waitFor();
    });

    it('pending: says that the money takes a while, and lets her pay in another way', async () => {
      hub.sale.begin(hub.frame, { email: 'aria@example.com' });
      hub.sale.onPay = () => { hub.sale.to('processing', { payment: { payment_id: 'pmt_1', method: 'bank_transfer', action_url: null, decline: null } }); return { state: 'processing' }; };
      const page = await newPage();
      const till = await checkout(page);
      await page.getByLabel('Bank transfer').check();
      await till.pay();
      await page.getByText('takes a while').waitFor();
      await shoot(page, 'pending-phone');
      await page.getByRole('button', { name: 'Call it off' }).click();
      await till.frame.getByLabel('Card number').waitFor();
    });

    it('paid and waiting: after 30 seconds says "paid, on its way", and is told live when it has arrived', async () => {
      hub.sale.to('paid_waiting', { paid_at: Math.floor(Date.now() / 1000) - 31 });
      const page = await newPage();
      const till = await checkout(page);
      await till.said('Paid, on its way');
      await expectAccessible(page);
      hub.sale.to('granted', { grants: [{ state: 'acknowledged', items: [{ sku: 'embers-1200', name: 'Ember', quantity: 1200, image_url: null }] }] });
      await till.granted();
    });

    it('asks from time to time where it cannot be told', async () => {
      hub.sale.to('paid_waiting');
      hub.sale.streams = false;
      const till = await checkout(await newPage());
      await till.said('Paid! On its way to the game');
      hub.sale.to('granted', { grants: [{ state: 'acknowledged', items: [{ sku: 'embers-1200', name: 'Ember', quantity: 1, image_url: null }] }] });
      expect(await till.granted()).toEqual(['1 × Ember']);
    });

    it.each([
      ['expired', 'This order has expired'], ['refund_requested', 'The refund is on its way'], ['refunded', 'Refunded'], ['canceled', 'This purchase was reversed'], ['failed', 'This order needs a look by a person'],
    ] as const)('%s: says so, with a way on', async (state, title) => {
      hub.sale.to(state);
      const page = await newPage();
      const till = await checkout(page);
      await till.said(title);
      await shoot(page, `${state}-phone`);
      await expectAccessible(page);
      expect(await page.getByRole('link', { name: 'Back to the store' }).count()).toBeGreaterThan(0);
      expect(await till.payButton.count()).toBe(0);
    });

    it('does not end when the connection is lost while paying', async () => {
      hub.sale.begin(hub.frame, { email: 'aria@example.com' });
      const page = await newPage();
      const till = await checkout(page);
      await till.fillCard(CARD);
      await page.route('**/store/v1/checkout/pay', async (route) => { await route.fetch(); await route.abort('connectionreset'); });
      await till.pay();
      await till.said('Paid! On its way to the game');
      expect(hub.sale.pays).toHaveLength(1);
    });
  });

  it('sends little script, and everything with its policy', async () => {
    const page = await newPage();
    let bytes = 0;
    page.on('response', async (response) => { if (/\/assets\/.*\.js$/.test(response.url())) bytes += Number((await response.request().sizes().catch(() => null))?.responseBodySize ?? 0); });
    hub.sale.begin(hub.frame);
    const answer = await page.goto(`${hub.url}/checkout/${SECRET}`, { waitUntil: 'networkidle' });
    const headers = answer!.headers();
    expect(headers['content-security-policy']).toMatch(/script-src 'self' 'nonce-[^']+';/);
    expect(headers['content-security-policy']).toContain(`frame-src ${hub.frame.origin};`);
    expect([headers['referrer-policy'], headers['x-content-type-options'], headers['cache-control']]).toEqual(['no-referrer', 'nosniff', 'private, no-store']);
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThan(30_000);
  });
});
