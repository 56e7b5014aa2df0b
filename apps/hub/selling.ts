import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { Believed } from '#platform/memory/believed';
import { ListCountryModes, type CountryMode } from '#studio/games/queries';
import { GetPlaceRequirements, ListTerritories, QuoteTax, taxNameIn, type TaxQuote } from '#money/tax/queries';
import type { Locale, Say } from './messages/messages.js';
import { isNotYet } from './messages/place-refused.js';

/** Whether and how this store sells in a country today. */
export interface SellingHere {
  mode: 'open' | 'not_yet' | 'never';
  /** What is said of the tax in prices, e.g. "incl. 19 % VAT" or "plus tax"; empty where no tax is charged. */
  priceNote: string;
  /** The studio sells there itself. */
  isByStudio?: boolean;
}

export interface CountryChoice {
  code: string;
  name: string;
}

interface OfferedTerritory extends CountryChoice {
  isOffered: boolean;
}

export function sellingOf(quote: TaxQuote, display: 'inclusive' | 'exclusive' | null, locale: Locale, say: Say): SellingHere {
  // A place that is told by its country only can still be sold to: the checkout asks for the rest.
  const isOpen = quote.sellable || (quote.refusal_code === 'tax.place_incomplete' && quote.missing.length > 0);
  if (!isOpen) return { mode: isNotYet(quote.refusal_code ?? '') ? 'not_yet' : 'never', priceNote: '' };
  if (display === 'exclusive') return { mode: 'open', priceNote: say('tax_added') };
  if (quote.outcome !== 'charge') return { mode: 'open', priceNote: quote.sellable ? '' : say('tax_included_short') };
  const [only, ...more] = quote.components;
  return { mode: 'open', priceNote: only && more.length === 0 ? say('tax_included', { rate: only.rate, name: taxNameIn(only.name, locale) }) : say('tax_included_short') };
}

/** Refusals that hold for studios that sell themselves, too. */
const NOBODY_SELLS: ReadonlySet<string> = new Set(['tax.place_embargoed', 'tax.place_blocked']);
const NEVER_SOLD: ReadonlySet<string> = new Set(['embargoed', 'not_served', 'blocked']);

/** How long an answer of the tax tables is believed: what the operator registers shows within this time. */
const BELIEVED_MS = 500;

/** What the tax tables say of a country, for the pages of the hub. */
@Injectable()
export class Selling {
  private readonly quotes = new Believed<{ quote: TaxQuote; display: 'inclusive' | 'exclusive' | null }>(BELIEVED_MS);
  private readonly modes = new Believed<ReadonlyMap<string, CountryMode>>(BELIEVED_MS);
  private readonly codes = new Believed<ReadonlySet<string>>(BELIEVED_MS);
  private readonly territories = new Believed<OfferedTerritory[]>(BELIEVED_MS);

  constructor(private readonly queries: Queries, private readonly clock: Clock) {}

  today(): string {
    return this.clock.now().toISOString().slice(0, 10);
  }

  /** Inside a transaction of the page. */
  async here(gameId: string, country: string, locale: Locale, say: Say): Promise<SellingHere> {
    const date = this.today();
    const modes = await this.modesOf(gameId);
    if (modes.get(country) === 'blocked') return { mode: 'never', priceNote: '' };
    const { quote, display } = await this.quotes.of(`${country} ${date}`, async () => ({
      quote: await this.queries.ask(new QuoteTax({ customer_type: 'consumer', country, date, currency: 'USD', price_mode: 'gross', lines: [{ amount: 1_000n }] })),
      display: (await this.queries.ask(new GetPlaceRequirements(country, date))).price_display,
    }));
    if (modes.get(country) === 'own_psp') return { mode: NOBODY_SELLS.has(quote.refusal_code ?? '') ? 'never' : 'open', priceNote: '', isByStudio: true };
    return sellingOf(quote, display, locale, say);
  }

  /** The countries in which the game is sold by its studio itself, or by nobody. Inside a transaction of the game. */
  private modesOf(gameId: string): Promise<ReadonlyMap<string, CountryMode>> {
    return this.modes.of(gameId, async () => new Map((await this.queries.ask(new ListCountryModes())).map(({ country, mode }) => [country, mode])));
  }

  /** Whether there is such a country or territory. `scope` outside of a transaction. */
  async isTerritory(code: string, scope?: Scope): Promise<boolean> {
    if (!/^[A-Z]{2}$/.test(code)) return false;
    const date = this.today();
    const codes = await this.codes.of(date, async () => new Set((await this.queries.ask(new ListTerritories(date), scope)).map(({ territory }) => territory)));
    return codes.has(code);
  }

  /** Where the store sells or soon may, by name; the present country is always among them. */
  async countries(gameId: string, locale: Locale, present: string): Promise<CountryChoice[]> {
    const date = this.today();
    const territories = await this.territories.of(`${locale} ${date}`, async () => {
      const names = regionNames(locale);
      return (await this.queries.ask(new ListTerritories(date)))
        .map(({ territory, name, sale }) => ({ code: territory, name: nameOf(names, territory, name), isOffered: !NEVER_SOLD.has(sale) }))
        .sort((a, b) => collators[locale].compare(a.name, b.name));
    });
    const modes = await this.modesOf(gameId);
    return territories.filter(({ code, isOffered }) => (isOffered && modes.get(code) !== 'blocked') || code === present);
  }
}

const collators: Record<Locale, Intl.Collator> = { en: new Intl.Collator('en'), de: new Intl.Collator('de') };
const regions = new Map<Locale, Intl.DisplayNames>();

/** Made once: it takes longer to make one than to fill a page with names. */
function regionNames(locale: Locale): Intl.DisplayNames {
  const known = regions.get(locale) ?? new Intl.DisplayNames(locale, { type: 'region' });
  regions.set(locale, known);
  return known;
}

function nameOf(names: Intl.DisplayNames, code: string, otherwise: string): string {
  const name = names.of(code);
  return name && name !== code ? name : otherwise;
}

export function countryName(code: string, locale: Locale): string {
  return nameOf(regionNames(locale), code, code);
}
