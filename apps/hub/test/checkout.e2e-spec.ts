import type { Page } from 'playwright-core';
import { saveConsentIn } from '#sales/payments/queries';
import { waiverIn } from '#sales/withdrawals/queries';
import { CheckoutPage } from '../../../test/e2e/pages.js';
import { DESKTOP, collectFaults, expectAccessible, expectNoSidewaysScroll, shoot } from './support/look.js';
import { offeredFor, RECOVERY, Refused } from './support/fake-sale.js';
import { SECRET, openHub, type OpenHub } from './support/open-hub.js';

const CARD = { number: '4242424242424242' };

describe('The checkout in a browser', () => {
  let hub: OpenHub;
  const faults: string[] = [];
  beforeAll(async () => { hub = await openHub(); });
  afterAll(() => hub.close());
  afterEach(() => expect(faults.splice(0)).toEqual([]));

  const newPage: OpenHub['page'] = async (size, more) => collectFaults(await hub.page(size, more), faults);
  const checkout = async (page: Page, at = ''): Promise<CheckoutPage> => {
    await page.goto(`${hub.url}/checkout/${SECRET}${at}`);
    return new CheckoutPage(page);
  };

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
      expect(hub.sale.pays).toEqual([{ method: 'card', token: expect.stringMatching(/^ptk_/), expected_total_minor: 999, expected_currency: 'EUR', immediate_delivery_requested: true }]);
      hub.sale.to('granted', { grants: [{ state: 'acknowledged', items: [{ sku: 'embers-1200', name: 'Ember', quantity: 1200, image_url: null }] }], receipt_number: '1234567812345678' });
      await till.said('It is yours!');
      expect(await till.granted()).toEqual(['Ember (1,200)']);
      await shoot(page, 'granted-phone');
      await expectAccessible(page);
      expect(await page.getByRole('link', { name: 'Receipt (PDF)' }).getAttribute('href')).toBe(`/checkout/${SECRET}/receipt`);
      await page.reload();
      await till.said('Paid and delivered');
      expect(await page.getByRole('link', { name: 'Back to the store' }).count()).toBeGreaterThan(0);
    });

    it('asks a buyer who may withdraw to tick what she loses, never ticks it itself, and pays with the words that stood there', async () => {
      hub.sale.begin(hub.frame, { email: 'aria@example.com', waiver: waiverIn('de'), locale: 'de' });
      const page = await hub.page(undefined, { locale: 'de-DE' });
      await page.goto(`${hub.url}/checkout/${SECRET}`);
      const box = page.getByRole('checkbox', { name: waiverIn('de').words });
      await box.waitFor();
      expect(await box.isChecked()).toBe(false);
      const frame = page.frameLocator('iframe').first();
      await frame.getByRole('textbox').first().waitFor();
      const [number, expiry, code] = [frame.getByRole('textbox').nth(0), frame.getByRole('textbox').nth(1), frame.getByRole('textbox').nth(2)];
      await number.fill(CARD.number);
      await expiry.fill('12 / 39');
      await code.fill('123');
      const pay = page.getByRole('button', { name: /€.* bezahlen/ });
      await pay.click();
      await page.getByRole('alert').filter({ hasText: 'Setzen Sie das Häkchen' }).waitFor();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('waiver');
      expect(hub.sale.pays).toEqual([]);
      await shoot(page, 'waiver-phone-de');
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await box.check();
      await pay.click();
      await page.getByRole('heading', { level: 1, name: /Bezahlt/ }).waitFor();
      expect(hub.sale.pays).toEqual([expect.objectContaining({ immediate_delivery_requested: true, waiver: { version: waiverIn('de').version, locale: 'de' } })]);
    });

    it('shows what she has saved first, pays by it with one press, lets her type another card and have it kept by her own tick, and removes what she does not want', async () => {
      const card = (id: string, last4: string, told: object = {}) => ({ id, method: 'card', card: { brand: 'VISA', last4, exp_month: 4, exp_year: 2031 }, is_expired: false, is_default: false, created_at: 1_790_000_000, last_used_at: null, ...told });
      const { version, locale, words } = saveConsentIn('en');
      const saved = { email: 'aria@example.com', saved_methods: [card('spm_a', '4242', { is_default: true }), card('spm_b', '1111')], saving: { methods: ['card'], consent: { version, locale, words } } };
      hub.sale.begin(hub.frame, saved);
      const page = await newPage();
      const till = await checkout(page);
      await page.getByText('VISA •••• 4242 (04/31)').first().waitFor();
      expect(await page.locator('iframe').isVisible()).toBe(false);
      await shoot(page, 'saved-brief-phone');
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Other ways to pay' }).click();
      const group = page.getByRole('group', { name: 'Payment method' });
      expect(await group.getByRole('radio').evaluateAll((radios) => radios.map((radio) => (radio as HTMLInputElement).labels![0]!.textContent))).toEqual(['VISA •••• 4242 (04/31)', 'VISA •••• 1111 (04/31)', 'Card', 'Bank transfer']);
      expect(await group.getByRole('radio').first().isChecked()).toBe(true);
      expect(await page.getByRole('checkbox', { name: words }).count()).toBe(0);
      await shoot(page, 'saved-phone');
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await group.getByRole('radio', { name: 'VISA •••• 1111 (04/31)' }).check();
      await page.getByRole('button', { name: 'Remove VISA •••• 1111 (04/31)' }).click();
      await group.getByRole('radio', { name: 'VISA •••• 1111 (04/31)' }).waitFor({ state: 'detached' });
      expect(hub.sale.removed).toEqual(['spm_b']);
      await group.getByRole('radio', { name: 'VISA •••• 4242 (04/31)' }).check();
      await till.pay();
      await till.said('Paid! On its way to the game');
      expect(hub.sale.pays).toEqual([{ method: 'card', saved_method_id: 'spm_a', expected_total_minor: 999, expected_currency: 'EUR', immediate_delivery_requested: true }]);
      hub.sale.begin(hub.frame, saved);
      await page.goto(`${hub.url}/checkout/${SECRET}`);
      await page.getByRole('button', { name: 'Other ways to pay' }).click();
      await group.getByRole('radio', { name: 'Card', exact: true }).check();
      const box = page.getByRole('checkbox', { name: words });
      expect(await box.isChecked()).toBe(false);
      await box.check();
      await till.fillCard(CARD);
      await shoot(page, 'saving-phone');
      await expectAccessible(page);
      await till.pay();
      await till.said('Paid! On its way to the game');
      expect(hub.sale.pays).toEqual([expect.objectContaining({ method: 'card', token: expect.stringMatching(/^ptk_/), save: { version, locale } })]);
      expect(hub.sale.pays[0]).not.toHaveProperty('saved_method_id');
    });

    it('confirms a payment that was begun without her: by her own press alone, at her bank, or in another way', async () => {
      hub.sale.recoversAt = `${hub.url}/h/emberfall?bank`;
      const page = await newPage();
      const asked: string[] = [];
      page.on('request', (request) => { if (request.method() === 'POST') asked.push(new URL(request.url()).pathname); });
      await page.goto(`${hub.url}/recover/${RECOVERY}`, { waitUntil: 'networkidle' });
      await page.getByText('Your bank wants you to confirm the payment of €9.99 for Emberfall with VISA •••• 4242.').waitFor();
      await shoot(page, 'recover-phone');
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      expect(await page.getByRole('link', { name: 'Pay another way' }).getAttribute('href')).toBe(`${hub.url}/checkout/${SECRET}`);
      expect(asked).toEqual([]);
      // Nobody takes it at this moment: she is told, and what she sees stays.
      hub.sale.refusesRecovery = 'payments.no_gateway';
      await page.getByRole('button', { name: 'Pay €9.99' }).click();
      await page.getByText('That did not work. Try again in a moment.').waitFor();
      hub.sale.refusesRecovery = null;
      await page.getByRole('button', { name: 'Pay €9.99' }).click();
      await page.waitForURL(hub.sale.recoversAt);
      expect([asked, hub.sale.recovered]).toEqual([['/store/v1/recoveries', '/store/v1/recoveries'], { expected_total_minor: 999, expected_currency: 'EUR' }]);
      hub.sale.to('granted');
      await page.goto(`${hub.url}/recover/${RECOVERY}`);
      expect(page.url()).toBe(`${hub.url}/checkout/${SECRET}`);
    });

    it('offers what the country knows first, says what becomes of each, and sends her to the page of the one that she chose, by the keyboard', async () => {
      const methods = [
        offeredFor('ideal', 'iDEAL | Wero', 'redirect', 'bank_redirect', { is_local: true }), offeredFor('paypal', 'PayPal', 'redirect', 'wallet'), offeredFor('card', 'Card', 'card', 'card'), offeredFor('bank_transfer', 'Bank transfer', 'async', 'bank_transfer'),
        offeredFor('voucher', 'Voucher', 'async', 'voucher', { refund: 'none' }),
      ];
      hub.sale.begin(hub.frame, { methods });
      const page = await newPage();
      const till = await checkout(page);
      const group = page.getByRole('group', { name: 'Payment method' });
      await group.waitFor();
      expect(await group.getByRole('radio').evaluateAll((radios) => radios.map((radio) => (radio as HTMLInputElement).labels![0]!.textContent))).toEqual(['iDEAL | Wero', 'PayPal', 'Card', 'Bank transfer', 'Voucher']);
      expect(await group.getByRole('radio', { name: 'iDEAL | Wero' }).isChecked()).toBe(true);
      const word = page.locator('#method-word');
      expect(await word.innerText()).toBe('You pay on the page of iDEAL | Wero and come back here.');
      expect(await page.locator('iframe').isVisible()).toBe(false);
      await shoot(page, 'methods-phone');
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await till.fillEmail('aria@example.com');
      await group.getByRole('radio', { name: 'iDEAL | Wero' }).focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      expect(await word.innerText()).toBe('');
      await till.frame.getByLabel('Card number').waitFor();
      await shoot(page, 'methods-card-phone');
      await group.getByRole('radio', { name: 'Voucher' }).check();
      expect(await word.innerText()).toBe('You get what you bought once the money has arrived. That can take a while. What you pay this way cannot be sent back the same way.');
      await shoot(page, 'methods-voucher-phone');
      await expectAccessible(page);
      await group.getByRole('radio', { name: 'iDEAL | Wero' }).check();
      const bank = `${hub.url}/checkout/${SECRET}?at=bank`;
      hub.sale.onPay = () => { hub.sale.to('processing', { payment: { payment_id: 'pmt_1', method: 'ideal', action_url: bank, instructions: null, decline: null } }); return { state: 'requires_action', action_url: bank }; };
      await till.pay();
      await page.waitForURL(bank);
      await page.getByRole('link', { name: 'Go on paying' }).waitFor();
      await shoot(page, 'methods-processing-phone');
      await expectAccessible(page);
      expect(hub.sale.pays).toMatchObject([{ method: 'ideal' }]);
      expect(hub.sale.pays[0]).not.toHaveProperty('token');
    });

    it('keeps the method that was chosen when the page is opened anew', async () => {
      hub.sale.begin(hub.frame, { methods: [offeredFor('paypal', 'PayPal', 'redirect', 'wallet'), offeredFor('card', 'Card', 'card', 'card')] });
      const page = await newPage();
      const till = await checkout(page);
      const card = page.getByRole('radio', { name: 'Card' });
      await card.check();
      await till.frame.getByLabel('Card number').waitFor();
      await page.reload();
      await till.frame.getByLabel('Card number').waitFor();
      expect(await card.isChecked()).toBe(true);
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

    it.each([
      ['offer.no_longer_available', 409, 'This item is not on offer any more.'], ['orders.player_banned', 403, 'This player is banned from the store.'],
      ['fulfillment.reservation_refused', 409, 'Nothing was charged: the game cannot give you this now. Refused.'], ['fulfillment.reservation_unavailable', 503, 'Nothing was charged: the game does not answer.'],
    ])('says why nothing can be paid any more: %s', async (code, status, said) => {
      hub.sale.begin(hub.frame, { email: 'aria@example.com' });
      hub.sale.onPay = () => { throw new Refused(status, code); };
      const till = await checkout(await newPage());
      await till.fillCard(CARD);
      await till.pay();
      await till.problem.filter({ hasText: said }).waitFor();
    });

    it('declined: says why and lets her try again', async () => {
      hub.sale.begin(hub.frame, { email: 'aria@example.com' });
      hub.sale.onPay = () => { hub.sale.to('open', { payment: { payment_id: 'pmt_1', method: 'card', action_url: null, instructions: null, decline: { code: 'insufficient_funds' } } }); return { state: 'declined' }; };
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
      hub.sale.onPay = () => { hub.sale.to('processing', { payment: { payment_id: 'pmt_1', method: 'card', action_url: bank, instructions: null, decline: null } }); return { state: 'requires_action', action_url: bank }; };
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
      hub.sale.to('processing', { payment: { payment_id: 'pmt_1', method: 'card', action_url: null, instructions: null, decline: null } });
      hub.sale.onRefresh = () => hub.sale.to('open', { payment: { payment_id: 'pmt_1', method: 'card', action_url: null, instructions: null, decline: { code: 'authentication_failed' } } });
      const till = await checkout(await newPage(), '/return');
      await till.said('The confirmation failed');
      await till.page.getByRole('button', { name: 'Change' }).click();
      expect(await till.page.getByLabel('Country or territory').locator('option').count()).toBeGreaterThan(50);
      await till.frame.getByLabel('Card number').waitFor();
    });

    it('pending: says that the money takes a while, and lets her pay in another way', async () => {
      hub.sale.begin(hub.frame, { email: 'aria@example.com' });
      hub.sale.onPay = () => { hub.sale.to('processing', { payment: { payment_id: 'pmt_1', method: 'bank_transfer', action_url: null, instructions: null, decline: null } }); return { state: 'processing' }; };
      const page = await newPage();
      const till = await checkout(page);
      await page.getByRole('button', { name: 'Other ways to pay' }).click();
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

    it('paid and to be collected: says so, shows what it is, leads back, and is told live when it was', async () => {
      const items = [{ sku: 'embers-1200', name: 'Ember', quantity: 1200, image_url: null }];
      hub.sale.to('claimable', { grants: [{ state: 'claimable', items }], links: { back_to_game_url: 'mygame://shop', back_to_store_url: null } });
      const page = await newPage();
      const till = await checkout(page);
      await till.said('Paid! Collect it in the game');
      await page.getByText('this is waiting there until you collect it').waitFor();
      await page.getByRole('link', { name: 'Back to the game' }).waitFor();
      expect(await page.locator('[data-granted]').innerText()).toContain('Ember');
      await expectAccessible(page);
      hub.sale.to('granted', { grants: [{ state: 'acknowledged', items }] });
      await page.getByText('Paid and delivered').waitFor();
    });

    it('asks from time to time where it cannot be told', async () => {
      hub.sale.to('paid_waiting');
      hub.sale.streams = false;
      const till = await checkout(await newPage());
      await till.said('Paid! On its way to the game');
      hub.sale.to('granted', { grants: [{ state: 'acknowledged', items: [{ sku: 'embers-1200', name: 'Ember', quantity: 1, image_url: null }] }] });
      expect(await till.granted()).toEqual(['Ember']);
    });

    describe('what became of it', () => {
      const granted = { grants: [{ state: 'acknowledged', items: [{ sku: 'embers-1200', name: 'Ember', quantity: 1, image_url: null }] }] };
      const said = (page: Page) => page.locator('.outcome').innerText();

      it('takes the focus and stands in view, however far down the page the button was', async () => {
        hub.sale.begin(hub.frame, { email: 'aria@example.com' });
        const page = await newPage();
        const till = await checkout(page);
        const isRead = async (title: string): Promise<void> => {
          await till.said(title);
          await page.waitForFunction((text) => document.activeElement?.tagName === 'H1' && document.activeElement.textContent === text, title);
          const [heading, header] = [(await page.locator('.outcome h1').boundingBox())!, (await page.locator('header').boundingBox())!];
          expect(heading.y).toBeGreaterThanOrEqual(header.y + header.height);
          expect(heading.y + heading.height).toBeLessThanOrEqual(740);
        };
        await till.fillCard(CARD);
        await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
        await till.pay();
        await isRead('Paid! On its way to the game');
        hub.sale.to('granted', granted);
        await isRead('It is yours!');
        hub.sale.to('refund_requested');
        await page.reload();
        hub.sale.to('refunded');
        await isRead('Refunded');
      });

      it.each(['processing', 'paid_waiting'] as const)('is hers when she reloads while it is %s', async (state) => {
        hub.sale.to(state);
        const page = await newPage();
        const till = await checkout(page);
        await page.reload();
        hub.sale.to('granted', granted);
        await till.said('It is yours!');
      });

      it('is hers when the answer to her payment was lost', async () => {
        hub.sale.begin(hub.frame, { email: 'aria@example.com' });
        hub.sale.onPay = () => { hub.sale.to('granted', granted); return { state: 'paid' }; };
        const page = await newPage();
        const till = await checkout(page);
        await till.fillCard(CARD);
        await page.route('**/store/v1/checkout/pay?*', async (route) => { await route.fetch(); await route.abort('connectionreset'); });
        await till.pay();
        await till.said('It is yours!');
      });

      it('was paid already when she would have paid again', async () => {
        hub.sale.begin(hub.frame, { email: 'aria@example.com' });
        const page = await newPage();
        const till = await checkout(page);
        await till.fillCard(CARD);
        hub.sale.onPay = () => { hub.sale.to('granted', granted); return { state: 'paid', is_earlier: true }; };
        await till.pay();
        await till.said('This order is paid already');
        expect(await said(page)).toContain('You have not been charged again.');
      });

      it('stands there without a word of paying when it is looked at later', async () => {
        hub.sale.to('granted', granted);
        const page = await newPage();
        await (await checkout(page)).said('Paid and delivered');
        expect(await said(page)).not.toMatch(/already|again/);
      });

      it.each([
        ['refund_requested', 'declined', ['The game did not accept this purchase, so nothing was delivered.', 'Your money is being sent back.']],
        ['refunded', 'declined', ['The game did not accept this purchase', '€9.99 has been sent back', 'Nothing was delivered.']],
        ['refunded', 'voided', ['€9.99 has been sent back', 'Nothing was delivered.']],
        ['refunded', 'revoked', ['What was delivered has been taken back.']],
        ['canceled', 'revoking', ['The bank took the payment back.', 'What was delivered has been taken back.']],
        ['failed', 'declined', ['The game did not accept this purchase', 'A person looks at the refund']],
      ] as const)('%s with a grant that is %s is told as it is', async (state, grant, sentences) => {
        hub.sale.to(state, { email: 'aria@example.com', grants: [{ state: grant, items: [] }] });
        const page = await newPage();
        await checkout(page);
        const text = await said(page);
        for (const sentence of sentences) expect(text).toContain(sentence);
        expect(text.includes('taken back')).toBe(grant === 'revoked' || grant === 'revoking');
      });

      it('names who sells, on which terms', async () => {
        hub.sale.begin(hub.frame);
        const page = await newPage();
        await checkout(page);
        expect(await page.locator('main').innerText()).toContain('Sold by Hearth Games Store, the Merchant of Record for Emberfall');
        expect(await page.getByRole('link', { name: 'Terms of sale' }).getAttribute('href')).toBe('https://hearth.example/terms');
        expect(await page.locator('#email-hint').innerText()).toBe('The receipt goes there.');
      });

      it('names the studio where it sells itself, without our terms and without a receipt that is not ours, also once another country has brought it', async () => {
        hub.sale.begin(hub.frame);
        const till = await checkout(await newPage());
        await till.payButton.waitFor();
        hub.sale.view = { ...hub.sale.view, seller: 'Ashen Oak' };
        await till.chooseCountry('Japan');
        await till.page.getByText('Sold by Ashen Oak, who makes Emberfall, on its own terms').waitFor();
        for (const [locale, terms, privacy, hint] of [['en', 'Terms of sale', 'Privacy', 'The confirmation of your payment goes there.'], ['de', 'Verkaufsbedingungen', 'Datenschutz', 'Dorthin geht die Bestätigung Ihrer Zahlung.']] as const) {
          if (locale === 'de') {
            hub.sale.view = { ...hub.sale.view, locale };
            await till.page.reload();
          }
          expect([await till.page.getByRole('link', { name: terms }).count(), await till.page.getByRole('link', { name: privacy }).count(), await till.page.locator('#email-hint').innerText()]).toEqual([0, 1, hint]);
        }
      });
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
      await page.route('**/store/v1/checkout/pay?*', async (route) => { await route.fetch(); await route.abort('connectionreset'); });
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
