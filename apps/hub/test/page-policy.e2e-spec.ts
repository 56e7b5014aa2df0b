import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page, Request } from 'playwright-core';
import { CreateApiKey, MakeMemberLink } from '#studio/access/commands';
import { checkoutView, RECOVERY } from './support/fake-sale.js';
import { SECRET, openHub, type OpenHub } from './support/open-hub.js';

type Inventory = Record<'store' | 'charge' | 'recover' | 'withdraw' | 'people' | 'checkout', Record<string, string>>;
const INVENTORY = JSON.parse(readFileSync(path.join(import.meta.dirname, '../page-inventory.json'), 'utf8')) as Inventory;

/** What a page may be made of: pictures may come from where a studio keeps them, and can do nothing. */
const HARMLESS = new Set(['image', 'fetch', 'xhr', 'eventsource', 'ping', 'other']);

describe('What a browser is told about a page', () => {
  let hub: OpenHub;
  beforeAll(async () => { hub = await openHub(); });
  beforeEach(() => hub.sale.begin(hub.frame));
  afterAll(() => hub?.close());

  const itemPage = async (): Promise<string> => /\/h\/emberfall\/items\/[\w-]+/.exec(await (await fetch(`${hub.url}/h/emberfall?country=DE`)).text())![0];
  const directives = (policy: string): Record<string, string[]> => Object.fromEntries(policy.split(';').map((part) => part.trim().split(/\s+/)).map(([name, ...sources]) => [name!, sources]));

  it('is on every page, also of failures: no script but ours by nonce, no third party but the frame of the provider, framed by nobody, kept by nobody', async () => {
    const pages = [
      '/h/emberfall', '/status', await itemPage(), '/h/emberfall/sign-in', '/h/emberfall/purchases', `/checkout/${SECRET}`, `/checkout/${SECRET}/return`, '/h/emberfall/nowhere', '/h/nowhere', '/nowhere', '/checkout/cs_nothing', '/go/login?token=none', '/console/invitation', '/console/new-password', '/console/forgotten-password', '/console/signed-in?outcome=code', '/charge', `/recover/${RECOVERY}`, '/recover/nothing', '/console/signed-in?outcome=<script>', '/%c3%28', '/assets/nothing.js', '/health/nothing',
    ];
    const nonces = new Set<string>();
    for (const page of pages) {
      const answer = await fetch(hub.url + page, { headers: { accept: 'text/html' }, redirect: 'manual' });
      const policy = answer.headers.get('content-security-policy')!;
      const html = await answer.text();
      const { 'script-src': scripts, 'style-src': styles, 'frame-src': frames, 'img-src': pictures, ...rest } = directives(policy);
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      nonces.add(nonce);
      expect({ page, type: answer.headers.get('content-type'), unsafe: /unsafe-|strict-dynamic|\*(?!;|\s|:)|wasm/.exec(policy.replace(/http:\/\/(127\.0\.0\.1|localhost):\*/g, ''))?.[0] }).toEqual({ page, type: 'text/html; charset=utf-8', unsafe: undefined });
      expect({ page, scripts, styles, frames }).toEqual({ page, scripts: ["'self'", `'nonce-${nonce}'`], styles: ["'self'", `'nonce-${nonce}'`], frames: [page.startsWith(`/checkout/${SECRET}`) ? hub.frame.origin : "'none'"] });
      expect(pictures).toEqual(["'self'", 'data:', 'https:', 'http://127.0.0.1:*', 'http://localhost:*']);
      expect(rest).toEqual({ 'default-src': ["'none'"], 'font-src': ["'self'"], 'connect-src': ["'self'"], 'form-action': ["'self'"], 'base-uri': ["'none'"], 'frame-ancestors': ["'none'"] });
      expect(Object.fromEntries(['x-content-type-options', 'referrer-policy', 'cache-control', 'x-frame-options', 'cross-origin-opener-policy', 'permissions-policy'].map((name) => [name, answer.headers.get(name)]))).toEqual({
        'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'private, no-store', 'x-frame-options': 'DENY', 'cross-origin-opener-policy': 'same-origin', 'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
      });
      for (const tag of html.match(/<(script|style)\b[^>]*>/g) ?? []) expect({ page, tag, hasNonce: tag.includes(`nonce="${nonce}"`) }).toEqual({ page, tag, hasNonce: true });
      expect({ page, inline: / style="| on[a-z]+="|javascript:/.exec(html)?.[0] }).toEqual({ page, inline: undefined });
    }
    expect(nonces.size).toBe(pages.length);
  });

  it('lets a checkout show the sheets that its game could be paid by, also while this sale offers none; none of a game without, and none once nothing is to be paid', async () => {
    const told = async (state: 'open' | 'processing' | 'granted', sheets: typeof hub.sale.sheets): Promise<string[]> => {
      hub.sale.view = checkoutView({ state, methods: [], card_frame: null });
      hub.sale.sheets = sheets;
      const { headers } = await fetch(`${hub.url}/checkout/${SECRET}`);
      const { 'connect-src': asked, 'frame-src': frames } = directives(headers.get('content-security-policy')!);
      return [/payment=(\S+)/.exec(headers.get('permissions-policy')!)![1]!, asked!.join(' '), frames!.join(' ')];
    };
    const google = "'self' https://google.com/pay https://www.google.com/pay https://pay.google.com";
    for (const state of ['open', 'processing'] as const) {
      expect(await told(state, ['apple_pay'])).toEqual(['(self)', "'self'", hub.frame.origin]);
      expect(await told(state, ['frame', 'google_pay'])).toEqual(['(self)', google, hub.frame.origin]);
      expect(await told(state, ['frame'])).toEqual(['()', "'self'", hub.frame.origin]);
    }
    expect(await told('granted', ['apple_pay', 'google_pay'])).toEqual(['()', "'self'", "'none'"]);
  });

  /** A name of the inventory: the hash of a file is the build's, a query is the visitor's. */
  const named = (url: string): string => {
    const { origin, pathname } = new URL(url);
    const file = pathname.replace(/-[A-Z0-9]{8}(?=\.\w+$)/, '-*');
    return origin === hub.url ? file : origin === hub.frame.origin ? `<provider>${file}` : url;
  };
  /** Everything that a page fetches of its own accord and could act by; what the frame of the provider fetches for itself is its own affair. */
  const fetchedBy = async (page: Page, address: string): Promise<{ fetched: string[]; foreign: string[] }> => {
    const requests: Request[] = [];
    page.on('request', (request) => requests.push(request));
    expect((await page.goto(hub.url + address, { waitUntil: 'networkidle' }))!.status()).toBe(200);
    const own = requests.filter((request) => {
      const isOfFrame = request.frame() !== page.mainFrame() && !request.isNavigationRequest();
      return !isOfFrame && request.url() !== page.url() && !request.url().startsWith('data:');
    });
    const inFrames = requests.filter((request) => request.frame() !== page.mainFrame()).map((request) => new URL(request.url()).origin);
    return {
      fetched: [...new Set(own.filter((request) => !HARMLESS.has(request.resourceType())).map((request) => named(request.url())))].sort(),
      foreign: [...own.map((request) => new URL(request.url()).origin).filter((origin) => origin !== hub.url && origin !== hub.frame.origin), ...inFrames.filter((origin) => origin !== hub.frame.origin)],
    };
  };

  it.each([['store', '/h/emberfall'], ['store', 'an item'], ['store', '/h/emberfall/sign-in'], ['charge', '/charge'], ['recover', `/recover/${RECOVERY}`], ['withdraw', 'the page of a withdrawal'], ['people', '/console/invitation'], ['people', '/console/forgotten-password'], ['checkout', `/checkout/${SECRET}`]] as const)('loads in Chromium what the inventory of the %s names, no more and no less: %s', async (kind, address) => {
    const page = await hub.page();
    const seen = await fetchedBy(page, address === 'an item' ? await itemPage() : address === 'the page of a withdrawal' ? `/withdraw/${hub.tenant.gameId}` : address);
    expect(seen).toEqual({ fetched: Object.keys(INVENTORY[kind]).sort(), foreign: [] });
    // Beside what it loads there is no script in it but data.
    expect(await page.evaluate(() => [...document.scripts].filter((script) => !script.src).map(({ type }) => type))).toEqual(['application/json']);
  });

  it('has a reason for everything in the inventory', () => {
    for (const reason of Object.values(INVENTORY).flatMap((files) => Object.values(files))) expect(reason.length).toBeGreaterThan(15);
  });

  it('keeps what was slipped into a page from running and from being fetched', async () => {
    const page = await hub.page();
    const asked: string[] = [];
    page.on('request', (request) => { if (request.url().includes('evil.example')) asked.push(request.url()); });
    const held: (string | undefined)[] = [];
    page.on('requestfailed', (request) => { if (request.url().includes('evil.example')) held.push(request.failure()?.errorText); });
    const refused: string[] = [];
    page.on('console', (message) => { if (/Content Security Policy/.test(message.text())) refused.push(message.text()); });
    await page.route(`${hub.url}/checkout/**`, async (route) => {
      const answer = await route.fetch();
      const html = (await answer.text()).replace('<div id="app">', '<script>window.stolen = 1</script><script src="http://evil.example/x.js"></script><a href="javascript:void 0" id="x" onclick="window.stolen = 2">x</a><iframe src="http://evil.example/"></iframe><base href="http://evil.example/"><div id="app">');
      await route.fulfill({ response: answer, body: html });
    });
    await page.goto(`${hub.url}/checkout/${SECRET}`, { waitUntil: 'networkidle' });
    await page.evaluate(() => document.getElementById('x')!.click());
    expect(await page.evaluate(() => (window as unknown as { stolen?: number }).stolen)).toBeUndefined();
    expect(await page.evaluate(() => document.baseURI)).toBe(`${hub.url}/checkout/${SECRET}`);
    expect(refused.length).toBeGreaterThanOrEqual(4);
    // Chromium names what it did not send, and why.
    expect(held).toEqual(asked.map(() => 'csp'));
    expect(asked).toContain('http://evil.example/x.js');
  });

  it('lets people of a studio choose a password by the links of their mails, whose tokens no server is sent but in the form', async () => {
    const { app, tenant } = hub;
    const { key } = await app.commands.execute(new CreateApiKey({ name: 'people', environment: 'sandbox', scopes: ['studio:admin', 'webhooks:reveal'], studio_id: tenant.studioId }), tenant.scope);
    const email = 'ada@studio.example';
    const { json: { id, invitation_token } } = await app.inject({ method: 'POST', url: '/v1/members', apiKey: key, body: { email, name: 'Ada', role: 'viewer' } });
    const signIn = async (password: string) => (await app.inject({ method: 'POST', url: '/v1/console/session', body: { studio_id: tenant.studioId, email, password } })).status;
    const page = await hub.page();
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(`${request.url()} ${JSON.stringify(request.headers())}`));
    const save = async (address: string, password: string, again: string) => {
      await page.goto(`${hub.url}${address}`);
      await page.fill('#password', password);
      await page.fill('#again', again);
      await page.click('button[type=submit]');
    };
    await save(`/console/invitation#${invitation_token}`, 'twelve characters', 'twelve charakters');
    await page.getByText('The two are not the same.').waitFor();
    await save(`/console/invitation#${invitation_token}`, 'twelve characters', 'twelve characters');
    await page.getByText('Welcome.').waitFor();
    expect([new URL(page.url()).hash, await signIn('twelve characters')]).toEqual(['', 200]);
    await page.goto('about:blank');
    await save(`/console/invitation#${invitation_token}`, 'twelve characters', 'twelve characters');
    await page.getByText('This invitation works no more').waitFor();
    const link = await app.commands.execute(new MakeMemberLink(id, 'password'), { ...tenant.scope, actor: { kind: 'system', id: 'test' } });
    await save(`/console/new-password#${link!.token}`, 'other twelve characters', 'other twelve characters');
    await page.getByText('Your password was changed.').waitFor();
    expect([await signIn('twelve characters'), await signIn('other twelve characters')]).toEqual([403, 200]);
    await page.goto(`${hub.url}/console/forgotten-password?studio=${tenant.studioId}`);
    await page.fill('#email', email);
    await page.click('button[type=submit]');
    await page.getByText('the mail is on its way').waitFor();
    for (const token of [invitation_token, link!.token]) expect(addresses.filter((each) => each.includes(token))).toEqual([]);
  });

  it('shows no page inside of another, whoever frames it', async () => {
    const page = await hub.page();
    await page.route('http://evil.example/', (route) => route.fulfill({ contentType: 'text/html', body: ['/h/emberfall', `/checkout/${SECRET}`].map((at) => `<iframe src="${hub.url}${at}"></iframe>`).join('') }));
    await page.goto('http://evil.example/', { waitUntil: 'networkidle' });
    const framed = page.frames().filter((frame) => frame !== page.mainFrame());
    expect(framed).toHaveLength(2);
    for (const frame of framed) expect(frame.url()).toMatch(/^chrome-error:/);
  });
});
