import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CARDS, getJson } from '../support/buyer.js';
import { FakePayPal } from '../../libs/sales/payments/testing/providers/paypal/fake-paypal.js';
import { launchChromium } from '../support/chromium.js';
import { startSystem, type System } from '../support/system.js';
import { CheckoutPage, HubPage } from './pages.js';

const PHONE = { width: 390, height: 844 };

/** A player on a phone, the whole product behind her, the game's inventory and the books beside it. */
describe('a player buys in the hub', () => {
  let system: System;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let hub: HubPage;
  const faults: string[] = [];
  let player = 0;
  const paypal = new FakePayPal();

  beforeAll(async () => {
    await paypal.start();
    [system, browser] = await Promise.all([startSystem({ env: { ...paypal.env, PAYMENT_PROVIDERS: 'sandbox,paypal' } }), launchChromium()]);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await system?.close();
    await paypal.close();
  });
  beforeEach(async () => {
    player++;
    faults.length = 0;
    context = await browser.newContext({ viewport: PHONE, locale: 'en-US' });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text())) faults.push(message.text());
    });
    hub = new HubPage(page, `${system.urls.api}/h/${system.demo.hub_slug}`);
  });
  afterEach(async () => {
    if (process.env.SCREENSHOT) await page.screenshot({ path: `${process.env.SCREENSHOT}-${player}.png` });
    expect(faults).toEqual([]);
    await context.close();
  });

  const playerId = () => `Browser-${player}`;
  const inventory = async (): Promise<Record<string, number>> => {
    const { items } = await getJson<{ items: { sku: string; quantity: number }[] }>(`${system.urls.game}/inventory/${playerId()}`);
    return Object.fromEntries(items.map(({ sku, quantity }) => [sku, quantity]));
  };
  const studio = <T = any>(path: string, init: RequestInit = {}): Promise<T> =>
    fetch(`${system.urls.api}${path}`, { ...init, headers: { authorization: `Bearer ${system.demo.api_key}`, 'content-type': 'application/json', ...init.headers } }).then((answer) => answer.json() as Promise<T>);
  const charges = async (): Promise<number> => (await studio<{ status: string }[]>(`/v1/payments?limit=100&order_id=${await orderId()}`)).filter((payment) => payment.status === 'done').length;
  const orderId = async (): Promise<string> => (await studio<{ data: { id: string }[] }>(`/v1/orders?player_id=${playerId()}`)).data[0]!.id;
  const until = async (good: () => Promise<boolean>, what: string): Promise<void> => {
    const deadline = performance.now() + 20_000;
    while (!(await good())) {
      if (performance.now() > deadline) throw new Error(`It did not come to that: ${what}`);
      await pause(100);
    }
  };

  async function toCheckout(item = 'Starter Bundle'): Promise<CheckoutPage> {
    await hub.signIn(playerId());
    await hub.open();
    await hub.chooseCountry('Netherlands');
    await hub.openItem(item);
    const checkout = await hub.buy();
    await checkout.fillEmail('ann@player.example');
    await checkout.payButton.waitFor();
    return checkout;
  }

  it('signs in, sees prices of her country with tax, buys by card, and is granted what she bought', async () => {
    const checkout = await toCheckout();
    await page.getByText('of which VAT 21%').waitFor();
    await checkout.fillCard({ number: CARDS.succeeds });
    await checkout.pay();
    await checkout.said('It is yours!');
    expect(await checkout.granted()).toEqual(['Starter Bundle']);
    expect(await inventory()).toEqual({ 'sword-dawn': 1, 'embers-550': 550, 'potion-heal-10': 10 });
    // A reload and the way back end in the same state, not in another charge.
    await page.reload();
    await checkout.said('Paid and delivered');
    await page.goBack();
    await page.goForward();
    await checkout.said('Paid and delivered');
    expect(await charges()).toBe(1);
    await until(async () => JSON.stringify(await getJson(`${system.urls.mailbox}/api/messages?to=ann@player.example`)).includes('Starter Bundle'), 'the receipt is in the mailbox');
    const receipt = await page.getByRole('link', { name: 'Receipt (PDF)' }).getAttribute('href');
    const file = await page.request.get(`${system.urls.api}${receipt}`);
    expect([file.status(), file.headers()['content-type'], (await file.body()).subarray(0, 5).toString()]).toEqual([200, 'application/pdf', '%PDF-']);
  }, 120_000);

  it('learns what the line on her card was, with nothing but the line', async () => {
    const checkout = await toCheckout('Dawnbreaker');
    await checkout.fillCard({ number: CARDS.succeeds });
    await checkout.pay();
    await checkout.said('It is yours!');
    const [payment] = await studio<{ total: number }[]>(`/v1/payments?order_id=${await orderId()}`);
    const order = await orderId();
    await until(async () => (await studio<{ data: unknown[] }>(`/v1/receipts?order_id=${order}`)).data.length === 1, 'the receipt is issued, and with it the charge is known');
    await page.goto(`${system.urls.api}/charge`);
    const look = async (amount: string): Promise<void> => {
      await page.getByLabel('Date of the line').fill(new Date().toISOString().slice(0, 10));
      await page.getByLabel('Amount').fill(amount);
      await page.getByLabel('Currency').fill('eur');
      await page.getByLabel('Last four digits').fill(CARDS.succeeds.slice(-4));
      await page.getByRole('button', { name: 'Look it up' }).click();
    };
    await look('123.45');
    await page.getByText('No charge of ours is known by that').waitFor();
    await look((payment!.total / 100).toFixed(2));
    await page.getByText(/for .*: 1 × Dawnbreaker/).waitFor();
    expect(await page.locator('[data-found]').textContent()).not.toContain('ann@player.example');
    await page.getByRole('button', { name: 'Send the receipt' }).click();
    await page.getByText('the receipt is on its way there').waitFor();
  }, 120_000);

  it('pays by the sheet of a wallet, which stands in the page, as by a card', async () => {
    const checkout = await toCheckout('Dawnbreaker');
    await page.getByLabel('Apple Pay').check();
    await checkout.pay();
    const sheet = page.frameLocator('[data-wallet-sheet]');
    await sheet.getByLabel('Country').fill('NL');
    await sheet.getByRole('button', { name: 'Pay by Apple Pay' }).click();
    await checkout.said('It is yours!');
    expect(await inventory()).toEqual({ 'sword-dawn': 1 });
    const [payment] = await studio<{ method: string; payment_method?: string }[]>(`/v1/payments?order_id=${await orderId()}`);
    expect(JSON.stringify(payment)).toContain('apple_pay');
    expect(await charges()).toBe(1);
  }, 120_000);

  it('passes 3-D Secure, or fails it and pays with another card', async () => {
    const checkout = await toCheckout('Dawnbreaker');
    await checkout.fillCard({ number: CARDS.three_ds });
    await checkout.pay();
    await page.getByRole('button', { name: 'Fail authentication' }).click();
    await checkout.said('The confirmation failed');
    expect(await inventory()).toEqual({});
    await checkout.fillCard({ number: CARDS.three_ds });
    await checkout.pay();
    await page.getByRole('button', { name: 'Complete authentication' }).click();
    await checkout.said('It is yours!');
    expect([await inventory(), await charges()]).toEqual([{ 'sword-dawn': 1 }, 1]);
  }, 120_000);

  it('is declined, is told why, and tries another card', async () => {
    const checkout = await toCheckout('Frostfang');
    await checkout.fillCard({ number: CARDS.declined });
    await checkout.pay();
    await checkout.said('The payment was declined');
    expect(await inventory()).toEqual({});
    await checkout.fillCard({ number: CARDS.succeeds });
    await checkout.pay();
    await checkout.said('It is yours!');
    expect([await inventory(), await charges()]).toEqual([{ 'sword-frost': 1 }, 1]);
  }, 120_000);

  it('taps twice and reloads in between: one charge', async () => {
    const checkout = await toCheckout('Silver Key');
    await checkout.fillCard({ number: CARDS.succeeds });
    await checkout.agree();
    await checkout.payButton.dblclick();
    await page.reload();
    // Either the payment was on its way, or nothing was sent yet and the checkout is open again: never something in between.
    const granted = page.getByRole('heading', { name: /^(It is yours!|This order is paid already|Paid and delivered)$/ });
    await granted.or(checkout.payButton).first().waitFor();
    if (await checkout.payButton.isVisible()) {
      await checkout.fillCard({ number: CARDS.succeeds });
      await checkout.agree();
      await checkout.payButton.dblclick();
    }
    await granted.waitFor();
    expect([await inventory(), await charges()]).toEqual([{ 'key-silver': 1 }, 1]);
  }, 120_000);

  it('is refunded: the page says so, the game takes the item back, the books are even', async () => {
    const checkout = await toCheckout('Golden Key');
    await checkout.fillCard({ number: CARDS.succeeds });
    await checkout.pay();
    await checkout.said('It is yours!');
    expect(await inventory()).toEqual({ 'key-gold': 1 });
    await studio(`/v1/orders/${await orderId()}/refund`, { method: 'POST', body: JSON.stringify({ reason: 'The player asked' }) });
    await until(async () => (await studio(`/v1/orders/${await orderId()}`)).status === 'refunded', 'the order is refunded');
    await until(async () => Object.keys(await inventory()).length === 0, 'the key is taken back');
    await page.reload();
    await checkout.said('Refunded');
    const balance = await studio('/v1/ledger/trial-balance');
    expect([balance.balanced, balance.data.every((currency: { debits: number; credits: number }) => currency.debits === currency.credits)]).toEqual([true, true]);
  }, 120_000);

  it('sees an order that has expired', async () => {
    const checkout = await toCheckout('Bronze Key');
    await studio(`/v1/orders/${await orderId()}/expire`, { method: 'PATCH' });
    await page.reload();
    await checkout.said('This order has expired');
    expect(await inventory()).toEqual({});
  }, 120_000);

  it('pays by a method that takes a while, is told so, and is granted when the money comes', async () => {
    const checkout = await toCheckout('Ember Ring');
    await page.getByText('Bank transfer', { exact: true }).click();
    await checkout.pay();
    await checkout.said('We are checking your payment');
    const [payment] = await studio<{ payment_id: string }[]>(`/v1/payments?order_id=${await orderId()}`);
    const { data } = await getJson<{ data: { id: string }[] }>(`${system.urls.psp}/payments?reference=${payment!.payment_id}`, { authorization: `Bearer ${system.pspKey}` });
    await fetch(`${system.urls.psp}/control`, { method: 'POST', headers: { authorization: `Bearer ${system.pspKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ settle_async: { payment_id: data[0]!.id, result: 'paid' } }) });
    await checkout.said('It is yours!');
    expect(await inventory()).toEqual({ 'ring-ember': 1 });
  }, 120_000);

  it('turns back at PayPal, is told so, approves the next time, and is granted what she bought', async () => {
    const checkout = await toCheckout('Dawnbreaker');
    const toPayPal = async (): Promise<void> => {
      await page.getByText('PayPal', { exact: true }).click();
      await checkout.pay();
      await page.getByRole('heading', { name: 'Fake PayPal' }).waitFor();
    };
    await toPayPal();
    await page.getByRole('button', { name: 'Cancel and return' }).click();
    await page.getByText('You called the payment off. You have not been charged.').waitFor();
    if (process.env.SCREENSHOT) await page.screenshot({ path: `${process.env.SCREENSHOT}-paypal-called-off.png`, fullPage: true });
    await toPayPal();
    await page.getByRole('button', { name: 'Pay now' }).click();
    await checkout.said('It is yours!');
    expect(await inventory()).toEqual({ 'sword-dawn': 1 });
    expect(await studio(`/v1/payments?order_id=${await orderId()}`)).toMatchObject([{ status: 'done' }, { status: 'canceled' }]);
    expect([...paypal.books.captures.values()].map((capture) => capture['status'])).toEqual(['COMPLETED']);
  }, 120_000);

  it('waits while the game is down, is told "on its way" after 30 s, and is granted when it is back', async () => {
    const checkout = await toCheckout('Curious Wisp');
    await fetch(`${system.urls.game}/control`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ status: 503, for: 2, types: ['item.add'] }) });
    await checkout.fillCard({ number: CARDS.succeeds });
    await checkout.pay();
    await checkout.said('Paid! On its way to the game');
    await page.getByRole('heading', { name: 'Paid, on its way' }).waitFor({ timeout: 45_000 });
    await page.getByRole('heading', { name: 'It is yours!' }).waitFor({ timeout: 60_000 });
    expect(await inventory()).toEqual({ 'pet-wisp': 1 });
  }, 180_000);

  it('reads everything in German when that is her language, in a country where the store does not sell yet too', async () => {
    await context.close();
    context = await browser.newContext({ viewport: PHONE, locale: 'de-DE' });
    page = await context.newPage();
    await page.goto(`${system.urls.api}/h/${system.demo.hub_slug}`);
    expect(await page.locator('html').getAttribute('lang')).toMatch(/^de/);
    await page.getByRole('link', { name: 'Anmelden' }).first().waitFor();
    await page.getByRole('button', { name: /^Preise für / }).first().click();
    await page.locator('select[name=country]').selectOption('AF');
    await page.getByRole('button', { name: 'Ändern' }).click();
    await page.getByText(/noch nicht/i).first().waitFor();
  }, 60_000);
});
