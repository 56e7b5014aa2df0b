import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { GetPlaceRequirements, ListTerritories, QuoteTax, type TaxQuote } from '#money/tax/queries';
import type { Locale, Say } from './messages/messages.js';
import { taxName } from './messages/tax-name.js';

/** Whether and how this store sells in a country today. */
export interface SellingHere {
  mode: 'open' | 'not_yet' | 'never';
  /** What stands beside a price, e.g. "incl. 19 % VAT" or "+ tax"; empty where no tax is charged. */
  priceNote: string;
}

export interface CountryChoice {
  code: string;
  name: string;
}

/** The tax refusals that say: perhaps later. All others say: not here. */
const NOT_YET = new Set(['tax.rate_unverified', 'tax.local_rate_missing', 'tax.registration_missing']);

export function sellingOf(quote: TaxQuote, display: 'inclusive' | 'exclusive' | null, say: Say): SellingHere {
  // A place that is told by its country only can still be sold to: the checkout asks for the rest.
  const isOpen = quote.sellable || (quote.refusal_code === 'tax.place_incomplete' && quote.missing.length > 0);
  if (!isOpen) return { mode: NOT_YET.has(quote.refusal_code ?? '') ? 'not_yet' : 'never', priceNote: '' };
  if (display === 'exclusive') return { mode: 'open', priceNote: say('tax_added') };
  if (quote.outcome !== 'charge') return { mode: 'open', priceNote: quote.sellable ? '' : say('tax_included_short') };
  const [only, ...more] = quote.components;
  return { mode: 'open', priceNote: only && more.length === 0 ? say('tax_included', { rate: only.rate, name: taxName(only.name, say) }) : say('tax_included_short') };
}

/** What the tax tables say of a country, for the pages of the hub. */
@Injectable()
export class Selling {
  constructor(private readonly queries: Queries, private readonly clock: Clock) {}

  today(): string {
    return this.clock.now().toISOString().slice(0, 10);
  }

  /** Inside a transaction of the page. */
  async here(country: string, say: Say): Promise<SellingHere> {
    const date = this.today();
    const { price_display } = await this.queries.ask(new GetPlaceRequirements(country, date));
    const quote = await this.queries.ask(new QuoteTax({ customer_type: 'consumer', country, date, currency: 'USD', price_mode: 'gross', lines: [{ amount: 1_000n }] }));
    return sellingOf(quote, price_display, say);
  }

  /** Where the store sells or soon may, by name; the present country is always among them. */
  async countries(locale: Locale, present: string): Promise<CountryChoice[]> {
    const names = new Intl.DisplayNames(locale, { type: 'region' });
    const territories = await this.queries.ask(new ListTerritories(this.today()));
    return territories
      .filter(({ territory, sale }) => territory === present || (sale !== 'embargoed' && sale !== 'not_served'))
      .map(({ territory, name }) => ({ code: territory, name: nameOf(names, territory, name) }))
      .sort((a, b) => a.name.localeCompare(b.name, locale));
  }
}

function nameOf(names: Intl.DisplayNames, code: string, otherwise: string): string {
  const name = names.of(code);
  return name && name !== code ? name : otherwise;
}

export function countryName(code: string, locale: Locale): string {
  return nameOf(new Intl.DisplayNames(locale, { type: 'region' }), code, code);
}
