import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { http, PspFixture, Receiver, type Json } from './psp-fixture.js';

const AXE = readFileSync(createRequire(import.meta.filename).resolve('axe-core/axe.min.js'), 'utf8');
/** The rules of WCAG 2.2 AA; that a whole page has one heading does not concern a frame. */
const RULES = `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`;
const THE_END = '/thank-you';

/** A shop on another origin: embeds the frame, remembers every message, and has the button that the frame lacks. */
function shopPage(pspUrl: string, query: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shop</title></head><body>
<main><h1>Checkout</h1><iframe id="card" title="Card details" style="width:100%;height:20rem;border:0"></iframe><button id="pay">Pay</button></main>
<script>
window.messages = [];
const frame = document.getElementById('card');
window.addEventListener('message', (event) => { if (event.origin === '${pspUrl}') window.messages.push(event.data); });
document.getElementById('pay').addEventListener('click', () => frame.contentWindow.postMessage({ type: 'hubcraft.sandbox.submit' }, '${pspUrl}'));
frame.src = '${pspUrl}/frame?session=s1&origin=' + encodeURIComponent(location.origin) + '${query}';
</script></body></html>`;
}

let receiver: Receiver;
let psp: PspFixture;
let browser: Browser;
let shop: Server;
let shopUrl: string;
let page: Page;

beforeAll(async () => {
  receiver = await Receiver.start();
  psp = await new PspFixture(receiver).start();
  browser = await launchChromium();
  shop = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://shop');
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(pathname === THE_END ? '<title>Thank you</title>' : shopPage(psp.url, search.replace('?', '&')));
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await browser.close();
  shop.closeAllConnections();
  await new Promise((resolve) => shop.close(resolve));
  await psp.remove();
  await receiver.stop();
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
});

afterEach(async () => {
  await page.close();
});

async function openShop(query = ''): Promise<FrameLocator> {
  await page.goto(`${shopUrl}/${query}`);
  await message('ready');
  return page.frameLocator('#card');
}

/** The first message of a type that the shop was sent. */
async function message(type: string): Promise<Json> {
  const handle = await page.waitForFunction(`window.messages.find((one) => one.type === 'hubcraft.sandbox.${type}')`);
  return (await handle.jsonValue()) as Json;
}

async function fill(frame: FrameLocator, number: string, expiry: string, code: string, labels = ['Card number', 'Expiry date', 'Security code']): Promise<void> {
  const [first = '', second = '', third = ''] = labels;
  await frame.getByLabel(first, { exact: true }).pressSequentially(number);
  await frame.getByLabel(second, { exact: true }).pressSequentially(expiry);
  await frame.getByLabel(third, { exact: true }).pressSequentially(code);
}

test('a card that is typed becomes a token that can be charged; the shop never sees the number', async () => {
  const frame = await openShop();
  await fill(frame, '4242424242424242', '1231', '123');
  expect(await frame.getByLabel('Card number').inputValue()).toBe('4242 4242 4242 4242');
  expect(await frame.getByLabel('Expiry date').inputValue()).toBe('12 / 31');
  await page.getByRole('button', { name: 'Pay' }).click();
  const { token, card } = await message('token');
  expect(card).toEqual({ brand: 'VISA', last4: '4242', country: 'GB', exp_month: 12, exp_year: 2031 });
  expect(JSON.stringify(await page.evaluate('window.messages'))).not.toContain('42424242');
  expect((await psp.pay({ token })).json).toMatchObject({ status: 'captured', card: { last4: '4242' } });
});

test('American Express is grouped its own way and has four digits', async () => {
  const frame = await openShop();
  await fill(frame, '370000000000002', '08/2031', '1234');
  expect(await frame.getByLabel('Card number').inputValue()).toBe('3700 000000 00002');
  expect(await frame.getByLabel('Expiry date').inputValue()).toBe('08 / 2031');
  await page.getByRole('button', { name: 'Pay' }).click();
  expect((await message('token'))['card']).toMatchObject({ brand: 'American Express', exp_month: 8 });
});

test.each([
  ['number', '4242424242424241', '12 / 31', '123', 'Card number', 'This card number is not valid. Check its digits.'],
  ['expiry', '4242424242424242', '12 / 20', '123', 'Expiry date', 'This card has expired.'],
  ['expiry', '4242424242424242', '13 / 31', '123', 'Expiry date', 'Enter a month and a year, for example 08 / 31.'],
  ['security_code', '4242424242424242', '12 / 31', '12', 'Security code', 'Enter the 3 digits of the security code.'],
])('a wrong %s is said beside the field, to the screen reader and to the shop', async (field, number, expiry, code, label, text) => {
  const frame = await openShop();
  await fill(frame, number, expiry, code);
  await page.getByRole('button', { name: 'Pay' }).click();
  expect(await message('error')).toMatchObject({ field, message: text });
  const input = frame.getByLabel(label);
  expect(await input.getAttribute('aria-invalid')).toBe('true');
  expect((await input.getAttribute('aria-describedby'))?.split(' ')).toContain(`${field}-error`);
  expect(await frame.locator(`#${field}-error`).textContent()).toBe(text);
  expect(await frame.locator(':focus').getAttribute('id')).toBe(field);
});

test('an error goes away when the field is put right', async () => {
  const frame = await openShop();
  await frame.getByLabel('Card number').pressSequentially('4242424242424241');
  await frame.getByLabel('Expiry date').focus();
  await frame.getByText('This card number is not valid').waitFor();
  await frame.getByLabel('Card number').fill('4242424242424242');
  expect(await frame.locator('#number-error').textContent()).toBe('');
});

test('Enter and the height are told to the shop', async () => {
  const frame = await openShop();
  expect((await message('height'))['height']).toBeGreaterThan(100);
  await frame.getByLabel('Security code').press('Enter');
  await message('enter');
});

test('German, where the shop is German', async () => {
  const frame = await openShop('?locale=de');
  await fill(frame, '4242424242424241', '12/31', '123', ['Kartennummer', 'Ablaufdatum', 'Prüfnummer']);
  await page.getByRole('button', { name: 'Pay' }).click();
  expect((await message('error'))['message']).toBe('Diese Kartennummer ist nicht gültig. Prüfen Sie die Ziffern.');
});

test('another origin than the one named gets no frame', async () => {
  await page.goto(`${shopUrl}/`);
  const blocked = page.waitForEvent('console', (line) => line.text().includes('frame-ancestors'));
  await page.evaluate(`document.getElementById('card').src = '${psp.url}/frame?origin=http://localhost:1'`);
  await blocked;
  for (const origin of ['https://evil.example', 'http://127.0.0.1.evil.example', 'http://localhost:1/path', 'null', '']) {
    expect((await http('GET', `${psp.url}/frame?origin=${encodeURIComponent(origin)}`)).status).toBe(403);
  }
  expect((await http('POST', `${psp.url}/tokens`, {}, { origin: 'https://evil.example' })).status).toBe(403);
});

test('the fields look as the shop asks, reach to the edges, and share a row on a small phone', async () => {
  await page.setViewportSize({ width: 320, height: 740 });
  const frame = await openShop('?scheme=dark&background=%230d1020&line=%23a3a4ad&text=%23f3f3f4&muted=%23a3a4ad&radius=12&accent=%23ff7a2f');
  const look = await frame.getByLabel('Card number').evaluate((input) => {
    const { backgroundColor, borderTopColor, color, borderTopLeftRadius } = getComputedStyle(input);
    return { backgroundColor, borderTopColor, color, borderTopLeftRadius, left: input.getBoundingClientRect().left };
  });
  expect(look).toEqual({ backgroundColor: 'rgb(13, 16, 32)', borderTopColor: 'rgb(163, 164, 173)', color: 'rgb(243, 243, 244)', borderTopLeftRadius: '12px', left: 0 });
  const [expiry, code] = await Promise.all(['Expiry date', 'Security code'].map((label) => frame.getByLabel(label).boundingBox()));
  expect(expiry?.y).toBe(code?.y);
});

test.each([
  ['colours that are none', '?background=red;}body{display:none&text=url(x)&radius=1e9'],
  ['colours that cannot be read on each other', '?background=%23ffffff&text=%23eeeeee'],
])('%s are the frame’s own instead', async (_what, query) => {
  const frame = await openShop(query);
  const [background, color, radius] = await frame.getByLabel('Card number').evaluate((input) => [getComputedStyle(input).backgroundColor, getComputedStyle(input).color, getComputedStyle(input).borderTopLeftRadius]);
  expect([background, color, radius]).toEqual(['rgb(255, 255, 255)', 'rgb(22, 32, 46)', '8px']);
});

test('the sign of the card that is typed stays bright', async () => {
  const frame = await openShop();
  const bright = () => frame.locator('.brands svg').evaluateAll((signs) => signs.filter((sign) => getComputedStyle(sign).opacity === '1').map((sign) => sign.getAttribute('class')));
  await frame.locator('.brands').evaluate((signs) => { for (const sign of signs.children) (sign as unknown as HTMLElement).style.transition = 'none'; });
  expect(await bright()).toEqual(['visa', 'mastercard', 'amex']);
  await frame.getByLabel('Card number').pressSequentially('51');
  expect(await bright()).toEqual(['mastercard']);
  await frame.getByLabel('Card number').fill('');
  expect(await bright()).toEqual(['visa', 'mastercard', 'amex']);
});

test.each(['?scheme=light', '?scheme=dark&locale=de'])('the frame %s passes the accessibility rules, errors shown', async (query) => {
  const frame = await openShop(query);
  await page.getByRole('button', { name: 'Pay' }).click();
  await message('error');
  expect(await frame.locator('[aria-invalid=true]').count()).toBe(3);
  const inner = page.frames().find((one) => one.url().startsWith(psp.url));
  if (!inner) throw new Error('the shop shows no card frame');
  // The frame's background is the shop's; a dark frame is embedded on a dark page.
  await inner.evaluate(`document.body.style.background = '${query.includes('dark') ? '#10161f' : '#ffffff'}'`);
  await inner.evaluate(AXE);
  const { violations } = (await inner.evaluate(RULES)) as { violations: { id: string }[] };
  expect(violations.map((violation) => violation.id)).toEqual([]);
});

test.each([
  ['Complete authentication', 'captured'],
  ['Fail authentication', 'failed'],
])('the button "%s" of the 3DS page leads back to the shop', async (button, status) => {
  const { json } = await psp.pay({ return_url: `${shopUrl}${THE_END}` }, '4224703082575813');
  await page.goto(String(json['action'].url));
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate(RULES)) as { violations: { id: string }[] };
  expect(violations.map((violation) => violation.id)).toEqual([]);
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.waitForURL(`${shopUrl}${THE_END}?payment=${String(json['reference'])}`);
  expect((await psp.get(`/payments/${json['id']}`)).json['status']).toBe(status);
});
