import { Injectable } from '@nestjs/common';
import { CountUntoldEntries, GetFirstMonth, ListGamesWithBooks, ListTaxTotals, type TaxTotal } from '#money/ledger/queries';
import { ListRegistrations, ListTerritories, type RegistrationView } from '#money/tax/queries';
import { Queries } from '#platform/cqrs/doors';
import { dayOf } from '#platform/kernel/calendar-date';
import type { Month } from '#platform/kernel/calendar-month';
import { Clock } from '#platform/kernel/clock';
import { inPages } from '#platform/kernel/pages';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { GetEnvironment } from '#studio/games/queries';
import { returnedOn, type CurrencyOf } from '../domain/obligations.js';
import type { FiledSum, ReturnHead } from '../infra/returns.repository.js';

export interface Gathered {
  totals: TaxTotal[];
  sums: FiledSum[];
  /** Entries of live games of which nobody knows yet how they were taxed. */
  untold: number;
}

/** Reads the books of all live games, one after the other. A sandbox sells nothing. */
@Injectable()
export class Gather {
  constructor(private readonly queries: Queries, private readonly clock: Clock) {}

  /** Joins the open transaction where there is one: then without a scope. */
  async registered(scope?: Scope): Promise<{ registrations: RegistrationView[]; currencyOf: CurrencyOf }> {
    const registrations = await this.queries.ask(new ListRegistrations(), scope);
    const currencies = new Map((await this.queries.ask(new ListTerritories(dayOf(this.clock.now())), scope)).map(({ territory, default_currency }) => [territory, default_currency]));
    return { registrations, currencyOf: (territory) => currencies.get(territory) ?? null };
  }

  /** What belongs to a return. */
  async of(head: ReturnHead, scope: Scope): Promise<Gathered> {
    const { registrations, currencyOf } = await this.registered(scope);
    const gathered: Gathered = { totals: [], sums: [], untold: 0 };
    for await (const game of this.liveGames(scope)) {
      // Counted first: an entry that is told meanwhile is then in the totals, or counted, or both.
      gathered.untold += await this.queries.ask(new CountUntoldEntries(), game);
      const sums = new Map<string, FiledSum>();
      for (const total of await this.queries.ask(new ListTaxTotals(head.first_day.slice(0, 7), head.last_day.slice(0, 7)), game)) {
        const on = returnedOn(total, registrations, currencyOf);
        if (on?.entity !== head.entity || on.form.id !== head.form) continue;
        gathered.totals.push(total);
        const key = `${total.jurisdiction} ${total.currency}`;
        sums.set(key, { game_id: game.gameId, jurisdiction: total.jurisdiction, currency: total.currency, tax_minor: (sums.get(key)?.tax_minor ?? 0n) + total.tax_minor });
      }
      gathered.sums.push(...sums.values());
    }
    return gathered;
  }

  /** The first month of any live game; null where none has books. */
  async firstMonth(scope: Scope): Promise<Month | null> {
    let first: Month | null = null;
    for await (const game of this.liveGames(scope)) {
      const month = await this.queries.ask(new GetFirstMonth(), game);
      if (month !== null && (first === null || month < first)) first = month;
    }
    return first;
  }

  private async *liveGames(scope: Scope): AsyncGenerator<Scope> {
    for await (const id of inPages((after) => this.queries.ask(new ListGamesWithBooks(after), scope))) {
      const game = systemScope(id, 'returns.gather', scope.requestId);
      if ((await this.queries.ask(new GetEnvironment(), game)) === 'live') yield game;
    }
  }
}
