import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import { CountryUnknown } from '#money/tax/errors';
import { GetPlaceRequirements } from '#money/tax/queries';
import { GetPlayer } from '#player/players/queries';
import type { CountrySource } from '#sales/orders/queries';
import { GetHub } from '#store/storefront/queries';
import { GetGame } from '#studio/games/queries';
import { GeoCountry } from '../infra/geo-country.js';

/** The country for a player who has not said anything yet: her own, else her address's, else the hub's. */
export class GuessCountry extends Query<{ country: string; country_source: CountrySource }> {
  constructor(readonly told: { player_id: string; ip_address: string | null }) { super(); }
}

@QueryHandler(GuessCountry)
export class GuessCountryHandler implements IQueryHandler<GuessCountry> {
  constructor(private readonly queries: Queries, private readonly geo: GeoCountry, private readonly clock: Clock) {}

  async execute({ told }: GuessCountry): Promise<{ country: string; country_source: CountrySource }> {
    const player = await this.queries.ask(new GetPlayer(told.player_id));
    if (await this.isPlace(player?.country)) return { country: player!.country!, country_source: 'player' };
    const byAddress = await this.geo.of(told.ip_address);
    if (byAddress && (await this.isPlace(byAddress))) return { country: byAddress, country_source: 'ip_address' };
    const hub = await this.queries.ask(new GetHub());
    return { country: hub?.default_country ?? (await this.queries.ask(new GetGame())).default_country, country_source: 'hub' };
  }

  /** A studio can have told of a country that there is not: the next source is asked then. */
  private async isPlace(country: string | null | undefined): Promise<boolean> {
    if (!country) return false;
    try {
      await this.queries.ask(new GetPlaceRequirements(country, this.clock.now().toISOString().slice(0, 10)));
      return true;
    } catch (error) {
      if (error instanceof CountryUnknown) return false;
      throw error;
    }
  }
}
