import { Injectable } from '@nestjs/common';
import { GetUsdValue } from '#money/fx/queries';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { parseCurrency } from '#platform/kernel/currency';
import { GetGame } from '#studio/games/queries';
import { RefundRepository } from '../infra/refund.repository.js';

/** Which refunds take a second person. */
@Injectable()
export class FourEyes {
  constructor(private readonly refunds: RefundRepository, private readonly queries: Queries, private readonly clock: Clock) {}

  /**
   * Whether giving so much of an order back waits for a second person. It is counted with what one person alone gives back of the order already, else the limit would be passed in parts; what goes back by itself waits for
   * nobody. The order's refunds are held to the end of the transaction.
   */
  async areNeededFor(orderId: string, amount_minor: number, currency: string): Promise<boolean> {
    await this.refunds.lockOrder(orderId);
    return (await this.isAboveLimit(amount_minor + (await this.refunds.goneByOne(orderId)), currency)) && !(await this.refunds.isOwed(orderId));
  }

  /** Above the limit of the game, by the rate of today. What no rate is known for is above every limit. */
  private async isAboveLimit(amount_minor: number, currency: string): Promise<boolean> {
    const { four_eyes_above_usd_minor: limit } = await this.queries.ask(new GetGame());
    if (limit === null) return false;
    const date = this.clock.now().toISOString().slice(0, 10);
    const value = await this.queries.ask(new GetUsdValue({ minor: BigInt(amount_minor), currency: parseCurrency(currency), date }));
    return value === null || value.minor > BigInt(limit);
  }
}
