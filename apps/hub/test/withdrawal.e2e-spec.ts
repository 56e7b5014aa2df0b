import { DESKTOP, collectFaults, expectAccessible, expectNoSidewaysScroll, shoot } from './support/look.js';
import { SECRET, openHub, type OpenHub } from './support/open-hub.js';

describe('Withdrawing from a contract in a browser', () => {
  let hub: OpenHub;
  const faults: string[] = [];
  beforeAll(async () => { hub = await openHub(); });
  afterAll(() => hub.close());
  afterEach(() => expect(faults.splice(0)).toEqual([]));

  const withdraw = { en: 'Withdraw from contract here', de: 'Vertrag hier widerrufen' };
  beforeEach(() => hub.sale.begin(hub.frame));

  it.each([['the store', '/h/emberfall'], ['sign-in', '/h/emberfall/sign-in'], ['the checkout', `/checkout/${SECRET}`]])('is a link away from %s', async (_where, address) => {
    const page = await collectFaults(await hub.page(), faults);
    await page.goto(hub.url + address);
    expect(await page.getByRole('link', { name: withdraw.en }).getAttribute('href')).toContain(`/withdraw/${hub.tenant.gameId}`);
  });

  it.each([['phone', 'en', undefined], ['desktop', 'en', DESKTOP], ['phone', 'de', undefined], ['desktop', 'de', DESKTOP]] as const)('asks name, order and e-mail, and confirms at once: %s, %s', async (size, locale, viewport) => {
    const page = await collectFaults(await hub.page(viewport, { locale: locale === 'de' ? 'de-DE' : 'en-US' }), faults);
    hub.sale.withdrawals = [];
    await page.goto(`${hub.url}/checkout/${SECRET}`);
    await page.getByRole('link', { name: withdraw[locale] }).or(page.getByRole('link', { name: withdraw.en })).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    const [name, order, email] = [page.locator('#name'), page.locator('#order'), page.locator('#email')];
    expect(await order.inputValue()).toBe(hub.sale.view.order_id);
    const confirm = page.getByRole('button', { name: locale === 'de' ? 'Widerruf bestätigen' : 'Confirm withdrawal' });
    await confirm.click();
    await page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    await shoot(page, `withdraw-${size}-${locale}`);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await name.fill('Aria Vale von und zu Hohenlohe-Waldenburg-Schillingsfürst');
    await order.fill('1234 5678 1234 5678');
    await email.fill('aria@example.com');
    hub.sale.refusesWithdrawals = 429;
    await confirm.click();
    await page.getByText(locale === 'de' ? 'Zu viele Erklärungen' : 'Too many statements').waitFor();
    hub.sale.refusesWithdrawals = 0;
    await confirm.click();
    await page.getByRole('heading', { name: locale === 'de' ? 'Ihr Widerruf ist eingegangen' : 'Your withdrawal has been received' }).waitFor();
    await page.getByText(/(21\. September 2026|September 21, 2026).*UTC/).waitFor();
    await shoot(page, `withdrawn-${size}-${locale}`);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    expect(hub.sale.withdrawals).toEqual([{ game_id: hub.tenant.gameId, locale, name: 'Aria Vale von und zu Hohenlohe-Waldenburg-Schillingsfürst', order: '1234 5678 1234 5678', email: 'aria@example.com' }]);
  });
});
