import { Injectable } from '@nestjs/common';
import { GetSaleTo, type SaleTo } from '#money/tax/queries';
import { Queries } from '#platform/cqrs/doors';
import { Believed } from '#platform/memory/believed';
import { COUNTRY_BLOCKED } from '#studio/games/errors';
import { GetCountryMode, type CountryMode } from '#studio/games/queries';

const SALE_BELIEVED_MS = 60_000;
const MODE_BELIEVED_MS = 2_000;

/** Refusals that hold for studios too. */
const NOBODY_SELLS: ReadonlySet<string | null> = new Set(['tax.place_embargoed', 'tax.place_blocked']);

export type SaleOfGame = Omit<SaleTo, 'refusal_code'> & { refusal_code: SaleTo['refusal_code'] | typeof COUNTRY_BLOCKED };

/** Whether something can be sold to a country on a day: by the operator as it was at most a minute ago (it changes with the day, and with what the operator registers and blocks), by the studio two seconds ago. */
@Injectable()
export class KnownSales {
  private readonly sales = new Believed<SaleTo | null>(SALE_BELIEVED_MS);
  private readonly modes = new Believed<CountryMode>(MODE_BELIEVED_MS);

  constructor(private readonly queries: Queries) {}

  /** Inside a transaction of the game. Null where there is no such country. */
  async to(gameId: string, country: string, date: string): Promise<SaleOfGame | null> {
    const sale = await this.sales.of(`${country} ${date}`, () => this.queries.ask(new GetSaleTo(country, date)));
    if (!sale) return null;
    const mode = await this.modes.of(`${gameId} ${country}`, () => this.queries.ask(new GetCountryMode(country)));
    // What a studio sells itself takes no registration of the operator, and its price is as it was set.
    if (mode === 'own_psp') return { ...sale, refusal_code: NOBODY_SELLS.has(sale.refusal_code) ? sale.refusal_code : null, price_display: 'inclusive' };
    return mode === 'blocked' && sale.refusal_code === null ? { ...sale, refusal_code: COUNTRY_BLOCKED } : sale;
  }
}
