import type { Page } from 'playwright-core';
import { CheckoutPage } from '../../../test/e2e/pages.js';
import { eventually } from '../../../test/support/eventually.js';
import { offeredFor, Refused, walletFor } from './support/fake-sale.js';
import { collectFaults, expectAccessible, shoot } from './support/look.js';
import { SECRET, openHub, type OpenHub } from './support/open-hub.js';

const CARD = { number: '4242424242424242' };
const PREFILLED = { email: 'aria@example.com' };

/** Which total is shown, of which place, and that no other one is charged. */
describe('The till in a browser', () => {
  let hub: OpenHub;
  const faults: string[] = [];
  beforeAll(async () => { hub = await openHub(); });
  beforeEach(() => hub.sale.begin(hub.frame));
  afterAll(() => hub.close());
  afterEach(() => expect(faults.splice(0)).toEqual([]));

  const newPage: OpenHub['page'] = async (size, more) => collectFaults(await hub.page(size, more), faults);
  const checkout = async (page?: Page): Promise<CheckoutPage> => {
    const till = new CheckoutPage(page ?? (await newPage()));
    await till.page.goto(`${hub.url}/checkout/${SECRET}`);
    return till;
  };
  /** Answers to what is typed take their time, as on a bad line. */
  const slowly = (page: Page) => page.route('**/store/v1/checkout?*', async (route) => { await new Promise((resolve) => setTimeout(resolve, 400)); await route.continue(); });
  const country = (till: CheckoutPage) => till.page.getByLabel('Country or territory');
  /** The button, whatever it says. */
  const button = (till: CheckoutPage) => till.page.locator('button.pay');
  const prices = async (till: CheckoutPage): Promise<string> => (await till.page.locator('.line-price, .totals').allInnerTexts()).join('');

  describe('a wallet of her device', () => {
    /** Safari's part of it, as far as the page speaks with it: the press opens a sheet, whose buttons are `apple.*`. */
    const SAFARI = `
      window.apple = { told: [], ends: [] };
      window.ApplePaySession = class {
        static canMakePayments() { return true; }
        static STATUS_SUCCESS = 0;
        static STATUS_FAILURE = 1;
        constructor(version, request) { window.apple.told.push({ version, request }); window.apple.session = this; }
        begin() { window.apple.isPressed = navigator.userActivation.isActive; this.onvalidatemerchant({ validationURL: 'https://apple-pay-gateway.apple.com/paymentservices/startSession' }); }
        completeMerchantValidation(session) { window.apple.vouched = session; }
        completePayment(result) { window.apple.ends.push(result.status); }
        abort() { window.apple.ends.push('abort'); }
      };
      window.apple.pays = () => window.apple.session.onpaymentauthorized({ payment: { token: { paymentData: { version: 'EC_v1', data: 'c2VhbGVk' }, paymentMethod: { network: 'Visa', displayName: 'Visa 4242' }, transactionIdentifier: 'a1' } } });
      window.apple.cancels = () => window.apple.session.oncancel();`;
    const withSafari = async (isPhone: boolean): Promise<CheckoutPage> => {
      const page = await newPage(isPhone ? { width: 360, height: 740 } : { width: 1200, height: 800 });
      await page.addInitScript(SAFARI);
      if (isPhone) await page.addInitScript(`const real = window.matchMedia.bind(window); window.matchMedia = (query) => (query.includes('coarse') ? { matches: true } : real(query));`);
      return checkout(page);
    };
    const choices = (till: CheckoutPage): Promise<string[]> => till.page.locator('.method').allInnerTexts();
    const sent = (): Record<string, unknown> => JSON.parse(Buffer.from(hub.sale.pays.at(-1)!.token!.replace('wallet_adyen_', ''), 'base64url').toString()) as Record<string, unknown>;
    const both = [walletFor('apple_pay', { position: 1 }), walletFor('google_pay', { position: 2, phone_position: 0 })];

    it('is offered where the device has it, first on a phone and in its place elsewhere, and the browser is let show its sheet then alone', async () => {
      hub.sale.begin(hub.frame, { wallets: both });
      // No Safari, and no payment app of Google's either.
      expect(await (async () => { const till = await checkout(); await till.payButton.waitFor(); return choices(till); })()).toEqual(['Card', 'Bank transfer']);
      const [phone, desk] = [await withSafari(true), await withSafari(false)];
      for (const till of [phone, desk]) await till.page.getByLabel('Apple Pay').waitFor();
      expect([await choices(phone), await choices(desk)]).toEqual([['Apple Pay', 'Card', 'Bank transfer'], ['Card', 'Apple Pay', 'Bank transfer']]);
      expect([await phone.page.getByLabel('Apple Pay').isChecked(), await desk.page.getByLabel('Card', { exact: true }).isChecked()]).toEqual([true, true]);
      await shoot(phone.page, 'wallets-phone');
      await expectAccessible(phone.page);
      const { headers } = await fetch(`${hub.url}/checkout/${SECRET}`);
      expect([headers.get('permissions-policy'), /connect-src ([^;]+)/.exec(headers.get('content-security-policy')!)![1], /script-src ([^;]+)/.exec(headers.get('content-security-policy')!)![1]]).toEqual([expect.stringContaining('payment=(self)'), "'self' https://google.com/pay https://www.google.com/pay https://pay.google.com", expect.not.stringContaining('http')]);
      hub.sale.begin(hub.frame, { wallets: [walletFor('apple_pay')] });
      expect(/connect-src ([^;]+)/.exec((await fetch(`${hub.url}/checkout/${SECRET}`)).headers.get('content-security-policy')!)![1]).toBe("'self'");
    });

    it('shows the total that stands on the button in its sheet, is vouched for by our server, and pays by what it hands over', async () => {
      hub.sale.begin(hub.frame, { ...PREFILLED, wallets: both });
      const till = await withSafari(true);
      await till.page.getByText('Apple Pay', { exact: true }).waitFor();
      await button(till).click();
      await till.page.waitForFunction('window.apple.vouched');
      expect(await till.page.evaluate('window.apple.isPressed')).toBe(true);
      expect(await till.page.evaluate('window.apple.told')).toEqual([{ version: 3, request: { countryCode: 'IE', currencyCode: 'EUR', supportedNetworks: ['visa'], merchantCapabilities: ['supports3DS'], total: { label: 'Emberfall', amount: '9.99', type: 'final' } } }]);
      expect([hub.sale.validated, await till.page.evaluate('window.apple.vouched'), hub.sale.pays]).toEqual([['https://apple-pay-gateway.apple.com/paymentservices/startSession'], { merchantSessionIdentifier: 'SSH_1' }, []]);
      await till.page.evaluate('window.apple.pays()');
      await till.said('Paid! On its way to the game');
      expect(hub.sale.pays).toMatchObject([{ method: 'apple_pay', expected_total_minor: 999, expected_currency: 'EUR' }]);
      expect(sent()).toEqual({ wallet: 'apple_pay', data: { version: 'EC_v1', data: 'c2VhbGVk' }, network: 'Visa', label: 'Visa 4242', transaction: 'a1' });
      expect(await till.page.evaluate('window.apple.ends')).toEqual([0]);
    });

    it('charges nothing when she closes it, when something is missing, or when the price has changed meanwhile: then the new one is shown first', async () => {
      hub.sale.begin(hub.frame, { wallets: both });
      const till = await withSafari(true);
      await till.page.getByLabel('Apple Pay').waitFor();
      await button(till).click();
      await till.page.getByText('Enter an e-mail address').waitFor();
      expect(await till.page.evaluate('window.apple.told')).toEqual([]);
      await till.fillEmail('aria@example.com');
      await button(till).click();
      await till.page.waitForFunction('window.apple.vouched');
      await till.page.evaluate('window.apple.cancels()');
      await till.payButton.waitFor();
      expect([hub.sale.pays, await till.page.evaluate('window.apple.ends')]).toEqual([[], []]);
      await button(till).click();
      await till.page.waitForFunction('window.apple.told.length === 2');
      hub.sale.view = { ...hub.sale.view, amounts: { ...hub.sale.view.amounts!, total: { minor: 1_099, display: '€10.99' } } };
      await till.page.evaluate('window.apple.pays()');
      await till.problem.filter({ hasText: '€10.99' }).waitFor();
      expect([hub.sale.pays.map(({ expected_total_minor }) => expected_total_minor), await till.page.evaluate('window.apple.ends')]).toEqual([[999], [1]]);
    });

    describe('that is found late', () => {
      /** A phone whose browser takes until `arrive()` to say that it has Google Pay. */
      const late = async (): Promise<CheckoutPage> => {
        const page = await newPage();
        await page.addInitScript(`const real = window.matchMedia.bind(window); window.matchMedia = (query) => (query.includes('coarse') ? { matches: true } : real(query));
          const answers = [];
          window.arrive = () => answers.forEach((answer) => answer(true));
          window.PaymentRequest = class { canMakePayment() { return new Promise((answer) => answers.push(answer)); } show() { return Promise.reject(new DOMException('-', 'AbortError')); } };`);
        const till = await checkout(page);
        await till.payButton.and(page.locator(':enabled')).waitFor();
        return till;
      };
      const arrive = async ({ page }: CheckoutPage): Promise<void> => {
        await page.evaluate('window.arrive()');
        await page.getByLabel('Google Pay').waitFor();
      };
      const card = (till: CheckoutPage) => till.page.getByRole('radio', { name: 'Card', exact: true });
      beforeEach(() => hub.sale.begin(hub.frame, { wallets: [walletFor('google_pay')] }));

      it('takes the first place, and the choice while the page is untouched', async () => {
        const till = await late();
        await arrive(till);
        expect([(await choices(till))[0], await till.page.getByLabel('Google Pay').isChecked()]).toEqual(['Google Pay', true]);
      });

      it.each([
        ['types in the fields of the card', async (till: CheckoutPage) => { await till.frame.getByLabel('Card number').click(); await till.page.keyboard.type('4242'); }],
        ['types her address', (till: CheckoutPage) => till.page.getByLabel('E-mail').pressSequentially('aria@player.example')],
        ['touches the page', (till: CheckoutPage) => till.page.locator('.summary').click()],
      ])('hides nothing from her who %s', async (_, touch) => {
        const till = await late();
        await touch(till);
        await arrive(till);
        expect([await card(till).isChecked(), await till.frame.getByLabel('Card number').isVisible()]).toEqual([true, true]);
        await till.page.getByLabel('Google Pay').check();
        expect(await card(till).isChecked()).toBe(false);
      });

      /** Two drawings later whatever was to be drawn is. */
      const drawn = ({ page }: CheckoutPage) => page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');

      it('takes no payment away from the method that stood there when the press began', async () => {
        hub.sale.begin(hub.frame, { ...PREFILLED, methods: [offeredFor('alpha', 'Alpha', 'async', 'bank_transfer')], wallets: [walletFor('google_pay')] });
        const till = await late();
        await button(till).hover();
        await till.page.mouse.down();
        await till.page.evaluate('window.arrive()');
        await drawn(till);
        await till.page.mouse.up();
        await till.said('Paid! On its way to the game');
        expect(hub.sale.pays).toMatchObject([{ method: 'alpha' }]);
      });

      it('and no press pays by a method that came to stand in the place of its own', async () => {
        hub.sale.begin(hub.frame, { ...PREFILLED, methods: [offeredFor('alpha', 'Alpha', 'async', 'bank_transfer')] });
        const till = await late();
        await button(till).hover();
        await till.page.mouse.down();
        hub.sale.view = { ...hub.sale.view, methods: [offeredFor('gamma', 'Gamma', 'async', 'bank_transfer')] };
        await till.page.evaluate(`void document.dispatchEvent(new Event('visibilitychange'))`);
        await till.page.getByText('Gamma', { exact: true }).waitFor();
        await till.page.mouse.up();
        await eventually(() => hub.sale.pays.length > 0);
        expect(hub.sale.pays).toMatchObject([{ method: 'alpha' }]);
      });
    });

    it('and the studio that sells are unknown to an older process: what it answers breaks nothing, in the middle of a payment either', async () => {
      hub.sale.begin(hub.frame, { ...PREFILLED, wallets: [walletFor('apple_pay', { position: 1 })] });
      const till = await withSafari(false);
      await till.page.route('**/store/v1/checkout?*', async (route) => {
        const answer = await route.fetch();
        const { wallets: _, seller: __, ...older } = (await answer.json()) as Record<string, unknown>;
        await route.fulfill({ response: answer, json: older });
      });
      await till.page.getByRole('button', { name: 'Change' }).first().click();
      await till.chooseCountry('Japan');
      await till.page.getByRole('button', { name: 'Pay ¥780' }).waitFor();
      expect(await till.page.locator('main').innerText()).toContain('Sold by Hearth Games Store');
      await till.fillCard(CARD);
      await till.pay();
      await till.said('Paid! On its way to the game');
      expect(hub.sale.pays).toMatchObject([{ method: 'card' }]);
    });

    it('can be tried in any browser by the sheet of the sandbox, in a frame within the policy of the page', async () => {
      const sheet = (method: 'apple_pay' | 'google_pay') => walletFor(method, { provider: 'sandbox', kind: 'frame', frame_url: `${hub.frame.origin}/wallet-sheet?origin=${encodeURIComponent(hub.url)}&locale=en&wallet=${method}`, origin: hub.frame.origin });
      hub.sale.begin(hub.frame, { ...PREFILLED, wallets: [sheet('apple_pay'), sheet('google_pay')] });
      const till = await checkout();
      const { page } = till;
      await page.getByRole('button', { name: 'Other ways to pay' }).click();
      await page.getByLabel('Google Pay').check();
      const frame = page.frameLocator('[data-wallet-sheet]');
      await button(till).click();
      await frame.getByText('€9.99').waitFor();
      await shoot(page, 'wallet-sandbox-sheet');
      await expectAccessible(page);
      await frame.getByRole('button', { name: 'Cancel' }).click();
      await page.locator('[data-wallet-sheet]').waitFor({ state: 'detached' });
      expect(hub.sale.pays).toEqual([]);
      await button(till).click();
      await frame.getByLabel('Card').selectOption('on_file');
      await frame.getByLabel('Country').fill('de');
      await frame.getByRole('button', { name: 'Pay by Google Pay' }).click();
      await till.said('Paid! On its way to the game');
      expect(hub.sale.pays).toMatchObject([{ method: 'google_pay', token: expect.stringMatching(/^ptk_/), expected_total_minor: 999 }]);
    });
  });

  describe('a business', () => {
    it.each([
      ['en', 'Buying for a business?', 'Tax ID (USt-IdNr.)', 'Name of the business', 'Street, postcode and city', 'Buy for this business', 'This is not a tax ID of this country. It looks like DE123456789.', 'No tax is charged: your business owes it itself (reverse charge).', 'Not for a business', 'Change the business', 'Pay €9.99', 'Pay €8.39'],
      ['de', 'Kauf für ein Unternehmen?', 'Steuernummer (USt-IdNr.)', 'Name des Unternehmens', 'Straße, Postleitzahl und Ort', 'Für dieses Unternehmen kaufen', 'Das ist keine Steuernummer dieses Landes. Sie sieht aus wie DE123456789.',
        'Es wird keine Steuer berechnet: Ihr Unternehmen schuldet sie selbst (Reverse Charge).', 'Nicht für ein Unternehmen', 'Unternehmen ändern', '9.99', '8.39'],
    ])('is asked for its tax id and what its invoice needs, and pays what it sees (%s)', async (locale, question, taxId, name, address, use, wrong, freed, leave, change, before, after) => {
      hub.sale.begin(hub.frame, { ...PREFILLED, locale, methods: [offeredFor('bank_transfer', 'Sandbox Transfer', 'async', 'bank_transfer')], card_frame: null });
      const till = await checkout(await newPage({ width: 360, height: 740 }));
      const { page } = till;
      const press = (label: string) => page.getByRole('button', { name: label, exact: true }).click();
      await page.getByRole('button', { name: before }).waitFor();
      await press(question);
      await press(use);
      expect(await page.getByLabel(taxId).getAttribute('aria-invalid')).toBe('true');
      await page.getByLabel(taxId).fill('DE1');
      await page.getByLabel(name).fill('Spielhaus GmbH');
      await page.getByLabel(address).fill('Turmstr. 1\n10559 Berlin');
      await press(use);
      await page.getByText(wrong).waitFor();
      await shoot(page, `business-open-${locale}`);
      await expectAccessible(page);
      await page.getByLabel(taxId).fill('DE136695976');
      // Whoever pays without pressing the other button is told of the new total first.
      await button(till).click();
      await page.getByText(freed).waitFor();
      expect(hub.sale.pays).toEqual([]);
      await till.problem.filter({ hasText: after.replace('Pay ', '') }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await shoot(page, `business-told-${locale}`);
      await expectAccessible(page);
      await press(change);
      await press(leave);
      await page.getByRole('button', { name: before }).waitFor();
      await press(question);
      await page.getByLabel(taxId).fill('DE136695976');
      await page.getByLabel(name).fill('Spielhaus GmbH');
      await page.getByLabel(address).fill('Turmstr. 1');
      await press(use);
      await page.getByRole('button', { name: after }).click();
      await eventually(async () => hub.sale.pays.length === 1);
      expect(hub.sale.pays).toMatchObject([{ expected_total_minor: 839 }]);
    });

    it('is not asked for where no tax ids are known', async () => {
      hub.sale.begin(hub.frame, { ...PREFILLED, business: { told: null, tax_id_form: null } });
      const till = await checkout();
      await till.page.getByRole('button', { name: 'Pay €9.99' }).waitFor();
      expect(await till.page.getByRole('button', { name: 'Buying for a business?' }).count()).toBe(0);
    });
  });

  describe('a method that needs something of her', () => {
    const boleto = [['name', 'full_name', null], ['email', 'email', 'name@example.com'], ['tax_id', 'tax_id_br', '123.456.789-09']].map(([name, kind, format]) => ({ name: name!, kind: kind as 'email', format: format!, required: true }));
    const methods = [offeredFor('blik', 'BLIK', 'app', 'realtime', { is_local: true, fields: [{ name: 'code', kind: 'code', format: '123456', required: true }] }), offeredFor('boleto', 'Boleto', 'async', 'voucher', { refund: 'none', fields: boleto })];
    it.each([
      ['en', 'Code from your app', 'Six digits that your app shows. They are valid for two minutes.', 'Fill this in.', 'This does not look right. Check it.', 'The code is not right', 'Confirm the payment in your app', 'CPF or CNPJ', 'First and last name', 'E-mail for the payment', 'Pay now, and it is yours', 'Payment number', 'It can be paid until December 2, 2026', 'Call it off only if you have not paid it yet', 'Call it off and pay in another way', 'The payment was called off', 'write to us', /charged/],
      ['de', 'Code aus Ihrer App', 'Sechs Ziffern, die Ihre App zeigt. Sie gelten zwei Minuten.', 'Füllen Sie das aus.', 'Das sieht nicht richtig aus. Prüfen Sie es.', 'Der Code stimmt nicht', 'Bestätigen Sie die Zahlung in Ihrer App', 'CPF oder CNPJ', 'Vor- und Nachname', 'E-Mail für die Zahlung', 'Jetzt noch bezahlen', 'Zahlungsnummer', 'Bezahlt werden kann bis 2. Dezember 2026', 'Brechen Sie nur ab, wenn Sie noch nicht bezahlt haben', 'Abbrechen und anders bezahlen', 'Die Zahlung wurde abgebrochen', 'Schreiben Sie uns', /abgebucht/],
    ])('asks for it, says what is wrong at the field, and how it is paid then (%s)', async (locale, code, hint, missing, malformed, wrong, confirm, taxId, name, email, toPay, number, until, unpaid, callOff, calledOff, write, claim) => {
      hub.sale.begin(hub.frame, { ...PREFILLED, locale, methods, card_frame: null });
      const till = await checkout(await newPage({ width: 360, height: 740 }));
      const { page } = till;
      const field = page.getByLabel(code, { exact: true });
      const focused = () => page.evaluate(() => document.activeElement?.id);
      const problem = (id: string, text: string) => page.locator(`#method-field-${id}-problem`).filter({ hasText: text }).waitFor();
      await field.waitFor();
      expect([await field.getAttribute('inputmode'), await field.getAttribute('autocomplete'), await page.locator('#method-field-code-hint').innerText()]).toEqual(['numeric', 'one-time-code', hint]);
      await button(till).click();
      await problem('code', missing);
      expect([await focused(), await field.getAttribute('aria-invalid'), hub.sale.pays]).toEqual(['method-field-code', 'true', []]);
      await shoot(page, `method-code-${locale}`);
      await expectAccessible(page);
      // A code that is not one is not charged, and has to be typed anew.
      hub.sale.onPay = () => {
        hub.sale.to('open', { methods, payment: { payment_id: 'pmt_1', method: 'blik', action_url: null, instructions: null, decline: { code: 'invalid_code' } } });
        return { state: 'failed', decline: { code: 'invalid_code', retryable: true } };
      };
      await field.fill('123 456');
      await button(till).click();
      await page.getByRole('alert').filter({ hasText: wrong }).waitFor();
      expect([hub.sale.pays, await field.inputValue()]).toEqual([[expect.objectContaining({ method: 'blik', method_fields: { code: '123 456' } })], '']);
      hub.sale.onPay = () => {
        hub.sale.to('processing', { payment: { payment_id: 'pmt_2', method: 'blik', action_url: null, instructions: { kind: 'app', reference: null, url: null, due_at: null }, decline: null } });
        return { state: 'processing' };
      };
      await field.fill('654321');
      await button(till).click();
      await page.getByRole('heading', { level: 1, name: confirm }).waitFor();
      await expectAccessible(page);

      hub.sale.begin(hub.frame, { ...PREFILLED, locale, methods: methods.slice(1), card_frame: null });
      await page.goto(`${hub.url}/checkout/${SECRET}`);
      expect(await page.getByLabel(email, { exact: true }).inputValue()).toBe('aria@example.com');
      hub.sale.onPay = () => { throw new Refused(422, 'checkout.method_fields_wrong', { errors: [{ loc: ['body', 'method_fields', 'tax_id'], msg: 'tax_id is not what it should be.', type: 'malformed' }] }); };
      await page.getByLabel(name, { exact: true }).fill('Ana Souza');
      await page.getByLabel(taxId, { exact: true }).fill('123.456.789-00');
      await button(till).click();
      await problem('tax_id', malformed);
      await page.waitForFunction(() => document.activeElement?.id === 'method-field-tax_id');
      await shoot(page, `method-fields-${locale}`);
      await expectAccessible(page);
      hub.sale.onPay = () => {
        hub.sale.to('processing', { payment: { payment_id: 'pmt_3', method: 'boleto', action_url: null, instructions: { kind: 'voucher', reference: '01010101010101010101012345678901234', url: 'https://payments.example/voucher/1', due_at: 1_796_180_399 }, decline: null } });
        return { state: 'processing' };
      };
      await page.getByLabel(taxId, { exact: true }).fill('123.456.789-09');
      await button(till).click();
      await page.getByRole('heading', { level: 1, name: toPay }).waitFor();
      await page.getByText(number, { exact: true }).waitFor();
      await page.getByText(until).waitFor();
      expect([await page.locator('[data-pay-reference]').innerText(), await page.locator('a[target=_blank]').getAttribute('href')]).toEqual(['01010101010101010101012345678901234', 'https://payments.example/voucher/1']);
      expect(hub.sale.pays.at(-1)).toMatchObject({ method: 'boleto', method_fields: { name: 'Ana Souza', email: 'aria@example.com', tax_id: '123.456.789-09' } });
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await shoot(page, `voucher-${locale}`);
      await expectAccessible(page);
      // It may have been paid at a till already: who calls it off is asked before, and told afterwards what to do.
      const off = page.getByRole('button', { name: callOff, exact: true });
      expect(await page.locator(`#${await off.getAttribute('aria-describedby')}`).innerText()).toContain(unpaid);
      hub.sale.onCancel = () => hub.sale.to('open', { methods: methods.slice(1), payment: { payment_id: 'pmt_3', method: 'boleto', action_url: null, instructions: null, decline: { code: 'canceled_by_player' } } });
      await off.click();
      await page.getByRole('heading', { level: 2, name: calledOff, exact: true }).waitFor();
      const said = await page.locator('section[role=alert]').innerText();
      expect(said).toContain(write);
      expect(said).not.toMatch(claim);
      await shoot(page, `voucher-called-off-${locale}`);
      await expectAccessible(page);
    });

    it('is told of it where the provider asks for something else by the time she presses', async () => {
      const asking = (...fields: typeof boleto) => [offeredFor('boleto', 'Boleto', 'async', 'voucher', { refund: 'none', fields })];
      const less = asking(...boleto.filter(({ name }) => name !== 'tax_id'));
      hub.sale.begin(hub.frame, { ...PREFILLED, methods: less, card_frame: null });
      const till = await checkout();
      const { page } = till;
      const wrong = (field: string, type: string, now: ReturnType<typeof asking>) => () => {
        hub.sale.view = { ...hub.sale.view, methods: now };
        throw new Refused(422, 'checkout.method_fields_wrong', { errors: [{ loc: ['body', 'method_fields', field], msg: 'wrong', type }] });
      };
      // What is asked for now has its place, and says it there.
      hub.sale.onPay = wrong('tax_id', 'missing', asking(...boleto));
      await page.getByLabel('First and last name', { exact: true }).fill('Ana Souza');
      await button(till).click();
      await page.locator('#method-field-tax_id-problem').filter({ hasText: 'Fill this in.' }).waitFor();
      await page.waitForFunction(() => document.activeElement?.id === 'method-field-tax_id');
      expect(await till.problem.allInnerTexts()).not.toContainEqual(expect.stringContaining('has changed'));
      // What is asked for no more has none.
      hub.sale.onPay = wrong('tax_id', 'not_asked_for', less);
      await page.getByLabel('CPF or CNPJ', { exact: true }).fill('123.456.789-09');
      await button(till).click();
      await page.getByRole('alert').filter({ hasText: 'What we need to know of you to pay this way has changed meanwhile.' }).waitFor();
      expect([await page.locator('#method-field-tax_id').count(), await button(till).isEnabled()]).toEqual([0, true]);
      await expectAccessible(page);
      hub.sale.onPay = () => { hub.sale.to('paid_waiting'); return { state: 'paid' }; };
      await button(till).click();
      await till.said('Paid! On its way to the game');
      expect(hub.sale.pays.map(({ method_fields }) => Object.keys(method_fields ?? {}))).toEqual([['name', 'email'], ['name', 'email', 'tax_id'], ['name', 'email']]);
    });
  });

  describe('the total', () => {
    it('is never charged before it was shown: state, ZIP code and one press on a button that names no total', async () => {
      const till = await checkout();
      await till.fillEmail('aria@example.com');
      await till.chooseCountry('United States');
      await till.fillCard(CARD);
      await till.page.getByLabel('State').selectOption({ label: 'Connecticut' });
      await till.page.getByLabel('ZIP code').fill('06101');
      expect(await button(till).innerText()).toBe('Pay');
      await button(till).click();
      await till.problem.filter({ hasText: 'The total is €10.62. Look at it and pay.' }).waitFor();
      expect(hub.sale.pays).toEqual([]);
      await till.page.getByRole('button', { name: 'Pay €10.62' }).click();
      await till.said('Paid! On its way to the game');
      expect(hub.sale.pays).toMatchObject([{ expected_total_minor: 1062, expected_currency: 'EUR' }]);
    });

    it('is the one that stood on the button when it was pressed, however late the answers come', async () => {
      const till = await checkout();
      await till.fillEmail('aria@example.com');
      await till.fillCard(CARD);
      await till.page.getByRole('button', { name: 'Pay €9.99' }).waitFor();
      await slowly(till.page);
      await till.chooseCountry('Japan');
      expect(await button(till).innerText()).toBe('Pay');
      await button(till).click();
      await till.problem.filter({ hasText: 'The total is ¥780. Look at it and pay.' }).waitFor();
      expect(hub.sale.pays).toEqual([]);
      await till.page.getByRole('button', { name: 'Pay ¥780' }).click();
      await till.said('Paid! On its way to the game');
    });

    it('is the one that stood there when the press began, however long the finger is down, and a second tap is no second look', async () => {
      const till = await checkout();
      await till.fillEmail('aria@example.com');
      await till.chooseCountry('United States');
      await till.fillCard(CARD);
      await till.chooseRegion('Connecticut');
      await till.page.getByLabel('ZIP code').fill('06101');
      await button(till).hover();
      await till.page.mouse.down();
      await till.page.getByRole('button', { name: 'Pay €10.62' }).waitFor();
      await till.page.mouse.up();
      await till.problem.filter({ hasText: 'The total is €10.62. Look at it and pay.' }).waitFor();
      await till.page.getByLabel('ZIP code').fill('06102');
      await button(till).hover();
      await till.page.mouse.down({ clickCount: 1 });
      await till.page.mouse.up({ clickCount: 1 });
      await till.page.getByRole('button', { name: 'Pay €10.62' }).waitFor();
      await till.page.mouse.down({ clickCount: 2 });
      await till.page.mouse.up({ clickCount: 2 });
      await till.problem.filter({ hasText: 'The total is €10.62. Look at it and pay.' }).waitFor();
      expect(hub.sale.pays).toEqual([]);
      await till.pay();
      await till.said('Paid! On its way to the game');
    });

    it('is not paid with the same number of another currency', async () => {
      hub.sale.begin(hub.frame, PREFILLED);
      const till = await checkout();
      await till.fillCard(CARD);
      hub.sale.change({ country: 'GB' });
      await till.pay();
      await till.problem.filter({ hasText: 'The total has changed to £9.99' }).waitFor();
      expect(hub.sale.pays.map((pay) => pay.expected_currency)).toEqual(['EUR']);
      expect(await till.page.getByText('United Kingdom').first().isVisible()).toBe(true);
      await till.page.getByRole('button', { name: 'Pay £9.99' }).click();
      await till.said('Paid! On its way to the game');
    });
  });

  describe('a place', () => {
    it('that cannot be sold to stays chosen, by its name and without a price; another choice is forgiven', async () => {
      const till = await checkout();
      await till.chooseCountry('Japan');
      await till.page.getByRole('button', { name: 'Pay ¥780' }).waitFor();
      await till.chooseCountry('Brazil');
      await till.problem.filter({ hasText: 'We cannot sell to Brazil yet' }).waitFor();
      expect([await country(till).inputValue(), await button(till).innerText(), await button(till).isDisabled(), await prices(till)]).toEqual(['BR', 'Pay', true, '']);
      await shoot(till.page, 'checkout-refused');
      await expectAccessible(till.page);
      await till.chooseCountry('Japan');
      await till.page.getByRole('button', { name: 'Pay ¥780' }).waitFor();
      expect(await till.problem.count()).toBe(0);
    });

    it('that contradicts itself has no total, until state and ZIP code agree', async () => {
      const till = await checkout();
      await till.fillEmail('aria@example.com');
      await till.chooseCountry('United States');
      await till.chooseRegion('California');
      await till.fillPostcode('90001');
      await till.page.getByRole('button', { name: 'Pay €10.62' }).waitFor();
      await till.chooseRegion('New York');
      await till.problem.filter({ hasText: 'State and postcode do not belong together.' }).waitFor();
      expect([await till.page.getByLabel('State').inputValue(), await button(till).innerText(), await prices(till)]).toEqual(['US-NY', 'Pay', '']);
      await button(till).click();
      await till.page.locator('#postcode:focus').waitFor();
      await till.fillPostcode('10001');
      await till.page.getByRole('button', { name: 'Pay €10.62' }).waitFor();
      expect([await till.problem.count(), hub.sale.view.place.region, hub.sale.pays]).toEqual([0, 'US-NY', []]);
    });

    it('in another country has none of the faults of the one before', async () => {
      const till = await checkout();
      await till.chooseCountry('United States');
      await till.chooseRegion('California');
      await till.fillPostcode('90001');
      await till.chooseRegion('New York');
      await till.problem.filter({ hasText: 'do not belong together' }).waitFor();
      await till.chooseCountry('Canada');
      await till.page.getByLabel('Province').waitFor();
      expect([await till.problem.count(), await till.page.getByLabel('Province').inputValue()]).toEqual([0, '']);
    });

    it('under an embargo is told by its name', async () => {
      hub.sale.begin(hub.frame, { ...PREFILLED, amounts: null, methods: [], card_frame: null, place: { ...hub.sale.view.place, country: 'CU', country_name: 'Cuba', refusal_code: 'tax.place_embargoed' } });
      const till = await checkout();
      await till.problem.filter({ hasText: 'We do not sell to Cuba.' }).waitFor();
      expect([await button(till).isDisabled(), (await till.page.content()).includes('not known to us')]).toEqual([true, false]);
    });

    it('is the one that was chosen last, although an answer comes later', async () => {
      const till = await checkout();
      await slowly(till.page);
      await till.chooseCountry('Japan');
      await till.chooseCountry('Germany');
      await eventually(() => hub.sale.countries.join() === 'JP,DE');
      await till.page.getByRole('button', { name: 'Pay €9.99' }).waitFor();
      expect(await country(till).inputValue()).toBe('DE');
    });
  });

  describe('before the scripts run', () => {
    it('nothing that was typed comes into an address, and nothing of it is lost', async () => {
      const page = await newPage();
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => { release = resolve; });
      await page.route('**/assets/*.js', async (route) => { await held; await route.continue(); });
      await page.goto(`${hub.url}/checkout/${SECRET}`, { waitUntil: 'commit' });
      const till = new CheckoutPage(page);
      await page.getByLabel('E-mail').fill('early@example.com');
      expect(await button(till).isDisabled()).toBe(true);
      await page.getByLabel('E-mail').press('Enter');
      await button(till).click({ force: true });
      expect(page.url()).toBe(`${hub.url}/checkout/${SECRET}`);
      release();
      await page.getByRole('button', { name: 'Pay €9.99' }).waitFor();
      await page.waitForFunction(() => !document.querySelector<HTMLButtonElement>('button.pay')!.disabled);
      expect(await page.getByLabel('E-mail').inputValue()).toBe('early@example.com');
    });
  });

  describe('an order that carries e-mail and place', () => {
    beforeEach(() => hub.sale.begin(hub.frame, { ...PREFILLED, place: { ...hub.sale.view.place, country: 'FR', country_name: 'France' } }));

    it('shows nothing to fill in but the card', async () => {
      const till = await checkout();
      await till.frame.getByLabel('Card number').waitFor();
      expect(await till.page.locator('main input:visible, main select:visible').count()).toBe(0);
      await till.page.getByText('aria@example.com · France').waitFor();
      await shoot(till.page, 'checkout-prefilled');
      await expectAccessible(till.page);
    });

    it('lets e-mail and place be changed, and be paid in another way', async () => {
      const till = await checkout();
      await till.page.getByRole('button', { name: 'Change' }).click();
      await till.page.locator('#email:focus').waitFor();
      await till.chooseCountry('Japan');
      await till.page.getByRole('button', { name: 'Pay ¥780' }).waitFor();
      await till.page.getByRole('button', { name: 'Other ways to pay' }).click();
      await till.page.getByLabel('Bank transfer').check();
      await till.pay();
      await till.said('Paid! On its way to the game');
      expect(hub.sale.pays).toMatchObject([{ method: 'bank_transfer', expected_currency: 'JPY' }]);
    });
  });
});
