import type { Browser } from 'playwright-core';
import { launchChromium } from '../chromium.js';

describe('the browser of the tests', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it('opens a page, runs its script and takes a picture', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(`data:text/html,${encodeURIComponent('<button onclick="this.textContent=21*2">Press</button>')}`);
    await page.getByRole('button', { name: 'Press' }).click();
    await expect(page.getByRole('button').textContent()).resolves.toBe('42');
    const picture = await page.screenshot({ type: 'png' });
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    expect(picture.readUInt32BE(16)).toBe(390);
  });

  it('opens a second page of its own cookies', async () => {
    const contexts = await Promise.all([browser.newContext(), browser.newContext()]);
    await contexts[0].addCookies([{ name: 'who', value: 'first', url: 'http://127.0.0.1/' }]);
    expect(await contexts[1].cookies('http://127.0.0.1/')).toEqual([]);
    expect(await contexts[0].cookies('http://127.0.0.1/')).toHaveLength(1);
    await Promise.all(contexts.map((context) => context.close()));
  });
});
