import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { Believed } from '#platform/memory/believed';
import { Query } from '#platform/kernel/messages';
import { systemScope } from '#platform/kernel/scope';
import { GetSaleTo, ListTerritories, type TerritoryView } from '#money/tax/queries';
import { countryName } from '../domain/country-names.js';

export interface NamedCountry {
  country: string;
  name: string;
  currency: string | null;
  price_display: 'inclusive' | 'exclusive' | null;
}

const SCOPE = systemScope('', 'sales/checkout.countries');
const SOLD_TO: ReadonlySet<string> = new Set(['open', 'open_except_regions']);

/** Territories to which something can be sold on a day, as far as the country alone decides. */
export class ListSellableTerritories extends Query<TerritoryView[]> {
  constructor(readonly date: string) { super(); }
}

@QueryHandler(ListSellableTerritories)
export class ListSellableTerritoriesHandler implements IQueryHandler<ListSellableTerritories> {
  constructor(private readonly queries: Queries) {}

  async execute({ date }: ListSellableTerritories): Promise<TerritoryView[]> {
    const sellable: TerritoryView[] = [];
    for (const territory of await this.queries.ask(new ListTerritories(date))) {
      if (!SOLD_TO.has(territory.sale) || !/^[A-Z]{2}$/.test(territory.territory)) continue;
      const sale = await this.queries.ask(new GetSaleTo(territory.territory, date));
      if (sale?.refusal_code === null) sellable.push(territory);
    }
    return sellable;
  }
}

/** How long what the operator has blocked is believed. */
const BELIEVED_MS = 2_000;

/** Countries to choose from, sorted by their names in a language: the same for every game (what a studio has blocked for its own is told by its storefront), and for a whole day unless the operator blocks one. */
@Injectable()
export class SellableCountries {
  private asOf = '';
  private readonly blocked = new Believed<string>(BELIEVED_MS);
  private territories: Promise<TerritoryView[]> | undefined;
  private readonly byLocale = new Map<string, NamedCountry[]>();

  constructor(private readonly queries: Queries, private readonly clock: Clock) {}

  async named(locale: string): Promise<NamedCountry[]> {
    const territories = await this.today();
    const known = this.byLocale.get(locale);
    if (known) return known;
    const named = territories.map(({ territory, name, default_currency, price_display }) => (
      { country: territory, name: countryName(territory, locale) ?? name, currency: default_currency, price_display }
    ));
    named.sort((a, b) => a.name.localeCompare(b.name, locale));
    if (this.byLocale.size < 50) this.byLocale.set(locale, named);
    return named;
  }

  /** Asked once a day, and when the operator has blocked or opened a country; what could not be answered is asked again. */
  private async today(): Promise<TerritoryView[]> {
    const today = this.clock.now().toISOString().slice(0, 10);
    const asOf = await this.blocked.of(today, async () => `${today} ${(await this.queries.ask(new ListTerritories(today), SCOPE)).map(({ sale }) => sale).join()}`);
    if (this.territories && this.asOf === asOf) return this.territories;
    this.asOf = asOf;
    this.byLocale.clear();
    const asked = this.queries.ask(new ListSellableTerritories(today), SCOPE);
    asked.catch(() => (this.territories = undefined));
    return (this.territories = asked);
  }
}
