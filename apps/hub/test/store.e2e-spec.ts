import type { Page } from 'playwright-core';
import type { OrderView } from '#sales/orders/queries';
import { HubPage } from '../../../test/e2e/pages.js';
import { DESKTOP, collectFaults, expectAccessible, expectNoSidewaysScroll, shoot } from './support/look.js';
import { SECRET, openHub, type OpenHub } from './support/open-hub.js';

describe('The store in a browser', () => {
  let hub: OpenHub;
  const faults: string[] = [];
  beforeAll(async () => { hub = await openHub(); });
  afterAll(() => hub.close());
  afterEach(() => expect(faults.splice(0)).toEqual([]));

  const newPage: OpenHub['page'] = async (size, more) => collectFaults(await hub.page(size, more), faults);
  const store = (page: Page) => new HubPage(page, `${hub.url}/h/emberfall`);

  describe('store', () => {
    it('shows stores and items with prices as Germany shows them', async () => {
      const page = await newPage();
      await store(page).open();
      await shoot(page, 'home-phone');
      expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['Featured', 'Treasury', 'Armory']);
      expect(await store(page).card('Chest of Embers').innerText()).toMatch(/Chest of Embers\s+€8\.99$/);
      // What the tax is, is said once for all of them, and beside the price of an item that stands alone.
      expect(await page.getByRole('button', { name: 'Prices for Germany · incl. 19% VAT' }).first().isVisible()).toBe(true);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await store(page).openItem('Chest of Embers');
      expect(await page.locator('.product-text .price').innerText()).toMatch(/€8\.99\s+incl\. 19% VAT/);
    });

    it('divides a long shelf by category, and shows one of them, without scripts', async () => {
      const page = await newPage(undefined, { javaScriptEnabled: false });
      await store(page).open();
      const armory = page.getByRole('region', { name: 'Armory' });
      const parts = () => armory.getByRole('heading', { level: 3 }).allInnerTexts();
      expect(await parts()).toEqual(['Gear', 'Heroes']);
      await armory.getByRole('radio', { name: 'Heroes' }).check();
      await shoot(page, 'home-filtered');
      expect([await parts(), await store(page).card('Bram Ironhand').isVisible(), await page.getByRole('link', { name: 'Dawnbreaker' }).isVisible()]).toEqual([['Heroes'], true, false]);
      await armory.getByRole('radio', { name: 'All' }).check();
      expect(await parts()).toEqual(['Gear', 'Heroes']);
    });

    it('lets the country be chosen where it is named and where nothing is sold, without scripts', async () => {
      const page = await newPage(undefined, { javaScriptEnabled: false });
      await store(page).open();
      expect(await page.getByLabel('Country or territory').isVisible()).toBe(false);
      await store(page).chooseCountry('Brazil');
      const notice = page.getByRole('note').filter({ hasText: 'Not sold here yet' });
      await notice.getByRole('button', { name: 'Choose another country' }).click();
      await page.getByLabel('Country or territory').selectOption({ label: 'Netherlands' });
      await page.getByRole('button', { name: 'Change', exact: true }).click();
      await page.getByRole('button', { name: /^Prices for Netherlands/ }).first().waitFor();
    });

    it('keeps the choice of a country readable, and gives it back by Escape', async () => {
      const page = await newPage();
      await store(page).open();
      await page.getByRole('button', { name: /^Prices for / }).first().click();
      const choice = page.getByRole('dialog', { name: 'Choose another country' });
      await choice.waitFor();
      await shoot(page, 'home-country');
      expect(await page.getByLabel('Country or territory').evaluate((select) => select === document.activeElement)).toBe(true);
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await choice.waitFor({ state: 'hidden' });
    });

    it('marks the shelf that is read among its tabs', async () => {
      const page = await newPage();
      await store(page).open();
      const tabs = page.getByRole('navigation', { name: 'Shelves' });
      const marked = () => tabs.locator('[aria-current]').allInnerTexts();
      expect(await marked()).toEqual(['Featured']);
      await tabs.getByRole('link', { name: 'Treasury' }).click();
      await tabs.locator('[aria-current]', { hasText: 'Treasury' }).waitFor();
      expect(await marked()).toEqual(['Treasury']);
    });

    it('draws a picture for what has none, once for all who look', async () => {
      const page = await newPage();
      await store(page).open();
      const address = (await store(page).card('Chest of Embers').locator('img').getAttribute('src'))!;
      const drawn = await page.request.get(hub.url + address);
      expect([drawn.status(), drawn.headers()['content-type'], drawn.headers()['cache-control']]).toEqual([200, 'image/svg+xml', 'public, max-age=86400']);
      expect((await page.request.get(hub.url + address, { headers: { 'if-none-match': drawn.headers()['etag']! } })).status()).toBe(304);
      expect(await page.locator('.card img').first().evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
      // Strangers ask for strange things.
      for (const strange of ['/art/x', '/art/constructor.svg?of=%00&with=,,,', `/art/item.svg?of=${'x'.repeat(3_000)}`, '/art/item.svg?of=a&of=b']) expect((await page.request.get(hub.url + strange)).status()).toBe(200);
    });

    it('weighs little: pictures are files that are kept, not part of the page', async () => {
      const page = await newPage();
      const html = await (await page.request.get(`${hub.url}/h/emberfall`)).text();
      expect(html.length).toBeLessThan(40_000);
      expect(html).not.toMatch(/ style="/);
    });

    it('keeps its header to one row, however long the name of the game is', async () => {
      const page = await newPage();
      await store(page).open();
      const heightOf = () => page.locator('.top-row').evaluate((row) => row.getBoundingClientRect().height);
      const usual = await heightOf();
      await page.locator('.brand > span').last().evaluate((name) => { name.textContent = 'Chronicles of the Everburning Lantern: Definitive Edition'; });
      expect(await heightOf()).toBe(usual);
      await expectNoSidewaysScroll(page);
    });

    it('adds tax where the country does, and says so where it does not sell yet or not at all', async () => {
      const page = await newPage();
      const home = store(page);
      await home.open();
      await home.chooseCountry('United States');
      await page.getByRole('button', { name: 'Prices for United States · plus tax' }).first().waitFor();
      await page.context().addCookies([{ name: 'hc_country', value: 'KP', url: hub.url }]);
      await home.open();
      await shoot(page, 'home-not-sold');
      expect(await home.card('Chest of Embers').innerText()).toContain('Not available here');
      expect(await page.content()).not.toContain('€');
      await expectAccessible(page);
    });

    it('keeps no country that there is not, and passes over one that it was told', async () => {
      const page = await newPage();
      const home = store(page);
      await page.goto(`${hub.url}/h/emberfall/preferences?country=XX&next=/h/emberfall`);
      expect(await page.getByText('Prices for Germany').first().isVisible()).toBe(true);
      expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('hc_country');
      await page.context().addCookies([{ name: 'hc_country', value: 'XX', url: hub.url }]);
      await home.signIn('NOWHERE-1');
      expect((await page.goto(`${hub.url}/h/emberfall`))!.status()).toBe(200);
      expect(await page.getByText('Prices for Germany').first().isVisible()).toBe(true);
    });

    it('says what is in a pack by its number and not by packs', async () => {
      const page = await newPage();
      await store(page).open();
      await store(page).openItem('Bag of Embers');
      expect(await page.locator('.contents li').allInnerTexts()).toEqual(['Bag of Embers (550)']);
    });

    it('speaks German to who asks for it, everywhere', async () => {
      const page = await newPage(undefined, { locale: 'de-DE' });
      await store(page).open();
      expect(await page.locator('html').getAttribute('lang')).toBe('de');
      expect(await page.getByRole('button', { name: 'Preise für Deutschland · inkl. 19 % MwSt.' }).first().isVisible()).toBe(true);
      expect(await page.getByText('Halte die letzte Laternenstadt.').isVisible()).toBe(true);
      expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['Empfohlen', 'Treasury', 'Armory']);
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

    it('answers a browser with a page and a program with a problem, wherever no page is', async () => {
      const page = await newPage();
      for (const [at, way] of [['/nope', /start/], ['/login', /start/], ['/h/nowhere/nope', /start/], ['/h/emberfall/nope', /Back to the store/], ['/h/emberfall/%E0%A4%A', /Back to the store/], ['/%E0%A4%A', /start/]] as const) {
        const answer = await page.goto(hub.url + at);
        expect([at, answer!.status(), answer!.headers()['content-type']]).toEqual([at, at.includes('%') ? 400 : 404, 'text/html; charset=utf-8']);
        await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
        expect(await page.getByRole('link', { name: way }).count()).toBe(1);
        const plain = await fetch(hub.url + at, { headers: { accept: 'application/json' } });
        expect([at, plain.headers.get('content-type')]).toEqual([at, expect.stringContaining('application/problem+json')]);
      }
      for (const api of ['/v1/nope', '/store/v1/nope', '/operator/nope', '/ingress/nope']) {
        const answer = await fetch(hub.url + api, { headers: { accept: 'text/html' } });
        expect([api, answer.status, answer.headers.get('content-type')]).toEqual([api, 404, expect.stringContaining('application/problem+json')]);
      }
    });

    it('keeps its colours and its name where nothing is, as far as it is known which store it is', async () => {
      const page = await newPage();
      const accent = () => page.locator('main .button').evaluate((button) => getComputedStyle(button).backgroundColor);
      for (const at of ['/h/emberfall/nonsense', '/h/emberfall/items/sit_gone', '/h/emberfall/items/sit_gone?x=1']) {
        expect((await page.goto(hub.url + at))!.status()).toBe(404);
        expect([await accent(), await page.getByRole('link', { name: 'Emberfall' }).getAttribute('href')]).toEqual(['rgb(255, 122, 47)', '/h/emberfall']);
      }
      await shoot(page, 'not-found-phone');
      await expectAccessible(page);
      await page.goto(`${hub.url}/h/nowhere`);
      expect(await accent()).not.toBe('rgb(255, 122, 47)');
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
      expect(await page.getByRole('banner').innerText()).not.toContain('Sign in');
      expect(await page.getByRole('banner').getByText('Signed in as Aria Vale').count()).toBe(1);
      expect(await page.getByRole('link', { name: 'To the store' }).count()).toBe(0);
      await page.getByRole('link', { name: 'Go on where you were' }).click();
      await page.getByRole('heading', { level: 1, name: 'Starter Bundle' }).waitFor();
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

    it('puts no player id into an address before its script runs', async () => {
      const page = await newPage();
      await page.route('**/assets/*.js', (route) => route.abort());
      await page.goto(`${hub.url}/h/emberfall/sign-in`);
      await page.getByLabel('Player ID').fill('SECRET-1');
      await page.getByLabel('Player ID').press('Enter');
      expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
      expect(page.url()).toBe(`${hub.url}/h/emberfall/sign-in`);
    });

    it('leads to the store who came for nothing else', async () => {
      const page = await newPage();
      await store(page).signIn('2D2R-OP3C');
      await page.getByRole('link', { name: 'To the store' }).click();
      await page.getByRole('heading', { level: 2, name: 'Featured' }).waitFor();
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
});
