import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { systemScope } from '#platform/kernel/scope';
import { ListTerritories } from '#money/tax/queries';
import { countryName } from '../domain/country-names.js';

export interface NamedCountry {
  country: string;
  name: string;
  currency: string | null;
  price_display: 'inclusive' | 'exclusive' | null;
}

const SOLD_TO: ReadonlySet<string> = new Set(['open', 'open_except_regions']);

/** Countries to choose from, sorted by their names in a language. The same for every game, and for a whole day. */
@Injectable()
export class SellableCountries {
  private day = '';
  private readonly byLocale = new Map<string, NamedCountry[]>();

  constructor(private readonly queries: Queries, private readonly clock: Clock) {}

  async named(locale: string): Promise<NamedCountry[]> {
    const today = this.clock.now().toISOString().slice(0, 10);
    if (today !== this.day) this.byLocale.clear();
    this.day = today;
    const known = this.byLocale.get(locale);
    if (known) return known;
    const territories = await this.queries.ask(new ListTerritories(today), systemScope('', 'sales/checkout.countries'));
    const named = territories.filter(({ territory, sale }) => SOLD_TO.has(sale) && /^[A-Z]{2}$/.test(territory)).map(({ territory, name, default_currency, price_display }) => (
      { country: territory, name: countryName(territory, locale) ?? name, currency: default_currency, price_display }
    ));
    named.sort((a, b) => a.name.localeCompare(b.name, locale));
    if (this.byLocale.size < 50) this.byLocale.set(locale, named);
    return named;
  }
}
