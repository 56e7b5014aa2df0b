import { Injectable } from '@nestjs/common';
import { GetUsdValue } from '#money/fx/queries';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { parseCurrency } from '#platform/kernel/currency';
import { GetGame } from '#studio/games/queries';

/** Whether giving so much back takes a second person: it is above the limit of the game, by the rate of today. What no rate is known for is above every limit. */
@Injectable()
export class FourEyes {
  constructor(private readonly queries: Queries, private readonly clock: Clock) {}

  async areNeededFor(amount_minor: number, currency: string): Promise<boolean> {
    const { four_eyes_above_usd_minor: limit } = await this.queries.ask(new GetGame());
    if (limit === null) return false;
    const date = this.clock.now().toISOString().slice(0, 10);
    const value = await this.queries.ask(new GetUsdValue({ minor: BigInt(amount_minor), currency: parseCurrency(currency), date }));
    return value === null || value.minor > BigInt(limit);
  }
}
