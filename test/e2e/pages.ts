import type { FrameLocator, Locator, Page } from 'playwright-core';

/** The hub's pages as a player knows them: by the names that stand on them (English). */
export class HubPage {
  constructor(readonly page: Page, private readonly hubUrl: string) {}

  async open(): Promise<void> {
    await this.page.goto(this.hubUrl);
  }

  card(name: string): Locator {
    return this.page.getByRole('listitem').filter({ has: this.page.getByRole('heading', { name, exact: true }) }).first();
  }

  async openItem(name: string): Promise<void> {
    await this.page.getByRole('link', { name, exact: true }).first().click();
    await this.page.getByRole('heading', { level: 1, name }).waitFor();
  }

  /** Chooses a country by its English name. */
  async chooseCountry(name: string): Promise<void> {
    await this.page.getByRole('button', { name: /^Prices for / }).first().click();
    await this.page.getByLabel('Country or territory').selectOption({ label: name });
    await this.page.getByRole('button', { name: 'Change', exact: true }).click();
    await this.page.waitForLoadState();
  }

  /** Signs in by player id and waits for the name that the game says. */
  async signIn(playerId: string): Promise<void> {
    await this.page.goto(`${this.hubUrl}/sign-in`);
    await this.page.getByLabel('Player ID').fill(playerId);
    await this.page.getByRole('button', { name: 'Continue' }).click();
    await this.page.getByRole('heading', { name: /^Hello, / }).waitFor();
  }

  /** From an item's page to its checkout. */
  async buy(): Promise<CheckoutPage> {
    await this.page.getByRole('button', { name: /^Buy for / }).click();
    await this.page.waitForURL(/\/checkout\/cs_/);
    return new CheckoutPage(this.page);
  }
}

export interface Card {
  number: string;
  expiry?: string;
  securityCode?: string;
}

export class CheckoutPage {
  constructor(readonly page: Page) {}

  async fillEmail(email: string): Promise<void> {
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('E-mail').blur();
  }

  async chooseCountry(name: string): Promise<void> {
    await this.page.getByLabel('Country or territory').selectOption({ label: name });
  }

  /** Where the country asks for it: "ZIP code" in the United States. Germany asks too, for its territories outside of the Union's VAT. */
  async fillPostcode(postcode: string): Promise<void> {
    const field = this.page.getByLabel(/^(Postcode|ZIP code)$/);
    await field.fill(postcode);
    await field.blur();
  }

  async chooseRegion(name: string): Promise<void> {
    await this.page.getByLabel(/^(State|Province|State or region)$/).selectOption({ label: name });
  }

  /** The provider's own fields. */
  get frame(): FrameLocator {
    return this.page.frameLocator('iframe[title="Card details"]');
  }

  /** Chooses the card where there are other methods beside it, and types it in. */
  async fillCard({ number, expiry = '12 / 39', securityCode = '123' }: Card): Promise<void> {
    await this.frame.getByLabel('Card number').waitFor({ state: 'attached' });
    // Where everything was told before, only the first method stands there.
    const others = this.page.getByRole('button', { name: 'Other ways to pay' });
    if ((await others.count()) > 0) await others.click();
    const card = this.page.getByRole('radio', { name: 'Card', exact: true });
    if ((await card.count()) > 0) await card.check();
    await this.frame.getByLabel('Card number').fill(number);
    await this.frame.getByLabel('Expiry date').fill(expiry);
    await this.frame.getByLabel('Security code').fill(securityCode);
  }

  /** The button with the amount: it is there once the total is known. */
  get payButton(): Locator {
    return this.page.getByRole('button', { name: /^Pay / });
  }

  /** Ticks what a buyer of this country has to agree to, where it stands there. */
  async agree(): Promise<void> {
    await this.payButton.waitFor();
    const box = this.page.locator('#waiver');
    if ((await box.count()) > 0) await box.check();
  }

  async pay(): Promise<void> {
    await this.agree();
    await this.payButton.click();
  }

  get problem(): Locator {
    return this.page.getByRole('alert').filter({ hasText: /\S/ });
  }

  async said(title: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { name: title }).waitFor();
  }

  /** What the page says was credited. */
  async granted(): Promise<string[]> {
    await this.page.locator('[data-granted]').waitFor();
    return this.page.locator('[data-granted] li').allInnerTexts();
  }
}
